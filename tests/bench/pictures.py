"""Pictures a second: charts to carry away, drawn as SVG and rasterised, on one core."""

from __future__ import annotations

import random
from datetime import date, timedelta
from time import process_time
from typing import TYPE_CHECKING

from collector.model import State
from site_src.amount import Unit
from site_src.charts import Chart, Credit, Dot, Form
from site_src.charts.sheet import CARD, WIDE
from site_src.charts.svg import sheet, svg_file
from site_src.history import Words, history
from site_src.model import Estimate, Point
from site_src.picture import Painter
from site_src.scale import share_scale
from tests.bench.table import row, title

if TYPE_CHECKING:
    from site_src.charts.sheet import Size

NIGHT = date(2026, 11, 21)
CREDIT = Credit(address="https://followback.example/charts/k7m2q/", method_version=3)
ROUNDS = 10
WORDS = Words(
    title="Follow-back rate",
    name="now",
    say="{:.0%}".format,
    say_point=str,
    say_last=lambda _: "46%",
)


def pictures() -> None:
    """Print how many pictures are made a second, of each size and form."""
    title("Pictures: charts to carry away, CPU of one core")
    drawn = {"a league of 25": league_of(25), "a history of 52 weeks": history_of_a_year()}
    with Painter() as painter:
        for what, chart in drawn.items():
            row(f"{what}, SVG alone, 900 wide", f"{_svgs(chart):,.0f} a second")
        for what, chart in drawn.items():
            found = _pngs(painter, chart, CARD, 2)
            row(f"{what}, 1,200 x 630", f"{found:.1f} a second", ">= 15")
        for what, chart in drawn.items():
            row(f"{what}, 1,800 wide", f"{_pngs(painter, chart, WIDE, 2):.1f} a second")


def _svgs(chart: Chart) -> float:
    start = process_time()
    for _ in range(10 * ROUNDS):
        svg_file(sheet(chart, CREDIT, WIDE))
    return 10 * ROUNDS / (process_time() - start)


def _pngs(painter: Painter, chart: Chart, size: Size, zoom: int) -> float:
    """Return how many a second, of the fastest round: others may share the core's caches."""
    times: list[float] = []
    for _ in range(ROUNDS):
        start = process_time()
        painter.png(svg_file(sheet(chart, CREDIT, size)), zoom=zoom)
        times.append(process_time() - start)
    return 1 / min(times)


def _chart(form: Form, **more: object) -> Chart:
    told = {
        "id": form.value,
        "form": form,
        "title": "Follow-back rate: borough councils on Bluesky, 10,000 to 99,999 followers",
        "subtitle": ("Share of its followers that the account follows back.",),
        "alt": "",
        "night": NIGHT,
        "heads": (),
        "rows": (),
        "unit": Unit.SHARE,
        "scale": share_scale(),
    }
    return Chart(**(told | more))  # type: ignore[arg-type]


def league_of(count: int) -> Chart:
    """Return a league of so many."""
    dots = tuple(
        Dot(
            name=f"Borough of Number {at}",
            found=Estimate(state=State.ESTIMATE, value=1 - at / count, lo=0.98 - at / count, hi=1),
            text=f"{100 - 100 * at // count}%",
            range="57–67%",
            rank=f"{at + 1} ({at}–{at + 3})",
        )
        for at in range(count)
    )
    return _chart(Form.LEAGUE, dots=dots, median=0.5, median_text="median 50%")


def history_of_a_year() -> Chart:
    """Return a history of 52 weeks."""
    chance = random.Random(1)  # noqa: S311 - the same chart each time, and no secret
    points = [
        Point(
            night=NIGHT - timedelta(days=7 * week),
            value=(value := 0.4 + 0.1 * chance.random()),
            lo=value - 0.05,
            hi=value + 0.05,
            method_version=1,
        )
        for week in reversed(range(52))
    ]
    drawn = history("history", points, share_scale(), WORDS, 0.5)
    return _chart(Form.HISTORY, history=drawn)
