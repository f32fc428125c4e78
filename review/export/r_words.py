"""What R and metafor call the codes of the registries, and texts as R reads them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

#: What metafor calls an interval of the pooled value.
TESTS: Mapping[str, str] = {"wald": "z", "t": "t", "HK": "knha", "HK-adhoc": "adhoc"}

#: How far a likelihood falls to the end of its profile interval, as R.
DROPS: Mapping[str, str] = {
    "profile": "qchisq(level, 1) / 2",
    "profile-t": "qt(1 - (1 - level) / 2, k - 1)^2 / 2",
}

#: The way back from each measure, as a function of R.
BACK: Mapping[str, str] = {
    "PLO": "plogis(t)",
    "PLN": "exp(t)",
    "PR": "t",
    "PAS": "transf.iarcsin(t)",
    "PFT": "transf.ipft.hm(t, targs = list(ni = dat$ni))",
}

#: The quantile of each prediction interval; None of metafor's own would do for all.
REACH: Mapping[str, str] = {
    "V": "qt(p, k - 1)",
    "HTS": "qt(p, k - 2)",
    "HK": "qt(p, k - 1)",
    "wald": "qnorm(p)",
}

#: The interval of one cohort, as R: its two ends from x, n, the tail and the normal quantile z.
STUDY: Mapping[str, str] = {
    "clopper-pearson": "binom.test(x, n, conf.level = level)$conf.int",
    "wilson": "(x + z^2 / 2 + c(-1, 1) * z * sqrt(x * (n - x) / n + z^2 / 4)) / (n + z^2)",
    "wilson-cc": (
        "c(if (x == 0) 0 else (2 * x + z^2 - 1 - z * sqrt(z^2 - 2 - 1 / n + 4 * x / n * (n - x + 1))),\n"
        "       if (x == n) 2 * (n + z^2) else (2 * x + z^2 + 1 + z * sqrt(z^2 + 2 - 1 / n + 4 * x / n * "
        "(n - x - 1)))) / (2 * (n + z^2))"
    ),
    "agresti-coull": ("{ m <- n + z^2; p <- (x + z^2 / 2) / m; p + c(-1, 1) * z * sqrt(p * (1 - p) / m) }"),
    "jeffreys": (
        "c(if (x == 0) 0 else qbeta(tail, x + 0.5, n - x + 0.5),\n"
        "       if (x == n) 1 else qbeta(1 - tail, x + 0.5, n - x + 0.5))"
    ),
    "wald": "x / n + c(-1, 1) * z * sqrt(x * (n - x) / n) / n",
}


def quoted(text: str) -> str:
    r"""A text as R reads it.

    >>> print(quoted('D\'Angelo "A"\\B'))
    "D'Angelo \"A\"\\B"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{one_line(escaped)}"'


def vector(values: Iterable[str | float | None]) -> str:
    """Texts or numbers as a vector of R; what is not there is NA.

    >>> vector(["a", "b"]), vector([1, None, math.inf])
    ('c("a", "b")', 'c(1, NA, Inf)')
    """
    return f"c({', '.join(map(_value, values))})"


def _value(value: str | float | None) -> str:
    if value is None:
        return "NA"
    if isinstance(value, str):
        return quoted(value)
    return "Inf" if value == math.inf else repr(value).removesuffix(".0")


def one_line(text: str) -> str:
    """A text without line breaks, for a comment."""
    return " ".join(text.split())
