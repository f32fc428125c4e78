"""``review extract queries``: questions to authors, letters, and their answers into a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from review.extraction.contents import contents
from review.extraction.filled import SHEETS_MADE_ANEW
from review.extraction.queries import (
    Query,
    draw_queries,
    enter_answers,
    keep_answers,
    letter,
    read_queries,
)
from review.files.placing import free_name, put_into_place
from review.files.query_workbook import query_workbook
from review.files.workbook_reader import read_workbook
from review.files.workbook_writer import extraction_book, workbook_bytes
from review.problems import UnreadableFile
from review.workflow.opening import OpenReview, open_review


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions, the workbook that they stand in, and the letters that were written."""

    path: Path
    queries: tuple[Query, ...]
    letters: tuple[Path, ...]


def ask(start: Path, output: Path | None, *, letters: bool) -> Asked:
    """Write the workbook of questions, and on wish a letter per study; what was typed before is kept.

    A workbook of questions that stands there is read and never written over.
    """
    opened = open_review(start)
    if opened.dataset is None:
        raise UnreadableFile(f"{opened.workspace.shown(opened.workspace.extraction)}: holds no workbook yet")
    path = output or _usual_place(opened)
    shown = opened.workspace.shown(path) if output is None else path.as_posix()
    before = read_queries(read_workbook(path, file=shown)) if path.exists() else ()
    queries = keep_answers(draw_queries(opened.dataset), before)
    made = free_name(path)
    put_into_place(made, query_workbook(queries))
    return Asked(made, queries, _letters(opened, queries) if letters else ())


def _usual_place(opened: OpenReview) -> Path:
    return opened.workspace.root / "extraction_forms" / "queries.xlsx"


def _letters(opened: OpenReview, queries: Sequence[Query]) -> tuple[Path, ...]:
    assert opened.dataset is not None
    written = []
    for study in opened.dataset.studies:
        mine = [query for query in queries if query.study_id == study.study_id and not query.answer]
        if mine:
            path = free_name(opened.workspace.root / "extraction_forms" / "letters" / f"{study.study_id}.txt")
            text = letter(study, mine, title=opened.protocol.info.title)
            put_into_place(path, text.encode("utf-8"))
            written.append(path)
    return tuple(written)


@dataclass(frozen=True, slots=True)
class Entered:
    """A workbook with the answers in it, the answers that became rows, and those that a person must type."""

    path: Path
    entered: tuple[Query, ...]
    left: tuple[Query, ...]


def enter(start: Path, answered: Path, output: Path | None) -> Entered:
    """Write a new workbook: that of the workspace with the authors' answers as a source of their own.

    Raises
    ------
    UnreadableFile
        Where there is no workbook, or no answer in the queries.
    """
    opened = open_review(start)
    workbook = opened.workspace.workbook()
    if workbook is None:
        raise UnreadableFile(f"{opened.workspace.shown(opened.workspace.extraction)}: holds no workbook yet")
    queries = [query for query in read_queries(read_workbook(answered)) if query.answer]
    if not queries:
        raise UnreadableFile(f"{answered}: holds no answer; type answers into the column answer")
    book = read_workbook(workbook, file=opened.workspace.shown(workbook))
    held = contents(book, opened.form, made_by_us=SHEETS_MADE_ANEW)
    done = enter_answers(held, opened.form, queries)
    folder = opened.workspace.root / "extraction_forms"
    path = free_name(output or folder / f"{workbook.stem}-with-answers.xlsx")
    put_into_place(path, workbook_bytes(extraction_book(opened.form, done.contents, title=opened.form.title)))
    return Entered(path, done.entered, done.left)
