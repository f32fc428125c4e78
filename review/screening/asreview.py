"""Records for ASReview, and its labels back.

ASReview reads a table with a title, an abstract and a column of labels, or RIS with the label in a note.
Version 1 and version 2 know the column ``included`` and the notes of `NOTES`; version 2 writes its labels
into ``asreview_label``. Other columns and notes come back as they went, and so does the id of a record: as
the column `ID_COLUMN`, since ASReview counts its own ``record_id``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.problems import Place, Problem
from review.screening.exports.tagged import lines_of
from review.screening.exports.values import doi
from review.screening.records import Record

#: Where our own id stands.
ID_COLUMN = "review_id"

#: Headings that ASReview 1 and 2 take for the label, what it writes itself first.
LABEL_COLUMNS = (
    "asreview_label", "included", "label", "final_included", "label_included", "included_label",
    "included_final", "included_flag", "include",
)  # fmt: skip

#: Notes of RIS, by label.
NOTES: Mapping[bool | None, str] = {
    True: "ASReview_relevant",
    False: "ASReview_irrelevant",
    None: "ASReview_not_seen",
}

_COLUMNS = (
    ID_COLUMN,
    "title",
    "abstract",
    "authors",
    "year",
    "journal",
    "doi",
    "keywords",
    "url",
    "included",
)
_LABELS: Mapping[str, bool | None] = {
    **dict.fromkeys(("1", "1.0", "true"), True),
    **dict.fromkeys(("0", "0.0", "false"), False),
    **dict.fromkeys(("", "-1", "-1.0", "nan"), None),
}
_NOTE = re.compile(r"\bASReview_(relevant|irrelevant|not_seen)\b")
_ID_NOTE = re.compile(rf"\b{ID_COLUMN}:\s*(\S+)")
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledRow:
    """A row of ASReview's file: whose it is, and its label; None where it was not seen."""

    place: Place
    record_id: str
    title: str
    doi: str
    said: str
    label: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels of a file, by record, each once.

    Parameters
    ----------
    places
        Where the label of each record stands.
    unlabelled
        How many rows were not seen.
    """

    of: Mapping[str, bool]
    places: Mapping[str, Place]
    unlabelled: int
    problems: tuple[Problem, ...]


def asreview_table(
    records: Iterable[Record], labels: Mapping[str, bool]
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Headings and rows of the table that ASReview reads; a record without a label has an empty one.

    Examples
    --------
    >>> record = Record(record_id="R1", source="s", kind="database", file="f", line=1, title="A title")
    >>> head, rows = asreview_table([record], {"R1": True})
    >>> rows[0][0], rows[0][-1]
    ('R1', '1')
    """
    rows: list[Sequence[str]] = []
    for record in records:
        label = labels.get(record.record_id)
        texts = (getattr(record, name) for name in _COLUMNS[1:-1])
        rows.append((record.record_id, *texts, "" if label is None else str(int(label))))
    return _COLUMNS, rows


def asreview_ris(records: Iterable[Record], labels: Mapping[str, bool]) -> str:
    """The same as RIS."""
    return "".join(f"{line}\r\n" for record in records for line in _ris_lines(record, labels))


def _ris_lines(record: Record, labels: Mapping[str, bool]) -> Iterator[str]:
    yield "TY  - JOUR"
    yield f"TI  - {record.title}"
    for name in filter(None, map(str.strip, record.authors.split(";"))):
        yield f"AU  - {name}"
    for tag, value in (
        ("PY", record.year), ("T2", record.journal), ("DO", record.doi), ("AB", record.abstract),
        ("UR", record.url),
    ):  # fmt: skip
        if value:
            yield f"{tag}  - {value}"
    for word in filter(None, map(str.strip, record.keywords.split(";"))):
        yield f"KW  - {word}"
    yield f"N1  - {ID_COLUMN}: {record.record_id}"
    yield f"N1  - {NOTES[labels.get(record.record_id)]}"
    yield "ER  - "
    yield ""


