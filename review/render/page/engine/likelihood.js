// The ML and REML log-likelihoods of tau², with the mean at its best, and their highest maximum.
//
// The slope is (spread - chance) / 2: how far the effects are apart, and how far they would be by chance. Both
// fall as tau² grows, and so do the rates at which they fall, whatever the data. Between two points slope and
// curvature are therefore bounded by the values at these, and no maximum can be missed.

const NARROWEST = 1e-9;

function forcesOnTau2(method, y, v, tau2) {
  const { w, total, mean, q } = weightedMean(y, v, tau2);
  const squares = sumOf(w, (weight) => weight * weight);
  const cubes = sumOf(w, (weight) => weight ** 3);
  const residual = w.map((weight, i) => weight * (y[i] - mean));
  const drift = sumOf(w, (weight, i) => weight * residual[i]) / total;
  const restricted = method === "REML";
  const logs = sumOf(w, (weight) => Math.log(weight)) - (restricted ? Math.log(total) : 0);
  return {
    value: (logs - q) / 2,
    spread: sumOf(residual, (value) => value * value),
    chance: restricted ? total - squares / total : total,
    spreadFall: sumOf(w, (weight, i) => residual[i] * weight * (residual[i] - drift)),
    chanceFall: restricted ? squares - (2 * cubes) / total + (squares / total) ** 2 : squares,
  };
}

function highestLikelihood(method, y, v) {
  const forces = (tau2) => forcesOnTau2(method, y, v, tau2);
  const least = Math.min(...v);
  const r = (populationVariance(y) * y.length) / (y.length - 1);
  const bound = ((r + Math.sqrt(r * r + 4 * r * Math.max(...v))) / 2) * (1 + 1e-9);
  const first = forces(0);
  const falls = first.spread <= first.chance;
  const peaks = bound > 0 ? bracketsOfMaxima(forces, [0, first], [bound, forces(bound)], { least, bound }) : [];
  const found = { tau2: 0, count: peaks.length + (falls ? 1 : 0) };
  let best = falls ? first.value : -Infinity;
  for (const [low, high] of peaks) {
    const slope = (tau2) => {
      const { spread, chance } = forces(tau2);
      return chance - spread;
    };
    const bend = (tau2) => {
      const { spreadFall, chanceFall } = forces(tau2);
      return 2 * spreadFall - chanceFall;
    };
    const peak = crossing(slope, bend, low, high, (low + high) / 2);
    const { value } = forces(peak);
    if (value > best) {
      best = value;
      found.tau2 = peak;
    }
  }
  return found;
}

// Intervals that hold one maximum each. An interval is given up where the slope cannot change its sign or the
// curvature cannot be negative; it holds one maximum at most where the curvature cannot be positive; any other
// is halved.
function bracketsOfMaxima(forces, [low, left], [high, right], limits) {
  const narrow = high - low <= NARROWEST * (low + limits.least);
  if (narrow || 2 * right.spreadFall > left.chanceFall) {
    // At the bound the slope is negative, whatever rounding makes of it.
    const ends = right.spread <= right.chance || high >= limits.bound;
    return left.spread > left.chance && ends ? [[low, high]] : [];
  }
  const keepsSign = left.spread < right.chance || right.spread > left.chance;
  const bendsUp = right.chanceFall > 2 * left.spreadFall;
  if (keepsSign || bendsUp) return [];
  let middle = Math.sqrt((limits.least + low) * (limits.least + high)) - limits.least;
  if (!(middle > low && middle < high)) middle = (low + high) / 2;
  const between = [middle, forces(middle)];
  return [
    ...bracketsOfMaxima(forces, [low, left], between, limits),
    ...bracketsOfMaxima(forces, between, [high, right], limits),
  ];
}
