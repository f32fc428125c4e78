"""The gallery shows every figure that can be drawn, each with the command that drew it.

``python -m tests.test_gallery`` runs the commands of the page anew.
"""

from __future__ import annotations

import re
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from review.cli import cli
from review.render.drawings import DRAWINGS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "gallery.md"

#: Figures of a whole review, which have commands of their own.
OF_A_REVIEW = ("prisma",)


def sections() -> dict[str, str]:
    """What stands under each heading of the page."""
    parts = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("    review ")]


def test_every_figure_has_one_section_and_no_section_is_left_over() -> None:
    heads = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(heads) == sorted((*DRAWINGS, *OF_A_REVIEW))


@pytest.mark.parametrize("kind", (*DRAWINGS, *OF_A_REVIEW))
def test_a_section_has_the_picture_that_its_command_writes(kind: str) -> None:
    section = sections()[kind]
    (picture,) = re.findall(r"!\[[^\]]+\]\((gallery/[\w.-]+)\)", section)
    assert commands(section)[-1].endswith(f"-o docs/{picture}")
    drawn = ET.parse(PAGE.parent / picture).getroot()
    description = drawn.find("{http://www.w3.org/2000/svg}desc")
    assert description is not None
    assert re.search(r"\d", description.text or "")


@pytest.mark.parametrize("kind", DRAWINGS)
def test_every_figure_has_a_name_and_says_what_it_shows(kind: str) -> None:
    assert DRAWINGS[kind].label
    assert DRAWINGS[kind].shows.endswith(".")


def draw_anew() -> None:
    """Run every command of the page."""
    for text in sections().values():
        for command in commands(text):
            done = CliRunner().invoke(cli, ["-C", str(ROOT), *shlex.split(command)[1:]])
            assert done.exit_code == 0, f"{command}\n{done.output}"


if __name__ == "__main__":
    draw_anew()
