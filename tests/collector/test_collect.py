from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.collect import Books, collect
from collector.errors import (
    Busy,
    Gone,
    Hidden,
    LedgerError,
    LookUpError,
    OptedOut,
    PoorNight,
    Unreachable,
    Unreadable,
)
from collector.manners import polite_client
from collector.model import (
    Account,
    FollowBack,
    Gap,
    Heard,
    Kind,
    Message,
    Observation,
    OpeningKind,
    Organisation,
    Post,
    PostKind,
    Profile,
    Reading,
    Role,
    Sighting,
    Thread,
    Watchlist,
)
from collector.settings import Settings
from collector.store import Ledger
from collector.store.entry import indexed
from collector.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from collector.state import Remembered
    from collector.store.report import RunReport

NIGHT = date(2026, 11, 22)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def reply(handle: str, number: int, person: str) -> Post:
    return Post(
        id=f"{handle}/{number}",
        at=NOON - timedelta(hours=number),
        kind=PostKind.REPLY,
        thread=f"thread-of-{person}",
        parent_author=person,
    )


def sighting(handle: str, *people: str) -> Sighting:
    return Sighting(
        profile=Profile(id=f"id-of-{handle}", handle=handle, followers=100, following=40),
        follow_back=FollowBack(listed=40, drawn=40, mutual=30),
        timeline=tuple(reply(handle, number, person) for number, person in enumerate(people)),
        likes=(),
    )


@dataclass
class Town:
    """A network whose every account answers, but for those that are told to fail."""

    failures: dict[str, Exception] = field(default_factory=dict)
    nameless: dict[str, LookUpError] = field(default_factory=dict)
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    timelines: dict[str, Gap] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    read_in_full: list[tuple[str, date]] = field(default_factory=list)
    threads_read: list[date] = field(default_factory=list)
    threads: dict[str, Remembered] = field(default_factory=dict)
    openings: Gap | None = None
    meanwhile: Callable[[], object] = lambda: None
    key: str = "bluesky"
    name: str = "Bluesky"

    def profile_url(self, account: Account) -> str:
        return f"https://town.test/{account.handle}"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        del client
        return {
            one: self.nameless.get(one.handle) or sighting(one.handle).profile for one in accounts
        }

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        del profile, client
        self.asked.append(account.handle)
        self.meanwhile()
        if account.handle in self.failures:
            raise self.failures[account.handle]
        seen = sighting(account.handle, *self.people.get(account.handle, ("somebody",)))
        if not account.role.is_official:
            return replace(seen, timeline=Gap.NOT_OFFERED, follow_back=None)
        seen = replace(seen, timeline=self.timelines.get(account.handle, seen.timeline))
        if not reading.is_full:
            return replace(seen, follow_back=None)
        self.read_in_full.append((account.handle, reading.night))
        return replace(seen, heard=self.heard(reading))

    def heard(self, reading: Reading) -> Heard | Gap:
        """Return the one thread, in which somebody asked a fortnight ago; unread if settled."""
        if self.openings is not None:
            return self.openings
        asked = Message(
            id="m", at=NOON - timedelta(days=14), author="asker", thread="t", parent_author="id"
        )
        settled = reading.settled.get("key") == "mark"
        thread = Thread(key="key", mark="mark", messages=None if settled else (asked,))
        self.threads_read += [] if settled else [reading.night]
        return Heard(kind=OpeningKind.REPLIES, threads=(thread,), listed=1)


def council(slug: str, *roles: Role, network: str = "bluesky") -> Organisation:
    return Organisation(
        slug=slug,
        name=slug.title(),
        kind=Kind.COUNCIL,
        sector="borough",
        country="XX",
        website=f"https://{slug}.test",
        accounts=tuple(
            Account(network=network, handle=f"{role}.{slug}.test", role=role)
            for role in roles or (Role.MAIN,)
        ),
        file=PurePosixPath(f"councils/{slug}.yml"),
    )


def several(count: int) -> tuple[Organisation, ...]:
    return tuple(council(f"town-{number}") for number in range(count))


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., RunReport]:
    """Return one run of the night, in a folder under the test's own."""

    def run(
        town: Town, *organisations: Organisation, folder: str = "data", night: date = NIGHT
    ) -> RunReport:
        data = tmp_path / folder
        journal = Journal(data, night)
        silent = httpx.MockTransport(lambda _: httpx.Response(500))
        try:
            return asyncio.run(
                collect(
                    Watchlist(organisations=organisations),
                    night=night,
                    networks={town.key: town},
                    client=polite_client(Settings(), transport=silent, pace=False),
                    books=Books(ledger=Ledger(data), journal=journal, threads=town.threads),
                    now=lambda: AT,
                )
            )
        finally:
            journal.close()

    return run


