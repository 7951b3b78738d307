"""An organisation's rows on one network -> its figures: the organisation's, then each account's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import METHOD_VERSION, Flag, State
from site_src.latest import Found, latest
from site_src.metrics import METRICS, Basis
from site_src.model import Value
from site_src.pool import pooled
from site_src.source import asked, source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from collector.model import Account, Observation, Organisation
    from site_src.evidence import Evidence
    from site_src.metrics import Metric, Span
    from site_src.model import Estimate

    Key = tuple[str, str, str | None]
    Rows = Mapping[Key, Sequence[Observation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value, the base that its least data are counted in, and how to measure it again.

    `thin` says why it is not ranked though its base is large enough.
    """

    value: Value
    base: float | None
    again: Evidence
    thin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNetwork:
    """All figures of an organisation on one network, by metric; `lead` speaks for all of it."""

    lead: Mapping[str, Figure]
    accounts: tuple[Value, ...]

    @property
    def values(self) -> tuple[Value, ...]:
        """The organisation's values first, then each account's where there are several."""
        lead = {figure.value.metric: figure.value for figure in self.lead.values()}
        others = (one for one in self.accounts if lead.get(one.metric) is not one)
        return (*lead.values(), *others)


def networks_of(organisation: Organisation) -> tuple[str, ...]:
    """Return the networks that it has accounts on, in the order of its file."""
    return tuple(dict.fromkeys(account.network for account in organisation.accounts))


def officials(organisation: Organisation, network: str) -> tuple[Account, ...]:
    """Return the accounts that speak for it on the network."""
    return tuple(
        account
        for account in organisation.accounts
        if account.network == network and account.role.is_official
    )


def figures(
    organisation: Organisation,
    network: str,
    rows: Rows,
    night: date,
    metrics: Collection[Metric] = METRICS.values(),
) -> OnNetwork:
    """Return the figures of an organisation on one network, from rows that are newest first.

    A person's account is never pooled, and known by its counts alone: the rest is not offered.
    """
    slug = organisation.slug
    mine = [account for account in organisation.accounts if account.network == network]
    official = officials(organisation, network)
    each: dict[str, list[Figure]] = {}
    values: list[Value] = []
    for account in mine:
        for metric in metrics:
            found = latest(rows.get((slug, network, account.handle), ()), metric, night)
            figure = _figure(slug, network, account.handle, metric, found)
            values.append(figure.value)
            if account.role.is_official:
                each.setdefault(metric.key, []).append(figure)
    if len(official) == 1:
        alone = {key: one for key, [one] in each.items()}
        if len(mine) > 1:
            alone = {key: _spoken(one) for key, one in alone.items()}
        return OnNetwork(lead=alone, accounts=tuple(values))
    lead = {
        key: _pooled(slug, network, METRICS[key], members, rows, night)
        for key, members in each.items()
    }
    return OnNetwork(lead=lead, accounts=tuple(values))


def _figure(slug: str, network: str, handle: str | None, metric: Metric, found: Found) -> Figure:
    facts = found.facts
    return Figure(
        value=_value(slug, network, handle, metric, found),
        base=metric.base(facts) if facts else None,
        again=found.again,
        thin=metric.thin(facts) if facts else None,
    )


def _spoken(figure: Figure) -> Figure:
    """Return the figure of the one official account as that of the organisation it speaks for."""
    return replace(figure, value=replace(figure.value, account=None))


def _pooled(
    slug: str,
    network: str,
    metric: Metric,
    members: Sequence[Figure],
    rows: Rows,
    night: date,
) -> Figure:
    """Return an organisation's figure: of its events counted together, or its accounts' sums."""
    if metric.basis.is_of_events:
        found = latest(rows.get((slug, network, None), ()), metric, night)
        return _figure(slug, network, None, metric, found)
    base = sum(one.base or 0 for one in members)
    again = partial(_again, members)
    nights = [one.value.night for one in members if one.value.night is not None]
    found = Found(
        estimate=metric.shown(again(ALPHA), base),
        night=min(nights, default=None),
        method_version=min(one.value.method_version for one in members),
    )
    imported = next((one.value.imported for one in members if one.value.imported), None)
    value = _value(slug, network, None, metric, found, imported)
    is_partly = found.estimate.state is not State.GAP and any(
        one.value.list_incomplete for one in members
    )
    return Figure(value=replace(value, list_incomplete=is_partly), base=base, again=again)


def _again(members: Sequence[Figure], alpha: float) -> Estimate:
    return pooled([(one.base or 0, one.again(alpha)) for one in members])


def _value(
    slug: str,
    network: str,
    handle: str | None,
    metric: Metric,
    found: Found,
    imported: str | None = None,
) -> Value:
    facts = found.facts
    file = found.row.imported if found.row else imported
    has_kind = facts is not None and metric.basis is Basis.OPENINGS
    has_pages = facts is not None and metric.basis is Basis.LISTS and bool(facts.page_sizes)
    return Value(
        organisation=slug,
        network=network,
        account=handle,
        metric=metric.key,
        estimate=found.estimate,
        night=found.night,
        window=None if found.estimate.is_blank else window(metric.span, found.night),
        source=source(network, handle, asked(network, metric, found.estimate, has_pages), file),
        method_version=(METHOD_VERSION if found.method_version is None else found.method_version),
        kind=facts.openings_kind if facts and has_kind else None,
        on_pages=has_pages,
        list_incomplete=_is_incomplete(metric, found),
        imported=file,
    )


def _is_incomplete(metric: Metric, found: Found) -> bool:
    """Return whether the lists behind a figure were longer or shorter than the counts printed."""
    if metric.basis is not Basis.LISTS or found.estimate.state is State.GAP:
        return False
    return found.facts is not None and Flag.LIST_INCOMPLETE in (found.facts.flags or ())


@lru_cache
def window(span: Span | None, night: date | None) -> str | None:
    """Return the time that counts, from and until, as ISO 8601 writes an interval."""
    if span is None or night is None:
        return None
    at = datetime.combine(night, time(), UTC)
    ends = (at - timedelta(hours=hours) for hours in (span.first, span.last))
    return "/".join(f"{end:%Y-%m-%dT%H:%M:%SZ}" for end in ends)
