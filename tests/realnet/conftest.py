"""The real servers' ground truth, and Followback run against them as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from collector.store import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from collector.model import Facts, Observation

ROOT = Path(__file__).resolve().parents[2]
TRUTH = "REALNET_TRUTH"
NIGHT = "2026-06-01"
COMMAND = Path(sys.executable).with_name("followback")
PATIENCE = 300

FILE = """\
name: {name}
kind: {kind}
sector: {sector}
country: GB
website: https://{slug}.test/
accounts:
"""
ACCOUNT = """\
  - network: bluesky
    handle: {handle}
    role: {role}
    source: https://{slug}.test/contact
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of the command: where it wrote, and what it said."""

    data: Path
    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True, kw_only=True)
class Town:
    """The network, and the command with the options that lead to it."""

    truth: dict[str, Any]
    watchlist: Path

    @property
    def organisations(self) -> list[dict[str, Any]]:
        """Return the watched accounts as they truly are."""
        found: list[dict[str, Any]] = self.truth["organisations"]
        return found

    def arguments(self, *words: str, data: Path) -> list[str]:
        """Return a whole command line."""
        servers = self.truth["endpoints"]
        settings = [
            f"networks.bluesky.appview={servers['appview']}",
            f"networks.bluesky.plc={servers['plc']}",
            "networks.bluesky.requests_per_second=100",
        ]
        return [
            str(COMMAND),
            *words,
            *(word for setting in settings for word in ("--set", setting)),
            *("--allow-host", "127.0.0.1", "--allow-host", "localhost"),
            *("--watchlist", str(self.watchlist), "--data", str(data)),
        ]

    def run(self, *words: str, data: Path) -> Run:
        """Run the command to its end."""
        ended = subprocess.run(
            self.arguments(*words, data=data),
            cwd=ROOT,
            env=plain_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return Run(data=data, code=ended.returncode, stdout=ended.stdout, stderr=ended.stderr)


def plain_environment() -> dict[str, str]:
    """Return the environment without settings of Followback's own."""
    return {key: value for key, value in os.environ.items() if not key.startswith("FOLLOWBACK_")}


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    """Return the ground truth of the network that is up."""
    if TRUTH not in os.environ:
        pytest.skip("the real servers are not running: start this with make realnet")
    found: dict[str, Any] = json.loads(Path(os.environ[TRUTH]).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def town(truth: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Return the town with a watchlist of everybody who is watched, the gone included."""
    folder = tmp_path_factory.mktemp("watchlist")
    by_slug: dict[str, list[dict[str, Any]]] = {}
    for organisation in truth["organisations"]:
        by_slug.setdefault(organisation["slug"], []).append(organisation)
    for slug, accounts in by_slug.items():
        list_in(folder, slug, accounts[0]["kind"], accounts[0]["sector"], accounts)
    gone = {f"gone-{state}": account["handle"] for state, account in truth["gone"].items()}
    gone["gone-missing"] = truth["missing"]["handle"]
    gone["gone-renamed"] = next(one["was"] for one in truth["organisations"] if "was" in one)
    for slug, handle in gone.items():
        list_in(folder, slug, "brand", "retail", [{"handle": handle, "role": "main"}])
    return Town(truth=truth, watchlist=folder)


def list_in(
    folder: Path, slug: str, kind: str, sector: str, accounts: Sequence[dict[str, Any]]
) -> None:
    """Write one organisation's file."""
    plural = "public-bodies" if kind == "public-body" else f"{kind}s"
    name = slug.replace("-", " ").title()
    text = FILE.format(name=name, kind=kind, sector=sector, slug=slug)
    text += "".join(
        ACCOUNT.format(handle=one["handle"], role=one["role"], slug=slug) for one in accounts
    )
    path = folder / plural / f"{slug}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def night(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return the run that collected the night."""
    run = town.run("collect", "--night", NIGHT, data=tmp_path_factory.mktemp("night") / "data")
    assert run.code == 0, run.stderr
    return run


@pytest.fixture(scope="session")
def row(night: Run) -> Callable[[str, str | None], Observation]:
    """Return how to look up an account's row of the night; None is the pooled one."""
    rows = {(one.organisation, one.account): one for one in Ledger(night.data).observations()}

    def look_up(slug: str, handle: str | None) -> Observation:
        return rows[slug, handle]

    return look_up


@pytest.fixture(scope="session")
def facts(row: Callable[[str, str | None], Observation]) -> Callable[[dict[str, Any]], Facts]:
    """Return how to look up what was recorded of an organisation's account."""

    def look_up(organisation: dict[str, Any]) -> Facts:
        found = row(organisation["slug"], organisation["handle"])
        assert found.facts is not None, found.gap
        return found.facts

    return look_up


@pytest.fixture(scope="session")
def explained(town: Town, night: Run) -> Callable[[str], list[dict[str, Any]]]:
    """Return how to ask for an organisation's receipts: one row an account and metric."""
    kept: dict[str, list[dict[str, Any]]] = {}

    def ask(slug: str) -> list[dict[str, Any]]:
        if slug not in kept:
            run = town.run("explain", slug, "--json", data=night.data)
            assert run.code == 0, run.stderr
            document = json.loads(run.stdout)
            assert document["organisation"] == slug
            kept[slug] = document["values"]
        return kept[slug]

    return ask


@pytest.fixture(scope="session")
def figure(
    explained: Callable[[str], list[dict[str, Any]]],
) -> Callable[[str, str | None, str], dict[str, Any]]:
    """Return how to look up one explained figure; account None is the pooled one."""

    def look_up(slug: str, account: str | None, metric: str) -> dict[str, Any]:
        rows = explained(slug)
        (found,) = [one for one in rows if (one["account"], one["metric"]) == (account, metric)]
        return found

    return look_up


@pytest.fixture(scope="session")
def measured(town: Town) -> list[dict[str, Any]]:
    """Return the accounts of which there are figures."""
    return [one for one in town.organisations if not one["optedOut"]]
