"""The workspace: the folder that holds review.toml, and what stands where in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from review.problems import UnreadableFile

PROTOCOL = "review.toml"

#: What the names of commented copies end in; a copy is not one of the workbooks of a review.
ANNOTATED = "-annotated"

#: What is added to the name of a workbook that was made from another one, beside it.
MIGRATED = "-migrated"
_MADE_FROM = re.compile(rf"(?P<old>.+?)(?:{MIGRATED}|-\d+)*")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A review's folder; every path of the program's messages is relative to it."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Workspace:
        """The workspace that `start` lies in, looking upward as git does.

        Raises
        ------
        UnreadableFile
            Where no folder above holds a review.toml.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / PROTOCOL).is_file():
                return cls(folder)
        raise UnreadableFile(
            f"{start}: no {PROTOCOL} here or in any folder above; go to your review's folder, "
            "name it with -C, or make one with: review init DIR"
        )

    def shown(self, path: Path) -> str:
        """A path as messages show it: relative to the workspace, with forward slashes."""
        path = path.resolve()
        return (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()

    @property
    def protocol(self) -> Path:
        """The protocol."""
        return self.root / PROTOCOL

    @property
    def extraction(self) -> Path:
        """The folder of the extraction workbooks."""
        return self.root / "extraction_forms" / "extraction"

    @property
    def search(self) -> Path:
        """The folder of the search exports and of the ledger that is made from them."""
        return self.root / "extraction_forms" / "search"

    @property
    def records(self) -> Path:
        """Every record that has been imported."""
        return self.search / "records.csv"

    @property
    def searches(self) -> Path:
        """The search log: one row an export."""
        return self.search / "searches.csv"

    @property
    def screening(self) -> Path:
        """The folder of the screening workbooks."""
        return self.root / "extraction_forms" / "screening"

    def screening_workbooks(self) -> tuple[Path, ...]:
        """Every screening workbook, lock files of open programs left out."""
        return _workbooks(self.screening)

    @property
    def duplicates(self) -> Path:
        """The links between records."""
        return self.search / "duplicates.csv"

    def doubtful_workbooks(self) -> tuple[Path, ...]:
        """The workbooks in which people decide on doubtful pairs, oldest first."""
        found = [path for path in self.search.glob("doubtful*.xlsx") if not path.name.startswith(("~$", "."))]
        return tuple(sorted(found, key=lambda path: (len(path.name), path.name)))

    @property
    def risk_of_bias(self) -> Path:
        """The folder of the workbooks of risk of bias."""
        return self.root / "extraction_forms" / "risk_of_bias"

    def analyses(self) -> dict[str, Path]:
        """The analysis files by name, in the order of their names."""
        return {path.stem: path for path in sorted((self.root / "analyses").glob("*.toml"))}

    def reports(self, analysis: str) -> Path:
        """Where the outputs of an analysis go."""
        return self.root / "reports" / analysis

    def extraction_workbooks(self) -> tuple[Path, ...]:
        """Every extraction workbook; lock files of open programs and commented copies are none."""
        return tuple(path for path in _workbooks(self.extraction) if ANNOTATED not in path.stem)

    def workbook(self) -> Path | None:
        """The workbook that analyses read: the consensus, else the only one; None where there is none.

        Raises
        ------
        UnreadableFile
            Where several extractors' workbooks stand there and no consensus.
        """
        found = self.extraction_workbooks()
        consensus = self.extraction / "consensus.xlsx"
        if consensus in found:
            return consensus
        if len(found) > 1:
            _refuse_both(self.shown(self.extraction), found)
            names = ", ".join(path.name for path in found)
            raise UnreadableFile(
                f"{self.shown(self.extraction)}: {names} and no consensus.xlsx; reconcile them first: "
                f"review reconcile {self.shown(found[0])} {self.shown(found[1])} -o {self.shown(consensus)}"
            )
        return found[0] if found else None

    def made_since(self, workbook: Path) -> tuple[Path, ...]:
        """The workbooks that were made from this one, stand beside it, and are not read."""
        return tuple(path for path in self.extraction_workbooks() if _made_from(path) == workbook)


def _made_from(path: Path) -> Path | None:
    """The workbook after which a migrated one, or a consensus that was made anew, is named."""
    match = _MADE_FROM.fullmatch(path.stem)
    old = path.with_stem(match["old"] if match else path.stem)
    return None if old == path else old


def _refuse_both(folder: str, found: Sequence[Path]) -> None:
    """A workbook and what it was migrated into are not two extractors' workbooks."""
    for path in found:
        old = _made_from(path)
        if old and old in found and MIGRATED in path.stem:
            raise UnreadableFile(
                f"{folder}: {path.name} was made from {old.name}, and both stand there; "
                f"move {old.name} to another folder, then rename {path.name} to {old.name}"
            )


def _workbooks(folder: Path) -> tuple[Path, ...]:
    found = sorted(folder.glob("*.xlsx"))
    return tuple(path for path in found if not path.name.startswith(("~$", ".")))
