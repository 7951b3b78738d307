"""Serve the practice network on a loopback port: `python -m collector.practice --port 8181`."""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from collector.practice.almanac import LAST_NIGHT
from collector.practice.faults import FaultError, Misfortune, parsed
from collector.practice.server import LOOPBACK, PracticeServer
from collector.practice.transport import hosts
from collector.practice.watchlist import write_watchlist
from collector.practice.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the watchlist, say how to collect it, and serve until told to stop."""
    given = _parser().parse_args(arguments)
    world = World(seed=given.seed, organisations=given.organisations)
    try:
        schedule = parsed(given.faults, hosts(world)) if given.faults else ()
    except FaultError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    write_watchlist(world, given.watchlist)
    try:
        server = PracticeServer(world, given.night, given.port, Misfortune(world, schedule))
    except OSError as error:
        sys.stderr.write(f"port {given.port}: {error.strerror}; choose another with --port\n")
        return 1
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have told us to ignore the first
        signal.signal(number, signal.default_int_handler)
    with server:
        sys.stdout.write(f"watchlist: {given.watchlist}\n{_command(given, server)}\n")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def _command(given: argparse.Namespace, server: PracticeServer) -> str:
    address = server.address
    words = ["followback", "collect", "--night", given.night.isoformat()]
    words += ["--watchlist", str(given.watchlist), "--data", str(given.watchlist.parent / "data")]
    words += ["--set", f"networks.bluesky.appview={address}"]
    words += ["--set", f"networks.bluesky.plc={address}", "--allow-host", LOOPBACK]
    for name in server.network.fediverse.names:
        words += ["--connect", f"{name}={address}"]
    return shlex.join(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m collector.practice", description=__doc__)
    parser.add_argument("--port", type=int, default=8181, help="0 takes any free port")
    parser.add_argument("--night", type=date.fromisoformat, default=LAST_NIGHT)
    parser.add_argument("--organisations", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--faults",
        metavar="SCHEDULE",
        help="HOST:KIND[:AFTER[:COUNT]],... as toot.test:too_many:3:2, or random:SEED",
    )
    parser.add_argument("--watchlist", type=Path, default=Path("practice/watchlist"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
