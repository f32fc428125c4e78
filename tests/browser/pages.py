"""Reports with pooled numbers, as pages: what the live forest plot is tested with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from review.analysis.results import Results
from review.files.results_file import results_bytes
from review.pooling.pool import pool
from review.render.html import html_page
from review.report.compose import compose
from tests.samples import SEVEN, Row, many_rows, sample_results

ROWS: dict[str, tuple[Row, ...]] = {
    "one": SEVEN[:1],
    "three": SEVEN[:3],
    "seven": SEVEN,
    "twelve": many_rows(12),
    "sixty": many_rows(60),
}


def pooled_results(rows: Sequence[Row], **options: Any) -> Results:
    """The sample of these rows with the numbers that the pooling gives."""
    result = pool(
        [row[1] for row in rows],
        [row[2] for row in rows],
        study=[row[0] for row in rows],
        subgroup=[row[3] for row in rows],
        agreement=len(rows) > 1,
        leave_one_out=len(rows) > 1,
        **options,
    )
    return replace(sample_results(rows), result=result, sensitivity=())


@cache
def page_of(name: str, **options: Any) -> str:
    results = pooled_results(ROWS[name], **options)
    return html_page(compose(results), results_json=results_bytes(results))
