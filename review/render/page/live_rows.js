// The rows of the live forest plot: cohorts with their tick boxes, subgroups, the whole, the prediction
// interval. A subgroup that had one cohort from the start has no row of its own.

function liveRows(data, changed) {
  const ticks = new Map();
  const largest = Math.max(...data.cohorts.map(({ n }) => n));
  const pooled = new Map();
  const body = (...rows) => make("tbody", {}, ...rows);
  const members = (group) => data.cohorts.filter((cohort) => cohort.group === group);
  const summed = (group) => !data.groupsShareTau2 && members(group).length > 1;

  function cohortRow(cohort) {
    const { label, events, n, low, high } = cohort;
    const box = make("input", { type: "checkbox", checked: true, onchange: changed });
    ticks.set(cohort.id, box);
    const estimate = events / n;
    const square = { shape: "square", kind: "cohort", estimate, low, high, area: n / largest };
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, make("label", {}, box, make("span", {}, label)), detail(`${events} / ${n}`)),
      make("td", { class: "right" }, perCent(estimate), detail(perCentRange(low, high))),
      make("td", {}, markDrawing(data.axis, [square])),
    );
  }

  function pooledRow(key, leading) {
    const cells = [make("th", { scope: "row" }), make("td", { class: "right" }), make("td", {})];
    const row = make("tr", { class: leading ? "stressed" : null }, ...cells);
    pooled.set(key, row);
    return row;
  }

  const bodies = data.groups.map((group) =>
    body(
      make("tr", { class: "group" }, make("th", { scope: "rowgroup", colspan: "3" }, group)),
      ...members(group).map(cohortRow),
      ...(summed(group) ? [pooledRow(group, data.groupsFirst)] : []),
    ),
  );
  const rest = data.cohorts.filter(({ group }) => !data.groups.includes(group));
  if (rest.length) bodies.push(body(...rest.map(cohortRow)));
  bodies.push(body(pooledRow("", !data.groupsFirst), pooledRow("prediction", false)));

  return {
    table: make("div", { class: "live-plot" }, liveTable(data, bodies)),
    kept: () => new Set([...ticks].filter(([, box]) => box.checked).map(([id]) => id)),
    toggle(id) {
      const box = ticks.get(id);
      box.checked = !box.checked;
      box.focus({ preventScroll: true });
    },
    keepAll() {
      for (const box of ticks.values()) box.checked = true;
    },
    draw(parts, reported) {
      for (const box of ticks.values()) box.closest("tr").classList.toggle("left-out", !box.checked);
      for (const group of data.groups.filter(summed)) {
        drawPooled(pooled.get(group), parts.groups.get(group), reported?.groups.get(group), data, false);
      }
      drawPooled(pooled.get(""), parts.whole, reported?.whole, data, true);
      drawPrediction(pooled.get("prediction"), parts.whole, data);
    },
  };
}

function liveTable(data, bodies) {
  const shared = " Subgroups of this analysis share one τ²: their rates are computed by the program only.";
  const heads = ["Cohort", "Rate, %", axisDrawing(data.axis)].map((head) => make("th", { scope: "col" }, head));
  return make(
    "table",
    { class: "live-table" },
    make(
      "caption",
      {},
      `Rates in per cent with ${data.interval}; ticked cohorts are pooled.`,
      data.groupsShareTau2 ? shared : "",
    ),
    make("thead", {}, make("tr", {}, ...heads)),
    ...bodies,
  );
}

function detail(text) {
  return make("span", { class: "detail" }, text);
}

// A pooled rate with its diamond, and that of the report as an outline over it.
function drawPooled(row, part, reported, data, whole) {
  const [label, rate, plot] = row.cells;
  const name = whole ? (data.groupsFirst ? "All subgroups" : "Pooled") : "Subtotal";
  plot.replaceChildren(markDrawing(data.axis, diamonds(part, reported, data, whole)));
  if (!part || part.refused) {
    label.replaceChildren(part ? name : `${name}, no cohort`, detail(part?.refused ?? ""));
    rate.textContent = "–";
    return;
  }
  const { estimate, ci_low: low, ci_high: high, exact } = part.pooled;
  const instead = data.words.exact[exact];
  const secondary = whole && data.groupsFirst ? " (secondary)" : "";
  const few = part.k > 1 && part.k < data.fewest ? ", not drawn: few cohorts" : "";
  label.replaceChildren(
    `${name}, ${cohortCount(part.k)}${secondary}${instead ? ` (${instead.short})` : ""}`,
    detail(`${part.events} / ${part.n}${few}`),
  );
  rate.replaceChildren(perCent(estimate), detail(perCentRange(low, high)));
}

// By the rules of the forest plot: no diamond for few cohorts, none for a share of cohorts, a square for one.
function diamonds(part, reported, data, whole) {
  const mark = (of, kind, ofOne) => {
    if (!of || of.refused || data.words.exact[of.pooled.exact]?.ofCohorts) return [];
    const { estimate, ci_low: low, ci_high: high } = of.pooled;
    if (of.k === 1) return [{ shape: "square", kind: ofOne, estimate, low, high, area: 0.3 }];
    return of.k < data.fewest ? [] : [{ shape: "diamond", kind, estimate, low, high }];
  };
  const now = mark(part, whole === data.groupsFirst ? "secondary" : "primary", "cohort");
  return moved(part, reported) ? [...now, ...mark(reported, "ghost", "ghost")] : now;
}

function moved(part, reported) {
  if (!part || part.refused || !reported || reported.refused) return true;
  return ["estimate", "ci_low", "ci_high"].some((key) => part.pooled[key] !== reported.pooled[key]);
}

function drawPrediction(row, whole, data) {
  const ends = whole.refused ? null : shownPrediction(whole);
  row.hidden = ends === null;
  if (!ends) return;
  const [label, rate, plot] = row.cells;
  const kind = data.groupsFirst ? "secondary" : "primary";
  const bar = { shape: "bar", kind, low: ends[0], high: ends[1] };
  label.textContent = `${data.level} prediction interval`;
  rate.replaceChildren(detail(perCentRange(...ends)));
  plot.replaceChildren(markDrawing(data.axis, whole.k < data.fewest ? [] : [bar]));
}

function axisDrawing(axis) {
  const drawing = makeSvg("svg", { class: "live-axis", role: "img", "aria-label": "Plot" });
  axis.ticks.forEach(([value, text], j) => {
    const x = `${(100 * (value - axis.low)) / (axis.high - axis.low)}%`;
    const anchor = j === 0 ? "start" : j === axis.ticks.length - 1 ? "end" : "middle";
    drawing.append(makeSvg("text", { x, y: "80%", "text-anchor": anchor }, text));
  });
  return drawing;
}
