"""The sentences of the models on exact binomial likelihoods, where they must answer in an unusual way.

To add one, add an entry with the next code; a code keeps its meaning for ever.
"""

from __future__ import annotations

from collections.abc import Mapping

from review.pooling.notes import NoteKind
from review.pooling.results import Note


def exact_note(rule: str, **words: object) -> Note:
    """Return the note of that code with its words filled in.

    >>> exact_note("EXACT06", end="upper", shown="100%").message
    'The data set no upper limit to the pooled rate at this level; that end is shown as 100%.'
    """
    kind = EXACT_NOTES[rule]
    return Note(rule=rule, severity=kind.severity, message=kind.sentence.format(**words))


EXACT_NOTES: Mapping[str, NoteKind] = {
    kind.rule: kind
    for kind in (
        NoteKind(
            rule="EXACT01",
            severity="warning",
            sentence=(
                "No patient responded in any cohort. The rate is given with the exact binomial interval of "
                "all {n} patients taken together. Such data cannot tell how far cohorts differ: tau² and the "
                "prediction interval have no value."
            ),
        ),
        NoteKind(
            rule="EXACT02",
            severity="warning",
            sentence=(
                "Every patient responded in every cohort. The rate is given with the exact binomial interval "
                "of all {n} patients taken together. Such data cannot tell how far cohorts differ: tau² and "
                "the prediction interval have no value."
            ),
        ),
        NoteKind(
            rule="EXACT03",
            severity="warning",
            sentence=(
                "Every cohort has a single patient, so differences between cohorts cannot be told from "
                "chance. The rate is given with the exact binomial interval of the {n} patients; tau² and "
                "the prediction interval have no value."
            ),
        ),
        NoteKind(
            rule="EXACT04",
            severity="warning",
            sentence=(
                "In each cohort either nobody or everybody responded, so the difference between cohorts has "
                "no upper limit: tau² and the prediction interval have no value. Shown is the share of "
                "cohorts in which everybody responded, {full} of {k}, with its exact interval. Judge the "
                "cohorts one by one."
            ),
        ),
        NoteKind(
            rule="EXACT05",
            severity="warning",
            sentence=(
                "The likelihood has {peaks} peaks of almost the same height, at different values of tau². "
                "The highest is used; another rate and another tau² explain the data nearly as well, so "
                "read both with their intervals."
            ),
        ),
        NoteKind(
            rule="EXACT06",
            severity="warning",
            sentence=(
                "The data set no {end} limit to the pooled rate at this level; that end is shown as {shown}."
            ),
        ),
        NoteKind(
            rule="GLMM01",
            severity="note",
            sentence="The interval of tau² has no upper end: even tau = {limit:.0f} logits fits these data.",
        ),
        NoteKind(
            rule="GLMM02",
            severity="warning",
            sentence=(
                "The cohorts differ so much (tau = {tau:.1f} logits) that new cohorts near 0% and near 100% "
                "are both expected. No single rate sums that up; the mean over cohorts is {mean:.1%}."
            ),
        ),
        NoteKind(
            rule="BB01",
            severity="note",
            sentence=(
                "The interval of the overdispersion reaches 1: cohorts in which nobody or everybody responds "
                "are compatible with these data."
            ),
        ),
        NoteKind(
            rule="BB02",
            severity="warning",
            sentence=(
                "The fitted distribution of rates has peaks at 0% and at 100%: new cohorts near either end "
                "are more likely than one near the mean."
            ),
        ),
        NoteKind(
            rule="BAYES01",
            severity="note",
            sentence=(
                "Priors: tau half-normal with scale {tau:g} {unit}, the {scale} of the pooled rate normal "
                "with mean {mean:g} and standard deviation {sd:g}."
            ),
        ),
    )
}
