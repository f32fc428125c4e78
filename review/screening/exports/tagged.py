"""Exports that write one tag a line: RIS, MEDLINE, EndNote's %-tags, Web of Science, RefWorks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")


class Line(NamedTuple):
    """A line and its number, counted from 1."""

    number: int
    text: str


Fields = Mapping[str, Sequence[str]]


def lines_of(text: str) -> Iterator[Line]:
    r"""The lines as an editor numbers them.

    `str.splitlines` would also cut at characters that stand inside abstracts.

    >>> [line.text for line in lines_of("a\r\nb\u2028c\n")]
    ['a', 'b\u2028c']
    """
    at, number = 0, 1
    for found in _LINE_END.finditer(text):
        yield Line(number, text[at : found.start()].strip("\ufeff"))
        at, number = found.end(), number + 1
    if at < len(text):
        yield Line(number, text[at:].strip("\ufeff"))


def starting_lines(text: str, start: re.Pattern[str]) -> list[int]:
    """The numbers of the lines that a pattern matches."""
    return [line.number for line in lines_of(text) if start.match(line.text)]


def segments(lines: Iterable[Line], starts: re.Pattern[str]) -> Iterator[list[Line]]:
    """The lines from each start up to the next; what stands before the first start is left out."""
    current: list[Line] = []
    for line in lines:
        if starts.match(line.text):
            if current:
                yield current
            current = [line]
        elif current:
            current.append(line)
    if current:
        yield current


def fields_of(
    lines: Iterable[Line], tag: re.Pattern[str], *, each_line: frozenset[str] = frozenset()
) -> Fields:
    r"""Values by tag; a line without a tag continues the one above.

    Parameters
    ----------
    tag
        Matches a line that begins a field: group 1 is the tag, group 2 the value.
    each_line
        Tags whose continuation lines are values of their own.

    Examples
    --------
    >>> lines = lines_of("TI  - A title\n      goes on\nAU  - Shi")
    >>> dict(fields_of(lines, re.compile(r"([A-Z]{2})  - (.*)")))
    {'TI': ['A title goes on'], 'AU': ['Shi']}
    """
    fields: dict[str, list[str]] = {}
    current = ""
    for _, text in lines:
        found = tag.match(text)
        if found:
            current = found[1]
            fields.setdefault(current, []).append((found[2] or "").strip())
        elif current and text.strip():
            if current in each_line:
                fields[current].append(text.strip())
            else:
                last = fields[current]
                last[-1] = f"{last[-1]} {text.strip()}".strip()
    return fields


def candidates(fields: Fields, columns: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Candidates for each column of a record, from its tags in order of preference."""
    return {
        column: [value for tag in tags for value in fields.get(tag, ())] for column, tags in columns.items()
    }
