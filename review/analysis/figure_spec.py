"""What the table ``[figure]`` of an analysis file asks for: how its figures look, never what they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from review.analysis.layouts import LAYOUTS, PLOT_COLUMNS
from review.document import Table, did_you_mean

#: What a forest plot can show beside what it always shows, each a key of ``[figure]`` and of the command
#: line.
EXTRAS: Mapping[str, str] = {
    "models": "the pooled rate under every model of the agreement, a diamond each",
    "excluded": "cohorts that answer the question and did not enter, in grey, with the reason",
    "shrunken": "each cohort's rate drawn towards the pooled rate",
    "composition": "best responses of each cohort as a bar",
}

#: The word for all models of the agreement, and for all cohorts that did not enter.
ALL = "all"

#: Stages of exclusion of cohorts that answer the question: what else did not enter is of other patients.
ANSWERING = ("data", "overlap", "choice")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSpec:
    """One table ``[figure]``.

    Parameters
    ----------
    layout
        A code of `LAYOUTS`.
    columns
        Fields of the form that stand beside a cohort, and keys of `PLOT_COLUMNS`: where one of these is
        named, only those that are named are shown.
    reference_rate, reference_label
        A rate to compare with, and what it is called.
    diamond
        Whether pooled rates of two to four cohorts are drawn.
    risk_of_bias
        The tool whose lights stand beside the cohorts.
    models
        Codes of the agreement, or names of sensitivity analyses that change the model only.
    excluded
        Ids of cohorts that did not enter, or stages of exclusion, to be shown in grey.
    shrunken, composition
        Whether shrunken rates, and bars of best responses, stand beside the rates.
    """

    layout: str = "review"
    columns: tuple[str, ...] = ()
    reference_rate: float | None = None
    reference_label: str = ""
    diamond: bool = False
    risk_of_bias: str = ""
    models: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    shrunken: bool = False
    composition: bool = False


#: What is drawn where an analysis file has no table ``[figure]``.
USUAL_FIGURE = FigureSpec()


def changed(layout: str | None, show: Collection[str]) -> Mapping[str, Any]:
    """Return what a command line changes in a table ``[figure]``: fields of `FigureSpec`.

    Parameters
    ----------
    layout
        A code of `LAYOUTS`; None changes nothing.
    show
        Keys of `EXTRAS`.

    Examples
    --------
    >>> changed("jama", ["models", "shrunken"])
    {'layout': 'jama', 'models': ('all',), 'shrunken': True}
    """
    asked: dict[str, Any] = {"layout": layout} if layout else {}
    lists = {"models": (ALL,), "excluded": ANSWERING}
    return asked | {name: lists.get(name, True) for name in show}


def read_figure(
    table: Table,
    *,
    fields: Collection[str],
    models: Collection[str],
    excluded: Collection[str],
    rate: float | None,
) -> FigureSpec:
    """Read the table; what is wrong with it is reported to it.

    Parameters
    ----------
    fields
        Fields of the form.
    models
        Codes of the agreement and names of the sensitivity analyses of this file.
    excluded
        Stages of exclusion.
    rate
        The value of ``reference_rate``, read and checked as every rate of the file is.
    """
    figure = FigureSpec(
        layout=table.text("layout", "review", choices=tuple(LAYOUTS)),
        columns=_known(table, "columns", (*fields, *PLOT_COLUMNS), "a field of the form or a column"),
        reference_rate=rate,
        reference_label=table.text("reference_label"),
        diamond=table.boolean("diamond"),
        risk_of_bias=table.text("risk_of_bias"),
        models=_known(table, "models", (ALL, *models), "a model of the agreement or a sensitivity analysis"),
        excluded=table.texts("excluded"),
        shrunken=table.boolean("shrunken"),
        composition=table.boolean("composition"),
    )
    for name in figure.excluded:
        if " " in name:
            table.report(
                "TOML04",
                "excluded",
                f"'{name}' is neither the id of a cohort nor a stage of exclusion",
                found=name,
                fix=did_you_mean(name, (ALL, *excluded)),
            )
    if figure.reference_label and rate is None:
        fix = "add reference_rate = …"
        table.report("TOML03", "reference_label", "a label is given and no reference_rate", fix=fix)
    return figure


def _known(table: Table, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
    names = table.texts(key)
    for name in names:
        if name not in known:
            fix = did_you_mean(name, known, f"known are: {', '.join(known)}")
            table.report("TOML04", key, f"'{name}' is not {what}", found=name, fix=fix)
    return tuple(name for name in names if name in known)
