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

function populationVariance(y) {
  const mean = sumOf(y, (value) => value) / y.length;
  return sumOf(y, (value) => (value - mean) ** 2) / y.length;
}

// Value, slope and curvature of the ML or REML log-likelihood in tau², with the mean at its best.
function likelihoodOfTau2(method, y, v, tau2) {
  const { w, total, mean, q } = weightedMean(y, v, tau2);
  const squares = sumOf(w, (weight) => weight * weight);
  const cubes = sumOf(w, (weight) => weight ** 3);
  const residual = w.map((weight, i) => weight * (y[i] - mean));
  const drift = sumOf(w, (weight, i) => weight * residual[i]) / total;
  const twice = sumOf(w, (weight, i) => residual[i] * weight * (residual[i] - drift));
  const restricted = method === "REML";
  const chance = restricted ? total - squares / total : total;
  const bend = restricted ? squares - (2 * cubes) / total + (squares / total) ** 2 : squares;
  const logs = sumOf(w, (weight) => Math.log(weight)) - (restricted ? Math.log(total) : 0);
  return {
    value: 0.5 * (logs - q),
    slope: 0.5 * (sumOf(residual, (value) => value * value) - chance),
    curvature: 0.5 * bend - twice,
  };
}

// The likelihood can have several maxima: its slope is scanned up to where it must be negative, every
// maximum is climbed, and the highest counts.
function highestLikelihood(method, y, v) {
  const points = 100;
  const r = (populationVariance(y) * y.length) / (y.length - 1);
  const bound = ((r + Math.sqrt(r * r + 4 * r * Math.max(...v))) / 2) * (1 + 1e-9);
  if (!(bound > 0)) return { tau2: 0, count: 1 };
  const low = Math.min(0.01 * Math.min(...v), 0.5 * bound);
  const grid = [0];
  for (let j = 0; j < points; j += 1) grid.push(low * (bound / low) ** (j / (points - 1)));
  const at = (tau2) => likelihoodOfTau2(method, y, v, tau2);
  const climbs = grid.map((tau2) => at(tau2).slope > 0);
  const found = { tau2: 0, count: climbs[0] ? 0 : 1 };
  let best = climbs[0] ? -Infinity : at(0).value;
  for (let j = 0; j < points; j += 1) {
    if (!climbs[j] || climbs[j + 1]) continue;
    found.count += 1;
    const peak = crossing(
      (tau2) => -at(tau2).slope,
      (tau2) => -at(tau2).curvature,
      grid[j],
      grid[j + 1],
      (grid[j] + grid[j + 1]) / 2,
    );
    const { value } = at(peak);
    if (value > best) {
      best = value;
      found.tau2 = peak;
    }
  }
  return found;
}
