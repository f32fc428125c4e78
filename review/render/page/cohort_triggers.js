// The cohorts of tables and forest plots as things that can be pointed at, focused and tapped.

const CLOSED = { "aria-haspopup": "dialog", "aria-expanded": "false" };

function nameCohorts(attach) {
  for (const row of document.querySelectorAll("tr[data-cohort]")) {
    const head = row.cells[0];
    const named = [...head.childNodes].filter((node) => !(node.classList && node.classList.contains("detail")));
    const trigger = make("button", { type: "button", class: "cohort-name", ...CLOSED });
    head.prepend(trigger);
    trigger.append(...named);
    attach(trigger);
  }
}

// A drawing is one image to a screen reader; with rows that can be focused it becomes a group of them. One row
// is in the order of the Tab key, the arrow keys go on from there.
function nameDrawnCohorts(drawing, attach) {
  const rows = [...drawing.querySelectorAll("[data-cohort]")];
  if (!rows.length) return;
  drawing.setAttribute("role", "group");
  for (const part of drawing.children) {
    const own = part.querySelector(":scope > title");
    if (["title", "desc", "style"].includes(part.localName)) continue;
    if (rows.some((row) => part.contains(row))) continue;
    if (own) fill(part, { role: "img", "aria-label": own.textContent }, []);
    else fill(part, { "aria-hidden": "true" }, []);
  }
  rows.forEach((row, at) => {
    const title = row.querySelector(":scope > title");
    const label = title ? title.textContent : row.dataset.cohort;
    const tabindex = at ? "-1" : "0";
    fill(row, { role: "button", tabindex, "aria-label": label, ...CLOSED }, []);
    title?.remove();
    row.prepend(backdrop(drawing, row));
    attach(row);
    row.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = step && rows[at + step];
      if (!next) return;
      event.preventDefault();
      row.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  });
}

// A row is as wide as the drawing, so that a pointer need not meet a letter or a line.
function backdrop(drawing, row) {
  const { y, height } = row.getBBox();
  const { width } = drawing.viewBox.baseVal;
  const box = { x: 0, y: y - 2, width, height: height + 4 };
  return makeSvg("rect", { class: "backdrop", ...box, fill: "transparent" });
}
