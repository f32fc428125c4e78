"""How reports came into the review: the flow diagram, who decided, what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence

from review.analysis.results import Source
from review.analysis.wording import NOT_ESTIMABLE, NOT_STATED
from review.report.blocks import (
    Block,
    BulletList,
    Callout,
    Cell,
    Column,
    FigureBlock,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    code,
    link,
    refer,
    strong,
    words,
)
from review.report.numbers import capital, count, sentence
from review.report.references import cite
from review.screening.flow import Flow, Reports
from review.screening.relevance_model import NAME as MODEL_NAME
from review.screening.selection import CitedReport, PairAgreement, Selection, StageCount

FIGURE = "figure-prisma"
EXCLUDED_TABLE = "table-excluded-reports"
UNREAD_TABLE = "table-unread-reports"
SEVERAL_TABLE = "table-reports-of-studies"
SEARCHES_TABLE = "table-searches"
AGREEMENT_TABLE = "table-agreement"

_STAGE_WORDS = {"title-abstract": "Title and abstract", "full-text": "Full text"}

_UNREAD_WORDS = {
    "not retrieved": "Sought and not retrieved",
    "awaiting classification": "Awaiting classification",
    "ongoing": "Ongoing studies",
    "no results": "Registered, without results",
}

_FATE_WORDS = {
    "included": "included",
    "report excluded": "excluded",
    "excluded": "excluded on title and abstract",
}


def flow_section(selection: Selection) -> Section:
    """Return how the reports were selected: the flow diagram, who decided, what was left out and why."""
    flow = selection.flow
    blocks: list[Block] = [_no_flow(selection)] if flow is None else _flow(flow)
    blocks += _decided(selection.stages)
    blocks += _order(selection)
    if selection.agreement:
        blocks += _agreement(selection.agreement)
    inner = (_excluded(selection.excluded), _unread(selection.unread))
    return Section(
        "selection", "How the reports were selected", tuple(blocks), tuple(one for one in inner if one)
    )


def selection_appendix(selection: Selection, sources: Sequence[Source]) -> Section | None:
    """Return what leads back to single exports and reports; None where there is nothing of either.

    Parameters
    ----------
    sources
        What the protocol says of the sources: platform, strategy, limits.
    """
    inner = tuple(one for one in (_searches(selection, sources), _several(selection.several)) if one)
    if not inner:
        return None
    return Section("appendix-selection", "Appendix: searches, and reports of each study", (), inner)


def _flow(flow: Flow) -> list[Block]:
    return [
        Paragraph(words(_in_words(flow), " ", refer(FIGURE), " shows every step.")),
        FigureBlock(
            anchor=FIGURE,
            caption=words(
                "Flow of records, reports and studies, as PRISMA 2020 ", cite("page2021"), " draws it. ",
                "Every count is derived from the decisions on the records.",
            ),
            alt=f"PRISMA 2020 flow diagram. {_in_words(flow)}",
            figure=flow,
        ),
    ]  # fmt: skip


def _in_words(flow: Flow) -> str:
    identified = flow.database_results + flow.other_results
    parts = [
        f"{capital(count(identified, 'record'))} were identified, {flow.database_results:,} in databases and "
        f"registers and {flow.other_results:,} by other methods."
        if flow.other
        else f"{capital(count(identified, 'record'))} were identified in databases and registers.",
        _screened(flow),
        _assessed(flow),
        f"{capital(count(flow.new_reports, 'report'))} of {count(flow.new_studies, 'study', 'studies')} "
        f"{'was' if flow.new_reports == 1 else 'were'} included.",
    ]
    if flow.previous:
        parts.append(
            f"With the previous version the review has {count(flow.total_studies, 'study', 'studies')} "
            f"in {count(flow.total_reports, 'report')}."
        )
    return " ".join(parts)


def _screened(flow: Flow) -> str:
    duplicates = flow.duplicates + flow.other_already_found
    excluded = flow.records_excluded + flow.other_records_excluded
    others = flow.excluded_automatic + flow.excluded_other
    removed = f" and {count(others, 'other record')}" if others else ""
    return (
        f"{capital(count(duplicates, 'duplicate'))}{removed} were set aside, and "
        f"{count(excluded, 'record')} excluded on title and abstract."
    )


def _assessed(flow: Flow) -> str:
    columns: list[Reports] = [flow.databases, *([flow.other] if flow.other else [])]
    sought, missing, excluded, awaiting, ongoing = (
        sum(value)
        for value in zip(
            *((c.sought, c.not_retrieved, c.excluded_total, c.awaiting, c.ongoing) for c in columns),
            strict=True,
        )
    )
    text = (
        f"Of {count(sought, 'report')} sought, {missing:,} could not be retrieved and {excluded:,} "
        f"{'was' if excluded == 1 else 'were'} excluded at full text"
    )
    pending = [
        f"{n:,} {one if n == 1 else many}"
        for n, one, many in (
            (awaiting, "awaits classification", "await classification"),
            (ongoing, "is of an ongoing study", "are of ongoing studies"),
        )
        if n
    ]
    return f"{text}; {' and '.join(pending)}." if pending else f"{text}."


def _no_flow(selection: Selection) -> Block:
    reasons = BulletList(tuple(words(reason) for reason in selection.why_no_flow))
    lead = Paragraph(words("The flow diagram is left out, because its counts are not complete:"))
    return Callout("warning", "No flow diagram", (lead, reasons))


def _decided(stages: Sequence[StageCount]) -> list[Block]:
    lines = []
    for stage in stages:
        if not stage.records:
            continue
        what = "record" if stage.stage == "title-abstract" else "report"
        parts = [f"{stage.by_agreement:,} were settled as the reviewers decided"]
        if stage.by_order_of_reasons:
            parts.append(
                f"{stage.by_order_of_reasons:,} were excluded by both for different reasons, of which the "
                "first in order counts"
            )
        if stage.by_adjudication:
            parts.append(f"{stage.by_adjudication:,} were adjudicated")
        once = f" {capital(count(stage.by_one, what))} had one reviewer." if stage.by_one else ""
        lines.append(
            words(
                strong(f"{_STAGE_WORDS[stage.stage]}. "),
                f"Of {count(stage.records, what)}, {'; '.join(parts)}.{once}",
            )
        )
    return [BulletList(tuple(lines))] if lines else []


def _order(selection: Selection) -> list[Block]:
    """In which order records were read, where a model gave it, and what is said of the unread ones."""
    lines = [
        words(
            strong("Order of relevance. "),
            f"{one.reviewer} read records in the order of a model ({MODEL_NAME}), the likeliest first; "
            f"it was last learnt from {one.trained_on}. The order excluded no record.",
        )
        for one in selection.orders
    ]
    lines += [
        words(strong("Unread records. "), one.statement, " The bound is the hypergeometric one of Callaghan "
              "and Müller-Hansen ", cite("callaghan2020"), ".")
        for one in selection.unfound
    ]  # fmt: skip
    return [BulletList(tuple(lines))] if lines else []


def _agreement(pairs: Sequence[PairAgreement]) -> list[Block]:
    rows = tuple(
        TableRow(
            (
                Cell(words(_STAGE_WORDS[pair.stage]), (words(f"{pair.first} and {pair.second}"),)),
                Cell(words(f"{pair.both:,} of {pair.records:,}")),
                Cell(words(f"{pair.disagreements:,}")),
                Cell(words(NOT_ESTIMABLE if pair.raw is None else f"{100 * pair.raw:.1f}%")),
                *(Cell(words(_coefficient(value))) for value in (pair.kappa, pair.pabak, pair.ac1)),
            )
        )
        for pair in pairs
    )
    return [
        Paragraph(words(refer(AGREEMENT_TABLE), " says how far the reviewers agreed.")),
        TableBlock(
            anchor=AGREEMENT_TABLE,
            caption=words("Agreement of reviewers before adjudication, duplicates left out."),
            columns=(
                Column("Stage and reviewers", share=2.0),
                Column("Seen by both", "right", share=0),
                Column("Disagreements", "right", share=0),
                Column("Raw", "right", share=0),
                Column("Kappa", "right", share=0),
                Column("PABAK", "right", share=0),
                Column("AC1", "right", share=0),
            ),
            groups=(RowGroup("", rows),),
            notes=(
                words(
                    "On title and abstract, include and unclear both send a record on and count as one. "
                    "Kappa falls where few records are included; PABAK and AC1 do so less."
                ),
            ),
        ),
    ]


def _coefficient(value: float | None) -> str:
    return NOT_ESTIMABLE if value is None else f"{value:.2f}".replace("-", "−")


def _excluded(reports: Sequence[CitedReport]) -> Section | None:
    if not reports:
        return None
    groups = [
        RowGroup(
            f"{capital(reason)} · {count(len(same), 'report')}",
            tuple(TableRow((_citation(one), Cell(words(one.note or "–")), _study(one))) for one in same),
        )
        for reason in dict.fromkeys(one.why for one in reports)
        for same in [[one for one in reports if one.why == reason]]
    ]
    table = TableBlock(
        anchor=EXCLUDED_TABLE,
        caption=words("Reports excluded at full text, each with its one reason."),
        columns=(
            Column("Report", share=2.6),
            Column("Note", share=1.6),
            Column("Linked to study", share=1.0),
        ),
        groups=tuple(groups),
    )
    text = words(refer(EXCLUDED_TABLE), f" names {count(len(reports), 'report')}, by reason.")
    return Section("excluded-reports", "Reports excluded at full text", (Paragraph(text), table))


def _unread(reports: Sequence[CitedReport]) -> Section | None:
    if not reports:
        return None
    groups = [
        RowGroup(
            f"{label} · {count(len(same), 'report')}",
            tuple(
                TableRow((_citation(one), Cell(words(one.why or NOT_STATED)), _study(one))) for one in same
            ),
        )
        for fate, label in _UNREAD_WORDS.items()
        if (same := [one for one in reports if one.fate == fate])
    ]
    return Section(
        "unread-reports",
        "Reports that were not read, or could not be classified",
        (
            Paragraph(
                words(
                    "The reports in ",
                    refer(UNREAD_TABLE), " exist, and may hold results that this review does not have.",
                )
            ),
            TableBlock(
                anchor=UNREAD_TABLE,
                caption=words("Reports not retrieved, awaiting classification or without results."),
                columns=(
                    Column("Report", share=2.6),
                    Column("What is missing", share=1.6),
                    Column("Study", share=1.0),
                ),
                groups=tuple(groups),
            ),
        ),
    )  # fmt: skip


def _several(reports: Sequence[CitedReport]) -> Section | None:
    if not reports:
        return None
    groups = tuple(
        RowGroup(
            study,
            tuple(
                TableRow(
                    (
                        _citation(one),
                        Cell(words(one.role or NOT_STATED)),
                        Cell(
                            words(_FATE_WORDS.get(one.fate, one.fate)), (words(one.why),) if one.why else ()
                        ),
                    )
                )
                for one in reports
                if one.study_id == study
            ),
        )
        for study in dict.fromkeys(one.study_id for one in reports)
    )
    return Section(
        "reports-of-studies",
        "Studies with several reports",
        (
            Paragraph(words(refer(SEVERAL_TABLE), " names every report of these studies.")),
            TableBlock(
                anchor=SEVERAL_TABLE,
                caption=words("Reports of included studies that have several, and what each is."),
                columns=(
                    Column("Report", share=2.6),
                    Column("Role", share=0.8),
                    Column("In this review", share=1.2),
                ),
                groups=groups,
            ),
        ),
    )  # fmt: skip


def _searches(selection: Selection, sources: Sequence[Source]) -> Section | None:
    if not selection.searches:
        return None
    said = {source.name: source for source in sources}
    groups = []
    for name in dict.fromkeys(one.source for one in selection.searches):
        source, same = said.get(name), [one for one in selection.searches if one.source == name]
        # The hits of a search that was saved in several files stand with the first of them.
        unstated = "–" if any(one.hits is not None for one in same) else NOT_STATED
        rows = tuple(
            TableRow(
                (
                    Cell(words(code(one.file.rsplit("/", maxsplit=1)[-1])), (words(code(one.sha256[:12])),)),
                    Cell(words(one.searched or NOT_STATED)),
                    Cell(words(unstated if one.hits is None else f"{one.hits:,}")),
                    Cell(words(f"{one.records:,}")),
                )
            )
            for one in same
        )
        platform = f", {source.platform}" if source and source.platform else ""
        groups.append(RowGroup(f"{name} ({same[0].kind}{platform})", rows))
    table = TableBlock(
        anchor=SEARCHES_TABLE,
        caption=words("Search log, as PRISMA-S asks for it: every export, when it was made, what it holds."),
        columns=(
            Column("Export, and the start of its SHA-256", share=2.2),
            Column("Searched", share=1.0),
            Column("Hits stated by the source", "right", share=0.9),
            Column("Records read", "right", share=0.8),
        ),
        groups=tuple(groups),
        notes=tuple(note for source in said.values() if (note := _as_run(source))),
    )
    text = words(refer(SEARCHES_TABLE), " has every export by its source.")
    return Section("search-log", "Search log", (Paragraph(text), table))


def _as_run(source: Source) -> Inline:
    """The search as it was run, letter for letter, with its limits; empty where nothing was noted."""
    parts: list[Inline] = [words(code(source.strategy))] if source.strategy else []
    parts += [words(sentence(text)) for text in (source.limits, source.note) if text]
    if not parts:
        return ()
    return words(strong(f"{source.name}. "), *(words(part, " ") for part in parts))


def _citation(report: CitedReport) -> Cell:
    """Title as a link; authors, journal and year under it, as far as they are known."""
    title = report.title or report.record_id
    name: Inline = words(link(title, report.link)) if report.link else words(title)
    details = ", ".join(part for part in (report.authors, report.journal, report.year) if part)
    return Cell(name, (words(details),) if details else ())


def _study(report: CitedReport) -> Cell:
    return Cell(words(code(report.study_id)) if report.study_id else words("–"))
