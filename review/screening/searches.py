"""One search: an export, where it came from, when, and how many records it holds (PRISMA-S)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One export of one source.

    Parameters
    ----------
    searched
        The date of the search, ISO 8601; empty where it is not known.
    hits
        How many records the source said it found; None where it was not noted.
    records
        How many were read from the export.
    """

    file: str
    sha256: str
    source: str
    kind: str
    searched: str
    hits: int | None
    records: int
