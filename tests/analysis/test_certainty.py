"""Certainty: every step follows its declared threshold, and what nobody judged stays open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.analysis.certainty import LEVELS, CertaintyOf, CertaintyRules, read_certainty
from review.analysis.rating import at_most, rate_certainty
from review.analysis.results import BiasItem, BiasJudgement, BiasLevel, BiasRow, Results, RiskOfBias
from review.document import Table
from review.pooling.results import Heterogeneity, Pooled
from review.problems import Problem
from tests.samples import SEVEN, sample_results

RULES = CertaintyRules(declared="before")


def results(
    *,
    ci: tuple[float, float] = (0.4, 0.5),
    prediction: tuple[float, float] | None = (0.35, 0.55),
    **more: Any,
) -> Results:
    """Seven cohorts with 74 of 159, and the intervals that a test asks for."""
    found = sample_results(subgroups=False)
    low, high = prediction or (None, None)
    pooled = Pooled(estimate=0.45, ci_low=ci[0], ci_high=ci[1], prediction_low=low, prediction_high=high)
    return replace(found, result=replace(found.result, pooled=pooled, **more))


def step(found: Results, domain: str, rules: CertaintyRules = RULES) -> Any:
    (rated,) = rate_certainty(found, rules).rated
    return next(one for one in rated.steps if one.domain == domain)


def tool(name: str, unit: str, rows: dict[str, tuple[str, ...]], items: tuple[str, ...]) -> RiskOfBias:
    return RiskOfBias(
        tool=name,
        version="1",
        title=name,
        reference="",
        unit=unit,
        cautions=(),
        file="x.xlsx",
        levels=(BiasLevel(code="c", label="c", light="low"),),
        items=tuple(BiasItem(id=item, label=item, question="", checked=True) for item in items),
        rows=tuple(
            BiasRow(
                subject=subject,
                label=subject,
                judgements=tuple(
                    BiasJudgement(
                        code="" if light == "not assessed" else light, light=light, support="because"
                    )
                    for light in lights
                ),
                whole="",
                whole_light="",
            )
            for subject, lights in rows.items()
        ),
    )


@pytest.mark.parametrize(
    ("ci", "down"), [((0.4, 0.59), 0), ((0.4, 0.6), 1), ((0.3, 0.69), 1), ((0.3, 0.7), 2), ((-0.1, 0.15), 0)]
)
def test_the_width_of_the_interval_lowers_from_its_thresholds_on(ci: tuple[float, float], down: int) -> None:
    assert step(results(ci=ci), "imprecision").down == down


def test_a_rate_at_which_one_would_decide_otherwise_lowers_where_the_interval_holds_it() -> None:
    rules = replace(RULES, decide_at=0.45)
    assert step(results(), "imprecision", rules).down == 1
    assert step(results(ci=(0.5, 0.55), prediction=(0.46, 0.6)), "inconsistency", rules).down == 0
    assert step(results(), "inconsistency", rules).down == 1


def test_few_patients_or_responders_lower_by_one() -> None:
    assert step(results(n=99), "imprecision").down == 1
    assert step(results(events=29), "imprecision").down == 1
    assert "29 responders are fewer than 30" in step(results(events=29), "imprecision").reason


def test_without_a_prediction_interval_inconsistency_is_not_assessed() -> None:
    assert step(results(prediction=None), "inconsistency").down is None
    assert step(results(prediction=(0.1, 0.9)), "inconsistency").down == 2


@pytest.mark.parametrize(("k", "down"), [(4, None), (7, 0)])
def test_a_spread_of_zero_reassures_only_where_there_are_cohorts_enough(k: int, down: int | None) -> None:
    rows = sample_results(SEVEN[:k], subgroups=False)
    none = replace(rows, result=replace(rows.result, heterogeneity=Heterogeneity(tau2=0.0)))
    assert step(none, "inconsistency").down == down


def test_what_only_people_can_judge_stays_open_until_they_do() -> None:
    for domain in ("indirectness", "publication_bias"):
        found = step(results(), domain)
        assert (found.down, found.by) == (None, "nobody")


def test_a_judgement_of_people_stands_in_the_place_of_the_rule_with_the_rule_beside_it() -> None:
    lights = ("low", "high", "some", "low", "unclear")
    grade = tool("grade_proportion", "analysis", {"asps_orr": lights}, ("G1", "G2", "G3", "G4", "G5"))
    found = replace(results(ci=(0.2, 0.7)), risk_of_bias=(grade,))
    assert step(found, "imprecision").down == 0
    assert step(found, "imprecision").rule_down == 2
    assert step(found, "inconsistency").down == 2
    assert (step(found, "indirectness").down, step(found, "indirectness").by) == (1, "people")
    assert step(found, "publication_bias").down is None  # "cannot be assessed" is an answer, and no step
    assert "because" in step(found, "indirectness").reason


def bias_of(*high: int, blank: tuple[int, ...] = ()) -> RiskOfBias:
    lights = {
        f"cohort_{i}": (("high" if i in high else "low"), "not assessed" if i in blank else "low")
        for i in range(len(SEVEN))
    }
    return tool("minors", "cohort", lights, ("M1", "M2"))


def test_risk_of_bias_lowers_by_the_share_of_patients_in_cohorts_of_high_risk() -> None:
    # 52 of 159 patients are 33%, with 37 more 56%; 11 are 7%.
    assert step(replace(results(), risk_of_bias=(bias_of(2),)), "risk_of_bias").down == 0
    assert step(replace(results(), risk_of_bias=(bias_of(0),)), "risk_of_bias").down == 1
    assert step(replace(results(), risk_of_bias=(bias_of(0, 1),)), "risk_of_bias").down == 2


def test_a_cohort_that_nobody_judged_throughout_leaves_the_step_open() -> None:
    open_step = step(replace(results(), risk_of_bias=(bias_of(0, blank=(3,)),)), "risk_of_bias")
    assert open_step.down is None
    # What is known to be very serious cannot become better by judging the rest.
    assert step(replace(results(), risk_of_bias=(bias_of(0, 1, blank=(3,)),)), "risk_of_bias").down == 2
    assert step(results(), "risk_of_bias").down is None


def test_the_whole_is_the_start_less_the_steps_and_at_most_that_while_steps_are_open() -> None:
    (rated,) = rate_certainty(results(), replace(RULES, start="moderate")).rated
    assert (rated.level, rated.complete) == ("moderate", False)
    assert at_most((rated,)) == ("at most moderate",)
    (low,) = rate_certainty(results(ci=(0.1, 0.9), prediction=(0.0, 1.0)), RULES).rated
    assert at_most((low,)) == ("very low",)
    assert low.level == LEVELS[0]


def test_where_the_classes_are_the_answer_each_is_rated() -> None:
    rated = rate_certainty(sample_results(), RULES).rated
    assert [one.of for one in rated] == ["monotherapy", "+TKI", "+other"]
    assert all(isinstance(one, CertaintyOf) for one in rated)


def test_a_rating_that_is_switched_off_rates_nothing() -> None:
    assert rate_certainty(results(), replace(RULES, rate=False)).rated == ()


def test_certainty_goes_through_json_and_back() -> None:
    found = replace(results(), certainty=rate_certainty(results(), RULES))
    assert Results.from_json(found.to_json()).certainty == found.certainty


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({}, "declared"),
        ({"declared": "yesterday"}, "declared"),
        ({"declared": "before", "interval_width": [0.4, 0.2]}, "interval_width"),
        ({"declared": "before", "interval_width": 0.4}, "interval_width"),
        ({"declared": "before", "decide_at": 20}, "decide_at"),
        ({"declared": "before", "strat": "low"}, "strat"),
    ],
)
def test_a_wrong_rule_is_an_error_at_its_key(table: dict[str, Any], key: str) -> None:
    problems: list[Problem] = []
    read_certainty(Table({"certainty": table}, "review.toml", problems))
    assert [problem.place.cell for problem in problems] == [f"certainty.{key}"]
