"""The cohorts of an analysis as a table, each number with the cell that it was read from."""

from __future__ import annotations

import csv
import io

from review.analysis.results import CohortUsed, Results

#: What is said of each cohort, by the names of the form where it has one.
COLUMNS = (
    "cohort_id", "study_id", "report_id", "label", "events", "n", "subgroup", "histology", "regimen",
    "combination_class", "line", "criteria", "assessor", "confirmed", "timepoint", "n_enrolled", "citation",
    "year", "source_tier", "verified", "source_location", "source_url",
)  # fmt: skip


def cohorts_csv(results: Results) -> str:
    """Return the cohorts that entered, one row each; blank where nothing is stated.

    Returns
    -------
    CSV with a header. ``read_from`` names for every number its file, sheet and cell; ``notes`` what was
    done to it.

    Examples
    --------
    >>> from tests.samples import sample_results
    >>> cohorts_csv(sample_results()).splitlines()[1][:30]
    'cohort_0,study_0,report_0,Chen'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    asked = tuple(dict.fromkeys(name for cohort in results.cohorts for name in cohort.columns))
    further = [name for name in asked if name not in COLUMNS]
    writer.writerow([*COLUMNS, *further, "read_from", "notes"])
    for cohort in results.cohorts:
        known = [getattr(cohort, name) for name in COLUMNS]
        more = [cohort.columns.get(name, "") for name in further]
        writer.writerow([*known, *more, _read_from(cohort), "; ".join(cohort.notes)])
    return text.getvalue()


def _read_from(cohort: CohortUsed) -> str:
    return "; ".join(
        f"{number.field} = {number.value}: {number.file}, {number.sheet}!{number.cell}"
        for number in cohort.numbers
    )
