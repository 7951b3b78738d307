"""The method in plain words, every number in it from the functions and constants that hold."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.interval import ALPHA, beta_interval, cluster_interval
from collector.model import CHANCE_HOURS, MOST_OPENINGS, OPENING_WEEKS, WEEKS, WINDOW_DAYS, Gap
from site_src.amount import Unit, number, span
from site_src.change import count_change
from site_src.composite import ENOUGH, PARTS, composite
from site_src.gaps import GAPS
from site_src.latest import MOST_NIGHTS
from site_src.league import WIDEST_BOUND
from site_src.metric_page import FamilyGroup, family_groups
from site_src.metrics import METRICS
from site_src.offers import offers
from site_src.page import Line, Page, plural
from site_src.peers import FEWEST, LIMITS
from site_src.rank import LEAST_CHANGE, difference, places, shrink
from site_src.scale import Mark, share_scale
from site_src.sensitivity import WEIGHTINGS
from site_src.signs import STATES
from site_src.survival import time_to, waiting
from site_src.trend import jump, smoothed
from site_src.worked_share import ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.page import Site
    from site_src.scale import Scale
    from site_src.signs import Sign

# What changed the meaning of a figure, and when. A test holds it beside CHANGELOG.md.
METHODS = MappingProxyType({1: ("2026-11-22", "method 1 begins")})
PRACTICE_METHOD = (
    "of the practice network alone. Its first three weeks bear this number, though they were "
    "counted like all others, so that the rule between two methods can be seen."
)
DRAWS = (20, 60, 200, 1000)
SHARE = 0.6
THREADS = (1, 4, 2, 10, 3, 1, 6, 1, 2, 2)
ANSWERED = (1, 3, 0, 8, 2, 1, 5, 1, 0, 2)
WAITS = (0.5, 1, 2, 3, 5, 12, 20, 40)
OPEN = (2, 8, 30, 60, 100, 168)
RANKED = (
    ("A", 0.92, 0.92, 0.92),
    ("B", 0.88, 0.84, 0.91),
    ("C", 0.55, 0.49, 0.61),
    ("D", 0.55, 0.40, 0.70),
    ("E", 0.31, 0.25, 0.42),
    ("F", 0.01, 0.00, 0.02),
)
HITS, SIZES = (9, 40, 3, 120, 30), (10, 80, 12, 400, 40)
NOW, BEFORE = (0.62, 0.55, 0.69), (0.50, 0.43, 0.57)
LATELY = (12, 9, 15, 11, 10, 14, 8, 13, 12, 40, 11, 10)
LEAPT, FOLLOWERS = 900, 12_000
SCORES, WEIGHTS = (80, 60, None, 40, 90), (5, 5, 5, 5, 10)
NIGHTS, VALUES = (0, 1, 2, 5, 6), (100, 110, 120, 150, 140)
COUNTS, EARLIER = (180, 420), (40, 52, 38, 61, 44, 47, 35, 58, 43)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A share and its range, drawn and in words."""

    name: str
    mark: Mark | None
    text: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason why there is no number."""

    glyph: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """All that the method page shows; `say` holds its numbers by name."""

    version: int
    families: tuple[FamilyGroup, ...]
    networks: tuple[Line, ...]
    states: tuple[Sign, ...]
    reasons: tuple[Reason, ...]
    scale: Scale
    widths: tuple[Drawn, ...]
    ranks: tuple[Drawn, ...]
    shrunken: tuple[Drawn, ...]
    changes: tuple[Line, ...]
    formulas: tuple[Line, ...]
    say: MappingProxyType[str, str]


def method_page(site: Site) -> Page:
    """Return the method's page."""
    return Page(
        address="method/",
        title="Method",
        description="What is measured, how sure it is, how ranks are made and what may be said.",
        template="method",
        section="Method",
        content=Method(
            version=site.method_version,
            families=tuple(family_groups(tuple(METRICS.values()))),
            networks=tuple(offers()),
            states=tuple(STATES.values()),
            reasons=tuple(_reasons()),
            scale=share_scale(),
            widths=tuple(_widths()),
            ranks=tuple(_ranks()),
            shrunken=tuple(_shrunken()),
            changes=tuple(_versions(site)),
            formulas=tuple(
                Line(name=metric.name, text=metric.formula, is_code=True)
                for metric in METRICS.values()
            ),
            say=MappingProxyType(
                _constants() | _clusters() | _times() | _changes() | _leap() | _index()
            ),
        ),
    )


def _versions(site: Site) -> Iterator[Line]:
    """Yield the methods, the oldest first; the practice network plays one that never was."""
    if site.is_practice:
        yield Line(name=f"Method {min(METHODS) - 1}", text=PRACTICE_METHOD)
    for version, (since, words) in sorted(METHODS.items()):
        yield Line(name=f"Method {version}", text=f"{since}: {words}.")


def _reasons() -> Iterator[Reason]:
    for gap in Gap:
        words = GAPS[gap]
        yield Reason(glyph=words.glyph, word=words.word, sentence=words.sentence)


