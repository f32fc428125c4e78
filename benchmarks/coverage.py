"""How often intervals of the pooled rate and of a new cohort's rate hold the truth, by simulation.

``python benchmarks/coverage.py`` prints the tables of docs/methods.md; ``--datasets`` sets how many data sets
each setting has and ``--seed`` which ones; ``--workers`` fits on several processes, to the same numbers.
Logits of the cohorts' true rates are normal, responders binomial, sizes log-uniform from 8 to 80. The pooled
interval is held to the median rate expit(mu), for the beta-binomial to the mean rate, which is what it
estimates.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from review.pooling.pool_many import Each, pool_many
from review.workflow.workers import workers

Array = NDArray[np.float64]

COHORTS = (2, 3, 4, 5, 10, 20)
RATES = (0.1, 0.35)
TAUS = (0.0, 0.5, 1.0)
SIZES = (8, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One choice of `pool_many`; `share` of the data sets is fitted, `mean` says it estimates the mean."""

    label: str
    choice: Mapping[str, str]
    share: float = 1.0
    mean: bool = False


MODELS: tuple[Model, ...] = (
    Model(label="GLMM, t", choice={"model": "glmm"}),
    Model(label="GLMM, Wald", choice={"model": "glmm", "ci": "wald"}),
    Model(label="beta-binomial, profile-t", choice={"model": "beta-binomial"}, share=0.5, mean=True),
    Model(label="Bayesian", choice={"model": "bayesian"}, share=0.5),
    Model(label="arcsine, REML, HK-adhoc", choice={"model": "inverse-variance", "measure": "PAS"}),
    Model(label="arcsine, REML, HK", choice={"model": "inverse-variance", "measure": "PAS", "ci": "HK"}),
    Model(label="logit, REML, HK-adhoc", choice={"model": "inverse-variance"}),
    Model(label="logit, DL, Wald", choice={"model": "inverse-variance", "tau2": "DL", "ci": "wald"}),
    Model(
        label="Freeman-Tukey, DL, Wald",
        choice={"model": "inverse-variance", "measure": "PFT", "tau2": "DL", "ci": "wald"},
    ),
    Model(label="common effect, logit", choice={"model": "common"}),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one model did in one setting: shares that held the truth, and the median width."""

    tau: float
    coverage: float
    width: float
    prediction: float


def simulate(
    rng: np.random.Generator, datasets: int, k: int, rate: float, tau: float
) -> tuple[Array, Array, Array]:
    """Return responders, patients (datasets, k) and the true rate of a further cohort (datasets,)."""
    n = np.exp(rng.uniform(np.log(SIZES[0]), np.log(SIZES[1] + 1), size=(datasets, k))).astype(int)
    logits = logit(rate) + tau * rng.standard_normal((datasets, k + 1))
    return rng.binomial(n, expit(logits[:, :k])), n, expit(logits[:, k])


def marginal_mean(rate: float, tau: float) -> float:
    """Return the mean rate of cohorts whose median rate is `rate`."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    return float(weights @ expit(logit(rate) + tau * nodes) / weights.sum())


def measure(
    model: Model, datasets: int, k: int, rate: float, tau: float, seed: int, *, each: Each = map
) -> Cell:
    """Fit one model to the data sets of one setting; the same seed gives all models the same ones."""
    rng = np.random.default_rng([seed, k, round(1000 * rate), round(1000 * tau)])
    x, n, new = (
        column[: max(1, round(model.share * datasets))] for column in simulate(rng, datasets, k, rate, tau)
    )
    found = pool_many(x, n, each=each, **model.choice)
    truth = marginal_mean(rate, tau) if model.mean else rate
    held = (found.ci_low <= truth) & (truth <= found.ci_high)
    ahead = np.nan
    if not np.isnan(found.prediction_low).all():
        ahead = float(((found.prediction_low <= new) & (new <= found.prediction_high)).mean())
    return Cell(tau, float(held.mean()), float(np.median(found.ci_high - found.ci_low)), ahead)


def tables(datasets: int, seed: int, *, each: Each = map) -> str:
    """Return the three tables in Markdown: coverage, width, and coverage of the prediction interval."""
    cells = {
        (model.label, k): [
            measure(model, datasets, k, rate, tau, seed, each=each)
            for rate, tau in itertools.product(RATES, TAUS)
        ]
        for model in MODELS
        for k in COHORTS
    }

    def spread(values: Sequence[float]) -> str:
        known = [value for value in values if not np.isnan(value)]
        return f"{min(known):.2f}–{max(known):.2f}" if known else "–"

    def table(title: str, value: str) -> str:
        head = f"| {title} | " + " | ".join(f"k = {k}" for k in COHORTS) + " |"
        rule = "|---|" + "---|" * len(COHORTS)
        rows = [
            f"| {model.label} | "
            + " | ".join(
                spread([getattr(cell, value) for cell in cells[model.label, k] if cell.tau > 0])
                for k in COHORTS
            )
            + " |"
            for model in MODELS
        ]
        return "\n".join((head, rule, *rows))

    return "\n\n".join(
        (
            table("coverage of the pooled interval", "coverage"),
            table("median width of the pooled interval", "width"),
            table("coverage of the prediction interval", "prediction"),
        )
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--datasets", type=int, default=1000, help="data sets per setting (default 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, help="processes of dask.distributed (default: this one)")
    parser.add_argument("--scheduler", help="address of a dask scheduler that is running")
    given = parser.parse_args()
    if given.workers or given.scheduler:
        with workers(given.workers or 1, scheduler=given.scheduler) as each:
            print(tables(given.datasets, given.seed, each=each))
    else:
        print(tables(given.datasets, given.seed))
