"""Pages -> HTML: the only door to jinja2. It touches no disk but for the templates.

Templates choose and arrange; they compute nothing, and a name they do not know is an error.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension
from markupsafe import escape

from site_src.page import Frame

if TYPE_CHECKING:
    from site_src.page import Page, Site

UNSAFE = re.compile("""[&<>"']""").search
# https://html.spec.whatwg.org/multipage/syntax.html#optional-tags: in templates, each of these
# comes before the next of its kind or before the end of what holds it.
OPTIONAL_ENDS = re.compile(r"</(?:li|d[dt]|t[dhr]|thead|tbody|option)>")
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


class _Lean(Extension):
    """Leaves out the end tags that HTML does not need, once for each template."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - jinja2's signature
        """Return a template's source without them."""
        return OPTIONAL_ENDS.sub("", source)


class _Quick(Template):
    """A template that wraps no text to say that it is safe, where it is only to be written."""

    @classmethod
    def from_code(cls, *given: Any, **named: Any) -> Template:
        """Return the template of a code, which escapes by our own function."""
        made = super().from_code(*given, **named)
        made.root_render_func.__globals__["escape"] = _escaped
        return made


def _escaped(value: Any) -> str:
    """Return a value as it is written: most texts have nothing to escape."""
    if type(value) is str and UNSAFE(value) is None:
        return value
    return escape(value)


@cache
def _environment() -> Environment:
    """Return where the templates live: compiled once, however many editions are made of them."""
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, TEMPLATES / "theme"]),
        autoescape=True,
        extensions=[_Lean],
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )
    environment.template_class = _Quick
    return environment


class Renderer:
    """Pages of one site, filled into the templates."""

    def __init__(self, site: Site, base_url: str | None = None) -> None:
        self._site = site
        self._base = base_url
        self._environment = _environment()

    def render(self, page: Page) -> str:
        """Return the whole page as HTML."""
        template = self._environment.get_template(f"pages/{page.template}.html")
        return template.render(frame=self.frame(page), it=page.content)

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
