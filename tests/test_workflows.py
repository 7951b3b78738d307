"""The workflows: their manners, and three whole nights of them on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from collector.store import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
NIGHTS = ("2026-10-30", "2026-10-31", "2026-11-01")  # October is compacted on the third
ELSEWHERE = ("make test", "make realnet")  # steps that are run by themselves
EXPRESSIONS = {
    "github.token": "no-such-token",
    "vars.FOLLOWBACK_SITE_URL || format('https://{0}.github.io/{1}/', "
    "github.repository_owner, github.event.repository.name)": "https://town.example/followback/",
    "format('https://github.com/{0}', github.repository)": "https://github.com/town/followback",
}


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
    name, *options = command
    done = subprocess.run([tool(name), *options, *WORKFLOWS], capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode() if done.returncode else "") == (0, "")


def git(folder: Path, *words: str) -> str:
    """Run git as nobody in particular, and return what it prints."""
    nobody = ["-c", "user.name=town", "-c", "user.email=town@town.example"]
    command = ["git", "-C", str(folder), *nobody, *words]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


# The product visits no private host and collects tonight. This test's command does both for it:
# it opens loopback, where the practice network is, also in place of the servers of the fediverse,
# and names the night; which has two shards.
WRAPPER = """#!/bin/sh
real="$(dirname "$0")/followback.real"
case "$1" in
  plan) shift; exec "$real" plan --night "$PRACTICE_NIGHT" --shards 2 "$@";;
  collect) shift; exec "$real" collect --allow-host 127.0.0.1 $PRACTICE_SERVERS "$@";;
  *) exec "$real" "$@";;
