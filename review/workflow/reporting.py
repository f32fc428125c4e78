"""``review report`` and ``run``: what comes out, written into reports/<analysis>/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from review.analysis.results import Results
from review.export.r_snippet import r_lines
from review.files.placing import placing_together, put_into_place
from review.files.results_file import provenance_bytes, results_bytes, versions
from review.progress import Progress
from review.render.docx import docx_file
from review.render.html import html_page
from review.render.pdf import pdf_file
from review.report.blocks import Document
from review.report.compose import compose
from review.report.provenance import InputFile, ReportProvenance, Software
from review.workflow.figures import report_figures
from review.workflow.opening import OpenReview

#: What `--to` takes; each turns the same document, and results.json, into the bytes of a file.
REPORT_KINDS: Mapping[str, Callable[[Document, bytes], bytes]] = {
    "html": lambda document, results: html_page(document, results_json=results).encode(),
    "pdf": lambda document, _: pdf_file(document),
    "docx": lambda document, _: docx_file(document),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One file that was written, as people write its path."""

    path: Path
    shown: str


def write_outputs(
    opened: OpenReview, results: Results, kinds: Iterable[str], *, progress: Progress | None = None
) -> tuple[Written, ...]:
    """Write results.json, the figures, the report and, last, provenance.json of one analysis.

    Everything is made before anything is written, and a report of another kind that stands there is made
    anew with the rest: no file in the folder may speak of other numbers than its neighbours.

    Parameters
    ----------
    progress
        Called with how many parts are made, and of how many.
    """
    parts = 2 + len(REPORT_KINDS)
    folder = opened.workspace.reports(results.analysis.name)
    hashes, software = opened.input_hashes(results.analysis.name), versions()
    made = {"results.json": results_bytes(results)}
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
    wanted = {*kinds, *(kind for kind in REPORT_KINDS if (folder / f"report.{kind}").exists())}
    if progress:
        progress(1, parts)
    # Typst, which takes most of the time, works beside Python: all files are made at once.
    with ThreadPoolExecutor(parts) as beside:
        figures = beside.submit(report_figures, results, document)
        reports = {
            kind: beside.submit(render, document, made["results.json"])
            for kind, render in REPORT_KINDS.items()
            if kind in wanted
        }
        made |= figures.result()
        for done, (kind, report) in enumerate(reports.items(), start=2):
            if progress:
                progress(done, parts)
            made[f"report.{kind}"] = report.result()
    seed = results.spec.get("seed")
    seeds = {"analysis": seed} if isinstance(seed, int) else {}
    provenance = folder / "provenance.json"
    with placing_together(seal=provenance):
        for name, content in made.items():
            put_into_place(folder / name, content, overwrite=True)
        put_into_place(provenance, provenance_bytes(hashes, software, made, seeds), overwrite=True)
    paths = [*(folder / name for name in made), provenance]
    return tuple(Written(path, opened.workspace.shown(path)) for path in paths)
