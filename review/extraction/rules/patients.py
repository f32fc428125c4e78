"""Who the patients were: counts of some of them against all of them, and ages in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from review.extraction.dataset import Row
from review.extraction.filled import FilledForm
from review.extraction.rule import Rule
from review.problems import Problem

#: Fields of Patients that divide the patients up, and so may not add up to more than there are.
_DIVIDES = (("n_female", "n_male"), ("ecog_0", "ecog_1", "ecog_2_or_more"))

#: Fields that count some of the patients.
_SOME = ("n_metastatic", "n_prior_tki", "n_prior_ici", "n_pdl1_tested")

_AGES = ("age_min", "age_median", "age_max")


def _described(filled: FilledForm, row: Row) -> tuple[int | None, str]:
    """How many patients a row describes: as it says, else the largest number that the cohort has."""
    said = row.count("n_described")
    if said is not None:
        return said, "n_described"
    cohort = filled.row("Cohorts", row.text("cohort_id"))
    known = {
        name: n
        for name in ("n_enrolled", "n_treated")
        if cohort is not None and (n := cohort.count(name)) is not None
    }
    if not known:
        return None, ""
    name = max(known, key=lambda one: known[one])
    return known[name], f"{name} of {row.text('cohort_id')}"


def _more_than_there_were(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Patients"):
        n, name = _described(filled, row)
        for fields in (*_DIVIDES, *((field,) for field in _SOME)):
            given = [field for field in fields if row.count(field) is not None]
            total = sum(row.count(field) or 0 for field in given)
            if given and n is not None and total > n:
                yield _over(row, given, total, n, name)
        tested, positive = row.count("n_pdl1_tested"), row.count("n_pdl1_positive")
        whole, of = (n, name) if tested is None else (tested, "n_pdl1_tested")
        if positive is not None and whole is not None and positive > whole:
            yield _over(row, ["n_pdl1_positive"], positive, whole, of)


def _over(row: Row, fields: list[str], total: int, n: int, name: str) -> Problem:
    return PATIENT_RULES["PAT01"].problem(
        row[fields[-1]].place,
        f"{' + '.join(fields)} = {total}, but {name} is {n}",
        found=total,
        fix="re-read the report; the table may describe another set of patients",
        bars=tuple(row[field].place.cell for field in fields),
    )


def _patients_of_neither_sex(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Patients"):
        women, men, n = (row.count(name) for name in ("n_female", "n_male", "n_described"))
        if women is not None and men is not None and n is not None and women + men < n:
            yield PATIENT_RULES["PAT02"].problem(
                row["n_male"].place,
                f"n_female + n_male = {women + men}, but n_described is {n}",
                found=women + men,
                fix="re-read the report; nothing to do if it does not give the sex of every patient",
            )


def _ages_out_of_order(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Patients"):
        given = [(name, float(age)) for name in _AGES if isinstance(age := row.value(name), int | float)]
        for (low, younger), (high, older) in pairwise(given):
            if younger > older:
                yield PATIENT_RULES["PAT03"].problem(
                    row[high].place,
                    f"{low} is {younger:g}, but {high} is {older:g}",
                    found=f"{older:g}",
                    fix="re-read the report; two of the ages may have changed places",
                    bars=(row[low].place.cell, row[high].place.cell),
                )
                break


PATIENT_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="PAT01",
            severity="error",
            title="More of some patients than there are patients",
            reason="A count of some patients that exceeds all of them belongs to another set.",
            check=_more_than_there_were,
        ),
        Rule(
            code="PAT02",
            severity="warning",
            title="Women and men are fewer than the patients",
            reason="Somebody is left out, or the row describes another set of patients.",
            check=_patients_of_neither_sex,
        ),
        Rule(
            code="PAT03",
            severity="error",
            title="Ages out of order",
            reason="The median lies between the youngest and the oldest.",
            check=_ages_out_of_order,
        ),
    )
}
