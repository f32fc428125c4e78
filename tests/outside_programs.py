"""Programs that pip cannot install, and what is and is not shown where one is missing.

The project must pass its tests on a machine with Python alone, so a test that needs one of these is skipped
there, and says what then stays unproven. To add one, add an entry to `PROGRAMS` and mark the test with
``@needs("its name")``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pytest


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program: the names that its command has, how Debian installs it, and what its lack means."""

    commands: tuple[str, ...]
    packages: str
    without: str
    check: tuple[str, ...] = ()


PROGRAMS: Mapping[str, Program] = {
    "Chromium": Program(
        commands=("chromium", "chromium-browser", "google-chrome", "chrome"),
        packages="chromium",
        without="what the page's script does is unproven here; tests/render/test_html.py reads its text, and "
        "when opened it withholds every model that differs from its report",
    ),
    "R with metafor": Program(
        commands=("Rscript",),
        packages="r-base-core r-cran-metafor",
        check=("-e", "library(metafor)"),
        without="that R prints the same is unproven here; the numbers that metafor gave stand in "
        "tests/golden and are compared on every machine",
    ),
    "LibreOffice": Program(
        commands=("soffice",),
        packages="libreoffice-calc-nogui",
        without="the round over LibreOffice is unproven here; tests/files reads what openpyxl wrote",
    ),
    "Ghostscript": Program(
        commands=("gs",),
        packages="ghostscript",
        without="that an interpreter paints it is unproven here; the tests beside it hold the places that "
        "the file names",
    ),
}


@cache
def command(name: str) -> str | None:
    """The path of a program that is here and works; None where it is not."""
    program = PROGRAMS[name]
    found = next((path for known in program.commands if (path := shutil.which(known))), None)
    if found and program.check and subprocess.run([found, *program.check], capture_output=True).returncode:
        return None
    return found


def why_not(name: str) -> str:
    """Why a test was skipped, how to have what it needs, and what stays unproven."""
    program = PROGRAMS[name]
    return f"{name} is no Python package (apt-get install {program.packages}): {program.without}"


def needs(name: str) -> pytest.MarkDecorator:
    """A mark for a test that needs a program."""
    return pytest.mark.skipif(command(name) is None, reason=why_not(name))
