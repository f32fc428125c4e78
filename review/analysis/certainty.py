"""What a rating of certainty is made of: the domains, the thresholds of the protocol, and the steps.

There is no official guidance by GRADE for a pooled rate of cohorts without a comparator. What stands here
is a house rule in its manner: it starts low, and every step that numbers can carry is taken at thresholds
that review.toml declares. What numbers cannot carry (indirectness, publication bias) only people can judge,
and without them it stays open. To add a domain, add it to `DOMAINS` and, where numbers carry it, a rule to
`RULED` in `review/analysis/rating.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from review.document import Table

#: From the worst to the best; a step down is one to the left.
LEVELS = ("very low", "low", "moderate", "high")

#: The tool whose judgements of an analysis take the place of a rule's.
PEOPLES_TOOL = "grade_proportion"

JudgedBy = Literal["rule", "people", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One domain: its name, and the item of `PEOPLES_TOOL` by which people judge it."""

    code: str
    label: str
    item: str


DOMAINS: Mapping[str, Domain] = {
    domain.code: domain
    for domain in (
        Domain(code="risk_of_bias", label="Risk of bias", item="G1"),
        Domain(code="inconsistency", label="Inconsistency", item="G2"),
        Domain(code="indirectness", label="Indirectness", item="G3"),
        Domain(code="imprecision", label="Imprecision", item="G4"),
        Domain(code="publication_bias", label="Publication bias", item="G5"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CertaintyRules:
    """The house rule as review.toml declares it.

    Parameters
    ----------
    rate
        False switches the rating off.
    declared
        ``before`` the rates were known, or ``after``.
    start
        The level of a body of evidence in which nothing is wrong.
    decide_at
        The rate (0–1) at which one would decide otherwise; None where none is named.
    bias_share
        Share of the patients (0–1) that stand in cohorts of high risk of bias: at least the first lowers
        by one, at least the second by two.
    interval_width, prediction_width
        Widths (0–1) of the interval of the pooled rate and of the prediction interval, in the same way.
    fewest_patients, fewest_responders
        Fewer than either lowers imprecision by one at least.
    """

    rate: bool = True
    declared: str = "after"
    start: str = "low"
    decide_at: float | None = None
    bias_share: tuple[float, float] = (0.25, 0.5)
    interval_width: tuple[float, float] = (0.2, 0.4)
    prediction_width: tuple[float, float] = (0.3, 0.6)
    fewest_patients: int = 100
    fewest_responders: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CertaintyStep:
    """One domain, judged or not.

    Parameters
    ----------
    down
        Levels to go down; None where it is not assessed.
    reason
        What was found, in sentences.
    by
        The rule, people, or nobody.
    rule_down
        What the rule would have said where people judged; None where it says nothing.
    """

    domain: str
    down: int | None
    reason: str
    by: JudgedBy
    rule_down: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertaintyOf:
    """The certainty of one pooled rate; `of` is its subgroup, empty for all cohorts.

    `level` is the highest that the assessed steps leave; with a step that nobody assessed the certainty may
    be lower, and `complete` is False.
    """

    of: str
    k: int
    steps: tuple[CertaintyStep, ...]
    level: str
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """The rating of an analysis: the rule, and what it says of each rate; none where it is switched off."""

    rules: CertaintyRules
    rated: tuple[CertaintyOf, ...] = ()


def read_certainty(top: Table) -> CertaintyRules | None:
    """The table ``[certainty]`` of review.toml; None where there is none.

    Examples
    --------
    >>> problems = []
    >>> document = {"certainty": {"declared": "before", "decide_at": 0.2}}
    >>> read_certainty(Table(document, "review.toml", problems)).decide_at
    0.2
    >>> document["certainty"]["decide_at"] = 20
    >>> read_certainty(Table(document, "review.toml", problems)).decide_at
    >>> problems[0].message
    "'decide_at' must lie between 0 and 1"
    """
    if not top.has("certainty"):
        return None
    table, plain = top.table("certainty"), CertaintyRules()
    rules = CertaintyRules(
        rate=table.boolean("rate", plain.rate),
        declared=table.text("declared", plain.declared, required=True, choices=("before", "after")),
        start=table.text("start", plain.start, choices=LEVELS[1:]),
        decide_at=_rate(table, "decide_at"),
        bias_share=_pair(table, "bias_share", plain.bias_share),
        interval_width=_pair(table, "interval_width", plain.interval_width),
        prediction_width=_pair(table, "prediction_width", plain.prediction_width),
        fewest_patients=table.integer("fewest_patients", plain.fewest_patients) or 0,
        fewest_responders=table.integer("fewest_responders", plain.fewest_responders) or 0,
    )
    table.finish()
    return rules


def _rate(table: Table, key: str) -> float | None:
    value = table.number(key)
    if value is None or 0 < value < 1:
        return value
    table.report("TOML02", key, f"'{key}' must lie between 0 and 1", found=value, fix="write 20% as 0.2")
    return None


def _pair(table: Table, key: str, default: tuple[float, float]) -> tuple[float, float]:
    """Two thresholds: that of one step down, and that of two."""
    if not table.has(key):
        return default
    values = table.values[key]
    numbers = isinstance(values, list) and all(
        isinstance(value, (int, float)) and not isinstance(value, bool) for value in values
    )
    if not numbers or len(values) != 2 or not 0 < values[0] < values[1] <= 1:
        table.report(
            "TOML02",
            key,
            f"'{key}' must be two numbers between 0 and 1, the smaller first",
            found=values,
            fix=f"write {key} = [{default[0]}, {default[1]}]: where one step down begins, and two",
        )
        return default
    return float(values[0]), float(values[1])
