"""A machine that runs our workflows as GitHub's do: fresh checkouts, artefacts, outputs, ifs."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.expressions import asks_for_status, filled, value, written

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = ROOT / ".github" / "workflows"
OUTPUT = re.compile(r"^(\w+)(?:=(.*)|<<(\w+)\n((?:.*\n)*?)\3)$", re.MULTILINE)
PATIENCE = 60  # seconds in which a step has to come to where it is stopped

# The product visits no private host and reads tonight. This test's command does both for it: it
# opens loopback, where the practice network is, also in place of the servers of the fediverse, and
# names the night; which has two shards.
WRAPPER = """#!/bin/sh
real="$(dirname "$0")/followback.real"
case "$1" in
  plan) shift; exec "$real" plan --night "$PRACTICE_NIGHT" --shards 2 "$@";;
  collect) shift; exec "$real" collect --allow-host 127.0.0.1 $PRACTICE_SERVERS "$@";;
  preview) exec "$real" "$@" --night "$PRACTICE_NIGHT" --allow-host 127.0.0.1 $PRACTICE_SERVERS;;
  *) exec "$real" "$@";;
esac
"""
# GitHub's command, that does nothing but remember: which issue there is, what was published.
GH = """#!/usr/bin/env python3
import json, os, sys
from pathlib import Path
home, words = Path(os.environ["HOME"]), sys.argv[1:]
assert os.environ["GH_TOKEN"]
told = {"words": words}
for name in ("--body-file",):
    if name in words:
        told["body"] = Path(words[words.index(name) + 1]).read_text(encoding="utf-8")
with (home / "gh.jsonl").open("a", encoding="utf-8") as file:
    file.write(json.dumps(told) + "\\n")
issue = home / "issue"
match words[:2]:
    case ["issue", "list"]:
        state = issue.read_text() if issue.exists() else ""
        if state and (state == "open" or words[words.index("--state") + 1] == "all"):
            print(7)
    case ["issue", "create" | "reopen"]:
        issue.write_text("open")
    case ["issue", "close"]:
        issue.write_text("closed")
    case ["release", "view"]:
        sys.exit(not (home / words[2]).exists())
    case ["release", "create"]:
        (home / words[2]).write_bytes(Path(words[3]).read_bytes())
"""


def git(folder: Path, *words: str) -> str:
    """Run git as nobody in particular, and return what it prints."""
    nobody = ["-c", "user.name=town", "-c", "user.email=town@town.example"]
    command = ["git", "-C", str(folder), *nobody, *words]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Stops a step as a dying machine would, once a file has so many lines."""

    step: str
    lines: str
    many: int = 1
    env: dict[str, str] = field(default_factory=dict)  # of the step, as to slow it down


