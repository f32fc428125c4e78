// Pools cohorts as `review pool` does: names of numbers are those of its JSON.

const MODELS = {
  glmm: { fit: glmm, intervals: Object.keys(LIKELIHOOD_INTERVALS) },
  "beta-binomial": { fit: betaBinomialModel, intervals: Object.keys(LIKELIHOOD_INTERVALS), largest: 5000 },
  "inverse-variance": { fit: inverseVariance, intervals: Object.keys(CORRECTIONS) },
  common: { fit: inverseVariance, intervals: Object.keys(CORRECTIONS) },
};

// Why this page does not compute a choice; empty where it does.
function whyNotComputed(choice, cohorts) {
  const model = MODELS[choice.model];
  if (!model) return "computed by the program only";
  if (!model.intervals.includes(choice.ci)) return "its interval is computed by the program only";
  if (model.largest && cohorts.some(({ n }) => n > model.largest)) {
    return `cohorts of more than ${model.largest} patients are left to the program`;
  }
  return "";
}

// `words` holds the labels that notes print; cohorts are {label, events, n, low, high, subgroup}.
function pool(cohorts, choice, words) {
  const refused = refusal(cohorts, choice);
  if (refused) return { refused };
  const fit = fitCohorts(cohorts, choice);
  return {
    k: cohorts.length,
    events: sumOf(cohorts, (one) => one.events),
    n: sumOf(cohorts, (one) => one.n),
    pooled: fit.pooled,
    heterogeneity: fit.heterogeneity,
    weights: fit.weights,
    notes: [...remarks(cohorts, fit, choice, words), ...fit.notes],
  };
}

// One cohort alone gets its exact interval, whatever the model.
function fitCohorts(cohorts, choice) {
  if (cohorts.length > 1) return MODELS[choice.model].fit(cohorts, choice);
  const [{ events, n }] = cohorts;
  const [low, high] = exactInterval(events, n, choice.level);
  return {
    pooled: { estimate: events / n, ci_low: low, ci_high: high, prediction_low: null, prediction_high: null },
    heterogeneity: { q_df: 0 },
    weights: null,
    notes: [],
  };
}

function refusal(cohorts, choice) {
  if (!cohorts.length) return "No cohort is left.";
  if (choice.add === null || choice.to === null || (choice.to !== "none" && choice.add > 0)) return "";
  const bare = cohorts.find(({ events, n }) => events === 0 || events === n);
  return bare ? `${bare.label}: ${bare.events} of ${bare.n} cannot be put on this scale without a correction.` : "";
}
