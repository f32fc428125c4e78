// A table of the report as rows of texts, for sorting, searching and copying.

// The lines of a cell: its text, then the lines that explain it.
function cellLines(cell) {
  const main = cell.cloneNode(true);
  for (const detail of main.querySelectorAll(".detail, .sort-mark")) detail.remove();
  const details = [...cell.querySelectorAll(".detail")].map((detail) => detail.textContent.trim());
  return [main.textContent.trim(), ...details].filter((line) => line);
}

function bodyRows(body) {
  return [...body.rows].filter((row) => !row.classList.contains("group"));
}

// What a cell is sorted by: 19 / 52 by its rate, 46.8% (27.8–66.8%) by 46.8, <0.001 below 0.001. A cell
// without a number has none; text that begins with a date or a word is no number.
function cellNumber(text) {
  const plain = text.replace(/−/g, "-").replace(/(\d),(?=\d{3})/g, "$1");
  const ratio = /^(\d+) \/ (\d+)/.exec(plain);
  if (ratio) return Number(ratio[1]) / Number(ratio[2]);
  const number = /^([<+-]?)(\d+(?:\.\d+)?)(?!\d*-\d)/.exec(plain);
  if (!number) return null;
  const size = Number(number[2]);
  return { "-": -size, "<": size * (1 - 1e-9) }[number[1]] ?? size;
}
