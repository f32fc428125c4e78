"""Which rows of two workbooks speak of the same thing.

Rows with a key belong together by it. Other rows belong together where the fields that tell them apart do
not contradict each other: an assessor that one extractor left unclear is a difference between two cells, not
between two rows. Where they do contradict each other, two rows are still one if every number that both hold
agrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from review.extraction.dataset import Entry, Row
from review.extraction.form import Sheet

#: What stands in a row's label where the cell is blank or not settled; it stands for anything.
UNKNOWN_PART = "?"

_JOINT = " · "


class Pair(NamedTuple):
    """Rows that belong together; None where a workbook has no such row."""

    first: Row | None
    second: Row | None


def identity_fields(sheet: Sheet) -> tuple[str, ...]:
    """The fields that tell the rows of a sheet apart."""
    return (sheet.key,) if sheet.key else sheet.identity or (sheet.naming_field,)


def row_label(sheet: Sheet, row: Row) -> str:
    """What a row is called in lists of differences: its key, or the parts that tell it apart."""
    return _JOINT.join(row.text(name) or row[name].missing or UNKNOWN_PART for name in identity_fields(sheet))


def label_of(sheet: Sheet, texts: Mapping[str, str]) -> str:
    """The label of a row that is still text; as `row_label` of the row once it is read."""
    return _JOINT.join(texts.get(name, "") or UNKNOWN_PART for name in identity_fields(sheet))


def labels_fit(one: str, other: str) -> bool:
    """Whether two labels may name the same row; ``?`` stands for anything.

    >>> labels_fit("chen · best · ?", "chen · best · central"), labels_fit("chen · best", "shi · best")
    (True, False)
    """
    # A form that was extended since may tell rows apart by more parts: what a label lacks is not known.
    parts = zip_longest(one.split(_JOINT), other.split(_JOINT), fillvalue=UNKNOWN_PART)
    return all(UNKNOWN_PART in (a, b) or a == b for a, b in parts)


def share_ids(sheet: Sheet, one: str, other: str) -> bool:
    """Whether two labels name the same ids, whatever their other parts are."""
    parts = zip(identity_fields(sheet), one.split(_JOINT), other.split(_JOINT), strict=False)
    return all(a == b for name, a, b in parts if sheet[name].required)


def pair_rows(sheet: Sheet, first: Sequence[Row], second: Sequence[Row]) -> tuple[Pair, ...]:
    """Bring the rows of two workbooks together, in the order of the first, then of the second.

    Examples
    --------
    >>> from review.extraction.form import Field
    >>> from review.problems import Place
    >>> sheet = Sheet(name="Studies", label="", help="", key="study_id",
    ...               fields=(Field(name="study_id", label="", type="id", required=True),))
    >>> row = lambda key: Row("Studies", 4, key, {"study_id": Entry(key, None, Place(""), key)})
    >>> [(bool(a), bool(b)) for a, b in pair_rows(sheet, [row("chen"), row("shi")], [row("shi")])]
    [(True, False), (True, True)]
    """
    by_ids: dict[tuple[object, ...], list[int]] = {}
    for j, row in enumerate(second):
        by_ids.setdefault(_ids(sheet, row), []).append(j)
    costs = sorted(
        (cost, abs(i - j), i, j)
        for i, row in enumerate(first)
        for j in by_ids.get(_ids(sheet, row), ())
        if (cost := _cost(sheet, row, second[j])) is not None
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in costs:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    pairs = [Pair(row, second[partner[i]] if i in partner else None) for i, row in enumerate(first)]
    return (*pairs, *(Pair(None, row) for j, row in enumerate(second) if j not in taken))


def _ids(sheet: Sheet, row: Row) -> tuple[object, ...]:
    return tuple(row.value(name) for name in identity_fields(sheet) if sheet[name].required)


def _cost(sheet: Sheet, a: Row, b: Row) -> tuple[int, int, int] | None:
    """How ill two rows with the same ids fit: contradictions, gaps, numbers alike; None if they do not."""
    contradictions = gaps = 0
    for name in identity_fields(sheet):
        if (a[name].value is None) != (b[name].value is None):
            gaps += 1
        elif _plain(a[name]) != _plain(b[name]):
            contradictions += 1
    numbers = [(a.value(f.name), b.value(f.name)) for f in sheet.fields if f.holds_number]
    alike = sum(x == y for x, y in numbers if x is not None)
    unlike = sum(x != y for x, y in numbers if x is not None and y is not None)
    if contradictions and (unlike or not alike):
        return None
    return contradictions, gaps + unlike, -alike


def _plain(entry: Entry) -> object:
    value = entry.value
    return value.casefold() if isinstance(value, str) else value or entry.missing
