"""The arithmetic of the page against `review pool`, in a real browser, on golden and on awkward data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import pytest

from review.pooling.choices import MODELS, choose
from review.pooling.measures import MEASURES
from review.pooling.pool import pool
from review.pooling.results import ModelChoice, PoolResult
from review.pooling.study_intervals import STUDY_INTERVALS
from tests.golden.read import document

pytestmark = pytest.mark.browser

Counts = tuple[Sequence[int], Sequence[int]]

WORDS = {
    "measures": {measure.code: measure.label for measure in MEASURES.values()},
    "studyIntervals": {interval.code: interval.label for interval in STUDY_INTERVALS.values()},
}

#: Counts that leave little or no room for a model, with what is awkward in them.
AWKWARD: dict[str, Counts] = {
    "one cohort": ([3], [11]),
    "one cohort, nobody responded": ([0], [11]),
    "one cohort of one, who responded": ([1], [1]),
    "two cohorts": ([3, 9], [10, 12]),
    "equal rates": ([2, 4, 8], [10, 20, 40]),
    "nobody responded": ([0, 0, 0], [10, 25, 8]),
    "everybody responded": ([4, 9], [4, 9]),
    "single patients": ([0, 1, 1, 0], [1, 1, 1, 1]),
    "nobody or everybody": ([0, 20, 0], [10, 20, 30]),
    "one cohort without responders": ([0, 5, 3], [10, 12, 9]),
    "far apart": ([1, 19, 30, 2], [20, 20, 31, 40]),
    "one large cohort": ([3, 400, 2], [9, 1000, 7]),
    "two cohorts that differ": ([1, 19], [20, 20]),
    "a likelihood of tau² with two maxima": ([19, 11, 6, 7, 4, 2], [52, 32, 11, 14, 10, 40]),
}

#: What the page shows; the rest of the JSON is the program's only.
SHOWN = {
    "pooled": (
        "estimate",
        "ci_low",
        "ci_high",
        "prediction_low",
        "prediction_high",
        "estimate_transformed",
        "se_transformed",
        "exact",
    ),
    "heterogeneity": ("tau2", "tau2_ci_low", "tau2_ci_high", "i2", "q", "q_df", "q_p"),
}

#: Models that the page computes: all but those that integrate over a prior.
COMPUTED = tuple(model for model in MODELS.values() if model.ci != ("posterior",))

#: The page is held to 1e-6 by its readers; where it differs by more than this, something is wrong.
AGREES = 2e-8


def golden(most_patients: int) -> dict[str, Counts]:
    found = {**document("inverse_variance")["datasets"], **document("glmm")["datasets"]}
    return {
        name: (found[name]["events"], found[name]["n"])
        for name in found
        if max(found[name]["n"]) <= most_patients and len(found[name]["n"]) <= 60
    }


def choices(*, every: bool) -> Iterable[ModelChoice]:
    """All that the page offers; or each scale, estimator, interval and prediction with the other defaults."""
    for model in COMPUTED:
        offered = [ci for ci in model.ci if not (ci == "profile" and model.tau2)]
        found = [
            (measure, tau2, ci, prediction)
            for measure in model.measures
            for tau2 in model.tau2 or (None,)
            for ci in offered
            for prediction in model.prediction
        ]
        default = found[0]
        for case in found:
            if every or sum(a != b for a, b in zip(case, default, strict=True)) <= 1:
                measure, tau2, ci, prediction = case
                yield choose(model=model.code, measure=measure, tau2=tau2, ci=ci, prediction=prediction)


def computed(counts: Counts, choice: ModelChoice) -> PoolResult:
    options = {key: value for key, value in asdict(choice).items() if value is not None}
    if not MODELS[choice.model].tau2:
        options.pop("tau2", None)
    names = [f"cohort {i}" for i in range(len(counts[0]))]
    return pool(*counts, study=names, **options)


def disagreements(
    arithmetic: Callable[..., Any], sets: dict[str, Counts], chosen: Iterable[ModelChoice]
) -> list[str]:
    cases = [(name, choice, computed(counts, choice)) for name, counts in sets.items() for choice in chosen]
    sent = [
        {
            "choice": asdict(choice),
            "cohorts": [
                {
                    "label": rate.study,
                    "events": rate.events,
                    "n": rate.n,
                    "low": rate.ci_low,
                    "high": rate.ci_high,
                }
                for rate in result.studies
            ],
        }
        for _, choice, result in cases
    ]
    found = arithmetic(
        "([cases, words]) => cases.map(({cohorts, choice}) => pool(cohorts, choice, words))", [sent, WORDS]
    )
    return [
        f"{name}, {choice.model} {choice.measure} {choice.tau2} {choice.ci} {choice.prediction}: {difference}"
        for (name, choice, result), answer in zip(cases, found, strict=True)
        for difference in differences(result, answer)
    ]


def differences(result: PoolResult, answer: dict[str, Any]) -> Iterable[str]:
    expected = result.to_dict()
    for part, keys in SHOWN.items():
        for key in keys:
            ours, theirs = expected[part].get(key), answer[part].get(key)
            if isinstance(ours, float) and isinstance(theirs, (int, float)):
                if abs(ours - theirs) > AGREES * max(1.0, abs(ours)):
                    yield f"{key} is {ours}, in the page {theirs}"
            elif ours != theirs:
                yield f"{key} is {ours}, in the page {theirs}"
    rules = [note.rule for note in result.notes if note.rule != "POOL09"]
    # POOL09 asks whether a scale factor is below 1: where it is 1, rounding decides.
    shown = [note["rule"] for note in answer["notes"] if note["rule"] != "POOL09"]
    if rules != shown:
        yield f"notes are {rules}, in the page {shown}"


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_counts_are_answered_as_by_the_program(arithmetic: Callable[..., Any], name: str) -> None:
    assert disagreements(arithmetic, {name: AWKWARD[name]}, list(choices(every=False))) == []


def test_golden_data_give_the_numbers_of_the_program(arithmetic: Callable[..., Any]) -> None:
    sets = {
        name: counts
        for name, counts in golden(500).items()
        if name in {"pritz1997", "miller1978", "bcg_treated"}
    }
    assert sets
    assert disagreements(arithmetic, sets, list(choices(every=False))) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", golden(5000))
def test_every_golden_data_set_under_every_choice(arithmetic: Callable[..., Any], name: str) -> None:
    assert disagreements(arithmetic, {name: golden(5000)[name]}, list(choices(every=True))) == []


@pytest.mark.slow
def test_a_million_patients_are_no_trouble_for_the_glmm(arithmetic: Callable[..., Any]) -> None:
    large = {name: counts for name, counts in golden(10**9).items() if max(counts[1]) > 5000}
    assert large
    assert disagreements(arithmetic, large, [choose(ci=ci) for ci in MODELS["glmm"].ci]) == []


def test_leaving_cohorts_out_gives_what_the_program_gives_without_them(
    arithmetic: Callable[..., Any],
) -> None:
    x, n = (19, 14, 6, 8, 23, 2, 2), (52, 37, 11, 14, 28, 6, 11)
    sets = {}
    for left in ((0,), (4,), (0, 4), (1, 2, 3), (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5)):
        kept = [i for i in range(7) if i not in left]
        sets[f"without {left}"] = ([x[i] for i in kept], [n[i] for i in kept])
    defaults = [choose(model=model.code) for model in COMPUTED]
    assert disagreements(arithmetic, sets, defaults) == []


@pytest.mark.parametrize("level", [0.8, 0.99])
def test_other_levels_are_answered_too(arithmetic: Callable[..., Any], level: float) -> None:
    x, n = (19, 14, 6, 8, 23, 2, 2), (52, 37, 11, 14, 28, 6, 11)
    chosen = [choose(model=model.code, level=level) for model in COMPUTED]
    assert disagreements(arithmetic, {"asps": (x, n)}, chosen) == []


@pytest.mark.parametrize(("add", "to"), [(0.5, "all"), (0.25, "if0all"), (1.0, "only0")])
def test_continuity_corrections_are_those_of_the_choice(
    arithmetic: Callable[..., Any], add: float, to: str
) -> None:
    chosen = [
        choose(model="inverse-variance", measure=measure, add=add, to=to) for measure in ("PLO", "PR", "PLN")
    ]
    assert disagreements(arithmetic, {"a zero": ([0, 5, 3], [10, 12, 9])}, chosen) == []


def test_a_scale_that_needs_a_correction_refuses_a_zero_without_one(arithmetic: Callable[..., Any]) -> None:
    cohorts = [{"label": "Xie 2023", "events": 0, "n": 9}, {"label": "Shi 2020", "events": 3, "n": 9}]
    choice = asdict(choose(model="inverse-variance", to="none"))
    found = arithmetic("([cohorts, choice, words]) => pool(cohorts, choice, words)", [cohorts, choice, WORDS])
    assert found == {"refused": "Xie 2023: 0 of 9 cannot be put on this scale without a correction."}


@pytest.mark.parametrize(
    "choice",
    [
        *(choose(model=model.code) for model in MODELS.values() if model not in COMPUTED),
        choose(model="inverse-variance", ci="profile"),
    ],
    ids=lambda choice: f"{choice.model} {choice.ci}",
)
def test_what_the_page_cannot_compute_it_does_not_offer(
    arithmetic: Callable[..., Any], choice: ModelChoice
) -> None:
    assert arithmetic("(choice) => whyNotComputed(choice, [])", asdict(choice))


def test_every_other_choice_is_offered(arithmetic: Callable[..., Any]) -> None:
    every = [asdict(choice) for choice in choices(every=True)]
    assert not any(arithmetic("(every) => every.map((choice) => whyNotComputed(choice, [{n: 60}]))", every))


def test_a_beta_binomial_of_huge_cohorts_is_left_to_the_program(arithmetic: Callable[..., Any]) -> None:
    choice = asdict(choose(model="beta-binomial"))
    assert "5000" in arithmetic("(choice) => whyNotComputed(choice, [{n: 5001}])", choice)
    assert arithmetic("(choice) => whyNotComputed(choice, [{n: 5000}])", choice) == ""
