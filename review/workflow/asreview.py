"""``review screen export`` and ``review screen labels``: to ASReview and back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from review.files.placing import put_into_place
from review.files.screening_forms import screening_form
from review.files.screening_workbook import workbook_bytes
from review.files.tables import read_table
from review.problems import Place, Problem, UnreadableFile
from review.screening.asreview import (
    LABEL_COLUMNS,
    LabelledRow,
    asreview_ris,
    asreview_table,
    read_labels,
    row_of_table,
    rows_of_ris,
)
from review.screening.ledger import Standing
from review.screening.plan import Stage
from review.screening.relevance import learnt_from
from review.workflow.reviewer_forms import free_place, known_reviewer, workbooks_of
from review.workflow.screening import MadeForm, OpenScreening

STAGE: Stage = "title-abstract"
KINDS = (".csv", ".ris")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLabels:
    """What became of the labels of a file.

    Parameters
    ----------
    made
        The workbook with the decisions that were new.
    same
        Labels that say what the reviewer, or the review, has decided already.
    unlabelled
        Rows without a label.
    """

    made: MadeForm
    same: int
    unlabelled: int
    problems: tuple[Problem, ...]


def export_for_asreview(screening: OpenScreening, reviewer: str, output: Path) -> tuple[str, int, int]:
    """Write the records to screen as ASReview reads them; the path, how many, and how many with a label.

    The labels are what the reviewer decided and what is settled: nothing that would tell what another
    reviewer said of a record that is still open.

    Raises
    ------
    UnreadableFile
        Where the review has no such reviewer, or for an ending that is neither .csv nor .ris.
    """
    known_reviewer(screening, reviewer)
    labels = learnt_from(screening.ledger, reviewer)
    records = [one.record for one in screening.ledger.to_screen(STAGE)]
    ending = output.suffix.lower()
    if ending not in KINDS:
        raise UnreadableFile(f"{output.name}: ends in none of {', '.join(KINDS)}")
    if ending == ".ris":
        content = asreview_ris(records, labels)
    else:
        text = StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        head, rows = asreview_table(records, labels)
        writer.writerow(head)
        writer.writerows(rows)
        content = text.getvalue()
    put_into_place(output, content.encode(), overwrite=True)
    return screening.opened.workspace.shown(output), len(records), len(labels)


def import_labels(screening: OpenScreening, reviewer: str, path: Path) -> ReadLabels:
    """Put the labels of ASReview's file into a new workbook of the reviewer, as decisions.

    A decision that stands in a workbook is never overridden: where the label says otherwise, it is named and
    left out.

    Raises
    ------
    UnreadableFile
        Where the review has no such reviewer, or the file holds no labels.
    """
    known_reviewer(screening, reviewer)
    shown = screening.opened.workspace.shown(path)
    ledger = screening.ledger
    standings = {one.record.record_id: one for one in ledger.standings}
    read = read_labels(_rows(path, shown), [one.record for one in ledger.standings])
    problems = list(read.problems)
    new: list[Standing] = []
    labels = {}
    same = 0
    for record_id, label in read.of.items():
        standing = _screened_one(standings, record_id)
        stands, where = _stands(screening, standing, reviewer)
        if stands is None:
            if standing.record.record_id not in labels:
                new.append(standing)
                labels[standing.record.record_id] = label
        elif stands == label:
            same += 1
        else:
            problems.append(_conflict(read.places[record_id], standing, label, where))
    made = _workbook(screening, reviewer, new, labels, path.name)
    return ReadLabels(made=made, same=same, unlabelled=read.unlabelled, problems=tuple(problems))


def _screened_one(standings: dict[str, Standing], record_id: str) -> Standing:
    """The record itself, or the one that it repeats."""
    standing = standings[record_id]
    return standings.get(standing.duplicate_of, standing) if standing.duplicate_of else standing


def _stands(screening: OpenScreening, standing: Standing, reviewer: str) -> tuple[bool | None, str]:
    """Whether the record goes on by what stands already, and where that stands; None where nothing does."""
    record_id = standing.record.record_id
    for one in screening.ledger.decisions:
        if (one.record_id, one.stage, one.reviewer) == (record_id, STAGE, reviewer) and not one.adjudicated:
            return one.choice in ("include", "unclear"), str(one.place)
    verdict = standing.title_abstract
    if standing.fate.startswith("removed"):
        return False, f"{standing.fate} before screening"
    if verdict and verdict.settled:
        return verdict.state == "include", f"settled by {verdict.settled_by}"
    return None, ""


def _conflict(place: Place, standing: Standing, label: bool, where: str) -> Problem:
    words = ("relevant", "goes on") if label else ("irrelevant", "is excluded")
    other = "is excluded" if label else "goes on"
    return Problem(
        "SCR25", "warning", place,
        f"{standing.record.record_id} is labelled {words[0]}, and {other} by the review ({where}); "
        "the decision stands",
        words[0], "look at the record again; whoever decided may change the decision in the workbook",
    )  # fmt: skip


def _workbook(
    screening: OpenScreening, reviewer: str, rows: list[Standing], labels: dict[str, bool], name: str
) -> MadeForm:
    own = workbooks_of(screening, STAGE, reviewer)
    before = sum(len(one.rows) for one in own)
    if not rows:
        return MadeForm(shown="", added=0, before=before)
    path, part = free_place(screening, STAGE, reviewer, own)
    filled = {
        one: {"decision": "include" if label else "exclude", "note": f"label of ASReview ({name})"}
        for one, label in labels.items()
    }
    table = screening_form(
        STAGE, reviewer, rows, screening.ledger.plan, review=screening.opened.protocol.info.title, part=part,
        filled=filled,
    )  # fmt: skip
    put_into_place(path, workbook_bytes(table))
    return MadeForm(shown=screening.opened.workspace.shown(path), added=len(rows), before=before, part=part)


def _rows(path: Path, shown: str) -> Iterator[LabelledRow]:
    try:
        head = path.read_bytes()[:4096]
    except OSError as error:
        raise UnreadableFile(f"{shown}: cannot be opened ({error.strerror})") from None
    if b"TY  -" in head and not head.startswith(b"PK"):
        yield from rows_of_ris(path.read_text(encoding="utf-8-sig", errors="replace"), shown)
        return
    sheet = read_table(path, shown)
    (_, header), *rows = sorted(sheet.rows.items()) or [(0, {})]
    columns = {str(cell.value).strip().lower(): at for at, cell in header.items()}
    label = next((name for name in LABEL_COLUMNS if name in columns), "")
    if not label:
        raise UnreadableFile(
            f"{shown}: no column of labels ({', '.join(LABEL_COLUMNS[:2])}); export the dataset from ASReview"
        )
    for number, cells in rows:
        values = {name: str(cells[at].value).strip() for name, at in columns.items() if at in cells}
        yield row_of_table(values, label, Place(shown, cell=f"line {number}"))
