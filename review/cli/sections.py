"""Help of a command with many options, under headings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click


class SectionedCommand(click.Command):
    """A command whose options stand under headings.

    Parameters
    ----------
    sections
        Names of parameters by heading, in the order of the help; every other option stands under the last
        heading, ``Other``.
    """

    def __init__(self, *args: Any, sections: Mapping[str, tuple[str, ...]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options by heading."""
        records = {
            param.name: record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))
        }
        placed = [name for names in self.sections.values() for name in names]
        rest = tuple(name for name in records if name is not None and name not in placed)
        for heading, names in {**self.sections, "Other": rest}.items():
            with formatter.section(heading):
                formatter.write_dl([records[name] for name in names])
