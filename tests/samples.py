"""Results built from plain rows, for tests of figures, reports and renderers.

The numbers are arithmetic of the rows (a common-effect rate with Wald ends), not a model's: what is
tested with them is how numbers are shown, never what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from review.analysis.results import (
    AnalysisInfo,
    CohortExcluded,
    CohortName,
    CohortUsed,
    MissingEvidence,
    Results,
    ReviewInfo,
    Sensitivity,
    Source,
    TracedNumber,
)
from review.pooling.results import (
    Heterogeneity,
    ModelChoice,
    Note,
    Pooled,
    PoolResult,
    StudyRate,
    Subgroup,
    SubgroupTest,
)
from review.problems import Place, Problem

Row = tuple[str, int, int, str | None]

SEVEN: tuple[Row, ...] = (
    ("Chen 2023", 19, 52, "monotherapy"),
    ("Shi 2020", 14, 37, "monotherapy"),
    ("Wilky 2019", 6, 11, "+TKI"),
    ("Blay 2023", 8, 14, "monotherapy"),
    ("Anlotinib + TQB2450 2024", 23, 28, "+TKI"),
    ("Xie 2023", 2, 6, "+other"),
    ("Tan 2022", 2, 11, "monotherapy"),
)


def many_rows(k: int) -> tuple[Row, ...]:
    """`k` rows with short, long and accented names in three subgroups."""
    names = (
        "Ngô",
        "D'Angelo",
        "Martín-Broto",
        "Schöffski",
        "Błaszczyk-Ørsted",
        "Consorcio Español de Investigación en Sarcomas y Tumores Óseos Avanzados",
    )
    groups = ("monotherapy", "+TKI", "+chemotherapy")
    return tuple(
        (f"{names[i % len(names)]} {2000 + i}", (7 * i) % (10 + i % 23), 10 + i % 23, groups[3 * i // k])
        for i in range(k)
    )


def pooled(rows: Sequence[Row]) -> Pooled:
    events, n = sum(row[1] for row in rows), sum(row[2] for row in rows)
    p = (events + 0.5) / (n + 1)
    half = 1.96 * sqrt(p * (1 - p) / n)
    return Pooled(
        estimate=p,
        ci_low=max(0.0, p - half),
        ci_high=min(1.0, p + half),
        prediction_low=max(0.0, p - 3 * half) if len(rows) > 2 else None,
        prediction_high=min(1.0, p + 3 * half) if len(rows) > 2 else None,
        marginal_mean=p + 0.004,
        estimate_transformed=0.0,
        se_transformed=0.1,
        ci_low_transformed=-0.2,
        ci_high_transformed=0.2,
    )


def heterogeneity(rows: Sequence[Row]) -> Heterogeneity:
    return Heterogeneity(
        tau2=0.5189, tau2_ci_low=0.02, tau2_ci_high=3.1, q=18.92, q_df=len(rows) - 1, q_p=0.0043
    )


def sample_result(rows: Sequence[Row] = SEVEN, *, subgroups: bool = True) -> PoolResult:
    groups = list(dict.fromkeys(row[3] for row in rows if row[3])) if subgroups else []
    return PoolResult(
        model=ModelChoice(
            model="glmm", measure="PLO", tau2="ML", ci="t", prediction="V",
            study_ci="clopper-pearson", level=0.95, add=None, to=None,
        ),
        k=len(rows),
        events=sum(row[1] for row in rows),
        n=sum(row[2] for row in rows),
        pooled=pooled(rows),
        heterogeneity=heterogeneity(rows),
        studies=tuple(
            StudyRate(
                study=name,
                events=x,
                n=n,
                proportion=x / n,
                ci_low=max(0.0, x / n - 1.96 * sqrt((x + 1) / n / n)),
                ci_high=min(1.0, x / n + 1.96 * sqrt((x + 1) / n / n)),
                weight=None,
                subgroup=group if subgroups else None,
            )
            for name, x, n, group in rows
        ),
        subgroups=tuple(
            Subgroup(
                subgroup=group,
                k=len(members),
                events=sum(row[1] for row in members),
                n=sum(row[2] for row in members),
                pooled=pooled(members),
                heterogeneity=heterogeneity(members),
            )
            for group in groups
            if (members := [row for row in rows if row[3] == group])
        )
        or None,
        subgroup_test=SubgroupTest(q=7.31, df=len(groups) - 1, p=0.026, tau2="separate") if groups else None,
        notes=(
            Note(rule="POOL01", severity="note", message="A sample note that stands beside the numbers."),
        ),
    )  # fmt: skip


def sample_results(rows: Sequence[Row] = SEVEN, *, subgroups: bool = True) -> Results:
    result = sample_result(rows, subgroups=subgroups)
    smaller = [row for row in rows if row[0] != rows[-1][0]] or list(rows)
    return Results(
        analysis=AnalysisInfo(
            name="asps_orr",
            title="Objective response in alveolar soft part sarcoma",
            question="What share of patients responds?",
            planned="after",
            denominator="evaluable",
            outcome="ORR",
            subgroup_by="combination_class" if subgroups else "",
            subgroups_primary=subgroups,
            notes=("The classes come first; the diamond over all of them is secondary.",),
        ),
        review=ReviewInfo(
            title="Checkpoint inhibitors in alveolar soft part sarcoma",
            question="What share of patients with advanced ASPS responds to a checkpoint inhibitor?",
            eligibility=("Patients with ASPS", "At least one checkpoint inhibitor"),
            search=("A look through a stored index of public pages, not a database search.",),
            sources=(Source(name="PubMed", kind="database", searched="2026-11-20", records=100),),
            reviewers=("pass 1", "pass 2"),
            exclusion_reasons=("wrong population", "no results"),
            statements=("This is a worked example, not a finished systematic review.",),
            extraction="One extraction pass, not adjudicated.",
            missing_evidence=(
                MissingEvidence(subject="OSCAR", missing="all counts", where_to_look="doi 10.1002/x"),
            ),
        ),
        spec={"model": {"model": "glmm"}},
        result=result,
        cohorts=tuple(
            CohortUsed(
                cohort_id=f"cohort_{i}",
                study_id=f"study_{i}",
                report_id=f"report_{i}",
                label=name,
                events=x,
                n=n,
                subgroup=group if subgroups else None,
                histology="ASPS",
                regimen="atezolizumab 1200 mg q3w",
                combination_class=group or "monotherapy",
                line="mixed",
                assessor=("investigator", "central", "")[i % 3],
                confirmed=("yes", "", "no")[i % 3],
                criteria="RECIST 1.1",
                timepoint="best",
                citation=f"{name}, J Test {i}",
                year=name.split()[-1],
                source_tier="abstract",
                verified="yes",
                source_location=f"Table {i + 1}",
                source_url="https://example.org/report",
                numbers=tuple(
                    TracedNumber(
                        field=field, value=v, file="consensus.xlsx", sheet="Responses", cell=f"{c}{i + 4}"
                    )
                    for field, v, c in (("responders", x, "N"), ("n_evaluable", n, "G"))
                ),
            )
            for i, (name, x, n, group) in enumerate(rows)
        ),
        excluded=(
            CohortExcluded(
                cohort_id="hindi2023_asps", study_id="hindi2023", label="Hindi 2023", stage="overlap",
                reason="may count the patients of Chen 2023", events=37, n=68,
            ),
        ),
        sensitivity=(
            Sensitivity(
                name="smaller", label="Without the last cohort", change="leaves out one cohort",
                result=sample_result(smaller, subgroups=False),
                left=(CohortName(f"cohort_{len(rows) - 1}", rows[-1][0]),),
            ),
        ),
        problems=(
            Problem(
                "SUM02", "error", Place("consensus.xlsx", "Responses", "K14", "sun2022_sts"),
                "CR + PR + SD + PD = 33, but n_evaluable is 32", "33", "re-read the report",
            ),
        ),
    )  # fmt: skip
