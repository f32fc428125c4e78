"""The problems that the checks of the data left open, by rule, each with its cell."""

from __future__ import annotations

from review.analysis.results import Results
from review.problems import SEVERITIES, Place, Problem, Severity, count_by_severity
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
    words,
)
from review.report.numbers import capital, count, listing

TABLE = "table-problems"


def problems_section(results: Results) -> Section:
    """Return the open problems; errors first."""
    problems = results.problems
    title = "Problems that the checks left open"
    if not problems:
        return Section("problems", title, (Paragraph(words("The checks of the data left no problem open.")),))
    counts = count_by_severity(problems)
    found = listing([count(counts[severity], severity) for severity in SEVERITIES if counts[severity]])
    blocks: list[Block] = [
        Paragraph(
            words(
                f"The checks left {found} open; ",
                refer(TABLE),
                " lists them by rule. An error bars the number that it names from every calculation, a "
                f"warning asks a person to look, and a note is stated here. {touching_sentence(results)}",
            )
        ),
        TableBlock(
            anchor=TABLE,
            caption=words("Problems that the checks left open, by rule."),
            columns=(
                Column("Where", share=1.9),
                Column("What was found", share=2.3),
                Column("How to mend it", share=1.8),
            ),
            groups=tuple(_group(rule, severity, same) for rule, severity, same in _by_rule(problems)),
        ),
    ]
    return Section("problems", title, tuple(blocks))


#: Of the rows that open problems stand in, how many are named in a sentence.
NAMED_ROWS = 4


def touching_sentence(results: Results) -> str:
    """Say how many errors and warnings stand in a row of a cohort that entered."""
    ours = {
        key for cohort in results.cohorts for key in (cohort.cohort_id, cohort.study_id, cohort.report_id)
    }
    serious = [problem for problem in results.problems if problem.severity != "note"]
    touching = [problem for problem in serious if problem.place.row in ours]
    if not serious:
        return ""
    if not touching:
        return "No error or warning stands in a row of a cohort that entered."
    counts = count_by_severity(touching)
    found = [count(counts[severity], severity) for severity in SEVERITIES if counts[severity]]
    verb = "stands" if len(touching) == 1 else "stand"
    named = list(dict.fromkeys(problem.place.row for problem in touching))
    more = len(named) - NAMED_ROWS
    rows = listing([*named[:NAMED_ROWS], f"{more} more"] if more > 1 else named)
    return f"{capital(listing(found))} {verb} in rows of cohorts that entered: {rows}."


def _by_rule(problems: tuple[Problem, ...]) -> list[tuple[str, Severity, tuple[Problem, ...]]]:
    """Problems of one rule and severity together: errors, then warnings, then notes, each by rule."""
    keys = sorted(
        {(SEVERITIES.index(problem.severity), problem.rule) for problem in problems},
    )
    return [
        (
            rule,
            SEVERITIES[rank],
            tuple(p for p in problems if p.rule == rule and p.severity == SEVERITIES[rank]),
        )
        for rank, rule in keys
    ]


def _group(rule: str, severity: Severity, problems: tuple[Problem, ...]) -> RowGroup:
    """Rows of a rule; cells with one message and one fix share a row, none of them is left out."""
    rows = []
    for message, fix in dict.fromkeys((problem.message, problem.fix) for problem in problems):
        places = [p.place for p in problems if (p.message, p.fix) == (message, fix)]
        where = [part for place in places for part in (_place(place), "; ")][:-1]
        rows.append(TableRow((Cell(words(*where)), Cell(words(message)), Cell(words(fix or "–")))))
    return RowGroup(f"{rule} · {count(len(problems), severity)}", tuple(rows))


def _place(place: Place) -> Inline:
    name = place.file.rsplit("/", maxsplit=1)[-1]
    address = f"{place.sheet}!{place.cell}" if place.sheet and place.cell else place.sheet or place.cell
    where = words(code(address or name))
    return words(where, f" {place.row}") if place.row else where
