"""The results: the forest plot, the pooled rate in words, the classes, how far cohorts differ."""

from __future__ import annotations

from review.analysis.results import Results
from review.analysis.wording import level_name, number, p_value
from review.pooling.results import Heterogeneity, Pooled, PoolResult, Subgroup
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
    Span,
    TableBlock,
    TableRow,
    refer,
    strong,
    words,
)
from review.report.characteristics import TABLE as CHARACTERISTICS_TABLE
from review.report.heterogeneity_words import RARE, heterogeneity_paragraphs, tau2_text
from review.report.numbers import capital, count, interval, percent, sentence
from review.report.rate_words import (
    interval_name,
    per_hundred_sentence,
    prediction_sentences,
    rate_in_cell,
    rate_name,
    rate_with_interval,
    shown_prediction,
)
from review.report.summary import answer, classes_first, few_cohorts_sentences
from review.report.vocabulary import grouping, outcome_of

FOREST = "figure-forest"
RATES_TABLE = "table-rates"

#: A text alternative that names each cohort is read out whole; above this many it points to the table.
NAMED_IN_ALT = 12


def results_section(results: Results) -> Section:
    """Return the results; where the classes are the answer they come first and the whole is secondary."""
    blocks: list[Block] = [Paragraph(words(answer(results), *_shown(results)))]
    few = few_cohorts_sentences(results)
    if few:
        blocks.append(Callout("note", "Few cohorts", (Paragraph(words(few)),)))
    if results.result.k:
        blocks.append(_forest(results))
    by_class, together = _by_class(results), _together(results)
    ordered = (by_class, together) if results.analysis.subgroups_primary else (together, by_class)
    sections = [section for section in ordered if section is not None]
    notes = _notes(results)
    if notes is not None:
        sections.append(notes)
    return Section("results", "Results", tuple(blocks), tuple(sections))


def forest_alt(results: Results) -> str:
    """Return what the forest plot shows, for those who do not see it."""
    result, outcome = results.result, outcome_of(results.analysis)
    text = f"Forest plot of the {outcome.rate} in {count(result.k, 'cohort')}."
    if result.k <= NAMED_IN_ALT:
        rows = "; ".join(
            f"{study.study} {percent(study.proportion)} ({interval(study.ci_low, study.ci_high)})"
            for study in result.studies
        )
        text += f" {rows}."
    else:
        text += " The table of the cohorts gives the rate and interval of each."
    if result.k < 2:
        return text
    for group in result.subgroups or ():
        text += f" {group.subgroup}: {rate_with_interval(group.pooled, result.model)}."
    return f"{text} All together: {rate_with_interval(result.pooled, result.model)}."


def _shown(results: Results) -> tuple[str | Span, ...]:
    return (" ", refer(FOREST), " shows every cohort.") if results.result.k else ()


def _forest(results: Results) -> FigureBlock:
    result, outcome = results.result, outcome_of(results.analysis)
    level = level_name(result.model.level)
    text = f"Forest plot: {outcome.rate} of each cohort (square) with its {level} interval"
    if result.k > 1:
        text += f"; pooled rates with their {interval_name(result.model)}, where drawn, are diamonds"
    return FigureBlock(
        anchor=FOREST,
        caption=words(f"{text}. ", refer(CHARACTERISTICS_TABLE), " gives the same numbers as text."),
        alt=forest_alt(results),
        figure=FigureOf("forest", results),
    )


def _together(results: Results) -> Section | None:
    """Return the rate over all cohorts; nothing for a single cohort, whose rate is already told."""
    result, outcome = results.result, outcome_of(results.analysis)
    if result.k < 2:
        return None
    secondary = bool(classes_first(results))
    blocks: list[Block] = []
    if secondary:
        by = grouping(results.analysis.subgroup_by)
        blocks.append(
            Paragraph(
                words(
                    f"Over every {by} together, and secondary to the rates above, the {outcome.rate} is "
                    f"{rate_with_interval(result.pooled, result.model)}, from "
                    f"{count(result.k, 'cohort')} with "
                    f"{result.events} responders among {result.n} patients."
                )
            )
        )
    blocks.append(Paragraph(words(_name_of_rate(result), _marginal(results))))
    prediction = prediction_sentences(result, outcome)
    if prediction:
        blocks.append(Paragraph(words(strong("A further cohort. "), prediction)))
    blocks += heterogeneity_paragraphs(result)
    title = "All cohorts together (secondary)" if secondary else "Pooled rate, and how far the cohorts differ"
    return Section("results-together", title, tuple(blocks))


