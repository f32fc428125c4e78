"""Two extractions of the same studies, compared cell by cell, and the consensus that they make.

What both say alike stands in the consensus; what one of them alone says stands there and is listed; where
they contradict each other the cell is left open until a person decides. Nothing that either workbook holds
is lost, nor anything that a person typed into an earlier consensus.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from review.agreement import coefficients
from review.extraction.cells import SheetCells, WorkbookCells
from review.extraction.contents import Contents, RowContents, contents
from review.extraction.dataset import Entry, Row
from review.extraction.field_agreement import ExtractorAgreement, FieldAgreement
from review.extraction.filled import FilledForm, fill
from review.extraction.form import Field, Form, Sheet
from review.extraction.reconcile_rows import identity_fields, label_of, labels_fit, pair_rows, row_label
from review.extraction.rules import RULES
from review.extraction.settling import (
    AGREED_SINCE,
    COLUMNS,
    NEED_DECISION,
    REWORDED,
    Difference,
    read_differences,
)
from review.problems import Problem

#: Problems of a workbook that must be mended before it can be compared: they hide cells or mix up rows.
_HINDER = ("SHEET01", "SHEET02", "SHEET03", "SHEET04", "SHEET05", "SHEET06", "KEY01", "KEY02")


_ONLY_BEFORE = "only in the consensus before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What comes of comparing two extraction workbooks.

    Parameters
    ----------
    consensus
        The rows of the consensus; open cells are blank.
    differences
        Every cell that is not alike in both, with the decisions kept from an earlier consensus.
    agreed
        How many cells both filled alike.
    agreement
        Field by field, with what the extractors are called.
    """

    consensus: Contents
    differences: tuple[Difference, ...]
    agreed: int
    agreement: ExtractorAgreement

    def count(self, *status: str) -> int:
        """How many differences have a status that begins with one of these."""
        return sum(one.status.startswith(status) for one in self.differences)

    def to_dict(self) -> dict[str, object]:
        """The counts, the differences and the agreement, for ``review reconcile --json``."""
        return {
            "first": self.agreement.first,
            "second": self.agreement.second,
            "agreed": self.agreed,
            "open": len(self.open),
            "differences": [{name: getattr(one, name) for name in COLUMNS} for one in self.differences],
            "agreement": [
                {
                    "sheet": one.sheet, "field": one.field, "both": one.both, "agreed": one.agreed,
                    "raw": one.coefficients.raw, "kappa": one.coefficients.kappa, "ac1": one.coefficients.ac1,
                    "only_first": one.only_first, "only_second": one.only_second,
                }
                for one in self.agreement.fields
            ],
        }  # fmt: skip

    @property
    def open(self) -> tuple[Difference, ...]:
        """The cells that need a decision and have none."""
        return tuple(one for one in self.differences if one.status in NEED_DECISION and not one.decision)


def hindrances(workbook: WorkbookCells, form: Form) -> tuple[Problem, ...]:
    """What must be mended in a workbook before it can be compared with another.

    >>> from review.extraction.form import Field
    >>> form = Form(name="mine", version=1, title="Mine", sheets=(
    ...     Sheet(name="Studies", label="", help="", required=True, fields=(Field(name="year", label=""),)),))
    >>> [problem.rule for problem in hindrances(WorkbookCells(file="a.xlsx"), form)]
    ['SHEET01']
    """
    filled, problems = fill(workbook, form, settled=False)
    found = [problem for problem in problems if problem.rule in _HINDER]
    for code in _HINDER:
        check = RULES[code].check
        if check is not None:
            found += check(filled)
    return tuple(found)


