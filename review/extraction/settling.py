"""The sheet Disagreements of a consensus workbook: what two extractors read differently, and the decisions.

A decision that stands there is the value of its cell. A cell in disagreement without one is open: an error
that bars every number computed from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from review.extraction.cells import Cell, SheetCells, WorkbookCells, column_letters
from review.extraction.dataset import Entry, Row
from review.extraction.form import Field, Form, Sheet
from review.extraction.reading import ColumnReader, printed_text
from review.extraction.reconcile_rows import labels_fit, row_label, share_ids
from review.extraction.rule import Rule
from review.problems import Place, Problem

DISAGREEMENTS = "Disagreements"
COMPARISON = "Comparison"

#: Columns of the sheets Disagreements and Comparison, by the names in their first row.
COLUMNS = ("sheet", "row", "field", "status", "first", "second", "before", "decision", "who", "why")

_HEADER_ROWS = 3

#: `Entry.missing` of a cell in disagreement without a decision: nothing may be made of it, as of any cell in
#: which an error stands.
OPEN = "unreadable"

#: What a difference can be. Those of `NEED_DECISION` leave their cell open until a decision stands.
NEED_DECISION = ("disagreed", "edited")
REWORDED = "reworded"
AGREED_SINCE = "agreed since"

#: A count that can also be had from others: while it is open, they do not stand in for it.
_ALSO_TOLD_BY: Mapping[str, tuple[str, ...]] = {"responders": ("cr", "pr")}

SETTLING_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="REC01",
            severity="error",
            title="Two extractors disagree, and nobody has decided",
            reason="Which of two numbers is right is not for a program to choose.",
        ),
        Rule(
            code="REC02",
            severity="error",
            title="Decision and cell say different things",
            reason="Of a settled disagreement one value counts; the workbook gives two.",
        ),
        Rule(
            code="REC03",
            severity="warning",
            title="Decision without a name or a reason",
            reason="A decision that nobody signed cannot be followed up.",
        ),
        Rule(
            code="REC04",
            severity="error",
            title="Disagreement about a row that is not there",
            reason="A row that was renamed or deleted takes its open disagreement out of sight.",
        ),
        Rule(
            code="REC05",
            severity="note",
            title="Extracted by one extractor only",
            reason="What one person read and nobody checked is less certain.",
        ),
        Rule(
            code="REC06",
            severity="note",
            title="Worded differently by the two extractors",
            reason="The words of one stand in the cell; those of the other may say more.",
        ),
        Rule(
            code="REC07",
            severity="warning",
            title="Workbook made anew, and not read",
            reason="Nothing that was typed into the new one counts until it takes the old one's place.",
        ),
        Rule(
            code="REC08",
            severity="warning",
            title="Probably one row under two ids",
            reason="A study that two extractors name differently becomes two, and its patients count twice.",
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell that two extractors did not fill alike, with the decision about it.

    Parameters
    ----------
    sheet, row, field
        The cell: its sheet, its row as `row_label` writes it, its field; no field for a whole row.
    status
        ``disagreed``; ``edited`` where a person changed an agreed cell of the consensus; ``reworded`` for
        texts; ``agreed since``; ``only in …`` and ``row only in …``.
    first, second, before
        What the two extractors and the consensus before this one say.
    address
        Of the cell in which the decision stands; empty before it is written.
    """

    sheet: str
    row: str
    field: str
    status: str
    first: str = ""
    second: str = ""
    before: str = ""
    decision: str = ""
    who: str = ""
    why: str = ""
    address: str = ""


def read_differences(workbook: WorkbookCells, name: str = DISAGREEMENTS) -> tuple[Difference, ...]:
    """The differences that a consensus workbook lists, with the decisions typed there."""
    cells = workbook.sheet(name)
    if cells is None:
        return ()
    names = {number: printed_text(cell).casefold() for number, cell in cells.rows.get(1, {}).items()}
    letters = next((column_letters(number) for number, name in names.items() if name == "decision"), "")
    found = []
    for at in sorted(cells.rows):
        texts = {names.get(number, ""): printed_text(cell) for number, cell in cells.rows[at].items()}
        if at > _HEADER_ROWS and texts.get("sheet"):
            known = {column: texts.get(column, "") for column in COLUMNS}
            found.append(Difference(**known, address=f"{letters}{at}" if letters else ""))
    return tuple(found)


def extractors(workbook: WorkbookCells) -> tuple[str, str]:
    """What the two extractors are called, from the labels of the sheet Disagreements."""
    cells = workbook.sheet(DISAGREEMENTS)
    labels = {} if cells is None else _labels(cells)
    return labels.get("first", "the first"), labels.get("second", "the second")


