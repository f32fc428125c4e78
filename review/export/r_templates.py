"""The lines of R that a script is put together from; what stands in braces depends on the analysis."""

from __future__ import annotations

HEAD = """\
# {title}
# {model}
# Written by review. Run it with: Rscript {file}
# It needs R with metafor{also}; every number is printed under its name in results.json.
options(digits = 15, warn = 1)
suppressPackageStartupMessages(library(metafor))

dat <- data.frame(
  study = {study},
  xi = {xi},
  ni = {ni},
  stringsAsFactors = FALSE
)
level <- {level!r}

# TRUE leaves each cohort out in turn as well, which takes as many fits as there are cohorts.
leave_one_out <- FALSE

say <- function(name, value) cat(sprintf("%s %.12g\\n", name, value))
"""

GLMM = """
# Random-intercept logistic regression by maximum likelihood, 25 quadrature points.
{remarks}
fitted_to <- function(dat, test = "{test}")
  rma.glmm(measure = "PLO", xi = xi, ni = ni, data = dat, method = "ML", test = test,
           level = 100 * level, nAGQ = 25)
"""

RMA = """
{remarks}
effects_of <- function(dat)
  escalc(measure = "{measure}", xi = xi, ni = ni, data = dat, add = {add}, to = "{to}")
fitted_to <- function(dat, test = "{test}") {{
  es <- effects_of(dat)
  e <- 1e-13 * min(1, max(var(es$yi), mean(es$vi)))
  rma(yi, vi, data = es, method = "{method}", test = test, level = 100 * level,
      control = list(threshold = e, tol = e, maxiter = 10000))
}}
"""

POOL = """
pooled_of <- function(dat, path) {{
  k <- nrow(dat)
  back <- function(t) {back}
  if (k == 1) {{
    exact <- binom.test(dat$xi, dat$ni, conf.level = level)$conf.int
    say(paste0(path, "pooled.estimate"), dat$xi / dat$ni)
    say(paste0(path, "pooled.ci_low"), exact[1])
    say(paste0(path, "pooled.ci_high"), exact[2])
    return(invisible({alone}))
  }}
  fit <- {fit}
  say(paste0(path, "pooled.estimate"), back({mu}))
{interval}{mean}{prediction}{spread}  invisible(c({mu}, {se}))
}}
"""

INTERVAL = """\
  say(paste0(path, "pooled.ci_low"), back(fit$ci.lb))
  say(paste0(path, "pooled.ci_high"), back(fit$ci.ub))
"""

OWN_INTERVAL = """\
  ends <- {mu} + c(-1, 1) * {quantile} * {se}
  say(paste0(path, "pooled.ci_low"), back(ends[1]))
  say(paste0(path, "pooled.ci_high"), back(ends[2]))
"""

PROFILE = """\
  ends <- profile_ends(profile_of(dat), {mu}, {drop})
  say(paste0(path, "pooled.ci_low"), back(ends[1]))
  say(paste0(path, "pooled.ci_high"), back(ends[2]))
"""

MEAN = """\
  rate <- function(z) plogis(fit$beta[1] + sqrt(fit$tau2) * z) * dnorm(z)
  average <- integrate(rate, -12, 12, rel.tol = 1e-10)
  say(paste0(path, "pooled.marginal_mean"), average$value)
"""

PREDICTION = """\
  if (k > 2) {{
    p <- 1 - (1 - level) / 2
    se <- {se}
    reach <- {reach} * sqrt(se^2 + fit$tau2)
    say(paste0(path, "pooled.prediction_low"), back({mu} - reach))
    say(paste0(path, "pooled.prediction_high"), back({mu} + reach))
  }}
"""

Q_PROFILE = """\
  around <- confint(fit, control = list(tau2.max = 1e6, tol = 1e-12, maxiter = 1e5))$random["tau^2", ]
  say(paste0(path, "heterogeneity.tau2_ci_low"), around[["ci.lb"]])
  say(paste0(path, "heterogeneity.tau2_ci_high"), around[["ci.ub"]])
"""

STUDIES = """
for (i in seq_len(nrow(dat))) {{
  x <- dat$xi[i]
  n <- dat$ni[i]
  tail <- (1 - level) / 2
  z <- qnorm(1 - tail)
  ends <- {ends}
  say(sprintf("studies[%d].proportion", i - 1), x / n)
  say(sprintf("studies[%d].ci_low", i - 1), ends[1])
  say(sprintf("studies[%d].ci_high", i - 1), ends[2])
}}
"""

LEFT_OUT = """
if (leave_one_out && nrow(dat) > 2) for (i in seq_len(nrow(dat))) {
  cat(sprintf("# without %s\\n", dat$study[i]))
  pooled_of(dat[-i, ], sprintf("without[%d].", i - 1))
}
"""

BETWEEN = """
# Do the subgroups differ? Q of a common-effect model over their estimates.
estimates <- cbind({names})
between <- rma(yi = estimates[1, ], sei = estimates[2, ], method = "EE")
say("subgroup_test.q", between$QE)
say("subgroup_test.p", between$QEp)
"""

SHARED = """
# Subgroups with one variance between cohorts for all: a mean for each, fitted together.
groups <- {groups}
each <- sapply(groups, function(group) as.numeric(dat$subgroup == group))
{shared}
all_of_them <- dat
for (i in seq_along(groups)) {{
  dat <- all_of_them[all_of_them$subgroup == groups[i], ]
  back <- function(t) {back}
  say(sprintf("subgroups[%d].pooled.estimate", i - 1), back(shared$beta[i]))
  say(sprintf("subgroups[%d].pooled.ci_low", i - 1), back(shared$ci.lb[i]))
  say(sprintf("subgroups[%d].pooled.ci_high", i - 1), back(shared$ci.ub[i]))
  say(sprintf("subgroups[%d].heterogeneity.tau2", i - 1), shared$tau2)
}}
dat <- all_of_them
between <- rma(yi = c(shared$beta), sei = shared$se, method = "EE")
say("subgroup_test.q", between$QE)
"""

SHARED_FIT = """\
es <- effects_of(dat)
e <- 1e-13 * min(1, max(var(es$yi), mean(es$vi)))
shared <- rma(yi, vi, mods = each, intercept = FALSE, data = es,
              method = "{method}", test = "{test}", level = 100 * level,
              control = list(threshold = e, tol = e, maxiter = 10000))"""

SHARED_GLMM = """\
shared <- rma.glmm(measure = "PLO", xi = xi, ni = ni, data = dat, mods = each, intercept = FALSE,
                   method = "ML", test = "{test}", level = 100 * level, nAGQ = 25)"""
