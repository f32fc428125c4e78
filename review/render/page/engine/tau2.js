// Estimators of tau², each from effects and variances; `count` is how many maxima a likelihood has.

const TAU2 = {
  REML: (y, v) => highestLikelihood("REML", y, v),
  ML: (y, v) => highestLikelihood("ML", y, v),
  DL: (y, v) => {
    const { w, total, q } = weightedMean(y, v, 0);
    const spare = total - sumOf(w, (weight) => weight * weight) / total;
    return { tau2: Math.max(0, (q - (y.length - 1)) / spare) };
  },
  HE: (y, v) => {
    const chance = sumOf(v, (variance) => variance) / v.length;
    return { tau2: Math.max(0, (populationVariance(y) * y.length) / (y.length - 1) - chance) };
  },
  PM: (y, v) => ({ tau2: tau2WhereQIs(y.length - 1, y, v) }),
  EB: (y, v) => ({ tau2: tau2WhereQIs(y.length - 1, y, v) }),
  SJ: (y, v) => {
    const first = populationVariance(y);
    return { tau2: first === 0 ? 0 : (first * weightedMean(y, v, first).q) / (y.length - 1) };
  },
  HS: (y, v) => {
    const { q, total } = weightedMean(y, v, 0);
    return { tau2: Math.max(0, (q - y.length) / total) };
  },
};

// Effects of equal rates differ by rounding: their variance is 0.
function populationVariance(y) {
  const low = Math.min(...y), high = Math.max(...y);
  if (high - low <= 8 * Number.EPSILON * Math.max(-low, high)) return 0;
  const mean = sumOf(y, (value) => value) / y.length;
  return sumOf(y, (value) => (value - mean) ** 2) / y.length;
}
