"""What an analysis file asks for beside the pooled rate: read, and refused with its dotted path."""

from __future__ import annotations

from typing import Any

import pytest

from review.analysis.parts_spec import PartsSpec
from review.analysis.spec import AnalysisSpec, read_spec
from review.problems import Problem

FIELDS = {
    "histology": ("ASPS", "UPS"),
    "line": ("first", "pretreated"),
    "year": (),
    "study_id": (),
}
SURVIVAL = {"endpoint": (), "rate_6m_pct": (), "rate_12m_pct": ()}
LEAST = {"title": "A", "question": "?", "planned": "after"}


def read(**document: Any) -> tuple[AnalysisSpec, tuple[Problem, ...]]:
    return read_spec("a", "analyses/a.toml", {**LEAST, **document}, fields=FIELDS, survival=SURVIVAL)


def test_nothing_is_asked_for_unless_it_is_written() -> None:
    spec, problems = read()
    assert problems == ()
    assert spec.parts == PartsSpec()
    assert not spec.parts.weighted
    assert not spec.parts.draws


def test_every_part_is_read() -> None:
    spec, problems = read(
        subgroups={"by": "histology", "tau2": "common"},
        regression=[
            {"moderators": ["year", "line", "year:line"], "missing": "leave out"},
            {"moderators": "year", "permutations": 500, "model": {"model": "inverse-variance"}},
        ],
        cluster={"by": "study_id", "methods": ["cr2", "three-level-ML"]},
        cumulative={"by": "year"},
        influence=True,
        shrunken_rates=True,
        gosh={},
        small_study={"force": True},
        trim_and_fill={"estimators": ["L0"]},
        rate_test={"rate": 0.2, "permutations": 1000},
        weighted_mean={"measure": "PAS"},
        time_to_event=[{"endpoint": "PFS"}, {"endpoint": "OS", "landmark_months": 12}],
        seed=7,
    )
    assert problems == ()
    parts = spec.parts
    assert spec.subgroup_tau2 == "common"
    assert parts.regressions[0].label == "year, line, year × line"
    assert parts.regressions[0].fields == ("year", "line")
    assert parts.regressions[1].permutations == 500
    assert parts.cluster is not None and parts.cluster.methods == ("cr2", "three-level-ML")
    assert parts.gosh is not None and parts.gosh.subsets == 10_000
    assert parts.small_study is not None and parts.small_study.force
    assert parts.trim_and_fill is not None and parts.trim_and_fill.estimators == ("L0",)
    assert parts.rate_test is not None and parts.rate_test.rate == 0.2
    assert [time.landmark_months for time in parts.times] == [None, 12]
    assert (parts.seed, parts.cumulative, parts.influence) == (7, "year", True)
    assert parts.weighted and parts.draws


