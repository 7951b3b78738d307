"""Whole nights on X: what is recorded, what they cost, and that the key is in nothing written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.errors import PoorNight
from collector.manners import polite_client
from collector.model import Account, Gap, Kind, Organisation, Role, Watchlist
from collector.networks import networks
from collector.night import read_night
from collector.settings import load_settings
from collector.store import Ledger
from tests.collector.networks.x_world import END, NIGHT, TOKEN, XWorld, ago, missing, problem

if TYPE_CHECKING:
    from pathlib import Path

    from collector.model import Observation
    from collector.store.report import RunReport


def council(name: str, network: str = "x") -> Organisation:
    return Organisation(
        slug=f"{name}-council",
        name=name,
        kind=Kind.COUNCIL,
        sector="boroughs",
        country="GB",
        website=f"https://{name}.test",
        accounts=(Account(network=network, handle=name, role=Role.MAIN),),
        file=PurePosixPath(f"councils/{name}-council.yml"),
    )


def read(
    folder: Path,
    world: XWorld,
    *names: str,
    dollars: float = 5.0,
    days: int = 0,
    posts: str = "nightly",
    environ: dict[str, str] | None = None,
) -> RunReport:
    keys = {"FOLLOWBACK_X_TOKEN": TOKEN} if environ is None else environ
    told = [f"budgets.dollars={dollars}", f"networks.x.posts={posts}"]
    settings = load_settings(None, environ=keys, overrides=told)
    return read_night(
        Watchlist(organisations=tuple(council(name) for name in names)),
        night=NIGHT + timedelta(days=days),
        settings=settings,
        folder=folder,
        client=polite_client(settings, transport=httpx.MockTransport(world.answer), pace=False),
        now=lambda: END + timedelta(days=days, hours=3),
    )


def rows(folder: Path) -> dict[str | None, Observation]:
    return {row.account: row for row in Ledger(folder).observations()}


def town() -> XWorld:
    world = XWorld()
    world.add("lonmouth", "7")
    for hours in range(6):
        world.reply("7", ago(hours=hours * 20 + 2), to=ago(hours=hours * 20 + 3), author="8877665")
    return world


def test_a_night_is_recorded_with_what_it_cost(tmp_path: Path) -> None:
    report = read(tmp_path, town(), "lonmouth")
    facts = rows(tmp_path)["lonmouth"].facts
    assert facts is not None
    assert (facts.followers, facts.following, facts.posts) == (50, 60, 700)
    assert (facts.conversations, facts.people, facts.weeks_observed) == (6, 1, 12)
    assert (facts.follow_back_gap, facts.openings_gap) == (Gap.NOT_OFFERED,) * 2
    assert report.coverage == (1, 1)
    assert report.dollars == pytest.approx(0.010 + 6 * 0.005)
    assert report.summary()["dollars"] == report.dollars


@pytest.mark.heavy
def test_the_second_night_reads_the_month_alone(tmp_path: Path) -> None:
    world = town()
    for days in (0, 1):
        read(tmp_path, world, "lonmouth", days=days)
    pages = [request for request in world.asked if request.url.path.endswith("/tweets")]
    starts = [request.url.params["start_time"] for request in pages]
    assert starts == ["2026-08-30T00:00:00Z", "2026-10-24T00:00:00Z"]


@pytest.mark.heavy
def test_posts_may_be_paid_for_once_a_week(tmp_path: Path) -> None:
    world = town()
    for days in (0, 1):
        report = read(tmp_path, world, "lonmouth", days=days, posts="weekly")
        assert report.read == report.expected
    pages = [request for request in world.asked if request.url.path.endswith("/tweets")]
    assert len(pages) == 1
    (_, facts) = [row.facts for row in Ledger(tmp_path).observations()]
    assert facts is not None
    assert (facts.followers, facts.timeline_gap) == (50, Gap.OVER_BUDGET)


def test_accounts_beyond_the_budget_are_gaps_and_the_night_is_kept(tmp_path: Path) -> None:
    world = town()
    for name in ("york", "zell"):
        world.add(name)
    report = read(tmp_path, world, "lonmouth", "york", "zell", dollars=0.02)
    found = rows(tmp_path).values()
    (missed,) = (row for row in found if row.facts is None)
    assert missed.gap is Gap.OVER_BUDGET
    told = {(one.followers, one.timeline_gap) for row in found if (one := row.facts)}
    assert told == {(50, Gap.OVER_BUDGET)}
    assert report.coverage == (0, 0)
    assert report.dollars == pytest.approx(0.02)


TOWNS = [f"town{number}" for number in range(14)]


def a_week(folder: Path, *, dollars: float) -> tuple[set[str], set[str]]:
    """Return whose counts, and whose posts, were read in a week on so much money a night."""
    world = XWorld()
    for number, name in enumerate(TOWNS):
        world.add(name, str(number + 1))
        world.write(str(number + 1), ago(days=2))
    for days in range(7):
        read(folder, world, *TOWNS, dollars=dollars, days=days)
    told = [row for row in Ledger(folder).observations() if row.facts]
    posts = {row.account for row in told if row.facts and row.facts.timeline_gap is None}
    return {str(row.account) for row in told}, {str(name) for name in posts}


@pytest.mark.heavy
def test_money_for_the_posts_of_some_is_for_those_of_all_in_a_week(tmp_path: Path) -> None:
    counts, posts = a_week(tmp_path, dollars=0.01 * len(TOWNS) + 0.045)
    assert counts == posts == set(TOWNS)


@pytest.mark.heavy
def test_money_for_the_counts_of_some_is_for_those_of_all_in_a_week(tmp_path: Path) -> None:
    counts, posts = a_week(tmp_path, dollars=0.05)
    assert counts == set(TOWNS)
    assert posts == set()


@pytest.mark.heavy
def test_who_is_known_by_number_is_asked_for_by_it_for_a_month(tmp_path: Path) -> None:
    world = town()
    for days in (0, 5, 29, 31):
        read(tmp_path, world, "lonmouth", days=days)
    users = [request.url for request in world.asked if "/tweets" not in request.url.path]
    assert [url.path for url in users] == ["/2/users/by", "/2/users", "/2/users", "/2/users/by"]


@pytest.mark.heavy
def test_a_name_that_went_to_somebody_else_is_not_read_for_who_bore_it(tmp_path: Path) -> None:
    world = town()
    read(tmp_path, world, "lonmouth")
    world.users["7"]["username"] = "lonmouth_gov"
    world.add("lonmouth", "8", public_metrics={"followers_count": 9, "following_count": 1})
    read(tmp_path, world, "lonmouth", days=5)
    told = [row.facts.followers for row in Ledger(tmp_path).observations() if row.facts]
    assert told == [50, 50]


@pytest.mark.heavy
def test_several_runs_of_one_night_have_one_budget(tmp_path: Path) -> None:
    world = town()
    world.faults = [lambda: httpx.ReadTimeout("slow")] * 4
    with pytest.raises(PoorNight):
        read(tmp_path, world, "lonmouth", dollars=0.07)
    assert (tmp_path / "state/dollars.json").read_text() == (
        '{"night": "2026-11-22", "dollars": 0.04}\n'
    )
    report = read(tmp_path, world, "lonmouth", dollars=0.07)
    assert report.dollars == pytest.approx(0.05)  # and five posts more might be too much
    facts = rows(tmp_path)["lonmouth"].facts
    assert facts is not None
    assert facts.timeline_gap is Gap.OVER_BUDGET
    assert read(tmp_path, world, "lonmouth", dollars=0.07, days=1).dollars == pytest.approx(0.04)


def test_a_key_that_is_refused_costs_no_other_network_its_night(tmp_path: Path) -> None:
    world = XWorld(faults=[lambda: httpx.Response(401, json=problem("of-a-kind"))])
    report = read(tmp_path, world, "lonmouth", "york")
    assert {row.gap for row in rows(tmp_path).values()} == {Gap.NEEDS_TOKEN}
    assert {one.message for one in report.accounts} == {
        "x: the key in FOLLOWBACK_X_TOKEN is refused (401); put a valid app-only token there"
    }


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"FOLLOWBACK_X_TOKEN": " "},
        {"FOLLOWBACK_INSTAGRAM_TOKEN": "only"},
        {"FOLLOWBACK_INSTAGRAM_ID": "17"},
    ],
)
def test_without_a_key_a_network_needs_one(tmp_path: Path, environ: dict[str, str]) -> None:
    world = XWorld()
    read(tmp_path, world, "lonmouth", environ=environ)
    assert rows(tmp_path)["lonmouth"].gap is Gap.NEEDS_TOKEN
    assert world.asked == []
    settings = load_settings(None, environ=environ)
    assert not {"x", "instagram"} & set(networks(settings, {}))


def test_a_network_with_its_key_is_read() -> None:
    keys = {"FOLLOWBACK_X_TOKEN": "a", "FOLLOWBACK_INSTAGRAM_TOKEN": "b"}
    settings = load_settings(None, environ=keys | {"FOLLOWBACK_INSTAGRAM_ID": "17"})
    found = networks(settings, {})
    assert {"x", "instagram"} <= set(found)
    one = Account(network="x", handle="lonmouth", role=Role.MAIN)
    assert found["x"].profile_url(one) == "https://x.com/lonmouth"


def test_neither_the_key_nor_a_person_is_in_anything_written(tmp_path: Path) -> None:
    world = town()
    world.missing.append(missing("york", detail=TOKEN))
    read(tmp_path, world, "lonmouth", "york")
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) > 3
    for file in written:
        for mark in (TOKEN, "secret-x-token", "8877665"):
            assert mark.encode() not in file.read_bytes(), file
