"""What one field of a watchlist file may hold, and the sentence for what it may not.

A sentence continues the field's name and value: `country "gb"` + `is no country; write "GB"`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from collector import model
from collector.handle import DOMAIN, EXAMPLES, in_short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# The joiners are letters' business in Persian, in Hindi and in emoji; the others only hide.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
HIDING = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHEN = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")  # as exact as a source tells
COUNT = re.compile(r"[0-9]{1,12}")
# https://www.rfc-editor.org/rfc/rfc5646: language, script and region; no more is needed here
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
# https://www.wikidata.org/wiki/Wikidata:Identifiers
WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")
# Nine characters: the area's entity code and six digits, such as W06000021
GSS = re.compile(r"[A-Z][0-9]{8}")
COUNTRY = re.compile(r"[A-Z]{2}|INT")
ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")  # the least that a time zone is
LINK = re.compile(r"""https?://[^\s<>"\\]+\.[^\s<>"\\]+""")  # the least that an address is
LONGEST_SECTOR = 40
LONGEST_LINK = 500
TODAY = {"twitter": "x"}  # what others call it
A_DATE = "write year-month-day, such as 2026-03-31"
A_WHEN = "write the year, the month or the day, such as 2008, 2008-05 or 2008-05-12"


class WholeSentence(ValueError):
    """A sentence that names the field and its value by itself."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the remedy for an unknown word: the nearest known one, or all of them."""
    names = list(known)
    close = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.5)
    return f'use "{close[0]}"' if close else f"use one of: {', '.join(names)}"


def _one_of(what: str, known: Iterable[str]) -> Callable[[object], object]:
    names = tuple(known)

    def known_word(value: object) -> object:
        if isinstance(value, str) and value not in names:
            word = TODAY.get(value.lower(), value)
            raise WholeSentence(f'unknown {what} "{in_short(value)}"; {nearest(word, names)}')
        return value

    return known_word


def _words(limit: int, *, lines: bool = False) -> Callable[[str], str]:
    def fit_to_print(value: str) -> str:
        for sign in value:
            hides = unicodedata.category(sign) in HIDING and sign not in JOINERS
            if hides and not (lines and sign == "\n"):
                raise ValueError(f"has a hidden character in it (U+{ord(sign):04X}); take it out")
        if not any(sign.isalnum() for sign in value):
            raise ValueError("has no letter or digit; write it, or take the line out")
        if len(value) > limit:
            raise ValueError(f"has {len(value):,} characters; write at most {limit:,}")
        return value

    return fit_to_print


def _matching(shape: re.Pattern[str], sentence: str) -> Callable[[str], str]:
    def matches(value: str) -> str:
        if not shape.fullmatch(value):
            raise ValueError(sentence)
        return value

    return matches


def _link(value: str) -> str:
    if not (value.isprintable() and _is_web_address(value)):
        raise ValueError("is no web address; write it whole, such as https://www.example.org/")
    if len(value) > LONGEST_LINK:
        raise ValueError(f"has {len(value):,} characters; write at most {LONGEST_LINK:,}")
    return value


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        named = DOMAIN.fullmatch(host) is not None and parts.username is None and parts.port != 0
    except ValueError:
        return False
    return named and parts.scheme in ("http", "https") and not re.search(r'[\s<>"\\]', value)


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not DATE.fullmatch(value):
        raise ValueError(f"is no date; {A_DATE}")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"is no day of the calendar; {A_DATE}") from None


def _when(value: str) -> str:
    if not WHEN.fullmatch(value):
        raise ValueError(f"is no date; {A_WHEN}")
    try:
        date.fromisoformat(value + "0000-01-01"[len(value) :])
    except ValueError:
        raise ValueError(f"is no day of the calendar; {A_WHEN}") from None
    return value


def _count(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not COUNT.fullmatch(value):
        raise ValueError("is no count; write digits alone, such as 4658")
    return int(value)


def _country(value: str) -> str:
    if value.upper() == "UK":
        raise ValueError('is not the code of the United Kingdom; write "GB"')
    if not COUNTRY.fullmatch(value):
        raise ValueError(
            "is no country; write its two capital letters, such as GB, or EU for a body of the "
            "European Union, or INT for an international one"
        )
    return value


def _sector(value: str) -> str:
    if len(value) > LONGEST_SECTOR or not SLUG.fullmatch(value):
        raise ValueError("is no sector; write lower-case words joined by hyphens, such as unitary")
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(value: str) -> str:
    # A machine without the time zone database cannot tell, and must not refuse.
    if _zones() and value not in _zones():
        close = difflib.get_close_matches(value, sorted(_zones()), n=1)
        remedy = f'use "{close[0]}"' if close else "write one such as Europe/London"
        raise WholeSentence(f'unknown timezone "{in_short(value)}"; {remedy}')
    return value


def _shaped(shape: re.Pattern[str], **more: object) -> WithJsonSchema:
    """Return what an editor's schema can say of a word: its shape, whole."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{shape.pattern})$", **more})


def _of_digits(shape: re.Pattern[str], **more: object) -> WithJsonSchema:
    """Return the schema of what an editor takes for a number where the check reads words."""
    pattern = f"^(?:{shape.pattern})$"
    return WithJsonSchema({"type": ["string", "integer"], "pattern": pattern, **more})


def _listed(names: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(names)})


def _short(limit: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": r"\S", "maxLength": limit})


Name = Annotated[str, AfterValidator(_words(120)), _short(120)]
Region = Annotated[str, AfterValidator(_words(80)), _short(80)]
Line = Annotated[str, AfterValidator(_words(300)), _short(300)]
Lines = Annotated[str, AfterValidator(_words(2_000, lines=True)), _short(2_000)]
Link = Annotated[str, AfterValidator(_link), _shaped(LINK, format="uri", maxLength=LONGEST_LINK)]
Day = Annotated[date, BeforeValidator(_day), _shaped(DATE, format="date")]
When = Annotated[str, AfterValidator(_when), _of_digits(WHEN, minimum=1, maximum=9999)]
Count = Annotated[int, BeforeValidator(_count), _of_digits(COUNT, minimum=0)]
Country = Annotated[str, AfterValidator(_country), _shaped(COUNTRY, **{"not": {"const": "UK"}})]
Sector = Annotated[str, AfterValidator(_sector), _shaped(SLUG, maxLength=LONGEST_SECTOR)]
Zone = Annotated[str, AfterValidator(_zone), _shaped(ZONE)]
Language = Annotated[
    str,
    AfterValidator(_matching(LANGUAGE, "is no language; write one such as en, cy or pt-BR")),
    _shaped(LANGUAGE),
]
Gss = Annotated[
    str,
    AfterValidator(_matching(GSS, "is no GSS code; write one such as W06000021")),
    _shaped(GSS),
]
Wikidata = Annotated[
    str,
    AfterValidator(_matching(WIKIDATA, "is no Wikidata item; write one such as Q42")),
    _shaped(WIKIDATA),
]
Network = Annotated[str, BeforeValidator(_one_of("network", EXAMPLES)), _listed(EXAMPLES)]
Kind = Annotated[model.Kind, BeforeValidator(_one_of("kind", model.Kind)), _listed(model.Kind)]
Role = Annotated[model.Role, BeforeValidator(_one_of("role", model.Role)), _listed(model.Role)]
