"""Best overall response of a cohort as parts of its patients, as far as its report tells them.

The whole is the evaluable patients, and those not evaluable where the report counts them apart. A part that
the report does not give is no part: what is left of the whole is not reported, never zero and never worked
out by subtraction. To add a kind of part, add an entry to `PARTS`, and how it is drawn in
`review.render.segments.FILLINGS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.analysis.results import CohortUsed, Results
from review.analysis.wording import cohorts


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A kind of part: what it is called in a bar and in the key, and the field that holds its count."""

    code: str
    short: str
    label: str
    field: str = ""


PARTS: Mapping[str, Part] = {
    part.code: part
    for part in (
        Part(code="cr", short="CR", label="CR, complete response", field="cr"),
        Part(code="pr", short="PR", label="PR, partial response", field="pr"),
        Part(code="responders", short="CR or PR", label="CR or PR, not told apart"),
        Part(code="sd", short="SD", label="SD, stable disease", field="sd"),
        Part(code="pd", short="PD", label="PD, progressive disease", field="pd"),
        Part(code="other", short="Other", label="other", field="other"),
        Part(code="ne", short="NE", label="NE, not evaluable", field="ne"),
        Part(code="unknown", short="?", label="not reported which"),
    )
}


@dataclass(frozen=True, slots=True)
class Composition:
    """The patients of one cohort, and how many are of which kind; `why_not` where no bar can be drawn."""

    total: int
    counts: tuple[tuple[str, int], ...]
    why_not: str = ""

    @property
    def complete(self) -> bool:
        """Whether every patient is in a part that is told."""
        return not self.why_not and not {"unknown", "responders"} & dict(self.counts).keys()

    def told(self) -> str:
        """The counts in words."""
        if self.why_not:
            return self.why_not
        parts = [
            f"{count} {PARTS[code].short if code != 'unknown' else PARTS[code].label}"
            for code, count in self.counts
            if count or code in {"cr", "pr", "sd", "pd"}
        ]
        return f"{', '.join(parts)}, of {self.total}"


def composition_of(cohort: CohortUsed) -> Composition:
    """Return how the patients of a cohort divide up, as far as its report says.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from tests.samples import sample_results
    >>> from review.analysis.results import TracedNumber
    >>> counts = {"n_evaluable": 52, "responders": 19, "cr": 1, "pr": 18, "sd": 28, "pd": None}
    >>> numbers = tuple(TracedNumber(field=field, value=value, file="", sheet="", cell="")
    ...                 for field, value in counts.items())
    >>> composition_of(replace(sample_results().cohorts[0], responses=numbers)).told()
    '1 CR, 18 PR, 28 SD, 5 not reported which, of 52'
    """
    count = {number.field: number.value for number in cohort.responses if isinstance(number.value, int)}
    evaluable, ne = count.get("n_evaluable"), count.get("ne", 0)
    if not evaluable:
        return Composition(0, (), "evaluable patients not known")
    parts = {code: count[part.field] for code, part in PARTS.items() if part.field in count}
    split = "cr" in parts and "pr" in parts
    if not split and "responders" in count:
        rest = {code: n for code, n in parts.items() if code not in {"cr", "pr"}}
        parts = {"responders": count["responders"], **rest}
    known = sum(parts.values())
    # Where every part is told and they fill the evaluable with NE among them, NE is not counted apart.
    told = {"sd", "pd"} <= parts.keys() and (split or "responders" in parts)
    total = evaluable if told and known == evaluable else evaluable + ne
    if known > total:
        return Composition(total, (), f"parts add up to {known} of {total}: not drawn")
    ordered = tuple((code, parts[code]) for code in PARTS if code in parts)
    left = total - known
    return Composition(total, (*ordered, ("unknown", left)) if left else ordered)


def composition_gaps(results: Results) -> str:
    """Say of how many cohorts the report does not tell all parts."""
    found = [composition_of(cohort) for cohort in results.cohorts]
    left_open = sum(not one.complete for one in found)
    if not left_open:
        return f"All parts are reported in {cohorts(len(found))}."
    return (
        f"In {left_open} of {cohorts(len(found))} the report does not tell all parts apart; what it leaves "
        "open is shown as such, never as zero."
    )


def composition_told(results: Results) -> str:
    """Return the parts of every cohort in words."""
    told = [f"{cohort.label}: {composition_of(cohort).told()}" for cohort in results.cohorts]
    return f"Best responses. {'. '.join(told)}. {composition_gaps(results)}"
