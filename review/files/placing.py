"""Files are written whole or not at all: to a temporary file in the same folder, then moved into place."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


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
    if path.exists() and not overwrite:
        said = "stands there already and is not written over; name another file"
        raise FileExistsError(errno.EEXIST, said, str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        error.filename = str(path)  # a name that nobody gave says nothing
        raise
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files that only their owner can read; a colleague must be able to open this one.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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
