"""A record: one title and abstract as a source gave it (PRISMA 2020's *record*).

Records are never edited and never deleted: what is decided about them (duplicate, excluded, included)
stands beside them, so that every count of the flow diagram can be derived again.
"""

from __future__ import annotations

from dataclasses import dataclass

#: The two columns of the PRISMA 2020 diagram: databases and registers, and the other methods.
SOURCE_KINDS = ("database", "register", "website", "organisation", "citation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it came.

    Parameters
    ----------
    record_id
        Stable: the same record of the same source keeps its id when the export is imported again.
    source, kind
        Name of the source, and one of `SOURCE_KINDS`.
    file, line
        Where it stands: the export's path in the workspace, and the line that it begins in.
    searched
        The date of the search, ISO 8601; empty where it is not known.
    authors
        As the source writes them, separated by a semicolon.
    registry_ids
        Numbers of trial registers that the record names, separated by a semicolon.
    source_uid
        The source's own number: PMID, Embase's L number, CN-…, WOS:…
    keywords
        Of authors and of the source's index, separated by a semicolon.
    sha256
        Of the export as it came.
    """

    record_id: str
    source: str
    kind: str
    file: str
    line: int
    searched: str = ""
    title: str = ""
    authors: str = ""
    year: str = ""
    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    abstract: str = ""
    url: str = ""
    registry_ids: str = ""
    record_type: str = ""
    language: str = ""
    source_uid: str = ""
    keywords: str = ""
    sha256: str = ""
