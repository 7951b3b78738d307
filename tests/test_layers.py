"""The directions of import: every one points left, and every library has its door."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("collector", "site_src")

# Left to right, as the sentence runs: a module may import what stands to its left.
SENTENCE = re.findall(
    r"[\w.]+",
    """
    collector collector.model collector.errors collector.settings

    collector.handle collector.load.field collector.load.group collector.load.entry
    collector.load.schema
    collector.load.listing collector.load.draft collector.load.sketch collector.load.stone
    collector.load.past collector.load collector.problems

    collector.manners.introduce collector.manners.deny collector.manners.line
    collector.manners.address collector.manners.verdict collector.manners.limits
    collector.manners.pace
    collector.manners.reply collector.manners.spend collector.manners.transport
    collector.manners

    collector.interval collector.sample collector.zone collector.touch.rules collector.touch
    collector.tally.circle collector.tally.window collector.tally.posts collector.tally.weeks
    collector.tally.manner collector.tally.openings collector.tally.chances
    collector.tally.heard collector.tally.lists collector.tally collector.networks.xrpc
    collector.networks.car collector.networks.atproto collector.networks.bluesky_replies
    collector.networks.bluesky_nouns collector.networks.constellation
    collector.networks.bluesky_mentions collector.networks.bluesky_lists
    collector.networks.bluesky_threads collector.networks.bluesky_look
    collector.networks.bluesky collector.networks.keyed collector.networks.instagram_replies
    collector.networks.instagram collector.networks.x_replies collector.networks.x_nouns
    collector.networks.x_api collector.networks.x_posts collector.networks.x
    collector.networks.fediverse collector.networks.fediverse_text
    collector.networks.fediverse_home collector.networks.mastodon_replies
    collector.networks.mastodon_pages collector.networks.activitypub_documents
    collector.networks.activitypub_pages collector.networks.activitypub
    collector.networks.mastodon_nouns collector.networks.mastodon_lists
    collector.networks.mastodon_timeline collector.networks.mastodon_threads
    collector.networks.mastodon_look collector.networks.mastodon_settle
    collector.networks.mastodon collector.networks.nameplate collector.networks

    collector.store.plain collector.store.redaction collector.store.manifest
    collector.store.report collector.store.row
    collector.store.shard collector.store.entry collector.store.frame collector.store.journal
    collector.store.redact collector.store.audit collector.store.edition
    collector.store.editions collector.store collector.shelf collector.state collector.homes
    collector.till

    collector.share collector.plan collector.observe collector.turns
    collector.archive.lines
    collector.archive.table collector.archive.roll collector.archive.cell collector.archive.rows
    collector.archive.event collector.archive.threads collector.archive.events
    collector.archive.seen collector.archive.counts collector.archive collector.coverage
    collector.forget collector.collect collector.mirror collector.night collector.shards
    collector.merge
    collector.preview collector.markdown collector.form
    collector.serve collector.new collector.progress collector.practice

    site_src site_src.tested site_src.model site_src.page site_src.press site_src.beside
    site_src.sectors site_src.corrections site_src.amount site_src.scale
    site_src.line site_src.gaps site_src.signs site_src.rank site_src.evidence site_src.estimate
    site_src.openings site_src.survival site_src.hours site_src.steady site_src.pool
    site_src.touch_share site_src.metric site_src.metrics site_src.source site_src.flags
    site_src.latest site_src.figures site_src.past site_src.audience site_src.rota
    site_src.peers
    site_src.league site_src.log site_src.sensitivity site_src.composite site_src.change
    site_src.moves site_src.trend site_src.growth site_src.caution site_src.since
    site_src.historic site_src.readings site_src.measure

    site_src.say site_src.verdict site_src.shown site_src.counted site_src.explain
    site_src.index site_src.chart_ids
    site_src.coverage site_src.nights site_src.finding site_src.publish site_src.values
    site_src.spark
    site_src.history site_src.chart site_src.promise site_src.hours_words
    site_src.chart_hours site_src.duel

    site_src.league_words site_src.league_data site_src.league_choices site_src.receipt
    site_src.accounts site_src.asked site_src.cards
    site_src.charts site_src.charts.fit site_src.charts.sheet site_src.charts.dots
    site_src.charts.course site_src.charts.grid site_src.charts.svg site_src.charts.figure
    site_src.charts.table site_src.charts.league site_src.charts.history site_src.charts.week
    site_src.charts.movers site_src.charts.pair site_src.picture
    site_src.family site_src.portrait site_src.may_say site_src.cite site_src.abreast
    site_src.similar site_src.own_words
    site_src.weigh_rows site_src.scores site_src.nearest site_src.course
    site_src.night_line site_src.headcount site_src.foremost site_src.badge
    site_src.api_rows site_src.receipt_page site_src.archives site_src.news
    site_src.api_schema site_src.api_documents site_src.page_schema site_src.chart_schema
    site_src.edition_schema site_src.api
    site_src.dictionary site_src.history_table site_src.package site_src.dataset
    site_src.list_page site_src.dictionary_page site_src.examples site_src.data_page
    site_src.worked_chart site_src.worked_share
    site_src.worked_lists site_src.worked site_src.real_example site_src.touch_rules
    site_src.offers site_src.metric_page site_src.league_rows site_src.league_others
    site_src.league_tools
    site_src.league_moves site_src.league_ways site_src.league_view site_src.league_page
    site_src.weigh_page site_src.method_page site_src.table_lines site_src.leagues_page
    site_src.search_page
    site_src.home_page
    site_src.organisation_page site_src.gone_page site_src.compare_list site_src.compare_matrix
    site_src.compare_page
    site_src.corrections site_src.exhibit_csv site_src.exhibit site_src.editions_page
    site_src.embed site_src.downloads site_src.chart_page site_src.chart_pages
    site_src.quiet_page
    site_src.pictures
    site_src.sheet site_src.search_index site_src.style_page site_src.feed site_src.published
    site_src.book site_src.render
    site_src.edition_picture site_src.edition_data site_src.edition site_src.redact
    site_src.freeze site_src.hooks

    collector.options collector.commands collector.commands.watchlist collector.commands.proposal
    collector.commands.night
    collector.commands.ledger collector.commands.edition collector.cli collector.__main__
    """,
)

PLACES = {module: place for place, module in enumerate(SENTENCE)}
ABOVE = ("collector.cli", "collector.commands.*", "collector.__main__")  # may use every room
OPEN_TO_THE_SITE = (
    "collector.model",
    "collector.errors",
    "collector.settings",
    "collector.interval",
    "collector.touch",
    "collector.store",
    "collector.store.edition",
    "collector.store.editions",
    "collector.load",
    "collector.load.schema",
)
DOORS = {
    "httpcore": ("collector.manners.line", "collector.manners.address", "collector.manners"),
    "httpx": (
        "collector.manners.transport",
        "collector.manners",
        "collector.networks*",
        "collector.practice*",
    ),
    "jinja2": ("site_src.render",),
    "libipld": ("collector.networks.car", "collector.practice*"),
    "mkdocs": ("site_src.hooks",),
    "numpy": ("collector.interval", "site_src.sensitivity"),
    "plotly": ("site_src.chart",),
    "polars": (
        "collector.store",
        "collector.store.frame",
        "collector.store.redact",
        "site_src.history_table",
    ),
    "pydantic": (
        "collector.settings",
        "collector.load.field",
        "collector.load.group",
        "collector.load.entry",
        "collector.load.schema",
        "collector.networks.*",
        "site_src.api_schema",
        "site_src.api_documents",
        "site_src.page_schema",
        "site_src.chart_schema",
        "site_src.edition_schema",
    ),
    "resvg_py": ("site_src.picture",),
    "rich": ("collector.options", "collector.progress"),
    "scipy": ("collector.interval",),
    "typer": ("collector.commands*", "collector.options"),
    "yaml": ("collector.load.sketch",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import statement's one target, and where it stands."""

    place: str
    importer: str
    target: str


