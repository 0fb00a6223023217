/**
 * Deadlines by server time. `[data-deadline]` holds the end, `[data-since]` the start; inside it `[data-left]`
 * shows the digits and `rect[data-life]` the bar. Commands with `data-deadline-guard` in the nearest
 * `[data-deadline-scope]` go off before the deadline, by as much as a request takes.
 */
import { guard, serverNow, span } from "./clock.js";
import { blockOne } from "./commands.js";

const STEP = 100;
const NEAR = 0.2;

export function startCountdowns() {
  setInterval(() => {
    if (!document.hidden) updateAll();
  }, STEP);
  document.addEventListener("visibilitychange", updateAll);
  document.addEventListener("htmx:load", updateAll);
}

function updateAll() {
  for (const element of document.querySelectorAll("[data-deadline]")) {
    if (element instanceof HTMLElement) update(element);
  }
}

/** @param {HTMLElement} element */
function update(element) {
  if (element.dataset.passed === "true") return;
  const end = Date.parse(element.dataset.deadline ?? "");
  const start = Date.parse(element.dataset.since ?? "");
  if (Number.isNaN(end)) return;
  const left = Math.max(0, end - serverNow());
  const share = end > start ? Math.min(1, left / (end - start)) : 0;
  element.dataset.near = String(share <= NEAR);
  for (const digits of element.querySelectorAll("[data-left]")) digits.textContent = span(left);
  for (const bar of element.querySelectorAll("[data-life]")) bar.setAttribute("width", (share * 100).toFixed(1));
  if (left <= guard()) stopCommands(element);
  if (left === 0) {
    element.dataset.passed = "true";
    element.dispatchEvent(new CustomEvent("deadline:passed", { bubbles: true }));
  }
}

/** @param {HTMLElement} element */
function stopCommands(element) {
  const scope = element.closest("[data-deadline-scope]") ?? element;
  for (const command of scope.querySelectorAll("[data-deadline-guard]")) {
    blockOne(command, "Too late: the time of this quote is over. Nothing was traded.");
  }
}
