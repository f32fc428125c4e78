"""Long work shows a bar on a terminal, nothing in a pipe; stopped, it leaves nothing half-written."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from review.files.placing import STOPS
from review.workflow.importing import import_exports
from tests.cli.test_screen import PROTOCOL, ris

ROOT = Path(__file__).parents[2]
#: What moves the cursor or hides it.
ANSI = re.compile(r"\x1b\[[?0-9;]*[A-Za-z]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "review.toml").write_text(PROTOCOL, encoding="utf-8")
    return tmp_path


def started(folder: Path, *words: str, columns: int = 100) -> tuple[subprocess.Popen[str], int]:
    """A command whose errors go to a terminal, and that terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    process = subprocess.Popen(
        [sys.executable, "-m", "review", "-C", str(folder), *words],
        stdout=subprocess.PIPE, stderr=theirs, text=True, cwd=ROOT,
        env={**os.environ, "TERM": "xterm"},
        # A shell has what runs in its background ignore Control-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    os.close(theirs)
    return process, ours


def shown(terminal: int) -> str:
    told = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            piece = b""
        if not piece:
            os.close(terminal)
            return told.decode()
        told += piece


def test_a_terminal_shows_how_far_the_import_is_and_how_fast(folder: Path) -> None:
    (folder / "a.ris").write_text(ris(*(f"Title {n}" for n in range(450))), encoding="utf-8")
    process, terminal = started(folder, "import", "a.ris", "--source", "PubMed")
    told = shown(terminal)
    assert process.stdout is not None
    with process.stdout:
        output = process.stdout.read()
    assert process.wait() == 0
    assert "Reading records" in told
    assert "records a second" in told
    assert "100%" in told
    assert "Reading" not in output
    assert "450" in output


@pytest.mark.parametrize("columns", [20, 45, 60, 80, 200])
def test_a_bar_keeps_to_one_line_of_its_terminal(folder: Path, columns: int) -> None:
    (folder / "a.ris").write_text(ris(*(f"Title {n}" for n in range(450))), encoding="utf-8")
    process, terminal = started(folder, "import", "a.ris", "--source", "PubMed", columns=columns)
    told = shown(terminal)
    assert process.stdout is not None
    process.stdout.close()
    process.wait()
    drawn = [line.strip() for line in ANSI.sub("", told).splitlines()]
    assert any(line.endswith("100%") or "100% " in line for line in drawn)
    assert max(map(len, drawn)) < columns


def test_a_pipe_gets_no_bar(folder: Path) -> None:
    (folder / "a.ris").write_text(ris(*(f"Title {n}" for n in range(400))), encoding="utf-8")
    for words in (("import", "a.ris", "--source", "PubMed"), ("dedupe",)):
        done = subprocess.run(
            [sys.executable, "-m", "review", "-C", str(folder), *words],
            capture_output=True, text=True, cwd=ROOT, check=True,
        )  # fmt: skip
        assert done.stderr == ""


@pytest.fixture(scope="module")
def worked_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worked") / "example"
    folder.mkdir()
    shutil.copy(ROOT / "review.toml", folder)
    for part in ("analyses", "extraction_forms", "reports"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "label"),
    [
        (("validate",), "Checking"),
        (("pool",), "Pooling"),
        (("diff", "reports/asps_orr", "reports/asps_orr"), "Comparing"),
        (("report", "asps_orr", "--to", "html"), "Pooling and writing"),
    ],
)
def test_long_commands_show_a_bar_on_a_terminal_and_none_when_quiet(
    worked_example: Path, words: tuple[str, ...], label: str
) -> None:
    told = {}
    for more in ((), ("--quiet",), ("--json",)):
        process, terminal = started(worked_example, *words, *more)
        assert process.stdout is not None
        reading = threading.Thread(target=process.stdout.read)
        reading.start()
        told[more] = shown(terminal)
        reading.join()
        process.stdout.close()
        process.wait()
    assert label in told[()]
    assert "100%" in told[()]
    assert label not in told[("--quiet",)] + told[("--json",)]


def test_an_import_that_is_stopped_leaves_no_ledger_and_no_half_of_one(folder: Path) -> None:
    (folder / "a.ris").write_text(ris(*(f"Title {n}" for n in range(400))), encoding="utf-8")

    def stop(done: int, of: int) -> None:
        assert (done, of) == (200, 400)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_exports(folder, [folder / "a.ris"], source="PubMed", progress=stop)
    assert sorted(path.name for path in folder.rglob("*")) == ["a.ris", "review.toml"]


@pytest.mark.parametrize("stop", STOPS)
def test_what_stops_a_command_ends_it_with_one_line_and_whole_files(
    folder: Path, stop: signal.Signals
) -> None:
    (folder / "a.ris").write_text(ris(*(f"Title {n}" for n in range(15_000))), encoding="utf-8")
    process, terminal = started(folder, "import", "a.ris", "--source", "PubMed")
    seen = b""
    while b"Reading records" not in seen:
        seen += os.read(terminal, 4096)
    process.send_signal(stop)
    told = shown(terminal)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait() == 130
    assert told.strip().splitlines()[-1] == "review: stopped; no file is half-written"
    assert "Traceback" not in told
    assert not [path for path in folder.rglob("*") if path.name.startswith(".") or path.suffix == ".part"]
