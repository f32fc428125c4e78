"""How wide a figure is in print: the columns of a journal page by name, or a width in millimetres."""

from __future__ import annotations

from collections.abc import Mapping

#: Columns of a journal page in millimetres, as Elsevier has them; docs/gallery.md names other publishers'.
COLUMNS: Mapping[str, float] = {"single": 90.0, "1.5": 140.0, "double": 190.0}

#: Millimetres that a figure may be wide: its texts need some, and no page has more.
NARROWEST, WIDEST = 60.0, 400.0

POINTS_PER_MM = 72 / 25.4


def width_in_points(width: str) -> float:
    """Return a width by its name in `COLUMNS`, or in millimetres.

    Raises
    ------
    ValueError
        Neither a name nor a number of millimetres that a page may have.

    Examples
    --------
    >>> round(width_in_points("single"), 1), round(width_in_points("174"), 1)
    (255.1, 493.2)
    >>> width_in_points("wide")
    Traceback (most recent call last):
    ValueError: 'wide' is no width; single (90 mm), 1.5 (140 mm), double (190 mm), or a number from 60 to 400
    """
    if width in COLUMNS:
        return COLUMNS[width] * POINTS_PER_MM
    try:
        millimetres = float(width.removesuffix("mm").strip())
    except ValueError:
        millimetres = 0.0
    if not NARROWEST <= millimetres <= WIDEST:
        named = ", ".join(f"{name} ({size:g} mm)" for name, size in COLUMNS.items())
        raise ValueError(f"{width!r} is no width; {named}, or a number from {NARROWEST:g} to {WIDEST:g}")
    return millimetres * POINTS_PER_MM
