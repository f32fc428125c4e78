"""A report as one HTML page that needs nothing else: its style, its letters and its figures are in it.

The page asks nothing of the network, and a content security policy in it forbids that anything should, and
that any script runs but its own. What is said stands in `review/report/`; how it looks in
`templates/report.html.j2` and `report.css`; what the page can do beyond being read in
`review/render/page/`.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from review.analysis.results import Results
from review.render.drawings import draw
from review.render.fonts import font_face_css, has_character
from review.render.page_data import json_text, page_data, page_results
from review.render.page_program import integrity, program
from review.render.svg import size_in_points
from review.report.blocks import Document, FigureBlock, TableRow
from review.report.plain_text import to_text

TEMPLATES = Path(__file__).parent / "templates"

#: A date, or a range of numbers, with the name of its interval where that stands before it.
_RANGE = re.compile(r"(?:\d[\d.]*% Cr?I )?\d[\d.,]*–[\d.,]*\d%?|\b\d{4}-\d\d-\d\d\b")

#: Characters of numbers and punctuation that the template and the drawings add to the words.
ALWAYS = "0123456789.,:;–−%()[]/…·"


def html_page(document: Document, *, results_json: bytes = b"") -> str:
    """Return the report as one self-contained page.

    Parameters
    ----------
    document
        What the report says; every text of it is escaped.
    results_json
        The file that readers may take from the page; empty where there is none.

    Returns
    -------
    The page; the same text for the same document.

    Examples
    --------
    >>> from review.report.blocks import Paragraph, Section, words
    >>> page = html_page(Document(title="A <b> study", kicker="", sections=(),
    ...     summary=Section("summary", "Summary", (Paragraph(words("19 of 52 responded.")),))))
    >>> "A &lt;b&gt; study" in page, "19 of 52 responded." in page
    (True, True)

    """
    drawings = {
        block.anchor: Markup(draw(block.figure))
        for block in document.blocks()
        if isinstance(block, FigureBlock)
    }
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    page = _environment().get_template("report.html.j2")
    results, script = page_results(document), program()
    data = "" if results is None else json_text(page_data(results))
    shown = "".join((to_text(document), ALWAYS, *drawings.values(), script, data))
    return page.render(
        document=document,
        names=document.names(),
        drawings=drawings,
        natural=_natural_widths(document, drawings),
        cohorts={} if results is None else _cohort_ids(results),
        data=Markup(data),
        results=base64.b64encode(zlib.compress(results_json, 9)).decode("ascii") if results_json else "",
        script=Markup(script),
        integrity=integrity(script),
        style=Markup(_font_css(shown) + style),
    )


def _natural_widths(document: Document, drawings: Mapping[str, str]) -> dict[str, int]:
    """How wide each figure was drawn, in points: a page enlarges none so far that its letters shout."""
    return {
        block.anchor: round(size_in_points(drawings[block.anchor])[0])
        for block in document.blocks()
        if isinstance(block, FigureBlock) and not isinstance(block.figure, str)
    }


def _cohort_ids(results: Results) -> dict[str, str]:
    """Ids of cohorts by their name; a name that two cohorts share leads to neither."""
    labels = [cohort.label for cohort in results.cohorts]
    return {cohort.label: cohort.cohort_id for cohort in results.cohorts if labels.count(cohort.label) == 1}


def _named(row: TableRow) -> str:
    """What the first cell of a row says."""
    return "".join(span.text for span in row.cells[0].text)


def _whole(text: str) -> Markup:
    """Escape a text, and keep a range and the name of its interval on one line.

    >>> _whole("<b> (95% CI 27.8–66.8%)")
    Markup('&lt;b&gt; (<span class="whole">95% CI 27.8–66.8%</span>)')
    """
    return Markup(_RANGE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["named"] = _named
    environment.filters["whole"] = _whole
    return environment


def _font_css(text: str) -> str:
    """Return the letters of the page that the shipped font has; the reader's machine shows the others."""
    known = "".join(
        character for character in sorted(set(text)) if has_character(character) and character.isprintable()
    )
    return font_face_css({"regular": [known], "bold": [known]})
