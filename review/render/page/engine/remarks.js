// What stands beside a pooled rate whatever the model, as rule and numbers; the sentences come with the page.

function remarks(cohorts, fit, choice, words) {
  const k = cohorts.length;
  if (k === 1) return [{ rule: "POOL02", study: cohorts[0].label }, ...intervalNotes(cohorts, choice, words)];
  return [
    ...(k <= 4 ? [{ rule: "POOL01", k }] : []),
    ...countNotes(cohorts, choice),
    ...rangeNotes(fit, choice, words),
    ...intervalNotes(cohorts, choice, words),
    ...heterogeneityNotes(fit, choice),
  ];
}

function countNotes(cohorts, choice) {
  const notes = [];
  const events = sumOf(cohorts, (one) => one.events);
  const n = sumOf(cohorts, (one) => one.n);
  const sizes = cohorts.map((one) => one.n);
  if (choice.add && choice.to) {
    const touched = corrected(cohorts, choice.to);
    const names = cohorts.filter((_, i) => touched[i]).map(({ label }) => label);
    if (names.length) notes.push({ rule: "POOL07", add: choice.add, cohorts: listed(names) });
  }
  notes.push(...nobodyOrEverybody(events, n, choice));
  const largest = Math.max(...sizes);
  if (choice.measure === "PFT") {
    notes.push({ rule: "POOL08", n: harmonicMean(sizes), smallest: Math.min(...sizes), largest });
  }
  if (largest / n >= 0.8) {
    notes.push({ rule: "POOL14", study: cohorts[sizes.indexOf(largest)].label, share: largest / n });
  }
  const single = cohorts.filter((one) => one.n === 1).map(({ label }) => label);
  if (single.length) notes.push({ rule: "POOL15", cohorts: listed(single) });
  return notes;
}

// What the data say exactly; models on exact likelihoods answer with it themselves.
function nobodyOrEverybody(events, n, choice) {
  if (["glmm", "beta-binomial"].includes(choice.model) || (events > 0 && events < n)) return [];
  const [low, high] = exactInterval(events, n, choice.level);
  const byCorrection = choice.add && choice.to;
  if (events === 0) return [{ rule: byCorrection ? "POOL10" : "POOL35", n, high }];
  return [{ rule: byCorrection ? "POOL11" : "POOL36", n, low }];
}

function rangeNotes({ pooled }, choice, words) {
  const ends = [
    ["interval of the pooled rate", pooled.ci_low, pooled.ci_high],
    ["prediction interval", pooled.prediction_low, pooled.prediction_high],
  ];
  return ends
    .filter(([, low, high]) => low !== null && high !== null && (low < 0 || high > 1))
    .map(([which, low, high]) => ({ rule: "POOL06", which, low, high, label: words.measures[choice.measure] }));
}

function intervalNotes(cohorts, choice, words) {
  const outside = cohorts.filter(({ low, high }) => low < 0 || high > 1).map(({ label }) => label);
  if (!outside.length) return [];
  return [{ rule: "POOL19", label: words.studyIntervals[choice.study_ci], cohorts: listed(outside) }];
}

function heterogeneityNotes({ heterogeneity: { i2, q, q_df: df, q_p: p } }, choice) {
  const notes = i2 === undefined ? [] : [{ rule: "POOL13" }];
  if (i2 !== undefined && df === 1 && q <= 2) notes.push({ rule: "POOL26" });
  if (choice.model === "common" && p < 0.1) notes.push({ rule: "POOL16", q, df, p });
  return notes;
}

function listed(names) {
  const rest = names.length - 5;
  return names.slice(0, 5).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