def _labels(cells: SheetCells) -> dict[str, str]:
    names, labels = cells.rows.get(1, {}), cells.rows.get(2, {})
    return {printed_text(cell): printed_text(labels[n]) for n, cell in names.items() if n in labels}


def settle(
    workbook: WorkbookCells, form: Form, rows: Mapping[str, tuple[Row, ...]]
) -> tuple[dict[str, tuple[Row, ...]], tuple[Problem, ...]]:
    """Put decisions into the cells that they are about, and find what is open.

    Parameters
    ----------
    rows
        The rows as they stand in the data sheets.

    Returns
    -------
    tuple
        The rows with the decided values in them, open cells without a value; and the problems.
    """
    settled = {name: list(of_sheet) for name, of_sheet in rows.items()}
    labels = {name: [row_label(form[name], row) for row in of_sheet] for name, of_sheet in rows.items()}
    differences = read_differences(workbook)
    names = extractors(workbook)
    problems: list[Problem] = []
    for one in differences:
        if one.sheet not in form or one.field not in form[one.sheet] or one.status == REWORDED:
            continue
        sheet = form[one.sheet]
        if one.status not in NEED_DECISION and not one.decision:
            continue
        fitting = _fitting(labels.get(one.sheet, ()), one.row)
        if len(fitting) != 1:
            near = [
                i for i, label in enumerate(labels.get(one.sheet, ())) if share_ids(sheet, label, one.row)
            ]
            lost, found = _lost(
                workbook.file, sheet, one, [settled[one.sheet][i] for i in near], len(fitting)
            )
            problems += found
            for i, row in zip(near, lost, strict=True):
                settled[one.sheet][i] = row
            continue
        row = settled[one.sheet][fitting[0]]
        entry, found = _decided(workbook.file, sheet, row, one, names)
        problems += found
        settled[one.sheet][fitting[0]] = replace(row, entries={**row.entries, one.field: entry})
    every = (*read_differences(workbook, COMPARISON), *differences)
    problems += _under_two_ids(form, settled, every)
    problems += _notes(workbook.file, every, form)
    return {name: tuple(of_sheet) for name, of_sheet in settled.items()}, tuple(problems)


def _fitting(labels: Sequence[str], wanted: str) -> list[int]:
    exact = [i for i, label in enumerate(labels) if label == wanted]
    return exact or [i for i, label in enumerate(labels) if labels_fit(label, wanted)]


def _decided(
    file: str, sheet: Sheet, row: Row, one: Difference, names: tuple[str, str]
) -> tuple[Entry, list[Problem]]:
    """The entry of a cell in disagreement, and what is wrong with it."""
    field, there = sheet[one.field], row[one.field]
    where = f"{DISAGREEMENTS}!{one.address}"
    nothing = Entry(None, OPEN, there.place)
    if not one.decision:
        said = f"{names[0]} says {one.first or 'nothing'}, {names[1]} {one.second or 'nothing'}"
        if one.before:
            said += f", the consensus before {one.before}"
        problem = SETTLING_RULES["REC01"].problem(
            there.place,
            f"{field.name}: {said}",
            found=there.printed,
            fix=f"decide in {where}, with who and why",
            bars=_barred(row, field),
        )
        return nothing, [problem]
    decision, wrong = _read(field, one, Place(file, DISAGREEMENTS, one.address, row.key))
    if wrong is not None and wrong.severity == "error":
        open_too = SETTLING_RULES["REC01"].problem(
            there.place,
            f"{field.name}: the decision in {where} cannot be read",
            found=one.decision,
            fix=wrong.fix,
            bars=_barred(row, field),
        )
        return nothing, [wrong, open_too]
    problems: list[Problem] = []
    if there.missing != "" and (there.value, there.missing) != (decision.value, decision.missing):
        problems.append(
            SETTLING_RULES["REC02"].problem(
                there.place,
                f"{field.name}: the cell says {there.printed}, the decision in {where} {one.decision}",
                found=there.printed,
                fix="keep one: empty the cell, or change the decision",
                bars=_barred(row, field),
            )
        )
        return nothing, problems
    if not (one.who and one.why):
        lacking = " and ".join(name for name, text in (("who", one.who), ("why", one.why)) if not text)
        problems.append(
            SETTLING_RULES["REC03"].problem(
                Place(file, DISAGREEMENTS, one.address, row.key),
                f"a decision without {lacking}",
                found=one.decision,
                fix=f"fill in {lacking} beside it",
            )
        )
    return replace(decision, place=there.place), problems


def _read(field: Field, one: Difference, place: Place) -> tuple[Entry, Problem | None]:
    return ColumnReader(field).read(Cell(one.decision, one.address), place)


