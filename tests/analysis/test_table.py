from __future__ import annotations

import pytest

from review.analysis.table import table_counts
from review.extraction.cells import Cell, SheetCells
from review.problems import UnreadableFile


def sheet(*rows: tuple[str, ...]) -> SheetCells:
    return SheetCells(
        name="",
        rows={
            number: {c: Cell(text, f"{chr(64 + c)}{number}") for c, text in enumerate(row, 1) if text}
            for number, row in enumerate(rows, 1)
        },
    )


def test_counts_and_names_come_in_the_order_of_the_table() -> None:
    counts = table_counts(
        "a.csv",
        sheet(("trial", "x", "n"), ("Chen", "19", "52"), ("Shi", "14", "37")),
        events="x",
        total="n",
        study="trial",
    )
    assert (counts.study, counts.events, counts.n) == (("Chen", "Shi"), (19, 14), (52, 37))
    assert counts.problems == ()


def test_a_blank_count_leaves_the_row_out_and_says_so_with_its_cell() -> None:
    counts = table_counts("a.csv", sheet(("x", "n"), ("", "52"), ("14", "37")), events="x", total="n")
    (note,) = counts.problems
    assert (counts.events, note.rule, note.severity, note.place.cell) == ((14,), "TAB01", "note", "A2")


@pytest.mark.parametrize(
    ("row", "rule", "cell"),
    [
        (("19.5", "52"), "CELL07", "A2"),
        (("12 (40%)", "52"), "CELL01", "A2"),
        (("3", "1,200"), "CELL02", "B2"),
        (("-1", "52"), "CELL08", "A2"),
        (("53", "52"), "TAB03", "A2"),
        (("0", "0"), "TAB02", "A2"),
        (("Smith", "3", "9"), "TAB04", "C2"),
    ],
)
def test_a_count_that_cannot_be_meant_is_an_error_at_its_cell(
    row: tuple[str, ...], rule: str, cell: str
) -> None:
    counts = table_counts("a.csv", sheet(("x", "n"), row), events="x", total="n")
    assert (counts.events, [(p.rule, p.severity, p.place.cell) for p in counts.problems]) == (
        (),
        [(rule, "error", cell)],
    )


def test_a_column_that_is_not_there_names_the_nearest_one() -> None:
    with pytest.raises(UnreadableFile, match=r"a\.csv: no column 'event'; did you mean 'events'"):
        table_counts("a.csv", sheet(("events", "n"), ("1", "2")), events="event", total="n")


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="two columns are named 'n'"):
        table_counts("a.csv", sheet(("x", "n", "n"), ("1", "2", "3")), events="x", total="n")


def test_one_column_cannot_hold_both_counts() -> None:
    with pytest.raises(UnreadableFile, match="cannot hold both"):
        table_counts("a.csv", sheet(("x", "n"), ("1", "2")), events="x", total="x")


def test_a_row_of_totals_is_not_a_cohort() -> None:
    rows = sheet(("s", "x", "n"), ("a", "1", "9"), ("b", "2", "8"), ("Total", "3", "17"))
    (problem,) = table_counts("a.csv", rows, events="x", total="n", study="s").problems
    assert (problem.rule, problem.severity, problem.place.row) == ("TAB06", "error", "Total")


def test_two_equal_cohorts_are_no_sum() -> None:
    assert (
        table_counts("a.csv", sheet(("x", "n"), ("1", "9"), ("1", "9")), events="x", total="n").problems == ()
    )


def test_two_rows_of_one_name_are_a_warning() -> None:
    rows = sheet(("s", "x", "n"), ("a", "1", "9"), ("a", "2", "7"))
    (problem,) = table_counts("a.csv", rows, events="x", total="n", study="s").problems
    assert (problem.rule, problem.severity) == ("TAB07", "warning")


def test_more_patients_than_people_are_a_typing_error() -> None:
    rows = sheet(("x", "n"), ("1", "99999999999999999999999"))
    (problem,) = table_counts("a.csv", rows, events="x", total="n").problems
    assert (problem.rule, problem.place.cell) == ("CELL08", "B2")
