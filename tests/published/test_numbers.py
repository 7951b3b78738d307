"""Every number is the same wherever it stands: pages' files, API, package, charts and explain."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from collector.model import Gap
from site_src.explain import receipts
from site_src.index import Index, address_of, table_address
from site_src.publish import rounded, sparse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.published.conftest import Served

pytestmark = pytest.mark.slow
SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = ("value", "lo", "hi", "numerator", "denominator", "n")
FIGURES = ("value", "lo", "hi")
SAID = (*NUMBERS, "state", "reason", "window", "method_version")
RANKS = ("rank", "best", "worst")
Key = tuple[str, str, str | None, str]  # organisation, network, account, metric
Rows = dict[Key, dict[str, Any]]


def key(row: Mapping[str, Any], slug: str | None = None) -> Key:
    return slug or row["organisation"], row["network"], row.get("account") or None, row["metric"]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def same(told: Mapping[str, Any], known: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    """Whether what a CSV or JSON says is what is known; an empty cell is null, never a zero."""
    known = as_told(known)
    return all(_read(told[name], known[name]) == known[name] for name in names if name in told)


def as_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known with figure and range as files tell them."""
    return {**row, **{name: rounded(row[name]) for name in FIGURES}}


def _read(cell: Any, known: Any) -> Any:
    if not isinstance(cell, str) or isinstance(known, str):
        return cell
    if cell == "" or known is None:
        return cell or None
    return type(known)(cell)


@pytest.fixture(scope="module")
def explained(served: Served) -> Rows:
    """Return what `explain --json` says of everybody."""
    return {
        key(row, slug): row
        for slug in served.standings.organisations
        for row in receipts(served.standings, slug)["values"]
    }


@pytest.fixture(scope="module")
def own(served: Served, explained: Rows) -> Rows:
    """Return of these the organisations' own figures, with no account: those that leagues show."""
    index = Index(served.standings)
    found: Rows = {}
    for (slug, network, account, metric), row in explained.items():
        value = index.value(slug, network, metric)
        if value is not None and value.account == account:
            found[slug, network, None, metric] = row
    return found


def of_pages(served: Served) -> Iterator[tuple[str, Key, Mapping[str, Any]]]:
    """Yield every row of the files beside the pages: file, whose it is, and the row."""
    for one in served.standings.organisations.values():
        file = f"{address_of(one)}values.csv"
        for cells in table(served.text(file)):
            yield file, key(cells), cells
    for league in served.standings.leagues.values():
        page = table_address(league.table, league.metric)
        where = {"network": league.table.network, "metric": league.metric}
        if (served.folder / page).is_dir():
            for cells in table(served.text(f"{page}league.csv")):
                yield f"{page}league.csv", key(cells | where), cells


def test_the_pages_files_say_what_explain_says(served: Served, own: Rows) -> None:
    seen = set()
    for file, whose, row in of_pages(served):
        assert same(row, own[whose], SAID), (file, whose)
        assert same(row, own[whose], RANKS), (file, whose)
        seen.add((file.rpartition("/")[2], whose))
    assert len(seen) == 2 * len(own)


def test_the_api_says_what_explain_says(served: Served, explained: Rows) -> None:
    for one in served.standings.organisations.values():
        expected = [
            sparse(as_told(row)) for whose, row in explained.items() if whose[0] == one.slug
        ]
        told = json.loads(served.text(f"api/v1/organisations/{one.slug}.json"))
        besides = ("unit", "printed", "median")
        assert [
            {name: cell for name, cell in row.items() if name not in besides}
            for row in told["values"]
        ] == expected


def test_the_leagues_of_the_api_say_what_explain_says(served: Served, own: Rows) -> None:
    seen = 0
    for league in served.standings.leagues.values():
        told = json.loads(served.text(f"api/v1/leagues/{league.table.id}/{league.metric}.json"))
        assert (told["median"], told["ranked"]) == (rounded(league.median), len(league.ranked))
        for row in told["places"]:
            known = as_told(own[row["organisation"], told["network"], None, told["metric"]])
            assert {n: row.get(n) for n in (*SAID, *RANKS)} == {
                n: known[n] for n in (*SAID, *RANKS)
            }
            seen += 1
    assert seen == len(own)


