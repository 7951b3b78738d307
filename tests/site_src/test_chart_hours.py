"""The hours of the week: every number of the grid in its table and its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collector.model import Facts, OpeningKind
from site_src.chart_hours import Hours, hours_chart, shade, shade_ends
from site_src.hours_words import outside

# Two replies each on Monday at 9 in all twelve weeks, nine on the last Sunday at 22, one on
# Tuesday at 3.
CELLS = (*(168 * week + 9 for week in range(12)), 168 * 11 + 27, 168 * 11 + 166)
COUNTS = (*(2 for _ in range(12)), 1, 9)
FACTS = Facts(weeks_observed=12, zone="Europe/London", reply_hours=CELLS, reply_hour_counts=COUNTS)
# Four people wrote on Mondays, two of them at 10, when it never replied.
HEARD = replace(
    FACTS,
    openings_kind=OpeningKind.REPLIES,
    threads_listed=4,
    threads_drawn=4,
    threads_capped=0,
    opening_hours=(168 * 7 + 9, 168 * 8 + 10, 168 * 11 + 10),
    opening_hour_counts=(2, 1, 1),
)


def drawn(facts: Facts = FACTS, **more: object) -> Hours:
    chart = hours_chart("bluesky-hours", facts, **more)  # type: ignore[arg-type]
    assert chart is not None
    return chart


def test_every_reply_is_in_the_table_once() -> None:
    rows = drawn().rows
    assert rows[9].cells == ("24", "0", "0", "0", "0", "0", "0")
    assert (rows[3].cells[1], rows[22].cells[6]) == ("1", "9")
    assert rows[-1] == rows[-1].__class__(
        hour="All day", cells=("24", "1", "0", "0", "0", "0", "9")
    )
    assert len(rows) == 25


def test_the_words_state_the_finding_with_its_range_from_the_numbers() -> None:
    told = drawn().description
    assert told.startswith("34 replies in 12 weeks, local time (Europe/London).")
    assert "3 hours of the 168 of a week; the busiest is Monday from 9 to 10, with 24." in told
    found = outside(FACTS, range(168))
    assert found is not None
    assert found.value == 0
    assert "29% (" in told
    assert ") fall outside Monday to Friday, 09:00 to 17:00." in told


def test_promised_hours_are_framed_and_counted() -> None:
    chart = drawn(hours="Mon-Fri 09:00-17:00")
    assert chart.frame == "M9 0h8v5h-8z"
    assert chart.is_framed
    assert "fall outside the hours it promises, Mon-Fri 09:00-17:00." in chart.note


def test_hours_in_an_unknown_time_zone_are_not_framed() -> None:
    facts = Facts(weeks_observed=12, reply_hours=CELLS, reply_hour_counts=COUNTS)
    chart = drawn(facts, hours="Mon-Fri 09:00-17:00")
    assert (chart.frame, chart.is_framed) == ("", False)
    assert chart.note.endswith("UTC, its own time zone not known.")


def test_promised_half_hours_are_framed_without_a_share() -> None:
    chart = drawn(hours="Mon 09:30-17:00")
    assert chart.frame == "M9.5 0h7.5v1h-7.5z"
    assert "fall outside" not in chart.note


def test_nobody_is_said_to_have_been_silent_where_openings_are_not_known() -> None:
    chart = drawn()
    assert (chart.rings, chart.specks) == ("", "")
    assert sum(run.hours for run in chart.hatch) == 165
    assert "whether anybody wrote then is not known" in chart.description
    assert "Who wrote" not in chart.note
    assert [key.words for key in chart.key][1:] == ["no reply; whether anybody wrote is not known"]
    assert chart.rows[10].cells[0] == "0"


def test_where_they_are_known_who_wrote_is_told_from_who_did_not_write() -> None:
    chart = drawn(HEARD)
    assert chart.rings == "M105 5h0"
    assert chart.specks.count("h0") == 164
    assert chart.hatch == ()
    assert "in 1 hour people wrote and no reply was sent" in chart.description.lower()
    assert "in 164 hours nobody wrote" in chart.description
    assert (chart.rows[9].cells[0], chart.rows[10].cells[0]) == ("24", "0/2")
    assert [key.words for key in chart.key][1:] == [
        "people wrote, no reply in that hour",
        "nobody wrote, no reply",
    ]
    assert "0/2: two people wrote in that hour" in chart.caption
    assert "?" not in chart.caption


def test_what_a_week_means_for_who_wrote_is_said_above_the_grid() -> None:
    note = drawn(HEARD).note
    under = "each person’s first message in a thread under its recent posts."
    assert note.endswith(f"Who wrote is known for the last 5 weeks: {under}")
    named = replace(HEARD, openings_kind=OpeningKind.MENTIONS, weeks_observed=2)
    assert "the last 2 weeks: each person’s first message to it in a thread." in drawn(named).note


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(HEARD, threads_drawn=3), "recent posts, in 3 of 4 threads."),
        (replace(HEARD, threads_capped=1), "recent posts, of no more than 10 people each."),
    ],
)
def test_where_not_all_was_read_an_hour_without_an_opening_is_not_called_silent(
    facts: Facts, words: str
) -> None:
    chart = drawn(facts)
    assert chart.note.endswith(words)
    assert chart.rings == "M105 5h0"
    assert chart.specks == ""
    assert sum(run.hours for run in chart.hatch) == 164
    assert "nobody wrote" not in chart.description
    assert (chart.rows[10].cells[0], chart.rows[11].cells[0]) == ("0/2", "0/?")
    assert "0/?: no reply was sent" in chart.caption


def test_hours_that_follow_each_other_are_hatched_as_one_and_no_day_runs_into_the_next() -> None:
    first, second, third, *_ = drawn(replace(HEARD, threads_capped=1)).hatch
    assert [(run.day, run.first, run.hours) for run in (first, second, third)] == [
        (0, 0, 9),
        (0, 11, 13),
        (1, 0, 3),
    ]
    assert (second.x, second.y, second.width, third.y) == ("45.833%", 0, "54.167%", 30)


def test_every_empty_hour_is_of_one_lot() -> None:
    for facts in (FACTS, HEARD, replace(HEARD, threads_capped=1)):
        none = drawn(facts).empty
        assert len({*none.wrote, *none.silent, *none.unread}) == 165


def test_few_replies_have_no_share() -> None:
    few = Facts(weeks_observed=3, zone="UTC", reply_hours=(9, 10), reply_hour_counts=(1, 1))
    chart = drawn(few)
    assert chart.description.startswith("2 replies in 3 weeks")
    assert "%" not in chart.description


def test_there_is_no_grid_where_nothing_was_read_or_said() -> None:
    assert hours_chart("c", Facts()) is None
    assert hours_chart("c", Facts(reply_hours=(), reply_hour_counts=())) is None


def test_shades_are_equal_steps_and_the_most_is_always_the_full_accent() -> None:
    assert shade_ends(20) == (5, 10, 15, 20)
    assert shade_ends(2) == (1, 2)
    assert [shade(count, shade_ends(20)) for count in (1, 5, 6, 20)] == [1, 1, 2, 4]
    assert [shade(count, shade_ends(2)) for count in (1, 2)] == [3, 4]
    assert shade(1, shade_ends(1)) == 4


def test_a_thousand_replies_in_an_hour_keep_their_commas() -> None:
    many = Facts(weeks_observed=12, reply_hours=(9,), reply_hour_counts=(1200,))
    assert drawn(many).rows[9].cells[0] == "1,200"
