"""Pooling of medians (progression-free survival, duration of response) and of rates at a landmark.

Single arms report a median with its interval, or the Kaplan-Meier rate at 6 or 12 months with its
interval. Standard errors are read from the width of those intervals, which is approximate: intervals of
medians come from the ranks of events, not from a normal distribution. Where patients' times can be had,
analyse those instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from review.pooling.choices import choose
from review.pooling.fit import Array
from review.pooling.heterogeneity import h2_from_q, i2_from_h2
from review.pooling.notes import listed
from review.pooling.quantiles import chi2_tail, normal_quantile
from review.pooling.results import ModelChoice
from review.pooling.tau2_intervals import q_profile
from review.pooling.time_notes import time_note
from review.pooling.time_results import PooledTime
from review.pooling.weighted_means import weighted_means


class BadTimes(ValueError):
    """Times or rates that cannot be what they are said to be; the message names the cohort."""


def pool_medians(
    median: Sequence[float | None],
    low: Sequence[float | None],
    high: Sequence[float | None],
    *,
    study: Sequence[str],
    interval_level: float = 0.95,
    choice: ModelChoice | None = None,
) -> PooledTime:
    """Pool medians on the logarithmic scale by inverse variance.

    Parameters
    ----------
    median, low, high
        Each cohort's median and its interval, in months; None where it was not reached or not reported.
    study
        Names of the cohorts.
    interval_level
        Coverage of the reported intervals.
    choice
        tau², interval and prediction, of model inverse-variance; its defaults unless given.

    Raises
    ------
    BadTimes
        For a median that is not positive or not within its interval.

    Notes
    -----
    The standard error of log(median) is log(high/low) over twice the normal quantile, or log(median/low)
    over once that quantile where the upper end was not reached. Cohorts whose median was not reached have
    the longest times and cannot enter: the pooled median is then too short, and `median_of_medians`, which
    keeps them, should stand beside it. Michiels et al. 2005 (Int J Technol Assess Health Care 21:119-125)
    compare pooled medians with patients' data.

    Examples
    --------
    >>> found = pool_medians([5.5, 7.1, 4.2], [4.1, 5.0, 2.9], [7.4, 10.1, 6.1], study=["A", "B", "C"])
    >>> f"{found.estimate:.1f} ({found.ci_low:.1f}–{found.ci_high:.1f})"
    '5.5 (2.9–10.3)'
    """
    m, a, b = _columns(study, median, low, high)
    for i in range(m.size):
        known = [value for value in (a[i], m[i], b[i]) if not np.isnan(value)]
        if any(value <= 0 for value in known) or known != sorted(known):
            raise BadTimes(
                f"{study[i]}: a median of {m[i]:g} with interval {a[i]:g} to {b[i]:g}; times are positive "
                "and the median lies within its interval"
            )
    with np.errstate(invalid="ignore"):
        y, ends = np.log(m), (np.log(a), np.log(b))
    return _pooled(y, ends, study, interval_level, choice, back=np.exp, what="median")


def pool_landmark(
    rate: Sequence[float | None],
    low: Sequence[float | None],
    high: Sequence[float | None],
    *,
    study: Sequence[str],
    interval_level: float = 0.95,
    choice: ModelChoice | None = None,
) -> PooledTime:
    """Pool Kaplan-Meier rates at one landmark, such as 6 months, on the complementary log-log scale.

    Parameters
    ----------
    rate, low, high
        Each cohort's rate (0–1) and its interval; None where not reported.
    study, interval_level, choice
        As in `pool_medians`.

    Raises
    ------
    BadTimes
        For a rate outside 0–1 or outside its interval.

    Notes
    -----
    log(−log S) keeps intervals within 0–1 and is a usual scale for making them (Kalbfleisch and Prentice
    2002, section 1.4). Where nobody was censored before the landmark a rate is a count, and
    `review.pooling.glmm` is better.

    Examples
    --------
    >>> low, high = [0.3, 0.44, 0.22], [0.59, 0.73, 0.55]
    >>> found = pool_landmark([0.45, 0.6, 0.38], low, high, study=["A", "B", "C"])
    >>> f"{found.estimate:.0%}"
    '48%'
    """
    s, a, b = _columns(study, rate, low, high)
    for i in range(s.size):
        known = [value for value in (a[i], s[i], b[i]) if not np.isnan(value)]
        if any(not 0 <= value <= 1 for value in known) or known != sorted(known):
            raise BadTimes(
                f"{study[i]}: a rate of {s[i]:g} with interval {a[i]:g} to {b[i]:g}; rates lie between 0 and"
                " 1 and within their interval"
            )
    with np.errstate(invalid="ignore", divide="ignore"):
        # the scale turns round: the upper end of the rate is the lower one here
        y, ends = np.log(-np.log(s)), (np.log(-np.log(b)), np.log(-np.log(a)))
    y = np.where(np.isfinite(y), y, np.nan)
    bounded = tuple(np.where(np.isfinite(end), end, np.nan) for end in ends)
    return _pooled(
        y,
        (bounded[0], bounded[1]),
        study,
        interval_level,
        choice,
        back=lambda t: np.exp(-np.exp(t)),
        what="rate",
    )


def median_of_medians(
    median: Sequence[float | None], *, study: Sequence[str], level: float = 0.95
) -> PooledTime:
    """Return the median of the cohorts' medians; one that was not reached counts as longer than all others.

    Parameters
    ----------
    median
        Each cohort's median; None where it was not reached.
    study
        Names of the cohorts.
    level
        Least coverage of the interval, which is made of order statistics.

    Notes
    -----
    Every cohort weighs the same and no standard error is needed. Below six cohorts there is no 95%
    interval; None means that an end was not reached either. McGrath et al. 2019, doi:10.1002/sim.8013.

    Examples
    --------
    >>> found = median_of_medians([3.1, 4.2, 4.4, 5.0, 6.3, 8.1, None], study=list("ABCDEFG"))
    >>> found.estimate, found.ci_low, found.ci_high
    (5.0, 3.1, None)
    """
    (m,) = _columns(study, median)
    ordered, k = np.sort(np.where(np.isnan(m), np.inf, m)), m.size
    middle = (ordered[(k - 1) // 2] + ordered[k // 2]) / 2
    notes = [time_note("TTE01")]
    # the largest rank r with a chance of no more than half the rest of finding r - 1 or fewer below
    ranks = [r for r in range(1, k // 2 + 1) if bdtr(r - 1, k, 0.5) <= (1 - level) / 2]
    ends = (ordered[ranks[-1] - 1], ordered[k - ranks[-1]]) if ranks else (np.nan, np.nan)
    if not ranks:
        notes.append(time_note("TTE05", k=k, level=level))
    if not np.isfinite(middle) or (ranks and not np.isfinite(ends).all()):
        notes.append(time_note("TTE06"))
    return PooledTime(
        k=k,
        estimate=_number(middle),
        ci_low=_number(ends[0]),
        ci_high=_number(ends[1]),
        used=tuple(study),
        notes=tuple(notes),
    )


def _columns(study: Sequence[str], *columns: Sequence[float | None]) -> list[Array]:
    for column in columns:
        if len(column) != len(study):
            raise BadTimes(f"{len(study)} cohorts but {len(column)} values; give one of each per cohort")
    return [
        np.array([np.nan if value is None else value for value in column], dtype=float) for column in columns
    ]


def _pooled(
    y: Array,
    ends: tuple[Array, Array],
    study: Sequence[str],
    interval_level: float,
    choice: ModelChoice | None,
    *,
    back: Callable[[Array], Array],
    what: str,
) -> PooledTime:
    choice = choice or choose(model="inverse-variance")
    se, one_sided = _standard_errors(y, ends, interval_level)
    usable = np.isfinite(y) & np.isfinite(se) & (se > 0)
    names = np.array(study, dtype=object)
    notes = [time_note("TTE01")]
    missing, bare = names[np.isnan(y)].tolist(), names[np.isfinite(y) & ~usable].tolist()
    if missing:
        notes.append(time_note("TTE02" if what == "median" else "TTE07", cohorts=listed(missing)))
    if bare:
        notes.append(time_note("TTE03", cohorts=listed(bare), what=what))
    if (one_sided & usable).any():
        notes.append(time_note("TTE04", cohorts=listed(names[one_sided & usable].tolist())))
    used, k = tuple(names[usable].tolist()), int(usable.sum())
    y, v = y[usable], se[usable] ** 2
    if k == 0:
        return PooledTime(k=0, estimate=None, ci_low=None, ci_high=None, notes=tuple(notes))
    if k == 1:
        half = normal_quantile(choice.level) * np.sqrt(v[0])
        own = sorted(float(back(np.asarray(y[0] + side * half))) for side in (-1, 1))
        alone = float(back(np.asarray(y[0])))
        return PooledTime(
            k=1, estimate=alone, ci_low=own[0], ci_high=own[1], used=used, notes=(*notes, time_note("TTE08"))
        )
    means = weighted_means(y[:, None], v[:, None], choice)
    mean, df, q = means.estimate[0], k - 1, float(means.q[0])
    ahead = None if means.prediction_reach is None else float(means.prediction_reach[0])
    low, high = sorted((float(back(means.low[0])), float(back(means.high[0]))))
    new = (None, None) if ahead is None else sorted((float(back(mean - ahead)), float(back(mean + ahead))))
    if ahead is None and choice.prediction != "none":
        notes.append(time_note("TTE09"))
    tau2_low, tau2_high = q_profile(y[:, None], v[:, None], np.ones((k, 1)), level=choice.level)
    return PooledTime(
        k=k,
        estimate=float(back(mean)),
        ci_low=low,
        ci_high=high,
        prediction_low=new[0],
        prediction_high=new[1],
        tau2=None if choice.tau2 is None else float(means.tau2[0]),
        tau2_ci_low=None if choice.tau2 is None else float(tau2_low[0]),
        tau2_ci_high=None if choice.tau2 is None else float(tau2_high[0]),
        i2=float(i2_from_h2(h2_from_q(means.q, df))[0]),
        q=q,
        q_df=df,
        q_p=chi2_tail(q, df),
        used=used,
        notes=tuple(notes),
    )


def _standard_errors(y: Array, ends: tuple[Array, Array], level: float) -> tuple[Array, NDArray[np.bool_]]:
    """Standard errors from the width of the interval, from one half of it where the other end is missing."""
    z = normal_quantile(level)
    whole = (ends[1] - ends[0]) / (2 * z)
    halves = np.stack(((y - ends[0]) / z, (ends[1] - y) / z))
    known = np.isfinite(halves)
    half = np.where(known.any(axis=0), np.where(known, halves, 0.0).sum(axis=0), np.nan)
    one_sided = known.sum(axis=0) == 1
    return np.where(one_sided, half, whole), one_sided


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
