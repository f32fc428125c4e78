"""``review audit``: the audit of a workbook, as tables for people and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from review.extraction.audit.audit import Audit, ResponseAudit, audit, counted
from review.extraction.audit.medians import MedianAudit
from review.extraction.audit.parts import PART_FINDINGS, Part, PartsAudit
from review.extraction.audit.rates import FINDINGS, RateAudit, Standing
from review.files.form_files import shipped_form
from review.files.workbook_reader import read_extraction
from review.problems import UnreadableFile
from review.report.audit import fits_words, percent_words
from review.workflow.form_in_use import open_form
from review.workflow.opening import open_review

#: What stands before a line, so that the eye finds the lines that matter.
_MARKS: dict[Standing, str] = {"contradicts": "!!", "look": "?", "agrees": "", "unchecked": ""}


def audit_workbook(start: Path, path: Path | None) -> Audit:
    """The audit of a workbook; of the one that analyses read unless one is named.

    Raises
    ------
    UnreadableFile
        Where there is no workbook, or it cannot be read.
    """
    if path is None:
        opened = open_review(start)
        if opened.dataset is None:
            raise UnreadableFile(
                f"{opened.workspace.shown(opened.workspace.extraction)}: holds no extraction workbook; "
                "make one: review extract form"
            )
        return audit(opened.dataset)
    try:
        form = open_form(start)
    except UnreadableFile:
        form = shipped_form()
    return audit(read_extraction(path, form))


def audit_document(found: Audit) -> dict[str, object]:
    """The object of ``review audit --json``."""
    return {
        "schema": 1,
        "ok": not found.contradictions,
        "counts": asdict(counted(found.responses)),
        "responses": [
            {
                **asdict(row),
                "standing": row.standing,
                "rates": [{**asdict(rate), "standing": rate.standing} for rate in row.rates],
            }
            for row in found.responses
        ],
        "medians": [{**asdict(one), "standing": one.standing} for one in found.medians],
        "parts": [{**asdict(one), "standing": PART_FINDINGS[one.finding].standing} for one in found.parts],
    }


def audit_tables(
    found: Audit, *, only_contradictions: bool = False
) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Title, header and rows of each table for people; empty tables are left out."""
    counts = counted(found.responses)
    title = (
        f"Response rows whose numbers agree: {counts.agrees}; to be looked at: {counts.look}; "
        f"that contradict themselves: {counts.contradicts}; with nothing printed to check: {counts.unchecked}"
    )
    wanted = {"contradicts"} if only_contradictions else set(_MARKS)
    rates = [_rate_row(row, rate) for row in found.responses for rate in row.rates if rate.standing in wanted]
    medians = [_median_row(one) for one in found.medians if one.standing in wanted]
    parts = [_parts_row(one) for one in found.parts if PART_FINDINGS[one.finding].standing in wanted]
    tables = [
        (title, ("", "cohort", "rate", "cell", "x / n", "printed", "percentage", "interval from"), rates),
        ("Medians", ("", "cohort", "endpoint", "cell", "median", "interval", "in order"), medians),
        ("Parts and wholes", ("", "whole", "cell", "sum of the parts", "found", "parts"), parts),
    ]
    return [(name, header, rows) for name, header, rows in tables if rows]


def _rate_row(row: ResponseAudit, rate: RateAudit) -> tuple[str, ...]:
    printed = f"{rate.percent}%" if rate.percent else ""
    ends = f"{rate.low} to {rate.high}" if rate.low else ""
    fits = fits_words(rate.fits) or FINDINGS[rate.interval_finding].label
    if rate.interval_finding == "fits another level":
        fits = f"{fits} ({rate.level}% is stated)"
    return (
        _MARKS[rate.standing],
        row.cohort_id,
        rate.name,
        rate.cell,
        f"{'?' if rate.count is None else rate.count} / {'?' if rate.n is None else rate.n}",
        f"{printed} ({ends})" if printed and ends else printed or ends,
        percent_words(rate),
        fits if ends else "",
    )


def _median_row(one: MedianAudit) -> tuple[str, ...]:
    ends = f"{one.low or '?'} to {one.high or '?'}" if one.low or one.high else ""
    order = {True: "yes", False: "no", None: "nothing to check"}[one.in_order]
    return (_MARKS[one.standing], one.cohort_id, one.endpoint, one.cell, one.median, ends, order)


def _parts_row(one: PartsAudit) -> tuple[str, ...]:
    finding = PART_FINDINGS[one.finding]
    return (
        _MARKS[finding.standing],
        _part(one.whole),
        one.cell,
        f"{one.responders}/{one.n}",
        finding.label,
        ", ".join(_part(part) for part in one.parts),
    )


def _part(part: Part) -> str:
    return f"{part.cohort_id} {part.responders}/{part.n}"
