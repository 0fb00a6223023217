/**
 * A fetched region never takes the ground from under a person. A region being edited waits; a row that has the
 * focus stays as it is, marked as changed, until the focus leaves it.
 */
const EDITING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select";

/** Regions that the answer to a person will replace: replaced before, the answer would go nowhere, and the focus with it.
 * @type {WeakSet<Element>} */
const awaited = new WeakSet();

/** What the pointer presses: replaced before it lets go, it would never be clicked. @type {Element | null} */
let pressed = null;

/** Whether the region must not be replaced now; `later` is called when it may.
 * @param {HTMLElement} region @param {() => void} later */
export function mustWait(region, later) {
  const active = document.activeElement;
  const editing = active instanceof HTMLElement && region.contains(active) && active.matches(EDITING);
  const dialog = region.querySelector("dialog[open]");
  const held = region.querySelector(".is-held") || awaited.has(region) || (pressed && region.contains(pressed));
  if (!editing && !dialog && !held) return false;
  if (region.dataset.changed === "true") return true;
  region.dataset.changed = "true";
  const proceed = () => {
    delete region.dataset.changed;
    later();
  };
  if (dialog) dialog.addEventListener("close", proceed, { once: true });
  else if (editing) active.addEventListener("blur", proceed, { once: true });
  else setTimeout(proceed, 1_000);
  return true;
}

/** Remember the focused row before a swap; the returned function puts it back if its content changed.
 * @param {HTMLElement} region @param {(topic: string) => void} refresh */
export function keepFocus(region, refresh) {
  return () => {
    const kept = keptRow;
    keptRow = null;
    if (!kept || region.isConnected || kept.topic !== region.dataset.topic) return;
    const fresh = document.querySelector(`[data-topic="${CSS.escape(kept.topic)}"] [data-row-id="${CSS.escape(kept.id)}"]`);
    if (!(fresh instanceof HTMLElement)) return;
    // The person has just given a command for this row: what came of it is what they wait for.
    if (fresh.textContent === kept.row.textContent || kept.row.dataset.commanded) {
      focusInside(fresh, kept.focusId);
      return;
    }
    // Whether it is the chosen one is no news of the row: choosing it is what fetched the region.
    const chosen = fresh.getAttribute("aria-selected");
    if (chosen === null) kept.row.removeAttribute("aria-selected");
    else kept.row.setAttribute("aria-selected", chosen);
    fresh.replaceWith(kept.row);
    kept.row.dataset.changed = "true";
    window.htmx.process(kept.row);
    kept.focused.focus({ preventScroll: true });
    kept.row.addEventListener("focusout", () => setTimeout(() => refresh(kept.topic), 0), { once: true });
  };
}

/** @type {{topic: string, id: string, row: HTMLElement, focused: HTMLElement, focusId: string} | null} */
let keptRow = null;

export function startFocus() {
  document.addEventListener("pointerdown", (event) => {
    pressed = event.isPrimary && event.button === 0 && event.target instanceof Element ? event.target : null;
  }, true);
  for (const name of ["pointerup", "pointercancel", "blur"]) {
    window.addEventListener(name, (event) => {
      // The click comes after it. Of the fields' own blurs nothing is known here.
      if (name !== "blur" || event.target === window) setTimeout(() => (pressed = null), 0);
    }, true);
  }
  // Just before the swap, not when the request leaves: the focus may move meanwhile.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const region = /** @type {CustomEvent} */ (event).detail.target;
    const focused = document.activeElement;
    if (!(region instanceof HTMLElement) || !region.dataset.topic || !(focused instanceof HTMLElement)) return;
    const row = region.contains(focused) ? focused.closest("[data-row-id]") : null;
    if (!(row instanceof HTMLElement)) return;
    keptRow = { topic: region.dataset.topic, id: row.dataset.rowId ?? "", row, focused, focusId: focused === row ? "" : focused.id };
  });
  // News of a command may arrive before its own answer.
  document.addEventListener("htmx:beforeRequest", (event) => commanded(event, true));
  document.addEventListener("htmx:beforeRequest", asked);
  document.addEventListener("htmx:afterRequest", answered);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!(/** @type {CustomEvent} */ (event).detail.successful)) commanded(event, false);
  });
}

/** A person asked for what goes into a region. @param {Event} event */
function asked(event) {
  const region = wanted(event);
  if (region) awaited.add(region);
}

/** The answer came, or did not come. @param {Event} event */
function answered(event) {
  const region = wanted(event);
  if (region) awaited.delete(region);
}

/** What a person's request goes into; what a region asks for itself is not waited for. @param {Event} event */
function wanted(event) {
  const { elt, target } = /** @type {CustomEvent} */ (event).detail.requestConfig ?? {};
  return target instanceof Element && target !== elt ? target : null;
}

/** Mark the row in which a command was given. @param {Event} event @param {boolean} given */
function commanded(event, given) {
  const { elt, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  const row = requestConfig?.verb !== "get" && elt instanceof Element ? elt.closest("[data-row-id]") : null;
  if (!(row instanceof HTMLElement)) return;
  if (given) row.dataset.commanded = "true";
  else delete row.dataset.commanded;
}

/** @param {HTMLElement} row @param {string} id */
function focusInside(row, id) {
  const target = (id && row.querySelector(`#${CSS.escape(id)}`)) || row;
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
