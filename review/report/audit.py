"""The audit of the reported numbers: which of them follow from each other, and which cannot be checked."""

from __future__ import annotations

from review.analysis.results import Results
from review.analysis.wording import NOT_STATED
from review.extraction.audit.audit import Audit, Counts, ResponseAudit, counted
from review.extraction.audit.medians import MedianAudit
from review.extraction.audit.parts import PART_FINDINGS, Part, PartsAudit
from review.extraction.audit.rates import FINDINGS, Fit, RateAudit
from review.report.blocks import (
    Block,
    Cell,
    Column,
    Inline,
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
from review.report.numbers import capital, count, listing

RATES_TABLE = "table-audit"
PARTS_TABLE = "table-audit-parts"


def audit_section(results: Results) -> Section | None:
    """Return the section on the audit; none where no response row was read."""
    audit = results.audit
    if not audit.responses and not audit.others.rows:
        return None
    labels = {cohort.cohort_id: cohort.label for cohort in results.cohorts}
    blocks: list[Block] = [Paragraph(words(_counted(audit), " ", _others(audit.others)))]
    printed = [row for row in audit.responses if row.rates]
    if printed:
        blocks += [
            Paragraph(
                words(
                    refer(RATES_TABLE),
                    " shows for every printed rate which counts would print as its percentage, and every "
                    "method and level that gives its interval to the printed decimals.",
                )
            ),
            _rates(printed, labels),
        ]
    if audit.medians:
        blocks.append(Paragraph(_medians(audit.medians, labels)))
    if audit.parts:
        blocks += [
            Paragraph(
                words(refer(PARTS_TABLE), " sets cohorts beside their parts, as one report gives both.")
            ),
            _parts(audit.parts, labels),
        ]
    return Section("audit", "Audit of the reported numbers", tuple(blocks))


def _counted(audit: Audit) -> str:
    if not audit.responses:
        return "No response row of a cohort that entered was audited."
    return _standings(counted(audit.responses), "response row", "of the cohorts that entered")


def _others(others: Counts) -> str:
    return _standings(others, "response row", "of the other extracted cohorts") if others.rows else ""


def _standings(counts: Counts, one: str, whose: str) -> str:
    parts = [
        (counts.agrees, "prints numbers that agree", "print numbers that agree"),
        (counts.look, "should be looked at", "should be looked at"),
        (counts.contradicts, "contradicts itself", "contradict themselves"),
        (counts.unchecked, "prints nothing that can be checked", "print nothing that can be checked"),
    ]
    found = [(n, single if n == 1 else several) for n, single, several in parts if n]
    if len(found) == 1:
        ((n, does),) = found
        return f"{'The only' if n == 1 else 'All'} {count(n, one) if n > 1 else one} {whose} {does}."
    shares = listing([f"{count(n, 'x').split()[0]} {does}" for n, does in found])
    return f"Of {count(counts.rows, one)} {whose}, {shares}."


def _rates(rows: list[ResponseAudit], labels: dict[str, str]) -> TableBlock:
    return TableBlock(
        anchor=RATES_TABLE,
        caption=words("Printed percentages and intervals of the cohorts that entered, checked."),
        columns=(
            Column("Cohort and cell", share=1.7),
            Column("Responders / patients", "right", share=1.1),
            Column("Percentage", share=1.9),
            Column("Interval", share=1.5),
            Column("Methods that give it", share=2.1),
        ),
        groups=(
            RowGroup("", tuple(_rate_row(row, rate, labels) for row in rows for rate in row.rates)),
        ),
        notes=(
            words("CI: the level as stated; a level in the last column is one at which a method fits."),
        ),
    )  # fmt: skip


def _rate_row(row: ResponseAudit, rate: RateAudit, labels: dict[str, str]) -> TableRow:
    name = labels.get(row.cohort_id, row.cohort_id)
    counts = (
        f"{NOT_STATED if rate.count is None else rate.count} / {NOT_STATED if rate.n is None else rate.n}"
    )
    return TableRow(
        (
            Cell(words(strong(name), f" {rate.name}"), (words(code(rate.cell)),)),
            Cell(words(counts), (words("derived"),) if row.derived and rate.name == "ORR" else ()),
            Cell(words(f"{rate.percent}%" if rate.percent else "–"), (words(percent_words(rate)),)),
            Cell(words(_interval(rate)), (words(_level(rate), FINDINGS[rate.interval_finding].label),)),
            Cell(words(fits_words(rate.fits) or "–")),
        )
    )


def percent_words(rate: RateAudit) -> str:
    """Return what was found of a percentage, with the counts that give it where there is something to say."""
    found = FINDINGS[rate.percent_finding].label
    if rate.explanation and rate.percent_finding == "rounded otherwise":
        return rate.explanation
    if rate.percent_finding in {"one count", "several counts", "does not follow"}:
        return f"{found}: {' or '.join(map(str, rate.counts)) or 'none does'}"
    return found


def fits_words(fits: tuple[Fit, ...]) -> str:
    """Return the methods that give an interval, by level.

    >>> wald = Fit(method="wald", label="Wald", level=95.0)
    >>> fits_words((wald, Fit(method="wilson", label="Wilson", level=95.0),
    ...             Fit(method="wald", label="Wald", level=92.0)))
    '95%: Wald, Wilson; 92%: Wald'
    """
    levels = dict.fromkeys(fit.level for fit in fits)
    return "; ".join(
        f"{level:g}%: {', '.join(fit.label for fit in fits if fit.level == level)}" for level in levels
    )


def _interval(rate: RateAudit) -> str:
    if not rate.low or not rate.high:
        return "–"
    return f"{rate.low}–{rate.high}%"


def _level(rate: RateAudit) -> str:
    if not rate.low or not rate.high:
        return ""
    return f"{rate.level}% CI: " if rate.level else "level not stated: "


def _medians(medians: tuple[MedianAudit, ...], labels: dict[str, str]) -> Inline:
    checked = [one for one in medians if one.in_order is not None]
    outside = [one for one in checked if not one.in_order]
    text = f"{capital(count(len(medians), 'median'))} of these cohorts: {_lie(len(checked), len(outside))}"
    rest = len(medians) - len(checked)
    text += f"; {count(rest, 'median has', 'medians have')} no interval to check." if rest else "."
    for one in outside:
        name = labels.get(one.cohort_id, one.cohort_id)
        text += f" {name}: {one.endpoint} {one.median} months, interval {one.low}–{one.high} ({one.cell})."
    return words(text)


def _lie(checked: int, outside: int) -> str:
    if not checked:
        return "none has an interval that could be checked"
    if not outside:
        return f"{count(checked, 'lies', 'lie')} within the printed interval"
    return f"{count(outside, 'lies', 'lie')} outside the printed interval, {checked - outside} within it"


def _parts(parts: tuple[PartsAudit, ...], labels: dict[str, str]) -> TableBlock:
    return TableBlock(
        anchor=PARTS_TABLE,
        caption=words("Cohorts and their parts, responders / patients."),
        columns=(
            Column("Whole", share=1.4),
            Column("Parts", share=2.4),
            Column("Sum of the parts", "right", share=0),
            Column("What was found", share=1.8),
        ),
        groups=(RowGroup("", tuple(_parts_row(one, labels) for one in parts)),),
    )


def _parts_row(audit: PartsAudit, labels: dict[str, str]) -> TableRow:
    return TableRow(
        (
            Cell(words(_part(audit.whole, labels)), (words(code(audit.cell)),)),
            Cell(words("; ".join(_part(part, labels) for part in audit.parts))),
            Cell(words(f"{audit.responders} / {audit.n}")),
            Cell(words(PART_FINDINGS[audit.finding].label)),
        )
    )


def _part(part: Part, labels: dict[str, str]) -> str:
    return f"{labels.get(part.cohort_id, part.cohort_id)} {part.responders} / {part.n}"
