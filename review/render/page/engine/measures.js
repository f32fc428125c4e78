// The scales on which rates are pooled: (x, n) -> effect and variance, and the way back to a rate.

const MEASURES = {
  PLO: {
    corrects: true,
    effect: (x, n) => [Math.log(x / (n - x)), 1 / x + 1 / (n - x)],
    rate: (t) => expit(t),
  },
  PAS: {
    corrects: false,
    effect: (x, n) => [Math.asin(Math.sqrt(x / n)), 0.25 / n],
    rate: (t) => Math.sin(Math.min(Math.max(t, 0), Math.PI / 2)) ** 2,
  },
  PR: {
    corrects: true,
    effect: (x, n) => [x / n, (x * (n - x)) / n ** 3],
    rate: (t) => t,
  },
  PLN: {
    corrects: true,
    effect: (x, n) => [Math.log(x / n), (n - x) / (x * n)],
    rate: (t) => Math.exp(t),
  },
  PFT: {
    corrects: false,
    effect: (x, n) => [freemanTukey(x, n), 1 / (4 * n + 2)],
    rate: fromFreemanTukey,
  },
};

// The branch with the negative exponent cannot overflow.
function expit(t) {
  const small = Math.exp(-Math.abs(t));
  return (t >= 0 ? 1 : small) / (1 + small);
}

function freemanTukey(x, n) {
  return (Math.asin(Math.sqrt(x / (n + 1))) + Math.asin(Math.sqrt((x + 1) / (n + 1)))) / 2;
}

// Miller's inverse; for a pooled value n is the harmonic mean of the cohorts' sizes.
function fromFreemanTukey(t, n) {
  if (t <= freemanTukey(0, n)) return 0;
  if (t >= freemanTukey(n, n)) return 1;
  const s = Math.sin(2 * t);
  const root = Math.sqrt(Math.max(0, 1 - (s + (s - 1 / s) / n) ** 2));
  return (1 - Math.sign(Math.cos(2 * t)) * root) / 2;
}

function harmonicMean(values) {
  return values.length / sumOf(values, (value) => 1 / value);
}

// Which cohorts a continuity correction changes; the words are metafor's.
function corrected(cohorts, to) {
  const bare = cohorts.map(({ events, n }) => events === 0 || events === n);
  if (to === "only0") return bare;
  if (to === "if0all") return bare.map(() => bare.includes(true));
  return bare.map(() => to === "all");
}

// Effects and sampling variances of the cohorts on the scale of the choice.
function effectsOf(cohorts, choice) {
  const measure = MEASURES[choice.measure];
  const touched = corrected(cohorts, measure.corrects && choice.to ? choice.to : "none");
  const found = cohorts.map(({ events, n }, i) => {
    const extra = touched[i] ? choice.add : 0;
    return measure.effect(events + extra, n + 2 * extra);
  });
  return { y: found.map((pair) => pair[0]), v: found.map((pair) => pair[1]) };
}

function sumOf(values, of) {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += of(values[i], i);
  return total;
}
