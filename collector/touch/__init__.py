"""An organisation's own reply becomes the signs of human touch that its words give (method 2.7).

Which languages' rules are good enough to be believed is decided elsewhere, on labelled replies.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from collector.touch.rules import RULES, Rule, Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LANGUAGES", "RULES", "Rule", "Sign", "language_of", "signs"]

LANGUAGES = frozenset(RULES)
MOST_CHARACTERS = 5000  # of a reply are read, and as many as this of the end of a longer one:
END_CHARACTERS = 500

_LINK = re.compile(r"[(\[<]?(?:https?://|www\.)|[^\W\d_][\w.-]{0,60}\.[a-z]{2,10}/", re.IGNORECASE)
_MENTION = re.compile(r"[(\[.]?@\w")
_QUOTED = re.compile(r'"[^"]{1,300}"|“[^“”]{1,300}”|‘[^‘’]{1,120}’')
_PLAIN = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’ʼ´`", "'"))
_UNSEEN = ("Cc", "Cf", "Cs", "Mn")
_ORNAMENT = re.compile(r"#\w.*|[^\w^]+|x{1,4}|\(?\d{1,2}/\d{1,2}\)?", re.IGNORECASE)


def language_of(tag: str | None) -> str | None:
    """Return the language that a post declares, where it has rules: “en-GB” is “en”."""
    language = (tag or "").partition("-")[0].lower()
    return language if language in LANGUAGES else None


def signs(text: str, language: str) -> frozenset[Sign]:
    """Return the signs in a reply written in one of `LANGUAGES`; any text is fit to be read."""
    beginning = _kept(_beginning(text))
    end = _kept(text[MOST_CHARACTERS:][-END_CHARACTERS:])
    words = _plain(_QUOTED.sub(" ", beginning))
    whole = _plain(_unadorned(f"{beginning}\n{end}".rstrip()))
    return frozenset(
        sign
        for sign, rules in RULES[language].items()
        if _holds(rules, whole if sign is Sign.SIGNED else words)
    )


def _beginning(text: str) -> str:
    """Return as much as is read, without a word that is cut off."""
    beginning = text[: MOST_CHARACTERS + 1]
    if len(text) <= MOST_CHARACTERS or beginning[-1].isspace():
        return beginning
    return beginning[: -len(beginning.split()[-1])]


def _kept(text: str) -> str:
    """Return the text without links, mentions, and characters that nobody sees."""
    lines = (" ".join(_kept_words(line)) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _kept_words(line: str) -> Iterator[str]:
    for word in line.split():
        seen = "".join(c for c in word if unicodedata.category(c) not in _UNSEEN)
        if seen and not _LINK.match(seen) and not _MENTION.match(seen):
            yield unicodedata.normalize("NFKC", seen)


def _plain(text: str) -> str:
    """Return the text with one kind of dash and one kind of apostrophe."""
    return text.translate(_PLAIN)


def _unadorned(text: str) -> str:
    """Return the text without the hashtags, kisses, emoji and page numbers at its end."""
    lines = text.split("\n")
    while lines:
        words = lines[-1].split(" ")
        while words and _ORNAMENT.fullmatch(words[-1]):
            words.pop()
        if words:
            return "\n".join((*lines[:-1], " ".join(words).rstrip(_closing(words[-1]))))
        lines.pop()
    return ""


def _closing(word: str) -> str:
    return "".join({c for c in word if not c.isalnum() and c != "^"})


def _holds(rules: tuple[Rule, ...], text: str) -> bool:
    for rule in rules:
        if rule.is_exception:
            text = rule.pattern.sub(" ", text)
    return any(rule.pattern.search(text) for rule in rules if not rule.is_exception)
