"""Medians or landmark rates out of any table: one row per cohort, a value and the ends of its interval.

The way in for ``review pool --data FILE --median COL``. Cells are read as those of an extraction workbook;
``NREACHED`` stands for a median that was not reached, ``NR`` or a blank for one that was not reported.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.analysis.table import cell_text, column_of, shifted
from review.extraction.cells import SheetCells
from review.extraction.form import Field
from review.extraction.reading import ColumnReader
from review.problems import Place, Problem, UnreadableFile

#: What stands for a number that is not there.
_CODES = ("NR", "NA", "UNCLEAR", "NREACHED")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTimes:
    """Values of a table, as `review.pooling.pooled_times.pool_times` takes them."""

    study: tuple[str, ...]
    value: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    problems: tuple[Problem, ...]


def table_times(
    file: str, sheet: SheetCells, *, value: str, low: str, high: str, study: str = "", landmark: bool = False
) -> TableTimes:
    """Read medians, or with `landmark` rates, and their intervals.

    Rates are read as per cent where one of them is above 1, else as 0–1; a note says which.

    Raises
    ------
    UnreadableFile
        Where the table is empty or a column is not in it; the message lists those that are.

    Examples
    --------
    >>> from review.extraction.cells import Cell
    >>> row = lambda number, *texts: {i: Cell(t, f"{'ABC'[i - 1]}{number}") for i, t in enumerate(texts, 1)}
    >>> sheet = SheetCells(name="", rows={1: row(1, "m", "l", "u"), 2: row(2, "7.6", "4.1", "NREACHED")})
    >>> table_times("a.csv", sheet, value="m", low="l", high="u").high
    (inf,)
    """
    if len(sheet.rows) < 2:
        raise UnreadableFile(f"{file}: holds no rows below a header")
    (_, header), *rows = sorted(sheet.rows.items())
    wanted = {name: column_of(file, header, name) for name in (value, low, high, study) if name}
    kind = "percent" if landmark else "months"
    readers = {
        name: ColumnReader(Field(name=name, label=name, type=kind, minimum=0, missing=_CODES))
        for name in (value, low, high)
    }
    found: dict[str, list[float | None]] = {name: [] for name in readers}
    names, problems, printed = [], [], []
    for number, cells in rows:
        label = (cell_text(cells.get(wanted[study])) if study else "") or f"row {number}"
        moved = shifted(file, sheet, header, cells, label)
        if moved:
            problems.append(moved)
            continue
        names.append(label)
        for name, reader in readers.items():
            cell = cells.get(wanted[name])
            address = cell.address if cell else ""
            entry, problem = reader.read(cell, Place(file, sheet.name, address, label))
            problems += [problem] if problem else []
            number_read = float(entry.value) if isinstance(entry.value, int | float) else None
            found[name].append(math.inf if entry.missing == "NREACHED" else number_read)
            printed.append(entry.printed)
    columns: Mapping[str, list[float | None]] = found
    if landmark:
        columns, said = _as_proportions(
            Place(file, sheet.name), names, found, value, per_cent=any("%" in text for text in printed)
        )
        problems += said
    return TableTimes(
        study=tuple(names),
        value=tuple(columns[value]),
        low=tuple(columns[low]),
        high=tuple(columns[high]),
        problems=tuple(problems),
    )


def _as_proportions(
    place: Place, names: Sequence[str], found: Mapping[str, list[float | None]], value: str, *, per_cent: bool
) -> tuple[Mapping[str, list[float | None]], list[Problem]]:
    """The rates as 0–1, and how they were read; an error where some look like per cent and some do not."""
    known = [number for column in found.values() for number in column if number is not None]
    per_cent = per_cent or any(number > 1 for number in known)
    how = "per cent" if per_cent else "proportions from 0 to 1"
    problems = [Problem("TAB08", "note", place, f"the rates in '{value}' were read as {how}", how)]
    small = [
        name
        for name, number in zip(names, found[value], strict=True)
        if number is not None and 0 < number < 1
    ]
    if per_cent and small:
        problems.append(
            Problem(
                "TAB08", "error", Place(place.file, place.sheet, row=small[0]),
                f"'{value}' is below 1 here and above 1 in other rows", small[0],
                "write all rates in per cent, or all from 0 to 1",
            )
        )  # fmt: skip
    divisor = 100.0 if per_cent else 1.0
    return {
        name: [None if number is None else number / divisor for number in column]
        for name, column in found.items()
    }, problems
