"""The site as mkdocs builds it: strict, whole, the same every time, at home under any path."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from collector.model import Gap, Kind, Observation
from collector.settings import Settings
from collector.store import Ledger
from collector.store.report import RunReport
from site_src.hooks import _settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_src.model import Standings

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://127.0.0.1:8000/league/"


class Links(HTMLParser):
    """Gathers a page's links and the places they may lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, text in attrs:
            if name in ("href", "src", "action", "data-explore") and tag != "base":
                self.links.append(text or "")
            if name == "id":
                self.ids.add(text or "")


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Links]:
    return {
        str(file.relative_to(site)): Links(file.read_text("utf-8")) for file in site.rglob("*.html")
    }


def _file(path: str) -> str:
    return f"{path}index.html" if not path or path.endswith("/") else path


@pytest.mark.heavy
def test_every_link_within_the_site_leads_somewhere(site: Path, read: dict[str, Links]) -> None:
    for name, page in read.items():
        for link in page.links:
            there = urlsplit(urljoin(BASE + name, link))
            if f"{there.scheme}://{there.netloc}/" != "http://127.0.0.1:8000/":
                continue
            assert there.path.startswith("/league/"), f"{name}: {link} leaves the site"
            file = _file(unquote(there.path.removeprefix("/league/")))
            assert (site / file).is_file(), f"{name}: {link} leads nowhere"
            if there.fragment:
                assert unquote(there.fragment) in read[file].ids, f"{name}: {link}"


@pytest.mark.heavy
def test_links_are_relative_so_that_the_site_may_be_moved(read: dict[str, Links]) -> None:
    for name, page in read.items():
        if name != "404.html":
            assert [link for link in page.links if link.startswith("/")] == [], name


@pytest.mark.heavy
def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for file in site.rglob("*.html"):
        html = file.read_text("utf-8")
        assert ' src="http' not in html
        assert '<link rel="stylesheet" href="http' not in html


@pytest.mark.heavy
def test_the_page_of_a_wrong_address_is_at_home_at_any_depth(read: dict[str, Links]) -> None:
    within = [link for link in read["404.html"].links if "://" not in link and link != "#main"]
    assert all(link.startswith("/league/") for link in within)


