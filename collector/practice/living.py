"""One organisation's day, drawn from its habits: who says what to whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.model import Role
from collector.practice import phrases
from collector.practice.almanac import LAST_NIGHT
from collector.practice.codes import DAY, HOUR, MINUTE, midnight
from collector.practice.diary import Day, Post
from collector.practice.habits import Mark
from collector.practice.hand import LONGEST, Hand, is_there
from collector.practice.hours import BUSY, QUIET, answer_time, is_weekend, poisson
from collector.practice.people import PLAYERS

if TYPE_CHECKING:
    from collector.practice.diary import Act
    from collector.practice.players import Player

_ROUNDS = 9
_BY_NAME = 0.7  # of those who name it, the others do so in somebody else's thread
_ASIDE = 0.15  # of those who gather also say something to each other
_HEARD = 0.3  # likes and reposts that go to somebody who spoke to it
_GATHERED = {Mark.UPROAR: 240, Mark.ONE_TALK: 14}  # under one post
_THAT_DAY = midnight(LAST_NIGHT) // DAY - 12
_PATIENCE = 30  # people of one thread who are answered
_LIKED = 0.85  # of what it acknowledges; the rest it reposts
_APART = 0.6  # days on which an organisation's accounts do not meet

Sayings = list[tuple[tuple[str, ...], float]]


class Pen(Hand):
    """Writes one day of one organisation."""

    def write(self) -> Day:
        """Return the day."""
        chance, busy = self._chance, QUIET if is_weekend(self._start) else BUSY
        for player in self._company.players:
            habit = player.habit
            before = len(self.posts)
            for _ in range(poisson(chance, habit.originals * busy)):
                self._original(player)
            own = [post for post in self.posts[before:] if not post.parent]
            self._gather(player, own)
            for _ in range(poisson(chance, habit.openings)):
                self._name(player)
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
        is_promoting = self._chance.random() < player.habit.promoted
        post = self._say(player, at, phrases.PROMOTING if is_promoting else phrases.NEWS)
        if post and self._chance.random() < player.habit.threads:
            parent: Post | None = post
            for step in range(self._chance.randint(1, 3)):
                parent = parent and self._say(
                    player, parent.at + (step + 1) * MINUTE, phrases.MORE, parent=parent
                )

    def _gather(self, player: Player, own: list[Post]) -> None:
        """Let people speak under the day's most popular post: threads stay few, openings many."""
        chance, habit = self._chance, player.habit
        extra = sum(n for mark, n in _GATHERED.items() if player.has(mark) and self._is_that_day)
        if extra and not own:
            post = self._say(player, self._start + 9 * HOUR, phrases.NEWS)
            own = [post] if post else []
        if not own or not (habit.gathers or extra):
            return
        come = 1 + poisson(chance, habit.gathers * chance.uniform(0.2, 1.8)) if habit.gathers else 0
        popular = chance.choice(own)
        thread: list[Post] = []
        for number in range(come + extra):
            at = popular.at + min(round(chance.expovariate(1 / (5 * HOUR))), 30 * HOUR)
            if thread and chance.random() < _ASIDE:
                earlier = chance.choice(thread)
                aside = earlier.at + round(chance.expovariate(1 / HOUR))
                self._speak(self._anybody(player), aside, phrases.CHATTING, parent=earlier)
            who = self._anybody(player)
            thread.append(self._speak(who, at, phrases.ASKING, parent=popular))
            self._hear(player, thread[-1])
            if number < _PATIENCE:
                self._converse(player, who, thread[-1])

    @property
    def _is_that_day(self) -> bool:
        return self._start // DAY == _THAT_DAY

    def _name(self, player: Player) -> None:
        """Let somebody speak to the account elsewhere, by its name."""
        at = self._start + round(self._chance.triangular(6.5, 23.9, 18.5) * HOUR)
        who, chat = self._anybody(player), None
        if self._chance.random() >= _BY_NAME:
            chat = self._speak(self._anybody(player), at - HOUR, phrases.CHATTING)
        opening = self._speak(who, at, phrases.ASKING, mention=player, parent=chat)
        self._hear(player, opening)
        self._converse(player, who, opening)

    def _hear(self, player: Player, opening: Post) -> None:
        """Like, or now and then repost, what somebody said to the account."""
        is_open = is_there(opening.author)
        if self._chance.random() < player.habit.acknowledged and is_open:
            what = "like" if self._chance.random() < _LIKED else "repost"
            self._act(what, player, opening)

    def _converse(self, player: Player, who: int, opening: Post) -> None:
        habit, chance, said = player.habit, self._chance, opening
        willing = habit.answered
        for _ in range(_ROUNDS):
            at = answer_time(chance, habit, said.at, self._company.character.zone)
            if chance.random() >= willing or at - self._start > LONGEST:
                return
            answer = self._answer(player, at, said)
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
            self._answer(main, parent.at + 20 * MINUTE, parent)
        mine = [post for post in self.posts if post.author == main.index and post.parent]
        if mine and other.role is Role.HELP:
            asked = self._chance.choice(mine).parent
            if asked and asked.author not in (main.index, other.index):
                self._answer(other, asked.at + 6 * HOUR, asked)

    def _answer(self, player: Player, at: int, said: Post) -> Post | None:
        habit, chance = player.habit, self._chance
        if chance.random() < habit.welsh:
            return self._say(player, at, phrases.WELSH, parent=said, language="cy")
        before: Sayings = [(phrases.THANKING, habit.thanking), (phrases.SORRY, habit.sorry)]
        after: Sayings = [(phrases.INVITING, habit.inviting), (phrases.SIGNED, habit.signed)]
        parts: list[tuple[str, ...]] = [words for words, share in before if chance.random() < share]
        parts.append(phrases.ANSWERING)
        parts += [words for words, share in after if chance.random() < share]
        text = " ".join(chance.choice(words) for words in parts)
        return self._say(player, at, (text,), parent=said)

    def _somebodys(self, player: Player, acts: list[Act]) -> Post:
        """Return a post by somebody who is still there; nobody likes or reposts anything twice."""
        done = {act.subject for act in acts if act.author == player.index}
        heard = [
            post
            for post in self.posts
            if post.author >= PLAYERS and post.at < self._start + DAY and post not in done
            if is_there(post.author)
        ]
        if heard and self._chance.random() < _HEARD:
            return self._chance.choice(heard)
        at = self._start + round(self._chance.uniform(7, 22) * HOUR)
        who = self._anybody(player)
        while not is_there(who):
            who = self._anybody(player)
        return self._speak(who, at, phrases.CHATTING)
