"""A risk-of-bias tool as a value: its items, the judgements it knows, and how they make up a whole.

Tools are TOML files in ``review/forms/risk_of_bias/``; to ship another one, add its file there. Nothing in
the program knows how many items or levels a tool has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.document import Table
from review.problems import Problem


@dataclass(frozen=True, slots=True)
class Light:
    """What a judgement means for the reader: its words, and the sign that stands in the light."""

    code: str
    label: str
    sign: str


LIGHTS: Mapping[str, Light] = {
    light.code: light
    for light in (
        Light("low", "low risk of bias, or adequate", "+"),
        Light("some", "some concern, or partly adequate", "–"),
        Light("high", "high risk of bias, or not adequate", "×"),
        Light("critical", "critical risk of bias", "!"),
        Light("unclear", "no information", "?"),
        Light("not applicable", "not applicable", "/"),
        Light("not assessed", "not assessed", ""),
    )
}

#: Lights from the best to the worst, for tools whose whole is no better than its worst domain.
WORSE = ("low", "some", "high", "critical")

NOT_ASSESSED = "not assessed"

#: What a tool judges, by the word of its file; the first column of its workbook.
UNITS: Mapping[str, str] = {"cohort": "cohort_id", "analysis": "analysis"}

#: How the judgements of the items make up a whole.
WHOLES: Mapping[str, str] = {
    "sum": "the points of the items are added up",
    "judged": "judged by the assessor",
    "worst": "judged by the assessor, never better than the worst item",
    "downgrade": "the starting level less one for each point of the items",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One judgement that a tool knows; `points` count towards a sum, or down from a starting level."""

    code: str
    label: str
    light: str
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """What the extraction may say against a judgement: the name of a finding, and how grave it is."""

    judgements: tuple[str, ...]
    finding: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item or domain.

    Parameters
    ----------
    question
        What is asked, in words of this program.
    checked
        Whether those words were compared with the original.
    asks
        The subject that items of several tools share, such as ``consecutive``; empty for none.
    """

    id: str
    label: str
    question: str
    checked: bool = False
    asks: str = ""
    against: tuple[Against, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool.

    Parameters
    ----------
    unit
        One of `UNITS`: what is judged.
    whole
        One of `WHOLES`; `overall` are the levels of a judged whole, the best first.
    start
        For ``downgrade``: the level from which the points are taken off.
    """

    name: str
    version: str
    title: str
    reference: str
    unit: str
    cautions: tuple[str, ...]
    comparator: bool
    levels: tuple[Level, ...]
    items: tuple[Item, ...]
    whole: str
    overall: tuple[Level, ...] = ()
    start: str = ""

    @property
    def subject(self) -> str:
        """The name of the column that says what is judged."""
        return UNITS[self.unit]

    @property
    def most_points(self) -> int:
        """The sum that a perfect study reaches."""
        return len(self.items) * max((level.points for level in self.levels), default=0)

    def level(self, code: str) -> Level | None:
        """The judgement of that code; None for one that is none."""
        return next((level for level in self.levels if level.code == code), None)

    def overall_level(self, code: str) -> Level | None:
        """The overall judgement of that code; None for one that is none."""
        return next((level for level in self.overall if level.code == code), None)


def read_tool(document: Mapping[str, object], file: str) -> tuple[Tool, tuple[Problem, ...]]:
    """A tool's file as a value, and all that is wrong with it.

    Examples
    --------
    >>> tool, problems = read_tool({"name": "mine", "title": "Mine", "version": "1", "reference": "Me 2020",
    ...     "level": [{"code": "yes", "label": "yes", "light": "low", "points": 1}],
    ...     "item": [{"id": "1", "label": "Aim", "question": "Is the aim stated?"}]}, "mine.toml")
    >>> tool.most_points, problems
    (1, ())
    """
    problems: list[Problem] = []
    top = Table(document, file, problems)
    overall = top.table("overall")
    tool = Tool(
        name=top.text("name", required=True),
        version=top.text("version", required=True),
        title=top.text("title", required=True),
        reference=top.text("reference", required=True),
        unit=top.text("unit", "cohort", choices=UNITS),
        cautions=top.texts("cautions"),
        comparator=top.boolean("comparator"),
        levels=tuple(_level(table) for table in top.tables("level")),
        items=tuple(_item(table) for table in top.tables("item")),
        whole=overall.text("whole", "sum", choices=WHOLES),
        overall=tuple(_level(table) for table in overall.tables("level")),
        start=overall.text("start"),
    )
    overall.finish()
    top.finish()
    return tool, tuple(problems)


def _level(table: Table) -> Level:
    level = Level(
        code=table.text("code", required=True),
        label=table.text("label", required=True),
        light=table.text("light", required=True, choices=LIGHTS),
        points=table.integer("points", 0) or 0,
    )
    table.finish()
    return level


def _item(table: Table) -> Item:
    item = Item(
        id=table.text("id", required=True),
        label=table.text("label", required=True),
        question=table.text("question", required=True),
        checked=table.boolean("checked"),
        asks=table.text("asks"),
        against=tuple(_against(each) for each in table.tables("against")),
    )
    table.finish()
    return item


def _against(table: Table) -> Against:
    against = Against(
        judgements=table.texts("judgements", required=True),
        finding=table.text("finding", required=True),
        severity=table.text("severity", "warning", choices=("error", "warning")),
    )
    table.finish()
    return against
