from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import (
    Busy,
    Gone,
    LookUpError,
    OptedOut,
    OverBudget,
    Refused,
    Suspended,
    Unreachable,
    Unreadable,
)
from collector.model import Account, Flag, Profile, Role
from collector.networks.atproto import Identity
from collector.networks.bluesky import Bluesky
from collector.settings import BlueskySettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.collector.networks.conftest import World

ORG = "did:plc:orgorgorgorgorgorgorgorg"
HANDLE = "council.test"


def account(handle: str = HANDLE, role: Role = Role.MAIN) -> Account:
    return Account(network="bluesky", handle=handle, role=role)


def bluesky(world: World, identities: dict[str, Identity] | None = None) -> Bluesky:
    settings = BlueskySettings(appview=world.appview, plc=world.plc)
    return Bluesky(settings, {} if identities is None else identities)


def profiles(
    world: World, *handles: str, identities: dict[str, Identity] | None = None
) -> Mapping[str, Profile | LookUpError]:
    async def look() -> Mapping[Account, Profile | LookUpError]:
        async with world.client() as client:
            accounts = [account(handle) for handle in handles]
            return await bluesky(world, identities).profiles(accounts, client)

    return {one.handle: outcome for one, outcome in asyncio.run(look()).items()}


def profile(world: World, handle: str = HANDLE) -> Profile:
    found = profiles(world, handle)[handle]
    assert isinstance(found, Profile), found
    return found


def test_the_address_of_a_profile_is_bluesky_s_own(world: World) -> None:
    assert bluesky(world).profile_url(account()) == "https://bsky.app/profile/council.test"


def test_a_handle_leads_to_its_counts(world: World) -> None:
    made = "2023-08-21T12:52:55.127Z"
    world.add(HANDLE, ORG, followersCount=7, followsCount=5, postsCount=3, createdAt=made)
    assert profile(world) == Profile(
        id=ORG,
        handle=HANDLE,
        followers=7,
        following=5,
        posts=3,
        created_at=datetime(2023, 8, 21, 12, 52, 55, 127000, tzinfo=UTC),
    )


@pytest.mark.heavy
def test_profiles_are_asked_for_twenty_five_at_a_time(world: World) -> None:
    handles = [f"council-{n:02}.test" for n in range(60)]
    for n, handle in enumerate(handles):
        world.add(handle, f"did:plc:org{n}", followersCount=n)
    found = profiles(world, *handles)
    assert [found[handle].followers for handle in handles] == list(range(60))  # type: ignore[union-attr]
    assert world.methods().count("getProfiles") == 3
    assert world.methods().count("getProfile") == 0


def test_an_account_listed_by_its_did_is_not_resolved(world: World) -> None:
    world.add(HANDLE, ORG)
    assert profile(world, ORG).handle == HANDLE
    assert "resolveHandle" not in world.methods()


def test_identities_read_are_kept(world: World) -> None:
    world.add(HANDLE, ORG)
    identities: dict[str, Identity] = {}
    profiles(world, HANDLE, identities=identities)
    assert identities == {HANDLE: Identity(did=ORG, handle=HANDLE, pds=world.pds)}


def test_a_known_identity_saves_its_requests_and_shows_a_new_name(world: World) -> None:
    world.add("renamed.test", ORG)
    known = {HANDLE: Identity(did=ORG, handle=HANDLE, pds=world.pds)}
    found = profiles(world, HANDLE, identities=known)[HANDLE]
    assert isinstance(found, Profile)
    assert found.handle == "renamed.test"
    assert world.methods() == ["getProfiles"]


def test_a_broken_handle_keeps_the_listed_one(world: World) -> None:
    world.add(HANDLE, ORG)
    world.views[ORG]["handle"] = "handle.invalid"
    assert profile(world).handle == HANDLE


