"""Whether two names mean one journal: written out, abbreviated, or as initials."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

Name = tuple[str, ...]


@lru_cache(maxsize=200_000)
def same_journal(one: Name, other: Name) -> bool | None:
    """Whether they mean the same; None where one is not given.

    Examples
    --------
    >>> same_journal(("j", "clin", "oncol"), ("journal", "clinical", "oncology"))
    True
    >>> same_journal(("jama",), ("journal", "american", "medical", "association"))
    True
    >>> same_journal(("lancet",), ("lancet", "oncology"))
    False
    """
    if not one or not other:
        return None
    if one == other:
        return True
    short, long = sorted((one, other), key=lambda name: (len(name), len("".join(name))))
    if len(short) == 1 and len(short[0]) > 2 and short[0] == "".join(word[0] for word in long):
        return True
    # "JPEN: Journal of Parenteral …": the initials stand before the name.
    if len(long) > len(short) and long[0] == "".join(word[0] for word in long[1:]):
        return same_journal(short, long[1:]) or short == long[:1]
    if len(one) == len(other) and all(_abbreviates(a, b) for a, b in zip(one, other, strict=True)):
        return True
    if "".join(one) == "".join(other):
        return True
    return fuzz.ratio(" ".join(one), " ".join(other)) >= 90 and len(one) == len(other)


def _abbreviates(one: str, other: str) -> bool:
    """Whether one word is the other cut short, as "natl" is of "national"."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return True
    if len(short) < 2 or short[0] != long[0]:
        return False
    at = 0
    for letter in long:
        if at < len(short) and letter == short[at]:
            at += 1
    return at == len(short) and len(short) <= 6
