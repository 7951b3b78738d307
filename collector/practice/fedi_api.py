"""Mastodon's API as one server answers it to strangers (https://docs.joinmastodon.org/methods/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from collector.practice.answers import Answer, no_page, written
from collector.practice.codes import MINUTE, iso
from collector.practice.diary import Post, before, until
from collector.practice.fedi_cast import Trait
from collector.practice.fedi_hosts import json_answer, said
from collector.practice.fedi_lists import FOLLOWERS, FOLLOWING
from collector.practice.fedi_views import number_in, status_id
from collector.practice.habits import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collector.practice.fedi_hosts import Host
    from collector.practice.fedi_town import House, Town

API = "/api/v1/"
_RATE = 300
_PAGE, _PEOPLE = 40, 80
_ACCOUNTS, _STATUSES = 40, 20  # of one list
# What strangers see of a thread.
_ABOVE, _BELOW, _DEPTH = 40, 60, 20


class Api:
    """Answers one server's `/api/v1/`."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def answer(self, path: str, query: str, now: int) -> Answer:
        """Return the answer to a GET."""
        if self._town.host.is_closed:
            return said("This method requires an authenticated user", 401)
        told = self._told(path.removeprefix(API).split("/"), _Question(path, query), now)
        headers = (*_limits(now), *told.headers)
        return Answer(status=told.status, body=told.body, kind=told.kind, headers=headers)

    def _told(self, parts: list[str], asked: _Question, now: int) -> Answer:
        match parts:
            case ["accounts", "lookup"]:
                return self._lookup(asked.one("acct"), now)
            case ["accounts" | "statuses" as kind] if self._host.is_recent:
                return self._several(kind, asked.every("id[]"), now)
            case ["accounts", id_, *rest]:
                return self._about(id_, rest, asked, now)
            case ["statuses", id_, *rest]:
                return self._around(id_, rest, now)
        return no_page("/".join(parts))

    def _about(self, id_: str, rest: list[str], asked: _Question, now: int) -> Answer:
        house = self._town.by_id(id_, now)
        if house is None:
            return _missing()
        if rest in (["statuses"], [FOLLOWERS], [FOLLOWING]):
            return self._listing(house, rest[0], asked, now)
        return no_page(id_) if rest else json_answer(self._town.shown(house, id_, now))

    def _around(self, id_: str, rest: list[str], now: int) -> Answer:
        found = self._town.post(id_, now)
        if found is None:
            return _missing()
        house, post = found
        if rest == ["context"]:
            return self._context(house, post, now)
        return no_page(id_) if rest else written(house.views.status(post, now))

    @property
    def _host(self) -> Host:
        return self._town.host

    def _lookup(self, acct: str, now: int) -> Answer:
        user, _, domain = acct.lower().partition("@")
        house = self._town.by_name(user, now) if domain in {"", self._host.handles} else None
        if house is None:
            return _missing()
        return json_answer(self._town.shown(house, self._town.id_here(house), now))

    def _several(self, kind: str, ids: Sequence[str], now: int) -> Answer:
        if len(ids) > (_ACCOUNTS if kind == "accounts" else _STATUSES):
            return said("Validation failed: too many ids", 422)
        if kind == "accounts":
            houses = [(id_, self._town.by_id(id_, now)) for id_ in dict.fromkeys(ids)]
            shown = [self._town.shown(house, id_, now) for id_, house in houses if house]
            return json_answer(shown)
        found = [self._town.post(id_, now) for id_ in dict.fromkeys(ids)]
        return _list(one[0].views.status(one[1], now) for one in found if one)

    def _listing(self, house: House, which: str, asked: _Question, now: int) -> Answer:
        limit = asked.number("limit", _PAGE // 2 if which == "statuses" else _PEOPLE // 2)
        if limit < 1:
            return said("There was an error on the server", 500)
        most = _PAGE if which == "statuses" else _PEOPLE
        resident = house.resident
        is_away = self._town.fate(house, now) is not Fate.LIVES
        if is_away or self._town.is_former(house):
            return written("[]")
        if which in {FOLLOWERS, FOLLOWING}:
            if resident.trait is Trait.HIDES_LISTS:
                return written("[]")
            return self._people(house, which, asked, min(limit, most), now)
        return self._statuses(house, asked, min(limit, most), now)

    def _people(self, house: House, which: str, asked: _Question, limit: int, now: int) -> Answer:
        start = asked.number("max_id", -1)
        numbers = house.lists.walked(which, now, before=None if start < 0 else start, limit=limit)
        people = (house.views.person(house.lists.person(which, one, now)) for one in numbers)
        following = numbers[-1] if len(numbers) == limit else None
        return _list(people, self._next(asked, following))

    def _statuses(self, house: House, asked: _Question, limit: int, now: int) -> Answer:
        diary = self._town.world.diary(house.resident.company.number)
        feed = diary.shelf(house.resident.player.index, now).feed
        end = until(feed, now)
        if start := asked.one("max_id"):
            end = before(feed, number_in(start, house.resident.company.number))
        wanted = (one for one in reversed(feed[:end]) if _is_wanted(one, asked))
        chosen = [one for one, _ in zip(wanted, range(limit), strict=False)]
        shown = [one for one in chosen if house.views.is_shown(_post(one))]
        last = status_id(chosen[-1], house.resident) if len(chosen) == limit else None
        body = (house.views.status(one, now) for one in shown)
        return _list(body, self._next(asked, last))

    def _next(self, asked: _Question, last: object) -> tuple[tuple[str, str], ...]:
        """Return the Link to the next page, which a full page has."""
        if last is None:
            return ()
        place = self._host.origin + asked.again(max_id=str(last))
        previous = self._host.origin + asked.again(min_id=str(last))
        return (("Link", f'<{place}>; rel="next", <{previous}>; rel="prev"'),)

    def _context(self, house: House, post: Post, now: int) -> Answer:
        above: list[Post] = []
        place = post.parent
        while place and house.views.is_shown(place) and len(above) < _ABOVE:
            above.insert(0, place)
            place = place.parent
        below: list[Post] = []
        self._below(house, post, now, below, _DEPTH)
        told = {"ancestors": above, "descendants": below[:_BELOW]}
        lists = (
            f'"{where}":[{",".join(house.views.status(one, now) for one in some)}]'
            for where, some in told.items()
        )
        return written(f"{{{','.join(lists)}}}")

    def _below(self, house: House, post: Post, now: int, found: list[Post], depth: int) -> None:
        for answer in house.views.answers(post, now) if depth else ():
            found.append(answer)
            self._below(house, answer, now, found, depth - 1)


class _Question:
    """What is asked, and the same question about the next page."""

    def __init__(self, path: str, query: str) -> None:
        self._path = path
        self._pairs = parse_qsl(query, keep_blank_values=True)

    def every(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]

    def one(self, name: str) -> str:
        return next(iter(self.every(name)), "")

    def number(self, name: str, default: int) -> int:
        text = self.one(name)
        return int(text) if text.isascii() and text.isdecimal() else default

    def again(self, **changed: str) -> str:
        kept = [(key, value) for key, value in self._pairs if key not in {"max_id", "min_id"}]
        return f"{self._path}?{urlencode([*kept, *changed.items()])}"


def _post(entry: Any) -> Post:
    found: Post = entry if isinstance(entry, Post) else entry.subject
    return found


def _is_wanted(entry: Any, asked: _Question) -> bool:
    if not isinstance(entry, Post):
        return asked.one("exclude_reblogs") not in {"true", "1"}
    is_reply = entry.parent is not None and entry.parent.author != entry.author
    return not (is_reply and asked.one("exclude_replies") in {"true", "1"})


def _list(entries: Iterable[str], headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    return Answer(body=f"[{','.join(entries)}]".encode(), headers=headers)


def _missing() -> Answer:
    return said("Record not found", 404)


def _limits(now: int) -> tuple[tuple[str, str], ...]:
    # https://docs.joinmastodon.org/api/rate-limits/#headers: the reset is an instant, in words
    return (
        ("X-RateLimit-Limit", str(_RATE)),
        ("X-RateLimit-Remaining", str(_RATE - 1)),
        ("X-RateLimit-Reset", iso(now + 5 * MINUTE)),
    )
