/** The row of the request that the panel shows is marked, whichever of the two was fetched last. */

function mark() {
  const shown = document.getElementById("deal")?.dataset.rfq;
  for (const row of document.querySelectorAll("#requests tr[data-row-id]")) {
    if (row instanceof HTMLElement && row.dataset.rowId === shown) row.setAttribute("aria-selected", "true");
    else row.removeAttribute("aria-selected");
  }
}

document.addEventListener("htmx:afterSettle", mark);
mark();
