"""Sectors in words: proper names keep their capitals, wherever they stand."""

from __future__ import annotations

import pytest

from collector.model import Kind
from site_src.finding import in_sentence
from site_src.peers import Peer, peer_tables
from site_src.sectors import sector_words


@pytest.mark.parametrize(
    ("slug", "words"),
    [("unitary", "unitary"), ("london-borough", "London borough"), ("scottish", "Scottish")],
)
def test_a_slug_becomes_words(slug: str, words: str) -> None:
    assert sector_words(slug) == words


@pytest.mark.parametrize(
    ("title", "within"),
    [
        ("Scottish councils", "Scottish councils"),
        ("Unitary councils", "unitary councils"),
        ("UK councils", "UK councils"),
    ],
)
def test_a_title_keeps_the_capital_of_a_proper_name_alone(title: str, within: str) -> None:
    assert in_sentence(title) == within


@pytest.mark.parametrize(
    ("sector", "title"),
    [
        ("scottish", "Scottish councils on X"),
        ("combined-authority", "Combined authorities on X"),
        ("london-borough", "London borough councils on X"),
    ],
)
def test_a_table_is_named_by_whom_it_holds(sector: str, title: str) -> None:
    peers = [
        Peer(slug=f"{sector}-{n}", network="x", kind=Kind.COUNCIL, sector=sector, band=None)
        for n in range(10)
    ]
    [table] = peer_tables(peers)
    assert table.title == title
