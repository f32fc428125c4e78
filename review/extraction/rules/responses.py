"""Response rows against each other: confirmed and not, earlier and later, part and whole, two reports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from review.extraction.dataset import Row
from review.extraction.dates import surely_before
from review.extraction.filled import FilledForm
from review.extraction.reported import ReportedResponse
from review.extraction.rule import Rule
from review.problems import Problem

_Group = list[ReportedResponse]


def _groups(filled: FilledForm, *fields: str) -> Iterator[_Group]:
    """Rows of one cohort that are alike in some fields; what is not known is alike to nothing."""
    groups: dict[tuple[str, ...], _Group] = defaultdict(list)
    for reported in filled.responses:
        key = tuple(reported.row.text(name) for name in ("cohort_id", *fields))
        if all(key):
            groups[key].append(reported)
    yield from (group for group in groups.values() if len(group) > 1)


def _more_confirmed_than_not(filled: FilledForm) -> Iterator[Problem]:
    for group in _groups(filled, "report_id", "timepoint", "criteria", "assessor"):
        counts = {one.row.text("confirmed"): one for one in group if one.responders is not None}
        confirmed, without = counts.get("yes"), counts.get("no")
        if confirmed is None or without is None or confirmed.n != without.n:
            continue
        assert confirmed.responders is not None and without.responders is not None
        if confirmed.responders > without.responders:
            cells = confirmed.cells("responders", "cr", "pr") + without.cells("responders", "cr", "pr")
            yield RESPONSE_RULES["RESP01"].problem(
                confirmed.row["responders"].place,
                f"{confirmed.responders} confirmed responders, but {without.responders} with or without "
                f"confirmation (row {without.row.number})",
                found=confirmed.responders,
                fix="re-read the report; the two rows may have changed places",
                bars=cells,
            )


def _fewer_patients_later(filled: FilledForm) -> Iterator[Problem]:
    for group in _groups(filled, "timepoint", "assessor"):
        for a, b in combinations(group, 2):
            early, late = sorted((a, b), key=lambda one: _cutoff(filled, one.row))
            first, last = _cutoff(filled, early.row), _cutoff(filled, late.row)
            if not _surely_later(first, last):
                continue
            if early.n is not None and late.n is not None and late.n < early.n:
                yield RESPONSE_RULES["RESP02"].problem(
                    late.row["n_evaluable"].place,
                    f"{late.n} evaluable at the cut-off {last}, but {early.n} at {first} "
                    f"(row {early.row.number})",
                    found=late.n,
                    fix="re-read the reports; the later one may count another set",
                )


def _surely_later(first: str, last: str) -> bool:
    """Whether of two cut-offs that are known the second is later, however exact the two dates are."""
    return bool(first and last) and surely_before(first, last)


def _cutoff(filled: FilledForm, row: Row) -> str:
    report = filled.row("Reports", row.text("report_id"))
    return report.text("data_cutoff") if report else ""


def _reports_differ(filled: FilledForm) -> Iterator[Problem]:
    for group in _groups(filled, "timepoint", "criteria", "assessor", "n_evaluable"):
        first = group[0]
        for other in group[1:]:
            if other.row.text("report_id") == first.row.text("report_id"):
                continue
            if other.responders == first.responders or None in (other.responders, first.responders):
                continue
            states = {one.row.text("confirmed") for one in (first, other)}
            if states == {"yes", "no"}:
                continue
            if _surely_later(*sorted(_cutoff(filled, one.row) for one in (first, other))):
                continue
            yield RESPONSE_RULES["RESP03"].problem(
                other.row["responders"].place,
                f"{other.responders} of {other.n} here, {first.responders} of {first.n} in row "
                f"{first.row.number} ({first.row.text('report_id')})",
                found=other.responders,
                fix="re-read both reports; of two prints of one result one may be a copying error",
            )


def _part_exceeds_whole(filled: FilledForm) -> Iterator[Problem]:
    by_cohort: dict[str, _Group] = defaultdict(list)
    for reported in filled.responses:
        by_cohort[reported.row.text("cohort_id")].append(reported)
    for cohort in filled.sheet("Cohorts"):
        whole = filled.row("Cohorts", cohort.text("subset_of")) if "subset_of" in cohort else None
        if whole is None:
            continue
        enrolled, of = cohort.count("n_enrolled"), whole.count("n_enrolled")
        if enrolled is not None and of is not None and enrolled > of:
            yield RESPONSE_RULES["RESP04"].problem(
                cohort["n_enrolled"].place,
                f"{enrolled} enrolled, but {of} in {whole.key}, of which it is a part",
                found=enrolled,
                fix="re-read the report, or correct subset_of",
            )
        for part in by_cohort[cohort.key]:
            for total in by_cohort[whole.key]:
                if all(part.row.text(f) == total.row.text(f) for f in ("report_id", "timepoint", "assessor")):
                    yield from _larger(part, total, whole.key)


def _larger(part: ReportedResponse, total: ReportedResponse, whole: str) -> Iterator[Problem]:
    for field, mine, theirs in (
        ("n_evaluable", part.n, total.n),
        ("responders", part.responders, total.responders),
    ):
        if mine is not None and theirs is not None and mine > theirs:
            yield RESPONSE_RULES["RESP04"].problem(
                part.row[field].place,
                f"{field} is {mine}, but {theirs} in {whole}, of which the cohort is a part",
                found=mine,
                fix="re-read the report, or correct subset_of",
                bars=part.cells(field) + total.cells(field),
            )


def _single_patient(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        if reported.n == 1:
            yield RESPONSE_RULES["RESP05"].problem(
                reported.row["n_evaluable"].place,
                "a cohort of one patient",
                found=1,
                fix="nothing, if it is one; min_n in the analysis file keeps single patients out",
            )


def _control_below_response(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        orr, dcr = reported.orr.printed, reported.dcr.printed
        if orr is not None and dcr is not None and dcr < orr:
            yield RESPONSE_RULES["RESP06"].problem(
                reported.row["dcr_pct"].place,
                f"DCR {reported.row['dcr_pct'].printed}% is below ORR {reported.row['orr_pct'].printed}%",
                found=reported.row["dcr_pct"].printed,
                fix="re-read the report; the two may have changed places",
                bars=reported.cells("orr_pct", "dcr_pct"),
            )


def _benefit_out_of_order(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        benefit = reported.row.count("clinical_benefit")
        if benefit is None:
            continue
        low, high = reported.responders, reported.controlled
        if low is not None and benefit < low:
            message = f"clinical_benefit is {benefit}, but there are {low} responders"
        elif high is not None and benefit > high:
            message = f"clinical_benefit is {benefit}, but the disease of {high} patients was controlled"
        elif reported.n is not None and benefit > reported.n:
            message = f"clinical_benefit is {benefit}, but n_evaluable is {reported.n}"
        else:
            continue
        yield RESPONSE_RULES["RESP07"].problem(
            reported.row["clinical_benefit"].place,
            message,
            found=benefit,
            fix="re-read the report; benefit is CR, PR, or SD that lasted long enough",
            bars=reported.cells("clinical_benefit"),
        )


def _control_without_a_time(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        for rate, time in (("dcr_pct", "sd_min_weeks"), ("clinical_benefit", "cb_weeks")):
            given, lasts = reported.row.value(rate), reported.row.entries.get(time)
            if given is not None and lasts is not None and lasts.place.cell and lasts.missing == "":
                yield RESPONSE_RULES["RESP08"].problem(
                    lasts.place,
                    f"{rate} is given, {time} is blank",
                    fix="enter the weeks that a stable disease had to last, or NR",
                )


def _measured_in_a_figure(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        if reported.row.text("read_from") == "figure":
            yield RESPONSE_RULES["RESP09"].problem(
                reported.row["read_from"].place,
                "the counts were measured in a figure",
                found="figure",
                fix="look for them in the text or a supplement, or ask the authors",
            )


def _quote_without_the_number(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        row, quote = reported.row, reported.row.text("quote")
        if not quote or row.value("responders_derived") == "yes" or row.text("read_from") == "figure":
            continue
        looked_for = [
            entry.printed
            for name in ("responders", "orr_pct")
            if (entry := row.entries.get(name)) is not None and entry.value is not None
        ]
        if not looked_for and row.count("cr") is not None and row.count("pr") is not None:
            looked_for = [row["cr"].printed, row["pr"].printed]
        if looked_for and not any(says(quote, number) for number in looked_for):
            yield RESPONSE_RULES["RESP10"].problem(
                row["quote"].place,
                f"the quote names none of the numbers typed ({', '.join(looked_for)})",
                found=quote,
                fix="copy the line that holds the number, or re-read it",
            )


#: Numbers as they are written out in sentences.
_WRITTEN_OUT = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip


def says(quote: str, number: str) -> bool:
    """Whether a sentence holds a number, in digits or written out.

    >>> says("Nineteen of 52 patients (37%)", "19"), says("119 of 520 patients", "19")
    (True, False)
    """
    bare = number.rstrip("% ")
    if re.search(rf"(?<![\d.,·]){re.escape(bare)}(?!\d|[.,·]\d)", quote.replace("·", ".")):
        return True
    word = _WRITTEN_OUT[int(bare)] if bare.isdecimal() and int(bare) < len(_WRITTEN_OUT) else ""
    none = bare == "0" and re.search(r"\b(no|none|neither)\b", quote, re.IGNORECASE)
    return bool(none or (word and re.search(rf"\b{word}\b", quote, re.IGNORECASE)))


RESPONSE_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="RESP01",
            severity="error",
            title="More confirmed responders than with or without confirmation",
            reason="Confirmed responses are some of all responses.",
            check=_more_confirmed_than_not,
        ),
        Rule(
            code="RESP02",
            severity="warning",
            title="Fewer evaluable patients at a later cut-off",
            reason="A cohort does not shrink; the later report may count another set.",
            check=_fewer_patients_later,
        ),
        Rule(
            code="RESP03",
            severity="warning",
            title="Two reports of one result differ",
            reason="The same patients, judged alike, have one number of responders.",
            check=_reports_differ,
        ),
        Rule(
            code="RESP04",
            severity="error",
            title="A part is larger than the whole",
            reason="A part of a cohort cannot hold more patients or responders than the cohort.",
            check=_part_exceeds_whole,
        ),
        Rule(
            code="RESP05",
            severity="warning",
            title="Cohort of one patient",
            reason="Single patients are published because they responded.",
            check=_single_patient,
        ),
        Rule(
            code="RESP06",
            severity="error",
            title="Disease control below response",
            reason="Every responder has controlled disease.",
            check=_control_below_response,
        ),
        Rule(
            code="RESP07",
            severity="error",
            title="Clinical benefit out of order",
            reason="Benefit lies between response and disease control.",
            check=_benefit_out_of_order,
        ),
        Rule(
            code="RESP08",
            severity="note",
            title="Disease control without a time",
            reason="In a slow disease nearly every tumour is stable for a few weeks.",
            check=_control_without_a_time,
        ),
        Rule(
            code="RESP09",
            severity="warning",
            title="Counts measured in a figure",
            reason="Bars of a waterfall plot leave out patients, and best change is no response.",
            check=_measured_in_a_figure,
        ),
        Rule(
            code="RESP10",
            severity="warning",
            title="Quote without the number",
            reason="A quote that does not hold the number supports another one.",
            check=_quote_without_the_number,
        ),
    )
}
