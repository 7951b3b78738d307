"""The files of one edition: every league's chart with its table, what may be said, and the data.

They are made once, and need nothing that a later build makes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from site_src.book import site_of
from site_src.charts.sheet import NARROW, WIDE
from site_src.charts.svg import sheet
from site_src.cite import citation
from site_src.coverage import coverage
from site_src.downloads import credit
from site_src.edition_data import VALUES, charts_told, declared, packed, values_told
from site_src.edition_picture import bare_svg, small_svg
from site_src.exhibit import league_exhibits
from site_src.index import Index
from site_src.metrics import METRICS
from site_src.page import Link, day, plural
from site_src.publish import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.settings import Settings
    from collector.store.edition import Edition
    from site_src.cite import Citation
    from site_src.exhibit import Exhibit
    from site_src.model import Standings
    from site_src.page import Site
    from site_src.render import Renderer


# Lines of dots: the table below the picture has them all.
BROAD, PHONE = replace(WIDE, most=25), replace(NARROW, most=8, parts=1)
COUNTED = re.compile(r"^(too few: )[\d,]+, and ")  # the count stands in the line itself
OUT = "../../"  # from an edition to the root of the site


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What every frozen page shows; `root` is the way back to the edition."""

    title: str
    about: str
    week: str
    night: str
    method: int
    notes: tuple[str, ...]
    address: str
    root: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a chart's table; in the place of a rank may stand a note, said below it."""

    rank: str
    name: str
    value: str
    based: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLeaf(Leaf):
    """All that a frozen chart's page shows."""

    definition: str
    window: str
    alt: str
    width: int
    height: int
    narrow: str
    rows: tuple[Row, ...]
    whys: tuple[str, ...]
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    cite: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLinks:
    """The charts of one table."""

    name: str
    charts: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontLeaf(Leaf):
    """All that an edition's first page shows."""

    coverage: str
    tables: tuple[TableLinks, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What all files of an edition are made from; `before` is the edition before it, if any."""

    index: Index
    site: Site
    week: str
    before: Edition | None
    renderer: Renderer

    @property
    def address(self) -> str:
        """Where the edition will stand."""
        return f"{self.site.base}editions/{self.week}/"

    def leaf(self, title: str, about: str, chart: str = "") -> dict[str, Any]:
        """Return what a page shares with all others: of a chart, or else of the edition."""
        site, before = self.site, self.before
        root, own = ("../../", f"charts/{chart}/") if chart else ("", "")
        links = [Link(name="All charts of this edition", address=root)] if chart else []
        if before is not None and (not chart or chart in before.charts):
            links.append(
                Link(name=f"Edition {before.week}", address=f"{root}../{before.week}/{own}")
            )
        links.append(Link(name="All editions", address=f"{root}../"))
        where = f"charts/{chart}/" if chart else "charts/"
        links.append(Link(name="As it is today", address=f"{root}{OUT}{where}"))
        notes = ["Practice data: all invented"] if site.is_practice else []
        notes += [f"Archive of {site.archive}: imported figures"] if site.archive else []
        return {
            "title": title,
            "about": about,
            "week": self.week,
            "night": day(self.index.standings.night),
            "method": site.method_version,
            "notes": tuple(notes),
            "address": f"{self.address}{own}",
            "root": root,
            "links": tuple(links),
        }


def edition_files(
    standings: Standings, settings: Settings, week: str, before: Edition | None, renderer: Renderer
) -> dict[str, bytes]:
    """Return every file of a week's edition, by name."""
    site = site_of(standings, settings, ())
    press = Press(index=Index(standings), site=site, week=week, before=before, renderer=renderer)
    shown = list(league_exhibits(press.index))
    files = {"style.css": renderer.bare("editions/style.css"), "index.html": _front(press, shown)}
    for one in shown:
        files |= _chart(press, one)
    files["charts.json"] = compact(charts_told(shown, site, week))
    files["metrics.json"] = compact([declared(key, site) for key in METRICS])
    bytes_of = {name: text.encode() for name, text in sorted(files.items())}
    return bytes_of | {VALUES: packed(values_told(press.index, {one.id: one for one in shown}))}


def _front(press: Press, shown: Sequence[Exhibit]) -> str:
    standings, tables = press.index.standings, defaultdict(list)
    for one in shown:
        tables[one.group].append(Link(name=one.name, address=one.id))
    read = coverage(standings, is_archive=bool(press.site.archive)).sentence
    about = (
        f"The {plural(len(shown), 'chart')} of the leagues with their tables and data, as they "
        f"stood on the night of {day(standings.night)}."
    )
    leaf = FrontLeaf(
        **press.leaf(f"The week {press.week}", about),
        coverage=f"Coverage of that night: {read}, of "
        f"{plural(len(standings.organisations), 'organisation')} on the list.",
        tables=tuple(TableLinks(name=key, charts=tuple(row)) for key, row in tables.items()),
    )
    return press.renderer.bare("editions/index.html", it=leaf)


def _chart(press: Press, one: Exhibit) -> dict[str, str]:
    """Return the page of a chart, and its picture."""
    own, chart = f"charts/{one.id}/", one.chart
    address = f"{press.address}{own}"
    foot = replace(credit(one, press.site), address=address.partition("://")[2])
    wide, narrow = sheet(chart, foot, BROAD), sheet(chart, foot, PHONE)
    rows, whys = _rows(chart.rows)
    leaf = ChartLeaf(
        **press.leaf(chart.title, chart.subtitle[0], one.id),
        definition=chart.subtitle[0],
        window=chart.subtitle[1],
        alt=chart.alt,
        width=wide.width,
        height=wide.height,
        narrow=bare_svg(narrow, PHONE.pad),
        rows=rows,
        whys=whys,
        may=tuple(said.words for said in one.sayings.may if said.words not in chart.alt),
        may_not=tuple(said.words for said in one.sayings.may_not),
        cite=citation(
            chart.title,
            night=chart.night,
            address=address,
            method=press.site.method_version,
            edition=press.week,
            is_practice=press.site.is_practice,
        ),
    )
    return {
        f"{own}index.html": press.renderer.bare("editions/chart.html", it=leaf),
        f"{own}chart.svg": small_svg(wide),
    }


def _rows(told: Sequence[Sequence[str]]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the lines of a table, and the notes on who has no rank in it."""
    notes: dict[str, str] = {"": ""}
    rows = []
    for rank, fits, name, value, span, based, why in told:
        reason = "" if why == value else COUNTED.sub(r"\1", why)
        note = notes.setdefault(reason, f"Note {len(notes)}")
        rows.append(
            Row(
                rank=note or (f"{rank} ({fits})" if fits else rank),
                name=name,
                value=f"{value} ({span})" if span else value,
                based=based,
            )
        )
    return tuple(rows), tuple(f"{note}: {why}" for why, note in notes.items() if note)
