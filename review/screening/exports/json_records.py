"""JSON: ClinicalTrials.gov's (version 2 of its interface), CSL of reference managers, lists of open indexes.

Each record is decoded by itself, from the brace that opens it, so that a fault in one costs that one only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.values import unified

#: Names of the list that holds the records, where it is not the whole file.
_LISTS = re.compile(r'"(?:studies|items|references|results?|data)"\s*:\s*\[')
#: The bracket that begins a file, or what was put behind a file of another format.
_BEGIN = re.compile(r'\A[\ufeff\s]*[\[{]|^[ \t]*(?:\[\s*)?\{\s*"[A-Za-z]', re.MULTILINE)
#: Letters in which the list that holds the records begins.
_HEAD = 2000
_MARKS = re.compile(r'"(?:\\.|[^"\\])*"|[\[\]{}\n]', re.DOTALL)


def starts(text: str) -> list[int]:
    """The lines in which records open."""
    return [line for line, _ in _openings(text)]


def parse(text: str, findings: Findings) -> Iterator[Entry]:
    """Every record of the text."""
    for number, (line, at) in enumerate(_openings(text), start=1):
        findings.one_read()
        try:
            record, _ = json.JSONDecoder().raw_decode(text, at)
            values = unified(_study(record) if "protocolSection" in record else _reference(record))
            fault = (
                "" if set(values) - {"record_type", "source_uid"} else "it holds nothing that names a record"
            )
        except (json.JSONDecodeError, RecursionError):
            values, fault = {}, "it is cut off, or no JSON"
        if fault:
            findings.report(
                "IMP01", "error", line, number, f"the record could not be read: {fault}",
                found=" ".join(text[at : at + 200].split()),
                fix="export it again, or add it by hand as a table",
            )  # fmt: skip
        else:
            yield Entry(line=line, number=number, values=values)


def _openings(text: str) -> Iterator[tuple[int, int]]:
    """Line and place of each brace that opens a record, found without decoding anything."""
    begin = _BEGIN.search(text)
    if begin is None:
        return
    wanted = _around_records(text[begin.start() : begin.start() + _HEAD])
    line = text.count("\n", 0, begin.start()) + 1
    open_: list[str] = []
    for found in _MARKS.finditer(text, begin.start()):
        mark = found[0]
        if mark == "\n":
            line += 1
        elif mark in "[{":
            if mark == "{" and open_ == wanted:
                yield line, found.start()
            open_.append(mark)
        elif mark in "]}" and open_:
            open_.pop()


def _around_records(text: str) -> list[str]:
    """The brackets that are open where the records stand, from the head of the JSON.

    There are none where each record is an object of its own.
    """
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        return ["["]
    found = _LISTS.search(text)
    # A list behind the first title is one of a record's own.
    if not found or 0 <= text.find('"title"') < found.start():
        return []
    open_: list[str] = []
    for mark in _MARKS.findall(text[: found.end()]):
        if mark in "[{":
            open_.append(mark)
        elif mark in "]}" and open_:
            open_.pop()
    return open_


def _at(record: Any, *path: str) -> Any:
    for name in path:
        record = record.get(name) if isinstance(record, Mapping) else None
    return record


def _text(record: Any, *path: str) -> list[str]:
    """The texts at a place: one, several, or none."""
    value = _at(record, *path)
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [str(one) for one in values if isinstance(one, str | int | float) and not isinstance(one, bool)]


def _each(record: Any, *path: str, name: str) -> list[str]:
    value = _at(record, *path)
    return [text for one in value for text in _text(one, name)] if isinstance(value, list) else []


def _study(record: Any) -> dict[str, list[str]]:
    told = record["protocolSection"]
    of, status = "identificationModule", "statusModule"
    number = _text(told, of, "nctId")
    return {
        "title": [*_text(told, of, "officialTitle"), *_text(told, of, "briefTitle")],
        "authors": _text(told, "sponsorCollaboratorsModule", "leadSponsor", "name"),
        "year": [
            *_text(told, status, "startDateStruct", "date"),
            *_text(told, status, "studyFirstPostDateStruct", "date"),
            *_text(told, status, "studyFirstSubmitDate"),
        ],
        "journal": ["ClinicalTrials.gov"],
        "abstract": _text(told, "descriptionModule", "briefSummary"),
        "url": [f"https://clinicaltrials.gov/study/{one}" for one in number],
        "registry_ids": [
            *number,
            *_text(told, of, "orgStudyIdInfo", "id"),
            *_each(told, of, "secondaryIdInfos", name="id"),
        ],
        "record_type": ["register entry"],
        "source_uid": number,
        "keywords": [
            *_text(told, "conditionsModule", "conditions"),
            *_text(told, "conditionsModule", "keywords"),
            *_each(told, "armsInterventionsModule", "interventions", name="name"),
        ],
    }


def _reference(record: Any) -> dict[str, list[str]]:
    """One reference; names of CSL first, then those of Europe PMC, OpenAlex, Lens and Semantic Scholar."""
    people = _at(record, "author")
    names = [
        ", ".join((*_text(one, "family"), *_text(one, "given"))) or " ".join(_text(one, "literal"))
        for one in (people if isinstance(people, list) else [])
    ]
    dates = _at(record, "issued", "date-parts")
    year = _text(dates[0][:1] and {"year": dates[0][0]}, "year") if isinstance(dates, list) and dates else []
    journal, of_openalex = ("journalInfo", "journal", "title"), ("primary_location", "source", "display_name")
    return {
        "title": [*_text(record, "title"), *_text(record, "display_name")],
        "authors": names
        or _text(record, "author")
        or _text(record, "authorString")
        or _each(record, "authorships", name="raw_author_name")
        or _each(record, "authors", name="display_name")
        or _each(record, "authors", name="name"),
        "year": [
            *year, *_text(record, "issued", "raw"), *_text(record, "year"), *_text(record, "pubYear"),
            *_text(record, "publication_year"), *_text(record, "year_published"),
        ],
        "journal": [
            *_text(record, "container-title"), *_text(record, *journal), *_text(record, "journalTitle"),
            *_text(record, *of_openalex), *_text(record, "source", "title"), *_text(record, "journal"),
            *_text(record, "journal", "name"), *_text(record, "venue"),
        ],
        "volume": _anywhere(record, "volume"),
        "number": _anywhere(record, "issue"),
        "pages": [*_text(record, "page"), *_text(record, "pageInfo"), *_text(record, "journal", "pages")],
        "first_page": [*_text(record, "biblio", "first_page"), *_text(record, "start_page")],
        "last_page": [*_text(record, "biblio", "last_page"), *_text(record, "end_page")],
        "doi": [
            *_text(record, "DOI"), *_text(record, "doi"), *_text(record, "externalIds", "DOI"),
            *_outside(record, "doi"),
        ],
        "pmid": [
            *_text(record, "PMID"), *_text(record, "pmid"), *_text(record, "externalIds", "PubMed"),
            *_outside(record, "pmid"),
        ],
        "abstract": [
            *_text(record, "abstract"), *_text(record, "abstractText"),
            *_in_order(_at(record, "abstract_inverted_index")),
        ],
        "url": [*_text(record, "URL"), *_text(record, "url"), *_text(record, "ids", "pmid")],
        "record_type": [
            *_text(record, "type"), *_text(record, "publication_type"),
            *_text(record, "pubTypeList", "pubType"),
        ],
        "language": [*_text(record, "language"), *_text(record, "lang")],
        "source_uid": [*_text(record, "id"), *_text(record, "lens_id"), *_text(record, "paperId")],
        "keywords": [text.replace(",", ";") for text in _text(record, "keyword")],
    }  # fmt: skip


def _anywhere(record: Any, name: str) -> list[str]:
    return [
        text for path in ((name,), ("biblio", name), ("journalInfo", name), ("journal", name))
        for text in _text(record, *path)
    ]  # fmt: skip


def _outside(record: Any, kind: str) -> list[str]:
    """The identifiers of one kind, as Lens lists them."""
    listed = _at(record, "external_ids")
    return [
        text for one in (listed if isinstance(listed, list) else []) if _text(one, "type") == [kind]
        for text in _text(one, "value")
    ]  # fmt: skip


def _in_order(index: Any) -> list[str]:
    """An abstract as OpenAlex gives it: each word with the places where it stands."""
    if not isinstance(index, Mapping):
        return []
    words = [(at, str(word)) for word, places in index.items() if isinstance(places, list) for at in places]
    return [" ".join(word for at, word in sorted((at, word) for at, word in words if isinstance(at, int)))]
