"""A zero is printed where nothing was counted of many, and nowhere else: every output is walked."""

from __future__ import annotations

import csv
import gzip
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from html5lib import parse

from collector.__main__ import main
from collector.load import load_watchlist
from collector.night import build_site
from collector.settings import Settings
from collector.store import Ledger
from site_src.explain import receipts, told
from site_src.measure import standings_of
from site_src.metrics import METRICS
from site_src.publish import rounded, sparse
from tests.nasty import FILE, TWO, ZERO, ZEROS, name_of, slugs, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from site_src.model import Standings

pytestmark = pytest.mark.slow

COUNTS = ("numerator", "denominator", "n")
NUMBERS = ("value", "lo", "hi", *COUNTS)
MORE = ("unit", "printed", "median")  # what the API tells besides
# A zero that stands for itself: not the end of 10, of 0.5, of 09:00 or of 2026-10-05.
NOUGHT = re.compile(r"(?<![\w.,:–-])0(?:\.0+)?(?![\d:]|[.,]\d)")
# Where scales begin, how many of the measures a sentence is about, what a rule says of noughts, and
# the frame of a chart to copy.
WORDED = re.compile(
    r"\bfrom 0%? to\b|\b0 to 100%|\b0 of \d+ (?:parts|measures)|(?:for|were) 0\b"
    r'|frameborder="0"'
)
REACH = re.compile(r"The \d+ drawn reach from \S+(?: \([^)]*\))? to 0%?(?: \([^)]*\))?\.")
LIGHT = 15_000  # bytes, compressed (design 10)
CHOICES = ("data-region", "data-sector")  # their numbers in a list, the first being 0
BLOCKS = ("tr", "li", "article", "dl", "figure", "section", "header", "p", "head")
# Pages of words: what they print of numbers are examples and rules.
WORDS = (
    "metrics/",
    "method/",
    "about/",
    "contribute/",
    "keys/",
    "corrections/",
    "data/",
    "404.html",
)


