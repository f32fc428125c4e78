"""The design matrix of a meta-regression, from named moderators.

Numbers are one column; text is a factor, with a column for each level after the first in alphabetical
order. A name of two others joined by a colon, with None for values, is their interaction.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.pooling.cohorts import Cohorts, is_blank, is_number

Array = NDArray[np.float64]

#: Singular values of the standardised design below this share of the largest mean collinear columns. R's lm
#: draws the same line; below it variances, which go with the square, have no correct digit left.
_COLLINEAR = 1e-7
#: Where numbers are this many times as large as they are apart, variances on the line lose their digits.
_CLOSE = 1e5


class BadModerators(ValueError):
    """Moderators that no meta-regression can use; the message names cohort or columns."""


@dataclass(frozen=True, slots=True)
class Moderator:
    """One moderator: its values, and its levels where it is a factor."""

    name: str
    values: tuple[float | str, ...]
    levels: tuple[str, ...] = ()

    def columns(self, values: Sequence[float | str]) -> dict[str, Array]:
        """Return named columns for `values`, which need not be those of the data."""
        if not self.levels:
            return {self.name: np.array([float(value) for value in values])}
        return {
            f"{self.name}={level}": np.array([float(value == level) for value in values])
            for level in self.levels[1:]
        }


@dataclass(frozen=True, slots=True)
class Design:
    """Moderators and interactions, and the matrix X with its column names; the intercept comes first."""

    moderators: tuple[Moderator, ...]
    interactions: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    X: Array

    def at(self, values: Mapping[str, Sequence[float | str]]) -> Array:
        """Return the rows of X for other values of every moderator."""
        return _matrix(self.moderators, self.interactions, values)[1]


def design(moderators: Mapping[str, Sequence[Any] | None], cohorts: Cohorts) -> Design:
    """Return the design for these cohorts.

    Parameters
    ----------
    moderators
        Values per name, one per cohort; None for the interaction ``a:b`` of two others.

    Raises
    ------
    BadModerators
        For a missing value, one value throughout, collinear columns, or more columns than cohorts.

    Examples
    --------
    >>> from review.pooling.cohorts import checked
    >>> cohorts = checked([1, 2, 3, 4], [9, 9, 9, 9])
    >>> found = design({"year": [2020, 2021, 2022, 2023], "line": ["a", "b", "a", "b"]}, cohorts)
    >>> found.names
    ('intercept', 'year', 'line=b')
    """
    known = {name: values for name, values in moderators.items() if values is not None}
    parts = tuple(tuple(name.split(":")) for name, values in moderators.items() if values is None)
    for part in parts:
        strange = [name for name in part if name not in known]
        if strange or len(part) < 2:
            raise BadModerators(
                f"interaction {':'.join(part)}: {', '.join(strange) or part[0]} is not a moderator; an "
                "interaction is the names of moderators joined by a colon"
            )
    found = tuple(_moderator(name, values, cohorts) for name, values in known.items())
    if not found:
        raise BadModerators("no moderator was given")
    names, X = _matrix(found, parts, {moderator.name: moderator.values for moderator in found})
    if len(names) >= cohorts.x.size:
        raise BadModerators(
            f"{cohorts.x.size} cohorts cannot carry {len(names)} coefficients ({', '.join(names)}); name "
            "fewer moderators"
        )
    _refuse_collinear(names, X)
    return Design(found, parts, names, X)


def words_among_numbers(on: Design) -> dict[str, tuple[str, ...]]:
    """Return, of each factor that has numbers among its levels, the levels that are none.

    Examples
    --------
    >>> from review.pooling.cohorts import checked
    >>> cohorts = checked([1, 2, 3, 4], [9, 9, 9, 9])
    >>> words_among_numbers(design({"year": ["2020", "n/a", "2020", "n/a"]}, cohorts))
    {'year': ('n/a',)}
    """
    words = {
        moderator.name: tuple(level for level in moderator.levels if not is_number(level))
        for moderator in on.moderators
    }
    levels = {moderator.name: len(moderator.levels) for moderator in on.moderators}
    return {name: found for name, found in words.items() if 0 < len(found) < levels[name]}


def _moderator(name: str, values: Sequence[Any], cohorts: Cohorts) -> Moderator:
    values = list(values)
    if len(values) != cohorts.x.size:
        raise BadModerators(f"moderator {name} has {len(values)} values for {cohorts.x.size} cohorts")
    for study, value in zip(cohorts.study, values, strict=True):
        if is_blank(value):
            raise BadModerators(
                f"moderator {name} is missing for {study}; fill it in, or leave the cohort out"
            )
    if any(isinstance(value, (str, bool, np.bool_)) for value in values):
        texts = tuple(str(value) for value in values)
        levels = tuple(sorted(set(texts)))
        if len(levels) == 1:
            raise BadModerators(f"moderator {name} is {levels[0]!r} in every cohort; it explains nothing")
        return Moderator(name, texts, levels)
    numbers = tuple(float(value) for value in values)
    if not all(map(math.isfinite, numbers)):
        raise BadModerators(f"moderator {name} is not finite in every cohort")
    if len(set(numbers)) == 1:
        raise BadModerators(f"moderator {name} is {numbers[0]:g} in every cohort; it explains nothing")
    least, most = min(numbers), max(numbers)
    if max(abs(least), abs(most)) > _CLOSE * (most - least):
        raise BadModerators(
            f"moderator {name} runs from {least:.15g} to {most:.15g}, so close together for their size that "
            "digits are lost; subtract the least value from all"
        )
    return Moderator(name, numbers)


def _matrix(
    moderators: Sequence[Moderator],
    interactions: Sequence[tuple[str, ...]],
    values: Mapping[str, Sequence[float | str]],
) -> tuple[tuple[str, ...], Array]:
    blocks = {moderator.name: moderator.columns(values[moderator.name]) for moderator in moderators}
    rows = len(next(iter(values.values())))
    columns = {"intercept": np.ones(rows)}
    for block in blocks.values():
        columns |= block
    for part in interactions:
        for combination in itertools.product(*(blocks[name].items() for name in part)):
            name = ":".join(column for column, _ in combination)
            columns[name] = np.prod([column for _, column in combination], axis=0)
    return tuple(columns), np.column_stack(list(columns.values()))


def _refuse_collinear(names: Sequence[str], X: Array) -> None:
    centred = X[:, 1:] - X[:, 1:].mean(axis=0)
    sizes = np.linalg.norm(centred, axis=0)
    flat = [name for name, size in zip(names[1:], sizes, strict=True) if size == 0]
    if flat:
        raise BadModerators(f"{', '.join(flat)} has one value throughout; it explains nothing")
    _, singular, directions = np.linalg.svd(centred / sizes)
    if singular[-1] > _COLLINEAR * singular[0]:
        return
    entangled = np.flatnonzero(np.abs(directions[-1]) > 1e-6).tolist()
    raise BadModerators(
        f"{', '.join(names[1 + i] for i in entangled)} are collinear: each follows from the others, so their "
        "effects cannot be told apart; leave one out"
    )
