// Where the numbers of a cohort stand: its cells, its report, the place in it. Shown while a pointer rests on
// the cohort or it has the focus; Enter, a click or a tap keeps it open, Escape closes it.

const SHOW_AFTER = 150;
const HIDE_AFTER = 250;

// `live` leaves a cohort out of the live forest plot or puts it back; null where the page has none.
function cohortCard(cohorts, live) {
  const byId = new Map(cohorts.map((cohort) => [cohort.id, cohort]));
  const about = { role: "dialog", "aria-labelledby": "card-title", tabindex: "-1" };
  const card = make("div", { class: "card", ...about, hidden: true });
  document.body.append(card);
  let shown = null;
  let pinned = false;
  // Whether the focus comes back from the card: then it must not open it again.
  let returning = false;
  let timer = 0;

  function show(trigger, keep) {
    clearTimeout(timer);
    const cohort = byId.get(cohortOf(trigger));
    if (shown && shown !== trigger) mark(shown, false);
    shown = trigger;
    pinned = keep;
    mark(trigger, true);
    const buttons = make("div", { class: "tools" }, live && leaveButton(cohort), closeButton());
    card.replaceChildren(...cardContents(cohort), buttons);
    card.hidden = false;
    place(card, trigger);
    if (keep) card.focus({ preventScroll: true });
  }

  function hide() {
    clearTimeout(timer);
    if (!shown) return;
    const back = card.contains(document.activeElement);
    const trigger = shown;
    mark(trigger, false);
    shown = null;
    pinned = false;
    card.hidden = true;
    if (!back) return;
    returning = true;
    trigger.focus({ preventScroll: true });
    returning = false;
  }

  function leaveButton({ id }) {
    const act = () => {
      hide();
      live.toggle(id);
    };
    const label = live.isKept(id) ? "Leave out of the pooled rate" : "Put back into the pooled rate";
    return make("button", { type: "button", class: "tool", onclick: act }, label);
  }

  function closeButton() {
    return make("button", { type: "button", class: "tool", onclick: hide }, "Close");
  }

  const later = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  const leave = () => {
    if (!pinned) later(hide, HIDE_AFTER);
  };

  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (shown && !card.contains(event.target) && !shown.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => {
    if (shown && pinned && !card.contains(event.target) && !shown.contains(event.target)) hide();
  });

  return function attach(trigger) {
    if (!byId.has(cohortOf(trigger))) return;
    const wake = () => {
      if (!pinned) show(trigger, false);
    };
    trigger.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") later(wake, SHOW_AFTER);
    });
    trigger.addEventListener("pointerleave", leave);
    trigger.addEventListener("focus", () => {
      if (!returning && trigger.matches(":focus-visible") && shown !== trigger) wake();
    });
    trigger.addEventListener("blur", leave);
    trigger.addEventListener("click", () => show(trigger, true));
    trigger.addEventListener("keydown", (event) => {
      if (trigger.localName === "button" || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      show(trigger, true);
    });
  };
}

function cohortOf(trigger) {
  return trigger.closest("[data-cohort]").dataset.cohort;
}

function mark(trigger, open) {
  trigger.setAttribute("aria-expanded", String(open));
}

function cardContents(cohort) {
  const files = [...new Set(cohort.cells.map(({ file }) => file))];
  const numbers = cohort.cells.map(({ field, value, cell, file }) =>
    make("li", {}, `${field} = ${value ?? "blank"} `, make("code", {}, files.length > 1 ? `${file} ${cell}` : cell)),
  );
  const facts = [
    ["Cells", make("ul", {}, ...numbers), files.length === 1 ? make("code", {}, files[0]) : null],
    ["Report", make("code", {}, cohort.report), cohort.citation ? ` ${cohort.citation}` : null],
    ["Read in", cohort.place || "not stated", link(cohort.url)],
    ...(cohort.notes.length ? [["Notes", cohort.notes.join("; ")]] : []),
  ];
  const fact = ([term, ...said]) => make("div", {}, make("dt", {}, term), make("dd", {}, ...said));
  return [
    make("p", { class: "card-title", id: "card-title" }, `${cohort.label}: ${cohort.events} of ${cohort.n}`),
    make("dl", {}, ...facts.map(fact)),
  ];
}

// An address of a workbook is a link only where it leads to a page of the web.
function link(address) {
  if (!address) return null;
  if (!/^https?:\/\//.test(address)) return ` ${address}`;
  return make("a", { href: address, rel: "noreferrer" }, address);
}

// Below the cohort, above it where there is no room; style.css puts it at the foot of a narrow page.
function place(card, trigger) {
  const box = trigger.getBoundingClientRect();
  const room = document.documentElement;
  const left = Math.min(Math.max(8, box.left), room.clientWidth - card.offsetWidth - 8);
  const below = box.bottom + 6;
  const fits = below + card.offsetHeight < room.clientHeight - 8;
  card.style.left = `${left}px`;
  card.style.top = `${fits ? below : Math.max(8, box.top - card.offsetHeight - 6)}px`;
}
