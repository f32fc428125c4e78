"""What agrees and what conflicts between two records."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from review.screening.duplicates.journals import same_journal
from review.screening.duplicates.normalise import Normalised
from review.screening.duplicates.wording import other_words

#: Letters and words from which a title is too long to be shared by chance; "Editorial" and "Reply" are not.
LONG, LONG_WORDS = 40, 5

#: Letters that a title must have left for another to be it with something added.
_CUT = 30

#: Words from which what is added to a title is a subtitle, and not "II" or "part 2".
_SUBTITLE_WORDS = 3

#: Letters of abstracts from which they can be compared.
_ABSTRACT = 150

#: Likeness of two names, 0 to 100, that are one with letters lost: "Seleskovi?" for Seleskovic.
_NAME = 85


@dataclass(frozen=True, slots=True)
class Evidence:
    """What agrees (True), conflicts (False) or cannot be told (None) between two records.

    Parameters
    ----------
    title
        Likeness of the titles, 0 to 100.
    cut, within
        Whether one title is the beginning of the other; or its end.
    reworded
        Whether each title has words that the other has in no spelling, as another drug or disease.
    added
        How many words only the one that has more of them has.
    long
        Whether both titles are too long to be shared by chance.
    authors
        Share of the shorter list's names that the other has; None where a list is missing or one is an
        organisation.
    years
        Years between them; None where one is missing.
    span
        Whether first and last page are the same and are not one page.
    supplement
        Whether one stands among the abstracts of a meeting, of which several stand on one page.
    elsewhere
        Whether one stands there and the other in an issue or on a page of its own.
    """

    title: float
    cut: bool
    within: bool
    reworded: bool
    added: int
    long: bool
    authors: float | None
    years: int | None
    journal: bool | None
    volume: bool | None
    pages: bool | None
    span: bool
    supplement: bool
    elsewhere: bool
    doi: bool | None
    pmid: bool | None
    abstract: bool | None
    numbers: bool
    notes: bool

    @property
    def place(self) -> bool:
        """Whether they stand in one place: the same volume and page, or page, year and journal."""
        return self.pages is True and (
            self.volume is True or (self.volume is None and self.years == 0 and self.journal is not False)
        )

    @property
    def agreeing(self) -> int:
        """How many of journal, volume and pages agree."""
        return sum(one is True for one in (self.journal, self.volume, self.pages))

    @property
    def conflicting(self) -> int:
        """How many of journal, volume and pages conflict."""
        return sum(one is False for one in (self.journal, self.volume, self.pages))

    @property
    def agreements(self) -> int:
        """How many fields beside the title agree, less those that conflict."""
        told = (self.journal, self.volume, self.pages, self.doi, self.pmid, self.abstract)
        alike = sum(1 if one else -1 for one in told if one is not None)
        return alike + (self.years == 0) + (self.authors is not None and self.authors >= 0.5)

    def people(self, share: float) -> bool:
        """Whether at least that share of names agrees, or nothing can be told of them."""
        return self.authors is None or self.authors >= share

    def within_years(self, years: int) -> bool:
        """Whether they are at most so many years apart, or one year is missing."""
        return self.years is None or self.years <= years

    def words(self) -> str:
        """What agrees and what conflicts, for people."""
        if self.cut or self.within:
            parts = [f"one title is the {'beginning' if self.cut else 'end'} of the other"]
        else:
            parts = ["titles equal" if self.title == 100 else f"titles {self.title:.0f}% alike"]
        if self.authors is not None:
            parts.append(f"{self.authors:.0%} of the authors' names shared")
        if self.years is not None:
            parts.append("same year" if not self.years else f"years {self.years} apart")
        for name in ("journal", "volume", "pages", "DOI", "abstract"):
            agrees = getattr(self, name.lower())
            if agrees is not None:
                parts.append(f"{'same' if agrees else 'other'} {name}")
        return ", ".join(parts)


def gather(one: Normalised, other: Normalised, likeness: float) -> Evidence:
    """Compare two records field by field.

    Parameters
    ----------
    likeness
        Of their titles, 0 to 100, as `fuzz.ratio` gives it.
    """
    short, long = sorted((one.bare, other.bare), key=len)
    cut = short != long and len(short) >= _CUT and long.startswith(short)
    within = not cut and short != long and len(short) >= LONG and long.endswith(short)
    is_long = len(short) >= LONG and short.count(" ") + 1 >= LONG_WORDS
    pages, span = _pages(one, other, is_long=is_long)
    fewer, more = sorted(other_words(one.bare, other.bare))
    return Evidence(
        title=likeness,
        cut=cut,
        within=within,
        reworded=fewer > 0,
        added=more,
        long=is_long,
        authors=_shared_names(one, other),
        years=abs(one.year - other.year) if one.year and other.year else None,
        journal=same_journal(one.journal, other.journal),
        volume=equal(one.volume, other.volume),
        pages=pages,
        span=span,
        supplement=one.supplement or other.supplement,
        elsewhere=pages is not True
        and one.supplement != other.supplement
        and all(record.supplement or record.placed for record in (one, other)),
        doi=_same_doi(one.doi, other.doi),
        pmid=equal(one.pmid, other.pmid),
        abstract=_same_abstract(one.abstract, other.abstract),
        numbers=_same_numbers(one, other, cut=cut, placed=span and equal(one.volume, other.volume) is True),
        notes=one.notes == other.notes,
    )


def equal(one: str, other: str) -> bool | None:
    """Whether two values are equal; None where one is missing."""
    return one == other if one and other else None


def _pages(one: Normalised, other: Normalised, *, is_long: bool) -> tuple[bool | None, bool]:
    """Whether they stand on the same pages, and whether those are more than one.

    Two numberings of one report conflict only where the title is short: "Editorial" has many.
    """
    first, last = equal(one.first_page, other.first_page), equal(one.last_page, other.last_page)
    if first:
        return True, bool(last) and one.first_page != one.last_page
    if first is False and last:
        return True, False  # a wrong first page and the right last one: "S3-89" for S78-S89
    if first is False and is_long and (_another_numbering(one, other) or _overlap(one, other)):
        return None, False
    return first, False


#: An article number as electronic journals give it: e43268, a1754, CD001876; S12 is a supplement's page.
_ARTICLE_NUMBER = re.compile(r"(?!s\d)[a-z]+\d{2,}$|\d{5,}$")


def _another_numbering(one: Normalised, other: Normalised) -> bool:
    """Whether one has an article number and the other pages, or pages counted from 1 ahead of print."""
    numbered = [bool(_ARTICLE_NUMBER.match(record.first_page)) for record in (one, other)]
    if numbered[0] != numbered[1]:
        return True
    ahead, printed = sorted((one, other), key=lambda record: record.first_page != "1")
    return ahead.first_page == "1" and bool(ahead.last_page) and len(printed.first_page) > 2


def _overlap(one: Normalised, other: Normalised) -> bool:
    """Whether the pages overlap, as where a source gives the last page only."""
    here, there = _range(one), _range(other)
    return bool(here and there and here[0] <= there[1] and there[0] <= here[1])


def _range(record: Normalised) -> tuple[int, int] | None:
    if not record.first_page.isdecimal():
        return None
    first = int(record.first_page)
    return first, int(record.last_page) if record.last_page.isdecimal() else first


#: What stands behind a DOI for another version of the same work.
_VERSION = re.compile(r"[./_-]?(?:pub|v|s|r|suppl)\d")


def _same_doi(one: str, other: str) -> bool | None:
    if not one or not other:
        return None
    if one == other:
        return True
    # A DOI that a program cut off, or put a mark behind, is no other DOI.
    short, long = sorted((one, other), key=len)
    rest = long[len(short) :]
    return len(short) > 14 and long.startswith(short) and not rest[0].isalnum() and not _VERSION.match(rest)


def _shared_names(one: Normalised, other: Normalised) -> float | None:
    short, long = sorted((one.authors, other.authors), key=len)
    if not short:
        return None
    common = short & long
    share = len(common) / len(short)
    if share < 0.5:
        rest = long - common
        share += sum(_has_like_name(name, rest) for name in short - common) / len(short)
    if share == 0 and (one.organisation or other.organisation):
        return None
    return min(share, 1.0)


def _has_like_name(name: str, names: frozenset[str]) -> bool:
    return len(name) > 3 and any(name[0] == other[0] and fuzz.ratio(name, other) >= _NAME for other in names)


def _same_abstract(one: str, other: str) -> bool | None:
    length = min(len(one), len(other))
    if length < _ABSTRACT:
        return None
    return one[:length] == other[:length] or fuzz.ratio(one[:length], other[:length]) >= 90


def _same_numbers(one: Normalised, other: Normalised, *, cut: bool, placed: bool) -> bool:
    if one.numbers == other.numbers or sorted(one.numbers) == sorted(other.numbers):
        return True
    # A title cut after 80 letters, or without its subtitle on the same pages, has lost what stood behind.
    short, long = sorted((one, other), key=lambda record: len(record.bare))
    rest = long.bare[len(short.bare) :]
    # "… (II)" and "… study 2" are the next of a series, however long the title.
    several = len(rest.split()) >= _SUBTITLE_WORDS
    subtitle = placed and rest.startswith(" ")
    return (
        cut
        and several
        and (len(short.bare) >= 80 or subtitle)
        and long.numbers[: len(short.numbers)] == short.numbers
    )