def _barred(row: Row, field: Field) -> tuple[str, ...]:
    names = (field.name, *_ALSO_TOLD_BY.get(field.name, ()))
    return tuple(row[name].place.cell for name in names if name in row and row[name].place.cell)


def _lost(
    file: str, sheet: Sheet, one: Difference, near: Sequence[Row], fitting: int
) -> tuple[list[Row], list[Problem]]:
    """A disagreement whose row is not found: that field of every row with the same ids is open."""
    what = f"{one.row} fits {fitting} rows" if fitting else f"{sheet.name} has no row {one.row}"
    problems = [
        SETTLING_RULES["REC04"].problem(
            Place(file, DISAGREEMENTS, one.address),
            f"{what}: the disagreement about {one.field} belongs to none",
            found=one.row,
            fix="write the row's ids as before, or delete the line if the row was deleted on purpose",
        )
    ]
    rows = []
    for row in near:
        there = row[one.field]
        problems.append(
            SETTLING_RULES["REC01"].problem(
                there.place,
                f"{one.field}: {DISAGREEMENTS}!{one.address} may be about this row",
                found=there.printed,
                fix=f"write the row's ids into {DISAGREEMENTS} as they stand here",
                bars=_barred(row, sheet[one.field]),
            )
        )
        rows.append(replace(row, entries={**row.entries, one.field: Entry(None, OPEN, there.place)}))
    return rows, problems


def _under_two_ids(
    form: Form, rows: Mapping[str, Sequence[Row]], differences: Sequence[Difference]
) -> Iterator[Problem]:
    """Rows that stand with one extractor only, each under an id of its own, and are called the same."""
    for sheet in form.sheets:
        told_by = [field.name for field in sheet.fields if field.name in sheet.named_by or _is_parent(field)]
        if not sheet.key or not sheet.named_by:
            continue
        only = {
            one.row: one.status
            for one in differences
            if one.sheet == sheet.name and one.status.startswith("row only in")
        }
        first: dict[tuple[str, ...], Row] = {}
        for row in rows.get(sheet.name, ()):
            called = tuple(" ".join(row.text(name).split()).casefold() for name in told_by)
            if row.key not in only or not all(called):
                continue
            other = first.setdefault(called, row)
            if only[other.key] != only[row.key]:
                yield SETTLING_RULES["REC08"].problem(
                    row[sheet.key].place,
                    f"{other.key} ({only[other.key].removeprefix('row ')}) and {row.key} "
                    f"({only[row.key].removeprefix('row ')}) have the same {', '.join(told_by)}",
                    found=row.key,
                    fix="if they are one, give it one id in both workbooks and reconcile them again",
                )


def _is_parent(field: Field) -> bool:
    return field.type == "ref" and field.required


def _notes(file: str, differences: Sequence[Difference], form: Form) -> Iterator[Problem]:
    """One note for each sheet: what one extractor alone filled, and what the two put into other words."""
    told: dict[tuple[str, str], list[Difference]] = {}
    for one in differences:
        known = one.sheet in form and (not one.field or one.field in form[one.sheet])
        if known and (one.status == REWORDED or one.status.startswith(("only in", "row only in"))):
            told.setdefault((one.sheet, one.status), []).append(one)
    for (name, status), alike in told.items():
        sheet = form[name]
        if status.startswith("row"):
            rows = "1 row stands" if len(alike) == 1 else f"{len(alike)} rows stand"
            yield _note("REC05", file, name, f"{rows} {status.removeprefix('row ')}")
            continue
        counts = Counter(one.field for one in alike if _is_worth_a_note(sheet[one.field], one))
        listed = ", ".join(f"{field} ({counts[field]})" for field in counts)
        if listed and status == REWORDED:
            yield _note("REC06", file, name, f"worded differently: {listed}")
        elif listed:
            yield _note("REC05", file, name, f"{status}: {listed}")


def _note(code: str, file: str, sheet: str, message: str) -> Problem:
    return SETTLING_RULES[code].problem(Place(file, sheet), message, fix=_FIXES[code])


_FIXES = {
    "REC05": f"the sheet {COMPARISON} lists them; nothing to do if the other extractor found nothing",
    "REC06": f"compare the two in the sheet {DISAGREEMENTS}; nothing to do if they mean the same",
}


def _is_worth_a_note(field: Field, one: Difference) -> bool:
    """A missing code or a remark that one extractor wrote alone tells a reader nothing."""
    if one.status == REWORDED:
        return field.name not in ("note", "notes")
    return field.holds_number and (one.first or one.second or one.before) not in field.missing
