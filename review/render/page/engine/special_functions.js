// Gamma and beta functions and their incomplete forms, to about 1e-14.

const LOG_SQRT_2PI = 0.9189385332046727;
const MOST_TERMS = 200000;

// Stirling's series is exact to rounding from 15 on; the recurrence lifts smaller arguments there.
function logGamma(x) {
  let product = 1;
  while (x < 15) {
    product *= x;
    x += 1;
  }
  const r = 1 / (x * x);
  const series = 1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360)))));
  return (x - 0.5) * Math.log(x) - x + LOG_SQRT_2PI + series / x - Math.log(product);
}

function trigamma(x) {
  let sum = 0;
  while (x < 15) {
    sum += 1 / (x * x);
    x += 1;
  }
  const r = 1 / (x * x);
  const series = 1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * (5 / 66))));
  return sum + (1 + 0.5 / x + r * series) / x;
}

// Both tails of the gamma distribution with shape a, the smaller one without cancellation.
function gammaTails(a, x) {
  if (x <= 0) return { below: 0, above: 1 };
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let j = 1; j < MOST_TERMS && term > sum * 1e-17; j += 1) {
      term *= x / (a + j);
      sum += term;
    }
    return { below: front * sum, above: 1 - front * sum };
  }
  const fraction = continuedFraction((j) => (j ? -j * (j - a) : 1), (j) => x + 1 - a + 2 * j);
  return { below: 1 - front * fraction, above: front * fraction };
}

// Both tails of Beta(a, b) at x.
function betaTails(x, a, b) {
  if (x <= 0) return { below: 0, above: 1 };
  if (x >= 1) return { below: 1, above: 0 };
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta);
  if (x < (a + 1) / (a + b + 2)) {
    const below = front * betaFraction(x, a, b);
    return { below, above: 1 - below };
  }
  const above = front * betaFraction(1 - x, b, a);
  return { below: 1 - above, above };
}

// DLMF 8.17.22.
function betaFraction(x, a, b) {
  const numerator = (j) => {
    if (j === 0) return 1 / a;
    const m = Math.floor(j / 2);
    if (j % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  return continuedFraction(numerator, () => 1);
}

// a(0) / (b(0) + a(1) / (b(1) + …)) by the method of Lentz, as changed by Thompson and Barnett.
function continuedFraction(a, b) {
  const tiny = 1e-300;
  let f = b(0) || tiny;
  let c = f;
  let d = 0;
  for (let j = 1; j < MOST_TERMS; j += 1) {
    d = b(j) + a(j) * d || tiny;
    c = b(j) + a(j) / c || tiny;
    d = 1 / d;
    f *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) break;
  }
  return a(0) / f;
}
