"""A bar for long work: on a terminal, with rate and end in sight; nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

#: Called with how much is done, and of how much.
Progress = Callable[[int, int], None]

Item = TypeVar("Item")

#: Steps of a bar; work of any size is told in so many.
_STEPS = 1000


@contextmanager
def progress_bar(label: str, *, of: str = "records", hidden: bool = False) -> Iterator[Progress | None]:
    """A bar for what the block does; None where nobody would see it.

    Parameters
    ----------
    of
        What is counted; the rate is told in it. Empty where the steps are no things to count.
    hidden
        Whether there shall be none on a terminal either (``--quiet``, ``--json``).
    """
    if hidden or not sys.stderr.isatty():
        yield None
        return
    began = time.monotonic()

    with click.progressbar(
        length=_STEPS, label=label, file=sys.stderr, item_show_func=lambda rate: rate
    ) as bar:

        def tell(done: int, total: int) -> None:
            seconds = time.monotonic() - began
            rate = f"{done / seconds:,.0f} {of} a second" if of and done and seconds else ""
            steps = round(_STEPS * min(done, total) / max(total, 1)) - bar.pos
            if steps < 0:  # the next piece of the same work
                bar.pos, steps = 0, steps + bar.pos
            bar.update(steps, rate)

        yield tell
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
