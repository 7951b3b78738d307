"""Examples to copy from the data page; the tests run those that are Python as they stand there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A way to take the data; in its code and words, {home} stands for the address of the site."""

    id: str
    name: str
    text: str
    code: str

    def at(self, home: str) -> str:
        """Return the code for the site at an address."""
        return self.code.replace("{home}", home)


EXAMPLES = (
    Example(
        id="python",
        name="Python, with httpx",
        text="The first league, as it is ranked.",
        code="""\
import httpx

tables = httpx.get("{home}api/v1/leagues.json").raise_for_status().json()["tables"]
league = httpx.get(tables[0]["leagues"][0]["url"]).raise_for_status().json()
print(league["title"], "by", league["metric"])
for place in league["places"]:
    told = [place.get(name) for name in ("rank", "name", "value", "lo", "hi", "reason")]
    print(*told)
""",
    ),
    Example(
        id="duckdb",
        name="DuckDB, from Python",
        text="A year of one measure; where the figure is null, lo says from where on it lies.",
        code="""\
import urllib.request

import duckdb

urllib.request.urlretrieve("{home}data/history.parquet", "history.parquet")
duckdb.sql(\"\"\"
    SELECT organisation, night, state, value, lo, hi
    FROM 'history.parquet'
    WHERE network = 'bluesky' AND metric = 'reply-share'
    ORDER BY organisation, night
\"\"\").show()
""",
    ),
    Example(
        id="r",
        name="R",
        text="Who answers within a day, with the intervals; an empty cell is NA, never 0.",
        code="""\
latest <- read.csv("{home}data/latest.csv", na.strings = "")
answered <- subset(latest, metric == "answered-24h" & is.na(account) & !is.na(value))
answered[order(-answered$value), c("name", "network", "value", "lo", "hi", "rank", "best", "worst")]
""",
    ),
    Example(
        id="spreadsheet",
        name="A spreadsheet",
        text=(
            "In Google Sheets, in the first cell; in LibreOffice Calc, the address alone under "
            "Sheet, External Links; in Excel under Data, From Web. Decimals have a point. A league "
            "alone is smaller: take the CSV at the foot of its page."
        ),
        code="""\
=IMPORTDATA("{home}data/latest.csv")
""",
    ),
)
