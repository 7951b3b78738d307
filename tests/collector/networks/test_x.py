from __future__ import annotations

import asyncio
import json
import logging
import traceback
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import (
    Busy,
    Gone,
    Locked,
    LookUpError,
    NeedsToken,
    OverBudget,
    Refused,
    Suspended,
    Unreachable,
    Unreadable,
)
from collector.manners import Clock, polite_client
from collector.model import Gap, Post, PostKind, Profile, Reading, Role
from collector.networks.atproto import Identity
from collector.networks.x_nouns import id_time, post_of
from collector.networks.x_replies import Posts, User, Users
from collector.networks.xrpc import read
from collector.settings import Settings
from tests.collector.networks.x_world import (
    END,
    TOKEN,
    XWorld,
    account,
    ago,
    invalid,
    missing,
    problem,
    profiles,
    sighting,
    snowflake,
    x,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def profile(world: XWorld, **options: Any) -> Profile:
    found = profiles(world, **options)["council"]
    if isinstance(found, LookUpError):
        raise found
    return found


def timeline(world: XWorld, **options: Any) -> tuple[Post, ...]:
    found = sighting(world, **options).timeline
    assert not isinstance(found, Gap), found
    return found


def reading(*, is_full: bool = False) -> Reading:
    return Reading(night=END.date(), is_full=is_full)


@pytest.mark.parametrize("spelling", ["old", "new"])
def test_counts_are_read_in_both_spellings(spelling: str) -> None:
    world = XWorld(spelling=spelling)
    world.add("Council", "1234567890123456789")
    found = profile(world)
    assert (found.id, found.handle) == ("1234567890123456789", "council")
    assert (found.followers, found.following, found.posts) == (50, 60, 700)
    assert found.created_at == datetime(2009, 3, 1, 10, tzinfo=UTC)


def test_two_hundred_and_fifty_accounts_take_three_questions() -> None:
    world = XWorld()
    names = [f"name{place:03}" for place in range(250)]
    for name in names:
        world.add(name)
    found = profiles(world, *names)
    assert [one.handle for one in found.values() if isinstance(one, Profile)] == names
    assert len(world.asked) == 3


def test_an_account_known_by_its_id_is_found_under_its_new_name() -> None:
    world = XWorld()
    world.add("renamed", "42")
    identities = {"x:council": Identity(did="42", handle="council", pds="")}
    assert profile(world, network=x(identities)).handle == "renamed"
    assert world.asked[0].url.path == "/2/users"
    assert identities["x:council"].handle == "renamed"


def test_an_id_is_remembered_until_its_account_is_gone() -> None:
    world, identities = XWorld(), dict[str, Identity]()
    world.add("council", "42")
    profile(world, network=x(identities))
    assert identities == {"x:council": Identity(did="42", handle="council", pds="")}
    world.users.clear()
    world.missing.append(missing("42"))
    with pytest.raises(Gone):
        profile(world, network=x(identities))
    assert identities == {}


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (missing("council"), Gone),
        (missing("council", detail="User has been suspended: [council]."), Suspended),
        (missing("council", "not-authorized-for-resource"), Locked),
        (missing("council", "resource-unavailable"), Refused),
        (missing("council", "of-a-new-kind"), Unreadable),
        (missing("somebody-else"), Unreadable),
    ],
)
def test_a_missing_account_costs_the_others_nothing(
    reason: dict[str, Any], error: type[LookUpError]
) -> None:
    world = XWorld(missing=[reason])
    world.add("other")
    found = profiles(world, "council", "other")
    assert type(found["council"]) is error
    assert isinstance(found["other"], Profile)


def test_a_protected_account_is_locked() -> None:
    world = XWorld()
    world.add(protected=True)
    with pytest.raises(Locked):
        profile(world)


def test_an_odd_user_is_named_and_costs_the_others_nothing() -> None:
    world = XWorld()
    world.add(public_metrics={"followers_count": -1, "following_count": 1, "tweet_count": 1})
    world.add("other")
    found = profiles(world, "council", "other")
    with pytest.raises(Unreadable, match=r"public_metrics\.followers_count is not as documented"):
        raise found["council"]  # type: ignore[misc]
    assert isinstance(found["other"], Profile)