esac
"""
PLANNED = re.compile(r"fromJSON\(needs\.(\w+)\.outputs\.(\w+)\)\.(\w+)")
OUTPUT = re.compile(r"^(\w+)<<(\w+)\n(.*?)^\2\n", re.MULTILINE | re.DOTALL)


@dataclass(kw_only=True)
class Runner:
    """Runs a workflow's jobs as GitHub would: a fresh checkout each, and artefacts between them."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    matrix: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)  # of jobs

    @property
    def origin(self) -> Path:
        """The repository on the server."""
        return self.root / "origin.git"

    @property
    def work(self) -> Path:
        """The folder of the job at hand."""
        return self.root / "work"

    def run(self, workflow: str, *, last: str = "") -> None:
        """Run every job in order, up to the last if one is named."""
        text = (ROOT / ".github" / "workflows" / workflow).read_text(encoding="utf-8")
        done: list[str] = []
        shutil.rmtree(self.root / "artefacts", ignore_errors=True)
        for key, job in yaml.safe_load(text)["jobs"].items():
            needs = job.get("needs", [])
            assert {*([needs] if isinstance(needs, str) else needs)} <= {*done}
            include = job.get("strategy", {}).get("matrix", {}).get("include", "")
            for matrix in self._value(include) if include else [{}]:
                self.matrix = matrix
                self._run_job(key, job)
            done.append(key)
            if key == last:
                return

    def _run_job(self, key: str, job: dict[str, Any]) -> None:
        output = self.root / "output.txt"
        output.write_text("", encoding="utf-8")
        for step in job["steps"]:
            self._step(step)
        told = {name: text for name, _, text in OUTPUT.findall(output.read_text(encoding="utf-8"))}
        for name, text in job.get("outputs", {}).items():
            assert re.fullmatch(rf"\$\{{\{{ steps\.\w+\.outputs\.{name} \}}\}}", text)
        self.outputs[key] = told

    def _step(self, step: dict[str, Any]) -> None:
        if "run" in step:
            self._execute(step)
            return
        simulated: dict[str, Callable[[dict[str, Any]], None]] = {
            "actions/checkout": self._checkout,
            "actions/setup-python": self._python,
            "actions/upload-artifact": self._upload,
            "actions/download-artifact": self._download,
            "actions/upload-pages-artifact": self._upload_pages,
            "actions/deploy-pages": self._deploy,
        }
        given = {name: self._resolved(value) for name, value in step.get("with", {}).items()}
        simulated[step["uses"].partition("@")[0]](given)

    def _execute(self, step: dict[str, Any]) -> None:
        if step["run"] in ELSEWHERE:
            return
        env = self.env | {name: self._resolved(text) for name, text in step.get("env", {}).items()}
        script = self.root / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        command = ["bash", "-e", str(script)]
        done = subprocess.run(
            command, cwd=self.work, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{step['run']}\n{done.stdout}\n{done.stderr}"
        self._wrap()

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return re.sub(r"\$\{\{ .*? \}\}", lambda found: str(self._value(found[0])), value)

    def _value(self, expression: str) -> Any:
        """Return what one expression comes to; no secret is set."""
        inner = expression.removeprefix("${{ ").removesuffix(" }}")
        if found := PLANNED.fullmatch(inner):
            return json.loads(self.outputs[found[1]][found[2]])[found[3]]
        context, _, name = inner.partition(".")
        if context in ("secrets", "matrix"):
            return "" if context == "secrets" else self.matrix[name]
        return EXPRESSIONS[inner]

    def _checkout(self, given: dict[str, Any]) -> None:
        if (self.work / ".venv").is_dir():
            (self.work / ".venv").rename(self.root / "python")
        old = self.root / "old"
        shutil.rmtree(old, ignore_errors=True)
        if self.work.exists():
            self.work.rename(old)
        branches = [] if given.get("fetch-depth") == 0 else ["--single-branch"]
        git(self.root, "clone", "--quiet", *branches, "origin.git", "work")
        for folder in old.rglob("__pycache__"):  # to compile everything again would take long
            shutil.copytree(folder, self.work / folder.relative_to(old))
        for source in self.work.rglob("*.py"):
            os.utime(source, (0, 0))

    def _python(self, given: dict[str, Any]) -> None:
        """Lay a Python ready whose packages are this Python's, so that pip finds them installed."""
        assert given["python-version"]
        (self.root / "python").rename(self.work / ".venv")
        for stamp in ("collector", "site"):
            if (self.work / ".venv" / stamp).exists():
                (self.work / ".venv" / stamp).touch()

    def _wrap(self) -> None:
        command = self.work / ".venv" / "bin" / "followback"
        if command.exists() and command.read_text(encoding="utf-8") != WRAPPER:
            command.rename(command.with_name("followback.real"))
            command.write_text(WRAPPER, encoding="utf-8")
            command.chmod(0o755)

    def _upload(self, given: dict[str, Any]) -> None:
        self._keep(given, self.root / "artefacts" / given["name"])

    def _keep(self, given: dict[str, Any], folder: Path) -> None:
        paths = given["path"].split()
        top = Path(os.path.commonpath(paths)) if len(paths) > 1 else Path(paths[0])
        shutil.rmtree(folder, ignore_errors=True)
        for path in paths:
            source, target = self.work / path, folder / Path(path).relative_to(top)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))
            elif source.exists() or given["if-no-files-found"] != "ignore":
                shutil.copy(source, target)

    def _download(self, given: dict[str, Any]) -> None:
        assert "name" in given or given["merge-multiple"]
        for folder in sorted((self.root / "artefacts").glob(given.get("name") or given["pattern"])):
            shutil.copytree(folder, self.work / given["path"], dirs_exist_ok=True)

    def _upload_pages(self, given: dict[str, Any]) -> None:
        self._keep(given, self.root / "pages")

    def _deploy(self, given: dict[str, Any]) -> None:
        assert not given
        assert (self.root / "pages" / "index.html").is_file()


