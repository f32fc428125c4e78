"""How far two raters agree beyond what chance would give: of two screeners, or of two extractors.

To add a coefficient, add it to `Coefficients` and to `coefficients`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Agreement of two raters, each None where it cannot be computed.

    Parameters
    ----------
    raw
        Share of the things that both put into the same class.
    kappa
        Cohen 1960: chance from each rater's own shares; undefined where chance agreement is complete.
    pabak
        Byrt, Bishop and Carlin 1993: kappa as if all classes were equally frequent.
    ac1
        Gwet 2008: chance from how spread the classes are.
    """

    raw: float | None
    kappa: float | None
    pabak: float | None
    ac1: float | None


def coefficients(table: Sequence[Sequence[int]]) -> Coefficients:
    """Raw agreement, kappa, PABAK and AC1 of a square table of counts.

    Parameters
    ----------
    table
        ``table[i][j]`` things were put into class i by the first rater and into class j by the second.

    Notes
    -----
    With shares p of a table of q classes, row sums r and column sums c, and p_o the sum of its diagonal:
    kappa = (p_o − Σ r c) / (1 − Σ r c); PABAK = (q p_o − 1) / (q − 1); AC1 = (p_o − e) / (1 − e) with
    e = Σ m (1 − m) / (q − 1) and m = (r + c) / 2. Of one class only raw agreement is known.

    Examples
    --------
    Where one class is rare, raters who agree on 118 of 125 get a kappa below zero.

    >>> found = coefficients([[118, 5], [2, 0]])
    >>> round(found.raw, 4), round(found.kappa, 4), round(found.pabak, 4), round(found.ac1, 4)
    (0.944, -0.0234, 0.888, 0.9408)
    """
    n, q = sum(map(sum, table)), len(table)
    if n == 0:
        return Coefficients(raw=None, kappa=None, pabak=None, ac1=None)
    agreed = sum(table[i][i] for i in range(q))
    raw = agreed / n
    if q < 2:
        return Coefficients(raw=raw, kappa=None, pabak=None, ac1=None)
    rows = [sum(row) / n for row in table]
    columns = [sum(row[j] for row in table) / n for j in range(q)]
    # In counts, so that complete chance agreement is found exactly and not within rounding.
    complete = any(table[i][i] == n for i in range(q))
    by_chance = sum(r * c for r, c in zip(rows, columns, strict=True))
    middle = [(r + c) / 2 for r, c in zip(rows, columns, strict=True)]
    spread = sum(m * (1 - m) for m in middle) / (q - 1)
    return Coefficients(
        raw=raw,
        kappa=None if complete else (raw - by_chance) / (1 - by_chance),
        pabak=(q * raw - 1) / (q - 1),
        ac1=(raw - spread) / (1 - spread),
    )