def test_counts_that_are_not_told_are_no_zeros() -> None:
    world = XWorld()
    world.add(public_metrics=None)
    found = profile(world)
    assert (found.followers, found.following, found.posts) == (None, None, None)


@pytest.mark.parametrize("spelling", ["old", "new"])
def test_posts_are_read_with_what_they_answer(spelling: str) -> None:
    world = XWorld(spelling=spelling)
    world.add(id_="7")
    link = {"urls": [{"url": "https://t.co/a", "expanded_url": "https://council.test/news"}, {}]}
    plain = world.write("7", ago(days=3), text="news", entities=link)
    answer = world.reply("7", ago(days=2), to=ago(days=2, hours=1))
    again: dict[str, Any] = {"referenced_tweets": [{"type": "retweeted", "id": "5"}]}
    repeat = world.write("7", ago(days=1), text="RT @a: b", **again)
    quote = world.write("7", ago(hours=2), referenced_tweets=[{"type": "quoted", "id": "6"}])
    found = timeline(world)
    assert [post.id for post in found] == [quote, repeat, answer, plain]
    kinds = [PostKind.ORIGINAL, PostKind.REPOST, PostKind.REPLY, PostKind.ORIGINAL]
    assert [post.kind for post in found] == kinds
    assert (found[1].subject, found[1].text) == ("5", "")
    reply = found[2]
    assert (reply.thread, reply.parent) == (snowflake(ago(days=2, hours=1)),) * 2
    assert (reply.parent_author, reply.parent_at) == ("77", ago(days=2, hours=1))
    assert (reply.at, reply.language) == (ago(days=2), "en")
    assert (found[3].text, found[3].links) == ("news", ("https://council.test/news",))


def test_the_spelling_is_learned_once_and_costs_nothing() -> None:
    world = XWorld(spelling="new")
    for name in ("one", "two"):
        world.write(str(world.add(name)["id"]), ago(days=1))
    network, client = x(), world.client()

    async def look() -> None:
        accounts = [account("one"), account("two")]
        found = await network.profiles(accounts, client)
        for one in accounts:
            known = found[one]
            assert isinstance(known, Profile)
            await network.look_up(one, known, client, reading())

    asyncio.run(look())
    fields = [next(k for k in r.url.params if k.endswith(".fields")) for r in world.asked]
    assert fields == ["user.fields", "tweet.fields", "post.fields", "post.fields"]
    assert client.spent.dollars == pytest.approx(2 * 0.010 + 2 * 0.005)


def test_an_api_of_neither_spelling_is_unreadable() -> None:
    world = XWorld()
    world.add(id_="7")
    network = x()
    known = profile(world, network=network)
    world.faults = [lambda: invalid("tweet.fields"), lambda: invalid("post.fields")]
    seen = asyncio.run(network.look_up(account(), known, world.client(), reading()))
    assert seen.timeline is Gap.UNREADABLE
    assert world.faults == []


def test_only_the_windows_posts_are_asked_for_and_kept() -> None:
    world = XWorld()
    world.add(id_="7")
    inside = [world.write("7", ago(days=30)), world.write("7", ago(seconds=1))]
    outside = [ago(days=30, seconds=1), ago(days=-1)]
    for at in outside:
        world.write("7", at)
    assert sorted(post.id for post in timeline(world)) == sorted(inside)
    assert world.billed == pytest.approx(0.010 + 2 * 0.005)


def test_a_full_reading_reaches_back_twelve_weeks_page_by_page() -> None:
    world = XWorld()
    world.add(id_="7")
    for hours in range(250):
        world.write("7", ago(hours=8 * hours + 1))
    assert len(timeline(world, is_full=True)) == 250
    assert len(world.asked) == 1 + 3
    assert world.asked[1].url.params["start_time"] == "2026-08-30T00:00:00Z"
    assert world.asked[1].url.params["end_time"] == "2026-11-22T00:00:00Z"


