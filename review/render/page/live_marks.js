// Squares, diamonds and bars of one row, on the axis of the forest plot. What leaves the axis ends in an arrow.

const DIAMOND_HEIGHT = 18;

function markDrawing(axis, marks) {
  const place = (value) => `${(100 * (value - axis.low)) / (axis.high - axis.low)}%`;
  const drawing = makeSvg("svg", { class: "live-marks", "aria-hidden": "true", focusable: "false" });
  for (const [value] of axis.ticks) {
    drawing.append(makeSvg("line", { class: "tick", x1: place(value), x2: place(value), y1: "0", y2: "100%" }));
  }
  for (const mark of marks) drawing.append(...SHAPES[mark.shape](mark, axis, place));
  return drawing;
}

const SHAPES = {
  square: ({ estimate, low, high, area, kind }, axis, place) => [
    ...interval(low, high, kind, axis, place),
    ...(estimate < axis.low || estimate > axis.high
      ? []
      : [centred(place(estimate), square(10 * Math.sqrt(area), kind))]),
  ],
  bar: ({ low, high, kind }, axis, place) => interval(low, high, kind, axis, place),
  diamond: ({ estimate, low, high, kind }, axis, place) => {
    const middle = high > low ? (100 * (estimate - low)) / (high - low) : 50;
    const outline = `M0 5L${middle} 0L100 5L${middle} 10Z`;
    const box = { x: place(low), width: width(low, high, axis), y: "50%", height: DIAMOND_HEIGHT };
    const inner = { ...box, viewBox: "0 0 100 10", preserveAspectRatio: "none", overflow: "visible" };
    const shape = makeSvg("svg", inner, makeSvg("path", { class: kind, d: outline }));
    return [
      // Within a drawing as wide as the axis, which cuts it off at both ends.
      makeSvg("svg", { width: "100%", height: "100%" }, raised(shape)),
      ...arrows(low, high, kind, axis),
    ];
  },
};

function raised(shape) {
  return makeSvg("g", { transform: `translate(0 ${-DIAMOND_HEIGHT / 2})` }, shape);
}

function width(low, high, axis) {
  return `${(100 * (high - low)) / (axis.high - axis.low)}%`;
}

function interval(low, high, kind, axis, place) {
  const ends = [Math.max(low, axis.low), Math.min(high, axis.high)];
  const line = makeSvg("line", { class: kind, x1: place(ends[0]), x2: place(ends[1]), y1: "50%", y2: "50%" });
  return [line, ...arrows(low, high, kind, axis)];
}

function arrows(low, high, kind, axis) {
  const arrow = (x, points) => centred(x, makeSvg("polygon", { class: kind, points }));
  return [
    ...(low < axis.low ? [arrow("0", "0,0 5,-3 5,3")] : []),
    ...(high > axis.high ? [arrow("100%", "0,0 -5,-3 -5,3")] : []),
  ];
}

function square(side, kind) {
  return makeSvg("rect", { class: kind, x: -side / 2, y: -side / 2, width: side, height: side });
}

// A shape about its own middle, half way down the row.
function centred(x, shape) {
  return makeSvg("svg", { x, y: "50%", overflow: "visible" }, shape);
}
