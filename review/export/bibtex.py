"""The reports that an analysis read its numbers from, as BibTeX: what the workbook holds, and nothing else.

A field that the workbook leaves blank is left out. Authors are not split or completed: the workbook knows
the first one only, and the citation as it was typed stands in ``note``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.analysis.results import Results
from review.analysis.wording import NOT_STATED, stated
from review.extraction.dataset import Dataset, Row

#: BibTeX's own signs, and how they are written.
_SIGNS = str.maketrans({"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "{": r"\{", "}": r"\}"})

#: Fields that hold an address or a number that must not be escaped.
_VERBATIM = frozenset({"doi", "url", "pmid"})


def bibtex(results: Results, dataset: Dataset) -> str:
    """Return one entry for each report that a cohort was read from, in the order of the cohorts.

    Parameters
    ----------
    dataset
        The workbook that the analysis was made from.
    """
    entries = []
    for report_id in dict.fromkeys(cohort.report_id for cohort in results.cohorts):
        report = dataset.report(report_id)
        if report is None:
            continue
        study = next(study for study in dataset.studies if report in study.reports)
        fields = dict(_fields(report.row, study.row))
        kind = "article" if "journal" in fields else "misc"
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        entries.append(f"@{kind}{{{_key(report_id)},\n{lines}}}\n")
    return "\n".join(entries)


def _fields(report: Row, study: Row) -> Iterator[tuple[str, str]]:
    # Author, title and year stand in the sheet Studies: they are those of its primary report alone.
    own = report.text("role") == "primary"
    known = {
        "author": study.text("first_author") if own else "",
        "title": study.text("title") if own else "",
        "journal": report.text("journal"),
        "year": study.text("year") if own else "",
        "doi": report.text("doi"),
        "pmid": report.text("pmid"),
        "url": report.text("url"),
        "note": report.text("citation"),
    }
    for name, value in known.items():
        if stated(value) != NOT_STATED:
            yield name, value if name in _VERBATIM else " ".join(value.split()).translate(_SIGNS)


def _key(report_id: str) -> str:
    """An id as a key, which has no commas, braces or quotes.

    >>> _key("chen2023 {a}")
    'chen2023--a-'
    """
    return re.sub(r"[^\w:./+-]", "-", report_id)
