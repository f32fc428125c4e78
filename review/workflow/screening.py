"""The screening of a workspace: its ledger read, its workbooks made, its progress told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from review.files.duplicates_file import read_links
from review.files.placing import put_into_place
from review.files.records_file import Search, read_records, read_searches
from review.files.search_tables import read_previous, read_removed
from review.problems import Place, Problem
from review.screening.decisions import read_decisions
from review.screening.duplicates.links import duplicates_of
from review.screening.filled import FilledSheet
from review.screening.ledger import Ledger, PreviousReport, keep_ledger
from review.screening.plan import Stage
from review.screening.relevance import Ranked
from review.screening.sought import read_sought
from review.workflow.opening import OpenReview

#: Words for the role of a report, where the form of the extraction has no such field.
ANY_ROLE = ("primary", "secondary")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenScreening:
    """The screening as read.

    Parameters
    ----------
    sheets
        The workbooks, as they stand in the folder.
    inputs
        Every file that was read, for the provenance.
    """

    opened: OpenReview
    ledger: Ledger
    sheets: tuple[FilledSheet, ...]
    searches: tuple[Search, ...]
    inputs: tuple[Path, ...]

    @property
    def not_deduplicated(self) -> int:
        """Records imported after duplicates were last looked for; 0 where they never were."""
        if not self.opened.workspace.duplicates.is_file():
            return 0
        return sum(search.new for search in self.searches if search.deduplicated == "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeForm:
    """A workbook that was made; without a path there was nothing to put into one.

    Parameters
    ----------
    ordered
        The order of relevance of its rows; None where they stand as they were imported.
    """

    shown: str
    added: int
    before: int
    part: int = 1
    ordered: Ranked | None = None


def open_screening(opened: OpenReview) -> OpenScreening:
    """Read records, duplicates and every screening workbook.

    Raises
    ------
    UnreadableFile
        Where a file cannot be read at all.
    """
    from review.files.screening_reader import read_screening_workbook

    workspace, plan = opened.workspace, opened.protocol.screening
    inputs: list[Path] = []

    def there(name: str) -> Path | None:
        path = workspace.search / name
        if path.is_file():
            inputs.append(path)
            return path
        return None

    records = read_records(path, workspace.shown(path)) if (path := there("records.csv")) else ()
    searches = read_searches(path, workspace.shown(path)) if (path := there("searches.csv")) else ()
    links = read_links(path, workspace.shown(path)) if (path := there("duplicates.csv")) else ()
    removed = read_removed(path, workspace.shown(path)) if (path := there("removed.csv")) else {}
    previous: tuple[PreviousReport, ...] = ()
    if plan.previous:
        path = workspace.root / plan.previous
        previous = read_previous(path, plan.previous)
        inputs.append(path)
    problems: list[Problem] = []
    sheets: list[FilledSheet] = []
    for path in workspace.screening_workbooks():
        read = read_screening_workbook(path, file=workspace.shown(path))
        inputs.append(path)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            sheets.append(read)
    ids = {record.record_id for record in records}
    problems += _strangers(removed, ids, workspace.shown(workspace.search / "removed.csv"))
    decisions, wrong = read_decisions([one for one in sheets if not one.reports], plan, ids)
    sought, strange = read_sought([one for one in sheets if one.reports], ids, _roles(opened))
    ledger = keep_ledger(
        records,
        plan=plan,
        decisions=decisions,
        sought=sought,
        duplicates=duplicates_of([record.record_id for record in records], links),
        removed=removed,
        previous=previous,
        problems=(*problems, *wrong, *strange),
    )
    return OpenScreening(
        opened=opened, ledger=ledger, sheets=tuple(sheets), searches=searches, inputs=tuple(inputs)
    )


def _strangers(removed: Iterable[str], ids: Collection[str], shown: str) -> list[Problem]:
    fix = "copy the id from extraction_forms/search/records.csv"
    return [
        Problem("SCR03", "error", Place(shown, row=one), f"there is no record '{one}'", one, fix)
        for one in removed
        if one not in ids
    ]


def make_conflicts(screening: OpenScreening, stage: Stage) -> MadeForm:
    """Put the conflicts that stand in no adjudication workbook yet into a new one."""
    from review.files.screening_forms import adjudication_form
    from review.files.screening_workbook import workbook_bytes

    ledger = screening.ledger
    own = [one for one in screening.sheets if one.stage == stage and one.adjudication]
    seen = ids_of(own)
    conflicts = [
        (standing, verdict)
        for standing in ledger.to_screen(stage)
        if (verdict := ledger.verdict(standing, stage))
        and verdict.state == "conflict"
        and verdict.record_id not in seen
    ]
    if not conflicts:
        return MadeForm(shown="", added=0, before=len(seen))
    path, part = free_name_of_series(screening, f"{stage}_adjudicated", own)
    table = adjudication_form(
        stage, conflicts, ledger.plan, review=screening.opened.protocol.info.title, part=part
    )
    put_into_place(path, workbook_bytes(table))
    return MadeForm(
        shown=screening.opened.workspace.shown(path), added=len(conflicts), before=len(seen), part=part
    )


def make_reports(screening: OpenScreening) -> MadeForm:
    """Put the reports sought that stand in no table of reports yet into a new one."""
    from review.files.screening_forms import reports_form
    from review.files.screening_workbook import workbook_bytes

    own = [one for one in screening.sheets if one.reports]
    seen = ids_of(own)
    sought = [one for one in screening.ledger.standings if one.sought and one.record.record_id not in seen]
    if not sought:
        return MadeForm(shown="", added=0, before=len(seen))
    path, part = free_name_of_series(screening, "reports", own)
    table = reports_form(
        sought, _roles(screening.opened), review=screening.opened.protocol.info.title, part=part
    )
    put_into_place(path, workbook_bytes(table))
    return MadeForm(
        shown=screening.opened.workspace.shown(path), added=len(sought), before=len(seen), part=part
    )


def free_name_of_series(screening: OpenScreening, name: str, own: Sequence[FilledSheet]) -> tuple[Path, int]:
    """The next workbook of a series, under a name that is free: what stands there is never written over."""
    part = max((one.part for one in own), default=0) + 1
    folder = screening.opened.workspace.screening
    while (path := folder / f"{name}{f'_{part}' if part > 1 else ''}.xlsx").exists():
        part += 1
    return path, part


def ids_of(sheets: Iterable[FilledSheet], *, criteria: str = "") -> set[str]:
    """The records of these workbooks; with `criteria` only those given under that version."""
    return {
        row.text("record_id") for sheet in sheets for row in sheet.rows
        if not criteria or row.text("criteria") == criteria
    }  # fmt: skip


def _roles(opened: OpenReview) -> tuple[str, ...]:
    reports = next((sheet for sheet in opened.form.sheets if sheet.name == "Reports"), None)
    role = next((field for field in reports.fields if field.name == "role"), None) if reports else None
    return role.choices if role and role.choices else ANY_ROLE
