"""``review export``: an analysis for another tool."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from review.analysis.results import Results
from review.export.bibtex import bibtex
from review.export.cohorts_csv import cohorts_csv
from review.export.r_script import r_script
from review.export.stata_do_file import stata_do_file
from review.extraction.dataset import Dataset
from review.files.placing import put_into_place
from review.files.results_file import rounded
from review.workflow.opening import OpenReview
from review.workflow.reporting import Written


@dataclass(frozen=True, slots=True)
class Export:
    """One tool: the ending of its files, and how one is made."""

    ending: str
    make: Callable[[Results, Dataset], str]


def _results_json(results: Results, _: Dataset) -> str:
    return json.dumps(rounded(results.to_json()), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


EXPORTS: Mapping[str, Export] = {
    "r": Export("R", lambda results, _: r_script(results)),
    "stata": Export("do", lambda results, _: stata_do_file(results)),
    "csv": Export("csv", lambda results, _: cohorts_csv(results)),
    "json": Export("json", _results_json),
    "bibtex": Export("bib", bibtex),
}


def write_export(opened: OpenReview, tool: str, results: Results, output: Path | None) -> Written:
    """Write an analysis for another tool: into the folder of its report, or where `output` says."""
    assert opened.dataset is not None
    export, name = EXPORTS[tool], results.analysis.name
    path = output or opened.workspace.reports(name) / f"{name}.{export.ending}"
    put_into_place(path, export.make(results, opened.dataset).encode(), overwrite=True)
    return Written(path, opened.workspace.shown(path))
