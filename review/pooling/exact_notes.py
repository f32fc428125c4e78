"""The sentences that stand beside the numbers of the models on exact binomial likelihoods.

Each is written once, here; `{names}` are filled in by the model. To add one, add an entry with the next
code; a code keeps its meaning for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.pooling.results import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A note before its numbers are filled in."""

    code: str
    severity: str
    text: str


EXACT_NOTES: Mapping[str, Sentence] = {
    sentence.code: sentence
    for sentence in (
        Sentence(
            code="GLMM01",
            severity="note",
            text="The cohorts differ no more than chance alone would make them, so τ² is estimated as "
            "0. That does not show that they are alike: {upper}.",
        ),
        Sentence(
            code="GLMM02",
            severity="warning",
            text="No patient responded in any cohort. The rate is given with the exact binomial "
            "interval of all {n} patients taken together; how far the cohorts differ (τ²) cannot "
            "be estimated from such data.",
        ),
        Sentence(
            code="GLMM03",
            severity="warning",
            text="Every patient responded in every cohort. The rate is given with the exact binomial "
            "interval of all {n} patients taken together; how far the cohorts differ (τ²) cannot "
            "be estimated from such data.",
        ),
        Sentence(
            code="GLMM04",
            severity="warning",
            text="In each cohort either nobody or everybody responded, so the difference between "
            "cohorts (τ²) has no upper limit and the model has no pooled rate of its own. Given "
            "instead: the share of cohorts in which everybody responded, {full} of {k}, with its "
            "exact interval. Judge the cohorts one by one.",
        ),
        Sentence(
            code="GLMM05",
            severity="warning",
            text="Every cohort has a single patient, so differences between cohorts (τ²) cannot be "
            "told from chance. The rate is given with the exact binomial interval of the {n} "
            "patients.",
        ),
        Sentence(
            code="GLMM06",
            severity="warning",
            text="The likelihood has {peaks} peaks of almost the same height, at different values of "
            "τ². The highest is reported; another rate and another τ² explain the data nearly as "
            "well, so read both with their intervals.",
        ),
        Sentence(
            code="GLMM07",
            severity="note",
            text="No prediction interval: {k} cohorts cannot say how far the rate of a new one may lie"
            " from theirs.",
        ),
        Sentence(
            code="GLMM08",
            severity="note",
            text="The prediction interval is approximate: it treats τ², estimated from {k} cohorts, as"
            " known, and covers a new cohort less often than it says.",
        ),
        Sentence(
            code="GLMM09",
            severity="warning",
            text="With τ² estimated as 0 the prediction interval only repeats the uncertainty of the "
            "mean and falsely reassures. Read it beside the upper end of τ²'s interval or the "
            "Bayesian one.",
        ),
        Sentence(
            code="GLMM10",
            severity="warning",
            text="The data set no {end} limit to the pooled rate at this confidence level with the "
            "interval asked for; the end is shown as {shown}.",
        ),
        Sentence(
            code="GLMM11",
            severity="note",
            text="The interval of τ² has no upper end: even τ = {limit:.0f} on the logit scale fits "
            "these data.",
        ),
        Sentence(
            code="GLMM12",
            severity="warning",
            text="The cohorts differ so much (τ = {tau:.1f} on the logit scale) that new cohorts near "
            "0% and near 100% are both expected. No single rate sums that up; the mean over "
            "cohorts is {mean:.1%}.",
        ),
    )
}


def note(code: str, **values: object) -> Note:
    """Return the note of that code with its numbers filled in.

    Examples
    --------
    >>> note("GLMM07", k=2).message
    'No prediction interval: 2 cohorts cannot say how far the rate of a new one may lie from theirs.'
    """
    sentence = EXACT_NOTES[code]
    return Note(rule=sentence.code, severity=sentence.severity, message=sentence.text.format(**values))
