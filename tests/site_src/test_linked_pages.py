"""Every page that is written by hand is linked where a reader would look for it."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN = sorted((ROOT / "site_src" / "pages").glob("*.md"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.stem)
def test_every_written_page_is_linked_by_another(page: Path) -> None:
    others = [one for one in WRITTEN if one != page]
    by_name = [one for one in others if f"]({page.name}" in one.read_text(encoding="utf-8")]
    address = f'href="{{{{ frame.root }}}}{page.stem}/'
    by_address = [one for one in TEMPLATES if address in one.read_text(encoding="utf-8")]
    assert by_name or by_address


def test_who_reads_of_replies_only_is_led_to_mentions() -> None:
    assert 'href="{{ frame.root }}mentions/"' in (ROOT / "templates/pages/method.html").read_text()
