// Half of a prediction interval on the transformed scale: quantile · √(se² + tau²); none below three cohorts.

const PREDICTIONS = {
  V: (level, k) => tQuantile(level, k - 1),
  HK: (level, k) => tQuantile(level, k - 1),
  HTS: (level, k) => tQuantile(level, k - 2),
  wald: (level) => normalQuantile(level),
};

function predictionReach(code, se, tau2, k, level) {
  if (code === "none" || k < 3) return null;
  return PREDICTIONS[code](level, k) * Math.sqrt(se * se + tau2);
}

function predictionNotes(k, heterogeneity, choice) {
  if (choice.prediction === "none") return [];
  if (k < 3) return [{ rule: "POOL04" }];
  const notes = k < 5 ? [{ rule: "POOL05", k }] : [];
  if (heterogeneity.tau2 !== 0) return notes;
  return [...notes, { rule: "POOL03", k, high: heterogeneity.tau2_ci_high ?? Infinity }];
}
