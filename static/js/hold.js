/**
 * Buttons that act after being held for 600 ms, by pointer or by Enter or Space. A short press does nothing but
 * say so. Assistive technology that can only click is asked for confirmation instead.
 */
import { askFirst } from "./dialog.js";
import { toast } from "./toast.js";

const LONG = 600;
/** @type {{button: HTMLButtonElement, timer: number} | null} */
let held = null;
let finishedAt = -LONG;

export function startHolds() {
  document.addEventListener("pointerdown", (event) => {
    if (event.button === 0) begin(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && find(event.target)) {
      event.preventDefault();
      if (!event.repeat) begin(event.target);
    }
    if (event.key === "Escape") end(false);
  });
  for (const name of ["pointerup", "pointercancel", "keyup"]) {
    window.addEventListener(name, () => end(false), true);
  }
  // The window's own alone: pressing the button takes the focus from the field before it.
  window.addEventListener("blur", (event) => {
    if (event.target === window) end(false);
  });
  document.addEventListener("click", refuseClick, true);
}

/** @param {EventTarget | null} target @returns {HTMLButtonElement | null} */
function find(target) {
  const button = target instanceof Element ? target.closest("[data-hold]") : null;
  return button instanceof HTMLButtonElement && !button.disabled ? button : null;
}

/** @param {EventTarget | null} target */
function begin(target) {
  const button = find(target);
  if (!button || held) return;
  button.classList.add("is-held");
  held = { button, timer: window.setTimeout(() => end(true), LONG) };
}

/** @param {boolean} complete */
function end(complete) {
  if (!held) return;
  const { button, timer } = held;
  clearTimeout(timer);
  button.classList.remove("is-held");
  held = null;
  finishedAt = performance.now();
  if (complete) act(button);
  else toast({ tone: "live", title: "Hold the button", text: "It acts after 600 ms, so that it cannot be pressed by mistake." });
}

/** A click is never the command itself; one that came without a press asks. @param {MouseEvent} event */
function refuseClick(event) {
  const button = find(event.target);
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const fromPress = event.detail > 0 || performance.now() - finishedAt < LONG;
  if (!fromPress) askFirst(`${button.textContent?.trim()}: do it?`, () => act(button));
}

/** @param {HTMLButtonElement} button */
function act(button) {
  finishedAt = performance.now();
  button.dispatchEvent(new CustomEvent("hold:done", { bubbles: true }));
  if (button.form && button.type === "submit") button.form.requestSubmit(button);
}
