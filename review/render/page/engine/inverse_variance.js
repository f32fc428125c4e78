// The inverse-variance models: a weighted mean of effects, with tau² (random) or without (common).

const CORRECTIONS = {
  wald: { factor: () => 1, t: false },
  t: { factor: () => 1, t: true },
  HK: { factor: (scale) => scale, t: true },
  "HK-adhoc": { factor: (scale) => Math.max(1, scale), t: true },
};

function inverseVariance(cohorts, choice) {
  const { y, v } = effectsOf(cohorts, choice);
  const k = y.length;
  const { tau2, count } = choice.tau2 === null ? { tau2: 0 } : TAU2[choice.tau2](y, v);
  const { w, total, mean, q: scaled } = weightedMean(y, v, tau2);
  const scale = scaled / (k - 1);
  const interval = CORRECTIONS[choice.ci];
  const se = Math.sqrt(interval.factor(scale) / total);
  const half = se * (interval.t ? tQuantile(choice.level, k - 1) : normalQuantile(choice.level));
  const predicted = choice.prediction === "HK" ? Math.sqrt(scale / total) : se;
  const reach = predictionReach(choice.prediction, predicted, tau2, k, choice.level);
  const typical = harmonicMean(cohorts.map(({ n }) => n));
  const rate = (value) => MEASURES[choice.measure].rate(value, typical);
  const heterogeneity = differences(y, v, tau2, choice);
  const notes = predictionNotes(k, heterogeneity, choice);
  if (choice.ci === "HK" && scale < 1) notes.push({ rule: "POOL09", scale });
  if (count > 1) notes.push({ rule: "POOL12", count });
  return {
    pooled: {
      estimate: rate(mean),
      ci_low: rate(mean - half),
      ci_high: rate(mean + half),
      prediction_low: reach === null ? null : rate(mean - reach),
      prediction_high: reach === null ? null : rate(mean + reach),
      estimate_transformed: mean,
      se_transformed: se,
    },
    heterogeneity,
    weights: w.map((weight) => (100 * weight) / total),
    notes,
  };
}

function differences(y, v, tau2, choice) {
  const df = y.length - 1;
  const { q } = weightedMean(y, v, 0);
  const h2 = Math.max(1, q / df);
  const found = { i2: (100 * (h2 - 1)) / h2, q, q_df: df, q_p: chi2Tail(q, df) };
  if (choice.tau2 === null) return found;
  const [low, high] = tau2Interval(y, v, choice.level);
  return { ...found, tau2, tau2_ci_low: low, tau2_ci_high: high };
}
