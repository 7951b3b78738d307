"""The rules that find the signs of human touch, in words and in patterns (method 2.7).

They are published as they stand in `RULES`: language, sign, rules. The exceptions of a sign run
before its other rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Sign(StrEnum):
    """What in a reply shows that somebody wrote it to somebody."""

    SIGNED = "signed"
    THANKED = "thanked"
    APOLOGISED = "apologised"
    INVITED = "invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: in words, as it is published, and as the pattern that is run.

    What an exception finds is left out before the other rules of its sign are tried.
    """

    words: str
    pattern: re.Pattern[str]
    is_exception: bool = False


# Every repetition is bounded or stops at what cannot follow it, so that time grows with length
# alone, whatever the text.
_UPPER = "".join(filter(str.isupper, map(chr, range(0x530))))  # Latin, Greek, Cyrillic
_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}[\w.'-]{{0,20}}"
_CAPITAL = rf"(?-i:[{_UPPER}])[\w.'-]{{0,20}}"
_START = r"(?:^|(?<=[.!?,:;)\n] )|(?<=\n))"
_CLAUSE = r"(?:(?!\b(?:and|but|so|we|i|please|hesitate)\b)[^.!?,;:\n-]){0,40}?"


def _rule(words: str, pattern: str, *, is_exception: bool = False) -> Rule:
    compiled = re.compile(pattern, re.IGNORECASE)
    return Rule(words=words, pattern=compiled, is_exception=is_exception)


def _except(words: str, pattern: str) -> Rule:
    return _rule(words, pattern, is_exception=True)


_NOBODY = (
    r"(?:this|that|above|team|services?|desk|office|support|department|"
    r"staff|press|council|library|libraries)"
)
_MARKS = (
    _except("a team, a desk or an office at the end", rf"[\^/-] ?(?:{_WORD} ){{0,3}}{_NOBODY}\Z"),
    _except("an item of a list", r"(?:\n[*-] ?[^\n]{1,80}){2,}\Z"),
    _rule(
        "a name or initials after ^ at the end",
        rf"\^ ?{_CAPITAL}(?: {_CAPITAL}){{0,2}}\Z|\^{_WORD}\Z",
    ),
    _rule(
        "a name or initials after a dash, a slash, ~ or * at the end, when a sentence ended before",
        rf"[^\w ,;:%$£€&+=] ?(?:-{{1,2}}|[/~*]) ?(?:{_CAPITAL}(?: {_CAPITAL})?|{_WORD})\Z",
    ),
)
_PEOPLE = r"the (?:\w{1,20} )?(?:crews?|teams?|staff|volunteers?|drivers?|neighbours?)"
_PRIVATE = r"(?:(?<!\d )dms?|(?:direct|private) messag(?:es?|ing))"
_CALLED = rf"(?-i:[{_UPPER}])[\w.-]{{0,20}}"
_ANYTHING = (
    r"(?:every|any|some|no) ?(?:one|body|thing)|all|not|over|right|out|up|down|we|you|they|it|same"
    r"|still|always|almost|nearly|now|also|just|back|only|yes|no|come|click|tap|press|look|read"
    r"|see|check|apply|book|start|sign|find|stay|wait|live|more|details|info|answers?|links?|news"
    r"|dates|times|tickets"
)
_ENGLISH = {
    Sign.SIGNED: (
        *_MARKS,
        _rule(
            "a name after a closing at the end: “Kind regards, Ana”",
            rf"(?:\b(?:regards|wishes|yours),?[ \n]|\b(?:thanks|cheers),?\n|{_START}love, ?)"
            rf"{_CAPITAL}(?: {_CAPITAL})?\Z",
        ),
        _except(
            "nobody here, come here, details here and the like",
            rf"\b(?:{_ANYTHING}|{_NOBODY}) here\b",
        ),
        _rule(
            "“Ana here” at the start of a sentence, also after a greeting",
            rf"{_START}(?:(?:good )?(?:hi|hello|hey|hiya|morning|afternoon|evening) )?"
            rf"{_CALLED}(?: {_CALLED})? (?-i:here)(?= from\b|[^\w\s':]| [^\w\s])",
        ),
        _rule("my name is", r"\bmy name(?: is|'s)\b"),
        _rule(
            "“signing on” and “signing off”, of a name, of me, or at the start of a sentence",
            rf"(?:\b(?:me|i'm|i am) |{_START}{_CAPITAL} |{_START})"
            r"signing (?:on|off)\b(?! (?:the|a)\b)",
        ),
    ),
    Sign.THANKED: (
        _except("no thanks, your thanks", r"\b(?:thanks but )?no thanks\b|\byour thanks\b"),
        _except("a reminder to thank", r"\b(?:remember|forget) to say (?:a )?thank you\b"),
        _except(
            "thanks to a cause: “thanks to the roadworks”",
            rf"\bthanks to (?!(?:you|all|our|those|whoever|for|{_PEOPLE})\b|every"
            rf"|(?-i:[{_UPPER}]))",
        ),
        _rule("thank you, thanks, thx", r"\bthank (?:you|u)\b|\bthanks\b|\bthx\b"),
        _rule("cheers, ta, at the start of a sentence", rf"{_START}(?:cheers(?! to\b)|ta)\b(?!-)"),
        _rule("we appreciate you, your, it", r"\bappreciate (?:you|your|it)\b"),
    ),
    Sign.APOLOGISED: (
        _except(
            "sorry and apologies that are refused, advised, foretold or another’s",
            r"\b(?:no need|not|never|don't|didn't|should|will|expected|safe than"
            r"|(?:you|they) sa(?:y|id))"
            r"(?: (?:to|for|have|need|want|say|be|you|the \w{1,20})){0,4}"
            r" (?:sorry|apolog\w{1,5})\b",
        ),
        _except("a sorry sight", r"\ba sorry\b"),
        _except("a name that is Sorry", r"(?<=\w )(?-i:Sorry)\b"),
        _rule(
            "sorry, apologies, to apologise",
            r"\bsorry\b|\bapologies\b|\bapologi[sz](?:e|ing)\b",
        ),
        _rule("our bad, forgive us", r"\b(?:our|my) bad\b|\bforgive (?:us|me)\b"),
    ),
    Sign.INVITED: (
        _except(
            "a private message that is refused, already written, or warned of",
            r"\b(?:not|no need|don't|never|can't|cannot|(?:we|i)(?:'ve| have)|just sent"
            r"|(?:thanks|thank you) for|replied|responded|answered|(?:get|got|see) our|as we"
            r"|fake|beware)\b"
            rf"{_CLAUSE} (?:{_PRIVATE}|message us)\b",
        ),
        _except("private messages that are closed", rf"\b{_PRIVATE} (?:is|are) closed\b"),
        _except("“to message us” at the start of a sentence", rf"{_START}to message us\b"),
        _except("DM who leads a game, DM as a part’s number", r"\bdm (?:who|was)\b|\bdm-\d"),
        _except("“DM’d”: it is done", r"\bdm'd\b"),
        _rule("DM, direct message, private message", rf"\b{_PRIVATE}\b"),
        _rule("PM us, by PM", r"\bpm (?:us|me)\b|\b(?:via|by|our) pms?\b|\b(?:us|me) a pm\b"),
        _rule("message us", r"\b(?:message|messaging) (?:us|me)\b"),
        _rule(
            "send us a message, drop us a message",
            r"\b(?:send|drop|shoot|pop) (?:us |me )?a (?:quick |short )?message\b",
        ),
    ),
}
_WELSH = {
    Sign.SIGNED: _MARKS,
    Sign.THANKED: (_except("dim diolch", r"\bdim diolch\b"), _rule("diolch", r"\bdiolch\b")),
    Sign.APOLOGISED: (
        _rule("mae’n ddrwg", r"\bmae'n (?:wir )?ddrwg\b"),
        _rule("ymddiheur-", r"\bymddiheur"),
    ),
    Sign.INVITED: (
        _rule("neges uniongyrchol, neges breifat", r"\bneges (?:uniongyrchol|breifat)\b"),
    ),
}

RULES: Mapping[str, Mapping[Sign, tuple[Rule, ...]]] = MappingProxyType(
    {"en": MappingProxyType(_ENGLISH), "cy": MappingProxyType(_WELSH)}
)
