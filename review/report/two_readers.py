"""How far two people agreed before anything was decided: extractors by field, assessors in a sentence."""

from __future__ import annotations

from itertools import groupby

from review.analysis.results import Results
from review.analysis.wording import NOT_ESTIMABLE, number
from review.extraction.field_agreement import ExtractorAgreement, FieldAgreement
from review.report.blocks import (
    Block,
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
from review.report.numbers import listing

TABLE = "table-extractors"

#: More fields than this are listed in the appendix.
LISTED = 12


def extractors_section(results: Results) -> Section | None:
    """Return how far the two extractors agreed; None where there were no two."""
    found = results.extractors
    if found is None or not found.both:
        return None
    unlike = sorted(
        (field for field in _compared(found) if field.agreed < field.both),
        key=lambda field: field.agreed - field.both,
    )
    least = ""
    if unlike:
        named = [f"{field.field} ({field.both - field.agreed} of {field.both})" for field in unlike[:LISTED]]
        least = f" They differed in {listing(named)}"
        least += "." if len(unlike) <= LISTED else f", and in {len(unlike) - LISTED} further fields."
    blocks: list[Block] = [
        Paragraph(
            words(
                f"The extractors {found.first} and {found.second} both filled {found.both:,} cells with an "
                f"id, a number or a word of a list, and {found.agreed:,} of them alike "
                f"({_share(found.raw)}).{least} ",
                refer(TABLE),
                " gives every field.",
            )
        )
    ]
    if len(_compared(found)) <= LISTED:
        blocks.append(_table(found))
    return Section("extractors", "Agreement of the two extractors", tuple(blocks))


def extractors_appendix(results: Results) -> Section | None:
    """Return the table of all fields where it is too long for its section."""
    found = results.extractors
    if found is None or len(_compared(found)) <= LISTED:
        return None
    return Section("appendix-extractors", "Appendix: agreement of the extractors by field", (_table(found),))


def assessors_sentence(found: ExtractorAgreement | None) -> str:
    """How far two assessors agreed in their judgements; empty where there were no two."""
    judged = next((field for field in found.fields if field.field == "judgement"), None) if found else None
    if found is None or judged is None:
        return ""
    if not judged.both:
        return f"{found.first} and {found.second} have no judgement in common yet."
    rates = judged.coefficients
    return (
        f"{found.first} and {found.second} both made {judged.both:,} of them before anything was decided, "
        f"and {judged.agreed:,} alike "
        f"(raw {_share(rates.raw)}, kappa {_rate(rates.kappa)}, AC1 {_rate(rates.ac1)})."
    )


def _compared(found: ExtractorAgreement) -> list[FieldAgreement]:
    return [field for field in found.fields if field.both]


def _table(found: ExtractorAgreement) -> TableBlock:
    return TableBlock(
        anchor=TABLE,
        caption=words(
            f"Agreement of {found.first} and {found.second} before anything was decided, for each field that "
            "both filled in some row."
        ),
        columns=(
            Column("Field", share=2.0),
            Column("Both filled", "right", share=0),
            Column("Alike", "right", share=0),
            Column("Raw", "right", share=0),
            Column("Kappa", "right", share=0),
            Column("AC1", "right", share=0),
            Column(f"Only {found.first}", "right", share=0),
            Column(f"Only {found.second}", "right", share=0),
        ),
        groups=tuple(
            RowGroup(sheet, tuple(map(_row, fields)))
            for sheet, fields in groupby(_compared(found), key=lambda field: field.sheet)
        ),
        notes=(
            words(
                "Codes for what is missing count as values. Texts are left out. Ids and other entries that "
                "stood in both workbooks before extraction began agree by themselves. Kappa cannot be "
                "computed where both gave one value throughout, and falls where one value is nearly always "
                "given; AC1 does so less."
            ),
        ),
    )


def _row(field: FieldAgreement) -> TableRow:
    rates = field.coefficients
    return TableRow(
        (
            Cell(words(code(field.field))),
            Cell(words(f"{field.both:,}")),
            Cell(words(f"{field.agreed:,}")),
            Cell(words(_share(rates.raw))),
            Cell(words(_rate(rates.kappa))),
            Cell(words(_rate(rates.ac1))),
            Cell(words(f"{field.only_first:,}")),
            Cell(words(f"{field.only_second:,}")),
        )
    )


def _share(value: float | None) -> str:
    return NOT_ESTIMABLE if value is None else f"{number(100 * value)}%"


def _rate(value: float | None) -> str:
    return "–" if value is None else number(value, 2)
