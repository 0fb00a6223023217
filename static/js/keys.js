/**
 * Shortcuts: one registry that also writes the help (`?`). A control declares its own with `data-shortcut="q"`;
 * modules register the rest. Single letters act outside of fields only and can be turned off (WCAG 2.1.4).
 * Sequences are written with a space (`g t`), combinations with a plus (`Ctrl+Enter`).
 *
 * @typedef {{keys: string, label: string, group: string, run: () => void}} Shortcut
 */
import { open } from "./dialog.js";

const PAUSE = 900;
const STORED = "single-letter-keys";
/** @type {Shortcut[]} */
const registered = [];
let pending = "";
let pendingTimer = 0;

/** @param {Shortcut} shortcut */
export function register(shortcut) {
  registered.push(shortcut);
}

export function startKeys() {
  register({ keys: "?", label: "This help", group: "Page", run: showHelp });
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element ? event.target.closest("[data-dialog-open='keys-help']") : null;
    if (opener) writeHelp();
  });
  const toggle = document.querySelector("[data-single-keys]");
  if (toggle instanceof HTMLInputElement) {
    toggle.checked = singlesOn();
    toggle.addEventListener("change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
  }
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const combination = name(event);
  const single = !combination.includes("+");
  if (single && (inField(event.target) || inDialog(event.target) || !singlesOn())) return;
  const typed = single && pending ? `${pending} ${combination}` : combination;
  const found = find(typed) ?? find(combination);
  setPending("");
  if (found) {
    event.preventDefault();
    found.run();
  } else if (single && all().some((item) => item.keys.startsWith(`${combination} `))) {
    setPending(combination);
  }
}

/** @param {string} keys */
function find(keys) {
  return all().find((shortcut) => shortcut.keys === keys);
}

/** @returns {Shortcut[]} */
function all() {
  const declared = [...document.querySelectorAll("[data-shortcut]")].filter((item) => item instanceof HTMLElement);
  return [
    ...declared.map((control) => ({
      keys: control.dataset.shortcut ?? "",
      label: control.dataset.shortcutLabel || words(control),
      group: control.dataset.shortcutGroup ?? "Commands",
      run: () => press(control),
    })),
    ...registered,
  ];
}

/** A held command cannot be given by a letter: it takes the focus and waits to be held. @param {HTMLElement} control */
function press(control) {
  if (control.matches("input, select, textarea, [data-hold]")) control.focus();
  else control.click();
}

/** The label without badges and key marks. @param {HTMLElement} control */
function words(control) {
  const copy = /** @type {HTMLElement} */ (control.cloneNode(true));
  for (const extra of copy.querySelectorAll(".kbd, .badge, .n, .vh")) extra.remove();
  return (control.getAttribute("aria-label") ?? copy.textContent ?? "").trim();
}

/** @param {KeyboardEvent} event */
function name(event) {
  const key = event.key.length === 1 && (event.ctrlKey || event.metaKey) ? event.key.toUpperCase() : event.key;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && (parts.length > 0 || key.length > 1)) parts.push("Shift");
  return [...parts, key].join("+");
}

/** @param {EventTarget | null} target */
function inField(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
}

/** @param {EventTarget | null} target */
function inDialog(target) {
  return target instanceof Element && target.closest("dialog[open]") !== null;
}

/** @param {string} value */
function setPending(value) {
  clearTimeout(pendingTimer);
  pending = value;
  if (value) pendingTimer = window.setTimeout(() => setPending(""), PAUSE);
}

function singlesOn() {
  return localStorage.getItem(STORED) !== "off";
}

function showHelp() {
  writeHelp();
  open("keys-help");
}

function writeHelp() {
  const list = document.querySelector("[data-keys-list]");
  if (!list) return;
  const groups = Map.groupBy ? Map.groupBy(all(), (item) => item.group) : new Map([["Keys", all()]]);
  list.replaceChildren(...[...groups].flatMap(([group, items]) => [heading(group), ...items.map(line)]));
}

/** @param {string} text */
function heading(text) {
  const element = document.createElement("h3");
  element.textContent = text;
  return element;
}

/** @param {Shortcut} shortcut */
function line({ keys, label }) {
  const row = document.createElement("div");
  const combo = document.createElement("span");
  combo.className = "combo";
  for (const key of keys.split(/[ +](?!$)/)) {
    const mark = document.createElement("kbd");
    mark.className = "kbd";
    mark.textContent = key;
    combo.append(mark);
  }
  row.append(label, combo);
  return row;
}
