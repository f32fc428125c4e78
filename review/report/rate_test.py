"""The pooled rate against a stated one, by its model and by permutation."""

from __future__ import annotations

from review.analysis.results import Results
from review.analysis.wording import number, p_value
from review.pooling.results import PermutationTest, RateTest
from review.report.blocks import Block, Paragraph, Section, words
from review.report.numbers import percent
from review.report.part_notes import part_notes, under_another_model
from review.report.references import cite


def rate_test_section(results: Results) -> Section | None:
    """Return the test that the analysis file asks for; None where it asks for none."""
    if "rate_test" not in results.spec:
        return None
    result, weighted = results.result, results.weighted
    blocks: list[Block] = []
    if result.rate_test:
        blocks.append(Paragraph(words(_tested(result.rate_test))))
    blocks += part_notes(result, ("POOL29",))
    if weighted.permutation:
        assert weighted.rate_test is not None or result.rate_test is not None
        blocks.append(
            Paragraph(
                words(
                    _permuted(weighted.permutation),
                    " ",
                    cite("follmann1999"),
                    f". {under_another_model(results)}".rstrip(),
                )
            )
        )
        blocks += part_notes(weighted, ("POOL32",))
    blocks += part_notes(weighted, ("POOL20",), about="A permutation test")
    text = (
        "The stated rate comes from other patients at another time. A difference from it may lie in who was "
        "treated and how response was assessed, and is not the effect of the treatment; a test that rejects "
        "nothing does not show that the rates are equal."
    )
    return Section("rate-test", "Against a stated rate", (*blocks, Paragraph(words(text))))


def _tested(found: RateTest) -> str:
    which = "z" if found.df is None else "t"
    df = "" if found.df is None else f", df = {found.df}"
    return (
        f"Is the pooled rate {percent(found.p0)}? {which} = {number(found.statistic, 2)}{df}, "
        f"{p_value(found.p)}, by the model of the pooled rate."
    )


def _permuted(found: PermutationTest) -> str:
    how = "all" if found.exact else f"drawn with seed {found.seed},"
    return (
        f"By mirroring cohorts about that rate, which needs no normal distribution: {p_value(found.p[0])} "
        f"from {how} {found.arrangements:,} arrangements"
    )
