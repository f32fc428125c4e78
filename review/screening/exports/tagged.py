"""Exports that write one tag a line: RIS, MEDLINE, EndNote's %-tags, Web of Science, RefWorks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from typing import NamedTuple

from review.screening.exports.entry import Findings

_LINE_END = re.compile(r"\r\n|\n|\r")

#: Letters of a text that are cut into lines at once.
_AT_ONCE = 1 << 16


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
    return starmap(Line, enumerate(_texts(text), start=1))


def _texts(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = text.find("\n", at + _AT_ONCE)
        piece = text[at : end if end >= 0 else len(text)]
        at = end + 1 if end >= 0 else len(text)
        if end < 0:
            piece = piece.removesuffix("\n")
        # The half of a line end that stands last has its other half behind the piece.
        found = _LINE_END.split(piece.removesuffix("\r")) if "\r" in piece else piece.split("\n")
        yield from (line.strip("\ufeff") for line in found) if "\ufeff" in piece else found


def starting_lines(text: str, start: re.Pattern[str]) -> list[int]:
    """The numbers of the lines that a pattern matches."""
    return [number for number, line in enumerate(_texts(text), start=1) if start.match(line)]


def segments(
    lines: Iterable[Line], starts: re.Pattern[str], *, tag: re.Pattern[str], title: str, end: str = ""
) -> Iterator[list[Line]]:
    r"""The lines from each start up to the next, cut where a record has lost its start.

    Such a record has a title of its own and two other tags behind a blank line. Other text before the first
    start is left out.

    Parameters
    ----------
    tag
        As for `fields_of`.
    title
        The tag of titles.
    end
        The line that ends a record, where it is not a blank one.

    Examples
    --------
    >>> lines = lines_of("ID a\nTI A\n\nTI B\nAU Shi\nPY 2001\n")
    >>> [[line.number for line in lines] for lines in
    ...  segments(lines, re.compile("ID"), tag=re.compile("([A-Z]{2}) (.*)"), title="TI")]
    [[1, 2, 3], [4, 5, 6]]
    """
    current: list[Line] = []
    for line in lines:
        if starts.match(line.text):
            yield from _cut_at_lost_starts(current, starts, tag, title, end)
            current = [line]
        else:
            current.append(line)
    yield from _cut_at_lost_starts(current, starts, tag, title, end)


def _cut_at_lost_starts(
    lines: Sequence[Line], starts: re.Pattern[str], tag: re.Pattern[str], title: str, end: str
) -> Iterator[list[Line]]:
    parts: list[list[Line]] = [[]]
    for line in lines:
        parts[-1].append(line)
        if line.text.strip() == end:
            parts.append([])
    record: list[Line] = []
    titled = False
    for part in parts:
        tags = {found[1] for line in part if (found := tag.match(line.text))}
        if title in tags and len(tags) >= _TAGS_OF_A_RECORD and (titled or not record):
            if record:
                yield record
            record = list(part)
        elif record or (part and starts.match(part[0].text)):
            record += part
        titled = titled or title in tags
    if record:
        yield record


#: Tags from which lines behind a blank one are a record: an abstract may quote one or two.
_TAGS_OF_A_RECORD = 3


def lost_start(lines: Sequence[Line], starts: re.Pattern[str], number: int, findings: Findings) -> None:
    """Report a record that `segments` found without its first line."""
    if not starts.match(lines[0].text):
        first = next((line for line in lines if line.text.strip()), lines[0])
        findings.report(
            "IMP02", "warning", first.number, number,
            "the record has lost its first line; it was read from its first field",
            found=first.text, fix="compare it with the source",
        )  # fmt: skip


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
