"""The only file that knows mkdocs: hands it the pages, and takes every date from the data."""

from __future__ import annotations

import gc
import logging
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.pages import Page as MkdocsPage
from mkdocs.utils.meta import get_data

from collector.errors import FollowbackError
from collector.load import load_watchlist
from collector.settings import Settings, load_settings
from collector.store import Ledger
from collector.store.editions import Editions
from site_src.book import Book, site_of
from site_src.chart import plotly_script
from site_src.corrections import KEY, corrections_of
from site_src.editions_page import carry
from site_src.measure import standings_of
from site_src.page import Frame, Link, Page, Site
from site_src.pictures import begin_pictures
from site_src.press import pressed, put
from site_src.published import published
from site_src.render import Renderer
from site_src.search_index import index_site
from site_src.search_page import records
from site_src.sheet import slim

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.utils.templates import TemplateContext

    from site_src.corrections import Correction
    from site_src.model import Standings

ASKED = "FOLLOWBACK_BUILD_"
# https://www.mkdocs.org/user-guide/configuration/#extra: where state of ours may live.
KEPT, CHARTS, EDITIONS = "followback", "followback_charts", "followback_editions"
DRAWING = "followback_drawing"
CORRECTIONS, LAST = "corrections.yml", -100
# Our pages stand where mkdocs would write them: that it writes nothing of them is no news.
logging.getLogger("mkdocs.commands.build").addFilter(lambda one: "Page skipped" not in str(one.msg))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Take the settings and read the ledger, unless a caller has handed the standings in."""
    root = Path(config.config_file_path).parent
    # A function, because mkdocs prints every value of its configuration to its debug log.
    given = config.extra.get("standings")
    try:
        settings = config.extra.get("settings") or _settings(root)
        standings = given() if given else _standings(root, settings)
        kept = Editions(_ledger(root))
        config.extra[EDITIONS] = (kept.folder, () if given else kept.checked())
    except FollowbackError as error:
        raise PluginError(str(error)) from None
    config.site_url = settings.site_url
    nav = tuple(_link(entry) for entry in config.nav or ())
    site = site_of(standings, settings, nav)
    config.extra[KEPT] = (standings, site, Renderer(site, base_url=settings.site_url))
    return config


def on_post_build(config: MkDocsConfig) -> None:
    """Make the sheets slim, the search's index of what was built, and the last pictures."""
    for sheet in Path(config.site_dir, "assets").glob("*.css"):
        sheet.write_text(slim(sheet.read_text(encoding="utf-8")), encoding="utf-8")
    book: Book = config.extra[CHARTS]
    folder, editions = config.extra[EDITIONS]
    carry(editions, folder, Path(config.site_dir), _made(config))
    index = book.index
    drawn = {one.id: one.chart.title for one in book.charts}
    for address, data in published(index, config.site_url or "", _made(config), drawn, editions):
        file = Path(config.site_dir, address)
        file.parent.mkdir(parents=True, exist_ok=True)
        put(str(file), data)
    try:
        index_site(Path(config.site_dir), records(index))
        config.extra[DRAWING].beside.finish()
    except FollowbackError as error:
        raise PluginError(str(error)) from None
    finally:
        gc.unfreeze()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Write every generated page and the data beside it, and tell mkdocs of the pages.

    Pictures are drawn meanwhile.
    """
    standings, site, renderer = config.extra[KEPT]
    gc.freeze()  # what pages are made of stays: no use in looking through it again, nor in copying
    book = Book(standings, site, _made(config), config.extra[EDITIONS][1])
    folder, many = Path(config.site_dir), len(standings.organisations)
    served = os.environ.get(f"{ASKED}SITE")
    config.extra[DRAWING] = begin_pictures(
        folder, book.charts, site, book.pictures, Path(served) if served else None
    )
    for page in pressed(book.pages, renderer.render, folder, many):
        source = f"{page.address}index.md"
        file = File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        file.page = WholePage(page, file, config)
        files.append(file)
    config.extra[CHARTS] = book
    files.append(_data(config, "assets/plotly.min.js", abs_src_path=str(plotly_script())))
    return files


def on_pre_page(page: MkdocsPage, config: MkDocsConfig, files: Files) -> MkdocsPage:  # noqa: ARG001 - mkdocs names what it passes
    """Date every page from the data, not from the clock: the same night gives the same bytes."""
    site: Site = config.extra[KEPT][1]
    page.update_date = (site.night or date(1970, 1, 1)).isoformat()
    return page


@event_priority(LAST)
def on_post_page(output: str, page: MkdocsPage, config: MkDocsConfig) -> str:  # noqa: ARG001 - the same
    """Let a page that no plugin changed stand as it was written: mkdocs writes nothing of none."""
    return "" if isinstance(page, WholePage) and page.is_as_written(output) else output


def on_page_context(
    context: TemplateContext, page: MkdocsPage, config: MkDocsConfig, nav: Navigation
) -> TemplateContext:
    """Frame a hand-written page as the generated ones are framed."""
    if not isinstance(page, WholePage):
        written = Page(
            address=page.url,
            title=str(page.title),
            description=str(page.meta.get("description", page.title)),
            template="",
            section=next((item.title or "" for item in nav.items if item is page), ""),
        )
        _put(context, config.extra[KEPT][2].frame(written))
        if page.meta.get("tells_corrections"):
            cast("dict[str, Any]", context)[KEY] = _made(config)
    return context


def on_template_context(
    context: TemplateContext, template_name: str, config: MkDocsConfig
) -> TemplateContext:
    """Frame the page of a wrong address, which may be shown at any depth."""
    if template_name == "404.html":
        title = "There is no page at this address"
        root = context["base_url"].rstrip("/") + "/"
        frame = Frame(
            site=config.extra[KEPT][1],
            title=title,
            description=title,
            root=root,
            address="404.html",
            section="",
            canonical=None,
        )
        _put(context, frame)
    return context


class WholePage(MkdocsPage):
    """A page that is whole: mkdocs neither reads Markdown for it nor fills its theme."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig) -> None:
        super().__init__(page.title, file, config)
        self._description, self._written = page.description, ""
        if not page.is_indexed or page.canonical not in (None, page.address):
            self.canonical_url = None  # of which the map of the site is made

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - mkdocs' signature
        """Say which template writes the page out as it is."""
        self.markdown = ""
        self.meta = {"template": "whole.html", "description": self._description}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - the same
        """Leave the content empty: there is no Markdown to convert."""
        self.content = ""

    def html(self) -> str:
        """Return the page as it was written, so that mkdocs passes it through its plugins."""
        self._written = Path(self.file.abs_dest_path).read_text(encoding="utf-8")
        return self._written

    def is_as_written(self, output: str) -> bool:
        """Whether the plugins left the page as it was; it is asked once."""
        written, self._written = self._written, ""
        return output == written


