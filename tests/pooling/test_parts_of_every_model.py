"""Every part asked of every model: it is there, or a note or an error says which model gives it."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from review.pooling.choices import MODELS, UnknownChoice
from review.pooling.design import BadModerators
from review.pooling.pool import pool

DATA = {
    "six": ([3, 9, 5, 2, 8, 4], [10, 20, 9, 12, 20, 30]),
    "no responder": ([0, 0, 0, 0, 0, 0], [10, 20, 9, 12, 20, 30]),
    "responders only": ([10, 20, 9, 12, 20, 30], [10, 20, 9, 12, 20, 30]),
    "equal": ([2, 4, 2, 3, 4, 6], [10, 20, 10, 15, 20, 30]),
    "two": ([3, 9], [10, 20]),
    "one": ([3], [10]),
}

#: What is asked for, and where it stands in the result.
PARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "one tau² for all subgroups": ("subgroups", {"subgroup": "ababab", "subgroup_tau2": "common"}),
    "subgroups": ("subgroups", {"subgroup": "ababab"}),
    "moderators": ("regression", {"moderators": {"m": [1, 4, 2, 5, 3, 7]}}),
    "slopes permuted": ("permutation", {"moderators": {"m": [1, 4, 2, 5, 3, 7]}, "permutations": 50}),
    "trials": ("dependence", {"cluster": "aabbcd"}),
    "two ways for trials": ("dependence", {"cluster": "aabbcd", "dependence": ["three-level-ML"]}),
    "leave one out": ("leave_one_out", {"leave_one_out": True}),
    "leave one trial out": ("leave_one_out", {"leave_one_out": True, "cluster": "aabbcd"}),
    "cumulative": ("cumulative", {"cumulative": [6, 5, 4, 3, 2, 1]}),
    "influence": ("influence", {"influence": True}),
    "subsets": ("gosh", {"gosh": True}),
    "small-study tests": ("small_study", {"small_study": True, "force": True}),
    "trim and fill": ("trim_and_fill", {"trim_and_fill": ["R0"], "force": True}),
    "shrunken rates": ("shrunken_rates", {"shrunken_rates": True}),
    "agreement": ("agreement", {"agreement": True}),
    "threshold": ("threshold", {"threshold": 0.3}),
    "reference rate": ("rate_test", {"reference_rate": 0.3}),
    "rate permuted": ("permutation", {"reference_rate": 0.3, "permutations": 50}),
    "next trial": ("next_trial", {"next_trial": 10}),
}

#: Which models give a part on ordinary data; all, where none is named.
GIVEN_BY = {
    "one tau² for all subgroups": {"glmm", "inverse-variance"},
    "moderators": {"glmm", "inverse-variance", "common"},
    "slopes permuted": {"inverse-variance", "common"},
    "rate permuted": {"inverse-variance", "common"},
    "influence": {"inverse-variance", "common"},
    "subsets": {"inverse-variance", "common"},
    "trim and fill": {"inverse-variance", "common"},
    "shrunken rates": {"glmm"},
    "reference rate": {"glmm", "inverse-variance", "common", "beta-binomial"},
}


#: Options that change another part: trials what is left out, one tau² the subgroups.
CHANGING = ("cluster", "dependence", "subgroup_tau2")


def asked(part: str, k: int) -> dict[str, Any]:
    """The options of a part for the first k cohorts."""

    def cut(value: Any) -> Any:
        return list(value)[:k] if isinstance(value, (str, list)) and len(value) == 6 else value

    options = PARTS[part][1]
    found = {name: cut(value) for name, value in options.items() if name != "moderators"}
    if "subgroup_tau2" in options:
        found["subgroup_tau2"] = "common"
    if "moderators" in options:
        found["moderators"] = {name: cut(values) for name, values in options["moderators"].items()}
    return found


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_there_or_what_gives_it_is_named(part: str, model: str) -> None:
    key, given = PARTS[part][0], GIVEN_BY.get(part, set(MODELS))
    try:
        result = pool(*DATA["six"], model=model, **asked(part, 6))
    except UnknownChoice as error:
        assert model not in given
        assert "inverse-variance" in str(error)
        return
    json.dumps(result.to_dict(), allow_nan=False)
    assert (key in result.to_dict()) == (model in given)
    if model not in given:
        messages = " ".join(note.message for note in result.notes)
        assert any(able in messages for able in ("inverse-variance", "glmm", "threshold"))


@pytest.mark.parametrize("data", ["no responder", "responders only", "equal", "two", "one"])
@pytest.mark.parametrize("part", PARTS)
def test_on_data_at_the_edge_a_part_is_there_or_said_to_be_missing(part: str, data: str) -> None:
    x, n = DATA[data]
    for model in ("glmm", "inverse-variance"):
        if model not in GIVEN_BY.get(part, set(MODELS)):
            continue
        try:
            result = pool(x, n, model=model, **asked(part, len(x)))
        except (UnknownChoice, BadModerators) as error:
            assert str(error)
            continue
        document = json.loads(json.dumps(result.to_dict(), allow_nan=False))
        assert PARTS[part][0] in document or len(result.notes) > len(pool(x, n, model=model).notes)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"subgroup_tau2": "common"}, "needs subgroups"),
        ({"dependence": ["cr2"]}, "name it in cluster"),
        ({"cluster": list("aabbcd"), "dependence": ["cr3"]}, "did you mean 'cr2'"),
        ({"cluster": list("abcdef"), "dependence": ["cr3"]}, "did you mean 'cr2'"),
        ({"trim_and_fill": "L1", "force": True}, "trim_and_fill 'L1' is unknown"),
        ({"permutations": 100}, "moderators, or a reference_rate"),
        ({"permutations": 1, "reference_rate": 0.2}, "from 2 to 500,000"),
        (
            {"permutations": 100, "reference_rate": 0.2, "moderators": {"m": [1, 2, 3, 4, 5, 7]}},
            "one at a time",
        ),
        ({"force": True}, "small_study or trim_and_fill"),
        ({"gosh": 50}, "100 to 100,000"),
        ({"trim_and_fill": ["L1"], "force": True}, "one of L0, R0"),
        ({"tau_prior": 0.5}, "has no prior"),
        ({"reference_rate": 20.0}, "between 0 and 1"),
    ],
)
def test_options_that_contradict_one_another_say_what_to_do(options: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        pool(*DATA["six"], model="inverse-variance", **options)


def test_a_prior_scale_is_above_0() -> None:
    with pytest.raises(ValueError, match="above 0"):
        pool(*DATA["six"], model="bayesian", tau_prior=0.0)


@pytest.mark.parametrize("model", ["glmm", "inverse-variance", "common"])
def test_parts_asked_for_together_are_those_asked_for_alone(model: str) -> None:
    able = [part for part in PARTS if model in GIVEN_BY.get(part, set(MODELS))]
    first, second = able[::2], able[1::2]
    for a, b in itertools.zip_longest(first, second, fillvalue="cumulative"):
        options = {**asked(a, 6), **asked(b, 6)}
        if "moderators" in options and "permutations" in options and "reference_rate" in options:
            continue
        together = pool(*DATA["six"], model=model, **options).to_dict()
        for part in (a, b):
            key, alone = PARTS[part][0], asked(part, 6)
            # one part may change another: trials what is left out, one tau² the subgroups
            if any(options.get(name) != alone.get(name) for name in (*alone, *CHANGING)):
                continue
            assert together[key] == pool(*DATA["six"], model=model, **alone).to_dict()[key]
