"""Printed confidence intervals against the counts that they stand beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.extraction.audit.intervals import METHODS, USUAL_LEVELS
from review.extraction.filled import FilledForm
from review.extraction.reported import ReportedRate
from review.extraction.rule import Rule
from review.problems import Problem


def _rates(filled: FilledForm) -> Iterator[ReportedRate]:
    for reported in filled.responses:
        yield reported.orr
        yield reported.dcr


def _two_stages(filled: FilledForm, rate: ReportedRate) -> bool:
    """Whether the trial had two stages, so that its interval may be adjusted for them."""
    cohort = filled.row("Cohorts", rate.percent.place.row)
    study = filled.row("Studies", cohort.text("study_id")) if cohort else None
    return study is not None and study.text("design_stage") == "Simon two-stage"


def _known(rate: ReportedRate) -> bool:
    return rate.ends is not None and rate.count is not None and rate.n is not None and rate.count <= rate.n


def _fits_at_another_level(rate: ReportedRate) -> str:
    """The method and level that give the interval, if the stated level does not."""
    if rate.stated_level is None or rate.count is None:
        return ""
    for level in USUAL_LEVELS:
        found = rate.method_for(rate.count, level=level) if level != rate.stated_level else None
        if found:
            return f"{level:g}% {found[0].label}"
    return ""


def _no_method_gives_it(filled: FilledForm) -> Iterator[Problem]:
    for rate in _rates(filled):
        if not _known(rate) or not rate.n or rate.out_of_order or rate.interval_method:
            continue
        assert rate.low is not None and rate.high is not None and rate.count is not None
        if _fits_at_another_level(rate):
            continue
        level = rate.stated_level or 95.0
        exact = METHODS["clopper-pearson"].interval(rate.count, rate.n, level=level / 100)
        ends = f"{100 * exact[0]:.1f} to {100 * exact[1]:.1f}"
        others = [count for count in range(rate.n + 1) if rate.method_for(count)]
        fix = f"re-read the report; the exact {level:g}% interval is {ends}"
        if len(others) == 1:
            fix += f", and the printed one is that of {others[0]} of {rate.n}"
        elif _two_stages(filled, rate):
            fix += "; the trial had two stages, and the printed one may be adjusted for them"
        yield INTERVAL_RULES["CI01"].problem(
            rate.low.place,
            f"no method gives {_printed(rate)} for {rate.name} {rate.count} of {rate.n}",
            found=_printed(rate),
            fix=fix,
        )


def _another_level_gives_it(filled: FilledForm) -> Iterator[Problem]:
    for rate in _rates(filled):
        if not _known(rate) or not rate.n or rate.out_of_order or rate.interval_method:
            continue
        found = _fits_at_another_level(rate)
        if found:
            assert rate.level is not None
            yield INTERVAL_RULES["CI02"].problem(
                rate.level.place,
                f"{_printed(rate)} for {rate.name} {rate.count} of {rate.n} is a {found} interval, "
                f"but {rate.stated_level:g}% is stated",
                found=rate.level.printed,
                fix="re-read the report for the level of its intervals",
            )


def _estimate_is_outside(filled: FilledForm) -> Iterator[Problem]:
    for rate in _rates(filled):
        message = rate.out_of_order
        if not message:
            continue
        assert rate.low is not None and rate.high is not None
        bars = [rate.low.place.cell, rate.high.place.cell]
        if not rate.percent_fits:
            bars.append(rate.percent.place.cell)
        yield INTERVAL_RULES["CI03"].problem(
            rate.low.place,
            message,
            found=_printed(rate),
            fix="re-read the report; an end, or the estimate, is off",
            bars=tuple(bars),
        )


def _level_is_missing(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        rates = [rate for rate in (reported.orr, reported.dcr) if rate.ends]
        if not rates or rates[0].stated_level is not None or rates[0].level is None:
            continue
        found = next((rate.interval_method for rate in rates if rate.interval_method), None)
        fits = f"; it fits {found[1]:g}% {found[0].label}" if found else ""
        yield INTERVAL_RULES["CI04"].problem(
            rates[0].level.place,
            f"the level of the interval is not known{fits}",
            found=rates[0].level.printed,
            fix="enter the level that the report states",
        )


def _printed(rate: ReportedRate) -> str:
    assert rate.low is not None and rate.high is not None
    return f"{rate.low.printed} to {rate.high.printed}"


INTERVAL_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="CI01",
            severity="warning",
            title="No method gives the interval",
            reason="Count, denominator or interval is mistyped, or the interval is adjusted for stages.",
            check=_no_method_gives_it,
        ),
        Rule(
            code="CI02",
            severity="warning",
            title="Interval of another level than stated",
            reason="A 90% interval read as a 95% one makes the report look more precise than it is.",
            check=_another_level_gives_it,
        ),
        Rule(
            code="CI03",
            severity="error",
            title="Estimate outside its interval",
            reason="One of the three numbers is wrong.",
            check=_estimate_is_outside,
        ),
        Rule(
            code="CI04",
            severity="note",
            title="Level of the interval not known",
            reason="Intervals of response rates are printed at 95, 92, 90 and 80%.",
            check=_level_is_missing,
        ),
    )
}
