"""The charts' own pages: one for each league, the movers and every history, with all its files."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date
from html import escape, unescape
from typing import TYPE_CHECKING

import pytest

from collector.model import State
from collector.settings import Settings
from site_src.book import pages_of, site_of
from site_src.chart_pages import chart_pages
from site_src.corrections import Correction
from site_src.downloads import credit, texts
from site_src.embed import framed
from site_src.exhibit import exhibits
from site_src.index import Index
from site_src.model import Change
from site_src.page import Night
from site_src.press import WHOLE, Share
from site_src.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from site_src.charts import Chart, Credit
    from site_src.embed import Framed
    from site_src.exhibit import Exhibit
    from site_src.model import Standings
    from site_src.page import Page, Site

TABLE = "bluesky-council-borough-10k"
LEAGUE = f"{TABLE}--follow-back-rate"
HISTORY = "council-borough-of-lonmouth--bluesky"
SETTINGS = Settings(site_url="https://followback.example/league/")


@pytest.fixture(scope="module")
def own(small: Standings) -> Site:
    return site_of(small, SETTINGS, ())


@pytest.fixture(scope="module")
def shown(small: Standings) -> dict[str, Exhibit]:
    return {one.id: one for one in exhibits(Index(small))}


@pytest.fixture(scope="module")
def pages(small: Standings, own: Site) -> dict[str, Page]:
    return {page.address: page for page in pages_of(small, own)}


def files(one: Exhibit, own: Site) -> dict[str, str]:
    """Return the files beside a chart's page, by name."""
    return dict(texts(one, own, (), framed(one.chart, credit(one, own))))


def rendered(page: Page, site: Site) -> str:
    return Renderer(site, base_url=SETTINGS.site_url).render(page)


def test_every_league_with_a_figure_and_every_history_has_a_page(
    small: Standings, pages: dict[str, Page]
) -> None:
    index = Index(small)
    for table, metric in small.leagues:
        assert (f"charts/{table}--{metric}/" in pages) is index.has_figures(table, metric)
    assert "charts/movers/" in pages
    assert f"charts/{HISTORY}/" in pages


def test_every_chart_may_be_framed_and_is_listed(
    pages: dict[str, Page], shown: dict[str, Exhibit], own: Site
) -> None:
    listed = rendered(pages["charts/"], own)
    for key in shown:
        assert f"embed/{key}/" in pages
        assert f'href="../charts/{key}/"' in listed


def test_a_chart_where_nothing_is_measured_is_none(small: Standings) -> None:
    gap = {
        key: replace(league, ranked=(), unranked=())
        for key, league in small.leagues.items()
        if key == (TABLE, "people")
    }
    without = replace(small, leagues={**small.leagues, **gap})
    assert f"{TABLE}--people" not in {one.id for one in exhibits(Index(without))}


def test_every_file_says_of_which_night_it_is(shown: dict[str, Exhibit], own: Site) -> None:
    for key, one in shown.items():
        names = [name for name in files(one, own) if name != "oembed.json"]
        assert names
        assert all(name.startswith(f"{key}-2026-11-21") for name in names)


@pytest.mark.heavy
def test_the_files_of_a_chart_stand_beside_its_page(site: Path) -> None:
    folder = site / "charts" / LEAGUE
    names = {file.name.removeprefix(f"{LEAGUE}-2026-11-21") for file in folder.iterdir()}
    texts = {".svg", ".csv", ".json", "oembed.json", "index.html"}
    assert names == texts | {".png"}


def test_all_of_a_league_is_its_own_file_saved_under_the_name_of_the_chart(
    shown: dict[str, Exhibit], pages: dict[str, Page], own: Site
) -> None:
    league = f"leagues/{TABLE}/follow-back-rate/"
    saved = f'download="{LEAGUE}-2026-11-21-all.csv">CSV of everything'
    assert f'href="../../{league}league.csv" {saved}' in rendered(pages[f"charts/{LEAGUE}/"], own)
    assert shown[LEAGUE].everything() == pages[league].beside["league.csv"]
    assert f"{LEAGUE}-2026-11-21-all.csv" not in files(shown[LEAGUE], own)


