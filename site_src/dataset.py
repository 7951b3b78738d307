"""The data package as search engines for data read it: a Dataset of schema.org, as JSON-LD."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from site_src.dictionary import HISTORY, LATEST, PACKAGE
from site_src.metrics import METRICS
from site_src.package import ABOUT, KEYWORDS, LICENCE, TITLE, practice_words

if TYPE_CHECKING:
    from site_src.index import Index

FILES = (
    (LATEST, "text/csv"),
    (HISTORY, "application/vnd.apache.parquet"),
    (PACKAGE, "application/json"),
)
# What would end the block or begin another within it, as JSON may write it instead.
ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@dataclass(frozen=True, slots=True)
class Block:
    """JSON-LD for a script element: templates put it in as it is."""

    json: str

    def __html__(self) -> str:
        """Return the JSON, in which no sign can end the element."""
        return self.json.translate(ESCAPED)


def dataset(index: Index, home: str) -> Block:
    """Return the Dataset that the site offers at its address."""
    return Block(json.dumps(_dataset(index, home), ensure_ascii=False))


def _dataset(index: Index, home: str) -> dict[str, Any]:
    standings = index.standings
    publisher = {"@type": "Organization", "name": "Followback", "url": home}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{home}data/",
        "name": TITLE,
        "description": ABOUT + practice_words(index),
        "url": f"{home}data/",
        "license": LICENCE["path"],
        "creator": publisher,
        "publisher": publisher,
        "isAccessibleForFree": True,
        "dateModified": standings.night.isoformat(),
        "version": standings.night.isoformat(),
        "keywords": list(KEYWORDS),
        "measurementTechnique": f"{home}method/",
        "variableMeasured": [
            {"@type": "PropertyValue", "name": one.name, "description": one.definition}
            for one in METRICS.values()
        ],
        "distribution": [
            {"@type": "DataDownload", "contentUrl": home + address, "encodingFormat": form}
            for address, form in FILES
        ],
    }
