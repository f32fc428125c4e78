// Profile-likelihood intervals of the pooled logit and of the spread.
//
// Both are taken from the whole region {(mu, spread): log-likelihood >= target}, because the likelihood can
// have two peaks: the spread's ends are the outermost crossings of its profile, mu's the outermost points.

// expit(±37) is 0 or 1 in double precision: an end further out is 0 or 1.
const LOGIT_LIMIT = 37;
const CLOSE = 1e-9;

function spreadRegion(data, top, quantile) {
  const target = top.height.value - quantile / 2;
  let { scan } = top;
  while (scan[scan.length - 1].value >= target && scan[scan.length - 1].spread < SPREAD_LIMIT) {
    scan = longer(data, scan);
  }
  const rungs = [...scan, { spread: top.spread, mu: top.mu, value: top.height.value }];
  rungs.sort((a, b) => a.spread - b.spread);
  const first = rungs.findIndex(({ value }) => value >= target);
  const last = rungs.reduce((at, { value }, j) => (value >= target ? j : at), first);
  const border = (inside, outside) => spreadCrossing(data, target, inside.mu, outside.spread, inside.spread);
  return {
    target,
    low: first === 0 ? 0 : border(rungs[first], rungs[first - 1]),
    high: last === rungs.length - 1 ? Infinity : border(rungs[last], rungs[last + 1]),
  };
}

// The lowest and the highest pooled logit of the region; an end beyond ±37 is infinite.
function muInterval(data, region) {
  const top = Math.min(region.high, SPREAD_LIMIT);
  const bottom = Math.max(region.low, top / 200);
  const ladder = [region.low];
  for (let j = 0; j < 18; j += 1) ladder.push(bottom * (top / bottom) ** (j / 17));
  ladder.push(top);
  const spreads = [...new Set(ladder)].sort((a, b) => a - b);
  const ridge = spreads.map((spread) => climb(data, data.start(spread), spread));
  return [-1, 1].map((side) => {
    const edges = spreads.map((spread, j) => muEdge(data, region.target, spread, ridge[j], side));
    const at = edges.reduce((far, edge, j) => (side * edge > side * edges[far] ? j : far), 0);
    const open = region.high === Infinity && at === spreads.length - 1;
    if (Math.abs(edges[at]) > LOGIT_LIMIT || open) return side * Infinity;
    const low = spreads[Math.max(at - 1, 0)];
    const high = spreads[Math.min(at + 1, spreads.length - 1)];
    return muTurning(data, region.target, spreads[at], low, high, side);
  });
}

// Where the profile of the spread crosses the target: Newton's method, mu towards the ridge at the same time.
function spreadCrossing(data, target, mu, outside, inside) {
  let spread = (outside + inside) / 2;
  for (let turn = 0; turn < MOST_STEPS; turn += 1) {
    const there = data.height(mu, spread);
    const toRidge = there.byMu / Math.abs(there.muMu);
    const along = there.muSpread / Math.abs(there.muMu);
    const above = there.value + (there.byMu * toRidge) / 2 - target;
    const slope = there.bySpread + there.muSpread * toRidge;
    if (there.byMu * toRidge < 1e-4) {
      if (above > 0) inside = spread;
      else outside = spread;
    }
    const low = Math.min(inside, outside);
    const high = Math.max(inside, outside);
    const newton = slope ? spread - above / slope : Infinity;
    // A bracket that closes on the crossing itself must not send the last step away from it.
    const last = Math.abs(newton - spread) <= CLOSE * spread;
    const next = last || (low < newton && newton < high) ? newton : (low + high) / 2;
    const step = toRidge + along * (next - spread);
    const moved = Math.abs(next - spread);
    mu += step;
    spread = next;
    if ((moved <= CLOSE * spread && Math.abs(step) <= 1e-8) || high - low <= 1e-13 * high) return spread;
  }
  throw new Error("an end of the interval of the spread was not found");
}

// The far end of the region at one spread, between the best mu and beyond.
function muEdge(data, target, spread, ridge, side) {
  const spare = ridge.height.value - target;
  // Where the spread is about to leave the region, mu has no room either.
  if (spare <= 1e-6) return ridge.mu;
  let inside = ridge.mu;
  let outside = side * Infinity;
  let far = inside + side * Math.sqrt((2 * spare) / Math.abs(ridge.height.muMu));
  for (let turn = 0; turn < MOST_STEPS; turn += 1) {
    const there = data.height(far, spread);
    const above = there.value - target;
    if (above > 0) inside = far;
    else outside = far;
    const newton = side * there.byMu < 0 ? far - above / there.byMu : far;
    if (Math.abs(newton - far) <= CLOSE && side * there.byMu < 0) return far;
    if (Math.abs(outside - inside) <= CLOSE) return far;
    const between = side * (newton - inside) > 0 && side * (outside - newton) > 0;
    const halfway = Number.isFinite(outside) ? (inside + outside) / 2 : 2 * far - ridge.mu;
    far = between ? newton : halfway;
    if (Math.abs(far) > 1e6) return far;
  }
  throw new Error("the edge of the likelihood region was not found");
}

// The outermost mu between two spreads: on the edge of the region, and flat in the spread.
function muTurning(data, target, spread, low, high, side) {
  let start = data.start(spread);
  let mu = NaN;
  for (let turn = 0; turn < MOST_STEPS; turn += 1) {
    const ridge = climb(data, start, spread);
    const before = mu;
    mu = muEdge(data, target, spread, ridge, side);
    start = ridge.mu;
    const there = data.height(mu, spread);
    // The edge moves out with the spread where the likelihood still rises with it.
    if (there.bySpread > 0) low = Math.max(low, spread);
    else high = Math.min(high, spread);
    const bend = there.spreadSpread - (there.muSpread * there.bySpread) / there.byMu;
    const newton = bend < 0 ? spread - there.bySpread / bend : Infinity;
    const next = low <= newton && newton <= high ? newton : (low + high) / 2;
    if (Math.abs(next - spread) <= 1e-9 * (1e-3 + spread) || Math.abs(mu - before) <= 0.1 * CLOSE) return mu;
    spread = next;
  }
  throw new Error("an end of the profile interval was not found");
}
