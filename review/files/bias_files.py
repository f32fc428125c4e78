"""Risk-of-bias tools that ship inside the package, and the workbooks of their judgements.

To ship another tool, add its TOML to ``review/forms/risk_of_bias/``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from review.document import did_you_mean
from review.extraction.risk_of_bias.contradictions import BIAS_RULES
from review.extraction.risk_of_bias.judgements import Assessment, read_assessment
from review.extraction.risk_of_bias.tool import Tool, read_tool
from review.files.workbook_reader import read_workbook
from review.problems import Place, Problem, UnreadableFile


def tool_names() -> tuple[str, ...]:
    """The names of the tools that ship with the package.

    >>> "minors" in tool_names()
    True
    """
    folder = files("review") / "forms" / "risk_of_bias"
    return tuple(
        sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))
    )


@cache
def shipped_tool(name: str) -> Tool:
    """The tool of that name.

    Raises
    ------
    UnreadableFile
        Where no tool has that name; the message lists those that there are.

    Examples
    --------
    >>> shipped_tool("minors").most_points
    16
    """
    if name not in tool_names():
        near = did_you_mean(name, tool_names())
        raise UnreadableFile(f"no tool '{name}'; {near}; known are {', '.join(tool_names())}")
    text = (files("review") / "forms" / "risk_of_bias" / f"{name}.toml").read_text(encoding="utf-8")
    tool, problems = read_tool(tomllib.loads(text), f"{name}.toml")
    if problems:
        raise UnreadableFile(str(problems[0]))
    return tool


def tool_of(path: Path) -> Tool | None:
    """The tool of a workbook, by the beginning of its name: ``minors_anna.xlsx``; None for another file."""
    named = [name for name in tool_names() if path.stem == name or path.stem.startswith(f"{name}_")]
    return shipped_tool(max(named, key=len)) if named else None


def workbooks_of_tools(folder: Path, shown: str) -> tuple[dict[Path, Tool], tuple[Problem, ...]]:
    """For each tool the workbook that counts, and an error for a tool for which that cannot be told.

    The consensus of a tool (``minors_consensus.xlsx``) counts before the workbooks of assessors; several of
    those without a consensus leave the tool out.
    """
    by_tool: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.xlsx")):
        tool = None if path.name.startswith(("~$", ".")) else tool_of(path)
        if tool is not None:
            by_tool.setdefault(tool.name, []).append(path)
    chosen: dict[Path, Tool] = {}
    untold: list[Problem] = []
    for name, paths in by_tool.items():
        consensus = [path for path in paths if path.stem == f"{name}_consensus"]
        if consensus or len(paths) == 1:
            chosen[(consensus or paths)[0]] = shipped_tool(name)
            continue
        names = ", ".join(path.name for path in paths)
        untold.append(
            BIAS_RULES["BIAS09"].problem(
                Place(shown),
                f"{names} judge with one tool, and there is no {name}_consensus.xlsx: none of them is used",
                found=names,
                fix=f"review reconcile {paths[0].name} {paths[1].name} -o {name}_consensus.xlsx",
            )
        )
    return chosen, tuple(untold)


def read_bias_workbook(path: Path, tool: Tool, *, file: str) -> tuple[Assessment, tuple[Problem, ...]]:
    """Read the judgements of a workbook; `file` is its path as people write it.

    Raises
    ------
    UnreadableFile
        If it is no workbook, or cannot be opened.
    """
    return read_assessment(read_workbook(path, file=file), tool)
