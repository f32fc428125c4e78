"""Whether two records are the same, doubtful, related or different, with the reason in words.

Some things bar an automatic link whatever else agrees: other numbers in the titles, a word such as
"reply", "update" or "part" in one of them only, another DOI, another PubMed number. Where nothing bars it,
the first of the `RULES` that holds links. To add a rule, add it there, and a pair that it must not link to
the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from review.screening.duplicates.evidence import LONG, Evidence, equal, gather
from review.screening.duplicates.normalise import Normalised

Outcome = Literal["same", "doubtful", "related"]

#: Likeness of titles, 0 to 100, below which only a number or a place in common keeps a pair.
LIKE = 75.0
#: Likeness of titles from which they count as one title with a slip of the pen.
ALIKE = 92.0


@dataclass(frozen=True, slots=True)
class Match:
    """What was found out about a pair.

    Parameters
    ----------
    kind
        For related records one of `KINDS`; else empty.
    reason
        What agrees and what does not, in words.
    likeness
        Of the titles, 0 to 100, and for a doubtful pair one more for each field that agrees and one less
        for each that conflicts: what is asked first.
    barred
        Whether something shows that the two are not one report, so that no third record may join them.
    """

    outcome: Outcome
    kind: str
    reason: str
    likeness: float
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A set of agreements on which two records are linked without asking."""

    words: str
    holds: Callable[[Evidence], bool]


#: Tried in this order; the first that holds gives the reason.
RULES = (
    Rule(
        "the same PubMed number or DOI, and the same title",
        lambda found: (
            bool(found.pmid or found.doi)
            and (
                found.title >= 95 or ((found.title >= 85 or found.cut or found.within) and found.people(0.3))
            )
            and (found.long or found.pages is not False)
            # A whole supplement may have one DOI, and a DOI may be copied to the wrong record.
            and not (
                found.reworded
                and found.pmid is None
                and (found.supplement or found.pages is False or found.volume is False)
            )
        ),
    ),
    Rule(
        "the same title in the same place",
        lambda found: (
            found.place
            and found.within_years(1)
            and (found.title >= 80 or found.cut or found.within)
            and found.people(0.3)
            and (found.long or found.authors is not None or found.journal is True)
            # Several abstracts by the same people stand on one page of a supplement.
            and (found.span or not found.reworded)
            and (found.journal is not False or found.span or (found.title >= ALIKE and not found.reworded))
        ),
    ),
    Rule(
        "the same title and authors, and nothing conflicts",
        lambda found: (
            found.title >= (ALIKE if found.years == 0 else 97)
            and not found.reworded
            and found.authors is not None
            and found.authors >= 0.5
            and found.within_years(1)
            and not found.conflicting
            and found.agreeing >= (1 if found.long and not found.added else 2)
        ),
    ),
    Rule(
        "equal titles, authors and year, and nothing conflicts",
        lambda found: (
            found.title >= (97 if found.long else 100)
            and not found.added
            and found.authors is not None
            and found.authors >= (0.5 if found.long else 1.0)
            and found.years == 0
            and not found.conflicting
            and (found.long or found.journal is True)
        ),
    ),
    Rule(
        "the same title, authors, journal and pages, and the volume conflicts",
        lambda found: (
            found.title >= 96
            and found.long
            and not found.reworded
            and found.authors is not None
            and found.authors >= 0.7
            and found.journal is True
            and found.pages is True
            and not found.years
        ),
    ),
    Rule(
        "the same title, authors, journal and abstract, and the pages conflict",
        lambda found: (
            found.title >= 96
            and not found.reworded
            and found.authors is not None
            and found.authors >= 0.5
            and found.journal is True
            and found.abstract is True
            and found.volume is not False
            and found.within_years(1)
        ),
    ),
    Rule(
        "the same pages by the same authors, and the title in another wording or language",
        lambda found: (
            found.span
            and not found.supplement
            and found.volume is True
            and found.years == 0
            and found.authors is not None
            and found.authors >= 0.6
            and found.journal is not False
        ),
    ),
)

#: The journal in which a new version of a review keeps title, authors and page.
_VERSIONED = "cochrane"

#: Titles that come again every year with other contents: reports, statistics, collections.
_EVERY_YEAR = re.compile(
    r"\b(?:annual|yearly|biennial|quarterly|monthly) (?:report|review|meeting|update|survey|summary)"
    r"|\bstatistics\b|\bproceedings\b|\byear in review\b|\bhighlights (?:of|from)\b|\bbook of abstracts\b"
)

#: What a word in one title only makes of a pair.
KINDS = {
    "erratum": "erratum", "retraction": "retraction", "reply": "reply", "comment": "comment",
    "update": "update", "interim": "update", "final": "update", "preliminary": "update",
    "follow-up": "update", "long-term": "update", "extension": "update", "reanalysis": "update",
    "revisited": "update", "protocol": "protocol", "rationale": "protocol", "part": "part",
}  # fmt: skip


