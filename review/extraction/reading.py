"""From a cell to an entry: each type of field with what is read as meant and what is an error.

Nothing is guessed back: a date in a count column is an error that names the date, not the fraction that
may have been typed. To read a new type of field, add it to `FIELD_TYPES` in `review/extraction/form.py`
and its function to `_READERS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from review.document import nearest_name
from review.extraction.cells import Cell
from review.extraction.dataset import Entry, Scalar
from review.extraction.form import MISSING_CODES, Field
from review.extraction.rule import Rule
from review.problems import Place, Problem

READING_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="CELL01",
            severity="error",
            title="Not a number",
            reason="A cell with more than its number, such as 12 (40%) or <1, cannot be counted.",
        ),
        Rule(
            code="CELL02",
            severity="error",
            title="Thousands separator",
            reason="1,234 is one thousand in one country and one and a bit in the next.",
        ),
        Rule(
            code="CELL03",
            severity="error",
            title="Turned into a date",
            reason="Spreadsheets turn 1/5 and 5-11 into dates; what was typed cannot be got back.",
        ),
        Rule(
            code="CELL04",
            severity="error",
            title="TRUE or FALSE in a cell",
            reason="A spreadsheet counts TRUE as 1: a patient nobody extracted.",
        ),
        Rule(
            code="CELL05",
            severity="error",
            title="Error value",
            reason="#DIV/0!, #REF! or #N/A stands where a value should be.",
        ),
        Rule(
            code="CELL06",
            severity="error",
            title="Formula without a value",
            reason="The file holds the formula, but no program has stored its result: it reads like a blank.",
        ),
        Rule(
            code="CELL07",
            severity="error",
            title="Not a whole number",
            reason="Patients are counted in whole numbers.",
        ),
        Rule(
            code="CELL08",
            severity="error",
            title="Outside the possible",
            reason="A count below 0, a percentage above 100 or a median of 900 months is a typing error.",
        ),
        Rule(
            code="CELL09",
            severity="error",
            title="Not one of the words allowed",
            reason="An analysis selects by these words; one misspelled word drops a cohort without a sound.",
        ),
        Rule(
            code="CELL10",
            severity="error",
            title="Missing code misspelled, or not allowed here",
            reason="NR is not reported, NREACHED is not reached: a wrong code says something else.",
        ),
        Rule(
            code="CELL11",
            severity="warning",
            title="Cell formatted as a percentage",
            reason="The file holds 0.25 and shows 25%; it was read as 25.",
        ),
        Rule(
            code="CELL12",
            severity="error",
            title="Id with a space",
            reason="Ids are compared letter by letter, and lists of ids are split.",
        ),
        Rule(
            code="CELL13",
            severity="error",
            title="Not a date",
            reason="Only 2017, 2017-04 and 2017-04-18 mean the same day everywhere.",
        ),
        Rule(
            code="CELL14",
            severity="note",
            title="Formula in a cell",
            reason="Its last stored value was read; it may be older than the cells it refers to.",
        ),
        Rule(
            code="CELL15",
            severity="warning",
            title="Probably one of the usual words, misspelled",
            reason="Tables count two spellings as two things.",
        ),
        Rule(
            code="CELL16",
            severity="note",
            title="Comment beside a cell",
            reason="What somebody wrote beside a number may say why not to trust it.",
        ),
        Rule(
            code="CELL17",
            severity="warning",
            title="Struck through",
            reason="Somebody took the value back, and it is read all the same.",
        ),
        Rule(
            code="CELL18",
            severity="error",
            title="Part of the cell is struck through or raised",
            reason="The program sees 121 where people see 12 with a footnote 1.",
        ),
    )
}

#: What people write where a missing code was meant, in capitals.
_MEANT_CODES: Mapping[str, str] = {
    "N/R": "NR", "N.R.": "NR", "NOT REPORTED": "NR", "NOT STATED": "NR", "NOT AVAILABLE": "NR", "NS": "NR",
    "-": "NR", "–": "NR", "—": "NR", ".": "NR", "?": "UNCLEAR", "UNKNOWN": "UNCLEAR", "NOT CLEAR": "UNCLEAR",
    "N/A": "NA", "N.A.": "NA", "#N/A": "NA", "NOT APPLICABLE": "NA",
    "NOT REACHED": "NREACHED", "UNREACHED": "NREACHED", "NE": "NREACHED", "NOT ESTIMABLE": "NREACHED",
}  # fmt: skip

_BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\ufeff"
_WHOLE = re.compile(r"[+-]?\d+(?:\.0)?")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[.,'’\s]\d{3})+(?:[.,]\d+)?")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")

#: Formats that show another number than the cell holds: fractions (``# ?/?``), thousands (``#,##0,``).
_SCALED = re.compile(r"[?#0]\s*/\s*[?#\d]|[0#?],+(?:\.0*)?(?:\s*(?:\"[^\"]*\"|;|$))")

Reading = tuple[Scalar | None, str | None, Problem | None]


def read_entry(cell: Cell | None, field: Field, place: Place) -> tuple[Entry, Problem | None]:
    """Read one cell as its field's type.

    Parameters
    ----------
    cell
        The cell; None where it is blank.
    place
        Where it stands, for the entry and for the problem.

    Returns
    -------
    tuple
        The entry, and what is wrong with the cell, if anything is.

    Examples
    --------
    >>> field, place = Field(name="cr", label="CR", type="count"), Place("a.xlsx", "Responses", "H4")
    >>> read_entry(Cell(" １２ ", "H4"), field, place)[0].value
    12
    >>> read_entry(Cell("12 (40%)", "H4"), field, place)[1].message
    "cr: '12 (40%)' is no whole number"
    """
    return ColumnReader(field).read(cell, place)


class ColumnReader:
    """Reads the cells of one column; what depends on the field alone is worked out once."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.codes = {} if field.required else {code: code for code in field.missing}
        self.words = {choice.casefold(): choice for choice in field.choices}
        self.pattern = re.compile(field.pattern, re.IGNORECASE) if field.pattern else None
        self._read = _READERS[field.type]

    def read(self, cell: Cell | None, place: Place) -> tuple[Entry, Problem | None]:
        """Read a cell; see `read_entry`."""
        if cell is None:
            return Entry(None, "", place), None
        value, missing, problem = self._value(cell, place)
        shown = f"{value:g}" if _is_shown_as_percent(cell) and isinstance(value, float) else ""
        return Entry(value, missing, place, shown or printed_text(cell)), problem

    def wrong(self, code: str, place: Place, message: str, cell: Cell, fix: str) -> Reading:
        """The reading of a cell that cannot be used."""
        problem = READING_RULES[code].problem(
            place, f"{self.field.name}: {message}", found=printed_text(cell), fix=fix
        )
        return None, "unreadable", problem

    def _value(self, cell: Cell, place: Place) -> Reading:
        if cell.marked and self.field.type != "text":
            return self.wrong("CELL18", place, f"holds {cell.marked}", cell, _say_what_is_wanted(self.field))
        if cell.kind == "text" and isinstance(cell.value, str):
            text = cell.value.strip(_BLANKS)
            if not text:
                return None, "", None
            if text in self.codes:
                return None, text, None
            reading = self._read(self, text, cell, place)
        elif cell.kind == "error":
            return self.wrong(
                "CELL05",
                place,
                f"holds the error {cell.value}",
                cell,
                "type the value, or NR if there is none",
            )
        elif cell.kind == "uncomputed":
            return self.wrong(
                "CELL06",
                place,
                f"holds the formula {cell.formula} without a value",
                cell,
                "type the value, or open and save the file in a spreadsheet program",
            )
        elif cell.kind == "boolean":
            return self.wrong(
                "CELL04", place, f"holds {str(cell.value).upper()}", cell, _say_what_is_wanted(self.field)
            )
        elif cell.kind == "date" and self.field.type != "date":
            return self.wrong(
                "CELL03",
                place,
                f"holds the date {printed_text(cell)}; the spreadsheet made it from what was typed",
                cell,
                "look it up in the report; format the cell as Text before typing it again",
            )
        elif cell.kind == "number" and self.field.holds_number and _SCALED.search(cell.number_format):
            return self.wrong(
                "CELL01",
                place,
                f"{printed_text(cell)} is shown as a fraction or in thousands ({cell.number_format})",
                cell,
                f"format the cell as Text; {_say_what_is_wanted(self.field)}",
            )
        else:
            reading = self._read(self, printed_text(cell), cell, place)
        if cell.formula and reading[2] is None:
            note = READING_RULES["CELL14"].problem(
                place,
                f"{self.field.name}: read {printed_text(cell)}, "
                f"the stored value of the formula {cell.formula}",
                found=cell.formula,
                fix="type the value itself",
            )
            return reading[0], reading[1], note
        return reading

    def not_allowed(self, text: str, cell: Cell, place: Place, code: str, message: str) -> Reading:
        """The reading of a text that may have been meant as a missing code."""
        meant = text.upper() if text.upper() in MISSING_CODES else _MEANT_CODES.get(text.upper(), "")
        if meant in self.codes:
            if text.upper() == meant:
                return None, meant, None
            return self.wrong("CELL10", place, f"{text!r} is no missing code", cell, f"write {meant}")
        if meant:
            allowed = " or ".join(self.codes)
            fix = f"write {allowed}, or leave it blank" if allowed else "an id is needed here"
            return self.wrong("CELL10", place, f"{meant} is not allowed here", cell, fix)
        return self.wrong(code, place, message, cell, _say_what_is_wanted(self.field))