def test_an_account_with_few_posts_is_asked_for_a_small_page() -> None:
    world = XWorld()
    counts = {"followers_count": 1, "following_count": 1, "tweet_count": 12}
    world.add(id_="7", public_metrics=counts)
    timeline(world)
    assert world.asked[1].url.params["max_results"] == "12"


def test_what_x_does_not_give_or_costs_too_much_is_not_offered() -> None:
    world = XWorld()
    world.add()
    full = sighting(world, is_full=True)
    assert (full.follow_back, full.heard, full.likes) == (Gap.NOT_OFFERED,) * 3
    ordinary = sighting(world)
    assert (ordinary.follow_back, ordinary.heard) == (None, None)


def test_a_persons_posts_are_not_read() -> None:
    world = XWorld()
    world.add()
    assert sighting(world, role=Role.LEADER).timeline is Gap.NOT_OFFERED
    assert len(world.asked) == 1


def test_a_request_that_might_break_the_budget_is_never_sent() -> None:
    world = XWorld()
    world.add(id_="7")
    client = world.client(dollars=0.034)  # an account, and almost the five posts of a page
    found = sighting(world, client=client)
    assert found.timeline is Gap.OVER_BUDGET
    assert found.profile.followers == 50
    assert len(world.asked) == 1
    assert client.spent.dollars == pytest.approx(0.010)


def test_without_a_dollar_nothing_is_asked() -> None:
    world = XWorld()
    world.add()
    with pytest.raises(OverBudget, match=r"the run's 0\.00 dollars are used up; raise budgets"):
        profile(world, client=world.client(dollars=0))
    assert world.asked == []


def test_a_budget_too_small_for_all_reads_as_many_as_it_can() -> None:
    world = XWorld()
    names = [f"name{place:03}" for place in range(100)]
    for name in names:
        world.add(name)
    client = world.client(dollars=0.5)
    found = profiles(world, *names, client=client)
    assert sum(isinstance(one, Profile) for one in found.values()) == 50
    assert {type(one) for one in found.values()} == {Profile, OverBudget}
    assert client.spent.dollars == pytest.approx(0.5)


def test_twelve_weeks_are_cut_where_the_money_ends_beyond_thirty_days() -> None:
    world = XWorld()
    world.add(id_="7")
    for hours in range(300):
        world.write("7", ago(hours=6 * hours + 1))
    seen = sighting(world, is_full=True, client=world.client(dollars=1.4))
    assert not isinstance(seen.timeline, Gap)
    assert len(seen.timeline) == 200 + 50 + 25  # the last pages are as full as the money allows
    assert seen.profile.created_at is None  # nothing is claimed of the weeks that were not read


def test_a_month_of_few_posts_is_read_with_little_money() -> None:
    world = XWorld()
    world.add(id_="7")
    for hours in range(20):
        world.write("7", ago(hours=hours + 1))
    assert len(timeline(world, client=world.client(dollars=0.14))) == 20
    assert world.dearest <= 0.14


def test_less_than_thirty_days_are_no_timeline() -> None:
    world = XWorld()
    world.add(id_="7")
    for hours in range(300):
        world.write("7", ago(hours=2 * hours + 1))
    client = world.client(dollars=1.2)
    assert sighting(world, is_full=True, client=client).timeline is Gap.OVER_BUDGET
    assert world.dearest <= 1.2


@given(dollars=st.integers(0, 400), sizes=st.lists(st.integers(0, 260), min_size=1, max_size=4))
def test_no_budget_is_ever_exceeded(dollars: int, sizes: list[int]) -> None:
    world = XWorld()
    for size in sizes:
        user = str(world.add(f"name{len(world.users)}")["id"])
        for hours in range(size):
            world.write(user, ago(hours=hours + 1))
    client, network = world.client(dollars / 100), x()

    async def look() -> None:
        accounts = [account(f"name{place}") for place in range(len(sizes))]
        for one, known in (await network.profiles(accounts, client)).items():
            if isinstance(known, Profile):
                await network.look_up(one, known, client, reading())

    asyncio.run(look())
    assert world.dearest <= dollars / 100 + 1e-9
    assert client.spent.dollars == pytest.approx(world.billed)


