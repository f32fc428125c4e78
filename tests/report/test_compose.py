"""The report as a whole: its order, its words for every model, and a snapshot of one small report.

After a change that is meant, write the snapshot anew with ``python -m tests.report.test_compose`` and
read the difference.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from review.analysis.results import Grouping
from review.pooling.choices import MODELS
from review.pooling.measures import MEASURES
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.prediction import PREDICTIONS
from review.pooling.results import Heterogeneity
from review.pooling.study_intervals import STUDY_INTERVALS
from review.pooling.tau2 import TAU2
from review.problems import Place, Problem
from review.render.drawings import draw
from review.render.svg import title_and_description
from review.report.blocks import Document, FigureBlock, FigureOf, Section, TableBlock
from review.report.compose import compose
from review.report.plain_text import to_text
from review.report.provenance import InputFile, ReportProvenance, Software
from review.report.references import REFERENCES
from tests.extraction.workbooks import FORM
from tests.samples import SEVEN, Row, many_rows, sample_results

SNAPSHOT = Path(__file__).parent / "seven_cohorts.txt"

#: Every registry whose entries the methods of a report put into words.
REGISTRIES = (MODELS, MEASURES, TAU2, POOLED_INTERVALS, PREDICTIONS, STUDY_INTERVALS)


def snapshot_document() -> Document:
    provenance = ReportProvenance(
        files=(InputFile("extraction_forms/extraction/consensus.xlsx", "ab" * 32),),
        software=(Software("review", "0.1.0"), Software("PyMARE", "0.0.13")),
        command="review report asps_orr",
    )
    return compose(sample_results(), provenance=provenance)


def test_the_report_of_seven_cohorts_reads_as_in_the_snapshot() -> None:
    assert to_text(snapshot_document()) == SNAPSHOT.read_text(encoding="utf-8")


def test_the_sections_stand_in_the_order_of_a_report() -> None:
    assert [section.anchor for section in compose(sample_results()).sections] == [
        "abstract", "evidence", "methods", "inclusion", "characteristics", "results", "sensitivity",
        "missing-results", "certainty", "problems", "provenance", "declarations", "appendix-settings",
        "prisma", "references",
    ]  # fmt: skip


@pytest.mark.parametrize("k", [1, 2, 3, 7, 60])
@pytest.mark.parametrize("subgroups", [True, False])
def test_every_figure_has_an_alternative_and_every_table_a_caption_and_rows(k: int, subgroups: bool) -> None:
    document = compose(sample_results(many_rows(k) if k > 7 else SEVEN[:k], subgroups=subgroups))
    for block in document.blocks():
        if isinstance(block, FigureBlock):
            # A figure without a text of its own takes what its drawing says.
            assert block.caption
            assert block.alt or re.search(r"\d", title_and_description(draw(block.figure))[1])
        if isinstance(block, TableBlock):
            assert block.caption
            assert all(group.rows for group in block.groups)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_its_own_words_with_every_interval(model: str) -> None:
    results = sample_results(subgroups=False)
    for ci in MODELS[model].ci:
        for prediction in MODELS[model].prediction:
            choice = replace(results.result.model, model=model, ci=ci, prediction=prediction)
            text = to_text(compose(replace(results, result=replace(results.result, model=choice))))
            assert MODELS[model].methods.removesuffix(".") in text
            assert POOLED_INTERVALS[ci].methods in text
            if prediction != "none":
                assert PREDICTIONS[prediction].methods in text


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("tau2", TAU2)
def test_inverse_variance_names_its_scale_and_its_estimator(measure: str, tau2: str) -> None:
    results = sample_results(subgroups=False)
    choice = replace(
        results.result.model, model="inverse-variance", measure=measure, tau2=tau2, ci="HK-adhoc",
        add=0.5, to="only0",
    )  # fmt: skip
    text = to_text(compose(replace(results, result=replace(results.result, model=choice))))
    assert MEASURES[measure].methods.removesuffix(".") in text
    assert TAU2[tau2].methods in text
    corrected = "A continuity correction of 0.5 responders and 0.5 non-responders was added" in text
    assert not corrected
    with_zero = sample_results((*SEVEN[:6], ("Maki 2013", 0, 6, None)), subgroups=False)
    zero = to_text(compose(replace(with_zero, result=replace(with_zero.result, model=choice))))
    assert ("A continuity correction of 0.5 responders" in zero) == (measure in {"PLO", "PLN", "PR"})


@pytest.mark.parametrize("registry", REGISTRIES)
def test_every_choice_has_words_for_the_methods_and_cites_what_the_references_have(registry: Any) -> None:
    for code, entry in registry.items():
        assert entry.methods or code == "none"
        assert set(entry.cites) <= set(REFERENCES)


def test_a_model_of_counts_never_speaks_of_a_continuity_correction_that_was_added() -> None:
    text = to_text(compose(sample_results()))
    assert "correction of" not in text
    assert "needs no continuity correction" in text


def test_i2_never_stands_without_its_caution() -> None:
    results = sample_results(subgroups=False)
    heterogeneity = Heterogeneity(
        tau2=0.5, i2=68.0, i2_ci_low=29.0, i2_ci_high=86.0, q=18.7, q_df=6, q_p=0.005
    )
    text = to_text(compose(replace(results, result=replace(results.result, heterogeneity=heterogeneity))))
    assert "I² is 68% (95% CI 29–86%)" in text
    assert "says little about rates [" in text
    assert "significant" not in text


def test_a_test_that_finds_nothing_is_not_called_proof_of_agreement() -> None:
    results = sample_results(subgroups=False)
    heterogeneity = Heterogeneity(tau2=0.1, q=4.0, q_df=6, q_p=0.68)
    text = to_text(compose(replace(results, result=replace(results.result, heterogeneity=heterogeneity))))
    assert "That does not show that the true rates are equal" in text


def test_the_classes_stand_before_the_whole_only_where_they_are_the_answer() -> None:
    def order(document: Document) -> list[str]:
        results = next(section for section in document.sections if section.anchor == "results")
        return [section.anchor for section in results.sections][:2]

    first = sample_results()
    second = replace(first, analysis=replace(first.analysis, subgroups_primary=False))
    assert order(compose(first)) == ["results-classes", "results-together"]
    assert order(compose(second)) == ["results-together", "results-classes"]


def test_nothing_excluded_nothing_tried_and_nothing_open_are_said_and_not_left_blank() -> None:
    bare = replace(sample_results(), excluded=(), sensitivity=(), problems=())
    text = to_text(compose(bare))
    assert "No cohort that was extracted was left out." in text
    assert "No sensitivity analysis is named in the analysis file." in text
    assert "The checks of the data left no problem open." in text


def test_a_review_that_states_nothing_about_its_search_is_told_to_have_stated_nothing() -> None:
    results = sample_results()
    review = replace(results.review, search=(), sources=(), reviewers=(), eligibility=(), statements=(),
                     extraction="", missing_evidence=(), exclusion_reasons=())  # fmt: skip
    text = to_text(compose(replace(results, review=review)))
    assert "How the evidence was searched for is not stated in the protocol." in text


def test_unknown_assessors_are_shown_as_unknown_and_counted() -> None:
    text = to_text(compose(sample_results()))
    assert "Who assessed response is not stated for 2 of 7 cohorts" in text
    assert "Unknown is shown as unknown." in text


def test_many_cohorts_under_one_reason_are_counted_here_and_listed_in_the_appendix() -> None:
    results = sample_results()
    one = results.excluded[0]
    other = tuple(
        replace(one, cohort_id=f"sts{i}", label=f"Soft tissue {i}", stage="eligibility", reason="not ASPS")
        for i in range(80)
    )
    document = compose(replace(results, excluded=(*results.excluded, *other)))
    text = to_text(document)
    assert "not ASPS | 80 | listed in Table" in text
    appendix = next(section for section in document.sections if section.anchor == "appendix-excluded")
    listed = to_text(Document(title="", kicker="", summary=appendix, sections=()))
    assert all(f"Soft tissue {i} " in listed for i in range(80))
    assert "Hindi 2023" in listed


def test_problems_are_grouped_by_rule_and_no_cell_is_left_out() -> None:
    results = sample_results()
    notes = tuple(
        Problem(
            "ASS01", "note", Place("consensus.xlsx", "Responses", f"E{i}", f"cohort_{i}"), "assessor is blank"
        )
        for i in range(4, 40)
    )
    text = to_text(compose(replace(results, problems=(*notes, *results.problems))))
    assert text.index("SUM02 · one error") < text.index("ASS01 · 36 notes")
    assert all(f"Responses!E{i} cohort_{i}" in text for i in range(4, 40))


def test_every_pooled_number_is_traced_to_its_cell_and_its_place() -> None:
    results = sample_results()
    text = to_text(compose(results)).split("# Where each number stands")[1]
    for cohort in results.cohorts:
        for number in cohort.numbers:
            assert f"{number.field} = {number.value} {number.sheet}!{number.cell}" in text
        assert cohort.source_location in text and cohort.source_url in text


def test_a_sensitivity_analysis_that_could_not_be_made_says_why() -> None:
    results = sample_results()
    failed = replace(
        results.sensitivity[0], label="By central review", result=None, why_not="no cohort states it"
    )
    text = to_text(compose(replace(results, sensitivity=(failed,))))
    said = (
        "By central review. Changed: leaves out one cohort. Left: Tan 2022 cohort_6. "
        "It could not be made: no cohort states it."
    )
    assert said in text
    assert "By central review | 0 | – | not estimable | –" in text


def test_a_note_of_many_cohorts_is_one_sentence_that_names_them() -> None:
    results = sample_results()
    noted = tuple(replace(cohort, notes=("the count was derived",)) for cohort in results.cohorts[:3])
    text = to_text(compose(replace(results, cohorts=(*noted, *results.cohorts[3:]))))
    assert "* The count was derived: Chen 2023, Shi 2020 and Wilky 2019." in text
    assert text.count("The count was derived") == 1


def test_sensitivity_analyses_stand_by_class_where_the_classes_come_first() -> None:
    results = sample_results()
    repeated = replace(results.sensitivity[0], result=results.result)
    text = to_text(compose(replace(results, sensitivity=(repeated,))))
    table = text.split("# Sensitivity analyses")[1]
    assert table.index("-- monotherapy") < table.index("-- Every combination class together (secondary)")


def test_cohorts_left_for_one_kind_of_reason_are_counted_together() -> None:
    results = sample_results()
    one = replace(results.excluded[0], stage="eligibility")
    left = tuple(
        replace(
            one,
            cohort_id=f"c{i}",
            label=f"C{i}",
            reason=f"histology is {i}, not ASPS",
            kind="histology is not ASPS",
        )
        for i in range(5)
    )
    text = to_text(compose(replace(results, excluded=left)))
    assert "histology is not ASPS | 5 | C0" in text


def test_a_second_grouping_has_a_table_and_a_figure_of_its_own() -> None:
    results = sample_results()
    rows = [(name, x, n, "ASPS" if i % 2 else "other") for i, (name, x, n, _) in enumerate(SEVEN)]
    other = sample_results(rows)
    grouped = Grouping(by="histology", result=other.result, cohorts=other.cohorts)
    document = compose(replace(results, groupings=(grouped,)))
    text = to_text(document)
    assert (
        text.index("## By combination class") < text.index("## By histology") < text.index("## All cohorts")
    )
    figures = [block for block in document.blocks() if isinstance(block, FigureBlock)]
    assert [block.anchor for block in figures][:2] == ["figure-forest", "figure-forest-histology"]
    names = {
        (block.figure.name, block.figure.results.analysis.name)
        for block in figures
        if isinstance(block.figure, FigureOf)
    }
    assert len(names) == len(figures)


def test_sensitivity_analyses_are_drawn_where_their_rates_may_be() -> None:
    def drawn(rows: tuple[Row, ...]) -> bool:
        results = sample_results(rows, subgroups=False)
        twice = tuple(replace(results.sensitivity[0], name=name, label=name) for name in ("a", "b"))
        blocks = compose(replace(results, sensitivity=twice)).blocks()
        return any(
            isinstance(block, FigureBlock) and block.anchor == "figure-sensitivity" for block in blocks
        )

    assert drawn(SEVEN)
    assert not drawn(SEVEN[:4])


def test_two_reports_of_one_analysis_are_the_same_value() -> None:
    assert compose(sample_results()) == compose(sample_results())


def test_references_list_what_was_cited_and_nothing_else() -> None:
    text = to_text(compose(sample_results()))
    listed = text.split("# References")[1]
    assert REFERENCES["stijnen2010"].full in listed
    assert REFERENCES["hartung2001"].full not in listed


@pytest.mark.parametrize("name", ["*x* #y $z$", "<script>", "@ref [1] \\", "Ngô Đình"])
def test_names_of_cohorts_come_through_unchanged(name: str) -> None:
    rows: tuple[Row, ...] = ((name, 3, 9, "a"), ("Other 2020", 4, 9, "b"))
    assert name in to_text(compose(sample_results(rows)))


def test_a_reference_that_leads_nowhere_is_refused() -> None:
    document = compose(sample_results())
    with pytest.raises(ValueError, match="refers to"):
        replace(document, sections=())


def test_two_parts_with_one_anchor_are_refused() -> None:
    with pytest.raises(ValueError, match="share the anchor"):
        Document(title="", kicker="", summary=Section("a", ""), sections=(Section("a", ""),))


if __name__ == "__main__":
    SNAPSHOT.write_text(to_text(snapshot_document()), encoding="utf-8")


@pytest.mark.parametrize("k", [1, 4, 7, 60])
def test_every_table_is_spoken_of_in_the_words(k: int) -> None:
    document = compose(sample_results(many_rows(k) if k > 7 else SEVEN[:k]), form=FORM)
    spoken_of = {span.target for span in document.spans() if span.kind == "reference"}
    assert {block.anchor for block in document.blocks() if isinstance(block, TableBlock)} <= spoken_of
