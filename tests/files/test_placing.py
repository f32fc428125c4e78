"""Files are written whole or not at all."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from review.files.placing import STOPS, placing, placing_together, put_into_place, undisturbed
from tests.full_disk import full_at


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


def test_what_is_stopped_while_it_is_written_leaves_neither_file_nor_folder(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), placing(tmp_path / "new" / "deeper" / "table.csv") as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def put_together(files: Mapping[Path, bytes], *, seal: Path) -> None:
    with placing_together(seal=seal):
        for path, content in files.items():
            put_into_place(path, content, overwrite=True)


@pytest.mark.parametrize("full", ["page.html", "a.png", "seal.json"])
def test_files_that_belong_together_are_all_written_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    (tmp_path / "page.html").write_bytes(b"old")
    (tmp_path / "seal.json").write_bytes(b"old seal")
    page, figure, seal = tmp_path / "page.html", tmp_path / "figures" / "a.png", tmp_path / "seal.json"
    full_at(monkeypatch, full)
    with pytest.raises(OSError, match=re.escape(full)):
        put_together({page: b"new", figure: b"new", seal: b"new seal"}, seal=seal)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {
        "page.html": b"old",
        "seal.json": b"old seal",
    }


def test_the_last_of_files_that_belong_together_stands_only_beside_its_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, seal = files = [tmp_path / name for name in ("a", "b", "seal")]
    for path in files:
        path.write_bytes(b"old")
    moved, replace = [], Path.replace

    def watched(self: Path, target: Path) -> Path:
        assert not seal.exists()
        moved.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    put_together(dict.fromkeys(files, b"new"), seal=seal)
    assert moved == [first, second, seal]
    assert {path.read_bytes() for path in files} == {b"new"}


def test_a_folder_that_was_there_before_stays_when_writing_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), placing(tmp_path / "table.csv"):
        raise KeyboardInterrupt
    assert tmp_path.is_dir()


def test_control_c_waits_until_files_that_belong_together_all_stand(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), undisturbed():
        put_into_place(tmp_path / "links.csv", b"a")
        signal.raise_signal(signal.SIGINT)
        put_into_place(tmp_path / "log.csv", b"b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["links.csv", "log.csv"]
    assert signal.getsignal(signal.SIGINT) is before


def test_files_that_belong_together_stand_only_when_all_are_written(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(b"old")
    with placing_together():
        put_into_place(tmp_path / "new" / "links.csv", b"a")
        put_into_place(tmp_path / "log.csv", b"b", overwrite=True)
        assert not (tmp_path / "new" / "links.csv").exists()
        assert (tmp_path / "log.csv").read_bytes() == b"old"
    assert (tmp_path / "new" / "links.csv").read_bytes() == b"a"
    assert (tmp_path / "log.csv").read_bytes() == b"b"


def test_none_of_them_stays_when_one_fails(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), placing_together():
        put_into_place(tmp_path / "new" / "links.csv", b"a")
        put_into_place(tmp_path / "new" / "log.csv", b"b")
        raise OSError("the disk is full")
    assert list(tmp_path.iterdir()) == []
    put_into_place(tmp_path / "later.csv", b"c")
    assert (tmp_path / "later.csv").exists()


@pytest.mark.parametrize("stop", STOPS)
def test_control_c_waits_until_all_of_them_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: signal.Signals
) -> None:
    replace, came = Path.replace, []

    def stopped(self: Path, target: Path) -> Path:
        signal.raise_signal(stop)
        assert not came
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stopped)
    before = signal.signal(stop, lambda number, _: came.append(number))
    try:
        with placing_together():
            put_into_place(tmp_path / "links.csv", b"a")
            assert not came
            put_into_place(tmp_path / "log.csv", b"b")
    finally:
        signal.signal(stop, before)
    assert came == [stop]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["links.csv", "log.csv"]


def test_what_fails_there_is_told_before_control_c() -> None:
    with pytest.raises(OSError, match="full"), undisturbed():
        signal.raise_signal(signal.SIGINT)
        raise OSError("the disk is full")


def test_outside_the_main_thread_nothing_is_put_off(tmp_path: Path) -> None:
    def write() -> None:
        with undisturbed():
            put_into_place(tmp_path / "log.csv", b"b")

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert (tmp_path / "log.csv").read_bytes() == b"b"
