"""``review import``: search exports into the ledger of records.

A stream: each record is read, given its id and written before the next one is read. Beside the texts of the
exports only ids are kept, so that a record which was there before is known again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from pathlib import Path

from review.document import did_you_mean
from review.files.placing import placing_together, put_into_place
from review.files.records_file import Search, adding_records, read_searches, write_searches
from review.files.search_exports import Export, open_export
from review.files.workspace import Workspace
from review.problems import Place, Problem, UnreadableFile
from review.progress import Progress
from review.screening.exports.entry import CONTENT, Entry
from review.screening.identity import record_ids
from review.screening.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """What one export brought.

    Parameters
    ----------
    new
        Records that no earlier export of this source had brought.
    without
        How many of its records lack a column, for those that screening and deduplication live on.
    """

    file: str
    format: str
    starts: int
    records: int
    new: int
    problems: tuple[Problem, ...]
    without: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import brought: file by file, and what concerns all of them."""

    source: str
    files: tuple[ImportedFile, ...]
    problems: tuple[Problem, ...]

    @property
    def records(self) -> int:
        """Records that were read, known ones among them."""
        return sum(file.records for file in self.files)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Of the files, then of the whole."""
        return (*(problem for file in self.files for problem in file.problems), *self.problems)

    def to_dict(self) -> dict[str, object]:
        """The object of ``review import --json``."""
        return {
            "schema": 1,
            "records": self.records,
            "new": sum(file.new for file in self.files),
            "files": [
                {
                    "file": file.file,
                    "format": file.format,
                    "starts": file.starts,
                    "records": file.records,
                    "new": file.new,
                    "problems": [problem.to_dict() for problem in file.problems],
                }
                for file in self.files
            ],
            "problems": [problem.to_dict() for problem in self.problems],
        }


#: Columns whose absence people ask about.
_WATCHED = ("title", "abstract", "year", "doi")


def import_exports(
    start: Path, paths: Sequence[Path], *, source: str, kind: str = "database", hits: int | None = None,
    searched: str = "", progress: Progress | None = None, columns: Mapping[str, str] | None = None,
) -> Imported:  # fmt: skip
    """Read search exports, keep them unchanged in the workspace, and add their records to the ledger.

    Parameters
    ----------
    source, kind
        Name of the source, and one of `review.screening.records.SOURCE_KINDS`.
    hits
        How many records the source says that it found, over all files together.
    searched
        The date of the search, ISO 8601.
    progress
        Called with how many records of a file were read, and of how many.
    columns
        For tables with other headings: the heading of each column of a record that is to be named.

    Raises
    ------
    UnreadableFile
        Where a file is no search export; then nothing is imported of any.
    """
    workspace = Workspace.find(start)
    naming = _naming(columns or {})
    exports = [open_export(path, workspace.shown(path), progress=progress, naming=naming) for path in paths]
    log = list(read_searches(workspace.searches, workspace.shown(workspace.searches)))
    said = "" if hits is None else str(hits)
    files: list[ImportedFile] = []
    copies: dict[Path, Export] = {}
    with placing_together():
        with adding_records(workspace.records, workspace.shown(workspace.records)) as add:
            for export in exports:
                counted = _Counted(export.opened.entries)
                before = next((search for search in log if search.sha256 == export.sha256), None)
                if before:
                    if before.source == source and (told := _told_later(before, said, searched)) != before:
                        log[log.index(before)] = told
                        said = ""
                    counted.to_the_end()
                    files.append(
                        _imported(export, counted, before.file, 0, [_known_file(export, before, source)])
                    )
                    continue
                place = _place(workspace, export, copies)
                copies[place] = export
                file = workspace.shown(place)
                new = add(_records(counted, export, file, source, kind, searched))
                log.append(
                    Search(
                        file=file, sha256=export.sha256, source=source, kind=kind, searched=searched,
                        hits=said, starts=export.opened.starts, records=counted.records, new=new,
                        format=export.opened.format, deduplicated="no" if new else "",
                    )
                )  # fmt: skip
                said = ""
                files.append(_imported(export, counted, file, new, export.opened.findings.problems))
        for place, export in copies.items():
            if not place.exists():
                put_into_place(place, export.content(workspace.shown(export.path)))
        write_searches(workspace.searches, log)
    shown = workspace.shown(workspace.searches)
    return Imported(
        source=source, files=tuple(files), problems=tuple(_reconciled(files, source, hits, shown))
    )


class _Counted:
    """Entries that are counted as they go by: all of them, and those that lack a column."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self.records = 0
        self.missing = dict.fromkeys(_WATCHED, 0)

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self.records += 1
            for column in _WATCHED:
                self.missing[column] += column not in entry.values
            yield entry

    def to_the_end(self) -> None:
        """Count those that nobody asks for."""
        for _ in self:
            pass


