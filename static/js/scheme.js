// The scheme editor: sums as you type, rows moved by keyboard. Without this file the buttons do it all.
(() => {
  "use strict";
  const form = document.querySelector("[data-scheme]");
  if (!form) return;
  const PLACES = 6;
  const wide = "０１２３４５６７８９．－";
  const plain = (text) => text.replace(/[０-９．－]/g, (sign) => "0123456789.-"[wide.indexOf(sign)]).trim();

  // Exact sums: marks as whole numbers of millionths.
  function units(text) {
    const match = /^(\d+)(?:\.(\d{1,6})\d*)?$/.exec(plain(text));
    return match ? BigInt(match[1] + (match[2] || "").padEnd(PLACES, "0")) : null;
  }
  function shown(value, places = PLACES) {
    const digits = value.toString().padStart(places + 1, "0");
    const whole = digits.slice(0, -places);
    const rest = digits.slice(-places).replace(/0+$/, "");
    return rest ? `${whole}.${rest}` : whole;
  }
  const field = (row, name) => row.querySelector(`.cell-${name} .form-control`);

  function add() {
    let total = 0n;
    let weights = 0n;
    form.querySelectorAll("[data-module]").forEach((module) => {
      let sum = 0n;
      module.querySelectorAll("[data-aspect]").forEach((aspect) => {
        const most = units(field(aspect, "max").value) ?? 0n;
        const factor = units(field(aspect, "factor").value || "1") ?? 1000000n;
        sum += (most * factor) / 1000000n;
      });
      const weight = units(field(module, "weight").value || "1") ?? 1000000n;
      module.querySelector("[data-sum]").textContent = shown(sum);
      weights += weight;
      total += (sum * weight) / 1000000n;
    });
    const out = form.querySelector("[data-total]");
    if (!out) return;
    out.textContent = shown(total);
    const fits = total === 100000000n || total === 10000000000n;
    out.closest(".scheme-total").classList.toggle("is-off", !fits);
  }

  function showKind(aspect) {
    aspect.dataset.kind = aspect.querySelector(".cell-kind select").value;
  }

  // Moves a row among its neighbours; the order on the page is what the server reads.
  function move(row, by, selector) {
    const rows = [...row.parentElement.children].filter((child) => child.matches(selector));
    const to = rows[rows.indexOf(row) + by];
    if (!to) return;
    if (by < 0) to.before(row); else to.after(row);
    changed = true;
  }
  const rowOf = (element) => element.closest("[data-aspect]") || element.closest("[data-module]");
  const selectorOf = (row) => (row.matches("[data-aspect]") ? "[data-aspect]" : "[data-module]");

  let changed = false;
  form.addEventListener("input", () => { changed = true; add(); });
  form.addEventListener("change", (event) => {
    const aspect = event.target.closest("[data-aspect]");
    if (aspect) showKind(aspect);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do=up], [data-do=down]");
    if (!button) return;
    event.preventDefault();
    const row = rowOf(button);
    move(row, button.dataset.do === "up" ? -1 : 1, selectorOf(row));
    button.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = rowOf(event.target);
    if (!row) return;
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1, selectorOf(row));
    event.target.focus();
  });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  form.querySelectorAll("[data-aspect]").forEach(showKind);
  add();
  const target = document.querySelector("[data-focus-row]")?.dataset.focusRow;
  const row = target && document.getElementById(target);
  if (row) {
    changed = true;
    row.scrollIntoView({ block: "center" });
    row.querySelector(".cell-title .form-control")?.focus();
  }
})();
