"""The judgements of one workbook: one row per subject and item, and the whole as the tool makes it.

A row without a judgement is not assessed, and stays visible as that: nothing is ever filled in for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.extraction.cells import WorkbookCells
from review.extraction.field_agreement import ExtractorAgreement, read_agreement
from review.extraction.filled import fill
from review.extraction.form import Field, Form, Sheet
from review.extraction.risk_of_bias.tool import LIGHTS, NOT_ASSESSED, WORSE, Level, Tool
from review.extraction.rules.identities import IDENTITY_RULES
from review.problems import Place, Problem

JUDGEMENTS, OVERALL = "Judgements", "Overall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One judgement: its code (empty where not assessed), what supports it, and its cell."""

    subject: str
    item: str
    code: str
    support: str
    source: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The whole of a subject as people read it, and its light."""

    text: str
    light: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgements of one workbook with one tool.

    Parameters
    ----------
    overall
        The judged whole of each subject, with its cell.
    agreement
        How far two assessors agreed, if this is their consensus.
    """

    tool: Tool
    file: str
    judgements: tuple[Judgement, ...]
    overall: Mapping[str, tuple[str, Place]]
    agreement: ExtractorAgreement | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        """What was to be judged, in the order of the workbook."""
        return tuple(dict.fromkeys(one.subject for one in self.judgements))

    def of(self, subject: str, item: str) -> Judgement | None:
        """The judgement of one item; None where the workbook has no row for it."""
        return next((one for one in self.judgements if (one.subject, one.item) == (subject, item)), None)

    def level(self, subject: str, item: str) -> Level | None:
        """The level of one item; None where it is not assessed."""
        found = self.of(subject, item)
        return self.tool.level(found.code) if found else None

    def light(self, subject: str, item: str) -> str:
        """The light of one item."""
        level = self.level(subject, item)
        return level.light if level else NOT_ASSESSED

    def whole(self, subject: str) -> Whole:
        """The whole of a subject: a sum only where every item was assessed, a judgement as it was made."""
        levels = [self.level(subject, item.id) for item in self.tool.items]
        known = [level for level in levels if level is not None]
        if self.tool.whole == "sum":
            if not known:
                return Whole(text="", light=NOT_ASSESSED)
            if len(known) < len(levels):
                return Whole(text=f"{len(known)} of {len(levels)} assessed", light="")
            return Whole(text=f"{sum(level.points for level in known)} / {self.tool.most_points}", light="")
        code, _ = self.overall.get(subject, ("", None))
        judged = self.tool.overall_level(code)
        return Whole(text=judged.label, light=judged.light) if judged else Whole(text="", light=NOT_ASSESSED)

    def expected(self, subject: str) -> Level | None:
        """The best overall level that the items allow; None where the tool sets no limit."""
        levels = [self.level(subject, item.id) for item in self.tool.items]
        known = [level for level in levels if level is not None]
        if self.tool.whole == "worst":
            worst = max((WORSE.index(one.light) for one in known if one.light in WORSE), default=0)
            return next((one for one in self.tool.overall if one.light == WORSE[worst]), None)
        if self.tool.whole == "downgrade":
            codes = [one.code for one in self.tool.overall]
            down = codes.index(self.tool.start) + sum(level.points for level in known)
            return self.tool.overall[min(down, len(codes) - 1)]
        return None