@pytest.mark.parametrize(
    ("error", "message", "kind"),
    [
        ("AccountTakedown", "Account has been suspended", Suspended),
        ("AccountDeactivated", "Account is deactivated", Suspended),
        ("InvalidRequest", "Profile not found", Gone),
        ("InvalidRequest", "Actor not found: council.test", Gone),
        ("BlockedActor", "Requester has blocked actor", Refused),
        ("NeverHeardOf", "", Unreadable),
    ],
)
def test_an_account_left_out_of_a_batch_is_asked_for_its_reason(
    world: World, error: str, message: str, kind: type[LookUpError]
) -> None:
    world.add(HANDLE, ORG)
    world.add("other.test", "did:plc:other")
    world.reasons[ORG] = world.said(error, message)
    found = profiles(world, HANDLE, "other.test")
    assert type(found[HANDLE]) is kind
    assert isinstance(found["other.test"], Profile)


def test_a_handle_that_nobody_has_is_gone_and_costs_the_others_nothing(world: World) -> None:
    world.add(HANDLE, ORG)
    found = profiles(world, "nobody.test", HANDLE)
    assert isinstance(found["nobody.test"], Gone)
    assert isinstance(found[HANDLE], Profile)


@pytest.mark.parametrize("status", [404, 410])
def test_a_did_given_up_is_gone_though_the_appview_still_shows_it(
    world: World, status: int
) -> None:
    world.add(HANDLE, ORG)
    world.documents[ORG] = status
    assert isinstance(profiles(world, HANDLE)[HANDLE], Gone)


def test_counts_stand_while_the_directory_is_down_and_nothing_is_kept(world: World) -> None:
    world.add(HANDLE, ORG, followersCount=7)
    world.faults[world.plc] = lambda: httpx.ConnectError("down")
    identities: dict[str, Identity] = {}
    found = profiles(world, HANDLE, identities=identities)[HANDLE]
    assert isinstance(found, Profile)
    assert found.followers == 7
    assert identities == {}


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (lambda: httpx.ConnectError("down"), Unreachable),
        (lambda: httpx.ReadTimeout("slow"), Unreachable),
        (lambda: httpx.DecodingError("odd"), Unreadable),
        (lambda: Busy("later"), Busy),
        (lambda: OverBudget("spent"), OverBudget),
        (lambda: httpx.Response(200, text="<html>hello</html>"), Unreadable),
        (lambda: httpx.Response(204), Unreadable),
        (lambda: httpx.Response(302, headers={"location": "https://x.test"}), Unreadable),
        (lambda: httpx.Response(403, text="<html>no</html>"), Refused),
        (lambda: httpx.Response(401, json={"error": "AuthMissing"}), Refused),
        (lambda: httpx.Response(429, json={"error": "RateLimitExceeded"}), Busy),
        (lambda: httpx.Response(503, text="later"), Busy),
        (lambda: httpx.Response(500, json={"error": "InternalServerError"}), Unreachable),
    ],
)
def test_a_failing_appview_is_each_accounts_own_gap(
    world: World, fault: Callable[[], Any], kind: type[LookUpError]
) -> None:
    world.add(HANDLE, ORG)
    world.add("other.test", "did:plc:other")
    world.faults[world.appview] = fault
    assert {type(one) for one in profiles(world, HANDLE, "other.test").values()} == {kind}


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("followersCount", None),
        ("followersCount", "12"),
        ("followersCount", -1),
        ("followersCount", True),
        ("followersCount", 10**30),
        ("followsCount", 1.5),
        ("postsCount", []),
        ("handle", 5),
        ("createdAt", "yesterday"),
        ("labels", {"secret": 1}),
    ],
)
def test_an_odd_profile_is_unreadable_by_its_path_and_costs_the_others_nothing(
    world: World, name: str, odd: object
) -> None:
    world.add(HANDLE, ORG)
    world.add("other.test", "did:plc:other")
    world.views[ORG][name] = odd
    found = profiles(world, HANDLE, "other.test")
    assert isinstance(found[HANDLE], Unreadable)
    assert name in str(found[HANDLE])
    assert isinstance(found["other.test"], Profile)


def test_an_unreadable_reply_names_the_field_and_never_its_value(world: World) -> None:
    world.add(HANDLE, ORG)
    world.views[ORG]["labels"] = [{"src": "did:plc:stranger", "val": 1}]
    message = str(profiles(world, HANDLE)[HANDLE])
    assert message.startswith("getProfile: labels[0].val ")
    assert "stranger" not in message


