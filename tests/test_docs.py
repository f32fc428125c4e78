"""The documents say what the program does: every command, and nothing that is not there.

``python -m tests.test_docs`` prints docs/commands.md anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from review.cli import COMMANDS, cli

ROOT = Path(__file__).parent.parent
COMMANDS_PAGE = ROOT / "docs" / "commands.md"

#: Prefixes of the codes of notes beside pooled numbers, which docs/methods.md describes.
NOTES = ("POOL", "EXACT", "GLMM", "BB", "BAYES", "TTE")

HEAD = """\
# Commands

What each command says with `--help`, in the order of the work.
`review -C DIR COMMAND` works in that workspace, as git does.
Exit codes: 0, 1 (errors in the data), 2 (wrong use, unreadable file).
"""


def commands() -> Iterator[tuple[str, ...]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.commands)


def help_of(words: tuple[str, ...]) -> str:
    result = CliRunner().invoke(cli, [*words, "--help"], prog_name="review", terminal_width=90)
    assert result.exit_code == 0, result.output
    return result.output


def commands_page() -> str:
    parts = [f"\n## review {' '.join(words)}\n\n```\n{help_of(words)}```\n" for words in commands()]
    return HEAD + "".join(parts)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_help_ends_in_a_runnable_example(words: tuple[str, ...]) -> None:
    assert re.search(r"^  Example: review ", help_of(words), re.MULTILINE)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_option_says_what_it_does(words: tuple[str, ...]) -> None:
    command: click.Command = cli
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None
        command = found
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_the_page_of_the_commands_is_what_they_say() -> None:
    assert COMMANDS_PAGE.read_text(encoding="utf-8") == commands_page(), "run: make docs"


def rule_codes() -> set[str]:
    """Every code that a problem can carry; notes of the pooling have sentences of their own."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "review").rglob("*.py"))
    return {code for code in re.findall(r'"([A-Z]{2,6}\d\d)"', source) if not code.startswith(NOTES)}


def test_every_rule_has_its_section() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    described = re.findall(r"^### ([A-Z]+\d\d) \((?:error|warning|note)\)", page, re.MULTILINE)
    assert sorted(described) == sorted(rule_codes())


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.name
)
def test_every_link_inside_the_documents_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


if __name__ == "__main__":
    print(commands_page(), end="")  # noqa: T201
