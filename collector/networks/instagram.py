"""Instagram: the counts of business and creator accounts, as its business discovery tells them.

Nobody's posts, follows or likes are offered to others there: the counts are all there is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import httpx

from collector.errors import Busy, Gone, LookUpError, NeedsToken, Unreadable
from collector.model import Gap, Profile, Sighting
from collector.networks.instagram_replies import Answer, Discovered, Failure, Refusal
from collector.networks.keyed import by_status, fetch
from collector.networks.xrpc import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import SecretStr

    from collector.model import Account, Reading
    from collector.settings import InstagramSettings

FIELDS = "id,username,followers_count,follows_count,media_count"

# https://developers.facebook.com/docs/graph-api/guides/error-handling
TOO_MANY = frozenset({4, 17, 32, 613, 80002})
PASSING = frozenset({1, 2})
PERMISSION = frozenset({10, *range(200, 300)})
EXPIRED = 190
UNKNOWN_CODES = frozenset({110, 803})
UNKNOWN_SUBCODE = 2207013
# https://developers.facebook.com/docs/graph-api/overview/rate-limiting: percentages of a limit
USAGE = ("x-business-use-case-usage", "x-app-usage")
SHARES = ("call_count", "total_time", "total_cputime")
FULL = 100

TIRED = "instagram: the key's hourly limit is reached; the next night asks again"
NO_KEY = (
    "instagram: the key in FOLLOWBACK_INSTAGRAM_TOKEN has expired or is no key (code 190); "
    "put a new one there"
)
NO_PERMISSION = (
    "instagram: the key in FOLLOWBACK_INSTAGRAM_TOKEN may not do this (code {}); give it "
    "instagram_basic, instagram_manage_insights and pages_read_engagement"
)


class Ending(NamedTuple):
    """What makes every further question useless."""

    kind: type[LookUpError]
    message: str


class Instagram:
    """The network of Instagram, with the key and the id of an account of the operator's own."""

    key = "instagram"
    name = "Instagram"

    def __init__(self, settings: InstagramSettings, key: SecretStr, own_id: SecretStr) -> None:
        self._api = settings.api
        self._key = key
        self._own_id = own_id
        self._ending: Ending | None = None

    def profile_url(self, account: Account) -> str:
        """Return the public address of the account's profile."""
        return f"https://www.instagram.com/{account.handle}/"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        """Return what Instagram prints about each account, one at a time: there are no batches."""
        found: dict[Account, Profile | LookUpError] = {}
        for account in accounts:
            try:
                found[account] = await self._profile(account.handle, client)
            except LookUpError as error:
                found[account] = error
        return found

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        """Return the counts, and that no more is offered."""
        del account, client
        nothing = Gap.NOT_OFFERED
        due = nothing if reading.is_full else None
        return Sighting(
            profile=profile, follow_back=due, timeline=nothing, likes=nothing, heard=due
        )

    async def _profile(self, handle: str, client: httpx.AsyncClient) -> Profile:
        if self._ending:
            raise self._ending.kind(self._ending.message)
        url = f"{self._api}/{self._own_id.get_secret_value()}"
        question = {"fields": f"business_discovery.username({handle}){{{FIELDS}}}"}
        response = await fetch(client, url, question, key=self._key)
        if is_used_up(response.headers):
            self._ending = Ending(Busy, TIRED)
        if response.status_code != httpx.codes.OK:
            raise self._refusal(response)
        found = read(Answer, response.content, "business_discovery").business_discovery
        return _profile_of(found, handle)

    def _refusal(self, response: httpx.Response) -> LookUpError:
        """Return what a reply other than 200 amounts to, and keep what holds for every account."""
        try:
            error = read(Refusal, response.content, "instagram").error
        except Unreadable:
            error = Failure()
        ending = _ending(error.code)
        self._ending = self._ending or ending
        if ending:
            return ending.kind(ending.message)
        kind = _kind(error, response.status_code)
        if kind is NeedsToken:
            return NeedsToken(NO_PERMISSION.format(error.code))
        remedy = "report it" if kind is Unreadable else "look at the account, or try another night"
        return kind(f"instagram: {kind.gap} (code {error.code}); {remedy}")


def is_used_up(headers: Mapping[str, str]) -> bool:
    """Return whether a reply's headers say that a limit of the key is reached."""
    return any(_is_full(headers.get(name, "")) for name in USAGE)


def _is_full(text: str) -> bool:
    try:
        said = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return False
    if not isinstance(said, dict):
        return False
    lists = [value for value in said.values() if isinstance(value, list)]
    usages = [said, *(one for value in lists for one in value if isinstance(one, dict))]
    shares = [usage.get(share) for usage in usages for share in SHARES]
    return any(isinstance(share, int | float) and share >= FULL for share in shares)


def _ending(code: int) -> Ending | None:
    if code == EXPIRED:
        return Ending(NeedsToken, NO_KEY)
    return Ending(Busy, TIRED) if code in TOO_MANY else None


def _kind(error: Failure, status: int) -> type[LookUpError]:
    if error.error_subcode == UNKNOWN_SUBCODE or error.code in UNKNOWN_CODES:
        return Gone
    if error.code in PERMISSION:
        return NeedsToken
    if error.code in PASSING:
        return Busy
    return by_status(status)


def _profile_of(found: Discovered, handle: str) -> Profile:
    name = (found.username or handle).lower()
    if name != handle.lower():
        raise Unreadable("business_discovery: username is another account's; report it")
    return Profile(
        id=found.id or name,
        handle=name,
        followers=found.followers_count,
        following=found.follows_count,
        posts=found.media_count,
    )
