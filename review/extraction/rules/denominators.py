"""Denominators in their order, and the counts of safety: enrolled, treated, evaluable, safety set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.extraction.dataset import Row
from review.extraction.filled import FilledForm
from review.extraction.rule import Rule
from review.problems import Problem

#: Fields of Responses that are worth nothing without a denominator.
_NEED_A_DENOMINATOR = ("cr", "pr", "sd", "pd", "ne", "other", "responders", "orr_pct", "dcr_pct")


def _denominator_is_blank(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Responses"):
        n = row.entries.get("n_evaluable")
        given = [name for name in _NEED_A_DENOMINATOR if row.value(name) is not None]
        if n is None or n.value is not None or n.missing != "" or not given or not n.place.cell:
            continue
        yield DENOMINATOR_RULES["DEN01"].problem(
            n.place,
            f"n_evaluable is blank, but the row has {', '.join(given)}",
            fix="enter the number of patients that the rate is counted in, or NR if the report gives none",
        )


def _more_treated_than_enrolled(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Cohorts"):
        enrolled, treated = row.count("n_enrolled"), row.count("n_treated")
        if enrolled is not None and treated is not None and treated > enrolled:
            yield DENOMINATOR_RULES["DEN02"].problem(
                row["n_treated"].place,
                f"n_treated is {treated}, but n_enrolled is {enrolled}",
                found=treated,
                fix="re-read the report; the two may have changed places",
                bars=(row["n_enrolled"].place.cell, row["n_treated"].place.cell),
            )


def _more_evaluable_than_there_were(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        n, cohort = reported.n, reported.cohort
        if n is None or cohort is None:
            continue
        for name in ("n_treated", "n_enrolled"):
            whole = cohort.count(name)
            if whole is None or n <= whole:
                continue
            message = f"n_evaluable is {n}, but {name} of {cohort.key} is {whole}"
            there = cohort[name].place
            here = reported.row["n_evaluable"].place
            if reported.n_corroborated:
                place, found = there, whole
                fix = f"re-read the report; the printed rate is one of {n}, so {name} would be {n} or more"
            else:
                place, found = here, n
                fix = f"re-read the report; compare with {there.sheet}!{there.cell}"
            yield DENOMINATOR_RULES["DEN03"].problem(place, message, found=found, fix=fix)
            break


def _more_events_than_patients(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Safety"):
        n, events = row.count("n_safety"), row.count("n_events")
        if n is not None and events is not None and events > n:
            yield DENOMINATOR_RULES["DEN04"].problem(
                row["n_events"].place,
                f"n_events is {events}, but n_safety is {n}",
                found=events,
                fix="count patients with at least one event, not events",
                bars=(row["n_safety"].place.cell, row["n_events"].place.cell),
            )


def _safety_set_over_enrolled(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Safety"):
        cohort = filled.row("Cohorts", row.text("cohort_id"))
        n, enrolled = row.count("n_safety"), _enrolled(cohort)
        if n is not None and enrolled is not None and n > enrolled:
            yield DENOMINATOR_RULES["DEN05"].problem(
                row["n_safety"].place,
                f"n_safety is {n}, but n_enrolled of {row.text('cohort_id')} is {enrolled}",
                found=n,
                fix="re-read the report; the safety set may be that of a larger cohort",
            )


#: Pairs of fields of Cohorts of which the first counts some of the patients of the second.
_SOME_OF = (
    ("n_enrolled", "n_screened"),
    ("n_measurable", "n_enrolled"),
    ("n_lost", "n_enrolled"),
)


def _more_than_those_they_are_of(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Cohorts"):
        for part, whole in _SOME_OF:
            n, of = row.count(part), row.count(whole)
            if n is not None and of is not None and n > of:
                yield DENOMINATOR_RULES["DEN06"].problem(
                    row[part].place,
                    f"{part} is {n}, but {whole} is {of}",
                    found=n,
                    fix="re-read the report; the two may have changed places",
                    bars=(row[part].place.cell, row[whole].place.cell),
                )


def _enrolled(cohort: Row | None) -> int | None:
    return cohort.count("n_enrolled") if cohort else None


DENOMINATOR_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="DEN01",
            severity="error",
            title="Denominator blank",
            reason="A count or a percentage without its n cannot be pooled, nor checked.",
            check=_denominator_is_blank,
        ),
        Rule(
            code="DEN02",
            severity="error",
            title="More treated than enrolled",
            reason="One of the two is wrong; a rate of all enrolled would be too.",
            check=_more_treated_than_enrolled,
        ),
        Rule(
            code="DEN03",
            severity="error",
            title="More evaluable than treated or enrolled",
            reason="Patients cannot be judged who were not in the study.",
            check=_more_evaluable_than_there_were,
        ),
        Rule(
            code="DEN04",
            severity="error",
            title="More patients with an event than in the safety set",
            reason="Events were counted instead of patients, or one of the numbers is wrong.",
            check=_more_events_than_patients,
        ),
        Rule(
            code="DEN05",
            severity="error",
            title="Safety set larger than the cohort",
            reason="The number belongs to another cohort, or one of the two is wrong.",
            check=_safety_set_over_enrolled,
        ),
        Rule(
            code="DEN06",
            severity="error",
            title="More measurable, lost or enrolled than there were",
            reason="Some of the patients cannot be more than all of them.",
            check=_more_than_those_they_are_of,
        ),
    )
}
