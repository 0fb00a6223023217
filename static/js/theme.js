/** Colours, density and single-letter keys: chosen by the person, kept in a cookie that the server reads. */
const YEAR = 365 * 24 * 3600;

export function startPreferences() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.themeChoice) choose("theme", button.dataset.themeChoice);
    if (button?.dataset.densityChoice) choose("density", button.dataset.densityChoice);
  });
  mark();
}

/** The next density in the order compact, regular, relaxed. */
export function nextDensity() {
  const order = ["compact", "regular", "relaxed"];
  const now = order.indexOf(document.documentElement.dataset.density ?? "regular");
  choose("density", order[(now + 1) % order.length]);
}

/** @param {"theme" | "density"} name @param {string} value */
function choose(name, value) {
  document.documentElement.dataset[name] = value;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  mark();
}

function mark() {
  const { theme, density } = document.documentElement.dataset;
  for (const button of document.querySelectorAll("[data-theme-choice], [data-density-choice]")) {
    if (!(button instanceof HTMLElement)) continue;
    const chosen = button.dataset.themeChoice === theme || button.dataset.densityChoice === density;
    button.setAttribute("aria-pressed", String(chosen));
  }
}
