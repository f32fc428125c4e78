"""The flow as the table that the R package PRISMA2020 reads, so that its drawings can be made as well.

Its rows, their order and the names in ``data``, ``node`` and ``box`` are the package's own (its file
``inst/extdata/PRISMA.csv``); a box that this review's template does not have gets ``NA``.
"""

from __future__ import annotations

from collections.abc import Sequence

from review.screening.flow import Flow, ReasonCount, Reports, SourceCount

COLUMNS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")

_NA = "NA"

#: data, node, box, boxtext.
_ROWS: tuple[tuple[str, str, str, str], ...] = (
    (_NA, "node4", "prevstud", "Previous studies"),
    ("previous_studies", "node5", "box1", "Studies included in previous version of review"),
    ("previous_reports", _NA, "box1", "Reports of studies included in previous version of review"),
    (_NA, "node6", "newstud", "Identification of new studies via databases and registers"),
    ("database_results", "node7", "box2", "Databases"),
    ("database_specific_results", _NA, "box2", "Databases"),
    ("register_results", _NA, "box2", "Registers"),
    ("register_specific_results", _NA, "box2", "Registers"),
    (_NA, "node16", "othstud", "Identification of new studies via other methods"),
    ("website_results", "node17", "box11", "Websites"),
    ("organisation_results", _NA, "box11", "Organisations"),
    ("citations_results", _NA, "box11", "Citation searching"),
    ("duplicates", "node8", "box3", "Duplicate records"),
    ("excluded_automatic", _NA, "box3", "Records marked as ineligible by automation tools"),
    ("excluded_other", _NA, "box3", "Records removed for other reasons"),
    ("records_screened", "node9", "box4", "Records screened"),
    ("records_excluded", "node10", "box5", "Records excluded"),
    ("dbr_sought_reports", "node11", "box6", "Reports sought for retrieval"),
    ("dbr_notretrieved_reports", "node12", "box7", "Reports not retrieved"),
    ("other_sought_reports", "node18", "box12", "Reports sought for retrieval"),
    ("other_notretrieved_reports", "node19", "box13", "Reports not retrieved"),
    ("dbr_assessed", "node13", "box8", "Reports assessed for eligibility"),
    ("dbr_excluded", "node14", "box9", "Reports excluded"),
    ("other_assessed", "node20", "box14", "Reports assessed for eligibility"),
    ("other_excluded", "node21", "box15", "Reports excluded"),
    ("new_studies", "node15", "box10", "New studies included in review"),
    ("new_reports", _NA, "box10", "Reports of new included studies"),
    ("total_studies", "node22", "box16", "Total studies included in review"),
    ("total_reports", _NA, "box16", "Reports of total included studies"),
    ("identification", "node1", "identification", "Identification"),
    ("screening", "node2", "screening", "Screening"),
    ("included", "node3", "included", "Included"),
)


def prisma_table(flow: Flow) -> tuple[tuple[str, ...], ...]:
    """The rows under `COLUMNS`, each value as text.

    Examples
    --------
    >>> from review.screening.flow import derive
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> rows = prisma_table(derive(keep_ledger([], plan=ScreeningPlan())))
    >>> next((row[0], row[-1]) for row in rows if row[0] == "records_screened")
    ('records_screened', '0')
    """
    counts = prisma_counts(flow)
    return tuple(
        (data, node, box, text, text, text if node != _NA else _NA,
         f"{box if data == _NA else data}.html" if node != _NA else _NA, counts.get(data, "0"))
        for data, node, box, text in _ROWS
    )  # fmt: skip


def prisma_document(flow: Flow | None) -> dict[str, object]:
    """The counts as ``review prisma --json`` prints them; None where they may not be shown."""
    return {"schema": 1, "flow": None if flow is None else _document(flow)}


