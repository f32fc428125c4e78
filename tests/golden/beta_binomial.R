# Beta-binomial maximum likelihood by R's own optimisers, for tests/golden/beta_binomial.json:
#   Rscript tests/golden/beta_binomial.R > tests/golden/beta_binomial.json
# Parameters are logit(p) and log(γ), with Beta(p/γ, (1 - p)/γ); lbeta gives the likelihood.
# Data sets whose maximum is at γ = 0 are fitted as binomial (`boundary`).

sets <- list(
  asps = list(x = c(19, 14, 6, 8, 23, 2, 2), n = c(52, 37, 11, 14, 28, 6, 11)),
  pritz1997 = list(
    x = c(16, 10, 4, 43, 10, 25, 13, 12, 22, 4, 5, 18, 58, 6),
    n = c(17, 12, 8, 58, 10, 42, 14, 12, 41, 5, 6, 23, 68, 10)
  ),
  debruin2009 = list(
    x = c(11, 24, 179, 82, 60, 11, 99, 9, 88, 17, 26, 23, 40),
    n = c(29, 33, 326, 240, 110, 29, 244, 17, 215, 26, 138, 55, 54)
  ),
  nielweise2007_treated = list(
    x = c(0, 1, 2, 0, 5, 1, 1, 1, 1, 1, 0, 0, 3, 6, 0, 0, 1, 4),
    n = c(116, 44, 208, 130, 151, 98, 174, 74, 97, 113, 66, 70, 188, 187, 118, 252, 345, 64)
  ),
  ursino2021_dlt = list(
    x = c(0, 0, 1, 1, 7, 1, 0, 0, 1, 1, 3, 0, 1, 0, 3, 1, 1, 0, 4, 2, 0, 1, 0, 1, 0, 1, 8, 6, 0, 1, 0,
          1, 0, 1, 0, 2, 0, 0, 2, 0, 1, 2, 0, 1, 0, 1, 3, 0, 1),
    n = c(4, 3, 5, 10, 12, 3, 3, 3, 4, 6, 3, 3, 6, 8, 7, 5, 6, 15, 14, 7, 12, 14, 3, 12, 6, 6, 34, 20,
          4, 6, 6, 6, 3, 6, 3, 6, 3, 15, 8, 3, 7, 6, 3, 6, 3, 5, 3, 3, 16)
  ),
  miller1978 = list(
    x = c(3, 6, 10, 1),
    n = c(11, 17, 21, 6)
  ),
  edge_somezero_open = list(
    x = c(0, 3, 0, 5, 2, 1, 7),
    n = c(12, 20, 9, 33, 15, 40, 28)
  ),
  edge_hugehet_open = list(
    x = c(1, 48, 10, 190, 30, 2),
    n = c(50, 50, 200, 200, 60, 80)
  )
)

loglik <- function(eta, gamma, x, n) {
  p <- plogis(eta)
  sum(lchoose(n, x) + lbeta(x + p / gamma, n - x + (1 - p) / gamma) - lbeta(p / gamma, (1 - p) / gamma))
}
binomial_loglik <- function(eta, x, n) sum(dbinom(x, n, plogis(eta), log = TRUE))

fit <- function(x, n) {
  # below γ = e^-14 the differences of lbeta are rounding
  cost <- function(v) -loglik(v[1], exp(min(max(v[2], -14), 8)), x, n)
  best <- NULL
  for (start in c(-6, -3, -1, 0, 1)) {
    o <- optim(c(qlogis((sum(x) + .5) / (sum(n) + 1)), start), cost, method = "Nelder-Mead",
               control = list(reltol = 1e-15, maxit = 5000))
    o <- optim(o$par, cost, method = "BFGS", control = list(reltol = 1e-16, maxit = 1000))
    if (is.null(best) || o$value < best$value) best <- o
  }
  eta0 <- qlogis(sum(x) / sum(n))
  if (binomial_loglik(eta0, x, n) >= -best$value - 1e-6) {
    p <- sum(x) / sum(n)
    return(list(boundary = TRUE, eta = eta0, se = 1 / sqrt(sum(n) * p * (1 - p)), rho = 0,
                loglik = binomial_loglik(eta0, x, n)))
  }
  best <- nlm(cost, best$par, gradtol = 1e-12, steptol = 1e-12, iterlim = 1000, hessian = TRUE)
  # profile of eta: chi-squared interval
  profile <- function(eta) {
    inner <- optimize(function(g) loglik(eta, exp(g), x, n), c(-14, 8), maximum = TRUE, tol = 1e-12)
    max(inner$objective, binomial_loglik(eta, x, n))
  }
  target <- -best$minimum - qchisq(.95, 1) / 2
  reach <- c(best$estimate[1] - 7, best$estimate[1] + 7)
  ends <- c(uniroot(function(e) profile(e) - target, c(reach[1], best$estimate[1]), tol = 1e-10)$root,
            uniroot(function(e) profile(e) - target, c(best$estimate[1], reach[2]), tol = 1e-10)$root)
  gamma <- exp(best$estimate[2])
  list(boundary = FALSE, eta = best$estimate[1], se = sqrt(solve(best$hessian)[1, 1]),
       rho = gamma / (1 + gamma), loglik = -best$minimum, low = ends[1], high = ends[2])
}

number <- function(v) if (is.logical(v)) tolower(v) else sprintf("%.12g", v)
record <- function(name) {
  s <- sets[[name]]
  f <- fit(s$x, s$n)
  sprintf('  "%s": {"events": [%s], "n": [%s], %s}', name, toString(s$x), toString(s$n),
          paste(sprintf('"%s": %s', names(f), sapply(f, number)), collapse = ", "))
}
cat('{\n "origin": "', R.version.string, ', optim and nlm on lbeta; tests/golden/beta_binomial.R",\n',
    ' "datasets": {\n', paste(sapply(names(sets), record), collapse = ",\n"), "\n }\n}\n", sep = "")
