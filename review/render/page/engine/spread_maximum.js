// The highest point of a likelihood in a pooled logit and a spread >= 0, in which it is even.
//
// Along the spread there can be several maxima: the profile is scanned from 0 to well beyond the differences
// of the cohorts, every local maximum is climbed, and the highest counts. It may be the boundary, spread 0.

const SPREAD_LIMIT = 100;
const RUNG_RATIO = 1.35;
const MOST_STEPS = 200;
// A lower peak counts while it is compatible with the data: half the .95 quantile of chi² on one degree.
const RIVAL = 1.92;

function maximum(data) {
  const { scan, bendsUp } = scanned(data);
  const peaks = localMaxima(scan, bendsUp).map((start) => ascend(data, start));
  const best = peaks.reduce((high, peak) => (peak.height.value >= high.height.value ? peak : high));
  const rivals = peaks.filter((peak) => peak.height.value > best.height.value - RIVAL).length;
  return { ...best, rivals, scan };
}

// The best pooled logit at a given spread, by Newton's method with halved steps.
function climb(data, mu, spread) {
  let now = data.height(mu, spread);
  for (let turn = 0; turn < MOST_STEPS; turn += 1) {
    // Far from the maximum a parabola says little: the logit moves no further than it could be wrong.
    const stride = 2 + 3 * spread;
    let step = Math.max(-stride, Math.min(stride, now.byMu / Math.abs(now.muMu)));
    // The last step is taken: Newton doubles the digits, so what is left after it is enough squared.
    const last = step * now.byMu < 1e-9;
    let there = data.height(mu + step, spread);
    const least = now.value - 1e-9 - 1e-13 * Math.abs(now.value);
    for (let halvings = 0; there.value < least && halvings < 30; halvings += 1) {
      step /= 2;
      there = data.height(mu + step, spread);
    }
    mu += step;
    now = there;
    if (last) return { mu, height: now };
  }
  throw new Error("the best pooled logit at a given spread was not found");
}

function rung(data, spread) {
  const { mu, height } = climb(data, data.start(spread), spread);
  return { spread, mu, height, value: height.value };
}

function scanned(data) {
  const [bottom, top] = data.reach();
  const count = Math.ceil(Math.log(top / bottom) / Math.log(RUNG_RATIO)) + 1;
  let scan = [rung(data, 0)];
  for (let j = 0; j < count; j += 1) scan.push(rung(data, bottom * (top / bottom) ** (j / (count - 1))));
  const highest = () => scan.reduce((at, one, j) => (one.value > scan[at].value ? j : at), 0);
  while (highest() === scan.length - 1 && scan[scan.length - 1].spread < SPREAD_LIMIT) scan = longer(data, scan);
  const { height } = scan[0];
  // A bend that rounding alone could make is none.
  return { scan, bendsUp: height.spreadSpread > 1e-9 * Math.abs(height.muMu) };
}

function longer(data, scan) {
  const last = scan[scan.length - 1].spread;
  return [...scan, ...[1, 2, 3, 4, 5, 6].map((j) => rung(data, last * RUNG_RATIO ** j))];
}

// Local maxima of the scan, each with the bracket of its spread. The profile is even: 0 is a maximum where it
// bends down there, else the maximum lies just beside it.
function localMaxima(scan, bendsUp) {
  const found = [];
  scan.forEach(({ spread, mu, value }, j) => {
    const left = j ? scan[j - 1].value : -Infinity;
    const right = j + 1 < scan.length ? scan[j + 1].value : -Infinity;
    if (!(value >= left && value > right)) return;
    const high = scan[Math.min(j + 1, scan.length - 1)].spread;
    if (j) found.push({ mu, low: scan[j - 1].spread, spread, high });
    else if (bendsUp) found.push({ mu, low: 0, spread: high / 2, high });
    else found.push({ mu, low: 0, spread: 0, high: 0 });
  });
  return found;
}

// Climbs to the maximum within the bracket; a bracket of width 0 keeps its spread.
function ascend(data, { mu, low, spread, high }) {
  for (let turn = 0; turn < MOST_STEPS; turn += 1) {
    const now = data.height(mu, spread);
    const toRidge = now.byMu / Math.abs(now.muMu);
    const along = now.muSpread / Math.abs(now.muMu);
    // Slope and curvature of the profile, corrected to first order for a logit off the ridge.
    const slope = now.bySpread + now.muSpread * toRidge;
    const bend = now.spreadSpread + now.muSpread * along;
    if (now.byMu * toRidge < 1e-4) {
      if (slope > 0) low = Math.max(low, spread);
      if (slope < 0) high = Math.min(high, spread);
    }
    const newton = spread - slope / bend;
    let next = high > low ? (low + high) / 2 : spread;
    if (bend < 0 && newton > low && newton < high) next = newton;
    const step = toRidge + along * (next - spread);
    const still = Math.abs(next - spread) > 1e-9 * (1e-3 + spread) || Math.abs(step) > 1e-8;
    mu += step;
    spread = next;
    if (!still) return { mu, spread, height: data.height(mu, spread) };
  }
  throw new Error("the maximum of the likelihood was not found");
}
