"""The sums that must close before a flow diagram is drawn.

The counts are derived, so that a sum which does not close means that the ledger contradicts itself: the
diagram is refused and the sum is named. To add one, write a function that yields what is wrong and add it
to `IDENTITIES` under its code; codes FLOW01 to FLOW22 keep their meaning for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Literal

from review.problems import Place, Problem
from review.screening.flow import DATABASES_AND_REGISTERS, Flow, Reports
from review.screening.ledger import FATES, Ledger

#: Where a problem of the diagram is shown: it belongs to no single file.
DIAGRAM = "PRISMA flow diagram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One sum: its code, what it says in the words of the diagram, and what is wrong with a flow."""

    code: str
    says: str
    broken: Callable[[Flow], Iterator[str]]
    severity: Literal["error", "warning"] = "error"


def flow_problems(flow: Flow, ledger: Ledger | None = None) -> tuple[Problem, ...]:
    """What forbids to draw the diagram, and what a person should look at.

    Parameters
    ----------
    ledger
        What the counts were derived from; with it, that every record is counted once.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from review.screening.flow import derive
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> flow = derive(keep_ledger([], plan=ScreeningPlan()))
    >>> flow_problems(flow)
    ()
    >>> print(flow_problems(replace(flow, records_screened=1))[0])
    PRISMA flow diagram
      FLOW02 error: 1 records screened, but 0 identified less 0 removed before screening are 0
      fix: records screened = records identified − records removed before screening
    """
    found = [
        Problem(identity.code, identity.severity, Place(DIAGRAM), message, "", identity.says)
        for identity in IDENTITIES.values()
        for message in identity.broken(flow)
    ]
    return (*found, *(_ledger_problems(flow, ledger) if ledger else ()))


def stated_problems(flow: Flow, stated: Iterable[tuple[str, int | None]]) -> tuple[Problem, ...]:
    """Where review.toml states another number of records of a source than were imported.

    Parameters
    ----------
    stated
        Names of sources, each with the number that review.toml gives; None where it gives none.
    """
    imported = {source.name: source.n for source in flow.sources}
    return tuple(
        Problem(
            "SCR20", "warning", Place("review.toml", cell="sources"),
            f"{n} records of {name} are stated, but {imported.get(name, 0)} were imported", str(n),
            "import what is missing, or take records out of that source: the ledger counts them",
        )
        for name, n in stated
        if n is not None and imported.get(name, 0) != n
    )  # fmt: skip


def _listed(flow: Flow) -> Iterator[str]:
    for source in flow.sources:
        if not source.name or source.n < 1:
            yield f"a source '{source.name}' with {source.n} records"
    kinds = {source.kind for source in flow.sources}
    if (flow.other is not None) != bool(kinds - set(DATABASES_AND_REGISTERS)):
        yield "other methods have records but no column, or a column but no records"


def _screened(flow: Flow) -> Iterator[str]:
    left = flow.database_results - flow.removed
    if flow.records_screened != left:
        yield (
            f"{flow.records_screened} records screened, but {flow.database_results} identified less "
            f"{flow.removed} removed before screening are {left}"
        )


def _split(flow: Flow) -> Iterator[str]:
    if not 0 <= flow.records_excluded_automation <= flow.records_excluded:
        yield (
            f"{flow.records_excluded_automation} records excluded by automation of {flow.records_excluded} "
            "excluded in all"
        )


def _excluded(flow: Flow) -> Iterator[str]:
    if not 0 <= flow.records_excluded <= flow.records_screened:
        yield f"{flow.records_excluded} records excluded of {flow.records_screened} screened"


def _sought(flow: Flow) -> Iterator[str]:
    left = flow.records_screened - flow.records_excluded
    if flow.databases.sought != left:
        yield (
            f"{flow.databases.sought} reports sought, but {flow.records_screened} records screened less "
            f"{flow.records_excluded} excluded are {left}"
        )


def _assessed(reports: Reports) -> Iterator[str]:
    left = reports.sought - reports.not_retrieved
    if reports.assessed != left:
        yield (
            f"{reports.assessed} reports assessed, but {reports.sought} sought less "
            f"{reports.not_retrieved} not retrieved are {left}"
        )


