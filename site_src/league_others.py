"""Those of a league who have no rank: with a value, and by the reason that they have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.gaps import GAPS
from site_src.index import address_of
from site_src.league_rows import stroke_of
from site_src.league_words import asked
from site_src.say import caution
from site_src.shown import shown

if TYPE_CHECKING:
    from site_src.index import Index
    from site_src.league_choices import Choices
    from site_src.league_rows import Stroke
    from site_src.league_words import Asked
    from site_src.model import League, Place
    from site_src.scale import Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A member of whom there is nothing to say but why there is no figure."""

    name: str
    address: str
    region: int | None
    sector: int | None
    asked: Asked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """Those whom one reason leaves without a figure."""

    glyph: str
    word: str
    reason: str
    members: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unranked:
    """A member that has a value, but no rank, and the reason."""

    name: str
    address: str
    region: int | None
    sector: int | None
    glyph: str
    state: str
    stroke: Stroke | None
    is_number: bool
    text: str
    range: str
    asked: Asked | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Those without a rank: with a value, and by the reason that they have none."""

    rows: tuple[Unranked, ...]
    without: tuple[Without, ...]

    def __bool__(self) -> bool:
        """Whether there is anybody without a rank."""
        return bool(self.rows or self.without)


def unranked_of(index: Index, league: League, scale: Scale, choices: Choices) -> Others:
    """Return those who have a value but no rank, then those without a value, by their reasons."""
    rows: list[Unranked] = []
    without: dict[tuple[str, str, str], list[Listed]] = {}
    for place in league.unranked:
        if place.value.estimate.state is not State.GAP:
            rows.append(_unranked(index, place, scale, choices))
            continue
        one, printed = index.organisations[place.organisation], shown(place.value)
        seat = (one.slug, place.value.network)
        key = (printed.glyph, printed.text, _reason(place))
        listed = Listed(
            name=one.name,
            address=address_of(one),
            region=choices.region(one),
            sector=choices.sector(one),
            asked=asked(index.standings.warnings.get(seat, ())),
        )
        without.setdefault(key, []).append(listed)
    groups = sorted(without.items(), key=lambda group: (-len(group[1]), group[0]))
    return Others(
        rows=tuple(rows),
        without=tuple(
            Without(glyph=glyph, word=word, reason=reason, members=tuple(members))
            for (glyph, word, reason), members in groups
        ),
    )


def _reason(place: Place) -> str:
    """Return why a member has no rank, as a sentence."""
    reason, estimate = place.unranked or "", place.value.estimate
    if estimate.state is State.GAP and estimate.reason is not Gap.TOO_FEW:
        reason = GAPS[estimate.reason or Gap.NOT_OFFERED].sentence.rstrip(".")
    if place.value.list_incomplete:
        reason = f"{reason.rstrip('.')}; {caution(place.value)}"
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."


def _unranked(index: Index, place: Place, scale: Scale, choices: Choices) -> Unranked:
    one, estimate = index.organisations[place.organisation], place.value.estimate
    seat = (one.slug, place.value.network)
    printed = shown(place.value)
    return Unranked(
        name=one.name,
        address=address_of(one),
        region=choices.region(one),
        sector=choices.sector(one),
        glyph=printed.glyph,
        state=printed.state,
        stroke=stroke_of(scale.mark(estimate)),
        is_number=printed.is_number,
        text=printed.text,
        range=printed.range or printed.state,
        asked=asked(index.standings.warnings.get(seat, ())),
        reason=_reason(place),
    )
