"""Meta-regression: what the rate goes along with, and why that is a question and no answer."""

from __future__ import annotations

from review.analysis.results import Regressed, Results
from review.analysis.wording import level_name, model_words, number, p_value, variance
from review.pooling.measures import MEASURES
from review.pooling.results import Coefficient, Regression, RegressionPrediction
from review.report.blocks import (
    Block,
    Cell,
    Column,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    words,
)
from review.report.numbers import capital, count, interval, listing, percent
from review.report.part_notes import number_cell, p_cell, part_notes
from review.report.plots import moderator_figures
from review.report.references import cite

#: Notes that belong to a regression.
_RULES = ("POOL12", "POOL22", "POOL27", "POOL28", "POOL32")


def moderators_section(results: Results) -> Section | None:
    """Return each meta-regression that was asked for; None where none was."""
    if not results.regressions:
        return None
    caution = words(
        "A meta-regression compares cohorts, not patients: what holds between cohorts need not hold between "
        "the patients within one. Cohorts differ in much that no column names, and nobody was assigned to "
        "them. Few cohorts and many moderators make patterns out of chance ",
        cite("higgins2004"),
        ". Read what follows as a question for later studies.",
    )
    parts = tuple(_part(regressed, i) for i, regressed in enumerate(results.regressions, 1))
    title = "What the rate goes along with (meta-regression)"
    return Section("moderators", title, (Paragraph(caution), *moderator_figures(results)), parts)


def _part(regressed: Regressed, position: int) -> Section:
    result = regressed.result
    found = result.regression
    assert found is not None
    anchor = f"table-moderators-{position}"
    single = len(regressed.moderators) == 1
    blocks: list[Block] = [
        Paragraph(
            words(
                refer(anchor),
                f" rests on {count(result.k, 'cohort')}. {_test(found, single=single)} ",
                _explained(found, result.model.tau2, single=single),
            )
        ),
        _coefficients(regressed, found, anchor),
    ]
    blocks += _predicted(regressed, found, position)
    if regressed.left_out:
        names = listing([cohort.label for cohort in regressed.left_out])
        blocks.append(
            Paragraph(words(f"Left out, because a moderator is not known of them: {names}."), "small")
        )
    return Section(f"moderators-{position}", capital(regressed.label), (*blocks, *part_notes(result, _RULES)))


def _test(found: Regression, *, single: bool) -> str:
    name, they_make = ("moderator", "it makes") if single else ("moderators", "they make")
    if found.qm is None:
        return f"Whether the {name} {'explains' if single else 'explain'} anything cannot be tested here."
    if isinstance(found.qm_df, int):
        statistic = f"χ² = {number(found.qm, 2)}, df = {found.qm_df}"
    else:
        statistic = f"F = {number(found.qm, 2)}, df = {found.qm_df[0]} and {found.qm_df[1]}"
    few = (
        ""
        if found.qm_p is None or found.qm_p < 0.05
        else f" That does not show that {they_make} no difference."
    )
    tested = "Test of the moderator" if single else "Test of the moderators together"
    return f"{tested}: {statistic}, {p_value(found.qm_p)}.{few}"


def _explained(found: Regression, tau2: str | None, *, single: bool) -> str:
    if tau2 is None or found.tau2 is None or found.r2 is None:
        return ""
    return (
        f"{'It takes' if single else 'They take'} away {number(found.r2, 0)}% of the variance between "
        f"cohorts (R²); τ² = {variance(found.tau2)} is left."
    )


def _coefficients(regressed: Regressed, found: Regression, anchor: str) -> TableBlock:
    result = regressed.result
    scale, level = MEASURES[result.model.measure].label, level_name(result.model.level)
    permuted = (
        dict(zip(result.permutation.names, result.permutation.p, strict=True)) if result.permutation else {}
    )
    columns = [
        Column("Coefficient", share=1.8),
        Column("Estimate", "right", share=0),
        Column(f"{level} CI", "right", share=1.2),
        Column("p", "right", share=0),
    ]
    if permuted:
        columns.append(Column("p by permutation", "right", share=0))

    def row(coefficient: Coefficient) -> TableRow:
        ends = f"{number(coefficient.ci_low, 2)} to {number(coefficient.ci_high, 2)}"
        cells = [
            Cell(words(_name(coefficient.name))),
            number_cell(coefficient.estimate),
            Cell(words(ends)),
            p_cell(coefficient.p),
        ]
        if permuted:
            cells.append(
                p_cell(permuted[coefficient.name]) if coefficient.name in permuted else Cell(words("–"))
            )
        return TableRow(tuple(cells))

    notes = [words("The intercept is the value where every number is 0 and every factor at its first level.")]
    if result.permutation:
        made = result.permutation
        how = "all arrangements" if made.exact else f"drawn with seed {made.seed}"
        notes.append(words(f"Permutation test: {made.arrangements:,} arrangements, {how}."))
    notes.append(words(f"Model: {model_words(result.model)}."))
    return TableBlock(
        anchor=anchor,
        caption=words(f"Meta-regression on {regressed.label}: coefficients on the {scale} scale."),
        columns=tuple(columns),
        groups=(RowGroup("", tuple(row(coefficient) for coefficient in found.coefficients)),),
        notes=tuple(notes),
    )


def _predicted(regressed: Regressed, found: Regression, position: int) -> list[Block]:
    """The rates that one factor or one number goes along with; nothing for several moderators."""
    if not found.predictions or len(regressed.moderators) != 1:
        return []
    rows = found.predictions
    factor = isinstance(next(iter(rows[0].moderators.values())), str)
    shown = rows if factor else (rows[0], rows[-1])
    level = level_name(regressed.result.model.level)
    anchor = f"table-moderators-{position}-rates"
    return [
        Paragraph(words(refer(anchor), " puts it as rates.")),
        TableBlock(
            anchor=anchor,
            caption=words(f"The rate that the regression expects, by {regressed.label}."),
            columns=(
                Column(capital(regressed.label), share=1.5),
                Column(f"Rate ({level} CI)", "right", share=1.4),
                Column(f"{level} prediction interval", "right", share=1.2),
            ),
            groups=(RowGroup("", tuple(_rate_row(row) for row in shown)),),
        ),
    ]


def _rate_row(row: RegressionPrediction) -> TableRow:
    value = next(iter(row.moderators.values()))
    ahead = "–" if row.prediction_low is None else interval(row.prediction_low, row.prediction_high)
    return TableRow(
        (
            Cell(words(value if isinstance(value, str) else f"{value:g}")),
            Cell(words(f"{percent(row.estimate)} ({interval(row.ci_low, row.ci_high)})")),
            Cell(words(ahead)),
        )
    )


def _name(name: str) -> str:
    """Return the name of a coefficient as people read it.

    >>> _name("combination_class=monotherapy"), _name("year:line=first")
    ('combination class: monotherapy', 'year × line: first')
    """
    parts = [part.partition("=") for part in name.split(":")]
    return " × ".join(
        f"{field.replace('_', ' ')}: {level}" if equals else field.replace("_", " ")
        for field, equals, level in parts
    )
