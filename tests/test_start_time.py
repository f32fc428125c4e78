"""Help comes at once: no command's --help imports a package that takes time to load."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from review.cli import COMMANDS

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
