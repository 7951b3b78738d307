"""Make sure that there is a Chromium or a Chrome, and say where it is.

The one that is there; else Debian's, where we may install it; else playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def found() -> str | None:
    """Return the browser that is there: the one named, one on the path, or playwright's own."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return named or _own()


def _own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install() -> None:
    """Install Debian's Chromium where we are root and it offers one, else playwright's own."""
    if os.geteuid() == 0 and shutil.which("apt-get") and _from_debian():
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _from_debian() -> bool:
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "--quiet"], check=False, env=environ)
    command = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    return subprocess.run(command, check=False, env=environ).returncode == 0


def main() -> int:
    """Find a browser, installing one if need be; 1 where none can be had."""
    if found() is None:
        install()
    browser = found()
    if browser is None:
        sys.stderr.write(
            "no Chromium or Chrome was found, and none could be installed; install one, or name "
            "it: CHROMIUM=/path/to/chrome make browser\n"
        )
        return 1
    sys.stdout.write(f"browser: {browser}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