@pytest.mark.parametrize(
    ("document", "key", "said"),
    [
        ({"influnce": True}, "influnce", "did you mean 'influence'?"),
        ({"gosh": {"subset": 100}}, "gosh.subset", "did you mean 'subsets'?"),
        ({"gosh": {"subsets": 5}}, "gosh.subsets", "10000"),
        ({"gosh": True}, "gosh", "[gosh]"),
        ({"small_study": {"forced": True}}, "small_study.forced", "did you mean 'force'?"),
        ({"trim_and_fill": {"estimators": ["L1"]}}, "trim_and_fill.estimators", "L0"),
        ({"cluster": {"by": "studyid"}}, "cluster.by", "did you mean 'study_id'?"),
        ({"cluster": {"by": "study_id", "methods": "CR2s"}}, "cluster.methods", "did you mean 'cr2'?"),
        ({"cluster": {}}, "cluster.by", "add by"),
        ({"cumulative": {"by": "yaer"}}, "cumulative.by", "did you mean 'year'?"),
        ({"cumulative": {"by": "year", "of": 1}}, "cumulative.of", "known are: by"),
        ({"rate_test": {}}, "rate_test.rate", "0.20"),
        ({"rate_test": {"rate": 20}}, "rate_test.rate", "0.20"),
        ({"rate_test": {"rate": 0.2, "permutations": 1}}, "rate_test.permutations", "5000"),
        ({"regression": [{"moderators": ["lien"]}]}, "regression[0].moderators", "did you mean 'line'?"),
        ({"regression": [{"moderators": ["year", "year:line"]}]}, "regression[0].moderators", "add 'line'"),
        ({"regression": [{"moderators": []}]}, "regression[0].moderators", "name fields"),
        ({"regression": [{}]}, "regression[0].moderators", "add moderators"),
        (
            {"regression": [{"moderators": ["year"], "missing": "drop"}]},
            "regression[0].missing",
            "known are: refuse, leave out",
        ),
        (
            {"time_to_event": [{"endpoint": "PFS", "landmark_months": 24}]},
            "time_to_event[0].landmark_months",
            "6, 12",
        ),
        ({"time_to_event": [{}]}, "time_to_event[0].endpoint", "add endpoint"),
        ({"subgroups": {"by": "histology", "tau2": "comon"}}, "subgroups.tau2", "did you mean 'common'?"),
        ({"subgroups": {"tau2": "common"}}, "subgroups.tau2", "add by"),
        ({"seed": -1}, "seed", ""),
        (
            {"time_to_event": [{"endpoint": "PFS", "model": {"level": 0.9}}]},
            "time_to_event[0].model.level",
            "write it in [model]",
        ),
        ({"influence": True, "weighted_mean": {"level": 0.9}}, "weighted_mean.level", "one level"),
        (
            {"regression": [{"moderators": ["year"], "model": {"level": 0.9}}]},
            "regression[0].model.level",
            "write it in [model]",
        ),
        (
            {"sensitivity": [{"name": "a", "label": "A", "model": {"level": 0.9}}]},
            "sensitivity[0].model.level",
            "write it in [model]",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_dotted_path_with_what_is_right(
    document: dict[str, Any], key: str, said: str
) -> None:
    _, problems = read(**document)
    assert [problem.place.cell for problem in problems] == [key]
    assert said in problems[0].fix or said in problems[0].message


@pytest.mark.parametrize(
    ("document", "key", "said"),
    [
        (
            {"model": {"model": "beta-binomial"}, "subgroups": {"by": "line", "tau2": "common"}},
            "subgroups.tau2",
            "glmm or inverse-variance",
        ),
        (
            {"model": {"ci": "profile"}, "subgroups": {"by": "line", "tau2": "common"}},
            "subgroups.tau2",
            "t or wald",
        ),
        (
            {
                "subgroups": {"by": "line", "tau2": "common"},
                "sensitivity": [{"name": "b", "label": "B", "model": {"model": "bayesian"}}],
            },
            "sensitivity[0].model",
            "glmm or inverse-variance",
        ),
        (
            {"model": {"model": "bayesian"}, "regression": [{"moderators": ["year"]}]},
            "regression[0].model",
            "glmm or inverse-variance or common",
        ),
        (
            {"regression": [{"moderators": ["year"], "permutations": 100}]},
            "regression[0].permutations",
            "inverse-variance or common",
        ),
        (
            {"model": {"ci": "profile-t"}, "regression": [{"moderators": ["year"]}]},
            "regression[0].model",
            'ci = "t"',
        ),
        (
            {"regression": [{"moderators": ["year"], "model": {"tau2": "DL"}}]},
            "regression[0].model",
            "review pool --help",
        ),
        ({"model": {"model": "bayesian"}, "rate_test": {"rate": 0.2}}, "rate_test", "[threshold] p0"),
        ({"model": {"model": "common"}, "shrunken_rates": True}, "shrunken_rates", "model = glmm"),
        (
            {"model": {"model": "common"}, "gosh": {}, "weighted_mean": {"measure": "PAS"}},
            "weighted_mean",
            "leave [weighted_mean] out",
        ),
        ({"weighted_mean": {"measure": "PAS"}}, "weighted_mean", "influence, gosh"),
        ({"influence": True, "weighted_mean": {"model": "bayesian"}}, "weighted_mean.model", "common"),
        ({"influence": True, "weighted_mean": {"ci": "profile-t"}}, "weighted_mean", "review pool --help"),
        (
            {"time_to_event": [{"endpoint": "PFS", "model": {"model": "glmm"}}]},
            "time_to_event[0].model",
            "inverse-variance or common",
        ),
        (
            {"time_to_event": [{"endpoint": "PFS", "model": {"measure": "PAS"}}]},
            "time_to_event[0].model.measure",
            "they take: model, tau2",
        ),
        (
            {"time_to_event": [{"endpoint": "PFS", "model": {"ci": "posterior"}}]},
            "time_to_event[0].model",
            "review pool --help",
        ),
    ],
)
def test_a_part_that_the_model_cannot_give_names_those_that_can(
    document: dict[str, Any], key: str, said: str
) -> None:
    _, problems = read(**document)
    assert [problem.place.cell for problem in problems] == [key]
    assert said in problems[0].fix


def test_a_wrong_model_is_told_once_and_not_for_every_part() -> None:
    _, problems = read(model={"ci": "HK"}, regression=[{"moderators": ["year"]}], shrunken_rates=True)
    assert [problem.place.cell for problem in problems] == ["model"]
