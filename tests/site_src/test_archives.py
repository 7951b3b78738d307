"""Figures of the past on a living site: with their day and source, and never as tonight's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.model import Account, Gap, Role
from collector.model import Historic as Quoted
from collector.settings import Settings
from site_src.archives import MOST, archive, archives_page, past_of, when
from site_src.book import site_of
from site_src.historic import historic
from site_src.index import Index
from site_src.model import Historic
from site_src.render import Renderer
from tests.site_src.conftest import HOSTILE
from tests.site_src.test_measure import FULL, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Observation, Organisation
    from site_src.model import Standings

PAGE = "https://www.herald.test/2009/zappos"


def past(standings: Standings, number: int = 0, followers: int | None = 870_000) -> Historic:
    slug = sorted(standings.organisations)[number]
    return Historic(
        organisation=slug,
        network="x",
        account=f"a{number}",
        date="2009-03-31",
        file="tables.csv",
        followers=followers,
        following=407_000,
    )


def quoted(standings: Standings, number: int = 0, date: str = "2009") -> Historic:
    return replace(past(standings, number), date=date, file="", source=PAGE)


def told(*rows: Observation, organisations: Sequence[Organisation] = ()) -> list[Historic]:
    newest_first = sorted(rows, key=lambda one: one.night, reverse=True)
    key = (rows[0].organisation, rows[0].network, rows[0].account)
    return [*historic(organisations, {key: newest_first})]


def with_past(standings: Standings, *known: Historic) -> Index:
    return Index(replace(standings, historic=known))


def quoting(standings: Standings, account: str, date: str) -> Organisation:
    """Return an organisation whose entry quotes a count."""
    one = next(iter(standings.organisations.values()))
    count = Quoted(network="x", handle=account, date=date, source=PAGE, followers=5_681)
    return replace(one, slug="one", historic=(count,))


def test_the_newest_imported_counts_of_an_account_are_found_behind_those_we_read() -> None:
    old = [replace(row(FULL, days), imported=f"{days}.csv") for days in (300, 200)]
    [found] = told(row(FULL), *old)
    assert (found.file, found.date) == ("200.csv", old[1].night.isoformat())
    assert found.followers == FULL.followers


def test_an_account_that_was_only_read_has_no_past() -> None:
    assert told(row(FULL), row(FULL, 200)) == []


def test_what_an_entry_quotes_is_known_with_its_page(small: Standings) -> None:
    [found] = historic([quoting(small, "zappos", "2008-06")], {})
    assert (found.organisation, found.account, found.date) == ("one", "zappos", "2008-06")
    assert (found.followers, found.following, found.source) == (5_681, None, PAGE)


def test_what_is_quoted_and_imported_of_one_day_is_told_once_and_by_its_page(
    small: Standings,
) -> None:
    old = replace(row(FULL, 200), organisation="one", network="x", account="zappos", imported="a")
    same = quoting(small, "zappos", old.night.isoformat())
    assert [one.source for one in told(old, organisations=[same])] == [PAGE]
    assert len(told(old, organisations=[quoting(small, "zappos", "2008")])) == 2


def test_each_figure_of_the_past_stands_with_its_day_and_its_file(small: Standings) -> None:
    shown = archive(with_past(small, past(small)))
    assert shown is not None
    [line] = shown.lines
    assert line.words == "870,000 followers and 407,000 follows on X (@a0)"
    assert (line.when, line.source, line.link) == ("31 March 2009", "tables.csv", None)
    assert "imported from files, not read by us" in shown.note


def test_a_quoted_figure_leads_to_its_page_and_says_who_told_it(small: Standings) -> None:
    real = replace(small, is_practice=False)
    shown = archive(with_past(real, quoted(real)))
    assert shown is not None
    [line] = shown.lines
    assert (line.when, line.source, line.link) == ("2009", "www.herald.test", PAGE)
    assert "Others published them; none was read by us" in shown.note


def test_who_published_a_figure_is_named_where_the_entry_names_them(small: Standings) -> None:
    real = replace(small, is_practice=False)
    shown = archive(with_past(real, replace(quoted(real), by="The Herald")))
    assert shown is not None
    assert (shown.lines[0].source, shown.lines[0].link) == ("The Herald", PAGE)


def test_of_practice_no_link_leads_to_a_page_that_is_not_there(small: Standings) -> None:
    shown = archive(with_past(small, quoted(small)))
    assert shown is not None
    assert (shown.lines[0].source, shown.lines[0].link) == ("www.herald.test", None)


@pytest.mark.parametrize(
    ("date", "words"),
    [("2008", "2008"), ("2008-05", "May 2008"), ("2008-05-02", "2 May 2008")],
)
def test_a_date_is_printed_as_exactly_as_it_is_known(date: str, words: str) -> None:
    assert when(date) == words


def test_what_is_not_known_of_the_past_is_no_zero(small: Standings) -> None:
    index = with_past(small, past(small, followers=None))
    shown, page = archive(index), archives_page(index)
    assert shown is not None
    assert shown.lines[0].words == "407,000 follows on X (@a0)"
    assert page is not None
    assert [one.number for one in page.content.lines[0].counts] == ["", "407,000", ""]


def test_a_zero_that_was_told_is_a_zero(small: Standings) -> None:
    shown = archive(with_past(small, replace(past(small), following=0)))
    assert shown is not None
    assert shown.lines[0].words == "870,000 followers and 0 follows on X (@a0)"


def test_only_posts_are_told_where_nothing_else_is_known(small: Standings) -> None:
    shown = archive(with_past(small, replace(past(small, followers=None), following=None, posts=1)))
    assert shown is not None
    assert shown.lines[0].words == "1 post on X (@a0)"


def test_a_handful_is_shown_the_oldest_first_and_how_many_there_are(small: Standings) -> None:
    dates = ("2012", "2008-05", "2022-11", "2009", "2010-01-31", "2011", "2015")
    many = [quoted(small, number, date) for number, date in enumerate(dates)]
    shown = archive(with_past(small, *many))
    assert shown is not None
    assert [line.when for line in shown.lines] == [
        "May 2008",
        "2009",
        "31 January 2010",
        "2011",
        "2012",
    ]
    assert shown.note.startswith(f"{MOST} of 7 accounts")


def test_an_account_stands_in_front_once_and_with_both_counts_where_it_can(
    small: Standings,
) -> None:
    newer = replace(quoted(small, date="2011-11-01"), following=None)
    older = replace(quoted(small, date="2008"), followers=None)
    shown = archive(with_past(small, newer, quoted(small), older))
    assert shown is not None
    assert [line.when for line in shown.lines] == ["2009"]


def test_an_organisations_own_page_has_all_of_its_past_and_nobody_elses(small: Standings) -> None:
    mine = [quoted(small, date=date) for date in ("2011", "2008", "2008-06")]
    index = with_past(small, *mine, quoted(small, 1))
    first = index.organisations[mine[0].organisation]
    shown = past_of(index, first)
    assert shown is not None
    assert [line.when for line in shown.lines] == ["June 2008", "2008", "2011"]
    assert past_of(index, index.organisations[sorted(small.organisations)[2]]) is None


def test_who_asks_the_public_web_to_leave_it_out_has_no_past_either(small: Standings) -> None:
    one = quoted(small)
    [value, *others] = small.values[one.organisation]
    out = replace(
        value,
        network="x",
        account="a0",
        estimate=replace(value.estimate, reason=Gap.OPTED_OUT),
    )
    asked = replace(small, values={**small.values, one.organisation: (out, *others)})
    assert archive(with_past(small, one)) is not None
    assert archive(with_past(asked, one)) is None
    assert archives_page(with_past(asked, one)) is None
    assert past_of(with_past(asked, one), asked.organisations[one.organisation]) is None


def test_a_persons_account_is_never_told_of_in_front(small: Standings) -> None:
    one = quoted(small)
    first = small.organisations[one.organisation]
    mayor = Account(network="x", handle="a0", role=Role.LEADER)
    with_mayor = {**small.organisations, first.slug: replace(first, accounts=(mayor,))}
    index = Index(replace(small, organisations=with_mayor, historic=(one,)))
    assert archive(index) is None
    assert archives_page(index) is not None


def test_a_site_without_a_past_says_nothing_of_it(small: Standings) -> None:
    assert archive(Index(small)) is None
    assert archives_page(Index(small)) is None


def test_hostile_words_of_a_source_are_printed_and_do_nothing(small: Standings) -> None:
    real = replace(small, is_practice=False)
    bad = replace(
        quoted(real), source='https://a.test/"><script>x</script>', note=HOSTILE[0], account="<b>"
    )
    worse = replace(quoted(real, 1), source="javascript:alert(1)")
    page = archives_page(with_past(real, bad, worse))
    assert page is not None
    html = Renderer(site_of(real, Settings(), ())).render(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>x" not in html
    assert "<b>" not in html.partition("<main")[2]
    assert "javascript:" not in html