@dataclass(frozen=True)
class Site:
    """The site of the nasty ledger, with what its receipts say of everybody."""

    folder: Path
    standings: Standings
    receipts: dict[tuple[str, str], list[dict[str, Any]]]

    @property
    def nobody(self) -> set[str]:
        """Who was counted on some night to follow nobody, or to be followed by nobody."""
        nights = self.standings.headcounts.items()
        return {
            slug for (slug, _), some in nights if any(0 in (n.followers, n.following) for n in some)
        }

    def has_nought(self, slug: str, metric: str | None) -> bool:
        """Whether anything that was counted for a figure, or the figure itself, is nothing."""
        rows = [
            row
            for (who, key), found in self.receipts.items()
            if who == slug and metric in (None, key)
            for row in found
        ]
        return any(row[name] == 0 for row in rows for name in NUMBERS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = write(tmp_path_factory.mktemp("nasty"))
    data, listed = folder / "data", folder / "watchlist"
    settings = Settings()
    build_site(site=folder / "site", data=data, watchlist=listed, night=None, settings=settings)
    standings = standings_of(Ledger(data), load_watchlist(listed), settings)
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for slug in slugs():
        for row in receipts(standings, slug)["values"]:
            found.setdefault((slug, row["metric"]), []).append(row)
    return Site(folder=folder / "site", standings=standings, receipts=found)


def test_only_what_is_truly_nothing_is_measured_as_nothing(site: Site) -> None:
    noughts = {key for key, rows in site.receipts.items() if any(row["value"] == 0 for row in rows)}
    assert noughts == {(ZERO, metric) for metric in ZEROS}


def test_a_gap_has_no_number_and_a_reason(site: Site) -> None:
    gaps = [row for rows in site.receipts.values() for row in rows if row["state"] == "gap"]
    assert len({row["reason"] for row in gaps}) >= 16
    for row in gaps:
        assert [row[key] for key in ("value", "lo", "hi", "rank")] == [None] * 4
        assert row["reason"]
        counted = [row[key] for key in COUNTS]
        if row["reason"] not in ("too_few", "no_followers", "follows_nobody"):
            assert counted == [None] * 3, row


def test_every_metric_is_both_measured_and_missing(site: Site) -> None:
    for metric in METRICS:
        states = {
            row["state"]
            for (_, key), rows in site.receipts.items()
            if key == metric
            for row in rows
        }
        assert "gap" in states
        assert states & {"exact", "estimate"}, metric


# The pages


def test_no_page_prints_a_zero_that_was_not_measured(site: Site) -> None:
    pages = [file for file in site.folder.rglob("*.html") if not _is_of_words(site, file)]
    assert len(pages) > 3 * len(slugs())
    assert [wrong for page in pages for wrong in invented(site, page)] == []


def test_the_walk_finds_a_zero_that_was_not_measured(site: Site) -> None:
    page = site.folder / "councils" / "gap-locked" / "index.html"
    html = page.read_text("utf-8")
    assert html.count("locked<td>") == 2
    broken = page.with_name("broken.html")
    broken.write_text(html.replace("locked<td>", "0%<td>", 1), "utf-8")
    assert list(invented(site, broken)) == ["councils/gap-locked/broken.html: 0%"]
    broken.unlink()


def test_a_true_zero_is_printed_as_a_zero(site: Site) -> None:
    html = (site.folder / "councils" / ZERO / "index.html").read_text("utf-8")
    assert '#bluesky-follow-back-rate">0%</a>' in html
    assert '#bluesky-conversations">0</a>' in html
    assert '#bluesky-following-per-follower">0</a>' in html
    leagues = [page.read_text("utf-8") for page in site.folder.glob("leagues/*/people/index.html")]
    link = f'councils/{ZERO}/">'
    [league] = [html for html in leagues if link in html]
    row = league[league.index(link) :].partition("<tr")[0]
    assert ">0<" in row


def test_what_has_no_figure_says_so_in_a_word_in_its_place(site: Site) -> None:
    for slug in slugs():
        file = site.folder / "councils" / slug / "index.html"
        html = file.read_text("utf-8")
        gaps = {
            key
            for (who, key), rows in site.receipts.items()
            if who == slug and rows[0]["state"] == "gap"
        }
        for key in gaps:
            found = re.search(rf'<a href="receipts/#bluesky-{key}">([^<]+)</a>', html)
            assert found is None or not re.search(r"\d", found[1]), (slug, key)


def _is_of_words(site: Site, file: Path) -> bool:
    return str(file.relative_to(site.folder)).startswith(WORDS)


def invented(site: Site, file: Path) -> Iterator[str]:
    """Yield the zeros of a page that stand for nothing that was counted."""
    address = str(file.relative_to(site.folder))
    tree = parse(file.read_text("utf-8"), namespaceHTMLElements=False)
    above = {child: parent for parent in tree.iter() for child in parent}
    for node, text in _texts(tree):
        if not NOUGHT.search(WORDED.sub("", text)) or _is_tick(node, text):
            continue
        blocks = list(_blocks(node, above))
        if _is_scale(node, text) or _is_empty_hour(site, address, node, above):
            continue
        if _is_last(site, address, text):
            continue
        if not any(_is_counted(site, address, block) for block in blocks[:2]):
            yield f"{address}: {text.strip()[:80]}"


def _texts(tree: Element) -> Iterator[tuple[Element, str]]:
    """Yield every text of a page, and every attribute that a reader or a script may be told."""
    for node in tree.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style"):
            continue
        if node.text:
            yield node, node.text
        for child in node:
            if child.tail:
                yield node, child.tail
        for name, text in node.attrib.items():
            is_told = name.startswith("data-") and name not in CHOICES
            if is_told or name in ("aria-label", "alt", "title", "content"):
                yield node, text


def _is_scale(node: Element, text: str) -> bool:
    """Whether a zero is where the scale of a comparison begins."""
    return node.tag == "div" and node.get("aria-hidden") == "true" and text is node.text


def _is_last(site: Site, address: str, text: str) -> bool:
    """Whether a zero is the end of a league in words, which is of somebody truly at nothing."""
    if not REACH.search(text) or NOUGHT.search(REACH.sub("", WORDED.sub("", text))):
        return False
    leagues = [
        league
        for (table, metric), league in site.standings.leagues.items()
        if table in address and (metric in address or not any(key in address for key in METRICS))
    ]
    return any(
        place.organisation == ZERO and place.value.estimate.value == 0
        for league in leagues
        for place in league.ranked
    )


def _is_tick(node: Element, text: str) -> bool:
    """Whether a zero is where an axis begins."""
    return node.tag.endswith("}text") and text.strip() == "0"


def _is_empty_hour(site: Site, address: str, node: Element, above: dict[Element, Element]) -> bool:
    """Whether a zero is an hour, of those that were read, in which somebody did not reply."""
    here: Element | None = node
    while here is not None and here.get("class") != "by-hour":
        here = above.get(here)
    slug = address.split("/")[1]
    return here is not None and (slug, "bluesky") in site.standings.rotas


def _blocks(node: Element, above: dict[Element, Element]) -> Iterator[Element]:
    here: Element | None = node
    while here is not None:
        if here.tag in BLOCKS:
            yield here
        here = above.get(here)


def _is_counted(site: Site, address: str, block: Element) -> bool:
    """Whether a block is about somebody of whom nothing was counted, by the measure it is of."""
    told = "".join(block.itertext())
    links = " ".join(
        text
        for node in block.iter()
        for name, text in node.attrib.items()
        if name in ("href", "id")
    )
    metrics: list[str | None] = [
        key for key in METRICS if re.search(rf"\b{key}(?![\w-])", f"{links} {address}")
    ]
    named = [
        slug
        for slug in slugs()
        if name_of(slug) in told or f"/{slug}/" in f"/{address}" or f"-{slug}--" in address
    ]
    return any(site.has_nought(slug, key) for slug in named for key in metrics or [None])


# The data


def test_no_table_of_data_holds_a_zero_that_was_not_measured(site: Site) -> None:
    rows = 0
    for file in site.folder.rglob("*.csv"):
        for row in csv.DictReader(file.read_text("utf-8").splitlines()):
            if "state" not in row:
                continue
            rows += 1
            if "organisation" not in row:  # a chart's own, of whom its name tells
                _check_night(file, row)
                continue
            _check(site, file, row, {name: row[name] for name in NUMBERS})
    assert rows > len(METRICS) * len(slugs())


def _check_night(file: Path, row: dict[str, str]) -> None:
    if row["state"] == "gap":
        assert (row["value"], row["lo"], row["hi"]) == ("", "", ""), file
    if row["value"] and float(row["value"]) == 0:
        assert f"-{ZERO}-" in file.name, file


def test_no_document_of_data_holds_a_zero_that_was_not_measured(site: Site) -> None:
    places = 0
    for file in site.folder.rglob("*.json"):
        told = json.loads(file.read_text("utf-8"))
        for row in _values(told):
            places += 1
            numbers = {name: "" if row.get(name) is None else str(row[name]) for name in NUMBERS}
            _check(site, file, row, numbers)
    assert places > 2 * len(METRICS) * len(slugs())


def _values(told: Any) -> Iterator[dict[str, Any]]:
    """Yield every value of a document, wherever it stands, with whom and what it is of."""
    if "values" in told:
        yield from ({"organisation": told["organisation"], **row} for row in told["values"])
    if "places" in told:
        yield from ({"metric": told["metric"], **row} for row in told["places"])


def _check(site: Site, file: Path, row: dict[str, Any], numbers: dict[str, str]) -> None:
    where = (str(file.relative_to(site.folder)), row["organisation"])
    known = [name for name in ("value", "lo", "hi") if numbers[name] != ""]
    if row["state"] == "gap":
        assert known == [], where
    if numbers["value"] and float(numbers["value"]) == 0:
        metric = row.get("metric") or file.parent.name
        metrics = {metric} if metric in METRICS else set(METRICS)
        assert row["organisation"] == ZERO, where
        assert metrics & ZEROS, where


def test_no_chart_draws_a_zero_that_was_not_measured(site: Site) -> None:
    drawn = 0
    for file in site.folder.rglob("*.json"):
        for metric, figure in _figures(file):
            for trace in figure["data"]:
                for who, value in _points(file, trace):
                    drawn += 1
                    is_true = metric in ZEROS and (name_of(ZERO) in who or ZERO in who)
                    is_counted = who in site.nobody and metric in ("followers", "follows")
                    assert value != 0 or is_true or is_counted, (file, trace["name"])
    assert drawn > 10 * len(METRICS)


def _figures(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    told = json.loads(file.read_text("utf-8"))
    if file.name == "history.json":
        yield from ((key.partition("-")[2], figure) for key, figure in told.items())
    elif file.name == "chart.json":
        figures = told.items() if "data" not in told else [(file.parent.name, told)]
        yield from figures


def _points(file: Path, trace: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield what a trace draws, and of whom; the ends of intervals are drawn elsewhere."""
    if trace["name"] == "95% interval":
        return
    if "text" in trace:
        yield from zip(trace["text"], trace["x"], strict=True)
    else:
        yield from ((file.parent.name, y) for y in trace["y"] if y is not None)


# The terminal


def test_the_terminal_prints_no_zero_that_was_not_measured(site: Site) -> None:
    for slug in slugs():
        receipt = receipts(site.standings, slug)
        for one in receipt["values"]:
            text = told({**receipt, "values": [one]})
            if NOUGHT.search(text):
                assert any(one[name] == 0 for name in NUMBERS), text


@pytest.mark.parametrize("slug", slugs())
def test_the_api_and_the_terminal_tell_the_same(
    site: Site, slug: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = site.folder.parent
    where = ["--data", str(folder / "data"), "--watchlist", str(folder / "watchlist")]
    assert main(["explain", slug, "--json", *where]) == 0
    told = json.loads((site.folder / "api/v1/organisations" / f"{slug}.json").read_text("utf-8"))
    known = [sparse(as_told(row)) for row in json.loads(capfd.readouterr().out)["values"]]
    assert [
        {name: row[name] for name in row if name not in MORE} for row in told["values"]
    ] == known


def as_told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a receipt with its figure and its range as files tell them."""
    return row | {name: rounded(row[name]) for name in ("value", "lo", "hi")}


def test_the_page_of_receipts_prints_what_the_terminal_prints(site: Site) -> None:
    for slug in ("goodham-3", ZERO, "slowton", "fewham", "imported-old", TWO):
        folder = site.folder / "councils" / slug / "receipts"
        tree = parse((folder / "index.html").read_text("utf-8"), namespaceHTMLElements=False)
        [shared] = ["".join(s.itertext()) for s in tree.iter("section") if is_shared(s)]
        articles = {
            node.attrib["id"]: "".join(one.itertext()) + shared
            for one in tree.iter("article")
            for node in one.iter()
            if "id" in node.attrib
        }
        for metric in METRICS:
            rows = receipts(site.standings, slug, metric)
            lines = told({**rows, "values": rows["values"][:1]}).splitlines()
            own = [line.strip().partition(": ") for line in lines if line.startswith("  ")]
            if rows["values"][0]["numerator"] is None and rows["values"][0]["state"] == "gap":
                own = [line for line in own if line[0] == "why"]
            assert all(text in articles[f"bluesky-{metric}"] for *_, text in own), (slug, metric)


def is_shared(section: Element) -> bool:
    """Whether a section says what holds for every figure of the network."""
    return section.attrib.get("aria-labelledby") == "h-bluesky"


def test_what_was_imported_says_so_wherever_it_is_told(site: Site) -> None:
    folder = site.folder / "councils" / "imported-old"
    assert FILE in (folder / "receipts" / "index.html").read_text("utf-8")
    assert "imported" in (folder / "index.html").read_text("utf-8")
    rows = site.receipts["imported-old", "following-per-follower"]
    assert [row["imported"] for row in rows] == [FILE]


def test_a_page_with_all_that_can_be_told_is_light(site: Site) -> None:
    pages = [site.folder / "councils" / slug / "index.html" for slug in slugs()]
    assert max(len(gzip.compress(page.read_bytes())) for page in pages) < LIGHT
