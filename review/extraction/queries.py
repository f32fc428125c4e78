"""Open questions to authors: drawn from what the checks found, with the answers that came back.

An answer enters as a source of its own: a report of the study, with a row that says what the authors say. The
row that was in question stays as its report printed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from review.extraction.cells import WorkbookCells
from review.extraction.contents import Contents, RowContents
from review.extraction.dataset import Dataset, Row, Study
from review.extraction.form import Form
from review.extraction.reading import printed_text
from review.problems import Problem

QUERIES = "Queries"

#: Columns of the sheet Queries, by the names in its first row.
QUERY_COLUMNS = (
    "study_id", "sheet", "row", "field", "cell", "about", "question", "sent", "answer", "answered", "who",
)  # fmt: skip

#: What people fill in; it is kept when the queries are drawn anew.
TYPED = ("question", "sent", "answer", "answered", "who")

#: Rules whose problems stand in the report itself, with what is asked; others are slips of whoever typed.
_ASKED: Mapping[str, str] = {
    "SUM01": "In which category are the patients that are in none?",
    "SUM02": "Which of the counts is right?",
    "SUM03": "How many patients responded?",
    "PCT01": "Which of the numbers are right?",
    "PCT03": "In how many patients was the percentage counted?",
    "PCT05": "Which of the numbers are right?",
    "CI01": "How was the interval computed?",
    "CI02": "At which level was the interval computed?",
    "CI03": "Which of the numbers are right?",
    "DEN02": "How many patients were enrolled, and how many treated?",
    "DEN03": "How many patients were evaluable?",
    "DEN04": "How many patients had at least one such event?",
    "RESP02": "Why are fewer patients evaluable at the later cut-off?",
    "RESP06": "Which of the numbers are right?",
    "TIME01": "Which of the numbers are right?",
    "TIME04": "Which of the medians are right?",
}

#: What is asked where a count that a rate needs was looked for and not found.
_MISSING: Mapping[str, str] = {
    "n_evaluable": "In how many patients was the response assessed?",
    "responders": "How many patients had a complete or partial response?",
}

_HEADER_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question about one cell, with what came of it; all texts, as they stand in the workbook.

    Parameters
    ----------
    row
        The id that names the row: a cohort or a study.
    about
        What was found, with the code of the rule.
    sent, answered
        When; as people write dates.
    """

    study_id: str
    sheet: str
    row: str
    field: str
    cell: str
    about: str
    question: str
    sent: str = ""
    answer: str = ""
    answered: str = ""
    who: str = ""

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What makes two queries the same: the field of a row, and the rule."""
        return self.sheet, self.row, self.field, self.about.split(":")[0]


def draw_queries(data: Dataset) -> tuple[Query, ...]:
    """The questions that the checks leave to the authors of included studies, study by study.

    Examples
    --------
    >>> draw_queries(Dataset(()))
    ()
    """
    found: list[Query] = []
    for study in data.studies:
        if study.row.value("included") == "no":
            continue
        rows = tuple(_rows(study))
        cells = {
            (e.place.sheet, e.place.cell): (name, row) for row in rows for name, e in row.entries.items()
        }
        for problem in data.problems:
            at = cells.get((problem.place.sheet, problem.place.cell))
            if at and problem.rule in _ASKED:
                found.append(_query(study, at[1], at[0], problem))
        for cohort in study.cohorts:
            for response in cohort.responses:
                found += _missing(study, response.row)
    return tuple(found)


def _rows(study: Study) -> Iterator[Row]:
    yield study.row
    for cohort in study.cohorts:
        yield cohort.row
        yield from (response.row for response in cohort.responses)
        yield from cohort.survival
        yield from cohort.safety


def _query(study: Study, row: Row, field: str, problem: Problem) -> Query:
    return Query(
        study_id=study.study_id,
        sheet=row.sheet,
        row=row.key,
        field=field,
        cell=problem.place.cell,
        about=f"{problem.rule}: {problem.message}",
        question=f"{problem.message[:1].upper()}{problem.message[1:]}. {_ASKED[problem.rule]}",
    )


def _missing(study: Study, row: Row) -> Iterator[Query]:
    for field, question in _MISSING.items():
        told = row.count("cr") is not None and row.count("pr") is not None and field == "responders"
        if row[field].missing in ("NR", "UNCLEAR") and not told:
            yield Query(
                study_id=study.study_id,
                sheet=row.sheet,
                row=row.key,
                field=field,
                cell=row[field].place.cell,
                about=f"missing: {field} is {row[field].missing}",
                question=question,
            )


def read_queries(workbook: WorkbookCells) -> tuple[Query, ...]:
    """The queries of a workbook, with what people typed there."""
    cells = workbook.sheet(QUERIES)
    if cells is None:
        return ()
    names = {number: printed_text(cell) for number, cell in cells.rows.get(1, {}).items()}
    found = []
    for at in sorted(cells.rows):
        texts = {names.get(number, ""): printed_text(cell) for number, cell in cells.rows[at].items()}
        if at > _HEADER_ROWS and texts.get("study_id"):
            found.append(Query(**{name: texts.get(name, "") for name in QUERY_COLUMNS}))
    return tuple(found)


def keep_answers(drawn: Sequence[Query], before: Sequence[Query]) -> tuple[Query, ...]:
    """The queries drawn now with what was typed about them before, then those that are no longer drawn."""
    known = {query.subject: query for query in before}
    kept = [
        replace(query, **{name: getattr(known[query.subject], name) for name in TYPED})
        if query.subject in known
        else query
        for query in drawn
    ]
    subjects = {query.subject for query in drawn}
    return (*kept, *(query for query in before if query.subject not in subjects))


def letter(study: Study, queries: Sequence[Query], *, title: str) -> str:
    """The text of a letter to the authors of one study: its unanswered questions, numbered.

    Parameters
    ----------
    title
        The title of the review.
    """
    name = study.row.text("title") or study.study_id
    year = study.row.text("year")
    labels = {cohort.cohort_id: cohort.row.text("label") or cohort.cohort_id for cohort in study.cohorts}
    lines = [
        f"Dear {study.row.text('first_author') or 'authors'},",
        "",
        f"we are preparing a systematic review, “{title}”, and have included your study",
        f"{name}{f' ({year})' if year else ''}.",
        "",
        "We could not settle the following from what is published:",
        "",
    ]
    for number, query in enumerate(queries, start=1):
        lines += [f"{number}. {labels.get(query.row, query.row)}: {query.question}"]
    lines += [
        "",
        "A number or a page would help us. Your answer will be cited in the review as a personal",
        "communication; if you would rather not be cited, please say so.",
        "",
        "With kind regards",
        "",
    ]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of entering answers: the workbook's contents, and the answers that found no place.

    Parameters
    ----------
    entered
        The queries whose answer has become a row.
    left
        Those about sheets that hold no source of a number: they must be typed by a person.
    """

    contents: Contents
    entered: tuple[Query, ...]
    left: tuple[Query, ...]


