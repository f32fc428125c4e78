"""Sheets parsed by Python's parser in C, with document types still refused.

With defusedxml installed openpyxl parses sheets and shared strings by Python's parser written in Python,
which takes a fifth of the time of loading. What defusedxml guards against are entities, and entities need a
document type, which can only stand before the first element. Here defusedxml reads up to that element and
refuses any document type (openpyxl would let one without entities pass); the rest is parsed in C.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree

import openpyxl.reader.strings
import openpyxl.worksheet._reader
from defusedxml.ElementTree import iterparse as guarded_iterparse


def parse_in_c() -> None:
    """Have openpyxl parse so, wherever in this process it loads a workbook."""
    for module in (openpyxl.worksheet._reader, openpyxl.reader.strings):
        module.iterparse = _iterparse


def _iterparse(source: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """The elements of a part as each ends.

    Raises
    ------
    defusedxml.DTDForbidden
        Where the part declares a document type.
    """
    next(iter(guarded_iterparse(source, events=("start",), forbid_dtd=True)), None)
    source.seek(0)
    return ElementTree.iterparse(source)
