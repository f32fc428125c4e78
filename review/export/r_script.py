"""An analysis as an R script: data inside, metafor and meta outside, one named number a line.

The names are the paths of ``results.json`` (``pooled.ci_low``), so that a reader, and `review verify`, can
lay the two side by side. The lines stand in `r_templates`, remarks in
`r_notes`, what metafor lacks in `r_likelihood`, meta in `r_meta`.
"""

from __future__ import annotations

from collections.abc import Iterator

from review.analysis.results import Results
from review.analysis.wording import model_words
from review.export import r_likelihood, r_templates
from review.export.r_meta import meta_part
from review.export.r_notes import r_remarks
from review.export.r_parts import r_parts
from review.export.r_words import BACK, DROPS, REACH, STUDY, TESTS, one_line, quoted, vector
from review.pooling.results import ModelChoice

#: Models that metafor fits.
FITTED = frozenset({"glmm", "inverse-variance", "common"})

#: Models whose numbers the script prints.
COMPUTED = FITTED | {"beta-binomial"}


def r_script(results: Results) -> str:
    """Return a script that prints the numbers of an analysis, each under its path in ``results.json``.

    Parameters
    ----------
    results
        One analysis with at least one cohort.

    Returns
    -------
    The script. It needs metafor, and runs meta beside it where that is installed. A Bayesian model is not
    pooled in it, and it says so; an interval that metafor does not compute is computed in plain R.

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
    yield r_templates.HEAD.format(
        title=one_line(results.analysis.title),
        model=model_words(choice),
        file=f"{results.analysis.name}.R",
        also=" and lme4" if choice.model == "glmm" else "",
        study=vector(study.study for study in result.studies),
        xi=vector(study.events for study in result.studies),
        ni=vector(study.n for study in result.studies),
        level=choice.level,
    )
    yield r_templates.STUDIES.format(ends=STUDY[choice.study_ci])
    pooled = tuple(_pooled(results))
    yield from pooled
    yield from r_parts(results, pooled=len(pooled) > 1)


def _pooled(results: Results) -> Iterator[str]:
    """The model of the analysis, or in one piece why there is none."""
    result, choice = results.result, results.result.model
    if choice.model not in COMPUTED:
        yield f"\n# metafor has no {choice.model} model: nothing is pooled here.\n"
        return
    if result.pooled.exact and result.k > 1:
        yield "\n# No model was fitted to these cohorts, see the notes in results.json.\n"
        return
    yield _fit(choice)
    yield _pool(choice)
    yield '\npooled_of(dat, "")\n'
    yield r_templates.LEFT_OUT
    yield from _subgroups(results)
    if result.k > 1:
        yield meta_part(choice, BACK[choice.measure])


def _subgroups(results: Results) -> Iterator[str]:
    result = results.result
    groups = result.subgroups or ()
    if not groups:
        return
    yield f"\ndat$subgroup <- {vector(study.subgroup or '' for study in result.studies)}\n"
    test = result.subgroup_test
    if test is not None and test.tau2 == "common":
        choice = result.model
        fit = r_templates.SHARED_GLMM if choice.model == "glmm" else r_templates.SHARED_FIT
        yield r_templates.SHARED.format(
            groups=vector(group.subgroup for group in groups),
            shared=fit.format(method=choice.tau2, test=TESTS.get(choice.ci, "z")),
            back=BACK[choice.measure],
        )
        return
    yield "# Subgroups, each with a variance between cohorts of its own.\n"
    fitted: list[str] = []
    for at, group in enumerate(groups):
        rows = f"dat[dat$subgroup == {quoted(group.subgroup)}, ]"
        if group.pooled.exact and group.k > 1:
            yield f"# {one_line(group.subgroup)}: no model was fitted, see the notes in results.json.\n"
            continue
        fitted.append(f"group_{at}")
        yield f'group_{at} <- pooled_of({rows}, "subgroups[{at}].")\n'
    if test is not None and test.q is not None and len(fitted) == len(groups):
        yield r_templates.BETWEEN.format(names=", ".join(fitted))


def _fit(choice: ModelChoice) -> str:
    test, profile = TESTS.get(choice.ci, "z"), choice.ci in DROPS
    remarks = "\n".join(r_remarks(choice))
    own = r_likelihood.PROFILE if profile else ""
    if choice.model == "glmm":
        return r_templates.GLMM.format(test=test, remarks=remarks) + (
            r_likelihood.GLMM + own if profile else ""
        )
    if choice.model == "beta-binomial":
        return f"\n{remarks}\n{r_likelihood.BETA_BINOMIAL}{own}"
    scale = {
        "measure": choice.measure,
        "add": 0 if choice.add is None else choice.add,
        "to": choice.to or "none",
    }
    made = r_templates.RMA.format(
        test=test, method="EE" if choice.model == "common" else choice.tau2, remarks=remarks, **scale
    )
    if not profile:
        return made
    restricted = " + log(sum(1 / (es$vi + t)))" if choice.tau2 == "REML" else ""
    kind = "restricted " if restricted else ""
    return made + r_likelihood.WEIGHTED.format(kind=kind, restricted=restricted, **scale) + own


def _pool(choice: ModelChoice) -> str:
    beta = choice.model == "beta-binomial"
    mu, se = ("fit$mu", "fit$se") if beta else ("fit$beta[1]", "fit$se[1]")
    prediction = ""
    if choice.prediction in REACH:
        spread = 'fitted_to(dat, "knha")$se' if choice.prediction == "HK" else se
        prediction = r_templates.PREDICTION.format(reach=REACH[choice.prediction], se=spread, mu=mu)
    return r_templates.POOL.format(
        back=BACK[choice.measure],
        alone=_alone(choice),
        fit="beta_fit(dat)" if beta else "fitted_to(dat)",
        mu=mu,
        se=se,
        interval=_interval(choice, mu, se),
        mean=r_templates.MEAN if choice.model == "glmm" else "",
        prediction=prediction,
        spread=_spread(choice),
    )


def _alone(choice: ModelChoice) -> str:
    """Estimate and standard error of one cohort, on the scale of the model."""
    if choice.model in {"glmm", "beta-binomial"}:
        return 'with(escalc(measure = "PLO", xi = dat$xi, ni = dat$ni), c(yi, sqrt(vi)))'
    return "with(effects_of(dat), c(yi, sqrt(vi)))"


def _interval(choice: ModelChoice, mu: str, se: str) -> str:
    if choice.ci in DROPS:
        return r_templates.PROFILE.format(mu=mu, drop=DROPS[choice.ci])
    if choice.model == "beta-binomial":
        tail = "1 - (1 - level) / 2"
        quantile = f"qt({tail}, k - 1)" if choice.ci == "t" else f"qnorm({tail})"
        return r_templates.OWN_INTERVAL.format(mu=mu, se=se, quantile=quantile)
    return r_templates.INTERVAL


def _spread(choice: ModelChoice) -> str:
    if choice.model == "beta-binomial":
        lines = {"tau2": "fit$tau2"}
    elif choice.model == "glmm":
        lines = {"tau2": "fit$tau2", "q": "fit$QE.LRT", "q_p": "fit$QEp.LRT"}
    else:
        lines = {
            "q": "fit$QE",
            "q_p": "fit$QEp",
            "i2": "100 * max(0, (fit$QE - (k - 1)) / fit$QE)",
            "h2": "max(1, fit$QE / (k - 1))",
        }
        if choice.model != "common":
            lines = {"tau2": "fit$tau2", **lines}
    said = "".join(f'  say(paste0(path, "heterogeneity.{name}"), {value})\n' for name, value in lines.items())
    # Beside a profile interval of the mean, that of tau² is a profile interval too, which metafor 3 lacks.
    by_q = choice.model == "inverse-variance" and choice.ci not in DROPS
    return said + (r_templates.Q_PROFILE if by_q else "")
