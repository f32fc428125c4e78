"""Measure deduplication on a labelled set: pairwise precision and recall of the automatic links, and seconds.

    python benchmarks/deduplication.py RECORDS.csv --id ID --sets MERGED.csv
    python benchmarks/deduplication.py RECORDS.csv --id record_id --work work

Labels are either a table with one column ``merged_ids`` of ids separated by semicolons, or a column of the
records that names the work.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path

Pairs = set[frozenset[str]]


def pairs(groups: list[list[str]]) -> Pairs:
    """Every pair inside a group."""
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def labelled(wanted: argparse.Namespace) -> Pairs:
    """The pairs that are one work."""
    if wanted.sets:
        with wanted.sets.open(encoding="utf-8-sig", newline="") as file:
            return pairs([row["merged_ids"].split(";") for row in csv.DictReader(file)])
    works: dict[str, list[str]] = {}
    with wanted.records.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            works.setdefault(row[wanted.work], []).append(row[wanted.id])
    return pairs(list(works.values()))


def main() -> None:
    """Run the command as a person would, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("records", type=Path)
    parser.add_argument("--id", default="ID")
    parser.add_argument("--sets", type=Path)
    parser.add_argument("--work", default="work")
    parser.add_argument("--on-disk", action="store_true", help="with DuckDB")
    wanted = parser.parse_args()
    command = [
        sys.executable,
        "-m",
        "review",
        "dedupe",
        "--data",
        str(wanted.records),
        "--id",
        wanted.id,
        "--json",
        *(["--on-disk"] if wanted.on_disk else ["--in-memory"]),
    ]
    began = time.perf_counter()
    result = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    truth, linked = labelled(wanted), pairs(result["duplicates"])
    asked = {frozenset((one["a"], one["b"])) for one in result["queue"]}
    right = len(linked & truth)
    print(
        f"{result['records']:,} records, {len(truth):,} true pairs: "
        f"precision {right / max(len(linked), 1):.4f}, recall {right / max(len(truth), 1):.4f}, "
        f"with a person on the queue {len((linked | asked) & truth) / max(len(truth), 1):.4f} "
        f"({len(asked):,} pairs), {seconds:.1f} s ({used.ru_utime:.1f} s of processor), "
        f"{used.ru_maxrss / 1e6:.2f} GB"
    )


if __name__ == "__main__":
    main()
