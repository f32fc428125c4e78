"""How certain the pooled rates are: each step of the house rule with its reason, and what stays open."""

from __future__ import annotations

from collections import Counter

from review.analysis.certainty import DOMAINS, Certainty, CertaintyRules, CertaintyStep
from review.analysis.rating import at_most
from review.analysis.results import Results
from review.report.blocks import (
    Block,
    Callout,
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
from review.report.numbers import capital, count, listing, percent
from review.report.references import cite

ANCHOR = "certainty"
TABLE = "table-certainty"
TITLE = "Certainty of the evidence"

_DOWN = {None: "not assessed", 0: "not lowered", 1: "down by one", 2: "down by two"}
_BY = {"rule": "house rule", "people": "people", "nobody": "nobody"}


def certainty_section(results: Results) -> Section:
    """Return the steps that made up each rating, or why there is none."""
    certainty = results.certainty
    if certainty is None:
        text = words(
            "Certainty was not rated: ", code("review.toml"), " declares no rule, [certainty], for it."
        )
        return Section(ANCHOR, TITLE, (Paragraph(text),))
    if not certainty.rules.rate:
        text = words("Certainty was not rated: the rating is switched off in ", code("review.toml"), ".")
        return Section(ANCHOR, TITLE, (Paragraph(text),))
    blocks: list[Block] = [
        Paragraph(
            words(
                "No official guidance by GRADE ",
                cite("guyatt2008"),
                " for pooled rates of response without a comparator is known to us. What follows is a house "
                "rule in its manner. Guidance for rates of events in prognosis ",
                cite("iorio2015"),
                " lets cohorts start at high certainty; this rule starts at "
                f"{certainty.rules.start}, since a rate of response is read as what a treatment does, and "
                "nothing was compared. It goes down for each of five reasons. ",
                _rated_sentence(certainty),
            )
        )
    ]
    if certainty.rules.declared != "before":
        late = "Its thresholds were written down after the rates were known: the rating is exploratory."
        blocks.append(Callout("warning", "Set after the results", (Paragraph(words(late)),)))
    if certainty.rated:
        blocks += [
            Paragraph(words(refer(TABLE), " gives every step with its reason. ", _open_sentence(certainty))),
            _table(certainty, results.analysis.title),
        ]
    return Section(ANCHOR, TITLE, tuple(blocks))


def certainty_sentence(results: Results) -> str:
    """Say in one sentence how certain the rates are; empty where that was not rated."""
    if results.certainty is None or not results.certainty.rated:
        return ""
    late = "" if results.certainty.rules.declared == "before" else ", declared after the rates were known"
    rated = _rated_sentence(results.certainty).removesuffix(".")
    return f"{rated}, by a house rule in the manner of GRADE{late}."


def _rated_sentence(certainty: Certainty) -> str:
    if not certainty.rated:
        return ""
    levels = at_most(certainty.rated)
    if len(certainty.rated) == 1:
        return f"The certainty is {levels[0]}."
    if len(set(levels)) == 1:
        return f"The certainty is {levels[0]} for each of the {count(len(levels), 'rate')}."
    by = [f"{level} for {one.of}" for one, level in zip(certainty.rated, levels, strict=True)]
    return f"The certainty is {listing(by)}." if len(by) <= 4 else f"It was rated for {len(by)} rates."


def _open_sentence(certainty: Certainty) -> str:
    rates = len(certainty.rated)
    blank = Counter(step.domain for one in certainty.rated for step in one.steps if step.down is None)
    if not blank:
        return "Every step was assessed."
    said = []
    for of, domains in (
        ("" if rates == 1 else " for any rate", [key for key in DOMAINS if blank[key] == rates]),
        (" for some of the rates", [key for key in DOMAINS if 0 < blank[key] < rates]),
    ):
        if domains:
            names = listing([DOMAINS[key].label.lower() for key in domains])
            said.append(f"{names} {'was' if len(domains) == 1 else 'were'} not assessed{of}")
    lower = "Nothing was assumed there: a step that was not assessed can only lower the certainty further."
    return f"{capital(', and '.join(said))}. {lower}"


def _table(certainty: Certainty, title: str) -> TableBlock:
    levels = at_most(certainty.rated)
    return TableBlock(
        anchor=TABLE,
        caption=words("How the certainty was rated, step by step."),
        columns=(
            Column("Step", share=1.2),
            Column("Taken", share=1.0),
            Column("By", share=0.8),
            Column("Reason", share=3.6),
        ),
        groups=tuple(
            RowGroup(f"{one.of or title}: {level} certainty", tuple(map(_row, one.steps)))
            for one, level in zip(certainty.rated, levels, strict=True)
        ),
        notes=(words(_thresholds(certainty.rules)),),
    )


def _row(step: CertaintyStep) -> TableRow:
    details: tuple[Inline, ...] = ()
    if step.rule_down is not None and step.rule_down != step.down:
        details = (words(f"The house rule alone: {_DOWN[step.rule_down]}."),)
    return TableRow(
        (
            Cell(words(DOMAINS[step.domain].label)),
            Cell(words(_DOWN[step.down])),
            Cell(words(_BY[step.by])),
            Cell(words(step.reason), details),
        )
    )


def _thresholds(rules: CertaintyRules) -> str:
    """The thresholds as they were declared."""
    pairs = (
        ("patients in cohorts of high risk of bias", rules.bias_share, "of them"),
        ("the prediction interval", rules.prediction_width, "wide"),
        ("the interval of the rate", rules.interval_width, "wide"),
    )
    texts = [
        f"{name}: from {100 * one:g}% {unit} down by one, from {100 * two:g}% by two"
        for name, (one, two), unit in pairs
    ]
    texts.append(
        f"fewer than {count(rules.fewest_patients, 'patient')} or "
        f"{count(rules.fewest_responders, 'responder')}: down by one at least"
    )
    if rules.decide_at is None:
        texts.append("no rate is named at which one would decide otherwise")
    else:
        texts.append(f"an interval that holds {percent(rules.decide_at)}: down by one at least")
    return f"Thresholds in review.toml: {'; '.join(texts)}."
