"""Run a command of Followback, and then print the most memory that it held, in bytes.

What the system tells of a child that has ended (`ru_maxrss`) counts the parent that started it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from collector.__main__ import main


def peak() -> int:
    """Return the most memory that this process has held since it began, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kibi,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kibi) * 1024


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.write(f"{peak()}\n")
    sys.exit(code)
