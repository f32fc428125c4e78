"""The sentences that stand beside pooled medians and landmark rates.

To add one, add an entry with the next code; a code keeps its meaning for ever.
"""

from __future__ import annotations

from collections.abc import Mapping

from review.pooling.notes import NoteKind
from review.pooling.results import Note


def time_note(rule: str, **words: object) -> Note:
    """Return the note of that code with its words filled in.

    >>> time_note("TTE04", cohorts="Xie 2023").severity
    'note'
    """
    kind = TIME_NOTES[rule]
    return Note(rule=rule, severity=kind.severity, message=kind.sentence.format(**words))


TIME_NOTES: Mapping[str, NoteKind] = {
    kind.rule: kind
    for kind in (
        NoteKind(
            rule="TTE01",
            severity="note",
            sentence="Pooled from published medians or rates, not from patients' times: approximate.",
        ),
        NoteKind(
            rule="TTE02",
            severity="warning",
            sentence=(
                "Left out because the median was not reached or not reported: {cohorts}. Cohorts that do not "
                "reach their median have the longest times, so the pooled median is too short."
            ),
        ),
        NoteKind(
            rule="TTE03",
            severity="warning",
            sentence="Left out because the {what} has no usable interval: {cohorts}.",
        ),
        NoteKind(
            rule="TTE04",
            severity="note",
            sentence=(
                "One end of the interval was not reached in {cohorts}; the other gave the standard error."
            ),
        ),
        NoteKind(
            rule="TTE05",
            severity="note",
            sentence="{k} cohorts are too few for a {level:.0%} interval of the median of medians.",
        ),
        NoteKind(
            rule="TTE06",
            severity="note",
            sentence="A number is missing because the medians that would give it were not reached.",
        ),
        NoteKind(
            rule="TTE07",
            severity="warning",
            sentence="Left out because the rate is 0, 1 or not reported: {cohorts}.",
        ),
        NoteKind(rule="TTE08", severity="note", sentence="Only one cohort is usable: nothing was pooled."),
        NoteKind(
            rule="TTE09", severity="note", sentence="No prediction interval is given below three cohorts."
        ),
    )
}
