"""The included studies and their reports, as rows of an extraction workbook that is still empty."""

from __future__ import annotations

from review.screening.ledger import Ledger, Standing
from review.screening.selection import link_of

#: Roles of the report that names a study, the first that there is.
_NAMING = ("primary", "update", "interim", "abstract")


def included_rows(ledger: Ledger) -> dict[str, list[dict[str, str]]]:
    """Rows of the sheets Studies and Reports: keys and what the records say, no results.

    A report's id is that of its record, so that it leads back to the export it came from.

    Examples
    --------
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> included_rows(keep_ledger([], plan=ScreeningPlan()))
    {'Studies': [], 'Reports': []}
    """
    by_study: dict[str, list[Standing]] = {}
    for one in ledger.of_fate("included"):
        if one.study_id:
            by_study.setdefault(one.study_id, []).append(one)
    return {
        "Studies": [_study(study_id, reports) for study_id, reports in by_study.items()],
        "Reports": [_report(one) for reports in by_study.values() for one in reports],
    }


def _study(study_id: str, reports: list[Standing]) -> dict[str, str]:
    naming = min(reports, key=lambda one: _NAMING.index(role) if (role := _role(one)) in _NAMING else 9)
    registered = dict.fromkeys(
        number.strip() for one in reports for number in one.record.registry_ids.split(";") if number.strip()
    )
    return {
        "study_id": study_id,
        "first_author": naming.record.authors.split(";")[0].strip(),
        "year": naming.record.year if naming.record.year.isdecimal() else "",
        "title": naming.record.title,
        "registry_ids": "; ".join(registered),
        "included": "yes",
    }


def _report(one: Standing) -> dict[str, str]:
    record = one.record
    parts = (record.authors, record.title, " ".join(part for part in (record.journal, record.year) if part))
    return {
        "report_id": record.record_id,
        "study_id": one.study_id,
        "role": _role(one),
        "citation": ". ".join(part for part in parts if part),
        "doi": record.doi,
        "pmid": record.pmid,
        "url": link_of(record) if record.url == "" else record.url,
    }


def _role(one: Standing) -> str:
    return one.report.role if one.report else ""
