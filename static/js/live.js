/**
 * The one socket of a tab. It says who it is with a ticket, subscribes to topics from where the page stands, and
 * comes back by itself with a jittered delay. What a message means is decided in regions.js.
 *
 * @typedef {{type: "message", topic: string, epoch: string, sequence: number, kind: string, id?: string,
 *   html?: string, fields?: Record<string, string | {text: string, raw?: string}>, at?: string}} Message
 * @typedef {"connecting" | "fresh" | "late" | "offline"} State
 * @typedef {{state: (state: State, detail: {retryAt?: number, ended?: string}) => void,
 *   message: (message: Message) => void, ready: () => void}} Listener
 */
import { observe } from "./clock.js";

const LATE_AFTER = 7_000;
const OFFLINE_AFTER = 12_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
const RESTART_DELAY = 2_000;
/** Close codes after which trying again cannot help. */
const ENDED = new Map([
  [4401, "You are signed out. Sign in again."],
  [4403, "You no longer have access to this page."],
]);

export class Live {
  /** @param {string} origin @param {() => Promise<string>} ticket @param {Listener} listener */
  constructor(origin, ticket, listener) {
    this.url = `${origin}/live/`;
    this.ticket = ticket;
    this.listener = listener;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {Set<string>} */
    this.subscribed = new Set();
    this.attempts = 0;
    this.heardAt = 0;
    this.welcomed = false;
    this.ended = false;
    this.retry = 0;
    setInterval(() => this.judge(), 1_000);
  }

  async connect() {
    clearTimeout(this.retry);
    if (this.socket || this.ended) return;
    let ticket;
    try {
      ticket = await this.ticket();
    } catch (problem) {
      return problem instanceof SignedOut ? this.end(4401) : this.later();
    }
    if (this.socket) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.heardAt = performance.now();
    const startedAt = performance.now();
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", ticket })));
    socket.addEventListener("message", (event) => socket === this.socket && this.receive(event.data, startedAt));
    socket.addEventListener("close", (event) => this.closed(socket, event.code));
  }

  /** Try at once: somebody pressed the button, or the network is back. */
  reconnect() {
    this.attempts = 0;
    this.connect();
  }

  /** @param {string} topic @param {string} epoch @param {number} sequence */
  subscribe(topic, epoch, sequence) {
    if (!this.welcomed || this.subscribed.has(topic)) return;
    this.subscribed.add(topic);
    this.send({ type: "subscribe", topic, epoch, sequence });
  }

  /** @param {object} message */
  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** @param {string} data @param {number} startedAt */
  receive(data, startedAt) {
    const message = parse(data);
    if (!message) return;
    this.heardAt = performance.now();
    if (message.type === "ping") {
      observe(message.now);
      this.send({ type: "pong" });
    } else if (message.type === "welcome") {
      observe(message.now, performance.now() - startedAt);
      this.welcomed = true;
      this.attempts = 0;
      this.listener.ready();
    } else if (message.type === "message") {
      this.listener.message(message);
    }
    if (this.welcomed) this.listener.state("fresh", {});
  }

  judge() {
    if (!this.socket || !this.welcomed) return;
    const silence = performance.now() - this.heardAt;
    if (silence > OFFLINE_AFTER) this.abandon(this.socket);
    else if (silence > LATE_AFTER) this.listener.state("late", {});
  }

  /** A peer that is gone answers no close either, and the browser would wait for it: do not. @param {WebSocket} socket */
  abandon(socket) {
    socket.close(4000, "silent");
    this.closed(socket, 4000);
  }

  /** @param {WebSocket} socket @param {number} code */
  closed(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.welcomed = false;
    this.subscribed.clear();
    if (ENDED.has(code)) this.end(code);
    else this.later(code === 1012);
  }

  /** @param {number} code */
  end(code) {
    this.ended = true;
    this.listener.state("offline", { ended: ENDED.get(code) });
  }

  /** @param {boolean} [restarting] the server said it comes back at once */
  later(restarting = false) {
    const longest = restarting ? RESTART_DELAY : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.attempts);
    const delay = longest * (0.5 + Math.random() / 2);
    this.attempts += 1;
    this.listener.state("offline", { retryAt: performance.now() + delay });
    clearTimeout(this.retry);
    this.retry = window.setTimeout(() => this.connect(), delay);
  }
}

/** The session is over; no ticket can be had. */
export class SignedOut extends Error {}

/** The page's own ticket first, then a new one for each return. @param {string} first @param {string} url */
export function ticketSource(first, url) {
  let unused = first;
  return async () => {
    if (unused) {
      const ticket = unused;
      unused = "";
      return ticket;
    }
    const response = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") throw new SignedOut();
    if (!response.ok) throw new Error(`ticket: ${response.status}`);
    return (await response.json()).ticket;
  };
}

/** @param {string} data */
function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
