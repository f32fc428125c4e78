"""Where the time of ``review run`` goes: processor seconds by stage and analysis.

    python benchmarks/report.py [DIR]

DIR is a workspace, the worked example by default. Nothing is written.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

Given = TypeVar("Given")


def main(folder: Path) -> None:
    """Print one row a stage, one column an analysis."""
    begun = time.process_time()
    from review.files.results_file import results_bytes
    from review.report.compose import compose
    from review.workflow.figures import report_figures
    from review.workflow.flow import with_selection
    from review.workflow.opening import open_review
    from review.workflow.pooling import results_of
    from review.workflow.reporting import REPORT_KINDS

    loaded = time.process_time() - begun
    spent: dict[str, dict[str, float]] = {}

    def timed(stage: str, analysis: str, work: Callable[[], Given]) -> Given:
        start = time.process_time()
        done = work()
        spent.setdefault(stage, {})[analysis] = time.process_time() - start
        return done

    start = time.process_time()
    opened = with_selection(open_review(folder))
    read = time.process_time() - start
    for name in opened.specs:
        ((_, results, _),) = timed("pooling", name, partial(tuple, results_of(opened, (name,))))
        if results is None:
            continue
        saved = timed("results.json", name, partial(results_bytes, results))
        document = timed("text", name, partial(compose, results, form=opened.form))
        timed("figures", name, partial(report_figures, results, document))
        for kind, render in REPORT_KINDS.items():
            timed(kind, name, partial(render, document, saved))
    names = list(opened.specs)
    print("| processor seconds |", " | ".join(names), "|")
    print("|---" * (len(names) + 1) + "|")
    for stage, by_name in spent.items():
        print(f"| {stage} |", " | ".join(f"{by_name.get(name, 0):.2f}" for name in names), "|")
    total = loaded + read + sum(sum(by_name.values()) for by_name in spent.values())
    print(f"\nloading the program {loaded:.2f} s, reading the workspace {read:.2f} s, in all {total:.2f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent)
