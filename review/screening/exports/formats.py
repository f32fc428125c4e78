"""The formats of search exports, and which of them a text is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from review.progress import Progress
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
from review.screening.exports.entry import Entry, Findings, OpenExport
from review.screening.exports.tables import (
    Table,
    find_header,
    find_table,
    header_lines,
    is_no_record,
    parse_table,
    whole,
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
        Every record that can be read, one at a time; what cannot goes to the findings.
    """

    code: str
    label: str
    marks: tuple[str, ...]
    starts: Callable[[str], list[int]]
    parse: Callable[[str, Findings], Iterator[Entry]]


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
            label="JSON of ClinicalTrials.gov, CSL JSON of reference managers, and lists of open indexes",
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


def open_text(
    text: str, file: str, *, progress: Progress | None = None, naming: Naming | None = None
) -> OpenExport | None:
    r"""Open an export whose format its content decides; None where it is none of the known ones.

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
    >>> export = open_text("TY  - JOUR\nTI  - Atezolizumab in ASPS\nPY  - 2023\nER  - \n", "a.txt")
    >>> export.format, export.starts, [entry.values["title"] for entry in export.entries]
    ('RIS', 1, ['Atezolizumab in ASPS'])
    """
    starts = {
        code: format_.starts(text)
        for code, format_ in FORMATS.items()
        if not naming and any(mark in text for mark in format_.marks)
    }
    blocks = list(_blocks(text, {code: lines for code, lines in starts.items() if lines}, naming))
    if not blocks:
        table = find_table(whole(text), naming)
        return _open_table(table, file, _table_code(table), progress=progress) if table else None
    parts = [(code, block, _table_of(code, block)) for code, block in blocks]
    begun = sum(table.starts if table else len(FORMATS[code].starts(block)) for code, block, table in parts)
    findings = Findings(file, progress=progress, records=begun)
    codes = (_table_code(table) if table else code for code, _, table in parts)
    entries = (
        parse_table(table, findings) if table else FORMATS[code].parse(block, findings)
        for code, block, table in parts
    )
    return _opened(" + ".join(dict.fromkeys(codes)), begun, _numbered_on(entries), findings)


def _numbered_on(parts: Iterable[Iterable[Entry]]) -> Iterator[Entry]:
    """The entries of several parts as those of one file."""
    read = 0
    for part in parts:
        before = read
        for entry in part:
            read += 1
            yield replace(entry, number=entry.number + before) if before else entry


def _blocks(
    text: str, starts: Mapping[str, Sequence[int]], naming: Naming | None
) -> Iterator[tuple[str, str]]:
    """The text cut where its format changes, as where files of two formats were put one behind the other.

    A block keeps its line numbers; a line in which two formats begin belongs to both. A format is only there
    if a record with a title can be read in it: an abstract may have a line that looks like the start of
    another format. The code of a table is its delimiter; a text that is one table has no block.
    """
    headers: dict[str, list[int]] = {}
    for line, mark in header_lines(text) if not naming else ():
        headers.setdefault(mark, []).append(line)
    if len(starts) + len(headers) <= 1:
        yield from ((code, text) for code in starts)
        return
    real = {code: lines for code, lines in starts.items() if _has_a_title(code, text)} | headers
    order = sorted((line, code) for code, lines in real.items() for line in lines)
    lines = [line.text for line in lines_of(text)]
    changes = [*_changes(order), (len(lines) + 1, "")]
    blocks: list[tuple[int, str]] = []
    for (line, code), (following, other) in pairwise(changes):
        # A quoted start stands inside another format, or in the last record.
        inside = blocks and (other in ("", blocks[-1][1]))
        if not inside or _has_a_title(code, "\n".join(lines[line - 1 : max(following - 1, line)]) + "\n"):
            blocks.append((line, code))
    blocks = _changes(blocks)
    if len(blocks) == 1:
        yield from ((code, text) for _, code in blocks if code in FORMATS)
        return
    for (line, code), (following, _) in pairwise([*blocks, (len(lines) + 1, "")]):
        first = 1 if line == blocks[0][0] else line
        yield code, "\n" * (first - 1) + "\n".join(lines[first - 1 : max(following - 1, line)]) + "\n"


def _changes(order: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(line, code) for at, (line, code) in enumerate(order) if at == 0 or order[at - 1][1] != code]


def _table_of(code: str, block: str) -> Table | None:
    return None if code in FORMATS else find_table(whole(block))


#: What a record has beside its title, where it is none that an abstract quotes.
_BESIDE_A_TITLE = frozenset({"authors", "year", "journal", "doi", "pmid", "abstract", "registry_ids"})


def _has_a_title(code: str, text: str) -> bool:
    table = _table_of(code, text)
    if table is None and code not in FORMATS:
        return False
    entries = parse_table(table, Findings("")) if table else FORMATS[code].parse(text, Findings(""))
    return any("title" in entry.values and _BESIDE_A_TITLE & set(entry.values) for entry in entries)


def open_rows(
    rows: Sequence[Row], file: str, *, code: str = "XLSX", naming: Naming | None = None
) -> OpenExport | None:
    """Open the rows of a sheet; None where none of them names the columns of records."""
    header = find_header(rows, naming)
    if header is None:
        return None
    below = [(row, False) for row in rows if row.line > header.line]
    filled = sum(any(map(str.strip, row.cells)) for row, _ in below)
    others = sum(is_no_record(row, header) for row, _ in below)
    return _open_table(Table(header=header, rows=below, starts=filled - others), file, code)


def _table_code(table: Table) -> str:
    if table.of_a_register:
        return "ClinicalTrials.gov CSV"
    return "TSV" if table.delimiter == "\t" else "CSV"


def _open_table(table: Table, file: str, code: str, *, progress: Progress | None = None) -> OpenExport:
    findings = Findings(file, progress=progress, records=table.starts)
    return _opened(code, table.starts, parse_table(table, findings), findings)


def _opened(code: str, starts: int, entries: Iterator[Entry], findings: Findings) -> OpenExport:
    return OpenExport(
        format=code, starts=starts, entries=_reconciled(starts, entries, findings), findings=findings
    )


def _reconciled(starts: int, entries: Iterable[Entry], findings: Findings) -> Iterator[Entry]:
    """The entries; then a problem where starts and records differ by more than what is already named."""
    read = 0
    untitled = Findings(findings.file)
    for entry in entries:
        read += 1
        if "title" not in entry.values:
            untitled.report(
                "IMP05", "warning", entry.line, entry.number, "the record has no title",
                found="; ".join(entry.values.values()), fix="look it up in the source before screening",
            )  # fmt: skip
        yield entry
    findings.problems += untitled.problems
    unreadable = findings.named(["IMP01"])
    if starts + findings.named(["IMP02"]) != read + unreadable:
        findings.report(
            "IMP02", "error", 1, 0, f"{starts} records begin in the file and {read} were read"
            + (f", {unreadable} could not be" if unreadable else ""),
            found=f"{starts} starts, {read} records",
            fix="compare the number with the source, and export the file again",
        )  # fmt: skip