def test_a_question_whose_answer_is_lost_counts_as_paid() -> None:
    world = XWorld(faults=[lambda: httpx.ReadTimeout("slow")])
    world.add()
    client = world.client(dollars=0.02)
    profile(world, client=client)
    assert client.spent.dollars == pytest.approx(0.02)


def test_a_question_that_never_left_costs_nothing() -> None:
    world = XWorld(faults=[lambda: httpx.ConnectError("no route")])
    world.add()
    client = world.client(dollars=0.01)
    profile(world, client=client)
    assert client.spent.dollars == pytest.approx(0.01)


CAPPED = [
    httpx.Response(429, json=problem("usage-capped")),
    httpx.Response(402, json=problem("credits")),
    httpx.Response(402),
]
FORBIDDEN = [
    httpx.Response(401, json={"title": "Unauthorized", "type": "about:blank", "status": 401}),
    httpx.Response(403, json=problem("client-forbidden")),
    httpx.Response(403, json=problem("unsupported-authentication")),
    httpx.Response(403, json={"errors": [{"code": 89, "message": "Invalid or expired token."}]}),
]


def same(reply: httpx.Response) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)


@pytest.mark.parametrize(
    ("reply", "error"),
    [*((one, OverBudget) for one in CAPPED), *((one, NeedsToken) for one in FORBIDDEN)],
)
def test_what_ends_it_for_one_ends_it_for_all_after_one_question(
    reply: httpx.Response, error: type[LookUpError]
) -> None:
    world, network = XWorld(faults=[same(reply)]), x()
    names = [f"name{place:03}" for place in range(150)]
    client = world.client()
    found = profiles(world, *names, network=network, client=client)
    assert {type(one) for one in found.values()} == {error}
    assert len({str(one) for one in found.values()}) == 1
    assert len(world.asked) == 1
    assert client.spent.dollars == 0


def test_a_bad_key_is_told_by_the_name_of_its_variable() -> None:
    world = XWorld()
    world.add()
    with pytest.raises(NeedsToken, match=r"FOLLOWBACK_X_TOKEN is refused \(401\); put a valid"):
        profile(world, network=x(token="wrong"))  # noqa: S106


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (httpx.Response(429, json=problem("rate-limit-exceeded")), Busy),
        (httpx.Response(200, json={"errors": [{"code": 88, "message": "Rate limit"}]}), Busy),
        (httpx.Response(503), Busy),
        (httpx.Response(403, headers={"content-type": "text/html"}, text="<p>"), Refused),
        (httpx.Response(403, json=problem("of-a-new-kind")), Refused),
        (httpx.Response(400, json=problem("invalid-request")), Unreadable),
        (httpx.Response(404, text="nothing"), Unreadable),
        (httpx.Response(404, json=problem("resource-not-found")), Gone),
        (httpx.Response(200, text="<html>"), Unreadable),
        (httpx.Response(200, json=[]), Unreadable),
        (httpx.Response(200, json={"data": "x"}), Unreadable),
        (httpx.Response(301, headers={"location": "https://elsewhere.test/"}), Unreachable),
    ],
)
def test_every_refusal_has_its_reason(reply: httpx.Response, error: type[LookUpError]) -> None:
    world = XWorld(faults=[same(reply)] * 9)
    world.add()
    client = world.client()
    with pytest.raises(error):
        profile(world, client=client)


@pytest.mark.parametrize("status", [429, 200])
def test_too_many_questions_are_told_without_the_manners_too(status: int) -> None:
    body = {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=body))

    async def look() -> Any:
        async with httpx.AsyncClient(transport=transport) as client:
            return (await x().profiles([account()], client))[account()]

    assert type(asyncio.run(look())) is Busy


def test_no_answer_is_unreachable() -> None:
    world = XWorld(faults=[lambda: httpx.ConnectError("no route")] * 9)
    with pytest.raises(Unreachable):
        profile(world)


