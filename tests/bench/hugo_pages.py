"""The pages of the comparison with Hugo: built by us, or laid ready for it as data.

python -m tests.bench.hugo_pages build|ready COUNT FOLDER
"""

from __future__ import annotations

import json
import logging
import random
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from collector.model import Account, Kind, Organisation, Role, Watchlist
from collector.settings import Settings
from site_src import book, organisation_page, press, published, search_index
from site_src.book import site_of
from site_src.course import charted
from site_src.index import Index
from site_src.measure import standings
from site_src.page import Link, Night, day
from site_src.press import WHOLE
from site_src.render import Renderer
from tests.bench.building import LAST, NIGHTS, _person, _row
from tests.bench.gotemplate import Translation
from tests.bench.hugo import CONFIG, ROOT
from tests.bench.peak import peak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.model import Standings
    from site_src.page import Page, Site
    from site_src.press import Share

MEASURED = 100
NAV = tuple(Link(name=one, address=f"{one.lower()}/") for one in ("Leagues", "Compare", "Method"))


def _organisation(number: int) -> Organisation:
    slug = f"number-{number}"
    return Organisation(
        slug=slug,
        file=PurePosixPath(f"councils/{slug}.yml"),
        name=f"Borough of Number {number}",
        kind=Kind.COUNCIL,
        sector="borough",
        country="XX",
        website=f"https://{slug}.test",
        accounts=(
            Account(
                network="bluesky",
                handle=f"{slug}.test",
                role=Role.MAIN,
                source=f"https://{slug}.test/contact",
            ),
        ),
    )


def _measured() -> Standings:
    chance = random.Random(1)  # noqa: S311 - figures, no secret
    people = [_person(chance) for _ in range(MEASURED)]
    nights = [LAST - timedelta(days=ago) for ago in range(NIGHTS)]
    rows = [_row(number, one, night) for night in nights for number, one in enumerate(people)]
    everybody = tuple(_organisation(number) for number in range(MEASURED))
    found = standings(
        rows,
        Watchlist(organisations=everybody),
        LAST,
        Settings(),
        is_practice=False,
        collected_at={},
    )
    index = Index(found)
    for slug in found.organisations:  # whose weeks would be reckoned when they are asked for
        charted(index, slug, "bluesky")
    return found


class _Pages:
    """The organisations' pages in the place of the whole book."""

    def __init__(self, count: int, found: Standings, site: Site, *_: object) -> None:
        self._count, self._found, self._site = count, found, site
        self.index, self.charts = Index(found), ()  # no chart has a page
        self.pictures: dict[str, tuple[str, ...]] = {}

    def pages(self, share: Share = WHOLE) -> Iterator[Page]:
        """Yield the pages that fall to a process."""
        return _pages(self._found, self._site, self._count, share)


def _pages(found: Standings, site: Site, count: int, share: Share = WHOLE) -> Iterator[Page]:
    """Yield so many pages: each organisation's made anew, at another address, again and again."""
    night = Night(iso=found.night.isoformat(), text=day(found.night), is_watched=True)
    desk = organisation_page.desk_of(Index(found), site, night)
    for again in range(count // MEASURED):
        for one in share.mine(found.organisations.values()):
            charts = organisation_page.charts_of(desk.index, one)
            page = organisation_page.organisation_page(desk, one, charts, has_badge=True)
            yield replace(page, address=page.address.replace("/number-", f"/number-{again}-"))


def _build(found: Standings, count: int, folder: Path) -> None:
    """Build the pages with mkdocs and our own hooks, and nothing besides."""
    vars(book)["Book"] = partial(_Pages, count)  # before the hooks are loaded, who take it
    press.FEWEST = 0  # as for a site of so many organisations
    search_index.index_site = lambda *_: None
    published.published = lambda *_: iter(())
    logging.disable(logging.WARNING)  # of hand-written pages whose links lead to what is left out
    from mkdocs.commands.build import build  # noqa: PLC0415 - part of what is timed
    from mkdocs.config import load_config  # noqa: PLC0415

    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=False)
    config.extra["standings"], config.extra["settings"] = lambda: found, Settings()
    config.nav = []
    config.not_in_nav = None
    build(config)


def _ready(found: Standings, count: int, folder: Path) -> None:
    """Lay the same pages ready for Hugo: a file of data each, and the template in its words."""
    site = site_of(found, Settings(), ())
    renderer = Renderer(site, base_url=Settings().site_url)
    template = Translation(renderer._environment, "pages/organisation.html")
    for name in ("layouts/_default", "content/councils"):
        (folder / name).mkdir(parents=True)
    (folder / "layouts/_default/single.html").write_text(template.text, "utf-8")
    params = {"site": _plain(site, template.names)}
    (folder / "config.json").write_text(json.dumps({**CONFIG, "params": params}), "utf-8")
    for page in _pages(found, site, count):
        frame = _plain(renderer.frame(page), template.names - {"site"})
        told = {"title": page.title, "frame": frame, "it": _plain(page.content, template.names)}
        text = json.dumps(told, ensure_ascii=False)
        (folder / f"content/{page.address.rstrip('/')}.md").write_text(text + "\n", "utf-8")


def _plain(value: Any, names: set[str]) -> Any:
    """Return a value as plain data, of its fields and properties those that the template names."""
    if is_dataclass(value):
        kind = type(value)
        mine = {one.name for one in fields(value)}
        mine |= {name for name in names if isinstance(getattr(kind, name, None), property)}
        told = {name: getattr(value, name) for name in sorted(mine & names)}
        return {name: _plain(one, names) for name, one in told.items() if not callable(one)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one, names) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, names) for one in value]
    if isinstance(value, Enum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def main(task: str, count: int, folder: Path) -> None:
    """Measure, then do the task; say what the task took by the clock and in CPU, and the memory.

    Neither the measuring counts nor, at the end, to put away what was measured.
    """
    found = _measured()
    measured, began = time.process_time(), time.perf_counter()
    (_build if task == "build" else _ready)(found, count, folder)
    clock = time.perf_counter() - began
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "measured": measured,
        "clock": clock,
        "cpu": time.process_time() - measured + workers.ru_utime + workers.ru_stime,
        "memory": max(peak(), workers.ru_maxrss * 1024),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
