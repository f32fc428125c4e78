"""The abstract holds the numbers of the analysis, and nothing that only authors can write."""

from __future__ import annotations

from dataclasses import replace

from review.report.blocks import Listing
from review.report.compose import compose
from review.report.plain_text import to_text
from review.report.provenance import ReportProvenance
from tests.extraction.workbooks import FORM
from tests.samples import SEVEN, sample_results


def part(name: str, **review: object) -> str:
    results = sample_results(subgroups=False)
    results = replace(results, review=replace(results.review, **review))  # type: ignore[arg-type]
    line = f"\n{name}: "
    whole = to_text(compose(results)).split("# Abstract")[1]
    return whole[whole.index(line) + len(line) :].split("\n")[0]


def test_the_results_name_rate_interval_prediction_and_cohorts() -> None:
    found = part("Results")
    assert "Pooled over seven cohorts with 159 patients, the objective response rate is 46.6%" in found
    assert "95% prediction interval for the true rate of a further cohort is 23.3–69.8%; τ² = 0.52" in found


def test_what_only_authors_can_write_is_open_until_they_do() -> None:
    assert part("Interpretation") == "[open]"
    assert part("Interpretation", authors={"interpretation": "it may help"}) == "It may help."


def test_a_wide_prediction_interval_is_put_into_plain_words_and_a_narrow_one_is_not() -> None:
    wide = to_text(compose(sample_results(subgroups=False)))
    assert "of 100 patients in one such cohort about 23 may have a response, in another about 70" in wide
    results = sample_results(subgroups=False)
    near = replace(results.result.pooled, prediction_low=0.4, prediction_high=0.5)
    narrow = to_text(compose(replace(results, result=replace(results.result, pooled=near))))
    assert "An interval this wide" not in narrow


def test_references_are_numbered_in_the_order_of_their_first_mention() -> None:
    document = compose(sample_results())
    names = document.names()
    cited = [span.target for span in document.spans() if span.target.startswith("ref-")]
    assert [names[target] for target in dict.fromkeys(cited)] == [
        str(n) for n in range(1, len(set(cited)) + 1)
    ]


def test_the_codebook_has_every_field_of_the_form() -> None:
    text = to_text(compose(sample_results(), form=FORM))
    for sheet in FORM.sheets:
        assert all(field.name in text for field in sheet.fields)


def test_lines_of_r_stand_in_the_report_as_they_are() -> None:
    made = compose(sample_results(SEVEN), provenance=ReportProvenance(r_code=("x <- 1", "  y")))
    assert [block.lines for block in made.blocks() if isinstance(block, Listing)] == [("x <- 1", "  y")]
