"""The pages of the measures, from their declarations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from html5lib import HTMLParser

from collector.model import Gap, State
from collector.settings import Settings
from site_src.book import site_of
from site_src.index import Index
from site_src.metric_page import Measure, Measures, metric_pages
from site_src.metrics import METRICS, Family
from site_src.model import Estimate, Value
from site_src.render import Renderer

if TYPE_CHECKING:
    from site_src.model import Standings
    from site_src.page import Page


@pytest.fixture(scope="module")
def whole(small: Standings) -> Standings:
    """Return standings that know of every measure, of most of them that nothing was measured."""
    first, *_ = small.values["acme-kettles"]
    gap = Estimate(state=State.GAP, reason=Gap.TOO_FEW)
    known = {value.metric for value in small.values["acme-kettles"]}
    more: tuple[Value, ...] = tuple(
        replace(first, metric=key, estimate=gap) for key in METRICS if key not in known
    )
    values = {**small.values, "acme-kettles": (*small.values["acme-kettles"], *more)}
    return replace(small, values=values)


def test_a_measure_that_the_site_has_no_figures_of_has_its_page_all_the_same(
    small: Standings,
) -> None:
    found = {page.address: page for page in metric_pages(Index(small))}
    assert {f"metrics/{key}/" for key in METRICS} <= {*found}
    signed = measure(found, "signed")
    assert (signed.real, signed.tables) == (None, ())
    assert "Measured for" not in {line.name for line in signed.lines}


@pytest.fixture(scope="module")
def pages(whole: Standings) -> dict[str, Page]:
    return {page.address: page for page in metric_pages(Index(whole))}


def measure(pages: dict[str, Page], key: str) -> Measure:
    content = pages[f"metrics/{key}/"].content
    assert isinstance(content, Measure)
    return content


@pytest.mark.parametrize("key", METRICS)
def test_every_measure_has_a_valid_page(whole: Standings, pages: dict[str, Page], key: str) -> None:
    html = Renderer(site_of(whole, Settings(), ())).render(pages[f"metrics/{key}/"])
    HTMLParser(strict=True).parse(html)
    assert METRICS[key].is_not in html.replace("&#39;", "'")


def test_the_list_names_every_measure_once_in_its_family(pages: dict[str, Page]) -> None:
    content = pages["metrics/"].content
    assert isinstance(content, Measures)
    assert [group.id for group in content.families] == [family.id for family in Family]
    listed = [metric.key for group in content.families for metric in group.metrics]
    assert sorted(listed) == sorted(METRICS)


def test_a_second_example_is_one_of_the_site_with_its_counts(pages: dict[str, Page]) -> None:
    real = measure(pages, "follow-back-rate").real
    assert real is not None
    assert real.name == "Borough of Vennick"
    assert real.said.startswith("follows back 51% of its followers")
    assert real.counted.startswith("199 of 390")
    assert real.place.startswith("Rank 6")


def test_what_nobody_here_is_measured_by_has_no_second_example(pages: dict[str, Page]) -> None:
    assert measure(pages, "time-to-answer").real is None
    told = {line.name: line.text for line in measure(pages, "time-to-answer").lines}
    assert told["Measured for"] == "0 of 1 organisation on Bluesky."


def test_the_rules_in_force_stand_on_the_pages_that_rest_on_them(pages: dict[str, Page]) -> None:
    for key, metric in METRICS.items():
        assert bool(measure(pages, key).rules) is (metric.family is Family.MANNER)


def test_a_language_that_is_not_tested_is_said_to_be_a_gap(pages: dict[str, Page]) -> None:
    tested = {one.language: one.tested for one in measure(pages, "thanks").rules}
    assert tested["English"].startswith("Tested on 343 labelled replies")
    assert tested["Welsh"].startswith("Not tested yet")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("follow-back-rate", "a bound"),
        ("conversations", "“exact”"),
        ("time-to-answer", "an estimate"),
    ],
)
def test_the_states_of_a_figure_are_named(pages: dict[str, Page], key: str, said: str) -> None:
    told = {line.name: line.text for line in measure(pages, key).lines}
    assert said.lower() in told["Printed as"].lower()
