"""The extraction form: sheets and fields as one frozen value, built from a TOML document.

The workbook, its drop-downs, the checks, the codebook and the report's tables are all drawn from a `Form`.
To add a field, add it to the TOML (``review/forms/*.toml``, or the extension of a workspace); to add a
type, add it to `FIELD_TYPES` and say in `review/extraction/reading.py` how its cells are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from review.document import Table, did_you_mean
from review.extraction.rule import Rule
from review.problems import Problem

FIELD_TYPES: Mapping[str, str] = {
    "text": "any text",
    "id": "a name or number without spaces, kept as text",
    "ref": "an id that stands in another sheet",
    "count": "a whole number, 0 or more",
    "percent": "a percentage from 0 to 100, as printed",
    "months": "months, 0 or more",
    "number": "a number, with its decimals",
    "date": "a year, month or day: 2017, 2017-04 or 2017-04-18",
    "choice": "one of the listed words",
    "list": "several entries, separated by a semicolon",
}

#: What the entries of a list may be.
ITEM_TYPES = ("text", "id", "ref")

#: What each missing code means; a form says per field which are allowed.
MISSING_CODES: Mapping[str, str] = {
    "NR": "not reported",
    "NA": "not applicable",
    "UNCLEAR": "not clear from the report",
    "NREACHED": "not reached (medians only)",
}

#: Codes allowed in a field that names none of its own.
USUAL_CODES = ("NR", "NA", "UNCLEAR")

#: Longest time, in months, that a median or follow-up may have; longer is a typing error.
LONGEST_MONTHS = 600.0

FORM_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="FORM01",
            severity="error",
            title="Form file that cannot be used",
            reason="A field that could hold nothing, or a sheet named twice, would make a wrong workbook.",
        ),
    )
}

#: More patients than there are people: a typing error, or a number of another kind.
LARGEST_COUNT = 10_000_000_000

_LIMITS: Mapping[str, tuple[float | None, float | None]] = {
    "count": (0, LARGEST_COUNT),
    "percent": (0, 100),
    "months": (0, LONGEST_MONTHS),
    "number": (None, None),
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a sheet.

    Parameters
    ----------
    type
        One of `FIELD_TYPES`.
    items
        For a list: the type of its entries, ``text``, ``id`` or ``ref``.
    choices, pattern, example
        Words allowed in a choice; a regular expression for further ones, with an example of it.
    open
        Whether other words than the choices are allowed: they are usual, not the only ones.
    references
        Sheets whose keys a ref may name.
    required
        A blank is an error. Keys and references to keys are required.
    expected
        A blank is noted, because analyses select by this field.
    optional
        A workbook without the column is as good as one in which it is blank.
    missing
        The codes of `MISSING_CODES` that are allowed here.
    """

    name: str
    label: str
    help: str = ""
    type: str = "text"
    items: str = "text"
    unit: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    example: str = ""
    open: bool = False
    references: tuple[str, ...] = ()
    required: bool = False
    expected: bool = False
    optional: bool = False
    missing: tuple[str, ...] = USUAL_CODES
    minimum: float | None = None
    maximum: float | None = None
    width: float = 0

    @property
    def holds_number(self) -> bool:
        """Whether the field's value is a number."""
        return self.type in _LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of the workbook.

    Parameters
    ----------
    key
        The field whose value is unique in the sheet; empty where `identity` tells rows apart.
    identity
        The fields that together may occur once only.
    named_by
        The fields that say to people which row it is; they are shown where another sheet names its key.
    required
        A workbook without this sheet cannot be used.
    """

    name: str
    label: str
    help: str
    fields: tuple[Field, ...]
    key: str = ""
    identity: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ()
    required: bool = False

    def __getitem__(self, name: str) -> Field:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def __contains__(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)

    @property
    def naming_field(self) -> str:
        """The field whose value names a row for people."""
        return self.key or (self.identity[0] if self.identity else self.fields[0].name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: its sheets in the order of the workbook.

    Parameters
    ----------
    flat
        A sheet with one row per cohort for those who prefer it; each of its columns fills the fields of that
        name in the sheets of `feeds`.
    guide
        How it is filled in, as (head, text); empty for what holds of every extraction form.
    """

    name: str
    version: int
    title: str
    sheets: tuple[Sheet, ...]
    flat: Sheet | None = None
    feeds: tuple[str, ...] = ()
    guide: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> Sheet:
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def __contains__(self, name: str) -> bool:
        return any(sheet.name == name for sheet in self.sheets)


