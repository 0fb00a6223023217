/**
 * Tabs inside a page: `[role=tablist]` with buttons `role=tab aria-controls`. Arrows move, Home and End jump.
 * Views with an address of their own are plain links (`nav.tabs`) and need none of this.
 */

export function startTabs() {
  document.addEventListener("click", (event) => {
    const tab = event.target instanceof Element ? event.target.closest("[role=tab]") : null;
    if (tab instanceof HTMLElement) select(tab);
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target instanceof Element ? event.target.closest("[role=tab]") : null;
    if (!tab) return;
    const all = siblings(tab);
    const at = all.indexOf(/** @type {HTMLElement} */ (tab));
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    select(all[(next + all.length) % all.length]);
  });
}

/** @param {HTMLElement} tab */
function select(tab) {
  for (const other of siblings(tab)) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !chosen;
  }
  tab.focus();
}

/** @param {Element} tab @returns {HTMLElement[]} */
function siblings(tab) {
  return [...(tab.closest("[role=tablist]")?.querySelectorAll("[role=tab]") ?? [])].filter((item) => item instanceof HTMLElement);
}
