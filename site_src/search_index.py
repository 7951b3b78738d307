"""The index of the search, made by pagefind from small records and from a few built pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from collector.errors import InputError
from site_src.search_page import READ_WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_src.search_page import Record

FOLDER = "pagefind"
# Pagefind's own looks, which our pages do not use.
UNUSED = ("*-ui.js", "*-ui.css", "*-highlight.js", "wasm.unknown.*")


def index_site(site: Path, records: Iterable[Record]) -> None:
    """Write the index of a built site into it; the same records give the same bytes.

    Raises InputError where pagefind is missing or refuses.
    """
    with TemporaryDirectory() as folder:
        source, made = Path(folder) / "records", Path(folder) / FOLDER
        for record in records:
            _put(source, record.address, record.html)
        for address in READ_WHOLE:
            page = site / address / "index.html"
            if page.is_file():
                _put(source, address, page.read_text(encoding="utf-8"))
        _run(source, made)
        for pattern in UNUSED:
            for file in made.glob(pattern):
                file.unlink()
        shutil.rmtree(site / FOLDER, ignore_errors=True)
        shutil.copytree(made, site / FOLDER)


def _put(folder: Path, address: str, html: str) -> None:
    file = folder / address / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, encoding="utf-8")


def _run(source: Path, made: Path) -> None:
    options = {
        "--site": source,
        "--output-path": made,
        "--root-selector": "main",
        "--exclude-selectors": ".crumb, .quote, pre code",
        "--force-language": "en",
    }
    words = [str(word) for option in options.items() for word in option]
    command = [sys.executable, "-m", "pagefind", *words, "--silent"]
    told = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own folders, no shell
    if told.returncode:
        lines = [line for line in told.stderr.splitlines() if line.strip()]
        raise InputError(
            f"the search could not be made: {lines[-1] if lines else 'pagefind says nothing'}; "
            "install what requirements-site.txt names"
        )
