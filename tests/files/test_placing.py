"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from review.files.placing import put_into_place


def test_a_file_is_written_with_the_folders_that_it_needs(tmp_path: Path) -> None:
    put_into_place(tmp_path / "a" / "b.txt", b"content")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"content"
    assert [one.name for one in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_colleagues_may_read_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "usual.txt").write_bytes(b"")
    put_into_place(tmp_path / "ours.txt", b"")
    assert (tmp_path / "ours.txt").stat().st_mode == (tmp_path / "usual.txt").stat().st_mode


def test_a_write_that_fails_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        put_into_place(path, b"new", overwrite=True)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_stands_there_is_kept_unless_it_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    put_into_place(path, b"old")
    with pytest.raises(FileExistsError, match="name another file"):
        put_into_place(path, b"new")
    assert path.read_bytes() == b"old"
    put_into_place(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"
