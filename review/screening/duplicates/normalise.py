"""A record as it is compared: every field in one spelling. The record itself stays as it came."""

from __future__ import annotations

import re
from typing import NamedTuple

from review.screening.duplicates.fold import plain, words
from review.screening.duplicates.titles import read_title
from review.screening.records import Record

#: Letters of an abstract that are compared: two reports of one study differ long before.
ABSTRACT_LETTERS = 600


class Normalised(NamedTuple):
    """One record, field by field; what a record lacks is empty, 0 for the year.

    Parameters
    ----------
    title, bare, notes, numbers
        See `review.screening.duplicates.titles.Title`.
    authors
        Family names and longer given names, in no order; `first` are those of the first author.
    organisation
        Whether one of the authors is an organisation or a study group.
    first_page, last_page
        A last page is written out: 288-97 ends on 297.
    supplement
        Whether it stands in a supplement or among the abstracts of a meeting.
    placed
        Whether it names an issue or a page.
    register
        Whether it is an entry of a trial register.
    preprint
        Whether it was put up by a server of preprints.
    """

    record_id: str
    title: str
    bare: str
    notes: frozenset[str]
    numbers: tuple[str, ...]
    authors: frozenset[str]
    first: frozenset[str]
    organisation: bool
    year: int
    journal: tuple[str, ...]
    volume: str
    first_page: str
    last_page: str
    doi: str
    pmid: str
    abstract: str
    trials: frozenset[str]
    supplement: bool
    placed: bool
    register: bool
    preprint: bool

    @property
    def content(self) -> tuple[object, ...]:
        """All that is compared, the id left out: equal for identical citations."""
        return (
            self.title, self.authors, self.year, self.journal, self.volume, self.first_page, self.last_page,
            self.doi, self.pmid, self.abstract, self.trials,
        )  # fmt: skip


def normalise(record: Record) -> Normalised:
    """One record as it is compared.

    Examples
    --------
    >>> one = normalise(Record(record_id="r1", source="A", kind="database", file="", line=1,
    ...     title="Nivolumab in Ewing’s sarcoma.", authors="Müller, K. A.; de la Cruz J", pages="288-97",
    ...     journal="The J Clin Oncol", volume="12(Suppl 3)"))
    >>> one.title, sorted(one.authors), one.first_page, one.last_page, one.volume
    ('nivolumab in ewings sarcoma', ['cruz', 'de', 'la', 'muller'], '288', '297', '12')
    """
    title = read_title(record.title)
    # One text twice is kept once.
    bare = title.text if title.bare == title.text else title.bare
    people = _people(record.authors)
    first_page, last_page = _pages(record.pages)
    kind = plain(record.record_type)
    return Normalised(
        record_id=record.record_id,
        title=title.text,
        bare=bare,
        notes=title.notes | {note for note, pattern in _KINDS.items() if pattern.search(kind)},
        numbers=title.numbers,
        authors=frozenset(name for person in people for name in person),
        first=frozenset(people[0]) if people else frozenset(),
        organisation=bool(_ORGANISATION.search(plain(record.authors))),
        year=int(record.year) if record.year.isdecimal() else 0,
        journal=_journal(record.journal),
        volume=_volume(record.volume),
        first_page=first_page,
        last_page=last_page,
        doi=record.doi.lower().strip(),
        pmid=record.pmid.strip(),
        abstract=words(plain(record.abstract[: 2 * ABSTRACT_LETTERS]))[:ABSTRACT_LETTERS],
        trials=frozenset(part.strip().upper() for part in record.registry_ids.split(";") if part.strip()),
        supplement=_is_supplement(record, kind, first_page),
        placed=bool(first_page or record.number.strip()),
        register=bool(_REGISTER.search(kind)) or (record.kind == "register" and not record.volume),
        preprint=bool(
            _PREPRINT.match(record.doi.lower().strip())
            or _PREPRINT_SERVER.search(plain(record.journal))
            or _PREPRINT_KIND.search(kind)
        ),
    )


_ORGANISATION = re.compile(
    r"\b(?:group|study|studies|consortium|committee|investigators?|collaborat\w+|trial(?:ists)?|network|society"
    r"|association|organi[sz]ation|team|alliance|council|agency|institute|federation|registry)\b"
)
#: Kinds of records that are about another report, whatever their title says.
_KINDS = {
    "erratum": re.compile(r"\berrat|\bcorrigend|\bcorrection\b"),
    "retraction": re.compile(r"retraction of|retraction notice|^retraction$"),
}
_REGISTER = re.compile(r"\b(?:register|registry) entry|trial regist|clinical trial protocol|^clinicaltrial")
#: The prefixes of medRxiv and bioRxiv, Research Square, Preprints.org, SSRN, arXiv, OSF, ChemRxiv, Authorea.
_PREPRINT = re.compile(
    r"10\.(?:1101/(?:\d{4}\.|\d{6})|64898/|21203/rs|20944/preprints|2139/ssrn|48550/arxiv|31219/osf|31234/"
    r"|26434/chemrxiv|22541/au)"
)
_PREPRINT_SERVER = re.compile(
    r"\b(?:med|bio|chem|psy|socar)?[ar]?rxiv\b|\bresearch square\b|\bpreprints?\b|\bssrn\b"
)
_PREPRINT_KIND = re.compile(r"\bpreprint|\bposted[ -]?content\b")
_MEETING = re.compile(r"conference|meeting|abstract|proceeding|poster|^confp?$|inproceedings")
_SUPPLEMENT_PAGE = re.compile(r"^(?:s\d+|\d+[as]|[ae]bs\d*|abstract.*|p\d+|o\d+)$")


