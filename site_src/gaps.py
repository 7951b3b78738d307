"""Every reason why there is no number: its glyph, its word, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from collector.model import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class GapWords:
    """How a reason is printed, and explained in one sentence."""

    glyph: str
    word: str
    sentence: str


def _words(glyph: str, word: str, sentence: str) -> GapWords:
    return GapWords(glyph=glyph, word=word, sentence=sentence)


GAPS = MappingProxyType(
    {
        Gap.NO_FOLLOWERS: _words("∅", "no followers", "Nobody follows it, so no share exists."),
        Gap.FOLLOWS_NOBODY: _words(
            "∅", "follows nobody", "It follows nobody, so no share of its follows exists."
        ),
        Gap.TOO_FEW: _words("∅", "too few", "There is too little to measure; that is no failing."),
        Gap.HIDDEN: _words(
            "⊘", "lists hidden", "It hides its lists, and we do not work around it."
        ),
        Gap.LOCKED: _words("⊘", "locked", "It shows its posts to its followers only."),
        Gap.BLOCKED: _words("⊘", "blocked", "The network’s server refused to answer us."),
        Gap.NOT_OFFERED: _words(
            "–",
            "not offered",
            "The network does not show what this takes, or it is not known of the account.",
        ),
        Gap.NEEDS_TOKEN: _words(
            "–", "needs a key", "The network answers only those who hold a key, and we hold none."
        ),
        Gap.BUSY: _words("◌", "busy", "The network asked us to come back later."),
        Gap.UNREACHABLE: _words("◌", "not reached", "The network did not answer."),
        Gap.UNREADABLE: _words(
            "◌", "not readable", "The network’s answer could not be understood."
        ),
        Gap.OVER_BUDGET: _words(
            "◌", "not reached in the budget", "The night’s budget was spent before its turn."
        ),
        Gap.STALE: _words("◔", "stale", "The last good value is more than 14 nights old."),
        Gap.GONE: _words("×", "gone", "The account does not exist any more."),
        Gap.SUSPENDED: _words(
            "×", "suspended", "The network has taken it down, or its owner has paused it."
        ),
        Gap.OPTED_OUT: _words("×", "opted out", "It asks the public web to leave it out."),
        Gap.MOVED: _words("→", "moved", "It says that it lives elsewhere now."),
        Gap.NEW: _words("+", "new", "It has joined the list and was not read yet."),
    }
)