def lay_python(folder: Path) -> None:
    """Make a virtual environment that sees this Python's packages, but for our own."""
    packages = folder.with_name("packages")
    packages.mkdir()
    for one in Path(sysconfig.get_path("purelib")).iterdir():
        if "followback" not in one.name and one.suffix != ".pth":
            (packages / one.name).symlink_to(one)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    inner = next(folder.glob("lib/python*/site-packages"))
    (inner / "packages.pth").write_text(f"{packages}\n", encoding="utf-8")
    pip = folder / "bin" / "pip"
    pip.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m pip "$@"\n', encoding="utf-8")
    pip.chmod(0o755)


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
    """Return what the Action's machine has in its environment, and where the networks are."""
    address = f"http://127.0.0.1:{port}"
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GITHUB_STEP_SUMMARY": str(root / "summary.md"),
        "GITHUB_OUTPUT": str(root / "output.txt"),
        "PIP_NO_INDEX": "1",
        "FOLLOWBACK_NETWORKS__BLUESKY__APPVIEW": address,
        "FOLLOWBACK_NETWORKS__BLUESKY__PLC": address,
        "FOLLOWBACK_NETWORKS__BLUESKY__REQUESTS_PER_SECOND": "100000",
        "FOLLOWBACK_NETWORKS__MASTODON__REQUESTS_PER_SECOND": "100000",
    }


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Return a machine on which three nights ran, the last of them once more up to its record."""
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the project is no git checkout; clone it to run its workflows")
    root = tmp_path_factory.mktemp("runner")
    lay_python(root / "python")
    runner, port = Runner(root=root), 0
    for night in NIGHTS:
        with practice_network(night, root / "town", port) as (port, servers):
            if not runner.env:
                fork(root, root / "town")
                runner.env = environment(root, port)
            runner.env |= {"PRACTICE_NIGHT": night, "PRACTICE_SERVERS": servers}
            runner.run("nightly.yml")
    runner.run("nightly.yml", last="record")  # and no network is there to be asked
    return runner


@pytest.mark.slow
def test_three_nights_are_three_commits_though_one_ran_twice(runner: Runner) -> None:
    told = git(runner.origin, "log", "--reverse", "--format=%s", "data").splitlines()
    assert [message.partition(":")[0] for message in told] == [*NIGHTS]
    assert all(re.fullmatch(r"\S+: \d+ accounts, \d+ gaps", message) for message in told)


@pytest.mark.slow
def test_the_branch_holds_the_ledger_and_nothing_else(runner: Runner) -> None:
    names = git(runner.origin, "ls-tree", "--name-only", "data").splitlines()
    assert names == ["manifest.json", "nights", "runs", "state"]
    assert git(runner.origin, "log", "--format=%s", "--max-count=1", "main") == "List the town"


@pytest.mark.slow
def test_the_ledger_of_three_nights_is_as_it_was_written(runner: Runner) -> None:
    ledger = runner.root / "read-again"
    git(runner.root, "clone", "--quiet", "--branch", "data", str(runner.origin), str(ledger))
    command = [sys.executable, "-m", "collector", "verify", "--json", "--data", str(ledger)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert yaml.safe_load(told) == {"nights": 3, "faults": []}


@pytest.mark.slow
def test_accounts_of_the_fediverse_are_read_like_all_others(runner: Runner) -> None:
    ledger = runner.root / "read-for-networks"
    git(runner.root, "clone", "--quiet", "--branch", "data", str(runner.origin), str(ledger))
    read = [row.network for row in Ledger(ledger).observations() if row.facts is not None]
    assert set(read) >= {"bluesky", "mastodon"}


@pytest.mark.slow
def test_the_site_says_that_it_is_practice_and_of_which_night(runner: Runner) -> None:
    home = (runner.root / "pages" / "index.html").read_text(encoding="utf-8")
    assert "Practice data." in home
    assert f'datetime="{NIGHTS[-1]}"' in home


@pytest.mark.slow
def test_every_night_is_read_in_two_shards_of_which_nothing_is_left(runner: Runner) -> None:
    planned = json.loads(runner.outputs["plan"]["plan"])
    assert (planned["night"], len(planned["shards"])) == (NIGHTS[-1], 2)
    names = git(runner.origin, "ls-tree", "-r", "--name-only", "data").splitlines()
    assert [name for name in names if "shard" in name or "journal" in name] == []


def test_keys_are_held_by_the_job_that_meets_the_networks_alone() -> None:
    jobs = yaml.safe_load((FOLDER / "nightly.yml").read_text(encoding="utf-8"))["jobs"]
    assert [key for key, job in jobs.items() if "secrets." in str(job)] == ["collect"]
    writers = [key for key, job in jobs.items() if job["permissions"].get("contents") == "write"]
    assert writers == ["record"]
    assert "make" not in str(jobs["record"])


@pytest.mark.slow
def test_every_run_tells_the_summary(runner: Runner) -> None:
    summary = (runner.root / "summary.md").read_text(encoding="utf-8")
    assert summary.count("### The night") == 4


@pytest.mark.slow
def test_a_pull_request_is_checked(runner: Runner) -> None:
    runner.run("check.yml")
