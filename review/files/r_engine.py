"""A script of R, run by the R of this machine where there is one."""

from __future__ import annotations

import math
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: Seconds after which a script is given up.
PATIENCE = 600


@dataclass(frozen=True, slots=True)
class RRun:
    """What a script printed: numbers by their names, or the last line of what went wrong."""

    numbers: Mapping[str, float]
    failure: str = ""


def r_is_present() -> bool:
    """Whether this machine has R."""
    return shutil.which("Rscript") is not None


def run_r(script: str) -> RRun:
    """Run a script that prints one ``name number`` a line; a script that fails has no numbers.

    Numbers that R calls NA or infinite are left out.
    """
    program = shutil.which("Rscript")
    if program is None:
        return RRun({}, "R is not installed on this machine")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "analysis.R"
        file.write_text(script, encoding="utf-8")
        command = [program, "--vanilla", "--encoding=UTF-8", file.name]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE
            )
        except subprocess.TimeoutExpired:
            return RRun({}, f"R took longer than {PATIENCE} seconds")
    if done.returncode:
        return RRun({}, next(reversed(done.stderr.strip().splitlines()), "R ended with an error"))
    found = {}
    for line in done.stdout.splitlines():
        name, _, number = line.rpartition(" ")
        try:
            value = float(number)
        except ValueError:
            continue
        if name and math.isfinite(value):
            found[name] = value
    return RRun(found)
