"""The formats of search exports, and which of them a text is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from review.screening.exports import (
    bibtex,
    citation_text,
    endnote_tagged,
    field_rows,
    json_records,
    medline,
    ris,
    web_of_science,
    xml_records,
)
from review.screening.exports.columns import Naming
from review.screening.exports.delimited import Row
from review.screening.exports.entry import Entry, Findings, ParsedExport, Progress
from review.screening.exports.tables import (
    Table,
    count_starts,
    find_header,
    find_table,
    no_records,
    parse_table,
)
from review.screening.exports.tagged import lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of text in which each record announces itself.

    Parameters
    ----------
    code
        As ``review import --json`` names it.
    label
        As people know it.
    marks
        Letters of which a text in this format has some: a quick look, for the formats that it is not.
    starts
        The lines in which records begin, found without parsing them.
    parse
        Every record that can be read; what cannot goes to the findings.
    """

    code: str
    label: str
    marks: tuple[str, ...]
    starts: Callable[[str], list[int]]
    parse: Callable[[str, Findings], list[Entry]]


FORMATS: Mapping[str, Format] = {
    format_.code: format_
    for format_ in (
        Format(
            code="RIS", label="RIS (TY … ER)", marks=("TY", "ty", "Ty"), starts=ris.starts, parse=ris.parse
        ),
        Format(
            code="MEDLINE",
            label="MEDLINE text of PubMed or Ovid (.nbib)",
            marks=("PMID", "UI ", "VN "),
            starts=medline.starts,
            parse=medline.parse,
        ),
        Format(
            code="EndNote tagged",
            label="EndNote's tagged text (.enw)",
            marks=("%0",),
            starts=endnote_tagged.starts,
            parse=endnote_tagged.parse,
        ),
        Format(
            code="Web of Science",
            label="Web of Science's plain text",
            marks=("PT ",),
            starts=web_of_science.starts_of_web_of_science,
            parse=web_of_science.parse_web_of_science,
        ),
        Format(
            code="RefWorks",
            label="RefWorks' tagged text",
            marks=("RT ",),
            starts=web_of_science.starts_of_refworks,
            parse=web_of_science.parse_refworks,
        ),
        Format(
            code="Ovid citation",
            label="Ovid's citation text, each field under its name",
            marks=("Title", "TITLE"),
            starts=citation_text.OVID.starts,
            parse=citation_text.OVID.parse,
        ),
        Format(
            code="Cochrane",
            label="Cochrane Library's text (Record #1 of …)",
            marks=("Record #",),
            starts=citation_text.COCHRANE.starts,
            parse=citation_text.COCHRANE.parse,
        ),
        Format(
            code="ProQuest",
            label="ProQuest's text",
            marks=("ProQuest",),
            starts=citation_text.PROQUEST.starts,
            parse=citation_text.PROQUEST.parse,
        ),
        Format(
            code="Embase rows",
            label="Embase's CSV with a field in each row",
            marks=("TITLE",),
            starts=field_rows.starts,
            parse=field_rows.parse,
        ),
        Format(
            code="JSON",
            label="JSON of ClinicalTrials.gov, and CSL JSON of reference managers",
            marks=('"title"', '"protocolSection"'),
            starts=json_records.starts,
            parse=json_records.parse,
        ),
        Format(code="BibTeX", label="BibTeX", marks=("@",), starts=bibtex.starts, parse=bibtex.parse),
        Format(
            code="EndNote XML",
            label="EndNote's XML",
            marks=("<record",),
            starts=xml_records.starts("record"),
            parse=xml_records.parser("record", xml_records.endnote),
        ),
        Format(
            code="PubMed XML",
            label="PubMed's XML",
            marks=("<PubmedArticle",),
            starts=xml_records.starts("PubmedArticle"),
            parse=xml_records.parser("PubmedArticle", xml_records.pubmed),
        ),
        Format(
            code="ICTRP XML",
            label="XML of WHO's search portal for trials",
            marks=("<Trial",),
            starts=xml_records.starts("Trial"),
            parse=xml_records.parser("Trial", xml_records.ictrp),
        ),
        Format(
            code="EBSCO XML",
            label="XML of EBSCOhost",
            marks=("<rec ", "<rec>"),
            starts=xml_records.starts("rec"),
            parse=xml_records.parser("rec", xml_records.ebsco),
        ),
        Format(
            code="Europe PMC XML",
            label="XML of Europe PMC",
            marks=("<resultList>",),
            starts=xml_records.starts("result"),
            parse=xml_records.parser("result", xml_records.europe_pmc),
        ),
    )
}

#: Formats of tables: the header says which.
TABLES = ("CSV", "TSV", "XLSX", "ClinicalTrials.gov CSV")


