"""What a fediverse account writes comes as HTML: its words, and the links in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST = 50_000  # characters of HTML; servers allow 500 to 5,000 of text
BREAKS = frozenset(["br", "p", "li", "div", "blockquote"])
NO_LINKS = frozenset(["mention", "hashtag"])
WEB = re.compile(r"(?i)https?://")
# https://joinfediverse.wiki/Fediverse_bots and the habit of many instances' rules
OPTED_OUT = re.compile(r"(?i)(?<![\w#])#(?:nobot|noindex)\b")

HASHES = re.compile(r"#|&num;")


class _Words(HTMLParser):
    """Collects words and links; whatever the markup holds besides is passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self.parts.append("\n")
        if tag != "a":
            return
        said = {name: value or "" for name, value in attrs}
        is_tag = "tag" in said.get("rel", "").split()
        marks = NO_LINKS.intersection(said.get("class", "").split())
        if not (marks or is_tag) and WEB.match(said.get("href", "")):
            self.links.append(said["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def words_of(html: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a piece of HTML, and the addresses it links to.

    Links to people and to hashtags are left out.
    """
    reader = _Words()
    try:
        reader.feed(html[:LONGEST])
        reader.close()
    except AssertionError:  # html.parser's answer to some unfinished markup
        reader.parts.append(" ")
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    text = "\n".join(line for line in lines if line)
    return text, tuple(dict.fromkeys(reader.links))


def opts_out(html: str) -> bool:
    """Return whether a biography asks robots to stay away."""
    if not HASHES.search(html):  # nothing to parse for, in most biographies
        return False
    text, _ = words_of(html)
    return OPTED_OUT.search(text) is not None
