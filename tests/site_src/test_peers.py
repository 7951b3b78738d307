"""Like is compared with like, and nobody is in two tables or in none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Kind
from site_src.peers import Peer, band_of, band_slug, peer_tables, settled_band

PEERS = st.lists(
    st.tuples(
        st.sampled_from(["bluesky", "mastodon"]),
        st.sampled_from(Kind),
        st.sampled_from(["borough", "unitary"]),
        st.sampled_from([0, 1, 2, 3, 4, None]),
    ),
    max_size=40,
)
START = date(2026, 1, 1)


def peers(*groups: tuple[int, str, int | None], kind: Kind = Kind.COUNCIL) -> list[Peer]:
    return [
        Peer(slug=f"{sector}-{band}-{n}", network="bluesky", kind=kind, sector=sector, band=band)
        for count, sector, band in groups
        for n in range(count)
    ]


def ids(*groups: tuple[int, str, int | None]) -> dict[str, int]:
    return {table.id: len(table.members) for table in peer_tables(peers(*groups))}


@pytest.mark.parametrize(
    ("sector", "title"),
    [
        ("shops", "Shops on Bluesky, 1,000 to 9,999 followers"),
        ("food", "Food brands on Bluesky, 1,000 to 9,999 followers"),
        ("glass", "Glass brands on Bluesky, 1,000 to 9,999 followers"),
    ],
)
def test_a_sector_in_the_plural_names_its_table_alone(sector: str, title: str) -> None:
    [table] = peer_tables(peers((10, sector, 1), kind=Kind.BRAND))
    assert table.title == title


@given(PEERS)
def test_everybody_stands_in_one_table_of_their_network_and_kind(
    drawn: list[tuple[str, Kind, str, int | None]],
) -> None:
    some = [
        Peer(slug=f"s{i}", network=network, kind=kind, sector=sector, band=band)
        for i, (network, kind, sector, band) in enumerate(drawn)
    ]
    tables = peer_tables(some)
    assert sorted(m for table in tables for m in table.members) == sorted(p.slug for p in some)
    assert len({table.id for table in tables}) == len(tables)
    where = {p.slug: (p.network, p.kind) for p in some}
    for table in tables:
        assert {where[slug] for slug in table.members} == {(table.network, table.kind)}


@given(PEERS, st.randoms())
def test_the_order_of_the_watchlist_means_nothing(
    drawn: list[tuple[str, Kind, str, int | None]], random: object
) -> None:
    some = [
        Peer(slug=f"s{i}", network=network, kind=kind, sector=sector, band=band)
        for i, (network, kind, sector, band) in enumerate(drawn)
    ]
    before = peer_tables(some)
    random.shuffle(some)  # type: ignore[attr-defined]
    assert peer_tables(some) == before


def test_ten_of_a_sector_and_band_have_their_own_table() -> None:
    assert ids((10, "borough", 1), (12, "unitary", 1)) == {
        "bluesky-council-borough-1k-10k": 10,
        "bluesky-council-unitary-1k-10k": 12,
    }


def test_fewer_merge_sectors_first() -> None:
    assert ids((6, "borough", 1), (5, "unitary", 1), (10, "unitary", 2)) == {
        "bluesky-council-1k-10k": 11,
        "bluesky-council-unitary-10k-100k": 10,
    }


def test_then_the_neighbouring_band() -> None:
    found = ids((5, "a", 0), (3, "a", 1), (4, "b", 1), (6, "a", 2), (5, "b", 2))
    assert found == {"bluesky-council-under-10k": 12, "bluesky-council-10k-100k": 11}


def test_where_all_are_few_one_table_holds_the_kind() -> None:
    assert ids((2, "a", 0), (3, "b", 3)) == {"bluesky-council": 5}


def test_whose_followers_are_unknown_sits_with_its_sector() -> None:
    found = ids((10, "a", 3), (10, "b", 1), (1, "a", None))
    assert found["bluesky-council-a-100k-1m"] == 11


def test_titles_are_words() -> None:
    tables = peer_tables(peers((10, "unitary", 2), (10, "county-council", 0), (3, "city", 4)))
    assert [table.title for table in tables] == [
        "County councils on Bluesky, fewer than 1,000 followers",
        "Other councils on Bluesky, 1,000,000 followers and more",
        "Unitary councils on Bluesky, 10,000 to 99,999 followers",
    ]


@pytest.mark.parametrize(
    ("followers", "slug"),
    [
        (0, "under-1k"),
        (999, "under-1k"),
        (1000, "1k-10k"),
        (9999, "1k-10k"),
        (99_999, "10k-100k"),
        (999_999, "100k-1m"),
        (10**6, "over-1m"),
    ],
)
def test_bands_begin_at_their_limits(followers: int, slug: str) -> None:
    band = band_of(followers)
    assert band_slug(band, band) == slug


def nights(*followers: int) -> list[tuple[date, int]]:
    return [(START + timedelta(days=n), count) for n, count in enumerate(followers)]


def test_a_band_moves_after_four_weeks_well_beyond_its_limit() -> None:
    assert settled_band(nights(900, *[1100] * 28)) == 0
    assert settled_band(nights(900, *[1100] * 29)) == 1


def test_a_band_does_not_move_for_a_trifle_or_a_moment() -> None:
    assert settled_band(nights(900, *[1099] * 90)) == 0
    assert settled_band(nights(900, *[2000] * 20, 900, *[2000] * 20)) == 0
    assert settled_band(nights(1000, *[901] * 90)) == 1


def test_a_band_moves_down_too() -> None:
    assert settled_band(nights(1000, *[899] * 29)) == 0


def test_nothing_known_is_no_band() -> None:
    assert settled_band([]) is None


def test_where_nobodys_followers_are_known_no_table_is_told_by_a_size() -> None:
    tables = peer_tables(peers((12, "service", None), (3, "shop", None), kind=Kind.BRAND))
    assert [(table.id, table.title) for table in tables] == [
        ("bluesky-brand", "Other brands on Bluesky"),
        ("bluesky-brand-service", "Service brands on Bluesky"),
    ]
