"""What stands behind each figure of an organisation: a receipt for every one that is printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.counted import behind
from site_src.explain import collected_at
from site_src.flags import WORDS, of_value
from site_src.gaps import GAPS
from site_src.metrics import METRICS, Family
from site_src.page import Line, Link
from site_src.say import claim, rank_words, sentence
from site_src.shown import in_a_line, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collector.model import Organisation
    from site_src.gaps import GapWords
    from site_src.index import Index, Standing
    from site_src.model import Value

OF_ACCOUNTS = ("follow-back-rate", "conversations", "reply-share")
# What most figures of a network have in common is said once, above them.
SHARED = ("Measured", "Collected", "Imported", "Window", "Source", "Method", "Table")
SAME = MappingProxyType({"Looked at": "Measured"})  # one fact under two names
NOT_MEASURED = "Not measured"
NO_WINDOW = Line(name="Window", text="none: as it stood that night")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One figure with what was counted for it, or all measures that one reason leaves without."""

    names: tuple[Link, ...]  # of its measures, each with its place on the page
    printed: str
    sentence: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """The receipts of one family, or of one account."""

    name: str
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkReceipts:
    """The receipts of a network, and what holds for each of them that does not say otherwise."""

    shared: tuple[Line, ...]
    groups: tuple[Receipts, ...]


def receipt_id(index: Index, value: Value) -> str:
    """Return where a value's receipt stands on the organisation's page of receipts."""
    is_own = index.value(value.organisation, value.network, value.metric) is value
    whose = "" if is_own or value.account is None else f"-{_plain(value.account)}"
    return f"{value.network}-{value.metric}{whose}"


def receipts_on(index: Index, one: Organisation, network: str) -> NetworkReceipts:
    """Return the receipts of an organisation's figures on a network, then of its accounts' own.

    Where one reason leaves several without a figure, it is said once.
    """
    values = _values(index, one.slug, network)
    gap = one_gap(index, one.slug, network)
    if gap is not None:
        whole = Receipts(name="Every measure", receipts=(_whole_gap(index, values, gap),))
        return NetworkReceipts(shared=(), groups=(whole,))
    shown = {
        value.metric: _receipt(index, value) for value in values if not value.estimate.is_blank
    }
    families = [
        Receipts(name=family.heading, receipts=tuple(found))
        for family in Family
        if (found := [shown[key] for key in shown if METRICS[key].family is family])
    ]
    accounts = [
        Receipts(name=f"@{handle}", receipts=tuple(_receipt(index, v) for v in found))
        for handle, found in _accounts(index, one, network)
    ]
    groups = _shared([*families, *accounts], index, one.slug)
    absent = tuple(_gaps(index, [value for value in values if value.estimate.is_blank]))
    if not absent:
        return groups
    return replace(groups, groups=(*groups.groups, Receipts(name=NOT_MEASURED, receipts=absent)))


def _shared(groups: Sequence[Receipts], index: Index, slug: str) -> NetworkReceipts:
    """Return the groups with the lines taken out that most of their receipts share."""
    every = [receipt for group in groups for receipt in group.receipts]
    said = [{SAME.get(line.name, line.name): line for line in one.lines} for one in every]
    usual: dict[str, Line] = {}
    for name in SHARED:
        texts = Counter(lines[name].text for lines in said if name in lines)
        if texts and (name == NO_WINDOW.name or texts.total() == len(every)):
            usual[name] = Line(name=name, text=texts.most_common(1)[0][0])
    night = index.standings.night.isoformat()
    check = Line(name="Check", text=f"followback explain {slug} --night {night}", is_code=True)
    return NetworkReceipts(
        shared=(*usual.values(), check),
        groups=tuple(
            replace(group, receipts=tuple(_less(one, usual) for one in group.receipts))
            for group in groups
        ),
    )


def _less(receipt: Receipt, usual: Mapping[str, Line]) -> Receipt:
    """Return a receipt without the usual lines; one without a window says so."""
    own = [
        line
        for line in receipt.lines
        if (known := usual.get(SAME.get(line.name, line.name))) is None or known.text != line.text
    ]
    has_window = any(line.name == NO_WINDOW.name for line in receipt.lines)
    if NO_WINDOW.name in usual and not has_window:
        own.append(NO_WINDOW)
    return replace(receipt, lines=tuple(own))