def _document(flow: Flow) -> dict[str, object]:
    return {
        "template": {
            "updated": flow.previous is not None,
            "other_methods": flow.other is not None,
        },
        "sources": [{"name": one.name, "kind": one.kind, "n": one.n} for one in flow.sources],
        "previous_studies": flow.previous.studies if flow.previous else None,
        "previous_reports": flow.previous.reports if flow.previous else None,
        "database_results": flow.identified("database"),
        "register_results": flow.identified("register"),
        "website_results": flow.identified("website"),
        "organisation_results": flow.identified("organisation"),
        "citations_results": flow.identified("citation"),
        "duplicates": flow.duplicates,
        "excluded_automatic": flow.excluded_automatic,
        "excluded_other": flow.excluded_other,
        "records_screened": flow.records_screened,
        "records_excluded": flow.records_excluded,
        "records_excluded_automation": flow.records_excluded_automation,
        **_reports_document("dbr", flow.databases),
        "other_already_found": flow.other_already_found,
        "other_records_excluded": flow.other_records_excluded,
        **_reports_document("other", flow.other),
        "new_studies": flow.new_studies,
        "new_reports": flow.new_reports,
        "new_reports_of_previous": flow.new_reports_of_previous,
        "total_studies": flow.total_studies,
        "total_reports": flow.total_reports,
    }


def _reports_document(column: str, reports: Reports | None) -> dict[str, object]:
    if reports is None:
        return {}
    return {
        f"{column}_sought_reports": reports.sought,
        f"{column}_notretrieved_reports": reports.not_retrieved,
        f"{column}_assessed": reports.assessed,
        f"{column}_excluded": {count.reason: count.n for count in reports.excluded},
        f"{column}_awaiting": reports.awaiting,
        f"{column}_ongoing": reports.ongoing,
        f"{column}_included": reports.included,
    }


def prisma_counts(flow: Flow) -> dict[str, str]:
    """Every count by the name that the PRISMA2020 package gives it."""
    return {
        "previous_studies": _if(flow.previous.studies if flow.previous else None),
        "previous_reports": _if(flow.previous.reports if flow.previous else None),
        "database_results": str(flow.identified("database")),
        "database_specific_results": _listed(_sources(flow.sources, "database")) or _NA,
        "register_results": str(flow.identified("register")),
        "register_specific_results": _listed(_sources(flow.sources, "register")) or _NA,
        "website_results": _if(flow.identified("website") if flow.other else None),
        "organisation_results": _if(flow.identified("organisation") if flow.other else None),
        "citations_results": _if(flow.identified("citation") if flow.other else None),
        "duplicates": str(flow.duplicates),
        "excluded_automatic": str(flow.excluded_automatic),
        "excluded_other": str(flow.excluded_other),
        "records_screened": str(flow.records_screened),
        "records_excluded": str(flow.records_excluded),
        **_reports("dbr", flow.databases),
        **_reports("other", flow.other),
        "new_studies": str(flow.new_studies),
        "new_reports": str(flow.new_reports),
        "total_studies": _if(flow.total_studies if flow.previous else None),
        "total_reports": _if(flow.total_reports if flow.previous else None),
    }


def _reports(column: str, reports: Reports | None) -> dict[str, str]:
    left_over = () if reports is None else (
        *reports.excluded,
        *((ReasonCount(reason="Awaiting classification", n=reports.awaiting),) if reports.awaiting else ()),
        *((ReasonCount(reason="Ongoing studies", n=reports.ongoing),) if reports.ongoing else ()),
    )  # fmt: skip
    return {
        f"{column}_sought_reports": _if(reports.sought if reports else None),
        f"{column}_notretrieved_reports": _if(reports.not_retrieved if reports else None),
        f"{column}_assessed": _if(reports.assessed if reports else None),
        # A bare number is what the package takes where there is no reason to list.
        f"{column}_excluded": _listed([(one.reason, one.n) for one in left_over])
        or ("0" if reports else _NA),
    }


def _sources(sources: Sequence[SourceCount], kind: str) -> list[tuple[str, int]]:
    return [(source.name, source.n) for source in sources if source.kind == kind]


def _listed(items: Sequence[tuple[str, int]]) -> str:
    """``name, n; name, n``: the package parts it at every comma and semicolon, so none may stay in a name."""
    return "; ".join(f"{name.replace(',', ' /').replace(';', ' /')}, {n}" for name, n in items)


def _if(n: int | None) -> str:
    return _NA if n is None else str(n)
