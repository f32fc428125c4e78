"""Decisions that a link between two records, or a removal, would set aside unseen.

Records are linked or removed at any time, also after they were screened. A decision that says otherwise than
what then stands must not vanish: whoever links decides nothing about eligibility.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from review.problems import Problem
from review.screening.decisions import Decision
from review.screening.plan import STAGES
from review.screening.settling import meant

if TYPE_CHECKING:
    from review.screening.ledger import Standing


def set_aside(standings: Iterable[Standing], decisions: Iterable[Decision]) -> Iterator[Problem]:
    """One problem for each record whose decisions are set aside and say otherwise.

    Parameters
    ----------
    standings
        Of all records, every duplicate with the record that it repeats in the end.
    decisions
        All of them.
    """
    by_record: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.choice != "duplicate":
            by_record.setdefault(decision.record_id, []).append(decision)
    of = {one.record.record_id: one for one in standings}
    for standing in of.values():
        said = by_record.get(standing.record.record_id, [])
        if standing.title_abstract is not None or not said:
            continue
        if standing.fate == "duplicate":
            yield from _against_what_stands(standing, said, of)
        else:
            yield from _against_the_removal(said)


def _against_what_stands(
    standing: Standing, said: Sequence[Decision], of: Mapping[str, Standing]
) -> Iterator[Problem]:
    stays = of.get(standing.duplicate_of)
    if stays is None or stays.fate == "duplicate":
        return
    for stage in STAGES:
        verdict = stays.title_abstract if stage == "title-abstract" else stays.full_text
        if verdict is not None and not verdict.settled:
            return
        state = verdict.state if verdict else stays.fate
        other = next((one for one in said if one.stage == stage and meant(one) != state), None)
        if other:
            record_id = standing.record.record_id
            yield Problem(
                "SCR26", "error", other.place,
                f"decided {other.choice}, and the record is linked to {standing.duplicate_of}, of which "
                f"'{state}' stands", other.choice,
                "make the decisions on both the same; if they are two reports: "
                f"review dedupe --undo {record_id}",
            )  # fmt: skip
            return


def _against_the_removal(said: Sequence[Decision]) -> Iterator[Problem]:
    kept = next((one for one in said if meant(one) != "exclude"), None)
    if kept:
        yield Problem(
            "SCR26", "error", kept.place, f"decided {kept.choice}, and removed before screening", kept.choice,
            "take the record out of removed.csv, or blank the decision",
        )  # fmt: skip
