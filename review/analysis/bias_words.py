"""Judgements of risk of bias as one text, for those who do not see the lights."""

from __future__ import annotations

from review.analysis.results import RiskOfBias


def bias_in_words(bias: RiskOfBias) -> str:
    """Every judgement of one tool, row by row."""
    parts = []
    for row in bias.rows:
        told = ", ".join(
            f"{item.id} {judgement.code or 'not assessed'}"
            for item, judgement in zip(bias.items, row.judgements, strict=True)
        )
        parts.append(f"{row.label}: {told}{f'; overall {row.whole}' if row.whole else ''}")
    return f"Risk of bias by {bias.title}. {'. '.join(parts)}."
