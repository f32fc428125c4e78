// The likelihood of cohorts whose logits are normal: integrals over each cohort's own logit, with derivatives.
//
// Each integral, ∫ expit(mu + tau u)^x (1 - expit(mu + tau u))^(n - x) φ(u) du, is taken by the trapezoidal
// rule between the two places where this cohort's integrand has fallen far below its peak. For integrands
// that are analytic and die off on both sides the rule converges exponentially (Trefethen and Weideman,
// SIAM Review 2014).

// Natural logs below its peak to which an integrand is followed; the steps are such that the error is 1e-12.
const INTEGRAND_DROP = 35;
// Relative information of the counts above which differentiating the normal density cancels less.
const STRONG_COUNTS = 1e4;

function logisticNormal(cohorts) {
  const rough = cohorts.map(({ events: x, n }) => ({
    y: Math.log((x + 0.5) / (n - x + 0.5)),
    v: 1 / (x + 0.5) + 1 / (n - x + 0.5),
  }));
  return {
    height(mu, tau) {
      const sum = [0, 0, 0, 0, 0, 0];
      for (const { events, n } of cohorts) {
        const terms = cohortTerms(events, n, mu, tau);
        for (let j = 0; j < 6; j += 1) sum[j] += terms[j];
      }
      const [value, byMu, bySpread, muMu, muSpread, spreadSpread] = sum;
      return { value, byMu, bySpread, muMu, muSpread, spreadSpread };
    },
    start(tau) {
      const total = sumOf(rough, ({ v }) => 1 / (v + tau * tau));
      return sumOf(rough, ({ y, v }) => y / (v + tau * tau)) / total;
    },
    reach() {
      const y = rough.map((one) => one.y);
      const smallest = Math.min(...rough.map((one) => one.v));
      const range = Math.max(...y) - Math.min(...y);
      return [0.5 * Math.sqrt(smallest), Math.min(2 * range + 2, SPREAD_LIMIT)];
    },
  };
}

// The mean rate over cohorts is the likelihood of one patient who responds.
function meanRate(mu, tau) {
  return Math.exp(cohortTerms(1, 1, mu, tau)[0]);
}

// Log-likelihood of one cohort (no binomial constant), its derivatives in mu and tau, and the second ones.
function cohortTerms(x, n, mu, tau) {
  const mode = integrandMode(x, n, mu, tau);
  const p = expit(mu + tau * mode);
  const curvature = 1 + tau * tau * n * p * (1 - p);
  const [low, high] = integrandReach(x, n, mu, tau, mode);
  const points = Math.max(12, Math.ceil((high - low) * Math.sqrt(1.4 * curvature + 9 * tau * tau)));
  const width = (high - low) / points;
  const u = new Float64Array(points);
  const weight = new Float64Array(points);
  let peak = -Infinity;
  for (let j = 0; j < points; j += 1) {
    u[j] = low + width * (j + 0.5);
    weight[j] = logBinomialPart(x, n, mu + tau * u[j]) - (u[j] * u[j]) / 2;
    if (weight[j] > peak) peak = weight[j];
  }
  let total = 0;
  for (let j = 0; j < points; j += 1) {
    weight[j] = Math.exp(weight[j] - peak);
    total += weight[j];
  }
  for (let j = 0; j < points; j += 1) weight[j] /= total;
  const value = peak + Math.log(width) - LOG_SQRT_2PI + Math.log(total);
  const derivatives = curvature > STRONG_COUNTS ? throughTheNormal : throughTheBinomial;
  return [value, ...derivatives(x, n, mu, tau, u, weight)];
}

