"""Certainty in words: a house rule by its name, its thresholds, and what nobody judged."""

from __future__ import annotations

from dataclasses import replace

from review.analysis.certainty import CertaintyRules
from review.analysis.rating import rate_certainty
from review.report.compose import compose
from review.report.plain_text import to_text
from tests.samples import sample_results


def text(rules: CertaintyRules | None) -> str:
    results = sample_results(subgroups=False)
    certainty = rate_certainty(results, rules) if rules else None
    return to_text(compose(replace(results, certainty=certainty)))


def test_the_rating_is_called_a_house_rule_and_names_its_thresholds() -> None:
    found = text(CertaintyRules(declared="before", decide_at=0.3))
    assert "What follows is a house rule in its manner" in found
    assert "fewer than 100 patients or 30 responders" in found
    assert "an interval that holds 30.0%: down by one at least" in found
    assert "Set after the results" not in found


def test_thresholds_that_were_set_after_the_results_say_so_on_the_first_page_too() -> None:
    found = text(CertaintyRules(declared="after"))
    assert "[warning] Set after the results" in found
    first_page = found.split("# Abstract")[0]
    assert "declared after the rates were known" in first_page


def test_a_step_that_nobody_took_is_printed_as_not_assessed() -> None:
    found = text(CertaintyRules(declared="before"))
    assert "Indirectness | not assessed | nobody | Only people can judge this, and nobody has." in found
    assert "can only lower the certainty further" in found


def test_a_rating_that_is_off_or_not_declared_says_which() -> None:
    assert "the rating is switched off in review.toml" in text(CertaintyRules(rate=False))
    assert "review.toml declares no rule" in text(None)


def test_what_was_not_assessed_is_told_apart_from_what_was_assessed_for_some_rates() -> None:
    results = sample_results()
    certainty = rate_certainty(results, CertaintyRules(declared="before"))
    found = to_text(compose(replace(results, certainty=certainty)))
    assert len(certainty.rated) > 1
    assert "indirectness and publication bias were not assessed for any rate" in found
    assert "in every case" not in found
