"""What a format gives back: entries, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from review.problems import Place, Problem, Severity
from review.progress import Progress

#: The columns of a record that an export can fill, in the order of records.csv.
CONTENT = (
    "title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid", "abstract",
    "url", "registry_ids", "record_type", "language", "source_uid", "keywords",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record as parsed.

    Parameters
    ----------
    line
        The line that it begins in, counted from 1; in a workbook the row.
    number
        Its place in the file, counted from 1.
    values
        Its text by column, of those in `CONTENT`; what the export leaves blank is absent.
    """

    line: int
    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedExport:
    """A whole export.

    Parameters
    ----------
    format
        Code of its format, a key of `review.screening.exports.formats.FORMATS`.
    starts
        How many records begin in it, counted without parsing them.
    """

    format: str
    starts: int
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


#: Records between two reports of progress.
_STEP = 200


class Findings:
    """The problems of one export, collected while it is read; it also tells how far the reading is.

    Examples
    --------
    >>> findings = Findings("pubmed.nbib")
    >>> findings.report("IMP01", "error", 12, 3, "holds nothing", fix="look at it")
    >>> print(findings.problems[0])
    pubmed.nbib · line 12 · record 3
      IMP01 error: holds nothing
      fix: look at it
    """

    def __init__(self, file: str, *, progress: Progress | None = None, records: int = 0) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._progress = progress
        self._records = records
        self._read = 0

    def one_read(self) -> None:
        """Tell that one record more was read, whatever came of it."""
        self._read += 1
        if self._progress and self._read % _STEP == 0:
            self._progress(self._read, max(self._records, self._read))

    def report(
        self,
        rule: str,
        severity: Severity,
        line: int,
        number: int,
        message: str,
        *,
        found: str = "",
        fix: str = "",
    ) -> None:
        """Add a problem at a line and, if `number` is not 0, at that record."""
        place = Place(self.file, cell=f"line {line}", row=f"record {number}" if number else "")
        self.problems.append(Problem(rule, severity, place, message, found[:120], fix))

    def named(self, rules: Iterable[str]) -> int:
        """How many problems of these rules there are."""
        wanted = set(rules)
        return sum(problem.rule in wanted for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenExport:
    """An export whose format is known, and whose records come one at a time.

    Parameters
    ----------
    format, starts
        As in `ParsedExport`.
    entries
        Its records, to be gone through once.
    findings
        What is wrong; complete when the entries have ended.
    """

    format: str
    starts: int
    entries: Iterator[Entry]
    findings: Findings

    def read(self) -> ParsedExport:
        """All of its records at once."""
        return ParsedExport(
            format=self.format, starts=self.starts, entries=tuple(self.entries),
            problems=tuple(self.findings.problems),
        )  # fmt: skip
