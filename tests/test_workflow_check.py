"""The checks of what is pushed: every step of check.yml, as it stands, on a fresh clone.

This test is itself one of those that two of the steps run, so what these test is bounded from
outside, by the environment of the machine alone: the commands are the workflow's own.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.machine import ROOT, Machine, git, lay_gh, lay_python, steps_of
from tests.test_workflows import GITHUB

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
# One real test, or a few, for each of pytest's runs: of the unit suite with its coverage, of the
# commands, of the browser, of Bluesky's own servers.
FEW = (
    "test_turns or wrong_usage_ends_with_two or (from_the_folder_alone and 1280-light) "
    "or the_feed_holds_every_reply_once"
)
FILES = "tests/collector/test_turns.py tests/test_commands.py"  # the rest is not collected
# The threshold of the coverage stands, for the module that the few unit tests are about.
COVERED = """[run]
branch = true
source = collector

[report]
include = collector/turns.py
"""
REALNET = ROOT / "tests" / "realnet"


def bounds(root: Path) -> dict[str, str]:
    """Return what bounds the tests that the steps run, and lay what it names."""
    (root / "covered.ini").write_text(COVERED, encoding="utf-8")
    (root / "pytest").mkdir()
    return {
        "PYTEST_ADDOPTS": f"-o 'testpaths={FILES}' -k '{FEW}'",
        "PYTEST_DEBUG_TEMPROOT": str(root / "pytest"),
        "COVERAGE_RCFILE": str(root / "covered.ini"),
        "REALNET_INSTALL": "never",
    }


def servers() -> dict[str, Path]:
    """Return the folders of Bluesky's own servers; none where this checkout has not got them.

    To install them takes minutes, and the network: they are those that `make realnet` installed.
    """
    stamp, parts = REALNET / "node_modules" / ".installed-for", (".node", "node_modules")
    asked = "cat install.sh package.json package-lock.json | sha256sum"
    wanted = subprocess.run(["sh", "-c", asked], cwd=REALNET, capture_output=True, check=True)
    if not stamp.is_file() or stamp.read_bytes() != wanted.stdout:
        return {}
    return {f"tests/realnet/{name}": REALNET / name for name in parts}


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine on which this checkout's last commit, pushed to main, was checked."""
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the project is no git checkout; clone it to run its workflows")
    root = tmp_path_factory.mktemp("machine")
    lay_python(root / "python")
    lay_gh(root / "bin")
    git(root, "clone", "--quiet", "--bare", str(ROOT), "origin.git")
    git(root / "origin.git", "branch", "--force", "main", "HEAD")
    own = {
        "PATH": f"{root / 'bin'}:{os.environ['PATH']}",
        "HOME": str(root),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
    }
    machine = Machine(root=root, github=GITHUB | {"event_name": "push"}, installed=servers())
    machine.env = own | bounds(root)
    machine.run("check.yml")
    return machine


def test_every_job_of_a_push_comes_through(pushed: Machine) -> None:
    assert not pushed.failures, "\n".join(pushed.failures)
    skipped = [key for key, how in pushed.results.items() if how != "success"]
    assert skipped == ["preview"]


def test_every_step_that_a_push_asks_for_is_executed(pushed: Machine) -> None:
    asked = {step for step, when in steps_of("check.yml").items() if "pull_request" not in when}
    assert pushed.done == asked


def test_the_checkers_look_at_the_whole_project(pushed: Machine) -> None:
    said = pushed.said["Lint"]
    assert "All checks passed!" in said
    assert "Success: no issues found in" in said
    assert "zizmor --offline --quiet --pedantic" in said


def test_each_run_of_the_tests_runs_a_few_and_holds_its_threshold(pushed: Machine) -> None:
    said = pushed.said["Run every test"]
    assert "Required test coverage of 95% reached" in said
    many, *others = map(int, re.findall(r"= (\d+) passed", said))
    assert many > 1
    assert others == [1, 1]


def test_the_contract_tests_meet_the_real_servers(pushed: Machine) -> None:
    said = pushed.said["Run the contract tests"]
    if "nothing was tested" in said:
        pytest.skip("Bluesky's own servers are not installed here: make realnet")
    assert "1 passed" in said, said
    assert "realnet: ended with 0" in said


def test_the_practice_site_is_kept_to_look_at(pushed: Machine) -> None:
    assert (pushed.root / "artefacts" / "practice-site" / "index.html").is_file()
