"""The risk of bias of the cohorts that entered, for every word and figure of the report."""

from __future__ import annotations

from collections.abc import Sequence

from review.analysis.results import BiasItem, BiasJudgement, BiasLevel, BiasRow, Results, RiskOfBias
from review.extraction.risk_of_bias.judgements import Assessment


def risk_of_bias(results: Results, assessments: Sequence[Assessment]) -> tuple[RiskOfBias, ...]:
    """What each tool says of the cohorts that entered, in their order; of the analysis, where it judges that.

    A tool that judges analyses is left out where this one is not in its workbook.
    """
    cohorts = [(cohort.cohort_id, cohort.label) for cohort in results.cohorts]
    itself = [(results.analysis.name, results.analysis.title)]
    return tuple(
        _of_tool(assessment, cohorts if assessment.tool.unit == "cohort" else itself)
        for assessment in assessments
        if assessment.tool.unit == "cohort" or results.analysis.name in assessment.subjects
    )


def _of_tool(assessment: Assessment, subjects: Sequence[tuple[str, str]]) -> RiskOfBias:
    tool = assessment.tool
    return RiskOfBias(
        tool=tool.name,
        version=tool.version,
        title=tool.title,
        reference=tool.reference,
        unit=tool.unit,
        cautions=tool.cautions,
        file=assessment.file,
        levels=tuple(BiasLevel(code=one.code, label=one.label, light=one.light) for one in tool.levels),
        items=tuple(
            BiasItem(id=item.id, label=item.label, question=item.question, checked=item.checked)
            for item in tool.items
        ),
        rows=tuple(_row(assessment, subject, label) for subject, label in subjects),
        assessors=assessment.agreement,
    )


def _row(assessment: Assessment, subject: str, label: str) -> BiasRow:
    whole = assessment.whole(subject)
    judgements = []
    for item in assessment.tool.items:
        found = assessment.of(subject, item.id)
        judgements.append(
            BiasJudgement(
                code=found.code if found else "",
                light=assessment.light(subject, item.id),
                support=found.support if found else "",
                source=found.source if found else "",
            )
        )
    return BiasRow(
        subject=subject,
        label=label,
        judgements=tuple(judgements),
        whole=whole.text,
        whole_light=whole.light,
    )
