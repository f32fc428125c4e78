"""A bar for long work: on a terminal, with rate and end in sight; nothing in a pipe."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from review.progress import Progress

Item = TypeVar("Item")

#: Steps of a bar; work of any size is told in so many.
_STEPS = 1000


#: Letters of a bar at most and at least, of `` 00:00:00`` with its gaps, and of what is always there.
_LONGEST, _SHORTEST, _END, _ALWAYS = 36, 8, 10, len("  []  100%")


@dataclass(frozen=True, slots=True)
class _Line:
    """What of a bar has room in one line: a longer one would begin another line at every step."""

    label: str
    template: str
    bar: int
    end: bool
    rate: bool

    @classmethod
    def within(cls, columns: int, label: str, of: str) -> _Line:
        """The line for a terminal of so many columns, of which the last stays free.

        >>> _Line.within(80, "Reading records", "records").bar
        18
        >>> _Line.within(20, "Reading records", "records")
        _Line(label='Reading record', template='%(label)s %(info)s', bar=0, end=False, rate=False)
        """
        room = columns - 1 - len(label) - _ALWAYS
        if room < _SHORTEST:
            return cls(label[: max(columns - 6, 0)], "%(label)s %(info)s", 0, end=False, rate=False)
        end = room >= _SHORTEST + _END
        room -= _END if end else 0
        longest = len(f"  100,000 {of} a second") if of else 0
        rate = bool(of) and end and room >= _SHORTEST + longest
        bar = min(_LONGEST, room - (longest if rate else 0))
        return cls(label, "%(label)s  [%(bar)s]  %(info)s", bar, end=end, rate=rate)


def _columns() -> int:
    """Columns of the terminal that bars are drawn on; 80 where it does not say."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return 80


@contextmanager
def progress_bar(
    label: str, *, of: str = "records", hidden: bool = False, after: float = 0.0
) -> Iterator[Progress | None]:
    """A bar for what the block does; None where nobody would see it.

    Parameters
    ----------
    of
        What is counted; the rate is told in it. Empty where the steps are no things to count.
    hidden
        Whether there shall be none on a terminal either (``--quiet``, ``--json``).
    after
        Seconds before it shows, for work that is mostly done at once.
    """
    if hidden or not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()
    fits = _Line.within(_columns(), label, of)

    with ExitStack() as end:
        bar: Any = None

        def shown() -> Any:
            made = click.progressbar(
                length=_STEPS, label=fits.label, file=sys.stderr, item_show_func=lambda rate: rate,
                bar_template=fits.template, width=fits.bar, show_eta=fits.end,
            )  # fmt: skip
            return end.enter_context(made)

        def tell(done: int, total: int) -> None:
            nonlocal bar
            seconds = time.monotonic() - began
            if bar is None and seconds < after:
                return
            bar = bar or shown()
            rate = f"{done / seconds:,.0f} {of} a second" if fits.rate and done and seconds else ""
            steps = round(_STEPS * min(done, total) / max(total, 1)) - bar.pos
            if steps < 0:  # the next piece of the same work
                bar.pos, steps = 0, steps + bar.pos
            bar.update(steps, rate)

        if not after:
            bar = shown()
        yield tell
        if bar is not None:
            bar.update(_STEPS - bar.pos)


def counted_off(items: Iterable[Item], count: int, progress: Progress | None) -> Iterator[Item]:
    """Items that each take time to make, told off as they come.

    >>> list(counted_off("ab", 2, print))
    1 2
    2 2
    ['a', 'b']
    """
    for number, item in enumerate(items, start=1):
        if progress:
            progress(number, count)
        yield item
