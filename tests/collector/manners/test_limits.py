from __future__ import annotations

import string
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.manners.limits import asked_wait

NOW = 1_800_000_000.0
# Of the eighth version of the IETF's draft and later, and of the seventh.
TOLD = st.sampled_from(['"a"', "b", ";", ",", "=", "r=0", "t=9", "w=60", "limit=1", "reset=7", '"'])


@given(st.integers(1, 100_000))
def test_every_way_of_naming_a_moment_means_the_same(seconds: int) -> None:
    moment = datetime.fromtimestamp(NOW + seconds, UTC)
    ways = (
        str(seconds),
        str(int(NOW) + seconds),
        str(int(NOW + seconds) * 1000),
        str(int(NOW + seconds) * 10**6),
        str(int(NOW + seconds) * 10**9),
        moment.isoformat(),
        moment.replace(tzinfo=None).isoformat() + "Z",
        moment.replace(tzinfo=None).isoformat(),
        format_datetime(moment, usegmt=True),
    )
    waits = {way: asked_wait(429, {"retry-after": way}, now=NOW) for way in ways}
    assert waits == dict.fromkeys(ways, pytest.approx(seconds))


@given(st.text(string.printable, max_size=40), st.sampled_from([200, 429, 503]))
def test_a_header_of_nonsense_is_never_a_crash(text: str, status: int) -> None:
    names = ("retry-after", "ratelimit-remaining", "ratelimit-reset", "x-ratelimit-reset", "date")
    assert asked_wait(status, dict.fromkeys(names, text), now=NOW) >= 0


@given(st.lists(TOLD | st.text(string.printable, max_size=5)), st.sampled_from([200, 429]))
def test_a_list_of_nonsense_is_never_a_crash(parts: list[str], status: int) -> None:
    headers = dict.fromkeys(("ratelimit", "ratelimit-policy"), "".join(parts))
    assert asked_wait(status, headers, now=NOW) >= 0


@pytest.mark.parametrize("text", ["inf", "nan", "-5", "1e999", "soon", "", "0", "2020-01-01"])
def test_a_moment_that_is_none_or_past_asks_for_no_wait(text: str) -> None:
    assert asked_wait(429, {"retry-after": text}, now=NOW) == 0


@pytest.mark.parametrize("name", ["ratelimit", "x-ratelimit", "x-rate-limit"])
@pytest.mark.parametrize("reset", ["90", "1800000090", "2027-01-15T08:01:30Z"])
def test_every_spelling_of_a_limit_is_known(name: str, reset: str) -> None:
    headers = {f"{name}-remaining": "0", f"{name}-reset": reset}
    assert asked_wait(200, headers, now=NOW) == pytest.approx(90)
    assert asked_wait(200, headers | {f"{name}-remaining": "1"}, now=NOW) == 0
    assert asked_wait(429, {f"{name}-reset": reset}, now=NOW) == pytest.approx(90)


@pytest.mark.parametrize("skew", [-7200, -90, 0, 90, 7200])
def test_a_date_is_meant_by_the_clock_of_the_host_that_names_it(skew: int) -> None:
    theirs = datetime.fromtimestamp(NOW + skew, UTC)
    until = datetime.fromtimestamp(NOW + skew + 60, UTC)
    date = {"date": format_datetime(theirs, usegmt=True)}
    for name, text in (
        ("retry-after", format_datetime(until, usegmt=True)),
        ("x-rate-limit-reset", f"{until.timestamp():.0f}"),
        ("x-ratelimit-reset", until.isoformat()),
        ("retry-after", "60"),
    ):
        assert asked_wait(429, {name: text, **date}, now=NOW) == pytest.approx(60)


@pytest.mark.parametrize(
    "more", [{"date": "Thu, 01 Jan 1970 00:00:00 GMT"}, {"date": "so"}, {"age": "900"}]
)
def test_a_date_that_cannot_be_now_is_not_their_clock(more: dict[str, str]) -> None:
    old = {"date": format_datetime(datetime.fromtimestamp(NOW - 900, UTC), usegmt=True)}
    assert asked_wait(429, {"retry-after": f"{NOW + 60:.0f}"} | old | more, now=NOW) == 60


def test_retry_after_means_something_on_429_and_503_only() -> None:
    waits = [asked_wait(status, {"retry-after": "9"}, now=NOW) for status in (200, 404, 429, 503)]
    assert waits == [0, 0, 9, 9]


def test_the_longest_of_several_waits_counts() -> None:
    headers = {"retry-after": "3", "ratelimit-reset": "9", "x-ratelimit-reset": "5"}
    assert asked_wait(429, headers, now=NOW) == 9


SPENT = '"default";r=0;t=30'


@pytest.mark.parametrize(
    "told",
    [
        SPENT,
        "default;r=0;t=30",
        '"default" ; t=30 ; r=0; pk=:cHsdsRa894==:',
        '"burst, or \\"so\\"; r=9";r=5;t=2, "default";r=0;t=30',
        '"burst";r=0;t=2, "default";r=0;t=30',
        "limit=100, remaining=0, reset=30",
        "limit=100,remaining=0,reset=30",
    ],
)
def test_a_list_of_limits_is_understood_in_either_form_of_the_draft(told: str) -> None:
    assert asked_wait(200, {"ratelimit": told}, now=NOW) == 30
    assert asked_wait(429, {"ratelimit": told}, now=NOW) == 30


@pytest.mark.parametrize("told", ['"default";r=1;t=30', "limit=100, remaining=1, reset=30"])
def test_a_limit_of_which_something_is_left_asks_for_a_wait_only_on_429(told: str) -> None:
    assert asked_wait(200, {"ratelimit": told}, now=NOW) == 0
    assert asked_wait(429, {"ratelimit": told}, now=NOW) == 30


def test_of_several_limits_with_something_left_the_first_to_begin_anew_is_meant() -> None:
    told = '"day";r=900;t=50000, "burst";r=1;t=4'
    assert asked_wait(429, {"ratelimit": told}, now=NOW) == 4


def test_a_used_up_limit_that_names_no_end_lasts_as_long_as_its_window() -> None:
    policy = {"ratelimit-policy": '"burst";q=10;w=5, "hour";q=1000;w=3600;qu="requests"'}
    assert asked_wait(429, {"ratelimit": '"hour";r=0', **policy}, now=NOW) == 3600
    assert asked_wait(200, {"ratelimit": '"hour";r=0'}, now=NOW) == 0
    assert asked_wait(200, policy, now=NOW) == 0


def test_the_numbers_of_the_first_drafts_are_seconds_beside_their_policy() -> None:
    headers = {
        "ratelimit-limit": "100, 100;w=60",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "50",
        "ratelimit-policy": "100;w=60",
    }
    assert asked_wait(200, headers, now=NOW) == 50
    assert asked_wait(200, headers | {"ratelimit-remaining": "7"}, now=NOW) == 0


def test_a_list_without_end_is_read_in_no_time() -> None:
    for text in ('"\\', '"a";r=0;', "a;b", "r=0,", '";"='):
        assert asked_wait(429, {"ratelimit": text * 50_000}, now=NOW) >= 0
