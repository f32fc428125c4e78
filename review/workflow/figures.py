"""Figures as files: those that `review plot` is asked for, and those that a report shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from review.analysis.results import Results
from review.files.placing import put_into_place
from review.problems import UnreadableFile
from review.render.drawings import DRAWINGS
from review.render.figure_files import PIXELS_PER_INCH, FigureKind, FileKind, figure_bytes
from review.render.svg import resized, smallest_letters
from review.report.blocks import Document, FigureBlock, FigureOf

#: Formats by the endings of files.
ENDINGS: Mapping[str, FileKind] = {
    ".svg": "svg",
    ".pdf": "pdf",
    ".eps": "eps",
    ".png": "png",
    ".tiff": "tiff",
    ".tif": "tiff",
}

#: The figure that is written in every common format beside each report; of the others an SVG is, and
#: `review plot` makes the rest.
MAIN_FIGURE = "forest"

#: Points that a page of a PDF figure may be high: a printed page of A4 or letter without its margins.
TALLEST = 700.0

#: Letters smaller than this, in points, are refused by journals, and read by nobody.
SMALLEST_LETTERS = 5.0


def write_plot(
    path: Path,
    kind: str,
    results: Results,
    *,
    width: float | None = None,
    ppi: float = PIXELS_PER_INCH,
) -> str:
    """Write one figure, whose format the ending of `path` decides; return what should be known of it.

    Parameters
    ----------
    width
        Of the figure in points; None is its own.
    ppi
        Pixels per inch of a PNG or TIFF.

    Raises
    ------
    UnreadableFile
        For an ending that no format has.
    NotDrawn
        For a figure that the analysis does not allow.
    """
    made, caution = figure_file(kind, results, path.name, width=width, ppi=ppi)
    put_into_place(path, made, overwrite=True)
    return caution


def figure_file(
    kind: str, results: Results, name: str, *, width: float | None = None, ppi: float = PIXELS_PER_INCH
) -> tuple[bytes, str]:
    """Return a figure as the file of that name, and a caution where its letters become too small."""
    as_format = ENDINGS.get(Path(name).suffix.lower())
    if as_format is None:
        raise UnreadableFile(f"{name}: ends in none of {', '.join(ENDINGS)}")
    drawing, embed_font = DRAWINGS[kind], as_format == "svg"
    if width is None and as_format == "pdf":
        return figure_bytes(drawing.pages(results, TALLEST, False), "pdf"), ""
    if width is None:
        svg = drawing.whole(results, embed_font)
    elif drawing.at_width is not None:
        svg = drawing.at_width(results, embed_font, width)
    else:
        svg = resized(drawing.whole(results, embed_font), width)
    smallest = smallest_letters(svg)
    caution = (
        f"at this width its smallest letters are {smallest:.1f} points; journals ask for "
        f"{SMALLEST_LETTERS:g} or more: choose a wider column, or fewer columns in the analysis file"
        if 0 < smallest < SMALLEST_LETTERS
        else ""
    )
    return figure_bytes(svg, as_format, ppi=ppi), caution


def report_figures(results: Results, document: Document) -> dict[str, bytes]:
    """Return the files of the figures that a report shows of its own analysis, by their names."""
    kinds: tuple[FigureKind, ...] = get_args(FigureKind)
    files = {f"figures/{MAIN_FIGURE}.{kind}": _file(MAIN_FIGURE, results, kind) for kind in kinds}
    for block in document.blocks():
        figure = block.figure if isinstance(block, FigureBlock) else None
        if isinstance(figure, FigureOf) and figure.results is results and figure.name != MAIN_FIGURE:
            files[f"figures/{figure.name}.svg"] = _file(figure.name, results, "svg")
    return files


def _file(name: str, results: Results, kind: FigureKind) -> bytes:
    made, _ = figure_file(name, results, f"{name}.{kind}")
    return made
