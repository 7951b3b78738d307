"""The commands about what people propose: a preview of entries, an entry from a form."""
# ruff: noqa: PLC0415 - late imports are the commands' purpose

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from collector.commands import app, print_json
from collector.errors import InputError
from collector.options import (
    AsJson,
    ChangedNames,
    Common,
    IssueEvent,
    NightRead,
    Out,
    PreviewRequests,
    Slugs,
    command,
    night_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from collector.model import Facts, Organisation
    from collector.preview import Chosen
    from collector.settings import Settings
    from collector.store.report import AccountReport, RunReport
    from site_src.model import Standings


@command(app)
def preview(
    common: Common,
    *,
    out: Out,
    slugs: Slugs = None,
    changed: ChangedNames = None,
    max_requests: PreviewRequests = 400,
    night: NightRead = None,
    as_json: AsJson = False,
) -> int:
    """Read a few organisations once, apart from the ledger, and show what their pages would be.

    It asks seldom and holds no key. DIR/summary.md tells people, DIR/preview.json programs, and
    DIR/site has the pages. Nobody is ranked: there is nobody to be ranked among.
    """
    from collector import markdown
    from collector.preview import bounded, chosen, of_changes, of_slugs

    if not slugs and changed is None:
        raise InputError("nobody is named; write the slug of an organisation, or --changed FILE")
    files, misnamed = of_changes(_read(changed), common.watchlist) if changed else ([], [])
    choice = chosen([*of_slugs(slugs or (), common.watchlist), *files], common.watchlist, misnamed)
    out.mkdir(parents=True, exist_ok=True)
    when = night_of(night) or datetime.now(UTC).date()
    told = _previewed(common, choice, bounded(common.settings, max_requests), when, out)
    (out / "preview.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    (out / "summary.md").write_text(markdown.preview(told), encoding="utf-8")
    if as_json:
        print_json(told)
    common.say(outcome(told["organisations"], out))
    return 1 if slugs and choice.wrong else 0


def outcome(previewed: Sequence[dict[str, Any]], out: Path) -> str:
    """Return what a preview came to, and where it is."""
    accounts = [account for one in previewed for account in one["accounts"]]
    told = f"{len(previewed)} previewed"
    if accounts and not any(account["found"] for account in accounts):
        told = f"{told}, but no account could be read"
    where = f"{out / 'summary.md'} says what was found"
    pages = f"; its pages: followback serve --site {out / 'site'}" if previewed else ""
    return f"{told}; {where}{pages}"


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{file}: there is no such file; write git diff -z --name-only > FILE"
        ) from None


def _previewed(
    common: Common, choice: Chosen, settings: Settings, night: date, out: Path
) -> dict[str, Any]:
    """Read the chosen, build their pages into the folder, and return what to tell of them."""
    from collector.night import build_site
    from collector.preview import laid
    from collector.problems import as_values

    told: dict[str, Any] = {"night": night.isoformat(), "requests": 0, "organisations": []}
    told["problems"] = [as_values(one) for one in choice.problems]
    if not choice.files:
        return told
    with TemporaryDirectory(prefix="followback-") as folder:
        watchlist, data = Path(folder, "watchlist"), Path(folder, "data")
        organisations = laid(choice.files, watchlist)
        report = _report(common, organisations, night, settings, data)
        told["requests"] = report.requests
        told["organisations"] = _organisations(organisations, report, watchlist, data, settings)
        build_site(
            site=out / "site", data=data, watchlist=watchlist, night=night, settings=settings
        )
    return told


def _report(
    common: Common,
    organisations: Sequence[Organisation],
    night: date,
    settings: Settings,
    data: Path,
) -> RunReport:
    from collector.manners import polite_client
    from collector.preview import read_preview
    from collector.progress import Progress

    with Progress("Preview", len(organisations), quiet=common.quiet) as tick:
        return read_preview(
            organisations,
            night=night,
            settings=settings,
            folder=data,
            client=polite_client(
                settings, allow_hosts=common.allow_host, connect=common.connections
            ),
            tick=tick,
        )


def _organisations(
    organisations: Sequence[Organisation],
    report: RunReport,
    watchlist: Path,
    data: Path,
    settings: Settings,
) -> list[dict[str, Any]]:
    """Return each organisation's accounts and values, as JSON values."""
    from collector.load import load_watchlist
    from collector.store import Ledger
    from site_src.measure import standings_of

    ledger = Ledger(data)
    standings = standings_of(ledger, load_watchlist(watchlist), settings)
    facts = {(r.organisation, r.network, r.account): r.facts for r in ledger.observations()}
    return [
        {
            "slug": one.slug,
            "name": one.name,
            "file": str(one.file),
            "page": f"site/{one.kind.folder}/{one.slug}/index.html",
            "accounts": [
                _account(read, facts.get((read.organisation, read.network, read.account)))
                for read in report.accounts
                if read.organisation == one.slug
            ],
            "values": _values(standings, one.slug),
        }
        for one in organisations
    ]


def _account(read: AccountReport, facts: Facts | None) -> dict[str, Any]:
    return {
        "network": read.network,
        "account": read.account,
        "found": read.gap is None,
        "reason": str(read.gap) if read.gap else None,
        "message": read.message,
        "requests": read.requests,
        "followers": facts.followers if facts else None,
        "following": facts.following if facts else None,
        "posts": facts.posts if facts else None,
    }


def _values(standings: Standings, slug: str) -> list[dict[str, Any]]:
    from site_src.explain import receipts
    from site_src.metrics import METRICS
    from site_src.say import printed

    rows = zip(standings.values[slug], receipts(standings, slug)["values"], strict=True)
    return [
        {"name": METRICS[value.metric].name, "printed": printed(value)} | receipt
        for value, receipt in rows
    ]


@command(app)
def form(common: Common, *, event: IssueEvent, out: Out, as_json: AsJson = False) -> int:
    """Put the entry of somebody who filled in the issue form into the watchlist, if it is right.

    EVENT.json is what GitHub tells a workflow of the issue. DIR/comment.md is the answer to it;
    a right entry stands in the watchlist after that, and a wrong one leaves it as it was.
    """
    from collector.form import answer, placed, read_event

    asked = read_event(event)
    entry, problems = placed(asked, common.watchlist)
    out.mkdir(parents=True, exist_ok=True)
    (out / "comment.md").write_text(answer(entry, problems), encoding="utf-8")
    if as_json:
        told = {"slug": entry.slug, "file": entry.file} if entry else {"slug": None, "file": None}
        print_json(told | {"problems": problems})
    common.say(f"{entry.file} is right" if entry else "the form is not right yet")
    return 0 if entry else 1
