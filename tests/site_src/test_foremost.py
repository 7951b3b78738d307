"""The network that an organisation's page is about: which of its charts stands large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_src.foremost import Drawn, foremost
from site_src.index import Index

if TYPE_CHECKING:
    from site_src.foremost import Foremost
    from site_src.model import Standings

SLUG = "borough-of-lonmouth"
RATE = (SLUG, "bluesky", "follow-back-rate")


def shown(small: Standings) -> Foremost:
    index = Index(small)
    one = small.organisations[SLUG]
    return foremost(index, one, "bluesky", Drawn(index, one, "bluesky"), is_alone=True)


def still(small: Standings, *keys: str) -> Standings:
    """Return standings in which these measures have not moved."""
    flat = {
        key: tuple(replace(point, value=0.2, lo=0.2, hi=0.2) for point in points)
        for key, points in small.histories.items()
        if key[2] in keys or not keys
    }
    return replace(small, histories={**small.histories, **flat})


def moving(small: Standings) -> Standings:
    points = small.histories[RATE]
    climbing = tuple(
        replace(point, value=at / len(points), lo=at / len(points), hi=at / len(points))
        for at, point in enumerate(points)
    )
    return replace(small, histories={**still(small).histories, RATE: climbing})


def test_what_leads_its_table_is_drawn_large(small: Standings) -> None:
    chart = shown(moving(small)).chart
    assert chart is not None
    assert chart.key == "follow-back-rate"


def test_a_line_that_never_moved_makes_room_for_one_that_did(small: Standings) -> None:
    talks = (SLUG, "bluesky", "reply-share")
    climbing = moving(small).histories[RATE]
    both = replace(small, histories={**still(small).histories, talks: climbing})
    chart = shown(both).chart
    assert chart is not None
    assert chart.key == "reply-share"


def test_where_nothing_moved_what_leads_stands(small: Standings) -> None:
    chart = shown(still(small)).chart
    assert chart is not None
    assert chart.key == "follow-back-rate"


def test_without_a_history_there_is_no_chart(small: Standings) -> None:
    assert shown(replace(small, histories={})).chart is None


def test_one_week_is_no_chart(small: Standings) -> None:
    one_week = {key: points[-1:] for key, points in small.histories.items()}
    assert shown(replace(small, histories=one_week)).chart is None