def _reasons(reports: Reports) -> Iterator[str]:
    for count in reports.excluded:
        if not count.reason:
            yield f"{count.n} reports excluded without a reason"
    names = [count.reason for count in reports.excluded]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"the reason '{name}' is counted twice"


def _included(reports: Reports) -> Iterator[str]:
    left = reports.assessed - reports.excluded_total - reports.awaiting - reports.ongoing
    if reports.included != left:
        yield (
            f"{reports.included} reports included, but {reports.assessed} assessed less "
            f"{reports.excluded_total} excluded, {reports.awaiting} awaiting classification and "
            f"{reports.ongoing} ongoing are {left}"
        )


def _other_sought(flow: Flow) -> Iterator[str]:
    if flow.other is None:
        return
    left = flow.other_results - flow.other_already_found - flow.other_records_excluded
    if flow.other.sought != left:
        yield (
            f"{flow.other.sought} reports sought, but {flow.other_results} records from other methods less "
            f"{flow.other_already_found} already found and {flow.other_records_excluded} excluded are {left}"
        )


def _included_now(flow: Flow) -> int:
    return flow.databases.included + (flow.other.included if flow.other else 0)


def _new_reports(flow: Flow) -> Iterator[str]:
    if flow.previous is None and flow.new_reports != _included_now(flow):
        yield f"{flow.new_reports} reports of included studies, but {_included_now(flow)} reports included"


def _columns(flow: Flow) -> Iterator[str]:
    both = flow.new_reports + flow.new_reports_of_previous
    if both != _included_now(flow):
        yield f"{_included_now(flow)} reports included in both columns, but {both} counted as included"


def _studies(flow: Flow) -> Iterator[str]:
    if flow.new_reports == 0 and flow.new_studies == 0:
        return
    if not 1 <= flow.new_studies <= flow.new_reports:
        yield f"{flow.new_studies} studies of {flow.new_reports} reports: a study has at least one report"


def _update_reports(flow: Flow) -> Iterator[str]:
    if flow.previous is None and flow.new_reports_of_previous:
        yield f"{flow.new_reports_of_previous} reports of earlier studies, but there is no previous version"


def _total_studies(flow: Flow) -> Iterator[str]:
    before = flow.previous.studies - flow.previous.withdrawn_studies if flow.previous else 0
    if flow.total_studies != before + flow.new_studies:
        yield f"{flow.total_studies} studies in all, but {before} kept and {flow.new_studies} new"


def _total_reports(flow: Flow) -> Iterator[str]:
    before = flow.previous.reports - flow.previous.withdrawn_reports if flow.previous else 0
    now = flow.new_reports + flow.new_reports_of_previous
    if flow.total_reports != before + now:
        yield f"{flow.total_reports} reports in all, but {before} kept and {now} new"


def _syntheses(flow: Flow) -> Iterator[str]:
    for synthesis in flow.syntheses:
        if synthesis.studies > flow.total_studies:
            yield f"{synthesis.studies} studies in {synthesis.name}, but {flow.total_studies} included"


def _databases_counted(flow: Flow) -> Iterator[str]:
    databases = [source for source in flow.sources if source.kind == "database"]
    n = flow.identified("database")
    if databases and n <= len(databases):
        yield f"{n} records from {len(databases)} databases: records are wanted here, not databases"


def _whole(flow: Flow) -> Iterator[str]:
    for part in (flow, flow.databases, flow.other, flow.previous):
        for field in fields(part) if part is not None else ():
            value = getattr(part, field.name)
            if isinstance(value, bool) or (isinstance(value, int | float) and not _count(value)):
                yield f"{field.name} is {value}"


