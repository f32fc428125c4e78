"""All that a workbook holds as text, known to the form or not, so that a new workbook can hold it too.

Reconciling and migrating write workbooks anew; whatever is not named here would be lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from review.extraction.cells import Cell, SheetCells, WorkbookCells, column_letters
from review.extraction.filled import FIRST_DATA_ROW, LABEL_COLUMN, SHEETS_WITHOUT_DATA
from review.extraction.form import Form
from review.extraction.reading import ColumnReader, printed_text
from review.problems import Place

#: The comment that stands beside a value which was struck through where it came from.
STRUCK = "struck through in the workbook that this was copied from"


@dataclass(frozen=True, slots=True)
class RowContents:
    """One row: the texts of its cells and the comments beside them, by column name.

    Parameters
    ----------
    number
        Where it stands; 0 for a row that no workbook holds yet.
    """

    number: int
    texts: Mapping[str, str]
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of a workbook's data sheets, the columns that its form does not know, and its other sheets.

    Parameters
    ----------
    orphans
        For each sheet of the form: the columns that are no fields of it, with a name made of the column's
        letters where row 1 gives none.
    """

    rows: Mapping[str, tuple[RowContents, ...]]
    orphans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    other_sheets: tuple[SheetCells, ...] = ()


def contents(
    workbook: WorkbookCells, form: Form, *, made_by_us: Iterable[str] = SHEETS_WITHOUT_DATA
) -> Contents:
    """Everything that stands in a workbook below its header rows.

    Parameters
    ----------
    made_by_us
        Sheets that the program writes anew and that are therefore not carried.

    Examples
    --------
    >>> from review.extraction.form import Field, Sheet
    >>> form = Form(name="mine", version=1, title="Mine", sheets=(
    ...     Sheet(name="Studies", label="Studies", help="", fields=(Field(name="year", label="Year"),)),))
    >>> cells = {1: {1: Cell("year", "A1"), 2: Cell("colour", "B1")}, 4: {2: Cell("red", "B4")}}
    >>> held = contents(WorkbookCells(file="a.xlsx", sheets=(SheetCells(name="Studies", rows=cells),)), form)
    >>> held.orphans["Studies"], held.rows["Studies"][0].texts
    (('colour',), {'colour': 'red'})
    """
    sheets = (*form.sheets, form.flat) if form.flat else form.sheets
    rows: dict[str, tuple[RowContents, ...]] = {}
    orphans: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        cells = workbook.sheet(sheet.name)
        if cells is None:
            continue
        readers = {one.name: ColumnReader(one) for one in sheet.fields}
        names = _column_names(cells, tuple(readers))
        orphans[sheet.name] = tuple(name for name in names.values() if name not in readers)
        comments: dict[int, dict[str, str]] = {}
        for (at, number), text in cells.comments.items():
            if at >= FIRST_DATA_ROW and number in names:
                comments.setdefault(at, {})[names[number]] = text
        for at, number in cells.struck:
            if at >= FIRST_DATA_ROW and number in names:
                said = comments.setdefault(at, {})
                said[names[number]] = "\n".join(filter(None, (said.get(names[number]), STRUCK)))
        held = []
        for at in sorted({*cells.rows, *comments}):
            if at < FIRST_DATA_ROW:
                continue
            texts = {
                names[number]: text
                for number, cell in sorted(cells.rows.get(at, {}).items())
                if number in names and (text := _as_typed(cell, readers.get(names[number])))
            }
            if texts or at in comments:
                held.append(RowContents(at, texts, comments.get(at, {})))
        rows[sheet.name] = tuple(held)
    skipped = {*made_by_us, *(sheet.name for sheet in sheets)}
    others = tuple(
        cells for cells in workbook.sheets if cells.name not in skipped and (cells.rows or cells.comments)
    )
    return Contents(rows, orphans, others)


def _column_names(cells: SheetCells, fields: tuple[str, ...]) -> dict[int, str]:
    """The name of every column that holds anything, by its number; each name once."""
    used = {number for row in cells.rows.values() for number in row} | {at for _, at in cells.comments}
    filled = {number for at, row in cells.rows.items() if at >= FIRST_DATA_ROW for number in row}
    names: dict[int, str] = {}
    for number in sorted(used):
        header = cells.rows.get(1, {}).get(number)
        name = str(header.value).strip() if header is not None else f"column {column_letters(number)}"
        if name.startswith(LABEL_COLUMN):
            if number not in filled:
                continue  # formulas only: every workbook gets its own
            name = f"typed over {name}"
        if name.casefold() in fields:
            name = name.casefold()
        if name in names.values():
            name = f"{name} (column {column_letters(number)})"
        names[number] = name
    return names


def _as_typed(cell: Cell, reader: ColumnReader | None) -> str:
    """A cell as text that is read as the same value again."""
    if cell.marked and reader is not None and reader.field.type != "text":
        return cell.marked
    if reader is not None and "%" in cell.number_format:
        entry, _ = reader.read(cell, Place(""))
        if isinstance(entry.value, float):
            return f"{entry.value:.10g}"
    return printed_text(cell)
