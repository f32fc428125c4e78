"""The lines of R for the parts beside the pooled rate; what stands in braces depends on the analysis."""

from __future__ import annotations

HEAD = """
# Beside the pooled rate.
part_of <- function(yi, vi, method, test, level, ...) {
  e <- 1e-13 * min(1, max(var(yi), mean(vi)))
  rma(yi, vi, ..., method = method, test = test, level = 100 * level,
      control = list(threshold = e, tol = e, maxiter = 10000))
}
"""

MODERATORS = """
# Meta-regression: {label}
used <- data.frame(
  study = {study},
  xi = {xi},
  ni = {ni},
  stringsAsFactors = FALSE
)
moderators <- list(
  {values}
)
X <- cbind(
  {columns}
)
# Fitted on centred columns: of a year as it is, optimisers lose digits.
centre <- colMeans(X)
spread <- apply(X, 2, sd)
centred <- scale(X, centre, spread)
"""

REGRESSION = """\
es <- escalc(measure = "{measure}", xi = xi, ni = ni, data = used, add = {add}, to = "{to}")
fit <- part_of(es$yi, es$vi, "{method}", "{test}", {level}, mods = centred)
without <- part_of(es$yi, es$vi, "{method}", "{test}", {level})
"""

GLMM_REGRESSION = """\
regressed <- function(...)
  rma.glmm(measure = "PLO", xi = xi, ni = ni, data = used, ..., method = "ML", test = "{test}",
           level = 100 * {level}, nAGQ = 25)
fit <- regressed(mods = centred)
# rma.glmm's own QE.LRT can fail where cohorts are many: it is the residual deviance without tau^2.
fixed <- glm(cbind(xi, ni - xi) ~ centred, family = binomial, data = used)
"""

COEFFICIENTS = """\
back_to <- rbind(c(1, -centre / spread), cbind(0, diag(1 / spread, length(spread))))
b <- c(back_to %*% fit$beta)
se <- sqrt(diag(back_to %*% vcov(fit) %*% t(back_to)))
df <- if (fit$test == "z") Inf else nrow(X) - length(b)
reach <- qt(1 - (1 - {level}) / 2, df) * se
for (i in seq_along(b)) {{
  at <- sprintf("{path}coefficients[%d].", i - 1)
  cat(sprintf("# %s\\n", c("intercept", colnames(X))[i]))
  say(paste0(at, "estimate"), b[i])
  say(paste0(at, "se"), se[i])
  say(paste0(at, "ci_low"), b[i] - reach[i])
  say(paste0(at, "ci_high"), b[i] + reach[i])
  say(paste0(at, "p"), 2 * pt(-abs(b[i] / se[i]), df))
}}
say("{path}qm", fit$QM)
say("{path}qm_p", fit$QMp)
say("{path}qe", {qe})
say("{path}qe_p", pchisq({qe}, nrow(X) - length(b), lower.tail = FALSE))
{spread}"""

REGRESSION_SHARE = """\
say("{path}r2", if (without$tau2 > 0) 100 * max(0, 1 - fit$tau2 / without$tau2) else 0)
"""

TRIALS = """
# Cohorts of one trial ({by}), on the scale {measure}.
dat$trial <- {trial}
es <- escalc(measure = "{measure}", xi = xi, ni = ni, data = dat, add = {add}, to = "{to}")
part_back <- function(t) {back}
say_rate <- function(path, mu, half) {{
  say(paste0(path, "estimate"), part_back(mu))
  say(paste0(path, "ci_low"), part_back(mu - half))
  say(paste0(path, "ci_high"), part_back(mu + half))
}}
part_p <- 1 - (1 - {level}) / 2
part_level <- {level}
"""

INDEPENDENT = """\
# As independent: what differs from it below is the dependence.
fit <- part_of(es$yi, es$vi, "{method}", "adhoc", part_level)
say_rate("{path}", fit$beta[1], (fit$ci.ub - fit$ci.lb) / 2)
say("{path}tau2_within", fit$tau2)
"""

