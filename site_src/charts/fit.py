"""How wide a text will be, and how it is broken or cut to fit: a picture cannot reflow.

Widths are those of a plain sans, a little generous, so that another reader's font fits as well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate

BOLD = 1.17
HALVINGS = 6
WIDE, NO_WIDTH = ("W", "F"), ("Mn", "Me", "Cf", "Cc")
_THIN, _NARROW, _BROAD = "ijl.,:;'|!’‘ I", 'frt()[]{}/-–"* J', "mwMW@%—&"
WIDTHS = {
    **dict.fromkeys(_THIN, 0.29),
    **dict.fromkeys(_NARROW, 0.38),
    **dict.fromkeys(_BROAD, 0.88),
}
DIGIT, UPPER, LOWER, IDEOGRAPH = 0.58, 0.69, 0.56, 1.02


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return about how many pixels a line of text takes."""
    return _ems(text) * size * (BOLD if is_bold else 1)


def cut(text: str, room: float, size: float, *, is_bold: bool = False) -> str:
    """Return the text, or as much of it as fits with the sign that there is more."""
    if width(text, size, is_bold=is_bold) <= room:
        return text
    left = room / (size * (BOLD if is_bold else 1)) - _em("m")
    kept = sum(1 for total in accumulate(map(_em, text)) if total <= left)
    return f"{text[:kept].rstrip()}…"


def wrapped(
    text: str, room: float, size: float, *, most: int = 99, is_bold: bool = False
) -> list[str]:
    """Return the text in lines that fit, cut in the last of so many."""
    lines: list[str] = []
    words = text.split()
    scale = size * (BOLD if is_bold else 1)
    at = 0
    while at < len(words) and len(lines) < most - 1:
        end, total = at + 1, _ems(words[at])
        while end < len(words):
            total += _em(" ") + _ems(words[end])
            if total * scale > room:
                break
            end += 1
        lines.append(cut(" ".join(words[at:end]), room, size, is_bold=is_bold))
        at = end
    if at < len(words):
        lines.append(cut(" ".join(words[at:]), room, size, is_bold=is_bold))
    return lines


def broken(address: str, room: float, size: float) -> list[str]:
    """Return an address in lines that fit, whole: where it can be, broken after a slash."""
    lines, total = [""], 0.0
    for part in re.split("(?<=/)(?!/)", address):
        if lines[-1] and (total + _ems(part)) * size > room:
            lines.append("")
            total = 0
        for sign in part:
            if (total + _em(sign)) * size > room:
                lines.append("")
                total = 0
            lines[-1] += sign
            total += _em(sign)
    return lines


def balanced(
    text: str, room: float, size: float, *, most: int = 99, is_bold: bool = False
) -> list[str]:
    """Return the text in as few lines as fit, none of them much longer than the others."""
    return list(_balanced(text, room, size, most=most, is_bold=is_bold))


@lru_cache(maxsize=512)
def _balanced(text: str, room: float, size: float, *, most: int, is_bold: bool) -> tuple[str, ...]:
    """Return the lines; a page, its frame and its files ask for the same ones, one by one."""
    lines = wrapped(text, room, size, most=most, is_bold=is_bold)
    if len(lines) == 1 or any(line.endswith("…") for line in lines):
        return tuple(lines)
    least, enough = 0.0, room
    for _ in range(HALVINGS):
        middle = (least + enough) / 2
        found = wrapped(text, middle, size, is_bold=is_bold)
        if len(found) == len(lines) and not any(line.endswith("…") for line in found):
            lines, enough = found, middle
        else:
            least = middle
    return tuple(lines)


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    """Return the width of a text as a multiple of its size."""
    return sum(map(_em, text))


@lru_cache(maxsize=4096)
def _em(sign: str) -> float:
    """Return the width of one sign as a share of the size of the text."""
    if sign in WIDTHS:
        return WIDTHS[sign]
    if unicodedata.category(sign) in NO_WIDTH:
        return 0.0
    if unicodedata.east_asian_width(sign) in WIDE:
        return IDEOGRAPH
    if sign.isdigit():
        return DIGIT
    return UPPER if sign.isupper() else LOWER