def _read_text(_column: ColumnReader, text: str, _cell: Cell, _place: Place) -> Reading:
    return text, None, None


def _read_id(column: ColumnReader, text: str, cell: Cell, place: Place) -> Reading:
    if text in MISSING_CODES:
        return column.not_allowed(text, cell, place, "CELL10", "")
    if any(letter.isspace() for letter in text) or ";" in text:
        without = re.sub(r"[;\s]+", "_", text)
        return column.wrong(
            "CELL12",
            place,
            f"{text!r} has a space or a semicolon in it",
            cell,
            f"write {without}, here and wherever it is named",
        )
    return _composed(text), None, None


def _read_count(column: ColumnReader, text: str, cell: Cell, place: Place) -> Reading:
    if "%" in cell.number_format:
        return column.wrong(
            "CELL01", place, f"{text} is shown as a percentage", cell, "type the number of patients"
        )
    plain = text if text.isascii() else _plain_number(text)
    if _WHOLE.fullmatch(plain):
        return _within(column, int(plain.removesuffix(".0")), cell, place)
    if _THOUSANDS.fullmatch(plain):
        return column.wrong(
            "CELL02",
            place,
            f"{text!r} has a thousands separator",
            cell,
            "write the digits only, such as " + re.sub(r"\D", "", plain),
        )
    if _DECIMAL.fullmatch(plain):
        return column.wrong("CELL07", place, f"{text} is not whole", cell, "type the number of patients")
    return column.not_allowed(text, cell, place, "CELL01", f"{text!r} is no whole number")


