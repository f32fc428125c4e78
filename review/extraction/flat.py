"""The flat entry sheet: one row per cohort, read into the sheets that it feeds.

Nothing is entered twice without being compared: where a row of the flat sheet and a row of another sheet
speak of the same study, report, cohort or response, they must say the same, or both cells are barred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from review.extraction.dataset import Entry, Row
from review.extraction.form import Field, Form, Sheet
from review.extraction.rule import Rule
from review.problems import Place, Problem

FLAT_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="FLAT01",
            severity="error",
            title="The flat sheet and another sheet say different things",
            reason="Of two values that were typed for one thing neither is surer than the other.",
        ),
        Rule(
            code="FLAT02",
            severity="error",
            title="Row of the flat sheet without its ids",
            reason="Without study and cohort it is not known whose numbers they are.",
        ),
    )
}


def feed(
    form: Form, flat_rows: Sequence[Row], rows: Mapping[str, tuple[Row, ...]]
) -> tuple[dict[str, tuple[Row, ...]], tuple[Problem, ...]]:
    """Read the rows of the flat sheet into the sheets that they feed.

    A report that is not named has the id of its study. A row without a result gives no response row.

    Parameters
    ----------
    rows
        The rows of the other sheets.

    Returns
    -------
    tuple
        All rows, and every contradiction between the flat sheet and another.
    """
    assert form.flat is not None
    fed: dict[str, list[Row]] = {name: list(of_sheet) for name, of_sheet in rows.items()}
    problems: list[Problem] = []
    for flat in flat_rows:
        lacking = [field.name for field in form.flat.fields if field.required and not flat.text(field.name)]
        if lacking:
            problems.append(_without_ids(form.flat, flat, lacking))
            continue
        for sheet in form.sheets:
            if sheet.name not in form.feeds or not _says_anything(form, sheet, flat):
                continue
            part = _part(sheet, flat)
            of_sheet = fed.setdefault(sheet.name, [])
            at = next((i for i, row in enumerate(of_sheet) if _same_thing(sheet, row, part)), None)
            if at is None:
                of_sheet.append(part)
            else:
                of_sheet[at], found = _merge(sheet, of_sheet[at], part)
                problems += found
    return {name: tuple(of_sheet) for name, of_sheet in fed.items()}, tuple(problems)


def _without_ids(sheet: Sheet, flat: Row, lacking: Sequence[str]) -> Problem:
    filled = tuple(entry.place.cell for entry in flat.entries.values() if entry.value is not None)
    return FLAT_RULES["FLAT02"].problem(
        flat[lacking[0]].place,
        f"{' and '.join(lacking)} missing: the row of {sheet.name} feeds nothing",
        fix=f"enter {' and '.join(lacking)}",
        bars=filled,
    )


def _says_anything(form: Form, sheet: Sheet, flat: Row) -> bool:
    """Whether a flat row has something for a sheet that is told apart by no key of its own."""
    if sheet.key:
        return True
    elsewhere = {field.name for other in form.sheets if other.key for field in other.fields}
    own = [field.name for field in sheet.fields if field.name not in elsewhere]
    return any(name in flat and flat[name].missing != "" for name in own)


def _part(sheet: Sheet, flat: Row) -> Row:
    """What a flat row says of one sheet, as a row of that sheet."""
    blank = Place(flat["study_id"].place.file, flat["study_id"].place.sheet, "", flat.key)
    entries = {
        field.name: flat[field.name] if field.name in flat else Entry(None, "", blank)
        for field in sheet.fields
    }
    if "report_id" in entries and entries["report_id"].missing == "":
        entries["report_id"] = flat["study_id"]
    key = entries[sheet.naming_field].value
    return Row(sheet.name, flat.number, str(key or ""), entries)


def _same_thing(sheet: Sheet, row: Row, part: Row) -> bool:
    """Whether two rows speak of the same: their keys agree, or nothing that tells rows apart differs."""
    if sheet.key:
        return row.key == part.key
    for name in sheet.identity:
        a, b = row[name], part[name]
        if a.value != b.value and (sheet[name].required or None not in (a.value, b.value)):
            return False
    return True


def _merge(sheet: Sheet, row: Row, part: Row) -> tuple[Row, list[Problem]]:
    """A row with what the flat sheet adds to it; what both say must be the same.

    A number that one of the two leaves blank is not added to a row typed elsewhere: rules that compare the
    numbers of a row name cells of one sheet.
    """
    entries = dict(row.entries)
    problems: list[Problem] = []
    from_flat = next(iter(part.entries.values())).place.sheet
    typed_elsewhere = any(entry.place.sheet != from_flat for entry in row.entries.values())
    for field in sheet.fields:
        there, here = row[field.name], part[field.name]
        if here.missing == "" or (here.value, here.missing) == (there.value, there.missing):
            continue
        if there.missing == "" and not (field.holds_number and typed_elsewhere):
            entries[field.name] = here
            continue
        problems += _contradiction(field, sheet, there, here)
    return replace(row, entries=entries), problems


def _contradiction(field: Field, sheet: Sheet, there: Entry, here: Entry) -> Iterator[Problem]:
    said = [f"{e.place.sheet}!{e.place.cell} says {e.printed or 'nothing'}" for e in (here, there)]
    for entry, other in ((here, there), (there, here)):
        if entry.place.cell:
            yield FLAT_RULES["FLAT01"].problem(
                entry.place,
                f"{field.name}: {said[0]}, {said[1]}",
                found=entry.printed,
                fix=f"correct one of them, or empty {other.place.sheet}!{other.place.cell}"
                if other.printed
                else f"type it in {sheet.name}, where the row stands too, and empty it here",
            )
