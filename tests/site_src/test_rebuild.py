"""A site that is built again: only what a new night changed is written."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from collector.errors import InputError
from collector.model import Facts, Observation
from collector.night import build_site
from collector.settings import Settings
from collector.store import Ledger
from collector.store.report import RunReport

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

NIGHT = date(2026, 11, 21)
LONG_AGO = 1_000_000_000
ENTRY = """\
name: Town of Example
kind: council
sector: town
country: GB
website: https://town.example.com
accounts:
  - network: bluesky
    handle: town.example.com
    role: main
    source: https://town.example.com/contact
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "watchlist" / "councils").mkdir(parents=True)
    (tmp_path / "watchlist" / "councils" / "town-of-example.yml").write_text(ENTRY, "utf-8")
    record(tmp_path, NIGHT)
    return tmp_path


def record(project: Path, night: date) -> None:
    now = datetime(night.year, night.month, night.day, 2, tzinfo=UTC)
    row = Observation(
        night=night,
        organisation="town-of-example",
        network="bluesky",
        account="town.example.com",
        facts=Facts(followers=2000, following=night.day),
    )
    report = RunReport(
        night=night, started_at=now, finished_at=now, collector_version="1", read=1, expected=1
    )
    Ledger(project / "data").record(night, [row], report)


def build(project: Path) -> int:
    return build_site(
        site=project / "site",
        data=project / "data",
        watchlist=project / "watchlist",
        night=None,
        settings=Settings(),
    )


def aged(site: Path) -> dict[str, bytes]:
    """Return every file's bytes, after dating all of them back."""
    files = [file for file in site.rglob("*") if file.is_file()]
    for file in files:
        os.utime(file, (LONG_AGO, LONG_AGO))
    return {str(file.relative_to(site)): file.read_bytes() for file in files}


def written(site: Path) -> set[str]:
    files = (file for file in site.rglob("*") if file.is_file())
    return {str(file.relative_to(site)) for file in files if file.stat().st_mtime != LONG_AGO}


def test_only_what_a_new_night_changes_is_written(project: Path) -> None:
    site = project / "site"
    build(project)
    before = aged(site)
    pages = build(project)
    assert written(site) == set()
    assert pages == sum(name.endswith(".html") for name in before)

    record(project, NIGHT + timedelta(days=1))
    build(project)
    after = {str(f.relative_to(site)): f.read_bytes() for f in site.rglob("*") if f.is_file()}
    changed = {name for name, text in after.items() if before.get(name) != text}
    assert written(site) == changed
    assert "councils/town-of-example/index.html" in changed
    assert "assets/style.css" not in changed


@pytest.mark.skipif(find_spec("properdocs") is None, reason="properdocs is not installed")
def test_the_continuation_of_mkdocs_builds_the_same_bytes(project: Path) -> None:
    asked = {part.upper(): str(project / part) for part in ("data", "watchlist")}
    environ = os.environ | {f"FOLLOWBACK_BUILD_{key}": told for key, told in asked.items()}
    environ["FOLLOWBACK_BUDGETS__PICTURES"] = "0"
    for tool in ("mkdocs", "properdocs"):
        command = [sys.executable, "-m", tool, "build", "--strict", "-f", "mkdocs.yml"]
        subprocess.run([*command, "-d", str(project / tool)], env=environ, check=True)
    mine, theirs = aged(project / "mkdocs"), aged(project / "properdocs")
    assert mine.keys() == theirs.keys()
    assert [name for name, text in mine.items() if theirs[name] != text] == []


def test_a_build_that_fails_leaves_the_old_site_whole(project: Path) -> None:
    build(project)
    before = aged(project / "site")
    (project / "watchlist" / "councils" / "town-of-example.yml").write_text("name: [", "utf-8")
    with pytest.raises(InputError):
        build(project)
    assert aged(project / "site") == before
    assert sorted(path.name for path in project.iterdir()) == ["data", "site", "watchlist"]


def test_a_site_cannot_be_built_into_a_file(project: Path) -> None:
    with pytest.raises(InputError, match="this is a file; name a folder for the site"):
        build_site(
            site=project / "watchlist" / "councils" / "town-of-example.yml",
            data=project / "data",
            watchlist=project / "watchlist",
            night=None,
            settings=Settings(),
        )
