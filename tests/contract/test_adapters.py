"""One contract that every adapter keeps: what it says of an account in each condition it may be in.

A network that the practice network speaks is asked there; of one that is read with a key, the
faults that any server may have are played before recorded replies. An adapter that is registered
and has no cast here fails the first test.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pydantic import SecretStr

from collector.errors import LookUpError
from collector.manners import Clock, polite_client
from collector.model import Account, Gap, Profile, Reading, Role, Sighting
from collector.networks import networks
from collector.practice import LAST_NIGHT, PRACTICE_SETTINGS, PracticeTransport, World, truth
from collector.practice.answers import Answer
from collector.practice.faults import Fault, FaultKind, Misfortune, spoilt
from collector.settings import Keys, load_settings
from tests.rehearsal.playing import Watch

if TYPE_CHECKING:
    from collector.networks import Network

pytestmark = pytest.mark.slow

WITH_KEYS = ("instagram", "x")
NETWORKS = ("bluesky", "mastodon", "activitypub", *WITH_KEYS)
# Who is in which condition, by network; a condition that a network does not know is left out.
CAST: dict[str, dict[str, tuple[str, Gap | None]]] = {
    "bluesky": {
        "found": ("lonmouth.test", None),
        "renamed": ("navelshire", None),
        "gone": ("fizzlecroft-toys.test", Gap.GONE),
        "never there": ("nobody.practice.test", Gap.GONE),
        "suspended": ("kephshire.test", Gap.SUSPENDED),
        "paused": ("gralloford.test", Gap.SUSPENDED),
        "opted out": ("bumblewick-boots.test", Gap.OPTED_OUT),
    },
    "mastodon": {
        "found": ("lonmouth@toot.test", None),
        "found on an old server": ("quinderby@elder.test", None),
        "found behind another domain": ("yarlofold@ownhouse.test", None),
        "found on a secure server": ("mirrowgate@secure.test", None),
        "moved": ("dabbleday_drapers@elder.test", None),
        "gone": ("fizzlecroft_toys@elder.test", Gap.GONE),
        "never there": ("nobody@toot.test", Gap.GONE),
        "suspended": ("figgle_jams@toot.test", Gap.SUSPENDED),
        "opted out": ("bumblewick_boots@toot.test", Gap.OPTED_OUT),
        "refused": ("crumpetarium@closed.test", Gap.NEEDS_TOKEN),
        "refused altogether": ("office_of_lost_umbrellas@limited.test", Gap.NEEDS_TOKEN),
        "no such server": ("council@nowhere.test", Gap.UNREACHABLE),
        "hidden": ("acme_kettles@toot.test", None),
        "locked": ("dollop_dairies@elder.test", None),
    },
    "activitypub": {
        "found": ("gobblewick_pies@pixels.test", None),
        "found on a weblog": ("grommet_and_niece@press.test", None),
        "never there": ("nobody@pixels.test", Gap.GONE),
        "refused": ("weather_bureau_of_wyntmarch@sloth.test", Gap.NEEDS_TOKEN),
        "locked": ("dollop_dairies@elder.test", None),
        "suspended": ("figgle_jams@toot.test", Gap.SUSPENDED),
        "moved": ("dabbleday_drapers@elder.test", None),
        "hidden": ("acme_kettles@toot.test", None),
    },
}
CASES = [
    pytest.param(network, handle, gap, id=f"{network}: {condition}")
    for network, cast in CAST.items()
    for condition, (handle, gap) in cast.items()
]
# What every adapter makes of a server that fails for good.
FAULTS = {
    FaultKind.TOO_MANY: {Gap.BUSY},
    FaultKind.SKEWED: {Gap.BUSY},
    FaultKind.BROKEN: {Gap.BUSY},
    FaultKind.STALLED: {Gap.UNREACHABLE},
    FaultKind.CUT: {Gap.UNREACHABLE},
    FaultKind.EDGE: {Gap.BLOCKED},
    FaultKind.HTML: {Gap.UNREADABLE},
    FaultKind.EMPTY: {Gap.UNREADABLE},
    FaultKind.ENORMOUS: {Gap.UNREADABLE},
    FaultKind.HALVED: {Gap.UNREADABLE},
    FaultKind.WRONG_JSON: {Gap.UNREADABLE, Gap.GONE},
    FaultKind.WRONG_TYPES: {Gap.UNREADABLE, Gap.GONE},
}
# Faults that cannot be taken for an account which keeps a number to itself.
TOLD = frozenset(
    {
        FaultKind.TOO_MANY,
        FaultKind.SKEWED,
        FaultKind.BROKEN,
        FaultKind.STALLED,
        FaultKind.CUT,
        FaultKind.EDGE,
    }
)
TRIES = 4  # of one question


PAIRS = [pytest.param(network, kind, id=f"{network}-{kind}") for network in CAST for kind in FAULTS]
SETTINGS = load_settings(
    None,
    overrides=[
        *(f"{key}={one}" for key, one in PRACTICE_SETTINGS.items()),
        "budgets.reply_bytes=1000000",
    ],
).model_copy(
    update={
        "keys": Keys(
            x_token=SecretStr("x"), instagram_token=SecretStr("i"), instagram_id=SecretStr("1")
        )
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an adapter said of one account; `asked` counts the questions."""

    profile: Profile | LookUpError
    sighting: Sighting | LookUpError | None
    asked: int

    @property
    def gap(self) -> Gap | None:
        """Why there is nothing of the account."""
        return self.profile.gap if isinstance(self.profile, LookUpError) else None

    @property
    def gaps(self) -> set[Gap]:
        """Every reason that was given."""
        if isinstance(self.profile, LookUpError):
            return {self.profile.gap}
        if isinstance(self.sighting, LookUpError):
            return {self.sighting.gap}
        values = (getattr(self.sighting, one.name) for one in fields(Sighting))
        return {one for one in values if isinstance(one, Gap)}


