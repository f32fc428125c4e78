"""The methods beside the pooling: criteria of response that nobody stated are named as such."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.report.further_methods import further_methods
from review.report.plain_text import inline_text
from tests.samples import sample_results


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        (("RECIST 1.1",) * 7, "Response was judged by RECIST 1.1 [6] in seven cohorts. "),
        (
            ("RECIST 1.1",) * 3 + ("UNCLEAR",) * 4,
            "Response was judged by RECIST 1.1 [6] in three cohorts; of four cohorts the criteria are not "
            "stated. ",
        ),
        (("UNCLEAR",) * 7, "Of seven cohorts the criteria are not stated. "),
    ],
)
def test_criteria_of_response_are_told_before_those_that_nobody_stated(
    criteria: tuple[str, ...], said: str
) -> None:
    results = sample_results()
    cohorts = tuple(
        replace(cohort, criteria=name) for cohort, name in zip(results.cohorts, criteria, strict=True)
    )
    told = further_methods(replace(results, cohorts=cohorts))[0]
    names = {span.target: "6" for span in told if span.kind == "reference"}
    assert said in inline_text(told, names)
