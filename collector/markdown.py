"""Markdown for GitHub's summaries and comments, in which other people's words stay words.

A word of theirs stands in a code element, its signs as numbers: nothing in it is a link, an
image, a mention of somebody, a table's border or HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.coverage import KEPT_FROM
from collector.model import Gap
from collector.problems import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LONGEST = 120
MOST_PROBLEMS = 50
UNKNOWN = "–"
HELP = {  # against the gaps for which a night can be too poor
    Gap.OVER_BUDGET: "a larger budget, in the settings",
    Gap.BLOCKED: "to ask those who keep the servers, or to take their accounts off the list",
    Gap.BUSY: "to wait; if it comes back, a lower `requests_per_second` in the settings",
    Gap.UNREACHABLE: "to wait for a connection, or for servers that are down",
    Gap.UNREADABLE: "a newer Followback, where a network has changed what it sends",
}
KEPT = (
    "**Kept:** every night before this one, and the site, as they were; whatever was read tonight, "
    "for another attempt."
)
TO_DO = (
    "**To do:** “Re-run all jobs”, on the same day, asks only for what is missing. "
    "The next night tries by itself."
)


def quoted(text: str) -> str:
    """Return other people's words as code, on one line, and cut where they go on and on."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
    safe = "".join(sign if sign.isalnum() or sign == " " else f"&#{ord(sign)};" for sign in short)
    return f"<code>{safe}</code>" if safe else UNKNOWN


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; its cells are ours, or quoted."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def problems(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong, as JSON values tell it, as the items of a list."""
    for one in found[:MOST_PROBLEMS]:
        yield f"* {one['level']}: {quoted(line_of(one))}"
    if len(found) > MOST_PROBLEMS:
        yield f"* and {len(found) - MOST_PROBLEMS:,} more"


def preview(told: Mapping[str, Any]) -> str:
    """Return the summary of a preview."""
    return "\n".join(_preview(told)) + "\n"


def _preview(told: Mapping[str, Any]) -> Iterator[str]:
    yield "### Preview"
    yield ""
    if told["organisations"]:
        yield (
            f"Read once, on {told['night']}, with {told['requests']:,} requests and without a key. "
            "A newcomer has no rank for two weeks, and a preview has none at all."
        )
    else:
        yield "There is nobody to preview."
    for one in told["organisations"]:
        yield from _organisation(one)
    if told["problems"]:
        yield from ("", "#### What the check says", "")
        yield from problems(told["problems"])


def _organisation(told: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"#### {quoted(told['name'])}", "")
    yield f"Its page is `{told['page']}` in the artefact."
    yield ""
    head = ("Network", "Account", "Found", "Followers", "Following", "Posts", "Requests", "Why not")
    yield from table(head, (_account(one) for one in told["accounts"]))
    yield from ("", "<details><summary>Every measure</summary>", "")
    measured = ("Network", "Account", "Measure", "Value", "State, or why there is none")
    yield from table(measured, (_value(one) for one in told["values"]))
    yield from ("", "</details>")


def _account(told: Mapping[str, Any]) -> tuple[str, ...]:
    why = f"{told['reason']}: {quoted(told['message'])}" if told["message"] else told["reason"]
    return (
        told["network"],
        quoted(told["account"]),
        "yes" if told["found"] else "no",
        *(_count(told[key]) for key in ("followers", "following", "posts", "requests")),
        why or "",
    )


def _value(told: Mapping[str, Any]) -> tuple[str, ...]:
    who = quoted(told["account"]) if told["account"] else "all official accounts"
    return told["network"], who, told["name"], told["printed"], told["reason"] or told["state"]


def _count(count: int | None) -> str:
    return UNKNOWN if count is None else f"{count:,}"


def night(told: Mapping[str, Any]) -> str:
    """Return the summary of a night's run: how much of it was read, and why the rest was not."""
    lines = [f"### The night of {told['night']}", "", f"{_coverage(told)}."]
    if told["gaps"]:
        rows = ((reason, f"{count:,}") for reason, count in told["gaps"].items())
        lines += ["", *table(("Without figures", "Accounts"), rows)]
    return "\n".join(lines) + "\n"


def poor_night(told: Mapping[str, Any]) -> str:
    """Return the summary of a night too poor to keep: why, what is kept, what to do."""
    rows = (
        (reason, f"{count:,}", HELP.get(Gap(reason), "nothing, and it does not count"))
        for reason, count in told["gaps"].items()
    )
    lines = [
        f"### The night of {told['night']} is not recorded",
        "",
        f"{_coverage(told)}; a night is kept from {KEPT_FROM:.0%}.",
        "",
        *table(("Without figures", "Accounts", "What helps"), rows),
        "",
        KEPT,
        "",
        TO_DO,
    ]
    return "\n".join(lines) + "\n"


def _coverage(told: Mapping[str, Any]) -> str:
    read, expected = told["read"], told["expected"]
    share = f" ({read / expected:.1%})" if expected else ""
    asked = f"with {told['requests']:,} requests, {told['retries']:,} of them repeated"
    return f"{read:,} of {expected:,} accounts that could answer were read{share}, {asked}"
