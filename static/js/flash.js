/**
 * A short tint when a value changed, at most three times a second for one cell. Direction is found by comparing
 * the exact decimal strings: no amount ever becomes a floating-point number.
 */
const GAP = 350;
/** @type {WeakMap<Element, number>} */
const last = new WeakMap();

/** @param {Element} element @param {"up" | "down" | "new"} way */
export function flash(element, way) {
  const now = performance.now();
  if (now - (last.get(element) ?? -GAP) < GAP) return;
  last.set(element, now);
  element.classList.add(`flash-${way}`);
  setTimeout(() => element.classList.remove("flash-up", "flash-down", "flash-new"), GAP);
}

/** Show a new text and raw value in a cell, and flash it if the raw value moved.
 * @param {HTMLElement} element @param {string} text @param {string | undefined} raw */
export function show(element, text, raw) {
  const before = element.dataset.raw;
  if (element.textContent !== text) element.textContent = text;
  if (raw === undefined || raw === before) return;
  element.dataset.raw = raw;
  const order = before ? compareDecimals(raw, before) : 0;
  if (order !== 0) flash(element, order > 0 ? "up" : "down");
}

/** -1, 0 or 1; plain decimal strings of any length. @param {string} left @param {string} right */
export function compareDecimals(left, right) {
  const places = Math.max(decimals(left), decimals(right));
  const [a, b] = [scaled(left, places), scaled(right, places)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {string} value */
function decimals(value) {
  return value.split(".")[1]?.length ?? 0;
}

/** @param {string} value @param {number} places */
function scaled(value, places) {
  const [whole, fraction = ""] = value.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}
