"""The hours of the week: every number of the grid in its table and its words."""

from __future__ import annotations

from collector.model import Facts
from site_src.chart_hours import Hours, hours_chart, shade, shade_ends
from site_src.hours_words import outside

# Two replies each on Monday at 9 in all twelve weeks, nine on the last Sunday at 22, one on
# Tuesday at 3.
CELLS = (*(168 * week + 9 for week in range(12)), 168 * 11 + 27, 168 * 11 + 166)
COUNTS = (*(2 for _ in range(12)), 1, 9)
FACTS = Facts(weeks_observed=12, zone="Europe/London", reply_hours=CELLS, reply_hour_counts=COUNTS)


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


def test_nobody_is_said_to_have_been_silent_where_openings_are_not_known_by_hour() -> None:
    chart = drawn()
    assert (chart.rings, chart.specks) == ("", "")
    assert "whether anybody wrote then is not kept" in chart.description
    assert [key.words for key in chart.key][1:] == [
        "no reply; whether anybody wrote is not kept by hour"
    ]


def test_where_they_are_known_who_wrote_in_vain_is_told_from_who_did_not_write() -> None:
    opened = [0] * 168
    opened[9], opened[10] = 3, 2
    chart = drawn(opened=opened)
    assert chart.rings == "M105 5h0"
    assert chart.specks.count("h0") == 164
    assert "In 1 hour people wrote and it did not reply." in chart.description
    assert chart.rows[10].cells[0] == "0/2"


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