// Differentiates the binomial part at fixed u; good down to tau = 0.
function throughTheBinomial(x, n, mu, tau, u, weight) {
  let byMu = 0;
  let byTau = 0;
  let muMu = 0;
  let muTau = 0;
  let tauTau = 0;
  for (let j = 0; j < u.length; j += 1) {
    const p = expit(mu + tau * u[j]);
    const residual = x - n * p;
    const bend = residual * residual - n * p * (1 - p);
    byMu += weight[j] * residual;
    byTau += weight[j] * u[j] * residual;
    muMu += weight[j] * bend;
    muTau += weight[j] * u[j] * bend;
    tauTau += weight[j] * u[j] * u[j] * bend;
  }
  return [byMu, byTau, muMu - byMu * byMu, muTau - byMu * byTau, tauTau - byTau * byTau];
}

// Differentiates the normal density instead, at fixed logit, where u = (logit - mu) / tau.
function throughTheNormal(x, n, mu, tau, u, weight) {
  let mean = 0;
  let square = 0;
  for (let j = 0; j < u.length; j += 1) {
    mean += weight[j] * u[j];
    square += weight[j] * u[j] * u[j];
  }
  let meanMean = 0;
  let meanSquare = 0;
  let squareSquare = 0;
  for (let j = 0; j < u.length; j += 1) {
    const off = u[j] - mean;
    const offSquare = u[j] * u[j] - square;
    meanMean += weight[j] * off * off;
    meanSquare += weight[j] * off * offSquare;
    squareSquare += weight[j] * offSquare * offSquare;
  }
  return [
    mean / tau,
    (square - 1) / tau,
    (meanMean - 1) / (tau * tau),
    (meanSquare - 2 * mean) / (tau * tau),
    (squareSquare + 1 - 3 * square) / (tau * tau),
  ];
}

// Log of p^x (1 - p)^(n - x) at a logit; of the two terms only the one that is not 0 is formed.
function logBinomialPart(x, n, logit) {
  return (logit >= 0 ? x - n : x) * logit - n * Math.log1p(Math.exp(-Math.abs(logit)));
}

// Where the integrand peaks, to a tenth of its width: Newton's method in a bracket, which is halved where a
// step is not half the one before it, or it may go to and fro between the plateaus of a logistic curve.
function integrandMode(x, n, mu, tau) {
  const y = Math.log((x + 0.5) / (n - x + 0.5));
  const v = 1 / (x + 0.5) + 1 / (n - x + 0.5);
  let u = (tau * (y - mu)) / (tau * tau + v);
  let low = tau * (x - n);
  let high = tau * x;
  let before = Infinity;
  for (let turn = 0; turn < 200; turn += 1) {
    const p = expit(mu + tau * u);
    const slope = tau * (x - n * p) - u;
    if (slope > 0) low = Math.max(low, u);
    if (slope < 0) high = Math.min(high, u);
    const curvature = 1 + tau * tau * n * p * (1 - p);
    const newton = u + slope / curvature;
    const good = newton >= low && newton <= high && Math.abs(newton - u) <= before / 2;
    const next = good ? newton : (low + high) / 2;
    before = Math.abs(next - u);
    u = next;
    if ((good ? before : high - low) * Math.sqrt(curvature) < 0.1) return u;
  }
  throw new Error("the peak of a cohort's likelihood was not found");
}

// Both ends of the range: Newton's method from outside, where the log-concave integrand lies above its bound.
function integrandReach(x, n, mu, tau, mode) {
  const floor = logBinomialPart(x, n, mu + tau * mode) - (mode * mode) / 2 - INTEGRAND_DROP;
  return [-1, 1].map((side) => {
    let end = mode + side * Math.sqrt(2 * INTEGRAND_DROP);
    for (let turn = 0; turn < 40; turn += 1) {
      const above = logBinomialPart(x, n, mu + tau * end) - (end * end) / 2 - floor;
      // A mode found to a tenth of its width leaves the first end a hair inside: it stays.
      if (above >= 0) break;
      const move = above / (tau * (x - n * expit(mu + tau * end)) - end);
      end -= move;
      if (Math.abs(move) <= 0.05 * Math.abs(end - mode)) break;
    }
    return end;
  });
}
