"""Printed percentages against the counts that they stand beside, at their printed decimals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.extraction.audit.percentages import (
    attainable_counts,
    decimals_of,
    exact_percent,
    other_rounding,
    rounds_to,
)
from review.extraction.dataset import Row
from review.extraction.filled import FilledForm
from review.extraction.reported import ReportedRate, ReportedResponse
from review.extraction.rule import Rule
from review.problems import Problem


def _rates(filled: FilledForm) -> Iterator[tuple[ReportedResponse, ReportedRate, tuple[str, ...]]]:
    """Each rate of each row with the fields that its count comes from."""
    for reported in filled.responses:
        counted = ("responders",) if reported.row.count("responders") is not None else ("cr", "pr")
        yield reported, reported.orr, counted
        yield reported, reported.dcr, ("sd",)


def _percent_and_count_disagree(filled: FilledForm) -> Iterator[Problem]:
    for reported, rate, counted in _rates(filled):
        if not _disagree(rate) or reported.explanation(rate) or _is_that_of_cr_and_pr(reported, rate):
            continue
        assert rate.count is not None and rate.n is not None and rate.printed is not None
        sure = rate.interval_method is not None or _sums_up(reported)
        doubtful = () if sure else counted if reported.n_corroborated else (*counted, "n_evaluable")
        fraction = 0 < rate.printed < 1 and rounds_to(rate.count, rate.n, 100 * rate.printed, 0)
        bars = reported.cells(*(() if fraction else doubtful), *_pct(rate))
        if rate.attainable:
            counts = " or ".join(map(str, rate.attainable))
            fix = f"re-read the report; {rate.percent.printed}% of {rate.n} is {counts}"
        else:
            fix = f"re-read the report; no count of {rate.n} prints as {rate.percent.printed}%"
            others = _denominators_that_fit(rate)
            fix += f", {rate.count} of {others} does" if others else ""
        if fraction:
            fix = f"write percentages: {100 * rate.printed:g} for {rate.percent.printed}"
        elif sure:
            fix += "; the other numbers of the row agree with each other, the percentage alone does not"
        yield PERCENT_RULES["PCT01"].problem(
            rate.percent.place, _message(rate), found=rate.percent.printed, fix=fix, bars=bars
        )


def _percent_is_rounded_otherwise(filled: FilledForm) -> Iterator[Problem]:
    for reported, rate, _ in _rates(filled):
        if _disagree(rate) and (why := reported.explanation(rate)):
            yield PERCENT_RULES["PCT02"].problem(
                rate.percent.place,
                f"{_message(rate)}: {why}",
                found=rate.percent.printed,
                fix="compare with the report; nothing to do if it is printed so",
            )


def _no_count_gives_the_percent(filled: FilledForm) -> Iterator[Problem]:
    for reported, rate, _ in _rates(filled):
        if rate.count is not None or not rate.n or rate.printed is None or rate.attainable:
            continue
        near = round(rate.printed * rate.n / 100)
        beside = " and ".join(
            f"{count} is {exact_percent(count, rate.n)}"
            for count in sorted({max(0, near - 1), near, min(rate.n, near + 1)})
        )
        yield PERCENT_RULES["PCT03"].problem(
            rate.percent.place,
            f"no count of {rate.n} prints as {rate.name} {rate.percent.printed}% ({beside})",
            found=rate.percent.printed,
            fix=f"re-read the report; the percentage or n_evaluable is off{_where_all_fit(reported, rate)}",
            bars=reported.cells(*_pct(rate), "n_evaluable"),
        )


def _derived_count_is_not_the_only_one(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        rate = reported.orr
        if reported.row.value("responders_derived") != "yes" or len(rate.attainable) < 2:
            continue
        if rate.ends and [count for count in rate.attainable if rate.method_for(count)] == [rate.count]:
            continue
        yield PERCENT_RULES["PCT04"].problem(
            reported.row["responders"].place,
            f"responders was derived from {rate.percent.printed}% of {rate.n}, which is any of "
            f"{', '.join(map(str, rate.attainable))}",
            found=rate.count,
            fix="write NR unless the report gives the count, or an interval that only one of them fits",
        )


def _safety_percent(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Safety"):
        rate = _safety_rate(row)
        if _disagree(rate):
            assert rate.count is not None and rate.n is not None and rate.printed is not None
            if other_rounding(rate.count, rate.n, rate.printed, decimals_of(rate.percent.printed)):
                continue
            counts = " or ".join(map(str, rate.attainable)) or "no count"
            yield PERCENT_RULES["PCT05"].problem(
                rate.percent.place,
                _message(rate),
                found=rate.percent.printed,
                fix=f"re-read the report; {rate.percent.printed}% of {rate.n} is {counts}",
                bars=tuple(row[name].place.cell for name in ("n_safety", "n_events", "pct")),
            )


def _safety_rate(row: Row) -> ReportedRate:
    return ReportedRate("event", row.count("n_events"), row.count("n_safety"), row["pct"])


def _disagree(rate: ReportedRate) -> bool:
    return (
        rate.count is not None
        and bool(rate.n)
        and rate.printed is not None
        and rate.count <= (rate.n or 0)
        and not rate.percent_fits
    )


def _is_that_of_cr_and_pr(reported: ReportedResponse, rate: ReportedRate) -> bool:
    """Whether the percentage is that of CR + PR, so that SUM03 has named the printed count already."""
    return rate is reported.orr and reported.orr_of(reported.sum_of_two).percent_fits


def _sums_up(reported: ReportedResponse) -> bool:
    """Whether CR + PR is responders and all categories add up to the denominator."""
    row = reported.row
    four = [row.count(name) for name in ("cr", "pr", "sd", "pd")]
    if reported.n is None or None in four or reported.responders != reported.sum_of_two:
        return False
    rest = (row.count("other") or 0) + (row.count("non_cr_non_pd") or 0)
    return sum(count or 0 for count in four) + rest == reported.n


def _denominators_that_fit(rate: ReportedRate) -> str:
    """Denominators near the given one from which the count gives the percentage."""
    assert rate.count is not None and rate.n is not None and rate.printed is not None
    decimals = decimals_of(rate.percent.printed)
    near = [
        n
        for n in range(max(1, rate.count, rate.n - 10), rate.n + 11)
        if rate.count in attainable_counts(n, rate.printed, decimals)
    ]
    return " or ".join(map(str, near)) if 0 < len(near) <= 3 and rate.count else ""


#: How far from the given denominator another one is looked for.
_NEAR = 12


def _where_all_fit(reported: ReportedResponse, rate: ReportedRate) -> str:
    """The nearest denominator at which every percentage of the row has a count, if the row prints two."""
    rates = [one for one in (reported.orr, reported.dcr) if one.printed is not None]
    n = rate.n or 0
    if len(rates) < 2:
        return ""
    for other in sorted(range(max(2, n - _NEAR), n + _NEAR + 1), key=lambda one: abs(one - n)):
        counts = [
            attainable_counts(other, one.printed or 0.0, decimals_of(one.percent.printed)) for one in rates
        ]
        known = [one.count is None or one.count in found for one, found in zip(rates, counts, strict=True)]
        if all(counts) and all(known):
            fits = " and ".join(
                f"{' or '.join(map(str, found))} ({one.percent.printed}%)"
                for one, found in zip(rates, counts, strict=True)
            )
            return f"; of {other} patients both are possible: {fits}"
    return ""


def _message(rate: ReportedRate) -> str:
    assert rate.count is not None and rate.n is not None
    exact = exact_percent(rate.count, rate.n)
    return f"{rate.name} is printed as {rate.percent.printed}%, but {rate.count} of {rate.n} is {exact}"


def _pct(rate: ReportedRate) -> tuple[str, ...]:
    return (f"{rate.name.lower()}_pct",)


PERCENT_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="PCT01",
            severity="error",
            title="Percentage does not follow from the count",
            reason="The count, the denominator or the percentage is wrong, and the pooled rate with it.",
            check=_percent_and_count_disagree,
        ),
        Rule(
            code="PCT02",
            severity="warning",
            title="Percentage is rounded in an unusual way, or has another denominator",
            reason="Count and percentage differ by a habit: cut off, rounded twice, or of all enrolled.",
            check=_percent_is_rounded_otherwise,
        ),
        Rule(
            code="PCT03",
            severity="error",
            title="No count gives the percentage",
            reason="Only some percentages are possible at a given n: the percentage or the n is wrong.",
            check=_no_count_gives_the_percent,
        ),
        Rule(
            code="PCT04",
            severity="error",
            title="Derived count is one of several",
            reason="Above n = 100 a whole percentage fits more than one count.",
            check=_derived_count_is_not_the_only_one,
        ),
        Rule(
            code="PCT05",
            severity="error",
            title="Percentage of an adverse event does not follow from the count",
            reason="The count, the safety set or the percentage is wrong.",
            check=_safety_percent,
        ),
    )
}
