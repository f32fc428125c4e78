from __future__ import annotations

from pathlib import Path

import pytest

from review.files.tables import read_table
from review.problems import UnreadableFile


def texts(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row.values()] for row in read_table(path, path.name).rows.values()]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_read_whatever_program_saved_it(tmp_path: Path, separator: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"trial{separator}n\r\nSchöffski{separator}28\r\n".encode(encoding))
    assert texts(path) == [["trial", "n"], ["Schöffski", "28"]]


def test_a_row_keeps_its_number_below_empty_lines_and_quoted_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('trial,n\n"two\nlines",3\n\nShi,37\n', encoding="utf-8")
    sheet = read_table(path, "a.csv")
    assert list(sheet.rows) == [1, 2, 5]
    assert sheet.rows[5][2].address == "B5"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>session expired</html>", "is a web page"),
        (b"\x00\x01\x02\x03", "is neither text nor a workbook"),
        (b"PK\x03\x04 broken", "broken.csv"),
    ],
)
def test_what_is_no_table_is_one_clear_line(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=why) as error:
        read_table(path, "broken.csv")
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone.csv: cannot be opened \(No such file"):
        read_table(tmp_path / "gone.csv", "gone.csv")
