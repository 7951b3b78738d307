"""One chart of each form, from a small site's standings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.model import Facts, OpeningKind
from site_src.chart_hours import hours_chart
from site_src.charts import Chart, Credit
from site_src.charts.history import history_chart
from site_src.charts.league import league_chart
from site_src.charts.movers import Mover, movers_chart
from site_src.charts.pair import pair_chart
from site_src.charts.week import week_chart
from site_src.course import courses
from site_src.index import Index
from site_src.model import Change

if TYPE_CHECKING:
    from site_src.model import Standings

TABLE = "bluesky-council-borough-10k"
FACTS = Facts(
    weeks_observed=12,
    zone="Europe/London",
    reply_hours=(*(168 * week + 9 for week in range(12)), 168 * 11 + 27, 168 * 11 + 166),
    reply_hour_counts=(*(2 for _ in range(12)), 1, 9),
    openings_kind=OpeningKind.REPLIES,
    threads_listed=2,
    threads_drawn=2,
    threads_capped=0,
    opening_hours=(168 * 7 + 9, 168 * 11 + 10),
    opening_hour_counts=(3, 2),
)


@pytest.fixture(scope="session")
def credit() -> Credit:
    """Return a foot as a practice site has it."""
    address = "https://followback.example/charts/k7m2q/"
    return Credit(address=address, method_version=3, is_practice=True)


@pytest.fixture(scope="session")
def charts(small: Standings) -> dict[str, Chart]:
    """Return a chart of each form, by its name."""
    index, night = Index(small), small.night
    league = small.leagues[TABLE, "follow-back-rate"]
    scale = index.scale(TABLE, "follow-back-rate")
    course = next(courses(index, "borough-of-lonmouth", "bluesky"))
    hours = hours_chart("bluesky-hours", FACTS, hours="Mon-Fri 09:00-17:00")
    assert hours is not None
    one, two = (
        (small.organisations[place.organisation].name, place.value) for place in league.ranked[2:4]
    )
    moves = [
        Mover(name=name, change=Change(words=words, d=d, lo=lo, hi=hi, since=night, is_real=True))
        for name, words, d, lo, hi in (
            ("Borough of Vennick", "20 points less", -0.2, -0.3, -0.1),
            ("Borough of Ostbury", "12 points more", 0.12, 0.05, 0.19),
        )
    ]
    where = "On Bluesky"
    return {
        "league": league_chart(league, small.organisations, scale, night),
        "history": history_chart(course.svg, course.key, "Borough of Lonmouth", night, where),
        "hours": week_chart(hours, "Borough of Lonmouth", night, where),
        "movers": movers_chart("follow-back-rate", moves, "What moved", night, where),
        "dumbbell": pair_chart(one, two, scale, league.median, "A is higher", night, where),
    }
