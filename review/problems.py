"""A problem: what a check found, where it stands, and how to mend it.

Every check of the program returns problems and never raises on data, so that one pass reports
everything. To add a rule, add it where the data is checked (`review/extraction/rules/`) and give its
code a section in `docs/rules.md`; a code keeps its meaning for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a cell of a sheet, or a dotted path in a TOML file.

    Parameters
    ----------
    file
        Path as people write it: relative to the workspace, with forward slashes.
    sheet
        Name of the sheet; empty for a file that has none.
    cell
        Address such as ``K14``; for TOML the dotted path such as ``model.ci``; empty for the whole
        file or sheet.
    row
        The id that names the row for people (a cohort, a study), empty where there is none.

    Examples
    --------
    >>> print(Place("extraction/consensus.xlsx", "Responses", "K14", "sun2022_sts"))
    extraction/consensus.xlsx · Responses!K14 · sun2022_sts
    """

    file: str
    sheet: str = ""
    cell: str = ""
    row: str = ""

    def __str__(self) -> str:
        address = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        return " · ".join(part for part in (self.file, address, self.row) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a check.

    Parameters
    ----------
    rule
        Public code, such as ``SUM02``; each has a section in docs/rules.md.
    severity
        ``error`` bars whatever is computed from the cells that it names; ``warning`` asks a person to
        look; ``note`` is stated in the report.
    found
        What stands there, as text, so that a reader recognises it.
    fix
        One sentence: how to mend it.
    bars
        Addresses, in the sheet of `place`, that must not be used while an error stands; the cell of
        `place` unless given.

    Examples
    --------
    >>> problem = Problem("SUM02", "error", Place("consensus.xlsx", "Responses", "K14", "sun2022_sts"),
    ...                   "CR + PR + SD + PD = 33, but n_evaluable is 32", "33", "re-read the report")
    >>> print(problem)
    consensus.xlsx · Responses!K14 · sun2022_sts
      SUM02 error: CR + PR + SD + PD = 33, but n_evaluable is 32
      fix: re-read the report
    """

    rule: str
    severity: Severity
    place: Place
    message: str
    found: str = ""
    fix: str = ""
    bars: tuple[str, ...] = ()

    @property
    def barred_cells(self) -> tuple[str, ...]:
        """Addresses that no number may be computed from: none unless this is an error."""
        if self.severity != "error":
            return ()
        return self.bars or ((self.place.cell,) if self.place.cell else ())

    def __str__(self) -> str:
        lines = [str(self.place), f"  {self.rule} {self.severity}: {self.message}"]
        if self.fix:
            lines.append(f"  fix: {self.fix}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, str]:
        """The object that ``review validate --json`` prints."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "row": self.place.row,
            "message": self.message,
            "found": self.found,
            "fix": self.fix,
        }

    @classmethod
    def from_dict(cls, item: dict[str, str]) -> Problem:
        """The inverse of `to_dict`; which further cells were barred is not kept there."""
        severity = next(known for known in SEVERITIES if known == item["severity"])
        place = Place(item["file"], item["sheet"], item["cell"], item["row"])
        return cls(item["rule"], severity, place, item["message"], item["found"], item["fix"])


class UnreadableFile(Exception):
    """A file that cannot be read at all: the command ends with exit code 2 and this one line.

    The message says what the file is and what to do, without a traceback.
    """


def count_by_severity(problems: Iterable[Problem]) -> dict[Severity, int]:
    """How many errors, warnings and notes there are; every severity is a key.

    >>> count_by_severity([])
    {'error': 0, 'warning': 0, 'note': 0}
    """
    counts: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    for problem in problems:
        counts[problem.severity] += 1
    return counts
