"""A picture for an edition: the same marks in a third of the bytes, and one that can be redacted.

Marks of one look share a path, texts of one column a group, and nothing lies between two pixels.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from site_src.charts.sheet import Text
from site_src.charts.svg import NO_XML, STYLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from site_src.charts.sheet import Path, Sheet

# Handed down from the picture to its texts, so that a group may say otherwise.
FONT = "svg{font:13px Lato,system-ui,Arial,sans-serif;fill:#464b50}"
MORE = "and "  # how the count of lines begins for which there was no room
NAMES = "n"  # the id of the group in which every organisation's name stands
LEVEL = {True: 12, False: -4}  # from a name's foot to its mark, in a narrow picture and a wide one
BARB = 7  # how far a mark reaches up and down, at most
_NUMBER = re.compile(r"-?\d+\.\d+")
_TEXT = re.compile(r'<text[^>]*? y="(\d+)"[^>]*>[^<]*</text>')
_NAMES = re.compile(rf'(<g id="{NAMES}"[^>]*>)(.*?)(</g>)')
_MARKS = re.compile(r'(<path class="(?:wh|dot|bar|hole)[^"]*" d=")([^"]*)(")')
_DESC = re.compile("<desc>.*?</desc>")


def small_svg(drawn: Sheet) -> str:
    """Return a picture as a file of its own."""
    body = _body(drawn.marks)
    size = f'width="{drawn.width}" height="{drawn.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {drawn.width} {drawn.height}"'
        f' role="img"><title>{_safe(drawn.title)}</title><desc>{_safe(drawn.alt)}</desc>'
        f'<style>{_style(body)}</style><rect class="paper" {size}/>{body}</svg>\n'
    )


def bare_svg(drawn: Sheet, pad: int) -> str:
    """Return a narrow picture's marks alone, for a page that says the rest, with its style."""
    marks = [one for one in drawn.marks if not (isinstance(one, Text) and _is_said(one, pad))]
    levels = [one.y for one in marks if isinstance(one, Text)]
    top, foot = (round(min(levels) - 16), round(max(levels) + 6)) if levels else (0, 1)
    box = f"0 {top} {drawn.width} {foot - top}"
    return f'<svg class="phone" aria-hidden="true" viewBox="{box}">{_body(marks)}</svg>'


def without(svg: str, line: int, name: str, tombstone: str) -> str:
    """Return a picture of which one line says that somebody was removed, and nothing else of it.

    A line that the picture had no room for is not there; its words may name them all the same.
    """
    svg = _DESC.sub(lambda told: f"<desc>{tombstone}</desc>" if name in told[0] else told[0], svg)
    found = _NAMES.search(svg)
    levels = _TEXT.findall(found[2]) if found else []
    if found is None or line >= len(levels):
        return svg
    level = levels[line]
    group = "".join(
        f'<text y="{level}">{tombstone}</text>' if one[1] == level else one[0]
        for one in _TEXT.finditer(found[2])
    )
    before, after = svg[: found.start()], svg[found.end() :]
    kept = (_without_texts(before, level), found[1], group, found[3], _without_texts(after, level))
    mark = int(level) + LEVEL['class="phone"' in svg]
    return _MARKS.sub(lambda d: f"{d[1]}{_without_marks(d[2], mark)}{d[3]}", "".join(kept))


def _is_said(text: Text, pad: int) -> bool:
    """Return whether a text is of the picture's head or foot, which the page says itself."""
    if text.look == "ttl":
        return True
    return text.x == pad and not text.look and not text.words.startswith(MORE)


def _body(marks: Iterable[Text | Path]) -> str:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for mark in marks:
        groups[_group(mark)].append(_told(mark))
    return "".join(_joined(key, told) for key, told in groups.items())


def _without_texts(svg: str, level: str) -> str:
    return _TEXT.sub(lambda text: "" if text[1] == level else text[0], svg)


def _without_marks(d: str, y: int) -> str:
    """Return a path without what begins within a mark's reach of a line."""
    return "".join(
        f"M{part}"
        for part in d.split("M")[1:]
        if abs(int(part.replace("V", " ").replace("H", " ").replace("h", " ").split()[1]) - y)
        > BARB
    )


def _group(mark: Text | Path) -> tuple[str, ...]:
    if isinstance(mark, Text):
        return ("text", mark.look, mark.anchor, f"{mark.x:.0f}")
    return ("path", mark.look)


def _told(mark: Text | Path) -> str:
    if isinstance(mark, Text):
        return f'<text y="{mark.y:.0f}">{_safe(mark.words)}</text>'
    return _NUMBER.sub(lambda number: f"{float(number[0]):.0f}", mark.d)


def _joined(key: tuple[str, ...], told: list[str]) -> str:
    kind, look, *place = key
    named = f' class="{look}"' if look else ""
    if kind == "path":
        return f'<path{named} d="{"".join(told)}"/>'
    anchor, x = place
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    if look in ("k", "k halo") and anchor == "start":
        return f'<g id="{NAMES}"{named} transform="translate({x})">{"".join(told)}</g>'
    if len(told) == 1:
        return told[0].replace("<text ", f'<text{named}{at} x="{x}" ', 1)
    return f'<g{named}{at} transform="translate({x})">{"".join(told)}</g>'


def _style(body: str) -> str:
    """Return the rules of the looks that there are, for groups to hand down."""
    looks = {look for names in re.findall(r'class="([^"]*)"', body) for look in names.split()}
    return "".join((FONT, *_rules(looks | {"paper"})))


def _rules(looks: Collection[str]) -> Iterator[str]:
    for rule in STYLE.split("}")[:-1]:
        names, _, what = rule.partition("{")
        if names == "text":
            continue
        used = [one for one in names.split(",") if set(one.split(".")[1:]) <= set(looks)]
        if used:
            yield f"{','.join(used)}{{{what}}}"


def _safe(words: str) -> str:
    return escape(NO_XML.sub("\ufffd", words), quote=False)
