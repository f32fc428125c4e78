"""Texts that drawings and the PDF can show as code points only, each with its cell or key."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from review.extraction.dataset import Dataset, Row
from review.extraction.risk_of_bias.judgements import Assessment
from review.files.documents import read_toml
from review.problems import Place, Problem

if TYPE_CHECKING:
    from review.files.workspace import Workspace
    from review.screening.selection import Selection
    from review.workflow.opening import OpenReview

#: Of the characters of one text, how many are named.
NAMED = 5


def letter_problems(opened: OpenReview) -> tuple[Problem, ...]:
    """FONT01 for every text that is drawn or typeset.

    These are the protocol, the analyses, the workbook, the judgements of bias, the missing evidence, the
    names of files, and where `opened` holds it (`review.workflow.flow.with_selection`) what the report says
    of the selection: titles, authors and journals of the reports that it lists, reasons, notes, reviewers.
    """
    workspace = opened.workspace
    documents = {"review.toml": workspace.protocol} | {
        workspace.shown(path): path for path in workspace.analyses().values()
    }
    texts = itertools.chain(
        *(_of_document(shown, path) for shown, path in documents.items()),
        _of_dataset(opened.dataset) if opened.dataset else (),
        _of_missing_evidence(opened),
        *(_of_assessment(assessment) for assessment in opened.assessments),
        _of_selection(opened.selection, workspace) if opened.selection else (),
        ((Place(workspace.shown(path)), workspace.shown(path)) for path in opened.inputs),
    )
    return _problems(texts)


def workbook_letter_problems(read: Dataset | Assessment) -> tuple[Problem, ...]:
    """FONT01 for every text of a workbook of extraction or of judgements of bias."""
    return _problems(_of_dataset(read) if isinstance(read, Dataset) else _of_assessment(read))


def letters_line(problems: Sequence[Problem]) -> str:
    """One line for those who draw; empty where every character can be shown."""
    if not problems:
        return ""
    texts = "1 text holds" if len(problems) == 1 else f"{len(problems)} texts hold"
    return (
        f"{texts} characters that drawings and the PDF show as code points in brackets "
        f"({problems[0].place}); review validate lists them (FONT01)"
    )


def _problems(texts: Iterator[tuple[Place, str]] | itertools.chain[tuple[Place, str]]) -> tuple[Problem, ...]:
    doubtful = [(place, text) for place, text in texts if not (text.isascii() and text.isprintable())]
    if not doubtful:
        return ()
    # Reading the fonts takes longer than checking a usual workbook, which has nothing to ask them.
    from review.render.drawable import lost_characters

    return tuple(_problem(place, text, lost) for place, text in doubtful if (lost := lost_characters(text)))


def _problem(place: Place, text: str, lost: Sequence[str]) -> Problem:
    from review.render.drawable import drawable

    named = ", ".join(map(_name, lost[:NAMED]))
    more = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
    shown = drawable("".join(lost[:1]))
    return Problem(
        "FONT01",
        "warning",
        place,
        f"the fonts of drawings and the PDF do not have {named}{more}",
        text,
        f"write it in Latin, Greek or Cyrillic letters; until then they show {shown}",
    )


def _name(character: str) -> str:
    """The character and its code point; a control character would garble the line."""
    code = f"U+{ord(character):04X}"
    return f"{character} ({code})" if character.isprintable() else code


def _of_dataset(dataset: Dataset) -> Iterator[tuple[Place, str]]:
    for row in _rows(dataset):
        for entry in row.filled:
            if isinstance(entry.value, str):
                yield entry.place, entry.value
            elif isinstance(entry.value, tuple):
                yield entry.place, "; ".join(entry.value)


def _rows(dataset: Dataset) -> Iterator[Row]:
    for study in dataset.studies:
        yield study.row
        yield from (report.row for report in study.reports)
        for cohort in study.cohorts:
            yield cohort.row
            yield from (response.row for response in cohort.responses)
            yield from (*cohort.survival, *cohort.safety, *cohort.patients)
    yield from dataset.unplaced


def _of_assessment(assessment: Assessment) -> Iterator[tuple[Place, str]]:
    for one in assessment.judgements:
        yield one.place, one.support
        yield one.place, one.source
    for text, place in assessment.overall.values():
        yield place, text


def _of_selection(selection: Selection, workspace: Workspace) -> Iterator[tuple[Place, str]]:
    """What the report says of the selection, each text once; a record by its id."""
    records, screening = workspace.shown(workspace.records), workspace.shown(workspace.screening)
    listed = {one.record_id: one for one in (*selection.excluded, *selection.unread, *selection.several)}
    for one in listed.values():
        for field in ("title", "authors", "journal", "year"):
            yield Place(records, cell=field, row=one.record_id), getattr(one, field)
        for field in ("why", "note", "role"):
            yield Place(screening, cell=field, row=one.record_id), getattr(one, field)
    told = (selection.flow, selection.why_no_flow, selection.searches, selection.agreement)
    for text in dict.fromkeys(text for part in told for text in _strings(part)):
        yield Place(screening), text


def _strings(value: Any) -> Iterator[str]:
    """Every text in dataclasses, mappings and sequences."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _of_document(shown: str, path: Path) -> Iterator[tuple[Place, str]]:
    return ((Place(shown, cell=key), text) for key, text in _texts(read_toml(path, shown), ""))


def _texts(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Every text of a TOML document with its dotted path."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{key}[{number}]")


def _of_missing_evidence(opened: OpenReview) -> Iterator[tuple[Place, str]]:
    file = opened.protocol.missing_evidence
    for item in opened.protocol.info.missing_evidence:
        for column in ("subject", "missing", "where_to_look"):
            yield Place(file, cell=column, row=item.subject), getattr(item, column)
