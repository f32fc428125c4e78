"""What sources call the columns of their tables.

To teach the program another source: add its heading, lower case and with letters and digits only, to the
column that it fills; headings that come first are preferred.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title", "articletitle", "documenttitle", "titleprimary", "primarytitle", "studytitle",
        "publicationtitles", "itemtitle", "scientifictitle", "officialtitle", "brieftitle", "publictitle",
        "titre", "titel", "displayname", "papertitle", "referencetitle", "ti", "t1", "originaltitle",
        "shorttitle",
    ),
    "authors": (
        "authors", "author", "authornames", "authorsprimary", "authorlist", "authornamesraw",
        "authorfullnames", "authorshipsrawauthorname", "authorshipsauthordisplayname", "au", "creators",
        "creator", "auteurs", "contributors", "authorstring", "authorsfullname", "autoren", "a1",
        "bookauthors", "inventors", "primarysponsor", "sponsor",
        "sponsorcollaborators",
    ),
    "year": (
        "year", "publicationyear", "publishedyear", "pubyear", "yearpublished", "py", "yearofpublication",
        "publicationdate", "datepublished", "dateofpublication", "pubdate", "date", "publisheddate",
        "coverdate", "y1", "da", "jahr", "annee", "publicationdateonline", "onlinedate", "startdate",
        "dateregistration", "firstposted", "studyfirstposted", "firstsubmitted", "studyfirstsubmitted",
        "createdate",
    ),
    "journal": (
        "sourcetitle", "journal", "journaltitle", "journalbook", "journalname", "publicationtitle",
        "periodicalfull", "primarylocationsourcedisplayname", "containertitle", "publicationname",
        "secondarytitle", "jf", "so", "t2", "publication", "anthologytitle", "booktitle", "jo",
        "periodicalabbrev", "journalabbreviation", "abbreviatedsourcetitle", "conferencename",
        "sourceregister", "pubtitle", "source",
    ),
    "volume": ("volume", "vol", "bibliovolume", "vl", "journalvolume", "volumenumber"),
    "number": (
        "number", "issue", "issuenumber", "issuepart", "biblioissue", "is", "ip", "journalissue", "no",
    ),
    "first_page": (
        "firstpage", "startpage", "pagestart", "bibliofirstpage", "bp", "sp", "beginningpage", "spage",
    ),
    "last_page": (
        "lastpage", "endpage", "pageend", "bibliolastpage", "ep", "endingpage", "epage", "otherpages",
    ),
    "pages": ("pages", "page", "pagerange", "pagination", "pageinfo", "pg", "pagenumbers", "pp"),
    "article_number": ("artno", "articlenumber", "articleno", "eid", "ar", "elocationid", "elocator"),
    "doi": ("doi", "do", "di", "articledoi", "idsdoi", "doilink", "digitalobjectidentifier", "bookdoi"),
    "pmid": ("pmid", "pubmedid", "medlinepmid", "pm", "idspmid", "pubmed", "pubmednumber"),
    "citation": ("citation",),
    "abstract": (
        "abstract", "abstractnote", "ab", "n2", "summary", "briefsummary", "abstracttext", "abstracts",
        "resume", "zusammenfassung",
    ),
    "url": (
        "url", "link", "plink", "studyurl", "ur", "webaddress", "externalurl",
        "primarylocationlandingpageurl", "articleurl", "urls", "embaselink", "pdflink", "sourceurls",
        "permalink", "documenturl",
    ),
    "registry_ids": (
        "nctnumber", "nctid", "isrctn", "ctgovid", "ictrpid", "trialid", "clinicaltrialnumbers", "otherids",
        "secondaryids", "registryids", "registrationnumber", "clinicaltrialnumber", "eudractnumber",
    ),
    "record_type": (
        "recordtype", "publicationtype", "documenttype", "doctypes", "doctype", "itemtype", "referencetype",
        "entrytype", "dt", "pt", "type", "studytype", "ty",
    ),
    "language": (
        "language", "articlelanguage", "languageoforiginaldocument", "la", "outputlanguage", "sprache",
    ),
    "source_uid": (
        "sourceuid", "accessionnumber", "accessnumber", "embaseaccessionid", "pui", "eid", "centralid",
        "utuniquewosid",
        "uniquewosid", "ut", "lensid", "nctnumber", "trialid", "pmid", "an", "key", "covidence",
        "idsopenalex", "id", "internalid", "referenceid",
        "uniqueidentifier",
    ),
    "keywords": (
        "keywords", "keyword", "authorkeywords", "indexkeywords", "keywordsplus", "de", "kw", "meshterms",
        "mesh", "emtree", "emtreedrugindextermsmajorfocus", "emtreedrugindexterms",
        "emtreemedicalindexterms", "emtreemedicalindextermsmajorfocus",
        "manualtags", "conditions", "condition", "interventions", "subjects", "subjectterms",
    ),
}  # fmt: skip

#: Headings that only a register has: a table with one of them is a table of trials.
_OF_A_REGISTER = ("nctnumber", "nctid", "trialid", "isrctn")

#: In Web of Science's table (which has BP) SP is a sponsor, PG a number of pages, ID keywords, DA today.
_MEAN_OTHER_THINGS_BESIDE = {"bp": ("sp", "pg", "id", "da", "si")}

_NOT_IN_A_HEADING = re.compile(r"[^a-z0-9]+")


def heading(text: str) -> str:
    """A heading as `HEADINGS` spells it.

    >>> heading("Author(s)"), heading("Art. No."), heading("primary_location.source.display_name")
    ('authors', 'artno', 'primarylocationsourcedisplayname')
    """
    return _NOT_IN_A_HEADING.sub("", text.lower())


@lru_cache(maxsize=256)
def mapped(header: tuple[str, ...]) -> Mapping[str, Sequence[int]]:
    """Positions of the cells that may fill each column, best first.

    >>> mapped(("PMID", "Title", "Journal/Book", "Notes"))["journal"]
    [2]
    """
    positions: dict[str, list[int]] = {}
    for position, text in enumerate(header):
        positions.setdefault(heading(text), []).append(position)
    for name, others in _MEAN_OTHER_THINGS_BESIDE.items():
        if name in positions:
            positions = {one: at for one, at in positions.items() if one not in others}
    return {
        column: [position for name in names for position in positions.get(name, ())]
        for column, names in HEADINGS.items()
        if any(name in positions for name in names)
    }


#: The column that each heading of a table fills, by the heading in lower case: what a person says of a table
#: whose headings are not known.
Naming = Mapping[str, str]


def named(cells: tuple[str, ...], naming: Naming) -> tuple[str, ...]:
    """A row of headings under the names of `HEADINGS`; unchanged where it lacks one of those to be named.

    What a person names wins: another heading that would fill the same column is left out.

    >>> named(("Titel des Beitrags", "Title", "Jahr"), {"titel des beitrags": "title"})
    ('title', '', 'Jahr')
    """
    own = [text.strip().casefold() for text in cells]
    if not naming or not set(naming) <= set(own):
        return cells
    taken = {heading(name) for column in naming.values() for name in HEADINGS[column]}
    return tuple(
        naming[name] if name in naming else "" if heading(text) in taken else text
        for name, text in zip(own, cells, strict=True)
    )


def is_header(cells: tuple[str, ...]) -> bool:
    """Whether a row names the columns of records: a title, and one thing more.

    >>> is_header(("Title", "Year")), is_header(("SEARCH QUERY", "dinosaur:ti"))
    (True, False)
    """
    known = mapped(cells)
    return "title" in known and len(known) > 1


@lru_cache(maxsize=256)
def of_a_register(header: tuple[str, ...]) -> bool:
    """Whether these are the columns of a trial register."""
    return any(heading(text) in _OF_A_REGISTER for text in header)
