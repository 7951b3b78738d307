"""The words of a sector: its slug, as a sentence has it."""

from __future__ import annotations

_PROPER = {
    word.lower(): word
    for word in (
        "English",
        "European",
        "Irish",
        "Ireland",
        "London",
        "Northern",
        "Scottish",
        "Welsh",
    )
}


def sector_words(slug: str) -> str:
    """Return a sector within a sentence: unitary, London borough."""
    return " ".join(_PROPER.get(word, word) for word in slug.split("-"))


def begins_proper(words: str) -> bool:
    """Return whether words keep their first capital within a sentence."""
    return words.partition(" ")[0] in _PROPER.values()
