/**
 * What a person opened or scrolled stays so when a region is fetched again: `details[id]` stay open and elements
 * with `data-keep-scroll` and an id stay where they were.
 */

/** @type {{open: string[], scrolled: [string, number, number][]} | null} */
let kept = null;

export function startKeeping() {
  document.addEventListener("htmx:beforeSwap", (event) => {
    const region = regionOf(event);
    kept = region && { open: openIn(region), scrolled: scrolledIn(region) };
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (kept) restore(kept);
    kept = null;
  });
}

/** @param {Event} event @returns {HTMLElement | null} */
function regionOf(event) {
  const { target } = /** @type {CustomEvent} */ (event).detail;
  return target instanceof HTMLElement && target.dataset.topic !== undefined ? target : null;
}

/** @param {HTMLElement} region */
function openIn(region) {
  return [...region.querySelectorAll("details[id][open]")].map((item) => item.id);
}

/** @param {HTMLElement} region @returns {[string, number, number][]} */
function scrolledIn(region) {
  const own = region.matches("[data-keep-scroll][id]") ? [region] : [];
  return [...own, ...region.querySelectorAll("[data-keep-scroll][id]")].map((item) => [item.id, item.scrollTop, item.scrollLeft]);
}

/** @param {{open: string[], scrolled: [string, number, number][]}} state */
function restore({ open, scrolled }) {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, top, left] of scrolled) document.getElementById(id)?.scrollTo({ top, left, behavior: "instant" });
}
