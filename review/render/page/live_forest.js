// The forest plot once more, as a table in which cohorts can be left out and the model switched. Returns how
// other parts of the page leave a cohort out; null where there is nothing to leave out.

// A longer table begins closed: it would stand between the figure and what the report says of it.
const MOST_COHORTS_OPEN = 12;

const LIVE_WORDS =
  "Untick a cohort to see the pooled rate without it. Everything is computed in this page and stays in it; " +
  "the figure above and every word of the report remain those of its analysis.";

function liveForest(data) {
  const figure = document.getElementById(data.figure);
  if (!figure || data.cohorts.length < 2) return null;
  const { offered, withheld } = offeredChoices(data);
  if (!offered.length) return null;
  const report = data.choices[0];
  const everyone = new Set(data.cohorts.map(({ id }) => id));
  const reported = offered[0] === report ? pooledParts(data, report, everyone) : null;

  const options = offered.map(({ label }, j) => make("option", { value: j }, label));
  const model = make("select", { id: "live-model" }, ...options);
  const reset = make("button", { type: "button", class: "tool" }, "Back to the analysis of the report");
  const status = make("p", { class: "live-status" });
  const answer = make("p", { class: "live-answer" });
  const spread = make("p", { class: "small" });
  const words = make("p", { class: "small" });
  const notes = make("ul", { class: "small live-notes" });
  const rows = liveRows(data, show);
  const section = make(
    "details",
    { class: "live", open: data.cohorts.length <= MOST_COHORTS_OPEN },
    make("summary", {}, make("h3", {}, "Leave cohorts out, switch the model")),
    make("p", {}, LIVE_WORDS),
    make("p", { class: "live-controls" }, make("label", { for: "live-model" }, "Model"), model, reset),
    words,
    make("div", { class: "live-result", role: "status", "aria-atomic": "true" }, status, answer, spread),
    rows.table,
    notes,
    withheld.length ? make("p", { class: "small" }, withheldWords(withheld)) : null,
  );
  figure.after(section);

  function show() {
    const choice = offered[Number(model.value)];
    const kept = rows.kept();
    const parts = pooledParts(data, choice, kept);
    const changed = changes(data.cohorts.length - kept.size, choice === report);
    section.classList.toggle("changed", changed !== "");
    const what = "the analysis of the report.";
    status.textContent = changed ? `${changed}; this is not ${what}` : `This is ${what}`;
    reset.disabled = changed === "";
    words.textContent = `Model: ${choice.words}.`;
    answer.replaceChildren(...answerWords(parts.whole, reported?.whole, data));
    spread.textContent = parts.whole.refused ? "" : heterogeneityWords(parts.whole.heterogeneity, data.level);
    const sentences = (parts.whole.notes ?? []).map((note) => noteSentence(note, data.sentences));
    notes.replaceChildren(...sentences.map((sentence) => make("li", {}, sentence)));
    rows.draw(parts, reported);
  }

  model.addEventListener("change", show);
  reset.addEventListener("click", () => {
    if (offered[0] === report) model.value = "0";
    rows.keepAll();
    show();
    model.focus();
  });
  show();
  return {
    isKept: (id) => rows.kept().has(id),
    toggle(id) {
      section.open = true;
      rows.toggle(id);
      show();
      section.scrollIntoView({ block: "start" });
    },
  };
}

// "2 cohorts left out and another model chosen by you"; empty where nothing was changed.
function changes(left, modelOfReport) {
  const said = [];
  if (left) said.push(`${cohortCount(left)} left out`);
  if (!modelOfReport) said.push("another model chosen");
  return said.length ? `${said.join(" and ")} by you`.replace(/^a/, "A") : "";
}

function answerWords(whole, reported, data) {
  if (whole.refused) return [whole.refused];
  const counted = `, from ${cohortCount(whole.k)} with ${whole.events} of ${whole.n} patients.`;
  const before = reported && !reported.refused ? reported.pooled.estimate : null;
  const change = before === null ? 0 : whole.pooled.estimate - before;
  const moved = Math.abs(change) > 1e-12 ? ` ${points(change)} percentage points from the report.` : "";
  const of = data.groupsFirst ? "All subgroups together, which is secondary: " : "";
  return [of, make("strong", {}, ...rateWords(whole.pooled, data)), counted + moved];
}

// The interval and its name stay on one line.
function rateWords(pooled, data) {
  const instead = data.words.exact[pooled.exact];
  const range = make("span", { class: "whole" }, `${data.interval} ${perCentRange(pooled.ci_low, pooled.ci_high)}%`);
  return [`${perCent(pooled.estimate)}% (`, range, `${instead ? `; ${instead.short}` : ""})`];
}

function withheldWords(withheld) {
  const reasons = withheld.map(({ choice, why }) => `${choice.label} (${why.replace(/\.$/, "")})`);
  return `Not offered here: ${reasons.join("; ")}.`;
}
