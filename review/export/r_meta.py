"""The same analysis in the words of R's package meta, run where that package is installed."""

from __future__ import annotations

from collections.abc import Mapping

from review.pooling.results import ModelChoice

#: What meta calls a scale.
SCALES: Mapping[str, str] = {"PLO": "PLOGIT", "PLN": "PLN", "PR": "PRAW", "PAS": "PAS", "PFT": "PFT"}

#: What meta calls an interval of the pooled value, with its correction. "HK" of a GLMM is t with k - 1.
INTERVALS: Mapping[str, tuple[str, str]] = {
    "wald": ("classic", ""),
    "HK": ("HK", ""),
    "HK-adhoc": ("HK", "se"),
}

#: What meta calls a study interval; it has no Jeffreys interval.
STUDY: Mapping[str, str] = {
    "clopper-pearson": "CP",
    "wilson": "WS",
    "wilson-cc": "WSCC",
    "agresti-coull": "AC",
    "wald": "SA",
}

#: Prediction intervals that meta has by that name since version 8.0.
PREDICTIONS = frozenset({"V", "HTS", "HK"})

_META = """
# The same with the package meta, version 7.0 or newer, where it is installed. Its defaults have changed over
# the years (GLMM since 4.9, REML since 5.0, prediction with k - 1 since 8.0), so that every choice is named.
if (requireNamespace("meta", quietly = TRUE) && packageVersion("meta") >= "7.0.0") {{
  asked <- list(
    {asked}
  )
  if (packageVersion("meta") < "8.0.0")  # whose prediction intervals are others
    asked[c("prediction", "level.predict", "method.predict")] <- NULL
  known <- names(formals(meta::metaprop))
  for (name in setdiff(names(asked), known)) cat(sprintf("# this version of meta has no %s\\n", name))
  by_meta <- do.call(meta::metaprop, asked[names(asked) %in% known])
  back <- function(t) {back}
  say("meta.pooled.estimate", back(by_meta$TE.{which}))
  say("meta.pooled.ci_low", back(by_meta$lower.{which}))
  say("meta.pooled.ci_high", back(by_meta$upper.{which}))
{prediction}}} else {{
  cat("# the package meta (7.0 or newer) is not installed: the numbers above are metafor's alone\\n")
}}
"""

_PREDICTION = """\
  if (packageVersion("meta") >= "8.0.0") {
    say("meta.pooled.prediction_low", back(by_meta$lower.predict))
    say("meta.pooled.prediction_high", back(by_meta$upper.predict))
  }
"""


def meta_part(choice: ModelChoice, back: str) -> str:
    """Return the lines that run meta, or a comment that says what it lacks.

    Parameters
    ----------
    back
        The way back to a rate, as a function body of R in ``t``.

    Examples
    --------
    >>> from tests.samples import sample_result
    >>> 'method = "GLMM"' in meta_part(sample_result().model, "plogis(t)")
    True
    """
    lacking = _lacking(choice)
    if lacking:
        return f"\n# The package meta has no {lacking}: it is not run.\n"
    glmm, common = choice.model == "glmm", choice.model == "common"
    ci, adhoc = ("HK", "") if glmm and choice.ci == "t" else INTERVALS[choice.ci]
    asked = {
        "event": "dat$xi",
        "n": "dat$ni",
        "studlab": "dat$study",
        "sm": _text(SCALES[choice.measure]),
        "method": _text("GLMM" if glmm else "Inverse"),
        "common": "TRUE" if common else "FALSE",
        "random": "FALSE" if common else "TRUE",
        "level.ma": "level",
        "method.random.ci": _text(ci),
    }
    if choice.study_ci in STUDY:
        asked["method.ci"] = _text(STUDY[choice.study_ci])
    if adhoc:
        asked["adhoc.hakn.ci"] = _text(adhoc)
    if not common and not glmm:
        asked["method.tau"] = _text(str(choice.tau2))
    if not glmm:
        asked["incr"] = f"{choice.add or 0:g}"
        if choice.to in {"only0", "if0all", "all"} and choice.add:
            asked["method.incr"] = _text(str(choice.to))
    predicted = choice.prediction in PREDICTIONS and not common
    if predicted:
        asked |= {"prediction": "TRUE", "level.predict": "level", "method.predict": _text(choice.prediction)}
    return _META.format(
        asked=",\n    ".join(f"{name} = {value}" for name, value in asked.items()),
        back=back,
        which="common" if common else "random",
        prediction=_PREDICTION if predicted else "",
    )


def _lacking(choice: ModelChoice) -> str:
    if choice.model not in {"glmm", "inverse-variance", "common"}:
        return f"{choice.model} model"
    if choice.model == "glmm" and choice.ci not in {"t", "wald"}:
        return f"interval of the kind {choice.ci} for this model"
    if choice.model != "glmm" and choice.ci not in INTERVALS:
        return f"interval of the kind {choice.ci}"
    if choice.model == "common" and choice.ci != "wald":
        return f"interval of the kind {choice.ci} for the common-effect model"
    return ""


def _text(value: str) -> str:
    return f'"{value}"'
