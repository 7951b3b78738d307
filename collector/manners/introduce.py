"""How we introduce ourselves to every server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.errors import SettingError

if TYPE_CHECKING:
    from collector.settings import Settings


def user_agent(settings: Settings) -> str:
    """Return what tells a server who asks, and where to complain."""
    text = settings.agent
    if text.isascii() and text.isprintable():
        return text
    raise SettingError('"site_url" and "contact" go into a header; write them in plain ASCII')