def build_form(document: Mapping[str, Any], *, file: str) -> tuple[Form | None, tuple[Problem, ...]]:
    """Build a form from a TOML document.

    Parameters
    ----------
    document
        The document as `tomllib` gives it.
    file
        Its path as people write it, for the problems.

    Returns
    -------
    tuple
        The form, or None where an error stands; and the problems, each with a dotted path.

    Examples
    --------
    >>> form, problems = build_form(
    ...     {"name": "mine", "version": 1, "sheet": [
    ...         {"name": "Studies", "key": "study_id", "field": [{"name": "study_id", "type": "id"}]}]},
    ...     file="mine.toml")
    >>> form.sheets[0].fields[0].type, problems
    ('id', ())
    """
    problems: list[Problem] = []
    top = Table(document, file, problems)
    name = top.text("name", required=True)
    form = Form(
        name=name,
        version=top.integer("version", 1) or 1,
        title=top.text("title", name),
        sheets=tuple(_sheet(table) for table in top.tables("sheet")),
    )
    form = _with_flat_sheet(top, form)
    top.finish()
    _check_whole(top, form)
    return (None if problems else form), tuple(problems)


def extend_form(form: Form, document: Mapping[str, Any], *, file: str) -> tuple[Form, tuple[Problem, ...]]:
    """Add a workspace's own fields, sheets and choices to a form.

    A ``[[sheet]]`` with a known name adds its fields at the end of that sheet; a ``[[sheet.field]]`` with a
    known name may only have ``add_choices``; anything else is new. Nothing is taken away.

    Parameters
    ----------
    document
        The extension as `tomllib` gives it.
    file
        Its path as people write it, for the problems.

    Returns
    -------
    tuple
        The form with what could be added (the form itself where an error stands), and the problems.

    Examples
    --------
    >>> form, _ = build_form(
    ...     {"name": "mine", "sheet": [{"name": "Cohorts", "key": "cohort_id", "field": [
    ...         {"name": "cohort_id", "type": "id"},
    ...         {"name": "histology", "type": "choice", "choices": ["ASPS"]}]}]}, file="mine.toml")
    >>> wider, problems = extend_form(form, {"sheet": [{"name": "Cohorts", "field": [
    ...     {"name": "histology", "add_choices": ["PEComa"]}, {"name": "sites", "type": "count"}]}]},
    ...     file="form.toml")
    >>> wider["Cohorts"]["histology"].choices, wider["Cohorts"].fields[-1].name
    (('ASPS', 'PEComa'), 'sites')
    """
    problems: list[Problem] = []
    top = Table(document, file, problems)
    sheets = {sheet.name: sheet for sheet in form.sheets}
    for table in top.tables("sheet"):
        known = sheets.get(table.text("name"))
        sheet = _extend_sheet(table, known) if known else _sheet(table)
        sheets[sheet.name] = sheet
    top.finish()
    wider = replace(form, sheets=tuple(sheets.values()))
    wider = replace(wider, flat=_wider_flat_sheet(form, wider))
    _check_whole(top, wider)
    return (form if problems else wider), tuple(problems)


def _wrong(table: Table, key: str, message: str, fix: str) -> None:
    """Report what the types of a document cannot say: a form that would not work."""
    table.report("FORM01", key, message, fix=fix)


def _with_flat_sheet(top: Table, form: Form) -> Form:
    """The form with its flat sheet, whose columns are fields of the other sheets."""
    if not top.has("flat"):
        return form
    table = top.table("flat")
    name = table.text("name", "Entry")
    required = table.texts("required")
    fields: dict[str, Field] = {}
    feeds: dict[str, None] = {}
    for path in table.texts("fields"):
        sheet, _, field = path.partition(".")
        if sheet not in form or field not in form[sheet]:
            known = [f"{one.name}.{two.name}" for one in form.sheets for two in one.fields]
            _wrong(table, "fields", f"{path} is no field of the form", did_you_mean(path, known))
            continue
        feeds[sheet] = None
        found = form[sheet][field]
        fields.setdefault(field, _in_flat_sheet(found, required=field in required))
    flat = Sheet(
        name=name,
        label=table.text("label", name),
        help=table.text("help"),
        fields=tuple(fields.values()),
        key=table.text("key"),
    )
    table.finish()
    return replace(form, flat=flat, feeds=tuple(feeds))


def _wider_flat_sheet(form: Form, wider: Form) -> Sheet | None:
    """The flat sheet with the words that were added to its fields, and the added fields behind them.

    A new field that bears the name of one in the flat sheet stays in its own sheet: one column cannot fill
    two fields that mean different things.
    """
    if form.flat is None:
        return None
    fields = {field.name: field for field in form.flat.fields}
    for name in form.feeds:
        for field in wider[name].fields:
            if field.name in fields and field.name in form[name]:
                fields[field.name] = replace(fields[field.name], choices=field.choices)
            elif field.name not in fields and field.name not in form[name]:
                fields[field.name] = _in_flat_sheet(field, required=False)
    return replace(form.flat, fields=tuple(fields.values()))


