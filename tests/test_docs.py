"""What the documents say is so: commands, targets, settings, measures and links."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import typer.main

import collector.cli  # noqa: F401 - it adds the commands
from collector.commands import app
from collector.model import Gap, Kind, State
from collector.settings import KEYS
from site_src.index import Index
from site_src.method_page import METHODS, method_page
from site_src.metric_page import metric_pages
from site_src.metrics import METRICS
from site_src.model import Estimate, Standings, Value
from site_src.page import Site
from site_src.render import Renderer

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = sorted(getattr(typer.main.get_command(app), "commands", {}))
# The pages of the site are not among them: mkdocs, which is strict, follows their links.
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("collector/*/*.md"), *ROOT.glob("tests/*/*.md")})
NIGHT = date(2026, 11, 21)
KINDS = {kind.folder for kind in Kind}
OPERATE = (ROOT / "site_src/pages/operate.md").read_text(encoding="utf-8")
GUIDE = re.sub(
    r"```\w*\n(.+?)```",
    lambda block: f"`{block[1]}`".replace("\n", "`\n`"),
    OPERATE,
    flags=re.DOTALL,
)


def code(text: str) -> str:
    """Return what a document shows as code: in backticks, or in lines set in by four."""
    return "\n".join(re.findall(r"`[^`\n]+`|^ {4}.+$", text, re.MULTILINE))


def named(pattern: str, *documents: str) -> set[str]:
    return {word for text in documents for word in re.findall(pattern, code(text))}


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 9


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert command in named(r"\bfollowback ([a-z]+)", README)


def test_every_command_in_the_documents_exists() -> None:
    assert named(r"\bfollowback ([a-z]+)", README, CONTRIBUTING, GUIDE) <= {*COMMANDS}


@pytest.mark.parametrize("target", sorted(named(r"\bmake ([a-z-]+)", README, CONTRIBUTING, GUIDE)))
def test_every_target_in_the_documents_can_be_made(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_the_targets_of_the_house_are_told_to_contributors() -> None:
    house = {"demo", "test", "check", "nightly", "realnet", "bench"}
    assert house <= named(r"\bmake ([a-z-]+)", README, CONTRIBUTING)


def test_every_setting_in_the_documents_exists() -> None:
    keys = named(r"--set ([\w.]+)=", README, CONTRIBUTING, GUIDE)
    variables = named(r"\bFOLLOWBACK_([A-Z_]+)=", README, CONTRIBUTING, GUIDE)
    assert keys | {name.lower().replace("__", ".") for name in variables} <= {*KEYS}


@pytest.fixture(scope="module")
def index() -> Index:
    """Return the index of a night on which nothing could be measured."""
    unmeasured = Estimate(state=State.GAP, reason=Gap.UNREACHABLE)
    values = tuple(
        Value(
            organisation="leeds",
            network="bluesky",
            account=None,
            metric=key,
            estimate=unmeasured,
            night=NIGHT,
            window=None,
            source="api",
            method_version=1,
        )
        for key in METRICS
    )
    return Index(
        Standings(
            night=NIGHT,
            method_version=1,
            is_practice=True,
            organisations={},
            values={"leeds": values},
            tables=(),
            leagues={},
            histories={},
            read=0,
            listed=1,
            gaps={},
            collected_at={},
        )
    )


@pytest.mark.parametrize("key", METRICS)
def test_every_metric_has_a_page(key: str, index: Index) -> None:
    assert f"metrics/{key}/" in {page.address for page in metric_pages(index)}


SITE = Site(nav=(), is_practice=True, night=NIGHT, method_version=1, repository="", contact="")
METHOD = method_page(SITE)


@pytest.fixture(scope="module")
def method() -> str:
    return Renderer(SITE).render(METHOD)


@pytest.mark.parametrize("key", METRICS)
def test_every_metric_is_on_the_method_page(key: str, method: str) -> None:
    assert f'href="../metrics/{key}/"' in method


def test_the_method_page_tells_what_the_changelog_calls_a_change_of_meaning() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("### Meaning")[2]
    told = re.findall(r"^\* (\d{4}-\d\d-\d\d): (.+)\.$", changes, re.MULTILINE)
    assert {*METHODS.values()} <= {*told}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(file: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8"))
    inner = [link.partition("#")[0] for link in links if "://" not in link]
    inner = [link for link in inner if link not in KINDS]  # a fork may list none of a kind
    assert [link for link in inner if not (file.parent / link).exists()] == []


def test_the_documents_with_links_are_found() -> None:
    names = {str(file.relative_to(ROOT)) for file in DOCUMENTS}
    assert {"README.md", "CONTRIBUTING.md", "collector/watchlist/README.md"} <= names
