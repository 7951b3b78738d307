"""A chart as a picture to carry away: what it is, its marks, and whose it is, all inside.

Every length is a pixel of a fixed plane: nothing is stretched, so any program draws it alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from site_src.charts.fit import balanced, broken, width, wrapped
from site_src.page import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.charts import Chart, Credit

LINE, TITLE_LINE, FOOT_LINE = 18, 26, 17
GAP, LEAST_GAP = 14, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A width to draw at. A card has a height too: it shows as much as there is room for."""

    name: str
    width: int
    height: int | None = None
    pad: int = 20
    text: int = 13
    title: int = 21
    title_lines: int = 4
    parts: int = 2  # of the subtitle
    says: int = 9  # lines of each
    row: int = 22
    is_narrow: bool = False
    plot: int = 300  # height of a plane
    most: int = 40  # lines of dots

    @property
    def room(self) -> int:
        """The width between the edges."""
        return self.width - 2 * self.pad


WIDE = Size(name="wide", width=900)
NARROW = Size(name="narrow", width=344, pad=12, is_narrow=True, plot=220)
# Shown at twice its size, 1200 x 630, as previews of links ask for.
CARD = Size(name="card", width=600, height=315, title_lines=2, parts=1, says=2, row=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of text."""

    x: float
    y: float
    words: str
    look: str = ""
    anchor: str = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A mark."""

    d: str
    look: str


Marks = list["Text | Path"]


@dataclass(slots=True, kw_only=True)
class Drawing:
    """A picture while it is drawn: from `top` down, to `floor` where its height is given."""

    size: Size
    top: float
    floor: float | None
    marks: Marks = field(default_factory=list)

    def say(self, x: float, y: float, words: str, look: str = "", anchor: str = "start") -> None:
        """Add a line of text."""
        if words:
            self.marks.append(Text(x=x, y=y, words=words, look=look, anchor=anchor))

    def draw(self, look: str, d: str) -> None:
        """Add a mark, if there is any of it."""
        if d:
            self.marks.append(Path(d=d, look=look))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A finished picture, with its name and its words for those who do not see it."""

    id: str
    width: int
    height: int
    title: str
    alt: str
    marks: tuple[Text | Path, ...]


def begun(chart: Chart, credit: Credit, size: Size) -> Drawing:
    """Return a drawing with its head: title and subtitle."""
    pad, y = size.pad, float(size.pad)
    drawing = Drawing(size=size, top=y, floor=None)
    for line in balanced(chart.title, size.room, size.title, most=size.title_lines, is_bold=True):
        drawing.say(pad, y + size.title * 0.8, line, "ttl")
        y += TITLE_LINE
    for line in _subtitle(chart, size):
        drawing.say(pad, y + size.text, line)
        y += LINE
    drawing.top = y + (GAP if size.height is None else LEAST_GAP)
    if size.height is not None:
        drawing.floor = size.height - pad - FOOT_LINE * len(list(_credits(chart, credit, size)))
    return drawing


def finished(chart: Chart, credit: Credit, drawing: Drawing) -> Sheet:
    """Return the picture with its foot: credit, night, licence, address."""
    size = drawing.size
    y = drawing.top + GAP if drawing.floor is None else drawing.floor
    for left, right in _credits(chart, credit, size):
        y += FOOT_LINE
        drawing.say(size.pad, y, left)
        drawing.say(size.width - size.pad, y, right, anchor="end")
    return Sheet(
        id=f"{chart.id}-{size.name}",
        width=size.width,
        height=size.height or round(y + size.pad),
        title=chart.title,
        alt=chart.alt,
        marks=tuple(drawing.marks),
    )


def _subtitle(chart: Chart, size: Size) -> Iterator[str]:
    for part in chart.subtitle[: size.parts]:
        yield from balanced(part, size.room, size.text, most=size.says)


def _credits(chart: Chart, credit: Credit, size: Size) -> Iterator[tuple[str, str]]:
    """Yield the lines of the foot, each with what stands at its right end."""
    whose, by, note = _credited(chart, credit)
    if size.is_narrow:
        for part in (whose, by, note):
            yield from ((line, "") for line in wrapped(part, size.room, size.text))
        yield from ((line, "") for line in broken(credit.address, size.room, size.text))
        return
    said = credit_words(chart, credit)
    if width(said + credit.address, size.text) + GAP <= size.room:
        yield said, credit.address
        return
    first, second = (f"{whose} {by}", note) if size.height is not None else (said, "")
    yield first, ""
    if second and width(second + credit.address, size.text) + GAP <= size.room:
        yield second, credit.address
        return
    if second:
        yield second, ""
    yield from ((line, "") for line in broken(credit.address, size.room, size.text))


def credit_words(chart: Chart, credit: Credit) -> str:
    """Return in a line whose a chart is, of which night, by which method and licence."""
    return " ".join(part for part in _credited(chart, credit) if part)


def _credited(chart: Chart, credit: Credit) -> tuple[str, str, str]:
    night = f"as of {day(chart.night)}" if credit.archive else f"night of {day(chart.night)}"
    by = f"Method {credit.method_version}. {credit.licence}."
    return f"{credit.name}, {night}.", by, _note(credit)


def _note(credit: Credit) -> str:
    if credit.is_practice:
        return "Practice data: all invented."
    return f"Archive of {credit.archive}: imported figures." if credit.archive else ""