def enter_answers(held: Contents, form: Form, queries: Sequence[Query]) -> Answered:
    """Add to a workbook what authors answered: for each study a report, for each row in question a row of it.

    The new row repeats the one in question with the answers in it; an analysis says which report counts
    (``[responses.prefer]``, ``report_id``).
    """
    rows = {name: list(of_sheet) for name, of_sheet in held.rows.items()}
    entered: list[Query] = []
    left: list[Query] = []
    for query in queries:
        if not query.answer:
            continue
        if not _has_reports(form, query):
            left.append(query)
            continue
        sheet = form[query.sheet]
        report = f"{query.study_id}_authors"
        mine = [row for row in rows[query.sheet] if row.texts.get("cohort_id") == query.row]
        at = next((i for i, row in enumerate(rows[query.sheet]) if _belongs(row, query, report)), None)
        asked = [row for row in mine if row.texts.get("report_id") != report and _is_asked(row, held, query)]
        if at is None and len(asked) != 1:
            left.append(query)
            continue
        note = {"note": _said(query)} if "note" in sheet else {}
        if at is None:
            texts = {**asked[0].texts, "report_id": report, "source_location": _said(query), "source_url": ""}
            texts |= {query.field: query.answer, **note}
            rows[query.sheet].append(RowContents(0, {name: text for name, text in texts.items() if text}))
        else:
            texts = {**rows[query.sheet][at].texts, query.field: query.answer}
            rows[query.sheet][at] = RowContents(0, texts)
        if all(row.texts.get("report_id") != report for row in rows["Reports"]):
            rows["Reports"].append(RowContents(0, _report(query, report)))
        entered.append(query)
    return Answered(replace(held, rows={n: tuple(r) for n, r in rows.items()}), tuple(entered), tuple(left))


def _belongs(row: RowContents, query: Query, report: str) -> bool:
    return row.texts.get("cohort_id") == query.row and row.texts.get("report_id") == report


def _has_reports(form: Form, query: Query) -> bool:
    """Whether a row of the sheet in question says which report it was read in."""
    if query.sheet not in form:
        return False
    sheet = form[query.sheet]
    return "report_id" in sheet and not sheet.key and query.field in sheet


def _is_asked(row: RowContents, held: Contents, query: Query) -> bool:
    """Whether a row is the one in question: of several rows of a cohort the one at the query's cell."""
    same = [one for one in held.rows[query.sheet] if one.texts.get("cohort_id") == query.row]
    return len(same) == 1 or str(row.number) == query.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _said(query: Query) -> str:
    when = f", {query.answered}" if query.answered else ""
    return f"Answer of the authors{when}"


def _report(query: Query, report: str) -> dict[str, str]:
    return {
        "report_id": report,
        "study_id": query.study_id,
        "role": "update",
        "report_type": "personal communication",
        "citation": f"{_said(query)} (personal communication)",
        "source_tier": "NA",
        "data_cutoff": "NR",
    }