@dataclass(kw_only=True)
class Machine:
    """Runs workflows in a folder; what GitHub would know stands in its fields."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    github: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    branch: str = "main"
    stop: Stop | None = None
    failures: list[str] = field(default_factory=list)  # steps, their codes and what they said
    told: list[str] = field(default_factory=list)  # how each run ended
    results: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)  # of jobs
    said: dict[str, str] = field(default_factory=dict)  # by a step's name
    done: set[tuple[str, str]] = field(default_factory=set)  # jobs and steps that were executed
    installed: dict[str, Path] = field(default_factory=dict)  # folders that lie in a checkout
    job: str = ""  # the one at hand
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)  # of the job at hand
    is_failing: bool = False
    matrix: dict[str, Any] = field(default_factory=dict)

    @property
    def origin(self) -> Path:
        """The repository on the server."""
        return self.root / "origin.git"

    @property
    def work(self) -> Path:
        """The folder of the job at hand."""
        return self.root / "work"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What the workflows asked of GitHub's command, but for what they looked up."""
        file = self.root / "gh.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        found = [json.loads(line) for line in lines]
        return [one for one in found if one["words"][1] not in ("list", "view")]

    def run(self, workflow: str, *, last: str = "") -> dict[str, str]:
        """Run every job in order, up to the last if one is named; return how each ended."""
        self.github = self.github | {"run_id": self.github["run_id"] + 1, "run_attempt": 0}
        return self.run_again(workflow, last=last)

    def run_again(self, workflow: str, *, last: str = "") -> dict[str, str]:
        """Run every job once more, as the button "Re-run all jobs" does.

        Caches are kept. An attempt sees no artefacts of those before it, as GitHub has it:
        https://github.com/actions/upload-artifact/issues/585
        """
        shutil.rmtree(self.root / "artefacts", ignore_errors=True)
        self.github = self.github | {"run_attempt": self.github["run_attempt"] + 1}
        self.results, self.outputs = {}, {}
        for key, job in jobs_of(workflow).items():
            needed = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            assert {*needed} <= {*self.results}, f"{key} comes before what it needs"
            self.results[key] = self._job(key, job, needed)
            if key == last:
                break
        return self.results

    def _job(self, key: str, job: dict[str, Any], needed: list[str]) -> str:
        self.steps, self.matrix = {}, {}
        self.is_failing = any(self.results[one] != "success" for one in needed)
        if not self._is_wanted(job.get("if", "success()"), needed):
            return "skipped"
        include = job.get("strategy", {}).get("matrix", {}).get("include", "")
        ended = set()
        for matrix in self._filled(include, needed) if include else [{}]:
            self.matrix = matrix
            ended.add(self._leg(key, job, needed))
        return "failure" if "failure" in ended else "success"

    def _leg(self, key: str, job: dict[str, Any], needed: list[str]) -> str:
        self.job, self.steps, self.is_failing = key, {}, False
        self._clear()
        for step in job["steps"]:
            if self._is_wanted(step.get("if", "success()"), needed):
                self._step(step, needed)
        told = {name: self._filled(text, needed) for name, text in job.get("outputs", {}).items()}
        self.outputs[key] = told
        return "failure" if self.is_failing else "success"

    def _is_wanted(self, condition: str, needed: list[str]) -> bool:
        is_going = asks_for_status(condition) or not self.is_failing
        return is_going and bool(value(condition, self._contexts(needed)))

    def _filled(self, text: Any, needed: list[str]) -> Any:
        return filled(text, self._contexts(needed))

    def _contexts(self, needed: list[str]) -> dict[str, Any]:
        return {
            "github": {"token": "no-such-token"} | self.github,
            "vars": self.variables,
            "secrets": {},
            "matrix": self.matrix,
            "steps": self.steps,
            "needs": {
                key: {"result": self.results[key], "outputs": self.outputs.get(key, {})}
                for key in needed
            },
            "always()": True,
            "cancelled()": False,
            "failure()": self.is_failing,
            "success()": not self.is_failing,
        }

    def _step(self, step: dict[str, Any], needed: list[str]) -> None:
        if "run" in step:
            self._execute(step, needed)
            return
        simulated: dict[str, Callable[[dict[str, Any]], None]] = {
            "actions/checkout": self._checkout,
            "actions/setup-python": self._python,
            "actions/cache/restore": self._restore,
            "actions/cache/save": self._save,
            "actions/upload-artifact": self._upload,
            "actions/download-artifact": self._download,
            "actions/upload-pages-artifact": self._upload_pages,
            "actions/deploy-pages": self._deploy,
        }
        given = {name: self._filled(text, needed) for name, text in step.get("with", {}).items()}
        simulated[step["uses"].partition("@")[0]](given)

    def _execute(self, step: dict[str, Any], needed: list[str]) -> None:
        output = self.root / "output.txt"
        output.write_text("", encoding="utf-8")
        told = step.get("env", {}).items()
        env = {name: written(self._filled(text, needed)) for name, text in told}
        stop = self.stop if self.stop and self.stop.step == step["name"] else None
        code, said = self._bash(step["run"], self._environment() | env, stop)
        self.said[step["name"]] = said
        self.done.add((self.job, step["name"]))
        if code:
            self.is_failing = True
            self.failures.append(f"{step['name']}: {code}: {said}")
        found = OUTPUT.findall(output.read_text(encoding="utf-8"))
        if "id" in step:
            self.steps[step["id"]] = {"outputs": {one[0]: one[1] or one[3] for one in found}}
        self._wrap()

    def _environment(self) -> dict[str, str]:
        """Return what GitHub's machine says of itself and of the run, and what we add to it."""
        names = ("event_name", "repository", "repository_owner", "run_id", "server_url")
        return {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(self.root / "event.json"),
            "GITHUB_OUTPUT": str(self.root / "output.txt"),
            "GITHUB_STEP_SUMMARY": str(self.root / "summary.md"),
            "GITHUB_WORKSPACE": str(self.work),
            "RUNNER_OS": "Linux",
            **{f"GITHUB_{name.upper()}": str(self.github[name]) for name in names},
            **self.env,
        }

    def _bash(self, script: str, env: dict[str, str], stop: Stop | None) -> tuple[int, str]:
        file, log = self.root / "script.sh", self.root / "log.txt"
        env |= stop.env if stop else {}
        file.write_text(script, encoding="utf-8")
        with log.open("wb") as out:
            command = ["bash", "-e", str(file)]
            run = subprocess.Popen(
                command, cwd=self.work, env=env, stdout=out, stderr=out, start_new_session=True
            )
            if stop:
                self._kill(run, stop)
            code = run.wait()
        return code, log.read_text(encoding="utf-8")

    def _kill(self, run: subprocess.Popen[bytes], stop: Stop) -> None:
        until = time.monotonic() + PATIENCE
        while run.poll() is None and time.monotonic() < until:
            files = [*self.work.glob(stop.lines)]
            if files and len(files[0].read_bytes().splitlines()) >= stop.many:
                os.killpg(run.pid, signal.SIGKILL)
                self.stop = None
                return
            time.sleep(0.01)
        run.kill()

    def _clear(self) -> None:
        """Give a job an empty folder; the Python of the one before is kept for the next."""
        if (self.work / ".venv").is_dir():
            (self.work / ".venv").rename(self.root / "python")
        shutil.rmtree(self.root / "old", ignore_errors=True)
        if self.work.exists():
            self.work.rename(self.root / "old")
        self.work.mkdir()

    def _checkout(self, given: dict[str, Any]) -> None:
        assert given["persist-credentials"] is False
        depth = given.get("fetch-depth", 1)
        shallow = ["--depth", str(depth), "--branch", self.branch] if depth else []
        git(self.root, "clone", "--quiet", *shallow, f"file://{self.origin}", "work")
        if not depth:
            git(self.work, "checkout", "--quiet", self.branch)
        for path, folder in self.installed.items():
            (self.work / path).symlink_to(folder)
        if (self.root / "old" / ".git").is_dir():
            self._compiled()

    def _compiled(self) -> None:
        """Carry over what the job before has compiled."""
        for folder in (self.root / "old").rglob("__pycache__"):
            target = self.work / folder.relative_to(self.root / "old")
            if target.parent.is_dir():
                shutil.copytree(folder, target)
        for source in self.work.rglob("*.py"):
            os.utime(source, (0, 0))

    def _python(self, given: dict[str, Any]) -> None:
        """Lay a Python ready whose packages are this Python's, so that pip finds them installed."""
        assert given["python-version"]
        (self.root / "python").rename(self.work / ".venv")
        for stamp in ("collector", "site", "dev"):
            if (self.work / ".venv" / stamp).exists():
                (self.work / ".venv" / stamp).touch()

    def _wrap(self) -> None:
        command = self.work / ".venv" / "bin" / "followback"
        if command.exists() and command.read_text(encoding="utf-8") != WRAPPER:
            command.rename(command.with_name("followback.real"))
            command.write_text(WRAPPER, encoding="utf-8")
            command.chmod(0o755)

    def _restore(self, given: dict[str, Any]) -> None:
        """Lay what was saved under this key, or else last under one that begins as told."""
        saved = sorted((self.root / "caches").glob("*"), key=lambda one: one.stat().st_mtime_ns)
        found = [one for one in saved if one.name.startswith(given["restore-keys"])]
        found += [one for one in saved if one.name == given["key"]]
        if found:
            shutil.copytree(found[-1], self.work / given["path"])

    def _save(self, given: dict[str, Any]) -> None:
        kept = self.root / "caches" / given["key"]
        assert not kept.exists(), "a cache is never changed"
        if (self.work / given["path"]).exists():
            shutil.copytree(self.work / given["path"], kept)
            kept.touch()

    def _upload(self, given: dict[str, Any]) -> None:
        self._keep(given, self.root / "artefacts" / given["name"])

    def _keep(self, given: dict[str, Any], folder: Path) -> None:
        paths = given["path"].split()
        top = Path(os.path.commonpath(paths)) if len(paths) > 1 else Path(paths[0])
        if not any((self.work / path).exists() for path in paths):
            self.is_failing = self.is_failing or given.get("if-no-files-found") == "error"
            return
        shutil.rmtree(folder, ignore_errors=True)
        for path in paths:
            source, target = self.work / path, folder / Path(path).relative_to(top)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))
            elif source.exists():
                shutil.copy(source, target)

    def _download(self, given: dict[str, Any]) -> None:
        assert "name" in given or given["merge-multiple"]
        kept = self.root / "artefacts"
        found = sorted(kept.glob(given.get("name") or given["pattern"]))
        self.is_failing = self.is_failing or ("name" in given and not found)
        for folder in found:
            shutil.copytree(folder, self.work / given["path"], dirs_exist_ok=True)

    def _upload_pages(self, given: dict[str, Any]) -> None:
        self._keep(given, self.root / "pages")

    def _deploy(self, given: dict[str, Any]) -> None:
        assert not given
        assert (self.root / "pages" / "index.html").is_file()


