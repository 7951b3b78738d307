"""An edition without one organisation: a tombstone in its place, and nothing else changed.

Who it is and where it stands is read from the edition itself: whoever was removed is in no list.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from site_src.charts.svg import NO_XML
from site_src.edition_data import VALUES, packed
from site_src.edition_picture import without
from site_src.publish import FORMULA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOMBSTONE = "Removed"
SENTENCE = "A sentence on an organisation that was removed since"
LINE = re.compile(r"<tr><td>[^\n]*")
EMPTY = ("table", "metric")  # all that stays of a line of figures, beside the tombstone
Rows = list[dict[str, str]]


def redacted(files: Mapping[str, bytes], slugs: Sequence[str]) -> dict[str, bytes]:
    """Return the files that change; none where the edition does not know the organisation."""
    rows, heads = _rows(files[VALUES])
    lines: dict[str, list[int]] = {}
    names = set()
    for chart, mine in _by_chart(rows).items():
        at = [line for line, row in enumerate(mine) if row["organisation"] in slugs]
        names |= {_plain(mine[line]["name"]) for line in at}
        if at:
            lines[chart] = at
    if not names:
        return {}
    new = {VALUES: _values(rows, heads, slugs)}
    for name, data in files.items():
        if name.startswith("charts/"):
            _, chart, file = name.split("/")
            text = _chart(file, data.decode(), lines.get(chart, []), names)
            new[name] = text.encode()
    return {name: data for name, data in new.items() if data != files[name]}


def _rows(data: bytes) -> tuple[Rows, list[str]]:
    reader = csv.DictReader(io.StringIO(gzip.decompress(data).decode(), newline=""))
    return list(reader), list(reader.fieldnames or ())


def _by_chart(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        found[f"{row['table']}--{row['metric']}"].append(row)
    return found


def _values(rows: Rows, heads: list[str], slugs: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, heads, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        if row["organisation"] in slugs:
            kept = {key: row[key] for key in EMPTY}
            writer.writerow({**kept, "name": TOMBSTONE, "state": "gap", "unranked": "removed"})
        else:
            writer.writerow(row)
    return packed(text.getvalue())


def _plain(cell: str) -> str:
    """Return a name as it was before its cell was kept from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _chart(file: str, text: str, lines: list[int], names: set[str]) -> str:
    """Return a chart's page or picture without its lines, and without sentences on it."""
    for name in sorted(names):
        if file.endswith(".html"):
            text = _page(text, lines, name)
        else:
            text = _picture(text, lines, _in_picture(name))
    return text


def _picture(text: str, lines: list[int], name: str) -> str:
    for line in lines or [-1]:
        text = without(text, line, name, TOMBSTONE)
    return text


def _page(text: str, lines: list[int], name: str) -> str:
    head, start, rest = text.partition('<svg class="phone"')
    drawn, end, table = rest.partition("</svg>")
    if start:
        drawn = start + drawn + end
        head += _picture(drawn, lines, _in_picture(name))
    else:
        table = rest
    at = iter(range(len(text)))
    table = LINE.sub(
        lambda row: f"<tr><td><th>{TOMBSTONE}<td>" if next(at) in lines else row[0], table
    )
    told = [
        f"<li>{SENTENCE}" if line.startswith("<li>") and _in_page(name) in line else line
        for line in table.split("\n")
    ]
    return head + "\n".join(told)


def _in_page(name: str) -> str:
    """Return a name as a page has it: Jinja writes its quotation marks as numbers."""
    return escape(name, quote=False).replace('"', "&#34;").replace("'", "&#39;")


def _in_picture(name: str) -> str:
    return escape(NO_XML.sub("\ufffd", name), quote=False)
