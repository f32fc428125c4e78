"""XML exports: EndNote's, PubMed's, EBSCO's, Europe PMC's, and the registers' in WHO's ICTRP.

Each record is cut out and parsed by itself, so that a fault in one costs that one only. What is cut out
begins with an element, behind which XML allows no document type: entities cannot be declared in it, and
those that the file declares elsewhere are unknown to it. So Python's parser in C is safe here, at a quarter
of the time that defusedxml's takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from html.entities import html5
from itertools import chain, pairwise
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.values import unified

Candidates = dict[str, list[str]]

#: Characters that XML 1.0 forbids and EndNote writes all the same.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*[0-8bcef]|x1[0-9a-f]|[0-8]|1[124-9]|2\\d|3[01]);",
    re.IGNORECASE,
)


#: An ampersand that begins none of the entities that XML knows.
_BARE_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)(?:(\w{2,31};))?", re.IGNORECASE
)


def _with_ampersands(text: str) -> str:
    """Ampersands that exports write as they are, and names that only HTML knows, as XML has them.

    >>> _with_ampersands("Smith & Sons, R&D, na&iuml;ve, &lt;5")
    'Smith &amp; Sons, R&amp;D, naïve, &lt;5'
    """
    return (
        _BARE_AMPERSAND.sub(lambda found: html5.get(found[1] or "") or f"&amp;{found[1] or ''}", text)
        if "&" in text
        else text
    )


def starts(element: str) -> Callable[[str], list[int]]:
    """A function that gives the lines in which an element begins, once for each."""
    return partial(_starts, opening=re.compile(rf"<{element}(?=[\s>]|\Z)"))


def _starts(text: str, *, opening: re.Pattern[str]) -> list[int]:
    lines, line, seen = [], 1, 0
    for found in opening.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        lines.append(line)
    return lines


def parser(element: str, read: Callable[[Any], Candidates]) -> Callable[[str, Findings], Iterator[Entry]]:
    """A function that parses every element of that name."""
    return partial(_parse, element=element, read=read)


def _parse(
    text: str, findings: Findings, *, element: str, read: Callable[[Any], Candidates]
) -> Iterator[Entry]:
    # Names that the file itself declares are not resolved, and are not taken for letters either.
    declares = "<!ENTITY" in text
    for number, (line, chunk) in enumerate(_chunks(text, element), start=1):
        findings.one_read()
        try:
            values = unified(read(fromstring(chunk if declares else _with_ampersands(chunk))))
            fault = "" if set(values) - {"record_type"} else "it is empty"
        except ParseError as error:
            fault = "it is cut off" if f"</{element}>" not in chunk else f"it is no XML: {error}"
        if fault:
            findings.report(
                "IMP01", "error", line, number, f"the record could not be read: {fault}",
                found=" ".join(chunk.split()), fix="export it again, or add it by hand as a table",
            )  # fmt: skip
        else:
            yield Entry(line=line, number=number, values=values)


def _chunks(text: str, element: str) -> Iterator[tuple[int, str]]:
    """Line and text of each element: from one start to its end, or to the next start."""
    line, seen = 1, 0
    opening = rf"<{element}(?=[\s>]|(?i:{_FORBIDDEN.pattern}))"
    starts = (found.start() for found in re.finditer(opening, text))
    for start, following in pairwise(chain(starts, (len(text),))):
        line += text.count("\n", seen, start)
        seen = start
        end = text.find(f"</{element}>", start, following)
        yield line, _FORBIDDEN.sub(" ", text[start : end + len(element) + 3 if end >= 0 else following])


def _texts(node: Any, path: str) -> list[str]:
    return ["".join(found.itertext()) for found in node.findall(path)]


def endnote(record: Any) -> Candidates:
    """EndNote: every text stands in elements ``style``, which carry no meaning."""
    return {
        "title": _texts(record, "titles/title"),
        "authors": _texts(record, "contributors/authors/author"),
        "year": [*_texts(record, "dates/year"), *_texts(record, "dates/pub-dates/date")],
        "journal": [
            *_texts(record, "periodical/full-title"),
            *_texts(record, "titles/secondary-title"),
            *_texts(record, "titles/alt-title"),
            *_texts(record, "periodical/abbr-1"),
        ],
        "volume": _texts(record, "volume"),
        "number": _texts(record, "number"),
        "pages": _texts(record, "pages"),
        "article_number": _texts(record, "custom7"),
        "doi": _texts(record, "electronic-resource-num"),
        "uid_pmid": _pubmed_numbers(record),
        "abstract": _texts(record, "abstract"),
        "url": [*_texts(record, "urls/related-urls/url"), *_texts(record, "urls/web-urls/url")],
        "language": _texts(record, "language"),
        "record_type": [kind.get("name", "") for kind in record.findall("ref-type")][:1]
        or _texts(record, "work-type"),
        "source_uid": _texts(record, "accession-num"),
        "keywords": _texts(record, "keywords/keyword"),
    }


def _pubmed_numbers(record: Any) -> list[str]:
    origin = " ".join(_texts(record, "remote-database-name")).lower()
    of_pubmed = not origin or "pubmed" in origin or "medline" in origin or "nlm" in origin
    return _texts(record, "accession-num") if of_pubmed else []


def pubmed(article: Any) -> Candidates:
    """PubMed's own XML, one ``PubmedArticle`` a record."""
    return {
        "title": _texts(article, ".//Article/ArticleTitle"),
        "authors": [
            ", ".join(part for part in (person.findtext("LastName"), person.findtext("ForeName")) if part)
            or (person.findtext("CollectiveName") or "")
            for person in article.findall(".//Article/AuthorList/Author")
        ],
        "year": [
            *_texts(article, ".//JournalIssue/PubDate/Year"),
            *_texts(article, ".//JournalIssue/PubDate/MedlineDate"),
            *_texts(article, ".//ArticleDate/Year"),
        ],
        "journal": [*_texts(article, ".//Article/Journal/Title"), *_texts(article, ".//MedlineTA")],
        "volume": _texts(article, ".//JournalIssue/Volume"),
        "number": _texts(article, ".//JournalIssue/Issue"),
        "pages": _texts(article, ".//Article/Pagination/MedlinePgn"),
        "doi": [
            *_texts(article, ".//Article/ELocationID[@EIdType='doi']"),
            *_texts(article, "./PubmedData/ArticleIdList/ArticleId[@IdType='doi']"),
        ],
        "pmid": _texts(article, "./MedlineCitation/PMID"),
        "abstract": [" ".join(_texts(article, ".//Article/Abstract/AbstractText"))],
        "registry_ids": _texts(article, ".//DataBankList/DataBank/AccessionNumberList/AccessionNumber"),
        "record_type": _texts(article, ".//PublicationTypeList/PublicationType"),
        "language": _texts(article, ".//Article/Language"),
        "source_uid": _texts(article, "./MedlineCitation/PMID"),
        "keywords": [
            *_texts(article, ".//KeywordList/Keyword"),
            *_texts(article, ".//MeshHeadingList/MeshHeading/DescriptorName"),
        ],
    }


