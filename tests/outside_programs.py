"""Programs that pip cannot install, and what a test does where one is missing.

Each is a second road: what it confirms is held without it too, by the tests that `held_by` names. To add
one, add an entry to `PROGRAMS` and mark the test with ``@needs("its name")``.
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
    """A program: the names that its command has, how Debian installs it, and what is held without it."""

    commands: tuple[str, ...]
    packages: str
    held_by: str
    check: tuple[str, ...] = ()


PROGRAMS: Mapping[str, Program] = {
    "Chromium": Program(
        commands=("chromium", "chromium-browser", "google-chrome", "chrome"),
        packages="chromium",
        held_by="tests/render/test_html.py reads the page as text, and the page itself withholds what its "
        "script computes otherwise than the report",
    ),
    "R with metafor": Program(
        commands=("Rscript",),
        packages="r-base-core r-cran-metafor",
        check=("-e", "library(metafor)"),
        held_by="tests/golden holds metafor's numbers, which tests/pooling compares everywhere",
    ),
    "LibreOffice": Program(
        commands=("soffice",),
        packages="libreoffice-calc-nogui",
        held_by="tests/files reads what openpyxl wrote, cell by cell",
    ),
    "Ghostscript": Program(
        commands=("gs",),
        packages="ghostscript",
        held_by="the tests beside it hold the places that the file names",
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
    """Why a test that needs a program was skipped, what holds without it, and how to have it."""
    program = PROGRAMS[name]
    return f"{name} is no Python package (apt-get install {program.packages}); without it {program.held_by}"


def needs(name: str) -> pytest.MarkDecorator:
    """A mark for a test that needs a program."""
    return pytest.mark.skipif(command(name) is None, reason=why_not(name))
