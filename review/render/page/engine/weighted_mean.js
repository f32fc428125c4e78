// The weighted mean of effects at one tau², and what tau² estimators and their intervals read of it.

function weightedMean(y, v, tau2) {
  const w = v.map((variance) => 1 / (variance + tau2));
  const total = sumOf(w, (weight) => weight);
  const mean = sumOf(w, (weight, i) => weight * y[i]) / total;
  const q = sumOf(w, (weight, i) => weight * (y[i] - mean) ** 2);
  return { w, total, mean, q };
}

// The tau² >= 0 at which the generalised Q equals `target`; 0 where Q(0) is below it. Q falls with tau² and
// is convex, so Newton's method from 0 climbs to the root without overshooting.
function tau2WhereQIs(target, y, v) {
  const smallest = Math.min(...v);
  let tau2 = 0;
  for (;;) {
    const at = weightedMean(y, v, tau2);
    const excess = at.q - target;
    if (!(excess > 0)) return tau2;
    const step = excess / sumOf(at.w, (weight, i) => (weight * (y[i] - at.mean)) ** 2);
    tau2 += step;
    if (!(step > 4e-16 * (tau2 + smallest))) return tau2;
  }
}

// The Q-profile interval of tau² (Viechtbauer 2007).
function tau2Interval(y, v, level) {
  const tail = (1 - level) / 2;
  const df = y.length - 1;
  return [tau2WhereQIs(chi2Quantile(1 - tail, df), y, v), tau2WhereQIs(chi2Quantile(tail, df), y, v)];
}
