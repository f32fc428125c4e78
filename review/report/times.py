"""Medians and landmark rates of the cohorts: pooled, and stated as approximate."""

from __future__ import annotations

from review.analysis.results import Results, TimeToEvent
from review.analysis.time_words import (
    interval_words,
    time_with_interval,
    times_model_words,
    value_words,
)
from review.analysis.wording import level_name, variance
from review.pooling.time_results import PooledTime
from review.report.blocks import (
    Block,
    BulletList,
    Cell,
    Column,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    code,
    refer,
    words,
)
from review.report.numbers import count, sentence
from review.report.references import cite

#: Endpoints as they stand in a sentence.
ENDPOINTS = {
    "PFS": "progression-free survival",
    "OS": "overall survival",
    "DOR": "duration of response",
    "TTR": "time to response",
    "follow-up": "follow-up",
}


def times_section(results: Results) -> Section | None:
    """Return each endpoint that was asked for; None where none was."""
    if not results.times:
        return None
    caution = words(
        "Single arms report a median or a rate at one time with its interval. Standard errors were read from "
        "the width of those intervals, which come from the ranks of events and not from a normal "
        "distribution: what is pooled here is approximate ",
        cite("michiels2005"),
        ". Where the times of the patients can be had, analyse those. Medians come from cohorts with "
        "different follow-up and different intervals between scans.",
    )
    parts = tuple(_part(found, i) for i, found in enumerate(results.times, 1))
    return Section("times", "Times to an event (approximate)", (Paragraph(caution),), parts)


def _part(found: TimeToEvent, position: int) -> Section:
    name = ENDPOINTS.get(found.endpoint, found.endpoint)
    months = found.landmark_months
    title = f"Median {name}" if months is None else f"{sentence(name).rstrip('.')} at {months} months"
    blocks: list[Block] = []
    if found.result is None:
        blocks.append(Paragraph(words("No cohort that entered gives a usable number.")))
    else:
        table = f"table-times-{position}"
        blocks += [
            Paragraph(words(_answer(found), " ", refer(table), " shows each cohort.")),
            _table(found, table),
        ]
        blocks += [
            Paragraph(words(sentence(note.message)), "small") for note in found.result.pooled.notes[1:]
        ]
    if found.left_out:
        items = tuple(words(f"{item.label}: {item.reason}") for item in found.left_out)
        blocks += [Paragraph(words("Cohorts that entered and are not in it:"), "small"), BulletList(items)]
    return Section(f"times-{position}", title, tuple(blocks))


def _answer(found: TimeToEvent) -> str:
    result = found.result
    assert result is not None
    pooled, level = result.pooled, level_name(result.model.level)
    what = "median" if result.outcome == "median" else "rate"
    unit = " months" if result.outcome == "median" else ""
    value = _value(pooled, result.outcome, level, unit)
    text = f"The pooled {what} of {count(pooled.k, 'cohort')} is {value}."
    if pooled.prediction_low is not None:
        ends = interval_words(pooled.prediction_low, pooled.prediction_high, result.outcome)
        ahead = f"{ends.replace('–', ' to ')}{unit} ({level} prediction interval)"
        text += f" In a further cohort it may lie anywhere from {ahead}."
    if pooled.tau2 is not None:
        text += f" τ² = {variance(pooled.tau2)} on the {result.model.scale} scale."
    beside = result.median_of_medians
    if beside:
        text += (
            f" The median of the {count(beside.k, 'median')}, which counts those not reached as longest, is "
            f"{_value(beside, result.outcome, level, unit)}."
        )
    return text


def _value(pooled: PooledTime, outcome: str, level: str, unit: str) -> str:
    return time_with_interval(pooled, outcome, level).replace(" (", f"{unit} (", 1)


def _table(found: TimeToEvent, anchor: str) -> TableBlock:
    result = found.result
    assert result is not None
    outcome, level = result.outcome, level_name(result.model.interval_level)
    head = "Median, months" if outcome == "median" else f"Rate at {found.landmark_months} months"
    rows = tuple(
        TableRow(
            (
                Cell(words(row.label)),
                Cell(words("not reached" if row.not_reached else value_words(row.value, outcome))),
                Cell(words(interval_words(row.low, row.high, outcome))),
                Cell(words("yes" if row.label in result.pooled.used else "no")),
                Cell(words(code(f"{row.sheet}!{row.cell}"), f" {row.source_location}".rstrip())),
            )
        )
        for row in found.cohorts
    )
    return TableBlock(
        anchor=anchor,
        caption=words(f"{found.endpoint}: what each cohort reports."),
        columns=(
            Column("Cohort", share=1.6),
            Column(head, "right", share=0),
            Column(f"Reported {level} CI", "right", share=1.0),
            Column("Pooled", share=0),
            Column("Where it stands", share=1.8),
        ),
        groups=(RowGroup("", rows),),
        notes=(
            words("A cohort without a usable interval, or whose median was not reached, cannot be pooled."),
            *([words(f"Model: {times_model_words(result.model)}.")] if result.pooled.k > 1 else []),
        ),
    )
