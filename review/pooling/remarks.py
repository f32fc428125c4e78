"""What stands beside a pooled rate, whatever the model: remarks on the cohorts and on the result."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from review.pooling.all_or_nothing import EXACT_MODELS
from review.pooling.cohorts import Cohorts
from review.pooling.fit import Fit
from review.pooling.measures import MEASURES, corrected, harmonic_mean
from review.pooling.notes import listed, note
from review.pooling.results import ModelChoice, Note
from review.pooling.study_intervals import STUDY_INTERVALS, study_interval

Array = NDArray[np.float64]

#: Up to this many cohorts are listed rather than summed up.
FEW_COHORTS = 4
#: A cohort with this share of the patients is named.
DOMINANT_SHARE = 0.8


def remarks(cohorts: Cohorts, fit: Fit, choice: ModelChoice) -> list[Note]:
    """Return the notes on few cohorts, corrections, ranges and heterogeneity, in the order of reading."""
    k = cohorts.x.size
    if k == 1:
        return [note("POOL02", study=cohorts.study[0]), *_interval_notes(cohorts, choice)]
    return [
        *([note("POOL01", k=k)] if k <= FEW_COHORTS else []),
        *_count_notes(cohorts, choice),
        *_range_notes(fit, choice),
        *_interval_notes(cohorts, choice),
        *_heterogeneity_notes(fit, choice),
    ]


def _count_notes(cohorts: Cohorts, choice: ModelChoice) -> list[Note]:
    notes: list[Note] = []
    x, n = cohorts.x, cohorts.n
    if choice.add and choice.to:
        touched = corrected(x, n, choice.to)
        if touched.any():
            names = [name for name, yes in zip(cohorts.study, touched, strict=True) if yes]
            notes.append(note("POOL07", add=choice.add, cohorts=listed(names)))
    notes += _nobody_or_everybody(x, n, choice)
    if choice.measure == "PFT":
        notes.append(note("POOL08", n=float(harmonic_mean(n)), smallest=int(n.min()), largest=int(n.max())))
    if n.max() / n.sum() >= DOMINANT_SHARE:
        notes.append(note("POOL14", study=cohorts.study[int(n.argmax())], share=float(n.max() / n.sum())))
    single = [name for name, size in zip(cohorts.study, n, strict=True) if size == 1]
    if single:
        notes.append(note("POOL15", cohorts=listed(single)))
    return notes


def _nobody_or_everybody(x: Array, n: Array, choice: ModelChoice) -> list[Note]:
    """What the data say exactly; models on exact likelihoods answer with it themselves (EXACT01, EXACT02)."""
    if choice.model in EXACT_MODELS or 0 < x.sum() < n.sum():
        return []
    low, high = study_interval(x.sum(keepdims=True), n.sum(keepdims=True), level=choice.level)
    patients, by_correction = int(n.sum()), bool(choice.add and choice.to)
    if x.sum() == 0:
        return [note("POOL10" if by_correction else "POOL35", n=patients, high=float(high[0]))]
    return [note("POOL11" if by_correction else "POOL36", n=patients, low=float(low[0]))]


def _range_notes(fit: Fit, choice: ModelChoice) -> list[Note]:
    pooled = fit.pooled
    ends = (
        ("interval of the pooled rate", pooled.ci_low, pooled.ci_high),
        ("prediction interval", pooled.prediction_low, pooled.prediction_high),
    )
    return [
        note("POOL06", which=which, low=low, high=high, label=MEASURES[choice.measure].label)
        for which, low, high in ends
        if low is not None and high is not None and (low < 0 or high > 1)
    ]


def _interval_notes(cohorts: Cohorts, choice: ModelChoice) -> list[Note]:
    low, high = study_interval(cohorts.x, cohorts.n, method=choice.study_ci, level=choice.level)
    outside = [name for name, a, b in zip(cohorts.study, low, high, strict=True) if a < 0 or b > 1]
    label = STUDY_INTERVALS[choice.study_ci].label
    return [note("POOL19", label=label, cohorts=listed(outside))] if outside else []


def _heterogeneity_notes(fit: Fit, choice: ModelChoice) -> list[Note]:
    found = fit.heterogeneity
    notes = [] if found.i2 is None else [note("POOL13")]
    if found.i2 is not None and found.i2_ci_low is None:
        notes.append(note("POOL26"))
    if choice.model == "common" and found.q_p is not None and found.q_p < 0.1:
        notes.append(note("POOL16", q=found.q, df=found.q_df, p=found.q_p))
    return notes
