"""``review pool --data FILE --median COL`` and ``--landmark COL``: times of any table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review.analysis.times_table import table_times
from review.files.tables import read_table
from review.pooling.pooled_times import pool_times
from review.pooling.time_results import PooledTimes
from review.problems import Place, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeColumns:
    """Which columns of a table hold what; an empty name is not asked for."""

    outcome: str
    value: str
    low: str
    high: str
    study: str = ""


def pool_times_table(
    path: Path, columns: TimeColumns, options: Mapping[str, Any]
) -> tuple[PooledTimes | None, tuple[Problem, ...]]:
    """Pool the medians or landmark rates of a table; None where a cell of it is wrong or no row is left.

    Parameters
    ----------
    options
        Further arguments of `review.pool_times`.
    """
    shown = path.as_posix()
    sheet = read_table(path, shown, columns=(columns.value, columns.low, columns.high))
    times = table_times(
        shown,
        sheet,
        value=columns.value,
        low=columns.low,
        high=columns.high,
        study=columns.study,
        landmark=columns.outcome == "landmark",
    )
    if any(problem.severity == "error" for problem in times.problems):
        return None, times.problems
    if all(value is None for value in times.value):
        nothing = Problem(
            "TAB09",
            "error",
            Place(shown),
            f"no row holds a {columns.outcome}",
            "0 cohorts",
            "fill in the numbers",
        )
        return None, (*times.problems, nothing)
    result = pool_times(
        times.value, times.low, times.high, outcome=columns.outcome, study=times.study, **options
    )
    return result, times.problems
