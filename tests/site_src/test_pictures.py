"""Which charts become PNG, and that each is drawn only when it changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from collector.settings import Settings
from site_src.book import site_of
from site_src.cards import CARDS
from site_src.charts import Form
from site_src.downloads import CARD, CHART
from site_src.exhibit import exhibits
from site_src.index import Index
from site_src.pictures import SITE_CARD, begin_pictures, key_of, keyed, paint, pictures_of

if TYPE_CHECKING:
    from pathlib import Path

    from site_src.exhibit import Exhibit
    from site_src.model import Standings
    from site_src.page import Site


def draw_pictures(*given: Any) -> int:
    """Draw to the end what is not drawn yet, and return how many that were."""
    drawing = begin_pictures(*given)
    drawing.beside.finish()
    return drawing.count


@pytest.fixture(scope="module")
def shown(small: Standings) -> tuple[Exhibit, ...]:
    return tuple(exhibits(Index(small)))


@pytest.fixture(scope="module")
def site(small: Standings) -> Site:
    return site_of(small, Settings(site_url="https://followback.example/"), ())


@pytest.fixture(scope="module")
def few(shown: tuple[Exhibit, ...]) -> dict[str, tuple[str, ...]]:
    return {shown[0].id: (CARD,)}


def test_what_leads_a_league_is_drawn_first_and_histories_last(
    shown: tuple[Exhibit, ...],
) -> None:
    by_id = {one.id: one for one in shown}
    for most in (1, 8, 20, 30):
        drawn = pictures_of(shown, most)
        assert sum(map(len, drawn.values())) == most
        has_history = any(by_id[chart].chart.form is Form.HISTORY for chart in drawn)
        leagues = [one for one in shown if one.chart.form is Form.LEAGUE]
        assert not has_history or all(CARD in drawn.get(one.id, ()) for one in leagues)
        assert "movers" in drawn or most == 1


def test_only_what_leads_is_drawn_whole(shown: tuple[Exhibit, ...]) -> None:
    drawn = pictures_of(shown, 1000)
    assert set(drawn) == {one.id for one in shown}
    whole = {one.metric.key for one in shown if CHART in drawn[one.id] and one.id != "movers"}
    assert whole <= set(CARDS)
    assert not [one for one in shown if one.chart.form is Form.HISTORY and CHART in drawn[one.id]]


@pytest.mark.heavy
def test_a_site_that_wants_no_pictures_has_its_own_card_alone(
    shown: tuple[Exhibit, ...], site: Site, tmp_path: Path
) -> None:
    assert draw_pictures(tmp_path, shown, site, pictures_of(shown, 0)) == 1
    assert [file.name for file in tmp_path.rglob("*.png")] == ["card.png"]


@pytest.mark.heavy
def test_a_picture_is_drawn_once_and_then_taken_from_the_served_site(
    shown: tuple[Exhibit, ...], site: Site, few: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    served, anew = tmp_path / "served", tmp_path / "anew"
    assert draw_pictures(served, shown, site, few) == 2
    assert draw_pictures(anew, shown, site, few, served) == 0
    for file in served.rglob("*.png"):
        assert (anew / file.relative_to(served)).read_bytes() == file.read_bytes()


@pytest.mark.heavy
def test_only_the_chart_that_changed_is_drawn_again(
    shown: tuple[Exhibit, ...], site: Site, few: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    served = tmp_path / "served"
    draw_pictures(served, shown, site, few)
    first = replace(shown[0], chart=replace(shown[0].chart, title="Another"))
    assert draw_pictures(tmp_path / "anew", [first, *shown[1:]], site, few, served) == 1


@pytest.mark.parametrize("harm", [b"", b"\x89PNG\r\n\x1a\n", b"no picture"])
def test_a_file_that_is_no_picture_of_ours_is_drawn_anew(
    shown: tuple[Exhibit, ...], site: Site, tmp_path: Path, harm: bytes
) -> None:
    served = tmp_path / "served"
    (served / SITE_CARD).parent.mkdir(parents=True)
    (served / SITE_CARD).write_bytes(harm)
    assert draw_pictures(tmp_path / "anew", shown, site, {}, served) == 1


@pytest.mark.heavy
def test_a_picture_says_what_it_was_drawn_from_and_is_one_still(
    shown: tuple[Exhibit, ...], site: Site, tmp_path: Path
) -> None:
    draw_pictures(tmp_path, shown, site, {})
    png = (tmp_path / SITE_CARD).read_bytes()
    assert len(key_of(png)) == 32
    at = 8 + 25  # signature and IHDR
    length = int.from_bytes(png[at : at + 4], "big")
    bare = png[:at] + png[at + 12 + length :]
    assert key_of(bare) == b""
    assert keyed(bare, key_of(png)) == png


@pytest.mark.heavy
def test_several_processes_draw_the_same_bytes(
    shown: tuple[Exhibit, ...], site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {one.id: (CARD,) for one in shown[:3]}
    monkeypatch.setattr("site_src.pictures.FEW", 0)
    monkeypatch.setattr("site_src.pictures.os.cpu_count", lambda: 2)
    draw_pictures(tmp_path / "two", shown, site, wanted)
    monkeypatch.setattr("site_src.pictures.os.cpu_count", lambda: 1)
    draw_pictures(tmp_path / "one", shown, site, wanted)
    names = sorted(file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*.png"))
    assert len(names) == 4
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_nothing_to_draw_takes_no_painter(tmp_path: Path) -> None:
    paint(tmp_path, ())
    assert list(tmp_path.iterdir()) == []
