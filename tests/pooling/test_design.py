from __future__ import annotations

import numpy as np
import pytest

from review.pooling.cohorts import checked
from review.pooling.design import BadModerators, design
from review.pooling.pool import pool

COHORTS = checked([1, 2, 3, 4, 5, 6], [9] * 6, study=["Chen", "Shi", "Wilky", "Blay", "Xie", "Tan"])
YEAR = [2019, 2020, 2021, 2022, 2023, 2024]
LINE = ["first", "later", "first", "later", "later", "mixed"]


def test_text_is_a_factor_and_the_first_level_its_reference() -> None:
    found = design({"year": YEAR, "line": LINE}, COHORTS)
    assert found.names == ("intercept", "year", "line=later", "line=mixed")
    assert found.X[:, 2].tolist() == [0, 1, 0, 1, 1, 0]
    assert found.at({"year": [2030], "line": ["mixed"]}).tolist() == [[1, 2030, 0, 1]]


def test_truth_values_are_a_factor_too() -> None:
    assert design({"planned": [True, False] * 3}, COHORTS).names == ("intercept", "planned=True")


def test_an_interaction_multiplies_the_columns_of_its_parts() -> None:
    found = design(
        {"dose": [1, 2, 3, 4, 5, 7], "late": ["n", "n", "y", "y", "n", "y"], "dose:late": None}, COHORTS
    )
    assert found.names == ("intercept", "dose", "late=y", "dose:late=y")
    assert np.array_equal(found.X[:, 3], found.X[:, 1] * found.X[:, 2])
    assert found.at({"dose": [2], "late": ["y"]}).tolist() == [[1, 2, 1, 2]]


@pytest.mark.parametrize(
    ("moderators", "words"),
    [
        ({"year": [2019, None, 2021, 2022, 2023, 2024]}, "year is missing for Shi"),
        ({"year": [2019, float("nan"), 2021, 2022, 2023, 2024]}, "year is missing for Shi"),
        ({"year": [2019, float("inf"), 2021, 2022, 2023, 2024]}, "not finite"),
        ({"year": [2019] * 6}, "2019 in every cohort"),
        ({"line": ["first"] * 6}, "'first' in every cohort"),
        ({"year": YEAR[:5]}, "5 values for 6 cohorts"),
        ({"year": YEAR, "decade": [year / 10 for year in YEAR]}, "year, decade are collinear"),
        (
            {
                "a": ["x", "y", "x", "y", "x", "y"],
                "b": ["u", "v", "u", "v", "u", "v"],
                "year": [1, 2, 2, 4, 5, 9],
            },
            "a=y, b=v are collinear",
        ),
        ({"site": ["a", "b", "c", "d", "e", "f"]}, "6 cohorts cannot carry 6 coefficients"),
        ({"year": YEAR, "year:line": None}, "line is not a moderator"),
        ({"year": YEAR, "line": None}, "interaction line"),
        (
            {"a": ["x", "x", "y", "y", "x", "y"], "b": ["u", "u", "u", "u", "u", "v"], "a:b": None},
            "collinear",
        ),
        ({}, "no moderator"),
    ],
)
def test_unusable_moderators_are_named(moderators, words) -> None:
    with pytest.raises(BadModerators, match=words):
        design(moderators, COHORTS)


def test_an_interaction_without_overlap_is_named() -> None:
    with pytest.raises(BadModerators, match=r"a=y:b=v has one value throughout"):
        design(
            {"a": ["x", "x", "y", "y", "x", "y"], "b": ["u", "v", "u", "u", "v", "u"], "a:b": None}, COHORTS
        )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((2019, 2020, "n/a", 2019, 2020, "n/a"), "numbers and n/a"),
        (("1", "2", "3+", "1", "2", "3+"), "numbers and 3+"),
        (("a", "b", "a", "b", "a", "b"), None),
        (("1", "2,5", "1", "2,5", "1", "1"), None),
        ((1, 2, 1, 2, 1, 2), None),
    ],
)
def test_a_moderator_of_numbers_and_words_says_that_it_became_a_factor(values, words) -> None:
    found = pool([1, 2, 3, 4, 5, 6], [9] * 6, model="common", moderators={"line": values})
    said = [note.message for note in found.notes if note.rule == "POOL33"]
    assert len(said) == (words is not None)
    assert all(words in message for message in said)


@pytest.mark.parametrize("apart", [0.0, 1e-12, 1e-9])
@pytest.mark.parametrize("model", ["glmm", "inverse-variance"])
def test_moderators_that_differ_by_rounding_are_collinear(model: str, apart: float) -> None:
    # R's lm(y ~ a + b) gives NA for b in each of these
    a = np.linspace(0, 1, 8)
    with pytest.raises(BadModerators, match="a, b are collinear"):
        pool(
            [1, 2, 3, 4, 5, 6, 2, 3], [12] * 8, model=model,
            moderators={"a": a, "b": a + apart * np.sin(9 * a)},
        )  # fmt: skip


@pytest.mark.parametrize("model", ["glmm", "inverse-variance"])
def test_large_numbers_close_together_are_refused_rather_than_lose_their_digits(model: str) -> None:
    x, n = [1, 2, 3, 5, 4, 9, 2, 7], [9, 12, 20, 18, 15, 30, 11, 22]
    with pytest.raises(BadModerators, match="from 1000000000 to 1000000007, so close together"):
        pool(x, n, model=model, moderators={"y": [1e9 + i for i in range(8)]})
    for start in (0, 2016, 45_000):
        on = [start + i for i in range(8)]
        assert pool(x, n, model=model, moderators={"y": on}).regression is not None
