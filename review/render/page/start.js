// Everything that the program does to a page that is complete without it.

const HINT =
  "Point at a cohort, tap it, or step through them with Tab and the arrow keys: where its numbers stand is shown.";

function start() {
  for (const block of document.querySelectorAll("main .table")) {
    const table = block.querySelector("table");
    const name = block.querySelector("caption strong").textContent.replace(/\.$/, "");
    makeSortable(table);
    block.prepend(make("div", { class: "tools" }, searchField(table, name), copyButton(table, name)));
  }
  for (const figure of document.querySelectorAll("main figure")) {
    const name = figure.querySelector("figcaption strong").textContent.replace(/\.$/, "");
    const buttons = figureButtons(figure, name);
    if (buttons) figure.append(buttons);
  }
  const results = resultsButton(document.getElementById("page-results"));
  if (results) document.querySelector("header").append(make("p", { class: "tools" }, results));
  const given = document.getElementById("page-data");
  if (!given) return;
  const data = JSON.parse(given.textContent);
  const attach = cohortCard(data.cohorts, liveForest(data));
  nameCohorts(attach);
  for (const drawing of document.querySelectorAll("main figure svg")) nameDrawnCohorts(drawing, attach);
  const figure = document.getElementById(data.figure);
  figure.querySelector("figcaption").append(make("span", { class: "hint" }, HINT));
}

start();
