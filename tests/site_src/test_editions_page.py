"""What stands beside the frozen: the list of editions, notices, and the live charts' links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from collector.settings import Settings
from collector.store.edition import Edition, Frozen
from collector.store.editions import Editions
from collector.store.redaction import Redaction
from site_src.book import pages_of, site_of
from site_src.chart_page import Hung
from site_src.corrections import Correction
from site_src.editions_page import NONE, NOTICE, carry, editions_page, notice, weeks_of
from site_src.render import Renderer

if TYPE_CHECKING:
    from pathlib import Path

    from site_src.model import Standings

CHART = "bluesky-council-borough-10k--reply-share"
FILES = {"index.html": b"<h1>", f"charts/{CHART}/index.html": b"<table>"}
SETTINGS = Settings(site_url="https://league.test/")


def edition(week: str, day: int) -> Edition:
    files = {name: Frozen(sha256="", bytes=1) for name in FILES}
    return Edition(week=week, night=date(2026, 11, day), method_version=2, files=files)


def correction(page: str) -> Correction:
    return Correction(
        date=date(2026, 11, 24), page=page, name="<Ostbury>", wrong="It said 5%.", right="It is 6%."
    )


@pytest.fixture
def two() -> tuple[Edition, ...]:
    return edition("2026-W46", 15), edition("2026-W47", 22)


def rendered(standings: Standings, page: object) -> str:
    return Renderer(site_of(standings, SETTINGS, ())).render(page)  # type: ignore[arg-type]


def test_the_newest_edition_stands_first(small: Standings, two: tuple[Edition, ...]) -> None:
    html = rendered(small, editions_page(two, ()))
    assert html.index("2026-W47") < html.index("2026-W46")
    assert 'href="../editions/2026-W47/"' in html
    assert "Corrected" not in html


def test_a_correction_stands_with_its_own_edition_alone(
    small: Standings, two: tuple[Edition, ...]
) -> None:
    made = (correction(f"editions/2026-W46/charts/{CHART}/"),)
    html = rendered(small, editions_page(two, made))
    assert html.count("Corrected on") == 1
    assert html.index("2026-W46") < html.index("Corrected on")
    assert "&lt;Ostbury&gt;" in html


def test_who_was_taken_out_is_counted_and_not_named(
    small: Standings, two: tuple[Edition, ...]
) -> None:
    gone = Redaction(date=date(2026, 11, 25), organisation="ostbury", files={})
    html = rendered(small, editions_page((replace(two[0], redactions=(gone, gone)),), ()))
    assert "Taken out on 25 November 2026: 2 organisations" in html
    assert "ostbury" not in html


def test_before_the_first_edition_the_page_says_so(small: Standings) -> None:
    assert "No week is frozen yet" in rendered(small, editions_page((), ()))


def test_a_notice_is_a_picture_that_says_what_was_corrected() -> None:
    words = " ".join(ET.fromstring(notice([correction("editions/x/")])).itertext())  # noqa: S314
    assert "Corrected on 24 November 2026: <Ostbury>." in words
    assert NONE in notice(())


def test_a_build_lays_the_notice_beside_and_changes_no_file(tmp_path: Path) -> None:
    kept = Editions(tmp_path / "data")
    kept.keep(edition("2026-W47", 22), FILES)
    made = (correction("editions/2026-W47/"),)
    carry(kept.checked(), kept.folder, tmp_path / "site", made)
    served = tmp_path / "site" / "editions" / "2026-W47"
    for path in (kept.folder / "2026-W47").rglob("*.*"):
        assert (served / path.relative_to(kept.folder / "2026-W47")).read_bytes() == (
            path.read_bytes()
        )
    assert "Corrected" in (served / NOTICE).read_text()
    assert not (kept.folder / "2026-W47" / NOTICE).exists()


@pytest.mark.heavy
def test_a_live_chart_leads_to_its_editions_and_tells_their_corrections(
    small: Standings, two: tuple[Edition, ...]
) -> None:
    assert weeks_of(two) == {CHART: ("2026-W47", "2026-W46")}
    made = (correction(f"editions/2026-W46/charts/{CHART}/"),)
    site = site_of(small, SETTINGS, ())
    for page in pages_of(small, site, made, two):
        if isinstance(page.content, Hung) and page.template == "chart":
            html = rendered(small, page)
            is_mine = page.address == f"charts/{CHART}/"
            assert (f'href="../../editions/2026-W47/charts/{CHART}/"' in html) is is_mine
            assert (f"editions/2026-W47/charts/{CHART}/chart.svg" in html) is is_mine
            assert ("It said 5%." in html) is is_mine
