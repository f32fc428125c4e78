"""Few cohorts and no spread: what every word, table and figure agrees on, and what stands beside such a rate.

Fewer than five cohorts say almost nothing of how far cohorts differ, so a Bayesian estimate, whose prior
on tau says what is plausible, is given beside their pooled rate. A prediction interval where tau² is
estimated 0 equals the interval of the mean and reassures falsely.
"""

from __future__ import annotations

from review.analysis.results import Beside
from review.pooling.pool import pool
from review.pooling.results import Heterogeneity, PoolResult

#: The fewest cohorts whose pooled rate leads and is drawn without being asked for.
FEWEST_POOLED = 5

#: tau² up to here was estimated 0: on no scale could a standard deviation of 0.001 be seen.
TAU2_ZERO = 1e-6


def tau2_is_zero(heterogeneity: Heterogeneity) -> bool:
    """Whether tau² was estimated, and estimated 0.

    >>> tau2_is_zero(Heterogeneity(tau2=0.0)), tau2_is_zero(Heterogeneity(tau2=None))
    (True, False)
    """
    return heterogeneity.tau2 is not None and heterogeneity.tau2 <= TAU2_ZERO


def beside_few(result: PoolResult) -> tuple[Beside, ...]:
    """A Bayesian estimate for the whole and for each subgroup that has two to four cohorts.

    Returns
    -------
    tuple
        The whole first, under an empty name; empty where nothing has so few cohorts, or where the model
        is Bayesian already.
    """
    if result.model.model == "bayesian":
        return ()
    parts = {"": list(result.studies)}
    for study in result.studies:
        if study.subgroup is not None:
            parts.setdefault(study.subgroup, []).append(study)
    found = []
    for name, studies in parts.items():
        if 1 < len(studies) < FEWEST_POOLED:
            events, n = [study.events for study in studies], [study.n for study in studies]
            made = pool(events, n, model="bayesian", level=result.model.level)
            priors = next(note.message for note in made.notes if note.rule == "BAYES01")
            found.append(Beside(of=name, k=len(studies), model=made.model, pooled=made.pooled, how=priors))
    return tuple(found)
