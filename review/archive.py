"""Zip archives, such as workbooks and Word files, with the same bytes on every day."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

#: The earliest time that a zip archive can carry.
STAMP = (1980, 1, 1, 0, 0, 0)

#: The same as a zip archive writes it: a time and a date, each in two bytes.
_STAMP_BYTES = struct.pack("<HH", 0, 1 << 5 | 1)


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
    if edited is None:
        return _stamped(archive)
    still = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, edited(part.filename, source.read(part)))
    return still.getvalue()


def _stamped(archive: bytes) -> bytes:
    """The archive with every time in it overwritten, so that nothing is compressed a second time."""
    still = bytearray(archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        entry = source.start_dir
        for part in source.infolist():
            # Times stand in the header of each part and in its entry in the directory, which ends with three
            # texts of the lengths that it gives (PKWARE APPNOTE 4.3.7 and 4.3.12).
            for at in (part.header_offset + 10, entry + 12):
                still[at : at + 4] = _STAMP_BYTES
            entry += 46 + sum(struct.unpack_from("<HHH", archive, entry + 28))
    return bytes(still)
