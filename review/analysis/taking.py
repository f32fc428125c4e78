"""Which of several cohorts with the same patients is taken, as the analysis file says.

``cohorts.take`` holds names of cohorts, the word ``latest`` or ``largest``, or both. A name decides every
pair that would be refused; a word decides only between reports of one trial on the same patients, and a
whole and its parts: which of a registry and a trial is to be counted is no question of dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from review.analysis.entered import Entered
from review.analysis.spec import TAKING, AnalysisSpec
from review.extraction.dates import surely_before
from review.extraction.overlap import Overlap
from review.problems import Place, Problem

_YEAR_AT_END = re.compile(r"\b((?:19|20)\d\d)\W*$")


def take(
    entered: Sequence[Entered], spec: AnalysisSpec, overlaps: Sequence[Overlap]
) -> tuple[list[tuple[Entered, str]], list[Problem]]:
    """Choose among the cohorts that would enter.

    Returns
    -------
    left, problems
        The cohorts that make room for another, each with the reason; an error for every pair between
        which the word cannot decide.
    """
    by_name = {item.cohort.cohort_id: item for item in entered}
    pairs = [
        pair
        for pair in overlaps
        if pair.refused
        and {pair.cohort_a, pair.cohort_b} <= by_name.keys()
        and not any(claim.covers(pair.cohort_a, pair.cohort_b) for claim in spec.disjoint)
    ]
    word = next((one for one in spec.take if one in TAKING), "")
    left: dict[str, str] = {}
    problems: list[Problem] = []
    named = [name for name in (*spec.take, *spec.add) if name in by_name]
    for name in named:
        for pair in pairs:
            other = pair.of(name)
            if other and other not in named and other not in left:
                left[other] = f"shares patients with {name}, which the analysis file takes by name"
    while word:
        open_pairs = [
            pair
            for pair in pairs
            if pair.grade == "certain"
            and not {pair.cohort_a, pair.cohort_b} & left.keys()
            and not {pair.cohort_a, pair.cohort_b} <= set(named)
        ]
        settled = [_settle(word, by_name[pair.cohort_a], by_name[pair.cohort_b]) for pair in open_pairs]
        # A cohort that loses no pair is taken first: what it makes room from cannot oust a third one.
        losers = {loser for _, loser, _ in settled}
        first = [one for one in settled if one[0] and one[0] not in losers]
        if not first:
            problems += [
                _cannot_tell(word, spec, pair, why)
                for pair, (winner, _, why) in zip(open_pairs, settled, strict=True)
                if not winner
            ]
            break
        for winner, loser, why in first:
            left.setdefault(loser, f"shares patients with {winner}, which is taken as the {word}: {why}")
    return [(by_name[name], why) for name, why in left.items()], problems


def _settle(word: str, a: Entered, b: Entered) -> tuple[str, str, str]:
    """Winner, loser and why; an empty winner where neither wins."""
    for rule in (word, *(other for other in TAKING if other != word)):
        order, why = _RULES[rule](a, b)
        if order:
            winner, loser = (a, b) if order > 0 else (b, a)
            return winner.cohort.cohort_id, loser.cohort.cohort_id, why
        if why:
            return "", "", why
    return "", "", "dates and numbers of patients are the same"


def _latest(a: Entered, b: Entered) -> tuple[int, str]:
    """1 or -1 for the later report, with its date; 0 for one report, or with why it cannot be told."""
    if a.response.report_id == b.response.report_id:
        return 0, ""
    for field, name in (("data_cutoff", "data cut-off"), ("citation", "published")):
        dates = [_date(item, field) for item in (a, b)]
        if all(dates):
            for sign, (first, second) in ((-1, dates), (1, dates[::-1])):
                if surely_before(first, second):
                    return sign, f"{name} {second} against {first}"
    missing = [item.response.report_id for item in (a, b) if not _date(item, "citation")]
    if missing:
        return (
            0,
            f"no data cut-off in both, and no year at the end of the citation of {' and '.join(missing)}",
        )
    return 0, ""


def _date(item: Entered, field: str) -> str:
    text = item.text(field)
    if field != "citation":
        return text
    found = _YEAR_AT_END.search(text)
    return found[1] if found else ""


def _largest(a: Entered, b: Entered) -> tuple[int, str]:
    if a.n == b.n:
        return 0, ""
    return (1 if a.n > b.n else -1), f"{max(a.n, b.n)} patients against {min(a.n, b.n)}"


_RULES = {"latest": _latest, "largest": _largest}


def _cannot_tell(word: str, spec: AnalysisSpec, pair: Overlap, why: str) -> Problem:
    a, b = pair.cohort_a, pair.cohort_b
    return Problem(
        "ANA05", "error", Place(spec.file, cell="cohorts.take", row=f"{a}, {b}"),
        f"which of {a} and {b} is the {word} cannot be told: {why}", word,
        f'fill in data_cutoff of both reports, or name the one to take: take = ["{a}", "{word}"]',
    )  # fmt: skip
