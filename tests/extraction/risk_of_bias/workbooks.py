"""Workbooks of judgements built from plain rows, for tests."""

from __future__ import annotations

from collections.abc import Mapping

from review.extraction.cells import WorkbookCells
from review.extraction.risk_of_bias.judgements import Assessment, read_assessment, tool_form, tool_rows
from review.extraction.risk_of_bias.tool import Tool
from review.files.bias_files import shipped_tool
from tests.extraction.workbooks import sheet_cells


def workbook(tool: Tool, given: Mapping[str, Mapping[str, str]], *, support: str = "p. 3") -> WorkbookCells:
    """A workbook in which each subject has the judgements of `given`; ``overall`` is the whole."""
    rows = tool_rows(tool, [(subject, subject) for subject in given])
    for row in rows["Judgements"]:
        code = given[row[tool.subject]].get(row["item"])
        if code is not None:
            row.update(judgement=code, support=support)
    for row in rows.get("Overall", []):
        row["overall"] = given[row[tool.subject]].get("overall", "")
    form = tool_form(tool)
    return WorkbookCells(
        file=f"{tool.name}.xlsx",
        sheets=tuple(
            sheet_cells(
                sheet.name,
                [field.name for field in sheet.fields],
                [{key: value or None for key, value in row.items()} for row in rows[sheet.name]],
            )
            for sheet in form.sheets
        ),
    )


def assessed(name: str, given: Mapping[str, Mapping[str, str]], *, support: str = "p. 3") -> Assessment:
    """The assessment of such a workbook, which has no problem."""
    tool = shipped_tool(name)
    assessment, problems = read_assessment(workbook(tool, given, support=support), tool)
    assert problems == (), problems
    return assessment
