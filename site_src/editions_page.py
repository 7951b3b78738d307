"""The list of editions, and what stands beside the frozen ones: a notice of what was corrected."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from site_src.charts.fit import wrapped
from site_src.page import Line, Page, day, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from collector.store.edition import Edition
    from site_src.corrections import Correction

HOME = "editions/"
NOTICE = "notice.svg"  # beside the frozen files, and written anew by every build
WIDTH, PAD, LINE, TEXT = 344, 12, 19, 13
NONE = "No correction to this edition so far."


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """One edition on the list."""

    week: str
    address: str
    night: str
    words: str
    corrections: tuple[Correction, ...]
    redactions: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionsView:
    """All that the list of editions shows."""

    lead: str
    editions: tuple[EditionView, ...]


def edition_address(week: str, chart: str = "") -> str:
    """Return the address of an edition, or of a chart in it, from the root of the site."""
    return f"{HOME}{week}/charts/{chart}/" if chart else f"{HOME}{week}/"


def weeks_of(editions: Sequence[Edition]) -> dict[str, tuple[str, ...]]:
    """Return in which editions each chart is frozen, the newest first."""
    found: dict[str, tuple[str, ...]] = {}
    for edition in editions:
        for chart in edition.charts:
            found[chart] = (edition.week, *found.get(chart, ()))
    return found


def editions_page(editions: Sequence[Edition], corrections: Sequence[Correction]) -> Page:
    """Return the page of all editions, the newest first."""
    views = tuple(_view(one, corrections) for one in reversed(editions))
    lead = "Every week all leagues are frozen with their charts, tables and data. None is changed."
    return Page(
        address=HOME,
        title="Editions",
        description=lead,
        template="editions",
        section="Data",
        content=EditionsView(lead=lead, editions=views),
    )


def carry(editions: Sequence[Edition], kept: Path, site: Path, made: Sequence[Correction]) -> None:
    """Lay every edition into the site, byte for byte, and beside it what was corrected since."""
    for edition in editions:
        served = site / edition_address(edition.week)
        shutil.copytree(kept / edition.week, served, dirs_exist_ok=True)
        (served / NOTICE).write_text(notice(_of(edition, made)), encoding="utf-8")


def notice(corrections: Sequence[Correction]) -> str:
    """Return what the pages of an edition show at their head; they show it, and do not hold it."""
    said = [f"Corrected on {one.day}: {one.name}." for one in corrections]
    said += ["What was wrong, and what is right: the page of corrections."] if said else [NONE]
    lines = [line for words in said for line in wrapped(words, WIDTH - 2 * PAD, TEXT)]
    height = 2 * PAD + LINE * len(lines)
    texts = "".join(
        f'<text x="{PAD}" y="{PAD + LINE * at + TEXT}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    paper = "#fbe3d6" if corrections else "#f1f2f0"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img"><title>{escape(said[0])}</title>'
        f"<style>text{{font:{TEXT}px Lato,system-ui,Arial,sans-serif;fill:#17191c}}</style>"
        f'<rect fill="{paper}" width="{WIDTH}" height="{height}"/>{texts}</svg>\n'
    )


def _of(edition: Edition, corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return the corrections of an edition: of itself, or of one of its pages."""
    address = edition_address(edition.week)
    return tuple(one for one in corrections if one.page.startswith(address))


def _view(edition: Edition, corrections: Sequence[Correction]) -> EditionView:
    taken = _by_day(edition)
    return EditionView(
        week=edition.week,
        address=edition_address(edition.week),
        night=day(edition.night),
        words=f"{plural(len(edition.charts), 'chart')}, method {edition.method_version}",
        corrections=_of(edition, corrections),
        redactions=tuple(
            Line(name=when, text=plural(count, "organisation")) for when, count in taken.items()
        ),
    )


def _by_day(edition: Edition) -> Mapping[str, int]:
    """Return how many organisations were taken out on which day: none is named again."""
    found: dict[str, int] = {}
    for one in edition.redactions:
        found[day(one.date)] = found.get(day(one.date), 0) + 1
    return found
