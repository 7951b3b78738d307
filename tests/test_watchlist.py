"""The real watchlist: who stands in it, by what right, and where each account was found."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from collector.load.draft import identity
from collector.model import Account, Kind, Organisation
from collector.settings import load_settings

if TYPE_CHECKING:
    from collector.model import Watchlist

ROOT = Path(__file__).resolve().parents[1]
FOUND = ROOT.parent / "shared" / "data" / "organisations.csv"
OPEN = frozenset(["bluesky", "mastodon", "activitypub"])
# Who governs a place in the United Kingdom, by the first letters of its code:
# https://geoportal.statistics.gov.uk/documents/register-of-geographic-codes
COUNCILS = {
    "E06": {"unitary"},
    "E07": {"district"},
    "E08": {"metropolitan-district"},
    "E09": {"london-borough"},
    "E10": {"county"},
    "E47": {"combined-authority"},
    "N09": {"city", "district"},
    "S12": {"scottish"},
    "W06": {"welsh"},
}
REGIONS = {"N": "Northern Ireland", "S": "Scotland", "W": "Wales"}
# Names of the practice world and of the documents' examples; nobody real bears them.
FICTION = re.compile(r"(?i)\b(?:acme|lonmouth|ospelhurst|example)\b|\.test\b|\.example\b")
# Where accounts of the table live today: the Union's pilot server closed on 18 May 2024
# (netzpolitik.org/2024/mastodon-and-peertube-eu-closing-up-shop-in-fediverse-...),
# and a ministry has another name since 2025. Each stands on a server or a domain of its own.
MOVED = frozenset(
    [
        ("bluesky", "ec.europa.eu"),
        ("mastodon", "bmv@social.bund.de"),
        ("mastodon", "curia@curia.social-network.europa.eu"),
        ("mastodon", "eucommission@ec.social-network.europa.eu"),
        ("mastodon", "rea@ec.social-network.europa.eu"),
    ]
)
CLOSED = "social.network.europa.eu"
OURS = "https://github.com/followback/followback"  # a fork names its own, and lists its own
LEAST = 10  # of one network, kind and sector: a table of its own (method 4.3)

pytestmark = pytest.mark.skipif(
    load_settings(ROOT / "pyproject.toml").repository != OURS, reason="another league's list"
)


@pytest.fixture(scope="module")
def listed(real_watchlist: Watchlist) -> tuple[Organisation, ...]:
    return real_watchlist.organisations


@pytest.fixture(scope="module")
def accounts(listed: tuple[Organisation, ...]) -> list[Account]:
    return [account for one in listed for account in one.accounts]


def test_at_least_four_hundred_organisations_are_listed(listed: tuple[Organisation, ...]) -> None:
    assert len(listed) >= 400


def test_a_living_league_stands_on_open_networks(listed: tuple[Organisation, ...]) -> None:
    living = [one for one in listed if any(a.network in OPEN for a in one.accounts)]
    assert len(living) >= 130


def test_open_networks_have_tables_large_enough_to_rank(
    listed: tuple[Organisation, ...],
) -> None:
    tables = Counter(
        (network, one.kind, one.sector)
        for one in listed
        for network in {account.network for account in one.accounts} & OPEN
    )
    large = {table for table, held in tables.items() if held >= LEAST}
    assert len(large) >= 5


def test_every_account_says_where_it_was_found(accounts: list[Account]) -> None:
    assert [account for account in accounts if not account.source] == []


def test_the_real_past_is_quoted_with_its_pages_and_zappos_among_it(
    listed: tuple[Organisation, ...],
) -> None:
    past = [one for organisation in listed for one in organisation.historic]
    assert len(past) >= 30
    assert all(one.source.startswith("https://") for one in past)
    [zappos] = (one for one in listed if one.slug == "zappos")
    told = {one.date: (one.followers, one.following) for one in zappos.historic}
    assert told["2008-05"] == (None, 4658)
    assert told["2009"] == (870_000, 407_000)


def test_no_account_stands_twice(accounts: list[Account]) -> None:
    seen = Counter(identity(account.network, account.handle) for account in accounts)
    assert [one for one, times in seen.items() if times > 1] == []


def test_nobody_real_is_made_up(listed: tuple[Organisation, ...]) -> None:
    told = [
        " ".join((one.name, one.slug, one.website, *(a.handle for a in one.accounts)))
        for one in listed
    ]
    assert [text for text in told if FICTION.search(text)] == []


def test_no_person_is_listed(accounts: list[Account]) -> None:
    assert {account.role for account in accounts if not account.role.is_official} == set()


def test_who_has_a_code_of_a_council_is_one_of_its_sort(
    listed: tuple[Organisation, ...],
) -> None:
    coded = [one for one in listed if "gss" in one.codes]
    assert len(coded) >= 150
    for one in coded:
        code = one.codes["gss"]
        assert re.fullmatch(r"[ENSW][0-9]{8}", code), one.slug
        assert (one.kind, one.country) == (Kind.COUNCIL, "GB"), one.slug
        assert one.sector in COUNCILS[code[:3]], one.slug
        assert one.region == REGIONS.get(code[0], one.region), one.slug


def test_no_two_have_one_code(listed: tuple[Organisation, ...]) -> None:
    codes = Counter(code for one in listed for code in one.codes.values())
    assert [code for code, times in codes.items() if times > 1] == []


def test_a_council_of_the_united_kingdom_has_its_code_and_its_government_site(
    listed: tuple[Organisation, ...],
) -> None:
    for one in listed:
        if one.kind is Kind.COUNCIL and one.country == "GB":
            assert "gss" in one.codes, one.slug
            host = urlsplit(one.website).hostname or ""
            assert host.endswith(".gov.uk") or one.sector == "combined-authority", one.slug


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        (r"\b(?:[Cc]ouncil|[Bb]orough|[Cc]ombined (?:County )?Authority)$", Kind.COUNCIL),
        (r"^City of |^Royal Borough of |^London Borough of |^Government of ", Kind.COUNCIL),
        (r"^Bundes(?:amt|ministerium|institut|anstalt)\b", Kind.PUBLIC_BODY),
        (r"^European (?:Union|Commission|Central|Ombudsman|Data)\b", Kind.PUBLIC_BODY),
        (r"^United Nations|^World (?:Health|Food)", Kind.PUBLIC_BODY),
        (r"\b(?:Bank|Airlines|Foods|Energy|Water|Cinemas)$", Kind.BRAND),
    ],
)
def test_kinds_are_true(listed: tuple[Organisation, ...], pattern: str, kind: Kind) -> None:
    alike = [one for one in listed if re.search(pattern, one.name)]
    public = {"european-central-bank", "european-investment-bank"}
    assert alike
    assert {one.slug for one in alike if one.kind is not kind} <= public


def test_bodies_of_the_union_are_compared_with_each_other(
    listed: tuple[Organisation, ...],
) -> None:
    union = [one for one in listed if one.country == "EU"]
    assert {(one.kind, one.sector) for one in union} == {(Kind.PUBLIC_BODY, "european")}


def test_a_source_of_a_file_in_a_repository_is_of_one_commit(accounts: list[Account]) -> None:
    files = {a.source for a in accounts if a.source and "github.com/" in a.source}
    of_one = re.compile(r"/blob/(?:[0-9a-f]{10}|[0-9a-f]{40})/")
    assert files
    assert [file for file in files if not of_one.search(file)] == []


@pytest.mark.skipif(not FOUND.exists(), reason="the table that the list came from is not here")
def test_every_handle_stands_in_the_table_that_it_was_found_in(accounts: list[Account]) -> None:
    with FOUND.open(encoding="utf-8") as stream:
        found = {identity(row["network"], row["handle"]) for row in csv.DictReader(stream)}
    listed = {identity(account.network, account.handle) for account in accounts}
    assert listed - found == MOVED


def test_nobody_is_listed_on_a_server_that_closed(accounts: list[Account]) -> None:
    assert [one.handle for one in accounts if one.handle.endswith(f"@{CLOSED}")] == []


@pytest.mark.skipif(not FOUND.exists(), reason="the table that the list came from is not here")
def test_the_accounts_of_one_organisation_stand_in_one_file(
    listed: tuple[Organisation, ...],
) -> None:
    with FOUND.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["sector_or_type"] != "media"]
    owner = {
        identity(account.network, account.handle): one.slug
        for one in listed
        for account in one.accounts
    }
    apart = Counter(
        (row["slug"], owner[key])
        for row in rows
        if (key := identity(row["network"], row["handle"])) in owner
    )
    files = Counter(slug for slug, _ in apart)
    # One holding's several brands, each of which speaks for itself.
    holdings = {"booking-holdings", "expedia-group", "royal-caribbean-group", "yum-brands"}
    assert {slug for slug, held in files.items() if held > 1} <= holdings
