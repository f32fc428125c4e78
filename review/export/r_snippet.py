"""The few lines of R that pool the cohorts of an analysis, for print; the whole script is `r_script`'s."""

from __future__ import annotations

from collections.abc import Sequence

from review.analysis.results import Results
from review.export.r_script import FITTED
from review.export.r_words import BACK, TESTS, quoted
from review.pooling.results import ModelChoice

#: Letters in a line, so that it fits the width of a page.
_WIDTH = 96


def r_lines(results: Results) -> tuple[str, ...]:
    """Return the data and the call of metafor; no line for a model that metafor does not fit.

    Examples
    --------
    >>> from tests.samples import sample_results
    >>> print(r_lines(sample_results())[-1])
    plogis(c(fit$beta, fit$ci.lb, fit$ci.ub))
    """
    result, choice = results.result, results.result.model
    if choice.model not in FITTED or result.k < 2 or result.pooled.exact:
        return ()
    return (
        "library(metafor)",
        *_vector("study", [quoted(study.study) for study in result.studies]),
        *_vector("xi", [str(study.events) for study in result.studies]),
        *_vector("ni", [str(study.n) for study in result.studies]),
        *_fit(choice),
        "print(fit)",
        f"{_back(choice)}",
    )


def _vector(name: str, items: Sequence[str]) -> list[str]:
    """A vector on as many lines as it needs; no line ends inside a text."""
    lines, line = [], f"{name} <- c("
    for number, item in enumerate(items, start=1):
        piece = f"{item}{')' if number == len(items) else ','}"
        if len(line) + len(piece) > _WIDTH and number > 1:
            lines.append(line.rstrip())
            line = "  "
        line += f"{piece} "
    return [*lines, line.rstrip()]


def _fit(choice: ModelChoice) -> list[str]:
    test, level = TESTS.get(choice.ci, "z"), f"level = {100 * choice.level:g}"
    if choice.model == "glmm":
        call = 'fit <- rma.glmm(measure = "PLO", xi = xi, ni = ni, slab = study, method = "ML",'
        return [call, f'                test = "{test}", {level}, nAGQ = 25)']
    method = "EE" if choice.model == "common" else choice.tau2
    add = "" if choice.add is None or choice.to is None else f', add = {choice.add:g}, to = "{choice.to}"'
    return [
        f'es <- escalc(measure = "{choice.measure}", xi = xi, ni = ni, slab = study{add})',
        f'fit <- rma(yi, vi, data = es, method = "{method}", test = "{test}", {level})',
    ]


def _back(choice: ModelChoice) -> str:
    """The estimate with its interval as rates."""
    values = "c(fit$beta, fit$ci.lb, fit$ci.ub)"
    back = BACK[choice.measure].replace("dat$ni", "ni")
    if back == "t":
        return values
    if back.endswith("(t)"):
        return f"{back[:-3]}({values})"
    return f"sapply({values}, function(t) {back})"
