"""Judgements against what was extracted, against each other, and against their tool.

What the extraction may say stands in `FINDINGS`; a tool's file says which finding speaks against which
judgement. To add a finding, add a function here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from review.document import did_you_mean
from review.extraction.dataset import Cohort, Dataset, Study
from review.extraction.risk_of_bias.judgements import Assessment
from review.extraction.risk_of_bias.tool import Item
from review.extraction.rule import Rule
from review.problems import Place, Problem


def _retrospective(study: Study, _: Cohort) -> str:
    timing = study.row.text("timing")
    return f"the study is entered as {timing}" if timing == "retrospective" else ""


def _not_consecutive(study: Study, _: Cohort) -> str:
    enrolment = study.row.text("enrolment")
    if enrolment in ("consecutive", "all eligible"):
        return ""
    return (
        f"enrolment is entered as {enrolment}" if enrolment else "how patients were enrolled is not entered"
    )


def _investigators_only(_: Study, cohort: Cohort) -> str:
    assessors = {response.row.text("assessor") for response in cohort.responses}
    return "response was assessed by the investigators" if assessors == {"investigator"} else ""


def _no_criteria(_: Study, cohort: Cohort) -> str:
    named = any(response.row.text("criteria") for response in cohort.responses)
    return "" if named else "no criteria of response are entered"


def _no_follow_up_time(_: Study, cohort: Cohort) -> str:
    known = any(row.text("endpoint") == "follow-up" and row.text("median_months") for row in cohort.survival)
    return "" if known else "no median follow-up is entered"


def _size_not_planned(study: Study, _: Cohort) -> str:
    said = study.row.text("sample_size_planned")
    return "no planned number of patients is entered" if said == "no" else ""


def _lost(share: float) -> Callable[[Study, Cohort], str]:
    def found(_: Study, cohort: Cohort) -> str:
        lost, enrolled = cohort.row.count("n_lost"), cohort.row.count("n_enrolled")
        if lost is None or not enrolled or lost <= share * enrolled:
            return ""
        return f"{lost} of {enrolled} patients ({100 * lost / enrolled:.0f}%) are entered as lost"

    return found


def _not_evaluable(share: float) -> Callable[[Study, Cohort], str]:
    def found(_: Study, cohort: Cohort) -> str:
        enrolled = cohort.row.count("n_enrolled")
        evaluable = [n for one in cohort.responses if (n := one.row.count("n_evaluable")) is not None]
        if not enrolled or not evaluable or enrolled - max(evaluable) <= share * enrolled:
            return ""
        missing = enrolled - max(evaluable)
        return f"{missing} of {enrolled} enrolled ({100 * missing / enrolled:.0f}%) were not evaluable"

    return found


#: What the extraction may say, by the name that a tool's file uses: a clause, or nothing.
FINDINGS: Mapping[str, Callable[[Study, Cohort], str]] = {
    "retrospective": _retrospective,
    "not consecutive": _not_consecutive,
    "investigators only": _investigators_only,
    "no criteria": _no_criteria,
    "no follow-up time": _no_follow_up_time,
    "size not planned": _size_not_planned,
    "lost more than 5%": _lost(0.05),
    "lost more than 20%": _lost(0.20),
    "not evaluable more than 5%": _not_evaluable(0.05),
    "not evaluable more than 20%": _not_evaluable(0.20),
}

BIAS_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="BIAS01",
            severity="error",
            title="Judgement contradicts the extraction",
            reason="A good judgement and the extracted number cannot both be right.",
        ),
        Rule(
            code="BIAS02",
            severity="warning",
            title="Judgement hardly fits the extraction",
            reason="What was extracted does not carry the judgement, or something is still to be extracted.",
        ),
        Rule(
            code="BIAS03",
            severity="error",
            title="Overall judgement better than the items allow",
            reason="The tool forbids it.",
        ),
        Rule(
            code="BIAS04",
            severity="warning",
            title="Two tools say the opposite of one cohort",
            reason="Two tools ask the same, and are answered differently.",
        ),
        Rule(
            code="BIAS05",
            severity="warning",
            title="Tool that wants a comparator",
            reason="A cohort without a comparator cannot be judged as the tool means it.",
        ),
        Rule(
            code="BIAS06",
            severity="note",
            title="Not assessed",
            reason="What nobody has judged is shown as not assessed, never as good or bad.",
        ),
        Rule(
            code="BIAS07",
            severity="error",
            title="Judgement of a cohort or analysis that does not exist",
            reason="It would be lost without a sound.",
        ),
        Rule(
            code="BIAS08",
            severity="warning",
            title="Judgement without support",
            reason="A reader cannot follow a judgement that names nothing in a report.",
        ),
        Rule(
            code="BIAS09",
            severity="error",
            title="Several assessors and no consensus",
            reason="Which of two judgements holds is not for a program to decide.",
        ),
        Rule(
            code="BIAS10",
            severity="warning",
            title="Lights asked for that nobody has given",
            reason="The forest plot is drawn without them.",
        ),
    )
}


def bias_problems(
    assessments: Sequence[Assessment], dataset: Dataset, analyses: Sequence[str]
) -> tuple[Problem, ...]:
    """Everything that is wrong with the judgements of a review."""
    cohorts = {cohort.cohort_id: (study, cohort) for study, cohort in dataset.cohorts()}
    found: list[Problem] = []
    for assessment in assessments:
        known = tuple(cohorts) if assessment.tool.unit == "cohort" else tuple(analyses)
        found += _of_tool(assessment)
        found += _unknown(assessment, known)
        found += _against_extraction(assessment, cohorts)
        found += _overall(assessment)
        found += _without_support(assessment)
        found += _not_assessed(assessment)
    found += _between_tools(assessments)
    return tuple(found)


def asked_in_vain(file: str, tool: str, assessments: Sequence[Assessment]) -> tuple[Problem, ...]:
    """The warning for an analysis that asks for lights beside its plot which nobody has given."""
    known = [one.tool.name for one in assessments if one.tool.unit == "cohort"]
    if not tool or tool in known:
        return ()
    return (
        BIAS_RULES["BIAS10"].problem(
            Place(file, cell="figure.risk_of_bias"),
            f"no workbook in extraction_forms/risk_of_bias/ judges cohorts with '{tool}'",
            found=tool,
            fix=did_you_mean(tool, known) if known else f"make one: review rob form {tool}",
        ),
    )


def _of_tool(assessment: Assessment) -> Iterator[Problem]:
    if assessment.tool.comparator:
        yield BIAS_RULES["BIAS05"].problem(
            Place(assessment.file),
            f"{assessment.tool.title} judges a comparison, and these cohorts have no comparator",
            found=assessment.tool.name,
            fix="use MINORS or the JBI checklist, or say in the report why this tool was taken",
        )


def _unknown(assessment: Assessment, known: Sequence[str]) -> Iterator[Problem]:
    unit = assessment.tool.unit
    for subject in assessment.subjects:
        if subject not in known:
            place = next(one.place for one in assessment.judgements if one.subject == subject)
            yield BIAS_RULES["BIAS07"].problem(
                place,
                f"there is no {unit} {subject}",
                found=subject,
                fix=did_you_mean(subject, known) or f"write the name of the {unit} as the review has it",
            )


def _against_extraction(
    assessment: Assessment, cohorts: Mapping[str, tuple[Study, Cohort]]
) -> Iterator[Problem]:
    for item in assessment.tool.items:
        for subject in assessment.subjects:
            judgement = assessment.of(subject, item.id)
            if judgement is None or subject not in cohorts:
                continue
            for against in item.against:
                if judgement.code not in against.judgements:
                    continue
                why = FINDINGS[against.finding](*cohorts[subject])
                if why:
                    rule = BIAS_RULES["BIAS01" if against.severity == "error" else "BIAS02"]
                    yield rule.problem(
                        judgement.place,
                        f"{item.id} {item.label}: judged {judgement.code}, but {why}",
                        found=judgement.code,
                        fix="re-read the report; mend the judgement, or what was extracted",
                    )


def _overall(assessment: Assessment) -> Iterator[Problem]:
    codes = [level.code for level in assessment.tool.overall]
    for subject, (code, place) in assessment.overall.items():
        expected = assessment.expected(subject)
        if expected is None or code not in codes or expected.code not in codes:
            continue
        judged = assessment.tool.overall_level(code)
        better = codes.index(code) < codes.index(expected.code)
        if better and judged is not None and judged.light != "unclear":
            yield BIAS_RULES["BIAS03"].problem(
                place,
                f"the whole is judged {code}, but its items allow {expected.code} at best",
                found=code,
                fix=f"write {expected.code}, or re-read the items",
            )


def _without_support(assessment: Assessment) -> Iterator[Problem]:
    for one in assessment.judgements:
        if one.code and not one.support and not one.source:
            yield BIAS_RULES["BIAS08"].problem(
                one.place,
                f"{one.item} is judged {one.code}, and nothing says why",
                found=one.code,
                fix="write what supports it, and where it stands",
            )


def _not_assessed(assessment: Assessment) -> Iterator[Problem]:
    total = len(assessment.subjects) * len(assessment.tool.items)
    blank = sum(
        assessment.level(subject, item.id) is None
        for subject in assessment.subjects
        for item in assessment.tool.items
    )
    if blank:
        yield BIAS_RULES["BIAS06"].problem(
            Place(assessment.file),
            f"{blank} of {total} judgements with {assessment.tool.name} are not assessed",
            found=str(blank),
            fix="judge them, or leave them: they are shown as not assessed",
        )


def _between_tools(assessments: Sequence[Assessment]) -> Iterator[Problem]:
    asked: dict[tuple[str, str], tuple[Assessment, Item]] = {}
    for assessment in assessments:
        for item in assessment.tool.items:
            for subject in assessment.subjects if item.asks else ():
                other = asked.setdefault((subject, item.asks), (assessment, item))
                lights = {other[0].light(subject, other[1].id), assessment.light(subject, item.id)}
                judgement = assessment.of(subject, item.id)
                if lights == {"low", "high"} and judgement is not None:
                    yield BIAS_RULES["BIAS04"].problem(
                        judgement.place,
                        f"{subject}: {item.id} of {assessment.tool.name} is judged {judgement.code}, "
                        f"{other[1].id} of {other[0].tool.name} the opposite",
                        found=judgement.code,
                        fix="both ask the same: mend one",
                    )
