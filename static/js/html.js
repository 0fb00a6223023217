/**
 * The one place where text becomes elements. It may be given only what our server rendered from a template
 * (rows of an `upsert` message); values go through `textContent` everywhere else.
 */

/** @param {string} markup rendered by the server @returns {Element | null} */
export function elementFrom(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup.trim();
  for (const script of template.content.querySelectorAll("script, style, link, iframe, object")) script.remove();
  return template.content.firstElementChild;
}
