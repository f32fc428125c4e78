"""``review report``, ``plot`` and ``run``: what comes out, written into reports/<analysis>/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from review.analysis.results import Results
from review.export.r_snippet import r_lines
from review.files.placing import put_into_place
from review.files.results_file import provenance_bytes, results_bytes, versions
from review.problems import UnreadableFile
from review.render.docx import docx_file
from review.render.drawings import DRAWINGS
from review.render.figure_files import FigureKind, FileKind, figure_bytes
from review.render.html import html_page
from review.render.pdf import pdf_file
from review.report.blocks import Document
from review.report.compose import compose
from review.report.provenance import InputFile, ReportProvenance, Software
from review.workflow.opening import OpenReview

#: What `--to` takes; each turns the same document, and results.json, into the bytes of a file.
REPORT_KINDS: Mapping[str, Callable[[Document, bytes], bytes]] = {
    "html": lambda document, results: html_page(document, results_json=results).encode(),
    "pdf": lambda document, _: pdf_file(document),
    "docx": lambda document, _: docx_file(document),
}

#: What is written of every figure; `review plot` writes the others too.
FIGURE_KINDS: tuple[FigureKind, ...] = get_args(FigureKind)

#: Points that a page of a PDF figure may be high: a printed page of A4 or letter without its margins.
TALLEST = 700.0


@dataclass(frozen=True, slots=True)
class Written:
    """One file that was written, as people write its path."""

    path: Path
    shown: str


def write_outputs(opened: OpenReview, results: Results, kinds: Iterable[str]) -> tuple[Written, ...]:
    """Write results.json, the figures, the report and, last, provenance.json of one analysis.

    Everything is made before anything is written, and a report of another kind that stands there is made
    anew with the rest: no file in the folder may speak of other numbers than its neighbours.
    """
    folder = opened.workspace.reports(results.analysis.name)
    hashes, software = opened.input_hashes(results.analysis.name), versions()
    made = {"results.json": results_bytes(results)}
    for kind in FIGURE_KINDS:
        made[f"figures/forest.{kind}"] = _figure("forest", results, kind)
    document = compose(
        results,
        provenance=ReportProvenance(
            files=tuple(InputFile(path, sha256) for path, sha256 in hashes.items()),
            software=tuple(Software(name, number) for name, number in software.items()),
            command=f"review report {results.analysis.name}",
            r_code=r_lines(results),
        ),
        form=opened.form,
    )
    asked = tuple(kinds)
    for report, render in REPORT_KINDS.items():
        if report in asked or (folder / f"report.{report}").exists():
            made[f"report.{report}"] = render(document, made["results.json"])
    provenance = folder / "provenance.json"
    provenance.unlink(missing_ok=True)
    for name, content in made.items():
        put_into_place(folder / name, content, overwrite=True)
    put_into_place(provenance, provenance_bytes(hashes, software, made), overwrite=True)
    paths = [*(folder / name for name in made), provenance]
    return tuple(Written(path, opened.workspace.shown(path)) for path in paths)


def write_plot(opened: OpenReview, kind: str, results: Results, output: Path | None) -> Written:
    """Write one figure; the ending of `output` decides its format.

    Raises
    ------
    UnreadableFile
        For an ending that no format has.
    """
    path = output or opened.workspace.reports(results.analysis.name) / "figures" / f"{kind}.svg"
    endings: tuple[FileKind, ...] = (*FIGURE_KINDS, "eps")
    as_format = next((known for known in endings if path.suffix.lower() == f".{known}"), None)
    if as_format is None:
        raise UnreadableFile(f"{path.name}: ends in none of {', '.join(f'.{known}' for known in endings)}")
    put_into_place(path, _figure(kind, results, as_format), overwrite=True)
    return Written(path, opened.workspace.shown(path))


def _figure(name: str, results: Results, kind: FileKind) -> bytes:
    """A figure as a file: whole, but for a PDF on as many pages as it needs."""
    drawing = DRAWINGS[name]
    if kind == "pdf":
        return figure_bytes(drawing.pages(results, TALLEST, False), kind)
    return figure_bytes(drawing.whole(results, kind == "svg"), kind)