def _read_decimal(column: ColumnReader, text: str, cell: Cell, place: Place) -> Reading:
    plain = text if text.isascii() else _plain_number(text)
    percent = column.field.type == "percent"
    if percent:
        plain = plain.removesuffix("%").rstrip()
    if not _DECIMAL.fullmatch(plain):
        if _THOUSANDS.fullmatch(plain):
            return column.wrong(
                "CELL02", place, f"{text!r} has two kinds of separator", cell, "write one decimal point"
            )
        kind = {"percent": "percentage", "months": "number of months"}.get(column.field.type, "number")
        return column.not_allowed(text, cell, place, "CELL01", f"{text!r} is no {kind}")
    if _is_shown_as_percent(cell):
        if not percent:
            wanted = _say_what_is_wanted(column.field)
            return column.wrong("CELL01", place, f"{text} is shown as a percentage", cell, wanted)
        shown = float(Decimal(plain) * 100)
        value, missing, problem = _within(column, shown, cell, place)
        warning = READING_RULES["CELL11"].problem(
            place,
            f"{column.field.name}: {text} is shown as {shown:g}%; read as {shown:g}",
            found=text,
            fix=f"format the cell as Text and type {shown:g}",
        )
        return value, missing, problem or warning
    return _within(column, float(plain.replace(",", ".")), cell, place)


