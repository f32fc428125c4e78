"""Of the maxima of a likelihood in tau², none is missed and the highest is taken."""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.convergence import NotConverged
from review.pooling.likelihood import Forces, highest, likelihood

Array = np.ndarray


def random_effects(datasets: int, k: int) -> tuple[Array, Array]:
    """Effects and variances that differ by a factor of up to a million, so that several maxima are common."""
    rng = np.random.default_rng(k)
    v = 10.0 ** rng.uniform(-5, 1, (k, datasets))
    return rng.standard_normal((k, datasets)) * np.sqrt(v + 10.0 ** rng.uniform(-4, 1, datasets)), v


@pytest.mark.parametrize("method", ["ML", "REML"])
@pytest.mark.parametrize("k", [2, 4, 9])
def test_no_point_of_a_dense_grid_is_higher(method: str, k: int) -> None:
    y, v = random_effects(150, k)
    X = np.ones((k, 1))
    curve = likelihood(method, y, v, X)
    found = highest(curve, v, k - 1, ((y - y.mean(axis=0)) ** 2).sum(axis=0))
    grid = np.concatenate(([0.0], np.geomspace(1e-9, 1e3, 3000)))
    heights = np.stack([curve.value(np.full(150, tau2)) for tau2 in grid])
    assert (curve.value(found.tau2) >= heights.max(axis=0) - 1e-9).all()
    inner = (heights[1:-1] > heights[:-2]) & (heights[1:-1] > heights[2:])
    at_zero = heights[0] > heights[1]
    # the grid can miss a maximum, but sees none that is not there
    assert (found.count >= inner.sum(axis=0) + at_zero).all()
    assert (found.count > 1).any() or k == 2


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_every_force_falls_as_tau2_grows(method: str) -> None:
    y, v = random_effects(40, 6)
    X = np.column_stack([np.ones(6), np.arange(6.0)])
    curve = likelihood(method, y, v, X)
    before: Forces | None = None
    for tau2 in np.geomspace(1e-6, 1e3, 60):
        here = curve.forces(np.full(40, tau2))
        if before is not None:
            for name in ("spread", "chance", "spread_fall", "chance_fall"):
                assert (getattr(here, name) <= getattr(before, name) * (1 + 1e-6)).all(), name
        before = here


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_slope_and_curvature_are_those_of_the_value(method: str) -> None:
    y, v = random_effects(20, 5)
    curve = likelihood(method, y, v, np.ones((5, 1)))
    at, step = np.full(20, 0.3), 1e-4
    low, middle, high = (curve.value(at + move) for move in (-step, 0.0, step))
    forces = curve.forces(at)
    assert forces.slope == pytest.approx((high - low) / (2 * step), rel=1e-4, abs=1e-5)
    assert forces.curvature == pytest.approx((high - 2 * middle + low) / step**2, rel=1e-3, abs=1e-3)


def test_effects_that_are_not_finite_are_refused_and_not_searched_for_ever() -> None:
    y, v = np.array([[0.0], [np.nan], [1.0]]), np.ones((3, 1))
    with pytest.raises(NotConverged, match="not all finite"):
        highest(likelihood("REML", y, v, np.ones((3, 1))), v, 2, ((y - y.mean(axis=0)) ** 2).sum(axis=0))