def _gaps(index: Index, values: Sequence[Value]) -> Iterator[Receipt]:
    """Yield each reason with the measures that it leaves without a figure."""
    reasons = dict.fromkeys(value.estimate.reason or Gap.NOT_OFFERED for value in values)
    for reason in reasons:
        mine = [v for v in values if (v.estimate.reason or Gap.NOT_OFFERED) is reason]
        gap = GAPS[reason]
        yield Receipt(
            names=tuple(
                Link(name=METRICS[value.metric].name, address=receipt_id(index, value))
                for value in mine
            ),
            printed=f"{gap.glyph} {gap.word}",
            sentence=gap.sentence,
            lines=(),
        )


def one_gap(index: Index, slug: str, network: str) -> GapWords | None:
    """Return the one reason that leaves every measure of a network without a count, if any."""
    found = [value.estimate for value in _values(index, slug, network)]
    reasons = {estimate.reason for estimate in found}
    has_counts = any(estimate.numerator is not None for estimate in found)
    if has_counts or len(reasons) != 1 or any(one.state is not State.GAP for one in found):
        return None
    return GAPS[reasons.pop() or Gap.NOT_OFFERED]


def _values(index: Index, slug: str, network: str) -> list[Value]:
    found = [index.value(slug, network, key) for key in METRICS]
    return [value for value in found if value is not None]


def _accounts(
    index: Index, one: Organisation, network: str
) -> Iterator[tuple[str, Sequence[Value]]]:
    """Yield the accounts of a network where there are several, with the values that are printed."""
    for account in one.accounts:
        mine = [
            value
            for value in index.standings.values[one.slug]
            if (value.network, value.account) == (network, account.handle)
            and value.metric in OF_ACCOUNTS
            and index.value(one.slug, network, value.metric) is not value
        ]
        if mine:
            yield account.handle, mine


def _whole_gap(index: Index, values: Sequence[Value], gap: GapWords) -> Receipt:
    lines = tuple(line for line in _lines(index, values[0]) if line.name not in ("Source", "Table"))
    return Receipt(
        names=(Link(name="Every measure", address=f"{values[0].network}-every-measure"),),
        printed=f"{gap.glyph} {gap.word}",
        sentence=gap.sentence,
        lines=lines,
    )


def _receipt(index: Index, value: Value) -> Receipt:
    printed = shown(value)
    said = sentence(value)
    return Receipt(
        names=(Link(name=METRICS[value.metric].name, address=receipt_id(index, value)),),
        printed=f"{printed.glyph} {in_a_line(printed)}",
        sentence=f"{said[:1].upper()}{said[1:].rstrip('.')}.",
        lines=tuple(_lines(index, value)),
    )


def _lines(index: Index, value: Value) -> Iterator[Line]:
    yield from behind(value, collected_at(index.standings, value))
    if found := sorted(of_value(index.standings, value)):
        yield Line(name="Flags", text=", ".join(WORDS[flag] for flag in found))
    standing = index.standing(value.organisation, value.network, value.metric)
    if standing is not None and standing.place.value == value:
        yield from _standing(index, standing)


def _standing(index: Index, standing: Standing) -> Iterator[Line]:
    place, league = standing.place, standing.league
    of = len(league.ranked)
    said = rank_words(place)
    if place.rank is not None:
        said = ", ".join(part for part in (f"{said} of {of}", claim(place, of)) if part)
    yield Line(name="Rank", text=f"{said[:1].upper()}{said[1:]}")
    yield Line(name="Table", text=league.table.title)
    key = (place.organisation, league.table.network, league.metric)
    change = index.standings.changes.get(key)
    if change is not None and place.value.estimate.state is not State.GAP:
        yield Line(name="Change", text=change.words)
    why = index.standings.moves.get((league.table.id, league.metric, place.organisation))
    if why and place.rank is not None:
        yield Line(name="Its rank", text=why)


def _plain(handle: str) -> str:
    """Return a handle as an address can hold it."""
    return "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in handle)
