"""Counts out of any table: a header row, one row per cohort, columns by name.

The way in for ``review pool --data``: no form, no workspace. Every cell is read by the same rules as the
cells of an extraction workbook; a row that cannot be used is an error with its cell, a blank one is left
out with the reason, and nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.document import did_you_mean
from review.extraction.cells import Cell, SheetCells
from review.extraction.form import LARGEST_COUNT, USUAL_CODES, Field
from review.extraction.reading import ColumnReader
from review.problems import Place, Problem, UnreadableFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCounts:
    """Counts of a table, in its order, and the rows that were left out.

    Parameters
    ----------
    columns
        The further columns that were asked for, as texts, by name.
    problems
        An error for every cell that cannot be used, a note for every row left out because a count is
        blank.
    """

    study: tuple[str, ...]
    events: tuple[int, ...]
    n: tuple[int, ...]
    columns: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]


def table_counts(
    file: str, sheet: SheetCells, *, events: str, total: str, study: str = "", columns: Sequence[str] = ()
) -> TableCounts:
    """Read the counts of a table.

    Parameters
    ----------
    events, total
        Names of the columns that hold responders and patients.
    study
        Name of the column that names the cohorts; without one they are called ``row 7``.
    columns
        Further columns to hand on as texts; a missing code (NR, NA, UNCLEAR) is as empty as a blank.

    Raises
    ------
    UnreadableFile
        Where the table is empty or a column is not in it; the message lists those that are.

    Examples
    --------
    >>> cell = lambda value, address: Cell(value, address)
    >>> sheet = SheetCells(name="", rows={1: {1: cell("x", "A1"), 2: cell("n", "B1")},
    ...                                   2: {1: cell("3", "A2"), 2: cell("9", "B2")}})
    >>> counts = table_counts("a.csv", sheet, events="x", total="n")
    >>> counts.study, counts.events, counts.n
    (('row 2',), (3,), (9,))
    """
    if not sheet.rows:
        raise UnreadableFile(f"{file}: is empty")
    if events == total:
        raise UnreadableFile(f"{file}: '{events}' cannot hold both the responders and the patients")
    (header_row, header), *rows = sorted(sheet.rows.items())
    if not rows:
        raise UnreadableFile(f"{file}: has a header in row {header_row} and no rows below it")
    wanted = {
        name: column_of(file, header, name)
        for name in dict.fromkeys((events, total, study, *columns))
        if name
    }
    readers = {
        name: ColumnReader(Field(name=name, label=name, type="count", minimum=0, maximum=LARGEST_COUNT))
        for name in (events, total)
    }
    found: dict[str, list[str]] = {name: [] for name in columns}
    names, x, n, problems = [], [], [], []
    for number, cells in rows:
        label = cell_text(cells.get(wanted[study])) if study else ""
        label = label or f"row {number}"
        moved = shifted(file, sheet, header, cells, label)
        if moved:
            problems.append(moved)
            continue
        counts = {}
        for name, reader in readers.items():
            cell = cells.get(wanted[name])
            place = Place(
                file, sheet.name, cell.address if cell else f"{_letters(header, wanted[name])}{number}", label
            )
            entry, problem = reader.read(cell, place)
            if problem:
                problems.append(problem)
            elif isinstance(entry.value, int):
                counts[name] = entry.value
            else:
                problems.append(_left_out(place, name, entry.missing or ""))
        if len(counts) < len(readers):
            continue
        problem = _impossible(
            Place(file, sheet.name, _address(cells, wanted[events]), label), counts[events], counts[total]
        )
        if problem:
            problems.append(problem)
            continue
        names.append(label)
        x.append(counts[events])
        n.append(counts[total])
        for name in columns:
            found[name].append(_known_text(cells.get(wanted[name])))
    problems += _sums_and_repeats(file, sheet, names, x, n, study)
    return TableCounts(
        study=tuple(names),
        events=tuple(x),
        n=tuple(n),
        columns={name: tuple(values) for name, values in found.items()},
        problems=tuple(problems),
    )


def numbers_or_texts(values: Sequence[str]) -> tuple[float, ...] | tuple[str, ...]:
    """Numbers where every value is one (a decimal comma is read), else the texts: a factor.

    >>> numbers_or_texts(["2017", "2,5"]), numbers_or_texts(["2017", "old"])
    ((2017.0, 2.5), ('2017', 'old'))
    """
    try:
        return tuple(float(value.replace(",", ".")) for value in values)
    except ValueError:
        return tuple(values)


def column_of(file: str, header: Mapping[int, Cell], name: str) -> int:
    """The number of the column of that name.

    Raises
    ------
    UnreadableFile
        Where there is none, with the nearest one, or several.
    """
    texts = {column: cell_text(cell) for column, cell in header.items()}
    here = [column for column, text in texts.items() if text == name]
    if not here:
        raise UnreadableFile(f"{file}: no column '{name}'; {did_you_mean(name, tuple(texts.values()))}")
    if len(here) > 1:
        raise UnreadableFile(f"{file}: two columns are named '{name}'; rename one")
    return here[0]


def cell_text(cell: Cell | None) -> str:
    """What stands in a cell, as text; empty where nothing does."""
    if cell is None or cell.value is None:
        return ""
    value = cell.value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _known_text(cell: Cell | None) -> str:
    """The text of a further column: a missing code taken as a word would make years a factor."""
    text = cell_text(cell)
    return "" if text.upper() in USUAL_CODES else text


def _letters(header: Mapping[int, Cell], column: int) -> str:
    return header[column].address.rstrip("0123456789")


def _address(cells: Mapping[int, Cell], column: int) -> str:
    return cells[column].address


def _left_out(place: Place, name: str, missing: str) -> Problem:
    why = f"is {missing}" if missing else "is blank"
    return Problem("TAB01", "note", place, f"{name} {why}: the row is left out", missing or "blank")


def _impossible(place: Place, events: int, total: int) -> Problem | None:
    if total == 0:
        return Problem(
            "TAB02", "error", place, "the cohort has no patients", "n = 0", "remove the row, or type its n"
        )
    if events > total:
        message = f"{events} responders are more than {total} patients"
        return Problem(
            "TAB03",
            "error",
            place,
            message,
            f"{events}/{total}",
            "re-read the report; the columns may be swapped",
        )
    return None


def shifted(
    file: str, sheet: SheetCells, header: Mapping[int, Cell], cells: Mapping[int, Cell], label: str
) -> Problem | None:
    """The error for a row of a text file with more cells than the header: they may stand in wrong columns."""
    beyond = [cells[column].address for column in sorted(cells) if column not in header]
    if not beyond or sheet.name:
        return None
    return Problem(
        "TAB04", "error", Place(file, cell=beyond[0], row=label),
        "the row has more cells than the header, so its counts may have shifted",
        beyond[0], "put a text that holds the separator in quotes",
    )  # fmt: skip


def _sums_and_repeats(
    file: str, sheet: SheetCells, names: Sequence[str], x: Sequence[int], n: Sequence[int], study: str
) -> list[Problem]:
    """An error for a row that holds the sums of all others, a warning for two rows of one name."""
    found = []
    for name, events, patients in zip(names, x, n, strict=True):
        if len(x) > 2 and 2 * events == sum(x) and 2 * patients == sum(n):
            found.append(
                Problem(
                    "TAB06", "error", Place(file, sheet.name, row=name),
                    f"{events}/{patients} is the sum of all other rows: every patient would count twice",
                    f"{events}/{patients}", "remove the row of totals",
                )
            )  # fmt: skip
    for name in dict.fromkeys(name for name in names if study and names.count(name) > 1):
        found.append(
            Problem(
                "TAB07", "warning", Place(file, sheet.name, row=name),
                f"{names.count(name)} rows are named '{name}': the same patients may count twice",
                name, "name the cohorts apart, or name their trial with --cluster",
            )
        )  # fmt: skip
    return found
