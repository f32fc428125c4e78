"""Simulate a screening in order of relevance: work saved at 95% recall, and how the bounds kept.

    review screen export --reviewer anna -o labelled.csv
    python benchmarks/relevance.py labelled.csv

The table has a title, an abstract and a column ``included`` with 1 or 0, as ``review screen export`` and
the public sets of labelled records have it; rows without a label are left out. Each simulated screening
begins with records in an order of its own, until both kinds have been met twice, and then reads in order of
relevance, learning anew after each batch. Work saved over sampling at 95% recall (WSS@95, Cohen 2006) is the
share of records unread when 95% of the relevant ones have been read, less the 5% that reading in any order
would save.
"""

from __future__ import annotations

import argparse
import csv
import time
from math import ceil
from pathlib import Path
from statistics import mean, median

import numpy as np

from review.screening.relevance import FEWEST
from review.screening.relevance_model import relevance
from review.screening.unfound import at_most

RECALL = 0.95


def screening(texts: list[str], truths: list[bool], seed: int, batch: int) -> list[int]:
    """The records in the order in which they are read."""
    chance = list(np.random.default_rng(seed).permutation(len(texts)))
    read: list[int] = []
    while chance and min(sum(truths[i] for i in read), sum(not truths[i] for i in read)) < FEWEST:
        read.append(int(chance.pop(0)))
    while len(read) < len(texts):
        left = sorted(set(range(len(texts))) - set(read))
        scores = relevance([texts[i] for i in read], [truths[i] for i in read], [texts[i] for i in left])
        order = sorted(range(len(left)), key=lambda at: -round(scores[at], 9))
        read += [left[at] for at in order[:batch]]
    return read


def work_saved(truths: list[bool], read: list[int]) -> float:
    """WSS@95 of one screening."""
    wanted = ceil(RECALL * sum(truths))
    found = np.cumsum([truths[i] for i in read])
    return float(1 - (int(np.argmax(found >= wanted)) + 1) / len(read) - (1 - RECALL))


def bounds_kept(truths: list[bool], read: list[int], batch: int) -> tuple[float, float]:
    """Of the looks after each batch, the share in which the bounds (order, chance sample) held."""
    random = np.random.default_rng(len(read))
    by_order, by_sample = [], []
    for n in range(2 * batch, len(read) - batch, batch):
        left = [truths[i] for i in read[n:]]
        last = [truths[i] for i in read[n - n // 2 : n]]
        by_order.append(at_most(sum(last), len(last), len(last) + len(left)) - sum(last) >= sum(left))
        size = ceil(len(left) / 5)
        drawn = random.choice(len(left), size, replace=False)
        hits = sum(left[i] for i in drawn)
        by_sample.append(at_most(hits, size, len(left)) >= sum(left))
    return mean(by_order), mean(by_sample)


def main() -> None:
    """Read the table, simulate, and print one line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", type=Path)
    parser.add_argument("--label", default="included")
    parser.add_argument("--screenings", type=int, default=20)
    parser.add_argument("--batch", type=int, default=10)
    wanted = parser.parse_args()
    with wanted.table.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[wanted.label].strip() in ("0", "1")]
    texts = [" ".join(row.get(name) or "" for name in ("title", "abstract", "keywords")) for row in rows]
    truths = [row[wanted.label].strip() == "1" for row in rows]
    began = time.perf_counter()
    orders = [screening(texts, truths, seed, wanted.batch) for seed in range(wanted.screenings)]
    seconds = time.perf_counter() - began
    saved = [work_saved(truths, read) for read in orders]
    kept = [bounds_kept(truths, read, wanted.batch) for read in orders]
    print(
        f"{len(rows):,} records, {sum(truths)} relevant, {wanted.screenings} screenings in batches of "
        f"{wanted.batch}: WSS@95 median {median(saved):.2f} ({min(saved):.2f} to {max(saved):.2f}); the "
        f"bound held in {mean(one for one, _ in kept):.3f} of the looks at the last half in order, in "
        f"{mean(one for _, one in kept):.3f} of those at a chance sample of a fifth; {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
