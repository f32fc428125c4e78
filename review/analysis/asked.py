"""What an analysis asks of its figures, and the layout that it names."""

from __future__ import annotations

from review.analysis.few_cohorts import FEWEST_POOLED
from review.analysis.figure_spec import FigureSpec
from review.analysis.layouts import LAYOUTS, Layout
from review.analysis.results import Results
from review.analysis.serial import decode


def asked_figure(results: Results) -> FigureSpec:
    """Return the table ``[figure]`` that the results were made with, with its defaults.

    >>> from tests.samples import sample_results
    >>> asked_figure(sample_results()).layout
    'review'
    """
    found: FigureSpec = decode(FigureSpec, results.spec.get("figure") or {})
    return found


def layout_of(code: str) -> Layout:
    """Return the layout of a code.

    Raises
    ------
    ValueError
        A code that is not listed, with those that are.

    Examples
    --------
    >>> layout_of("lancet").numerals.decimal
    '·'
    """
    if code not in LAYOUTS:
        raise ValueError(f"layout: one of {', '.join(LAYOUTS)} is wanted, got {code!r}")
    return LAYOUTS[code]


def fewest_shown(results: Results) -> int:
    """Return the fewest cohorts whose pooled rate is drawn: two where ``figure.diamond`` asks for it.

    >>> from tests.samples import sample_results
    >>> fewest_shown(sample_results())
    5
    """
    return 2 if asked_figure(results).diamond else FEWEST_POOLED
