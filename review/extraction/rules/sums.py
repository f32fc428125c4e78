"""Response categories against each other and against the denominator.

CR + PR + SD + PD + other is the number of evaluable patients; where patients were not evaluable, the sum
with NE is the number treated or, if that is unknown, enrolled. Where a printed percentage or interval
corroborates some of the counts, the problem names (and bars) only the one that is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from review.extraction.filled import FilledForm
from review.extraction.reported import CATEGORIES, ReportedResponse
from review.extraction.rule import Rule
from review.problems import Problem


@dataclass(frozen=True, slots=True)
class _Sum:
    """The categories of a row added up."""

    fields: tuple[str, ...]
    total: int
    complete: bool
    target: int
    target_name: str

    @property
    def words(self) -> str:
        return " + ".join(map(_called, self.fields))

    @property
    def sentence(self) -> str:
        return f"{self.words} = {self.total}, but {self.target_name} is {self.target}"


_WORDS = {"responders": "responders", "other": "other", "non_cr_non_pd": "non-CR/non-PD"}


def _called(field: str) -> str:
    return _WORDS.get(field, field.upper())


def _add_up(reported: ReportedResponse) -> _Sum | None:
    row = reported.row
    count = {name: row.count(name) for name in (*CATEGORIES, "other", "ne")}
    if reported.sum_of_two is None and row.count("responders") is not None:
        fields, total = ["responders"], row.count("responders") or 0
        complete = True
    else:
        fields = [name for name in ("cr", "pr") if count[name] is not None]
        total = (count["cr"] or 0) + (count["pr"] or 0)
        complete = len(fields) == 2
    for name in ("sd", "pd"):
        if count[name] is None:
            complete = False
        else:
            fields.append(name)
            total += count[name] or 0
    for name in ("non_cr_non_pd", "other"):
        if count[name]:
            fields.append(name)
            total += count[name] or 0
    if not fields or fields == ["responders"]:
        return None
    n, ne = reported.n, count["ne"] or 0
    if n is not None and (total > n or not ne):
        return _Sum(tuple(fields), total, complete, n, "n_evaluable")
    whole, name = (
        (reported.treated, "n_treated") if reported.treated is not None else (reported.enrolled, "n_enrolled")
    )
    if not ne or whole is None:
        return None
    return _Sum((*fields, "ne"), total + ne, complete, whole, name)


def _sum_under(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        added = _add_up(reported)
        if added is None or not added.complete or added.total >= added.target:
            continue
        last = added.fields[-1]
        entry = reported.row[last]
        gap = added.target - added.total
        patients = "1 patient is" if gap == 1 else f"{gap} patients are"
        blank = "NE or other" if "ne" not in added.fields else "other"
        yield SUM_RULES["SUM01"].problem(
            entry.place,
            added.sentence,
            found=added.total,
            fix=f"{patients} in no category: enter what the report says of them under {blank}",
        )


def _sum_over(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        added = _add_up(reported)
        if added is None or added.total <= added.target or _is_over(reported):
            continue
        suspects, evidence, implied = _suspects(reported, added)
        place = reported.row[suspects[-1]].place
        bars = reported.cells(*suspects)
        if len(suspects) == 1 and implied is not None:
            fix = f"re-read the report; {evidence}, so {_called(suspects[0])} would be {implied}"
        elif evidence:
            names = " or ".join(map(_called, suspects))
            over = added.total - added.target
            fix = f"re-read the report; {evidence}, so {names} is too high by {over}"
        else:
            fix = f"re-read the report; nothing beside them says which is off ({added.target_name} may be)"
            bars = (*bars, *reported.cells("n_evaluable", "responders"))
            place = reported.row[_last_category(added)].place
        yield SUM_RULES["SUM02"].problem(
            place, added.sentence, found=added.total, fix=fix, bars=tuple(dict.fromkeys(bars))
        )


def _suspects(reported: ReportedResponse, added: _Sum) -> tuple[tuple[str, ...], str, int | None]:
    """The fields that may be off, the evidence in words, and what the only suspect would have to be."""
    total, target, fields = added.total, added.target, added.fields
    if "ne" in fields and reported.n is not None and total - (reported.row.count("ne") or 0) == reported.n:
        return ("ne",), f"{reported.n} were evaluable of {target}", target - reported.n
    responders = reported.responders
    if responders is None or not reported.n_corroborated:
        return fields, "", None
    orr, dcr = reported.orr, reported.dcr
    sure = {"cr", "pr", "responders"}
    evidence = _evidence(reported)
    if dcr.corroborated:
        sure.add("sd")
    elif orr.corroborated and len(dcr.attainable) == 1 and "sd" in fields:
        sd = dcr.attainable[0] - responders
        if sd >= 0 and total - (reported.row.count("sd") or 0) + sd == target:
            return ("sd",), _dcr_words(reported), sd
    left = tuple(name for name in fields if name not in sure)
    implied = None
    if len(left) == 1:
        implied = target - (total - (reported.row.count(left[0]) or 0))
        if implied < 0:
            return fields, "", None
    return left, evidence, implied


def _evidence(reported: ReportedResponse) -> str:
    if reported.dcr.corroborated:
        return _dcr_words(reported)
    rate = reported.orr
    if rate.percent_fits:
        return f"ORR {rate.percent.printed}% of {rate.n} means {rate.count}"
    assert rate.interval_method is not None
    method, level = rate.interval_method
    return f"the {level:g}% interval is that of {rate.count} of {rate.n} ({method.label})"


def _dcr_words(reported: ReportedResponse) -> str:
    rate = reported.dcr
    if rate.printed is not None and len(rate.attainable) == 1:
        return f"DCR {rate.percent.printed}% of {rate.n} means {rate.attainable[0]}"
    if rate.percent_fits:
        return f"DCR {rate.percent.printed}% of {rate.n} agrees with {rate.count}"
    return f"the interval of the DCR is that of {rate.count} of {rate.n}"


def _last_category(added: _Sum) -> str:
    """The last of the four categories in the sum, where no other cell stands out."""
    return next((name for name in ("pd", "sd", "pr", "cr") if name in added.fields), added.fields[-1])


def _responders_are_cr_and_pr(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        row = reported.row
        printed, cr, pr = (row.count(name) for name in ("responders", "cr", "pr"))
        if printed is None or (cr is None and pr is None):
            continue
        total = (cr or 0) + (pr or 0)
        if printed == total or (reported.sum_of_two is None and printed > total):
            continue
        words = " + ".join(name.upper() for name, count in (("cr", cr), ("pr", pr)) if count is not None)
        message = f"{words} = {total}, but responders is {printed}"
        summed = reported.orr_of(total)
        suspects: tuple[str, ...]
        if reported.orr.corroborated and not summed.corroborated:
            suspects, fix = ("cr", "pr"), f"re-read the report; {_evidence(reported)}, so CR or PR is off"
        elif summed.corroborated and not reported.orr.corroborated:
            suspects = ("responders",)
            fix = f"re-read the report; the printed rate is that of {total} of {reported.n}"
        else:
            suspects, fix = ("responders", "cr", "pr"), "re-read the report; one of the counts is off"
        bars = reported.cells(*suspects)
        place = row[next(name for name in suspects if row.count(name) is not None)].place
        yield SUM_RULES["SUM03"].problem(place, message, found=printed, fix=fix, bars=bars)


def _responders_over_n(filled: FilledForm) -> Iterator[Problem]:
    for reported in filled.responses:
        if not _is_over(reported):
            continue
        yield SUM_RULES["SUM04"].problem(
            reported.row["responders"].place,
            f"responders is {reported.row.text('responders')}, but n_evaluable is {reported.n}",
            found=reported.row.text("responders"),
            fix="re-read the report; the two may have changed places",
            bars=reported.cells("responders", "n_evaluable"),
        )


def _is_over(reported: ReportedResponse) -> bool:
    printed = reported.row.count("responders")
    return printed is not None and reported.n is not None and printed > reported.n


SUM_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="SUM01",
            severity="warning",
            title="Categories add up to less than the denominator",
            reason="Patients are in no category: not evaluable, or in one that the form calls other.",
            check=_sum_under,
        ),
        Rule(
            code="SUM02",
            severity="error",
            title="Categories add up to more than the denominator",
            reason="A patient was counted twice, or one of the counts is wrong.",
            check=_sum_over,
        ),
        Rule(
            code="SUM03",
            severity="error",
            title="Responders are not CR + PR",
            reason="One number of responders is pooled; the row gives two.",
            check=_responders_are_cr_and_pr,
        ),
        Rule(
            code="SUM04",
            severity="error",
            title="More responders than patients",
            reason="A rate above 100% cannot be pooled.",
            check=_responders_over_n,
        ),
    )
}
