"""How far two extractors agreed before anything was decided, field by field; what a report says of it.

Reconciling computes it and writes it into the sheet Agreement of the consensus workbook; with the workbook
it is read back, so that analyses need no other file.
"""

from __future__ import annotations

from dataclasses import dataclass

from review.agreement import Coefficients
from review.extraction.cells import WorkbookCells
from review.extraction.reading import printed_text

AGREEMENT = "Agreement"

#: Columns of the sheet Agreement, by the names in its first row.
AGREEMENT_COLUMNS = (
    "sheet", "field", "both", "agreed", "raw", "kappa", "pabak", "ac1", "only_first", "only_second",
)  # fmt: skip

_HEADER_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAgreement:
    """How far two extractors agree in one field, over the rows in which both filled it.

    Parameters
    ----------
    both, agreed
        Cells that both filled, and those of them with the same value. Missing codes are values.
    only_first, only_second
        Cells that one of the two left blank, in rows that both have.
    coefficients
        Every value that occurs is a class of its own.
    """

    sheet: str
    field: str
    both: int
    agreed: int
    only_first: int
    only_second: int
    coefficients: Coefficients


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractorAgreement:
    """Agreement of two extractors before anything was decided; texts are left out, their wording differs."""

    first: str
    second: str
    fields: tuple[FieldAgreement, ...]

    @property
    def both(self) -> int:
        """Cells that both filled."""
        return sum(field.both for field in self.fields)

    @property
    def agreed(self) -> int:
        """Cells that both filled alike."""
        return sum(field.agreed for field in self.fields)

    @property
    def raw(self) -> float | None:
        """Share of the cells that both filled in which they agree, from 0 to 1."""
        return self.agreed / self.both if self.both else None


def read_agreement(workbook: WorkbookCells) -> ExtractorAgreement | None:
    """The agreement that a consensus workbook holds; None where it holds none."""
    cells = workbook.sheet(AGREEMENT)
    if cells is None:
        return None
    columns = {printed_text(cell): number for number, cell in cells.rows.get(1, {}).items()}
    if not set(AGREEMENT_COLUMNS) <= set(columns):
        return None
    labels = cells.rows.get(2, {})
    fields = []
    for at in sorted(cells.rows):
        row = cells.rows[at]
        if at <= _HEADER_ROWS:
            continue
        text = {name: printed_text(row[n]) if n in row else "" for name, n in columns.items()}
        try:
            fields.append(_field(text))
        except ValueError:
            return None  # somebody wrote into the sheet: what it says is no longer what was computed
    first, second = (
        printed_text(labels[columns[name]]) if columns[name] in labels else name
        for name in ("only_first", "only_second")
    )
    return ExtractorAgreement(first=first, second=second, fields=tuple(fields))


def _field(text: dict[str, str]) -> FieldAgreement:
    def share(name: str) -> float | None:
        return float(text[name]) if text[name] else None

    return FieldAgreement(
        sheet=text["sheet"],
        field=text["field"],
        both=int(text["both"]),
        agreed=int(text["agreed"]),
        only_first=int(text["only_first"]),
        only_second=int(text["only_second"]),
        coefficients=Coefficients(
            raw=share("raw"), kappa=share("kappa"), pabak=share("pabak"), ac1=share("ac1")
        ),
    )
