"""How every statistical plot looks: sizes, texts and lines; seaborn's ticks style under our own colours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
    """Settings of matplotlib and seaborn while a plot is drawn; nothing of them stays.

    Seaborn and matplotlib take a second to import, hence not at the top.
    """
    import matplotlib as mpl
    import seaborn as sns

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
    with mpl.rc_context(), sns.axes_style("ticks"):
        mpl.rcParams.update(ours)
        yield
