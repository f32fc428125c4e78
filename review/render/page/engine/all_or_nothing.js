// Cohorts in which nobody or everybody responded, and no others: an exact interval instead of a model, whose
// likelihood would have no maximum at a finite spread or rate.

function isAllOrNothing(cohorts) {
  return cohorts.every(({ events, n }) => events === 0 || events === n);
}

function exactAnswer(cohorts, level) {
  const { events, n, note } = exactSample(cohorts);
  const [low, high] = exactInterval(events, n, level);
  const rate = events / n;
  return {
    pooled: {
      estimate: rate,
      ci_low: low,
      ci_high: high,
      prediction_low: null,
      prediction_high: null,
      marginal_mean: rate,
      estimate_transformed: rate > 0 && rate < 1 ? Math.log(rate / (1 - rate)) : null,
      se_transformed: null,
      exact: note.rule,
    },
    heterogeneity: equalRates(cohorts),
    weights: null,
    notes: [note],
  };
}

// One rate explains all counts (of patients), or only a spread without limit does (then cohorts are counted).
function exactSample(cohorts) {
  const events = sumOf(cohorts, (one) => one.events);
  const n = sumOf(cohorts, (one) => one.n);
  if (events === 0) return { events, n, note: { rule: "EXACT01", n } };
  if (events === n) return { events, n, note: { rule: "EXACT02", n } };
  if (cohorts.every((one) => one.n === 1)) return { events, n, note: { rule: "EXACT03", n } };
  const full = cohorts.filter((one) => one.events > 0).length;
  return { events: full, n: cohorts.length, note: { rule: "EXACT04", full, k: cohorts.length } };
}

// The likelihood-ratio test of one rate for all cohorts against a rate for each.
function equalRates(cohorts) {
  const xlogy = (x, y) => (x === 0 ? 0 : x * Math.log(y));
  const rate = sumOf(cohorts, ({ events }) => events) / sumOf(cohorts, ({ n }) => n);
  const fit = ({ events: x, n }, p) => xlogy(x, p) + xlogy(n - x, 1 - p);
  const each = sumOf(cohorts, (one) => fit(one, one.events / one.n) - fit(one, rate));
  const q = Math.max(2 * each, 0);
  const df = cohorts.length - 1;
  return { q, q_df: df, q_p: chi2Tail(q, df) };
}
