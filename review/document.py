"""A TOML document being read into a typed value, with every fault found in one pass.

A `Table` hands out values by key and type. What is wrong becomes a problem with its dotted path
(``model.ci``), never an exception; what nobody asked for is an unknown key, reported by `finish` with
the nearest known one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile
from typing import Any

from review.problems import Place, Problem

#: How alike two words must be for one to be proposed for the other: a letter or two in a short word.
_NEAR = 0.66


def nearest_name(word: str, known: Collection[str]) -> str:
    """The known word that was probably meant, whatever its case and signs; empty if none is near.

    >>> nearest_name("RECIST1.1", ["RECIST 1.0", "RECIST 1.1"])
    'RECIST 1.1'
    >>> nearest_name("a_cc", ["c_c", "b_c", "a_c"])
    'a_c'
    """
    # Imported here: it is wanted after a slip only, and help must come at once.
    from difflib import SequenceMatcher, get_close_matches

    by_plain = {_plain(item): item for item in reversed(tuple(known))}
    plain = _plain(word)
    if plain in by_plain:
        return by_plain[plain]
    near = get_close_matches(plain, by_plain, n=3, cutoff=_NEAR)
    # Of words that are equally near the one that begins alike: a_cc means a_c, not c_c.
    likeness = [SequenceMatcher(None, item, plain).ratio() for item in near]
    best = [item for item, ratio in zip(near, likeness, strict=True) if ratio == likeness[0]]
    return by_plain[max(best, key=lambda item: _alike_at_first(item, plain))] if best else ""


def _alike_at_first(a: str, b: str) -> int:
    """How many letters two words have in common from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-–.+/]+", "", text).casefold()


def did_you_mean(word: str, known: Collection[str], otherwise: str = "") -> str:
    """The nearest known word as a question; else `otherwise`, or the list of all of them.

    >>> did_you_mean("glm", ["glmm", "common"])
    "did you mean 'glmm'?"
    >>> did_you_mean("zebra", ["glmm", "common"])
    'known are: glmm, common'
    """
    meant = nearest_name(word, known)
    return f"did you mean '{meant}'?" if meant else otherwise or f"known are: {', '.join(known)}"


class Table:
    """One table of a document, and the problems found while reading it.

    Examples
    --------
    >>> problems: list[Problem] = []
    >>> table = Table({"title": "A", "levle": 0.9}, "analyses/a.toml", problems)
    >>> table.text("title"), table.number("level", 0.95)
    ('A', 0.95)
    >>> table.finish()
    >>> print(problems[0])
    analyses/a.toml · levle
      TOML01 error: 'levle' is not a key here
      fix: did you mean 'level'?
    """

    def __init__(
        self, values: Mapping[str, Any], file: str, problems: list[Problem], path: tuple[str, ...] = ()
    ) -> None:
        self.values = values
        self.file = file
        self.problems = problems
        self.path = path
        self._asked: list[str] = []

    def place(self, key: str = "") -> Place:
        """The place of a key of this table."""
        return Place(self.file, cell=".".join((*self.path, key) if key else self.path))

    def report(self, rule: str, key: str, message: str, *, found: object = "", fix: str = "") -> None:
        """Add an error at a key."""
        self.problems.append(Problem(rule, "error", self.place(key), message, str(found), fix))

    def has(self, key: str) -> bool:
        """Whether the key stands in the document."""
        self._asked.append(key)
        return key in self.values

    def _get(self, key: str, kind: type | tuple[type, ...], words: str, default: Any, required: bool) -> Any:
        if not self.has(key):
            if required:
                self.report("TOML03", key, f"'{key}' is missing", fix=f"add {key} = …, {words}")
            return default
        value = self.values[key]
        if isinstance(value, bool) is not (kind is bool) or not isinstance(value, kind):
            self.report("TOML02", key, f"'{key}' must be {words}", found=value, fix=f"write {key} as {words}")
            return default
        return value

    def text(
        self, key: str, default: str = "", *, required: bool = False, choices: Collection[str] | None = None
    ) -> str:
        """A text; with `choices`, one of them."""
        value: str = self._get(key, str, "a text in quotes", default, required)
        if required and self.has(key) and isinstance(self.values[key], str) and not value.strip():
            self.report("TOML03", key, f"'{key}' is empty", fix=f"write {key} in quotes")
        if choices is not None and self.has(key) and value not in choices:
            fix = did_you_mean(value, choices) if isinstance(value, str) else ""
            self.report("TOML04", key, f"'{value}' is not allowed for {key}", found=value, fix=fix)
            return default
        return value

    def boolean(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value: bool = self._get(key, bool, "true or false", default, False)
        return value

    def number(self, key: str, default: float | None = None) -> float | None:
        """A number."""
        value = self._get(key, (int, float), "a number", default, False)
        return None if value is None else float(value)

    def integer(self, key: str, default: int | None = None) -> int | None:
        """A whole number of at least 0."""
        value: int | None = self._get(key, int, "a whole number", default, False)
        if value is not None and value < 0:
            self.report("TOML02", key, f"'{key}' must not be negative", found=value)
            return default
        return value

    def texts(self, key: str, default: Sequence[str] = (), *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        if isinstance(self.values.get(key), str):
            return (self.text(key),)
        value = self._get(key, list, "a list of texts", list(default), required)
        for item in value:
            if not isinstance(item, str):
                self.report("TOML02", key, f"'{key}' must be a list of texts", found=item)
                return tuple(default)
        return tuple(value)

    def table(self, key: str) -> Table:
        """A table inside this one; empty where the key is missing."""
        value = self._get(key, dict, f"a table, [{'.'.join((*self.path, key))}]", {}, False)
        return Table(value, self.file, self.problems, (*self.path, key))

    def tables(self, key: str) -> list[Table]:
        """A list of tables, as ``[[key]]`` writes it."""
        value = self._get(key, list, f"a list of tables, [[{'.'.join((*self.path, key))}]]", [], False)
        tables = []
        for index, item in enumerate(value):
            if isinstance(item, dict):
                tables.append(Table(item, self.file, self.problems, (*self.path, f"{key}[{index}]")))
            else:
                self.report("TOML02", key, f"'{key}' must be a list of tables", found=item)
        return tables

    def mapping(self) -> dict[str, tuple[str, ...]]:
        """This whole table as texts or lists of texts by key."""
        return {key: self.texts(key) for key in self.values}

    def finish(self) -> None:
        """Report the keys that nothing asked for."""
        known = list(dict.fromkeys(self._asked))
        for key in self.values:
            if key not in known:
                self.report(
                    "TOML01", key, f"'{key}' is not a key here", found=key, fix=did_you_mean(key, known)
                )
