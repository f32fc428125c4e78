"""What entered an analysis and what did not, each with its reason."""

from __future__ import annotations

from review.analysis.results import CohortExcluded, Results
from review.analysis.wording import NOT_STATED
from review.report.blocks import (
    Block,
    Cell,
    Column,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    words,
)
from review.report.numbers import capital, count
from review.report.vocabulary import EXCLUSION_STAGES, stage

REASONS_TABLE = "table-excluded"
COMPLETE_TABLE = "table-excluded-complete"

#: Under one reason, up to this many cohorts are named; more are counted here and listed in the appendix.
NAMED_PER_REASON = 6


def inclusion_section(results: Results) -> Section:
    """Return what entered and what did not, by stage and reason."""
    excluded, result = results.excluded, results.result
    studies = len({cohort.study_id for cohort in results.cohorts})
    text = (
        f"{capital(count(result.k, 'cohort'))} of {count(studies, 'study', 'studies')} entered, with "
        f"{count(result.n, 'patient')}."
        if result.k
        else "No cohort entered."
    )
    if not excluded:
        return Section(
            "inclusion",
            "What entered and what did not",
            (Paragraph(words(f"{text} No cohort that was extracted was left out.")),),
        )
    left = count(len(excluded), "extracted cohort")
    blocks: list[Block] = [
        Paragraph(
            words(
                f"{text} {capital(left)} did not enter. ",
                refer(REASONS_TABLE),
                " gives the reasons; a cohort to which several apply is counted under one of them.",
            )
        ),
        _reasons(excluded),
    ]
    return Section("inclusion", "What entered and what did not", tuple(blocks))


def excluded_appendix(results: Results) -> Section | None:
    """Return the complete list of cohorts that did not enter; None where the reasons table names all."""
    if not _condensed(results.excluded):
        return None
    groups = tuple(
        RowGroup(
            name,
            tuple(
                TableRow(
                    (
                        Cell(words(cohort.label or cohort.cohort_id)),
                        Cell(words(_counts(cohort) or NOT_STATED)),
                        Cell(words(cohort.reason)),
                    )
                )
                for cohort in cohorts
            ),
        )
        for name, cohorts in _by_stage(results.excluded)
    )
    table = TableBlock(
        anchor=COMPLETE_TABLE,
        caption=words("Every extracted cohort that did not enter, with its reason."),
        columns=(
            Column("Cohort", share=2.0),
            Column("Responders / patients", "right", share=0),
            Column("Reason", share=2.6),
        ),
        groups=groups,
    )
    return Section("appendix-excluded", "Appendix: cohorts that did not enter", (table,))


def _reasons(excluded: tuple[CohortExcluded, ...]) -> TableBlock:
    groups = []
    for name, cohorts in _by_stage(excluded):
        rows = tuple(
            TableRow((Cell(words(reason)), Cell(words(str(len(same)))), Cell(_which(same))))
            for reason, same in _by_reason(cohorts)
        )
        groups.append(RowGroup(name, rows))
    return TableBlock(
        anchor=REASONS_TABLE,
        caption=words("Cohorts that were extracted and did not enter, by reason."),
        columns=(
            Column("Reason", share=2.2),
            Column("Cohorts", "right", share=0),
            Column("Which (responders / patients)", share=2.6),
        ),
        groups=tuple(groups),
    )


def _which(cohorts: tuple[CohortExcluded, ...]) -> Inline:
    if len(cohorts) > NAMED_PER_REASON:
        return words("listed in ", refer(COMPLETE_TABLE))
    return words(
        "; ".join(
            f"{cohort.label or cohort.cohort_id} ({_counts(cohort)})"
            if _counts(cohort)
            else cohort.label or cohort.cohort_id
            for cohort in cohorts
        )
    )


def _counts(cohort: CohortExcluded) -> str:
    if cohort.n is None:
        return ""
    return f"{NOT_STATED if cohort.events is None else cohort.events} / {cohort.n}"


def _condensed(excluded: tuple[CohortExcluded, ...]) -> bool:
    return any(
        len(same) > NAMED_PER_REASON for _, cohorts in _by_stage(excluded) for _, same in _by_reason(cohorts)
    )


def _by_stage(
    excluded: tuple[CohortExcluded, ...],
) -> list[tuple[str, tuple[CohortExcluded, ...]]]:
    """Cohorts under the name of their stage, the stages in the order of the vocabulary."""
    order = [*EXCLUSION_STAGES, *sorted({cohort.stage for cohort in excluded} - set(EXCLUSION_STAGES))]
    stages = [tuple(cohort for cohort in excluded if cohort.stage == code) for code in order]
    return [(stage(cohorts[0]), cohorts) for cohorts in stages if cohorts]


def _by_reason(
    cohorts: tuple[CohortExcluded, ...],
) -> list[tuple[str, tuple[CohortExcluded, ...]]]:
    """Cohorts under their reason, the most frequent reason first."""
    reasons = list(dict.fromkeys(cohort.kind or cohort.reason for cohort in cohorts))
    groups = [(reason, tuple(c for c in cohorts if reason in (c.kind, c.reason))) for reason in reasons]
    return sorted(groups, key=lambda group: -len(group[1]))
