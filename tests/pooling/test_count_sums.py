"""Sums in a hundred terms equal the sums term by term."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from review.pooling.count_sums import summation_rule
from review.pooling.fit import Array

FUNCTIONS: dict[str, Callable[[Array, float, float], Array]] = {
    "log": lambda j, a, g: np.log(a + g * j),
    "one over": lambda j, a, g: 1 / (a + g * j),
    "one over the square": lambda j, a, g: (a + g * j) ** -2.0,
    "j over": lambda j, a, g: j / (a + g * j),
    "j² over the square": lambda j, a, g: (j / (a + g * j)) ** 2,
}


@pytest.mark.parametrize("what", FUNCTIONS)
@pytest.mark.parametrize(("a", "g"), [(0.3, 1e-9), (0.3, 1e-4), (0.01, 0.1), (1e-5, 2.0), (0.5, 1e4)])
@pytest.mark.parametrize("m", [1, 128, 129, 500, 1_000_000])
def test_the_rule_agrees_with_the_sum_term_by_term(m: int, a: float, g: float, what: str) -> None:
    nodes, weights = summation_rule(np.array([float(m)]))
    term_by_term = FUNCTIONS[what](np.arange(m, dtype=float), a, g).sum()
    assert weights @ FUNCTIONS[what](nodes, a, g) == pytest.approx(term_by_term, rel=2e-14)


def test_several_counts_are_merged_into_one_rule() -> None:
    counts = [0, 3, 3, 90, 700, 5000]
    nodes, weights = summation_rule(np.array(counts, dtype=float))
    expected = sum(np.log(0.2 + 0.01 * np.arange(m)).sum() for m in counts)
    assert weights @ np.log(0.2 + 0.01 * nodes) == pytest.approx(expected, rel=1e-12)
    assert np.unique(nodes).size == nodes.size


def test_no_patients_make_an_empty_sum() -> None:
    nodes, weights = summation_rule(np.array([0.0, 0.0]))
    assert nodes.size == weights.size == 0


def test_a_hundred_million_patients_need_no_more_than_a_few_hundred_terms() -> None:
    assert summation_rule(np.array([1e8]))[0].size < 200
