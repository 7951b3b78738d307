"""What an organisation says of itself: its purpose, its promise, its answer to its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.flags import HELD, is_held
from site_src.page import day, web_link

if TYPE_CHECKING:
    from collector.model import Organisation
    from site_src.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What the organisation is for and promises, in its own words."""

    purpose: str | None
    hours: str | None
    policy: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The organisation's own reply to its figures."""

    text: str
    day: str
    proof: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """All that it says; of who is held for review no words, and why."""

    side: Side | None
    reply: Answer | None
    held: str = ""


def own_words(index: Index, one: Organisation) -> OwnWords:
    """Return an organisation's own words; of who is held, only where to read them."""
    if is_held(index.standings, one.slug):
        policy = Side(purpose=None, hours=None, policy=web_link(one.policy)) if one.policy else None
        return OwnWords(side=policy, reply=None, held=HELD)
    return OwnWords(side=_side(one), reply=_answer(one))


def _side(one: Organisation) -> Side | None:
    if not (one.purpose or one.hours or one.policy):
        return None
    hours = f"{one.hours}, {one.timezone}" if one.hours and one.timezone else one.hours
    return Side(purpose=one.purpose, hours=hours, policy=web_link(one.policy))


def _answer(one: Organisation) -> Answer | None:
    if one.reply is None:
        return None
    return Answer(text=one.reply.text, day=day(one.reply.date), proof=web_link(one.reply.proof))
