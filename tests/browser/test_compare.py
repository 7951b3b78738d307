"""Organisations of the reader's choice beside each other: the same verdicts as the pages have."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from collector.model import Account, Gap, Kind, OpeningKind, Organisation, Role, State
from site_src.api import api_files
from site_src.api_rows import Rows, organisation_file
from site_src.index import Index
from site_src.metrics import METRICS, Unit
from site_src.model import Estimate, League, PeerTable, Place, Standings, Value
from site_src.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAIR = ("goodham-1", "goodham-2")
NAMES = ("Borough of Goodham 1.", "Borough of Goodham 2.")
ROUNDS = 30
NIGHT = date(2026, 11, 21)
COMPARED = "#compared h2"
VERDICTS = """() => {
  const text = (li, of) => li.querySelector(of)?.textContent ?? "";
  return Object.fromEntries([...document.querySelectorAll("ul.duel > li")]
    .map(li => [text(li, "h4 a"), [text(li, ".verdict"), text(li, "p.q")]]));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that fails its test when it complains, opens a dialog or asks another host."""
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"a name was run: {dialog.message}"))
    page.on("request", lambda one: None if "//127.0.0.1:" in one.url else faults.append(one.url))
    yield page
    context.close()
    assert faults == []


def said(page: Page) -> str:
    return page.locator("#chooser [role=status]").inner_text()


def compare(page: Page, site: str, query: str) -> None:
    page.goto(f"{site}compare/?{query}")
    page.locator(COMPARED).wait_for()


@pytest.mark.parametrize("slug", ["goodham-1", "goodham-7", "slowton", "zeroton", "likeless"])
def test_the_verdicts_are_those_of_the_page_made_beforehand(
    page: Page, measured: str, slug: str
) -> None:
    page.goto(f"{measured}compare/{slug}/")
    written = page.evaluate(VERDICTS)
    asked = page.get_by_role("link", name="Compare others").get_attribute("href") or ""
    compare(page, measured, asked.partition("?")[2])
    assert len(written) > 5
    assert page.evaluate(VERDICTS) == written


def test_every_verdict_is_worded_as_python_words_it(page: Page, measured: str) -> None:
    draw = random.Random(5)  # noqa: S311 - chance, no secret
    outcomes = set()
    told: dict[str, str] = {}
    page.route(
        re.compile(r"/organisations/goodham-[12]\.json$"),
        lambda route: route.fulfill(json=json.loads(told[PurePosixPath(route.request.url).stem])),
    )
    for _ in range(ROUNDS):
        pairs = {key: (drawn(key, draw), drawn(key, draw)) for key in METRICS}
        told.update(written(pairs))
        compare(page, measured, "o=goodham-1,goodham-2")
        expected = {}
        for key, (one, two) in pairs.items():
            found = judge(one, two)
            outcomes.add(found.outcome)
            if {one.estimate.state, two.estimate.state} != {State.GAP}:
                expected[METRICS[key].name] = [
                    capital(found.head(NAMES)),
                    f"{capital(found.more(NAMES))}." if found.more(NAMES) else "",
                ]
        assert page.evaluate(VERDICTS) == expected
    assert len(outcomes) == 3


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def drawn(key: str, draw: random.Random) -> Value:
    """Return a value of any state, ties and thresholds of printing among them."""
    unit = METRICS[key].unit
    kinds = (None, OpeningKind.REPLIES, OpeningKind.MENTIONS)
    return Value(
        organisation="",
        network="bluesky",
        account=None,
        metric=key,
        estimate=ESTIMATES[unit](draw),
        night=NIGHT,
        window=None,
        source="",
        method_version=1,
        kind=draw.choice(kinds) if unit is Unit.HOURS else None,
    )


def _share(draw: random.Random) -> Estimate:
    value = draw.choice([draw.random(), draw.randrange(201) / 200, draw.randrange(9) / 8])
    if draw.random() < 0.1:
        return Estimate(state=State.BOUND, lo=draw.choice([0.0, value / 2]), hi=value)
    return _around(draw, value, 0.3, most=1.0)


def _hours(draw: random.Random) -> Estimate:
    value = draw.choice([draw.random() / 30, draw.random() * 3, draw.random() * 168, 10, 47.9, 0.5])
    found = _around(draw, value, 1.5 * value, most=168.0)
    if found.state is State.ESTIMATE and draw.random() < 0.25:
        return replace(found, hi=None, value=draw.choice([None, found.value]))
    return found


def _amount(draw: random.Random) -> Estimate:
    value = draw.choice([draw.random() * 3, draw.randrange(5000) / 8, draw.randrange(30) * 1000])
    return _around(draw, value, value / 2)


def _around(draw: random.Random, value: float, half: float, most: float = 1e9) -> Estimate:
    chance = draw.random()
    if chance < 0.15:
        reason = draw.choice([gap for gap in Gap if gap is not Gap.STALE])
        return Estimate(state=State.GAP, reason=reason)
    if chance < 0.45:
        return Estimate(state=State.EXACT, value=value, lo=value, hi=value)
    low, high = value - half * draw.random(), value + half * draw.random()
    return Estimate(state=State.ESTIMATE, value=value, lo=max(0.0, low), hi=min(most, high))


ESTIMATES: dict[Unit, Callable[[random.Random], Estimate]] = {
    Unit.SHARE: _share,
    Unit.HOURS: _hours,
    Unit.COUNT: _amount,
    Unit.RATIO: _amount,
}


TOGETHER = PeerTable(
    id="one",
    title="One table",
    network="bluesky",
    kind=Kind.COUNCIL,
    sector=None,
    band=None,
    members=PAIR,
)


def written(pairs: dict[str, tuple[Value, Value]]) -> dict[str, str]:
    """Return the files of two organisations' numbers, by slug, as the site writes them."""
    values = {
        slug: tuple(replace(pair[at], organisation=slug) for pair in pairs.values())
        for at, slug in enumerate(PAIR)
    }
    everybody = {slug: organisation(slug, name) for slug, name in zip(PAIR, NAMES, strict=True)}
    standings = Standings(
        night=NIGHT,
        method_version=1,
        is_practice=True,
        organisations=everybody,
        values=values,
        tables=(TOGETHER,),
        leagues={(TOGETHER.id, key): league(key, values) for key in pairs},
        histories={},
        read=2,
        listed=2,
        gaps={},
        collected_at={},
    )
    index = Index(standings)
    told = dict(
        api_files(Rows(index=index, home="https://league.test/", drawn={}), others=(), feeds=())
    )
    return {slug: told[organisation_file(one)] for slug, one in everybody.items()}


def league(key: str, values: dict[str, tuple[Value, ...]]) -> League:
    everybody = [one for mine in values.values() for one in mine if one.metric == key]
    return League(
        table=TOGETHER,
        metric=key,
        ranked=(),
        unranked=tuple(
            Place(organisation=one.organisation, value=one, unranked="") for one in everybody
        ),
        median=None,
    )


def organisation(slug: str, name: str) -> Organisation:
    return Organisation(
        slug=slug,
        name=name,
        kind=Kind.COUNCIL,
        sector="borough",
        country="GB",
        website=f"https://{slug}.test",
        accounts=(Account(network="bluesky", handle=f"{slug}.test", role=Role.MAIN),),
        file=PurePosixPath(f"councils/{slug}.yml"),
    )


def test_a_choice_is_made_by_keyboard_alone_and_kept_in_the_address(
    page: Page, served: str
) -> None:
    page.goto(f"{served}compare/")
    page.get_by_label("First organisation").focus()
    page.keyboard.type("Borough of Lonmouth")
    page.keyboard.press("Tab")
    page.keyboard.type("vennick")
    page.keyboard.press("Enter")
    page.locator(COMPARED).wait_for()
    assert page.url == f"{served}compare/?o=borough-of-lonmouth,borough-of-vennick"
    assert page.evaluate("document.activeElement.id") == "h-compared"
    assert page.title().startswith("Borough of Lonmouth beside Borough of Vennick")
    assert "The two differ on" in (page.locator("#chooser [role=status]").text_content() or "")
    assert page.locator(".duel > li").count() == 6


def test_back_and_forth_and_a_copied_address_show_the_same(page: Page, served: str) -> None:
    compare(page, served, "o=borough-of-lonmouth,borough-of-vennick")
    page.locator("summary").click()
    page.get_by_label("Reply share").check()
    page.get_by_label("Third, if you like").fill("Borough of Ostbury")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url(
        f"{served}compare/?o=borough-of-lonmouth,borough-of-vennick,borough-of-ostbury&m=reply-share"
    )
    title = page.get_by_role("heading", name="Borough of Ostbury")
    title.first.wait_for()
    assert page.locator("#compared h4").all_inner_texts() == ["Reply share Median 43%"]
    drawn_now = page.locator("#compared").inner_html()
    page.go_back()
    page.wait_for_function("document.querySelectorAll('.duel > li').length === 6")
    assert page.get_by_label("Third, if you like").input_value() == ""
    page.go_forward()
    page.wait_for_function("document.querySelectorAll('.duel > li').length === 1")
    page.reload()
    page.locator(COMPARED).wait_for()
    assert page.locator("#compared").inner_html() == drawn_now
    assert page.get_by_label("Reply share").is_checked()
    assert page.get_by_label("Third, if you like").input_value() == "Borough of Ostbury"


def test_a_council_and_a_brand_stand_side_by_side_without_verdict_or_rank(
    page: Page, served: str
) -> None:
    compare(page, served, "o=borough-of-lonmouth,acme-kettles")
    told = page.locator("#compared").inner_text()
    assert "a council and Acme Kettles a brand" in told
    assert "without a verdict and without ranks" in told
    assert page.locator(".verdict").count() == 0
    assert page.locator(".duel dd").count() == 12
    assert "Rank" not in told
    assert "Median" not in told


def test_members_of_different_tables_are_not_judged(page: Page, measured: str) -> None:
    compare(page, measured, "o=goodham-1,fewham")
    told = page.locator("#compared .lead").inner_text()
    assert "a small audience is easier to follow back" in told
    assert page.locator(".verdict").count() == 0


def test_of_four_each_is_judged_beside_the_first_within_its_table(page: Page, served: str) -> None:
    slugs = "borough-of-lonmouth,borough-of-vennick,acme-kettles,borough-of-ostbury"
    compare(page, served, f"o={slugs}&m=reply-share")
    assert page.locator(".duel dt").all_inner_texts() == [
        "Borough of Lonmouth",
        "Borough of Vennick",
        "Acme Kettles",
        "Borough of Ostbury",
    ]
    judged = page.locator(".duel li p b").all_inner_texts()
    assert judged == ["Borough of Vennick", "Borough of Ostbury"]
    assert page.locator(".duel dl + div .tri").count() == 1


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("o=borough-of-lonmouth,nowhere", "There is no organisation “nowhere” here."),
        ("o=nowhere,<img src=x onerror=alert(1)>", "“nowhere” and “<img src=x onerror=alert(1)>”"),
        ("o=borough-of-lonmouth", "Choose another to set beside it."),
        ("o=constructor,__proto__", "There is no organisation “constructor” and “__proto__” here."),
        (f"o={'x' * 5000}", f"There is no organisation “{'x' * 60}…” here."),
    ],
)
def test_a_wrong_address_is_answered_in_a_sentence(
    page: Page, served: str, query: str, text: str
) -> None:
    page.goto(f"{served}compare/?{query}")
    page.wait_for_function("document.querySelector('#chooser [role=status]').textContent")
    assert text in said(page)
    assert page.locator("#compared > *").count() == 0


