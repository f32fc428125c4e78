"""``review diff``: two versions of a workbook, of results, of a ledger or of a whole workspace."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from review.analysis.changes import AnalysisChanges, analysis_changes
from review.analysis.results import Results
from review.extraction.changes import CellChange, RowChange, WorkbookChanges, kind_of, workbook_changes
from review.extraction.form import Form
from review.extraction.reconcile import hindrances
from review.extraction.risk_of_bias.judgements import tool_form
from review.files.bias_files import tool_of
from review.files.results_file import read_results
from review.files.workbook_reader import read_extraction, read_workbook
from review.files.workspace import PROTOCOL
from review.problems import UnreadableFile
from review.progress import Progress
from review.workflow.form_in_use import form_at
from review.workflow.opening import OpenReview, open_review
from review.workflow.pooling import results_of

#: The key of a table of records.
RECORD_ID = "record_id"

_RESULTS = "results.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What differs between two versions.

    Parameters
    ----------
    kind
        ``workbooks``, ``results``, ``records`` or ``workspaces``.
    without_rates
        Why nothing is said of pooled rates; empty where something is.
    """

    kind: str
    old: str
    new: str
    data: WorkbookChanges = field(default_factory=WorkbookChanges)
    records: WorkbookChanges = field(default_factory=WorkbookChanges)
    analyses: tuple[AnalysisChanges, ...] = ()
    without_rates: str = ""

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return self.data.any or self.records.any or any(one.any for one in self.analyses)

    @property
    def failed(self) -> bool:
        """Whether an analysis could not be made in one of the versions."""
        return any(one.why_not for one in self.analyses)

    def to_dict(self) -> dict[str, Any]:
        """The object of ``review diff --json``."""
        return {
            "schema": 1,
            "kind": self.kind,
            "old": self.old,
            "new": self.new,
            "changed": self.any,
            **asdict(self.data),
            "records": asdict(self.records),
            "analyses": [{**asdict(one), "changed": one.any} for one in self.analyses],
            "without_rates": self.without_rates,
        }


def compare(start: Path, old: Path, new: Path, *, progress: Progress | None = None) -> Compared:
    """Compare two versions of the same thing.

    Parameters
    ----------
    start
        Where a workspace is looked for: its form reads the workbooks, its analyses are pooled with both.
    old, new
        Two extraction workbooks, results.json files (or the folders that hold them), tables of records, or
        workspaces.
    progress
        Called with how many analyses were pooled, and of how many; of both versions together.

    Raises
    ------
    UnreadableFile
        Where one cannot be read, or the two are not of one kind.
    """
    kinds = _kind(old), _kind(new)
    if kinds[0] != kinds[1]:
        raise UnreadableFile(
            f"{old} is of the kind {kinds[0]}, {new} of the kind {kinds[1]}: give two of one kind"
        )
    names = old.as_posix(), new.as_posix()
    if kinds[0] == "workspaces":
        return _workspaces(old, new, names, progress)
    if kinds[0] == "results":
        then, now = (read_results(path / _RESULTS if path.is_dir() else path) for path in (old, new))
        return Compared(kind="results", analyses=(analysis_changes(then, now),), old=names[0], new=names[1])
    if kinds[0] == "records":
        return Compared(
            kind="records",
            records=_record_changes(old, new),
            without_rates="records are not pooled",
            old=names[0],
            new=names[1],
        )
    return _workbooks(start, old, new, names, progress)


def _kind(path: Path) -> str:
    if not path.exists():
        raise UnreadableFile(f"{path}: there is no such file or folder")
    if path.is_dir():
        if (path / PROTOCOL).is_file():
            return "workspaces"
        if (path / _RESULTS).is_file():
            return "results"
        raise UnreadableFile(
            f"{path}: a folder without {PROTOCOL} or {_RESULTS}; name a workspace, or a file"
        )
    endings = {".json": "results", ".csv": "records"}
    return endings.get(path.suffix.lower(), "workbooks")


def _workbooks(
    start: Path, old: Path, new: Path, names: tuple[str, str], progress: Progress | None
) -> Compared:
    tools = tool_of(old), tool_of(new)
    form = tool_form(tools[1]) if tools[1] and tools[0] == tools[1] else form_at(start)
    data = _data_changes(old, new, form)
    if tools[1] is not None:
        return Compared(
            kind="workbooks", data=data, without_rates="judgements are not pooled", old=names[0], new=names[1]
        )
    try:
        opened = open_review(start)
    except UnreadableFile:
        return Compared(
            kind="workbooks",
            data=data,
            without_rates="there is no workspace here, so nothing is pooled",
            old=names[0],
            new=names[1],
        )
    if not opened.specs:
        return Compared(
            kind="workbooks",
            data=data,
            without_rates="the workspace holds no analysis",
            old=names[0],
            new=names[1],
        )
    sides = [replace(opened, dataset=read_extraction(path, opened.form)) for path in (old, new)]
    analyses = _analyses(sides[0], sides[1], progress)
    return Compared(kind="workbooks", data=data, analyses=analyses, old=names[0], new=names[1])


