"""What strangers send: a pull request and an issue, through the steps of our workflows."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.machine import ROOT, Machine, git, lay_gh, lay_python, steps_of
from tests.test_workflows import GITHUB, NIGHTS, environment, fork, practice_network

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
GOOD = "councils/lonmouth.yml"
OLD = "name: Old Mistake\nkind: council\n"
WRONG = """name: Wrong Council
kind: council
sector: borough
country: uk
website: https://wrong.test
accounts:
  - network: blusky
    handle: wrong.test
    role: main
"""
HOSTILE = """name: '<script>alert(1)</script> [x](https://evil.test) @everybody'
kind: brand
sector: shoes
country: GB
website: http://169.254.169.254/latest/meta-data
accounts:
  - network: mastodon
    handle: '@root@127.0.0.1:22'
    role: main
"""
TRICKS = (
    "$(touch pwned).yml",
    "-rf.yml",
    "..%2f..%2fpasswd.yml",
    "two\nlines::error::x.yml",
    "<img src=x onerror=alert(1)>.yml",
    "`id`|@everybody [x](y).yml",
)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Return a machine whose repository lists the town, but for one, and an old mistake."""
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the project is no git checkout; clone it to run its workflows")
    root = tmp_path_factory.mktemp("machine")
    lay_python(root / "python")
    lay_gh(root / "bin")
    with practice_network(NIGHTS[0], root / "town") as (port, servers):
        listed = root / "listed"
        shutil.copytree(root / "town", listed)
        (listed / GOOD).unlink()
        (listed / "councils" / "old-mistake.yml").write_text(OLD, encoding="utf-8")
        fork(root, listed)
        env = {"PRACTICE_NIGHT": NIGHTS[0], "PRACTICE_SERVERS": servers}
        yield Machine(root=root, github=GITHUB, env=environment(root, port) | env)


@pytest.fixture(scope="module")
def pull_request(machine: Machine) -> Machine:
    """Run the checks of a pull request with a good, a wrong and several hostile files."""
    clone = machine.root / "contributor"
    git(machine.root, "clone", "--quiet", "origin.git", str(clone))
    git(clone, "checkout", "--quiet", "-b", "add")
    folder = clone / "collector" / "watchlist"
    shutil.copy(machine.root / "town" / GOOD, folder / GOOD)
    (folder / "councils" / "wrong.yml").write_text(WRONG, encoding="utf-8")
    (folder / "brands" / "hostile.yml").write_text(HOSTILE, encoding="utf-8")
    (folder / "brands" / "huge.yml").write_text("name: x\n" * 650_000, encoding="utf-8")
    (folder / "brands" / "link.yml").symlink_to("/etc/passwd")
    for name in TRICKS:
        shutil.copy(machine.root / "town" / GOOD, folder / "councils" / name)
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "Add some")
    git(clone, "checkout", "--quiet", "-b", "merge", "origin/main")
    git(clone, "merge", "--quiet", "--no-ff", "--no-edit", "add")
    git(clone, "push", "--quiet", "origin", "merge")
    machine.branch, machine.github = "merge", GITHUB | {"event_name": "pull_request"}
    machine.run("check.yml", last="preview")  # the rest is as for a push: test_workflow_check.py
    machine.branch = "main"
    return machine


def noted(machine: Machine, level: str) -> set[str]:
    """Return the files that a check of the watchlist puts a note beside."""
    said = machine.said["Check the watchlist"]
    return set(re.findall(rf"^::{level} file=collector/watchlist/([^,]+),", said, re.MULTILINE))


def test_new_errors_block_and_old_ones_warn(pull_request: Machine) -> None:
    assert pull_request.results["watchlist"] == "failure"
    wrong = noted(pull_request, "error")
    assert {"councils/wrong.yml", "brands/hostile.yml", "brands/huge.yml"} <= wrong
    assert "brands/link.yml" in wrong
    assert GOOD not in wrong
    assert "councils/old-mistake.yml" in noted(pull_request, "warning") - wrong


def test_every_annotation_is_one_line_that_names_its_file(pull_request: Machine) -> None:
    told = [one for one in pull_request.said["Check the watchlist"].splitlines() if "::" in one]
    shape = re.compile(r"::(error|warning) file=collector/watchlist/[^,:]+,line=\d+,col=\d+::\S")
    assert [line for line in told if not shape.match(line)] == []
    assert sum("$(touch pwned).yml," in line for line in told) == 1


