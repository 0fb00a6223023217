/**
 * Which commands may be given. A button with `data-command` is off while anything blocks the page, and says why;
 * `data-command="always"` (cancels) is never off. The server decides in the end: this only spares a refusal.
 */
/** @type {Map<string, string>} source of the block to its reason */
const pageBlocks = new Map();
/** @type {WeakMap<Element, string>} */
const ownBlocks = new WeakMap();

/** @param {string} source @param {string} reason */
export function blockPage(source, reason) {
  if (pageBlocks.get(source) === reason) return;
  pageBlocks.set(source, reason);
  renderAll();
}

/** @param {string} source */
export function unblockPage(source) {
  if (pageBlocks.delete(source)) renderAll();
}

/** Turn one command off for good, as when its deadline has passed. @param {Element} command @param {string} reason */
export function blockOne(command, reason) {
  if (ownBlocks.get(command) === reason) return;
  ownBlocks.set(command, reason);
  render(command);
}

/** @param {ParentNode} [root] */
export function renderAll(root = document) {
  for (const command of root.querySelectorAll("[data-command]")) render(command);
}

/** @param {Element} command */
function render(command) {
  if (!(command instanceof HTMLElement)) return;
  const page = command.dataset.command === "always" ? undefined : [...pageBlocks.values()][0];
  const reason = ownBlocks.get(command) ?? page;
  if (reason !== undefined) return turnOff(command, reason);
  if (command.dataset.offBy === "page") turnOn(command);
}

/** @param {HTMLElement} command @param {string} reason */
function turnOff(command, reason) {
  if (command.dataset.offBy !== "page") {
    // What the server turned off stays off, with the server's own reason.
    if (command.matches(":disabled, [aria-disabled='true']")) return;
    command.dataset.offBy = "page";
    command.dataset.titleBefore = command.title;
  }
  command.title = reason;
  command.setAttribute("aria-description", reason);
  if ("disabled" in command) command.disabled = true;
  else command.setAttribute("aria-disabled", "true");
}

/** @param {HTMLElement} command */
function turnOn(command) {
  command.title = command.dataset.titleBefore ?? "";
  delete command.dataset.offBy;
  delete command.dataset.titleBefore;
  command.removeAttribute("aria-description");
  if ("disabled" in command) command.disabled = false;
  else command.removeAttribute("aria-disabled");
}

/** Links cannot be disabled: refuse their clicks, and give new content its state. */
export function startCommands() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[aria-disabled='true']") : null;
    if (link) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  document.addEventListener("htmx:load", () => renderAll());
}
