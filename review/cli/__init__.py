"""The commands. Each stands in a module of its own, imported only when it is called.

To add one: a module with a click command named like the module, and a line in `COMMANDS`. A command whose
name is a word of Python's (import) has an underscore behind it in both.
"""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

from review import __version__
from review.problems import UnreadableFile

#: Module and short help of each command, in the order of the work.
COMMANDS = {
    "init": "Make an empty workspace.",
    "import": "Read search exports into the ledger of records.",
    "dedupe": "Link duplicate records and queue the doubtful pairs.",
    "screen": "Screen records and reports: workbooks, conflicts, progress.",
    "extract": "Make extraction workbooks.",
    "reconcile": "Compare two extraction workbooks and write their consensus.",
    "rob": "Judge the risk of bias: tools and workbooks.",
    "validate": "Check workbooks and the workspace.",
    "audit": "Check printed rates against their counts.",
    "pool": "Pool an analysis, or any table of counts.",
    "plot": "Draw one figure.",
    "prisma": "Draw the PRISMA 2020 flow diagram.",
    "report": "Write the report of an analysis.",
    "run": "Validate, pool and report everything.",
    "export": "Write an analysis for R, Stata or another tool.",
    "verify": "Compute again and compare with what was reported.",
    "diff": "Show what changed between two versions, and what it did to the rates.",
    "status": "Show where the review stands and what to type next.",
}


#: 128 and the number of the signal.
_STOPPED = 130


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: D102
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: D102
        if cmd_name not in COMMANDS:
            return None
        # A word of Python's own, such as import, cannot name a function.
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"review.cli.{name}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where there is none of that name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from review.document import did_you_mean

            ctx.fail(f"no command '{args[0]}'; {did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands, in the order of the work"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run; a file that cannot be read or written ends in one line and exit code 2.

        Control-C does so too, and whatever else asks to stop (`main`), with the exit code that shells give to
        what Control-C stops.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("review: stopped; no file is half-written", err=True)
            return ctx.exit(_STOPPED)
        except UnreadableFile as error:
            said = str(error)
        except BrokenPipeError:  # whoever reads our output has read enough; click ends quietly
            raise
        except OSError as error:
            named = error.filename and error.strerror
            said = f"{_shown(error.filename, ctx)}: {error.strerror}" if named else str(error)
        click.echo(f"review: {said}", err=True)
        return ctx.exit(2)


def _shown(path: str, ctx: click.Context) -> str:
    """A path of an error as people write it: relative to the workspace they work in."""
    from review.files.workspace import Workspace

    start = ctx.params.get("start") or Path()
    try:
        return Workspace.find(start).shown(Path(path)) if Path(path).is_absolute() else path
    except UnreadableFile:
        return path


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: review init mine && cd mine && review extract form",
)
@click.version_option(__version__, prog_name="review")
@click.option(
    "-C",
    "start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Work in that workspace instead of the current folder.",
)
@click.pass_context
def cli(ctx: click.Context, start: Path) -> None:
    """Systematic reviews that pool single-arm response rates: from workbooks to forest plot and report."""
    ctx.obj = start


def main() -> None:
    """The command ``review``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    for name in ("SIGTERM", "SIGHUP"):
        stop = getattr(signal, name, None)
        # A system that shuts down and a terminal that is closed stop as Control-C does; nohup stays nohup.
        if stop and signal.getsignal(stop) is signal.SIG_DFL:
            signal.signal(stop, signal.default_int_handler)
    cli(prog_name="review")
