"""The workflows: their manners, and four whole nights of them on this machine."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from collector.store import Ledger
from tests.machine import ROOT, Machine, Stop, git, lay_gh, lay_python, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
CONFIG = ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"
FORMS = sorted({*(ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")} - {CONFIG})
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
# The fewest of a week that an edition is frozen of; its last day begins a month, and closes one.
NIGHTS = ("2026-10-29", "2026-10-30", "2026-10-31", "2026-11-01")
KILLED, LAST = NIGHTS[2:]
WEEK = "2026-W44"


def faults(text: str) -> Iterator[str]:
    """Yield what is wrong with a workflow."""
    workflow = yaml.safe_load(text)
    if workflow.get("permissions") != {}:
        yield "the workflow takes permissions; write permissions: {} and give them to the jobs"
    if not (workflow.get("concurrency") or {}).get("group"):
        yield "there is no concurrency group"
    for line in text.splitlines():
        if "uses:" in line and not PINNED.search(line):
            yield f"{line.strip()}: pin it by commit, and write the version behind it"
    for key, job in workflow["jobs"].items():
        yield from (f"{key}: {fault}" for fault in _faults_of(job))


def _faults_of(job: dict[str, Any]) -> Iterator[str]:
    if not isinstance(job.get("permissions"), dict):
        yield "name the permissions of the job, one by one"
    if not isinstance(job.get("timeout-minutes"), int):
        yield "timeout-minutes is missing"
    for step in job["steps"]:
        checks_out = step.get("uses", "").startswith("actions/checkout@")
        if checks_out and step.get("with", {}).get("persist-credentials") is not False:
            yield "the checkout keeps its credentials; write persist-credentials: false"
        if "${{" in step.get("run", ""):
            yield "an expression stands in a script; pass it in env"


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_has_manners(file: Path) -> None:
    assert list(faults(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("permissions: {}\n", "permissions: read-all\n", "the workflow takes permissions"),
        ("permissions: {}\n", "", "the workflow takes permissions"),
        ("    permissions:\n      contents: read", "    env:\n      contents: read", "one by one"),
        ("concurrency:\n  group: nightly", "env:\n  group: nightly", "no concurrency"),
        (" # v5.0.0", "", "pin it by commit"),
        (r"checkout@\w+", "checkout@v5", "pin it by commit"),
        ("    timeout-minutes: 30\n", "", "build: timeout-minutes is missing"),
        ("persist-credentials: false", "persist-credentials: true", "keeps its credentials"),
        ("          persist-credentials: false\n", "", "keeps its credentials"),
        ("run: make", "run: echo ${{ github.ref }}; make", "an expression stands in a script"),
    ],
)
def test_a_workflow_without_manners_is_told(good: str, bad: str, fault: str) -> None:
    text, changes = re.subn(good, bad, (FOLDER / "nightly.yml").read_text(encoding="utf-8"))
    assert changes
    assert fault in "\n".join(faults(text))


def tool(name: str) -> str:
    """Return a tool that is installed beside this Python, or skip."""
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.is_file():
        pytest.skip(f"{name} is not installed beside this Python; make .venv/dev installs it")
    return str(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["zizmor", "--offline", "--quiet", "--pedantic"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
    ],
    ids=lambda command: command[0],
)
def test_the_checkers_of_workflows_find_nothing(command: list[str]) -> None:
    assert told_by(command, WORKFLOWS) == ""


@pytest.mark.slow
def test_the_forms_are_as_their_schema_has_them() -> None:
    told = told_by(["check-jsonschema", "--builtin-schema", "vendor.github-issue-forms"], FORMS)
    assert told == ""


def told_by(command: list[str], files: list[Path]) -> str:
    """Return what a checker says of files; nothing where it is content."""
    name, *options = command
    done = subprocess.run([tool(name), *options, *files], capture_output=True, check=False)
    return done.stdout.decode() if done.returncode else ""


@contextmanager
def practice_network(night: str, watchlist: Path, port: int = 0) -> Iterator[tuple[int, str]]:
    """Serve a night of the practice network, and give its port and what connects servers to it."""
    command = [sys.executable, "-m", "collector.practice", "--port", str(port), "--night", night]
    command += ["--organisations", "6", "--watchlist", str(watchlist)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            told = server.stdout.readline() + server.stdout.readline()
            found = re.search(r"appview=http://127\.0\.0\.1:(\d+)", told)
            assert found, told
            yield int(found[1]), " ".join(re.findall(r"--connect \S+", told))
        finally:
            server.terminate()


def fork(root: Path, watchlist: Path) -> None:
    """Lay the server's repository: this checkout's last commit, with the town's watchlist."""
    git(root, "clone", "--quiet", str(ROOT), "fork")
    for kind in ("councils", "brands", "public-bodies"):
        listed = root / "fork" / "collector" / "watchlist" / kind
        shutil.rmtree(listed, ignore_errors=True)
        if (watchlist / kind).is_dir():
            shutil.copytree(watchlist / kind, listed)
    git(root / "fork", "checkout", "--quiet", "-B", "main")
    git(root / "fork", "add", "--all", "collector/watchlist")
    git(root / "fork", "commit", "--quiet", "--message", "List the town")
    git(root, "clone", "--quiet", "--bare", "--single-branch", "fork", "origin.git")


