"""X's API v2: a question, its price, and what the answer amounts to.

Every object that comes back costs money, so the price of the fullest answer is known before the
question is sent, and what came is what is charged. Expansions are never asked for: they are billed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import httpx

from collector.errors import Busy, LookUpError, NeedsToken, OverBudget, Unreadable
from collector.networks.keyed import by_status, fetch
from collector.networks.x_nouns import BY_TYPE
from collector.networks.x_replies import Posts, Trouble, Users
from collector.networks.xrpc import read

if TYPE_CHECKING:
    from pydantic import SecretStr

# Dollars: https://docs.x.com/x-api/getting-started/pricing
POST_PRICE = 0.005
USER_PRICE = 0.010
AT_ONCE = 100

USER_FIELDS = "created_at,protected,public_metrics"
# Renamed on 2026-08-07; both are spoken until the servers speak one.
OWN_FIELDS = "created_at,conversation_id,in_reply_to_user_id,lang,entities"
SPELLINGS = (
    {"tweet.fields": f"{OWN_FIELDS},referenced_tweets"},
    {"post.fields": f"{OWN_FIELDS},referenced_posts"},
)
MISSPELT = re.compile(rb"(?:tweet|post)\.fields|referenced_(?:tweets|posts)|in_reply_to_user_id")

NO_KEY = "x: the key in FOLLOWBACK_X_TOKEN is refused ({}); put a valid app-only token there"
NO_CREDIT = "x: the credits or the cap of the key are used up; add credits, or wait for next month"


class Ending(NamedTuple):
    """What makes every further question useless."""

    kind: type[LookUpError]
    message: str


CAPPED = Ending(OverBudget, NO_CREDIT)
# https://docs.x.com/x-api/fundamentals/response-codes-and-errors
BY_PROBLEM = {
    "usage-capped": CAPPED,
    "credits": CAPPED,
    "client-forbidden": Ending(NeedsToken, NO_KEY.format("its app is not enrolled")),
    "unsupported-authentication": Ending(NeedsToken, NO_KEY.format("it is no app-only token")),
}
BY_STATUS = {401: Ending(NeedsToken, NO_KEY.format("401")), 402: CAPPED}
BY_CODE = {
    32: Ending(NeedsToken, NO_KEY.format("code 32")),
    89: Ending(NeedsToken, NO_KEY.format("code 89")),
}
RATE_LIMIT_CODE = 88

R = TypeVar("R", Users, Posts)


class Api:
    """One run's use of the API; what ends it for one account ends it for all."""

    def __init__(self, origin: str, key: SecretStr) -> None:
        self._origin = origin
        self._key = key
        self._spelling = 0
        self._ending: Ending | None = None

    async def users(self, client: httpx.AsyncClient, by: str, names: list[str]) -> Users:
        """Return what X prints of up to 100 users, by `usernames` or by `ids`."""
        path = "/2/users/by" if by == "usernames" else "/2/users"
        question = {by: ",".join(names), "user.fields": USER_FIELDS}
        response = await self._ask(client, path, question, USER_PRICE * len(names))
        return self._read(Users, response, USER_PRICE)

    async def posts(
        self, client: httpx.AsyncClient, id_: str, question: dict[str, str], most: int
    ) -> Posts:
        """Return one page of a user's posts, in whichever spelling the API understands."""
        whole = question | {"max_results": str(most)}
        path, price = f"/2/users/{id_}/tweets", POST_PRICE * most
        response = await self._ask(client, path, whole | SPELLINGS[self._spelling], price)
        if _is_misspelt(response):
            other = 1 - self._spelling
            response = await self._ask(client, path, whole | SPELLINGS[other], price)
            if not _is_misspelt(response):
                self._spelling = other
        return self._read(Posts, response, POST_PRICE)

    async def _ask(
        self, client: httpx.AsyncClient, path: str, question: dict[str, str], price: float
    ) -> httpx.Response:
        if self._ending:
            raise self._ending.kind(self._ending.message)
        url = self._origin + path
        return await fetch(client, url, question, key=self._key, terms={"price": price})

    def _read(self, shape: type[R], response: httpx.Response, price: float) -> R:
        """Return the reply, and charge what came; raises the LookUpError that it amounts to."""
        name = "users" if shape is Users else "tweets"
        trouble = _trouble(response)
        self._ending = _ending(response.status_code, trouble)
        if self._ending:
            raise self._ending.kind(self._ending.message)
        if response.status_code != httpx.codes.OK:
            raise _refusal(name, response.status_code, trouble)
        found = read(shape, response.content, name)
        _charge(response, price * len(found.data))
        if not found.data and any(one.code == RATE_LIMIT_CODE for one in found.errors):
            raise Busy("x: too many questions (code 88); the next night asks again")
        return found


def _charge(response: httpx.Response, dollars: float) -> None:
    if bill := response.extensions.get("bill"):
        bill.settle(dollars)


def _is_misspelt(response: httpx.Response) -> bool:
    is_bad = response.status_code == httpx.codes.BAD_REQUEST
    return is_bad and MISSPELT.search(response.content) is not None


def _trouble(response: httpx.Response) -> Trouble:
    if response.status_code == httpx.codes.OK and b'"errors"' not in response.content:
        return Trouble()
    try:
        return read(Trouble, response.content, "x")
    except Unreadable:
        return Trouble()


def _ending(status: int, trouble: Trouble) -> Ending | None:
    """Return what makes every further question useless, if the reply says so."""
    named = BY_PROBLEM.get(trouble.type.rpartition("/")[2])
    codes = [one.code for one in trouble.errors if isinstance(one.code, int)]
    coded = next((BY_CODE[code] for code in codes if code in BY_CODE), None)
    return named or BY_STATUS.get(status) or coded


def _refusal(name: str, status: int, trouble: Trouble) -> LookUpError:
    kind = BY_TYPE.get(trouble.type.rpartition("/")[2]) or by_status(status)
    remedy = "report it" if kind is Unreadable else "look at the account, or try another night"
    return kind(f"x: {name}: {kind.gap} (status {status}); {remedy}")
