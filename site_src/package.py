"""The data package: latest.csv, history.parquet, and the datapackage.json that describes both."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from site_src.dictionary import HISTORY, HISTORY_COLUMNS, LATEST, LATEST_COLUMNS, PACKAGE
from site_src.history_table import history_parquet
from site_src.peers import NETWORKS
from site_src.publish import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_src.api_rows import Rows
    from site_src.dictionary import Column
    from site_src.index import Index

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TITLE = "Followback: how organisations talk with people on social networks"
ABOUT = (
    "Follow-back rates, conversations, replies and answers of councils, brands and public bodies "
    "on social networks, each with its interval, state and reason, from counts alone. It holds "
    "nothing about anybody but the organisations measured."
)
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
TRUTHS = ("tied", "on_pages")
KEYWORDS = ("social media", "public sector", "customer service", "open data")


def package_files(rows: Rows) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the package: address from the root of the site, bytes."""
    latest = latest_csv(rows).encode()
    history = history_parquet(rows.index.standings)
    yield LATEST, latest
    yield HISTORY, history
    told = json.dumps(_package(rows, latest, history), ensure_ascii=False, indent=1)
    yield PACKAGE, f"{told}\n".encode()


def latest_csv(rows: Rows) -> str:
    """Return every figure of the night as CSV, its text cells unable to be formulas."""
    return table([column.name for column in LATEST_COLUMNS], _latest(rows))


def _latest(rows: Rows) -> Iterator[dict[str, Any]]:
    for slug in sorted(rows.index.organisations):
        one = rows.index.organisations[slug]
        who = {
            "organisation": one.slug,
            "name": one.name,
            "organisation_kind": one.kind.value,
            "sector": one.sector,
            "country": one.country,
        }
        for figure in rows.figures(one):
            truths = {name: _truth(figure[name]) for name in TRUTHS}
            yield {**who, **figure, **truths, "flags": " ".join(figure["flags"])}


def _truth(told: object) -> str | None:
    """Return truth as programs other than Python write it."""
    return None if told is None else str(told).lower()


def _package(rows: Rows, latest: bytes, history: bytes) -> dict[str, Any]:
    night = rows.index.standings.night.isoformat()
    return {
        "$schema": PROFILE,
        "name": "followback",
        "title": TITLE,
        "description": ABOUT + practice_words(rows.index),
        "homepage": f"{rows.home}data/",
        "version": night,
        "created": f"{night}T00:00:00Z",
        "keywords": list(KEYWORDS),
        "licenses": [LICENCE],
        "sources": sources(rows.index),
        "contributors": [{"title": "Followback", "path": rows.home, "roles": ["publisher"]}],
        "resources": [
            _resource(
                LATEST,
                latest,
                LATEST_COLUMNS,
                bytes=len(latest),
                format="csv",
                mediatype="text/csv",
                encoding="utf-8",
                title="Every figure of the night",
            ),
            # Without its bytes: Frictionless counts none as it reads Parquet, and finds fault.
            _resource(
                HISTORY,
                history,
                HISTORY_COLUMNS,
                format="parquet",
                mediatype="application/vnd.apache.parquet",
                title="A year of every measure, week by week",
            ),
        ],
    }


def practice_words(index: Index) -> str:
    """Return what is to be said of invented figures, after a sentence; nothing of real ones."""
    is_practice = index.standings.is_practice
    return " Practice data: every organisation and every figure is invented." if is_practice else ""


def sources(index: Index) -> list[dict[str, str]]:
    """Return the networks that the figures are from."""
    there = {network for slug in index.organisations for network in index.networks(slug)}
    return [{"title": NETWORKS.get(network, network)} for network in sorted(there)]


def _resource(
    address: str, data: bytes, columns: tuple[Column, ...], **told: Any
) -> Mapping[str, Any]:
    path = address.rpartition("/")[2]
    return {
        "name": path.partition(".")[0],
        "type": "table",
        "path": path,
        **told,
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": {"fields": [column.field for column in columns], "missingValues": [""]},
    }
