/** Rows by keyboard: `j` and `k` or the arrows move, Enter follows the row's link. One row is in the tab order. */
import { register } from "./keys.js";

export function startRows() {
  register({ keys: "j", label: "Next row", group: "Rows", run: () => move(1) });
  register({ keys: "k", label: "Previous row", group: "Rows", run: () => move(-1) });
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest("tr[data-href]") : null;
    const onControl = event.target instanceof Element && event.target.closest("a, button, input, label, select");
    if (row instanceof HTMLElement && !onControl) follow(row);
  });
  document.addEventListener("htmx:load", prepare);
  prepare();
}

/** The first row of each blotter can be reached by Tab, unless one was chosen already. */
function prepare() {
  for (const body of document.querySelectorAll("tbody[data-rows]")) {
    const rows = rowsOf(body);
    for (const row of rows) if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    if (rows.length > 0 && !rows.some((row) => row.tabIndex === 0)) rows[0].tabIndex = 0;
  }
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const row = event.target instanceof HTMLElement && event.target.matches("tbody[data-rows] > tr") ? event.target : null;
  if (!row) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    move(steps[/** @type {keyof typeof steps} */ (event.key)]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    follow(row);
  }
}

/** @param {number} step */
function move(step) {
  const current = document.activeElement?.closest("tbody[data-rows] > tr");
  const body = current?.parentElement ?? document.querySelector("tbody[data-rows]");
  const rows = body ? rowsOf(body) : [];
  const at = current instanceof HTMLElement ? rows.indexOf(current) + step : 0;
  const next = rows[Math.max(0, Math.min(rows.length - 1, at))];
  if (!next) return;
  for (const row of rows) row.tabIndex = row === next ? 0 : -1;
  next.focus();
}

/** @param {HTMLElement} row */
function follow(row) {
  const link = row.querySelector("a[href], button");
  if (link instanceof HTMLElement) link.click();
  else if (row.dataset.href) location.assign(row.dataset.href);
}

/** @param {Element} body @returns {HTMLElement[]} */
function rowsOf(body) {
  return [...body.querySelectorAll(":scope > tr:not(.group, .total)")].filter((row) => row instanceof HTMLElement);
}
