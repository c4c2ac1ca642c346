// Keys of the review desk. Every key presses a button or follows a link that is on the page anyway.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const SWITCH = "jiangjie.review-keys";

  function isOn() {
    try { return localStorage.getItem(SWITCH) !== "off"; } catch { return true; }
  }
  function isTyping(target) {
    return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog") !== null;
  }

  // The row that is looked at has the focus on its link, so that Enter opens it.
  function moveRow(by) {
    const rows = [...document.querySelectorAll("[data-review-row]")];
    if (!rows.length) return false;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    rows.forEach((row) => row.classList.toggle("is-current", row === next));
    next.querySelector("th a").focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }
  function press(selector) {
    const found = find(selector);
    if (found) found.click();
    return Boolean(found);
  }
  function unfold(selector) {
    const details = find(selector);
    if (!details) return false;
    document.querySelectorAll("details.decide").forEach((other) => { other.open = other === details; });
    (details.querySelector("select, textarea")).focus();
    details.scrollIntoView({ block: "nearest" });
    return true;
  }
  function nextDocument() {
    const links = [...document.querySelectorAll("[data-document]")];
    if (links.length < 2) return false;
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    links[(at + 1) % links.length].click();
    return true;
  }
  function toggleHelp() {
    const help = find("[data-key-help]");
    if (help) help.open = !help.open;
    return Boolean(help);
  }

  const isQueue = () => find("[data-review-row]") !== null;
  const onward = () => (isQueue() ? moveRow(1) : press("[data-key-next]"));
  const backward = () => (isQueue() ? moveRow(-1) : press("[data-key-previous]"));
  const KEYS = {
    j: onward, k: backward,
    ArrowDown: () => isQueue() && moveRow(1), ArrowUp: () => isQueue() && moveRow(-1),
    ArrowRight: () => press("[data-key-next]"), ArrowLeft: () => press("[data-key-previous]"),
    a: () => press("[data-key-accept]"), r: () => unfold("[data-key-return]"), x: () => unfold("[data-key-decline]"),
    d: nextDocument, u: () => press("[data-key-undo]"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    if (event.key === "Escape") { const help = find("[data-key-help]"); if (help) help.open = false; return; }
    if (event.key === "?") { if (toggleHelp()) event.preventDefault(); return; }
    const act = isOn() && KEYS[event.key];
    if (act && act()) event.preventDefault();
  });

  // A reason kept ready is copied into the text, where it can be changed; what was typed is never lost.
  function dressTemplate(choice) {
    const text = document.getElementById(choice.dataset.reasonTemplate);
    const known = new Set([...choice.options].map((option) => option.value));
    choice.addEventListener("change", () => {
      if (known.has(text.value.trim())) text.value = choice.value;
      else if (choice.value && !text.value.includes(choice.value)) text.value = `${choice.value} ${text.value}`;
    });
    text.addEventListener("input", () => { choice.value = ""; });
  }

  // A browser's own PDF reader takes the focus when it opens, and with it the keys; who has not gone there gets it back.
  function keepFocus(paper) {
    let isChosen = false;
    paper.addEventListener("pointerenter", () => { isChosen = true; });
    paper.addEventListener("pointerleave", () => { isChosen = false; });
    window.addEventListener("keydown", (event) => { isChosen = isChosen || event.key === "Tab"; }, true);
    window.addEventListener("blur", () => setTimeout(() => {
      if (!isChosen && document.activeElement === paper) { paper.blur(); window.focus(); }
    }));
  }

  // One box ticks every row of the page, and shows when all of them are; without script "all that fit" does it.
  function dressTickAll(label) {
    const all = label.querySelector("input");
    const rows = [...document.querySelectorAll("[data-review-row] input[name=ids]")];
    const show = () => {
      const ticked = rows.filter((row) => row.checked).length;
      all.checked = ticked === rows.length;
      all.indeterminate = ticked > 0 && ticked < rows.length;
    };
    label.hidden = !rows.length;
    all.addEventListener("change", () => rows.forEach((row) => { row.checked = all.checked; }));
    rows.forEach((row) => row.addEventListener("change", show));
    show();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-tick-all]").forEach(dressTickAll);
    document.querySelectorAll(".paper iframe").forEach(keepFocus);
    document.querySelectorAll("[data-reason-template]").forEach(dressTemplate);
    const toggle = find("[data-keys-switch]");
    if (!toggle) return;
    toggle.checked = isOn();
    toggle.addEventListener("change", () => {
      try { localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"); } catch { /* it holds for this page only */ }
    });
  });
})();