def rows_of_ris(text: str, file: str) -> Iterator[LabelledRow]:
    """The records of a RIS file with the labels in their notes."""
    fields: dict[str, list[str]] = {}
    begun = 0
    for line in lines_of(text):
        found = _RIS_LINE.match(line.text)
        if not found:
            continue
        tag, value = found[1], (found[2] or "").strip()
        if tag == "TY":
            fields, begun = {}, line.number
        elif tag == "ER" and not value:
            yield _ris_row(fields, Place(file, cell=f"line {begun}"))
            fields = {}
        else:
            fields.setdefault(tag, []).append(value)


def _ris_row(fields: Mapping[str, Sequence[str]], place: Place) -> LabelledRow:
    notes = " ".join(fields.get("N1", ()))
    said = set(_NOTE.findall(notes))
    own = _ID_NOTE.search(notes)
    first = {tag: next(iter(fields.get(tag, ())), "") for tag in ("TI", "T1", "DO")}
    both = {"relevant", "irrelevant"} <= said
    return LabelledRow(
        place=place,
        record_id=own[1].rstrip(".,;") if own else "",
        title=first["TI"] or first["T1"],
        doi=doi(first["DO"]),
        said="relevant and irrelevant" if both else "",
        label=None if both else True if "relevant" in said else False if "irrelevant" in said else None,
    )


def row_of_table(values: Mapping[str, str], label_column: str, place: Place) -> LabelledRow:
    """A row of a table; `values` by heading in lower case."""
    said = values.get(label_column, "").strip()
    return LabelledRow(
        place=place,
        record_id=values.get(ID_COLUMN, "") or values.get("record_id", ""),
        title=values.get("title", "") or values.get("primary_title", ""),
        doi=doi(values.get("doi", "")),
        said="" if said.lower() in _LABELS else said,
        label=_LABELS.get(said.lower()),
    )


def read_labels(rows: Iterable[LabelledRow], records: Sequence[Record]) -> Labels:
    """The label of each record; rows that name none, or that contradict another, are named.

    A row leads to a record by our id; else by its DOI, else by its title, where only one record has it.
    """
    known = {record.record_id for record in records}
    by_doi = _only({record.record_id: record.doi.lower() for record in records})
    by_title = _only({record.record_id: _folded(record.title) for record in records})
    of: dict[str, bool] = {}
    places: dict[str, Place] = {}
    torn: set[str] = set()
    unlabelled = 0
    problems = []
    for row in rows:
        if row.said:
            problems.append(_wrong_label(row))
            continue
        if row.label is None:
            unlabelled += 1
            continue
        one = row.record_id if row.record_id in known else ""
        one = one or by_doi.get(row.doi, "") or by_title.get(_folded(row.title), "")
        if not one:
            problems.append(_stranger(row))
        elif of.get(one, row.label) != row.label:
            torn.add(one)
            problems.append(_contradiction(row, one, places[one]))
        else:
            of[one] = row.label
            places.setdefault(one, row.place)
    for one in torn:
        del of[one]
    return Labels(of=of, places=places, unlabelled=unlabelled, problems=tuple(problems))


def _only(texts: Mapping[str, str]) -> dict[str, str]:
    """Ids by a text that only one of them has."""
    counts = Counter(texts.values())
    return {text: one for one, text in texts.items() if text and counts[text] == 1}


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _wrong_label(row: LabelledRow) -> Problem:
    message = f"'{row.said}' is no label of ASReview"
    return Problem(
        "SCR22", "error", row.place, message, row.said, "1 is relevant, 0 is not, blank is not seen"
    )


def _stranger(row: LabelledRow) -> Problem:
    return Problem(
        "SCR23", "error", row.place, "a label of no record that was imported, or of more than one",
        row.record_id or row.title[:80] or row.doi,
        f"label a file that review screen export wrote: its {ID_COLUMN} says which record a row is",
    )  # fmt: skip


def _contradiction(row: LabelledRow, one: str, first: Place) -> Problem:
    return Problem(
        "SCR24", "error", row.place, f"{one} has two labels, relevant and irrelevant: here and at {first}",
        str(int(bool(row.label))), "keep one of the two rows; until then neither counts",
    )  # fmt: skip