def modules(root: Path) -> dict[str, Path]:
    """Return every module of both rooms, with its file."""
    files = sorted(file for room in ROOMS for file in (root / room).rglob("*.py"))
    return {
        ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


def imports(root: Path) -> list[Import]:
    """Return every import of both rooms, those in functions and for types included."""
    known = modules(root)
    return [one for name, file in known.items() for one in _imports(root, name, file, known)]


def _imports(root: Path, name: str, file: Path, known: dict[str, Path]) -> Iterator[Import]:
    for node in _statements(ast.parse(file.read_text(encoding="utf-8"))):
        place = f"{file.relative_to(root)}:{node.lineno}"
        for target in _targets(node, known):
            yield Import(place=place, importer=name, target=target)


def _statements(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _statements(child)


def _targets(node: ast.Import | ast.ImportFrom, known: dict[str, Path]) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    base = "." * node.level + (node.module or "")
    inner = {alias.name: f"{base}.{alias.name}" for alias in node.names}
    return {full if full in known else base for full in inner.values()}


def group(module: str) -> str:
    """Return the module as the sentence writes it: the practice network is one word."""
    return "collector.practice" if module.startswith("collector.practice.") else module


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in ROOMS


def unplaced(root: Path) -> list[str]:
    """Return a sentence for every module that the sentence leaves out, and the other way round."""
    found = {group(module): file for module, file in modules(root).items()}
    return [
        f"{file.relative_to(root)}: {module} has no place; add it to SENTENCE in "
        "tests/test_layers.py, right of all that it imports and left of all that imports it"
        for module, file in found.items()
        if module not in PLACES
    ]


def rightward(found: list[Import]) -> list[str]:
    """Return a sentence for every import among our own that does not point left."""
    return [fault for one in found for fault in _rightward(one)]


def _rightward(one: Import) -> Iterator[str]:
    importer, target = group(one.importer), group(one.target)
    if target.startswith("."):
        yield f"{one.place}: a relative import; write the module's whole name"
        return
    if not is_ours(target):
        return
    is_inside = importer == target == "collector.practice"
    if not is_inside and PLACES.get(target, len(PLACES)) >= PLACES.get(importer, -1):
        yield f"{one.place}: {one.importer} imports {one.target}, which is not to its left"
    if any(fnmatchcase(importer, above) for above in ABOVE):
        return
    if target == "collector.practice" and not is_inside:
        yield f"{one.place}: {one.importer} imports {one.target}; only the command plays it"
    if importer.startswith("collector") and target.startswith("site_src"):
        yield f"{one.place}: {one.importer} imports {one.target}; facts know no conclusions"
    is_leaving = importer.startswith("site_src") and target.startswith("collector")
    if is_leaving and target not in OPEN_TO_THE_SITE:
        yield f"{one.place}: {one.importer} imports {one.target}; the ledger is the only way"


def intruders(found: list[Import]) -> list[str]:
    """Return a sentence for every library that is imported elsewhere than at its door."""
    return [
        f"{one.place}: {one.importer} imports {one.target}, whose door is {' or '.join(doors)}"
        for one in found
        if (doors := DOORS.get(one.target.partition(".")[0]))
        and not any(fnmatchcase(one.importer, door) for door in doors)
    ]


def circle(found: list[Import]) -> list[str]:
    """Return the modules of an import cycle; none, if there is none."""
    graph: dict[str, set[str]] = {one.importer: set() for one in found}
    for one in found:
        graph[one.importer].add(one.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.fixture(scope="module")
def ours() -> list[Import]:
    return imports(ROOT)


def test_every_module_has_its_place_in_the_sentence() -> None:
    assert unplaced(ROOT) == []


def test_the_sentence_names_no_module_that_is_gone() -> None:
    found = {group(module) for module in modules(ROOT)}
    assert [module for module in SENTENCE if module not in found] == []


def test_every_import_points_left(ours: list[Import]) -> None:
    assert rightward(ours) == []


def test_every_library_is_imported_at_its_door_only(ours: list[Import]) -> None:
    assert intruders(ours) == []


def test_no_module_imports_itself_in_a_circle(ours: list[Import]) -> None:
    assert circle(ours) == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a house in which every import is as it should be."""
    return build(
        tmp_path,
        {
            "collector/__init__.py": "",
            "collector/model.py": "import datetime",
            "collector/errors.py": "from collector.model import Gap",
            "collector/store.py": "import polars\nfrom collector import errors",
            "collector/practice/__init__.py": "import httpx",
            "collector/practice/world.py": "from collector.practice.people import town",
            "collector/practice/people.py": "from collector.store import Ledger",
            "site_src/model.py": "from collector.model import Gap",
            "site_src/hooks.py": "import mkdocs.plugins\nfrom collector.store import Ledger",
            "collector/options.py": "import typer",
            "collector/cli.py": "def f(): import site_src.hooks, collector.practice",
        },
    )


def build(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_house_in_order_has_no_faults(house: Path) -> None:
    found = imports(house)
    assert len(found) == 13
    assert [*unplaced(house), *rightward(found), *intruders(found), *circle(found)] == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("collector/model.py", "\nimport collector.store", "not to its left"),
        ("collector/model.py", "from collector import errors", "not to its left"),
        ("collector/model.py", "def f():\n  import collector.errors", "not to its left"),
        ("collector/model.py", "if TYPE_CHECKING: import collector.store", "not to its left"),
        ("collector/model.py", "import collector.model", "not to its left"),
        ("collector/model.py", "import collector.nobody", "not to its left"),
        ("collector/errors.py", "from . import model", "relative import"),
        ("collector/errors.py", "from .model import Gap", "relative import"),
        ("site_src/hooks.py", "import collector.night", "the ledger is the only way"),
        ("site_src/hooks.py", "from collector.practice.people import town", "only the command"),
        ("collector/options.py", "import site_src.model", "facts know no conclusions"),
    ],
)
def test_an_import_that_does_not_point_left_is_named(
    house: Path, file: str, text: str, fault: str
) -> None:
    faults = "\n".join(rightward(imports(build(house, {file: text}))))
    assert re.match(f"{file}:.*{fault}", faults)


def test_an_import_is_named_with_its_file_and_line(house: Path) -> None:
    build(house, {"collector/model.py": "\n\nimport collector.store"})
    assert rightward(imports(house)) == [
        "collector/model.py:3: collector.model imports collector.store, which is not to its left"
    ]


def test_a_module_without_a_place_is_named_with_the_remedy(house: Path) -> None:
    (fault,) = unplaced(build(house, {"collector/helpers.py": ""}))
    assert fault.startswith("collector/helpers.py: collector.helpers has no place; add it to")


@pytest.mark.parametrize(
    "text", ["import yaml", "from yaml import safe_load", "def f(): import yaml.nodes"]
)
def test_a_library_imported_beside_its_door_is_named(house: Path, text: str) -> None:
    (fault,) = intruders(imports(build(house, {"collector/store.py": text})))
    assert fault.startswith("collector/store.py:1: collector.store imports yaml")
    assert fault.endswith("whose door is collector.load.sketch")


def test_a_circle_is_found_inside_the_practice_network_too(house: Path) -> None:
    build(house, {"collector/practice/people.py": "from collector.practice import world"})
    assert set(circle(imports(house))) == {"collector.practice.people", "collector.practice.world"}
