"""``review prisma``: the flow diagram from the ledger, or why there is none yet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Literal

from review.files.placing import put_into_place
from review.files.records_file import Search
from review.files.workspace import PROTOCOL
from review.problems import Place, Problem, UnreadableFile
from review.screening.flow import Flow, derive
from review.screening.identities import flow_problems, stated_problems
from review.screening.prisma_table import COLUMNS, prisma_table
from review.screening.selection import LoggedSearch, Selection, selection
from review.workflow.opening import OpenReview
from review.workflow.screening import OpenScreening, open_screening


def _drawn(flow: Flow, *, kind: Literal["svg", "pdf", "eps", "png", "tiff"]) -> bytes:
    # Imported here: to say where a review stands is no drawing, and must not wait for the means to draw.
    from review.render.drawings import flow_svg
    from review.render.figure_files import figure_bytes

    return figure_bytes(flow_svg(flow, embed_font=kind == "svg"), kind)


def _csv(flow: Flow) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(prisma_table(flow))
    return text.getvalue().encode()


#: What `-o` takes, by the ending of its file.
PRISMA_KINDS: Mapping[str, Callable[[Flow], bytes]] = {
    ".svg": partial(_drawn, kind="svg"),
    ".pdf": partial(_drawn, kind="pdf"),
    ".eps": partial(_drawn, kind="eps"),
    ".png": partial(_drawn, kind="png"),
    ".tiff": partial(_drawn, kind="tiff"),
    ".tif": partial(_drawn, kind="tiff"),
    ".csv": _csv,
}


#: Keys of review.toml that decide when a record is settled: with an error there the usual value stands.
_OF_THE_SCREENING = ("screening", "reviewers", "exclusion_reasons")


def flow_of(screening: OpenScreening) -> tuple[Flow, tuple[Problem, ...]]:
    """The counts, and every problem; with an error among them they must not be shown.

    Raises
    ------
    UnreadableFile
        Where no records were imported.
    """
    ledger = screening.ledger
    if not ledger.standings:
        raise UnreadableFile(
            "extraction_forms/search/records.csv: no records; import some: review import FILE --source NAME"
        )
    flow = derive(ledger)
    wrong_plan = [
        problem for problem in screening.opened.errors_in(PROTOCOL)
        if problem.place.cell.startswith(_OF_THE_SCREENING)
    ]  # fmt: skip
    problems = (*wrong_plan, *ledger.problems, *ledger.unfinished())
    if any(problem.severity == "error" for problem in problems):
        # Sums that do not close because of these would be the same news told twice.
        return flow, problems
    stated = [(source.name, source.records) for source in screening.opened.protocol.info.sources]
    problems = (*problems, *_duplicates_not_sought(screening))
    return flow, (*problems, *flow_problems(flow, ledger), *stated_problems(flow, stated))


def _duplicates_not_sought(screening: OpenScreening) -> tuple[Problem, ...]:
    unseen = screening.not_deduplicated
    if not unseen:
        return ()
    workspace = screening.opened.workspace
    records = "record was" if unseen == 1 else "records were"
    message = f"{unseen:,} {records} imported after duplicates were last looked for and may repeat others"
    place = Place(workspace.shown(workspace.searches), cell="deduplicated")
    return (Problem("SCR27", "warning", place, message, "no", "review dedupe"),)


def write_prisma(screening: OpenScreening, flow: Flow, output: Path) -> str:
    """Write the diagram, or the table of the PRISMA2020 package; the ending of `output` decides.

    Raises
    ------
    UnreadableFile
        For an ending that no format has.
    """
    kind = PRISMA_KINDS.get(output.suffix.lower())
    if kind is None:
        raise UnreadableFile(f"{output.name}: ends in none of {', '.join(PRISMA_KINDS)}")
    put_into_place(output, kind(flow), overwrite=True)
    return screening.opened.workspace.shown(output)


def with_selection(opened: OpenReview) -> OpenReview:
    """The review with how its reports were selected; without it where nothing was imported.

    A screening workbook that cannot be read (somebody has it open) does not stop a report: the report
    then says why it has no flow diagram.
    """
    if not opened.workspace.records.is_file():
        return opened
    try:
        screening = open_screening(opened)
    except UnreadableFile as error:
        return replace(opened, selection=Selection(flow=None, why_no_flow=(str(error),)))
    inputs = (*opened.inputs, *screening.inputs)
    return replace(opened, selection=selection_of(screening), inputs=tuple(dict.fromkeys(inputs)))


def selection_of(screening: OpenScreening) -> Selection:
    """How the reports were selected, for the report."""
    return selection(screening.ledger, [_logged(search) for search in screening.searches], screening.sheets)


def _logged(search: Search) -> LoggedSearch:
    return LoggedSearch(
        file=search.file,
        sha256=search.sha256,
        source=search.source,
        kind=search.kind,
        searched=search.searched,
        hits=int(search.hits) if search.hits.isdecimal() else None,
        records=search.records,
    )