def rows(folder: Path) -> dict[str | None, Observation]:
    return {row.account: row for row in Ledger(folder).observations()}


def conversations(row: Observation) -> int | None:
    assert row.facts is not None
    return row.facts.conversations


def test_a_failing_account_is_a_gap_and_the_round_goes_on(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    report = read(Town(nameless={"main.town-2.test": Gone("gone")}), *several(5))

    stored = rows(tmp_path / "data")
    assert stored["main.town-2.test"].gap is Gap.GONE
    assert stored["main.town-2.test"].facts is None
    assert [row.gap for row in stored.values()].count(None) == 4
    assert report.coverage == (4, 4)


def test_several_official_accounts_have_a_pooled_row_first(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    town = Town(people={"main.lonmouth.test": ("ann", "bob"), "help.lonmouth.test": ("bob", "cat")})
    read(town, council("lonmouth", Role.MAIN, Role.HELP))

    first, *others = Ledger(tmp_path / "data").observations()
    assert first.account is None
    assert conversations(first) == 3
    assert [conversations(row) for row in others] == [2, 2]


def test_one_official_account_has_no_pooled_row(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    read(Town(), council("lonmouth", Role.MAIN, Role.LEADER))

    assert None not in rows(tmp_path / "data")


def test_a_person_is_counted_by_themselves_and_never_pooled(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    town = Town(people={"leader.lonmouth.test": ("ann", "bob", "cat")})
    read(town, council("lonmouth", Role.MAIN, Role.HELP, Role.LEADER))

    stored = rows(tmp_path / "data")
    leader = stored["leader.lonmouth.test"].facts
    assert leader is not None
    assert (leader.followers, leader.conversations) == (100, None)
    assert conversations(stored[None]) == 1


def test_a_reply_to_the_own_team_is_no_conversation(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    town = Town(people={"main.lonmouth.test": ("id-of-team.lonmouth.test", "ann")})
    read(town, council("lonmouth", Role.MAIN, Role.TEAM))

    assert conversations(rows(tmp_path / "data")["main.lonmouth.test"]) == 1


@pytest.mark.parametrize("how", ["failures", "nameless", "timelines"])
def test_an_official_account_that_fails_for_now_makes_the_pooled_row_a_gap(
    read: Callable[..., RunReport], tmp_path: Path, how: str
) -> None:
    broken = Gap.BUSY if how == "timelines" else Busy("come back later")
    town = Town(**{how: {"help.lonmouth.test": broken}})  # type: ignore[arg-type]
    read(town, council("lonmouth", Role.MAIN, Role.HELP), *several(9))

    pooled = rows(tmp_path / "data")[None]
    assert (pooled.gap, pooled.facts) == (Gap.BUSY, None)


def test_an_official_account_that_is_gone_leaves_the_others_pooled(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    town = Town(nameless={"help.lonmouth.test": Gone("gone")})
    read(town, council("lonmouth", Role.MAIN, Role.HELP))

    assert conversations(rows(tmp_path / "data")[None]) == 1


def test_counts_stand_where_only_the_rest_failed(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    read(Town(failures={"main.town-0.test": Unreadable("odd")}), *several(5))

    facts = rows(tmp_path / "data")["main.town-0.test"].facts
    assert facts is not None
    assert facts.followers == 100
    assert facts.timeline_gap is facts.follow_back_gap is Gap.UNREADABLE


def test_an_account_that_opted_out_has_no_numbers(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    read(Town(failures={"main.town-0.test": OptedOut("no")}), *several(5))

    row = rows(tmp_path / "data")["main.town-0.test"]
    assert (row.gap, row.facts, row.id) == (Gap.OPTED_OUT, None, None)


def test_a_poor_night_records_nothing_and_keeps_its_journal(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    town = Town(failures={f"main.town-{n}.test": Busy("later") for n in (0, 1, 2)})

    with pytest.raises(PoorNight, match=r"only 7 of 10 accounts could be read \(3 busy\)"):
        read(town, *several(10))

    data = tmp_path / "data"
    assert Ledger(data).nights() == ()
    assert list(data.glob("nights/**/*.parquet")) == []
    kept = indexed(data / f"journal/{NIGHT}.jsonl")[0]
    assert [line.is_final for line in kept.values()].count(True) == 7
    assert len(kept) == 10


def test_eighty_in_a_hundred_are_enough(read: Callable[..., RunReport], tmp_path: Path) -> None:
    town = Town(failures={f"main.town-{n}.test": Busy("later") for n in (0, 1)})

    assert read(town, *several(10)).coverage == (8, 10)
    assert Ledger(tmp_path / "data").nights() == (NIGHT,)


@pytest.mark.heavy
def test_the_run_after_a_poor_night_reads_only_what_is_missing(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    town = Town(failures={f"main.town-{n}.test": Busy("later") for n in (0, 1, 2)})
    with pytest.raises(PoorNight):
        read(town, *several(10))
    again = Town()

    assert read(again, *several(10)).coverage == (10, 10)
    assert sorted(again.asked) == ["main.town-0.test", "main.town-1.test", "main.town-2.test"]
    read(Town(), *several(10), folder="undisturbed")
    assert night_bytes(tmp_path / "data") == night_bytes(tmp_path / "undisturbed")


def test_no_network_at_all_says_so_in_one_sentence(read: Callable[..., RunReport]) -> None:
    gone = {f"main.town-{n}.test": Unreachable("no host") for n in range(3)}

    with pytest.raises(PoorNight, match=r"^no network .* nothing is lost") as told:
        read(Town(nameless=dict(gone)), *several(3))
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("why", [Gone("-"), Hidden("-"), OptedOut("-")])
def test_who_cannot_be_read_does_not_lower_the_coverage(
    read: Callable[..., RunReport], why: LookUpError
) -> None:
    town = Town(failures={f"main.town-{n}.test": why for n in range(4)})

    assert read(town, *several(5)).coverage == (1, 1)


def test_a_network_that_nobody_reads_is_a_gap_and_lowers_no_coverage(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    report = read(Town(), council("lonmouth"), council("far", network="x"))

    assert report.coverage == (1, 1)
    assert rows(tmp_path / "data")["main.far.test"].gap is Gap.NEEDS_TOKEN


def test_a_finished_organisation_is_read_again_when_its_entry_changed(
    read: Callable[..., RunReport],
) -> None:
    with pytest.raises(PoorNight):
        read(Town(failures={"main.b.test": Busy("later")}), council("a"), council("b"))
    again = Town()
    read(again, council("a", Role.MAIN, Role.HELP), council("b"))

    assert sorted(again.asked) == ["help.a.test", "main.a.test", "main.b.test"]


def test_an_organisation_taken_off_the_list_is_left_out_of_the_night(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    with pytest.raises(PoorNight):
        read(Town(failures={"main.b.test": Busy("later")}), council("a"), council("b"))
    read(Town(), council("b"))

    assert set(rows(tmp_path / "data")) == {"main.b.test"}


def night_bytes(folder: Path) -> bytes:
    return (folder / f"nights/year={NIGHT:%Y}/{NIGHT}.parquet").read_bytes()


@pytest.mark.heavy
def test_lists_are_read_on_the_first_night_and_then_once_a_week(
    read: Callable[..., RunReport],
) -> None:
    town = Town()
    for day in range(15):
        read(town, council("lonmouth"), night=NIGHT + timedelta(days=day))

    nights = [night for _, night in town.read_in_full]
    first, second, third, *_ = nights
    assert first == NIGHT
    assert second <= NIGHT + timedelta(days=7)
    assert third - second == timedelta(days=7)
    assert len(nights) <= 4


@pytest.mark.heavy
def test_all_accounts_of_an_organisation_are_read_in_full_on_the_same_nights(
    read: Callable[..., RunReport],
) -> None:
    town = Town()
    for day in range(8):
        read(town, council("lonmouth", Role.MAIN, Role.HELP), night=NIGHT + timedelta(days=day))

    nights = {
        role: [night for handle, night in town.read_in_full if handle.startswith(role)]
        for role in ("main", "help")
    }
    assert nights["main"] == nights["help"] != []


@pytest.mark.heavy
def test_the_columns_of_a_full_reading_are_null_on_the_nights_between(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    town = Town()
    for day in range(7):
        read(town, council("lonmouth"), night=NIGHT + timedelta(days=day))

    full = {night for _, night in town.read_in_full}
    told = Ledger(tmp_path / "data").observations()
    for column in ("answered", "weeks_observed", "reply_hours", "languages", "listed"):
        there = {row.night for row in told if getattr(row.facts, column) is not None}
        assert there == full
    assert all(row.facts and row.facts.conversations is not None for row in told)


def test_a_full_reading_that_failed_for_now_is_repeated_the_next_night(
    read: Callable[..., RunReport],
) -> None:
    town = Town(openings=Gap.BUSY)
    for day in range(3):
        read(town, council("lonmouth"), night=NIGHT + timedelta(days=day))
    assert len(town.read_in_full) == 3
    town.openings = None
    for day in (3, 4):
        read(town, council("lonmouth"), night=NIGHT + timedelta(days=day))
    assert len(town.read_in_full) in (4, 5)  # five, if its weekday is the fifth


@pytest.mark.heavy
def test_a_settled_thread_is_read_once_and_counted_every_week(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    kept, forgetful = Town(), Town()
    for day in range(15):
        night = NIGHT + timedelta(days=day)
        read(kept, council("lonmouth"), night=night)
        forgetful.threads.clear()
        read(forgetful, council("lonmouth"), night=night, folder="forgetful")

    assert kept.threads_read == [NIGHT]
    assert len(forgetful.threads_read) == len(forgetful.read_in_full) > 1
    one, two = (Ledger(tmp_path / folder).observations() for folder in ("data", "forgetful"))
    assert one == two


def test_a_killed_run_goes_on_with_what_was_settled_before_it(
    read: Callable[..., RunReport],
) -> None:
    town = Town(failures={"main.b.test": Busy("later")})
    with pytest.raises(PoorNight):
        read(town, council("a"), council("b"))
    again = Town(threads=dict(town.threads))
    read(again, council("a"), council("b"))

    assert again.asked == ["main.b.test"]


@pytest.mark.heavy
def test_an_own_account_that_fails_tonight_is_still_no_stranger(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    pair = council("lonmouth", Role.MAIN, Role.TEAM)
    town = Town(people={"main.lonmouth.test": ("id-of-team.lonmouth.test", "ann")})
    read(town, pair, night=NIGHT - timedelta(days=1))
    town.nameless["team.lonmouth.test"] = Busy("later")
    read(town, pair, *several(9))

    tonight = Ledger(tmp_path / "data").observations(since=NIGHT)
    (main,) = (row for row in tonight if row.account == "main.lonmouth.test")
    assert conversations(main) == 1


class Waiting(Town):
    """A fediverse with one server that answers nobody before all the others were read."""

    def __init__(self, others: int) -> None:
        super().__init__(key="mastodon", name="Mastodon")
        self.others = others
        self.in_hand = 0
        self.all_read = asyncio.Event()

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        if account.handle.endswith("@slow.test"):
            self.in_hand += 1
            assert self.in_hand == 1, "one after the other"
            await asyncio.wait_for(self.all_read.wait(), 5)
            self.in_hand -= 1
        seen = await super().look_up(account, profile, client, reading)
        self.others -= not account.handle.endswith("@slow.test")
        if not self.others:
            self.all_read.set()
        return seen


@pytest.mark.heavy
def test_a_server_that_lets_us_wait_holds_up_nobody_elsewhere(
    read: Callable[..., RunReport],
) -> None:
    handles = [f"town{n}@slow.test" for n in range(40)] + [f"town@{n}.test" for n in range(60)]
    towns = [
        replace(
            council(f"town-{number}"),
            accounts=(Account(network="mastodon", handle=handle, role=Role.MAIN),),
        )
        for number, handle in enumerate(handles)
    ]
    assert read(Waiting(others=60), *towns).read == 100


@pytest.mark.heavy
def test_the_same_world_read_twice_gives_the_same_bytes(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    everybody = (*several(4), council("lonmouth", Role.MAIN, Role.HELP))
    for folder in ("one", "two"):
        read(Town(), *everybody, folder=folder)
    read(Town(), *reversed(everybody), folder="backwards")

    assert night_bytes(tmp_path / "one") == night_bytes(tmp_path / "two")
    assert night_bytes(tmp_path / "one") == night_bytes(tmp_path / "backwards")


def test_the_report_names_every_account(read: Callable[..., RunReport], tmp_path: Path) -> None:
    town = Town(
        failures={"help.lonmouth.test": Hidden("its lists are hidden")},
        nameless={"main.gone.test": Gone("nobody is there")},
    )
    everybody = (
        council("lonmouth", Role.MAIN, Role.HELP),
        council("gone"),
        council("z", network="x"),
    )
    read(town, *everybody)

    report = Ledger(tmp_path / "data").report(NIGHT)
    assert report is not None
    assert [(one.account, one.gap, one.message) for one in report.accounts] == [
        ("main.gone.test", Gap.GONE, "nobody is there"),
        ("help.lonmouth.test", Gap.HIDDEN, "its lists are hidden"),
        ("main.lonmouth.test", None, None),
        ("main.z.test", Gap.NEEDS_TOKEN, None),
    ]
    assert [one.read_at for one in report.accounts] == [AT, AT, AT, None]


def test_a_journal_that_cannot_be_written_stops_the_round_with_its_own_sentence(
    read: Callable[..., RunReport], tmp_path: Path
) -> None:
    journal = tmp_path / f"data/journal/{NIGHT}.jsonl"
    town = Town(meanwhile=lambda: journal.mkdir(exist_ok=True))

    with pytest.raises(LedgerError, match="a folder is in the way"):
        read(town, *several(3))


def test_what_nobody_expected_ends_the_round_as_it_was_raised(
    read: Callable[..., RunReport],
) -> None:
    with pytest.raises(ZeroDivisionError):
        read(Town(failures={"main.town-1.test": ZeroDivisionError()}), *several(3))
