"""Risk of bias as a figure: what is judged, and what is not."""

from __future__ import annotations

from review.analysis.risk_of_bias import risk_of_bias
from review.extraction.risk_of_bias.tool import LIGHTS
from review.figures.traffic_lights import TrafficLights, traffic_lights
from tests.extraction.risk_of_bias.workbooks import assessed
from tests.samples import sample_results

JUDGED = {"cohort_0": {f"M{i}": "2" for i in range(1, 9)}, "cohort_1": {"M1": "0"}, "elsewhere": {"M1": "2"}}


def figure() -> TrafficLights:
    results = sample_results()
    (bias,) = risk_of_bias(results, [assessed("minors", JUDGED)])
    return traffic_lights(results, bias)


def test_every_cohort_that_entered_has_a_row_and_no_other() -> None:
    assert [row.label for row in figure().rows] == [cohort.label for cohort in sample_results().cohorts]


def test_every_light_has_a_sign_of_its_own_and_a_gap_has_none() -> None:
    assert len({light.sign for light in LIGHTS.values()}) == len(LIGHTS)
    cells = figure().rows[1].cells
    assert (cells[0].sign, cells[1].sign) == ("×", "")
    assert cells[1].description == "M2 Consecutive patients: not assessed"


def test_bars_count_every_cohort_those_not_assessed_too() -> None:
    bars = figure().bars
    assert bars[0].parts == (("low", 1), ("high", 1), ("not assessed", 5))
    assert all(sum(n for _, n in bar.parts) == 7 for bar in bars)


def test_the_key_speaks_the_words_of_the_tool() -> None:
    assert figure().key == (
        ("low", "2: reported and adequate"),
        ("high", "0: not reported"),
        ("not assessed", "not assessed"),
    )


def test_unchecked_wordings_and_cautions_stand_under_the_figure() -> None:
    assert "The tool has no official cut-offs: a total is a count, not a grade." in figure().foot
    assert figure().foot[-1] == "None of the wordings of the items was compared with the original."


def test_who_does_not_see_the_figure_is_told_every_judgement() -> None:
    assert "Chen 2023: M1 2, M2 2" in figure().alt
    assert "Shi 2020: M1 0, M2 not assessed" in figure().alt


def test_a_tool_of_analyses_is_left_out_of_other_analyses() -> None:
    results = sample_results()
    grade = assessed("grade_proportion", {"another": {"G1": "serious"}})
    assert risk_of_bias(results, [grade]) == ()
    own = assessed("grade_proportion", {"asps_orr": {"G1": "serious", "overall": "very low"}})
    (bias,) = risk_of_bias(results, [own])
    assert [(row.label, row.whole) for row in bias.rows] == [(results.analysis.title, "very low certainty")]
