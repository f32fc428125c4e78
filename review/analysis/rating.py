"""The certainty in each pooled rate: what the house rule says from the data, and what people said.

A judgement of people stands in the place of the rule's, with the rule's beside it. Nothing is made up for
what neither can say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from review.analysis.certainty import (
    DOMAINS,
    LEVELS,
    PEOPLES_TOOL,
    Certainty,
    CertaintyOf,
    CertaintyRules,
    CertaintyStep,
)
from review.analysis.few_cohorts import FEWEST_POOLED, tau2_is_zero
from review.analysis.results import BiasRow, Results, RiskOfBias
from review.analysis.wording import level_name, number, per_cent, per_cent_range
from review.pooling.results import Heterogeneity, Pooled

#: What the lights of a judgement by people take off; an unclear one takes off nothing and decides nothing.
_STEPS = {"low": 0, "some": 1, "high": 2}

#: Lights of a cohort, or of one of its items, that make its risk of bias high.
_HIGH = frozenset({"high", "critical"})

#: Lights that say that somebody looked.
_JUDGED = frozenset({"low", "some", "high", "critical"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rate:
    """One pooled rate with what was counted for it; `sizes` are the patients of its cohorts, by id."""

    of: str
    k: int
    events: int
    n: int
    level: float
    pooled: Pooled
    heterogeneity: Heterogeneity
    sizes: Mapping[str, int]
    bias: tuple[RiskOfBias, ...]


#: What a rule finds: levels to go down (None where it cannot tell), and why.
Finding = tuple[int | None, str]


def rate_certainty(results: Results, rules: CertaintyRules) -> Certainty:
    """Rate each answer of an analysis: its classes where they come first, else the rate over all.

    Parameters
    ----------
    results
        With the judgements of risk of bias.
    rules
        The house rule.

    Examples
    --------
    >>> from tests.samples import sample_results
    >>> rated = rate_certainty(sample_results(subgroups=False), CertaintyRules()).rated
    >>> rated[0].level, rated[0].complete
    ('very low', False)
    """
    if not rules.rate:
        return Certainty(rules=rules)
    return Certainty(
        rules=rules, rated=tuple(_rated(results, rate, rules) for rate in _rates(results) if rate.k)
    )


def _rates(results: Results) -> tuple[_Rate, ...]:
    result = results.result
    classes = result.subgroups or () if results.analysis.subgroups_primary else ()
    bias = tuple(one for one in results.risk_of_bias if one.unit == "cohort")
    found = []
    for part in classes or (result,):
        name = "" if part is result else getattr(part, "subgroup", "")
        cohorts = [one for one in results.cohorts if not name or one.subgroup == name]
        found.append(
            _Rate(
                of=name,
                k=part.k,
                events=part.events,
                n=part.n,
                level=result.model.level,
                pooled=part.pooled,
                heterogeneity=part.heterogeneity,
                sizes={one.cohort_id: one.n for one in cohorts},
                bias=bias,
            )
        )
    return tuple(found)


def _rated(results: Results, rate: _Rate, rules: CertaintyRules) -> CertaintyOf:
    people = _by_people(results)
    steps = tuple(_step(code, rate, rules, people.get(domain.item)) for code, domain in DOMAINS.items())
    down = sum(step.down or 0 for step in steps)
    return CertaintyOf(
        of=rate.of,
        k=rate.k,
        steps=steps,
        level=LEVELS[max(0, LEVELS.index(rules.start) - down)],
        complete=all(step.down is not None for step in steps),
    )


def _by_people(results: Results) -> dict[str, Finding]:
    """What people judged of this analysis, by item; an item without a judgement is left out."""
    found: dict[str, Finding] = {}
    for tool in results.risk_of_bias:
        rows = [row for row in tool.rows if row.subject == results.analysis.name]
        if tool.tool != PEOPLES_TOOL or not rows:
            continue
        for item, one in zip(tool.items, rows[0].judgements, strict=True):
            if one.code:
                support = one.support.strip() or "no reason is written down"
                found[item.id] = (_STEPS.get(one.light), f"Judged {one.code}: {support}")
    return found


def _step(code: str, rate: _Rate, rules: CertaintyRules, people: Finding | None) -> CertaintyStep:
    rule = RULED.get(code)
    by_rule = rule(rate, rules) if rule else None
    if people is not None:
        down, reason = people
        return CertaintyStep(
            domain=code, down=down, reason=reason, by="people", rule_down=by_rule[0] if by_rule else None
        )
    if by_rule is None:
        return CertaintyStep(
            domain=code, down=None, reason="Only people can judge this, and nobody has.", by="nobody"
        )
    down, reason = by_rule
    return CertaintyStep(domain=code, down=down, reason=reason, by="nobody" if down is None else "rule")


def _steps_of(value: float, thresholds: tuple[float, float]) -> int:
    # Beyond the last bits of the arithmetic: 0.6 − 0.2 is no less than 0.4.
    return sum(value >= threshold - 1e-12 for threshold in thresholds)


def _risk_of_bias(rate: _Rate, rules: CertaintyRules) -> Finding:
    if not rate.bias:
        return None, "No tool for risk of bias was used."
    high: set[str] = set()
    judged: set[str] = set()
    for tool in rate.bias:
        rows = [row for row in tool.rows if row.subject in rate.sizes]
        high |= {row.subject for row in rows if _is_high(row)}
        judged |= {row.subject for row in rows if _is_judged(row)}
    share = sum(rate.sizes[cohort] for cohort in high) / rate.n
    down = _steps_of(share, rules.bias_share)
    titles = ", ".join(tool.title for tool in rate.bias)
    found = f"By {titles}, {len(high)} of {_cohorts(rate.k)}, with {per_cent(share, 0)}% of the patients"
    found += f", {'has' if len(high) == 1 else 'have'} a high risk of bias in the whole or in an item"
    blank = rate.k - len(judged | high)
    if blank and down < 2:
        left = f"{blank} of {_cohorts(rate.k)} {'is' if blank == 1 else 'are'} not judged throughout"
        return None, f"By {titles}, {left}, so the share of patients at high risk of bias is not known."
    return down, f"{found}."


def _is_high(row: BiasRow) -> bool:
    return bool({row.whole_light, *(one.light for one in row.judgements)} & _HIGH)


def _is_judged(row: BiasRow) -> bool:
    """Whether somebody judged the whole, or every item: a blank one might be the bad one."""
    return row.whole_light in _JUDGED or (bool(row.judgements) and all(one.code for one in row.judgements))


def _inconsistency(rate: _Rate, rules: CertaintyRules) -> Finding:
    low, high = rate.pooled.prediction_low, rate.pooled.prediction_high
    if rate.k < 2:
        return None, "One cohort cannot show how far cohorts differ."
    if low is None or high is None:
        return None, f"There is no prediction interval for {_cohorts(rate.k)} under this model."
    if tau2_is_zero(rate.heterogeneity):
        if rate.k < FEWEST_POOLED:
            return None, f"τ² is estimated as zero from {_cohorts(rate.k)}, which cannot show that it is."
        return 0, f"τ² is estimated as zero from {_cohorts(rate.k)}, and is not known to be zero."
    return _width("prediction interval", (low, high), rules.prediction_width, rate, rules)


def _imprecision(rate: _Rate, rules: CertaintyRules) -> Finding:
    low, high = rate.pooled.ci_low, rate.pooled.ci_high
    if low is None or high is None:
        return None, "The interval of the rate could not be computed."
    down, reason = _width("interval of the rate", (low, high), rules.interval_width, rate, rules)
    few = []
    if rate.n < rules.fewest_patients:
        few.append(f"{rate.n} patients are fewer than {rules.fewest_patients}")
    if rate.events < rules.fewest_responders:
        few.append(f"{rate.events} responders are fewer than {rules.fewest_responders}")
    if few:
        reason = f"{reason} Of those counted, {' and '.join(few)}."
    return max(down, 1 if few else 0), reason


def _width(
    name: str, ends: tuple[float, float], thresholds: tuple[float, float], rate: _Rate, rules: CertaintyRules
) -> tuple[int, str]:
    # An end beyond 0 or 1 comes from the arithmetic of a scale; no rate can lie there.
    low, high = max(0.0, ends[0]), min(1.0, ends[1])
    down = _steps_of(high - low, thresholds)
    reason = f"The {level_name(rate.level)} {name}, {per_cent_range(low, high)}%, is "
    reason += f"{number(100 * (high - low), 0)} percentage points wide."
    if rules.decide_at is not None and low < rules.decide_at < high:
        reason += f" It holds {per_cent(rules.decide_at)}%, the rate at which one would decide otherwise."
        down = max(down, 1)
    return down, reason


def _cohorts(k: int) -> str:
    return f"{k} cohort{'' if k == 1 else 's'}"


#: The domains that numbers can carry.
RULED: Mapping[str, Callable[[_Rate, CertaintyRules], Finding]] = {
    "risk_of_bias": _risk_of_bias,
    "inconsistency": _inconsistency,
    "imprecision": _imprecision,
}


def at_most(rated: Sequence[CertaintyOf]) -> tuple[str, ...]:
    """How each rating reads: ``low``, or ``at most low`` where a step is not assessed.

    A rating that is very low can become no lower, and reads as it stands.
    """
    return tuple(
        one.level if one.complete or one.level == LEVELS[0] else f"at most {one.level}" for one in rated
    )
