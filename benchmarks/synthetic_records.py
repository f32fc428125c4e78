"""Synthetic records of a search, with duplicates of a known number, for measuring deduplication.

    python benchmarks/synthetic_records.py 100000 records.csv

Titles are drawn from a vocabulary with the frequencies of a medical literature (few words are in most
titles), so that blocks fill up as they do in a real search. A third of the records repeat an earlier one as
another source would give it: abbreviated journal, initials, lost accents, missing fields. The column
``work`` names the work that a record is of.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from pathlib import Path

SYLLABLES = (
    "ba", "co", "di", "fe", "gra", "hi", "jo", "ka", "lu", "mi", "ne", "or", "pa", "qui", "ra", "sa", "te",
    "ul", "vi", "wo", "xa", "ye", "zo", "bri", "cle", "dro", "fla", "gno", "pli", "sto", "tra", "osis",
    "itis", "oma", "emia", "ase", "ine", "ide", "one", "ate", "ium",
)  # fmt: skip
FREQUENT = (
    "patients", "treatment", "clinical", "trial", "study", "randomized", "cancer", "therapy", "phase",
    "advanced", "effect", "disease", "risk", "analysis", "controlled", "sarcoma", "response", "survival",
    "efficacy", "safety", "cells", "outcome", "children", "adults", "chronic", "acute",
)  # fmt: skip
COLUMNS = (
    "work", "record_id", "title", "authors", "year", "journal", "volume", "number", "pages", "doi", "pmid",
    "abstract",
)  # fmt: skip


def word(chance: random.Random) -> str:
    """A word that no language has."""
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))


def works(size: int, chance: random.Random) -> Iterator[dict[str, str]]:
    """Works that have nothing to do with each other, some with the title of another."""
    vocabulary = [word(chance) for _ in range(8000)]
    families = [word(chance).capitalize() for _ in range(6000)]
    journals = [f"Journal of {word(chance).capitalize()} {word(chance).capitalize()}" for _ in range(800)]
    title = ""
    for number in range(size):
        if number % 200:  # every 200th work has the title of the one before
            words = chance.sample(FREQUENT, chance.randint(2, 6))
            words += [
                vocabulary[int(len(vocabulary) * chance.random() ** 3)] for _ in range(chance.randint(3, 9))
            ]
            chance.shuffle(words)
            title = " ".join(words).capitalize()
        page = chance.randint(1, 2000)
        people = [
            f"{chance.choice(families)}, {word(chance).capitalize()}" for _ in range(chance.randint(1, 9))
        ]
        yield {
            "work": str(number),
            "title": title,
            "authors": "; ".join(people),
            "year": str(chance.randint(1985, 2025)),
            "journal": chance.choice(journals),
            "volume": str(chance.randint(1, 120)),
            "number": str(chance.randint(1, 12)),
            "pages": f"{page}-{page + chance.randint(1, 14)}",
            "doi": f"10.{chance.randint(1000, 1500)}/{word(chance)}.{number}",
            "pmid": str(10_000_000 + number),
            "abstract": " ".join(chance.choice(vocabulary) for _ in range(120)),
        }


def as_another_source(record: dict[str, str], chance: random.Random) -> dict[str, str]:
    """The same work as another database gives it."""
    copy = dict(record)
    copy["pmid"] = ""
    if chance.random() < 0.5:
        copy["doi"] = ""
    if chance.random() < 0.5:
        copy["journal"] = " ".join(part[:4] for part in record["journal"].split() if part != "of")
    if chance.random() < 0.7:
        names = (name.split(", ") for name in record["authors"].split("; "))
        copy["authors"] = "; ".join(f"{family} {given[0]}" for family, given in names)
    if chance.random() < 0.3:
        first, last = record["pages"].split("-")
        copy["pages"] = f"{first}-{last[-1]}" if first[:-1] == last[:-1] else first
    if chance.random() < 0.2:
        at = chance.randrange(len(record["title"]))
        copy["title"] = record["title"][:at] + record["title"][at + 1 :]
    if chance.random() < 0.2:
        copy["title"] += " [Review] [44 refs]"
    if chance.random() < 0.1:
        copy["year"] = str(int(record["year"]) + 1)
    if chance.random() < 0.1:
        copy[chance.choice(["volume", "pages", "abstract"])] = ""
    return copy


def records(size: int, *, seed: int = 1) -> Iterator[dict[str, str]]:
    """So many records, a third of them repeating others."""
    chance = random.Random(seed)
    originals = list(works(size - size // 3, chance))
    found = originals + [as_another_source(chance.choice(originals), chance) for _ in range(size // 3)]
    chance.shuffle(found)
    for number, record in enumerate(found, start=1):
        yield {**record, "record_id": f"s{number}"}


def main() -> None:
    """Write the records."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with wanted.file.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(records(wanted.size, seed=wanted.seed))


if __name__ == "__main__":
    main()
