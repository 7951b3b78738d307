"""What may be said of a chart, and what not: never more than the verdict and the ranks allow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Gap, Kind, Organisation, State
from site_src.course import courses
from site_src.index import Index
from site_src.may_say import history_sayings, league_sayings, movers_sayings, ordinal
from site_src.model import Change, Estimate, League, PeerTable, Place, Value
from site_src.rank import places
from site_src.verdict import Outcome, judge

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from site_src.model import Standings

FILE: PurePosixPath = None  # type: ignore[assignment]
TABLE = "bluesky-council-borough-10k"
METRICS = ("follow-back-rate", "following-per-follower", "time-to-answer")


def organisation(slug: str) -> Organisation:
    return Organisation(
        slug=slug,
        name=slug.upper(),
        kind=Kind.COUNCIL,
        sector="borough",
        country="GB",
        website="",
        accounts=(),
        file=FILE,
    )


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    value = draw(st.integers(0, 100)) / 100
    if draw(st.booleans()):
        return Estimate(state=State.EXACT, value=value, lo=value, hi=value, n=50)
    half = draw(st.integers(1, 40)) / 100
    lo, hi = max(0.0, value - half), min(1.0, value + half)
    return Estimate(state=State.ESTIMATE, value=value, lo=lo, hi=hi, n=50)


def value(slug: str, metric: str, found: Estimate) -> Value:
    return Value(
        organisation=slug,
        network="bluesky",
        account=None,
        metric=metric,
        estimate=found,
        night=None,
        window=None,
        source="",
        method_version=1,
    )


@st.composite
def leagues(draw: st.DrawFn) -> League:
    metric = draw(st.sampled_from(METRICS))
    sign = -1 if metric == "time-to-answer" else 1
    found = draw(st.lists(estimates(), min_size=2, max_size=14))
    found.sort(key=lambda one: -sign * (one.value or 0))
    ends = [sorted((sign * (one.lo or 0), sign * (one.hi or 0))) for one in found]
    placed = places(
        [sign * (one.value or 0) for one in found], [lo for lo, _ in ends], [hi for _, hi in ends]
    )
    slugs = [f"o{n}" for n in range(len(found))]
    ranked = tuple(
        Place(
            organisation=slug,
            value=value(slug, metric, one),
            rank=placed.rank[n],
            best=placed.best[n],
            worst=placed.worst[n],
        )
        for n, (slug, one) in enumerate(zip(slugs, found, strict=True))
    )
    table = PeerTable(
        id="t",
        title="Councils on Bluesky",
        network="bluesky",
        kind=Kind.COUNCIL,
        sector=None,
        band=None,
        members=tuple(slugs),
    )
    middle = found[len(found) // 2].value
    return League(table=table, metric=metric, ranked=ranked, unranked=(), median=middle)


@given(league=leagues())
def test_one_is_never_said_to_be_ahead_of_another_unless_the_verdict_does(league: League) -> None:
    told = league_sayings(
        league, {p.organisation: organisation(p.organisation) for p in league.ranked}
    )
    by_slug = {place.organisation: place.value for place in league.ranked}
    for said in told.may:
        if len(said.about) > 1:
            found = judge(by_slug[said.about[0]], by_slug[said.about[1]])
            assert found.outcome is Outcome.APART
            assert found.ahead == 0


@given(league=leagues())
def test_two_are_said_not_to_be_told_apart_only_where_that_is_so(league: League) -> None:
    told = league_sayings(
        league, {p.organisation: organisation(p.organisation) for p in league.ranked}
    )
    by_slug = {place.organisation: place for place in league.ranked}
    for said in told.may_not:
        if len(said.about) > 1:
            pair = [by_slug[slug].value for slug in said.about]
            assert judge(*pair).outcome is not Outcome.APART
        elif said.about:
            place = by_slug[said.about[0]]
            assert place.best != place.worst
            assert f"from {ordinal(place.best or 0)} to {ordinal(place.worst or 0)}" in said.words


@given(league=leagues(), quiet=st.sets(st.integers(0, 13)))
def test_who_asks_not_to_be_picked_is_no_example(league: League, quiet: set[int]) -> None:
    unnamed = {f"o{n}" for n in quiet}
    people = {p.organisation: organisation(p.organisation) for p in league.ranked}
    told = league_sayings(league, people, unnamed)
    assert not unnamed & {slug for said in (*told.may, *told.may_not) for slug in said.about}
    words = " ".join(said.words for said in (*told.may, *told.may_not))
    assert not [
        slug for slug in unnamed if f"{slug.upper()} " in words or f"{slug.upper()}." in words
    ]


def test_a_table_without_ranks_carries_no_rank(small: Standings) -> None:
    told = league_sayings(small.leagues["bluesky-brand", "reply-share"], small.organisations)
    assert told.may_not[0].words.startswith("Any rank: ")
    assert not [said for said in told.may if len(said.about) > 1]


def test_a_gap_is_said_to_be_no_zero(small: Standings) -> None:
    league = small.leagues["bluesky-brand", "reply-share"]
    gap = Estimate(state=State.GAP, reason=Gap.LOCKED)
    first = replace(league.unranked[0], value=replace(league.unranked[0].value, estimate=gap))
    told = league_sayings(
        replace(league, unranked=(first, *league.unranked[1:])), small.organisations
    )
    assert any("1 has no figure" in said.words for said in told.may_not)


@pytest.mark.parametrize(("is_real", "side"), [(True, "may"), (False, "may_not")])
def test_a_change_is_said_only_where_it_is_real(
    small: Standings, *, is_real: bool, side: str
) -> None:
    index, slug = Index(small), "borough-of-lonmouth"
    course = next(courses(index, slug, "bluesky"))
    standing = index.standing(slug, "bluesky", course.key)
    assert standing is not None
    change = Change(
        words="up 12 points since 3 October 2026",
        d=0.12,
        lo=0.05,
        hi=0.19,
        since=small.night,
        is_real=is_real,
    )
    told = history_sayings(course.svg, standing, change, "Lonmouth")
    words = {name: " ".join(s.words for s in getattr(told, name)) for name in ("may", "may_not")}
    assert ("up 12 points" in words["may"]) is is_real
    assert ("No clear change" in words["may_not"]) is not is_real
    assert ("points" in words[side]) is is_real


def test_what_was_not_read_is_not_spoken_of(small: Standings) -> None:
    index, slug = Index(small), "borough-of-lonmouth"
    course = next(courses(index, slug, "bluesky"))
    standing = index.standing(slug, "bluesky", course.key)
    assert standing is not None
    told = history_sayings(course.svg, standing, None, "Lonmouth")
    assert sum("nothing was read" in said.words for said in told.may_not) == len(course.svg.gaps)


def test_a_week_without_movers_says_only_what_it_does_not_carry() -> None:
    told = movers_sayings("follow-back-rate", ())
    assert told.may == ()
    assert told.may_not


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (101, "101st"),
        (111, "111th"),
        (1002, "1,002nd"),
    ],
)
def test_a_place_is_said_as_one_says_it(number: int, said: str) -> None:
    assert ordinal(number) == said
