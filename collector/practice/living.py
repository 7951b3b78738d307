"""One organisation's day, drawn from its habits: who says what to whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.model import Role
from collector.practice import phrases
from collector.practice.chance import lottery
from collector.practice.codes import DAY, HOUR, MINUTE, SECOND, Dids, tid, tid_number
from collector.practice.crowd import SIZE, is_open
from collector.practice.diary import Act, Day, Post
from collector.practice.habits import Fate
from collector.practice.hours import BUSY, QUIET, answer_time, is_weekend, poisson
from collector.practice.people import PLAYERS, person, place_of

if TYPE_CHECKING:
    from collector.practice.players import Company, Player

_LONGEST = 6 * DAY  # whatever a day begins is over by then
_REGULARS = 12
_ROUNDS = 9
# Shares, added up: people speak under the account's own posts, or name it, or name it in somebody
# else's thread; they are its regulars, or others who follow it, or strangers.
_IN_THREAD, _BY_NAME = 0.55, 0.85
_REGULAR, _FOLLOWING = 0.3, 0.8
_HEARD = 0.6  # likes and reposts that go to somebody who spoke to it
_APART = 0.6  # days on which an organisation's accounts do not meet


class Pen:
    """Writes one day of one organisation."""

    def __init__(self, company: Company, day: int, *, seed: int, dids: Dids) -> None:
        self._company = company
        self._dids = dids
        self._start = day * DAY
        self._chance = lottery(seed, company.number, day)
        self._numbers: set[int] = set()
        self.posts: list[Post] = []
        self.likes: list[Act] = []
        self.reposts: list[Act] = []

    def write(self) -> Day:
        """Return the day."""
        chance, busy = self._chance, QUIET if is_weekend(self._start) else BUSY
        for player in self._company.players:
            habit = player.habit
            before = len(self.posts)
            for _ in range(poisson(chance, habit.originals * busy)):
                self._original(player)
            own = [post for post in self.posts[before:] if not post.parent]
            for _ in range(poisson(chance, habit.openings)):
                self._opening(player, own)
            for _ in range(poisson(chance, habit.reposts)):
                self._act("repost", player, self._somebodys(player, self.reposts))
            for _ in range(poisson(chance, habit.likes)):
                self._act("like", player, self._somebodys(player, self.likes))
            if own and chance.random() < min(habit.likes, 1) / 10:
                self._act("like", player, own[0])
        self._family()
        return Day(posts=self.posts, likes=self.likes, reposts=self.reposts)

    def _original(self, player: Player) -> None:
        at = self._start + round((7 + 12 * self._chance.betavariate(2, 2.4)) * HOUR)
        post = self._say(player, at, phrases.NEWS)
        if post and self._chance.random() < player.habit.threads:
            parent: Post | None = post
            for step in range(self._chance.randint(1, 3)):
                parent = parent and self._say(
                    player, parent.at + (step + 1) * MINUTE, phrases.MORE, parent=parent
                )

    def _opening(self, player: Player, own: list[Post]) -> None:
        at = self._start + round(self._chance.triangular(6.5, 23.9, 18.5) * HOUR)
        who = self._anybody(player)
        way = self._chance.random()
        thread = [post for post in own if post.at < at]
        if thread and way < _IN_THREAD:
            opening = self._speak(who, at, phrases.ASKING, parent=self._chance.choice(thread))
        elif way < _BY_NAME:
            opening = self._speak(who, at, phrases.ASKING, mention=player)
        else:
            chat = self._speak(self._anybody(player), at - HOUR, phrases.CHATTING)
            opening = self._speak(who, at, phrases.ASKING, mention=player, parent=chat)
        self._converse(player, who, opening)

    def _converse(self, player: Player, who: int, opening: Post) -> None:
        habit, chance, said = player.habit, self._chance, opening
        willing = habit.answered
        for _ in range(_ROUNDS):
            at = answer_time(chance, habit, said.at)
            if chance.random() >= willing or at - self._start > _LONGEST:
                return
            answer = self._say(player, at, phrases.ANSWERING, parent=said)
            if not answer or chance.random() >= habit.quarrels:
                return
            later = answer.at + round(chance.expovariate(1 / (40 * MINUTE)))
            said = self._speak(who, later, phrases.INSISTING, parent=answer)
            willing = 0.75

    def _family(self) -> None:
        """Let the organisation's accounts meet: they answer each other, and the same person."""
        main, *others = self._company.players
        if not others or self._chance.random() < _APART:
            return
        other = self._chance.choice(others)
        theirs = [post for post in self.posts if post.author == other.index]
        if theirs:
            parent = self._chance.choice(theirs)
            self._say(main, parent.at + 20 * MINUTE, phrases.ANSWERING, parent=parent)
        mine = [post for post in self.posts if post.author == main.index and post.parent]
        if mine and other.role is Role.HELP:
            asked = self._chance.choice(mine).parent
            if asked and asked.author not in (main.index, other.index):
                self._say(other, asked.at + 6 * HOUR, phrases.ANSWERING, parent=asked)

    def _say(
        self, player: Player, at: int, words: tuple[str, ...], *, parent: Post | None = None
    ) -> Post | None:
        over = player.ended is not None and at >= player.ended
        if over or at < player.created:
            return None
        text = self._chance.choice(words).format(site=self._company.site)
        return self._post(player.index, at, text, parent=parent)

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
        )
        self.posts.append(post)
        return post

    def _act(self, what: str, player: Player, subject: Post) -> None:
        at = self._stamp(subject.at + round(self._chance.expovariate(1 / (3 * HOUR))))
        if at < player.created or at - self._start > _LONGEST or player.fate(at) is not Fate.LIVES:
            return
        number = self._number(at)
        uri = f"at://{player.did}/app.bsky.feed.{what}/{tid(number)}"
        act = Act(number=number, at=at, author=player.index, uri=uri, subject=subject)
        (self.likes if what == "like" else self.reposts).append(act)

    def _somebodys(self, player: Player, acts: list[Act]) -> Post:
        """Return a post by somebody who is still there; nobody likes or reposts anything twice."""
        done = {act.subject for act in acts if act.author == player.index}
        heard = [
            post
            for post in self.posts
            if post.author >= PLAYERS and post.at < self._start + DAY and post not in done
            if is_open(place_of(post.author)[1])
        ]
        if heard and self._chance.random() < _HEARD:
            return self._chance.choice(heard)
        at = self._start + round(self._chance.uniform(7, 22) * HOUR)
        who = self._anybody(player)
        while not is_open(place_of(who)[1]):
            who = self._anybody(player)
        return self._speak(who, at, phrases.CHATTING)

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