def test_a_history_hands_out_its_intervals_and_states(shown: dict[str, Exhibit]) -> None:
    rows = list(csv.DictReader(shown[HISTORY].everything().splitlines()))
    history = shown[HISTORY].chart.history
    assert history is not None
    points = history.points
    assert [float(row["value"]) for row in rows] == [round(point.value, 6) for point in points]
    assert [float(row["lo"]) for row in rows] == [round(point.lo, 6) for point in points]
    assert {row["state"] for row in rows} == {str(State.ESTIMATE)}


def test_the_table_as_displayed_is_the_page_s_own(
    shown: dict[str, Exhibit], pages: dict[str, Page], own: Site
) -> None:
    told = files(shown[LEAGUE], own)
    rows = list(csv.reader(told[f"{LEAGUE}-2026-11-21.csv"].splitlines()))
    page = rendered(pages[f"charts/{LEAGUE}/"], own)
    for row in rows[1:]:
        assert "".join(f"<td>{cell}" for cell in row) in page.replace("</td>", "")


def test_one_readme_says_what_the_files_of_every_chart_are(
    pages: dict[str, Page], shown: dict[str, Exhibit], own: Site
) -> None:
    told = pages["charts/"].beside["README.txt"]
    for name in files(shown[HISTORY], own):
        ending = name.removeprefix(f"{HISTORY}-2026-11-21")
        assert ending == "oembed.json" or f"  {ending} " in told
    assert "PRACTICE DATA: every organisation and every figure is invented." in told
    assert '<a href="../README.txt" download>README</a>' in rendered(
        pages[f"charts/{LEAGUE}/"], own
    )


@pytest.mark.parametrize("chart", [LEAGUE, HISTORY, "movers"])
def test_what_a_chart_was_chosen_by_stands_on_its_page_and_in_its_metadata(
    shown: dict[str, Exhibit], pages: dict[str, Page], own: Site, chart: str
) -> None:
    told = json.loads(files(shown[chart], own)[f"{chart}-2026-11-21.json"])
    page = re.sub("</d[td]>", "", unescape(rendered(pages[f"charts/{chart}/"], own)))
    assert (told["night"], told["method_version"]) == ("2026-11-21", 1)
    assert told["metric"]["window"] == shown[chart].metric.window
    assert told["selection"]
    for name, words in told["selection"].items():
        assert f"<dt>{name}<dd>{words}" in page


def test_programs_are_told_the_same_as_readers(
    shown: dict[str, Exhibit], pages: dict[str, Page], own: Site
) -> None:
    told = json.loads(files(shown[LEAGUE], own)[f"{LEAGUE}-2026-11-21.json"])
    assert told["address"] == f"https://followback.example/league/charts/{LEAGUE}/"
    assert told["alt"] == pages[f"charts/{LEAGUE}/"].description
    assert told["may_not_say"] == [one.words for one in shown[LEAGUE].sayings.may_not]


def test_a_picture_carries_credit_night_licence_and_address(
    shown: dict[str, Exhibit], own: Site
) -> None:
    svg = files(shown[LEAGUE], own)[f"{LEAGUE}-2026-11-21.svg"]
    for words in ("Followback, night of 21 November 2026.", "CC BY 4.0.", "all invented"):
        assert words in svg
    assert f"followback.example/league/charts/{LEAGUE}/" in svg


@pytest.mark.heavy
@pytest.mark.parametrize("page", [f"charts/{LEAGUE}/", f"leagues/{TABLE}/follow-back-rate/"])
def test_a_correction_stands_on_the_chart_of_the_page_it_names(
    small: Standings, own: Site, page: str
) -> None:
    made = Correction(
        date=date(2026, 11, 3), page=page, name="It", wrong="It was <9>.", right="It is 8."
    )
    found = {one.address: one for one in pages_of(small, own, [made])}
    told = rendered(found[f"charts/{LEAGUE}/"], own)
    assert "It said: It was &lt;9&gt;. It is: It is 8." in told
    assert "It said:" not in rendered(found[f"charts/{HISTORY}/"], own)