def environment(root: Path, port: int) -> dict[str, str]:
    """Return what every machine has in its environment, and where the networks are."""
    address = f"http://127.0.0.1:{port}"
    return {
        "PATH": f"{root / 'bin'}:{os.environ['PATH']}",
        "HOME": str(root),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "PIP_NO_INDEX": "1",
        "FOLLOWBACK_NETWORKS__BLUESKY__APPVIEW": address,
        "FOLLOWBACK_NETWORKS__BLUESKY__PLC": address,
        "FOLLOWBACK_NETWORKS__BLUESKY__REQUESTS_PER_SECOND": "100000",
        "FOLLOWBACK_NETWORKS__MASTODON__REQUESTS_PER_SECOND": "100000",
    }


GITHUB: dict[str, Any] = {
    "event_name": "schedule",
    "repository": "town/followback",
    "repository_owner": "town",
    "server_url": "https://github.com",
    "run_id": 5,
    "sha": "5eed" * 10,
    "event": {"repository": {"name": "followback", "default_branch": "main"}},
}
JOBS = ("plan", "collect", "merge", "edition", "record", "build", "deploy", "release")
ENDED = {"success": "+", "skipped": "-", "failure": "x"}


def ended(machine: Machine) -> str:
    """Return how the jobs of a night ended, in order, by a sign each."""
    return "".join(ENDED[machine.results[job]] for job in JOBS if job in machine.results)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine on which four nights ran, the third of them in three attempts.

    It is killed half-way, then finds no network, and comes through. The fourth ends a week and
    begins a month, and is run once more.
    """
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the project is no git checkout; clone it to run its workflows")
    root = tmp_path_factory.mktemp("machine")
    lay_python(root / "python")
    lay_gh(root / "bin")
    machine, port = Machine(root=root, github=GITHUB), 0
    told = machine.told
    for night in NIGHTS:
        with practice_network(night, root / "town", port) as (port, servers):
            if not machine.env:
                fork(root, root / "town")
                machine.env = environment(root, port)
                machine.run("nightly.yml")  # nobody has switched it on
                told.append(ended(machine))
                machine.variables = {"FOLLOWBACK_NIGHTLY": "on"}
            machine.env |= {"PRACTICE_NIGHT": night, "PRACTICE_SERVERS": servers}
            if night == KILLED:
                told.append(killed(machine))
            else:
                machine.run("nightly.yml")
                told.append(ended(machine))
            if night == LAST:
                machine.run_again("nightly.yml", last="record")
                told.append(ended(machine))
        if night == KILLED:
            machine.run_again("nightly.yml")
            told.append(ended(machine))
            with practice_network(night, root / "town", port):
                machine.run_again("nightly.yml")
                told.append(ended(machine))
    return machine


def killed(machine: Machine) -> str:
    """Run a night slowly, and kill its first shard when it has read somebody."""
    slow = {
        f"FOLLOWBACK_NETWORKS__{name}__REQUESTS_PER_SECOND": "6" for name in ("BLUESKY", "MASTODON")
    }
    machine.stop = Stop(step="Collect", lines="data/shards/*/*.jsonl", env=slow)
    machine.run("nightly.yml")
    assert machine.stop is None, "the shard was read before it could be killed"
    kept = [*(machine.root / "caches").glob(f"shard-{KILLED}-*/*/*.jsonl")]
    assert len(kept) == 2, "what a killed shard has read was not kept"
    return ended(machine)


@pytest.mark.slow
def test_nights_end_as_they_should(machine: Machine) -> None:
    assert machine.told == [
        "--------",  # nobody has switched it on
        "++++++++",  # the first night of a month
        "+++++++-",
        "+x------",  # killed
        "++x-----",  # no network: too poor to keep
        "+++++++-",  # at last
        "++++++++",  # the first of another month
        "+++++",  # again, up to its record: it stands there already
    ]


@pytest.mark.slow
def test_every_step_of_a_night_is_executed(machine: Machine) -> None:
    assert machine.done == {*steps_of("nightly.yml")}


@pytest.mark.slow
def test_every_night_is_one_commit_though_two_were_run_again(machine: Machine) -> None:
    told = git(machine.origin, "log", "--reverse", "--format=%s", "data").splitlines()
    assert [message.partition(":")[0] for message in told] == [*NIGHTS]
    assert all(re.fullmatch(r"\S+: \d+ accounts, \d+ gaps", message) for message in told)


@pytest.mark.slow
def test_the_branch_holds_the_ledger_and_nothing_else(machine: Machine) -> None:
    names = git(machine.origin, "ls-tree", "--name-only", "data").splitlines()
    assert names == ["editions", "manifest.json", "nights", "runs", "state"]
    assert git(machine.origin, "log", "--format=%s", "--max-count=1", "main") == "List the town"


@pytest.mark.slow
def test_the_ledger_and_its_edition_are_as_they_were_written(machine: Machine) -> None:
    ledger = machine.root / "read-again"
    git(machine.root, "clone", "--quiet", "--branch", "data", str(machine.origin), str(ledger))
    command = [sys.executable, "-m", "collector", "verify", "--json", "--data", str(ledger)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert yaml.safe_load(told) == {"nights": len(NIGHTS), "faults": []}


@pytest.mark.slow
def test_a_week_that_is_over_is_frozen_once_and_carried_into_the_site(machine: Machine) -> None:
    assert f"the edition {WEEK} stands, and an edition is never changed" in machine.said["Freeze"]
    editions = machine.root / "read-for-editions"
    git(machine.root, "clone", "--quiet", "--branch", "data", str(machine.origin), str(editions))
    told = git(editions, "log", "--format=%s", "--", "editions").splitlines()
    assert [message.partition(":")[0] for message in told] == [LAST]
    frozen, shown = (editions / "editions" / WEEK, machine.root / "pages" / "editions" / WEEK)
    assert [*frozen.glob("charts/*/index.html")]
    files = [one.relative_to(frozen) for one in frozen.rglob("*") if one.is_file()]
    changed = [one for one in files if (frozen / one).read_bytes() != (shown / one).read_bytes()]
    assert changed == []


@pytest.mark.slow
def test_accounts_of_the_fediverse_are_read_like_all_others(machine: Machine) -> None:
    ledger = machine.root / "read-for-networks"
    git(machine.root, "clone", "--quiet", "--branch", "data", str(machine.origin), str(ledger))
    read = [row.network for row in Ledger(ledger).observations() if row.facts is not None]
    assert set(read) >= {"bluesky", "mastodon"}


@pytest.mark.slow
def test_the_site_says_that_it_is_practice_and_of_which_night(machine: Machine) -> None:
    home = (machine.root / "pages" / "index.html").read_text(encoding="utf-8")
    assert "Practice data." in home
    assert f'datetime="{LAST}"' in home


@pytest.mark.slow
def test_the_site_stands_where_the_repositorys_pages_do(machine: Machine) -> None:
    robots = (machine.root / "pages" / "robots.txt").read_text()
    assert "https://town.github.io/followback/sitemap.xml" in robots


@pytest.mark.slow
def test_every_night_is_read_in_two_shards_of_which_nothing_is_left(machine: Machine) -> None:
    planned = json.loads(machine.outputs["plan"]["plan"])
    assert (planned["night"], len(planned["shards"])) == (LAST, 2)
    names = git(machine.origin, "ls-tree", "-r", "--name-only", "data").splitlines()
    assert [name for name in names if "shard" in name or "journal" in name] == []


def test_keys_are_held_by_the_job_that_meets_the_networks_alone() -> None:
    jobs = yaml.safe_load((FOLDER / "nightly.yml").read_text(encoding="utf-8"))["jobs"]
    assert [key for key, job in jobs.items() if "secrets." in str(job)] == ["collect"]
    assert ".venv/site" not in str(jobs["collect"])
    writers = [key for key, job in jobs.items() if "write" in job["permissions"].values()]
    assert writers == ["record", "deploy", "release", "tell", "stay"]
    assert [key for key in writers if "make" in str(jobs[key]) or "pip" in str(jobs[key])] == []


def test_nothing_runs_where_nobody_switched_it_on_but_by_hand() -> None:
    jobs = yaml.safe_load((FOLDER / "nightly.yml").read_text(encoding="utf-8"))["jobs"]
    first = {key: job.get("if", "") for key, job in jobs.items() if "needs" not in job}
    assert {*first} == {"plan", "stay"}
    assert all("vars.FOLLOWBACK_NIGHTLY == 'on'" in condition for condition in first.values())
    assert "vars.FOLLOWBACK_NIGHTLY == 'on'" in jobs["tell"]["if"]


@pytest.mark.slow
def test_failing_nights_open_one_issue_that_the_next_good_one_closes(machine: Machine) -> None:
    told = [one["words"][:2] for one in machine.asked if one["words"][0] == "issue"]
    assert told == [["issue", "create"], ["issue", "comment"], ["issue", "close"]]
    bodies = [one["body"] for one in machine.asked if "body" in one]
    assert "* collect: failure" in bodies[0]
    assert "* merge: failure" in bodies[1]


@pytest.mark.slow
def test_a_night_without_a_network_is_told_in_one_sentence(machine: Machine) -> None:
    (said,) = [text for text in machine.failures if text.startswith("Merge: 3")]
    assert len(said.strip().splitlines()) == 1


@pytest.mark.slow
def test_the_data_package_is_released_once_a_month(machine: Machine) -> None:
    told = [one["words"][:3] for one in machine.asked if one["words"][0] == "release"]
    assert told == [["release", "create", f"data-{month}"] for month in ("2026-10", "2026-11")]
    with tarfile.open(machine.root / "data-2026-11") as package:
        package.extractall(machine.root / "package", filter="data")
    data = machine.root / "package" / "data"
    listed = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert listed
    for one in listed:
        found = hashlib.sha256((data / one["path"]).read_bytes()).hexdigest()
        assert one["hash"] == f"sha256:{found}", one["path"]
    assert LAST in (data / "datapackage.json").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_schedule_is_kept_switched_on(machine: Machine) -> None:
    told = [one["words"] for one in machine.asked if one["words"][0] == "api"]
    assert len(told) == len(machine.told) - 2  # but for before it was, and up to a record
    assert told[0][-1] == "repos/town/followback/actions/workflows/nightly.yml/enable"


@pytest.mark.slow
def test_every_recorded_night_tells_the_summary(machine: Machine) -> None:
    told = summaries(machine)
    recorded = [head for head in told if "not recorded" not in head]
    assert recorded == [f"### The night of {night}" for night in NIGHTS]
    assert all("accounts that could answer were read (" in told[head] for head in recorded)


@pytest.mark.slow
def test_a_night_too_poor_to_keep_tells_the_summary_what_is_kept(machine: Machine) -> None:
    told = summaries(machine)[f"### The night of {KILLED} is not recorded"]
    read = re.search(r"^(\d+) of \d+ accounts .*; a night is kept from 80%\.$", told, re.MULTILINE)
    assert read, told
    assert int(read[1]) > 0, "what was read before the kill was not gone on from"
    assert re.search(r"^\| unreachable \| \d+ \| to wait for a connection", told, re.MULTILINE)
    assert "**Kept:** every night before this one" in told
    assert "**To do:** “Re-run all jobs”" in told


def summaries(machine: Machine) -> dict[str, str]:
    """Return what the runs told GitHub's summary, by its headings."""
    summary = (machine.root / "summary.md").read_text(encoding="utf-8")
    parts = re.split(r"^(### .*)\n", summary, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
