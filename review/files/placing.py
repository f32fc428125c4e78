"""Files are written whole or not at all: to a temporary file in the same folder, then moved into place.

Files that belong together are all written before the first of them is moved.
"""

from __future__ import annotations

import errno
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import IO


def put_into_place(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a file so that a reader never meets half of it.

    Parameters
    ----------
    path
        Where the file shall stand; its folder is made if it is missing.
    overwrite
        Whether a file that stands there already may be replaced.

    Raises
    ------
    FileExistsError
        If a file stands there already and may not be replaced.
    """
    with placing(path, overwrite=overwrite) as file:
        file.write(content)


@contextmanager
def placing(path: Path, *, overwrite: bool = False) -> Iterator[IO[bytes]]:
    """Give a file to write; it is moved to its place when the block ends.

    If the block fails or is stopped, neither the file stays nor a folder that was made for it.

    Parameters
    ----------
    path, overwrite
        As for `put_into_place`.
    """
    if path.exists() and not overwrite:
        said = "stands there already and is not written over; name another file"
        raise FileExistsError(errno.EEXIST, said, str(path))
    missing = tuple(takewhile(lambda folder: not folder.exists(), path.parents))
    path.parent.mkdir(parents=True, exist_ok=True)
    with _named(path):
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    written = _Written(Path(temporary), path, missing)
    try:
        with _named(path), os.fdopen(handle, "wb") as file:
            yield file
        # mkstemp makes files that only their owner can read; a colleague must be able to open this one.
        mask = os.umask(0)
        os.umask(mask)
        written.temporary.chmod(0o666 & ~mask)
        waiting = _waiting.get()
        if waiting is None:
            written.temporary.replace(path)
        else:
            waiting.append(written)
    except BaseException:
        written.take_back()
        raise


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name the file where a failure names none, as that of a full disk, or one that nobody gave."""
    try:
        yield
    except OSError as error:
        if error.errno and (error.filename is None or str(error.filename).endswith(".part")):
            error.filename = str(path)
        raise


@dataclass(frozen=True, slots=True)
class _Written:
    """A file that is to be moved to its place, and the folders that were made for it."""

    temporary: Path
    path: Path
    made: tuple[Path, ...]

    def take_back(self) -> None:
        self.temporary.unlink(missing_ok=True)
        with suppress(OSError):  # somebody else put a file there meanwhile
            for folder in self.made:
                folder.rmdir()


#: Files of a block of `placing_together`; None outside.
_waiting: ContextVar[list[_Written] | None] = ContextVar("_waiting", default=None)


@contextmanager
def placing_together(*, seal: Path | None = None) -> Iterator[None]:
    """Let files that belong together wait until all are written; they take their places when the block ends.

    If the block fails or is stopped, none of them does: a disk that is full costs no half of a set.

    Parameters
    ----------
    seal
        The last of them, which vouches for the others: the one of before is taken away first.
    """
    waiting: list[_Written] = []
    outside = _waiting.set(waiting)
    try:
        yield
        with undisturbed():
            if seal is not None:
                seal.unlink(missing_ok=True)
            while waiting:
                waiting[0].temporary.replace(waiting[0].path)
                del waiting[0]
    except BaseException:
        for written in reversed(waiting):
            written.take_back()
        raise
    finally:
        _waiting.reset(outside)


#: What stops a program: Control-C, the system that shuts down, and a terminal that is closed.
STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let what stops a program wait until the block ends: for files that take their places one by one."""
    if threading.current_thread() is not threading.main_thread():  # where no signals arrive
        yield
        return
    came: list[int] = []
    before = {stop: signal.signal(stop, lambda number, _: came.append(number)) for stop in STOPS}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)
    for number in came[:1]:
        signal.raise_signal(number)


def free_name(path: Path) -> Path:
    """The path itself, or beside it the first name with a number that no file has yet.

    >>> free_name(Path("no-such-folder/consensus.xlsx")).name
    'consensus.xlsx'
    """
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
