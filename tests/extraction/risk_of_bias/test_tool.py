"""Every tool that ships can be used, and says what it is."""

from __future__ import annotations

import pytest

from review.extraction.risk_of_bias.contradictions import FINDINGS
from review.extraction.risk_of_bias.judgements import tool_form
from review.extraction.risk_of_bias.tool import read_tool
from review.files.bias_files import shipped_tool, tool_names

NAMES = tool_names()


def test_six_tools_ship() -> None:
    assert NAMES == (
        "grade_proportion",
        "jbi_case_series",
        "minors",
        "newcastle_ottawa_modified",
        "nih_before_after",
        "robins_i",
    )


@pytest.mark.parametrize(
    ("name", "items", "most"),
    [
        ("minors", 8, 16),  # Slim 2003: eight items without a comparator, ideal score 16
        ("jbi_case_series", 10, 10),
        ("nih_before_after", 12, 12),
        ("robins_i", 7, 0),  # version of 2016: seven domains, no points
        ("newcastle_ottawa_modified", 6, 6),  # nine stars less one item and two stars of comparability
        ("grade_proportion", 5, 10),
    ],
)
def test_each_has_its_items_and_most_points(name: str, items: int, most: int) -> None:
    tool = shipped_tool(name)
    assert (len(tool.items), tool.most_points) == (items, most)


@pytest.mark.parametrize("name", NAMES)
def test_each_names_known_judgements_and_findings_and_has_cautions(name: str) -> None:
    tool = shipped_tool(name)
    codes = {level.code for level in tool.levels}
    assert tool.cautions and tool.reference and tool.version
    assert len({item.id for item in tool.items}) == len(tool.items)
    for item in tool.items:
        for against in item.against:
            assert set(against.judgements) <= codes
            assert against.finding in FINDINGS
    if tool.whole != "sum":
        assert tool.overall
    assert tool.whole != "downgrade" or tool.overall_level(tool.start)


@pytest.mark.parametrize("name", NAMES)
def test_no_wording_claims_to_have_been_compared(name: str) -> None:
    assert not any(item.checked for item in shipped_tool(name).items)


def test_the_tools_that_judge_a_comparison_say_so() -> None:
    assert [name for name in NAMES if shipped_tool(name).comparator] == ["robins_i"]


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_of_a_workbook_names_every_caution_and_unchecked_wording(name: str) -> None:
    tool = shipped_tool(name)
    texts = [text for _, text in tool_form(tool).guide]
    assert set(tool.cautions) <= set(texts)
    assert texts[-1].startswith("In words of this program, not compared with the original")


def test_a_misspelled_key_or_light_is_an_error_with_its_path() -> None:
    document = {
        "name": "mine",
        "version": "1",
        "title": "Mine",
        "reference": "Me 2020",
        "level": [{"code": "yes", "label": "yes", "light": "green"}],
        "item": [{"id": "1", "label": "Aim", "question": "?", "asked": "x"}],
    }
    _, problems = read_tool(document, "mine.toml")
    assert [problem.place.cell for problem in problems] == ["level[0].light", "item[0].asked"]
