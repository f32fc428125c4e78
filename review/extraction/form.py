"""The extraction form: sheets and fields as one frozen value, built from a TOML document.

The workbook, its drop-downs, the checks, the codebook and the report's tables are all drawn from a `Form`.
To add a field, add it to the TOML (``review/forms/*.toml``, or the extension of a workspace); to add a
type, add it to `FIELD_TYPES` and say in `review/extraction/reading.py` how its cells are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from review.extraction.rule import Rule
from review.problems import Place, Problem

FIELD_TYPES: Mapping[str, str] = {
    "text": "any text",
    "id": "a name or number without spaces, kept as text",
    "ref": "an id that stands in another sheet",
    "count": "a whole number, 0 or more",
    "percent": "a percentage from 0 to 100, as printed",
    "months": "months, 0 or more",
    "date": "a year, month or day: 2017, 2017-04 or 2017-04-18",
    "choice": "one of the listed words",
    "list": "several entries, separated by a semicolon",
}

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
            reason="A misspelled key would leave a field out of the workbook and of every check.",
        ),
    )
}

_LIMITS: Mapping[str, tuple[float | None, float | None]] = {
    "count": (0, None),
    "percent": (0, 100),
    "months": (0, LONGEST_MONTHS),
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
    """

    name: str
    version: int
    title: str
    sheets: tuple[Sheet, ...]
    flat: Sheet | None = None
    feeds: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Sheet:
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    def __contains__(self, name: str) -> bool:
        return any(sheet.name == name for sheet in self.sheets)


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """The known name that was probably meant, as a question; empty if none is near.

    >>> did_you_mean("asessor", ["assessor", "criteria"])
    'did you mean assessor?'
    """
    nearest = nearest_name(name, known)
    return f"did you mean {nearest}?" if nearest else ""


def nearest_name(name: str, known: Sequence[str]) -> str:
    """The known name that is nearest to a mistyped one; empty if none is near.

    >>> nearest_name("RECIST1.1", ["RECIST 1.0", "RECIST 1.1"])
    'RECIST 1.1'
    """

    def plain(text: str) -> str:
        return re.sub(r"[\s_\-–.+/]+", "", text).casefold()

    by_plain = {plain(one): one for one in reversed(known)}
    if plain(name) in by_plain:
        return by_plain[plain(name)]
    found = get_close_matches(plain(name), list(by_plain), n=1, cutoff=0.66)
    return by_plain[found[0]] if found else ""


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
    reader = _Reader(file)
    reader.known_keys("", document, ("name", "version", "title", "sheet", "flat"))
    name = reader.value("", document, "name", str, "")
    form = Form(
        name=name,
        version=reader.value("", document, "version", int, 1),
        title=reader.value("", document, "title", str, name),
        sheets=tuple(_sheet(reader, path, table) for path, table in reader.tables("", document, "sheet")),
    )
    if not name:
        reader.error("name", "a form needs a name", 'add name = "…" at the top')
    _check_whole(reader, form)
    form = _with_flat_sheet(reader, form, document.get("flat"))
    return (None if reader.problems else form), tuple(reader.problems)


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
    reader = _Reader(file)
    reader.known_keys("", document, ("sheet",))
    sheets = {sheet.name: sheet for sheet in form.sheets}
    for path, table in reader.tables("", document, "sheet"):
        name = table.get("name")
        if isinstance(name, str) and name in sheets:
            sheets[name] = _extend_sheet(reader, path, table, sheets[name])
        else:
            sheet = _sheet(reader, path, table)
            sheets[sheet.name] = sheet
    wider = replace(form, sheets=tuple(sheets.values()))
    _check_whole(reader, wider)
    return (form if reader.problems else wider), tuple(reader.problems)


