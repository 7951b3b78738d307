"""The nouns of the site: a page before it is rendered, and what every page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A name and an address, the latter from the root of the site."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One of several pages beside each other, and whether it is this one."""

    name: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture that stands for a page where it is linked; its address is from the root."""

    address: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A name and what stands beside it."""

    name: str
    text: str
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """The night that a page is of; a real one is watched, so that an old page says so."""

    iso: str
    text: str
    is_watched: bool
    is_archive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the masthead and the foot of every page say."""

    nav: tuple[Link, ...]
    is_practice: bool
    night: date | None
    method_version: int
    repository: str
    contact: str
    archive: str | None = None  # the day that an archive is of; None: the site lives
    files: str = ""  # those that its figures were imported from
    base: str = ""  # its own address on the web
    pictures: int = 0  # at most so many charts are drawn as PNG
    agent: str = ""  # the User-Agent of its collector

    @property
    def as_of(self) -> str:
        """The night of the figures, as it is printed."""
        return "" if self.night is None else day(self.night)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: where it stands, its template, and all that the template shows.

    `address` is from the root of the site and ends with a slash; the home page's is empty.
    `beside` are data files of the page's own folder: name -> text.
    """

    address: str
    title: str
    description: str
    template: str
    section: str = ""
    content: Any = None
    canonical: str | None = None  # where the same page has its lasting address
    is_indexed: bool = True  # False: whoever it is about asks search engines to stay away
    scripts: tuple[str, ...] = ()  # assets that this kind of page loads and others do not
    image: Image | None = None  # None: the site's own
    oembed: str = ""  # where it says how other sites may show it, from the root of the site
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way back to the root of the site, whatever path it is served under."""
        return "../" * self.address.count("/") or "./"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the base template fills its head and masthead with."""

    site: Site
    title: str
    description: str
    root: str
    address: str
    section: str
    canonical: str | None
    is_indexed: bool = True
    scripts: tuple[str, ...] = ()
    image: Image | None = None
    oembed: str = ""


@cache
def day(night: date) -> str:
    """Return a night as it is printed: 21 November 2026."""
    return f"{night.day} {night:%B %Y}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: 1 account, 2,000 accounts."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], word: str = "and") -> str:
    """Return names in a sentence: Ostbury, Kelderwick and Tarrowby."""
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last


def web_link(url: str | None) -> str | None:
    """Return a link that leads to the web, and none that leads anywhere else."""
    return url if url and url.startswith(("https://", "http://")) else None
