"""JSON: the studies of ClinicalTrials.gov (version 2 of its interface), and CSL JSON of reference managers.

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
_LISTS = re.compile(r'"(?:studies|items|references)"\s*:\s*\[')
_MARKS = re.compile(r'"(?:\\.|[^"\\])*"|[\[\]{}\n]', re.DOTALL)


def starts(text: str) -> list[int]:
    """The lines in which records open."""
    return [line for line, _ in _openings(text)]


def parse(text: str, findings: Findings) -> list[Entry]:
    """Every record of the text."""
    entries = []
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
            entries.append(Entry(line=line, number=number, values=values))
    return entries


def _openings(text: str) -> Iterator[tuple[int, int]]:
    """Line and place of each brace that opens a record, found without decoding anything."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("[", "{"):
        return
    first = text.lstrip("\ufeff \t\r\n")[0]
    wanted = ["["] if first == "[" else ["{", "["] if _LISTS.search(text[:2000]) else []
    line = 1
    open_: list[str] = []
    for found in _MARKS.finditer(text):
        mark = found[0]
        if mark == "\n":
            line += 1
        elif mark in "[{":
            if mark == "{" and open_ == wanted:
                yield line, found.start()
            open_.append(mark)
        elif mark in "]}" and open_:
            open_.pop()


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
    people = _at(record, "author")
    names = [
        ", ".join((*_text(one, "family"), *_text(one, "given"))) or " ".join(_text(one, "literal"))
        for one in (people if isinstance(people, list) else [])
    ]
    dates = _at(record, "issued", "date-parts")
    year = _text(dates[0][:1] and {"year": dates[0][0]}, "year") if isinstance(dates, list) and dates else []
    return {
        "title": _text(record, "title"),
        "authors": names or _text(record, "author"),
        "year": [*year, *_text(record, "issued", "raw"), *_text(record, "year")],
        "journal": [*_text(record, "container-title"), *_text(record, "journal")],
        "volume": _text(record, "volume"),
        "number": _text(record, "issue"),
        "pages": _text(record, "page"),
        "doi": [*_text(record, "DOI"), *_text(record, "doi")],
        "pmid": [*_text(record, "PMID"), *_text(record, "pmid")],
        "abstract": _text(record, "abstract"),
        "url": [*_text(record, "URL"), *_text(record, "url")],
        "record_type": _text(record, "type"),
        "language": _text(record, "language"),
        "source_uid": _text(record, "id"),
        "keywords": [text.replace(",", ";") for text in _text(record, "keyword")],
    }