def ictrp(trial: Any) -> Candidates:
    """WHO's search portal of the registers, one ``Trial`` a record."""
    return {
        "title": [*_texts(trial, "Scientific_title"), *_texts(trial, "Public_title")],
        "authors": _texts(trial, "Primary_sponsor"),
        "year": [*_texts(trial, "Date_registration"), *_texts(trial, "Date_enrollement")],
        "journal": _texts(trial, "Source_Register"),
        "url": _texts(trial, "web_address"),
        "registry_ids": [
            *_texts(trial, "TrialID"),
            *_texts(trial, "SecondaryIDs"),
        ],
        "record_type": ["register entry"],
        "source_uid": _texts(trial, "TrialID"),
        "keywords": [*_texts(trial, "Condition"), *_texts(trial, "Intervention")],
    }


def ebsco(rec: Any) -> Candidates:
    """EBSCOhost, one ``rec`` a record: CINAHL, PsycINFO and others."""
    facts = "header/controlInfo"
    database = (rec.find("header").get("shortDbName", "") if rec.find("header") is not None else "").lower()
    number = [rec.find("header").get("uiTerm", "")] if rec.find("header") is not None else []
    first = [*_texts(rec, f"{facts}/artinfo/ppf"), ""][0]
    count = [*_texts(rec, f"{facts}/artinfo/ppct"), ""][0]
    # EBSCO gives the first page and how many there are.
    last = str(int(first) + int(count) - 1) if first.isdigit() and count.isdigit() and int(count) else ""
    return {
        "title": [*_texts(rec, f"{facts}/artinfo/tig/atl"), *_texts(rec, f"{facts}/bkinfo/btl")],
        "authors": _texts(rec, f"{facts}/artinfo/aug/au"),
        "year": [dt.get("year", "") for dt in rec.findall(f"{facts}/pubinfo/dt")],
        "journal": [*_texts(rec, f"{facts}/jinfo/jtl"), *_texts(rec, f"{facts}/bkinfo/btl")],
        "volume": _texts(rec, f"{facts}/pubinfo/vid"),
        "number": _texts(rec, f"{facts}/pubinfo/iid"),
        "first_page": [first],
        "last_page": [last],
        "doi": _texts(rec, f"{facts}/artinfo/ui[@type='doi']"),
        "uid_pmid": number if database in ("cmedm", "mdc", "mnh") else [],
        "pmid": _texts(rec, f"{facts}/artinfo/ui[@type='pmid']"),
        "abstract": [re.sub(r"<[^<>]{1,40}>", "", text) for text in _texts(rec, f"{facts}/artinfo/ab")],
        "url": _texts(rec, "displayInfo/pLink/url") or _texts(rec, "header/displayInfo/pLink/url"),
        "record_type": [*_texts(rec, f"{facts}/artinfo/doctype"), *_texts(rec, f"{facts}/artinfo/pubtype")],
        "language": _texts(rec, f"{facts}/language"),
        "source_uid": number,
        "keywords": _texts(rec, f"{facts}/artinfo/sug/subj"),
    }


def europe_pmc(result: Any) -> Candidates:
    """Europe PMC, one ``result`` a record."""
    return {
        "title": _texts(result, "title"),
        "authors": _texts(result, "authorString"),
        "year": [*_texts(result, "pubYear"), *_texts(result, "journalInfo/yearOfPublication")],
        "journal": [*_texts(result, "journalInfo/journal/title"), *_texts(result, "journalTitle")],
        "volume": [*_texts(result, "journalInfo/volume"), *_texts(result, "journalVolume")],
        "number": [*_texts(result, "journalInfo/issue"), *_texts(result, "issue")],
        "pages": _texts(result, "pageInfo"),
        "doi": _texts(result, "doi"),
        "pmid": _texts(result, "pmid"),
        "abstract": _texts(result, "abstractText"),
        "record_type": _texts(result, "pubTypeList/pubType"),
        "language": _texts(result, "language"),
        "source_uid": _texts(result, "id"),
        "keywords": [
            *_texts(result, "keywordList/keyword"),
            *_texts(result, "meshHeadingList/meshHeading/descriptorName"),
        ],
    }