def test_a_wrong_measure_and_a_fifth_organisation_are_left_out_and_said_so(
    page: Page, served: str
) -> None:
    names = ("lonmouth", "vennick", "ostbury", "umberley", "kelderwick")
    compare(page, served, f"o={','.join(f'borough-of-{one}' for one in names)}&m=charm,people")
    assert said(page) == (
        "There is no measure “charm” here. Four can be compared at once; only the first four are."
    )
    assert page.locator(".duel > li").count() == 1
    assert page.locator(".pair > div").count() == 4


def test_a_name_that_nobody_has_is_answered_in_a_sentence(page: Page, served: str) -> None:
    page.goto(f"{served}compare/")
    page.get_by_label("First organisation").fill("Atlantis")
    page.get_by_label("Second organisation").fill("Borough of Lonmouth")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("No organisation here is called “Atlantis”").wait_for()
    assert page.evaluate("document.activeElement.id") == "o1"


def test_names_are_offered_on_demand_alone(page: Page, served: str) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{served}compare/")
    assert not any("organisations.json" in url for url in asked)
    page.get_by_label("First organisation").fill("kett")
    page.wait_for_function("document.querySelector('#names option')")
    offered = page.locator("#names option").evaluate_all("all => all.map(one => one.value)")
    assert offered == ["Acme Kettles"]


