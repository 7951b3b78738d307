"""The commands about the watchlist: check."""
# ruff: noqa: PLC0415, T201 - both are the commands' purpose: late imports, and printing

from __future__ import annotations

from collector.commands import app, many, print_json
from collector.options import Common, Format, Paths, command


@command(app)
def check(common: Common, *, paths: Paths = None, output: Format = "text") -> int:
    """Say what is wrong in the watchlist, where, and what to write instead."""
    from collector.load import check as problems_of
    from collector.problems import annotation, as_values, line

    problems = problems_of(paths or [common.watchlist], common.watchlist)
    errors = [problem for problem in problems if not problem.is_warning]
    if output == "json":
        print_json({"errors": len(errors), "problems": [as_values(one) for one in problems]})
    else:
        for problem in problems:
            print(annotation(problem) if output == "github" else line(problem))
    told = f"{many(len(errors), 'error')}, {many(len(problems) - len(errors), 'warning')}"
    common.say(told if problems else "no problems")
    return 1 if errors else 0
