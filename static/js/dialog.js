/**
 * Dialogs: `data-dialog-open="id"` opens, `data-dialog-close` closes, focus returns to where it came from.
 * A form with `data-close-dialog` closes its dialog once the command was accepted. `hx-confirm` asks here too.
 */
import { toast } from "./toast.js";

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opener = target?.closest("[data-dialog-open]");
    if (opener instanceof HTMLElement) open(opener.dataset.dialogOpen ?? "");
    if (target?.closest("[data-dialog-close]")) target.closest("dialog")?.close();
    if (target instanceof HTMLDialogElement && isBackdrop(target, event)) target.close();
    closeMenus(target);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = /** @type {CustomEvent} */ (event).detail;
    if (!successful || !(elt instanceof Element) || !elt.matches("[data-close-dialog]")) return;
    elt.closest("dialog")?.close();
    const row = document.activeElement?.closest("[data-row-id]");
    if (row instanceof HTMLElement) row.dataset.commanded = "true";
  });
  document.addEventListener("htmx:confirm", ask);
  // What was fetched for one row must not stand there for a moment when the next is opened.
  document.addEventListener("close", (event) => {
    if (event.target instanceof HTMLDialogElement) event.target.querySelector("[data-fetched]")?.replaceChildren();
  }, true);
}

/** @param {string} id */
export function open(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** Ask in the page's own dialog. @param {string} question @param {() => void} proceed */
export function askFirst(question, proceed) {
  const dialog = document.getElementById("ask");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const text = dialog.querySelector("[data-ask-text]");
  if (text) text.textContent = question;
  const yes = dialog.querySelector("[data-ask-yes]");
  const answer = () => {
    dialog.close();
    proceed();
  };
  yes?.addEventListener("click", answer, { once: true });
  dialog.addEventListener("close", () => yes?.removeEventListener("click", answer), { once: true });
  dialog.showModal();
}

/** @type {Element | null} a button that replaced the one of which was asked, about to be pressed in its place */
let answered = null;

/** `hx-confirm`. @param {Event} event */
function ask(event) {
  const { elt, question, issueRequest } = /** @type {CustomEvent} */ (event).detail;
  if (!question) return;
  event.preventDefault();
  if (elt === answered) issueRequest(true);
  else askFirst(question, () => (elt.isConnected ? issueRequest(true) : repeat(elt, question)));
}

/** Its region was fetched while the question stood: htmx sends nothing for a button that is gone. The same question is
 * not asked twice; another one is. @param {Element} gone @param {string} question */
function repeat(gone, question) {
  const button = document.getElementById(gone.id);
  if (!button) return toast({ tone: "warn", title: "Nothing was sent", text: "What you were asked about is no longer there." });
  answered = button.getAttribute("hx-confirm") === question ? button : null;
  button.click();
  answered = null;
}

/** @param {HTMLDialogElement} dialog @param {MouseEvent} event */
function isBackdrop(dialog, event) {
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  // A key press on a button reports the point 0,0.
  return !inside && event.detail > 0;
}

/** A menu closes when something else is clicked. @param {Element | null} target */
function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.sig-menu[open]")) {
    if (!menu.contains(target)) menu.removeAttribute("open");
  }
}
