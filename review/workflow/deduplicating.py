"""``review dedupe``: link duplicate records, queue the doubtful pairs, read back what people decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from review.files.duplicates_file import read_links, write_links
from review.files.placing import placing_together, put_into_place
from review.files.records_file import read_searches, records_in, write_searches
from review.files.search_exports import open_record_table
from review.files.workspace import Workspace
from review.problems import Place, Problem, UnreadableFile
from review.progress import Progress
from review.screening.duplicates.cluster import Clusters
from review.screening.duplicates.find import Found, Pair, PairsOf, compare, told
from review.screening.duplicates.links import Link, cluster_records, pairs_of
from review.screening.duplicates.packed import Kept, Packed
from review.screening.duplicates.sources import sources_without_overlap
from review.screening.records import Record
from review.workflow.many_records import kept_by_size, pairs_by_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduplicated:
    """What stands after a run.

    Parameters
    ----------
    duplicates
        Clusters of records that are the same, each in the order of import.
    queue
        Pairs that wait for a person.
    related
        Reports that belong together: the two ids and the kind.
    new
        Links that this run added.
    workbook
        The workbook that this run wrote; empty where it asks nothing new.
    waiting
        The workbooks in which pairs wait, by name, and how many in each.
    """

    records: int
    duplicates: tuple[tuple[str, ...], ...]
    queue: tuple[Pair, ...]
    related: tuple[tuple[str, str, str], ...]
    new: int = 0
    workbook: str = ""
    waiting: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def repeated(self) -> int:
        """Records that repeat another: what the flow diagram removes before screening."""
        return sum(len(cluster) - 1 for cluster in self.duplicates)

    def to_dict(self) -> dict[str, object]:
        """The object of ``review dedupe --json``."""
        return {
            "schema": 1,
            "records": self.records,
            "duplicates": [list(cluster) for cluster in self.duplicates],
            "queue": [{"a": pair.a, "b": pair.b, "reason": pair.match.reason} for pair in self.queue],
            "related": [{"a": a, "b": b, "kind": kind} for a, b, kind in self.related],
            "problems": [problem.to_dict() for problem in self.problems],
        }


def dedupe_table(
    path: Path, shown: str, id_column: str, *, on_disk: bool | None = None, progress: Progress | None = None
) -> Deduplicated:
    """Find the duplicates in any table of records; nothing is written.

    `on_disk` is as in `review.workflow.many_records.pairs_by_size`.
    """
    size, records = open_record_table(path, shown, id_column)
    pairs = pairs_by_size(size, on_disk=on_disk)
    with kept_by_size(size, on_disk=on_disk) as kept:
        packed = Packed(told(records, size, progress), kept=kept)
        return _result(compare(packed, pairs_of=pairs, progress=progress))


def dedupe_workspace(
    start: Path, *, on_disk: bool | None = None, progress: Progress | None = None
) -> Deduplicated:
    """Link the duplicates among the imported records, and write a workbook with the pairs in doubt.

    `on_disk` is as in `review.workflow.many_records.pairs_by_size`.

    Raises
    ------
    UnreadableFile
        Where nothing has been imported, or a workbook of pairs is open elsewhere.
    """
    workspace = Workspace.find(start)
    size = sum(
        search.new for search in read_searches(workspace.searches, workspace.shown(workspace.searches))
    )
    with kept_by_size(size, on_disk=on_disk) as kept:
        return _dedupe(workspace, pairs_by_size(size, on_disk=on_disk), kept, size, progress)


def _dedupe(
    workspace: Workspace, pairs: PairsOf, kept_packed: Kept, size: int, progress: Progress | None
) -> Deduplicated:
    from review.files.doubtful_workbook import doubtful_workbook

    source_of: dict[str, str] = {}
    packed = Packed(told(_with_sources(workspace, source_of), size, progress), kept=kept_packed)
    ids, known = packed.ids, frozenset(packed.ids)
    if not ids:
        raise _no_records(workspace)
    kept = read_links(workspace.duplicates, workspace.shown(workspace.duplicates))
    run = max((link.run for link in kept), default=0) + 1
    decided, asked, problems = _decisions(workspace, known, kept, run)
    # What stands in a workbook now replaces what was read from it before, blanked decisions among it.
    read = tuple(workspace.shown(path) for path in workspace.doubtful_workbooks())
    links = [link for link in kept if not link.place.startswith(read)] + decided
    gone = [link for link in links if not {link.a, link.b} <= known]
    links = [link for link in links if {link.a, link.b} <= known]
    problems += _without_a_record(gone, known, workspace.shown(workspace.duplicates))
    apart = [*pairs_of(links, "different", "person"), *pairs_of(links, "related", "person")]
    clusters = cluster_records(ids, links)
    problems += _kept_apart(decided, links, clusters)
    linked = [pair for pair in pairs_of(links, "same") if clusters.root(pair[0]) == clusters.root(pair[1])]
    found = compare(packed, linked=linked, apart=apart, pairs_of=pairs, progress=progress)
    new = [_link(pair, "same", run) for pair in found.same]
    old_related = {frozenset(pair) for pair in pairs_of(links, "related")}
    new += [
        _link(pair, "related", run)
        for pair in found.related
        if frozenset((pair.a, pair.b)) not in old_related
    ]
    unasked = [pair for pair in found.doubtful if frozenset((pair.a, pair.b)) not in asked]
    workbook = _next_workbook(workspace)
    asking = doubtful_workbook(unasked, _records_of(workspace, unasked)) if unasked else b""
    with placing_together():
        if asking:
            put_into_place(workbook, asking)
        write_links(workspace.duplicates, ids, [*links, *gone, *new])
        _note_as_seen(workspace)
    waiting: dict[str, int] = {}
    for pair in found.doubtful:
        name = asked.get(frozenset((pair.a, pair.b)), workspace.shown(workbook))
        waiting[name] = waiting.get(name, 0) + 1
    related = tuple((link.a, link.b, link.kind) for link in [*links, *new] if link.relation == "related")
    return replace(
        _result(found), related=related, new=len(new),
        problems=(*problems, *_sources_apart(source_of, found.clusters, workspace.shown(workspace.records))),
        workbook=workspace.shown(workbook) if unasked else "", waiting=tuple(waiting.items()),
    )  # fmt: skip


def _without_a_record(links: Sequence[Link], known: Collection[str], shown: str) -> list[Problem]:
    return [
        Problem(
            "DUP02", "warning", Place(shown, row=f"{link.a} {link.b}"),
            f"no record {', '.join(sorted({link.a, link.b} - set(known)))}; the link is left out",
            link.relation, "if the record was taken out of records.csv for good, take out this row too",
        )
        for link in links
    ]  # fmt: skip


def _kept_apart(decided: Sequence[Link], links: Sequence[Link], clusters: Clusters[str]) -> list[Problem]:
    """What people decided to be the same, and another decision of people keeps apart."""
    barriers = [link for link in links if link.decided_by == "person" and link.relation != "same"]
    problems = []
    for link in decided:
        sides = clusters.of(link.a), clusters.of(link.b)
        if link.relation != "same" or link.b in sides[0]:
            continue
        other = next(
            one
            for one in barriers
            if (one.a in sides[0] and one.b in sides[1]) or (one.b in sides[0] and one.a in sides[1])
        )
        pair = f"that {other.a} and {other.b} are {other.relation}"
        said, fix = f"in {other.place} {pair}", f"change this cell, or that in {other.place}"
        if not other.place:
            said = f"with review dedupe --undo {pair}"
            fix = f"change this cell, or take the row {other.b}, {other.a}, different out of duplicates.csv"
        where, _, cell = link.place.partition(" · ")
        sheet, _, address = cell.partition("!")
        problems.append(
            Problem(
                "DUP03", "error", Place(where, sheet, address, f"{link.a} {link.b}"),
                f"decided same here, and {said}, which is used", link.relation, fix,
            )
        )  # fmt: skip
    return problems


def _note_as_seen(workspace: Workspace) -> None:
    """Note in the search log that every export has been looked at."""
    log = read_searches(workspace.searches, workspace.shown(workspace.searches))
    if any(search.deduplicated == "no" for search in log):
        seen = [replace(one, deduplicated="yes") if one.deduplicated == "no" else one for one in log]
        write_searches(workspace.searches, seen)


def _sources_apart(
    source_of: Mapping[str, str], clusters: Sequence[Sequence[str]], shown: str
) -> list[Problem]:
    return [
        Problem(
            "DUP04", "note", Place(shown, row=f"{one}, {other}"),
            f"no record of {one} repeats one of {other}", "",
            "if they search the same literature, look whether titles and authors were read as they should",
        )
        for one, other in sources_without_overlap(source_of, clusters)
    ]  # fmt: skip


def undo_last(start: Path) -> tuple[int, str]:
    """Take back the links that the last run made; how many, and what the file is.

    What people decided stays, and is changed where they wrote it: a run that only read it made no links.
    """
    workspace = Workspace.find(start)
    shown = workspace.shown(workspace.duplicates)
    links = read_links(workspace.duplicates, shown)
    last = max((link.run for link in links if link.decided_by == "rule"), default=0)
    if not last:
        raise UnreadableFile(
            f"{shown}: no links of the program to take back; make them with: review dedupe"
            + ("; what people decided is changed in their workbooks" if links else "")
        )
    kept = [link for link in links if link.run != last or link.decided_by == "person"]
    write_links(workspace.duplicates, _ids(workspace), kept)
    return len(links) - len(kept), shown


def undo_record(start: Path, record_id: str) -> tuple[int, str]:
    """Take a record out of its cluster for good; from how many others, and what the file is.

    Raises
    ------
    UnreadableFile
        Where there is no such record, or a person decided in a workbook that it is the same as another.
    """
    workspace = Workspace.find(start)
    shown = workspace.shown(workspace.duplicates)
    ids = _ids(workspace)
    links = read_links(workspace.duplicates, shown)
    if record_id not in ids:
        raise UnreadableFile(f"{shown}: no record '{record_id}'; take the id from records.csv")
    others = [other for other in cluster_records(ids, links).of(record_id) if other != record_id]
    _refuse_to_overrule(workspace, record_id, others)
    run = max((link.run for link in links), default=1)
    apart = [
        Link(
            a=min(record_id, other, key=ids.index), b=max(record_id, other, key=ids.index),
            relation="different", decided_by="person", reason="taken back with review dedupe --undo", run=run,
        )
        for other in others
    ]  # fmt: skip
    same = {frozenset((record_id, other)) for other in others}
    kept = [link for link in links if link.relation != "same" or frozenset((link.a, link.b)) not in same]
    write_links(workspace.duplicates, ids, [*kept, *apart])
    return len(others), shown


def _refuse_to_overrule(workspace: Workspace, record_id: str, others: Collection[str]) -> None:
    """Raise where a workbook says that a record is the same as another: that is changed where it was said."""
    from review.files.doubtful_workbook import read_doubtful

    for path in workspace.doubtful_workbooks():
        for link in read_doubtful(path, workspace.shown(path))[0]:
            ends = {link.a, link.b}
            if link.relation == "same" and record_id in ends and ends - {record_id} <= set(others):
                raise UnreadableFile(
                    f"{link.place}: a person decided that {link.a} and {link.b} are the same, and nothing "
                    "was taken back; write different (or related) in that cell, then: review dedupe"
                )


def _ids(workspace: Workspace) -> list[str]:
    ids = [record.record_id for record in records_in(workspace.records, workspace.shown(workspace.records))]
    if not ids:
        raise _no_records(workspace)
    return ids


def _no_records(workspace: Workspace) -> UnreadableFile:
    return UnreadableFile(
        f"{workspace.shown(workspace.records)}: no records yet; "
        "read search exports with: review import FILE --source NAME"
    )


def _with_sources(workspace: Workspace, source_of: dict[str, str]) -> Iterator[Record]:
    """The records of the ledger; their databases are noted as they go by."""
    names: dict[str, str] = {}
    for record in records_in(workspace.records, workspace.shown(workspace.records)):
        if record.kind == "database":
            source_of[record.record_id] = names.setdefault(record.source, record.source)
        yield record


def _records_of(workspace: Workspace, pairs: Sequence[Pair]) -> dict[str, Record]:
    """The records of some pairs, once more from the ledger: only few are asked about."""
    wanted = {record_id for pair in pairs for record_id in (pair.a, pair.b)}
    found = records_in(workspace.records, workspace.shown(workspace.records))
    return {record.record_id: record for record in found if record.record_id in wanted}


def _decisions(
    workspace: Workspace, known: Collection[str], kept: Sequence[Link], run: int
) -> tuple[list[Link], dict[frozenset[str], str], list[Problem]]:
    """What people decided in the workbooks, where each pair is asked, and what is wrong."""
    from review.files.doubtful_workbook import read_doubtful

    runs = {link.place: link.run for link in kept if link.place}
    decided: list[Link] = []
    asked: dict[frozenset[str], str] = {}
    problems: list[Problem] = []
    for path in workspace.doubtful_workbooks():
        shown = workspace.shown(path)
        links, pairs, wrong = read_doubtful(path, shown)
        problems += wrong
        asked |= dict.fromkeys(pairs, shown)
        for link in links:
            place = Place(shown, cell=link.place.rpartition("!")[2], sheet="Pairs", row=f"{link.a} {link.b}")
            other = next((one for one in decided if {one.a, one.b} == {link.a, link.b}), None)
            if link.a not in known or link.b not in known:
                strangers = ", ".join(sorted({link.a, link.b} - set(known)))
                problems.append(
                    Problem("DUP02", "error", place, f"no record {strangers}", strangers,
                            "leave the columns a and b as they were written")
                )  # fmt: skip
            elif other and other.relation != link.relation:
                problems.append(
                    Problem("DUP03", "error", place, f"decided {link.relation} here and {other.relation} in "
                            f"{other.place}", link.relation, "agree on one, and change the other cell")
                )  # fmt: skip
            else:
                decided.append(replace(link, run=runs.get(link.place, run)))
    return decided, asked, problems


def _link(pair: Pair, relation: str, run: int) -> Link:
    return Link(
        a=pair.a, b=pair.b, relation="same" if relation == "same" else "related", kind=pair.match.kind,
        reason=pair.match.reason, run=run,
    )  # fmt: skip


def _next_workbook(workspace: Workspace) -> Path:
    number = len(workspace.doubtful_workbooks()) + 1
    while (path := workspace.search / f"doubtful{f'-{number}' if number > 1 else ''}.xlsx").exists():
        number += 1
    return path


def _result(found: Found) -> Deduplicated:
    return Deduplicated(
        records=found.records,
        duplicates=found.clusters,
        queue=found.doubtful,
        related=tuple((pair.a, pair.b, pair.match.kind) for pair in found.related),
    )
