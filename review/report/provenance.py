"""Where each number stands, and what the report was made from."""

from __future__ import annotations

from dataclasses import dataclass

from review.analysis.results import CohortUsed, Results, TracedNumber
from review.analysis.wording import stated
from review.report.blocks import (
    Block,
    Cell,
    Column,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    code,
    link,
    refer,
    strong,
    words,
)

NUMBERS_TABLE = "table-provenance"
FILES_TABLE = "table-files"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read, and the SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Software:
    """A package that computed or drew something, and its version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProvenance:
    """What a report was made from; it is known where files are read, and handed in.

    Parameters
    ----------
    command
        The command that makes the report again.
    r_code
        Lines of R that pool the same cohorts.

    """

    files: tuple[InputFile, ...] = ()
    software: tuple[Software, ...] = ()
    command: str = ""
    r_code: tuple[str, ...] = ()


def provenance_section(results: Results, provenance: ReportProvenance | None) -> Section:
    """Return each pooled number with its cell and its source, and the files behind the report."""
    blocks: list[Block] = []
    if results.cohorts:
        workbooks = sorted({number.file for cohort in results.cohorts for number in cohort.numbers})
        blocks += [
            Paragraph(
                words(
                    "Every number that was pooled stands in ",
                    refer(NUMBERS_TABLE),
                    " with the cell of the workbook and the place in the report that it was read from.",
                )
            ),
            _numbers(results, workbooks),
        ]
    if provenance is not None:
        blocks += _made_from(provenance)
    if not blocks:
        blocks.append(Paragraph(words("No number was pooled, so there is none to trace.")))
    return Section("provenance", "Where each number stands", tuple(blocks))


def _numbers(results: Results, workbooks: list[str]) -> TableBlock:
    one_file = len(workbooks) == 1
    rows = tuple(
        TableRow(
            (
                Cell(words(strong(cohort.label)), (words(code(cohort.cohort_id)),)),
                _cells(cohort.numbers, name_file=not one_file),
                Cell(
                    words(stated(cohort.source_location)),
                    (words("report ", code(cohort.report_id)), *_address(cohort)),
                ),
            )
        )
        for cohort in results.cohorts
    )
    return TableBlock(
        anchor=NUMBERS_TABLE,
        caption=words("Each pooled number, its cell and its source."),
        columns=(
            Column("Cohort", share=1.3),
            Column("Number and cell", share=1.7),
            Column("Where it stands in the report", share=2.6),
        ),
        groups=(RowGroup("", rows),),
        notes=(words("Cells are those of ", code(workbooks[0]), "."),) if one_file else (),
    )


def _cells(numbers: tuple[TracedNumber, ...], *, name_file: bool) -> Cell:
    if not numbers:
        return Cell(words("no cell is recorded"))
    lines = [
        words(
            f"{number.field} = {'blank' if number.value is None else number.value} ",
            code(f"{number.file} {_address_of(number)}" if name_file else _address_of(number)),
        )
        for number in numbers
    ]
    return Cell(lines[0], tuple(lines[1:]))


def _address_of(number: TracedNumber) -> str:
    return f"{number.sheet}!{number.cell}" if number.sheet else number.cell


def _address(cohort: CohortUsed) -> tuple[Inline, ...]:
    return (words(link(cohort.source_url, cohort.source_url)),) if cohort.source_url else ()


def _made_from(provenance: ReportProvenance) -> list[Block]:
    blocks: list[Block] = []
    if provenance.files:
        rows = tuple(
            TableRow((Cell(words(code(file.path))), Cell(words(code(file.sha256)))))
            for file in provenance.files
        )
        blocks += [
            Paragraph(
                words(
                    "The report was made from the files in ",
                    refer(FILES_TABLE),
                    ". The same files and versions make the same report, byte for byte.",
                )
            ),
            TableBlock(
                anchor=FILES_TABLE,
                caption=words("Files that were read."),
                columns=(Column("File", share=1.2), Column("SHA-256", share=2.0)),
                groups=(RowGroup("", rows),),
            ),
        ]
    if provenance.software:
        versions = ", ".join(f"{item.name} {item.version}" for item in provenance.software)
        blocks.append(Paragraph(words(strong("Versions. "), f"{versions}.")))
    if provenance.command:
        blocks.append(Paragraph(words(strong("To make it again. "), code(provenance.command))))
    return blocks
