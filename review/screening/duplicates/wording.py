"""Whether two titles differ by slips of the pen only, or by words that mean something else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

#: Words that come and go between two copies of one title.
_LIGHT = frozenset(
    {
        "a", "an", "and", "as", "at", "by", "de", "del", "der", "des", "die", "et", "for", "from", "in",
        "la", "le", "of", "on", "or", "s", "the", "to", "und", "using", "versus", "vs", "y",
    }
)  # fmt: skip

#: Beginnings that make a word mean something else, or the contrary.
_PREFIXES = (
    "", "anti", "bi", "de", "dis", "down", "endo", "ex", "exo", "extra", "hetero", "homo", "hyper", "hypo",
    "im", "in", "inter", "intra", "iso", "macro", "micro", "mono", "multi", "non", "out", "peri", "post",
    "pre", "re", "retro", "semi", "sub", "super", "supra", "trans", "tri", "ultra", "un", "uni", "up",
)  # fmt: skip

#: Letters from which one wrong letter is a slip: "rat" and "cat" are two animals.
_SLIP = 5


def other_words(one: str, other: str) -> tuple[int, int]:
    """How many words each of two titles has that the other has in no spelling.

    Examples
    --------
    >>> other_words("randomised trial of the oesophagus", "randomized trial of oesophagus")
    (0, 0)
    >>> other_words("pembrolizumab in children", "nivolumab in children with sarcoma")
    (1, 3)
    >>> other_words("hypertension after x", "hypotension after x")
    (1, 1)
    """
    if one == other:
        return 0, 0
    first, second = set(one.split()), set(other.split())
    left, right = first - second - _LIGHT, second - first - _LIGHT
    for word in sorted(left):
        twin = next((candidate for candidate in sorted(right) if _is_slip(word, candidate)), None)
        if twin:
            left.discard(word)
            right.discard(twin)
    # "double blind" and "doubleblind", "ad p53" and "adp53".
    left -= {word for word in left if _is_joined(word, right | second)}
    right -= {word for word in right if _is_joined(word, left | first)}
    left -= _parts_of(left, second)
    right -= _parts_of(right, first)
    return len(left), len(right)


@lru_cache(maxsize=100_000)
def _is_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _SLIP:
        return one.rstrip("s") == other.rstrip("s") != ""
    return OSA.distance(one, other, score_cutoff=1) <= 1 and not _contrary(one, other)


def _contrary(one: str, other: str) -> bool:
    stems = {one[len(prefix) :]: prefix for prefix in _PREFIXES if one.startswith(prefix)}
    return any(
        other.startswith(prefix)
        and len(stem := other[len(prefix) :]) > 2
        and stems.get(stem, prefix) != prefix
        for prefix in _PREFIXES
    )


def _is_joined(word: str, words: Iterable[str]) -> bool:
    """Whether a word is two of the others written as one."""
    known = set(words)
    return any(word[:at] in known and word[at:] in known for at in range(1, len(word)))


def _parts_of(parts: set[str], words: Iterable[str]) -> set[str]:
    """Those parts that, put together, are one of the words."""
    found = set()
    for word in words:
        for at in range(1, len(word)):
            if word[:at] in parts and word[at:] in parts:
                found |= {word[:at], word[at:]}
    return found
