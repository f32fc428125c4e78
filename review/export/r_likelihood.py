"""What metafor does not compute, in plain R: profile likelihood, the beta-binomial model, marginal means.

Each is written from the definition, by numerical integration and R's own optimisers, and shares nothing with
the program whose numbers it checks.
"""

from __future__ import annotations

#: Ends where a likelihood, at its highest over the spread, has fallen by `drop` from its maximum.
PROFILE = """
# The ends of a profile-likelihood interval: where the curve has fallen by `drop` from its top.
profile_ends <- function(curve, start, drop) {
  top <- optimize(curve, start + c(-6, 6), maximum = TRUE, tol = 1e-9)
  above <- function(mu) curve(mu) - top$objective + drop
  end <- function(direction) {
    reach <- 0.25
    while (above(top$maximum + direction * reach) > 0 && reach < 64) reach <- 2 * reach
    if (reach >= 64) return(direction * Inf)
    uniroot(above, sort(c(top$maximum, top$maximum + direction * reach)), tol = 1e-9)$root
  }
  c(end(-1), end(1))
}
"""

GLMM = """
# The likelihood of counts whose log odds vary as a normal distribution. Each integral is cut at its own
# peak, which integrate() would else step over.
counts_loglik <- function(mu, tau, xi, ni) {
  # dbinom() loses rates next to 0 and 1; their logarithms do not.
  counts <- function(x, n, e) lchoose(n, x) + x * plogis(e, log.p = TRUE) + (n - x) * plogis(-e, log.p = TRUE)
  if (tau < 1e-8) return(sum(counts(xi, ni, mu)))
  sum(mapply(function(x, n) {
    h <- function(z) counts(x, n, mu + tau * z) + dnorm(z, log = TRUE)
    peak <- optimize(h, c(-40, 40), maximum = TRUE, tol = 1e-8)
    p <- plogis(mu + tau * peak$maximum)
    wide <- 12 / sqrt(1 + tau^2 * n * p * (1 - p))
    cuts <- sort(c(-12, peak$maximum - wide, peak$maximum, peak$maximum + wide, 12))
    piece <- function(i) integrate(function(z) exp(h(z) - peak$objective), cuts[i], cuts[i + 1],
                                   rel.tol = 1e-9, subdivisions = 400, stop.on.error = FALSE)$value
    peak$objective + log(sum(vapply(1:4, piece, 0)))
  }, xi, ni))
}
profile_of <- function(dat) function(mu) {
  spread <- optimize(function(tau) counts_loglik(mu, tau, dat$xi, dat$ni), c(0, 8),
                     maximum = TRUE, tol = 1e-6)
  max(spread$objective, counts_loglik(mu, 0, dat$xi, dat$ni))
}
"""

WEIGHTED = """
# The {kind}likelihood of effects, at its highest over tau^2 at each mean.
profile_of <- function(dat) {{
  es <- escalc(measure = "{measure}", xi = xi, ni = ni, data = dat, add = {add}, to = "{to}")
  function(mu) {{
    at <- function(t) -0.5 * (sum(log(es$vi + t)) + sum((es$yi - mu)^2 / (es$vi + t)){restricted})
    most <- 10 * max((es$yi - mu)^2, es$vi)
    max(at(0), optimize(at, c(0, most), maximum = TRUE, tol = 1e-12)$objective)
  }}
}}
"""

BETA_BINOMIAL = """
# The beta-binomial likelihood: the true rates follow Beta(p/g, (1 - p)/g); mu is the logit of p.
beta_loglik <- function(mu, log_g, xi, ni) {
  p <- plogis(mu)
  g <- exp(max(log_g, -14))  # below this, differences of lbeta are rounding
  sum(lchoose(ni, xi) + lbeta(xi + p / g, ni - xi + (1 - p) / g) - lbeta(p / g, (1 - p) / g))
}
binomial_loglik <- function(mu, xi, ni) sum(dbinom(xi, ni, plogis(mu), log = TRUE))
profile_of <- function(dat) function(mu) {
  inner <- optimize(function(log_g) beta_loglik(mu, log_g, dat$xi, dat$ni), c(-14, 8),
                    maximum = TRUE, tol = 1e-10)
  max(inner$objective, binomial_loglik(mu, dat$xi, dat$ni))
}
beta_fit <- function(dat) {
  cost <- function(v) -beta_loglik(v[1], min(v[2], 8), dat$xi, dat$ni)
  start <- qlogis((sum(dat$xi) + 0.5) / (sum(dat$ni) + 1))
  tries <- lapply(c(-6, -3, -1, 0, 1), function(s) {
    first <- optim(c(start, s), cost, control = list(reltol = 1e-15, maxit = 5000))
    optim(first$par, cost, method = "BFGS", control = list(reltol = 1e-16, maxit = 1000))
  })
  best <- tries[[which.min(vapply(tries, function(one) one$value, 0))]]
  p <- sum(dat$xi) / sum(dat$ni)
  if (binomial_loglik(qlogis(p), dat$xi, dat$ni) >= -best$value - 1e-6)
    return(list(mu = qlogis(p), se = 1 / sqrt(sum(dat$ni) * p * (1 - p)), tau2 = 0))
  best <- nlm(cost, best$par, gradtol = 1e-12, steptol = 1e-12, iterlim = 1000, hessian = TRUE)
  p <- plogis(best$estimate[1])
  g <- exp(best$estimate[2])
  list(mu = best$estimate[1], se = sqrt(solve(best$hessian)[1, 1]),
       tau2 = trigamma(p / g) + trigamma((1 - p) / g))
}
"""