def test_a_missing_count_is_never_a_zero(world: World) -> None:
    world.add(HANDLE, ORG)
    del world.views[ORG]["followersCount"]
    assert isinstance(profiles(world, HANDLE)[HANDLE], Unreadable)


def test_a_profile_of_somebody_else_is_not_taken_for_the_account(world: World) -> None:
    world.add(HANDLE, ORG)
    stranger = world.views[ORG] | {"did": "did:plc:stranger"}
    world.reasons[ORG] = httpx.Response(200, json=stranger)
    assert isinstance(profiles(world, HANDLE)[HANDLE], Unreadable)


def label(val: str, src: str = ORG, **more: object) -> dict[str, object]:
    return {"src": src, "uri": ORG, "val": val, **more}


def test_an_account_that_opts_out_of_the_public_web_is_left_out(world: World) -> None:
    world.add(HANDLE, ORG, labels=[label("!no-unauthenticated")])
    assert isinstance(profiles(world, HANDLE)[HANDLE], OptedOut)


@pytest.mark.parametrize(
    ("labels", "flags"),
    [
        ([label("bot")], {Flag.BOT}),
        ([label("bot", "did:plc:moderator")], set()),
        ([label("!hide", "did:plc:moderator")], {Flag.HELD}),
        ([label("!warn", "did:plc:moderator")], {Flag.HELD}),
        ([label("!warn", "did:plc:moderator", neg=True)], set()),
        ([label("!no-unauthenticated", neg=True)], set()),
        ([label("!no-unauthenticated", "did:plc:moderator")], set()),
        ([label("spam", "did:plc:moderator")], set()),
    ],
)
def test_labels_become_flags(
    world: World, labels: list[dict[str, object]], flags: set[Flag]
) -> None:
    world.add(HANDLE, ORG, labels=labels)
    assert profile(world).flags == flags


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "did",
                    "profiles",
                    "handle",
                    "id",
                    "service",
                    "error",
                    "message",
                    "labels",
                    "cursor",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(status=st.sampled_from([200, 200, 200, 400, 404, 418, 500]), body=JSON)
def test_no_reply_raises_anything_but_a_look_up_error(
    new_world: type[World], status: int, body: object
) -> None:
    world = new_world()
    world.add(HANDLE, ORG)
    world.faults[world.appview] = lambda: httpx.Response(status, content=json.dumps(body))
    world.faults[world.plc] = lambda: httpx.Response(status, content=json.dumps(body))
    found = profiles(world, HANDLE, ORG)
    assert all(isinstance(one, LookUpError | Profile) for one in found.values())


def test_recorded_profiles_are_read(shared: Path, world: World) -> None:
    for file in sorted((shared / "data/recorded/bluesky").glob("getProfiles--*.json")):
        recorded = json.loads(file.read_text(encoding="utf-8"))["body"]
        for view in recorded["profiles"]:
            world.views[view["did"]] = view
            world.settle(view["did"], world.pds)
    found = profiles(world, *world.views)
    assert {one.id: one.followers for one in found.values() if isinstance(one, Profile)} == {
        did: view["followersCount"] for did, view in world.views.items()
    }
    assert world.methods().count("getProfile") == 0


def test_recorded_single_profiles_are_read(shared: Path, world: World) -> None:
    folder = shared / "data/recorded/bluesky"
    recorded = [json.loads(file.read_text("utf-8")) for file in folder.glob("getProfile--*.json")]
    for one in recorded:
        did = one["body"].get("did", ORG)
        world.settle(did, world.pds)
        world.reasons[did] = httpx.Response(one["status"], json=one["body"])
    found = profiles(world, *world.reasons)
    assert isinstance(found[ORG], Gone)
    followers = {one.followers for one in found.values() if isinstance(one, Profile)}
    assert followers == {3608, 1224}


def test_recorded_handles_resolve(shared: Path, world: World) -> None:
    for file in sorted((shared / "data/recorded/bluesky").glob("resolveHandle--*.json")):
        recorded = json.loads(file.read_text(encoding="utf-8"))
        handle = recorded["url"].partition("handle=")[2]
        world.add(handle, recorded["body"]["did"])
        assert profile(world, handle).id == recorded["body"]["did"]
