"""How a chart is cited: in a line, in full, and for a list of references."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.page import day

if TYPE_CHECKING:
    from datetime import date

TEX = re.compile(r"[\\{}$&#%_~^]")
TEX_NAMES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
NAME = "Followback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A chart's citation. `edition` is the week of the frozen one that it points to, if any."""

    short: str
    long: str
    bibtex: str
    edition: str = ""


def citation(
    title: str,
    *,
    night: date,
    address: str,
    method: int,
    edition: str = "",
    is_practice: bool = False,
) -> Citation:
    """Return how to cite a chart as it stands at an address: a frozen edition's, or the live one's.

    The live one changes every night, so that its citation says of which night it is.
    """
    which = f"Edition {edition}" if edition else f"Night of {day(night)}"
    note = " Practice data: all invented." if is_practice else ""
    said = f"{which}, method {method}. CC BY 4.0.{note}"
    return Citation(
        short=f"{NAME}, “{title}”, {edition or day(night)}, {address}",
        long=f"{NAME} ({night.year}). {title}. {said} {address}",
        bibtex=_bibtex(title, night, address, said),
        edition=edition,
    )


def _bibtex(title: str, night: date, address: str, note: str) -> str:
    key = f"followback-{night.isoformat()}-{address.rstrip('/').rpartition('/')[2]}"
    fields = {
        "author": f"{{{NAME}}}",
        "title": f"{{{_tex(title)}}}",
        "year": f"{night.year}",
        "month": f"{night:%b}".lower(),
        "howpublished": rf"\url{{{address}}}",
        "note": _tex(note),
    }
    lines = [
        f"  {name} = {text if name == 'month' else f'{{{text}}}'}" for name, text in fields.items()
    ]
    return "\n".join((f"@misc{{{key},", ",\n".join(lines), "}"))


def _tex(words: str) -> str:
    """Return words so that TeX prints them: organisations' names are other people's text."""
    return TEX.sub(lambda one: TEX_NAMES.get(one[0], f"\\{one[0]}"), words)