def _read_choice(column: ColumnReader, text: str, cell: Cell, place: Place) -> Reading:
    plain = " ".join(text.split())
    word = column.words.get(plain.casefold())
    if word is not None:
        return word, None, None
    if column.pattern and column.pattern.fullmatch(plain):
        return plain.casefold(), None, None
    meant = nearest_name(plain, column.field.choices)
    if column.field.open:
        if not meant:
            return plain, None, None
        warning = READING_RULES["CELL15"].problem(
            place,
            f"{column.field.name}: {text!r} was read as it stands",
            found=text,
            fix=f"did you mean '{meant}'?",
        )
        return plain, None, warning
    if meant and plain.upper() not in MISSING_CODES:
        return column.wrong("CELL09", place, f"{text!r} is not allowed", cell, f"did you mean '{meant}'?")
    return column.not_allowed(text, cell, place, "CELL09", f"{text!r} is not allowed")


def _read_list(column: ColumnReader, text: str, cell: Cell, place: Place) -> Reading:
    items = tuple(item for part in text.split(";") if (item := part.strip(_BLANKS)))
    if column.field.items != "text":
        for item in items:
            if re.search(r"[\s,]", item):
                return column.wrong(
                    "CELL12",
                    place,
                    f"{item!r} has a space or a comma in it",
                    cell,
                    "separate ids with a semicolon; an id has no space",
                )
        items = tuple(map(_composed, items))
    return items, None, None


def _read_date(column: ColumnReader, text: str, cell: Cell, place: Place) -> Reading:
    match = _DATE.fullmatch(text)
    if match:
        year, month, day = (int(part) if part else 1 for part in match.groups())
        try:
            date(year, month, day)
        except ValueError:
            match = None
    if match is None:
        return column.not_allowed(text, cell, place, "CELL13", f"{text!r} is no date")
    return (
        "-".join(part if i == 0 else part.zfill(2) for i, part in enumerate(match.groups()) if part),
        None,
        None,
    )


_READERS: Mapping[str, Callable[[ColumnReader, str, Cell, Place], Reading]] = {
    "text": _read_text,
    "id": _read_id,
    "ref": _read_id,
    "count": _read_count,
    "percent": _read_decimal,
    "months": _read_decimal,
    "number": _read_decimal,
    "date": _read_date,
    "choice": _read_choice,
    "list": _read_list,
}


def _is_shown_as_percent(cell: Cell) -> bool:
    """Whether the cell holds a fraction and shows a hundred times as much."""
    return cell.kind == "number" and "%" in cell.number_format


def _within(column: ColumnReader, number: int | float, cell: Cell, place: Place) -> Reading:
    low, high = column.field.minimum, column.field.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        if low is not None and high is not None:
            limits = f"between {low:g} and {high:.12g}"
        else:
            limits = f"{low:g} or more" if low is not None else f"at most {high:g}"
        fix = "re-read the report"
        if column.field.type == "percent" and 0 < number < 1:
            fix = f"write percentages: {number * 100:g} for {number:g}"
        return column.wrong("CELL08", place, f"{printed_text(cell)} is not {limits}", cell, fix)
    return number, None, None


def _composed(text: str) -> str:
    """Letters with their accents as one sign: two programs may store one id in two ways that look alike."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _plain_number(text: str) -> str:
    """Full-width digits as ASCII digits, U+2212 as a hyphen."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip(_BLANKS)


def printed_text(cell: Cell) -> str:
    """The value of a cell as text, as people would read it."""
    value = cell.value
    if isinstance(value, str):
        return value.strip(_BLANKS)
    if value is None:
        return cell.formula
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        midnight = value.hour == value.minute == value.second == 0
        return value.date().isoformat() if midnight else value.isoformat(" ")
    if isinstance(value, float):
        # Formulas leave noise in the last digits (0.1 + 0.2); ten decimals are more than anyone prints.
        rounded = round(value, 10)
        return str(int(rounded)) if rounded.is_integer() else repr(rounded)
    return str(value)


def _say_what_is_wanted(field: Field) -> str:
    """The sentence that says what may stand in a field."""
    codes = ", ".join(field.missing) if not field.required else ""
    wanted = {
        "count": "type the number alone, such as 12",
        "percent": "type the percentage alone, such as 34.4",
        "months": "type the months alone, such as 7.6",
        "number": "type the number alone, such as 31.5",
        "date": "write 2017, 2017-04 or 2017-04-18",
        "choice": "allowed: " + ", ".join((*field.choices, *((field.example,) if field.example else ()))),
    }.get(field.type, "type it as text")
    return f"{wanted}; {codes} if there is none" if codes else wanted
