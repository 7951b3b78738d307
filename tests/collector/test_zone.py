from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from collector.model import Kind, Organisation
from collector.zone import first_table, only_zones, zone_of

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "# a table\n\nAA\t+51\tEurope/Aa\tmost\nBB\t+52\tEurope/Bb\nBB\t+53\tEurope/Cc\tthe rest\n"


def organisation(country: str, timezone: str | None = None) -> Organisation:
    return Organisation(
        slug="lonmouth",
        name="Lonmouth",
        kind=Kind.COUNCIL,
        sector="borough",
        country=country,
        website="https://lonmouth.test",
        accounts=(),
        file=PurePosixPath("councils/lonmouth.yml"),
        timezone=timezone,
    )


def test_the_only_zone_of_its_country_is_an_organisations() -> None:
    assert zone_of(organisation("GB")) == "Europe/London"


def test_its_own_zone_goes_first() -> None:
    assert zone_of(organisation("GB", "America/Halifax")) == "America/Halifax"


@pytest.mark.parametrize("country", ["US", "CA", "XX"])
def test_in_a_country_of_several_zones_or_of_none_it_is_unknown(country: str) -> None:
    assert zone_of(organisation(country)) is None


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../../etc/passwd", "/etc/passwd", "Europe"])
def test_a_zone_that_this_machine_cannot_read_is_unknown(zone: str) -> None:
    assert zone_of(organisation("GB", zone)) is None


def test_a_country_in_two_lines_has_no_only_zone() -> None:
    assert only_zones(TABLE) == {"AA": "Europe/Aa"}


def test_the_first_table_that_is_there_is_read(tmp_path: Path) -> None:
    there = tmp_path / "zone.tab"
    there.write_text(TABLE, encoding="utf-8")
    assert first_table([tmp_path / "nowhere", there]) == TABLE


def test_without_a_table_no_country_has_a_zone(tmp_path: Path) -> None:
    assert only_zones(first_table([tmp_path / "nowhere", tmp_path])) == {}
