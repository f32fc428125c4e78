"""How many records that would go on may still be unread: estimates with an upper bound, and in words.

Two samples can speak for what is unread, and each needs its assumption:

- records drawn by chance from those unread (``review screen form … --sample N``): the hypergeometric bound
  of Callaghan and Müller-Hansen 2020 (Systematic Reviews 9:273), which needs nothing of any model;
- the records read last in order of relevance, taken as if they had been drawn by chance (the same paper's
  ranked quasi-sampling): cautious as long as the order is no worse than chance, which no data can prove.
  Their paper tries every number of last records and takes the most favourable; here it is the last half of
  what was read in that order, so that nothing can be chosen by how it looks.

To add an estimate, give it an entry in `BASES` and make it in `unfound`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, exp, floor, lgamma
from typing import Literal

from review.screening.filled import FilledSheet
from review.screening.ledger import Ledger
from review.screening.relevance import sent_on

Basis = Literal["sample", "order"]

#: Confidence of the bounds, one-sided.
CONFIDENCE = 0.95
#: The recall that the test asks about.
RECALL = 0.95

#: What each estimate takes for granted, as people read it.
BASES: Mapping[Basis, str] = {
    "sample": "that every record of the sample was read, and rightly decided on",
    "order": "that the unread records are no likelier to go on than those read last in order of relevance, "
    "which is a model's order and cannot be proved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfound:
    """What a sample says of the records that are still unread.

    Parameters
    ----------
    reviewer
        Whose order it is; empty for a sample, which is the team's.
    pool
        Records that the sample speaks for: those that it was drawn from, itself among them.
    sample, hits
        How many of the sample were read, and how many of these go on.
    waiting
        Records of the sample that nobody has decided on; with one of them there is no estimate.
    unread, beyond
        Records of the pool that are unread, and unread ones outside of it, on which nothing is said.
    found
        Records found so far, of all.
    expected, at_most
        Records among the unread that would go on: the estimate, and the upper bound; None while some of
        the sample wait.
    p_below
        Probability of so few hits, or fewer, if less than `RECALL` of all had been found.
    """

    basis: Basis
    reviewer: str
    pool: int
    sample: int
    hits: int
    waiting: int
    unread: int
    beyond: int
    found: int
    expected: float | None = None
    at_most: int | None = None
    p_below: float | None = None

    @property
    def recall_at_least(self) -> float | None:
        """Share of all that would go on which has been found, if as many are unread as the bound allows."""
        if self.at_most is None or not self.found + self.at_most:
            return None
        return self.found / (self.found + self.at_most)

    def to_dict(self) -> dict[str, object]:
        """The estimate in ``review screen status --json``."""
        return {
            "basis": self.basis,
            "reviewer": self.reviewer or None,
            "assumes": BASES[self.basis],
            "confidence": CONFIDENCE,
            "pool": self.pool,
            "sample": self.sample,
            "hits": self.hits,
            "waiting": self.waiting,
            "unread": self.unread,
            "beyond": self.beyond,
            "found": self.found,
            "expected_unfound": self.expected,
            "unfound_at_most": self.at_most,
            "recall_at_least": self.recall_at_least,
            "recall_tested": RECALL,
            "p_recall_below": self.p_below,
            "statement": self.statement,
        }

    @property
    def statement(self) -> str:
        """What it says, with its bound and its assumption; it never says that anybody may stop."""
        if self.at_most is None or self.expected is None:
            return (
                f"No estimate yet: {self.waiting} of the {self.waiting + self.sample} records drawn by "
                "chance are unread. The estimate needs all of them."
            )
        of = (
            f"a sample of {self.sample} drawn by chance from {self.pool} records"
            if self.basis == "sample"
            else f"the {self.sample} records that {self.reviewer} read last in order of relevance"
        )
        recall = self.recall_at_least
        share = (
            ""
            if recall is None
            else f" At least {floor(1000 * recall) / 10:.1f}% of all that would go on have then been found "
            f"({self.found} so far)."
        )
        beyond = f" On {self.beyond} other unread records it says nothing." if self.beyond else ""
        return (
            f"{self.unread + self.beyond} records are unread. Of {of}, {self.hits} "
            f"{'goes' if self.hits == 1 else 'go'} on: with {100 * CONFIDENCE:.0f}% confidence at most "
            f"{self.at_most} of {self.unread} unread records would go on as well "
            f"(estimate {self.expected:.1f}).{share}{beyond} "
            f"This assumes {BASES[self.basis]}. "
            "Whether so little may stay unread, the team decides and reports."
        )


def unfound(ledger: Ledger, sheets: Iterable[FilledSheet]) -> tuple[Unfound, ...]:
    """What the samples of the workbooks say of the records on title and abstract that are unread.

    Of the samples drawn by chance the one that speaks for most of them counts, of equals the newest; of the
    orders of relevance each reviewer's.

    Examples
    --------
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> unfound(keep_ledger([], plan=ScreeningPlan()), [])
    ()
    """
    known = sent_on(ledger)
    # Where the team has stopped, what it left unread stands among the removed; it is unread all the same.
    left = (*ledger.to_screen("title-abstract"), *ledger.of_fate("removed by automation"))
    alive = {one.record.record_id for one in left}
    if alive <= set(known):
        return ()
    stage = [one for one in sheets if one.stage == "title-abstract" and not (one.adjudication or one.reports)]
    found = []
    drawn = [one for one in stage if one.drawn_from]
    if drawn:
        unread = alive - set(known)
        # That speaks for most of what is unread; of equals the later one, which was drawn from less.
        newest = min(
            drawn, key=lambda one: (-len(unread & set(one.drawn_from)), len(one.drawn_from), one.file)
        )
        same = [one for one in drawn if one.drawn_from == newest.drawn_from]
        found.append(_of_sample(same, known, alive))
    by_reviewer: dict[str, list[FilledSheet]] = {}
    for one in stage:
        if one.ordered:
            by_reviewer.setdefault(one.reviewer, []).append(one)
    for reviewer, own in sorted(by_reviewer.items()):
        told = _of_order(reviewer, sorted(own, key=lambda one: one.part), known, alive)
        if told:
            found.append(told)
    return tuple(found)


def at_most(hits: int, sample: int, pool: int, *, confidence: float = CONFIDENCE) -> int:
    """The most records of a pool that can go on, given how many of a sample do (exact, one-sided).

    Parameters
    ----------
    hits, sample, pool
        Of `pool` records `sample` were drawn without replacement, and `hits` of these go on.

    Notes
    -----
    The largest K for which as few hits, or fewer, have a probability above 1 − `confidence` under the
    hypergeometric distribution; the truth is above it in at most that share of samples.

    Examples
    --------
    None of 100 out of 1,000: at most 28 of them.

    >>> at_most(0, 100, 1000)
    28
    """
    low, high = hits, pool - (sample - hits)
    while low < high:
        middle = (low + high + 1) // 2
        if as_few(hits, sample, pool, middle) > 1 - confidence:
            low = middle
        else:
            high = middle - 1
    return low


def as_few(hits: int, sample: int, pool: int, relevant: int) -> float:
    """Probability of `hits` or fewer in a sample from a pool of which `relevant` go on.

    >>> round(as_few(0, 100, 1000, 28), 4), round(as_few(0, 100, 1000, 29), 4)
    (0.0501, 0.045)
    """
    others = pool - relevant
    fewest = max(0, sample - others)
    total = _ln_choose(pool, sample)
    terms = (
        exp(_ln_choose(relevant, x) + _ln_choose(others, sample - x) - total)
        for x in range(fewest, min(hits, relevant, sample) + 1)
    )
    return min(1.0, sum(terms))


def _ln_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _of_sample(sheets: Sequence[FilledSheet], known: Mapping[str, bool], alive: set[str]) -> Unfound:
    """One draw; a reviewer who had decided on some of it meanwhile has a workbook with less."""
    rows = dict.fromkeys(row.text("record_id") for sheet in sheets for row in sheet.rows)
    drawn = [one for one in rows if one in alive]
    pool = set(sheets[0].drawn_from) & alive
    waiting = sum(one not in known for one in drawn)
    read = [known[one] for one in drawn if one in known]
    return _estimate(
        "sample", "", pool=pool, read=read, waiting=waiting, known=known, alive=alive,
    )  # fmt: skip


def _of_order(
    reviewer: str, sheets: Sequence[FilledSheet], known: Mapping[str, bool], alive: set[str]
) -> Unfound | None:
    rows = [row.text("record_id") for sheet in sheets for row in sheet.rows if row.text("decision")]
    read = [one for one in dict.fromkeys(rows) if one in known and one in alive]
    last = read[len(read) - ceil(len(read) / 2) :]
    ranked = {row.text("record_id") for row in sheets[-1].rows} & alive
    unread = ranked - set(known)
    if not last:
        return None
    return _estimate(
        "order", reviewer, pool=unread | set(last), read=[known[one] for one in last], waiting=0,
        known=known, alive=alive,
    )  # fmt: skip


def _estimate(
    basis: Basis, reviewer: str, *, pool: set[str], read: Sequence[bool], waiting: int,
    known: Mapping[str, bool], alive: set[str],
) -> Unfound:  # fmt: skip
    unread = sum(one not in known for one in pool)
    told = Unfound(
        basis=basis, reviewer=reviewer, pool=len(pool), sample=len(read), hits=sum(read), waiting=waiting,
        unread=unread, beyond=sum(one not in known for one in alive) - unread, found=sum(known.values()),
    )  # fmt: skip
    if waiting or not read:
        return told
    return _bounded(told, in_pool=sum(known.get(one, False) for one in pool))


def _bounded(told: Unfound, *, in_pool: int) -> Unfound:
    """With estimate and bound, given how many of the pool have been found, the sample's among them."""
    most = at_most(told.hits, told.sample, told.pool)
    # The fewest in the pool with which the share found would be below the one tested.
    below = floor(told.found / RECALL) + 1 - (told.found - in_pool)
    return replace(
        told,
        expected=min(float(told.unread), max(0.0, told.pool * told.hits / told.sample - in_pool)),
        at_most=min(told.unread, max(0, most - in_pool)),
        p_below=0.0 if below > told.unread + in_pool else as_few(told.hits, told.sample, told.pool, below),
    )
