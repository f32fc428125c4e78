"""Risk of bias: what was judged by which tool, how far, and on what ground."""

from __future__ import annotations

from dataclasses import replace

from review.analysis.bias_words import bias_in_words
from review.analysis.results import Results, RiskOfBias
from review.extraction.risk_of_bias.tool import NOT_ASSESSED
from review.report.blocks import (
    Block,
    BulletList,
    Callout,
    Cell,
    Column,
    FigureBlock,
    FigureOf,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    code,
    refer,
    strong,
    words,
)
from review.report.numbers import count
from review.report.two_readers import assessors_sentence


def risk_of_bias_section(results: Results) -> Section | None:
    """Return the section on risk of bias; None where no tool was used."""
    if not results.risk_of_bias:
        return None
    return Section(
        "risk-of-bias",
        "Risk of bias",
        tuple(block for bias in results.risk_of_bias for block in _of_tool(results, bias)),
    )


def _of_tool(results: Results, bias: RiskOfBias) -> list[Block]:
    figure, table = f"figure-bias-{bias.tool}", f"table-bias-{bias.tool}"
    judged = any(one.code for row in bias.rows for one in row.judgements)
    blocks: list[Block] = [
        Paragraph(
            words(
                strong(f"{bias.title} ({bias.version}). "),
                _how_far(bias),
                " ",
                *((f"{agreed} ",) if (agreed := assessors_sentence(bias.assessors)) else ()),
                refer(figure),
                " shows every judgement",
                *((", and ", refer(table), " what supports it.") if judged else (".",)),
            )
        )
    ]
    if not judged:
        none = "Nobody has judged the risk of bias yet: every light is empty, and none may be read as good."
        blocks.append(Callout("warning", "Not assessed", (Paragraph(words(none)),)))
    blocks.append(
        FigureBlock(
            anchor=figure,
            caption=words(
                f"Risk of bias by {bias.title}: a light for each item"
                f"{' and bars of how the cohorts divide up' if len(bias.rows) > 1 else ''}."
            ),
            alt=bias_in_words(bias),
            figure=FigureOf("risk-of-bias", replace(results, risk_of_bias=(bias,))),
        )
    )
    if judged:
        blocks.append(_support(bias, table))
    blocks.append(
        BulletList(
            (
                *(
                    words(f"{item.id} {item.label}: {item.question}{_unchecked(item.checked)}")
                    for item in bias.items
                ),
                *(
                    (words("Unchecked: the wording was not compared with the original."),)
                    if not all(item.checked for item in bias.items)
                    else ()
                ),
                words(f"Tool: {bias.reference}"),
                words("Judgements stand in ", code(bias.file), "."),
            )
        )
    )
    return blocks


def _unchecked(checked: bool) -> str:
    return "" if checked else " (unchecked)"


def _how_far(bias: RiskOfBias) -> str:
    total = len(bias.rows) * len(bias.items)
    blank = sum(one.light == NOT_ASSESSED for row in bias.rows for one in row.judgements)
    many = "analyses" if bias.unit == "analysis" else f"{bias.unit}s"
    of = f"{count(len(bias.items), 'item')} of {count(len(bias.rows), bias.unit, many)}"
    if not blank:
        return f"All {of} are judged."
    return f"Of the {total} judgements ({of}), {total - blank} are made and {blank} are not assessed."


def _support(bias: RiskOfBias, anchor: str) -> TableBlock:
    return TableBlock(
        anchor=anchor,
        caption=words(f"What supports each judgement by {bias.title}."),
        columns=(
            Column("Item", share=1.2),
            Column("Judgement", share=1.0),
            Column("Support", share=2.6),
            Column("Where it stands", share=1.3),
        ),
        groups=tuple(
            RowGroup(
                f"{row.label}{f': overall {row.whole}' if row.whole else ''}",
                tuple(
                    TableRow(
                        (
                            Cell(words(f"{item.id} {item.label}")),
                            Cell(words(one.code)),
                            Cell(words(one.support or "–")),
                            Cell(words(one.source or "–")),
                        )
                    )
                    for item, one in zip(bias.items, row.judgements, strict=True)
                    if one.code
                ),
            )
            for row in bias.rows
            if any(one.code for one in row.judgements)
        ),
    )
