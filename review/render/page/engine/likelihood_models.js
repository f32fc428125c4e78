// The models on the counts themselves, by maximum likelihood: GLMM and beta-binomial.

const LIKELIHOOD_INTERVALS = {
  wald: (fitted, level) => around(fitted, normalQuantile(level)),
  t: (fitted, level, k) => around(fitted, tQuantile(level, k - 1)),
  profile: (fitted, level) => profiled(fitted, chi2Quantile(level, 1)),
  "profile-t": (fitted, level, k) => profiled(fitted, tQuantile(level, k - 1) ** 2),
};

function around({ top, se }, quantile) {
  return [top.mu - quantile * se, top.mu + quantile * se];
}

function profiled({ data, top }, quantile) {
  return muInterval(data, spreadRegion(data, top, quantile));
}

function glmm(cohorts, choice) {
  if (isAllOrNothing(cohorts)) return exactAnswer(cohorts, choice.level);
  const fitted = fitLikelihood(logisticNormal(cohorts));
  const { mu, spread } = fitted.top;
  const region = spreadRegion(fitted.data, fitted.top, chi2Quantile(choice.level, 1));
  const mean = meanRate(mu, spread);
  const notes = [];
  if (region.high === Infinity) notes.push({ rule: "GLMM01", limit: SPREAD_LIMIT });
  if (spread > 5) notes.push({ rule: "GLMM02", tau: spread, mean });
  return answered(cohorts, choice, fitted, mean, [spread, region.low, region.high].map((s) => s * s), notes);
}

function betaBinomialModel(cohorts, choice) {
  if (isAllOrNothing(cohorts)) return exactAnswer(cohorts, choice.level);
  const fitted = fitLikelihood(betaBinomial(cohorts));
  const rate = expit(fitted.top.mu);
  const region = spreadRegion(fitted.data, fitted.top, chi2Quantile(choice.level, 1));
  const gamma = fitted.top.spread ** 2;
  const notes = [];
  if (region.high === Infinity) notes.push({ rule: "BB01" });
  if (gamma > Math.max(rate, 1 - rate)) notes.push({ rule: "BB02" });
  const gammas = [gamma, region.low ** 2, region.high ** 2];
  const variances = gammas.map((g) => (g === Infinity ? g : logitVariance(rate, g)));
  return answered(cohorts, choice, fitted, rate, variances, notes);
}

function fitLikelihood(data) {
  const top = maximum(data);
  const { muMu, muSpread, spreadSpread } = top.height;
  // At spread 0 the spread has no standard error of its own, and none of the logit's depends on it.
  const variance = top.spread === 0 ? -1 / muMu : -spreadSpread / (muMu * spreadSpread - muSpread * muSpread);
  return { data, top, se: Math.sqrt(variance) };
}

function answered(cohorts, choice, fitted, mean, [tau2, tau2Low, tau2High], modelNotes) {
  const { mu, rivals } = fitted.top;
  const k = cohorts.length;
  const [low, high] = LIKELIHOOD_INTERVALS[choice.ci](fitted, choice.level, k);
  const reach = predictionReach(choice.prediction, fitted.se, tau2, k, choice.level);
  const heterogeneity = {
    ...equalRates(cohorts),
    tau2,
    tau2_ci_low: tau2Low,
    tau2_ci_high: tau2High === Infinity ? null : tau2High,
  };
  const notes = rivals > 1 ? [{ rule: "EXACT05", peaks: rivals }] : [];
  if (low === -Infinity) notes.push({ rule: "EXACT06", end: "lower", shown: "0%" });
  if (high === Infinity) notes.push({ rule: "EXACT06", end: "upper", shown: "100%" });
  return {
    pooled: {
      estimate: expit(mu),
      ci_low: expit(low),
      ci_high: expit(high),
      prediction_low: reach === null ? null : expit(mu - reach),
      prediction_high: reach === null ? null : expit(mu + reach),
      marginal_mean: mean,
      estimate_transformed: mu,
      se_transformed: fitted.se,
    },
    heterogeneity,
    weights: null,
    notes: [...notes, ...modelNotes, ...predictionNotes(k, heterogeneity, choice)],
  };
}
