"""What fell out between screening and extraction: no included study may be lost, none may appear."""

from __future__ import annotations

from review.extraction.dataset import Dataset
from review.problems import Problem
from review.screening.ledger import Ledger


def transfer_problems(ledger: Ledger, dataset: Dataset) -> tuple[Problem, ...]:
    """Compare the studies with an included report with those that were extracted as included.

    Totals can agree while one study was lost and another appeared; the comparison is by id.

    Examples
    --------
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> transfer_problems(keep_ledger([], plan=ScreeningPlan()), Dataset(()))
    ()
    """
    screened = {one.study_id: one for one in ledger.of_fate("included") if one.study_id}
    extracted = {study.study_id: study for study in dataset.studies}
    problems = []
    for study_id, standing in screened.items():
        if study_id not in extracted and standing.report:
            problems.append(
                Problem(
                    "SCR17", "error", standing.report.place,
                    f"the study {study_id} was included and is not in the extraction workbook", study_id,
                    "extract it, or correct its study_id in one of the two workbooks",
                )
            )  # fmt: skip
    for study_id, study in extracted.items():
        if study_id not in screened and study.row.value("included") == "yes":
            problems.append(
                Problem(
                    "SCR12", "error", study.row["included"].place,
                    f"{study_id} is extracted as included, but no report of it was included", "yes",
                    "write no beside it and why not, or include its report in the screening",
                )
            )  # fmt: skip
    return tuple(problems)
