"""The special functions of the page against scipy's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from scipy import special, stats

pytestmark = pytest.mark.browser

SIZES = (0.5, 1.0, 1.5, 7.0, 14.9, 15.0, 30.5, 1e3, 1e5)


def test_log_gamma_and_trigamma(arithmetic: Callable[..., Any]) -> None:
    x = [1e-6, 0.1, *SIZES, 1e9]
    assert arithmetic("(x) => x.map(logGamma)", x) == pytest.approx(special.gammaln(x), rel=1e-13, abs=1e-13)
    assert arithmetic("(x) => x.map(trigamma)", x) == pytest.approx(special.polygamma(1, x), rel=1e-12)


def test_tails_of_the_gamma_distribution(arithmetic: Callable[..., Any]) -> None:
    cases = [(a, a * share) for a in SIZES for share in (1e-3, 0.5, 0.9, 1.0, 1.1, 2.0)]
    found = arithmetic("(cases) => cases.map(([a, x]) => gammaTails(a, x))", cases)
    for (a, x), tails in zip(cases, found, strict=True):
        assert tails["below"] == pytest.approx(special.gammainc(a, x), rel=1e-9, abs=1e-12)
        assert tails["above"] == pytest.approx(special.gammaincc(a, x), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("p", [0.0005, 0.005, 0.025, 0.5, 0.975, 0.995])
def test_quantiles_of_the_beta_distribution(arithmetic: Callable[..., Any], p: float) -> None:
    # From stats.beta.ppf; scipy's inverse is off by 1e-9 where one shape is far larger than the other.
    cases = [(a, b) for a in SIZES for b in SIZES if max(a, b) / min(a, b) <= 2e3]
    found = arithmetic("([p, cases]) => cases.map(([a, b]) => betaQuantile(p, a, b))", [p, cases])
    for (a, b), quantile in zip(cases, found, strict=True):
        assert special.betainc(a, b, quantile) == pytest.approx(p, rel=1e-9)
        assert quantile == pytest.approx(stats.beta.ppf(p, a, b), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_quantiles_of_normal_t_and_chi2(arithmetic: Callable[..., Any], level: float) -> None:
    df = [1, 2, 3, 6, 11, 59, 1000]
    found = arithmetic(
        "([level, df]) => [normalQuantile(level), df.map((d) => tQuantile(level, d)),"
        " df.map((d) => chi2Quantile(level, d)), df.map((d) => chi2Tail(d * 1.3, d))]",
        [level, df],
    )
    assert found[0] == pytest.approx(stats.norm.ppf((1 + level) / 2), rel=1e-11)
    assert found[1] == pytest.approx(stats.t.ppf((1 + level) / 2, df), rel=1e-10)
    assert found[2] == pytest.approx(stats.chi2.ppf(level, df), rel=1e-10)
    assert found[3] == pytest.approx(stats.chi2.sf([d * 1.3 for d in df], df), rel=1e-10)


def test_the_exact_interval_of_one_rate(arithmetic: Callable[..., Any]) -> None:
    import numpy as np

    from review.pooling.study_intervals import study_interval

    x, n = np.array([0, 1, 5, 9, 10, 0, 1, 40, 3]), np.array([10, 10, 16, 10, 10, 1, 1, 100000, 7])
    low, high = study_interval(x.astype(float), n.astype(float), level=0.95)
    found = arithmetic(
        "(rows) => rows.map(([x, n]) => exactInterval(x, n, 0.95))",
        [[int(a), int(b)] for a, b in zip(x, n, strict=True)],
    )
    assert [ends[0] for ends in found] == pytest.approx(low.tolist(), rel=1e-10, abs=1e-14)
    assert [ends[1] for ends in found] == pytest.approx(high.tolist(), rel=1e-10)
