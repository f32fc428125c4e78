"""Which cohorts enter an analysis, which do not, and the first reason that applied to each.

Every cohort of the dataset leaves here either entered or excluded: nothing drops out in silence. The
reasons are tried in one order, so that a cohort has one primary reason: not included in the review,
outside the question, left out by name, no usable count, too small. What would count a patient twice is
refused, not chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.analysis.counting import Out, counts_of
from review.analysis.entered import Entered, row_of, rows_of
from review.analysis.figure_spec import ALL
from review.analysis.labels import cohort_name
from review.analysis.results import EXCLUSION_STAGES, CohortExcluded
from review.analysis.spec import TAKING, AnalysisSpec
from review.analysis.taking import take
from review.document import did_you_mean
from review.extraction.dataset import Cohort, Dataset, Report, Response, Row, Study
from review.extraction.overlap import Overlap
from review.problems import Place, Problem, Severity


@dataclass(frozen=True, slots=True)
class Selection:
    """The outcome of choosing: who entered, who did not and why, and what forbids pooling."""

    entered: tuple[Entered, ...]
    excluded: tuple[CohortExcluded, ...]
    problems: tuple[Problem, ...]


def select(dataset: Dataset, spec: AnalysisSpec, overlaps: Sequence[Overlap]) -> Selection:
    """Choose the cohorts that enter.

    Returns
    -------
    Selection
        `problems` holds an error for every pair of entered cohorts that may count the same patients,
        unless the analysis file says why they do not (``cohorts.disjoint``) or accepts it
        (``cohorts.overlap_accepted``).
    """
    barred = dataset.barred()
    entered: list[Entered] = []
    excluded = [_unplaced(dataset, row) for row in dataset.unplaced]
    for study, cohort in dataset.cohorts():
        try:
            entered.append(_enter(dataset, study, cohort, spec, barred))
        except Out as out:
            excluded.append(_excluded(study, cohort, out))
    problems = _unknown_cohorts(dataset, spec)
    if spec.take:
        left, untold = take(entered, spec, overlaps)
        problems += untold
        excluded += [_excluded(item.study, item.cohort, Out("overlap", why)) for item, why in left]
        gone = {item.cohort.cohort_id for item, _ in left}
        entered = [item for item in entered if item.cohort.cohort_id not in gone]
        order = {cohort.cohort_id: number for number, (_, cohort) in enumerate(dataset.cohorts())}
        excluded.sort(key=lambda one: order.get(one.cohort_id, -1))
    problems += _counted_twice(entered, spec, overlaps)
    return Selection(tuple(entered), tuple(excluded), tuple(problems))


def _enter(
    dataset: Dataset,
    study: Study,
    cohort: Cohort,
    spec: AnalysisSpec,
    barred: Mapping[tuple[str, str, str], Problem],
) -> Entered:
    named = cohort.cohort_id in spec.add
    _check_inclusion(study)
    _check_ids(dataset, study, cohort)
    if cohort.cohort_id in spec.leave_out:
        raise Out("choice", spec.leave_out[cohort.cohort_id])
    if not named:
        _check_filters(spec, study, cohort)
    response = response_of(spec, cohort, named)
    report = dataset.report(response.report_id)
    if not named:
        _check_filters(spec, study, cohort, response, report)
    _check_only(spec, study, cohort, response, report)
    if not spec.overlap_accepted:
        _check_links(study, cohort, barred)
    events, n, numbers, notes = counts_of(spec, cohort, response, barred)
    if n < spec.min_n and not named:
        raise Out("choice", f"{n} patients, fewer than the {spec.min_n} that the analysis asks for")
    return Entered(study, cohort, response, report, events, n, numbers, notes)


def _check_inclusion(study: Study) -> None:
    """Raise unless the study is included; a blank field, or a form without it, says nothing against it."""
    if "included" not in study.row:
        return
    entry = study.row["included"]
    if entry.value == "no":
        why = study.row.text("why_not_included")
        raise Out("inclusion", "no report of the study was included" + (f": {why}" if why else ""))
    if entry.value != "yes" and entry.missing != "":
        cell = f"{entry.place.sheet}!{entry.place.cell}"
        raise Out("inclusion", f"whether the study is included is not settled ({cell})")


def _check_ids(dataset: Dataset, study: Study, cohort: Cohort) -> None:
    """Raise where an id stands twice: what refers to it could mean either row."""
    for problem in dataset.problems:
        place = problem.place
        if problem.rule == "KEY02" and (place.sheet, place.row) in (
            ("Cohorts", cohort.cohort_id),
            ("Studies", study.study_id),
        ):
            raise Out("data", f"KEY02 stands in {place.sheet}!{place.cell}: {problem.message}")


def _check_links(study: Study, cohort: Cohort, barred: Mapping[tuple[str, str, str], Problem]) -> None:
    """Raise where a link to other cohorts cannot be read: nobody can say whose patients these are.

    One registration in two studies (REG01) can be read, and is answered as an overlap.
    """
    for row, field in ((cohort.row, "overlaps_with"), (study.row, "registry_ids")):
        if field not in row:
            continue
        place = row[field].place
        problem = barred.get((place.file, place.sheet, place.cell))
        if problem and problem.rule != "REG01":
            raise Out(
                "overlap",
                f"{problem.rule} stands in {place.sheet}!{place.cell}, so that it cannot be told whether its "
                "patients are counted elsewhere",
            )


def _check_filters(
    spec: AnalysisSpec,
    study: Study,
    cohort: Cohort,
    response: Response | None = None,
    report: Report | None = None,
) -> None:
    """Raise where a filter of the analysis does not let the cohort in.

    Fields of the response and its report are only looked at once the response row is chosen.
    """
    rows = rows_of(study, cohort, response, report)
    for field, allowed in spec.where.items():
        row = _readable(field, rows, response)
        if row is not None and not _matches(row, field, allowed):
            wanted = " or ".join(allowed)
            raise Out(
                "eligibility",
                f"{_words(field)} is {_shown(row, field)}, not {wanted}",
                kind=f"{_words(field)} is not {wanted}",
            )
    for field, refused in spec.without.items():
        row = _readable(field, rows, response)
        if row is not None and row[field].missing == "":
            raise Out(
                "data",
                f"{_words(field)} is blank, so that nobody can say whether it is {' or '.join(refused)}",
            )
        if row is not None and _matches(row, field, refused):
            raise Out("choice", f"{_words(field)} is {_shown(row, field)}, which the analysis leaves out")


def _check_only(
    spec: AnalysisSpec, study: Study, cohort: Cohort, response: Response, report: Report | None
) -> None:
    """Raise where a sensitivity analysis asks for something else, of cohorts added by name too."""
    rows = rows_of(study, cohort, response, report)
    for field, allowed in spec.only.items():
        row = _readable(field, rows, response)
        if row is not None and not _matches(row, field, allowed):
            raise Out("choice", f"{_words(field)} is {_shown(row, field)}, not {' or '.join(allowed)}")


def _readable(field: str, rows: Sequence[Row | None], response: Response | None) -> Row | None:
    """The row that has the field; raise where it cannot be read, since a filter must not pass on nothing."""
    row = row_of(field, rows)
    if row is None and response is not None:
        of_report = rows[1]
        why = f"there is no report '{response.report_id}'"
        if of_report is not None:
            why = f"no row of Patients is of this cohort in {response.report_id}"
        raise Out("data", f"{_words(field)} cannot be read: {why}")
    if row is not None and row[field].missing == "unreadable":
        place = row[field].place
        raise Out("data", f"{_words(field)} cannot be read ({place.sheet}!{place.cell})")
    return row


def _matches(row: Row, field: str, allowed: Sequence[str]) -> bool:
    value = row.value(field)
    values = value if isinstance(value, tuple) else (_shown(row, field),)
    return any(item.casefold() in {word.casefold() for word in allowed} for item in values)


def _shown(row: Row, field: str) -> str:
    return row.text(field) or row[field].missing or "blank"


def _words(field: str) -> str:
    return field.replace("_", " ")


def response_of(spec: AnalysisSpec, cohort: Cohort, named: bool) -> Response:
    """The one response row that counts; a cohort added by name may have another time point.

    Raises
    ------
    Out
        Where none fits, or several do.
    """
    if not cohort.responses:
        raise Out("data", "no response row")
    rows = [r for r in cohort.responses if r.row.text("timepoint").casefold() == spec.timepoint.casefold()]
    if named and not rows:
        rows = list(cohort.responses)
    if not rows:
        there = ", ".join(dict.fromkeys(r.row.text("timepoint") or "not stated" for r in cohort.responses))
        raise Out("data", f"no response row for time point '{spec.timepoint}' (there is: {there})")
    for field, order in spec.prefer.items():
        for wanted in order:
            preferred = [r for r in rows if r.row.text(field).casefold() == wanted.casefold()]
            if preferred:
                rows = preferred
                break
    if len(rows) > 1:
        which = ", ".join(str(r.row.number) for r in rows)
        raise Out(
            "data", f"rows {which} of {rows[0].row.sheet} all fit: say in [responses.prefer] which counts"
        )
    return rows[0]


def _unplaced(dataset: Dataset, row: Row) -> CohortExcluded:
    """A cohort that belongs to no study, with the error that says why."""
    why = next(
        (
            f"{problem.rule} stands in {problem.place.sheet}!{problem.place.cell}: {problem.message}"
            for problem in dataset.problems
            if problem.severity == "error"
            and problem.place.sheet == row.sheet
            and problem.place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row.number)
        ),
        "it belongs to no study of the workbook",
    )
    return CohortExcluded(
        cohort_id=row.key or f"row {row.number}",
        study_id=row.text("study_id"),
        label=row.text("label") or row.key or f"row {row.number} of {row.sheet}",
        stage="data",
        reason=why,
    )


def _excluded(study: Study, cohort: Cohort, out: Out) -> CohortExcluded:
    row = cohort.responses[0].row if cohort.responses else None
    return CohortExcluded(
        cohort_id=cohort.cohort_id,
        study_id=study.study_id,
        label=cohort_name(study, cohort),
        stage=out.stage,
        reason=out.reason,
        events=row.count("responders") if row else None,
        n=row.count("n_evaluable") if row else None,
        kind=out.kind,
    )


def _unknown_cohorts(dataset: Dataset, spec: AnalysisSpec) -> list[Problem]:
    known = [cohort.cohort_id for _, cohort in dataset.cohorts()]
    named = {
        "cohorts.leave_out": tuple(spec.leave_out),
        "cohorts.add": spec.add,
        **{f"sensitivity.{change.name}": change.named for change in spec.sensitivity},
        "cohorts.take": tuple(name for name in spec.take if name not in TAKING),
        "cohorts.disjoint": tuple(c for claim in spec.disjoint for c in (*claim.cohorts, *claim.of)),
        "figure.excluded": tuple(
            name for name in spec.figure.excluded if name not in (ALL, *EXCLUSION_STAGES)
        ),
    }
    return [
        Problem(
            "ANA01", "error", Place(spec.file, cell=f"{key}.{cohort}"),
            f"'{cohort}' is no cohort of the workbook", cohort,
            did_you_mean(cohort, (*known, *TAKING) if key == "cohorts.take" else known),
        )
        for key, cohorts in named.items()
        for cohort in dict.fromkeys(cohorts)
        if cohort not in known
    ]  # fmt: skip


def _counted_twice(
    entered: Sequence[Entered], spec: AnalysisSpec, overlaps: Sequence[Overlap]
) -> list[Problem]:
    ids = {item.cohort.cohort_id for item in entered}
    problems = []
    for overlap in overlaps:
        a, b = overlap.cohort_a, overlap.cohort_b
        if not {a, b} <= ids or any(claim.covers(a, b) for claim in spec.disjoint):
            continue
        verb = "hold" if overlap.grade == "certain" else "may hold"
        place = Place(spec.file, cell="cohorts", row=f"{a}, {b}")
        message = f"{a} and {b} {verb} the same patients: {overlap.reason}"
        if spec.overlap_accepted:
            accepted = f"accepted: {spec.overlap_accepted}"
            problems.append(Problem("ANA02", "note", place, message, f"{a}; {b}", accepted))
        elif overlap.refused:
            certain = overlap.grade == "certain"
            which = (
                "report counts (latest, largest or a cohort's name)" if certain else "cohort counts, by name"
            )
            fix = (
                f"say in cohorts.take which {which}, "
                "name one in [cohorts.leave_out], or say in [[cohorts.disjoint]] why they share no patient"
            )
            problems.append(Problem("ANA02", "error", place, message, f"{a}; {b}", fix))
        else:
            fix = (
                "look at both reports; then leave one out, or say in [[cohorts.disjoint]] why they share no "
                "patient"
            )
            severity: Severity = "warning" if overlap.grade == "likely" else "note"
            problems.append(Problem("ANA04", severity, place, message, f"{a}; {b}", fix))
    return problems