def reconcile(
    first: WorkbookCells,
    second: WorkbookCells,
    form: Form,
    *,
    names: tuple[str, str] = ("first", "second"),
    before: WorkbookCells | None = None,
) -> Reconciliation:
    """Compare two extraction workbooks by their keys, cell by cell.

    Parameters
    ----------
    first, second
        Workbooks without `hindrances`.
    names
        What the extractors are called.
    before
        An earlier consensus: its decisions are kept, and so is what a person changed or added in it.

    Examples
    --------
    >>> from review.extraction.cells import Cell
    >>> from review.extraction.form import Field
    >>> fields = (Field(name="study_id", label="", type="id", required=True),
    ...           Field(name="centres", label="", type="count"))
    >>> form = Form(name="mine", version=1, title="", sheets=(
    ...     Sheet(name="Studies", label="", help="", key="study_id", fields=fields),))
    >>> def book(centres):
    ...     cells = {1: {1: Cell("study_id", "A1"), 2: Cell("centres", "B1")},
    ...              4: {1: Cell("chen2023", "A4"), 2: Cell(centres, "B4")}}
    ...     return WorkbookCells(file="a.xlsx", sheets=(SheetCells(name="Studies", rows=cells),))
    >>> found = reconcile(book("3"), book("8"), form)
    >>> [(one.field, one.status, one.first, one.second) for one in found.open]
    [('centres', 'disagreed', '3', '8')]
    >>> found.consensus.rows["Studies"][0].texts
    {'study_id': 'chen2023'}
    """
    sides = tuple(_Side.of(one, form) for one in (first, second))
    earlier = None if before is None else _Side.of(before, form)
    decisions = read_differences(before) if before is not None else ()
    rows: dict[str, tuple[RowContents, ...]] = {}
    orphans: dict[str, tuple[str, ...]] = {}
    differences: list[Difference] = []
    agreement: list[FieldAgreement] = []
    agreed = 0
    for sheet in form.sheets:
        every = (*sides, earlier) if earlier else sides
        orphans[sheet.name] = tuple(
            dict.fromkeys(name for side in every for name in side.contents.orphans.get(sheet.name, ()))
        )
        merged = _merge(sheet, sides[0], sides[1], earlier, names, orphans[sheet.name], decisions)
        merged = [_decide(one, sheet, decisions) for one in merged]
        rows[sheet.name] = tuple(one.contents for one in merged)
        differences += [difference for one in merged for difference in one.differences]
        agreed += sum(one.agreed for one in merged)
        agreement += _agreement(sheet, [one for one in merged if one.a and one.b])
    others = _other_sheets(
        [_other_sheets_of(book, side, form) for book, side in zip((first, second), sides, strict=True)],
        names,
        earlier.contents.other_sheets if earlier else (),
    )
    return Reconciliation(
        consensus=Contents(rows, orphans, others),
        differences=tuple(differences),
        agreed=agreed,
        agreement=ExtractorAgreement(first=names[0], second=names[1], fields=tuple(agreement)),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One workbook: its rows as read, and all that stands in them as text."""

    filled: FilledForm
    contents: Contents

    @classmethod
    def of(cls, workbook: WorkbookCells, form: Form) -> _Side:
        return cls(fill(workbook, form, settled=False)[0], contents(workbook, form))

    def held(self, sheet: str, row: Row | None) -> RowContents:
        if row is None:
            return RowContents(0, {})
        if all(entry.place.sheet == sheet for entry in row.entries.values()):
            return next(one for one in self.contents.rows[sheet] if one.number == row.number)
        # The flat sheet gave the row, or some of it.
        own = [one for one in self.contents.rows.get(sheet, ()) if one.number == row.number]
        typed_here = own and any(entry.place.sheet == sheet for entry in row.entries.values())
        texts = {name: entry.printed for name, entry in row.entries.items() if entry.printed}
        return RowContents(0, {**(own[0].texts if typed_here else {}), **texts})


@dataclass(frozen=True, slots=True)
class _Merged:
    """One row of the consensus, from the rows that it comes from."""

    label: str
    contents: RowContents
    differences: tuple[Difference, ...]
    agreed: int
    a: Row | None
    b: Row | None


def _merge(
    sheet: Sheet,
    first: _Side,
    second: _Side,
    earlier: _Side | None,
    names: tuple[str, str],
    orphans: Sequence[str],
    decisions: Sequence[Difference],
) -> list[_Merged]:
    pairs = pair_rows(sheet, first.filled.sheet(sheet.name), second.filled.sheet(sheet.name))
    before = earlier.filled.sheet(sheet.name) if earlier else ()
    mains = [pair.first or pair.second for pair in pairs]
    known = {id(main): old for main, old in pair_rows(sheet, [m for m in mains if m], before) if main}
    merged = []
    for a, b in pairs:
        old = known.get(id(a or b))
        held = (
            first.held(sheet.name, a),
            second.held(sheet.name, b),
            _with_what_waits(sheet, old, earlier.held(sheet.name, old), decisions)
            if earlier and old
            else RowContents(0, {}),
        )
        merged.append(_merge_row(sheet, a, b, held, names, orphans))
    found = {id(old) for old in known.values()}
    for old in before:
        if id(old) not in found and earlier:
            whole = Difference(
                sheet=sheet.name,
                row=row_label(sheet, old),
                field="",
                status=f"row {_ONLY_BEFORE}",
            )
            merged.append(_Merged(whole.row, earlier.held(sheet.name, old), (whole,), 0, None, None))
    return merged


def _with_what_waits(sheet: Sheet, row: Row, held: RowContents, lines: Sequence[Difference]) -> RowContents:
    """A row of an earlier consensus, and in its open cells what a person had put there before."""
    label = row_label(sheet, row)
    waiting = {
        one.field: one.before
        for one in lines
        if one.before and not one.decision and one.sheet == sheet.name and labels_fit(one.row, label)
    }
    return replace(held, texts={**waiting, **held.texts})


def _merge_row(
    sheet: Sheet,
    a: Row | None,
    b: Row | None,
    held: tuple[RowContents, RowContents, RowContents],
    names: tuple[str, str],
    orphans: Sequence[str],
) -> _Merged:
    texts: dict[str, str] = {}
    statuses: dict[str, str] = {}
    agreed = 0
    for field in sheet.fields:
        one, two, old = (row.texts.get(field.name, "") for row in held)
        if a is None or b is None:
            text, status = one or two, ""
        else:
            text, status = _compare(field, (a[field.name], one), (b[field.name], two), names)
            agreed += status == "" and bool(text)
        if old and status not in NEED_DECISION and old != text and not _alike(field, old, text):
            if not text:
                text, status = old, _ONLY_BEFORE
            elif status == REWORDED:
                text = old
            elif field.name not in identity_fields(sheet) or not field.required:
                text, status = "", "edited"
        if text:
            texts[field.name] = text
        if status:
            statuses[field.name] = status
    for name in orphans:
        found = [(who, row.texts.get(name, "")) for who, row in zip((*names, ""), held, strict=True)]
        if joined := _joined(found):
            texts[name] = joined
    comments = {}
    for name in dict.fromkeys(name for row in held for name in row.comments):
        found = [(who, row.comments.get(name, "")) for who, row in zip((*names, ""), held, strict=True)]
        comments[name] = _joined(found, always_named=True)
    label = label_of(sheet, texts)
    differences = [
        Difference(
            sheet=sheet.name,
            row=label,
            field=name,
            status=status,
            first=held[0].texts.get(name, ""),
            second=held[1].texts.get(name, ""),
            before=held[2].texts.get(name, "") if status in (*NEED_DECISION, _ONLY_BEFORE) else "",
        )
        for name, status in statuses.items()
    ]
    if a is None or b is None:
        only = f"row only in {names[0] if b is None else names[1]}"
        differences.insert(0, Difference(sheet=sheet.name, row=label, field="", status=only))
    return _Merged(label, RowContents(0, texts, comments), tuple(differences), agreed, a, b)


def _compare(
    field: Field, one: tuple[Entry, str], two: tuple[Entry, str], names: tuple[str, str]
) -> tuple[str, str]:
    """The text of the consensus and the status of one cell; no status where both agree."""
    (a, said_a), (b, said_b) = one, two
    if not said_a or not said_b:
        if not said_a and not said_b:
            return "", ""
        return said_a or said_b, f"only in {names[0] if said_a else names[1]}"
    if _same(field, a, b):
        # Of 34.4 and 34.40 the longer: a decimal that was typed was printed, one that is lacking may not be.
        return (said_a if len(said_a) >= len(said_b) or not field.holds_number else said_b), ""
    if field.type == "text" and not field.required and "unreadable" not in (a.missing, b.missing):
        return (said_b if a.value is None else said_a), REWORDED
    return "", "disagreed"


def _same(field: Field, a: Entry, b: Entry) -> bool:
    return _class_of(field, a) == _class_of(field, b)


def _class_of(field: Field, entry: Entry) -> object:
    """What counts as one and the same value: capitals, spaces and the order of a list do not matter."""
    if entry.missing == "unreadable":
        return ("unreadable", " ".join(entry.printed.split()).casefold())
    value = entry.value
    if isinstance(value, tuple):
        return frozenset(item.casefold() for item in value)
    if isinstance(value, str) and field.type in ("text", "choice"):
        return " ".join(value.split()).casefold()
    return entry.missing if value is None else value


def _alike(field: Field, one: str, other: str) -> bool:
    """Whether two texts are the same but for spaces and the decimals that are shown."""
    if field.holds_number:
        try:
            return float(one) == float(other)
        except ValueError:
            return one == other
    return one.split() == other.split()


def _joined(found: Iterable[tuple[str, str]], *, always_named: bool = False) -> str:
    """What several workbooks hold where the form has no rule: one text, or each with its name.

    >>> _joined([("anna", "red"), ("ben", "blue"), ("", "")]), _joined([("anna", "red"), ("ben", "red")])
    ('anna: red | ben: blue', 'red')
    """
    said: dict[str, str] = {}
    for who, text in found:
        if text:
            said.setdefault(text, who)
    if len(said) == 1 and not always_named:
        return next(iter(said))
    parts: list[str] = []
    for text, who in said.items():
        named = f"{who}: {text}" if who else text
        parts = [part for part in parts if part not in named]
        if not any(named in part for part in parts):
            parts.append(named)
    return " | ".join(parts)


def _decide(merged: _Merged, sheet: Sheet, decisions: Sequence[Difference]) -> _Merged:
    """Keep the decisions that an earlier consensus holds for a row, and what was typed beside them."""
    mine = [
        one
        for one in decisions
        if one.sheet == sheet.name
        and (one.decision or one.who or one.why)
        and labels_fit(one.row, merged.label)
        and one.field in sheet
    ]
    differences, texts = list(merged.differences), dict(merged.contents.texts)
    for old in mine:
        at = next((i for i, one in enumerate(differences) if one.field == old.field), None)
        kept = {"decision": old.decision, "who": old.who, "why": old.why}
        if at is not None:
            if old.decision and _alike(sheet[old.field], differences[at].before, old.decision):
                kept["before"] = ""
            differences[at] = replace(differences[at], **kept)
            texts[old.field] = old.decision or texts.get(old.field, "")
            continue
        agreed = texts.get(old.field, "")
        status, texts[old.field] = AGREED_SINCE, old.decision or agreed
        if old.decision and agreed and not _alike(sheet[old.field], agreed, old.decision):
            status = "edited"
            if not agreed == old.first == old.second:  # both have since come to say something else
                texts[old.field] = ""
                kept = {"before": f"{old.decision} ({old.who}: {old.why})"}
        found = Difference(
            sheet=sheet.name, row=merged.label, field=old.field, status=status, first=agreed, second=agreed
        )
        differences.append(replace(found, **kept))
    contents_ = replace(merged.contents, texts={name: text for name, text in texts.items() if text})
    label = label_of(sheet, contents_.texts)
    differences = [replace(one, row=label) for one in differences]
    return replace(merged, label=label, contents=contents_, differences=tuple(differences))


def _agreement(sheet: Sheet, pairs: Sequence[_Merged]) -> list[FieldAgreement]:
    found = []
    for field in sheet.fields:
        if field.type == "text" or field.required:
            continue
        entries = [(one.a[field.name], one.b[field.name]) for one in pairs if one.a and one.b]
        both = [(a, b) for a, b in entries if a.missing != "" and b.missing != ""]
        classes = {
            one: i for i, one in enumerate(dict.fromkeys(_class_of(field, e) for p in both for e in p))
        }
        table = [[0] * len(classes) for _ in classes]
        for a, b in both:
            table[classes[_class_of(field, a)]][classes[_class_of(field, b)]] += 1
        found.append(
            FieldAgreement(
                sheet=sheet.name,
                field=field.name,
                both=len(both),
                agreed=sum(table[i][i] for i in range(len(table))),
                only_first=sum(a.missing != "" and b.missing == "" for a, b in entries),
                only_second=sum(a.missing == "" and b.missing != "" for a, b in entries),
                coefficients=coefficients(table),
            )
        )
    return found


def _other_sheets_of(workbook: WorkbookCells, side: _Side, form: Form) -> tuple[SheetCells, ...]:
    """The sheets to carry: a flat sheet that was filled is kept to be looked at; its rows stand elsewhere."""
    flat = workbook.sheet(form.flat.name) if form.flat else None
    if flat is None or form.flat is None or not side.contents.rows.get(form.flat.name):
        return side.contents.other_sheets
    return (*side.contents.other_sheets, replace(flat, name=f"{flat.name} as typed"))


def _other_sheets(
    of_extractors: Sequence[tuple[SheetCells, ...]], names: tuple[str, str], before: tuple[SheetCells, ...]
) -> tuple[SheetCells, ...]:
    """The sheets that the form does not know, each once; a second one of a name gets another name."""
    kept: dict[str, SheetCells] = {}
    for who, sheets in zip((*names, "before"), (*of_extractors, before), strict=True):
        for cells in sheets:
            if any(one.rows == cells.rows and one.comments == cells.comments for one in kept.values()):
                continue
            name, ending = cells.name, f" ({who})"
            if name in kept:
                name = cells.name[: 31 - len(ending)] + ending  # 31 letters is what a sheet's name may have
            kept[name] = replace(cells, name=name)
    return tuple(kept.values())
