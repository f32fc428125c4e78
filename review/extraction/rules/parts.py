"""Parts of a cohort against the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.extraction.audit.parts import PART_FINDINGS, parts_audits
from review.extraction.filled import FilledForm
from review.extraction.rule import Rule
from review.problems import Place, Problem


def _parts_do_not_fit(filled: FilledForm) -> Iterator[Problem]:
    rows = ((one.cohort, one.row) for one in filled.responses if one.cohort is not None)
    for audit in parts_audits(rows):
        finding = PART_FINDINGS[audit.finding]
        if finding.standing != "contradicts":
            continue
        sheet, cell = audit.cell.split("!")
        whole = audit.whole
        parts = ", ".join(f"{part.cohort_id} {part.responders}/{part.n}" for part in audit.parts)
        yield PART_RULES["PART01"].problem(
            Place(filled.file, sheet, cell, whole.cohort_id),
            f"{finding.label}: {parts} make {audit.responders}/{audit.n}, "
            f"{whole.cohort_id} has {whole.responders}/{whole.n}",
            found=f"{whole.responders}/{whole.n}",
            fix="re-read the report; a count of the whole or of a part is off, or one is no part of it",
        )


PART_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="PART01",
            severity="warning",
            title="Parts of a cohort do not fit into the whole",
            reason="A part cannot have more responders than the whole; parts that make it up add up to it.",
            check=_parts_do_not_fit,
        ),
    )
}
