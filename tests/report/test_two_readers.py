"""Agreement of two extractors and of two assessors, as the report prints it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.agreement import coefficients
from review.analysis.results import Results
from review.extraction.field_agreement import ExtractorAgreement, FieldAgreement
from review.report.blocks import TableBlock
from review.report.compose import compose
from review.report.plain_text import to_text
from review.report.two_readers import LISTED, assessors_sentence, extractors_appendix, extractors_section
from tests.samples import sample_results


def field(name: str = "cr", table: tuple[tuple[int, ...], ...] = ((40, 1), (2, 7))) -> FieldAgreement:
    both = sum(map(sum, table))
    return FieldAgreement(
        sheet="Responses",
        field=name,
        both=both,
        agreed=sum(table[i][i] for i in range(len(table))),
        only_first=3,
        only_second=0,
        coefficients=coefficients(table),
    )


def agreed(*fields: FieldAgreement) -> Results:
    found = ExtractorAgreement(first="anna", second="ben", fields=fields)
    return replace(sample_results(), extractors=found)


def test_there_is_no_section_where_one_person_extracted() -> None:
    assert extractors_section(sample_results()) is None
    assert extractors_appendix(sample_results()) is None


def test_each_field_stands_with_its_coefficients_and_its_gaps() -> None:
    # By hand: raw 47/50; chance .82*.84 + .18*.16 = .7176, kappa .2224/.2824; with m = .83 and .17 chance of
    # AC1 is 2*.83*.17 = .2822, AC1 .6578/.7178.
    text = to_text(compose(agreed(field(), field("pr", ((50,),)))))
    assert "anna and ben both filled 100 cells" in text
    assert "97 of them alike (97.0%). They differed in cr (3 of 50)." in text
    assert "cr | 50 | 47 | 94.0% | 0.79 | 0.92 | 3 | 0" in text
    assert "pr | 50 | 50 | 100.0% | – | – | 3 | 0" in text


@pytest.mark.parametrize("number", [1, LISTED, LISTED + 1, 60])
def test_a_long_table_goes_to_the_appendix(number: int) -> None:
    results = agreed(*(field(f"field_{i}") for i in range(number)))
    section = extractors_section(results)
    assert section is not None
    inside = any(isinstance(block, TableBlock) for block in section.blocks)
    assert inside == (number <= LISTED)
    assert (extractors_appendix(results) is None) == inside
    compose(results)


def test_the_agreement_is_kept_in_the_results_file() -> None:
    results = agreed(field())
    assert Results.from_json(results.to_json()) == results


def test_assessors_agree_in_one_sentence() -> None:
    judged = ExtractorAgreement(first="anna", second="ben", fields=(field("judgement"),))
    assert assessors_sentence(judged) == (
        "anna and ben both made 50 of them before anything was decided, and 47 alike "
        "(raw 94.0%, kappa 0.79, AC1 0.92)."
    )
    assert assessors_sentence(None) == ""
    nothing = ExtractorAgreement(first="anna", second="ben", fields=(field("judgement", ()),))
    assert assessors_sentence(nothing) == "anna and ben have no judgement in common yet."
