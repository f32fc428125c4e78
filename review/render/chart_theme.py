"""How every statistical plot looks: sizes, texts and lines; seaborn's ticks style under our own colours."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from review.deferred_import import deferred
from review.render.colours import light
from review.render.svg import TextStyle

TICK = TextStyle(name="quiet", size=7.5, colour=light("quiet"))
LABEL = TextStyle(name="ink", size=8.0, colour=light("ink"))
TITLE = TextStyle(name="ink", size=8.0, colour=light("ink"), weight="bold")
NAME = TextStyle(name="ink", size=8.0, colour=light("ink"))
DOT_NAME = TextStyle(name="quiet", size=7.0, colour=light("quiet"))
FOOT = TextStyle(name="quiet", size=7.0, colour=light("quiet"))
CAUTION = TextStyle(name="ink", size=7.5, colour=light("ink"), weight="bold")

#: Points across an ordinary dot.
DOT = 5.6


@contextmanager
def theme() -> Iterator[None]:
    """Settings of matplotlib and seaborn while a plot is drawn; nothing of them stays."""
    import matplotlib as mpl

    ours: Any = {
        "figure.facecolor": light("paper"),
        "axes.facecolor": "none",
        "axes.edgecolor": light("axis"),
        "axes.labelcolor": light("ink"),
        "axes.linewidth": 0.8,
        "xtick.color": light("axis"),
        "ytick.color": light("axis"),
        "xtick.labelcolor": light("quiet"),
        "ytick.labelcolor": light("quiet"),
        "xtick.labelsize": TICK.size,
        "ytick.labelsize": TICK.size,
        "xtick.major.size": 3.0,
        "ytick.major.size": 3.0,
        "xtick.major.width": 0.8,
        "ytick.major.width": 0.8,
        "xtick.major.pad": 3.0,
        "ytick.major.pad": 3.0,
        "text.parse_math": False,
        "axes.unicode_minus": True,
        "path.simplify": False,
        "lines.solid_capstyle": "butt",
        "lines.dash_capstyle": "butt",
        "lines.scale_dashes": False,
    }
    axes_style, _ = _seaborn()
    with mpl.rc_context(), axes_style("ticks"):
        mpl.rcParams.update(ours)
        yield


def despine(axes: Any, *, left: bool, right: bool, bottom: bool = False) -> None:
    """Take sides of a panel's frame away, and the upper one always."""
    _, remove = _seaborn()
    remove(ax=axes, left=left, right=right, bottom=bottom)


@functools.cache
def _seaborn() -> tuple[Any, Any]:
    """Seaborn's styles and its `despine`, without its plots, which take a third of a second to import."""
    with deferred(package="seaborn", modules=()):
        import seaborn.cm  # the style names one of its colour maps
        import seaborn.palettes  # noqa: F401  else rcmod asks the package for it, which loads the plots
        from seaborn.rcmod import axes_style
        from seaborn.utils import despine as remove
    return axes_style, remove
