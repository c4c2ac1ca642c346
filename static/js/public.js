// Opens "how this came about" under its row; without script the same link leads to its own page.
(() => {
  "use strict";
  async function open(link) {
    const row = link.closest("tr");
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok) { window.location.assign(link.href); return; }
    const below = document.createElement("tr");
    below.className = "rk-open";
    const cell = document.createElement("td");
    cell.colSpan = row.cells.length;
    cell.innerHTML = await answer.text();
    below.append(cell);
    row.after(below);
    link.setAttribute("aria-expanded", "true");
  }
  function close(link) {
    const below = link.closest("tr").nextElementSibling;
    if (below?.classList.contains("rk-open")) below.remove();
    link.setAttribute("aria-expanded", "false");
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-explain]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.getAttribute("aria-expanded") === "true") close(link); else if (!link.dataset.busy) {
      link.dataset.busy = "1";
      open(link).finally(() => delete link.dataset.busy);
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("a[data-explain]").forEach((link) => { link.setAttribute("aria-expanded", "false"); link.setAttribute("role", "button"); });
    const mine = document.querySelector("tr.is-mine");
    if (mine && new URLSearchParams(window.location.search).has("number")) mine.scrollIntoView({ block: "center" });
  });
})();
