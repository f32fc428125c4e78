// A button that copies a table, as it is shown, for a spreadsheet: cells between tabs.

function copyButton(table, name) {
  const label = "Copy";
  const button = make("button", { type: "button", class: "tool", "aria-label": `Copy ${name}` }, label);
  const said = make("span", { class: "found", role: "status" });
  button.addEventListener("click", async () => {
    said.textContent = (await copyText(tableText(table))) ? "Copied" : "The browser did not allow it";
  });
  return make("span", {}, button, said);
}

function tableText(table) {
  const rows = [...table.rows].filter((row) => !row.classList.contains("filtered"));
  return rows.map((row) => [...row.cells].map(spreadsheetText).join("\t")).join("\n");
}

// A minus sign that a spreadsheet reads, and an apostrophe before what it would take for a formula (+TKI).
function spreadsheetText(cell) {
  const text = cellLines(cell).join("; ").replace(/\s+/g, " ").replace(/^−(?=\d)/, "-");
  return /^[=+@-]/.test(text) && !/^[+-][\d.]+%?$/.test(text) ? `'${text}` : text;
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", { "aria-hidden": "true", class: "off-page" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