def test_hostile_names_appear_as_themselves(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    compare(page, served, f"o=script-alert-1-script,{'x' * 60},evil-quoted-twice")
    names = page.locator(".pair a").all_inner_texts()
    assert names[0] == "<script>alert(1)</script>"
    assert names[1].endswith("x" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [320, 1280])
def test_no_comparison_is_wider_than_its_screen(page: Page, served: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    slugs = ",".join(f"borough-of-{one}" for one in ("lonmouth", "vennick", "ostbury", "umberley"))
    compare(page, served, f"o={slugs}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_comparison(page: Page, measured: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    compare(page, measured, "o=goodham-1,goodham-2,zeroton,slowton&m=reply-share,time-to-answer")
    page.locator("summary").click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_numbers_that_cannot_be_read_are_told_and_no_trace_is_shown(
    page: Page, served: str
) -> None:
    page.route("**/api/v1/organisations/*.json", lambda route: route.abort())
    page.goto(f"{served}compare/?o=borough-of-lonmouth,borough-of-vennick")
    page.get_by_text("The numbers could not be read; try again.").wait_for()


def test_without_a_script_every_comparison_is_listed(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}compare/")
    assert page.locator("#chooser:visible").count() == 0
    assert page.locator(".roll li a:visible").count() == 18
    page.get_by_role("link", name="Borough of Vennick").click()
    assert page.locator(".verdict:visible").count() == 6
    context.close()
