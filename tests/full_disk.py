"""A disk that is full when a file of some name is written, on every system."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from typing import Any

import pytest


class _Full(io.FileIO):
    """A file that takes no byte; as on a disk, who writes learns of it when the buffer is emptied."""

    def write(self, _: object, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_at(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the disk be full for the temporary file that is to become the file of this name."""
    made, opened, full = tempfile.mkstemp, os.fdopen, set[int]()

    def mkstemp(*, prefix: str, **where: Any) -> tuple[int, str]:
        handle, path = made(prefix=prefix, **where)
        if prefix == f".{name}.":
            full.add(handle)
        return handle, path

    def fdopen(handle: int, mode: str) -> Any:
        if handle not in full:
            return opened(handle, mode)
        full.remove(handle)
        return io.BufferedWriter(_Full(handle, mode))

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    monkeypatch.setattr(os, "fdopen", fdopen)
