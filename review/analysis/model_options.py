"""The options of a model as an analysis file gives them, and what a change of them keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from review.document import Table
from review.pooling.choices import UnknownChoice, choose
from review.pooling.options import OPTIONS
from review.pooling.results import ModelChoice

#: Options of `review.pool` by name, as the file gives them; what is absent takes the model's default.
ModelOptions = Mapping[str, Any]

#: Options that mean something under one model only: another model begins with defaults of its own.
_OF_ONE_MODEL = ("measure", "tau2", "ci", "prediction", "add", "to", "tau_prior")


def changed_model(options: ModelOptions, change: ModelOptions) -> ModelOptions:
    """The options with some changed; another model begins with defaults of its own."""
    if "model" in change:
        options = {name: value for name, value in options.items() if name not in _OF_ONE_MODEL}
    return {**options, **change}


def choice_of(options: ModelOptions) -> ModelChoice | None:
    """The choice that options make; None where they do not go together."""
    try:
        return choose(**options)
    except UnknownChoice:
        return None


def model_of(table: Table) -> dict[str, Any]:
    """The options of the model as ``review.pool`` takes them; codes are checked where they are known."""
    options: dict[str, Any] = {}
    for option in OPTIONS.values():
        if option.choices:
            value = table.text(option.name, choices=option.choices)
            if value:
                options[option.name] = value
        else:
            number = table.number(option.name)
            if number is not None:
                options[option.name] = number
    table.finish()
    return options


def change_of(table: Table) -> dict[str, Any]:
    """The options of a part of the analysis; the level of its intervals is that of ``[model]``.

    Parts stand beside the pooled rate in tables and figures that name one level for all.
    """
    options = model_of(table)
    if "level" in options:
        table.report(
            "TOML04", "level", "all intervals of an analysis have one level", found=options.pop("level"),
            fix="write it in [model], and take it out here",
        )  # fmt: skip
    return options