def tool_form(tool: Tool) -> Form:
    """The form of a tool's workbook: a row for each subject and item, and one for each whole."""
    subject = Field(
        name=tool.subject,
        label=tool.unit.capitalize(),
        type="id",
        required=True,
        help=f"The {tool.unit} that is judged, by its name in the review.",
    )
    about = Field(name="about", label="Which is", width=34, help="As people know it. Not read.")
    levels = "; ".join(f"{level.code}: {level.label}" for level in tool.levels)
    judgements = Sheet(
        name=JUDGEMENTS,
        label=JUDGEMENTS,
        help=f"One row per {tool.unit} and item. A judgement that is left blank is not assessed.",
        identity=(tool.subject, "item"),
        required=True,
        fields=(
            subject,
            about,
            Field(
                name="item",
                label="Item",
                type="choice",
                choices=tuple(item.id for item in tool.items),
                required=True,
                help="Which item of the tool.",
                width=9,
            ),
            Field(name="question", label="Question", width=52, help="What is asked. Not read."),
            Field(
                name="judgement",
                label="Judgement",
                type="choice",
                choices=tuple(level.code for level in tool.levels),
                missing=(),
                width=26,
                help=f"{levels}. Blank: not assessed.",
            ),
            Field(
                name="support",
                label="Support",
                width=48,
                help="What in the report supports the judgement, in your own words or a short quotation.",
            ),
            Field(name="source", label="Where it stands", width=26, help="Report, page, table or figure."),
            Field(name="note", label="Note", width=30, help="Anything else."),
        ),
    )
    if tool.whole == "sum":
        return Form(name=tool.name, version=1, title=tool.title, sheets=(judgements,), guide=_guide(tool))
    overall = Sheet(
        name=OVERALL,
        label=OVERALL,
        help=f"One row per {tool.unit}.",
        key=tool.subject,
        fields=(
            subject,
            about,
            Field(
                name="overall",
                label="Overall",
                type="choice",
                choices=tuple(level.code for level in tool.overall),
                missing=(),
                width=20,
                help="The whole. Blank: not judged.",
            ),
            Field(name="reason", label="Reason", width=60, help="Why."),
        ),
    )
    return Form(name=tool.name, version=1, title=tool.title, sheets=(judgements, overall), guide=_guide(tool))


def _guide(tool: Tool) -> tuple[tuple[str, str], ...]:
    """How the workbook of a tool is filled in, with the cautions of the tool."""
    return (
        ("Judge", f"In the sheet {JUDGEMENTS}, one row per {tool.unit} and item: choose from the list."),
        ("Support", "Write what in the report carries the judgement, and where it stands."),
        (
            "Only what you read",
            "Leave blank what you cannot read in the sources: it is shown as not assessed.",
        ),
        ("Alone", "Fill in your own workbook without looking at that of the other assessor."),
        *((f"Caution {number}", caution) for number, caution in enumerate(tool.cautions, start=1)),
        ("Wordings", _wordings(tool)),
    )


def _wordings(tool: Tool) -> str:
    unchecked = [item.id for item in tool.items if not item.checked]
    if not unchecked:
        return "Compared with the original."
    return f"In words of this program, not compared with the original: {', '.join(unchecked)}."


def tool_rows(tool: Tool, subjects: Sequence[tuple[str, str]]) -> dict[str, list[dict[str, str]]]:
    """The rows of a workbook that is to be filled in, for each subject (its id, and as people know it)."""
    rows = {
        JUDGEMENTS: [
            {
                tool.subject: subject,
                "about": about,
                "item": item.id,
                "question": f"{item.label}. {item.question}",
            }
            for subject, about in subjects
            for item in tool.items
        ]
    }
    if tool.whole != "sum":
        rows[OVERALL] = [{tool.subject: subject, "about": about} for subject, about in subjects]
    return rows


def read_assessment(workbook: WorkbookCells, tool: Tool) -> tuple[Assessment, tuple[Problem, ...]]:
    """The judgements of a workbook, and what is wrong with its cells."""
    filled, problems = fill(workbook, tool_form(tool))
    found = [*problems]
    for rule in IDENTITY_RULES.values():
        if rule.check is not None:
            found += rule.check(filled)
    judgements: dict[tuple[str, str], Judgement] = {}
    for row in filled.sheet(JUDGEMENTS):
        key = (row.text(tool.subject), row.text("item"))
        judgements.setdefault(
            key,
            Judgement(
                subject=key[0],
                item=key[1],
                code=row.text("judgement"),
                support=row.text("support"),
                source=row.text("source"),
                place=row["judgement"].place,
            ),
        )
    overall = {
        row.text(tool.subject): (row.text("overall"), row["overall"].place) for row in filled.sheet(OVERALL)
    }
    read = Assessment(
        tool, workbook.file, tuple(judgements.values()), overall, agreement=read_agreement(workbook)
    )
    return read, tuple(found)


def light_words(code: str) -> str:
    """What a light means.

    >>> light_words("low")
    'low risk of bias, or adequate'
    """
    return LIGHTS[code].label