def _widths() -> Iterator[Drawn]:
    """Yield how much a draw of each size leaves open."""
    scale = share_scale()
    for draws in DRAWS:
        lo, hi = beta_interval(SHARE, draws)
        mark = Mark(x=scale.place(SHARE), lo=scale.place(lo), hi=scale.place(hi))
        text = f"{number(SHARE, Unit.SHARE)} ({span(lo, hi, Unit.SHARE)})"
        yield Drawn(name=f"{draws:,} drawn", mark=mark, text=text)


def _ranks() -> Iterator[Drawn]:
    """Yield six organisations with the ranks that would fit each."""
    scale = share_scale()
    names, values, lows, highs = zip(*RANKED, strict=True)
    found = places(values, lows, highs)
    for at, name in enumerate(names):
        rank, best, worst = found.rank[at], found.best[at], found.worst[at]
        tie = "=" if found.rank.count(rank) > 1 else ""
        fits = f"{best}" if best == worst else f"{best}–{worst}"
        is_exact = lows[at] == highs[at]
        range_ = "exact" if is_exact else span(lows[at], highs[at], Unit.SHARE)
        yield Drawn(
            name=name,
            mark=Mark(
                x=scale.place(values[at]), lo=scale.place(lows[at]), hi=scale.place(highs[at])
            ),
            text=f"{rank}{tie} ({fits})",
            more=f"{number(values[at], Unit.SHARE)}, {range_}",
        )


def _shrunken() -> Iterator[Drawn]:
    """Yield five shares, and where each stands in the order."""
    for hits, size, drawn in zip(HITS, SIZES, shrink(HITS, SIZES).values, strict=True):
        yield Drawn(
            name=f"{hits} of {size}",
            mark=None,
            text=number(hits / size, Unit.SHARE),
            more=number(drawn, Unit.SHARE),
        )


def _constants() -> dict[str, str]:
    return {
        "level": f"{1 - ALPHA:.0%}",
        "hundred": f"{100 * (1 - ALPHA):.0f}",
        "window": f"{WINDOW_DAYS}",
        "weeks": f"{WEEKS}",
        "chance": f"{CHANCE_HOURS // 24}",
        "opened": f"{OPENING_WEEKS}",
        "most": f"{MOST_OPENINGS}",
        "fewest": f"{FEWEST}",
        "stale": f"{MOST_NIGHTS}",
        "bands": ", ".join(f"{limit:,}" for limit in LIMITS),
        "bound": f"{100 * WIDEST_BOUND:.0f}",
        "trifle": plural(round(100 * LEAST_CHANGE), "point"),
        "mean": number(shrink(HITS, SIZES).mean, Unit.SHARE),
        "strength": f"{shrink(HITS, SIZES).strength:.1f}",
    }


def _clusters() -> dict[str, str]:
    found = cluster_interval(ANSWERED, THREADS)
    total = sum(THREADS)
    return {
        "messages": f"{total}",
        "answered": f"{sum(ANSWERED)}",
        "threads": f"{len(THREADS)}",
        "plain": ends(*beta_interval(found.p, total)),
        "lumped": ends(found.lo, found.hi),
        "worth": f"{found.n_eff:.0f}",
        "answered_share": number(found.p, Unit.SHARE),
    }


def _times() -> dict[str, str]:
    """Return what leaving out the unanswered would do to a time."""
    found = time_to(0.5, waiting(WAITS, OPEN), ALPHA)
    return {
        "followed": f"{len(WAITS) + len(OPEN)}",
        "replied": f"{len(WAITS)}",
        "half": number(found.at or 0, Unit.HOURS),
        "flattered": number(median(WAITS), Unit.HOURS),
    }


def _changes() -> dict[str, str]:
    found = difference(NOW, BEFORE)
    counted = count_change(*COUNTS, EARLIER)
    return {
        "before": f"{number(BEFORE[0], Unit.SHARE)} ({span(*BEFORE[1:], Unit.SHARE)})",
        "now": f"{number(NOW[0], Unit.SHARE)} ({span(*NOW[1:], Unit.SHARE)})",
        "points": f"{100 * found.d:.0f}",
        "from": f"{100 * found.lo:.0f}",
        "to": f"{100 * found.hi:.0f}",
        "counted": f"{COUNTS[0]} conversations to {COUNTS[1]}",
        "phi": f"{counted.phi:.1f}",
        "z": f"{counted.z:.1f}",
    }


def _leap() -> dict[str, str]:
    found = jump(LATELY, LEAPT, FOLLOWERS)
    return {
        "followers": f"{FOLLOWERS:,}",
        "usual": f"{found.median:g}",
        "leapt": f"{LEAPT}",
        "threshold": f"{found.threshold:.0f}",
        "raw": ", ".join(f"{value}" for value in VALUES),
        "nights": ", ".join(f"{night}" for night in NIGHTS),
        "smooth": ", ".join(f"{value:.0f}" for value in smoothed(NIGHTS, VALUES) if value),
    }


def _index() -> dict[str, str]:
    found = composite(SCORES, WEIGHTS)
    return {
        "parts": f"{len(PARTS)}",
        "enough": f"{ENOUGH:.0%}",
        "weightings": f"{WEIGHTINGS:,}",
        "scores": ", ".join("missing" if score is None else f"{score}" for score in SCORES),
        "weights": ", ".join(f"{weight}" for weight in WEIGHTS),
        "score": f"{found.score:.0f}",
        "low": f"{found.low:.0f}",
        "high": f"{found.high:.0f}",
    }
