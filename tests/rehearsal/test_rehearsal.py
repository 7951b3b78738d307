"""Fifty nights on which servers fail at random: no promise is broken."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from collector.manners import Spent
from collector.model import Facts, Gap
from collector.practice import LAST_NIGHT, truth
from collector.practice.faults import ON_REPLIES, Misfortune, random_faults
from collector.practice.transport import hosts
from tests.rehearsal.playing import BUDGETS, Night, judged, rehearse, stage

pytestmark = pytest.mark.slow

SCHEDULES = 50
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_no_schedule_of_faults_breaks_a_promise(part: int) -> None:
    assert [line for seed in range(part, SCHEDULES, PARTS) for line in rehearse(seed)] == []


def test_a_calm_night_is_the_truth() -> None:
    on = stage()
    told = truth(on.world, LAST_NIGHT)
    accounts = [(one["listed"], one, "bluesky") for one in told["organisations"]]
    accounts += [(one["listed"], one, one["network"]) for one in told["fediverse"]]
    assert len(accounts) > 6
    for listed, one, network in accounts:
        facts = on.calm[one["slug"], network, listed].facts
        assert facts is not None
        assert (facts.followers, facts.following) == (one["followers"], one["follows"])
        assert (facts.listed, facts.mutual) == (one["follows"], one["mutuals"])
        assert (facts.people, facts.conversations) == (one["people"], one["conversations"])
        assert facts.replies_by_day == tuple(one["repliesByDay"])
        assert facts.originals_by_day == tuple(one["originalsByDay"])
        assert facts.self_replies_by_day == tuple(one["selfRepliesByDay"])
        assert facts.reposts_by_day == tuple(one["repostsByDay"])


def test_every_kind_of_fault_and_every_kind_of_server_is_rehearsed() -> None:
    names = hosts(stage().world)
    faults = [fault for seed in range(SCHEDULES) for fault in random_faults(seed, names)]
    assert {fault.kind for fault in faults} == set(ON_REPLIES)
    assert {fault.host for fault in faults} == {*names, "*"}
    assert min(Counter(fault.kind for fault in faults).values()) > 2


def broken(facts: Facts | None = None, gap: Gap | None = None) -> list[str]:
    """Return what the judges say of a night with one row spoilt."""
    on = stage()
    key = ("lonmouth", "mastodon", "lonmouth@toot.test")
    row = replace(on.calm[key], facts=facts, gap=gap)
    calm = stage_night()
    return list(judged(on, replace(calm, rows=on.calm | {key: row}), (), BUDGETS))


def stage_night() -> Night:
    on = stage()
    return Night(rows=on.calm, spent=Spent(), seconds=1.0, misfortune=Misfortune(on.world))


def test_the_judges_see_a_wrong_number_a_lost_account_and_a_gap_without_a_reason() -> None:
    on = stage()
    facts = on.calm["lonmouth", "mastodon", "lonmouth@toot.test"].facts
    assert facts is not None
    assert broken(facts) == []
    assert "people is 1" in broken(replace(facts, people=1))[0]
    assert "gap is gone" in broken(gap=Gap.GONE)[0]
    assert "neither facts nor a reason" in broken()[0]
    assert "no timeline_gap says why" in broken(replace(facts, days_observed=None))[0]
    lost = replace(stage_night(), rows=dict(list(on.calm.items())[1:]))
    assert "are lost or new" in next(iter(judged(on, lost, (), BUDGETS)))
    dear = replace(stage_night(), seconds=9999.0)
    assert "seconds, of" in next(iter(judged(on, dear, (), BUDGETS)))