class Failing(httpx.AsyncBaseTransport):
    """A server that answers every question with the same fault."""

    def __init__(self, kind: FaultKind) -> None:
        self._kind = kind
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        calm = Answer(body=b'{"data":[{"id":"1","username":"council"}],"id":"2"}')
        told = spoilt(self._kind, calm, request.url.host, Watch().now(), self.asked)
        if told.stalls:
            raise httpx.ReadTimeout("it stalls")
        if told.breaks_off:
            raise httpx.RemoteProtocolError("it breaks off")
        headers = [("content-type", told.kind), *told.headers]
        return httpx.Response(told.status, headers=headers, content=told.body)


@cache
def world() -> World:
    return World()


@cache
def listed(network: str, handle: str) -> Account:
    """Return an account as the watchlist has it: who is renamed is listed by DID."""
    known = [
        player.listed_as
        for company in world().companies
        for player in company.players
        if company.slug == handle
    ]
    return Account(network=network, role=Role.MAIN, handle=known[0] if known else handle)


def adapter(key: str) -> Network:
    return networks(SETTINGS, {}, {})[key]


def look(network: Network, account: Account, inner: Any, *, is_full: bool = True) -> Seen:
    """Look an account up, as a night does."""
    watch = Watch()
    client = polite_client(
        SETTINGS,
        transport=inner,
        clock=Clock(now=watch.now, sleep=watch.sleep),
        jitter=Random(1),  # noqa: S311 - no secret
    )

    async def both() -> Seen:
        async with client:
            profile = (await network.profiles([account], client))[account]
            asked = client.spent.requests
            if isinstance(profile, LookUpError):
                return Seen(profile=profile, sighting=None, asked=asked)
            reading = Reading(night=LAST_NIGHT, is_full=is_full, settled={})
            sighting: Sighting | LookUpError
            try:
                sighting = await network.look_up(account, profile, client, reading)
            except LookUpError as error:
                sighting = error
            return Seen(profile=profile, sighting=sighting, asked=asked)

    return asyncio.run(both())


def played(*faults: Fault) -> PracticeTransport:
    watch = Watch()
    misfortune = Misfortune(world(), faults, watch.now)
    return PracticeTransport(world(), misfortune, watch.sleep)


@cache
def calm(network: str, handle: str) -> Seen:
    return look(adapter(network), listed(network, handle), played())


def test_every_adapter_that_is_registered_has_its_cast() -> None:
    assert set(networks(SETTINGS, {}, {})) == set(NETWORKS)
    assert set(CAST) | set(WITH_KEYS) == set(NETWORKS)
    assert all("found" in cast for cast in CAST.values())


@pytest.mark.parametrize(("network", "handle", "gap"), CASES)
def test_an_account_in_any_condition_is_read_or_says_why_not(
    network: str, handle: str, gap: Gap | None
) -> None:
    assert calm(network, handle).gap is gap


