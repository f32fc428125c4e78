"""Cohorts that nobody has linked and that may share patients all the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from review.extraction.check import read_dataset
from review.extraction.overlap import Overlap, overlaps
from tests.extraction.workbooks import FORM, workbook

HOSPITAL = {"institutions": "MD Anderson Cancer Center", "enrol_start": "2015-01", "enrol_end": "2017-06"}
SERIES = {
    "histology": "ASPS",
    "ici_agents": "pembrolizumab",
    "combination_class": "monotherapy",
    "line": "first",
}


def alike(
    a: Mapping[str, object] | None = None,
    b: Mapping[str, object] | None = None,
    *,
    cohort: Mapping[str, object] | None = None,
    counts: tuple[str, str] = ("7", "50"),
) -> Overlap | None:
    """The overlap of two series of one hospital, changed as `a`, `b` and the second `cohort` say."""
    book = workbook(
        Studies=[{"study_id": "a", **HOSPITAL, **(a or {})}, {"study_id": "b", **HOSPITAL, **(b or {})}],
        Reports=[{"report_id": name, "study_id": name} for name in ("a", "b")],
        Cohorts=[
            {"cohort_id": "a1", "study_id": "a", **SERIES},
            {"cohort_id": "b1", "study_id": "b", **SERIES, **(cohort or {})},
        ],
        Responses=[
            {"cohort_id": "a1", "report_id": "a", "responders": "7", "n_evaluable": "50"},
            {"cohort_id": "b1", "report_id": "b", "responders": counts[0], "n_evaluable": counts[1]},
        ],
    )
    pairs = overlaps(read_dataset(book, FORM))
    return pairs[0] if pairs else None


def test_series_alike_in_everything_are_likely_and_not_refused() -> None:
    pair = alike({"institutions": "M.D. Anderson Cancer Center; Other"}, counts=("3", "20"))
    assert pair is not None
    assert (pair.grade, pair.by_likeness, pair.refused) == ("likely", True, False)
    assert pair.reason == (
        "both of M.D. Anderson Cancer Center, enrolled at the same time, both pembrolizumab, both ASPS"
    )


def test_series_alike_in_less_are_possible() -> None:
    unknown_time = alike({"enrol_end": None}, counts=("3", "20"))
    assert unknown_time is not None and unknown_time.grade == "possible"
    elsewhere = alike({"institutions": "Gustave Roussy"})
    assert elsewhere is not None and elsewhere.grade == "possible"
    assert elsewhere.reason.endswith("the same counts (7 of 50)")


@pytest.mark.parametrize(
    "cohort",
    [
        {"histology": "UPS"},
        {"ici_agents": "nivolumab"},
        {"combination_class": "+TKI"},
        {"line": "pretreated"},
    ],
)
def test_what_tells_two_series_apart_speaks_against_likeness(cohort: Mapping[str, object]) -> None:
    assert alike(cohort=cohort) is None


def test_windows_that_lie_apart_and_two_registrations_speak_against_likeness() -> None:
    assert alike({"enrol_start": "2018", "enrol_end": "2019"}) is None
    assert alike(None, {"enrol_start": "2018", "enrol_end": "2019"}) is None
    assert alike({"registry_ids": "NCT00000001"}, {"registry_ids": "NCT00000002"}) is None
    assert alike({"registry_ids": "NCT00000001"}) is not None


def test_small_or_different_counts_alone_are_no_sign() -> None:
    elsewhere = {"institutions": "Gustave Roussy"}
    assert alike(elsewhere, counts=("3", "20")) is None


def test_an_accent_or_a_hyphen_makes_no_other_hospital() -> None:
    pair = alike(
        {"institutions": "Hôpital Saint-Louis"}, {"institutions": "Hopital Saint Louis"}, counts=("1", "9")
    )
    assert pair is not None and pair.grade == "likely"


def test_a_link_outweighs_likeness() -> None:
    pair = alike(cohort={"overlaps_with": "a1"})
    assert pair is not None
    assert (pair.reason, pair.refused) == ("b1 lists a1 in overlaps_with", True)
