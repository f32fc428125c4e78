"""From the cells of a workbook to filled rows: sheets and columns found by name, never by position.

What stands where the form has no place for it (an unknown column, a row above the data, a merged cell) is
reported, because whatever is not read here is lost to the review.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from review.document import did_you_mean, nearest_name
from review.extraction.cells import Cell, SheetCells, WorkbookCells, column_letters
from review.extraction.dataset import Entry, Row, RowEntries
from review.extraction.field_agreement import AGREEMENT
from review.extraction.flat import feed
from review.extraction.form import Form, Sheet
from review.extraction.reading import READING_RULES, ColumnReader, printed_text
from review.extraction.reported import ReportedResponse
from review.extraction.rule import Rule
from review.extraction.settling import COMPARISON, DISAGREEMENTS, settle
from review.problems import Place, Problem

#: Row 1 holds names, row 2 labels, row 3 help.
FIRST_DATA_ROW = 4

#: What the names of columns begin with that show a readable label beside an id; nothing is read in them.
LABEL_COLUMN = "label of "

#: Rows in which the names of columns are looked for.
HEADER_LOOKED_FOR = 2000

#: Coloured cells that are named before "and 12 more".
COLOURED = 8

#: Sheets that stand in every workbook and say the same in each of one form.
SHEETS_MADE_ANEW = ("README", "Codebook", "Lists")

#: Sheets that the program adds; what they hold is no data of the form.
SHEETS_WITHOUT_DATA = (*SHEETS_MADE_ANEW, DISAGREEMENTS, COMPARISON, AGREEMENT)

#: What the sheet README says of the form that a workbook was made from.
_MADE_FROM = re.compile(r"\bform (\S+) version (\d+)\s*$")

SHEET_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="FORM02",
            severity="warning",
            title="Workbook of another version of the form",
            reason="What the form asks for now has no column there, or what was asked for then is not read.",
        ),
        Rule(
            code="SHEET01",
            severity="error",
            title="Sheet missing",
            reason="Without it rows refer to nothing, or nothing can be pooled.",
        ),
        Rule(
            code="SHEET02",
            severity="error",
            title="Column missing",
            reason="Columns are matched by the names in row 1; without its name a column is not read.",
        ),
        Rule(
            code="SHEET03",
            severity="error",
            title="Column name that is probably misspelled",
            reason="What stands in the column would be left out without a sound.",
        ),
        Rule(
            code="SHEET04",
            severity="error",
            title="Two columns with one name",
            reason="Which of the two holds is not for a program to decide: neither is read.",
        ),
        Rule(
            code="SHEET05",
            severity="error",
            title="Data above the first data row",
            reason="Rows 1 to 3 hold names, labels and help; a cohort typed there is not read.",
        ),
        Rule(
            code="SHEET06",
            severity="error",
            title="Merged cells",
            reason="Only the top left cell of a merged range has a value; the rows below it read as blank.",
        ),
        Rule(
            code="SHEET07",
            severity="warning",
            title="Hidden rows, columns or sheets, or a filter",
            reason="They are read and counted, though nobody sees them.",
        ),
        Rule(
            code="SHEET08",
            severity="warning",
            title="Column or sheet that the form does not know",
            reason="It is not read. A form can be extended with fields of one's own.",
        ),
        Rule(
            code="SHEET09",
            severity="warning",
            title="Value in a column without a name",
            reason="It is not read.",
        ),
        Rule(
            code="SHEET10",
            severity="note",
            title="Optional sheet or column missing",
            reason="The workbook was made with an older or shorter form; its fields read as blank.",
        ),
        Rule(
            code="SHEET12",
            severity="error",
            title="Names of columns in another row",
            reason="Columns are found by the names in row 1; where these stand elsewhere nothing is found.",
        ),
        Rule(
            code="SHEET11",
            severity="warning",
            title="Coloured cells",
            reason="Colour is not read: what it was meant to say is said to nobody.",
        ),
    )
}


@dataclass(frozen=True)
class FilledForm:
    """The filled rows of a workbook, by sheet, with the look-ups that the rules need."""

    file: str
    form: Form
    rows: Mapping[str, tuple[Row, ...]]

    def sheet(self, name: str) -> tuple[Row, ...]:
        """The rows of a sheet; none where the form or the workbook lacks it."""
        return self.rows.get(name, ())

    @cached_property
    def by_key(self) -> Mapping[str, Mapping[str, Row]]:
        """For each sheet with a key: its rows by key; of rows with one key the first."""
        found: dict[str, dict[str, Row]] = {}
        for sheet in self.form.sheets:
            if sheet.key:
                rows = found.setdefault(sheet.name, {})
                for row in self.sheet(sheet.name):
                    if row.key:
                        rows.setdefault(row.key, row)
        return found

    @cached_property
    def responses(self) -> tuple[ReportedResponse, ...]:
        """The rows of the sheet Responses, each with its cohort."""
        return tuple(
            ReportedResponse(row, self.row("Cohorts", row.text("cohort_id")))
            for row in self.sheet("Responses")
        )

    def row(self, sheet: str, key: str) -> Row | None:
        """The row of a sheet with that key; None where there is none."""
        return self.by_key.get(sheet, {}).get(key)


def fill(
    workbook: WorkbookCells, form: Form, *, settled: bool = True
) -> tuple[FilledForm, tuple[Problem, ...]]:
    """Read every sheet of a workbook into rows.

    Parameters
    ----------
    workbook
        The cells.
    form
        The form that the workbook was made from.
    settled
        Whether the decisions of a consensus workbook are put into their cells.

    Returns
    -------
    tuple
        The filled rows, and what was wrong with sheets, columns and cells.
    """
    problems: list[Problem] = [*_another_version(workbook, form), *_unknown_sheets(workbook, form)]
    named = _texts_of_data(workbook, form)
    rows: dict[str, tuple[Row, ...]] = {}
    for sheet in form.sheets:
        cells = workbook.sheet(sheet.name)
        if cells is None:
            problems.append(_missing_sheet(workbook, form, sheet))
            continue
        elsewhere = _names_in_another_row(workbook.file, cells, sheet)
        if elsewhere:
            problems.append(elsewhere)
            rows[sheet.name] = ()
            continue
        columns, found = _match_columns(workbook.file, cells, sheet)
        problems += found
        problems += _around_the_data(workbook.file, cells, sheet, columns, named)
        filled, found = _read_rows(workbook.file, cells, sheet, columns)
        problems += found
        problems += _comments(workbook.file, cells, filled)
        problems += _looks(workbook.file, cells, filled, columns)
        rows[sheet.name] = filled
    flat = workbook.sheet(form.flat.name) if form.flat else None
    if flat is not None and form.flat:
        columns, found = _match_columns(workbook.file, flat, form.flat)
        problems += found
        problems += _around_the_data(workbook.file, flat, form.flat, columns, named)
        filled, found = _read_rows(workbook.file, flat, form.flat, columns)
        problems += found
        problems += _comments(workbook.file, flat, filled)
        problems += _looks(workbook.file, flat, filled, columns)
        rows, contradictions = feed(form, filled, rows)
        problems += contradictions
    if settled and any(workbook.sheet(name) for name in (DISAGREEMENTS, COMPARISON)):
        rows, about_decisions = settle(workbook, form, rows)
        problems += about_decisions
    return FilledForm(workbook.file, form, rows), tuple(problems)


def _migrate(file: str) -> str:
    return f"review extract form --migrate {shlex.quote(file)} writes a workbook of the form as it is now"


def _another_version(workbook: WorkbookCells, form: Form) -> Iterator[Problem]:
    """A workbook made from another version of the form than the one that it is read with."""
    readme = workbook.sheet("README")
    for row in readme.rows.values() if readme else ():
        for cell in row.values():
            made = _MADE_FROM.search(cell.value) if isinstance(cell.value, str) else None
            if made is None:
                continue
            name, version = made[1], int(made[2])
            if (name, version) == (form.name, form.version):
                return
            if name != form.name:
                fix = f"name the form {name} in review.toml, or copy the rows into a workbook of {form.name}"
            elif version < form.version:
                fix = _migrate(workbook.file)
            else:
                fix = "install the version of review that the workbook was made with, or a later one"
            yield SHEET_RULES["FORM02"].problem(
                Place(workbook.file, "README", cell.address),
                f"made from the form {name} version {version}, read with {form.name} version {form.version}",
                found=f"{name} {version}",
                fix=fix,
            )
            return


def _missing_sheet(workbook: WorkbookCells, form: Form, sheet: Sheet) -> Problem:
    place = Place(workbook.file, sheet.name)
    strangers = [one.name for one in workbook.sheets if one.name not in form]
    instead = "make a workbook with: review extract form" if sheet.required else _migrate(workbook.file)
    fix = did_you_mean(sheet.name, strangers, instead)
    code = "SHEET01" if sheet.required else "SHEET10"
    return SHEET_RULES[code].problem(place, f"the workbook has no sheet {sheet.name}", fix=fix)


def _unknown_sheets(workbook: WorkbookCells, form: Form) -> Iterator[Problem]:
    names = [sheet.name for sheet in form.sheets]
    for cells in workbook.sheets:
        known = cells.name in form or (form.flat is not None and cells.name == form.flat.name)
        if known or cells.name in SHEETS_WITHOUT_DATA or not cells.rows:
            continue
        yield SHEET_RULES["SHEET08"].problem(
            Place(workbook.file, cells.name),
            f"the form has no sheet {cells.name}: nothing in it is read",
            found=cells.name,
            fix=did_you_mean(cells.name, names, "add the sheet to the form if it should be read"),
        )


def _names_in_another_row(file: str, cells: SheetCells, sheet: Sheet) -> Problem | None:
    """A row with the names of columns that is not row 1: somebody wrote a title above, or moved it."""

    def named(at: int) -> int:
        texts = (str(cell.value).strip().casefold() for cell in cells.rows.get(at, {}).values())
        return len({text for text in texts if text in sheet})

    if 2 * named(1) >= len(sheet.fields):
        return None
    for at in sorted(cells.rows)[:HEADER_LOOKED_FOR]:
        if at > 1 and 2 * named(at) >= len(sheet.fields):
            return SHEET_RULES["SHEET12"].problem(
                Place(file, cells.name, f"A{at}"),
                f"the names of the columns stand in row {at}, not in row 1: nothing of the sheet is read",
                found=f"row {at}",
                fix="delete the rows above it"
                if named(1) == 0 and at <= FIRST_DATA_ROW
                else "move that row back to row 1, above the labels and the help",
            )
    return None


def _match_columns(file: str, cells: SheetCells, sheet: Sheet) -> tuple[dict[str, int], list[Problem]]:
    """The column of each field, by the names in row 1."""
    problems: list[Problem] = []
    columns: dict[str, int] = {}
    doubled: set[str] = set()
    unknown: list[tuple[int, Cell, str]] = []
    for number, cell in sorted(cells.rows.get(1, {}).items()):
        name = str(cell.value).strip().casefold()
        if name not in sheet:
            unknown.append((number, cell, name))
        elif name in columns or name in doubled:
            doubled.add(name)
            columns.pop(name, None)
            problems.append(
                SHEET_RULES["SHEET04"].problem(
                    Place(file, cells.name, cell.address),
                    f"two columns are named {name}: neither is read",
                    found=name,
                    fix="keep one, or rename the other",
                )
            )
        else:
            columns[name] = number
    absent = [field for field in sheet.fields if field.name not in columns and field.name not in doubled]
    for number, cell, name in unknown:
        filled = any(number in row for at, row in cells.rows.items() if at >= FIRST_DATA_ROW)
        free = [field.name for field in absent]
        meant = "" if name.startswith(LABEL_COLUMN) else nearest_name(name, free)
        if meant or filled:
            problems.append(
                SHEET_RULES["SHEET03" if meant else "SHEET08"].problem(
                    Place(file, cells.name, cell.address),
                    f"the form has no field {name}: the column is not read",
                    found=cell.value,
                    fix=did_you_mean(name, free, "add the field to the form if it should be read"),
                )
            )
    for field in absent:
        if field.optional:
            continue
        needed = field.required or field.name == "n_evaluable"
        problems.append(
            SHEET_RULES["SHEET02" if needed else "SHEET10"].problem(
                Place(file, cells.name),
                f"row 1 names no column {field.name}",
                fix=f"write {field.name} above its column in row 1"
                + ("" if needed else f"; if it has none: {_migrate(file)}"),
            )
        )
    return columns, problems


def _texts_of_data(workbook: WorkbookCells, form: Form) -> frozenset[str]:
    """Every text that stands in a first or second column of data: the ids of rows are among them."""
    return frozenset(
        cell.value
        for cells in workbook.sheets
        if cells.name in form
        for at, row in cells.rows.items()
        if at >= FIRST_DATA_ROW
        for number in (1, 2)
        if (cell := row.get(number)) is not None and isinstance(cell.value, str)
    )


def _around_the_data(
    file: str, cells: SheetCells, sheet: Sheet, columns: Mapping[str, int], ids: frozenset[str]
) -> Iterator[Problem]:
    """What stands outside the rows and columns of data, or hides some of them."""
    fields = {number: sheet[name] for name, number in columns.items()}
    for at in range(2, FIRST_DATA_ROW):
        for number, cell in sorted(cells.rows.get(at, {}).items()):
            field = fields.get(number)
            if field and _is_data(ColumnReader(field), cell, ids):
                yield SHEET_RULES["SHEET05"].problem(
                    Place(file, cells.name, cell.address),
                    f"row {at} has {cell.value} under {field.name}: data are read from row {FIRST_DATA_ROW}",
                    found=cell.value,
                    fix=f"move the row to row {FIRST_DATA_ROW} or below; rows 2 and 3 hold labels and help",
                )
                break
    for area in cells.merged:
        last = re.search(r"(\d+)$", area)
        if last and int(last[1]) >= FIRST_DATA_ROW:
            yield SHEET_RULES["SHEET06"].problem(
                Place(file, cells.name, area.split(":")[0]),
                f"the cells {area} are merged: only the first has a value",
                found=area,
                fix="unmerge them and fill every row",
            )
    hidden = [row for row in cells.hidden_rows if row in cells.rows and row >= FIRST_DATA_ROW]
    for what, found in (
        ("the sheet is hidden", cells.name if cells.hidden and cells.rows else ""),
        (f"{_count(len(hidden), 'row')} hidden", ", ".join(map(str, hidden))),
        (f"{_count(len(cells.hidden_columns), 'column')} hidden", ", ".join(cells.hidden_columns)),
        ("a filter is set", cells.name if cells.filtered else ""),
    ):
        if found:
            yield SHEET_RULES["SHEET07"].problem(
                Place(file, cells.name),
                f"{what} ({found}): what it hides is read all the same",
                found=found,
                fix="show it, and look at what stands there",
            )
    named = cells.rows.get(1, {})
    for at, row in cells.rows.items():
        for number, cell in row.items():
            if at >= FIRST_DATA_ROW and number not in named:
                yield SHEET_RULES["SHEET09"].problem(
                    Place(file, cells.name, cell.address),
                    f"{cell.value} stands in column {column_letters(number)}, which has no name: not read",
                    found=cell.value,
                    fix="move it to the column where it belongs",
                )


def _comments(file: str, cells: SheetCells, rows: Iterable[Row]) -> Iterator[Problem]:
    keys = {row.number: row.key for row in rows}
    for (at, number), text in sorted(cells.comments.items()):
        place = Place(file, cells.name, f"{column_letters(number)}{at}", keys.get(at, ""))
        said = " ".join(text.split())
        yield READING_RULES["CELL16"].problem(
            place, f"comment: {said}", found=said, fix="write into the note what readers should know"
        )


def _looks(
    file: str, cells: SheetCells, rows: Iterable[Row], columns: Mapping[str, int]
) -> Iterator[Problem]:
    """What the looks of data cells may be meant to say."""
    keys = {row.number: row.key for row in rows}
    read = set(columns.values())
    for at, number in cells.struck:
        if at in keys and number in read:
            place = Place(file, cells.name, f"{column_letters(number)}{at}", keys[at])
            yield READING_RULES["CELL17"].problem(
                place,
                "struck through, and read as any other cell",
                found=printed_text(cells.rows[at][number]),
                fix="delete the value if it does not hold; what was wrong with it goes into the note",
            )
    coloured = [
        f"{column_letters(number)}{at}" for at, number in cells.coloured if at in keys and number in read
    ]
    if coloured:
        more = f" and {len(coloured) - COLOURED} more" if coloured[COLOURED:] else ""
        yield SHEET_RULES["SHEET11"].problem(
            Place(file, cells.name, coloured[0]),
            f"coloured by hand: {', '.join(coloured[:COLOURED])}{more}; colour is not read",
            found=", ".join(coloured),
            fix="write what the colour means into the note or the field that it is about, then remove it",
        )


def _is_data(reader: ColumnReader, cell: Cell, ids: frozenset[str]) -> bool:
    """Whether a cell above the data holds a number, a word of its field, or an id that rows name."""
    field = reader.field
    if str(cell.value).strip() in (field.label, field.help):
        return False
    if field.required and cell.value in ids:
        return True
    if field.open:  # any words can stand in its rows, labels and help too
        return str(cell.value).strip().casefold() in reader.words
    if field.type not in ("count", "percent", "months", "number", "choice", "date"):
        return False
    entry, _ = reader.read(cell, Place(""))
    return entry.value is not None


def _count(n: int, noun: str) -> str:
    return f"{n} {noun} is" if n == 1 else f"{n} {noun}s are"


def _read_rows(
    file: str, cells: SheetCells, sheet: Sheet, columns: Mapping[str, int]
) -> tuple[tuple[Row, ...], list[Problem]]:
    problems: list[Problem] = []
    rows: list[Row] = []
    letters = {name: column_letters(number) for name, number in columns.items()}
    readers = {number: (name, ColumnReader(sheet[name])) for name, number in columns.items()}
    known = frozenset(readers)
    letters |= {field.name: "" for field in sheet.fields if field.name not in columns}
    naming = columns.get(sheet.naming_field)
    for at in sorted(cells.rows):
        filled = cells.rows[at]
        if at < FIRST_DATA_ROW or known.isdisjoint(filled) or _only_spaces(filled.values()):
            continue
        naming_cell = filled.get(naming) if naming else None
        key = "" if naming_cell is None else printed_text(naming_cell)
        found: dict[str, Entry] = {}
        for number, cell in filled.items():
            if number in readers:
                name, reader = readers[number]
                found[name], problem = reader.read(cell, Place(file, cells.name, cell.address, key))
                if problem:
                    problems.append(problem)
        entries = RowEntries(found, letters, Place(file, cells.name, "", key), at)
        identity = found[sheet.naming_field].value if sheet.naming_field in found else None
        rows.append(Row(sheet.name, at, str(identity) if identity is not None else "", entries))
    return tuple(rows), problems


def _only_spaces(cells: Iterable[Cell]) -> bool:
    return all(isinstance(cell.value, str) and not cell.value.strip() for cell in cells)
