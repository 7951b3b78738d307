"""Faults on command: which servers of the practice network fail, from when on, how, how often.

A schedule says the same whenever it is played; the clock is whoever's who plays it.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from time import time
from typing import TYPE_CHECKING, Any

from collector.practice.answers import JSON, Answer, out_of_order
from collector.practice.chance import lottery
from collector.practice.fedi_hosts import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from collector.practice.world import World

ENORMOUS = 2_000_000  # bytes
EVERYWHERE = "*"
_HTML = "text/html; charset=utf-8"
_PAGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"
_SKEW = 5 * 3600  # seconds by which a wrong clock is wrong
_STATUSES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


class FaultKind(StrEnum):
    """How a server fails."""

    TOO_MANY = "too_many"
    BROKEN = "broken"
    STALLED = "stalled"
    CUT = "cut"  # the connection breaks off in the middle
    HALVED = "halved"  # half of the reply, and it says that this is all
    HTML = "html"  # a page where JSON should be
    EDGE = "edge"  # a page that refuses
    WRONG_JSON = "wrong_json"
    WRONG_TYPES = "wrong_types"
    EMPTY = "empty"  # nothing, and it says that this is all
    ENORMOUS = "enormous"  # all that was asked for, and megabytes after it
    SKEWED = "skewed"  # too many, told by a clock that is wrong
    DELETED = "deleted"  # an account goes, in the middle of it all
    RENAMED = "renamed"


ON_ACCOUNTS = frozenset({FaultKind.DELETED, FaultKind.RENAMED})
ON_REPLIES = tuple(kind for kind in FaultKind if kind not in ON_ACCOUNTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of one server, or of all (`*`).

    It begins when the server has been asked `after` times and `seconds` have passed since the first
    question, and spoils the next `count` replies, all if there is none. What befalls an account
    names it by its place among the world's.
    """

    host: str
    kind: FaultKind
    after: int = 0
    seconds: float = 0.0
    count: int | None = 1
    account: int | None = None

    def __str__(self) -> str:
        told = (self.host, self.kind, self.after, self.count or "always")
        return ":".join(str(one) for one in told)


class FaultError(ValueError):
    """A schedule that says nothing; the text says what to write instead."""


def parsed(text: str, hosts: Sequence[str]) -> tuple[Fault, ...]:
    """Return the schedule of a command: `HOST:KIND[:AFTER[:COUNT]],...` or `random:SEED`."""
    if text.startswith("random:"):
        return random_faults(text.removeprefix("random:"), hosts)
    return tuple(_parsed(part.strip()) for part in text.split(","))


def _parsed(text: str) -> Fault:
    host, _, rest = text.partition(":")
    kind, *numbers = rest.split(":")
    known = [str(one) for one in ON_REPLIES]
    if not host or kind not in known:
        raise FaultError(
            f'"{text}" is no fault; write HOST:KIND[:AFTER[:COUNT]], KIND one of {", ".join(known)}'
        )
    after, count = (*numbers, "0", "1")[:2] if numbers else ("0", "1")
    if not after.isdecimal() or not (count.isdecimal() or count == "always"):
        raise FaultError(f'"{text}": AFTER is a number, COUNT a number or "always"')
    how_many = None if count == "always" else int(count)
    return Fault(host=host, kind=FaultKind(kind), after=int(after), count=how_many)


def random_faults(
    seed: object, hosts: Sequence[str], accounts: Sequence[int] = ()
) -> tuple[Fault, ...]:
    """Return a schedule by a seed: some servers fail some times, now and then one for good."""
    chance = lottery("faults", seed)
    found = [
        Fault(
            host=chance.choice((*hosts, EVERYWHERE)),
            kind=chance.choice(ON_REPLIES),
            after=round(chance.expovariate(1 / 8)),
            seconds=chance.choice((0.0, 0.0, 0.0, 20.0)),
            count=chance.choice((1, 1, 2, 3, 6, 20, None)),
        )
        for _ in range(chance.randint(1, 5))
    ]
    for account in accounts:
        if chance.random() < 1 / 8:
            kind = chance.choice(sorted(ON_ACCOUNTS))
            after = round(chance.expovariate(1 / 20))
            found.append(Fault(host=EVERYWHERE, kind=kind, after=after, account=account))
    return tuple(found)


