"""The hand that puts single posts, likes and reposts into one organisation's day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.practice.chance import lottery
from collector.practice.codes import DAY, HOUR, SECOND, Dids, tid, tid_number
from collector.practice.crowd import SIZE, is_open
from collector.practice.diary import Act, Post
from collector.practice.habits import Fate
from collector.practice.people import person, place_of

if TYPE_CHECKING:
    from collector.practice.players import Company, Player

LONGEST = 6 * DAY  # whatever a day begins is over by then
_REGULARS = 12
# Shares, added up: people are an account's regulars, or others who follow it, or strangers.
_REGULAR, _FOLLOWING = 0.15, 0.8


class Hand:
    """Writes what is said and done on one day of one organisation."""

    def __init__(self, company: Company, day: int, *, seed: int, dids: Dids) -> None:
        self._company = company
        self._dids = dids
        self._start = day * DAY
        self._chance = lottery(seed, company.number, day)
        self._numbers: set[int] = set()
        self.posts: list[Post] = []
        self.likes: list[Act] = []
        self.reposts: list[Act] = []

    def _say(
        self,
        player: Player,
        at: int,
        words: tuple[str, ...],
        *,
        parent: Post | None = None,
        language: str = "en",
    ) -> Post | None:
        over = player.ended is not None and at >= player.ended
        if over or at < player.created:
            return None
        text = self._chance.choice(words).format(site=self._company.site)
        return self._post(player.index, at, text, parent=parent, language=language)

    def _speak(
        self,
        who: int,
        at: int,
        words: tuple[str, ...],
        *,
        mention: Player | None = None,
        parent: Post | None = None,
    ) -> Post:
        text = self._chance.choice(words)
        return self._post(who, at, text, parent=parent, mention=mention)

    def _post(
        self,
        author: int,
        at: int,
        text: str,
        *,
        parent: Post | None = None,
        mention: Player | None = None,
        language: str = "en",
    ) -> Post:
        at = self._stamp(at)
        number = self._number(at)
        post = Post(
            number=number,
            at=at,
            author=author,
            uri=f"at://{self._dids.did(author)}/app.bsky.feed.post/{tid(number)}",
            text=f"@{mention.handle(at)} {text}" if mention else text,
            root=(parent.root or parent) if parent else None,
            parent=parent,
            mention=mention.index if mention else None,
            language=language,
        )
        self.posts.append(post)
        return post

    def _act(self, what: str, player: Player, subject: Post) -> None:
        at = self._stamp(subject.at + round(self._chance.expovariate(1 / (3 * HOUR))))
        if at < player.created or at - self._start > LONGEST or player.fate(at) is not Fate.LIVES:
            return
        number = self._number(at)
        uri = f"at://{player.did}/app.bsky.feed.{what}/{tid(number)}"
        act = Act(number=number, at=at, author=player.index, uri=uri, subject=subject)
        (self.likes if what == "like" else self.reposts).append(act)

    def _anybody(self, player: Player) -> int:
        chance = self._chance
        followers = max(_REGULARS, player.crowd.followers.count(self._start))
        draw = chance.random()
        if draw < _REGULAR:
            return person(player.index, chance.randrange(_REGULARS))
        if draw < _FOLLOWING:
            return person(player.index, chance.randrange(followers))
        return person(player.index, followers + SIZE // 8 + chance.randrange(SIZE // 8))

    def _stamp(self, at: int) -> int:
        """Return the instant in whole seconds, as some clients write them, or with a fraction."""
        return at // SECOND * SECOND + (self._chance.randrange(1000) if at % 2 else 0)

    def _number(self, at: int) -> int:
        # What a day begins ends within six days: the day modulo eight keeps neighbours' ids apart.
        noise = self._chance.randrange(125) * 8 + self._start // DAY % 8
        while (number := tid_number(at, noise=noise, clock=self._company.number)) in self._numbers:
            noise = (noise + 8) % 1000
        self._numbers.add(number)
        return number


def is_there(who: int) -> bool:
    """Return whether a person is there to be liked: neither gone nor blocking."""
    return is_open(place_of(who)[1])
