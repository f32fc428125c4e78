"""Files are written whole or not at all: to a temporary file in the same folder, then moved into place."""

from __future__ import annotations

import errno
import os
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
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
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        error.filename = str(path)  # a name that nobody gave says nothing
        raise
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        # mkstemp makes files that only their owner can read; a colleague must be able to open this one.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except BaseException as error:
        if isinstance(error, OSError) and error.errno and not error.filename:
            error.filename = str(path)  # a full disk names no file
        Path(temporary).unlink(missing_ok=True)
        with suppress(OSError):  # somebody else put a file there meanwhile
            for folder in missing:
                folder.rmdir()
        raise


def put_together(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: each is whole on the disk before the first moves to its place.

    Where one cannot be written, all that stood there before stays, and nothing else. What stood in the place
    of the last is taken away before any other is replaced: if it stands, so do its neighbours.

    Parameters
    ----------
    files
        Contents by path, in the order in which they take their places.
    """
    with undisturbed(), ExitStack() as together:
        # What is entered last leaves first.
        for path, content in reversed(list(files.items())):
            file = together.enter_context(placing(path, overwrite=True))
            file.write(content)
            file.flush()
        together.callback(list(files)[-1].unlink, missing_ok=True)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Control-C wait until the block ends: for files that belong together and are all written by now."""
    if threading.current_thread() is not threading.main_thread():  # where no signals arrive
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


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
