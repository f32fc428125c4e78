"""Messages show a file as people write it, relative to the workspace, whatever is wrong with it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cli.test_story import filled, mine, review

__all__ = ["filled", "mine"]

WORKBOOK = "extraction_forms/extraction/extraction.xlsx"


def _damaged(content: bytes) -> bytes:
    """The workbook with a sheet that is no XML from its middle on."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            held = old.read(part)
            new.writestr(part, held[: len(held) // 2] if part.filename.endswith("sheet2.xml") else held)
    return made.getvalue()


BROKEN: Mapping[str, Callable[[bytes], bytes]] = {
    "cut off": lambda content: content[: len(content) // 2],
    "empty": lambda content: content[:0],
    "no workbook": lambda _: b"a;b\n1;2\n",
    "damaged sheet": _damaged,
}


@pytest.mark.parametrize("how", sorted(BROKEN))
def test_a_workbook_that_cannot_be_read(filled: Path, how: str) -> None:
    path = filled / WORKBOOK
    path.write_bytes(BROKEN[how](path.read_bytes()))
    for command in (("validate",), ("pool",), ("extract", "queries")):
        output = review("-C", str(filled), *command, expect=2).output
        assert f"review: {WORKBOOK}: " in output
        assert str(filled) not in output


def test_a_file_that_stands_there_and_one_that_is_no_results_file(filled: Path) -> None:
    output = review("-C", str(filled), "extract", "form", "--reviewer", "extraction", expect=2).output
    assert output == f"review: {WORKBOOK}: stands there already and is not written over; name another file\n"
    results = filled / "reports/response/results.json"
    results.parent.mkdir(parents=True)
    for content, said in (("{", "is no results.json of review"), (None, "there is no such file")):
        results.unlink() if content is None else results.write_text(content)
        output = review("-C", str(filled), "verify", expect=1).output
        assert f"reports/response/results.json: {said}" in output
        assert str(filled) not in output


def test_what_was_written(filled: Path) -> None:
    output = review("-C", str(filled), "extract", "queries", "--letters").output
    assert output.startswith("extraction_forms/queries.xlsx: ")
    assert str(filled) not in output
