"""Zip archives, such as workbooks and Word files, with the same bytes on every day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

#: The earliest time that a zip archive can carry.
STAMP = (1980, 1, 1, 0, 0, 0)


def without_clock(archive: bytes, edited: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """Return an archive with the same parts in the same order, all written at one fixed time.

    Parameters
    ----------
    edited
        ``(name, content) -> content``, for parts that hold a time themselves.

    Examples
    --------
    >>> made = io.BytesIO()
    >>> with zipfile.ZipFile(made, "w") as target:
    ...     target.writestr("a.txt", "text")
    >>> zipfile.ZipFile(io.BytesIO(without_clock(made.getvalue()))).infolist()[0].date_time
    (1980, 1, 1, 0, 0, 0)
    """
    still = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = source.read(part)
            target.writestr(entry, edited(part.filename, content) if edited else content)
    return still.getvalue()