@pytest.mark.parametrize(("network", "handle", "gap"), CASES)
def test_an_account_that_is_read_has_its_true_counts(
    network: str, handle: str, gap: Gap | None
) -> None:
    seen = calm(network, handle)
    if gap is not None:
        assert seen.sighting is None
        return
    told = truth(world(), LAST_NIGHT)
    key = listed(network, handle).handle
    (true,) = [one for one in (*told["organisations"], *told["fediverse"]) if one["listed"] == key]
    assert isinstance(seen.profile, Profile)
    assert (seen.profile.followers, seen.profile.following) == (true["followers"], true["follows"])
    assert isinstance(seen.sighting, Sighting)


@pytest.mark.parametrize(
    ("network", "condition", "gap"),
    [("mastodon", "hidden", Gap.HIDDEN), ("mastodon", "locked", Gap.LOCKED)],
)
def test_what_an_account_keeps_to_itself_is_a_gap_beside_its_counts(
    network: str, condition: str, gap: Gap
) -> None:
    seen = calm(network, CAST[network][condition][0])
    assert isinstance(seen.sighting, Sighting)
    assert seen.sighting.follow_back is gap


@pytest.mark.parametrize("kind", FAULTS, ids=str)
@pytest.mark.parametrize("network", NETWORKS)
def test_a_server_that_fails_from_the_first_question_on_gives_a_reason(
    network: str, kind: FaultKind
) -> None:
    if network in WITH_KEYS:
        inner: Any = Failing(kind)
        account = Account(network=network, role=Role.MAIN, handle="council")
    else:
        inner = played(Fault(host="*", kind=kind, count=None))
        account = listed(network, CAST[network]["found"][0])
    seen = look(adapter(network), account, inner)
    assert seen.gap in FAULTS[kind]
    assert str(seen.profile).endswith(tuple("abcdefghijklmnopqrstuvwxyz)"))


@pytest.mark.parametrize(("network", "kind"), PAIRS)
def test_a_server_that_fails_half_way_spoils_no_number(network: str, kind: FaultKind) -> None:
    handle = CAST[network]["found"][0]
    before = calm(network, handle)
    after = look(
        adapter(network),
        listed(network, handle),
        played(Fault(host="*", kind=kind, after=before.asked, count=None)),
    )
    assert after.profile == before.profile
    assert after.gaps <= FAULTS[kind] | before.gaps
    if isinstance(after.sighting, Sighting):
        _same_or_missing(before.sighting, after.sighting)


@pytest.mark.parametrize(
    "kind", [FaultKind.TOO_MANY, FaultKind.BROKEN, FaultKind.STALLED, FaultKind.CUT]
)
@pytest.mark.parametrize("network", CAST)
def test_a_fault_that_passes_changes_nothing(network: str, kind: FaultKind) -> None:
    handle = CAST[network]["found"][0]
    inner = played(Fault(host="*", kind=kind, after=1, count=2))
    seen = look(adapter(network), listed(network, handle), inner)
    assert (seen.profile, seen.sighting) == (
        calm(network, handle).profile,
        calm(network, handle).sighting,
    )


@pytest.mark.parametrize(("network", "kind"), PAIRS)
def test_one_reply_that_is_spoilt_gives_no_wrong_count(network: str, kind: FaultKind) -> None:
    for condition in ("found", "moved"):
        if condition not in CAST[network]:
            continue
        handle = CAST[network][condition][0]
        before = calm(network, handle)
        for place in range(before.asked):
            inner = played(Fault(host="*", kind=kind, after=place, count=TRIES))
            seen = look(adapter(network), listed(network, handle), inner, is_full=False)
            if isinstance(seen.profile, LookUpError):
                assert seen.gap in FAULTS[kind] | {Gap.MOVED}
            else:
                _same_or_none(before.profile, seen.profile)
                assert kind not in TOLD or seen.profile == before.profile


def _same_or_none(before: object, after: Profile) -> None:
    assert isinstance(before, Profile)
    for name in ("followers", "following", "posts"):
        assert getattr(after, name) in (None, getattr(before, name)), name
    assert after.id == before.id


def _same_or_missing(before: object, after: Sighting) -> None:
    for one in fields(Sighting):
        found = getattr(after, one.name)
        assert isinstance(found, Gap) or found == getattr(before, one.name), one.name
