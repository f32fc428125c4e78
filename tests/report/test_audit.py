"""The section on the audit of the reported numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from review.extraction.audit.audit import Audit, Counts, audit
from review.extraction.check import read_dataset
from review.report.audit import PARTS_TABLE, RATES_TABLE, audit_section
from review.report.blocks import Section, TableBlock
from review.report.compose import compose
from review.report.plain_text import to_text
from tests.extraction.workbooks import FORM, one_cohort
from tests.samples import SEVEN, many_rows, sample_results

SUN = {
    "n_evaluable": "32",
    "responders": "11",
    "orr_pct": "34.4",
    "orr_ci_low": "18.6",
    "orr_ci_high": "53.2",
}


def audited(
    response: Mapping[str, object] = SUN, *, survival: Mapping[str, object] | None = None, k: int = 1
) -> Audit:
    """One audited row of the first cohort of the sample, given `k` times for as many cohorts."""
    one = audit(read_dataset(one_cohort(response, survival=survival), FORM))
    return replace(
        one,
        responses=tuple(replace(one.responses[0], cohort_id=f"cohort_{i}") for i in range(k)),
        medians=tuple(replace(median, cohort_id="cohort_0") for median in one.medians),
    )


def section(found: Audit, rows: int = 7) -> Section:
    results = sample_results(many_rows(rows) if rows > 7 else SEVEN[:rows], subgroups=False)
    made = audit_section(replace(results, audit=found))
    assert made is not None
    return made


def text(found: Audit, rows: int = 7) -> str:
    results = sample_results(many_rows(rows) if rows > 7 else SEVEN[:rows], subgroups=False)
    whole = to_text(compose(replace(results, audit=found)))
    return whole[whole.index("# Audit of the reported") : whole.index("# Problems that the checks")]


def test_there_is_no_section_where_nothing_was_read() -> None:
    assert audit_section(sample_results()) is None


@pytest.mark.parametrize("k", [1, 3, 12, 60])
def test_every_printed_rate_has_its_row(k: int) -> None:
    (table,) = [block for block in section(audited(k=k), k).blocks if isinstance(block, TableBlock)]
    assert table.anchor == RATES_TABLE
    assert sum(len(group.rows) for group in table.groups) == k


def test_a_row_says_what_follows_and_which_methods_give_the_interval() -> None:
    said = text(audited())
    assert "Chen 2023 ORR / Responses!P4 | 11 / 32 | 34.4% / follows from the count" in said
    assert "18.6–53.2% / level not stated: a method gives it | 95%: Clopper-Pearson" in said
    assert "The only response row of the cohorts that entered prints numbers that agree." in said


def test_a_contradiction_is_counted_and_named() -> None:
    wrong = audited({**SUN, "orr_pct": "50"})
    found = replace(audited(k=2), responses=(*audited(k=2).responses, *wrong.responses))
    said = text(replace(found, others=Counts(agrees=70, look=6)))
    assert (
        "Of three response rows of the cohorts that entered, two print numbers that agree and one contradicts"
        in said
    )
    assert "does not follow from the count: 16" in said
    assert (
        "Of 76 response rows of the other extracted cohorts, 70 print numbers that agree and six should"
        in said
    )


def test_a_median_outside_its_interval_is_named_with_its_cell() -> None:
    outside = {"median_months": "5.5", "ci_low": "6", "ci_high": "8"}
    said = text(audited(survival=outside))
    assert "One median of these cohorts: one lies outside the printed interval, 0 within it." in said
    assert "Chen 2023: PFS 5.5 months, interval 6–8 (Survival!D4)." in said


def test_rows_without_a_printed_rate_are_only_counted() -> None:
    made = section(audited({"n_evaluable": "20", "responders": "5"}))
    assert not [block for block in made.blocks if isinstance(block, TableBlock)]


def test_parts_stand_beside_their_whole() -> None:
    from review.extraction.audit.parts import Part, PartsAudit

    parts = PartsAudit(
        whole=Part(cohort_id="cohort_0", responders=19, n=52),
        parts=(Part(cohort_id="a", responders=9, n=25), Part(cohort_id="b", responders=10, n=27)),
        report_id="r",
        cell="Responses!G4",
        finding="add up",
    )
    made = section(replace(audited(), parts=(parts,)))
    assert [block.anchor for block in made.blocks if isinstance(block, TableBlock)] == [
        RATES_TABLE,
        PARTS_TABLE,
    ]
    said = text(replace(audited(), parts=(parts,)))
    assert "Chen 2023 19 / 52 / Responses!G4 | a 9 / 25; b 10 / 27 | 19 / 52 | the parts add up" in said