def test_a_limit_that_resets_at_a_unix_time_is_waited_for() -> None:
    slept: list[float] = []
    resets = {"x-rate-limit-reset": "1000000120", "x-rate-limit-remaining": "0"}
    world = XWorld(faults=[lambda: httpx.Response(429, headers=resets)])
    world.add()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    now = 1_000_000_000.0
    client = polite_client(
        Settings(),
        transport=httpx.MockTransport(world.answer),
        clock=Clock(now=lambda: now + sum(slept), sleep=sleep),
    )
    assert profile(world, client=client).followers == 50
    assert sum(slept) == pytest.approx(120, abs=1)


@pytest.mark.parametrize(
    ("reason", "gap"),
    [
        (missing("7", "not-authorized-for-resource"), Gap.LOCKED),
        (missing("7", detail="User has been suspended"), Gap.SUSPENDED),
        (missing("7"), Gap.GONE),
    ],
)
def test_posts_that_are_not_shown_are_a_gap_beside_the_counts(
    reason: dict[str, Any], gap: Gap
) -> None:
    world = XWorld(missing=[reason])
    world.add(id_="7")
    del world.posts["7"]
    found = sighting(world)
    assert (found.timeline, found.profile.followers) == (gap, 50)


def test_a_listing_without_an_end_is_left() -> None:
    world = XWorld()
    world.add(id_="7")
    post = {"id": snowflake(ago(hours=1)), "text": "x"}
    page = {"data": [post], "meta": {"next_token": "same"}}
    network = x()
    known = profile(world, network=network)
    world.faults = [lambda: httpx.Response(200, json=page)] * 3
    seen = asyncio.run(network.look_up(account(), known, world.client(), reading()))
    assert seen.timeline is Gap.UNREADABLE
    assert len(world.faults) == 1


def test_a_listing_that_goes_on_and_on_is_left() -> None:
    world = XWorld()
    world.add(id_="7")
    network = x()
    known = profile(world, network=network)
    page = {"data": [{"id": snowflake(ago(hours=1)), "text": "x"}]}
    pages = [page | {"meta": {"next_token": str(place)}} for place in range(60)]
    world.faults = [lambda one=one: httpx.Response(200, json=one) for one in pages]  # type: ignore[misc]
    seen = asyncio.run(network.look_up(account(), known, world.client(), reading()))
    assert seen.timeline is Gap.UNREADABLE
    assert len(world.faults) == 20


def test_a_post_from_before_ids_told_the_time_must_tell_its_own() -> None:
    world = XWorld()
    world.add(id_="7")
    network = x()
    known = profile(world, network=network)
    world.faults = [lambda: httpx.Response(200, json={"data": [{"id": "20", "text": "x"}]})]
    seen = asyncio.run(network.look_up(account(), known, world.client(), reading()))
    assert seen.timeline is Gap.UNREADABLE


def test_replies_whose_author_is_hidden_are_not_counted_as_none() -> None:
    world = XWorld()
    world.add(id_="7")
    world.write("7", ago(days=1), conversation_id="5")
    assert sighting(world).timeline is Gap.UNREADABLE


def test_repeats_that_do_not_say_so_are_not_counted_as_originals() -> None:
    world = XWorld()
    world.add(id_="7")
    world.write("7", ago(days=1), text="RT @somebody: news")
    assert sighting(world).timeline is Gap.UNREADABLE


def test_the_time_in_an_id_is_told_to_the_second() -> None:
    assert id_time("1220206014030589953") == datetime(2020, 1, 23, 4, 45, 58, tzinfo=UTC)
    assert id_time("20") is None
    assert id_time("9" * 20) is not None


