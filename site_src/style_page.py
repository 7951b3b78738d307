"""The style page: each part of the site once, from the declarations that all pages use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from site_src.gaps import GAPS
from site_src.page import Line, Link, Page
from site_src.scale import Mark, share_scale
from site_src.signs import AT_LEAST, CHANGES, NIGHTS, STATES, Sign
from site_src.table_lines import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.scale import Scale

SHEET = Path(__file__).resolve().parent / "pages" / "assets" / "style.css"
COLOURS = MappingProxyType(
    {
        "paper": "The page.",
        "tint": "Notices, code, nights.",
        "wash": "The row that is looked for.",
        "ink": "Text, dots, whiskers.",
        "ink2": "Second text, labels of axes.",
        "ink3": "What an older method counted.",
        "mark": "Edges of fields, quiet signs. Graphics alone.",
        "rule": "Hairlines. Decoration alone.",
        "a": "Accent: links, and the organisation one looks at.",
        "b": "The one beside it. Graphics alone.",
    }
)
SAMPLES = (("Estimate", 620, 570, 670), ("Exact", 300, 300, 300), ("Bound", None, 0, 52))
DARKEST, FLARE = 0.04045, 0.05  # of sRGB, as the definition of contrast has them
CROWD = (40, 80, 110, 180, 240, 310, 330, 410, 470, 550, 620, 690, 880)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A token with what it is for, in light and dark, and its contrast on paper in each."""

    name: str
    words: str
    light: str
    dark: str
    contrast: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A dot with its whisker, named for its state."""

    name: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """All that the style page shows."""

    crumbs: tuple[Link, ...]
    colours: tuple[Colour, ...]
    sizes: tuple[Line, ...]
    states: tuple[Sign, ...]
    reasons: tuple[Sign, ...]
    changes: tuple[Sign, ...]
    nights: tuple[Sign, ...]
    scale: Scale
    examples: tuple[Example, ...]
    strip: Strip


def style_page() -> Page:
    """Return the style page."""
    sheet = SHEET.read_text(encoding="utf-8")
    return Page(
        address="about/style/",
        title="Style",
        description="Each part of the site once: colours, type, signs, tables and charts.",
        template="style",
        content=Style(
            crumbs=(Link(name="About", address="about/"),),
            colours=tuple(_colours(sheet)),
            sizes=tuple(
                Line(name=name, text=text) for name, text in _tokens(sheet, r"t\d|s\d")[0].items()
            ),
            states=(*STATES.values(), AT_LEAST),
            reasons=tuple(
                Sign(glyph=one.glyph, word=one.word, meaning=one.sentence) for one in GAPS.values()
            ),
            changes=CHANGES,
            nights=NIGHTS,
            scale=share_scale(),
            examples=tuple(
                Example(name=name, mark=Mark(x=x, lo=lo, hi=hi, is_bound=x is None))
                for name, x, lo, hi in SAMPLES
            ),
            strip=Strip(
                label=f"{len(CROWD)} invented shares, median 33%",
                median=330,
                crowds=("".join(f"M{x} 50h0" for x in CROWD),),
            ),
        ),
    )


def _tokens(sheet: str, names: str) -> list[dict[str, str]]:
    """Return the custom properties of each `:root` in turn: light, dark, print."""
    roots = re.findall(r":root \{([^}]*)\}", sheet)
    return [dict(re.findall(rf"--({names}): ([^;]+);", root)) for root in roots]


def _colours(sheet: str) -> Iterator[Colour]:
    light, dark, *_ = _tokens(sheet, "|".join(COLOURS))
    for name, words in COLOURS.items():
        pairs = [_contrast(tokens[name], tokens["paper"]) for tokens in (light, dark)]
        yield Colour(
            name=f"--{name}",
            words=words,
            light=light[name],
            dark=dark[name],
            contrast="" if name == "paper" else " / ".join(f"{ratio:.1f}" for ratio in pairs),
        )


def _contrast(one: str, other: str) -> float:
    """Return the contrast of two colours. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + FLARE) / (low + FLARE)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= DARKEST else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
