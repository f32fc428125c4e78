"""Batches on several processes or machines: dask.distributed, spoken to as a `map`.

The extra ``distributed`` installs it. A worker that dies loses nothing: its chunks are fitted again by
another, from the counts that were sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from review.problems import UnreadableFile

Item = TypeVar("Item")
Made = TypeVar("Made")

#: How often a chunk may be begun: a chunk whose workers die this often is itself what kills them.
_MOST_TRIES = 5


@contextmanager
def workers(count: int = 2, *, scheduler: str | None = None) -> Iterator[Callable[..., list[Any]]]:
    """Give a function like `map` that asks worker processes, and end them afterwards.

    Parameters
    ----------
    count
        Processes to start on this machine, of one thread each.
    scheduler
        The address of a dask scheduler that is running (``tcp://host:8786``), instead of starting any.

    Raises
    ------
    UnreadableFile
        Where the extra ``distributed`` is not installed.

    Examples
    --------
    >>> from review.pooling.pool_many import pool_many
    >>> with workers(1) as each:  # doctest: +SKIP
    ...     found = pool_many(events, total, each=each)
    """
    try:
        import dask
        from dask import distributed
    except ModuleNotFoundError as missing:
        raise UnreadableFile(
            "dask is not installed; install the extra: pip install 'review[distributed]'"
        ) from missing
    # dask.distributed has no types
    client_of: Any = distributed.Client
    cluster_of: Any = distributed.LocalCluster
    settings = {"distributed.scheduler.allowed-failures": _MOST_TRIES}
    with dask.config.set(settings):
        if scheduler is not None:
            with client_of(scheduler, set_as_default=False) as client:
                yield _each_of(client)
            return
        with (
            cluster_of(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster,
            client_of(cluster, set_as_default=False) as client,
        ):
            yield _each_of(client)


def _each_of(client: Any) -> Callable[..., list[Any]]:
    def each(function: Callable[[Item], Made], items: Sequence[Item]) -> list[Made]:
        # pure=False: two chunks of equal counts are two chunks, and nothing is kept from an earlier call
        futures = client.map(function, items, pure=False)
        made: list[Made] = client.gather(futures)
        return made

    return each
