"""``review reconcile``: two extractors' workbooks into one consensus, with what they disagree about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from review.extraction.form import Form
from review.extraction.reconcile import Reconciliation, hindrances, reconcile
from review.extraction.risk_of_bias.judgements import tool_form
from review.files.bias_files import tool_of
from review.files.consensus_workbook import consensus_workbook
from review.files.placing import free_name, put_into_place
from review.files.workbook_reader import read_workbook
from review.problems import Problem, UnreadableFile
from review.workflow.form_in_use import form_at


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was found, where the consensus stands, and whether an earlier one was read for its decisions.

    Parameters
    ----------
    path
        The file that was written; None where the workbooks could not be compared.
    kept
        The earlier consensus that stands beside it, untouched; None where there was none.
    problems
        What must be mended first, where nothing was written.
    """

    found: Reconciliation | None
    path: Path | None
    kept: Path | None
    problems: tuple[Problem, ...]


def reconcile_workbooks(start: Path, first: Path, second: Path, output: Path) -> Reconciled:
    """Compare two workbooks and write their consensus; a file that stands at `output` is never written over.

    Where one stands there its decisions are kept, and the new consensus is written beside it under the next
    free name.

    Raises
    ------
    UnreadableFile
        Where a workbook cannot be read, or the same one is given twice.
    """
    if first.resolve() == second.resolve():
        raise UnreadableFile(f"{first}: the same workbook twice; name the workbooks of two extractors")
    form = _form(start, first, second)
    before = read_workbook(output) if output.exists() else None
    books = (read_workbook(first), read_workbook(second), *((before,) if before else ()))
    problems = tuple(problem for book in books for problem in hindrances(book, form))
    if problems:
        return Reconciled(None, None, None, problems)
    names = _names(first, second)
    found = reconcile(books[0], books[1], form, names=names, before=before)
    path = free_name(output)
    title = f"{form.title}: consensus of {names[0]} and {names[1]}"
    put_into_place(path, consensus_workbook(found, form, title=title))
    return Reconciled(found, path, output if before else None, ())


def _form(start: Path, first: Path, second: Path) -> Form:
    """The form of two workbooks: of the risk-of-bias tool that both are named after, else the review's.

    Raises
    ------
    UnreadableFile
        Where the workbooks are of two forms.
    """
    tools = tool_of(first), tool_of(second)
    if tools[0] != tools[1]:
        names = " and ".join(tool.name if tool else "extraction" for tool in tools)
        raise UnreadableFile(f"{first.name}, {second.name}: workbooks of {names}; give two of one kind")
    return tool_form(tools[0]) if tools[0] else form_at(start)


def _names(first: Path, second: Path) -> tuple[str, str]:
    """What the extractors are called: the names of their files, or of the folders where these are alike."""
    if first.stem != second.stem:
        return first.stem, second.stem
    parents = first.resolve().parent.name, second.resolve().parent.name
    return parents if parents[0] != parents[1] else (f"{first.stem} 1", f"{second.stem} 2")
