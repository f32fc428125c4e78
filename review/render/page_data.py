"""What the program of the page reads: the cohorts with their numbers and cells, and the models to offer.

The rates and intervals that the report gives go along, and the program compares its own with them before it
offers a model: a page whose arithmetic is off says so and offers nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from review.analysis.results import CohortUsed, Results
from review.analysis.wording import level_name, model_words
from review.figures.axis import Axis
from review.figures.few_cohorts import fewest_drawn
from review.figures.forest import forest_plot
from review.pooling.agreement import COMPARISON, DEFENSIBLE, caution_of
from review.pooling.choices import MODELS, choose
from review.pooling.exact_notes import EXACT_NOTES
from review.pooling.exact_rates import EXACT_RATES
from review.pooling.measures import MEASURES
from review.pooling.notes import NOTES
from review.pooling.results import Agreement, ModelChoice, Pooled, StudyRate
from review.pooling.study_intervals import STUDY_INTERVALS
from review.report.blocks import Document, FigureBlock, FigureOf
from review.report.forest_words import FOREST

#: Digits of the numbers that go along: far more than the program is held to.
DIGITS = 12


def page_results(document: Document) -> Results | None:
    """Return the results that the forest plot of a report shows; None where it has no such figure."""
    for block in document.blocks():
        if isinstance(block, FigureBlock) and block.anchor == FOREST and isinstance(block.figure, FigureOf):
            return block.figure.results
    return None


def page_data(results: Results) -> dict[str, Any]:
    """Return what the program of the page reads, ready for JSON."""
    result = results.result
    test = result.subgroup_test
    return {
        "figure": FOREST,
        "interval": f"{level_name(result.model.level)} CI",
        "level": level_name(result.model.level),
        "fewest": fewest_drawn(results, None),
        "axis": _axis(forest_plot(results).axis),
        "cohorts": [
            _cohort(cohort, rate) for cohort, rate in zip(results.cohorts, result.studies, strict=True)
        ],
        "groups": [group.subgroup for group in result.subgroups or ()],
        "groupsFirst": bool(result.subgroups) and results.analysis.subgroups_primary,
        "groupsShareTau2": test is not None and test.tau2 == "common",
        "choices": list(_choices(results)),
        "words": {
            "measures": {measure.code: measure.label for measure in MEASURES.values()},
            "studyIntervals": {interval.code: interval.label for interval in STUDY_INTERVALS.values()},
            "exact": {
                exact.code: {"short": exact.short, "ofCohorts": exact.of_cohorts}
                for exact in EXACT_RATES.values()
            },
        },
        "sentences": {kind.rule: kind.sentence for kind in (*NOTES.values(), *EXACT_NOTES.values())},
    }


def json_text(data: Any) -> str:
    r"""Return JSON that may stand inside a script element: no text in it can end the element.

    >>> json_text({"name": "</script>"})
    '{"name":"\\u003c/script>"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def _cohort(cohort: CohortUsed, rate: StudyRate) -> dict[str, Any]:
    return {
        "id": cohort.cohort_id,
        "label": cohort.label,
        "events": rate.events,
        "n": rate.n,
        "low": _short(rate.ci_low),
        "high": _short(rate.ci_high),
        "group": rate.subgroup,
        "cells": [
            {
                "field": number.field,
                "value": number.value,
                "file": number.file,
                "cell": f"{number.sheet}!{number.cell}" if number.sheet else number.cell,
            }
            for number in cohort.numbers
        ],
        "report": cohort.report_id,
        "citation": cohort.citation,
        "place": cohort.source_location,
        "url": cohort.source_url,
        "notes": list(cohort.notes),
    }


def _choices(results: Results) -> Iterator[dict[str, Any]]:
    """The model of the report first, then those that the report compares it with."""
    result = results.result
    yield _choice(f"as in the report ({MODELS[result.model.model].label})", result.model, result.pooled)
    given = {row.model: row for row in result.agreement or ()}
    for entry in (*DEFENSIBLE, *COMPARISON):
        if entry.choice is None:
            continue
        choice = choose(**{**entry.choice, "level": result.model.level})
        row = given.get(entry.code)
        yield _choice(entry.label, choice, row, caution=caution_of(entry.code))


def _choice(
    label: str, choice: ModelChoice, expected: Pooled | Agreement | None, *, caution: str = ""
) -> dict[str, Any]:
    ends = expected and (expected.estimate, expected.ci_low, expected.ci_high)
    return {
        "label": f"{label} (not advised)" if caution else label,
        "words": f"{model_words(choice)}; not advised: {caution.rstrip('.')}"
        if caution
        else model_words(choice),
        "model": choice.model,
        "measure": choice.measure,
        "tau2": choice.tau2,
        "ci": choice.ci,
        "prediction": choice.prediction,
        "study_ci": choice.study_ci,
        "level": choice.level,
        "add": choice.add,
        "to": choice.to,
        "expected": ends and [None if end is None else _short(end) for end in ends],
    }


def _axis(axis: Axis) -> dict[str, Any]:
    return {"low": axis.low, "high": axis.high, "ticks": [[value, text] for value, text in axis.ticks]}


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
