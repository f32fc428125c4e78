"""A `Dataset` built from plain dicts, with the cells that a workbook would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from review.extraction.dataset import Cohort, Dataset, Entry, Report, Response, Row, Study
from review.problems import Place, Problem

FILE = "extraction_forms/extraction/consensus.xlsx"

FIELDS: Mapping[str, tuple[str, ...]] = {
    "Studies": ("study_id", "first_author", "year", "registry_ids", "included", "why_not_included"),
    "Reports": ("report_id", "study_id", "citation", "url", "source_tier", "data_cutoff", "doi", "pmid"),
    "Cohorts": (
        "cohort_id", "study_id", "label", "histology", "regimen", "combination_class", "line",
        "n_enrolled", "n_treated", "overlaps_with",
    ),
    "Responses": (
        "cohort_id", "report_id", "timepoint", "criteria", "assessor", "confirmed", "n_evaluable", "cr", "pr",
        "sd", "pd", "responders", "source_location", "source_url", "verified", "ne",
    ),
    "Survival": (
        "cohort_id", "report_id", "endpoint", "median_months", "ci_low", "ci_high", "source_location",
        "rate_6m_pct", "rate_6m_low", "rate_6m_high",
    ),
}  # fmt: skip


def _row(sheet: str, number: int, key: str, given: Mapping[str, Any]) -> Row:
    entries = {}
    for column, name in enumerate(FIELDS[sheet]):
        value = given.get(name)
        missing = None if value is not None else ""
        if value in ("NR", "NA", "UNCLEAR", "NREACHED"):
            value, missing = None, value
        entries[name] = Entry(value, missing, Place(FILE, sheet, f"{chr(ord('A') + column)}{number}", key))
    return Row(sheet, number, key, entries)


def dataset(*cohorts: Mapping[str, Any], problems: Sequence[Problem] = ()) -> Dataset:
    """One study per distinct ``study_id``; a cohort's response rows stand under ``responses``.

    A cohort given without ``responses`` has one row made of its own ``responders`` and ``n_evaluable``; its
    rows of Survival stand under ``survival``.
    """
    studies: dict[str, list[Mapping[str, Any]]] = {}
    for cohort in cohorts:
        studies.setdefault(cohort.get("study_id", cohort["cohort_id"]), []).append(cohort)
    built, number = [], dict.fromkeys(FIELDS, 4)

    def row(sheet: str, key: str, given: Mapping[str, Any]) -> Row:
        made = _row(sheet, number[sheet], key, given)
        number[sheet] += 1
        return made

    for study_id, members in studies.items():
        first = {
            "study_id": study_id,
            "first_author": f"{study_id.title()} AB",
            "year": 2020,
            "included": "yes",
        }
        study_row = row("Studies", study_id, {**first, **members[0]})
        report_row = row("Reports", study_id, {"report_id": study_id, "study_id": study_id, **members[0]})
        made = []
        for member in members:
            given = {"histology": "ASPS", "combination_class": "monotherapy", **member, "study_id": study_id}
            responses = []
            for response in member.get("responses", [member]):
                facts = {
                    "timepoint": "best",
                    "report_id": study_id,
                    **response,
                    "cohort_id": member["cohort_id"],
                }
                responses.append(
                    Response(
                        member["cohort_id"], facts["report_id"], row("Responses", member["cohort_id"], facts)
                    )
                )
            cohort_row = row("Cohorts", member["cohort_id"], given)
            survival = tuple(
                row("Survival", member["cohort_id"], {"report_id": study_id, "endpoint": "PFS", **facts})
                for facts in member.get("survival", ())
            )
            made.append(Cohort(member["cohort_id"], study_id, cohort_row, tuple(responses), survival))
        report = Report(study_id, study_id, report_row)
        built.append(Study(study_id, study_row, (report,), tuple(made)))
    return Dataset(tuple(built), tuple(problems))
