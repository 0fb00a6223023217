/**
 * What the person learns about the socket: the word in the top bar, the banner, dimmed prices, commands turned
 * off with the reason. While it is away the critical regions are asked for every five seconds.
 *
 * @typedef {import("./live.js").State} State
 */
import { serverNow, span } from "./clock.js";
import { blockPage, unblockPage } from "./commands.js";
import { Live, ticketSource } from "./live.js";
import { receive, refreshAll, regions } from "./regions.js";
import { toast } from "./toast.js";

const POLL = 5_000;
const ASLEEP = 30_000;
const BANNER_AFTER = 1_500;
const LOOKS = {
  connecting: ["mute", "s-ring", "Connecting"],
  fresh: ["ok", "s-full", "Live"],
  late: ["warn", "s-tri", "Late"],
  offline: ["bad", "i-plug", "Disconnected"],
};
const REASON = "Not connected: prices here may be old, so this is off until the connection is back.";

/** @type {State} */
let state = "connecting";
let since = 0;
let lastMessage = 0;
let everLive = false;
/** @type {{retryAt?: number, ended?: string}} */
let detail = {};

export function startConnection() {
  const { liveOrigin, liveTicket, liveTicketUrl } = document.body.dataset;
  if (!liveOrigin || !liveTicket || !liveTicketUrl) return;
  since = performance.now();
  const live = new Live(liveOrigin, ticketSource(liveTicket, liveTicketUrl), {
    state: enter,
    message: (message) => {
      if (message.kind !== "price") lastMessage = serverNow();
      receive(message);
    },
    ready: () => {
      if (everLive) refreshAll();
      everLive = true;
      subscribeAll(live);
    },
  });
  document.addEventListener("htmx:load", () => subscribeAll(live));
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-reconnect]")) live.reconnect();
  });
  window.addEventListener("online", () => live.reconnect());
  watchSleep();
  setInterval(paint, 500);
  setInterval(() => state === "offline" && !document.hidden && refreshAll(true), POLL);
  live.connect();
}

/** @param {Live} live */
function subscribeAll(live) {
  for (const region of regions()) {
    live.subscribe(region.dataset.topic ?? "", region.dataset.epoch ?? "", Number(region.dataset.sequence));
  }
}

/** @param {State} next @param {{retryAt?: number, ended?: string}} more */
function enter(next, more) {
  detail = more;
  if (next === state) return;
  const wasOffline = state === "offline" && performance.now() - since > BANNER_AFTER;
  if (next === "offline" || state === "offline") since = performance.now();
  state = next;
  document.documentElement.classList.remove("state-connecting", "state-fresh", "state-late", "state-offline");
  document.documentElement.classList.add(`state-${state}`);
  if (state === "offline") blockPage("connection", REASON);
  else unblockPage("connection");
  if (wasOffline && state === "fresh") toast({ tone: "ok", title: "Connected again", text: "Everything on this page was loaded anew." });
  paint();
}

function paint() {
  const [tone, shape, word] = LOOKS[state];
  for (const chip of document.querySelectorAll("[data-connection] .chip")) {
    chip.className = `chip chip-${tone}`;
    chip.querySelector("use")?.setAttribute("href", `${document.body.dataset.sprite}#${shape}`);
    const label = chip.querySelector("[data-connection-word]");
    if (label && label.textContent !== word) label.textContent = word;
  }
  for (const slot of document.querySelectorAll("[data-passed-since]")) {
    if (!(slot instanceof HTMLElement) || state === "offline") continue;
    const last = Math.max(Date.parse(slot.dataset.passedSince ?? ""), lastMessage);
    slot.textContent = span(Math.max(0, serverNow() - last));
  }
  paintBanner();
}

function paintBanner() {
  const banner = document.getElementById("offline-banner");
  if (!banner) return;
  const away = performance.now() - since;
  banner.hidden = state !== "offline" || (away < BANNER_AFTER && !detail.ended);
  if (banner.hidden) return;
  write(banner, "[data-offline-title]", detail.ended ?? `Disconnected for ${Math.floor(away / 1000)} s`);
  const wait = Math.max(0, Math.ceil(((detail.retryAt ?? 0) - performance.now()) / 1000));
  write(banner, "[data-offline-next]", detail.ended ? "" : wait > 0 ? `next try in ${wait} s` : "trying now");
}

/** @param {HTMLElement} root @param {string} selector @param {string} text */
function write(root, selector, text) {
  const slot = root.querySelector(selector);
  if (slot && slot.textContent !== text) slot.textContent = text;
}

/** A tab that slept cannot know what it missed. */
function watchSleep() {
  let hiddenAt = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = performance.now();
    else if (hiddenAt && performance.now() - hiddenAt > ASLEEP) refreshAll();
  });
}
