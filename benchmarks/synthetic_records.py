"""Synthetic records of a search, with duplicates of a known number, for measuring deduplication.

    python benchmarks/synthetic_records.py 100000 records.csv

The file's ending decides the format: ``.csv``, ``.ris``, ``.nbib`` (PubMed), ``.bib`` (BibTeX) or ``.xml``
(EndNote); only the CSV names the work.

Titles are drawn from a vocabulary with the frequencies of a medical literature (few words are in most
titles), so that blocks fill up as they do in a real search. A third of the records repeat an earlier one as
another source would give it: abbreviated journal, initials, lost accents, missing fields. The column
``work`` names the work that a record is of.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import fill
from xml.sax.saxutils import escape

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
    if chance.random() < 0.2 and record["title"]:
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


def ris(record: dict[str, str]) -> str:
    """A record as reference managers write it."""
    first, _, last = record["pages"].partition("-")
    lines = [("TY", "JOUR"), ("TI", record["title"])]
    lines += [("AU", name) for name in record["authors"].split("; ")]
    lines += [("PY", record["year"]), ("JF", record["journal"]), ("VL", record["volume"])]
    lines += [("IS", record["number"]), ("SP", first), ("EP", last), ("DO", record["doi"])]
    lines += [("AB", record["abstract"]), ("ER", "")]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value or tag == "ER") + "\n"


def nbib(record: dict[str, str]) -> str:
    """A record as PubMed writes it; one without a number gets its running one."""
    number = record["pmid"] or str(30_000_000 + int(record["record_id"][1:]))
    lines = [("PMID", number), ("DP", record["year"]), ("TI", record["title"]), ("AB", record["abstract"])]
    lines += [("FAU", name) for name in record["authors"].split("; ")]
    lines += [("JT", record["journal"]), ("VI", record["volume"]), ("IP", record["number"])]
    lines += [("PG", record["pages"]), ("LID", record["doi"] and f"{record['doi']} [doi]")]
    folded = (
        fill(f"{tag:4}- {value}", 88, subsequent_indent=" " * 6, break_long_words=False)
        for tag, value in lines
        if value
    )
    return "\n".join(folded) + "\n\n"


def bibtex(record: dict[str, str]) -> str:
    """A record as an entry of a bibliography."""
    values = {**record, "author": record["authors"].replace("; ", " and ")}
    names = ("title", "author", "year", "journal", "volume", "number", "pages", "doi", "abstract")
    fields = ",\n".join(f"  {name} = {{{values[name]}}}" for name in names if values[name])
    return f"@article{{{record['record_id']},\n{fields}\n}}\n\n"


def endnote(record: dict[str, str]) -> str:
    """A record as EndNote's XML has it, every text in an element that carries its look."""
    people = "".join(styled("author", name) for name in record["authors"].split("; "))
    return (
        f"<record><rec-number>{record['record_id'][1:]}</rec-number>"
        '<ref-type name="Journal Article">17</ref-type>'
        f"<contributors><authors>{people}</authors></contributors>"
        f"<titles>{styled('title', record['title'])}</titles>"
        f"<periodical>{styled('full-title', record['journal'])}</periodical>"
        f"{''.join(styled(name, record[name]) for name in ('pages', 'volume', 'number'))}"
        f"<dates>{styled('year', record['year'])}</dates>"
        f"{styled('electronic-resource-num', record['doi'])}{styled('abstract', record['abstract'])}</record>"
    )


def styled(name: str, text: str) -> str:
    """An element of EndNote's, nothing for an empty text."""
    style = '<style face="normal" font="default" size="100%">'
    return f"<{name}>{style}{escape(text)}</style></{name}>" if text else ""


#: By ending: what stands above the records, one record, and what stands below them.
FORMATS: dict[str, tuple[str, Callable[[dict[str, str]], str], str]] = {
    ".ris": ("", ris, ""),
    ".nbib": ("\n", nbib, ""),
    ".bib": ("", bibtex, ""),
    ".xml": ('<?xml version="1.0" encoding="UTF-8" ?><xml><records>', endnote, "</records></xml>\n"),
}


def main() -> None:
    """Write the records."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    found = records(wanted.size, seed=wanted.seed)
    with wanted.file.open("w", encoding="utf-8", newline="") as file:
        if wanted.file.suffix in FORMATS:
            above, one, below = FORMATS[wanted.file.suffix]
            file.write(above)
            file.writelines(map(one, found))
            file.write(below)
        else:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(found)


if __name__ == "__main__":
    main()
