"""``review pool``: the analyses of a workspace, or any table of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from review.analysis.analyse import analyse
from review.analysis.rating import rate_certainty
from review.analysis.results import Results
from review.analysis.risk_of_bias import risk_of_bias
from review.analysis.spec import AnalysisSpec
from review.analysis.table import TableCounts, numbers_or_texts, table_counts
from review.analysis.table_results import table_results
from review.extraction.risk_of_bias.contradictions import BIAS_RULES
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
            results = replace(
                results,
                selection=opened.selection,
                risk_of_bias=risk_of_bias(results, opened.assessments),
                problems=(*results.problems, *(p for p in opened.problems if p.rule in BIAS_RULES)),
            )
            if opened.protocol.certainty is not None:
                rated = rate_certainty(results, opened.protocol.certainty)
                results = replace(results, certainty=rated)
        yield spec, results, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumns:
    """Which columns of a table hold what; an empty name is not asked for."""

    events: str
    total: str
    study: str = ""
    subgroup: str = ""
    cluster: str = ""
    cumulative: str = ""
    moderators: tuple[str, ...] = ()

    @property
    def further(self) -> tuple[str, ...]:
        """The columns beside counts and names, each once; an interaction ``a:b`` needs those of a and b."""
        parts = [part for name in self.moderators for part in name.split(":")]
        named = (self.subgroup, self.cluster, self.cumulative, *parts)
        return tuple(dict.fromkeys(name for name in named if name))


def pool_table(
    path: Path, columns: TableColumns, options: Mapping[str, Any]
) -> tuple[PoolResult | None, tuple[Problem, ...]]:
    """Pool a table of counts; None where a cell of it is wrong or no row is left.

    Parameters
    ----------
    options
        Further arguments of `review.pool`.
    """
    counts, problems = _counts(path, columns)
    return (None if counts is None else _pooled(counts, columns, columns.moderators, options)), problems


def table_for_figures(
    path: Path, columns: TableColumns, options: Mapping[str, Any]
) -> tuple[Results | None, tuple[Problem, ...]]:
    """Pool a table as `pool_table` does, and a meta-regression on each moderator alone, for its figures."""
    counts, problems = _counts(path, columns)
    if counts is None:
        return None, problems
    result = _pooled(counts, columns, (), options)
    regressions = [_pooled(counts, columns, (moderator,), options) for moderator in columns.moderators]
    return (
        table_results(
            path.stem,
            counts,
            result,
            subgroup=columns.subgroup,
            moderators=columns.moderators,
            regressions=regressions,
        ),
        problems,
    )


def _counts(path: Path, columns: TableColumns) -> tuple[TableCounts | None, tuple[Problem, ...]]:
    """The counts of a table; None where a cell of it is wrong or no row is left."""
    shown = path.as_posix()
    sheet = read_table(path, shown, columns=(columns.events, columns.total))
    counts = table_counts(
        shown,
        sheet,
        events=columns.events,
        total=columns.total,
        study=columns.study,
        columns=columns.further,
    )
    if any(problem.severity == "error" for problem in counts.problems):
        return None, counts.problems
    if not counts.events:
        nothing = Problem(
            "TAB05", "error", Place(shown), "no row holds both counts", "0 cohorts", "fill in the counts"
        )
        return None, (*counts.problems, nothing)
    return counts, counts.problems


def _pooled(
    counts: TableCounts, columns: TableColumns, named: Sequence[str], options: Mapping[str, Any]
) -> PoolResult:
    moderators = {name: None if ":" in name else numbers_or_texts(counts.columns[name]) for name in named}
    return pool(
        counts.events,
        counts.n,
        study=counts.study,
        subgroup=counts.columns.get(columns.subgroup),
        cluster=counts.columns.get(columns.cluster),
        cumulative=numbers_or_texts(counts.columns[columns.cumulative]) if columns.cumulative else None,
        moderators=moderators or None,
        **options,
    )
