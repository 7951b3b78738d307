"""Pages -> HTML: the only door to jinja2. It touches no disk but for the templates.

Templates choose and arrange; they compute nothing, and a name they do not know is an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from site_src.page import Frame

if TYPE_CHECKING:
    from jinja2 import Template

    from site_src.page import Page, Site

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


class Renderer:
    """The site's templates, each compiled once."""

    def __init__(self, site: Site, base_url: str | None = None) -> None:
        self._site = site
        self._base = base_url
        self._templates: dict[str, Template] = {}
        self._environment = Environment(
            loader=FileSystemLoader([TEMPLATES, TEMPLATES / "theme"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            auto_reload=False,
        )

    def render(self, page: Page) -> str:
        """Return the whole page as HTML."""
        return self._template(page.template).render(frame=self.frame(page), it=page.content)

    def bare(self, template: str, **values: Any) -> str:
        """Return a template filled in, without the site around it."""
        return self._environment.get_template(template).render(values)

    def frame(self, page: Page) -> Frame:
        """Return what the base template shows around a page."""
        return Frame(
            site=self._site,
            title=page.title,
            description=page.description,
            root=page.root,
            address=page.address,
            section=page.section,
            canonical=self._canonical(page),
            is_indexed=page.is_indexed,
            scripts=page.scripts,
            image=page.image,
            oembed=page.oembed,
        )

    def _canonical(self, page: Page) -> str | None:
        if self._base is None:
            return None
        return self._base + (page.address if page.canonical is None else page.canonical)

    def _template(self, name: str) -> Template:
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(f"pages/{name}.html")
        return self._templates[name]