def _workspaces(old: Path, new: Path, names: tuple[str, str], progress: Progress | None) -> Compared:
    then, now = open_review(old), open_review(new)
    if then.workspace.root == now.workspace.root:
        raise UnreadableFile(f"{old} and {new}: one workspace; name two copies of it")
    books = then.workspace.workbook(), now.workspace.workbook()
    data = _data_changes(books[0], books[1], now.form) if books[0] and books[1] else WorkbookChanges()
    ledgers = then.workspace.records, now.workspace.records
    records = _record_changes(*ledgers) if all(path.is_file() for path in ledgers) else WorkbookChanges()
    if then.dataset is None or now.dataset is None or not (then.specs and now.specs):
        why = "one of the two has no extraction workbook or no analysis"
        return Compared(
            kind="workspaces", data=data, records=records, without_rates=why, old=names[0], new=names[1]
        )
    return Compared(
        kind="workspaces",
        data=data,
        records=records,
        analyses=_analyses(then, now, progress),
        old=names[0],
        new=names[1],
    )


def _data_changes(old: Path, new: Path, form: Form) -> WorkbookChanges:
    books = read_workbook(old), read_workbook(new)
    for book in books:
        problems = hindrances(book, form)
        if problems:
            raise UnreadableFile(
                f"{book.file}: cannot be compared: {problems[0].message}; see: review validate {book.file}"
            )
    return workbook_changes(books[0], books[1], form)


def _analyses(old: OpenReview, new: OpenReview, progress: Progress | None) -> tuple[AnalysisChanges, ...]:
    count = len(old.specs) + len(new.specs)
    before, after = _results(old, 0, count, progress), _results(new, len(old.specs), count, progress)
    found = []
    for name in dict.fromkeys((*after, *before)):
        then, now = before.get(name), after.get(name)
        if isinstance(then, Results) and isinstance(now, Results):
            found.append(analysis_changes(then, now))
            continue
        sides = (("old", name in before, then), ("new", name in after, now))
        whys = [
            f"{side}: {said if isinstance(said, str) else 'there is no such analysis'}"
            for side, known, said in sides
            if not known or isinstance(said, str)
        ]
        found.append(AnalysisChanges(analysis=name, why_not="; ".join(whys)))
    return tuple(found)


def _results(
    opened: OpenReview, done: int, count: int, progress: Progress | None
) -> dict[str, Results | str]:
    """The results of every analysis, or why it cannot be pooled."""
    found: dict[str, Results | str] = {}
    for number, (spec, results, problems) in enumerate(results_of(opened, ()), start=1):
        if progress:
            progress(done + number, count)
        errors = [problem.message for problem in problems if problem.severity == "error"]
        found[spec.name] = results or f"cannot be pooled: {errors[0] if errors else 'no reason is known'}"
    return found


def _record_changes(old: Path, new: Path) -> WorkbookChanges:
    before, after = _records(old), _records(new)
    rows: list[RowChange] = []
    cells: list[CellChange] = []
    for key in dict.fromkeys((*after, *before)):
        a, b = before.get(key), after.get(key)
        if a is None or b is None:
            line = (a or b or (0, {}))[0]
            kind = "added" if a is None else "removed"
            rows.append(RowChange(kind=kind, sheet="records", row=key, cell=f"row {line}"))
            continue
        for name in dict.fromkeys((*a[1], *b[1])):
            texts = a[1].get(name, ""), b[1].get(name, "")
            if texts[0] != texts[1]:
                cells.append(
                    CellChange(
                        kind=kind_of(*texts),
                        sheet="records",
                        row=key,
                        field=name,
                        old=texts[0],
                        new=texts[1],
                        old_cell=f"row {a[0]}",
                        new_cell=f"row {b[0]}",
                    )
                )
    return WorkbookChanges(rows=tuple(rows), cells=tuple(cells))


def _records(path: Path) -> dict[str, tuple[int, dict[str, str]]]:
    """The rows of a table of records by their id, each with its row in the table."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if RECORD_ID not in (reader.fieldnames or ()):
                raise UnreadableFile(f"{path}: a table without the column {RECORD_ID}; name a records.csv")
            return _by_id(path, reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"{path}: is no table of records in UTF-8 ({error})") from None


def _by_id(path: Path, rows: Iterable[dict[str, Any]]) -> dict[str, tuple[int, dict[str, str]]]:
    found: dict[str, tuple[int, dict[str, str]]] = {}
    for line, row in enumerate(rows, start=2):
        key = row[RECORD_ID] or ""
        if key in found:
            raise UnreadableFile(f"{path}: {RECORD_ID} {key!r} stands in rows {found[key][0]} and {line}")
        found[key] = (line, {name: str(text or "") for name, text in row.items() if name})
    return found
