"""The files of one analysis: made side by side, and each as if it were made alone."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from review.render import chart as chart_module
from review.render.drawings import DRAWINGS
from review.report.blocks import Document
from review.workflow import reporting
from tests.cli.test_story import filled, mine, review
from tests.samples import sample_results

__all__ = ["filled", "mine"]


def test_page_pdf_and_word_are_made_at_once(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    all_there = Barrier(len(reporting.REPORT_KINDS), timeout=60)

    def waits(document: Document, results: bytes, *, kind: str) -> bytes:
        all_there.wait()
        return kind.encode()

    kinds = {kind: functools.partial(waits, kind=kind) for kind in reporting.REPORT_KINDS}
    monkeypatch.setattr(reporting, "REPORT_KINDS", kinds)
    review("-C", str(filled), "run")
    for kind in kinds:
        assert (filled / f"reports/response/report.{kind}").read_bytes() == kind.encode()


def test_a_second_run_writes_the_same_bytes(filled: Path) -> None:
    def made() -> dict[Path, bytes]:
        review("-C", str(filled), "run")
        return {path: path.read_bytes() for path in (filled / "reports").rglob("*") if path.is_file()}

    first = made()
    assert {path.name for path in first} >= {"report.html", "report.pdf", "report.docx", "forest.png"}
    assert made() == first


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads that take turns a thousand times more often than usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 1000)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("restless")
def test_charts_drawn_by_many_threads_are_those_of_one() -> None:
    results = sample_results()
    kinds = [kind for kind in ("rate-size", "profile", "funnel", "drapery") for _ in range(4)]
    alone = [DRAWINGS[kind].whole(results, False) for kind in kinds]
    chart_module._drawn.cache_clear()
    with ThreadPoolExecutor(len(kinds)) as threads:
        assert list(threads.map(lambda kind: DRAWINGS[kind].whole(results, False), kinds)) == alone
