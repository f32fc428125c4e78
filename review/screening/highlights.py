"""Words that a reviewer looks for, found in a title or an abstract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Literal

Mark = Literal["", "wanted", "unwanted"]


#: Marks in one text: more hide what they should show, and each makes a workbook slower to open.
MOST_MARKS = 20


def marked(text: str, wanted: Sequence[str], unwanted: Sequence[str] = ()) -> tuple[tuple[str, Mark], ...]:
    """A text in pieces, those that begin with one of the words marked; the pieces make the text again.

    A word is found at the beginning of a word, in any case, and marked to its end: ``sarcoma`` marks
    Sarcomas, not osteosarcoma.

    Examples
    --------
    >>> marked("Axitinib in sarcomas", ["sarcoma"], ["axi"])
    (('Axitinib', 'unwanted'), (' in ', ''), ('sarcomas', 'wanted'))
    """
    words = {word.casefold(): "wanted" for word in wanted if word.strip()}
    words |= {word.casefold(): "unwanted" for word in unwanted if word.strip()}
    if not words:
        return ((text, ""),) if text else ()
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?P<word>{'|'.join(map(re.escape, longest_first))})\w*", re.IGNORECASE)
    pieces: list[tuple[str, Mark]] = []
    at = 0
    for found in islice(pattern.finditer(text), MOST_MARKS):
        if found.start() > at:
            pieces.append((text[at : found.start()], ""))
        mark: Mark = "wanted" if words.get(found["word"].casefold()) == "wanted" else "unwanted"
        pieces.append((found[0], mark))
        at = found.end()
    if at < len(text):
        pieces.append((text[at:], ""))
    return tuple(pieces)
