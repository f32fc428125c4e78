"""The PRISMA 2020 flow diagram as data: boxes with their words, where they stand, what leads where.

The four templates of Page et al. 2021 (BMJ 372: n71) are one grid: a review without a previous version
lacks the first column and the box of totals, one without other methods the last two columns.
`review/render/prisma.py` draws it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from review.screening.flow import Flow, Reports

BoxColumn = Literal["previous", "main", "main side", "other", "other side"]
BoxRow = Literal["identification", "screened", "sought", "assessed", "included", "total"]
LineKind = Literal["heading", "item", "detail"]


@dataclass(frozen=True, slots=True)
class Line:
    """A text within a box: what the box counts, a part of it, or a part of the part."""

    text: str
    kind: LineKind = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box; of two with one place the second stands under the first."""

    key: str
    column: BoxColumn
    row: BoxRow
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A heading over columns."""

    text: str
    first: BoxColumn
    last: BoxColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A label beside rows."""

    text: str
    first: BoxRow
    last: BoxRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PrismaDiagram:
    """The whole diagram.

    Parameters
    ----------
    arrows
        From a box to a box, by their keys.
    notes
        What the template has no box for, set under the diagram.
    alt
        What the diagram shows, for those who do not see it.
    """

    title: str
    alt: str
    headers: tuple[Header, ...]
    phases: tuple[Phase, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()

    def box(self, key: str) -> Box:
        """The box of that key."""
        return next(box for box in self.boxes if box.key == key)


def prisma_diagram(flow: Flow) -> PrismaDiagram:
    """Lay the counts out in the template that they call for.

    Examples
    --------
    >>> from review.screening.flow import derive
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> diagram = prisma_diagram(derive(keep_ledger([], plan=ScreeningPlan())))
    >>> diagram.box("screened").lines[0].text
    'Records screened (n = 0)'
    """
    new = "new " if flow.previous else ""
    boxes = [*_previous(flow), *_databases(flow), *_other(flow), *_included(flow)]
    headers = [Header(text=f"Identification of {new}studies via databases and registers", first="main",
                      last="main side")]  # fmt: skip
    if flow.previous:
        headers.insert(0, Header(text="Previous studies", first="previous", last="previous"))
    if flow.other:
        text = f"Identification of {new}studies via other methods"
        headers.append(Header(text=text, first="other", last="other side"))
    notes = _notes(flow)
    return PrismaDiagram(
        title="PRISMA 2020 flow diagram",
        alt=_alt(boxes, notes),
        headers=tuple(headers),
        phases=(
            Phase(text="Identification", first="identification", last="identification"),
            Phase(text="Screening", first="screened", last="assessed"),
            Phase(text="Included", first="included", last="total" if flow.previous else "included"),
        ),
        boxes=tuple(boxes),
        arrows=_arrows(flow, {box.key for box in boxes}),
        notes=notes,
    )


def _n(text: str, n: int) -> str:
    return f"{text} (n = {n:,})"


def _previous(flow: Flow) -> list[Box]:
    if flow.previous is None:
        return []
    lines = (
        Line(_n("Studies included in previous version of review", flow.previous.studies)),
        Line(_n("Reports of studies included in previous version of review", flow.previous.reports)),
    )
    return [Box(key="previous", column="previous", row="identification", lines=lines)]


def _databases(flow: Flow) -> list[Box]:
    excluded = [Line(_n("Records excluded", flow.records_excluded))]
    if flow.records_excluded_automation:
        people = flow.records_excluded - flow.records_excluded_automation
        excluded += [
            Line(_n("by people", people), "item"),
            Line(_n("by automation tools", flow.records_excluded_automation), "item"),
        ]
    return [
        Box(key="identified", column="main", row="identification",
            lines=_identified(flow, {"database": "Databases", "register": "Registers"})),
        Box(key="removed", column="main side", row="identification", lines=(
            Line(_n("Records removed before screening", flow.removed)),
            Line(_n("Duplicate records", flow.duplicates), "item"),
            Line(_n("Marked as ineligible by automation tools", flow.excluded_automatic), "item"),
            Line(_n("Removed for other reasons", flow.excluded_other), "item"),
        )),
        Box(key="screened", column="main", row="screened",
            lines=(Line(_n("Records screened", flow.records_screened)),)),
        Box(key="excluded", column="main side", row="screened", lines=tuple(excluded)),
        *_reports(flow.databases, "main", "main side", ""),
    ]  # fmt: skip


def _other(flow: Flow) -> list[Box]:
    if flow.other is None:
        return []
    kinds = {"website": "Websites", "organisation": "Organisations", "citation": "Citation searching"}
    return [
        Box(key="other identified", column="other", row="identification", lines=_identified(flow, kinds)),
        *_reports(flow.other, "other", "other side", "other "),
    ]


def _identified(flow: Flow, kinds: dict[str, str]) -> tuple[Line, ...]:
    lines = [Line("Records identified from:")]
    for kind, label in kinds.items():
        sources = [source for source in flow.sources if source.kind == kind]
        if not sources and kind not in ("database", "register"):
            continue
        lines.append(Line(_n(label, flow.identified(kind)), "item"))
        if len(sources) > 1:
            lines += [Line(_n(source.name, source.n), "detail") for source in sources]
        elif sources and sources[0].name.casefold() not in (label.casefold(), label.casefold()[:-1]):
            lines.append(Line(sources[0].name, "detail"))
    return tuple(lines)


def _reports(reports: Reports, column: BoxColumn, side: BoxColumn, prefix: str) -> list[Box]:
    excluded = [Line(_n("Reports excluded", reports.excluded_total))]
    excluded += [Line(_n(count.reason, count.n), "item") for count in reports.excluded]
    pending = [
        Line(_n(text, n))
        for text, n in (
            ("Reports awaiting classification", reports.awaiting),
            ("Reports of ongoing studies", reports.ongoing),
        )
        if n
    ]
    boxes = [
        Box(key=f"{prefix}sought", column=column, row="sought",
            lines=(Line(_n("Reports sought for retrieval", reports.sought)),)),
        Box(key=f"{prefix}not retrieved", column=side, row="sought",
            lines=(Line(_n("Reports not retrieved", reports.not_retrieved)),)),
        Box(key=f"{prefix}assessed", column=column, row="assessed",
            lines=(Line(_n("Reports assessed for eligibility", reports.assessed)),)),
        Box(key=f"{prefix}reports excluded", column=side, row="assessed", lines=tuple(excluded)),
    ]  # fmt: skip
    if pending:
        boxes.append(Box(key=f"{prefix}pending", column=side, row="assessed", lines=tuple(pending)))
    return boxes


def _included(flow: Flow) -> list[Box]:
    syntheses = [Line(_n(f"Studies in {one.name}", one.studies), "item") for one in flow.syntheses]
    if flow.previous is None:
        lines = [
            Line(_n("Studies included in review", flow.new_studies)),
            Line(_n("Reports of included studies", flow.new_reports)),
        ]
        return [Box(key="included", column="main", row="included", lines=(*lines, *syntheses))]
    lines = [
        Line(_n("New studies included in review", flow.new_studies)),
        Line(_n("Reports of new included studies", flow.new_reports)),
    ]
    if flow.new_reports_of_previous:
        lines.append(Line(_n("New reports of studies included before", flow.new_reports_of_previous)))
    total = (
        Line(_n("Total studies included in review", flow.total_studies)),
        Line(_n("Reports of total included studies", flow.total_reports)),
    )
    return [
        Box(key="included", column="main", row="included", lines=tuple(lines)),
        Box(key="total", column="main", row="total", lines=(*total, *syntheses)),
    ]


def _arrows(flow: Flow, keys: set[str]) -> tuple[tuple[str, str], ...]:
    arrows = [
        ("identified", "removed"),
        ("identified", "screened"),
        ("screened", "excluded"),
        ("screened", "sought"),
    ]
    for prefix in ("", "other ") if flow.other else ("",):
        arrows += [
            (f"{prefix}sought", f"{prefix}not retrieved"),
            (f"{prefix}sought", f"{prefix}assessed"),
            (f"{prefix}assessed", f"{prefix}reports excluded"),
            (f"{prefix}assessed", f"{prefix}pending"),
            (f"{prefix}assessed", "included"),
        ]
    arrows += [("other identified", "other sought"), ("included", "total"), ("previous", "total")]
    return tuple(arrow for arrow in arrows if set(arrow) <= keys)


def _notes(flow: Flow) -> tuple[str, ...]:
    notes = []
    if flow.other_already_found or flow.other_records_excluded:
        notes.append(
            f"Of the {flow.other_results:,} records identified via other methods, "
            f"{flow.other_already_found:,} were duplicates and {flow.other_records_excluded:,} were excluded "
            "on title and abstract; the template has no box for them."
        )
    if flow.previous and flow.previous.withdrawn_reports:
        studies = _n("studies", flow.previous.withdrawn_studies)
        reports = _n("reports", flow.previous.withdrawn_reports)
        notes.append(f"Of the previous version no longer included: {studies}, {reports}.")
    return tuple(notes)


def _alt(boxes: Sequence[Box], notes: Sequence[str]) -> str:
    """Every box in reading order, as sentences."""
    order: tuple[tuple[tuple[BoxColumn, ...], str], ...] = (
        (("previous",), "Previous version."),
        (("main", "main side"), "Databases and registers."),
        (("other", "other side"), "Other methods."),
    )
    end = [box for box in boxes if box.row in ("included", "total")]
    parts = []
    for columns, name in order:
        here = [box for box in boxes if box.column in columns and box not in end]
        parts += [name, *(_sentence(box) for box in here)] if here else []
    parts += ["Included.", *(_sentence(box) for box in end), *notes]
    return " ".join(parts)


def _sentence(box: Box) -> str:
    """A box as one sentence; counts without their brackets, for the ear."""
    heads = [line.text.rstrip(":") for line in box.lines if line.kind == "heading"]
    rest = [line.text for line in box.lines if line.kind != "heading"]
    words = "; ".join(heads) + (f": {', '.join(rest)}" if rest else "")
    return re.sub(r" \(n = ([\d,]+)\)", r" \1", words) + "."
