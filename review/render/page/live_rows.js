// The rows of the live forest plot: cohorts with their tick boxes, subgroups, the whole, the prediction interval.

function liveRows(data, changed) {
  const ticks = new Map();
  const largest = Math.max(...data.cohorts.map(({ n }) => n));
  const cells = new Map();
  const body = (...rows) => make("tbody", {}, ...rows);

  function cohortRow(cohort) {
    const box = make("input", { type: "checkbox", checked: true, onchange: changed });
    ticks.set(cohort.id, box);
    const estimate = cohort.events / cohort.n;
    const square = { shape: "square", kind: "cohort", estimate, low: cohort.low, high: cohort.high, area: cohort.n / largest };
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, make("label", {}, box, make("span", {}, cohort.label)), make("span", { class: "detail" }, `${cohort.events} / ${cohort.n}`)),
      make("td", { class: "right" }, perCent(estimate), make("span", { class: "detail" }, perCentRange(cohort.low, cohort.high))),
      make("td", {}, markDrawing(data.axis, [square])),
    );
  }

  function pooledRow(key, strong) {
    const row = make("tr", { class: strong ? "stressed" : null }, make("th", { scope: "row" }), make("td", { class: "right" }), make("td", {}));
    cells.set(key, row);
    return row;
  }

  const members = (group) => data.cohorts.filter((cohort) => cohort.group === group);
  const bodies = data.groups.map((group) =>
    body(
      make("tr", { class: "group" }, make("th", { scope: "rowgroup", colspan: "3" }, group)),
      ...members(group).map(cohortRow),
      ...(data.groupsShareTau2 || members(group).length < 2 ? [] : [pooledRow(group, data.groupsFirst)]),
    ),
  );
  const rest = data.cohorts.filter(({ group }) => !data.groups.includes(group));
  if (rest.length) bodies.push(body(...rest.map(cohortRow)));
  bodies.push(body(pooledRow("", !data.groupsFirst), pooledRow("prediction", false)));
  const shared = "Subgroups of this analysis share one τ²: their rates are computed by the program only.";
  const caption = `Rates in per cent with ${data.interval}; ticked cohorts are pooled.${data.groupsShareTau2 ? ` ${shared}` : ""}`;
  const table = make(
    "table",
    { class: "live-table" },
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...["Cohort", "Rate, %"].map((label) => make("th", { scope: "col" }, label)), make("th", { scope: "col" }, axisDrawing(data.axis)))),
    ...bodies,
  );

  return {
    table: make("div", { class: "live-plot" }, table),
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
      for (const group of data.groups) {
        if (cells.has(group)) drawPooled(cells.get(group), parts.groups.get(group), reported?.groups.get(group), data, false);
      }
      drawPooled(cells.get(""), parts.whole, reported?.whole, data, true);
      drawPrediction(cells.get("prediction"), parts.whole, data);
    },
  };
}

// A pooled rate with its diamond, and that of the report as an outline behind it.
function drawPooled(row, part, reported, data, whole) {
  const [label, rate, plot] = row.cells;
  const name = whole ? (data.groupsFirst ? "All subgroups" : "Pooled") : "Subtotal";
  if (!part || part.refused) {
    label.replaceChildren(part ? name : `${name}, no cohort`, make("span", { class: "detail" }, part?.refused ?? ""));
    rate.textContent = "–";
    plot.replaceChildren(markDrawing(data.axis, diamonds(null, reported, data, whole)));
    return;
  }
  const instead = data.words.exact[part.pooled.exact];
  const few = part.k > 1 && part.k < data.fewest ? ", not drawn: few cohorts" : "";
  label.replaceChildren(
    `${name}, ${cohortCount(part.k)}${whole && data.groupsFirst ? " (secondary)" : ""}${instead ? ` (${instead.short})` : ""}`,
    make("span", { class: "detail" }, `${part.events} / ${part.n}${few}`),
  );
  rate.replaceChildren(perCent(part.pooled.estimate), make("span", { class: "detail" }, perCentRange(part.pooled.ci_low, part.pooled.ci_high)));
  plot.replaceChildren(markDrawing(data.axis, diamonds(part, reported, data, whole)));
}

// By the rules of the forest plot: no diamond for few cohorts, none for a share of cohorts, a square for one.
function diamonds(part, reported, data, whole) {
  const kind = whole === data.groupsFirst ? "secondary" : "primary";
  const mark = (of, name) => {
    if (!of || of.refused || data.words.exact[of.pooled.exact]?.ofCohorts) return [];
    const { estimate, ci_low: low, ci_high: high } = of.pooled;
    if (of.k === 1) return [{ shape: "square", kind: name === "ghost" ? "ghost" : "cohort", estimate, low, high, area: 0.3 }];
    return of.k < data.fewest ? [] : [{ shape: "diamond", kind: name, estimate, low, high }];
  };
  return [...mark(part, kind), ...(moved(part, reported) ? mark(reported, "ghost") : [])];
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
  label.textContent = `${data.level} prediction interval`;
  rate.replaceChildren(make("span", { class: "detail" }, perCentRange(...ends)));
  plot.replaceChildren(
    markDrawing(data.axis, whole.k < data.fewest ? [] : [{ shape: "bar", kind: data.groupsFirst ? "secondary" : "primary", low: ends[0], high: ends[1] }]),
  );
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
