"""An analysis as a Stata do-file: data inside, Stata's own commands for the same model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.analysis.results import Results
from review.analysis.wording import model_words
from review.pooling.results import ModelChoice

#: What Stata calls an estimator of tau²; Paule-Mandel and empirical Bayes give the same number.
RANDOM: Mapping[str, str] = {
    "REML": "reml",
    "ML": "mle",
    "DL": "dlaird",
    "HE": "hedges",
    "PM": "ebayes",
    "EB": "ebayes",
    "SJ": "sjonkman",
    "HS": "hschmidt",
}

#: Options of ``meta summarize`` for an interval of the pooled value.
INTERVALS: Mapping[str, str] = {
    "wald": "",
    "t": " tdistribution",
    "HK": " se(khartung)",
    "HK-adhoc": " se(khartung, truncated)",
}

#: Effect, variance and the way back on each scale; x and m are the corrected counts.
SCALES: Mapping[str, tuple[str, str, str]] = {
    "PLO": ("ln(x / (m - x))", "1 / x + 1 / (m - x)", "invlogit(t)"),
    "PLN": ("ln(x / m)", "1 / x - 1 / m", "exp(t)"),
    "PR": ("x / m", "x * (m - x) / m^3", "t"),
    "PAS": ("asin(sqrt(x / m))", "1 / (4 * m)", "sin(t)^2"),
}

#: Which rows a continuity correction touches, as a condition of Stata.
CORRECTED: Mapping[str, str] = {
    "only0": "events == 0 | events == n",
    "if0all": "touched > 0",
    "all": "1",
}


def stata_do_file(results: Results) -> str:
    """Return a do-file for Stata 17 or newer.

    Parameters
    ----------
    results
        One analysis.

    Returns
    -------
    The do-file; where Stata has no such model or interval it says so in a comment.

    Examples
    --------
    >>> from tests.samples import sample_results
    >>> "melogit events || cohort:, binomial(n) intpoints(25)" in stata_do_file(sample_results())
    True
    """
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Results) -> Iterator[str]:
    choice = results.result.model
    yield f"* {_one_line(results.analysis.title)}"
    yield f"* {model_words(choice)}"
    yield "* Written by review, for Stata 17 or newer."
    yield "version 17"
    yield "clear"
    yield "input str80 study double(events n) str40 subgroup"
    for study in results.result.studies:
        yield f"{_quoted(study.study)} {study.events} {study.n} {_quoted(study.subgroup or '')}"
    yield "end"
    yield "generate cohort = _n"
    yield ""
    yield "* The cohorts, one at a time, with exact intervals."
    yield "forvalues i = 1/`=_N' {"
    yield f"    cii proportions `=n[`i']' `=events[`i']', exact level({100 * choice.level:g})"
    yield "}"
    yield ""
    yield from _model(choice)
    yield from _groups(results)
    if results.regressions or results.result.dependence or results.times:
        yield ""
        yield "* Not in this file: meta-regressions, cohorts of one trial, times to an event. They are in"
        yield "* results.json and in the script of: review export ANALYSIS --to r"


def _model(choice: ModelChoice) -> Iterator[str]:
    level = f"{100 * choice.level:g}"
    if choice.model == "glmm":
        yield "* Random-intercept logistic regression by maximum likelihood."
        yield "melogit events || cohort:, binomial(n) intpoints(25)"
        quantile = {"t": f"invttail(_N - 1, (1 - {level} / 100) / 2)"}.get(
            choice.ci, f"invnormal(1 - (1 - {level} / 100) / 2)"
        )
        if choice.ci not in {"t", "wald"}:
            yield f"* Stata prints no interval of the kind {choice.ci}: this is the normal one."
        yield f"local reach = {quantile} * _se[_cons]"
        yield 'display "pooled rate " invlogit(_b[_cons])'
        yield 'display "interval " invlogit(_b[_cons] - `reach\') " to " invlogit(_b[_cons] + `reach\')'
        yield from _glmm_beside(choice, level)
    elif choice.model in {"inverse-variance", "common"} and choice.measure in SCALES:
        yield from _weighted_mean(choice, level)
    else:
        yield f"* Stata's own commands have no {choice.model} model on this scale: only the data are here."
        if choice.measure in ESIZE and choice.model != "beta-binomial":
            yield f"* Stata 18 has it: meta esize events n, esize({ESIZE[choice.measure]})"


#: Degrees of freedom of a prediction interval, as Stata; none for the normal one.
PREDICTIONS: Mapping[str, str] = {"V": "_N - 1", "HTS": "_N - 2", "wald": ""}


def _glmm_beside(choice: ModelChoice, level: str) -> Iterator[str]:
    """What melogit does not print: the prediction interval, the marginal mean, and the same by metapreg."""
    if choice.prediction in PREDICTIONS:
        df, tail = PREDICTIONS[choice.prediction], f"(1 - {level} / 100) / 2"
        quantile = f"invttail({df}, {tail})" if df else f"invnormal(1 - {tail})"
        yield "* The prediction interval for the true rate of a further cohort."
        yield f"local far = {quantile} * sqrt(_se[_cons]^2 + _b[/var(_cons[cohort])])"
        yield 'display "prediction " invlogit(_b[_cons] - `far\') " to " invlogit(_b[_cons] + `far\')'
    yield "* The marginal mean, the average of the true rates: another number than the median above."
    yield "margins, predict(mu marginal)"
    yield "* The same by metapreg (ssc install metapreg), whose interval is the normal one:"
    yield "*   metapreg events n, studyid(study) model(random)"


def _groups(results: Results) -> Iterator[str]:
    """The subgroups, each with a variance between cohorts of its own."""
    test = results.result.subgroup_test
    choice = results.result.model
    if not results.result.subgroups:
        return
    yield ""
    yield "* Subgroups, each with a variance between cohorts of its own."
    yield "encode subgroup, generate(group)"
    if test is not None and test.tau2 == "common":
        yield "* The analysis has one variance for all of them, which meta summarize does not offer."
    if choice.model == "glmm":
        yield "levelsof group, local(groups)"
        yield "foreach g of local groups {"
        yield "    count if group == `g'"
        yield "    if r(N) > 1 {"
        yield "        melogit events if group == `g' || cohort:, binomial(n) intpoints(25)"
        yield "        display \"`: label (group) `g'' \" invlogit(_b[_cons])"
        yield "    }"
        yield "}"
    elif choice.model in {"inverse-variance", "common"} and choice.measure in SCALES:
        yield f"meta summarize,{INTERVALS.get(choice.ci, '')} subgroup(group) level({100 * choice.level:g})"


#: What Stata 18 calls a scale in `meta esize`.
ESIZE: Mapping[str, str] = {"PLO": "logitproportion", "PFT": "ftukeyprop", "PR": "proportion"}


def _weighted_mean(choice: ModelChoice, level: str) -> Iterator[str]:
    effect, variance, back = SCALES[choice.measure]
    if choice.measure in ESIZE:
        yield "* Stata 18 computes these effects too, with its own handling of zeros:"
        yield f"*   meta esize events n, esize({ESIZE[choice.measure]})"
    yield "* Effects and their standard errors."
    yield "egen touched = total(events == 0 | events == n)"
    touched = CORRECTED.get(choice.to or "", "")
    add = f"cond({touched}, {choice.add:g}, 0)" if touched and choice.add else "0"
    yield f"generate double added = {add}"
    yield "generate double x = events + added"
    yield "generate double m = n + 2 * added"
    yield f"generate double effect = {effect}"
    yield f"generate double se = sqrt({variance})"
    if choice.model == "common":
        yield f"meta set effect se, common studylabel(study) level({level})"
        yield f"meta summarize,{INTERVALS.get(choice.ci, '') if choice.ci == 't' else ''} level({level})"
    else:
        random = RANDOM[choice.tau2 or "REML"]
        yield f"meta set effect se, random({random}) studylabel(study) level({level})"
        if choice.ci not in INTERVALS:
            yield f"* Stata prints no interval of the kind {choice.ci}: this is the normal one."
        predict = f" predinterval({level})" if choice.prediction == "HTS" else ""
        yield f"meta summarize,{INTERVALS.get(choice.ci, '')}{predict} level({level})"
        if choice.prediction not in {"HTS", "none"}:
            yield "* Stata's prediction interval is another one (t with k - 2), and is left out."
    yield "* Back to rates."
    for name, value in (("pooled rate", "r(theta)"), ("from", "r(ci_lb)"), ("to", "r(ci_ub)")):
        yield f'display "{name} " {back.replace("(t)", f"({value})") if back != "t" else value}'


def _quoted(text: str) -> str:
    """A text in compound quotes, which may hold others."""
    return f'`"{_one_line(text)}"\''


def _one_line(text: str) -> str:
    return " ".join(text.split())