def _count(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def _falling(flow: Flow) -> Iterator[str]:
    steps = {
        "records identified": flow.database_results,
        "records screened": flow.records_screened,
        "reports sought": flow.databases.sought,
        "reports assessed": flow.databases.assessed,
        "reports included": flow.databases.included,
    }
    yield from _rising(steps)
    if flow.other:
        yield from _rising(
            {
                "records identified by other methods": flow.other_results,
                "reports sought": flow.other.sought,
                "reports assessed": flow.other.assessed,
                "reports included": flow.other.included,
            }
        )
    yield from _rising({"reports included": flow.new_reports, "studies included": flow.new_studies})


def _rising(steps: Mapping[str, int]) -> Iterator[str]:
    for before, after in pairwise(steps):
        if steps[after] > steps[before]:
            yield f"{steps[after]} {after}, but {steps[before]} {before}"


def _of_databases(check: Callable[[Reports], Iterator[str]]) -> Callable[[Flow], Iterator[str]]:
    return lambda flow: (f"databases and registers: {words}" for words in check(flow.databases))


def _of_other(check: Callable[[Reports], Iterator[str]]) -> Callable[[Flow], Iterator[str]]:
    return lambda flow: (f"other methods: {words}" for words in (check(flow.other) if flow.other else ()))


def _of_both(check: Callable[[Reports], Iterator[str]]) -> Callable[[Flow], Iterator[str]]:
    def both(flow: Flow) -> Iterator[str]:
        yield from _of_databases(check)(flow)
        yield from _of_other(check)(flow)

    return both


IDENTITIES: Mapping[str, Identity] = {
    identity.code: identity
    for identity in (
        Identity(code="FLOW01", broken=_listed, says="every source is named with its number of records"),
        Identity(
            code="FLOW02", broken=_screened,
            says="records screened = records identified − records removed before screening",
        ),
        Identity(
            code="FLOW03", broken=_split,
            says="records excluded = excluded by people + excluded by automation",
        ),
        Identity(code="FLOW04", broken=_excluded, says="0 ≤ records excluded ≤ records screened"),
        Identity(
            code="FLOW05", broken=_sought, says="reports sought = records screened − records excluded"
        ),
        Identity(
            code="FLOW06", broken=_of_databases(_assessed), says="reports assessed = sought − not retrieved"
        ),
        Identity(
            code="FLOW07", broken=_of_both(_reasons), says="every excluded report has exactly one reason"
        ),
        Identity(
            code="FLOW08", broken=_of_databases(_included),
            says="reports included = assessed − excluded − awaiting classification − ongoing",
        ),
        Identity(
            code="FLOW09", broken=_other_sought,
            says="other methods: reports sought = records − already found − excluded on title and abstract",
        ),
        Identity(
            code="FLOW10", broken=_of_other(_assessed), says="reports assessed = sought − not retrieved"
        ),
        Identity(
            code="FLOW11", broken=_of_other(_included),
            says="reports included = assessed − excluded − awaiting classification − ongoing",
        ),
        Identity(code="FLOW12", broken=_columns, says="reports included = those of both columns"),
        Identity(
            code="FLOW13", broken=_new_reports, says="in a new review every included report is of a new study"
        ),
        Identity(code="FLOW14", broken=_studies, says="1 ≤ studies ≤ reports, or none of both"),
        Identity(
            code="FLOW15", broken=_update_reports,
            says="in an update, reports included = of new studies + of studies that were there before",
        ),
        Identity(
            code="FLOW16", broken=_total_studies, says="studies in all = previous − withdrawn + new"
        ),
        Identity(
            code="FLOW17", broken=_total_reports, says="reports in all = previous − withdrawn + new"
        ),
        Identity(
            code="FLOW18", broken=_syntheses, says="no meta-analysis has more studies than were included"
        ),
        Identity(
            code="FLOW20", broken=_databases_counted, severity="warning",
            says="the number of records, not of databases, stands in the first box",
        ),
        Identity(code="FLOW21", broken=_whole, says="every count is a whole number, and none is blank"),
        Identity(code="FLOW22", broken=_falling, says="no step has more than the one before it"),
    )
}  # fmt: skip


def _ledger_problems(flow: Flow, ledger: Ledger) -> Iterator[Problem]:
    """FLOW19: every record has one fate, and the fates add up to the records identified."""
    identified = sum(source.n for source in flow.sources)
    ids = [standing.record.record_id for standing in ledger.standings]
    says = "every record has exactly one fate"
    place = Place(DIAGRAM)
    for record_id in sorted({one for one in ids if ids.count(one) > 1} if len(set(ids)) < len(ids) else ()):
        yield Problem("FLOW19", "error", place, f"the record '{record_id}' is there twice", record_id, says)
    counted = {fate: len(ledger.of_fate(fate)) for fate in FATES}
    if sum(counted.values()) != identified:
        words = ", ".join(f"{n} {fate}" for fate, n in counted.items() if n)
        yield Problem("FLOW19", "error", place, f"{identified} records identified, but {words}", "", says)
