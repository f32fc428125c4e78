"""One spelling for what each source writes in its own way: DOI, PubMed number, year, pages, authors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>|\\^`{}\u200b]+(?:<[^\s>]*>[^\s\"<>|]*)*", re.IGNORECASE)
_DOI_ADDRESS = re.compile(r"(?:doi\.org/|doi:\s*)(10\.\d{4,9}\S*)", re.IGNORECASE)
_PUBMED_ADDRESS = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{1,8})(?!\d)")
_PMID = re.compile(r"(?:(?:PUBMED|PMID|MEDLINE)\s*:?\s*)?(\d{1,8})(?:\.0)?", re.IGNORECASE)
#: Ovid and Embase write the address behind the number: "37672694 [http://…]".
_ADDRESS_BEHIND = re.compile(r"\s*[\[(]https?://.*$", re.DOTALL)
_YEAR = re.compile(r"(?<!\d)((?:1[6-9]|20)\d{2})(?=\d{4}(?!\d)|\D|$)")

#: Registers as their numbers are written: ClinicalTrials.gov, ISRCTN, EudraCT and CTIS, ChiCTR, UMIN, jRCT
#: and JapicCTI, ANZCTR, DRKS, CTRI, NTR, CRiS, IRCT, PACTR, ReBec.
REGISTRY_ID = re.compile(
    r"\bNCT\s?\d{8}\b|\bISRCTN\s?\d{8}\b|\b(?:EudraCT\D{0,12})?20\d\d-\d{6}-\d\d\b|\bChiCTR[-A-Z]*\d{8,10}\b"
    r"|\bUMIN\d{9}\b|\bjRCTs?\d{8,10}\b|\bJapicCTI-?\d{6}\b|\bACTRN\d{14}\b|\bDRKS\d{8}\b"
    r"|\bCTRI/\d{4}/\d{2,3}/\d{4,6}\b|\bNTR\d{4,5}\b|\bKCT\d{7}\b|\bIRCT\d{8,20}N\d+\b|\bPACTR\d{15,16}\b"
    r"|\bRBR-\w{6}\b",
    re.IGNORECASE,
)
#: A quick look first: abstracts are long, and few name a register.
_MAY_BE_ONE = re.compile(r"\d{4}|RBR-|rbr-")
_EUDRACT = re.compile(r"20\d\d-\d{6}-\d\d")

_BRACKETS = {")": "(", "]": "[", "}": "{"}


def one_line(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


def doi(text: str) -> str:
    """The first DOI in a text, in lower case and without address; empty where there is none.

    >>> doi("https://dx.doi.org/10.1016/S0140-6736(05)17709-5.")
    '10.1016/s0140-6736(05)17709-5'
    >>> doi("10.1002/ar.25520 [doi]"), doi("Article")
    ('10.1002/ar.25520', '')
    """
    if "%2" in text.lower():
        text = unquote(text)
    if "&" in text:
        text = unescape(text)
    found = _DOI.search(text)
    if not found:
        return ""
    name = found[0]
    while name and (name[-1] in ".,;:'’" or (name[-1] in _BRACKETS and not _closes(name))):
        name = name[:-1]
    return name.lower()


def _closes(name: str) -> bool:
    return name.count(_BRACKETS[name[-1]]) >= name.count(name[-1])


def doi_in_address(text: str) -> str:
    """The DOI that an address of doi.org, or the words "doi: 10…", gives.

    >>> doi_in_address("http://dx.doi.org/10.1002/ar.25520"), doi_in_address("https://example.org/10.1/x")
    ('10.1002/ar.25520', '')
    """
    found = _DOI_ADDRESS.search(unquote(text) if "%2" in text.lower() else text)
    return doi(found[1]) if found else ""


def pmid(text: str) -> str:
    """A PubMed number, without words around it; empty where the text is none.

    >>> pmid("PUBMED 21314913"), pmid("0"), pmid("PMC3553406"), pmid("38580657.0")
    ('21314913', '', '', '38580657')
    >>> pmid("37672694 [http://www.ncbi.nlm.nih.gov/pubmed/?term=37672694]")
    '37672694'
    """
    found = _PMID.fullmatch(_ADDRESS_BEHIND.sub("", text.strip()))
    return found[1].lstrip("0") if found else ""


def likely_pmid(text: str) -> str:
    """A PubMed number out of a field that may hold another number: seven or eight digits, or none.

    >>> likely_pmid("38773066"), likely_pmid("889")
    ('38773066', '')
    """
    found = pmid(text)
    return found if len(found) in (7, 8) else ""


def pmid_in_address(text: str) -> str:
    """The PubMed number in an address of PubMed; empty where there is none."""
    found = _PUBMED_ADDRESS.search(text)
    return found[1] if found else ""


def year(text: str) -> str:
    """The first year from 1600 to 2099 in a text.

    >>> year("2012/07/03"), year("4/3/2024"), year("SEP 22"), year("20240801"), year("2024.0")
    ('2012', '2024', '', '2024', '2024')
    """
    found = _YEAR.search(text)
    return found[1] if found else ""


def pages(first: str, last: str) -> str:
    """First and last page as one text.

    >>> pages("97", "105"), pages("288-97", ""), pages("20", "20"), pages("e12292", "")
    ('97-105', '288-97', '20', 'e12292')
    """
    if not last or last == first or not first or "-" in first:
        return first or last
    return f"{first}-{last}"


def authors(names: Sequence[str]) -> str:
    """The names as the source writes them, separated by a semicolon.

    Accepts one name an item, or several in one item separated by ``;``, `` and ``, ``|``, a line break, or
    by a comma where every part is a surname with initials.

    >>> authors(["Yang, Z. and Jiang, B."]), authors(["Griffin DK, Larkin DM, O'Connor RE."])
    ('Yang, Z.; Jiang, B.', "Griffin DK; Larkin DM; O'Connor RE.")
    >>> authors(["Barrett, Paul M; Willis, K; "]), authors(["van den Hoven, A"])
    ('Barrett, Paul M; Willis, K', 'van den Hoven, A')
    >>> authors(["AP Chen, E Sharon"])
    'AP Chen; E Sharon'
    """
    found = [one_line(part).strip(" ;,") for name in names for part in _split_names(name)]
    return "; ".join(dict.fromkeys(part for part in found if part))


def _split_names(text: str) -> Sequence[str]:
    if ";" in text:
        return text.split(";")
    if "|" in text:
        return text.split("|")
    parts = re.split(r"\s+and\s+(?=\S)", text)
    if len(parts) > 1:
        return parts
    if "\n" in text.strip():
        return text.splitlines()
    parts = text.split(",")
    for shape in (_SURNAME_INITIALS, _INITIALS_SURNAME):
        if len(parts) > 1 and all(shape.fullmatch(part.strip()) for part in parts):
            return parts
    return [text]


_SURNAME_INITIALS = re.compile(
    r"[^\W\d_][\w'’.\- ]*\s(?:[A-Z]\.?[- ]?){1,4}(?:\s?(?:Jr|Sr|2nd|3rd|II|III)\.?)?"
)


#: As Google Scholar writes names: "AP Chen, E Sharon, …".
_INITIALS_SURNAME = re.compile(r"[A-Z]{1,4}\s[^\W\d_][\w'’.\- ]+|…|\.\.\.")


def registry_ids(texts: Sequence[str]) -> str:
    """Every registry number in these texts, in one spelling, separated by a semicolon.

    >>> registry_ids(["ClinicalTrials.gov/NCT03141684", "EudraCT 2016-001234-22; nct 03141684"])
    'NCT03141684; 2016-001234-22'
    """
    found = []
    for text in texts:
        if not _MAY_BE_ONE.search(text):
            continue
        for match in REGISTRY_ID.finditer(text):
            eudract = _EUDRACT.search(match[0])
            found.append(eudract[0] if eudract else match[0].replace(" ", "").upper())
    return "; ".join(dict.fromkeys(found))


def unified(found: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """One value a column, out of the candidates that a format found.

    Parameters
    ----------
    found
        Candidates by column, best first. Beside the columns of `CONTENT` there may be ``first_page``,
        ``last_page`` and ``article_number``; ``uid_pmid``, a number of the source that may be PubMed's; and
        ``citation``, from which volume, number and pages are taken if they stand nowhere else.
    """
    told = {
        column: [text for text in map(str.strip, texts) if text.strip(" -")]
        for column, texts in found.items()
        if texts
    }
    values = {
        "title": _first(told, "title"),
        "authors": authors(told.get("authors", ())),
        "year": next(filter(None, map(year, told.get("year", ()))), ""),
        "pages": _pages(told),
        "doi": next(filter(None, map(doi, told.get("doi", ()))), "")
        or next(filter(None, map(doi_in_address, told.get("url", ()))), ""),
        "pmid": next(filter(None, map(pmid, told.get("pmid", ()))), "")
        or next(filter(None, map(likely_pmid, told.get("uid_pmid", ()))), "")
        or next(filter(None, map(pmid_in_address, told.get("url", ()))), ""),
        "registry_ids": registry_ids(
            [text for column in _MAY_NAME_A_REGISTER for text in told.get(column, ())]
        ),
        "record_type": "; ".join(dict.fromkeys(map(one_line, told.get("record_type", ())))),
        "keywords": _keywords(told.get("keywords", ())),
    }
    for column in ("journal", "volume", "number", "abstract", "url", "language", "source_uid"):
        values[column] = _first(told, column)
    if not (values["volume"] or values["pages"]):
        values |= _cited(_first(told, "citation"))
    return {column: value for column, value in values.items() if value}


def _keywords(texts: Sequence[str]) -> str:
    """Keywords separated by a semicolon, each once, whatever stood between them."""
    found = [part for text in texts for part in re.split(r";|\n|\|", text)]
    return "; ".join(dict.fromkeys(part for one in found if (part := one_line(one).strip(" *"))))


_CITATION = re.compile(
    r";\s*(?P<volume>[\w.]+)?\s*(?:\((?P<number>[^)]*)\))?:\s*(?P<pages>[\w.-]+?)[.;]?(?:\s|$)"
)


def _cited(citation: str) -> dict[str, str]:
    """Volume, number and pages of "Eur J Med Genet. 2020 Feb;63(2):103640. doi: …"."""
    found = _CITATION.search(citation)
    return {column: value for column, value in found.groupdict().items() if value} if found else {}


#: Ovid's source line: journal, volume, issue, pages, year.
_SOURCE = re.compile(
    r"(?P<journal>.+?)\.\s+(?:(?P<volume>[\w-]{1,12})?\s?(?:\((?P<number>[^()]*)\))?"
    r"(?:\s?:\s?(?P<pages>[\w.-]+)|\s\(pp (?P<paged>[^)]*)\))?,\s)?(?P<year>(?:19|20)\d\d)\b"
)


def cited_source(text: str) -> dict[str, str]:
    """What a source line of Ovid says, by column; the whole line as the journal where it says it otherwise.

    >>> cited_source("Cancer Medicine. 12(3) (pp 100-110), 2023. Date of Publication: May 2023")["pages"]
    '100-110'
    >>> list(cited_source("New England Journal of Medicine. 389(10):911-921, 2023 Sep 07.").values())
    ['New England Journal of Medicine', '389', '10', '911-921', '2023']
    """
    found = _SOURCE.match(one_line(text))
    if not found:
        return {"journal": text} if text else {}
    told = found.groupdict()
    told["pages"] = told["pages"] or told.pop("paged")
    return {column: value for column in _OF_A_SOURCE if (value := told.get(column))}


_OF_A_SOURCE = ("journal", "volume", "number", "pages", "year")
_MAY_NAME_A_REGISTER = ("registry_ids", "source_uid", "title", "abstract")


def _first(told: Mapping[str, Sequence[str]], column: str) -> str:
    texts = told.get(column)
    return one_line(texts[0]) if texts else ""


def _pages(told: Mapping[str, Sequence[str]]) -> str:
    return (
        pages(_first(told, "first_page"), _first(told, "last_page"))
        or _first(told, "pages")
        or _first(told, "article_number")
    )
