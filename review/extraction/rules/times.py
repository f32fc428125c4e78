"""Medians within their intervals, and dates in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from review.extraction.audit.medians import LANDMARK_RATE, in_order, landmark_in_order
from review.extraction.dataset import Row
from review.extraction.dates import surely_before
from review.extraction.filled import FilledForm
from review.extraction.rule import Rule
from review.problems import Problem


def _median_is_outside(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Survival"):
        if in_order(row) is not False:
            continue
        shown = row["median_months"].printed or "no median"
        ends = f"{row['ci_low'].printed or '?'} to {row['ci_high'].printed or '?'}"
        yield TIME_RULES["TIME01"].problem(
            row["median_months"].place,
            f"{row.text('endpoint') or 'median'} {shown} does not lie in its interval {ends}",
            found=shown,
            fix="re-read the report; NREACHED is the code for an end that was not reached",
            bars=tuple(row[name].place.cell for name in ("median_months", "ci_low", "ci_high")),
        )


def _rate_is_outside(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Survival"):
        for name in row.entries:
            found = LANDMARK_RATE.fullmatch(name)
            if not found or landmark_in_order(row, found.group(1)) is not False:
                continue
            months = found.group(1)
            low, high = (row[f"rate_{months}m_{end}"] for end in ("low", "high"))
            yield TIME_RULES["TIME06"].problem(
                row[name].place,
                f"{row.text('endpoint') or 'rate'} at {months} months {row[name].printed or 'not given'} "
                f"does not lie in its interval {low.printed or '?'} to {high.printed or '?'}",
                found=row[name].printed,
                fix="re-read the report; one of the three is off, or an interval of another time was typed",
                bars=(row[name].place.cell, low.place.cell, high.place.cell),
            )


def _rate_rises(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Survival"):
        rates = sorted(
            (int(found[1]), name, float(rate))
            for name in row.entries
            if (found := LANDMARK_RATE.fullmatch(name)) and isinstance(rate := row.value(name), int | float)
        )
        for (early, first, before), (late, name, after) in pairwise(rates):
            if after > before:
                yield TIME_RULES["TIME07"].problem(
                    row[name].place,
                    f"{row.text('endpoint') or 'rate'} is {row[name].printed}% at {late} months, but "
                    f"{row[first].printed}% at {early}",
                    found=row[name].printed,
                    fix="re-read the report; one of the two may be another endpoint, or those with an event",
                    bars=(row[first].place.cell, row[name].place.cell),
                )


def _enrolment_ends_before_it_began(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Studies"):
        start, end = row.text("enrol_start"), row.text("enrol_end")
        if start and end and surely_before(end, start):
            yield TIME_RULES["TIME02"].problem(
                row["enrol_end"].place,
                f"enrolment ended {end}, but began {start}",
                found=end,
                fix="re-read the report; the two may have changed places",
                bars=(row["enrol_start"].place.cell, row["enrol_end"].place.cell),
            )


def _cut_off_before_enrolment(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Reports"):
        study = filled.row("Studies", row.text("study_id"))
        cutoff = row.text("data_cutoff")
        start = study.text("enrol_start") if study else ""
        if cutoff and start and surely_before(cutoff, start):
            yield TIME_RULES["TIME03"].problem(
                row["data_cutoff"].place,
                f"data were cut off {cutoff}, but {row.text('study_id')} began to enrol {start}",
                found=cutoff,
                fix="re-read the report; one of the dates is off",
            )


def _progression_free_longer_than_alive(filled: FilledForm) -> Iterator[Problem]:
    medians: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for row in filled.sheet("Survival"):
        medians[row.text("cohort_id"), row.text("report_id")].setdefault(row.text("endpoint"), row)
    for rows in medians.values():
        if "PFS" not in rows or "OS" not in rows:
            continue
        pfs, overall = (_months(rows[name]) for name in ("PFS", "OS"))
        if pfs is not None and overall is not None and pfs > overall:
            yield TIME_RULES["TIME04"].problem(
                rows["PFS"]["median_months"].place,
                f"median PFS is {pfs:g} months, median OS {overall:g}",
                found=pfs,
                fix="re-read the report; weeks may stand for months, or PFS for OS",
                bars=tuple(rows[name]["median_months"].place.cell for name in ("PFS", "OS")),
            )


def _months(row: Row) -> float | None:
    value = row.value("median_months")
    return float(value) if isinstance(value, (int, float)) else None


def _published_before_enrolment(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Studies"):
        year, start = row.count("year"), row.text("enrol_start")
        if year is not None and start and year < int(start[:4]):
            yield TIME_RULES["TIME05"].problem(
                row["year"].place,
                f"the main report is of {year}, but enrolment began {start}",
                found=year,
                fix="re-read the report; one of the two is off",
            )


TIME_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="TIME04",
            severity="error",
            title="Median PFS longer than median OS",
            reason="Nobody lives without progression for longer than they live.",
            check=_progression_free_longer_than_alive,
        ),
        Rule(
            code="TIME05",
            severity="warning",
            title="Published before enrolment began",
            reason="The year or the date belongs to another study.",
            check=_published_before_enrolment,
        ),
        Rule(
            code="TIME01",
            severity="error",
            title="Median outside its interval",
            reason="One of the three numbers is wrong, or weeks stand beside months.",
            check=_median_is_outside,
        ),
        Rule(
            code="TIME06",
            severity="error",
            title="Landmark rate outside its interval",
            reason="One of the three numbers is wrong, or belongs to another time.",
            check=_rate_is_outside,
        ),
        Rule(
            code="TIME07",
            severity="error",
            title="Landmark rates that rise",
            reason="Those without an event by a later time are some of those by an earlier one.",
            check=_rate_rises,
        ),
        Rule(
            code="TIME02",
            severity="error",
            title="Enrolment ended before it began",
            reason="Windows of enrolment show which studies may share patients.",
            check=_enrolment_ends_before_it_began,
        ),
        Rule(
            code="TIME03",
            severity="error",
            title="Data cut-off before enrolment began",
            reason="Of several reports of a study the latest is taken by this date.",
            check=_cut_off_before_enrolment,
        ),
    )
}