def test_a_framed_page_has_no_masthead_and_its_own_small_style(
    pages: dict[str, Page], own: Site
) -> None:
    told = rendered(pages[f"embed/{LEAGUE}/"], own)
    assert "style.css" not in told
    assert 'class="mast"' not in told
    assert "assets/embed.css" in told
    assert f'<link rel="canonical" href="{SETTINGS.site_url}charts/{LEAGUE}/">' in told


@pytest.mark.heavy
def test_a_quiet_week_has_its_page(small: Standings, own: Site) -> None:
    found = {page.address: page for page in pages_of(replace(small, changes={}), own)}
    assert "0 changes that chance does not explain" in rendered(found["charts/movers/"], own)


def test_what_moved_tells_only_what_is_real(small: Standings) -> None:
    def change(d: float, *, is_real: bool) -> Change:
        words = f"up {d:.0%}"
        return Change(
            words=words, d=d, lo=d - 0.02, hi=d + 0.02, since=small.night, is_real=is_real
        )

    changes = {
        ("borough-of-ostbury", "bluesky", "reply-share"): change(0.2, is_real=True),
        ("borough-of-vennick", "bluesky", "reply-share"): change(0.1, is_real=False),
        ("borough-of-vennick", "bluesky", "people"): change(0.1, is_real=False),
    }
    (movers,) = (
        one for one in exhibits(Index(replace(small, changes=changes))) if one.id == "movers"
    )
    assert movers.metric.key == "reply-share"
    assert [row[0] for row in movers.chart.rows] == ["Borough of Ostbury"]
    assert "vennick" not in movers.everything()


def test_names_of_others_harm_no_file(made: Callable[..., Standings], own: Site) -> None:
    standings = made(("<script>alert(1)</script>", '=HYPERLINK("x")', *map(str, range(12))))
    for one in exhibits(Index(standings)):
        told = files(one, own)
        assert not [
            name for name, text in told.items() if name.endswith(".svg") and "<script" in text
        ]
        for name, text in told.items():
            if name.endswith(".csv"):
                cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
                assert not [cell for cell in cells if cell.startswith("=")]
        assert "<script>alert" not in json.loads(told["oembed.json"])["html"]


def test_a_chart_is_drawn_when_its_turn_comes_and_not_before(
    shown: dict[str, Exhibit], own: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def told(chart: Chart, foot: Credit) -> Framed:
        drawn.append(chart.id)
        return framed(chart, foot)

    monkeypatch.setattr("site_src.chart_page.framed", told)
    night = Night(iso="2026-11-21", text="21 November 2026", is_watched=False)
    made = chart_pages(tuple(shown.values()), own, night, pictures={})
    assert next(made).address == "charts/"
    assert drawn == []
    assert next(made).address == f"charts/{drawn[0]}/"
    assert next(made).address == f"embed/{drawn[0]}/"
    assert len(drawn) == 1


def test_two_processes_make_each_chart_once(shown: dict[str, Exhibit], own: Site) -> None:
    night = Night(iso="2026-11-21", text="21 November 2026", is_watched=False)
    row = tuple(shown.values())
    whole, *halves = (
        [page.address for page in chart_pages(row, own, night, pictures={}, share=share)]
        for share in (WHOLE, Share(0, 2), Share(1, 2))
    )
    assert sorted(halves[0] + halves[1]) == sorted(whole)


def test_a_history_on_its_page_is_told_by_the_words_below_it(
    pages: dict[str, Page], own: Site
) -> None:
    page = rendered(pages[f"charts/{HISTORY}/"], own)
    assert 'class="chart" height="336" role="img" aria-labelledby="w">' in page
    assert f'<p class="words" id="w">{escape(pages[f"charts/{HISTORY}/"].description)}' in page
    assert "Followback, night of 21 November 2026. Method 1. CC BY 4.0." in page
    assert f"followback.example/league/charts/{HISTORY}/</figcaption>" in page
