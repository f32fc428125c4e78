"""Help comes at once: no command's --help imports a package that takes time to load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from review.cli import COMMANDS
from review.files.workbook_writer import workbook_bytes

HEAVY = {
    "numpy", "scipy", "pandas", "pymare", "sympy", "matplotlib", "seaborn", "openpyxl", "typst",
    "jinja2", "fontTools",
    "docx", "lxml",
}  # fmt: skip

SCRIPT = """
import json, sys
from click.testing import CliRunner
from review.cli import cli
result = CliRunner().invoke(cli, json.loads(sys.argv[1]))
assert result.exit_code == 0, result.output
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def modules_after(*words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(words)], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_loads_nothing_heavy(command: str) -> None:
    words = [command, "--help"] if command else ["--help"]
    assert not modules_after(*words) & HEAVY


@pytest.mark.parametrize("command", ["status", "validate"])
def test_saying_where_a_review_stands_loads_no_statistics_and_no_plots(command: str, tmp_path: Path) -> None:
    here = str(Path(__file__).parent.parent)
    script = f"import sys; sys.path.insert(0, {here!r})\n" + SCRIPT.replace(
        "assert result.exit_code == 0", "assert result.exit_code in (0, 1)"
    )
    subprocess.run([sys.executable, "-m", "review", "init", str(tmp_path / "mine")], check=True, cwd=here)
    for workspace in (here, str(tmp_path / "mine")):
        done = subprocess.run(
            [sys.executable, "-c", script, json.dumps(["-C", workspace, command])],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        loaded = set(json.loads(done.stdout.splitlines()[-1]))
        assert not loaded & {"scipy", "matplotlib", "seaborn", "pymare", "sympy", "pandas", "typst"}


def test_checking_a_workbook_by_itself_loads_no_analysis(tmp_path: Path) -> None:
    here = str(Path(__file__).parent.parent)
    script = f"import sys; sys.path.insert(0, {here!r})\n" + SCRIPT.replace('name.split(".")[0]', "name")
    (tmp_path / "form.xlsx").write_bytes(workbook_bytes(Workbook()))
    done = subprocess.run(
        [sys.executable, "-c", script.replace("== 0", "in (0, 1)"), json.dumps(["validate", "form.xlsx"])],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "review.files.workbook_reader" in loaded
    assert not {name for name in loaded if name.startswith(("review.analysis", "review.screening"))}


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = "import json, sys, review; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in json.loads(done.stdout)} & HEAVY


def test_listing_the_commands_imports_no_command() -> None:
    script = "import sys; from click.testing import CliRunner; from review.cli import cli; " \
        "CliRunner().invoke(cli, ['--help']); " \
        "print([m for m in sys.modules if m.startswith('review.')])"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert sorted(eval(done.stdout)) == ["review.cli", "review.problems"]
