"""An organisation's accounts: each with its role, and with the values of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Role
from site_src.flags import marks
from site_src.metrics import METRICS
from site_src.page import web_link
from site_src.peers import NETWORKS
from site_src.receipt import OF_ACCOUNTS, one_gap, receipt_id
from site_src.shown import Shown, shown
from site_src.source import profile_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collector.model import Account, Organisation
    from site_src.index import Index
    from site_src.model import Value

NOT_MEASURED = Shown(text="not measured", range="", glyph="–", state="gap", is_number=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFigure:
    """One measure of one account, and where its receipt stands."""

    name: str
    shown: Shown
    receipt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account, its role and its values."""

    handle: str
    network: str
    link: str | None
    source: str | None  # the page that shows whose it is
    role: str
    marks: tuple[str, ...]
    is_person: bool
    figures: tuple[AccountFigure, ...]


def account_lines(index: Index, organisation: Organisation) -> Iterator[AccountLine]:
    """Yield the organisation's accounts with their own values."""
    values = {
        (value.network, value.account, value.metric): value
        for value in index.standings.values[organisation.slug]
    }
    networks = [one.network for one in organisation.accounts]
    for account in organisation.accounts:
        is_alone = networks.count(account.network) == 1
        yield AccountLine(
            handle=account.handle if "://" in account.handle else f"@{account.handle}",
            network=NETWORKS.get(account.network, account.network),
            link=_profile(account, is_practice=index.standings.is_practice),
            source=None if index.standings.is_practice else web_link(account.source),
            role=str(account.role),
            marks=marks(index.standings, organisation.slug, account),
            is_person=not Role(account.role).is_official,
            figures=tuple(_figures(index, organisation, account, values, is_alone=is_alone)),
        )


def _figures(
    index: Index,
    organisation: Organisation,
    account: Account,
    values: Mapping[tuple[str, str | None, str], Value],
    *,
    is_alone: bool,
) -> Iterator[AccountFigure]:
    is_told = one_gap(index, organisation.slug, account.network) is None
    for key in OF_ACCOUNTS:
        found = values.get((account.network, account.handle, key))
        if found is None and is_alone:
            found = index.value(organisation.slug, account.network, key)
        yield AccountFigure(
            name=METRICS[key].name,
            shown=shown(found) if found else NOT_MEASURED,
            receipt=receipt_id(index, found) if found and is_told else None,
        )


def _profile(account: Account, *, is_practice: bool) -> str | None:
    """Return the account's public address; a fictional account has none."""
    return None if is_practice else profile_of(account.network, account.handle)