def _with_flat_sheet(reader: _Reader, form: Form, table: Any) -> Form:
    """The form with its flat sheet, whose columns are fields of the other sheets."""
    if table is None:
        return form
    if not isinstance(table, Mapping):
        reader.error("flat", "flat must be a table", "write [flat]")
        return form
    reader.known_keys("flat", table, ("name", "label", "help", "key", "required", "fields"))
    name = reader.value("flat", table, "name", str, "Entry")
    required = reader.texts("flat", table, "required")
    fields: dict[str, Field] = {}
    feeds: dict[str, None] = {}
    for path in reader.texts("flat", table, "fields"):
        sheet, _, field = path.partition(".")
        if sheet not in form or field not in form[sheet]:
            known = [f"{one.name}.{two.name}" for one in form.sheets for two in one.fields]
            reader.error("flat.fields", f"{path} is no field of the form", did_you_mean(path, known))
            continue
        feeds[sheet] = None
        found = form[sheet][field]
        fields.setdefault(
            field,
            replace(
                found,
                type="id" if found.type == "ref" else found.type,
                references=() if found.type == "ref" else found.references,
                required=field in required,
                missing=() if found.required else found.missing,
                optional=True,
                expected=False,
            ),
        )
    flat = Sheet(
        name=name,
        label=reader.value("flat", table, "label", str, name),
        help=reader.value("flat", table, "help", str, ""),
        fields=tuple(fields.values()),
        key=reader.value("flat", table, "key", str, ""),
    )
    return replace(form, flat=flat, feeds=tuple(feeds))


def _extend_sheet(reader: _Reader, path: str, table: Mapping[str, Any], sheet: Sheet) -> Sheet:
    reader.known_keys(path, table, ("name", "field"))
    fields = {field.name: field for field in sheet.fields}
    for field_path, entry in reader.tables(path, table, "field"):
        known = fields.get(str(entry.get("name")))
        if known is None:
            field = _field(reader, field_path, entry)
            fields[field.name] = field
            continue
        reader.known_keys(
            field_path,
            entry,
            ("name", "add_choices"),
            f"{known.name} is a field of the form: only add_choices",
        )
        if known.type != "choice":
            reader.error(f"{field_path}.add_choices", f"{known.name} is no choice, but a {known.type}", "")
        more = reader.texts(field_path, entry, "add_choices")
        fields[known.name] = replace(known, choices=tuple(dict.fromkeys((*known.choices, *more))))
    return replace(sheet, fields=tuple(fields.values()))


def _sheet(reader: _Reader, path: str, table: Mapping[str, Any]) -> Sheet:
    reader.known_keys(
        path, table, ("name", "label", "help", "key", "identity", "named_by", "required", "field")
    )
    name = reader.value(path, table, "name", str, "")
    if not name:
        reader.error(f"{path}.name", "a sheet needs a name", 'add name = "…"')
    fields = tuple(_field(reader, at, entry) for at, entry in reader.tables(path, table, "field"))
    if not fields:
        reader.error(f"{path}.field", f"sheet {name or path} has no field", "add a [[sheet.field]]")
    key = reader.value(path, table, "key", str, "")
    identity = reader.texts(path, table, "identity")
    named_by = reader.texts(path, table, "named_by")
    names = [field.name for field in fields]
    for at, used in (
        (f"{path}.key", (key,) if key else ()),
        (f"{path}.identity", identity),
        (f"{path}.named_by", named_by),
    ):
        for one in used:
            if one not in names:
                reader.error(at, f"{one} is no field of sheet {name}", did_you_mean(one, names))
    return Sheet(
        name=name,
        label=reader.value(path, table, "label", str, name),
        help=reader.value(path, table, "help", str, ""),
        fields=fields,
        key=key,
        identity=identity,
        named_by=named_by,
        required=reader.value(path, table, "required", bool, False),
    )