def test_a_pull_request_is_previewed_but_for_what_is_wrong(pull_request: Machine) -> None:
    assert pull_request.results["preview"] == "success"
    folder = pull_request.root / "artefacts" / "preview"
    told = json.loads((folder / "preview.json").read_text(encoding="utf-8"))
    assert [one["slug"] for one in told["organisations"]] == ["lonmouth"]
    assert all(one["found"] for one in told["organisations"][0]["accounts"])
    assert (folder / "site" / "councils" / "lonmouth" / "index.html").is_file()
    assert [*(folder / "site").glob("brands/*")] == []
    assert 0 < told["requests"] <= 400


def test_a_summary_says_what_strangers_wrote_as_words(pull_request: Machine) -> None:
    summary = (pull_request.root / "summary.md").read_text(encoding="utf-8")
    assert "Borough of Lonmouth" in summary
    assert not re.search(
        r"<(?!/?(code|details|summary)>)|\]\(|@|`(?!site/)", summary.replace("` in the", "")
    )


def test_nothing_of_a_pull_request_was_run_by_a_shell(pull_request: Machine) -> None:
    assert [*pull_request.root.rglob("pwned")] == []


def test_every_step_that_a_pull_request_alone_asks_for_is_executed(pull_request: Machine) -> None:
    asked = {step for step, when in steps_of("check.yml").items() if "pull_request" in when}
    assert asked
    assert asked <= pull_request.done


def test_a_pull_request_has_no_key_and_may_write_nothing() -> None:
    text = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert "pull_request_target" not in text.replace("never pull_request_target", "")
    assert "secrets." not in text
    assert "write #" not in text


FORM = """### Name

{name}

### Kind

council

### Sector

borough

### Country

GB

### Website

https://lonmouth.test

### Accounts

bluesky lonmouth.test main https://lonmouth.test/contact

### Purpose

_No response_

### Who may be listed

- [X] It speaks to the public through an official account, and is no private person.
"""


def opened(
    machine: Machine, body: str, number: int = 12, *, label: str = "add-organisation"
) -> list[list[str]]:
    """Run the workflow for an issue, and return what it asked of GitHub."""
    issue = {
        "number": number,
        "state": "open",
        "body": body,
        "labels": [{"name": label}],
    }
    event = {"action": "opened", "issue": issue}
    (machine.root / "event.json").write_text(json.dumps(event), encoding="utf-8")
    machine.github = GITHUB | {"event_name": "issues", "event": GITHUB["event"] | event}
    before = len(machine.asked)
    machine.run("add-from-issue.yml")
    assert {*machine.results.values()} == {"success"}, machine.failures
    return [one["words"] for one in machine.asked[before:]]


def body_of(machine: Machine, *words: str) -> str:
    """Return the text of the last thing that was asked of GitHub in these words."""
    found: list[dict[str, Any]] = [one for one in machine.asked if one["words"][:2] == [*words]]
    return str(found[-1]["body"])


def test_a_form_becomes_an_entry_a_preview_and_a_pull_request(machine: Machine) -> None:
    asked = opened(machine, FORM.format(name="Borough of Lonmouth"))
    assert [words[:2] for words in asked] == [["issue", "comment"], ["pr", "create"]]
    file = "collector/watchlist/councils/borough-of-lonmouth.yml"
    entry = git(machine.origin, "show", f"add/issue-12:{file}")
    assert entry.startswith("name: Borough of Lonmouth\nkind: council\n")
    changed = git(machine.origin, "diff", "--name-only", "main", "add/issue-12")
    assert changed == file
    assert "starts no checks of its own" in body_of(machine, "pr", "create")
    assert "| bluesky |" in body_of(machine, "issue", "comment")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Please add us $(touch pwned)", "the form"),
        (FORM.format(name="x\n\n### Kind\n\nbrand"), "heading"),
        (FORM.format(name="`$(touch pwned)` <script>").replace("GB", "uk"), "country"),
        (FORM.format(name="Cravelland").replace("council\n", "council; rm -rf\n"), "Kind"),
        (FORM.format(name="$" * 30_000), "longer"),
    ],
)
def test_a_form_that_is_wrong_is_answered(machine: Machine, body: str, why: str) -> None:
    asked = opened(machine, body, number=13)
    assert [words[:2] for words in asked] == [["issue", "comment"]]
    comment = body_of(machine, "issue", "comment")
    assert why in comment
    assert not re.search(r"<(?!/?(code|pre)>)|\]\(|@|`", comment)
    assert git(machine.origin, "branch", "--list", "add/issue-13") == ""
    assert [*machine.root.rglob("pwned")] == []