def _made(config: MkDocsConfig) -> tuple[Correction, ...]:
    """Return the corrections that stand beside the watchlist; none where there is no such file."""
    file = _watchlist(Path(config.config_file_path).parent) / CORRECTIONS
    if config.extra.get("standings") or file.is_symlink() or not file.is_file():
        return ()
    head = f"---\n{KEY}:\n{file.read_text(encoding='utf-8')}\n---\n"
    try:
        return corrections_of(get_data(head)[1].get(KEY), str(file))
    except FollowbackError as error:
        raise PluginError(str(error)) from None


def _put(context: TemplateContext, frame: Frame) -> None:
    """Give a template the frame beside what mkdocs gives it."""
    cast("dict[str, Any]", context)["frame"] = frame


def _settings(root: Path) -> Settings:
    told = os.environ.get(f"{ASKED}SETTINGS")
    if told:
        return Settings.model_validate_json(told)
    environ = {key: text for key, text in os.environ.items() if not key.startswith(ASKED)}
    return load_settings(root / "pyproject.toml", environ=environ)


def _standings(root: Path, settings: Settings) -> Standings:
    night = os.environ.get(f"{ASKED}NIGHT")
    return standings_of(
        Ledger(_ledger(root)),
        load_watchlist(_watchlist(root)),
        settings,
        night=date.fromisoformat(night) if night else None,
    )


def _watchlist(root: Path) -> Path:
    return Path(os.environ.get(f"{ASKED}WATCHLIST", root / "collector" / "watchlist"))


def _ledger(root: Path) -> Path:
    return Path(os.environ.get(f"{ASKED}DATA", root / "data"))


def _link(entry: dict[str, Any]) -> Link:
    [(name, source)] = entry.items()
    return Link(
        name=name, address=source.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"
    )


def _data(config: MkDocsConfig, address: str, **source: Any) -> File:
    return File.generated(config, address, inclusion=InclusionLevel.NOT_IN_NAV, **source)