def _in_flat_sheet(field: Field, *, required: bool) -> Field:
    """A field of another sheet as a column of the flat sheet, where what it refers to may not stand yet."""
    return replace(
        field,
        type="id" if field.type == "ref" else field.type,
        references=() if field.type == "ref" else field.references,
        required=required,
        missing=() if field.required else field.missing,
        optional=True,
        expected=False,
    )


def _extend_sheet(table: Table, sheet: Sheet) -> Sheet:
    fields = {field.name: field for field in sheet.fields}
    for entry in table.tables("field"):
        known = fields.get(entry.text("name"))
        if known is None:
            field = _field(entry)
            fields[field.name] = field
            continue
        if known.type != "choice":
            _wrong(
                entry, "add_choices", f"{known.name} is no choice, but a {known.type}", "name another field"
            )
        more = entry.texts("add_choices", required=True)
        entry.finish()
        fields[known.name] = replace(known, choices=tuple(dict.fromkeys((*known.choices, *more))))
    table.finish()
    return replace(sheet, fields=tuple(fields.values()))


def _sheet(table: Table) -> Sheet:
    name = table.text("name", required=True)
    sheet = Sheet(
        name=name,
        label=table.text("label", name),
        help=table.text("help"),
        fields=tuple(_field(entry) for entry in table.tables("field")),
        key=table.text("key"),
        identity=table.texts("identity"),
        named_by=table.texts("named_by"),
        required=table.boolean("required"),
    )
    table.finish()
    if not sheet.fields:
        _wrong(table, "field", f"sheet {name} has no field", "add a [[sheet.field]]")
    for at, used in (
        ("key", (sheet.key,) if sheet.key else ()),
        ("identity", sheet.identity),
        ("named_by", sheet.named_by),
    ):
        for one in used:
            if one not in sheet:
                names = [field.name for field in sheet.fields]
                _wrong(table, at, f"{one} is no field of sheet {name}", did_you_mean(one, names))
    return sheet


def _field(table: Table) -> Field:
    name = table.text("name", required=True)
    kind = table.text("type", "text", choices=FIELD_TYPES)
    low, high = _LIMITS.get(kind, (None, None))
    field = Field(
        name=name,
        label=table.text("label", name),
        help=table.text("help"),
        type=kind,
        items=table.text("items", "text", choices=ITEM_TYPES),
        unit=table.text("unit"),
        choices=table.texts("choices"),
        pattern=table.text("pattern"),
        example=table.text("example"),
        open=table.boolean("open"),
        references=table.texts("references"),
        required=table.boolean("required"),
        expected=table.boolean("expected"),
        optional=table.boolean("optional"),
        missing=table.texts("missing", USUAL_CODES),
        minimum=table.number("minimum", low),
        maximum=table.number("maximum", high),
        width=table.number("width") or 0,
    )
    table.finish()
    _check_field(table, field)
    return field


def _check_field(table: Table, field: Field) -> None:
    name = field.name
    if name and not _NAME.fullmatch(name):
        fix = "use small letters, digits and _, beginning with a letter"
        _wrong(table, "name", f"{name!r} is no field name", fix)
    for code in field.missing:
        if code not in MISSING_CODES:
            _wrong(table, "missing", f"{code} is no missing code", f"allowed: {', '.join(MISSING_CODES)}")
    if field.type == "choice" and not field.choices and not field.pattern:
        _wrong(table, "choices", f"{name} is a choice without choices", 'add choices = ["…"]')
    for choice in field.choices:
        if choice.upper() in MISSING_CODES:
            _wrong(table, "choices", f"{choice} is a missing code, not a choice", "list it in missing")
    try:
        re.compile(field.pattern)
    except re.error as error:
        _wrong(table, "pattern", f"not a regular expression: {error}", "correct it")
    if "ref" in (field.type, field.items) and not field.references:
        _wrong(table, "references", f"{name} refers to no sheet", 'add references = ["…"]')


def _check_whole(top: Table, form: Form) -> None:
    keyed = [sheet.name for sheet in form.sheets if sheet.key]
    seen_sheets: set[str] = set()
    for sheet in form.sheets:
        if sheet.name in seen_sheets:
            _wrong(top, "sheet", f"sheet {sheet.name} stands twice", "merge the two")
        seen_sheets.add(sheet.name)
        seen: set[str] = set()
        for field in sheet.fields:
            if field.name in seen:
                _wrong(top, f"sheet.{sheet.name}", f"field {field.name} stands twice", "rename one")
            seen.add(field.name)
            for target in field.references:
                if target not in keyed:
                    at = f"sheet.{sheet.name}.{field.name}.references"
                    _wrong(top, at, f"{target} is no sheet with a key", did_you_mean(target, keyed))
