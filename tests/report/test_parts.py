"""What an analysis asks for beside the pooled rate is told in plain sentences, each with its caution."""

from __future__ import annotations

from typing import Any

import pytest

from review.analysis.results import Results
from review.report.blocks import Section, TableBlock
from review.report.compose import compose
from review.report.cumulative import cumulative_section
from review.report.groups_of_few_cohorts import groups_of_few_cohorts_section
from review.report.influence import influence_section
from review.report.leave_one_out import leave_one_out_section
from review.report.moderators import moderators_section
from review.report.plain_text import to_text
from review.report.rate_test import rate_test_section
from review.report.shrunken_rates import shrunken_rates_section
from review.report.small_study import small_study_section
from review.report.times import times_section
from review.report.trials import trials_section
from tests.analysis.test_parts import COHORTS, PFS, results, with_times

SECTIONS = (
    groups_of_few_cohorts_section, cumulative_section, influence_section, moderators_section,
    rate_test_section, shrunken_rates_section, small_study_section, times_section, trials_section,
)  # fmt: skip

EVERYTHING: dict[str, Any] = {
    "subgroups": {"by": "combination_class"},
    "regression": [
        {"moderators": ["year"]},
        {
            "moderators": ["line", "year"], "missing": "leave out", "permutations": 50,
            "model": {"model": "inverse-variance"},
        },
        {"moderators": ["combination_class"]},
    ],
    "cluster": {"by": "combination_class"},
    "cumulative": {"by": "year"},
    "influence": True,
    "shrunken_rates": True,
    "gosh": {},
    "small_study": {"force": True},
    "trim_and_fill": {"force": True},
    "rate_test": {"rate": 0.2, "permutations": 200},
    "time_to_event": [{"endpoint": "PFS"}, {"endpoint": "PFS", "landmark_months": 6}, {"endpoint": "OS"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def everything() -> Results:
    return results(*with_times(*PFS), **EVERYTHING)


def text_of(section: Section | None, found: Results) -> str:
    assert section is not None
    text = to_text(compose(found))
    start = text.index(section.title)
    return " ".join(text[start:].split())


def test_nothing_is_said_of_what_was_not_asked_for() -> None:
    found = results()
    assert [section(found) for section in SECTIONS] == [None] * len(SECTIONS)


def test_every_section_stands_in_the_report_once(everything: Results) -> None:
    anchors = [section.anchor for section in compose(everything).sections]
    for section in SECTIONS:
        made = section(everything)
        assert made is not None
        assert anchors.count(made.anchor) == 1


def test_every_table_has_rows_and_every_section_a_sentence(everything: Results) -> None:
    for section in SECTIONS:
        made = section(everything)
        assert made is not None
        blocks = list(made.all_blocks())
        assert any(not isinstance(block, TableBlock) for block in blocks)
        for block in blocks:
            if isinstance(block, TableBlock):
                assert all(group.rows for group in block.groups)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (moderators_section, "compares cohorts, not patients"),
        (moderators_section, "Left out, because a moderator is not known of them: Xie 2022."),
        (moderators_section, "p by permutation"),
        (moderators_section, "combination class: monotherapy"),
        (moderators_section, "Test of the moderator: "),
        (moderators_section, "Test of the moderators together: "),
        (moderators_section, "below 10 for each, meta-regression finds patterns in chance"),
        (trials_section, "seven cohorts come from two trials".capitalize()),
        (trials_section, "its interval may be too narrow"),
        (influence_section, "The model of the analysis is no weighted mean"),
        (influence_section, "Anlo 2024 lies further from the others"),
        (influence_section, "is to be read again, not to be left out for that reason"),
        (influence_section, "all 120 subsets of at least two cohorts"),
        (influence_section, "in the middle half of the subsets between 39.3% and 52.7%"),
        (influence_section, "their spread is no interval"),
        (small_study_section, "a funnel leans although nothing is missing"),
        (small_study_section, "although there are seven cohorts, fewer than 10"),
        (small_study_section, "is no correction"),
        (rate_test_section, "Is the pooled rate 20.0%? t = 3.73, df = 6, p = 0.010"),
        (rate_test_section, "p = 0.031 from all 128 arrangements"),
        (rate_test_section, "is not the effect of the treatment"),
        (cumulative_section, "In the order of year, the rate was"),
        (cumulative_section, "no sign that the evidence is enough"),
        (shrunken_rates_section, "is not what the cohort reported"),
        (groups_of_few_cohorts_section, "Two to four cohorts hardly show how far cohorts differ"),
        (times_section, "what is pooled here is approximate"),
        (times_section, "Median progression-free survival"),
        (times_section, "Progression-free survival at 6 months"),
        (times_section, "Blay 2023: not reported (NR in Survival!D7)"),
        (times_section, "the pooled median is too short"),
        (times_section, "No cohort that entered gives a usable number."),
    ],
)
def test_a_section_says_what_must_not_be_overlooked(everything: Results, section: Any, said: str) -> None:
    assert said in text_of(section(everything), everything)


def test_every_table_of_a_part_is_spoken_of(everything: Results) -> None:
    for section in SECTIONS:
        made = section(everything)
        assert made is not None
        spoken_of = {span.target for span in made.spans() if span.kind == "reference"}
        assert {block.anchor for block in made.all_blocks() if isinstance(block, TableBlock)} <= spoken_of


def test_trials_left_out_in_turn_are_called_trials(everything: Results) -> None:
    left_out, by_cohort = leave_one_out_section(everything), leave_one_out_section(results())
    assert left_out is not None and by_cohort is not None
    assert left_out.title == "Each trial left out in turn"
    assert by_cohort.title == "Each cohort left out in turn"


def test_tests_that_were_refused_are_told_with_the_reason() -> None:
    found = results(small_study={}, trim_and_fill={})
    text = text_of(small_study_section(found), found)
    assert "No test was made: there are seven cohorts" in text
    assert "Trim and fill needs at least 10 cohorts; there are 7." in text


def test_cohorts_of_as_many_trials_need_no_allowance_and_that_is_said() -> None:
    found = results(cluster={"by": "study_id"})
    assert "each trial gives one cohort" in text_of(trials_section(found), found)


def test_a_rate_that_cannot_be_tested_or_drawn_towards_says_why() -> None:
    none = [{**cohort, "responders": 0} for cohort in COHORTS]
    found = results(*none, rate_test={"rate": 0.2}, shrunken_rates=True)
    assert "no model was fitted; compare it with the exact interval" in text_of(
        rate_test_section(found), found
    )
    assert "no model was fitted to these counts" in text_of(shrunken_rates_section(found), found)


def test_a_group_of_few_cohorts_without_a_common_spread_says_why() -> None:
    none = [{**c, "responders": 0} if c["combination_class"] == "+TKI" else c for c in COHORTS]
    found = results(*none, subgroups={"by": "combination_class"})
    assert "No estimate with one spread for every combination class is given" in text_of(
        groups_of_few_cohorts_section(found), found
    )


def test_the_prior_of_a_bayesian_analysis_is_told_in_methods_and_chances() -> None:
    model = {"model": "bayesian", "tau_prior": 0.5}
    text = " ".join(to_text(compose(results(model=model, threshold={"p0": 0.2}))).split())
    assert "The scale of that prior is 0.5." in text
    assert "with a half-normal(0.5) prior on their standard deviation τ" in text


def test_cohorts_can_be_many_and_their_names_long() -> None:
    long = "Consorcio Español de Investigación en Sarcomas y Tumores Óseos Avanzados"
    many = [
        {**COHORTS[i % 7], "cohort_id": f"c{i}", "first_author": f"{long} {i}", "year": 1990 + i % 30}
        for i in range(24)
    ]
    asked = {name: EVERYTHING[name] for name in ("influence", "shrunken_rates", "small_study")}
    found = results(*many, **asked, gosh={"subsets": 200}, seed=4)
    document = compose(found)
    assert "200 subsets of the cohorts, drawn at random (seed 4)".replace(
        "200", str(found.weighted.gosh.subsets)
    ) in (  # type: ignore[union-attr]
        " ".join(to_text(document).split())
    )
