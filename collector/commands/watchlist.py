"""The commands about the watchlist: check, new, schema."""
# ruff: noqa: PLC0415, T201 - both are the commands' purpose: late imports, and printing

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from collector.commands import app, many, print_json
from collector.model import Kind, Role
from collector.options import AsJson, Common, Format, Known, Paths, command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.new import Known as Told

AccountWords = Annotated[
    str,
    typer.Argument(metavar="HANDLE-OR-URL", help="As @name@server, name.bsky.social, https://..."),
]
OfKind = Annotated[Kind, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(Kind)}.")]
OfRole = Annotated[
    Role | None,
    typer.Option("--role", metavar="ROLE", help=f"{', '.join(Role)}; else asked for."),
]
Field = Annotated[str, typer.Option(metavar="TEXT", help="As the README says; else asked for.")]
OwnName = Annotated[
    str,
    typer.Option("--name", metavar="TEXT", help="As it writes it; else its profile's."),
]
OwnSlug = Annotated[
    str,
    typer.Option("--slug", metavar="TEXT", help="Its address for ever; else made of its name."),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask nobody; else its public profile is read.")
]


@command(app)
def check(
    common: Common, *, paths: Paths = None, output: Format = "text", known: Known = None
) -> int:
    """Say what is wrong in the watchlist, where, and what to write instead."""
    from collector.load import check as problems_of
    from collector.problems import annotation, as_values, line, with_known

    problems = problems_of(paths or [common.watchlist], common.watchlist)
    if known:
        problems = with_known(problems, known.read_text(encoding="utf-8"))
    errors = [problem for problem in problems if not problem.is_warning]
    if output == "json":
        print_json({"errors": len(errors), "problems": [as_values(one) for one in problems]})
    else:
        for problem in problems:
            print(annotation(problem) if output == "github" else line(problem))
    told = f"{many(len(errors), 'error')}, {many(len(problems) - len(errors), 'warning')}"
    common.say(told if problems else "no problems")
    return 1 if errors else 0


@command(app)
def new(  # noqa: PLR0913 - each is an option of its own
    common: Common,
    *,
    account: AccountWords,
    kind: OfKind,
    name: OwnName = "",
    slug: OwnSlug = "",
    sector: Field = "",
    country: Field = "",
    website: Field = "",
    role: OfRole = None,
    source: Field = "",
    offline: Offline = False,
    as_json: AsJson = False,
) -> None:
    """Begin an organisation's file from one of its accounts.

    What is told here, and what its public profile says of name and website, is written; nothing
    is guessed. What is not known stands in the file as a comment that says what to write.
    """
    from collector import new as entry
    from collector.load import taken
    from collector.load.listing import shown

    network, handle = entry.account_of(account)
    used = taken(common.watchlist)
    entry.refuse_listed(network, handle, used)
    said = {"sector": sector, "country": country, "website": website, "source": source}
    known = entry.Known(name=name, role=role or "", **said)
    if not offline:
        network, known = _read_profile(common, network, handle, known)
    path = entry.place(common.watchlist, kind, slug or entry.slug_of(known.name), used)
    sectors = used.sectors.get(kind, ())
    missing = entry.write(path, kind, known, (network, handle), sectors=sectors).missing
    if as_json:
        found = {"network": network, "handle": handle}
        told = {"file": shown(path), "slug": path.stem, "account": found}
        print_json(told | {"missing": [*missing]})
    else:
        print(shown(path))
    common.say(_left(missing))


def _left(missing: Sequence[str]) -> str:
    if not missing:
        return "nothing is missing; followback check says the rest"
    return f"still missing: {', '.join(missing)}; the file says what to write"


def _read_profile(common: Common, network: str, handle: str, known: Told) -> tuple[str, Told]:
    import asyncio

    from collector.errors import LookUpError
    from collector.manners import polite_client
    from collector.networks.nameplate import OPEN, nameplate
    from collector.new import introduced, with_plate
    from collector.night import closing

    if network not in OPEN:
        return network, known
    settings = common.settings
    client = polite_client(settings, allow_hosts=common.allow_host, connect=common.connections)
    appview = settings.networks.bluesky.appview
    asked = nameplate(network, handle, client, appview=appview)
    plate = asyncio.run(closing(client, introduced(network, handle, asked)))
    if isinstance(plate, LookUpError):
        why = str(plate).partition(";")[0]  # no night will ask again
        common.say(f"its profile could not be read: {why}; nothing of it is known")
        return network, known
    return plate.network, with_plate(known, plate, network, handle)


@command(app)
def schema(common: Common) -> None:
    """Print the JSON Schema of an organisation's file, for editors."""
    from collector.load import watchlist_schema

    print_json(watchlist_schema(common.settings.site_url))
