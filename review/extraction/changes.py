"""What changed between two versions of an extraction workbook: by ids, never by the number of a row.

Sorting a sheet, or putting a row between others, changes nothing here. What a column holds that the form
does not know is compared too.
"""

from __future__ import annotations

from dataclasses import dataclass

from review.extraction.cells import WorkbookCells
from review.extraction.contents import Contents, contents
from review.extraction.dataset import Entry, Row
from review.extraction.filled import fill
from review.extraction.form import Form, Sheet
from review.extraction.reconcile_rows import pair_rows, row_label

#: What can become of a row or a cell.
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row that one version alone has; `cell` is its first cell there."""

    kind: str
    sheet: str
    row: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A cell whose text differs; an address is empty where that version has no such cell."""

    kind: str
    sheet: str
    row: str
    field: str
    old: str
    new: str
    old_cell: str
    new_cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookChanges:
    """Everything that differs, in the order of the sheets of the new version."""

    rows: tuple[RowChange, ...] = ()
    cells: tuple[CellChange, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.rows or self.cells)


def workbook_changes(old: WorkbookCells, new: WorkbookCells, form: Form) -> WorkbookChanges:
    """Compare two versions of a workbook, with the decisions of a consensus put into their cells.

    Parameters
    ----------
    old, new
        Cells of workbooks of this form.

    Examples
    --------
    >>> from review.extraction.cells import Cell, SheetCells
    >>> from review.extraction.form import Field
    >>> form = Form(name="mine", version=1, title="", sheets=(
    ...     Sheet(name="Studies", label="", help="", key="study_id", fields=(
    ...         Field(name="study_id", label="", type="id", required=True),
    ...         Field(name="centres", label="", type="count"))),))
    >>> def book(row, centres):
    ...     cells = {1: {1: Cell("study_id", "A1"), 2: Cell("centres", "B1")},
    ...              row: {1: Cell("chen2023", f"A{row}"), 2: Cell(centres, f"B{row}")}}
    ...     return WorkbookCells(file="a.xlsx", sheets=(SheetCells(name="Studies", rows=cells),))
    >>> found = workbook_changes(book(4, "3"), book(7, "8"), form)
    >>> [(one.row, one.field, one.old, one.new, one.old_cell, one.new_cell) for one in found.cells]
    [('chen2023', 'centres', '3', '8', 'B4', 'B7')]
    """
    sides = tuple((fill(book, form)[0], contents(book, form)) for book in (old, new))
    rows: list[RowChange] = []
    cells: list[CellChange] = []
    for sheet in form.sheets:
        pairs = pair_rows(sheet, sides[0][0].sheet(sheet.name), sides[1][0].sheet(sheet.name))
        for pair in pairs:
            if pair.first is not None and pair.second is not None:
                cells += _cells(sheet, pair.first, pair.second, (sides[0][1], sides[1][1]))
            elif pair.first is not None:
                rows.append(_alone(REMOVED, sheet, pair.first))
            elif pair.second is not None:
                rows.append(_alone(ADDED, sheet, pair.second))
    return WorkbookChanges(rows=tuple(rows), cells=tuple(cells))


def entry_text(entry: Entry | None) -> str:
    """What an entry says, as text; empty for a blank cell."""
    if entry is None:
        return ""
    if entry.printed:
        return entry.printed
    if entry.value is None:
        return entry.missing or ""
    return "; ".join(entry.value) if isinstance(entry.value, tuple) else str(entry.value)


def kind_of(old: str, new: str) -> str:
    """What became of a text.

    >>> kind_of("", "3"), kind_of("3", ""), kind_of("3", "8")
    ('added', 'removed', 'changed')
    """
    if not old:
        return ADDED
    return CHANGED if new else REMOVED


def _alone(kind: str, sheet: Sheet, row: Row) -> RowChange:
    first = next((entry.place.cell for entry in row.entries.values() if entry_text(entry)), "")
    return RowChange(kind=kind, sheet=sheet.name, row=row_label(sheet, row), cell=first)


def _cells(sheet: Sheet, a: Row, b: Row, held: tuple[Contents, Contents]) -> list[CellChange]:
    found = []
    for name in dict.fromkeys((*a.entries, *b.entries)):
        before, after = a.entries.get(name), b.entries.get(name)
        texts = entry_text(before), entry_text(after)
        # 12 and 12.0, or a word in another case, are one value written twice.
        if texts[0] == texts[1] or _same_value(before, after):
            continue
        found.append(
            CellChange(
                kind=kind_of(*texts),
                sheet=sheet.name,
                row=row_label(sheet, b),
                field=name,
                old=texts[0],
                new=texts[1],
                old_cell=before.place.cell if before else "",
                new_cell=after.place.cell if after else "",
            )
        )
    mine, theirs = (_unknown(held[side], sheet.name, row.number) for side, row in enumerate((a, b)))
    for name in dict.fromkeys((*mine, *theirs)):
        texts = mine.get(name, ""), theirs.get(name, "")
        if texts[0] != texts[1]:
            found.append(
                CellChange(
                    kind=kind_of(*texts),
                    sheet=sheet.name,
                    row=row_label(sheet, b),
                    field=name,
                    old=texts[0],
                    new=texts[1],
                    old_cell=f"row {a.number}",
                    new_cell=f"row {b.number}",
                )
            )
    return found


def _same_value(a: Entry | None, b: Entry | None) -> bool:
    if a is None or b is None or a.value is None or b.value is None:
        return False
    return a.value == b.value and isinstance(a.value, (int, float))


def _unknown(held: Contents, sheet: str, number: int) -> dict[str, str]:
    """The texts of a row in columns that the form does not know."""
    known = set(held.orphans.get(sheet, ()))
    for row in held.rows.get(sheet, ()):
        if row.number == number:
            return {name: text for name, text in row.texts.items() if name in known}
    return {}
