"""A bar for long work: on a terminal, with rate and end in sight; nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import click

from review.progress import Progress

Item = TypeVar("Item")

#: Steps of a bar; work of any size is told in so many.
_STEPS = 1000


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

    with ExitStack() as end:
        bar: Any = None

        def shown() -> Any:
            made = click.progressbar(
                length=_STEPS, label=label, file=sys.stderr, item_show_func=lambda rate: rate
            )
            return end.enter_context(made)

        def tell(done: int, total: int) -> None:
            nonlocal bar
            seconds = time.monotonic() - began
            if bar is None and seconds < after:
                return
            bar = bar or shown()
            rate = f"{done / seconds:,.0f} {of} a second" if of and done and seconds else ""
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
