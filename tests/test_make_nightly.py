"""`make nightly`, as somebody without GitHub runs it: with a network, and without one."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from collector.store import Ledger
from tests.machine import ROOT
from tests.test_workflows import NIGHTS, environment, practice_network

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
PARTS = ("mkdocs.yml", "site_src", "templates", "collector", "pyproject.toml", "Makefile")
# What is installed beside this Python is what is run: nothing is installed anew.
MAKE = ("make", "--old-file=.venv/site", "--old-file=.venv/collector", "nightly")
NO_NET = ("unshare", "--map-root-user", "--net")  # a machine without a network, where we may


@dataclass(kw_only=True)
class House:
    """The project in a folder of its own, with the list of a town."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def make(self, night: str, *before: str) -> subprocess.CompletedProcess[str]:
        """Make a night as a user types it."""
        return self._run(*before, *MAKE, f"ARGS={' '.join(self._nightly(night))}")

    def followback(self, night: str, *before: str) -> subprocess.CompletedProcess[str]:
        """Make a night as a script calls it."""
        return self._run(*before, ".venv/bin/followback", "nightly", *self._nightly(night))

    def _nightly(self, night: str) -> tuple[str, ...]:
        where = ("--watchlist", "town", "--allow-host", "127.0.0.1")
        return ("--night", night, *where, *self.words)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.root, env=self.env, capture_output=True, check=False, text=True
        )

    @property
    def kept(self) -> dict[str, bytes]:
        """All that a night writes for good: the ledger, what it learned, the site."""
        folders = (self.root / "data", self.root / "site")
        files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
        names = {file.relative_to(self.root).as_posix(): file for file in files}
        return {
            name: file.read_bytes() for name, file in names.items() if "data/journal" not in name
        }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return the project after its first night; its network is gone when the test begins."""
    root = tmp_path_factory.mktemp("house")
    for name in PARTS:
        (root / name).symlink_to(ROOT / name)
    (root / ".venv").symlink_to(sys.prefix)
    house = House(root=root)
    with practice_network(NIGHTS[0], root / "town") as (port, servers):
        house.env, house.words = environment(root, port), tuple(servers.split())
        first = house.make(NIGHTS[0])
        assert first.returncode == 0, first.stderr
    return house


def no_net() -> tuple[str, ...]:
    """Return what takes a command's network away; nothing where we may not."""
    tried = subprocess.run([*NO_NET, "true"], capture_output=True, check=False)
    return NO_NET if tried.returncode == 0 else ()


def test_a_first_night_is_checked_collected_and_built(house: House) -> None:
    assert [str(night) for night in Ledger(house.root / "data").nights()] == [NIGHTS[0]]
    assert (house.root / "site" / "index.html").is_file()


def test_a_night_without_a_network_says_so_in_one_sentence_and_keeps_everything(
    house: House,
) -> None:
    before = house.kept
    ended = house.make(NIGHTS[1], *no_net())
    sentence, make = ended.stderr.splitlines()
    assert re.fullmatch(
        f"no network could be reached, so the night of {NIGHTS[1]} is not recorded; nothing is "
        "lost: run the same command again when there is a connection",
        sentence,
    )
    assert re.fullmatch(r"make: \*\*\* \[.*nightly\] Error 3", make)
    assert ended.returncode == 2, "GNU make says 2 whatever the command ended with"
    assert house.kept == before


def test_a_script_is_told_by_the_code_of_the_command(house: House) -> None:
    before = house.kept
    ended = house.followback(NIGHTS[1], *no_net())
    assert ended.returncode == 3
    assert ended.stderr.startswith("no network could be reached")
    assert house.kept == before


def test_the_night_is_read_when_the_network_is_back(house: House) -> None:
    port = int(re.findall(r":(\d+)$", house.env["FOLLOWBACK_NETWORKS__BLUESKY__PLC"])[0])
    with practice_network(NIGHTS[1], house.root / "town", port) as (_, servers):
        house.words = tuple(servers.split())
        assert house.make(NIGHTS[1]).returncode == 0
    assert [str(night) for night in Ledger(house.root / "data").nights()] == [*NIGHTS[:2]]