def jobs_of(workflow: str) -> dict[str, Any]:
    """Return the jobs of a workflow."""
    text = (WORKFLOWS / workflow).read_text(encoding="utf-8")
    jobs: dict[str, Any] = yaml.safe_load(text)["jobs"]
    return jobs


def steps_of(workflow: str) -> dict[tuple[str, str], str]:
    """Return the jobs and steps of a workflow that run a script, and on what condition."""
    return {
        (key, step["name"]): f"{job.get('if', '')} {step.get('if', '')}"
        for key, job in jobs_of(workflow).items()
        for step in job["steps"]
        if "run" in step
    }


def lay_python(folder: Path) -> None:
    """Make a virtual environment that sees this Python's packages and tools, but for our own."""
    packages = folder.with_name("packages")
    packages.mkdir()
    for one in Path(sysconfig.get_path("purelib")).iterdir():
        if "followback" not in one.name and one.suffix != ".pth":
            (packages / one.name).symlink_to(one)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    inner = next(folder.glob("lib/python*/site-packages"))
    (inner / "packages.pth").write_text(f"{packages}\n", encoding="utf-8")
    _executable(folder / "bin" / "pip", '#!/bin/sh\nexec "$(dirname "$0")/python" -m pip "$@"\n')
    for tool in Path(sysconfig.get_path("scripts")).iterdir():
        if not (folder / "bin" / tool.name).exists() and tool.name != "followback":
            _lay_tool(tool, folder / "bin" / tool.name)


def _lay_tool(tool: Path, beside: Path) -> None:
    """Lay a tool beside the new Python, which runs it if it is written in Python."""
    with tool.open("rb") as file:
        head = file.read(200)
    if head.startswith(b"#!") and b"python" in head:
        _executable(beside, f'#!/bin/sh\nexec "$(dirname "$0")/python" "{tool}" "$@"\n')
    else:
        beside.symlink_to(tool)


def lay_gh(folder: Path) -> None:
    """Put a command `gh` into a folder that remembers what it was asked."""
    folder.mkdir()
    _executable(folder / "gh", GH)


def _executable(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
