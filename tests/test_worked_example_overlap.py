"""Which cohorts of the worked example hold the same patients: what is known of them, by another road."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from review.extraction.overlap import Overlap, overlaps
from review.files.form_files import shipped_form
from review.files.workbook_reader import read_extraction

WORKBOOK = Path(__file__).parents[1] / "extraction_forms" / "extraction" / "consensus.xlsx"

#: Pairs read in the reports themselves: reports of one trial, and parts inside their wholes.
KNOWN: Mapping[tuple[str, str], str] = {
    # NCT03141684: 15/43 interim, 12/49 regulator, 49 without a count, 19/52 final
    ("chen2023_asps", "chen2023_fda_asps"): "certain",
    ("chen2023_asps", "chen2023_nih_asps"): "certain",
    ("chen2023_asps", "nct03141684_interim_asps"): "certain",
    ("chen2023_fda_asps", "chen2023_nih_asps"): "certain",
    ("chen2023_fda_asps", "nct03141684_interim_asps"): "certain",
    ("chen2023_nih_asps", "nct03141684_interim_asps"): "certain",
    # SARC028: ten and ten inside forty and thirty-nine
    ("tawbi2017_ups", "burgess2019_ups"): "certain",
    ("tawbi2017_lps", "burgess2019_lps"): "certain",
    # AcSé: ESMO 2020 inside Lancet Oncology 2023
    ("blay2023_asps", "blay2020_asps"): "certain",
    ("blay2023_all", "blay2020_all"): "certain",
    ("blay2023_chordoma", "blay2020_chordoma"): "certain",
    # A091401 expansion: 4/14, later 2/12
    ("a091401exp_ups_ni", "chen2020_ups_ni"): "certain",
    ("a091401exp_ddlps_ni", "chen2020_ddlps_ni"): "certain",
    # CTOS 2017 inside the paper of 2019
    ("wilky2019_asps", "wilky2017_ctos_asps"): "certain",
    ("saint_ph2", "saint_ph2_2024"): "certain",
    # subsets inside their totals
    ("chen2023_asps", "chen2023_asps_priortki"): "certain",
    ("liu2021_all", "liu2021_asps"): "certain",
    ("pollack2020_all", "pollack2020_ups"): "certain",
    ("monga2020_all", "monga2020_lms"): "certain",
    ("dangelo2018_nivo", "dangelo2018_nivo_asps"): "certain",
    ("blay2023_asps", "blay2023_all"): "likely",
    ("wilky2019_asps", "wilky2019_nonasps"): "likely",
    ("groisberg2017_asps", "groisberg2017_all"): "likely",
    # a registry against the trials of its hospitals
    ("chen2023_asps", "hindi2023_asps"): "likely",
    ("wilky2019_asps", "hindi2023_asps"): "likely",
}


@pytest.fixture(scope="module")
def pairs() -> Mapping[frozenset[str], Overlap]:
    found = overlaps(read_extraction(WORKBOOK, shipped_form()))
    return {frozenset((one.cohort_a, one.cohort_b)): one for one in found}


@pytest.mark.parametrize("pair", KNOWN)
def test_known_overlaps_have_their_grade_and_reason(
    pair: tuple[str, str], pairs: Mapping[frozenset[str], Overlap]
) -> None:
    found = pairs[frozenset(pair)]
    assert found.grade == KNOWN[pair]
    assert found.reason
    assert found.refused


def test_the_two_histologies_of_sarc028_share_nobody(pairs: Mapping[frozenset[str], Overlap]) -> None:
    assert frozenset(("burgess2019_ups", "burgess2019_lps")) not in pairs
    assert frozenset(("tawbi2017_ups", "burgess2019_lps")) not in pairs
