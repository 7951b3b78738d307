"""How a chart is cited, and the project."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from site_src.cite import citation

ROOT = Path(__file__).resolve().parents[2]
NIGHT = date(2026, 11, 21)
LIVE = "https://followback.example/charts/movers/"
FROZEN = "https://followback.example/editions/2026-W47/charts/movers/"


def test_a_live_chart_is_cited_with_its_night() -> None:
    told = citation("What moved", night=NIGHT, address=LIVE, method=3)
    assert told.short == f"Followback, “What moved”, 21 November 2026, {LIVE}"
    assert told.long == (
        f"Followback (2026). What moved. Night of 21 November 2026, method 3. CC BY 4.0. {LIVE}"
    )


def test_a_frozen_chart_is_cited_with_its_edition() -> None:
    told = citation("What moved", night=NIGHT, address=FROZEN, method=3, edition="2026-W47")
    assert told.short == f"Followback, “What moved”, 2026-W47, {FROZEN}"
    assert "Edition 2026-W47, method 3." in told.long
    assert "Edition 2026-W47, method 3." in told.bibtex


def test_practice_data_are_cited_as_such() -> None:
    told = citation("What moved", night=NIGHT, address=LIVE, method=3, is_practice=True)
    assert "Practice data: all invented." in told.long
    assert "Practice data: all invented." in told.bibtex


def test_a_list_of_references_takes_it() -> None:
    told = citation("Rate: 100% & more", night=NIGHT, address=LIVE, method=3)
    assert told.bibtex.splitlines() == [
        "@misc{followback-2026-11-21-movers,",
        "  author = {{Followback}},",
        r"  title = {{Rate: 100\% \& more}},",
        "  year = {2026},",
        "  month = nov,",
        rf"  howpublished = {{\url{{{LIVE}}}}},",
        "  note = {Night of 21 November 2026, method 3. CC BY 4.0.}",
        "}",
    ]


@pytest.mark.parametrize("name", ["{", "}", "\\input{x}", "a_b^c~d#$"])
def test_no_name_is_a_command_of_tex(name: str) -> None:
    told = citation(name, night=NIGHT, address=LIVE, method=3).bibtex
    title = next(line for line in told.splitlines() if line.startswith("  title"))
    inside = title.removeprefix("  title = {{").removesuffix("}},")
    bare = inside.replace("\\textbackslash{}", "").replace("\\textasciitilde{}", "")
    bare = bare.replace("\\textasciicircum{}", "")
    escaped = [bare[at - 1] == "\\" for at, sign in enumerate(bare) if sign in "{}_#$"]
    assert all(escaped)


def test_the_project_is_cited_by_its_own_version_and_licence() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (told["version"], told["license"]) == (project["version"], project["license"])
    assert told["abstract"] == project["description"]
