"""A badge to carry away: one measure with its range and its date, as a small picture in words."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from collector.model import State
from site_src.metrics import METRICS
from site_src.page import day
from site_src.peers import NETWORKS
from site_src.say import number
from site_src.shown import in_a_line, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Organisation
    from site_src.index import Index
    from site_src.model import League, Value

BADGE = "badge.svg"
HEIGHT, EDGE, MARK = 54, 14, 46  # pixels
WIDE, NARROW = 8.2, 6.6  # pixels of a letter, at most
PRACTICE = "practice data"
# Pictures from elsewhere know nothing of this site's sheet: the colours are its own.
PAPER, INK, QUIET, ACCENT, RULE = "#fcfcfb", "#17191c", "#464b50", "#0072b2", "#7c8287"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What a badge says: what is measured, how much, of whom and when."""

    name: str
    figure: str
    foot: str
    title: str
    description: str

    @property
    def width(self) -> int:
        """The pixels that its longest line needs."""
        longest = max(WIDE * len(f"{self.name} {self.figure}"), NARROW * len(self.foot))
        return round(MARK + longest + EDGE)

    def snippet(self, home: str) -> str:
        """Return the HTML that shows it elsewhere, and leads to the page at `home`."""
        address = escape(home)
        return (
            f'<a href="{address}"><img src="{address}{BADGE}" alt="{escape(self.title)}" '
            f'width="{self.width}" height="{HEIGHT}"></a>'
        )


def badge(index: Index, one: Organisation, networks: Sequence[str]) -> Badge | None:
    """Return an organisation's badge: what leads its first table; None where that is a gap."""
    standing = index.lead(one.slug, networks[0]) if networks else None
    if standing is None or standing.place.value.estimate.state is State.GAP:
        return None
    value = standing.place.value
    metric, printed = METRICS[value.metric], shown(value)
    return of_value(
        value,
        title=f"{metric.name} of {one.name}: {in_a_line(printed)}",
        when=day(value.night or index.standings.night),
        is_practice=index.standings.is_practice,
    )


def league_badge(index: Index, league: League) -> Badge | None:
    """Return a league's badge: how many are ranked, and their median; None where nobody is."""
    if not league.ranked:
        return None
    metric, count = METRICS[league.metric], f"{len(league.ranked):,} ranked"
    middle = "" if league.median is None else f", median {number(league.median, metric.unit)}"
    told = [league.table.title, day(index.standings.night)]
    told += [PRACTICE] if index.standings.is_practice else []
    return Badge(
        name=metric.name,
        figure=count + middle,
        foot=" · ".join(["Followback", *told]),
        title=f"{metric.name}, {league.table.title}: {count}{middle}",
        description=f"{metric.definition} {', '.join(told)}.",
    )


def of_value(value: Value, *, title: str, when: str, is_practice: bool) -> Badge:
    """Return the badge of one value."""
    metric, printed = METRICS[value.metric], shown(value)
    where = NETWORKS.get(value.network, value.network)
    told = [where, when, *([PRACTICE] if is_practice else [])]
    return Badge(
        name=metric.name,
        figure=in_a_line(printed),
        foot=" · ".join(["Followback", *told]),
        title=title,
        description=f"{metric.definition} {printed.state.capitalize()}, {', '.join(told)}.",
    )


def drawn(one: Badge) -> str:
    """Return a badge as a picture; title and description are its text alternative."""
    width, name, figure = one.width, escape(one.name), escape(one.figure)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" '
        f'viewBox="0 0 {width} {HEIGHT}" role="img" aria-labelledby="t d" font-family="{FONT}">'
        f'<title id="t">{escape(one.title)}</title><desc id="d">{escape(one.description)}</desc>'
        f'<path fill="{PAPER}" stroke="{RULE}" d="M.5 .5h{width - 1}v{HEIGHT - 1}h{1 - width}z"/>'
        f'<path stroke="{INK}" stroke-width="1.5" fill="none" d="M12 27h24M12 22v10M36 22v10"/>'
        f'<circle cx="26" cy="27" r="4" fill="{ACCENT}"/>'
        f'<text x="{MARK}" y="23" font-size="14" fill="{INK}">{name} '
        f'<tspan font-weight="700">{figure}</tspan></text>'
        f'<text x="{MARK}" y="42" font-size="12" fill="{QUIET}">{escape(one.foot)}</text></svg>\n'
    )