def test_latest_says_what_explain_says(served: Served, explained: Rows) -> None:
    rows = table(served.text("data/latest.csv"))
    assert [key(row) for row in rows] == sorted(explained, key=lambda one: one[0])
    for row in rows:
        assert same(row, explained[key(row)], (*SAID, *RANKS, "of", "peer_table", "collected_at"))


def test_the_history_ends_with_the_figures_of_the_night(served: Served, own: Rows) -> None:
    seen = 0
    for (slug, network, _, metric), row in own.items():
        points = served.standings.histories.get((slug, network, metric), ())
        if points and points[-1].night.isoformat() == row["measured"] and is_fresh(row):
            last = points[-1]
            assert row["state"] == last.state
            assert (last.value if last.is_reached else None) == row["value"]
            seen += 1
    assert seen > 100


def test_what_a_chart_draws_is_what_explain_says(served: Served, own: Rows) -> None:
    charts = json.loads(served.text("api/v1/charts.json"))["charts"]
    for chart in (one for one in charts if one["about"] == "league"):
        name, _, metric = chart["id"].partition("--")
        network = next(one.network for one in served.standings.tables if one.id == name)
        for row in all_of(served, chart["id"]):
            whose = row["organisation"], network, None, metric
            assert same(row, own[whose], (*SAID, *RANKS)), (chart["id"], whose)
    assert {chart["about"] for chart in charts} == {"league", "history", "movers"}


def test_a_picture_prints_what_its_table_says(served: Served) -> None:
    charts = json.loads(served.text("api/v1/charts.json"))["charts"]
    seen = 0
    for chart in (one for one in charts if one["about"] == "league"):
        folder = served.folder / "charts" / chart["id"]
        (picture,) = folder.glob(f"{chart['id']}-*.svg")
        (shown,) = (file for file in folder.glob("*.csv") if not file.stem.endswith("-all"))
        texts = {text.text for text in ET.parse(picture).iter(f"{SVG}text")}  # noqa: S314 - ours
        for row in table(shown.read_text(encoding="utf-8")):
            if row.get("Rank"):
                assert f"{row['Rank']} ({row['Places that fit']})" in texts, (chart["id"], row)
                told = row["95% range"]
                assert (f"{row['Value']} ({told})" if told else row["Value"]) in texts, row
                seen += 1
    assert seen > 100


def test_what_a_history_draws_last_is_what_explain_says(served: Served, own: Rows) -> None:
    charts = json.loads(served.text("api/v1/charts.json"))["charts"]
    seen = 0
    for chart in (one for one in charts if one["about"] == "history"):
        slug = chart["data"].rpartition("/")[2].removesuffix(".json")
        network = chart["id"].rpartition("--")[2]
        (about,) = (served.folder / "charts" / chart["id"]).glob(f"{chart['id']}-*.json")
        metric = json.loads(about.read_text(encoding="utf-8"))["metric"]["key"]
        known, last = own[slug, network, None, metric], all_of(served, chart["id"])[-1]
        if last["night"] == known["measured"] and is_fresh(known):
            assert same(last, known, ("value", "lo", "hi", "state", "method_version")), chart
            seen += 1
    assert seen > 10


def is_fresh(row: Mapping[str, Any]) -> bool:
    """Whether a figure stands for the night: of what is stale only the old night is told."""
    return bool(row["reason"] != Gap.STALE)


def all_of(served: Served, chart_id: str) -> list[dict[str, str]]:
    """Return the CSV of everything among a chart's downloads."""
    (about,) = (served.folder / "charts" / chart_id).glob(f"{chart_id}-*.json")
    address = str(json.loads(about.read_text(encoding="utf-8"))["data"])
    return table(served.text(address.removeprefix(served.home)))