def _is_supplement(record: Record, kind: str, first_page: str) -> bool:
    where = plain(f"{record.volume} {record.number} {record.pages}")
    return bool(
        _MEETING.search(kind) or "suppl" in where or "abstr" in where or _SUPPLEMENT_PAGE.match(first_page)
    )


_INITIALS = re.compile(r"(?:[A-Z]\.?[- ]?){1,4}\.?$")
_SUFFIXES = frozenset({"jr", "sr", "2nd", "3rd", "ii", "iii", "phd", "md", "et", "al", "null"})
_NOBODY = frozenset({"anonymous", "anon", "nan", "none", "null", "unknown", "no authors listed", "et al"})


def _people(text: str) -> list[tuple[str, ...]]:
    """The names of each author: family names whole, given names from three letters on."""
    people = []
    for person in text.split(";") if ";" in text else re.split(r"\s+and\s+", text):
        if words(plain(person)) in _NOBODY:
            continue
        family, given = _family_and_given(person.strip())
        names = [name for name in words(plain(family)).split() if len(name) > 1 and name not in _SUFFIXES]
        names += [name for name in words(plain(given)).split() if len(name) > 2 and name not in _SUFFIXES]
        if names:
            people.append(tuple(dict.fromkeys(names)))
    return people


def _family_and_given(person: str) -> tuple[str, str]:
    if "," in person:
        family, given = person.split(",", 1)
        return family, given
    parts = person.split()
    if len(parts) > 1:
        # "Griffin DK", "Dos Santos H.B."; else "Darren K Griffin", where any longer name may be the family's.
        for at in range(1, len(parts)):
            rest = " ".join(parts[at:])
            if _INITIALS.fullmatch(rest) and len(rest.replace(".", "").replace(" ", "")) <= 4:
                return " ".join(parts[:at]), ""
        return parts[-1], " ".join(parts[:-1])
    return person, ""


_PAGE = re.compile(r"[a-z]{0,3}\d+[a-z]{0,2}|[ivxlc]+(?=\s|-|$)")
_HYPHENS = re.compile("[\u2010-\u2015\u2212/]|--+")


#: A page range that a spreadsheet program took for a date, and the last page alone as Ovid writes it.
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DATE = re.compile(rf"\d{{1,2}}-{_MONTH}|{_MONTH}-\d+")
_LAST_ONLY = re.compile(r"(?:suppl?\.?|[a-z])-(?=\w*\d)")


def _pages(text: str) -> tuple[str, str]:
    """First and last page, without leading zeros and with the last written out.

    >>> _pages("pp. 288–97"), _pages("e12292"), _pages("S105-S9"), _pages("no pagination")
    (('288', '297'), ('12292', ''), ('s105', 's109'), ('', ''))
    >>> _pages("t-29"), _pages("13-May")
    (('', '29'), ('', ''))
    """
    text = re.split(r"[,;\[(]", _HYPHENS.sub("-", plain(text)))[0].replace(" ", "")
    if _DATE.fullmatch(text):
        return "", ""
    if _LAST_ONLY.match(text):
        return "", _bare_page(_LAST_ONLY.sub("", text))
    found = [_bare_page(page) for page in _PAGE.findall(text)]
    if not found:
        return "", ""
    first, last = found[0], found[1] if len(found) > 1 else ""
    letters, digits, ending = re.sub(r"\d.*", "", first), re.sub(r"\D", "", first), re.sub(r"\D", "", last)
    if ending and len(ending) < len(digits):
        ending = digits[: len(digits) - len(ending)] + ending
    return first, f"{letters}{ending}" if ending else last


def _bare_page(page: str) -> str:
    return re.sub(r"^(?:e|pp?\.?)?0*(?=\d)", "", page)


_VOLUME = re.compile(r"\d+")


def _volume(text: str) -> str:
    found = _VOLUME.search(text)
    return found[0].lstrip("0") if found else words(plain(text))


_JOURNAL_REST = re.compile(r"\s*[:=(\[].*|\s+-\s+.*|,? (?:london|new york|oxford|basel|edition)\b.*")
_ELISION = re.compile(r"\b[dl]['’](?=\w)", re.IGNORECASE)
_JOURNAL_STOP = frozenset(
    {
        "a", "an", "and", "d", "da", "de", "del", "der", "des", "die", "du", "e", "et", "for", "fur", "in",
        "l", "la", "le", "les", "of", "official", "on", "the", "und", "y",
    }
)  # fmt: skip


def _journal(text: str) -> tuple[str, ...]:
    folded = plain(_ELISION.sub(" ", text))
    short = words(_JOURNAL_REST.sub("", folded)) or words(folded)
    return tuple(word for word in short.split() if word not in _JOURNAL_STOP)
