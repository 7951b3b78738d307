"""How an account behaves: the numbers from which its days are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of an account on its fateful night."""

    LIVES = "lives"
    DEACTIVATED = "deactivated"
    TAKEN_DOWN = "takendown"
    DELETED = "deleted"


class Mark(StrEnum):
    """What sets an account apart from the others."""

    OPTED_OUT = "opted_out"  # self label !no-unauthenticated
    HIDDEN = "hidden"  # labelled !hide by moderation
    UNFEATURED = "unfeatured"  # asks not to be recommended
    RENAMED = "renamed"  # changes its handle half-way
    NEWCOMER = "newcomer"  # opens ten nights before the last
    PINNED = "pinned"  # pins its first post
    VIRAL = "viral"  # one good week brings a crowd
    JUMP = "jump"  # one night brings a crowd, nobody knows why
    SWELLING = "swelling"  # the last weeks bring one, a little every night
    UPROAR = "uproar"  # hundreds speak under one of its posts
    ONE_TALK = "one_talk"  # nearly all who speak to it do so under one post
    WAKING = "waking"  # begins to follow back half-way
    SHAKY = "shaky"  # its own server is down on some nights


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One account's size and manners; rates are per day, waits in minutes."""

    followers: int
    back: int = 0  # followed back, of 1,000 followers
    others: int = 0  # followed without following it
    growth: float = 0.08  # of the followers, over the 120 nights
    originals: float = 1.0
    threads: float = 0.06  # originals that the account itself continues
    reposts: float = 0.2
    promoted: float = 0.4  # originals that lead to its own site
    gathers: float = 2.0  # people, after the first one, under a day's most popular post
    openings: float = 0.2  # people who name it elsewhere
    acknowledged: float = 0.25  # of those who speak to it, liked or reposted
    answered: float = 0.7
    wait: float = 90.0
    office: bool = True  # answers on weekdays from nine to five only
    quarrels: float = 0.22  # answers that are answered back
    likes: float = 0.4
    signed: float = 0.3  # answers with a name under them, and so on
    thanking: float = 0.25
    sorry: float = 0.15
    inviting: float = 0.1
    welsh: float = 0.0
    fate: Fate = Fate.LIVES
    marks: frozenset[Mark] = frozenset()


TALKER = Habit(
    followers=2700,
    back=900,
    others=160,
    originals=2.4,
    gathers=4.0,
    openings=1.5,
    answered=0.96,
    acknowledged=0.8,
    wait=25.0,
    office=False,
    quarrels=0.2,
    likes=2.0,
    signed=0.85,
)
ALERTS = Habit(
    followers=8600,
    others=12,
    originals=3.0,
    threads=0,
    reposts=0.1,
    promoted=0.8,
    gathers=1.0,
    answered=0,
    acknowledged=0,
    likes=0,
)
FOLLOWS_NOBODY = Habit(
    followers=15200, originals=1.3, answered=0.35, wait=600, acknowledged=0.02, likes=0.1
)
FOLLOWS_MORE = Habit(followers=1500, back=610, others=800, answered=0.8, likes=1.0)
ALOOF = Habit(
    followers=140_000, back=10, others=45, originals=2.4, gathers=5, answered=0.08, promoted=0.75
)
HELPER = Habit(
    followers=1900,
    back=160,
    others=8,
    originals=0.3,
    gathers=3.0,
    openings=1.0,
    answered=0.93,
    wait=35.0,
    signed=0.9,
    inviting=0.35,
)
PERSON = Habit(followers=640, back=400, others=120, originals=0.7, answered=0.5)
GENEROUS = Habit(followers=11_200, back=470, others=160, originals=1.6, gathers=3, wait=60.0)
OPEN_HANDED = Habit(followers=12_300, back=150, others=90, gathers=3, office=False)
HOLLOW = Habit(
    followers=1450, back=860, others=40, gathers=3, answered=0.03, acknowledged=0.02, likes=0.1
)
