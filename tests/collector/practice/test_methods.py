"""The truth against what a plain reader finds, and the words of every refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from collector.practice import FIRST_NIGHT, LAST_NIGHT, World
from collector.practice.almanac import DARK_NIGHTS, SHAKY_NIGHTS
from collector.practice.codes import iso, midnight
from collector.practice.habits import Mark
from collector.practice.params import Params
from collector.practice.phrases import WELSH
from collector.practice.truth import about, departed

if TYPE_CHECKING:
    from collector.practice.players import Player
    from tests.collector.practice.conftest import Reader

DAY = timedelta(days=1)
NOBODY = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
FEED = "app.bsky.feed.getAuthorFeed"
LIST = "com.atproto.repo.listRecords"


def told(world: World, player: Player) -> dict[str, Any]:
    return about(world, player, LAST_NIGHT)


def marked(world: World, mark: Mark) -> Player:
    return next(player for player in world.players if player.has(mark))


def is_lately(item: dict[str, Any], days: int) -> bool:
    start, end = (iso(midnight(day)) for day in (LAST_NIGHT - days * DAY, LAST_NIGHT))
    return start <= str(item["createdAt"]) < end


@pytest.mark.heavy
def test_the_profile_prints_the_counts_of_the_truth(
    world: World, reader: Reader, shop: Player
) -> None:
    profile = reader.appview("app.bsky.actor.getProfile", actor="grommet-and-niece.test").json()
    account = told(world, shop)
    assert profile["did"] == account["did"] == shop.did
    assert profile["followersCount"] == account["followers"]
    assert profile["followsCount"] == account["follows"]
    posts = reader.records(shop.did, "app.bsky.feed.post")
    assert profile["postsCount"] == len(posts)


@pytest.mark.heavy
def test_the_follow_records_and_the_relationships_give_the_mutual_follows(
    world: World, reader: Reader, shop: Player
) -> None:
    records = reader.records(shop.did, "app.bsky.graph.follow")
    subjects = [record["value"]["subject"] for record in records]
    back, following = 0, set()
    for start in range(0, len(subjects), 30):
        batch = subjects[start : start + 30]
        answer = reader.appview(
            "app.bsky.graph.getRelationships", actor=shop.did, others=batch
        ).json()
        back += sum("followedBy" in one for one in answer["relationships"])
        following |= {one["following"] for one in answer["relationships"]}
    assert following == {record["uri"] for record in records}
    assert (len(set(subjects)), back) == (
        told(world, shop)["follows"],
        told(world, shop)["mutuals"],
    )


@pytest.mark.heavy
def test_the_walked_lists_agree_with_the_records_less_those_who_are_gone(
    world: World, reader: Reader, shop: Player
) -> None:
    follows = [one["did"] for one in reader.walk("app.bsky.graph.getFollows", "follows", shop.did)]
    records = reader.records(shop.did, "app.bsky.graph.follow")
    assert follows == [record["value"]["subject"] for record in records]
    followers = reader.walk("app.bsky.graph.getFollowers", "followers", shop.did)
    dids = {one["did"] for one in followers}
    assert len(dids) == len(followers)
    assert 0.97 < len(dids) / told(world, shop)["followers"] < 1
    assert len(dids & set(follows)) == told(world, shop)["mutuals"]


def test_the_feed_holds_the_replies_of_the_truth(
    world: World, reader: Reader, shop: Player
) -> None:
    feed = reader.walk(FEED, "feed", shop.did)
    replies = {
        item["post"]["uri"]: item["post"]["record"]
        for item in feed
        if "reason" not in item and "reply" in item["post"]["record"]
    }
    account = told(world, shop)
    lately = {uri for uri, record in replies.items() if is_lately(record, 90)}
    expected = {reply["uri"]: reply for reply in account["replies"]}
    assert lately - {
        u for u in lately if replies[u]["reply"]["parent"]["uri"].startswith(f"at://{shop.did}/")
    } == set(expected)
    for uri, reply in expected.items():
        assert replies[uri]["createdAt"] == reply["createdAt"]
        assert replies[uri]["reply"]["root"]["uri"] == reply["root"]
        assert replies[uri]["reply"]["parent"]["uri"] == reply["parent"]
    month = [reply for reply in account["replies"] if is_lately(reply, 30)]
    assert len({(r["root"], r["parentAuthor"]) for r in month}) == account["conversations"]
    assert len(month) == sum(account["repliesByDay"])


def test_the_feed_is_in_order_and_names_its_reposts(reader: Reader, shop: Player) -> None:
    feed = reader.walk(FEED, "feed", shop.did)
    times = [
        item["reason"]["indexedAt"] if "reason" in item else item["post"]["indexedAt"]
        for item in feed
    ]
    assert times == sorted(times, reverse=True)
    addresses = [item.get("reason", item["post"])["uri"] for item in feed]
    assert len(addresses) > 100
    assert len(set(addresses)) == len(addresses)
    reposts = [item for item in feed if "reason" in item]
    assert reposts
    assert all(item["post"]["author"]["did"] != shop.did for item in reposts)


def test_a_reply_is_hydrated_with_its_parent(reader: Reader, shop: Player) -> None:
    feed = reader.appview(FEED, actor=shop.did, limit=100).json()["feed"]
    hydrated = [item for item in feed if "record" in item.get("reply", {}).get("parent", {})]
    assert hydrated
    for item in hydrated:
        asked = item["post"]["record"]["reply"]
        assert item["reply"]["parent"]["uri"] == asked["parent"]["uri"]
        assert item["reply"]["parent"]["cid"] == asked["parent"]["cid"]
        assert item["reply"]["root"]["uri"] == asked["root"]["uri"]


@pytest.mark.heavy
def test_a_parent_that_is_hidden_is_said_to_be_so(world: World, reader: Reader) -> None:
    replies = {one.did: told(world, one)["replies"] for one in world.players}
    author = next(did for did, some in replies.items() if any(r["parentHidden"] for r in some))
    hidden = {reply["uri"] for reply in replies[author] if reply["parentHidden"]}
    for item in reader.walk(FEED, "feed", author):
        if item["post"]["uri"] in hidden and "reason" not in item:
            hidden.discard(item["post"]["uri"])
            parent = item["reply"]["parent"]
            assert parent.get("notFound") or parent.get("blocked")
    assert not hidden


def test_the_likes_on_the_accounts_own_server_are_those_of_the_truth(
    world: World, reader: Reader, shop: Player
) -> None:
    records = reader.records(shop.did, "app.bsky.feed.like")
    others = [
        r for r in records if not r["value"]["subject"]["uri"].startswith(f"at://{shop.did}/")
    ]
    lately = {record["uri"] for record in others if is_lately(record["value"], 90)}
    account = told(world, shop)
    assert lately == {like["uri"] for like in account["likes"]}
    assert sum(is_lately(record["value"], 30) for record in others) == account["likesGiven"]


def test_reading_backwards_gives_the_same_records(reader: Reader, shop: Player) -> None:
    forth = reader.records(shop.did, "app.bsky.feed.like")
    back = reader.records(shop.did, "app.bsky.feed.like", reverse="true")
    assert back == forth[::-1]


def test_a_thread_holds_every_reply_to_an_own_post(reader: Reader, shop: Player) -> None:
    feed = reader.appview(FEED, actor=shop.did, limit=100).json()["feed"]
    busy = next(
        item["post"] for item in feed if "reason" not in item and item["post"]["replyCount"] > 0
    )
    thread = reader.appview("app.bsky.feed.getPostThread", uri=busy["uri"], depth=10).json()
    answers = thread["thread"]["replies"]
    assert len(answers) == busy["replyCount"]
    assert {a["post"]["record"]["reply"]["parent"]["uri"] for a in answers} == {busy["uri"]}


def thread_of(reader: Reader, uri: str, **how: int) -> dict[str, Any]:
    reply = reader.appview("app.bsky.feed.getPostThread", uri=uri, **how)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()["thread"]
    return found


def posts_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    below = [post for reply in node.get("replies", []) for post in posts_of(reply)]
    return [node["post"], *below]


def test_the_openings_of_the_truth_stand_in_their_threads(
    world: World, reader: Reader, shop: Player
) -> None:
    openings = told(world, shop)["openings"]
    assert len(openings) > 20
    for root in {opening["root"] for opening in openings}:
        posts = {post["uri"]: post for post in posts_of(thread_of(reader, root, depth=200))}
        mine = [opening for opening in openings if opening["root"] == root]
        assert 1 <= len(mine) <= 10
        for opening in mine:
            post = posts[opening["uri"]]
            assert post["record"]["createdAt"] == opening["createdAt"]
            parent = post["record"]["reply"]["parent"]["uri"]
            assert parent.startswith(f"at://{shop.did}/")
            answers = [
                other["record"]["createdAt"]
                for other in posts.values()
                if parent_author(other) == post["author"]["did"]
                and other["author"]["did"] == shop.did
            ]
            if opening["answered"] is None:
                assert [at for at in answers if at < iso(midnight(LAST_NIGHT))] == []
            else:
                assert min(answers) > opening["createdAt"]


def parent_author(post: dict[str, Any]) -> str | None:
    reply = post["record"].get("reply")
    return str(reply["parent"]["uri"]).split("/")[2] if reply else None


@pytest.mark.heavy
def test_links_and_mentions_are_marked_byte_by_byte(reader: Reader, world: World) -> None:
    links, mentions = 0, 0
    for player in world.players[:4]:
        for record in reader.records(player.did, "app.bsky.feed.post"):
            text = record["value"]["text"].encode()
            for facet in record["value"].get("facets", []):
                (feature,) = facet["features"]
                marked = text[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
                links += marked == feature["uri"]
                assert feature["$type"] == "app.bsky.richtext.facet#link"
        for said in told(world, player)["mentions"][:5]:
            post = thread_of(reader, said["uri"], depth=0)["post"]["record"]
            (facet,) = post["facets"]
            handle = post["text"].encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
            assert handle.decode() == f"@{player.handles[0]}"
            assert facet["features"][0]["did"] == player.did
            mentions += 1
    assert links > 20
    assert mentions > 5


@pytest.mark.heavy
def test_a_few_answers_are_in_welsh_and_say_so(reader: Reader, world: World) -> None:
    player = next(player for player in world.players if player.habit.welsh)
    site = world.company(player.index).site
    values = [one["value"] for one in reader.records(player.did, "app.bsky.feed.post")]
    in_welsh = {words.format(site=site) for words in WELSH}
    assert {one["text"] for one in values if one["langs"] == ["cy"]} == in_welsh
    assert not any(one["text"] in in_welsh for one in values if one["langs"] == ["en"])


def test_posts_are_found_by_their_addresses_and_missing_ones_left_out(
    reader: Reader, shop: Player
) -> None:
    first, second = reader.appview(FEED, actor=shop.did, limit=2).json()["feed"]
    uris = [first["post"]["uri"], f"at://{NOBODY}/app.bsky.feed.post/3aaaaaaaaaaaa"]
    posts = reader.appview("app.bsky.feed.getPosts", uris=[*uris, second["post"]["uri"]]).json()
    assert [post["uri"] for post in posts["posts"]] == [uris[0], second["post"]["uri"]]


def test_whatever_was_said_to_the_account_can_be_read(
    world: World, reader: Reader, shop: Player
) -> None:
    account = told(world, shop)
    for kind in ("mentions", "comments"):
        said = account[kind][:25]
        assert said
        uris = [one["uri"] for one in said]
        posts = reader.appview("app.bsky.feed.getPosts", uris=uris).json()["posts"]
        assert [post["uri"] for post in posts] == uris
        assert [post["author"]["did"] for post in posts] == [one["author"] for one in said]
    answered = {reply["parent"] for reply in account["replies"]}
    received = {one["uri"] for kind in ("mentions", "comments") for one in account[kind]}
    assert answered & received
    assert received - answered


def test_a_later_night_shows_more_and_an_earlier_one_shows_what_it_did(
    reader: Reader, shop: Player
) -> None:
    def profile() -> dict[str, Any]:
        answer: dict[str, Any] = reader.appview("app.bsky.actor.getProfile", actor=shop.did).json()
        return answer

    reader.played.night = FIRST_NIGHT
    early = profile()
    feed = reader.appview(FEED, actor=shop.did, limit=30).content
    reader.played.night = LAST_NIGHT
    assert profile()["postsCount"] > early["postsCount"]
    reader.appview(FEED, actor=shop.did, limit=100)
    reader.played.night = FIRST_NIGHT
    assert profile() == early
    assert reader.appview(FEED, actor=shop.did, limit=30).content == feed


@pytest.mark.parametrize(
    ("nsid", "params", "message"),
    [
        (
            "app.bsky.graph.getRelationships",
            {"actor": NOBODY, "others": [NOBODY] * 31},
            "array too big (maximum 30, got 31)",
        ),
        (
            "app.bsky.actor.getProfiles",
            {"actors": [NOBODY] * 26},
            "array too big (maximum 25, got 26)",
        ),
        (FEED, {"actor": NOBODY, "limit": 101}, "integer too big (maximum 100, got 101)"),
        (FEED, {"actor": NOBODY, "limit": 0}, "integer too small (minimum 1, got 0)"),
        (FEED, {"actor": NOBODY, "limit": "x"}, 'Expected integer value type (got "x")'),
        (FEED, {}, 'Missing required key "actor"'),
        (FEED, {"actor": "!!"}, 'Invalid AT identifier (got "!!")'),
    ],
)
def test_a_wrong_parameter_is_refused_in_the_real_servers_words(
    reader: Reader, nsid: str, params: dict[str, Any], message: str
) -> None:
    answer = reader.appview(nsid, **params)
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "InvalidRequest",
        "message": f"Invalid {nsid} params: {message}",
    }


def test_unknown_people_are_answered_as_the_real_servers_answer(
    reader: Reader, shop: Player
) -> None:
    relations = "app.bsky.graph.getRelationships"
    unknown = reader.appview(relations, actor=NOBODY, others=[shop.did]).json()
    plain = {"did": shop.did, "$type": "app.bsky.graph.defs#relationship"}
    assert unknown == {"actor": NOBODY, "relationships": [plain]}
    handle = reader.appview(relations, actor="nobody.test", others=[shop.did]).json()
    assert list(handle) == ["relationships"]
    assert handle["relationships"][0]["notFound"] is True
    for nsid in ("app.bsky.actor.getProfile", FEED):
        assert reader.appview(nsid, actor=NOBODY).json()["message"] == "Profile not found"
    assert reader.appview("app.bsky.actor.getProfiles", actors=[NOBODY]).json() == {"profiles": []}


def test_a_method_of_the_other_server_is_refused(reader: Reader, shop: Player) -> None:
    wrong = reader.appview(LIST, repo=shop.did, collection="app.bsky.feed.like")
    assert (wrong.status_code, wrong.json()["error"]) == (501, "MethodNotImplemented")
    answer = reader.pds(shop.did, "app.bsky.actor.getProfile", actor=shop.did)
    assert (answer.status_code, answer.json()["error"]) == (401, "AuthMissing")
    assert answer.headers["RateLimit-Policy"] == "3000;w=300"


def test_each_departure_leaves_what_the_real_servers_leave(
    sixty: World, sixty_reader: Reader
) -> None:
    reader = sixty_reader
    gone = departed(sixty, LAST_NIGHT)
    assert {fate: len(accounts) for fate, accounts in gone.items()} == {
        "deactivated": 1,
        "takendown": 1,
        "deleted": 1,
    }
    said = {
        fate: reader.appview("app.bsky.actor.getProfile", actor=accounts[0]["did"]).json()["error"]
        for fate, accounts in gone.items()
    }
    assert said == {
        "deactivated": "AccountDeactivated",
        "takendown": "AccountTakedown",
        "deleted": "InvalidRequest",
    }
    repos = {
        fate: reader.pds(account["did"], "com.atproto.sync.getRepo", did=account["did"]).json()
        for fate, (account,) in gone.items()
    }
    assert [repo["error"] for repo in repos.values()] == [
        "RepoDeactivated",
        "RepoTakendown",
        "RepoNotFound",
    ]


def test_bad_nights_are_part_of_the_world(sixty: World, sixty_reader: Reader) -> None:
    reader = sixty_reader
    reader.played.night = min(DARK_NIGHTS)
    assert reader.appview("app.bsky.actor.getProfile", actor="lonmouth.test").status_code == 503
    shaky = marked(sixty, Mark.SHAKY)
    status = {"did": shaky.did}
    reader.played.night = min(SHAKY_NIGHTS)
    assert reader.pds(shaky.did, "com.atproto.sync.getRepoStatus", **status).status_code == 502
    reader.played.night = LAST_NIGHT
    assert reader.pds(shaky.did, "com.atproto.sync.getRepoStatus", **status).json()["active"]
    assert LAST_NIGHT not in DARK_NIGHTS | SHAKY_NIGHTS


def test_a_renamed_account_keeps_its_did(reader: Reader, world: World) -> None:
    player = marked(world, Mark.RENAMED)
    resolve = "com.atproto.identity.resolveHandle"
    reader.played.night = FIRST_NIGHT
    assert reader.appview(resolve, handle=player.handles[0]).json() == {"did": player.did}
    reader.played.night = LAST_NIGHT
    assert reader.appview(resolve, handle=player.handles[0]).status_code == 400
    assert reader.appview(resolve, handle=player.handles[1]).json() == {"did": player.did}


def test_consent_signals_stand_where_the_real_network_has_them(
    reader: Reader, world: World
) -> None:
    def labels(mark: Mark) -> list[str]:
        actor = marked(world, mark).did
        profile = reader.appview("app.bsky.actor.getProfile", actor=actor).json()
        return [label["val"] for label in profile["labels"]]

    assert labels(Mark.OPTED_OUT) == ["!no-unauthenticated"]
    assert labels(Mark.HIDDEN) == ["!hide"]
    did = marked(world, Mark.UNFEATURED).did
    (wish,) = reader.records(did, "app.bsky.actor.contentVisibilityDeclaration")
    assert wish["value"]["hideFromAlgorithmicRecommendations"] is True


def test_a_newcomer_is_nobody_before_it_opens(reader: Reader, world: World) -> None:
    player = marked(world, Mark.NEWCOMER)
    reader.played.night = LAST_NIGHT - 11 * DAY
    assert reader.appview("app.bsky.actor.getProfile", actor=player.did).status_code == 400
    reader.played.night = LAST_NIGHT
    profile = reader.appview("app.bsky.actor.getProfile", actor=player.did).json()
    assert profile["createdAt"] > iso(midnight(LAST_NIGHT - 11 * DAY))


def test_requests_are_counted_by_method(reader: Reader, shop: Player) -> None:
    reader.appview(FEED, actor=shop.did)
    reader.appview(FEED, actor=shop.did)
    assert reader.played.requests[FEED] == 2


def test_a_query_is_read_whether_or_not_it_is_escaped() -> None:
    for query in ("uri=at%3A%2F%2Fdid%3Aplc%3Aabc%2Fx", "uri=at://did:plc:abc/x"):
        assert Params("any", {}, query).one("uri") == "at://did:plc:abc/x"
