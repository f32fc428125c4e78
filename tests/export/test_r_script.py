"""The R script: the data inside, the same numbers out of metafor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.analysis.results import Results
from review.export.r_meta import STUDY as META_STUDY
from review.export.r_meta import meta_part
from review.export.r_script import COMPUTED, FITTED, r_script
from review.export.r_snippet import r_lines
from review.export.r_words import BACK, DROPS, REACH, STUDY, TESTS, quoted
from review.files.r_engine import run_r
from review.pooling.choices import MODELS
from review.pooling.measures import MEASURES
from review.pooling.pool import pool
from review.pooling.study_intervals import STUDY_INTERVALS
from review.workflow.verifying import METAFOR_SAME, leaves, same
from tests.outside_programs import needs
from tests.samples import SEVEN, Row, sample_results

#: Nobody responded in one cohort: the correction matters, and the arcsine scales need none.
WITH_ZERO: tuple[Row, ...] = (*SEVEN[:6], ("Maki 2013", 0, 6, "+other"))

GRID: list[dict[str, Any]] = [
    {"model": "glmm"},
    {"model": "glmm", "ci": "wald", "prediction": "HTS", "level": 0.9},
    {"model": "glmm", "ci": "profile-t", "prediction": "wald"},
    *({"model": "beta-binomial", "ci": ci} for ci in MODELS["beta-binomial"].ci),
    {"model": "inverse-variance", "tau2": "ML", "ci": "profile", "measure": "PLO"},
    {"model": "inverse-variance", "tau2": "REML", "ci": "profile", "measure": "PAS"},
    *({"model": "common", "study_ci": method} for method in STUDY_INTERVALS),
    {"model": "inverse-variance", "ci": "HK", "subgroup_tau2": "common"},
    {"model": "glmm", "subgroup_tau2": "common"},
    *({"model": "inverse-variance", "tau2": tau2} for tau2 in MODELS["inverse-variance"].tau2),
    *(
        {"model": "inverse-variance", "measure": measure, "ci": ci, "prediction": prediction}
        for measure, ci, prediction in zip(
            ("PLN", "PR", "PAS", "PFT", "PLO"),
            ("HK", "t", "wald", "HK-adhoc", "profile"),
            ("HK", "HTS", "wald", "V", "none"),
            strict=True,
        )
    ),
    {"model": "inverse-variance", "to": "all", "add": 0.25},
    *({"model": "common", "ci": ci} for ci in MODELS["common"].ci),
]


def analysis(rows: tuple[Row, ...] = SEVEN, **options: Any) -> Results:
    results = sample_results(rows)
    found = pool(
        [row[1] for row in rows],
        [row[2] for row in rows],
        study=[row[0] for row in rows],
        subgroup=[row[3] for row in rows],
        **options,
    )
    return replace(results, result=found)


NAMES = ['D\'Angelo "A" 2018', "a\\b", "Ngô Đình 2020", "{x} %d", "line\nbreak"]


def of_name(name: str) -> str:
    """A script with an odd name in its data and its subgroups, which says whether the name arrived."""
    rows: tuple[Row, ...] = ((name, 3, 9, name), ("Other 2020", 4, 9, "b"), ("Third", 2, 9, "b"))
    script = r_script(analysis(rows, model="common"))
    return script + f"\nsay('same', as.numeric(dat$study[1] == {quoted(name)}))\n"


#: A scale of each kind of way back.
SNIPPETS: list[dict[str, Any]] = [
    {"model": "inverse-variance", "measure": "PAS"},
    {"model": "inverse-variance", "measure": "PFT", "ci": "HK"},
    {"model": "inverse-variance", "measure": "PR"},
    {"model": "common"},
]


def of_snippet(options: dict[str, Any]) -> str:
    """The lines of a report, with their last value printed by name."""
    *lines, last = r_lines(analysis(WITH_ZERO, **options))
    said = "cat(sprintf('%s %.12g\\n', c('estimate', 'ci_low', 'ci_high'), found), sep = '')"
    return "\n".join(line for line in lines if not line.startswith("print(")) + f"\nfound <- {last}\n{said}\n"


@pytest.fixture(scope="module")
def printed() -> dict[int, dict[str, float]]:
    """What every script prints, run in one R: each in a scope of its own, its names behind its number."""
    scripts = [
        *(r_script(analysis(WITH_ZERO, **options)) for options in GRID),
        *map(of_name, NAMES),
        *(of_snippet(options) for options in SNIPPETS),
    ]
    parts = [
        "local({" + script.replace("%s %.12g", f"{number}|%s %.12g") + "})"
        for number, script in enumerate(scripts)
    ]
    run = run_r("\n".join(parts))
    assert run.failure == ""
    found: dict[int, dict[str, float]] = {number: {} for number in range(len(scripts))}
    for name, value in run.numbers.items():
        number, _, path = name.partition("|")
        found[int(number)][path] = value
    return found


@pytest.mark.r
@needs("R with metafor")
@pytest.mark.parametrize("case", range(len(GRID)), ids=lambda i: "-".join(map(str, GRID[i].values())))
def test_metafor_prints_the_same_numbers(printed: dict[int, dict[str, float]], case: int) -> None:
    # metafor 3.8 here; what it gives is compared with what pooling gives, name by name.
    options = GRID[case]
    ours = dict(leaves(analysis(WITH_ZERO, **options).result.to_dict()))
    wanted = {"pooled.estimate", "pooled.ci_low", "pooled.ci_high", "subgroups[0].pooled.ci_low"}
    wanted |= {"studies[6].ci_low", "subgroup_test.q"}
    if options["model"] != "beta-binomial":
        wanted.add("heterogeneity.q")
    if options["model"] != "common":
        wanted.add("heterogeneity.tau2")
        if options.get("prediction") != "none":
            wanted |= {"pooled.prediction_low", "pooled.prediction_high"}
    assert wanted <= printed[case].keys()
    assert not [name for name in printed[case] if not name.startswith("meta.") and name not in ours]
    for name, number in printed[case].items():
        if name.startswith("meta."):
            continue
        assert ours[name] is not None, name
        assert same(ours[name], number, within=METAFOR_SAME[options["model"]]), (name, ours[name], number)


@pytest.mark.r
@needs("R with metafor")
@pytest.mark.parametrize("case", range(len(NAMES)))
def test_names_reach_r_as_they_are(printed: dict[int, dict[str, float]], case: int) -> None:
    assert printed[len(GRID) + case]["same"] == 1
    assert "subgroups[0].pooled.estimate" in printed[len(GRID) + case]


@pytest.mark.parametrize("model", MODELS)
def test_every_model_gives_a_script_and_one_that_metafor_lacks_says_so(model: str) -> None:
    script = r_script(analysis(model=model))
    assert "xi = c(19, 14, 6, 8, 23, 2, 2)" in script
    assert ("nothing is pooled here" in script) == (model not in COMPUTED)


def test_every_code_of_a_fitted_model_is_known_or_named_as_left_out() -> None:
    for model in FITTED:
        assert set(MODELS[model].measures) <= set(BACK)
        assert set(MODELS[model].prediction) - {"none"} <= set(REACH)
        for ci in MODELS[model].ci:
            assert ci in TESTS or ci in DROPS
    assert set(BACK) == set(MEASURES)


def test_one_cohort_has_its_exact_interval() -> None:
    assert "binom.test(dat$xi, dat$ni, conf.level = level)" in r_script(analysis(SEVEN[:1]))


@pytest.mark.r
@needs("R with metafor")
@pytest.mark.parametrize("case", range(len(SNIPPETS)))
def test_the_lines_in_the_report_give_its_rate(printed: dict[int, dict[str, float]], case: int) -> None:
    pooled = analysis(WITH_ZERO, **SNIPPETS[case]).result.pooled
    for name, number in printed[len(GRID) + len(NAMES) + case].items():
        # Without the control that the whole script gives, metafor stops its search for tau² early.
        assert number == pytest.approx(getattr(pooled, name), rel=1e-4)
    assert len(printed[len(GRID) + len(NAMES) + case]) == 3


def test_no_line_of_the_report_ends_within_a_text() -> None:
    rows: tuple[Row, ...] = tuple((f"A long name of a cohort, {i}", 2, 9, None) for i in range(12))
    for line in r_lines(analysis(rows)):
        assert line.count('"') % 2 == 0
        assert len(line) < 110


def test_every_study_interval_has_its_formula() -> None:
    assert set(STUDY) == set(STUDY_INTERVALS)
    assert set(META_STUDY) <= set(STUDY_INTERVALS)


@pytest.mark.parametrize("model", MODELS)
def test_meta_is_run_with_every_choice_named_or_left_out_with_the_reason(model: str) -> None:
    for ci in MODELS[model].ci:
        choice = analysis(model=model, ci=ci).result.model
        part = meta_part(choice, "plogis(t)")
        lacking = part.startswith("\n# The package meta has no ")
        assert lacking or 'requireNamespace("meta"' in part
        assert lacking or f'sm = "{choice.measure.replace("PLO", "PLOGIT")}"' in part
    assert 'adhoc.hakn.ci = "se"' in meta_part(analysis(model="inverse-variance").result.model, "t")


def test_a_script_names_what_r_does_otherwise() -> None:
    script = r_script(analysis(model="inverse-variance", measure="PFT", ci="HK", prediction="HTS"))
    for remark in ("made-up common n", "(Q - df)/Q", "can be narrower", "k - 2"):
        assert remark in script


def test_cohorts_without_a_model_are_not_fitted_in_r_either() -> None:
    none: tuple[Row, ...] = (("A", 0, 9, None), ("B", 0, 8, None), ("C", 0, 7, None))
    script = r_script(analysis(none, model="glmm"))
    assert "No model was fitted" in script and "rma.glmm" not in script
