// The beta-binomial likelihood: rates of cohorts are Beta(p/γ, (1 − p)/γ), with γ the square of the spread.
//
// Σ_{j<x} log(p + jγ) + Σ_{j<n−x} log(1 − p + jγ) − Σ_{j<n} log(1 + jγ) over all cohorts, whose sums are
// merged: `many[j]` says how many counts are greater than j.

function betaBinomial(cohorts) {
  const responders = countSums(cohorts.map(({ events }) => events));
  const others = countSums(cohorts.map(({ events, n }) => n - events));
  const patients = countSums(cohorts.map(({ n }) => n));
  const largest = Math.max(...cohorts.map(({ n }) => n));
  return {
    height(mu, spread) {
      // Beyond a logit of 300 a rate has no square in double precision.
      const eta = Math.min(Math.max(mu, -300), 300);
      const gamma = spread * spread;
      const p = expit(eta);
      const q = expit(-eta);
      const x = responders(p, gamma);
      const o = others(q, gamma);
      const n = patients(1, gamma);
      const byP = x.a - o.a;
      const byGamma = x.g + o.g - n.g;
      const pq = p * q;
      return {
        value: x.value + o.value - n.value,
        byMu: byP * pq,
        bySpread: 2 * spread * byGamma,
        muMu: (x.aa + o.aa) * pq * pq + byP * pq * (q - p),
        muSpread: 2 * spread * pq * (x.ag - o.ag),
        spreadSpread: 2 * byGamma + 4 * gamma * (x.gg + o.gg - n.gg),
      };
    },
    start(spread) {
      const share = (spread * spread) / (1 + spread * spread);
      const weight = ({ n }) => 1 / (1 + (n - 1) * share);
      const rate = sumOf(cohorts, (one) => weight(one) * one.events) / sumOf(cohorts, (one) => weight(one) * one.n);
      return Math.log(rate / (1 - rate));
    },
    // γ = 1/50 of one over the largest cohort, and γ = 4, where the distribution is U-shaped.
    reach() {
      return [Math.sqrt(0.02 / largest), 2];
    },
  };
}

// The sums of log(a + jγ) over all counts, with their derivatives in a and γ.
function countSums(counts) {
  const many = new Float64Array(Math.max(...counts));
  for (const count of counts) for (let j = 0; j < count; j += 1) many[j] += 1;
  return (a, gamma) => {
    const sum = { value: 0, a: 0, g: 0, aa: 0, ag: 0, gg: 0 };
    for (let j = 0; j < many.length; j += 1) {
      const term = a + gamma * j;
      const first = many[j] / term;
      const second = first / term;
      sum.value += many[j] * Math.log(term);
      sum.a += first;
      sum.g += first * j;
      sum.aa -= second;
      sum.ag -= second * j;
      sum.gg -= second * j * j;
    }
    return sum;
  };
}

// Variance of the logit of a rate from Beta(rate/γ, (1 − rate)/γ).
function logitVariance(rate, gamma) {
  return gamma === 0 ? 0 : trigamma(rate / gamma) + trigamma((1 - rate) / gamma);
}