def match(one: Normalised, other: Normalised) -> Match | None:
    """What two records are to each other; None where they have nothing to do with each other.

    Examples
    --------
    >>> from review.screening.duplicates.normalise import normalise
    >>> from review.screening.records import Record
    >>> def record(**values):
    ...     usual = {"title": "Atezolizumab for advanced alveolar soft part sarcoma", "year": "2023",
    ...              "authors": "Chen, A; Sharon, E", "journal": "N Engl J Med", "volume": "389"}
    ...     return normalise(Record(record_id="r", source="", kind="", file="", line=1, **usual | values))
    >>> match(record(pages="911-921"), record(pages="911", journal="New England Journal of Medicine")).outcome
    'same'
    >>> match(record(), record(title="Correction: Atezolizumab for advanced alveolar soft part sarcoma")).kind
    'erratum'
    """
    if one.content == other.content and _says_enough(one):
        return Match("same", "", "every field is equal", 100.0)
    if not one.title or not other.title:
        return _without_a_title(one, other)
    likeness = fuzz.ratio(one.bare, other.bare, score_cutoff=LIKE)
    if not likeness and not _worth_a_look(one, other):
        return None
    found = gather(one, other, likeness or fuzz.ratio(one.bare, other.bare))
    if one.register != other.register:
        return _register_entry(one, other, found)
    barred = _barred(one, other, found)
    if not barred:
        rule = next((rule for rule in RULES if rule.holds(found)), None)
        # An abstract of a meeting and its paper may share all but the page.
        if rule and (not found.elsewhere or found.doi or found.pmid):
            return Match("same", "", f"{rule.words}: {found.words()}", found.title)
    return _not_linked(one, other, found, barred)


def _says_enough(record: Normalised) -> bool:
    """Whether a record names one report: "Editorial" of a journal and a year does not."""
    return bool(
        record.doi or record.pmid or record.abstract or len(record.title) >= LONG
        or (record.title and (record.authors or record.first_page))
    )  # fmt: skip


def _worth_a_look(one: Normalised, other: Normalised) -> bool:
    """Whether something but the titles speaks for a pair."""
    short, long = sorted((one.bare, other.bare), key=len)
    return bool(
        (one.doi and one.doi == other.doi)
        or (one.pmid and one.pmid == other.pmid)
        or one.trials & other.trials
        or (one.first_page and one.first_page == other.first_page and one.volume == other.volume != "")
        or (len(short) >= 30 and (long.startswith(short) or long.endswith(short)))
    )


def _without_a_title(one: Normalised, other: Normalised) -> Match | None:
    for same, name in ((equal(one.doi, other.doi), "DOI"), (equal(one.pmid, other.pmid), "PubMed number")):
        if same:
            return Match("doubtful", "", f"the same {name}, and one has no title", 70.0)
    return None


def _register_entry(one: Normalised, other: Normalised, found: Evidence) -> Match | None:
    if one.trials & other.trials:
        return Match("related", "register entry", "the report names the entry of the register", found.title)
    if found.title >= ALIKE:
        return Match(
            "related", "register entry", "an entry of a register and a report of its title", found.title
        )
    return None


def _barred(one: Normalised, other: Normalised, found: Evidence) -> str:
    """What bars an automatic link; empty where nothing does."""
    if not found.notes:
        return f"only one title says {', '.join(sorted(one.notes ^ other.notes))}"
    if not found.numbers:
        return "the titles have other numbers"
    if _VERSIONED in one.journal and _VERSIONED in other.journal and found.years:
        return "versions of one Cochrane review"
    if _one_preprint(one, other, found):
        return "one is a preprint"
    if found.years and _EVERY_YEAR.search(one.title) and _EVERY_YEAR.search(other.title):
        return "a title that may come every year"
    if found.doi is False:
        return "the DOIs differ"
    if found.pmid is False:
        return "the PubMed numbers differ"
    return ""


def _one_preprint(one: Normalised, other: Normalised, found: Evidence) -> bool:
    """Whether one is a preprint and the other is, or may be, the article."""
    return one.preprint != other.preprint and not (found.doi or found.pmid)


def _not_linked(one: Normalised, other: Normalised, found: Evidence, barred: str) -> Match | None:
    """Related, doubtful or nothing, for a pair that is not the same."""
    because = f"{barred or 'too little agrees'}: {found.words()}"
    kind = _relation(one, other, found)
    if kind:
        return Match("related", kind, because, found.title, barred=True)
    like = (found.title >= ALIKE and not (found.reworded and found.conflicting)) or found.cut
    like = like or (found.within and found.place)
    by_title = like and found.people(0.3) and (found.numbers or found.place)
    if by_title or _one_number(found) or (found.span and _one_place(found)):
        apart = bool(barred) or found.conflicting > 1
        return Match("doubtful", "", because, found.title + found.agreements, barred=apart)
    return None


def _relation(one: Normalised, other: Normalised, found: Evidence) -> str:
    """How two reports belong together; empty where they do not."""
    like = found.title >= ALIKE or found.cut
    odd = one.notes ^ other.notes
    if like and _VERSIONED in one.journal and _VERSIONED in other.journal and found.years:
        return "update"
    kind = next((kind for word, kind in KINDS.items() if word in odd), "")
    # "Updated results of …" and "Study protocol for …" stand before the title.
    if kind and (like or found.within) and (found.people(0.3) or kind in ("reply", "comment")):
        return kind
    if not found.numbers and found.title >= 85 and found.people(0.3) and "part" in one.notes & other.notes:
        return "part"
    in_one_place = not found.elsewhere and not found.conflicting
    if like and found.people(0.3) and _one_preprint(one, other, found):
        return "preprint"
    if like and found.long and found.people(0.3) and one.supplement != other.supplement and not in_one_place:
        return "abstract and paper"
    return ""


def _one_place(found: Evidence) -> bool:
    """Whether the same people wrote on the same page of the same volume."""
    return found.place and found.volume is True and found.years == 0 and (found.authors or 0) >= 0.6


def _one_number(found: Evidence) -> bool:
    """Whether two records have one number and titles that do not go with it."""
    by_doi = found.doi and (found.pages is not False or found.title >= ALIKE)
    return bool(found.pmid or by_doi) and found.people(0.3)
