/**
 * What went wrong with a request is said in the server's own words: problem documents become messages. A command is
 * answered also when its button has left the page meanwhile, because its region was fetched again.
 */
import { recordTrip } from "./clock.js";
import { toast } from "./toast.js";

/** @typedef {{title?: string, detail?: string, code?: string, trace_id?: string}} Problem */

export function startProblems() {
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr: request, target } = /** @type {CustomEvent} */ (event).detail;
    if (target instanceof HTMLElement && target.dataset.topic && !isCommand(event)) return;
    const problem = read(request);
    toast({
      tone: "bad",
      title: problem.title ?? `The server answered ${request.status}`,
      text: [problem.detail, problem.code && `(${problem.code})`].filter(Boolean).join(" "),
      trace: problem.trace_id ?? request.getResponseHeader("X-Request-Id") ?? "",
    });
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (isCommand(event)) {
      toast({
        tone: "bad",
        title: "The server did not answer",
        text: "It is not known whether the command arrived. Look at the state before you repeat it.",
      });
    }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
    xhr.startedAt = performance.now();
    if (isCommand(event)) listenBeyondThePage(elt);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, successful } = /** @type {CustomEvent} */ (event).detail;
    if (successful && xhr.startedAt) recordTrip(performance.now() - xhr.startedAt);
  });
}

/** @type {WeakSet<Element>} */
const listened = new WeakSet();

/** What happens to an element outside of the page reaches nobody there. @param {Element} element */
function listenBeyondThePage(element) {
  if (listened.has(element)) return;
  listened.add(element);
  for (const name of ["toast", "htmx:responseError", "htmx:sendError"]) {
    element.addEventListener(name, (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (!element.isConnected) document.dispatchEvent(new CustomEvent(name, { detail }));
    });
  }
}

/** @param {XMLHttpRequest} request @returns {Problem} */
function read(request) {
  if (!request.getResponseHeader("Content-Type")?.includes("json")) return {};
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

/** A read that failed is tried again by itself and need not be announced. @param {Event} event */
function isCommand(event) {
  return /** @type {CustomEvent} */ (event).detail.requestConfig?.verb !== "get";
}