class Misfortune:
    """Plays a schedule; `spoilt` tells whose replies it has spoilt, and how often."""

    def __init__(
        self, world: World, schedule: Sequence[Fault] = (), now: Callable[[], float] = time
    ) -> None:
        self.spoilt: Counter[tuple[str, FaultKind]] = Counter()
        self._world = world
        self._schedule = tuple(schedule)
        self._now = now
        self._began: float | None = None
        self._asked: Counter[str] = Counter()
        self._left = {place: fault.count for place, fault in enumerate(self._schedule)}

    def befall(self, host: str, answer: Answer) -> Answer:
        """Return the answer as the schedule lets it arrive."""
        if not self._schedule:
            return answer
        self._began = self._now() if self._began is None else self._began
        due = list(self._due(host))
        self._asked[host] += 1
        self._asked[EVERYWHERE] += 1
        for fault in due:
            if fault.kind in ON_REPLIES:
                self.spoilt[host, fault.kind] += 1
                return spoilt(fault.kind, answer, host, self._now(), self._asked[host])
        return answer

    def strike(self) -> None:
        """Let go, or bear another name, whoever is due to."""
        for fault in self._schedule:
            if fault.kind in ON_ACCOUNTS and fault.account is not None:
                is_deleted = fault.kind is FaultKind.DELETED
                struck = self._world.deleted if is_deleted else self._world.renamed
                if self._asked[fault.host] >= fault.after:
                    struck.add(fault.account)

    def _due(self, host: str) -> Iterator[Fault]:
        """Yield the fault that is due: one reply is spoilt once."""
        passed = self._now() - (self._began or 0.0)
        for place, fault in enumerate(self._schedule):
            left = self._left[place]
            is_meant = fault.kind in ON_REPLIES and fault.host in (host, EVERYWHERE)
            if not is_meant or left == 0 or passed < fault.seconds:
                continue
            if self._asked[fault.host] >= fault.after:
                self._left[place] = left and left - 1
                yield fault
                return


def spoilt(kind: FaultKind, answer: Answer, host: str, now: float, place: int) -> Answer:
    """Return an answer with one thing wrong with it; `place` varies how."""
    if kind is FaultKind.TOO_MANY:
        return too_many(host, now, place)
    if kind is FaultKind.SKEWED:
        return too_many(host, now + _SKEW * (1 if place % 2 else -1), place)
    if kind is FaultKind.BROKEN:
        status = sorted(_STATUSES)[place % len(_STATUSES)]
        return out_of_order(status, _STATUSES[status])
    if kind is FaultKind.STALLED:
        return replace(answer, stalls=True)
    if kind is FaultKind.CUT:
        return replace(answer, breaks_off=True)
    return _garbled(kind, answer)


def _garbled(kind: FaultKind, answer: Answer) -> Answer:
    if kind is FaultKind.EDGE:
        return Answer(status=403, body=_PAGE, kind=_HTML)
    body = {
        FaultKind.HTML: _PAGE,
        FaultKind.WRONG_JSON: b'{"odd":[{"thing":null}]}',
        FaultKind.HALVED: answer.body[: len(answer.body) // 2],
        FaultKind.EMPTY: b"",
        FaultKind.ENORMOUS: answer.body + b" " * ENORMOUS,
    }.get(kind)
    if body is None:
        body = _mistyped(answer)
    return Answer(body=body, kind=_HTML if kind is FaultKind.HTML else JSON)


def _mistyped(answer: Answer) -> bytes:
    """Return a reply in which every value has another type than it should."""
    if answer.body[:1] not in (b"{", b"["):
        return b"7"
    return json.dumps(_odd(json.loads(answer.body))).encode()


def _odd(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _odd(one) for key, one in value.items()}
    if isinstance(value, list):
        return {"was": "a list"}
    return [value] if isinstance(value, str) else f"odd {value}"


def too_many(host: str, theirs: float, place: int) -> Answer:
    """Return a 429 as a host of this kind words it, at what it takes for the time.

    Bluesky tells the reset in seconds since 1970, Mastodon as an ISO 8601 time; some add the
    seconds or the date after which to come back.
    """
    wait = 2 + place % 7
    dated = ("Date", format_datetime(datetime.fromtimestamp(theirs, UTC), usegmt=True))
    until = datetime.fromtimestamp(theirs + wait, UTC)
    if "." in host:
        reset = until.isoformat(timespec="microseconds").replace("+00:00", "Z")
        limits = (("X-RateLimit-Limit", "300"), ("X-RateLimit-Remaining", "0"))
        told = (*limits, ("X-RateLimit-Reset", reset), dated)
        return replace(said("Too many requests", 429), headers=told)
    body = b'{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}'
    after = str(wait) if place % 2 else format_datetime(until, usegmt=True)
    headers = (
        ("RateLimit-Limit", "3000"),
        ("RateLimit-Remaining", "0"),
        ("RateLimit-Reset", str(round(theirs + wait))),
        ("Retry-After", after),
        dated,
    )
    return Answer(status=429, body=body, headers=headers)
