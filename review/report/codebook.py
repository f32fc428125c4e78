"""The codebook: every field of the extraction form, what it takes, and what it means."""

from __future__ import annotations

from review.extraction.form import FIELD_TYPES, MISSING_CODES, Field, Form
from review.report.blocks import (
    Cell,
    Column,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    code,
    refer,
    words,
)
from review.report.numbers import count

TABLE = "table-codebook"

#: More words than this are not all listed: the form itself has them.
WORDS_LISTED = 12


def codebook_appendix(form: Form) -> Section:
    """Return every field of the form by its sheet.

    Examples
    --------
    >>> from review.extraction.form import Sheet
    >>> form = Form(name="mine", version=1, title="Mine", sheets=(
    ...     Sheet(name="Studies", label="Studies", help="", fields=(Field(name="year", label="Year"),)),))
    >>> codebook_appendix(form).anchor
    'codebook'
    """
    fields = sum(len(sheet.fields) for sheet in form.sheets)
    table = TableBlock(
        anchor=TABLE,
        caption=words(f"Fields of the extraction form “{form.title}”, version {form.version}."),
        columns=(Column("Field", share=1.3), Column("Takes", share=1.6), Column("What it is", share=2.4)),
        groups=tuple(
            RowGroup(sheet.label or sheet.name, tuple(map(_row, sheet.fields)))
            for sheet in form.sheets
            if sheet.fields
        ),
    )
    codes = "; ".join(f"{missing}, {meaning}" for missing, meaning in MISSING_CODES.items())
    text = words(
        refer(TABLE), f" lists {count(fields, 'field')}. Where a value is missing, its cell says why: "
        f"{codes}. A blank cell was not looked up yet.",
    )  # fmt: skip
    return Section("codebook", "Appendix: codebook", (Paragraph(text), table))


def _row(field: Field) -> TableRow:
    details = (words(field.label),) if field.label and field.label != field.name else ()
    return TableRow(
        (Cell(words(code(field.name)), details), Cell(words(_takes(field))), Cell(words(field.help or "–")))
    )


def _takes(field: Field) -> str:
    if not field.choices:
        return FIELD_TYPES.get(field.type, field.type)
    if len(field.choices) > WORDS_LISTED:
        first = ", ".join(field.choices[:WORDS_LISTED])
        return f"{'usually one of' if field.open else 'one of'} {len(field.choices)} words: {first}, …"
    return f"{'usually one of' if field.open else 'one of'}: {', '.join(field.choices)}"
