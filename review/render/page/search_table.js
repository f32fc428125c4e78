// A field that hides the rows of a table in which what is typed does not stand.

const FEWEST_ROWS_SEARCHED = 6;

function searchField(table, name) {
  const rows = [...table.tBodies].flatMap(bodyRows);
  if (rows.length < FEWEST_ROWS_SEARCHED) return null;
  const found = make("span", { class: "found", role: "status" });
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const show = (event) => {
    const wanted = folded(event.target.value).split(/\s+/).filter((word) => word);
    for (const row of rows) {
      const text = folded(row.textContent);
      row.classList.toggle("filtered", !wanted.every((word) => text.includes(word)));
    }
    for (const group of table.querySelectorAll("tr.group")) {
      const empty = bodyRows(group.parentElement).every((row) => row.classList.contains("filtered"));
      group.classList.toggle("filtered", empty);
    }
    const left = rows.filter((row) => !row.classList.contains("filtered")).length;
    found.textContent = wanted.length ? `${left} of ${rows.length} rows` : "";
  };
  const field = make("input", { type: "search", "aria-label": `Search ${name}`, placeholder: "Search", oninput: show });
  return make("span", { class: "search" }, field, found);
}
