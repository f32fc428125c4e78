"""Any table of counts as `Results`, so that the figures of an analysis can be drawn of it."""

from __future__ import annotations

from collections.abc import Sequence

from review.analysis.results import AnalysisInfo, CohortUsed, Regressed, Results, ReviewInfo
from review.analysis.table import TableCounts, numbers_or_texts
from review.pooling.results import PoolResult


def table_results(
    name: str,
    counts: TableCounts,
    result: PoolResult,
    *,
    subgroup: str = "",
    moderators: Sequence[str] = (),
    regressions: Sequence[PoolResult] = (),
) -> Results:
    """Return the results of a table whose rows are the cohorts.

    Parameters
    ----------
    name
        What the table is called: its file without the ending.
    result
        All cohorts, pooled.
    moderators, regressions
        Columns, and the meta-regression on each of them alone.
    """
    return Results(
        analysis=AnalysisInfo(
            name=name,
            title=name,
            question="",
            planned="",
            denominator="evaluable",
            outcome="ORR",
            subgroup_by=subgroup,
            subgroups_primary=False,
        ),
        review=ReviewInfo(title="", question=""),
        spec={},
        result=result,
        cohorts=tuple(
            CohortUsed(
                cohort_id=f"row_{i + 1}", study_id=study, report_id="", label=study,
                events=counts.events[i], n=counts.n[i],
                subgroup=counts.columns[subgroup][i] if subgroup else None,
                histology="", regimen="", combination_class="", line="", assessor="", confirmed="",
                criteria="", timepoint="", citation="", year="", source_tier="", verified="",
                source_location="", source_url="", numbers=(),
            )
            for i, study in enumerate(row.study for row in result.studies)
        ),
        excluded=(),
        regressions=tuple(
            Regressed(
                label=moderator,
                moderators=(moderator,),
                result=regressed,
                values=tuple({moderator: value} for value in numbers_or_texts(counts.columns[moderator])),
            )
            for moderator, regressed in zip(moderators, regressions, strict=True)
        ),
    )  # fmt: skip
