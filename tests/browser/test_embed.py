"""A chart on somebody else's page: by frame, by script, by oEmbed, and as a previewed link."""

from __future__ import annotations

import html
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from urllib.request import urlopen

import extruct
import pytest
from pyoembed import oEmbed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Frame, Page

pytestmark = pytest.mark.browser

LEAGUE = "bluesky-council-borough-10k--follow-back-rate"
HISTORY = "council-borough-of-lonmouth--bluesky"
CHARTS = (LEAGUE, HISTORY, "movers")
WIDTHS = (320, 375, 600, 759, 760, 900, 1200)
LIVE, PICTURE = 0, 1


@pytest.fixture(scope="module")
def charts(
    tmp_path_factory: pytest.TempPathFactory,
    small_site: Any,
    serving: Callable[[Path], AbstractContextManager[str]],
) -> Iterator[str]:
    """Return the address of a site that knows it, so that what it says of itself can be asked."""
    folder = tmp_path_factory.mktemp("charts")
    with serving(folder) as address:
        standings = small_site.make_standings(nights=60)
        small_site.build_site(folder, standings, site_url=address, pictures=100)
        yield address


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Somebody else's server, with one page and the policy that goes with it."""

    body: str
    policy: str


class Serves(BaseHTTPRequestHandler):
    """Serves one page with a content-security policy."""

    def __init__(self, host: Host, *args: Any) -> None:
        self._host = host
        super().__init__(*args)

    def do_GET(self) -> None:
        text = f"<!doctype html><title>A paper</title><h1>News</h1>{self._host.body}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self._host.policy)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def hosted(body: str, policy: str) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Serves, Host(body=body, policy=policy)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def read(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())


def snippet(charts: str, chart: str, which: int) -> str:
    """Return what a reader copies from a chart's page."""
    told = read(f"{charts}charts/{chart}/").partition('id="h-em"')[2]
    return html.unescape(re.findall(r"<pre>(.*?)</pre>", told, re.DOTALL)[which])


def origin(address: str) -> str:
    return "/".join(address.split("/")[:3])


def framed(page: Page, address: str) -> Frame:
    page.goto(address)
    element = page.wait_for_selector("iframe")
    assert element is not None
    element.scroll_into_view_if_needed()
    frame = element.content_frame()
    assert frame is not None
    frame.wait_for_selector("figcaption")
    return frame


def fits_at_any_width(page: Page, address: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width + 16, "height": 900})
        below, beside, left = framed(page, address).evaluate(FITS)
        assert (below, beside) == (0, 0), width
        assert left >= 0, width


FITS = """() => {
  const root = document.documentElement;
  return [root.scrollHeight - innerHeight, root.scrollWidth - innerWidth,
          innerHeight - document.querySelector("figure").getBoundingClientRect().bottom];
}"""


@pytest.mark.parametrize("chart", CHARTS)
def test_a_strict_page_shows_the_chart_without_a_scroll_bar_at_any_width(
    browser: Browser, charts: str, chart: str
) -> None:
    policy = f"default-src 'none'; frame-src {origin(charts)}"
    with hosted(snippet(charts, chart, LIVE), policy) as address:
        page = browser.new_page()
        fits_at_any_width(page, address)
        page.close()


@pytest.mark.parametrize("chart", CHARTS)
def test_a_page_that_strips_scripts_shows_the_chart_without_a_scroll_bar_at_any_width(
    browser: Browser, charts: str, chart: str
) -> None:
    code = snippet(charts, chart, LIVE).partition("\n")[0]
    assert "<script" not in code
    with hosted(code, f"default-src 'none'; frame-src {origin(charts)}") as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        fits_at_any_width(page, address)
        context.close()


@pytest.mark.parametrize("chart", CHARTS)
def test_a_page_that_takes_the_script_gives_the_frame_its_very_height(
    browser: Browser, charts: str, chart: str
) -> None:
    policy = f"default-src 'none'; frame-src {origin(charts)}; script-src {origin(charts)}"
    with hosted(snippet(charts, chart, LIVE), policy) as address:
        page = browser.new_page()
        for width in WIDTHS:
            page.set_viewport_size({"width": width + 16, "height": 900})
            frame = framed(page, address)
            frame.wait_for_function(
                "() => Math.abs(innerHeight - document.querySelector('figure')"
                ".getBoundingClientRect().bottom) <= 1"
            )
            below, beside, _ = frame.evaluate(FITS)
            assert (below, beside) == (0, 0), width
        page.close()