@given(st.datetimes(datetime(2011, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_ids_time_is_the_second_it_was_made_in(at: datetime) -> None:
    assert id_time(snowflake(at)) == at.replace(microsecond=0)


def test_the_key_is_in_no_message_log_report_or_traceback(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    for reply in (*CAPPED, *FORBIDDEN, httpx.Response(500), httpx.Response(200, text=TOKEN)):
        world = XWorld(faults=[same(reply)] * 9)
        for one in profiles(world).values():
            assert isinstance(one, LookUpError)
            told += [str(one), repr(one), *traceback.format_exception(one)]
    settings = Settings()
    told += [repr(x()), str(vars(x()._api)), settings.model_dump_json(), caplog.text]
    told += capfd.readouterr()
    assert not [text for text in told if TOKEN in text or "secret-x-token" in text]


def test_the_key_is_not_taken_along_on_a_redirect() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"location": "https://elsewhere.test/2/users/by"})

    client = polite_client(Settings(), transport=httpx.MockTransport(answer), pace=False)
    with pytest.raises(Unreachable):
        profile(XWorld(), client=client)
    assert {request.url.host for request in seen} == {"api.x.com"}


def recorded(shared: Path, endpoint: str) -> list[dict[str, Any]]:
    files = sorted((shared / "data/recorded/x").glob(f"{endpoint}--*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


USERS = ["users_by", "users_by_username", "followers", "following", "list_members"]
POSTS = ["user_tweets", "user_mentions", "search", "tweets", "tweet", "quote_tweets"]


@pytest.mark.parametrize("endpoint", [*USERS, "tweet_engagers"])
def test_recorded_users_are_read(shared: Path, endpoint: str) -> None:
    for one in recorded(shared, endpoint):
        reply = read(Users, json.dumps(one["body"]).encode(), endpoint)
        for entry in reply.data:
            user = read(User, json.dumps(entry).encode(), endpoint)
            assert (user.id, user.username) == (entry["id"], entry["username"])
        assert reply.data or reply.errors


@pytest.mark.parametrize("endpoint", POSTS)
def test_recorded_posts_are_read_with_their_times(shared: Path, endpoint: str) -> None:
    for one in recorded(shared, endpoint):
        told = one["body"]["data"]
        told = told if isinstance(told, list) else [told]
        reply = read(Posts, json.dumps(one["body"]).encode(), endpoint)
        assert [post.id for post in reply.data] == [post["id"] for post in told]
        for said, written in zip(told, reply.data, strict=True):
            at = id_time(written.id)
            assert post_of(written).at == at
            if "created_at" in said:
                assert at == datetime.fromisoformat(said["created_at"])


def test_a_recorded_reply_has_its_parent(shared: Path) -> None:
    bodies = [one["body"] for one in recorded(shared, "search")]
    written = [p for b in bodies for p in read(Posts, json.dumps(b).encode(), "search").data]
    (reply,) = [post for post in map(post_of, written) if post.kind is PostKind.REPLY]
    assert (reply.parent, reply.thread) == ("1219940269241651201",) * 2
    assert reply.parent_author == "1652541"
    assert reply.parent_at == datetime(2020, 1, 22, 11, 10, tzinfo=UTC)
    assert reply.at - reply.parent_at > timedelta(hours=3)


def test_recorded_users_that_are_missing_are_gone(shared: Path) -> None:
    (body,) = [one["body"] for one in recorded(shared, "users_by") if "errors" in one["body"]]
    world = XWorld(faults=[lambda: httpx.Response(200, json=body)])
    found = profiles(world, "conklinforpa", "ronigreenfor190")
    assert [type(one) for one in found.values()] == [Gone, Gone]


def test_a_recorded_refusal_is_busy(shared: Path) -> None:
    (one,) = recorded(shared, "error")
    world = XWorld(faults=[lambda: httpx.Response(one["status"], json=one["body"])] * 9)
    with pytest.raises(Busy):
        profile(world)


@pytest.mark.parametrize("place", [0, 1])
def test_a_recorded_timeline_goes_through_the_adapter(shared: Path, place: int) -> None:
    one = recorded(shared, "user_tweets")[place]
    world, network = XWorld(), x()
    world.add(id_="783214")
    known = profile(world, network=network)
    body = one["body"] | {"meta": {"result_count": 10}}
    world.faults = [lambda: httpx.Response(200, json=body)]
    newest = id_time(body["data"][0]["id"])
    assert newest is not None
    night = Reading(night=newest.date() + timedelta(days=1), is_full=False)
    seen = asyncio.run(network.look_up(account(), known, world.client(), night))
    assert not isinstance(seen.timeline, Gap)
    assert [post.id for post in seen.timeline] == [post["id"] for post in body["data"]]
