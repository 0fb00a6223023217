/**
 * Messages under the top bar. Good news fades, trouble stays until it is dismissed. Text only, never markup.
 * The server sends one with the header `HX-Trigger: {"toast": {"tone": "ok", "title": "…", "text": "…"}}`.
 */
const FADES_AFTER = 4000;
const MOST = 5;
const SHAPES = { ok: "s-check", warn: "s-tri", bad: "s-x", live: "i-info" };

/**
 * @typedef {{tone?: "ok" | "warn" | "bad" | "live", title: string, text?: string, trace?: string}} Message
 * @param {Message} message
 */
export function toast({ tone = "live", title, text = "", trace = "" }) {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast");
  if (!region || !(template instanceof HTMLTemplateElement)) return;
  const element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  element.classList.add(`toast-${tone}`);
  fill(element, "[data-toast-title]", title);
  fill(element, "[data-toast-text]", text);
  fill(element, "[data-toast-trace]", trace && `request ${trace}`);
  const icon = element.querySelector("[data-toast-icon]");
  icon?.setAttribute("href", `${icon.getAttribute("data-sprite")}#${SHAPES[tone] ?? SHAPES.live}`);
  if (tone === "bad") element.setAttribute("role", "alert");
  region.append(element);
  while (region.children.length > MOST) region.firstElementChild?.remove();
  if (tone !== "bad") fade(element);
}

export function startToasts() {
  for (const element of document.querySelectorAll("#toasts [data-fades]")) fade(element);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-toast-close]")) {
      event.target.closest(".toast")?.remove();
    }
  });
  document.addEventListener("toast", (event) => toast(/** @type {CustomEvent<Message>} */ (event).detail));
}

/** @param {HTMLElement} root @param {string} selector @param {string} value */
function fill(root, selector, value) {
  const slot = root.querySelector(selector);
  if (!slot) return;
  if (value) slot.textContent = value;
  else slot.remove();
}

/** Stay while the pointer or the focus is on it. @param {Element} element */
function fade(element) {
  setTimeout(() => (element.matches(":hover, :focus-within") ? fade(element) : element.remove()), FADES_AFTER);
}
