"""``review pool``: the analyses of a workspace, or any table of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from review.analysis.analyse import analyse
from review.analysis.results import Results
from review.analysis.spec import AnalysisSpec
from review.analysis.table import table_counts
from review.files.tables import read_table
from review.pooling.pool import pool
from review.pooling.results import PoolResult
from review.problems import Place, Problem, UnreadableFile
from review.workflow.opening import OpenReview, named


def results_of(
    opened: OpenReview, names: Sequence[str]
) -> Iterator[tuple[AnalysisSpec, Results | None, tuple[Problem, ...]]]:
    """Pool each analysis: its spec, its results (None where it cannot be made), its problems."""
    for spec in named(opened, names):
        wrong = opened.errors_in(spec.file) + opened.errors_in("review.toml")
        if opened.dataset is None:
            place = Path("extraction_forms/extraction").as_posix()
            raise UnreadableFile(f"{place}: holds no extraction workbook; make one: review extract form")
        if wrong:
            yield spec, None, wrong
            continue
        results, problems = analyse(opened.dataset, spec, opened.protocol.info)
        if results is not None:
            results = replace(results, selection=opened.selection)
        yield spec, results, problems


def pool_table(
    path: Path, *, events: str, total: str, study: str, subgroup: str, options: Mapping[str, object]
) -> tuple[PoolResult | None, tuple[Problem, ...]]:
    """Pool a table of counts; None where a cell of it is wrong or no row is left."""
    shown = path.as_posix()
    columns = (subgroup,) if subgroup else ()
    counts = table_counts(
        shown, read_table(path, shown), events=events, total=total, study=study, columns=columns
    )
    if any(problem.severity == "error" for problem in counts.problems):
        return None, counts.problems
    if not counts.events:
        nothing = Problem(
            "TAB05", "error", Place(shown), "no row holds both counts", "0 cohorts", "fill in the counts"
        )
        return None, (*counts.problems, nothing)
    groups = counts.columns[subgroup] if subgroup else None
    result = pool(counts.events, counts.n, study=counts.study, subgroup=groups, **options)  # type: ignore[arg-type]
    return result, counts.problems