@pytest.mark.heavy
def test_two_builds_give_the_same_bytes(
    site: Path, tmp_path: Path, small: Standings, built: Callable[..., Path]
) -> None:
    again = built(tmp_path / "again", small)
    first = {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    second = {str(p.relative_to(again)): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert first == second


STAMP = """\
def on_post_page(output, page, config):
    is_of_council = page.url.startswith("councils/")
    return output.replace("</body>", "<!-- stamped --></body>") if is_of_council else output
"""


@pytest.mark.heavy
def test_what_another_hook_makes_of_a_page_is_what_is_served(
    site: Path, tmp_path: Path, small: Standings, built: Callable[..., Path]
) -> None:
    stamp = tmp_path / "stamp.py"
    stamp.write_text(STAMP, "utf-8")
    stamped = built(tmp_path / "site", small, hooks=["site_src/hooks.py", str(stamp)])
    page = "councils/borough-of-lonmouth/index.html"
    assert "<!-- stamped --></body>" in (stamped / page).read_text("utf-8")
    assert (stamped / "index.html").read_bytes() == (site / "index.html").read_bytes()


@pytest.mark.heavy
def test_no_page_knows_the_day_it_was_built(site: Path) -> None:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert "lastmod" not in (site / "sitemap.xml").read_text("utf-8")
    stamp = (site / "sitemap.xml.gz").read_bytes()[4:8]
    dated = datetime.fromtimestamp(int.from_bytes(stamp, "little"), UTC)
    assert dated.date().isoformat() == "2026-11-21"
    assert today == "2026-11-21" or today not in (site / "index.html").read_text("utf-8")


@pytest.mark.heavy
def test_the_sitemap_names_once_every_page_that_may_be_found(site: Path) -> None:
    packed = gzip.decompress((site / "sitemap.xml.gz").read_bytes()).decode("utf-8")
    assert packed == (site / "sitemap.xml").read_text("utf-8")
    found = set()
    for page in site.rglob("index.html"):
        text = page.read_text("utf-8")
        own = f'<link rel="canonical" href="{BASE}{page.parent.relative_to(site).as_posix()}/">'
        if '<meta name="robots" content="noindex">' not in text and own.replace("./", "") in text:
            found.add(page)
    assert packed.count("<loc>") == len(found)
    assert packed.count("<loc>") == len(set(packed.split("<loc>"))) - 1
    assert f"<loc>{BASE}councils/borough-of-lonmouth/</loc>" in packed


@pytest.mark.heavy
def test_hand_written_pages_stand_in_the_same_frame(site: Path) -> None:
    html = (site / "method" / "index.html").read_text("utf-8")
    assert "<title>Method | Followback</title>" in html
    assert '<a href="../method/" aria-current="page">Method</a>' in html
    assert "Practice data." in html


@pytest.mark.heavy
def test_who_is_written_to_stands_where_answers_are_asked_for(site: Path) -> None:
    html = (site / "corrections" / "index.html").read_text("utf-8")
    for form in ("correction", "reply", "remove"):
        assert f'href="https://github.com/someone/league/issues/new?template={form}.yml"' in html
    assert 'href="mailto:' not in html
    assert "proof:" in html


@pytest.mark.heavy
def test_the_editor_is_opened_with_the_lines_of_an_entry(site: Path) -> None:
    html = (site / "contribute" / "index.html").read_text("utf-8")
    links = [link for link in re.findall(r'href="([^"]+)"', html) if "/new/main/" in link]
    assert len(links) == 3
    for link, kind in zip(links, ("council", "brand", "public-body"), strict=True):
        asked = parse_qs(urlsplit(unescape(link)).query)
        entry = yaml.safe_load(asked["value"][0])
        assert {"name", "kind", "sector", "country", "website", "accounts"} == {*entry}
        assert entry["kind"] == kind
        assert f"/watchlist/{Kind(kind).folder}?" in link
    assert "issues/new?template=add-organisation.yml" in html


@pytest.mark.heavy
def test_the_data_stand_beside_the_pages(site: Path) -> None:
    folder = site / "councils" / "borough-of-lonmouth"
    told = site / "api" / "v1" / "organisations" / "borough-of-lonmouth.json"
    assert json.loads(told.read_text("utf-8"))["organisation"] == "borough-of-lonmouth"
    assert (folder / "values.csv").is_file()
    assert set(json.loads((folder / "history.json").read_text("utf-8"))) == {
        "bluesky-follow-back-rate",
        "bluesky-conversations",
        "bluesky-reply-share",
    }


@pytest.mark.heavy
def test_the_last_nights_are_told_of_everybody_and_of_each(site: Path) -> None:
    status = (site / "status" / "index.html").read_text("utf-8")
    assert "Missing: 9 November 2026." in status
    assert status.count('<tr class="no">') == 1
    nights = (site / "councils" / "borough-of-lonmouth" / "index.html").read_text("utf-8")
    marks = nights[nights.index('<ol class="nights"') :].partition("</ol>")[0]
    assert (marks.count("<li"), marks.count("●"), marks.count('<li class="no">◌')) == (30, 28, 1)
    assert "<li>9 November 2026: not read, no night was kept<li>" in nights
    assert "<li>16 November 2026: read in part, busy<li>" in nights


@pytest.mark.heavy
def test_plotly_is_served_from_the_site_and_named_by_no_page(site: Path) -> None:
    assert (site / "assets" / "plotly.min.js").stat().st_size > 1_000_000
    assert not any("plotly" in file.read_text("utf-8") for file in site.rglob("*.html"))


ENTRY = """\
name: Town of Example
kind: council
sector: town
country: GB
website: https://town.example.com
accounts:
  - network: bluesky
    handle: town.example.com
    role: main
    source: https://town.example.com/contact
"""


@pytest.fixture(scope="module")
def from_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site built as the command builds it: from a ledger, told by the environment."""
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "watchlist" / "councils").mkdir(parents=True)
    (folder / "watchlist" / "councils" / "town-of-example.yml").write_text(ENTRY, "utf-8")
    night = date(2026, 11, 21)
    now = datetime(2026, 11, 21, 2, tzinfo=UTC)
    report = RunReport(
        night=night, started_at=now, finished_at=now, collector_version="1", read=0, expected=1
    )
    unread = Observation(
        night=night,
        organisation="town-of-example",
        network="bluesky",
        account="town.example.com",
        gap=Gap.BUSY,
    )
    Ledger(folder / "data").record(night, [unread], report)
    told = {
        "FOLLOWBACK_BUILD_DATA": str(folder / "data"),
        "FOLLOWBACK_BUILD_WATCHLIST": str(folder / "watchlist"),
        "FOLLOWBACK_BUILD_NIGHT": "2026-11-21",
        "FOLLOWBACK_BUILD_SETTINGS": Settings(
            site_url="https://league.example/", repository="https://github.com/someone/league"
        ).model_dump_json(),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, text in told.items():
            patch.setenv(name, text)
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder / "site")))
    return folder / "site"


@pytest.mark.heavy
def test_real_data_from_the_ledger_are_watched_and_never_called_practice(from_ledger: Path) -> None:
    html = (from_ledger / "index.html").read_text("utf-8")
    assert "Practice data" not in html
    assert '<time datetime="2026-11-21" data-night>21 November 2026</time>' in html
    assert '<link rel="canonical" href="https://league.example/">' in html


@pytest.mark.heavy
def test_an_account_that_was_never_read_has_a_page_without_numbers(from_ledger: Path) -> None:
    html = (from_ledger / "councils" / "town-of-example" / "index.html").read_text("utf-8")
    assert html.count('<p class="fig none">') == 1
    assert '<p class="fig">' not in html
    receipts = from_ledger / "councils" / "town-of-example" / "receipts" / "index.html"
    assert receipts.read_text("utf-8").count('<article class="receipt"') == 1
    assert "https://bsky.app/profile/town.example.com" in html


def test_a_setting_may_come_from_the_project_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWBACK_BUILD_DATA", "elsewhere")
    monkeypatch.setenv("FOLLOWBACK_SITE_URL", "https://other.example/")
    assert _settings(ROOT).site_url == "https://other.example/"


@pytest.mark.heavy
def test_without_a_night_the_build_says_so_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FOLLOWBACK_BUILD_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("FOLLOWBACK_BUILD_SETTINGS", Settings().model_dump_json())
    with pytest.raises(Abort):
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path / "site")))
    assert "Traceback" not in capsys.readouterr().err
