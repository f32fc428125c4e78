"""What the audit finds of reported numbers; most of the numbers are those of real reports."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from review.extraction.audit.audit import Audit, audit
from review.extraction.audit.rates import FINDINGS, RateAudit, worst
from review.extraction.check import read_dataset
from tests.extraction.workbooks import FORM, Rows, one_cohort, workbook


def found(
    response: Mapping[str, object], *, survival: Mapping[str, object] | None = None, **cohort: object
) -> Audit:
    return audit(read_dataset(one_cohort(response, survival=survival, cohort=cohort), FORM))


def rate(response: Mapping[str, object], **cohort: object) -> RateAudit:
    (row,) = found(response, **cohort).responses
    (only,) = row.rates
    return only


def test_a_percentage_and_an_interval_that_follow_are_said_to_follow() -> None:
    # Sun 2022: 11 of 32, 34.4% (18.6-53.2)
    sun = rate(
        {
            "n_evaluable": "32",
            "responders": "11",
            "orr_pct": "34.4",
            "orr_ci_low": "18.6",
            "orr_ci_high": "53.2",
            "orr_ci_level": "95",
        }
    )
    assert (sun.percent_finding, sun.interval_finding, sun.counts) == ("follows", "fits", (11,))
    assert [(fit.method, fit.level) for fit in sun.fits] == [("clopper-pearson", 95)]
    assert sun.standing == "agrees"


def test_the_whole_set_of_methods_that_fit_is_named() -> None:
    # Chen 2023: 19 of 52, 24-51 at no decimals fits two methods
    chen = rate({"n_evaluable": "52", "responders": "19", "orr_ci_low": "24", "orr_ci_high": "51"})
    assert [fit.label for fit in chen.fits] == ["Clopper-Pearson", "Wilson with continuity correction"]
    assert (chen.percent_finding, chen.cell) == ("no percentage", "Responses!Q4")


@pytest.mark.parametrize(
    ("x", "low", "high", "method"),
    [("2", "1", "15", "Agresti-Coull"), ("6", "7", "29", "Clopper-Pearson")],
)
def test_the_two_arms_of_a091401_fit_at_90_per_cent(x: str, low: str, high: str, method: str) -> None:
    response = {"n_evaluable": "38", "responders": x, "orr_ci_low": low, "orr_ci_high": high}
    arm = rate(response)
    assert method in [fit.label for fit in arm.fits]
    assert {fit.level for fit in arm.fits} == {90}
    assert arm.interval_finding == "fits"
    assert rate({**response, "orr_ci_level": "95"}).interval_finding == "fits another level"


def test_a_percentage_that_no_count_gives_contradicts_and_names_no_count() -> None:
    # Lu 2022: 55.6% of 24 is impossible, 10 of 18 gives it
    lu = rate({"n_evaluable": "24", "orr_pct": "55.6"})
    assert (lu.percent_finding, lu.counts, lu.standing) == ("not attainable", (), "contradicts")
    assert rate({"n_evaluable": "18", "orr_pct": "55.6"}).counts == (10,)


def test_a_count_that_is_not_the_one_printed_contradicts() -> None:
    assert (
        rate({"n_evaluable": "20", "responders": "5", "orr_pct": "30"}).percent_finding == "does not follow"
    )


def test_an_odd_rounding_or_another_denominator_is_explained() -> None:
    # Blay 2023: 17 of 97 evaluable is 17.5%, of 98 enrolled 17.3%; printed 17%
    blay = rate({"n_evaluable": "97", "responders": "17", "orr_pct": "17"}, n_enrolled="98")
    assert blay.percent_finding == "rounded otherwise"
    assert blay.explanation == "cut off, not rounded, or 17 of 98 enrolled (17.35%)"
    assert blay.standing == "look"


def test_a_count_recovered_from_a_percentage_may_have_one_answer_or_several() -> None:
    derived = {"n_evaluable": "250", "responders": "25", "responders_derived": "yes", "orr_pct": "10"}
    several = rate(derived)
    assert (several.percent_finding, several.counts, several.standing) == (
        "several counts", (24, 25, 26), "look",
    )  # fmt: skip
    # binom.test(25, 250): 6.6 to 14.4
    with_interval = rate({**derived, "orr_ci_low": "6.6", "orr_ci_high": "14.4"})
    assert (with_interval.percent_finding, with_interval.counts) == ("one count", (25,))


def test_a_percentage_alone_gives_its_count() -> None:
    monga = rate({"n_evaluable": "88", "orr_pct": "24"})
    assert (monga.percent_finding, monga.counts, monga.count) == ("one count", (21,), None)
    # Shi 2020: DCR 86.5% of 37 (71.2-95.5)
    row = {"n_evaluable": "37", "dcr_pct": "86.5", "dcr_ci_low": "71.2", "dcr_ci_high": "95.5"}
    assert (rate(row).interval_finding, rate(row).counts) == ("fits", (32,))


def test_an_interval_that_no_method_gives_is_looked_at() -> None:
    # APFAO: 13 of 43, 17.2-40.1 (exact 46.1: a typing error)
    apfao = rate({"n_evaluable": "43", "responders": "13", "orr_ci_low": "17.2", "orr_ci_high": "40.1"})
    assert (apfao.interval_finding, apfao.fits, apfao.standing) == ("no method", (), "look")


def test_an_estimate_outside_its_interval_contradicts() -> None:
    row = {"n_evaluable": "20", "responders": "5", "orr_pct": "25", "orr_ci_low": "30", "orr_ci_high": "49"}
    assert rate(row).interval_finding == "out of order"


def test_what_cannot_be_checked_says_so() -> None:
    alone = rate({"n_evaluable": "NR", "orr_pct": "13"})
    assert (alone.percent_finding, alone.interval_finding) == ("no denominator", "no interval")
    assert alone.standing == "unchecked"
    interval = rate({"n_evaluable": "20", "orr_ci_low": "10", "orr_ci_high": "50"})
    assert interval.interval_finding == "no count"


def test_a_row_without_a_printed_rate_is_unchecked() -> None:
    (row,) = found({"n_evaluable": "20", "responders": "5"}).responses
    assert (row.rates, row.standing) == ((), "unchecked")


def test_a_median_lies_in_its_interval_or_not_or_cannot_be_checked() -> None:
    times = {"median_months": "5.5", "ci_low": "3.1", "ci_high": "NREACHED"}
    response = {"n_evaluable": "20", "responders": "5"}
    assert found(response, survival=times).medians[0].in_order is True
    outside = found(response, survival={**times, "ci_low": "6"})
    assert outside.medians[0].in_order is False
    assert outside.contradictions == 1
    assert found(response, survival={"median_months": "5.5"}).medians[0].in_order is None


@pytest.mark.parametrize(
    ("median", "low", "high", "in_order"),
    [
        ("NREACHED", "3.1", "NREACHED", True),
        ("NREACHED", "NREACHED", "NREACHED", True),
        ("NREACHED", "3.1", "9", False),
        ("5.5", "NREACHED", "NREACHED", False),
        ("NREACHED", "NR", "NR", None),
    ],
)
def test_what_was_not_reached_lies_beyond_every_month(
    median: str, low: str, high: str, in_order: bool | None
) -> None:
    times = {"median_months": median, "ci_low": low, "ci_high": high}
    response = {"n_evaluable": "20", "responders": "5"}
    assert found(response, survival=times).medians[0].in_order is in_order


def trial(*cohorts: tuple[str, str, int, int], links: Mapping[str, str] | None = None) -> Rows:
    return [
        {
            "cohort_id": name,
            "study_id": "s",
            "histology": histology,
            "combination_class": "monotherapy",
            "overlaps_with": (links or {}).get(name),
        }
        for name, histology, _, _ in cohorts
    ]


def parts(*cohorts: tuple[str, str, int, int], links: Mapping[str, str] | None = None) -> list[str]:
    book = workbook(
        Studies=[{"study_id": "s"}],
        Reports=[{"report_id": "r", "study_id": "s"}],
        Cohorts=trial(*cohorts, links=links),
        Responses=[
            {"cohort_id": name, "report_id": "r", "n_evaluable": str(n), "responders": str(x)}
            for name, _, x, n in cohorts
        ],
    )
    return [
        f"{one.whole.cohort_id} {one.finding} {'+'.join(part.cohort_id for part in one.parts)}"
        for one in audit(read_dataset(book, FORM)).parts
    ]


def test_parts_that_make_up_the_whole_add_up_or_do_not() -> None:
    # AcSé 2020 (ESMO): 13 of 80 in five parts
    acse = (
        ("all", "rare sarcomas mixed", 13, 80), ("asps", "ASPS", 5, 13), ("chordoma", "chordoma", 2, 24),
        ("dsrct", "DSRCT", 1, 6), ("smbt", "other", 3, 6), ("rest", "other", 2, 31),
    )  # fmt: skip
    assert parts(*acse) == ["all add up asps+chordoma+dsrct+smbt+rest"]
    assert parts(("all", "rare sarcomas mixed", 12, 80), *acse[1:]) == [
        "all do not add up asps+chordoma+dsrct+smbt+rest"
    ]


def test_parts_that_leave_a_rest_must_fit_into_the_whole() -> None:
    assert parts(("all", "STS mixed", 5, 29), ("asps", "ASPS", 4, 9)) == ["all some asps"]
    assert parts(("all", "STS mixed", 3, 29), ("asps", "ASPS", 4, 9)) == ["all too many asps"]
    assert parts(("all", "STS mixed", 3, 29), ("asps", "ASPS", 2, 9), ("ups", "UPS", 2, 9)) == [
        "all too many asps+ups"
    ]
    assert parts(("all", "STS mixed", 25, 29), ("asps", "ASPS", 4, 9)) == ["all too few asps"]


def test_parts_with_more_patients_than_the_whole_say_nothing() -> None:
    assert parts(("all", "STS mixed", 7, 15), ("asps", "ASPS", 4, 9), ("ups", "UPS", 2, 9)) == [
        "all share asps+ups"
    ]


def test_a_linked_cohort_of_the_same_histology_is_a_part() -> None:
    rows = (("asps", "ASPS", 19, 52), ("prior", "ASPS", 9, 25))
    assert parts(*rows) == []
    assert parts(*rows, links={"prior": "asps"}) == ["asps some prior"]


def test_the_rows_of_other_cohorts_are_counted() -> None:
    whole = found({"n_evaluable": "32", "responders": "11", "orr_pct": "34.4"})
    assert whole.of_cohorts({"sun2022_sts"}) == whole
    others = whole.of_cohorts(set())
    assert (others.responses, others.others.agrees, others.others.rows) == ((), 1, 1)


def test_every_finding_has_a_standing_that_can_decide() -> None:
    for finding in FINDINGS.values():
        assert worst(finding.standing, "unchecked") == finding.standing
