"""One level for all intervals of an analysis: every number is made at it, every word names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from review.analysis.results import Results
from review.pooling.pool import pool
from review.pooling.pooled_times import pool_times
from review.render.drawings import DRAWINGS, draw
from review.report.blocks import FigureOf
from review.report.compose import compose
from review.report.plain_text import to_text
from tests.analysis.test_parts import PFS, results, with_times
from tests.report.test_parts import EVERYTHING

LEVEL = 0.9
#: The intervals of medians and landmark rates as their reports print them are taken to be of 95%.
REPORTED = re.compile(r"[Rr]eported 95%")
#: Bands of these figures are conventions of their own and named so: control limits, funnel, radial plot.
OWN_BANDS = {"rate-size", "funnel", "radial"}


def everything(model: str) -> Results:
    """An analysis at 90% with every part that the model gives."""
    asked: dict[str, Any] = {
        **EVERYTHING,
        "model": {"model": model, "level": LEVEL},
        "sensitivity": [
            {"name": "fewer", "label": "Without Chen", "drop": ["chen"]},
            {"name": "arcsine", "label": "Arcsine", "model": {"model": "common", "measure": "PAS"}},
        ],
        "threshold": {"p0": 0.2},
        "next_trial": {"n": 30},
    }
    if model != "glmm":
        del asked["shrunken_rates"]
    if model in ("bayesian", "beta-binomial"):
        asked["regression"] = [{"moderators": ["year"], "model": {"model": "glmm"}}]
    if model == "bayesian":
        del asked["rate_test"]
    return results(*with_times(*PFS), **asked)


@pytest.fixture(scope="module", params=["glmm", "inverse-variance", "beta-binomial", "common", "bayesian"])
def found(request: pytest.FixtureRequest) -> Results:
    return everything(request.param)


def test_no_sentence_table_or_note_of_the_report_says_another_level(found: Results) -> None:
    text = REPORTED.sub("", to_text(compose(found)))
    assert [line for line in text.splitlines() if re.search(r"\b95%", line)] == []
    assert text.count("90%") > 20


def test_no_figure_names_another_level(found: Results) -> None:
    for name in sorted(DRAWINGS.keys() - OWN_BANDS - {"risk-of-bias"}):
        if not _drawn(found, name):
            continue
        assert not re.search(r"\b95% (CI|CrI|interval|prediction|region|limit)", _svg(found, name)), name


def _svg(found: Results, name: str) -> str:
    return draw(FigureOf(name, found))


def _drawn(found: Results, name: str) -> bool:
    without = {"profile": {"bayesian", "common"}, "drapery": {"bayesian", "beta-binomial"}}
    return found.result.model.model not in without.get(name, set())


def test_every_level_of_the_json_is_that_of_the_analysis(found: Results) -> None:
    levels = list(_levels(found.to_json()))
    assert len(levels) > 5
    assert set(levels) == {LEVEL}


def _levels(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [inner] if key == "level" else _levels(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _levels(inner)


def test_medians_and_the_parts_are_pooled_at_the_level_of_the_analysis() -> None:
    found = everything("glmm")
    ci, wide = found.times[0].result, results(*with_times(*PFS), time_to_event=[{"endpoint": "PFS"}]).times[0]
    again = pool_times([5.5, 7.1], [4.1, 5.0], [7.4, float("inf")], level=LEVEL).pooled
    assert ci is not None and wide.result is not None
    assert (ci.pooled.ci_low, ci.pooled.ci_high) == (again.ci_low, again.ci_high)
    assert ci.pooled.ci_high < wide.result.pooled.ci_high  # type: ignore[operator]
    assert ci.median_of_medians is not None
    assert "too few for a 90% interval" in " ".join(note.message for note in ci.median_of_medians.notes)
    regressed = found.regressions[0]
    events, n = zip(*((study.events, study.n) for study in regressed.result.studies), strict=True)
    years = [values["year"] for values in regressed.values]
    assert regressed.result.regression == pool(events, n, moderators={"year": years}, level=LEVEL).regression
    assert found.weighted.trim_and_fill is not None
    assert found.weighted.model.level == found.result.model.level


def test_the_report_says_how_medians_were_pooled() -> None:
    text = " ".join(to_text(compose(everything("glmm"))).split())
    assert "pooled 90% CI: modified Hartung-Knapp" in text
    assert "standard errors from the reported 95% intervals" in text
