"""The issue form by which somebody proposes an organisation -> the lines of its entry.

Anybody may write anything into an issue, also without the form: what does not look as the form
makes it is refused, and no word of it is taken for more than a word.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.errors import InputError
from collector.load import check
from collector.load.listing import KINDS, LONGEST_SLUG
from collector.markdown import problems as listed
from collector.markdown import quoted
from collector.model import Kind
from collector.problems import as_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

LONGEST_BODY = 20_000
# https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests
NOTHING = "_No response_"
# The labels of .github/ISSUE_TEMPLATE/add-organisation.yml, in order, and their keys.
FIELDS = {
    "Name": "name",
    "Kind": "kind",
    "Sector": "sector",
    "Country": "country",
    "Website": "website",
    "Accounts": "accounts",
    "Purpose": "purpose",
    "Who may be listed": "",
}
ACCOUNT = ("network", "handle", "role", "source")
PLAIN = re.compile(r"[A-Za-z0-9](?:[\w .,/()&-]|:(?=[^\s]))*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form asks for: `fields` is None where it is no such form, and `why` says so."""

    fields: Mapping[str, str] | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An entry that stands in the watchlist now."""

    slug: str
    name: str
    file: str
    text: str


def read_event(event: Path) -> Asked:
    """Return what the issue of an event asks for; raises InputError for what is no such event."""
    try:
        body = json.loads(event.read_text(encoding="utf-8"))["issue"]["body"]
    except FileNotFoundError:
        raise InputError(f"{event}: there is no such file; give GITHUB_EVENT_PATH") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{event}: this is no event of an issue; give GITHUB_EVENT_PATH") from None
    return _asked(body if isinstance(body, str) else "")


def _asked(body: str) -> Asked:
    if len(body) > LONGEST_BODY:
        return Asked(fields=None, why="it is longer than a form can be")
    lines = body.replace("\r\n", "\n").split("\n")
    found: dict[str, list[str]] = {}
    label = ""
    for line in lines:
        if line.startswith("### "):
            label = line.removeprefix("### ").strip()
            if label not in FIELDS or label in found:
                return Asked(
                    fields=None, why=f"{quoted(label)} is no heading of the form, or twice"
                )
            found[label] = []
        elif label:
            found[label].append(line)
        elif line.strip():
            return Asked(fields=None, why="there are words above the form’s first heading")
    if list(found) != list(FIELDS):
        return Asked(fields=None, why="some headings of the form are missing, or moved")
    words = {FIELDS[label]: "\n".join(text).strip() for label, text in found.items()}
    return Asked(fields={key: "" if text == NOTHING else text for key, text in words.items()})


def placed(asked: Asked, folder: Path) -> tuple[Placed | None, list[dict[str, Any]]]:
    """Put the entry into the watchlist if it is right; else return None, and what is wrong."""
    if asked.fields is None:
        return None, [_problem("the form", asked.why)]
    slug = slug_of(asked.fields["name"])
    if not slug:
        return None, [_problem("Name", "has no letter that could stand in an address")]
    if asked.fields["kind"] not in list(Kind):
        return None, [_problem("Kind", "is none of council, brand, public-body")]
    if any((folder / kind / f"{slug}.yml").exists() for kind in KINDS):
        return None, [_problem("Name", "is listed already; use the form for corrections")]
    text = entry(asked.fields)
    path = folder / Kind(asked.fields["kind"]).folder / f"{slug}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    problems = check([path], folder)
    told = [as_values(problem) for problem in problems]
    if any(not problem.is_warning for problem in problems):
        path.unlink()
        return None, told
    file = path.as_posix()
    return Placed(slug=slug, name=asked.fields["name"], file=file, text=text), told


def _problem(field: str, message: str) -> dict[str, Any]:
    return {"file": field, "line": 1, "column": 1, "level": "error", "message": message}


def slug_of(name: str) -> str:
    """Return a name as an address has it: "Côte & Fils" is "cote-fils"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:LONGEST_SLUG].rstrip("-")


def entry(fields: Mapping[str, str]) -> str:
    """Return the lines of an organisation's file."""
    return "\n".join(_lines(fields)) + "\n"


def _lines(fields: Mapping[str, str]) -> Iterator[str]:
    for key in ("name", "kind", "sector", "country", "website", "purpose"):
        if fields[key] or key != "purpose":
            yield f"{key}: {scalar(fields[key])}"
    yield "accounts:"
    for line in fields["accounts"].splitlines():
        words = line.split()
        for at, (key, word) in enumerate(_account(words)):
            yield f"{'    ' if at else '  - '}{key}: {scalar(word)}"


def _account(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Return an account's fields; further words stand with the last, where the check finds them."""
    few, rest = words[: len(ACCOUNT) - 1], words[len(ACCOUNT) - 1 :]
    values = [*few, " ".join(rest)] if rest else few
    return zip(ACCOUNT, values, strict=False)


def scalar(text: str) -> str:
    """Return a value as YAML writes it: as it is where that is safe, else in quotes."""
    safe = PLAIN.fullmatch(text) and text == text.strip() and not text.endswith(":")
    return text if safe else json.dumps(text, ensure_ascii=False)


def answer(entry: Placed | None, problems: Sequence[Mapping[str, Any]]) -> str:
    """Return what the issue is answered."""
    return "\n".join(_answer(entry, problems)) + "\n"


def _answer(entry: Placed | None, problems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if entry is None:
        yield "This form cannot be made an entry yet:"
        yield ""
        yield from listed(problems)
        yield ""
        yield "Edit the issue’s text; it is read again each time. Headings stay as they are."
        return
    yield f"{quoted(entry.name)} makes this entry, `{entry.file}`:"
    yield ""
    yield "<pre>"
    yield from (quoted_line(line) for line in entry.text.splitlines())
    yield "</pre>"
    if problems:
        yield ""
        yield from listed(problems)


def quoted_line(line: str) -> str:
    """Return a line for a preformatted block: its signs as numbers, its spaces kept."""
    return "".join(sign if sign.isalnum() or sign == " " else f"&#{ord(sign)};" for sign in line)