ROBUST = """\
# CR2 is not unique: that of clubSandwich and that of results.json differ by up to 1% where the
#   variances within a trial are not equal, so that its interval has a name of its own.
fit <- part_of(es$yi, es$vi, "{method}", "z", part_level)
say("{path}estimate", part_back(fit$beta[1]))
if (requireNamespace("clubSandwich", quietly = TRUE)) {{
  mended <- robust(fit, cluster = dat$trial, clubSandwich = TRUE)
  say_rate("clubSandwich.{path}", mended$beta[1], qt(part_p, mended$dfs) * mended$se)
}} else cat("# CR2 needs the package clubSandwich\\n")
"""

THREE_LEVELS = """\
# Three levels: cohorts within trials; t with one degree of freedom less than there are trials.
es$cohort <- seq_len(nrow(es))
fit <- rma.mv(yi, vi, random = ~ 1 | trial / cohort, data = es, method = "{method}",
              control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-14))
say_rate("{path}", fit$beta[1], qt(part_p, length(unique(dat$trial)) - 1) * fit$se)
say("{path}tau2_between", fit$sigma2[1])
say("{path}tau2_within", fit$sigma2[2])
"""

SUMMED = """\
# Cohorts summed to trials, pooled by the model of the analysis.
summed <- aggregate(dat[c("xi", "ni")], list(study = dat$trial), sum)
lines <- capture.output(pooled_of(summed, ""))
cat(sub("^pooled\\\\.", "{path}", grep("^pooled\\\\.(estimate|ci_)", lines, value = TRUE)), sep = "\\n")
"""

TIMES = """
# {what}: standard errors from the width of the reported intervals.
times <- data.frame(
  study = {study},
  value = {value},
  low = {low},
  high = {high},
  stringsAsFactors = FALSE
)
part_back <- function(t) {back}
on_scale <- function(v) {{
  y <- suppressWarnings({scale})
  ifelse(is.finite(y), y, NA)
}}
z <- qnorm(1 - (1 - {interval_level}) / 2)
yi <- on_scale(times$value)
ends <- cbind(on_scale(times$low), on_scale(times$high))
halves <- rowSums(is.na(ends)) == 1
sei <- abs(ifelse(halves, rowSums(ends, na.rm = TRUE) - yi, (ends[, 2] - ends[, 1]) / 2)) / z
usable <- is.finite(yi) & is.finite(sei) & sei > 0
yi <- yi[usable]
vi <- sei[usable]^2
k <- length(yi)
p <- 1 - (1 - {level}) / 2
if (k == 1) {{
  own <- sort(part_back(yi + c(-1, 1) * qnorm(p) * sqrt(vi)))
  say("{path}estimate", part_back(yi))
  say("{path}ci_low", own[1])
  say("{path}ci_high", own[2])
}}
if (k > 1) {{
  fit <- part_of(yi, vi, "{method}", "{test}", {level})
  own <- sort(part_back(c(fit$ci.lb, fit$ci.ub)))
  say("{path}estimate", part_back(fit$beta[1]))
  say("{path}ci_low", own[1])
  say("{path}ci_high", own[2])
  say("{path}q", fit$QE)
  say("{path}q_p", fit$QEp)
{prediction}{spread}}}
"""

TIMES_PREDICTION = """\
  if (k > 2) {{
    se <- {se}
    ahead <- {reach} * sqrt(se^2 + fit$tau2)
    new <- sort(part_back(fit$beta[1] + c(-1, 1) * ahead))
    say("{path}prediction_low", new[1])
    say("{path}prediction_high", new[2])
  }}
"""

TIMES_SPREAD = """\
  say("{path}tau2", fit$tau2)
  around <- confint(fit, control = list(tau2.max = 1e6, tol = 1e-12, maxiter = 1e5))$random["tau^2", ]
  say("{path}tau2_ci_low", around[["ci.lb"]])
  say("{path}tau2_ci_high", around[["ci.ub"]])
"""

MEDIAN_OF_MEDIANS = """\
# The median of the medians; one that was not reached is longer than all others.
ordered <- sort(times$value)
m <- length(ordered)
say("{path}estimate", median(ordered))
r <- sum(pbinom(seq_len(m %/% 2) - 1, m, 0.5) <= 1 - p)
if (r > 0) {{
  say("{path}ci_low", ordered[r])
  say("{path}ci_high", ordered[m + 1 - r])
}}
"""
