// What a reader chose (cohorts, model) and what comes of it: the whole, and each subgroup on its own.

const AGREES = 1e-6;

// The choices that this page may offer, and those that it may not, each with its reason. A choice for which the
// report gives numbers is tried on all its cohorts first, and offered only where the numbers are the same.
function offeredChoices(data) {
  const offered = [];
  const withheld = [];
  for (const choice of data.choices) {
    if (offered.some((other) => sameChoice(other, choice))) continue;
    const why = whyNotComputed(choice, data.cohorts) || whyNotTrusted(choice, data);
    if (why) withheld.push({ choice, why });
    else offered.push(choice);
  }
  return { offered, withheld };
}

function sameChoice(a, b) {
  return ["model", "measure", "tau2", "ci", "prediction", "level", "add", "to"].every((key) => a[key] === b[key]);
}

function whyNotTrusted(choice, data) {
  if (!choice.expected) return "";
  const found = tried(data.cohorts, choice, data.words);
  if (found.refused) return found.refused;
  const { estimate, ci_low: low, ci_high: high } = found.pooled;
  const same = [estimate, low, high].every((value, j) => {
    const given = choice.expected[j];
    return value === given || Math.abs(value - given) <= AGREES;
  });
  return same ? "" : "this browser's numbers are not those of the report";
}

// A search that does not settle is an answer withheld, never a number.
function tried(cohorts, choice, words) {
  try {
    return pool(cohorts, choice, words);
  } catch (error) {
    return { refused: `Not computed: ${error.message}.` };
  }
}

function pooledParts(data, choice, kept) {
  const cohorts = data.cohorts.filter(({ id }) => kept.has(id));
  const whole = tried(cohorts, choice, data.words);
  const groups = new Map();
  for (const group of data.groupsShareTau2 ? [] : data.groups) {
    const members = cohorts.filter((cohort) => cohort.group === group);
    if (members.length) groups.set(group, tried(members, choice, data.words));
  }
  return { whole, groups };
}

function shownPrediction({ pooled, heterogeneity }) {
  if (pooled.prediction_low === null || pooled.prediction_high === null) return null;
  const none = heterogeneity.tau2 !== undefined && heterogeneity.tau2 <= 1e-6;
  if (none && (heterogeneity.tau2_ci_high ?? null) === null) return null;
  return [pooled.prediction_low, pooled.prediction_high];
}
