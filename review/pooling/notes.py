"""The sentences that stand beside the numbers, each under a code that keeps its meaning for ever.

To add one, add an entry to `NOTES` with its words in braces, and call `note` where it arises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review.pooling.results import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteKind:
    """One sentence; words in braces are filled in where it arises."""

    rule: str
    severity: str
    sentence: str


def note(rule: str, **words: object) -> Note:
    """Return the note of that code with its words filled in.

    >>> note("POOL02", study="Xie 2023").message
    'Only one cohort (Xie 2023): nothing was pooled; the interval is the exact one of that cohort.'
    """
    kind = NOTES[rule]
    return Note(rule=rule, severity=kind.severity, message=kind.sentence.format(**words))


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return names in one phrase, cut after `most`.

    >>> listed(["a", "b"]), listed("abcdefg", 3)
    ('a, b', 'a, b, c and 4 more')
    """
    names = list(names)
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


NOTES: Mapping[str, NoteKind] = {
    kind.rule: kind
    for kind in (
        NoteKind(
            rule="POOL01",
            severity="note",
            sentence=(
                "Only {k} cohorts: read them one by one. The pooled rate and τ² rest on very little; a "
                "Bayesian estimate and one with a common τ² belong beside it."
            ),
        ),
        NoteKind(
            rule="POOL02",
            severity="note",
            sentence=(
                "Only one cohort ({study}): nothing was pooled; the interval is the exact one of that cohort."
            ),
        ),
        NoteKind(
            rule="POOL03",
            severity="note",
            sentence=(
                "τ² is estimated as 0, so the prediction interval is that of the mean. This does not show "
                "that cohorts agree: with {k} cohorts τ² up to {high:.3g} is compatible with the data."
            ),
        ),
        NoteKind(
            rule="POOL04",
            severity="note",
            sentence="No prediction interval is given below three cohorts.",
        ),
        NoteKind(
            rule="POOL05",
            severity="note",
            sentence=(
                "With {k} cohorts the prediction interval is a rough guide: it covers less than it states."
            ),
        ),
        NoteKind(
            rule="POOL06",
            severity="warning",
            sentence=(
                "The {which} leaves 0–1 ({low:.3f} to {high:.3f}): it is shown as computed on the {label} "
                "scale. A scale that stays within 0–1 (logit, arcsine) or the GLMM does not do this."
            ),
        ),
        NoteKind(
            rule="POOL07",
            severity="note",
            sentence=(
                "A continuity correction of {add:g} was added to {cohorts}; it moves the pooled rate. The "
                "GLMM needs none."
            ),
        ),
        NoteKind(
            rule="POOL08",
            severity="warning",
            sentence=(
                "Freeman-Tukey: the rate depends on the one n that is put into the way back (here the "
                "harmonic mean, {n:.4g}; the cohorts have {smallest} to {largest}). For comparison with old "
                "papers only."
            ),
        ),
        NoteKind(
            rule="POOL09",
            severity="warning",
            sentence=(
                "Hartung-Knapp's scale factor is {scale:.3g}, below 1: the cohorts happen to agree, and the "
                "standard error is smaller than one that takes τ² as known. HK-adhoc does not shrink it."
            ),
        ),
        NoteKind(
            rule="POOL10",
            severity="warning",
            sentence=(
                "Nobody responded in any cohort (0 of {n}). The rate above comes from the continuity "
                "correction alone; the exact upper end for 0 of {n} is {high:.3%}."
            ),
        ),
        NoteKind(
            rule="POOL11",
            severity="warning",
            sentence=(
                "Everybody responded in every cohort ({n} of {n}). The rate above comes from the continuity "
                "correction alone; the exact lower end for {n} of {n} is {low:.3%}."
            ),
        ),
        NoteKind(
            rule="POOL12",
            severity="warning",
            sentence=(
                "The likelihood of τ² has {count} maxima; the highest is used. Another program may stop at "
                "another one."
            ),
        ),
        NoteKind(
            rule="POOL13",
            severity="note",
            sentence=(
                "I² says what share of the variation is not chance, not how far rates differ: it grows with "
                "the size of the cohorts and is high in most reviews of proportions. Read τ² and the "
                "prediction interval."
            ),
        ),
        NoteKind(
            rule="POOL14",
            severity="note",
            sentence="{study} holds {share:.0%} of all patients.",
        ),
        NoteKind(
            rule="POOL15",
            severity="note",
            sentence="One patient alone makes up {cohorts}.",
        ),
        NoteKind(
            rule="POOL16",
            severity="warning",
            sentence=(
                "The common-effect model takes all cohorts to have one rate; these differ by more than "
                "chance (Q = {q:.4g}, df = {df}, p = {p:.2g}), so its interval is too narrow."
            ),
        ),
        NoteKind(
            rule="POOL17",
            severity="note",
            sentence="Subgroup {subgroup} has one cohort: nothing was pooled in it.",
        ),
        NoteKind(
            rule="POOL18",
            severity="note",
            sentence="The test of subgroup differences cannot be made: {why}.",
        ),
        NoteKind(
            rule="POOL19",
            severity="note",
            sentence=(
                "The {label} interval of {cohorts} leaves 0–1; it is shown as computed. Clopper-Pearson and "
                "Wilson stay within 0–1."
            ),
        ),
        NoteKind(
            rule="POOL22",
            severity="warning",
            sentence=(
                "{k} cohorts for {m} beside the intercept: below {least} for each, meta-regression finds "
                "patterns in chance. Take it as a question for later studies, not as a finding."
            ),
        ),
        NoteKind(
            rule="POOL23",
            severity="warning",
            sentence=(
                "{k} cohorts come from {m} trials. The pooled rate takes cohorts as independent; beside it "
                "stand: {how}."
            ),
        ),
        NoteKind(
            rule="POOL24",
            severity="note",
            sentence=(
                "With {m} trials the robust variance is rough: below about ten its interval is often too "
                "narrow."
            ),
        ),
        NoteKind(
            rule="POOL25",
            severity="note",
            sentence="Dependence within trials cannot be allowed for: {why}.",
        ),
        NoteKind(
            rule="POOL26",
            severity="note",
            sentence="Two cohorts that differ this little (Q <= 2) give no interval of I².",
        ),
        NoteKind(
            rule="POOL27",
            severity="note",
            sentence=(
                "The cohorts lie on the fitted line, so Hartung-Knapp leaves no standard error: the "
                "coefficients cannot be tested."
            ),
        ),
        NoteKind(
            rule="POOL28",
            severity="note",
            sentence="The {what} have Wald's interval: none by profile likelihood is offered for them.",
        ),
        NoteKind(
            rule="POOL29",
            severity="note",
            sentence="The pooled rate cannot be tested against {p0:.3g}: {why}.",
        ),
        NoteKind(
            rule="POOL30",
            severity="note",
            sentence="Trim and fill by {estimators} gives no number: {why}.",
        ),
        NoteKind(
            rule="POOL31",
            severity="note",
            sentence=(
                "Shrunken rates are those of the random-intercept logistic model; {why}, so none are given."
            ),
        ),
        NoteKind(
            rule="POOL32",
            severity="note",
            sentence=(
                "All {arrangements} arrangements were made; with so few cohorts p cannot be below "
                "{least:.2g}."
            ),
        ),
        NoteKind(
            rule="POOL33",
            severity="warning",
            sentence=(
                "Moderator {name} holds numbers and {words}: it was taken as a factor, with a rate for each "
                "value, not as a slope. Leave out the cohorts without a number to have a slope."
            ),
        ),
        NoteKind(
            rule="POOL34",
            severity="note",
            sentence="All cohorts come from one trial: without it there is nothing to pool.",
        ),
        NoteKind(
            rule="POOL35",
            severity="warning",
            sentence=(
                "Nobody responded in any cohort (0 of {n}), so the interval rests on the model alone; the "
                "exact upper end for 0 of {n} is {high:.3%}."
            ),
        ),
        NoteKind(
            rule="POOL36",
            severity="warning",
            sentence=(
                "Everybody responded in every cohort ({n} of {n}), so the interval rests on the model alone; "
                "the exact lower end for {n} of {n} is {low:.3%}."
            ),
        ),
        NoteKind(
            rule="POOL20",
            severity="note",
            sentence="{part} needs at least {least} cohorts; there are {k}.",
        ),
        NoteKind(
            rule="POOL21",
            severity="note",
            sentence=(
                "{part} is defined for weighted means only, not for model {model}; choose model = "
                "inverse-variance for it. Leaving one cohort out works for every model."
            ),
        ),
    )
}
