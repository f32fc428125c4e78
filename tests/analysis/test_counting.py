"""The counts of a cohort under each denominator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from review.analysis.select import select
from review.analysis.spec import AnalysisSpec
from review.extraction.check import read_dataset
from tests.extracted import dataset
from tests.extraction.workbooks import FORM, one_cohort

#: TQB2450: 29 enrolled, 28 evaluable, 23 responders; the one other patient was not evaluable.
TQB = {"cohort_id": "tqb", "responders": 23, "n_evaluable": 28, "n_enrolled": 29, "ne": 1}


def counted(
    denominator: str, changes: Mapping[str, Any] | None = None, missing: str = "leave out"
) -> tuple[int, int] | str:
    """Events and patients, or why the cohort does not enter."""
    spec = AnalysisSpec(
        name="a", file="a.toml", title="", question="", denominator=denominator, denominator_missing=missing
    )
    selection = select(dataset({**TQB, **(changes or {})}), spec, ())
    if not selection.entered:
        return selection.excluded[0].reason
    return selection.entered[0].events, selection.entered[0].n


@pytest.mark.parametrize(
    ("denominator", "counts"),
    [
        ("evaluable", (23, 28)),
        ("evaluable or NE", (23, 29)),
        ("enrolled", (23, 29)),
        ("best case", (24, 29)),
    ],
)
def test_each_denominator_counts_other_patients(denominator: str, counts: tuple[int, int]) -> None:
    assert counted(denominator) == counts


def test_a_denominator_that_is_not_reported_leaves_the_cohort_out_with_its_cell() -> None:
    assert counted("treated") == "n treated is blank (Cohorts!I4)"


def test_or_keeps_the_evaluable_patients_and_their_events_where_the_file_says_so() -> None:
    assert counted("treated", missing="evaluable") == (23, 28)
    assert counted("best case", {"n_enrolled": None}, missing="evaluable") == (23, 28)
    assert counted("evaluable or NE", {"ne": None}, missing="evaluable") == (23, 28)


def test_fewer_enrolled_than_evaluable_is_no_best_case() -> None:
    assert counted("best case", {"n_enrolled": 20}) == "more patients are evaluable than enrolled"


def test_every_number_of_a_best_case_names_its_cell() -> None:
    spec = AnalysisSpec(name="a", file="a.toml", title="", question="", denominator="best case")
    (item,) = select(dataset(TQB), spec, ()).entered
    assert [number.field for number in item.numbers] == ["responders", "n_enrolled", "n_evaluable"]


@pytest.mark.parametrize(
    ("response", "cohort", "denominator"),
    [
        ({"responders": "23 (82%)", "cr": "3", "pr": "20"}, {}, "evaluable"),
        ({"responders": "23"}, {"n_enrolled": "about 29"}, "enrolled"),
    ],
)
def test_nothing_stands_in_for_a_count_that_cannot_be_read(
    response: dict[str, object], cohort: dict[str, object], denominator: str
) -> None:
    book = one_cohort({"n_evaluable": "28", **response}, cohort=cohort)
    spec = AnalysisSpec(
        name="a", file="a.toml", title="", question="", denominator=denominator,
        denominator_missing="evaluable",
    )  # fmt: skip
    selection = select(read_dataset(book, FORM), spec, ())
    assert selection.entered == ()
    assert selection.excluded[0].reason.startswith("CELL01 stands in ")