def parse_text(
    text: str, file: str, *, progress: Progress | None = None, naming: Naming | None = None
) -> ParsedExport | None:
    r"""Read an export whose format its content decides; None where it is none of the known ones.

    Parameters
    ----------
    file
        Its path as people write it, for the problems.
    progress
        Called with how many records were read, and of how many.
    naming
        Headings of a table that are not known, and the columns that they fill: it is then read as a table.

    Examples
    --------
    >>> export = parse_text("TY  - JOUR\nTI  - Atezolizumab in ASPS\nPY  - 2023\nER  - \n", "a.txt")
    >>> export.format, export.starts, export.entries[0].values["title"]
    ('RIS', 1, 'Atezolizumab in ASPS')
    """
    starts = {
        code: format_.starts(text)
        for code, format_ in FORMATS.items()
        if not naming and any(mark in text for mark in format_.marks)
    }
    blocks = list(_blocks(text, {code: lines for code, lines in starts.items() if lines}))
    if not blocks:
        table = find_table(text, naming)
        if table is None:
            return None
        return _parsed_table(table, count_starts(table, text), file, _table_code(table), progress=progress)
    begun = sum(len(starts[code]) for code in dict.fromkeys(code for code, _ in blocks))
    findings = Findings(file, progress=progress, records=begun)
    entries: list[Entry] = []
    for code, block in blocks:
        read = FORMATS[code].parse(block, findings)
        entries += [replace(entry, number=entry.number + len(entries)) for entry in read]
    codes = list(dict.fromkeys(code for code, _ in blocks))
    return _reconciled(" + ".join(codes), begun, entries, findings)


def _blocks(text: str, starts: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, str]]:
    """The text cut where its format changes, as where files of two formats were put one behind the other.

    A block keeps its line numbers. A format is only there if a record with a title can be read in it: an
    abstract may have a line that looks like the start of another format.
    """
    real = {code: lines for code, lines in starts.items() if len(starts) == 1 or _has_a_title(code, text)}
    order = sorted((line, code) for code, lines in real.items() for line in lines)
    changes = [(line, code) for at, (line, code) in enumerate(order) if at == 0 or order[at - 1][1] != code]
    if len(changes) <= 1:
        yield from ((code, text) for _, code in changes)
        return
    lines = [line.text for line in lines_of(text)]
    for (line, code), (following, _) in zip(changes, [*changes[1:], (len(lines) + 1, "")], strict=True):
        first = 1 if line == changes[0][0] else line
        yield code, "\n" * (first - 1) + "\n".join(lines[first - 1 : following - 1]) + "\n"


def _has_a_title(code: str, text: str) -> bool:
    entries = FORMATS[code].parse(text, Findings(""))
    return any("title" in entry.values and len(entry.values) > 2 for entry in entries)


def parse_rows(
    rows: Sequence[Row], file: str, *, code: str = "XLSX", naming: Naming | None = None
) -> ParsedExport | None:
    """Read the rows of a sheet; None where none of them names the columns of records."""
    header = find_header(rows, naming)
    if header is None:
        return None
    below = [row for row in rows if row.line > header.line]
    table = Table(header=header, rows=below)
    filled = sum(row.line > header.line and any(map(str.strip, row.cells)) for row in rows)
    return _parsed_table(table, filled - no_records(table), file, code)


def _table_code(table: Table) -> str:
    if table.of_a_register:
        return "ClinicalTrials.gov CSV"
    return "TSV" if table.delimiter == "\t" else "CSV"


def _parsed_table(
    table: Table, starts: int, file: str, code: str, *, progress: Progress | None = None
) -> ParsedExport:
    findings = Findings(file, progress=progress, records=starts)
    return _reconciled(code, starts, parse_table(table, findings), findings)


def _reconciled(code: str, starts: int, entries: Sequence[Entry], findings: Findings) -> ParsedExport:
    """The export, with a problem where starts and records differ by more than what is already named."""
    for entry in entries:
        if "title" not in entry.values:
            findings.report(
                "IMP05", "warning", entry.line, entry.number, "the record has no title",
                found="; ".join(entry.values.values()), fix="look it up in the source before screening",
            )  # fmt: skip
    unreadable = findings.named(["IMP01"])
    if starts + findings.named(["IMP02"]) != len(entries) + unreadable:
        findings.report(
            "IMP02", "error", 1, 0, f"{starts} records begin in the file and {len(entries)} were read"
            + (f", {unreadable} could not be" if unreadable else ""),
            found=f"{starts} starts, {len(entries)} records",
            fix="compare the number with the source, and export the file again",
        )  # fmt: skip
    return ParsedExport(format=code, starts=starts, entries=tuple(entries), problems=tuple(findings.problems))
