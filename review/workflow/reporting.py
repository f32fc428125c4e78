"""``review report``, ``plot`` and ``run``: what comes out, written into reports/<analysis>/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from review.analysis.results import Results
from review.files.placing import put_into_place
from review.files.results_file import file_hashes, versions, write_provenance, write_results
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

#: What `--to` takes; each turns the same document into the bytes of a file.
REPORT_KINDS: Mapping[str, Callable[[Document], bytes]] = {
    "html": lambda document: html_page(document).encode(),
    "pdf": pdf_file,
    "docx": docx_file,
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
    """Write results.json, provenance.json, the figures and the report of one analysis."""
    folder = opened.workspace.reports(results.analysis.name)
    hashes = file_hashes(opened.workspace.root, _inputs_of(opened, results))
    software = versions()
    written = [folder / "results.json", folder / "provenance.json"]
    write_results(written[0], results)
    write_provenance(written[1], hashes, software)
    for kind in FIGURE_KINDS:
        written.append(folder / "figures" / f"forest.{kind}")
        put_into_place(written[-1], _figure("forest", results, kind), overwrite=True)
    document = compose(
        results,
        provenance=ReportProvenance(
            files=tuple(InputFile(path, sha256) for path, sha256 in hashes.items()),
            software=tuple(Software(name, number) for name, number in software.items()),
            command=f"review report {results.analysis.name}",
        ),
    )
    for report in kinds:
        written.append(folder / f"report.{report}")
        put_into_place(written[-1], REPORT_KINDS[report](document), overwrite=True)
    return tuple(Written(path, opened.workspace.shown(path)) for path in written)


def _inputs_of(opened: OpenReview, results: Results) -> tuple[Path, ...]:
    """The files that these results came from: of the analyses only their own."""
    own = opened.workspace.analyses()[results.analysis.name]
    others = set(opened.workspace.analyses().values()) - {own}
    return tuple(path for path in opened.inputs if path not in others)


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
        return figure_bytes(drawing.pages(results, TALLEST, True), kind)
    return figure_bytes(drawing.whole(results, True), kind)
