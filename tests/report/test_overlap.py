"""The section on patients who may be counted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import SharedPatients
from review.report.blocks import Callout, TableBlock
from review.report.compose import compose
from review.report.overlap import LISTED, overlap_appendix, overlap_section
from review.report.plain_text import to_text
from tests.samples import sample_results


def pair(grade: str = "certain", *, both: bool = False, number: int = 0) -> SharedPatients:
    return SharedPatients(
        cohort_a="cohort_0",
        cohort_b=f"other_{number}",
        label_a="Chen 2023",
        label_b=f"FDA 2022 {number}",
        grade=grade,  # type: ignore[arg-type]
        reason="one registration",
        done="both are pooled; nobody has said whether they share patients"
        if both
        else "FDA 2022 did not enter: the same trial again",
        both=both,
    )


def test_there_is_no_section_without_a_pair() -> None:
    assert overlap_section(sample_results()) is None
    assert overlap_appendix(sample_results()) is None


def test_each_pair_stands_under_its_grade_with_reason_and_deed() -> None:
    results = replace(sample_results(), shared_patients=(pair("possible"), pair("certain", number=1)))
    text = to_text(compose(results))
    assert "two hold a cohort that entered: one is certain and one is possible." in text
    assert "Of none of them are both cohorts pooled." in text
    certain = text.index("-- Certain: ")
    assert certain < text.index("Chen 2023 and FDA 2022 1 | one registration") < text.index("-- Possible: ")


def test_a_pair_that_is_pooled_without_an_answer_is_a_warning() -> None:
    section = overlap_section(replace(sample_results(), shared_patients=(pair("likely", both=True),)))
    assert section is not None
    assert [block.kind for block in section.blocks if isinstance(block, Callout)] == ["warning"]


@pytest.mark.parametrize("number", [1, LISTED, LISTED + 1, 60])
def test_a_long_list_goes_to_the_appendix(number: int) -> None:
    results = replace(sample_results(), shared_patients=tuple(pair(number=i) for i in range(number)))
    section = overlap_section(results)
    assert section is not None
    inside = [block for block in section.blocks if isinstance(block, TableBlock)]
    assert bool(inside) == (number <= LISTED)
    assert (overlap_appendix(results) is None) == (number <= LISTED)
    compose(results)
