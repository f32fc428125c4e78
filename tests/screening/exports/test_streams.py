"""Exports are streams: whatever their size, one record at a time; and cut anywhere they read the same."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic_records import COLUMNS, FORMATS, records
from review.files.new_workspace import write_new_workspace
from review.screening.exports.delimited import count_rows, read_rows, rows_of
from review.screening.exports.formats import open_text
from review.screening.exports.tagged import lines_of
from review.workflow.importing import import_exports

#: What tells rows, quotes and line ends apart, and a letter.
LETTERS = st.text(alphabet='"",\r\na =\ufeff', max_size=40)


def pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@given(LETTERS, st.integers(min_value=1, max_value=7))
def test_rows_are_the_same_wherever_the_text_is_cut(text: str, size: int) -> None:
    whole = read_rows(text, ",")
    found = list(rows_of(pieces(text, size), ","))
    assert tuple(row for row, _ in found) == whole.rows
    assert tuple(row.line for row, unclosed in found if unclosed) == whole.unclosed
    assert count_rows(pieces(text, size), ",") == count_rows((text,), ",")


@given(LETTERS)
def test_lines_end_where_an_editor_ends_them(text: str) -> None:
    lines = re.split(r"\r\n|\n|\r", text)
    if not lines[-1]:
        lines.pop()
    assert [(line.number, line.text) for line in lines_of(text)] == [
        (number, line.strip("\ufeff")) for number, line in enumerate(lines, start=1)
    ]


def test_a_text_that_is_cut_into_lines_in_several_goes_loses_none() -> None:
    text = "".join(f"{n}\r\n" for n in range(40_000)) + "\n\rlast"
    assert [line.text for line in lines_of(text)] == [*map(str, range(40_000)), "", "", "last"]


def text_of(ending: str, size: int) -> str:
    if ending == ".csv":
        rows = (",".join(f'"{record[name]}"' for name in COLUMNS) for record in records(size))
        return "\n".join([",".join(COLUMNS), *rows])
    above, one, below = FORMATS[ending]
    return above + "".join(map(one, records(size))) + below


def most_memory_while_reading(text: str) -> int:
    export = open_text(text, "export")
    assert export is not None
    tracemalloc.start()
    try:
        for _ in export.entries:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("ending", [".csv", *FORMATS])
def test_reading_ten_times_the_records_takes_no_more_memory(ending: str) -> None:
    few, many = (most_memory_while_reading(text_of(ending, size)) for size in (150, 1500))
    # Ten times as much would be two megabytes more; what varies is the longest record.
    assert many < few + 150_000


def test_an_import_keeps_little_more_of_a_record_than_its_id(tmp_path: Path) -> None:
    write_new_workspace(tmp_path, "Streams")
    most = []
    for size in (300, 3000):
        (tmp_path / f"{size}.ris").write_text(text_of(".ris", size), encoding="utf-8")
        tracemalloc.start()
        import_exports(tmp_path, [tmp_path / f"{size}.ris"], source=f"S{size}")
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    text = (tmp_path / "3000.ris").stat().st_size
    # The file as bytes and as text, until it is decoded; then for each record its id and the hash of it.
    assert most[1] - most[0] < 2 * text + 3000 * 600
