"""The pages written by hand say what the code does."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from collector.manners.introduce import user_agent
from collector.model import Facts, Observation
from collector.settings import COLLECTOR_PAGE, KEYS, Settings
from collector.store import Ledger
from collector.store.report import RunReport

PAGES = Path(__file__).resolve().parents[2] / "site_src" / "pages"
OPERATE = (PAGES / "operate.md").read_text(encoding="utf-8")
COLLECTOR = (PAGES / COLLECTOR_PAGE.rstrip("/")).with_suffix(".md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z_.]+)` \| (?:`([^`]+)`|empty) \| (\S.+) \|$", re.MULTILINE)
SITE_URL = "http://127.0.0.1:8000/league/"  # the small site's
FIRST = date(2026, 11, 21)


def default(key: str) -> Any:
    value: Any = Settings()
    for part in key.split("."):
        value = getattr(value, part)
    return value


def as_written(value: Any) -> str:
    """Return a setting as pyproject.toml has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value < 1000:
        return str(value)
    return f"{int(value):_}" if isinstance(value, int | float) else " ".join([value] * bool(value))


def test_the_guide_explains_every_setting_with_its_default() -> None:
    told = {key: text for key, text, _ in ROW.findall(OPERATE)}
    assert told == {key: as_written(default(key)) for key in KEYS}


def test_the_guide_has_ten_steps() -> None:
    assert re.findall(r"^\*\*(\d+)\. ", OPERATE, re.MULTILINE) == [str(n) for n in range(1, 11)]


@pytest.mark.heavy
def test_the_guide_reads_the_ledger_with_duckdb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for night in (FIRST, FIRST + timedelta(days=1)):
        row = Observation(
            night=night,
            organisation="leeds",
            network="bluesky",
            account="leeds.test",
            facts=Facts(followers=night.day),
        )
        at = datetime(night.year, night.month, night.day, tzinfo=UTC)
        report = RunReport(
            night=night, started_at=at, finished_at=at, collector_version="1", read=1, expected=1
        )
        Ledger(tmp_path / "data").record(night, [row], report)
    (query,) = re.findall(r"```sql\n(.+?)```", OPERATE, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    assert duckdb.connect().execute(query).fetchall() == [
        ("leeds", "leeds.test", FIRST, 21, None),
        ("leeds", "leeds.test", FIRST + timedelta(days=1), 22, None),
    ]


@pytest.mark.heavy
def test_the_page_of_the_collector_shows_its_user_agent_as_it_is_sent(site: Path) -> None:
    page = (site / COLLECTOR_PAGE / "index.html").read_text(encoding="utf-8")
    (shown,) = re.findall(r"User-Agent: ([^\n<]+)", page)
    assert html.unescape(shown) == user_agent(Settings(site_url=SITE_URL))


@pytest.mark.heavy
def test_the_user_agent_leads_to_a_page_of_the_site(site: Path) -> None:
    (address,) = re.findall(r"\+(https?://[^);]+)", user_agent(Settings(site_url=SITE_URL)))
    assert (site / address.removeprefix(SITE_URL) / "index.html").is_file()


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("of the fediverse at most one a second", "networks.mastodon.requests_per_second"),
        ("to Bluesky’s at most eight a second", "networks.bluesky.requests_per_second"),
        ("no reply of more than 64 MB", "budgets.reply_bytes"),
    ],
)
def test_the_page_of_the_collector_tells_its_limits(words: str, key: str) -> None:
    numbers = {"one": 1, "eight": 8, "64": 64_000_000}
    assert words in COLLECTOR
    assert default(key) == next(n for word, n in numbers.items() if word in words.split()[-4:])
