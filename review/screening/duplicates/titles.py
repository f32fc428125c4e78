"""What a title says beside its words: notes of databases, what kind of report it is, its numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

from review.screening.duplicates.fold import plain, words


class Title(NamedTuple):
    """A title taken apart.

    Parameters
    ----------
    text
        Its words, without notes of databases.
    bare
        The same without what says that it is an erratum, a reply or another report about a report.
    notes
        What it says of itself: `erratum`, `reply`, `comment`, `retraction`, and words such as `update`.
    numbers
        Its numbers in their order, Roman ones and written ones as digits.
    """

    text: str
    bare: str
    notes: frozenset[str]
    numbers: tuple[str, ...]


_LANGUAGES = (
    "french|german|spanish|italian|russian|chinese|japanese|polish|portuguese|turkish|hungarian|czech|korean|dutch"
    "|danish|swedish|norwegian"
)
#: Notes that databases put behind a title in brackets; they say nothing of the report itself.
_DATABASE_NOTE = re.compile(
    r"\s*[\[({](?:\d+ ref(?:s|erences)?\.?|review(?: \d+ refs)?|see comments?.*|comments?(?: (?:on|in)\b.*)?"
    r"|(?:published )?erratum (?:appears )?(?:in|appears)\b.*|errat(?:um|a) in\b.*|retraction in\b.*"
    r"|summary for patients in\b.*|corrected(?: (?:and )?republished.*)?|republished .*"
    r"|abstract(?: only)?|meeting abstracts?|conference abstract|letter|editorial|electronic resource"
    r"|in process citation|retracted(?: article)?\.?(?: see vol.*)?"
    r"|with (?:discussion|comment)|discussion \d.*"
    rf"|(?:(?:article |text )?in )?(?:{_LANGUAGES}))"
    r"[\])}]\.?\s*$"
)
#: Notes behind which nothing of the title stands.
_BEHIND = re.compile(
    r"\s*[\[(](?:published )?(?:erratum|corrections?) (?:appears|published) in\b.*$"
    r"|\s*[\[(]see comments?\b.*$"
    r"|\s*<original>.*$|\s*[\[(](?:abstract|poster) no\b.*$"
)
#: "i.v." is the abbreviation iv.
_LETTERS = re.compile(r"\b(?:[a-z]\.){2,}")
_THOUSANDS = re.compile(r"\b(\d{1,3})[ ,](\d{3})\b")
_RETRACTED = re.compile(r"^\W*retracted(?: article| paper)?\s*[:.]\s*")
_OTHER_LANGUAGE = re.compile(r"^\s*\[(.+)\]\.?\s*$")

_DASH = r"[:.;\-–—(\[]"
_START = {
    "erratum": re.compile(
        r"^\W*(?:published )?(?:(?:erratum|errata|corrigend(?:um|a))\b(?:\s*(?:to|for|in)\b)?"
        r"|(?:authors? |publishers? )?corrections?(?:\s+to\b|\s*[:.]|\s*$)|addendum\b(?:\s+to\b)?)\W*"
    ),
    "retraction": re.compile(
        r"^\W*(?:(?:notice of )?(?:retraction|withdrawal)(?: notice| note)?(?:\s*:|\s+to\b|\s+of\b)"
        r"|expression of concern\b)\W*"
    ),
    "reply": re.compile(
        r"^\W*(?:in (?:reply|response to)\b(?:\s+to\b)?|(?:the )?authors? (?:reply|response)\b(?:\s+to\b)?"
        r"|(?:reply|rejoinder|rebuttal)\b(?:\s+(?:to|from|by)\b)?"
        r"|response\s*(?:to\s*)?:|response\s+to\s+(?:the )?(?:letter|comment))\W*"
    ),
    "comment": re.compile(
        r"^\W*(?:re\s*:|(?:invited |editorial )?comment(?:s|ary)?(?:\s+(?:on|to)\b|\s*:)"
        r"|letter(?: to the editor)?\s*(?::|on\b|re\b)|editorial\s*:|discussion (?:of|on)\b)\W*"
    ),
}
_END = {
    "erratum": re.compile(
        rf"\s*(?:{_DASH}\s*(?:an? )?(?:erratum|corrigendum|correction|addendum)\W*$"
        r"|\(vol \S+,? pp?g? .{1,30}\)\W*$)"
    ),
    "retraction": re.compile(
        rf"\s*{_DASH}\s*(?:retraction|withdrawal|expression of concern)(?: notice)?\W*$"
    ),
    "reply": re.compile(
        rf"\s*{_DASH}\s*(?:(?:the )?authors?\W{{0,2}} )?(?:in )?(?:reply|response|rebuttal|rejoinder)\W*$"
    ),
    "comment": re.compile(rf"\s*{_DASH}\s*(?:an? )?(?:letter|comment|commentary|editorial|discussion)\W*$"),
}

#: Words that tell two reports of one study, or two editions, apart where only one title has them.
_TELLING = {
    "update": "update", "updated": "update", "updates": "update", "interim": "interim", "final": "final",
    "preliminary": "preliminary", "protocol": "protocol", "extension": "extension",
    "addendum": "erratum", "reanalysis": "reanalysis", "revisited": "revisited", "followup": "follow-up",
    "longterm": "long-term", "rationale": "rationale",
}  # fmt: skip
#: A part of a series; the soft part of a sarcoma is none.
_PART = re.compile(r"\bpart (?:\d+|[ivx]+|[a-d]|one|two|three|four|five)\b")
_JOINED = re.compile(r"\b(follow|long)[ -](up|term)\b")

_ROMAN = {
    "ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiii": 13,
    "xiv": 14, "xv": 15, "xvi": 16,
}  # fmt: skip
_ROMAN_LETTERS = {"i": 1, "v": 5, "x": 10}
_WRITTEN = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
#: Words behind which i, v and x are numbers, and a letter names a part.
_COUNTED = frozenset(
    {
        "part", "phase", "type", "stage", "grade", "class", "study", "trial", "experiment", "chapter",
        "section", "factor", "paper",
    }
)  # fmt: skip
_DIGITS = re.compile(r"\d+")


def read_title(raw: str) -> Title:
    """Take a title apart.

    Examples
    --------
    >>> title = read_title("Reply to: Pembrolizumab in sarcoma, part II. [Review] [33 refs]")
    >>> title.text, title.bare
    ('reply to pembrolizumab in sarcoma part ii', 'pembrolizumab in sarcoma part ii')
    >>> sorted(title.notes), title.numbers
    (['part', 'reply'], ('2',))
    """
    text = _THOUSANDS.sub(r"\1\2", plain(raw))
    text = _LETTERS.sub(lambda found: found[0].replace(".", ""), text)
    text = _RETRACTED.sub("", _BEHIND.sub("", text))
    while len(shorter := _DATABASE_NOTE.sub("", text)) < len(text) and shorter.strip():
        text = shorter
    translated = _OTHER_LANGUAGE.match(text)
    text = translated[1] if translated else text
    notes = set()
    bare = text
    for kind, pattern in (*_START.items(), *_END.items()):
        without = pattern.sub("", bare)
        if len(without) < len(bare):
            notes.add(kind)
            bare = without
    folded = words(text)
    parts = folded.split()
    joined = words(_JOINED.sub(r"\1\2", text)).split() if "follow" in text or "long" in text else parts
    notes.update(_TELLING[word] for word in joined if word in _TELLING)
    if _PART.search(folded):
        notes.add("part")
    return Title(folded, words(bare), frozenset(notes), _numbers(parts))


def _numbers(parts: list[str]) -> tuple[str, ...]:
    found = []
    before = ""
    for word in parts:
        if word in _ROMAN:
            found.append(str(_ROMAN[word]))
        elif before in _COUNTED and word in _ROMAN_LETTERS:
            found.append(str(_ROMAN_LETTERS[word]))
        elif before == "part" and len(word) == 1:
            found.append(word)
        elif word in _WRITTEN:
            found.append(str(_WRITTEN[word]))
        else:
            found += [digits.lstrip("0") or "0" for digits in _DIGITS.findall(word)]
        before = word
    return tuple(found)
