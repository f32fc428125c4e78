from __future__ import annotations

from dataclasses import replace

from review.figures.prisma import prisma_diagram
from review.screening.flow import Previous, SourceCount, Synthesis, derive
from tests.screened import small_review

FLOW = derive(small_review())


def texts(key: str, flow=FLOW) -> list[str]:  # type: ignore[no-untyped-def]
    return [line.text for line in prisma_diagram(flow).box(key).lines]


def test_every_count_stands_in_the_words_of_the_template() -> None:
    assert texts("identified") == [
        "Records identified from:", "Databases (n = 6)", "PubMed", "Registers (n = 1)", "ClinicalTrials.gov",
    ]  # fmt: skip
    assert texts("removed")[:2] == ["Records removed before screening (n = 1)", "Duplicate records (n = 1)"]
    assert texts("screened") == ["Records screened (n = 6)"]
    assert texts("reports excluded") == ["Reports excluded (n = 1)", "wrong intervention (n = 1)"]
    assert texts("included") == ["Studies included in review (n = 2)", "Reports of included studies (n = 3)"]


def test_awaiting_classification_has_a_box_apart_from_the_excluded() -> None:
    assert texts("other pending") == ["Reports awaiting classification (n = 1)"]
    assert "pending" not in {box.key for box in prisma_diagram(FLOW).boxes}


def test_several_sources_of_a_kind_are_listed_with_their_counts() -> None:
    more = replace(FLOW, sources=(*FLOW.sources, SourceCount(name="Embase", kind="database", n=1200)))
    assert texts("identified", more)[1:4] == ["Databases (n = 1,206)", "PubMed (n = 6)", "Embase (n = 1,200)"]


def test_a_review_of_databases_only_has_no_other_column() -> None:
    diagram = prisma_diagram(replace(FLOW, other=None))
    assert {box.column for box in diagram.boxes} == {"main", "main side"}
    assert [header.text for header in diagram.headers] == [
        "Identification of studies via databases and registers"
    ]


def test_an_update_begins_with_the_previous_version_and_ends_in_totals() -> None:
    flow = replace(FLOW, previous=Previous(studies=12, reports=15), total_studies=14, total_reports=18)
    diagram = prisma_diagram(flow)
    assert texts("previous", flow)[0] == "Studies included in previous version of review (n = 12)"
    assert texts("included", flow)[0] == "New studies included in review (n = 2)"
    assert texts("total", flow) == [
        "Total studies included in review (n = 14)", "Reports of total included studies (n = 18)",
    ]  # fmt: skip
    assert ("previous", "total") in diagram.arrows
    assert diagram.headers[1].text == "Identification of new studies via databases and registers"


def test_every_arrow_joins_two_boxes_and_every_box_but_the_first_ones_is_reached() -> None:
    diagram = prisma_diagram(FLOW)
    keys = {box.key for box in diagram.boxes}
    assert {key for arrow in diagram.arrows for key in arrow} == keys
    assert keys - {end for _, end in diagram.arrows} == {"identified", "other identified"}


def test_what_the_template_has_no_box_for_is_noted() -> None:
    (note,) = prisma_diagram(FLOW).notes
    assert "Of the 3 records identified via other methods, 1 were duplicates" in note


def test_the_words_for_the_ear_hold_every_count() -> None:
    alt = prisma_diagram(FLOW).alt
    for words in ("Records screened 6.", "Reports not retrieved 1.", "Studies included in review 2;"):
        assert words in alt


def test_automation_and_meta_analyses_are_shown_where_there_are_any() -> None:
    flow = replace(
        FLOW,
        records_excluded_automation=1,
        syntheses=(Synthesis(name="the meta-analysis of response", studies=2),),
    )
    assert texts("excluded", flow)[1:] == ["by people (n = 1)", "by automation tools (n = 1)"]
    assert texts("included", flow)[-1] == "Studies in the meta-analysis of response (n = 2)"