def _field(reader: _Reader, path: str, entry: Mapping[str, Any]) -> Field:
    reader.known_keys(path, entry, tuple(Field.__dataclass_fields__))
    name = reader.value(path, entry, "name", str, "")
    if not _NAME.fullmatch(name):
        reader.error(
            f"{path}.name",
            f"{name!r} is no field name" if name else "a field needs a name",
            "use small letters, digits and _, beginning with a letter",
        )
    kind = reader.value(path, entry, "type", str, "text")
    if kind not in FIELD_TYPES:
        allowed = ", ".join(FIELD_TYPES)
        reader.error(
            f"{path}.type",
            f"{kind} is no type of field",
            did_you_mean(kind, list(FIELD_TYPES)) or f"allowed: {allowed}",
        )
    items = reader.value(path, entry, "items", str, "text")
    if items not in ("text", "id", "ref"):
        reader.error(f"{path}.items", f"a list of {items} is not known", "allowed: text, id, ref")
    missing = reader.texts(path, entry, "missing") if "missing" in entry else USUAL_CODES
    for code in missing:
        if code not in MISSING_CODES:
            reader.error(
                f"{path}.missing", f"{code} is no missing code", f"allowed: {', '.join(MISSING_CODES)}"
            )
    choices = reader.texts(path, entry, "choices")
    pattern = reader.value(path, entry, "pattern", str, "")
    if kind == "choice" and not choices and not pattern:
        reader.error(f"{path}.choices", f"{name} is a choice without choices", 'add choices = ["…"]')
    for choice in choices:
        if choice.upper() in MISSING_CODES:
            reader.error(f"{path}.choices", f"{choice} is a missing code, not a choice", "list it in missing")
    try:
        re.compile(pattern)
    except re.error as error:
        reader.error(f"{path}.pattern", f"not a regular expression: {error}", "")
    references = reader.texts(path, entry, "references")
    if (kind == "ref" or items == "ref") and not references:
        reader.error(f"{path}.references", f"{name} refers to no sheet", 'add references = ["…"]')
    low, high = _LIMITS.get(kind, (None, None))
    return Field(
        name=name,
        label=reader.value(path, entry, "label", str, name),
        help=reader.value(path, entry, "help", str, ""),
        type=kind,
        items=items,
        unit=reader.value(path, entry, "unit", str, ""),
        choices=choices,
        pattern=pattern,
        example=reader.value(path, entry, "example", str, ""),
        open=reader.value(path, entry, "open", bool, False),
        references=references,
        required=reader.value(path, entry, "required", bool, False),
        expected=reader.value(path, entry, "expected", bool, False),
        optional=reader.value(path, entry, "optional", bool, False),
        missing=missing,
        minimum=reader.value(path, entry, "minimum", (int, float), low),
        maximum=reader.value(path, entry, "maximum", (int, float), high),
        width=reader.value(path, entry, "width", (int, float), 0),
    )


def _check_whole(reader: _Reader, form: Form) -> None:
    keyed = [sheet.name for sheet in form.sheets if sheet.key]
    seen_sheets: set[str] = set()
    for sheet in form.sheets:
        if sheet.name in seen_sheets:
            reader.error("sheet", f"sheet {sheet.name} stands twice", "merge the two")
        seen_sheets.add(sheet.name)
        seen: set[str] = set()
        for field in sheet.fields:
            if field.name in seen:
                reader.error(f"sheet.{sheet.name}", f"field {field.name} stands twice", "rename one")
            seen.add(field.name)
            for target in field.references:
                if target not in keyed:
                    reader.error(
                        f"sheet.{sheet.name}.{field.name}.references",
                        f"{target} is no sheet with a key",
                        did_you_mean(target, keyed),
                    )


class _Reader:
    """Takes values out of a document and keeps what was wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def error(self, path: str, message: str, fix: str, *, found: str = "") -> None:
        place = Place(self.file, cell=path)
        self.problems.append(FORM_RULES["FORM01"].problem(place, message, found=found, fix=fix))

    def known_keys(
        self, path: str, table: Mapping[str, Any], known: Sequence[str], otherwise: str = ""
    ) -> None:
        for key in table:
            if key not in known:
                self.error(
                    f"{path}.{key}".lstrip("."),
                    f"{key} is not known here",
                    did_you_mean(key, known) or otherwise or f"known: {', '.join(known)}",
                )

    def value(self, path: str, table: Mapping[str, Any], key: str, kind: Any, default: Any) -> Any:
        value = table.get(key, default)
        if value is default:
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            names = {str: "text", int: "a whole number", bool: "true or false"}
            wanted = names.get(kind, "a number")
            self.error(f"{path}.{key}".lstrip("."), f"{key} must be {wanted}", "", found=repr(value))
            return default
        return value

    def texts(self, path: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.error(
                f"{path}.{key}", f"{key} must be a list of texts", 'write ["…", "…"]', found=repr(value)
            )
            return ()
        return tuple(value)

    def tables(
        self, path: str, table: Mapping[str, Any], key: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.error(f"{path}.{key}".lstrip("."), f"{key} must be a list of tables", f"write [[{key}]]")
            return
        for i, one in enumerate(value):
            yield f"{path}.{key}[{i}]".lstrip("."), MappingProxyType(one)
