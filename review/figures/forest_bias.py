"""Risk of bias beside a forest plot: a column of lights for each item of the tool that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from review.analysis.asked import asked_figure
from review.analysis.numerals import Numerals
from review.analysis.results import BiasItem, CohortUsed, Results, RiskOfBias
from review.extraction.risk_of_bias.tool import LIGHTS
from review.figures.forest_columns import CohortColumn
from review.pooling.results import StudyRate


def _asked(results: Results) -> RiskOfBias | None:
    """The judgements that the analysis file asks for; None where it asks for none or nobody has made them."""
    name = asked_figure(results).risk_of_bias
    found = [bias for bias in results.risk_of_bias if bias.tool == name and bias.unit == "cohort"]
    return found[0] if found else None


def bias_columns(results: Results) -> tuple[CohortColumn, ...]:
    """Return a column of lights for each item."""
    bias = _asked(results)
    if bias is None:
        return ()
    return tuple(_column(bias, at, item) for at, item in enumerate(bias.items))


def _column(bias: RiskOfBias, at: int, item: BiasItem) -> CohortColumn:
    signs = {row.subject: LIGHTS[row.judgements[at].light].sign for row in bias.rows}

    def sign(cohort: CohortUsed, _: StudyRate, __: Numerals) -> str:
        return signs.get(cohort.cohort_id, "")

    return CohortColumn(key=f"bias-{item.id}", title=item.id, side="right", lights=True, cell=sign)


def bias_key(results: Results) -> Iterator[str]:
    """What the lights beside the plot mean."""
    bias = _asked(results)
    if bias is None:
        return
    items = "; ".join(f"{item.id} {item.label}" for item in bias.items)
    lights = {light.code: light for light in LIGHTS.values()}
    signs = "; ".join(f"{lights[level.light].sign} {level.label}" for level in bias.levels)
    yield f"Risk of bias by {bias.title}: {items}. {signs}; empty: not assessed."
