"""GOSH plot: the pooled rate and I² of every subset of the cohorts, as a cloud of counts."""

from __future__ import annotations

from math import log

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import per_cent, sentence
from review.figures.chart import Cells, Chart, Key, Line, Panel
from review.figures.pooled_again import counts_of, first_words, need, title_of, weighted
from review.figures.scales import number_scale, rate_scale
from review.pooling.cohorts import checked
from review.pooling.gosh import gosh, told
from review.pooling.gosh_cloud import GoshCloud, gosh_cloud

#: Steps of shade.
SHADES = 5

#: Of the drawing of subsets, where the analysis file names none.
SEED = 1


def gosh_chart(results: Results) -> Chart:
    """Return the cloud, and above it the rates of subsets with and without the cohort that parts it most.

    Raises
    ------
    NotDrawn
        Fewer than three cohorts.
    """
    need(results, 3, "a GOSH plot, which pools subsets,")
    choice, lent = weighted(results)
    found = results.weighted.gosh
    if found is None:
        events, n, study = counts_of(results)
        cohorts = checked(events, n, study=study)
        found = told(gosh(cohorts, choice), cohorts, seed=SEED)
    cloud = gosh_cloud(found)
    name = sentence(outcome_of(results.analysis.outcome).rate)
    ends = cloud.rate_edges[0], cloud.rate_edges[-1]
    x = rate_scale(f"{name} of the subset, %", ends, ends=(max(0.0, ends[0]), min(1.0, ends[1])))
    most = max(*cloud.rate_with, *cloud.rate_without)
    how = "All" if cloud.complete else "A random sample of"
    return Chart(
        name=f"{results.analysis.name}-gosh",
        title=title_of(results, "GOSH plot"),
        panels=(
            Panel(
                x=x,
                y=number_scale("I² of the subset, %", cloud.i2_edges, floor_at=0.0),
                marks=(Cells(x_edges=cloud.rate_edges, y_edges=cloud.i2_edges, shade=_shades(cloud)),),
            ),
            Panel(
                x=x,
                y=number_scale("Subsets", [0.0, float(most)], floor_at=0.0),
                marks=(
                    _outline(cloud, cloud.rate_without, "cohort", ""),
                    _outline(cloud, cloud.rate_with, "primary", "4 2"),
                ),
            ),
        ),
        height=200.0,
        columns=2,
        narrowest=200.0,
        key=(
            Key(label=f"With {cloud.split_by}", role="primary", looks="line", dash="4 2"),
            Key(label="Without it", role="cohort", looks="line"),
            Key(label="Subsets: few to many (shade)", role="shade-4", looks="area"),
        ),
        foot=first_words(
            f"{how} {cloud.subsets:_} subsets of two or more cohorts".replace("_", " "),
            "two clouds, or two peaks, mean cohorts of two kinds (Olkin et al. 2012)",
            "" if cloud.complete else f"drawn with seed {cloud.seed}",
            lent,
        ),
        alt=_alternative(cloud, results.result.k),
    )


def _shades(cloud: GoshCloud) -> tuple[tuple[int, ...], ...]:
    """Counts as steps of shade: even steps of the logarithm, so that a small cloud is seen beside a large."""
    most = max(max(row) for row in cloud.counts)
    top = log(1 + most)
    return tuple(
        tuple(0 if not count else max(1, round(SHADES * log(1 + count) / top)) for count in row)
        for row in cloud.counts
    )


def _outline(cloud: GoshCloud, counts: tuple[int, ...], role: str, dash: str) -> Line:
    """A histogram as the line along its top."""
    edges = cloud.rate_edges
    x = [edge for edge in edges for _ in range(2)]
    y = [0.0, *(float(count) for count in counts for _ in range(2)), 0.0]
    return Line(x=tuple(x), y=tuple(y), role=role, dash=dash, width=1.2)


def _alternative(cloud: GoshCloud, k: int) -> str:
    what = "all" if cloud.complete else "sampled"
    apart = abs(cloud.median_with - cloud.median_without)
    return (
        f"Pooled rate and I² of {cloud.subsets} subsets ({what}) of {k} cohorts: rates from "
        f"{per_cent(cloud.rate_edges[0])}% to {per_cent(cloud.rate_edges[-1])}%, I² up to "
        f"{cloud.i2_edges[-1]:.0f}%. {cloud.split_by} parts them most: median rate "
        f"{per_cent(cloud.median_with)}% with it and {per_cent(cloud.median_without)}% without, "
        f"{per_cent(apart)} points apart."
    )
