// Quantiles and tails of the normal, t, chi² and beta distributions.

// Where an increasing function crosses 0: Newton's method, halving where a step would leave the bracket.
function crossing(excess, slope, low, high, start) {
  let at = start;
  for (let step = 0; step < 300; step += 1) {
    const above = excess(at);
    if (above < 0) low = at;
    else high = at;
    const newton = at - above / slope(at);
    const next = newton >= low && newton <= high ? newton : (low + high) / 2;
    if (Math.abs(next - at) <= 4e-16 * Math.abs(next)) return next;
    at = next;
  }
  return at;
}

// The value below which a share p of Beta(a, b) lies.
function betaQuantile(p, a, b) {
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const density = (q) => Math.exp((a - 1) * Math.log(q) + (b - 1) * Math.log1p(-q) - logBeta);
  const excess = p <= 0.5 ? (q) => betaTails(q, a, b).below - p : (q) => 1 - p - betaTails(q, a, b).above;
  return crossing(excess, density, 0, 1, a / (a + b));
}

// The value below which a share p of chi² with df lies.
function chi2Quantile(p, df) {
  const a = df / 2;
  const density = (x) => Math.exp((a - 1) * Math.log(x) - x - logGamma(a));
  const excess = p <= 0.5 ? (x) => gammaTails(a, x).below - p : (x) => 1 - p - gammaTails(a, x).above;
  let high = a + 1;
  while (excess(high) < 0) high *= 2;
  return 2 * crossing(excess, density, 0, high, high / 2);
}

function chi2Tail(q, df) {
  return gammaTails(df / 2, q / 2).above;
}

// z such that a share `level` of the standard normal lies within ±z.
function normalQuantile(level) {
  return Math.sqrt(chi2Quantile(level, 1));
}

// t such that a share `level` of Student's t with df lies within ±t: t²/(df + t²) is Beta(1/2, df/2).
function tQuantile(level, df) {
  const inside = betaQuantile(level, 0.5, df / 2);
  if (inside < 0.5) return Math.sqrt((df * inside) / (1 - inside));
  const outside = betaQuantile(1 - level, df / 2, 0.5);
  return Math.sqrt((df * (1 - outside)) / outside);
}
