from __future__ import annotations

from pathlib import Path

import pytest

from review.files.search_tables import read_previous, read_removed
from review.problems import UnreadableFile


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_removed_records_say_by_what(tmp_path: Path) -> None:
    found = read_removed(
        table(tmp_path, "record_id,removed_by,reason\nr1,automation,\nr2,other,retracted\n"), "t.csv"
    )
    assert (found["r1"].by_automation, found["r2"].reason) == (True, "retracted")


def test_previous_reports_may_be_withdrawn(tmp_path: Path) -> None:
    found = read_previous(
        table(tmp_path, "study_id,report,withdrawn\na,A 2019,\nb,B 2018,retracted\n"), "t.csv"
    )
    assert [(one.study_id, bool(one.withdrawn)) for one in found] == [("a", False), ("b", True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("record_id,removed_by\nr1,other\n", "no column 'reason'"),
        ("record_id,removed_by,reason\nr1,robot,\n", "line 2: removed_by is 'robot'"),
    ],
)
def test_what_is_wrong_names_its_line_or_column(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read_removed(table(tmp_path, text), "t.csv")
