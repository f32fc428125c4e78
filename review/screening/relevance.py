"""Which decisions an order of relevance is learnt from, and the order that comes of it.

The order says what to read first. It excludes nothing, and no count of the review is taken from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from review.problems import UnreadableFile
from review.screening.ledger import Ledger, Standing
from review.screening.records import Record

#: Records of either kind without which nothing is learnt: with one example any word can stand for a class.
FEWEST = 2
#: Below this many of either kind the order is said to be weak: the simulated screenings of
#: benchmarks/relevance.py need about as many until their order stops changing much.
FEW = 10

#: Relevance of each text of the second list, learnt from the texts and labels of the first.
Model = Callable[[Sequence[str], Sequence[bool], Sequence[str]], Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Records in order of relevance, the likeliest first.

    Parameters
    ----------
    sent_on, excluded
        How many decisions of either kind the order was learnt from.
    """

    standings: tuple[Standing, ...]
    sent_on: int
    excluded: int

    @property
    def trained_on(self) -> str:
        """What it was learnt from, in words.

        >>> Ranked(standings=(), sent_on=3, excluded=40).trained_on
        '43 decisions on title and abstract: 3 sent on, 40 excluded'
        """
        total = self.sent_on + self.excluded
        return f"{total} decisions on title and abstract: {self.sent_on} sent on, {self.excluded} excluded"

    @property
    def weak(self) -> bool:
        """Whether there is too little of either kind for the order to be worth much."""
        return min(self.sent_on, self.excluded) < FEW


def text_of(record: Record) -> str:
    """What a record is judged by: title, abstract and keywords.

    >>> text_of(Record(record_id="r", source="s", kind="database", file="f", line=1, title="A", abstract="B"))
    'A B'
    """
    return " ".join(filter(None, (record.title, record.abstract, record.keywords)))


def sent_on(ledger: Ledger) -> dict[str, bool]:
    """Whether each record goes on from title and abstract, by all that was decided on it so far.

    Where nothing stands yet, one reviewer who sends it on is enough: in doubt a record goes on. Records that
    nobody decided on are left out, and so are duplicates.
    """
    found = {}
    for standing in ledger.to_screen("title-abstract"):
        verdict = ledger.verdict(standing, "title-abstract")
        if verdict is None or verdict.state == "duplicate":
            continue
        if verdict.settled:
            found[standing.record.record_id] = verdict.state == "include"
        elif verdict.decisions:
            said = [one.choice in ("include", "unclear") for one in verdict.decisions]
            found[standing.record.record_id] = any(said)
    return found


def learnt_from(ledger: Ledger, reviewer: str) -> dict[str, bool]:
    """The decisions that a reviewer's order may be learnt from, without breaking the blinding.

    Settled records, and what the reviewer decided alone. A record on which only another reviewer has decided
    is left out: its place in the order would tell what the other said.

    Examples
    --------
    >>> from review.screening.decisions import Decision
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> records = [Record(record_id=i, source="s", kind="database", file="f", line=1) for i in ("r1", "r2")]
    >>> said = [Decision(record_id="r1", stage="title-abstract", reviewer="anna", choice="unclear"),
    ...         Decision(record_id="r2", stage="title-abstract", reviewer="ben", choice="exclude")]
    >>> learnt_from(keep_ledger(records, plan=ScreeningPlan(per_record=2), decisions=said), "anna")
    {'r1': True}
    """
    found = {}
    for standing in ledger.to_screen("title-abstract"):
        verdict = ledger.verdict(standing, "title-abstract")
        if verdict is None or verdict.state == "duplicate":
            continue
        if verdict.settled:
            found[standing.record.record_id] = verdict.state == "include"
            continue
        own = next((one for one in verdict.decisions if one.reviewer == reviewer), None)
        if own and own.choice != "duplicate":
            found[standing.record.record_id] = own.choice in ("include", "unclear")
    return found


def rank(standings: Sequence[Standing], ledger: Ledger, reviewer: str, model: Model) -> Ranked:
    """The records in order of relevance: every one of them, the likeliest first.

    Parameters
    ----------
    standings
        What is left to the reviewer.
    model
        What learns (`review.screening.relevance_model.relevance`).

    Raises
    ------
    UnreadableFile
        Where too little was decided to learn from.
    """
    labels: Mapping[str, bool] = learnt_from(ledger, reviewer)
    known = [one for one in ledger.to_screen("title-abstract") if one.record.record_id in labels]
    truths = [labels[one.record.record_id] for one in known]
    yes = sum(truths)
    no = len(truths) - yes
    if min(yes, no) < FEWEST:
        raise UnreadableFile(
            f"--order relevance: too little to learn from: {reviewer} has sent on {yes} and excluded {no} "
            f"(settled ones counted), and it takes {FEWEST} of each; decide on more without --order first"
        )
    scores = model([text_of(one.record) for one in known], truths, [text_of(one.record) for one in standings])
    # Rounded, so that the last bit of a processor's arithmetic does not change places.
    order = sorted(range(len(standings)), key=lambda at: (-round(scores[at], 9), at))
    return Ranked(standings=tuple(standings[at] for at in order), sent_on=yes, excluded=no)