def _told_later(before: Search, hits: str, searched: str) -> Search:
    """The row of an export imported before, with what nobody said then; what was said stays."""
    return replace(before, hits=before.hits or hits, searched=before.searched or searched)


def _naming(columns: Mapping[str, str]) -> dict[str, str]:
    for column in columns:
        if column not in CONTENT:
            raise UnreadableFile(
                f"--column: '{column}' is no column of a record; {did_you_mean(column, CONTENT)}"
            )
    return {wanted.strip().casefold(): column for column, wanted in columns.items()}


def _records(
    entries: Iterable[Entry], export: Export, file: str, source: str, kind: str, searched: str
) -> Iterator[Record]:
    for record_id, entry in record_ids(entries, source):
        yield Record(
            record_id=record_id, source=source, kind=kind, file=file, line=entry.line, searched=searched,
            sha256=export.sha256, **entry.values,
        )  # fmt: skip


def _place(workspace: Workspace, export: Export, taken: Collection[Path]) -> Path:
    """Where the export shall stand: where it lies, if in the workspace; else under a name that is free."""
    folder = workspace.search
    if export.path.resolve().is_relative_to(folder.resolve()):
        return export.path
    name, ending = export.path.stem, export.path.suffix
    names = (f"{name}{f'-{number}' if number > 1 else ''}{ending}" for number in count(1))
    return next(
        place
        for place in (folder / name for name in names)
        if place not in taken
        and (not place.exists() or sha256(place.read_bytes()).hexdigest() == export.sha256)
    )


def _imported(
    export: Export, counted: _Counted, file: str, new: int, problems: Sequence[Problem]
) -> ImportedFile:
    return ImportedFile(
        file=file,
        format=export.opened.format,
        starts=export.opened.starts,
        records=counted.records,
        new=new,
        # The copy is what stays; it is equal to the file that was named.
        problems=tuple(replace(one, place=replace(one.place, file=file)) for one in problems),
        without=tuple((column, n) for column, n in counted.missing.items() if n),
    )


def _known_file(export: Export, before: Search, source: str) -> Problem:
    other = "" if before.source == source else f" as an export of {before.source}"
    return Problem(
        "IMP09", "warning" if other else "note", Place(before.file),
        f"the same file was imported before{other}; nothing was added", export.path.name,
        f"if it belongs to {source}, remove its rows from searches.csv and records.csv, and import it again"
        if other
        else "",
    )  # fmt: skip


def _reconciled(files: Sequence[ImportedFile], source: str, hits: int | None, log: str) -> Iterator[Problem]:
    read = sum(file.records for file in files)
    if hits is not None and hits != read:
        yield Problem(
            "IMP10", "warning", Place(log, row=source),
            f"{source} reported {hits} hits, and {read} records were read", f"{hits} hits, {read} records",
            "export what is missing (many sources give only part of the hits at once), or note the reason"
            if read < hits
            else "check the number of hits, or whether a file belongs to another search",
        )  # fmt: skip
