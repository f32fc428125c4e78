"""An analysis as an R script: data inside, metafor outside, one named number a line.

The names are the paths of ``results.json`` (``pooled.ci_low``), so that a reader, and `review verify`, can
lay the two side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.analysis.results import Results
from review.analysis.wording import model_words
from review.pooling.results import ModelChoice

#: What metafor calls an interval of the pooled value.
TESTS: Mapping[str, str] = {"wald": "z", "t": "t", "HK": "knha", "HK-adhoc": "adhoc"}

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

#: Models that metafor fits.
FITTED = frozenset({"glmm", "inverse-variance", "common"})

_HEAD = """\
# {title}
# {model}
# Written by review. Run it with: Rscript {file}
# It needs R with metafor{also}; every number is printed under its name in results.json.
options(digits = 15, warn = 1)
suppressPackageStartupMessages(library(metafor))

dat <- data.frame(
  study = c({study}),
  xi = c({xi}),
  ni = c({ni}),
  stringsAsFactors = FALSE
)
level <- {level!r}

say <- function(name, value) cat(sprintf("%s %.12g\\n", name, value))
"""

_GLMM = """
# Random-intercept logistic regression by maximum likelihood, 25 quadrature points.
fitted_to <- function(dat, test = "{test}")
  rma.glmm(measure = "PLO", xi = xi, ni = ni, data = dat, method = "ML", test = test,
           level = 100 * level, nAGQ = 25)
"""

_RMA = """
# metafor stops its searches early on some scales: they are told to go on.
fitted_to <- function(dat, test = "{test}") {{
  es <- escalc(measure = "{measure}", xi = xi, ni = ni, data = dat, add = {add}, to = "{to}")
  e <- 1e-13 * min(1, max(var(es$yi), mean(es$vi)))
  rma(yi, vi, data = es, method = "{method}", test = test, level = 100 * level,
      control = list(threshold = e, tol = e, maxiter = 10000))
}}
"""

_POOL = """
pooled_of <- function(dat, path) {{
  k <- nrow(dat)
  back <- function(t) {back}
  if (k == 1) {{
    exact <- binom.test(dat$xi, dat$ni, conf.level = level)$conf.int
    say(paste0(path, "pooled.estimate"), dat$xi / dat$ni)
    say(paste0(path, "pooled.ci_low"), exact[1])
    say(paste0(path, "pooled.ci_high"), exact[2])
    return(invisible())
  }}
  fit <- fitted_to(dat)
  say(paste0(path, "pooled.estimate"), back(fit$beta[1]))
{interval}{prediction}{spread}}}
"""

_INTERVAL = """\
  say(paste0(path, "pooled.ci_low"), back(fit$ci.lb))
  say(paste0(path, "pooled.ci_high"), back(fit$ci.ub))
"""

_PREDICTION = """\
  if (k > 2) {{
    p <- 1 - (1 - level) / 2
    se <- {se}
    reach <- {reach} * sqrt(se^2 + fit$tau2)
    say(paste0(path, "pooled.prediction_low"), back(fit$beta[1] - reach))
    say(paste0(path, "pooled.prediction_high"), back(fit$beta[1] + reach))
  }}
"""

_STUDIES = """
for (i in seq_len(nrow(dat))) {
  exact <- binom.test(dat$xi[i], dat$ni[i], conf.level = level)$conf.int
  say(sprintf("studies[%d].proportion", i - 1), dat$xi[i] / dat$ni[i])
  say(sprintf("studies[%d].ci_low", i - 1), exact[1])
  say(sprintf("studies[%d].ci_high", i - 1), exact[2])
}
"""


def r_script(results: Results) -> str:
    """Return a script that prints the numbers of an analysis, each under its path in ``results.json``.

    Parameters
    ----------
    results
        One analysis with at least one cohort.

    Returns
    -------
    The script. Where metafor has no such model it pools nothing and says so; an interval that metafor
    does not compute (profile likelihood of the mean) is left out and named.

    Examples
    --------
    >>> from tests.samples import sample_results
    >>> script = r_script(sample_results())
    >>> 'xi = c(19, 14, 6, 8, 23, 2, 2)' in script, 'rma.glmm(' in script
    (True, True)
    """
    return "".join(_parts(results))


def _parts(results: Results) -> Iterator[str]:
    result, choice = results.result, results.result.model
    yield _HEAD.format(
        title=_one_line(results.analysis.title),
        model=model_words(choice),
        file=f"{results.analysis.name}.R",
        also=" and lme4" if choice.model == "glmm" else "",
        study=", ".join(quoted(study.study) for study in result.studies),
        xi=", ".join(str(study.events) for study in result.studies),
        ni=", ".join(str(study.n) for study in result.studies),
        level=choice.level,
    )
    if choice.study_ci == "clopper-pearson":
        yield _STUDIES
    if choice.model not in FITTED:
        yield f"\n# metafor has no {choice.model} model: nothing is pooled here.\n"
        return
    yield _fit(choice)
    if choice.ci not in TESTS:
        yield f"# metafor has no interval of the kind {choice.ci} for the pooled rate: it is left out.\n"
    yield _pool(choice)
    yield '\npooled_of(dat, "")\n'
    groups = result.subgroups or ()
    if groups and _separate(results):
        yield "\n# Subgroups, each with a variance between cohorts of its own.\n"
        yield f"dat$subgroup <- c({', '.join(quoted(study.subgroup or '') for study in result.studies)})\n"
        for at, group in enumerate(groups):
            rows = f"dat[dat$subgroup == {quoted(group.subgroup)}, ]"
            yield f'pooled_of({rows}, "subgroups[{at}].")\n'


def _separate(results: Results) -> bool:
    test = results.result.subgroup_test
    return test is None or test.tau2 == "separate"


def _fit(choice: ModelChoice) -> str:
    test = TESTS.get(choice.ci, "z")
    if choice.model == "glmm":
        return _GLMM.format(test=test)
    return _RMA.format(
        test=test,
        measure=choice.measure,
        method="EE" if choice.model == "common" else choice.tau2,
        add=0 if choice.add is None else choice.add,
        to=choice.to or "none",
    )


def _pool(choice: ModelChoice) -> str:
    prediction = ""
    if choice.prediction in REACH and choice.ci in TESTS:
        se = 'fitted_to(dat, "knha")$se' if choice.prediction == "HK" else "fit$se"
        prediction = _PREDICTION.format(reach=REACH[choice.prediction], se=se)
    return _POOL.format(
        back=BACK[choice.measure],
        interval=_INTERVAL if choice.ci in TESTS else "",
        prediction=prediction,
        spread=_spread(choice),
    )


def _spread(choice: ModelChoice) -> str:
    if choice.model == "glmm":
        lines = {"tau2": "fit$tau2", "q": "fit$QE.LRT", "q_p": "fit$QEp.LRT"}
    else:
        lines = {"q": "fit$QE", "q_p": "fit$QEp", "i2": "100 * max(0, (fit$QE - (k - 1)) / fit$QE)"}
        if choice.model != "common":
            lines = {"tau2": "fit$tau2", **lines}
    return "".join(f'  say(paste0(path, "heterogeneity.{name}"), {value})\n' for name, value in lines.items())


def quoted(text: str) -> str:
    r"""A text as R reads it.

    >>> print(quoted('D\'Angelo "A"\\B'))
    "D'Angelo \"A\"\\B"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_one_line(escaped)}"'


def _one_line(text: str) -> str:
    return " ".join(text.split())
