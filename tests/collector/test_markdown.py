"""What strangers wrote, in GitHub's summaries and comments."""

from __future__ import annotations

import html5lib
import markdown as python_markdown  # type: ignore[import-untyped]
import pytest

from collector.markdown import HELP, LONGEST, night, poor_night, problems, quoted, table
from collector.model import Gap

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](https://evil.test) ![x](https://evil.test/x.png)",
    "@everybody #1 https://evil.test www.evil.test",
    "| a | b |\n|---|---|\n# title\n- list\n```\ncode\n```",
    "</code></td><h1>x</h1>",
    "`</details>` **bold** _it_ ~~x~~ &lt;b&gt; \\<b>",
    "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe\x00\x1b[31m",
)
OURS = {
    "html",
    "head",
    "body",
    "p",
    "code",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "li",
}


def elements(text: str) -> set[str]:
    """Return the elements of a text, as a browser reads what Markdown makes of it."""
    page = html5lib.parse(
        python_markdown.markdown(text, extensions=["tables"]), namespaceHTMLElements=False
    )
    return {str(element.tag) for element in page.iter()}


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_strangers_stay_words(text: str) -> None:
    lines = [*table(("Who", "What"), [(quoted(text), "ours")])]
    assert elements("\n".join(lines)) <= OURS
    assert len(lines) == 3
    assert lines[2].count("|") == 3
    assert not {*quoted(text)} & {*"@`[]()*_~|\n"}


def test_words_can_still_be_read() -> None:
    page = html5lib.parse(quoted("Côte & Fils <x>"), namespaceHTMLElements=False)
    assert "".join(page.itertext()) == "Côte & Fils <x>"


def test_what_goes_on_and_on_is_cut() -> None:
    page = html5lib.parse(quoted("x" * 200_000), namespaceHTMLElements=False)
    assert len("".join(page.itertext())) == LONGEST


def test_problems_are_told_up_to_a_number() -> None:
    one = {"file": "a`b.yml", "line": 1, "column": 2, "level": "error", "message": "<b>"}
    told = [*problems([one] * 60)]
    assert told[-1] == "* and 10 more"
    assert elements("\n".join(told)) <= OURS


def test_a_night_tells_its_coverage_and_its_gaps() -> None:
    run = {"night": "2026-11-22", "read": 8, "expected": 10, "requests": 1234, "retries": 5}
    told = night(run | {"gaps": {"busy": 2, "needs_token": 3}})
    assert "8 of 10 accounts that could answer were read (80.0%), with 1,234 requests" in told
    assert "| needs_token | 3 |" in told
    assert "0 of 0" in night(run | {"read": 0, "expected": 0, "gaps": {}})


def test_a_poor_night_tells_what_is_kept_and_what_helps() -> None:
    run = {"night": "2026-11-22", "read": 7, "expected": 10, "requests": 1234, "retries": 5}
    told = poor_night(run | {"gaps": {"busy": 2, "needs_token": 3, "unreachable": 1}})
    assert told.startswith("### The night of 2026-11-22 is not recorded\n")
    assert "7 of 10 accounts that could answer were read (70.0%)" in told
    assert "a night is kept from 80%." in told
    assert "| busy | 2 | to wait;" in told
    assert "| needs_token | 3 | nothing, and it does not count |" in told
    assert "**Kept:** every night before this one, and the site" in told
    assert "**To do:** “Re-run all jobs”" in told
    assert elements(told) <= OURS | {"h3", "strong"}


@pytest.mark.parametrize("gap", [gap for gap in Gap if gap.is_temporary])
def test_something_helps_against_whatever_makes_a_night_poor(gap: Gap) -> None:
    assert gap in HELP