def test_a_message_of_somebody_else_changes_no_height(browser: Browser, charts: str) -> None:
    policy = f"default-src 'none'; frame-src {origin(charts)}; script-src {origin(charts)}"
    with hosted(snippet(charts, LEAGUE, LIVE), policy) as address:
        page = browser.new_page()
        framed(page, address)
        page.wait_for_function("document.querySelector('iframe').height !== '0'")
        page.wait_for_timeout(300)
        before = page.get_attribute("iframe", "height")
        page.evaluate("window.postMessage({ 'followback-height': 9999 }, '*')")
        page.wait_for_timeout(200)
        assert page.get_attribute("iframe", "height") == before
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_frame_is_drawn_in_the_colours_of_its_reader(
    browser: Browser, charts: str, scheme: Any
) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{charts}embed/{LEAGUE}/")
    colours = page.evaluate(
        "() => [getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('.ttl')).fill]"
    )
    light, dark = (
        ["rgb(252, 252, 251)", "rgb(23, 25, 28)"],
        ["rgb(18, 21, 24)", "rgb(238, 240, 238)"],
    )
    assert colours == (light if scheme == "light" else dark)
    page.close()


@pytest.mark.parametrize("width", [320, 1200])
def test_a_frame_carries_credit_date_address_and_a_link(
    browser: Browser, charts: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{charts}embed/{LEAGUE}/")
    said = page.eval_on_selector_all(
        "svg text", "all => all.filter(one => one.checkVisibility()).map(one => one.textContent)"
    )
    lines = " ".join(said)
    assert "Followback, night of 21 November 2026." in lines
    assert "CC BY 4.0" in lines
    assert f"charts/{LEAGUE}/" in "".join(said)
    link = page.get_attribute("figcaption a", "href")
    assert urljoin(page.url, link or "") == f"{charts}charts/{LEAGUE}/"
    page.close()


def test_the_picture_to_paste_is_there_with_its_words(charts: str) -> None:
    code = snippet(charts, LEAGUE, PICTURE)
    source = re.search(r'src="([^"]+)"', code)
    alt = re.search(r'alt="([^"]+)"', code)
    assert source
    assert alt
    with urlopen(html.unescape(source[1])) as answer:  # noqa: S310 - our own server
        assert answer.headers["Content-Type"] == "image/png"
    assert "Borough of Ostbury" in alt[1]


@pytest.mark.parametrize("chart", CHARTS)
def test_an_oembed_consumer_shows_a_chart_from_its_address_alone(charts: str, chart: str) -> None:
    told = oEmbed(f"{charts}charts/{chart}/")
    assert (told["version"], told["type"], told["provider_name"]) == ("1.0", "rich", "Followback")
    frame = re.fullmatch(r'<iframe src="([^"]+)" title="[^"]+".*></iframe>', told["html"])
    assert frame
    assert '<svg class="' in read(frame[1])
    assert "<figcaption>" in read(frame[1])
    assert f'height="{told["height"]}"' in told["html"]
    with urlopen(told["thumbnail_url"]) as answer:  # noqa: S310 - our own server
        head = answer.read(24)
    assert (told["thumbnail_width"], told["thumbnail_height"]) == size(head)


@pytest.mark.parametrize("chart", CHARTS)
def test_an_open_graph_reader_finds_picture_size_and_words(charts: str, chart: str) -> None:
    address = f"{charts}charts/{chart}/"
    (found,) = extruct.extract(read(address), base_url=address, syntaxes=["opengraph"])["opengraph"]
    told = dict(found["properties"])
    with urlopen(told["og:image"]) as answer:  # noqa: S310 - our own server
        head = answer.read(24)
    assert told["og:image"].endswith(f"{chart}-2026-11-21.png")
    assert (int(told["og:image:width"]), int(told["og:image:height"])) == size(head) == (1200, 630)
    assert told["og:image:alt"] == json.loads(read(f"{address}{chart}-2026-11-21.json"))["alt"]
    assert told["og:url"] == address


@pytest.mark.parametrize("page", ["", "method/", "councils/borough-of-lonmouth/"])
def test_every_other_page_has_a_picture_too(charts: str, page: str) -> None:
    address = f"{charts}{page}"
    (found,) = extruct.extract(read(address), base_url=address, syntaxes=["opengraph"])["opengraph"]
    told = dict(found["properties"])
    with urlopen(told["og:image"]) as answer:  # noqa: S310 - our own server
        assert size(answer.read(24)) == (1200, 630)
    assert told["og:image:alt"]


def size(head: bytes) -> tuple[int, int]:
    """Return width and height of a PNG: https://www.w3.org/TR/png-3/#11IHDR."""
    assert head.startswith(b"\x89PNG")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
