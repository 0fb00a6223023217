/**
 * Time as the server sees it. The local clock only measures spans; the offset is the median of the last readings.
 */
const OFFSETS = 5;
const TRIPS = 40;
const LEAST_GUARD = 250;
const MOST_GUARD = 2000;
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** @type {number[]} */
const offsets = [];
/** @type {number[]} */
const trips = [];

/**
 * Take note of a time the server stated.
 * @param {string} iso
 * @param {number} [trip] how long the question for it took, in milliseconds
 */
export function observe(iso, trip = 0) {
  const stated = Date.parse(iso);
  if (Number.isNaN(stated)) return;
  offsets.push(stated + trip / 2 - Date.now());
  if (offsets.length > OFFSETS) offsets.shift();
  if (trip > 0) recordTrip(trip);
}

/** @param {number} milliseconds a measured round trip */
export function recordTrip(milliseconds) {
  trips.push(milliseconds);
  if (trips.length > TRIPS) trips.shift();
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow() {
  return Date.now() + median(offsets);
}

/** @param {number} milliseconds @returns {string} `0.4 s`, `12 min 04 s`, `2 h 05 min` */
export function span(milliseconds) {
  if (milliseconds < 60_000) return `${(Math.floor(milliseconds / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} min`;
}

/** How long before a deadline a command can no longer be sure to arrive: the p95 round trip, within bounds. */
export function guard() {
  const sorted = [...trips].sort((a, b) => a - b);
  const slow = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? LEAST_GUARD;
  return Math.min(MOST_GUARD, Math.max(LEAST_GUARD, slow));
}

/** Keep every `[data-clock]` at the server's time; `long` shows the day too. */
export function startClock() {
  observe(document.documentElement.dataset.serverNow ?? "");
  const tick = () => {
    const now = new Date(serverNow());
    for (const clock of document.querySelectorAll("[data-clock]")) {
      if (clock instanceof HTMLElement) clock.textContent = text(now, clock.dataset.clock === "long");
    }
    setTimeout(tick, 1000 - (serverNow() % 1000));
  };
  tick();
}

/** @param {Date} now @param {boolean} long */
function text(now, long) {
  const time = now.toISOString().slice(11, 19);
  if (!long) return `${time} Z`;
  return `${DAYS[now.getUTCDay()]} ${now.getUTCDate()} ${MONTHS[now.getUTCMonth()]} · ${time} Z`;
}

/** @param {number[]} values */
function median(values) {
  if (values.length === 0) return 0;
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
