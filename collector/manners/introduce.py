"""How we introduce ourselves to every server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import SettingError

if TYPE_CHECKING:
    from collector.settings import Settings


def user_agent(settings: Settings) -> str:
    """Return what tells a server who asks, and where to complain."""
    contact = f"; mailto:{settings.contact}" if settings.contact else ""
    text = f"followback/{__version__} (+{settings.site_url}{contact})"
    if text.isascii() and text.isprintable():
        return text
    raise SettingError('"site_url" and "contact" go into a header; write them in plain ASCII')
