"""The shipped watchlist on a night that reached nobody: what is told of it, and what is not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from collector.model import Gap, Observation
from collector.settings import Settings, load_settings
from site_src.archives import ADDRESS
from site_src.book import pages_of, site_of
from site_src.measure import standings
from site_src.render import Renderer
from tests.test_watchlist import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.model import Organisation, Watchlist

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(
        load_settings(ROOT / "pyproject.toml").repository != OURS, reason="another league's list"
    ),
]

NIGHT = date(2026, 11, 21)
KEYED = ("x", "instagram")
ZAPPOS = "brands/zappos/"


@pytest.fixture(scope="module")
def shipped(real_watchlist: Watchlist) -> dict[str, str]:
    """Return the pages that tell of the past, of a night with no figure at all."""
    rows = [row for one in real_watchlist.organisations for row in unread(one)]
    settings = Settings()
    found = standings(rows, real_watchlist, NIGHT, settings, is_practice=False, collected_at={})
    site = site_of(found, settings, ())
    renderer = Renderer(site)
    wanted = ("", ADDRESS, ZAPPOS, "brands/adobe/")
    pages = (page for page in pages_of(found, site) if page.address in wanted)
    return {page.address: renderer.render(page) for page in pages}


def unread(one: Organisation) -> Iterator[Observation]:
    """Yield an organisation's rows: each account, and all of a network where there are several."""
    networks = [account.network for account in one.accounts]
    pooled = [(network, None) for network in set(networks) if networks.count(network) > 1]
    for network, handle in [*((a.network, a.handle) for a in one.accounts), *pooled]:
        yield Observation(
            night=NIGHT,
            organisation=one.slug,
            network=network,
            account=handle,
            gap=Gap.NEEDS_TOKEN if network in KEYED else Gap.UNREACHABLE,
        )


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_the_front_page_tells_of_zappos_first_with_date_and_source(shipped: dict[str, str]) -> None:
    _, _, told = shipped[""].partition("From the archives</h2>")
    first = words(told.partition("<li>")[2].partition("<li>")[0])
    assert "Zappos 870,000 followers and 407,000 follows on X (@zappos)" in first
    assert "2009 · from paidContent, at CBS News" in first
    assert 'href="https://www.cbsnews.com/news/paidcontent-twitter-report-card-tony-hsieh/"' in told


def test_the_front_page_says_that_it_measured_none_of_it(
    shipped: dict[str, str], real_watchlist: Watchlist
) -> None:
    home = words(shipped[""])
    assert "Others published them; none was read by us, and none is ranked." in home
    listed = real_watchlist.organisations
    live = [one for one in listed if not all(a.network in KEYED for a in one.accounts)]
    assert f"counts that every night for {len(live)} organisations" in home
    assert f"lists {len(listed) - len(live)} more on Instagram or X" in home


def test_every_figure_of_the_past_stands_in_the_archives_with_its_source(
    shipped: dict[str, str], real_watchlist: Watchlist
) -> None:
    quoted = [one for who in real_watchlist.organisations for one in who.historic]
    rows = shipped[ADDRESS].partition("<tbody>")[2].split("<tr>")[1:]
    assert len(rows) == len(quoted)
    assert all('rel="nofollow">' in row for row in rows)
    june = next(row for row in rows if "June 2008" in row)
    assert "5,681" in june
    assert june.count("not told") == 2


def test_zappos_own_page_tells_all_of_its_past_below_what_is_measured(
    shipped: dict[str, str],
) -> None:
    above, _, told = shipped[ZAPPOS].partition('<section id="past"')
    past = words(told := told.partition("</section>")[0])
    assert "870,000" not in words(above)
    assert "needs a key" in words(above)
    assert "Others published them; none was read by us, and none is ranked." in past
    dates = re.findall(r'<th scope="row">([^<]+) <small', told)
    assert dates == ["May 2008", "June 2008", "2008", "2009", "1 November 2011"]
    assert all(number in past for number in ("4,658", "5,681", "10,604", "407,000", "1,858,439"))


def test_who_is_quoted_nowhere_has_no_such_section(shipped: dict[str, str]) -> None:
    assert 'id="past"' not in shipped["brands/adobe/"]
