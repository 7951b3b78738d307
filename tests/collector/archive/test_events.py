from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.archive.events import read_events
from collector.archive.roll import Roll
from collector.archive.seen import seen_in
from collector.errors import InputError
from collector.model import Gap, OpeningKind
from collector.tally.window import cut_off

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.archive import Imported
    from collector.model import Facts, Observation, Watchlist
    from collector.store import Ledger

# A customer asks at ten, and is answered at eleven.
ASKED = "x,acmekettles,1,ann,2017-10-20T10:00:00Z,,,acmekettles,"
ANSWERED = "x,acmekettles,2,acmekettles,2017-10-20T11:00:00Z,1,,ann,"
NIGHT = date(2017, 10, 28)


def openings(facts: Facts) -> tuple[int, int]:
    """Return how many openings were answered within 24 hours, of how many."""
    _, size, _, hits, *_ = facts.answered or ()
    return hits, size


def test_an_opening_and_its_answer_are_counted_on_the_eighth_day(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    done = imports(events(ASKED, ANSWERED))
    found = facts("acme", "acmekettles")
    assert done.nights == (NIGHT,)
    assert openings(found) == (1, 1)
    assert (found.answer_waits, found.open_waits) == ((3600,), ())
    hour = 168 * 10 + 4 * 24 + 10  # a Friday, eight days before the night
    assert (found.opening_hours, found.opening_hour_counts) == ((hour,), (1,))
    assert (found.zone, found.threads_capped) == (None, 0)
    assert found.openings_kind is OpeningKind.MENTIONS
    assert (found.conversations, found.people) == (1, 1)


def test_what_a_file_of_events_cannot_know_is_not_known(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    imports(events(ASKED, ANSWERED))
    found = facts("acme", "acmekettles")
    assert (found.followers, found.following, found.posts) == (None, None, None)
    assert (found.follow_back_gap, found.likes_given) == (Gap.NOT_OFFERED, None)
    assert (found.acknowledged, found.responded) == (None, None)
    assert (found.promotions_by_day, found.languages, found.signed) == (None, None, None)


def test_facts_from_a_file_bear_its_name_and_never_its_path(
    events: Callable[..., Path],
    imports: Callable[..., Imported],
    rows: Callable[[], dict[tuple[str, str | None], Observation]],
) -> None:
    imports(events(ASKED, ANSWERED, name="old\x1b[1m times.csv"))
    assert {row.imported for row in rows().values()} == {"old\ufffd[1m times.csv"}


@pytest.mark.parametrize("account", ["acmekettles", "@AcmeKettles", "https://x.com/ACMEKETTLES"])
@pytest.mark.parametrize("author", ["acmekettles", "@ACMEkettles"])
def test_an_account_is_known_by_any_spelling(
    events: Callable[..., Path],
    imports: Callable[..., Imported],
    facts: Callable[..., Facts],
    account: str,
    author: str,
) -> None:
    asked = f"x,{account},1,ann,2017-10-20T10:00:00Z,,,@AcmeKettles bob,"
    imports(events(asked, f"X,{account},2,{author},2017-10-20T11:00:00Z,1,,,"))
    assert openings(facts("acme", "acmekettles")) == (1, 1)


def test_others_are_known_by_their_ids_as_they_stand(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    other = "x,acmekettles,3,ANN,2017-10-20T12:00:00Z,1,,acmekettles,"
    imports(events(ASKED, ANSWERED, other))
    assert openings(facts("acme", "acmekettles")) == (1, 2)


def test_a_thread_is_its_topmost_post_or_what_that_one_names(
    events: Callable[..., Path], watchlist: Watchlist
) -> None:
    told = [
        ("1", "", ""),
        ("2", "1", ""),
        ("3", "2", ""),
        ("4", "gone", ""),
        ("5", "4", ""),
        ("6", "1", "named"),
        ("7", "6", ""),
    ]
    lines = [
        f"x,bolt,{post},ann,2017-10-20T10:00:00Z,{parent},{thread},,"
        for post, parent, thread in told
    ]
    quote = "x,bolt,8,ann,2017-10-20T10:00:00Z,1,,,quote"
    found = read_events(events(*lines, quote), Roll(watchlist))
    assert found.threads["x"] == {
        **dict.fromkeys("123", "1"),
        **dict.fromkeys("45", "gone"),
        **dict.fromkeys("67", "named"),
        "8": "8",
        "gone": "gone",
    }


@pytest.mark.parametrize("length", [2, 3, 5_000])
def test_posts_that_answer_each_other_in_a_circle_are_refused(
    events: Callable[..., Path], told: Callable[..., list[str]], length: int
) -> None:
    circle = [f"x,bolt,{n},ann,2017-10-20T10:00:00Z,{(n + 1) % length},,," for n in range(length)]
    below = f"x,bolt,below,ann,2017-10-20T10:00:00Z,{length - 1},,,"
    problems = told(events(below, *circle))
    assert problems[0] == (
        "3:1: in_reply_to leads back to the post itself; write what it really answers"
    )
    assert len(problems) == min(length, 1_001)


@pytest.mark.heavy
def test_a_long_thread_is_no_trouble(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    chain = [
        f"x,bolt,{n},p{n},2017-10-20T10:00:00Z,{n + 1 if n < 20_000 else ''},,bolt,"
        for n in range(20_001)
    ]
    imports(events(*chain))
    assert openings(facts("bolt", "bolt")) == (0, 10)


def test_a_post_may_stand_under_several_accounts_which_pool(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    asked = "x,{},1,ann,2017-10-20T10:00:00Z,,,acmekettles acmehelp,"
    answered = "x,acmehelp,2,acmehelp,2017-10-20T11:00:00Z,1,,,"
    imports(events(asked.format("acmekettles"), asked.format("acmehelp"), answered))
    assert openings(facts("acme")) == (1, 1)
    assert openings(facts("acme", "acmehelp")) == (1, 1)
    assert openings(facts("acme", "acmekettles")) == (1, 1)  # a sister's answer counts
    assert facts("acme", "acmekettles").conversations == 0


def test_a_mention_counts_in_whichever_row_it_stands(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    asked = "x,{0},1,ann,2017-10-20T10:00:00Z,,,{0},"
    imports(events(asked.format("acmekettles"), asked.format("acmehelp")))
    assert openings(facts("acme", "acmekettles")) == (0, 1)
    assert openings(facts("acme", "acmehelp")) == (0, 1)
    assert openings(facts("acme")) == (0, 1)


def test_a_quote_answers_nobody(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    own = "x,bolt,1,bolt,2017-10-20T10:00:00Z,,,,"
    imports(events(own, *(f"x,bolt,{n},p{n},2017-10-20T11:00:00Z,1,,,quote" for n in (2, 3))))
    assert openings(facts("bolt", "bolt")) == (0, 0)


def test_a_sister_that_only_speaks_in_the_file_is_pooled_too(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    imports(events(ASKED, "x,acmekettles,2,AcmeHelp,2017-10-20T11:00:00Z,1,,,"))
    assert openings(facts("acme")) == (1, 1)
    assert facts("acme", "acmehelp").conversations == 1


def test_an_organisation_that_the_file_does_not_concern_has_no_row(
    events: Callable[..., Path],
    imports: Callable[..., Imported],
    rows: Callable[[], dict[tuple[str, str | None], Observation]],
) -> None:
    imports(events(ASKED, "x,acmekettles,2,bolt,2017-10-20T11:00:00Z,1,,,"))
    assert rows().keys() == {("acme", "acmekettles")}


def test_the_organisations_own_words_open_nothing(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    imports(
        events(
            "x,acmekettles,1,acmehelp,2017-10-20T10:00:00Z,,,acmekettles,",
            "x,acmekettles,2,acmekettles,2017-10-20T11:00:00Z,1,,,",
            "x,chiefco,3,chief,2017-10-20T11:00:00Z,,,chiefco,",
        )
    )
    assert openings(facts("acme", "acmekettles")) == (0, 0)
    assert sum(facts("acme", "acmekettles").self_replies_by_day or ()) == 1
    assert openings(facts("chief", "chiefco")) == (0, 0)


def test_posts_replies_reposts_and_quotes_are_told_apart(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    imports(
        events(
            "x,bolt,1,bolt,2017-10-20T10:00:00Z,,,,",
            "x,bolt,2,bolt,2017-10-20T10:00:00Z,7,,,quote",
            "x,bolt,3,bolt,2017-10-20T10:00:00Z,7,,,repost",
            "x,bolt,4,bolt,2017-10-20T10:00:00Z,7,,,",
            "x,bolt,5,bolt,2017-10-20T10:00:00Z,1,,,",
            "x,bolt,6,bolt,2017-10-20T10:00:00Z,unread,,,",
            "x,bolt,7,ann,2017-10-20T09:00:00Z,,,,",
            "x,bolt,8,ann,2017-10-20T12:00:00Z,4,,bolt,repost",
        )
    )
    found = facts("bolt", "bolt")
    assert sum(found.originals_by_day or ()) == 2
    assert sum(found.reposts_by_day or ()) == 1
    assert sum(found.self_replies_by_day or ()) == 1
    assert sum(found.replies_by_day or ()) == 1
    assert openings(found) == (0, 0)  # she was answered, but did not speak to it


def test_networks_are_kept_apart(
    events: Callable[..., Path],
    imports: Callable[..., Imported],
    ledger: Ledger,
) -> None:
    imports(
        events(
            "x,bolt,1,ann,2017-10-20T10:00:00Z,,,bolt,",
            "mastodon,@bolt@kettles.social,1,ben,2017-10-20T11:00:00Z,,,Bolt@Kettles.social,",
            "mastodon,bolt@kettles.social,2,BOLT@kettles.social,2017-10-20T12:00:00Z,1,,,",
        )
    )
    found = {row.network: openings(row.facts) for row in ledger.observations() if row.facts}
    assert found == {"mastodon": (1, 1), "x": (0, 1)}


def test_days_are_observed_from_the_first_event_of_the_file(
    events: Callable[..., Path], imports: Callable[..., Imported], facts: Callable[..., Facts]
) -> None:
    imports(events("x,bolt,9,ann,2017-10-10T10:00:00Z,,,bolt,", ASKED, ANSWERED))
    assert facts("acme", "acmekettles").days_observed == 17
    assert facts("bolt", "bolt").days_observed == 17
    assert facts("bolt", "bolt").weeks_observed == 2


def test_a_night_knows_nothing_of_what_came_after_it(
    events: Callable[..., Path],
    imports: Callable[..., Imported],
    facts: Callable[..., Facts],
) -> None:
    late = "x,acmekettles,3,acmekettles,2017-10-21T00:00:00Z,1,,,"
    later = "x,acmekettles,4,ben,2017-10-21T00:00:00Z,,,acmekettles,"
    imports(events(ASKED, late, later), night=date(2017, 10, 21))
    assert facts("acme", "acmekettles").threads_listed == 1
    assert (facts("acme", "acmekettles").answer_waits, facts("acme", "acmekettles").open_waits) == (
        (),
        (14 * 3600,),
    )


@pytest.mark.parametrize(
    ("night", "sentence"),
    [
        (date(2017, 10, 20), "nothing of it came before the night of 2017-10-20 began"),
        (date(2026, 11, 23), "the night of 2026-11-23 has not come yet"),
    ],
)
def test_a_night_that_cannot_be_looked_back_from_is_refused(
    events: Callable[..., Path],
    imports: Callable[..., Imported],
    ledger: Ledger,
    night: date,
    sentence: str,
) -> None:
    with pytest.raises(InputError, match=sentence):
        imports(events(ASKED), night=night)
    assert ledger.nights() == ()


def test_last_weeks_events_have_not_had_their_chance(
    events: Callable[..., Path], imports: Callable[..., Imported]
) -> None:
    file = events("x,bolt,1,ann,2026-11-20T10:00:00Z,,,bolt,")
    with pytest.raises(InputError, match="the night of 2026-11-28 has not come yet"):
        imports(file)
    assert imports(file, night=date(2026, 11, 21)).nights == (date(2026, 11, 21),)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("y,bolt,1,a,2017-10-20T10:00:00Z,,,,", '2:1: unknown network "y"; use one of: bluesky, '),
        (",bolt,1,a,2017-10-20T10:00:00Z,,,,", "2:1: the network is empty; use one of: bluesky, "),
        (
            "x,@AcmeKettle,1,a,2017-10-20T10:00:00Z,,,,",
            '2:3: the account "@AcmeKettle" is not listed on x; did you mean "acmekettles"?',
        ),
        (
            "x,zzz,1,a,2017-10-20T10:00:00Z,,,,",
            '2:3: the account "zzz" is not listed on x; add it to the watchlist first',
        ),
        ("x,,1,a,2017-10-20T10:00:00Z,,,,", "2:3: the account is empty; write the handle"),
        ("x,bolt,,a,2017-10-20T10:00:00Z,,,,", "2:8: the post is empty; write an id"),
        ("x,bolt,1,,2017-10-20T10:00:00Z,,,,", "2:10: the author is empty; write an id"),
        ("x,bolt,1,a,yesterday,,,,", '2:12: created_at "yesterday" is no time; write it in UTC'),
        ("x,bolt,1,a,2017-10-20T10:00:00Z,1,,,", "2:33: the post answers itself"),
        ("x,bolt,1,a,2017-10-20T10:00:00Z,,,,like", '2:36: unknown kind "like"; leave it empty'),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_and_the_remedy(
    events: Callable[..., Path], told: Callable[..., list[str]], line: str, problem: str
) -> None:
    (found,) = told(events(line))
    assert found.startswith(problem)


def test_every_wrong_cell_is_told_at_once(
    events: Callable[..., Path], told: Callable[..., list[str]]
) -> None:
    found = told(events(ASKED, "y,,,,,,,,z", ANSWERED, "x,bolt,,b,soon,,,,"))
    places = [line.partition(": ")[0] for line in found]
    assert places == ["3:1", "3:4", "3:5", "3:6", "3:10", "5:8", "5:11"]


def test_one_post_is_told_alike_in_every_row(
    events: Callable[..., Path], told: Callable[..., list[str]]
) -> None:
    again = "x,acmehelp,1,ben,2017-10-20T10:00:01Z,,t,acmehelp,"
    found = told(events(ASKED, ANSWERED, again, ANSWERED))
    assert found == [
        *(
            f"4:{place}: {column} differs from line 2, which is of the same post; "
            "write one post alike everywhere"
            for place, column in ((14, "author"), (18, "created_at"), (40, "thread"))
        ),
        "5:15: this row repeats line 3; take one of them out",
    ]


def test_a_problem_never_says_who_wrote(
    events: Callable[..., Path], told: Callable[..., list[str]]
) -> None:
    marked = "x,bolt,marked-post,marked-author,{},marked-parent,marked-thread,marked-name,{}"
    bad = [
        marked.format("2017-10-20T10:00:00Z", ""),
        marked.format("2017-10-20T10:00:00Z", ""),
        marked.format("never", "nothing"),
        "x,bolt,marked-self,marked-author,2017-10-20T10:00:00Z,marked-self,,,",
        "x,bolt,marked-a,marked-author,2017-10-20T10:00:00Z,marked-b,,,",
        "x,bolt,marked-b,marked-author,2017-10-20T10:00:00Z,marked-a,,,",
    ]
    found = told(events(*bad))
    assert len(found) == 6
    assert not [line for line in found if "marked" in line]


LINES = [
    f"x,{account},{account}{n},{author},2017-10-{10 + n:02}T0{n}:00:00Z,{parent},,{account},{kind}"
    for account in ("acmekettles", "acmehelp", "bolt")
    for n, (author, parent, kind) in enumerate(
        [
            ("ann", "", ""),
            (account, f"{account}0", ""),
            ("ben", f"{account}1", ""),
            (account, "", "quote"),
            ("bolt", f"{account}0", ""),
            ("acmehelp", f"{account}2", ""),
            (account, f"{account}2", "repost"),
        ]
    )
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers())
def test_the_order_of_the_rows_changes_nothing_that_is_seen(
    events: Callable[..., Path], watchlist: Watchlist, seed: int
) -> None:
    order = Random(seed)  # noqa: S311 - an order, no secret
    roll = Roll(watchlist)
    seen = [
        list(seen_in(read_events(events(*lines), roll), roll, cut_off(NIGHT)))
        for lines in (LINES, order.sample(LINES, len(LINES)))
    ]
    assert seen[0] == seen[1]
    assert [group.organisation.slug for group in seen[0]] == ["acme", "bolt"]
