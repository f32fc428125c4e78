"""100 people: as many as the rate says, the interval, and which rate it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import MarginalMean, Results
from review.figures.not_drawn import NotDrawn
from review.figures.pictogram import pictogram
from review.render.pictogram import pictogram_svg
from tests.figures.filled import full_results
from tests.samples import SEVEN, many_rows, sample_results


def with_mean(estimate: float, low: float, high: float) -> Results:
    mean = MarginalMean(estimate=estimate, low=low, high=high, how="as the pooled rate")
    return replace(sample_results(SEVEN, subgroups=False), marginal=mean)


def test_as_many_people_are_marked_as_the_marginal_mean_says_and_it_is_named() -> None:
    figure = pictogram(with_mean(0.471, 0.298, 0.652))
    assert (figure.shown.people, figure.shown.low, figure.shown.high) == (47, 30, 65)
    assert figure.shown.headline == "About 47 of 100 patients"
    assert figure.shown.line == (
        "Of 100 patients treated as in these studies, about 47 can be expected to have a response. "
        "The studies leave room for anything from 30 to 65."
    )
    assert figure.foot[0].startswith("Marginal mean, the average over cohorts: 47.1%, 95% CI 29.8–65.2%")
    assert "47 are marked" in figure.alt and "Marginal mean" in figure.alt


def test_a_model_without_a_marginal_mean_says_which_rate_is_drawn() -> None:
    results = sample_results(SEVEN, subgroups=False)
    model = replace(results.result.model, model="inverse-variance", measure="PAS")
    figure = pictogram(replace(results, result=replace(results.result, model=model)))
    assert "median rate" in figure.shown.line and "median rate" in figure.foot[0]
    assert "arginal mean" not in figure.shown.line + " ".join(figure.foot)


@pytest.mark.parametrize(("rate", "words"), [(0.002, "Fewer than 1"), (0.997, "More than 99")])
def test_nobody_and_everybody_are_never_promised(rate: float, words: str) -> None:
    assert pictogram(with_mean(rate, 0.0, 1.0)).shown.headline == f"{words} of 100 patients"


def test_few_cohorts_have_no_pictogram_and_the_error_says_what_would_do() -> None:
    with pytest.raises(NotDrawn, match="needs 5 cohorts and there are 4: diamond = true"):
        pictogram(sample_results(many_rows(4), subgroups=False))


def test_there_is_one_person_for_each_of_a_hundred_and_the_key() -> None:
    svg = pictogram_svg(pictogram(full_results(SEVEN, subgroups=False)), embed_font=False)
    # Two shapes each, and one more person of each kind in the key.
    assert svg.count('class="primary"') == 2 * (47 + 1)
    assert svg.count('class="person"') == 2 * (53 + 1)
