/**
 * Live regions. Each prints `data-topic`, where it stands (`data-epoch`, `data-sequence`) and where its fragment
 * is (`data-snapshot-url`). A message either touches a row or has the region fetch itself again; a gap in the
 * sequence, another epoch or a return of the socket always means: fetch. Nothing is replayed in the browser.
 *
 * @typedef {import("./live.js").Message} Message
 */
import { flash, show } from "./flash.js";
import { elementFrom } from "./html.js";
import { keepFocus, mustWait } from "./focus.js";
import { toast } from "./toast.js";

const GAP = 250;
const COMMIT = 100;
const RETRY = 2_000;
const LONGEST_RETRY = 60_000;
/** @type {Map<string, number>} when a region was last asked for: it keeps its name when it is replaced */
const askedAt = new Map();
/** @type {Map<string, {epoch: string, sequence: number}>} the last message of each topic */
const heard = new Map();
/** @type {WeakMap<Element, number>} */
const waiting = new WeakMap();
/** @type {Message[]} */
const queue = [];
let committing = false;

/** @returns {HTMLElement[]} */
export function regions(topic = "") {
  const all = [...document.querySelectorAll("[data-topic]")].filter((item) => item instanceof HTMLElement);
  return topic ? all.filter((region) => region.dataset.topic === topic) : all;
}

/** Paint in batches: one commit at most every 100 ms. @param {Message} message */
export function receive(message) {
  queue.push(message);
  if (committing) return;
  committing = true;
  setTimeout(() => {
    committing = false;
    for (const next of queue.splice(0)) {
      if (next.kind !== "price") heard.set(next.topic, next);
      if (next.kind === "notice") notice(next);
      else for (const region of regions(next.topic)) apply(region, next);
    }
  }, COMMIT);
}

/** Fetch every region again. @param {boolean} [onlyCritical] */
export function refreshAll(onlyCritical = false) {
  for (const region of regions()) {
    if (!onlyCritical || "critical" in region.dataset) refresh(region);
  }
}

/** Fetch a region again, at most once in 250 ms. @param {HTMLElement} region */
export function refresh(region) {
  const url = region.dataset.snapshotUrl;
  if (!url || waiting.has(region)) return;
  if (mustWait(region, () => refresh(region))) return;
  const name = region.id || url;
  const wait = Math.max(0, (askedAt.get(name) ?? -GAP) + GAP - performance.now());
  waiting.set(region, window.setTimeout(async () => {
    askedAt.set(name, performance.now());
    const restoreFocus = keepFocus(region, refreshSoon);
    try {
      await window.htmx.ajax("GET", url, { target: region, source: region, swap: "outerHTML" });
    } catch {
      // The message for the person comes from the connection banner.
    }
    waiting.delete(region);
    restoreFocus();
  }, wait));
}

/** A region whose fetch failed asks again, ever more slowly; one that arrived late catches up. */
export function startRegions() {
  document.addEventListener("htmx:load", (event) => {
    const arrived = /** @type {CustomEvent} */ (event).detail.elt;
    for (const region of regions()) if (arrived.contains(region)) catchUp(region);
  });
  // What a person began while the news was on its way, such as a confirmation, is not taken from under them either.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    const region = detail.target;
    if (!(region instanceof HTMLElement) || detail.requestConfig.elt !== region || !region.dataset.topic) return;
    if (mustWait(region, () => refresh(region))) detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { target, failed } = /** @type {CustomEvent} */ (event).detail;
    if (!failed || !(target instanceof HTMLElement) || !target.dataset.topic) return;
    const failures = Number(target.dataset.failures ?? 0);
    target.dataset.failures = String(failures + 1);
    setTimeout(() => target.isConnected && refresh(target), Math.min(LONGEST_RETRY, RETRY * 2 ** failures));
  });
}

/** A message that came while the region was on its way was not in it: fetch again. @param {HTMLElement} region */
function catchUp(region) {
  const last = heard.get(region.dataset.topic ?? "");
  if (last && last.epoch === region.dataset.epoch && last.sequence > Number(region.dataset.sequence)) refresh(region);
}

/** @param {string} topic */
function refreshSoon(topic) {
  for (const region of regions(topic)) refresh(region);
}

/** @param {HTMLElement} region @param {Message} message */
function apply(region, message) {
  // A price stands outside the sequence: the newest replaces every older one, and a missed one is not missed.
  if (message.kind === "price") {
    applyRow(region, message);
    return;
  }
  const here = Number(region.dataset.sequence);
  const sameEpoch = region.dataset.epoch === message.epoch;
  if (sameEpoch && message.sequence <= here) return;
  const inOrder = sameEpoch && message.sequence === here + 1;
  region.dataset.epoch = message.epoch;
  region.dataset.sequence = String(message.sequence);
  if (!inOrder || !applyRow(region, message)) refresh(region);
}

/** Whether the message was carried out here; if not, the region must be fetched.
 * @param {HTMLElement} region @param {Message} message */
function applyRow(region, message) {
  const row = message.id ? findRow(region, message.id) : null;
  if (message.kind === "remove" && message.id) {
    if (row && isFocused(row)) row.dataset.changed = "true";
    else row?.remove();
    return true;
  }
  if (message.kind === "upsert" && message.html) return upsert(region, row, message.html);
  if ((message.kind === "price" || message.kind === "state" || message.kind === "upsert") && message.fields) {
    return setFields(row ?? (message.id ? null : region), message.fields);
  }
  return false;
}

/** @param {HTMLElement} region @param {HTMLElement | null} row @param {string} markup */
function upsert(region, row, markup) {
  const fresh = elementFrom(markup);
  const body = region.querySelector("[data-rows]");
  if (!fresh) return false;
  if (row && isFocused(row)) {
    row.dataset.changed = "true";
    row.addEventListener("focusout", () => refresh(region), { once: true });
    return true;
  }
  if (row) row.replaceWith(fresh);
  else if (body) body.prepend(fresh);
  else return false;
  window.htmx.process(fresh);
  if (!row) flash(fresh, "new");
  return true;
}

/** @param {HTMLElement | null} root @param {NonNullable<Message["fields"]>} fields */
function setFields(root, fields) {
  if (!root) return false;
  for (const [name, value] of Object.entries(fields)) {
    const { text, raw } = typeof value === "string" ? { text: value, raw: undefined } : value;
    for (const cell of root.querySelectorAll(`[data-field="${CSS.escape(name)}"]`)) {
      if (cell instanceof HTMLElement) show(cell, text, raw);
    }
  }
  return true;
}

/** @param {Message} message */
function notice({ fields = {} }) {
  const word = (/** @type {string} */ name) => (typeof fields[name] === "string" ? String(fields[name]) : "");
  const tone = /** @type {"ok" | "warn" | "bad" | "live"} */ (word("tone") || "live");
  toast({ tone, title: word("title"), text: word("text") });
}

/** @param {HTMLElement} region @param {string} id @returns {HTMLElement | null} */
function findRow(region, id) {
  return region.querySelector(`[data-row-id="${CSS.escape(id)}"]`);
}

/** @param {HTMLElement} row */
function isFocused(row) {
  return row.contains(document.activeElement);
}