def _name_of_rate(result: PoolResult) -> str:
    name = rate_name(result.model)
    return f"The pooled rate is the {name.name}. {name.meaning}".rstrip()


def _marginal(results: Results) -> str:
    text = per_hundred_sentence(results.result, outcome_of(results.analysis))
    return f" {text}" if text else ""


def _by_class(results: Results) -> Section | None:
    result = results.result
    if not result.subgroups:
        return None
    by = grouping(results.analysis.subgroup_by) or "group"
    blocks: list[Block] = [
        Paragraph(
            words(
                refer(RATES_TABLE),
                f" gives the rate by {by}. Which patients were in which {by} was not decided at random. A "
                "difference may come from the patients, from the centres or from the way in which response "
                "was assessed, and is not the effect of the treatment alone.",
            )
        ),
        _rates(result, by),
    ]
    test = _test_of_differences(result, by)
    if test:
        blocks.append(Paragraph(words(test)))
    return Section("results-classes", f"By {by}", tuple(blocks))


def _rates(result: PoolResult, by: str) -> TableBlock:
    level = level_name(result.model.level)
    means = any(group.pooled.marginal_mean is not None for group in result.subgroups or ())
    columns = (
        Column(capital(by), share=1.5),
        Column("Cohorts", "right", share=0),
        Column("Responders / patients", "right", share=0),
        Column(f"Pooled rate ({interval_name(result.model)})", "right", share=1.6),
        *((Column("Marginal mean", "right", share=0),) if means else ()),
        Column(f"{level} prediction interval", "right", share=1.1),
        Column("τ² (CI)", "right", share=1.1),
    )

    def row(label: str, group: Subgroup | PoolResult, *, stressed: bool) -> TableRow:
        return TableRow(
            (
                Cell(words(label)),
                Cell(words(str(group.k))),
                Cell(words(f"{group.events} / {group.n}")),
                Cell(words(rate_in_cell(group.pooled))),
                *((Cell(words(_mean(group.pooled))),) if means else ()),
                Cell(words(_prediction(group.pooled, group.heterogeneity, group.k))),
                Cell(words(tau2_text(group.heterogeneity) if group.k > 1 else "–")),
            ),
            stressed,
        )

    rows = tuple(row(group.subgroup, group, stressed=False) for group in result.subgroups or ())
    return TableBlock(
        anchor=RATES_TABLE,
        caption=words(f"Rates by {by}, and over all cohorts."),
        columns=columns,
        groups=(RowGroup("", (*rows, row("All cohorts", result, stressed=True))),),
        notes=(
            words(
                f"The pooled rate is the {rate_name(result.model).name}; a single cohort has its exact "
                "interval. A dash: not given, because there are fewer than three cohorts, because the spread "
                "is estimated as zero, or because the model has none."
            ),
        ),
    )


def _mean(pooled: Pooled) -> str:
    return "–" if pooled.marginal_mean is None else percent(pooled.marginal_mean)


def _prediction(pooled: Pooled, heterogeneity: Heterogeneity, k: int) -> str:
    shown = shown_prediction(pooled, heterogeneity, k)
    return interval(*shown) if shown else "–"


def _test_of_differences(result: PoolResult, by: str) -> str:
    test = result.subgroup_test
    if test is None:
        return ""
    if test.q is None:
        return "The test of differences between the groups could not be computed."
    text = (
        f"Do the groups differ? Q = {number(test.q, 2)} on {count(test.df, 'degree')} of freedom, "
        f"{p_value(test.p)}, with "
        + ("a spread of its own in each group." if test.tau2 == "separate" else "one spread for all groups.")
    )
    if test.p is None:
        return text
    if test.p < RARE:
        return f"{text} Chance alone would rarely give differences as large as these between the groups."
    return f"{text} That shows no difference by {by}, and does not show that there is none."


def _notes(results: Results) -> Section | None:
    texts = [words(sentence(note)) for note in results.analysis.notes]
    texts += [words(sentence(note.message)) for note in results.result.notes]
    if not texts:
        return None
    return Section("results-notes", "Notes to the numbers", (BulletList(tuple(texts)),))
