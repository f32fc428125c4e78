"""Checking must not be what people wait for: opening the file is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from review.extraction.audit.intervals import METHODS
from review.files.form_files import shipped_form
from review.files.workbook_reader import read_extraction
from review.files.workbook_writer import write_extraction_workbook

#: Rows of each of four sheets: 10,000 in all.
ROWS = 2500


def processor_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def large_rows() -> dict[str, list[dict[str, Any]]]:
    """Rows of a workbook as large as the largest reviews, with nothing wrong in it."""
    responses = []
    for i in range(ROWS):
        n, cr, pr, sd = 20 + i % 40, i % 4, i % 7, i % 9
        x = cr + pr
        low, high = METHODS["clopper-pearson"].interval(x, n)
        responses.append(
            {
                "cohort_id": f"c{i}", "report_id": f"r{i}", "timepoint": "best", "criteria": "RECIST 1.1",
                "assessor": "central", "confirmed": "yes", "n_evaluable": n, "cr": cr, "pr": pr, "sd": sd,
                "pd": n - x - sd, "responders": x, "orr_pct": f"{100 * x / n:.1f}", "orr_ci_level": 95,
                "orr_ci_low": f"{100 * low:.1f}", "orr_ci_high": f"{100 * high:.1f}", "verified": "yes",
                "source_location": "Table 2", "note": "typed by hand",
            }
        )  # fmt: skip
    return {
        "Studies": [{"study_id": f"s{i}", "registry_ids": f"NCT{i:08d}"} for i in range(ROWS)],
        "Reports": [
            {"report_id": f"r{i}", "study_id": f"s{i}", "source_tier": "abstract"} for i in range(ROWS)
        ],
        "Cohorts": [
            {
                "cohort_id": f"c{i}", "study_id": f"s{i}", "histology": "ASPS", "n_enrolled": 60,
                "combination_class": "monotherapy", "overlaps_with": f"c{i // 2}" if i else "NA",
            }
            for i in range(ROWS)
        ],
        "Responses": responses,
    }  # fmt: skip


@pytest.mark.slow
def test_ten_thousand_rows_are_read_and_checked_in_one_and_a_half_times_the_loading(tmp_path: Path) -> None:
    path, form = tmp_path / "large.xlsx", shipped_form()
    write_extraction_workbook(path, form, rows=large_rows())
    load_workbook(path)  # the first time also imports and compiles
    loading = min(processor_seconds(lambda: load_workbook(path)) for _ in range(2))
    checking = min(processor_seconds(lambda: read_extraction(path, form)) for _ in range(2))
    assert read_extraction(path, form).problems == ()
    assert checking <= 1.5 * loading
