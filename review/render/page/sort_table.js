// Heads of a table as buttons that sort its rows: upwards, downwards, as in the report. Groups stay together.

function makeSortable(table) {
  const bodies = [...table.tBodies];
  if (!bodies.some((body) => bodyRows(body).length > 2)) return;
  const original = bodies.map(bodyRows);
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const mark = make("span", { class: "sort-mark", "aria-hidden": "true" });
    const button = make("button", { type: "button", class: "sort" }, ...head.childNodes, mark);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" };
      const order = next[head.getAttribute("aria-sort") ?? "none"];
      for (const other of heads) other.removeAttribute("aria-sort");
      if (order !== "none") head.setAttribute("aria-sort", order);
      bodies.forEach((body, at) => body.append(...sorted(original[at], column, order)));
    });
  });
}

// Cells that say nothing come last both ways.
function sorted(rows, column, order) {
  if (order === "none") return rows;
  const texts = new Map(rows.map((row) => [row, cellLines(row.cells[column])[0] ?? ""]));
  const silent = (row) => ["", "–", "not stated", "not estimable"].includes(texts.get(row));
  const numbers = new Map(rows.map((row) => [row, cellNumber(texts.get(row))]));
  const numeric = rows.every((row) => silent(row) || numbers.get(row) !== null);
  const way = order === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => {
    if (silent(a) || silent(b)) return silent(a) - silent(b);
    if (numeric) return way * (numbers.get(a) - numbers.get(b));
    return way * texts.get(a).localeCompare(texts.get(b), "en", { numeric: true });
  });
}
