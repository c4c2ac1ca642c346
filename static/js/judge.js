// A judge's sheet: each mark is saved as it is given. What cannot be sent stays in the page and in
// this device's storage, also over a reload, and is sent again as soon as there is a way.
(() => {
  "use strict";
  const form = document.querySelector("[data-sheet]");
  if (!form) return;
  const one = (selector, root = document) => root.querySelector(selector);
  const words = form.dataset;
  const KEPT = `jiangjie.sheet.${words.sheet}`;
  const PAUSE = 700, FIRST_RETRY = 4000, LONGEST_RETRY = 30000, PATIENCE = 15000, SETTLE = 200;
  const token = one('meta[name="csrf-token"]')?.content || "";
  const bar = one("[data-bar]"), pad = one("[data-pad]"), live = one("[data-live]");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // One card for each aspect: how to read it, show it, say how it stands.
  function makeCard(element) {
    const field = one("[data-number]", element);
    const radios = [...element.querySelectorAll("input[type=radio]")];
    const base = one("[data-base]", element), state = one("[data-state]", element), fault = one("[data-error]", element);
    const card = { id: element.dataset.aspect, element, field, radios, conflict: one("[data-conflict]", element), wrong: fault.hidden ? "" : fault.textContent.trim(), timer: 0 };
    card.text = () => (field ? plain(field.value) : radios.find((r) => r.checked)?.value || "");
    card.show = (text) => { if (field) field.value = text; radios.forEach((r) => { r.checked = r.value === text; }); };
    Object.defineProperty(card, "base", { get: () => Number(base.value), set: (version) => { base.value = version; } });
    card.state = (name, at = "") => {
      state.className = `save-state save-${name}`;
      one("[data-state-text]", state).textContent = at ? `${words[name]} ${at}` : words[name];
    };
    card.refuse = (message) => {
      card.wrong = message;
      fault.hidden = !message;
      one("[data-error-text]", fault).textContent = message;
      element.classList.toggle("has-error", Boolean(message));
      if (field) { if (message) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid"); }
      if (message) card.state("error");
    };
    card.dress = () => {
      element.classList.toggle("is-unmarked", card.text() === "");
      one("[data-clear]", element).hidden = card.text() === "";
    };
    card.focus = () => {
      element.scrollIntoView({ block: field && coarse ? "end" : "center", behavior: calm ? "auto" : "smooth" });
      (field || radios.find((r) => r.checked) || radios[0]).focus({ preventScroll: true });
    };
    return card;
  }
  function plain(text) {
    return text.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[．。]/g, ".").replace(/－/g, "-").trim();
  }
  const coarse = window.matchMedia("(pointer: coarse)").matches;
  const cards = new Map([...form.querySelectorAll("[data-aspect]")].map((element) => { const card = makeCard(element); return [card.id, card]; }));
  const order = [...cards.values()];

  // The same limits that the server enforces, told while typing.
  function fault(card, finished) {
    if (!card.field) return "";
    const text = card.text(), signed = "signed" in card.field.dataset, highest = card.field.dataset.highest;
    if (text === "" || (!finished && ["-", "."].includes(text))) return "";
    if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return words.number;
    if (Number(text) < 0 && !signed) return words.low;
    if (highest !== "" && Number(text) > Number(highest)) return words.high.replace("{highest}", highest);
    if (/\.\d{3}0*[1-9]/.test(text)) return words.decimals;
    return "";
  }

  // What is not saved yet: text, what was sent for it without an answer, the version it was typed over.
  const pending = new Map();
  let sending = false, blocked = false, wait = FIRST_RETRY, timer = 0, offline = false;
  function keep() {
    try {
      if (pending.size) localStorage.setItem(KEPT, JSON.stringify([...pending]));
      else localStorage.removeItem(KEPT);
    } catch { /* storage is full or forbidden: the page itself still holds every mark */ }
  }
  function recall() {
    let kept = [];
    try { kept = JSON.parse(localStorage.getItem(KEPT) || "[]"); } catch { kept = []; }
    for (const [id, item] of kept) {
      const card = cards.get(id);
      if (!card || card.text() === item.text) continue;
      card.show(item.text);
      card.base = item.base;
      pending.set(id, item);
      card.refuse(fault(card, true));
      if (!card.wrong) card.state("offline");
    }
    keep();
  }
  function note(card, { now = false } = {}) {
    const item = pending.get(card.id) || { tried: [] };
    pending.set(card.id, { ...item, text: card.text(), base: card.base });
    keep();
    hideConflict(card);
    card.refuse(fault(card, now));
    if (!card.wrong) card.state("unsaved");
    card.dress();
    count();
    clearTimeout(card.timer);
    if (!card.wrong) card.timer = setTimeout(flush, now ? 0 : PAUSE);
  }
  // Leaving a field saves at once what was typed in it, but never decides between two versions.
  const isTyped = (card) => pending.has(card.id) && card.conflict.hidden;
  const isReady = ([id]) => !cards.get(id).wrong && cards.get(id).conflict.hidden;

  async function flush() {
    const batch = [...pending].filter(isReady);
    if (sending || blocked || !batch.length) return;
    sending = true;
    clearTimeout(timer);
    for (const [id, item] of batch) {
      if (!item.tried.includes(item.text)) item.tried.push(item.text);
      cards.get(id).state("saving");
    }
    keep();
    const marks = batch.map(([id, item]) => ({ aspect: id, text: item.text, base: cards.get(id).base }));
    const outcome = await send(marks);
    sending = false;
    setOffline(outcome.lost);
    if (outcome.lost) { later(batch); return; }
    wait = FIRST_RETRY;
    const rest = answer(batch, outcome);
    if (rest && [...pending].some(isReady)) await flush();
  }
  async function send(marks) {
    try {
      const response = await fetch(words.url, { method: "POST", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token }, body: JSON.stringify({ marks }) });
      if (response.status >= 500 || response.status === 429) return { lost: true };
      const isJson = (response.headers.get("Content-Type") || "").includes("application/json");
      return { status: response.status, data: isJson && !response.redirected ? await response.json() : null };
    } catch { return { lost: true }; }
  }
  // Returns whether what is left may be sent.
  function answer(batch, { status, data }) {
    if (!data || data.closed) { block(data ? data.message : words.lost, batch); return false; }
    if (status === 409) conflicts(batch, data.conflicts);
    else if (status === 422) batch.forEach(([id]) => { cards.get(id).refuse(data.errors[id] || ""); });
    else batch.forEach(([id, item]) => saved(id, item, data));
    keep();
    count();
    return true;
  }
  function saved(id, item, data) {
    const card = cards.get(id), mark = data.marks[id], latest = pending.get(id);
    card.base = mark ? mark.version : 0;
    if (latest.text !== item.text) { pending.set(id, { text: latest.text, base: card.base, tried: [] }); return; }
    pending.delete(id);
    card.state(mark ? "saved" : "unmarked", mark ? data.saved_at : "");
  }
  function conflicts(batch, found) {
    for (const [id, item] of batch) {
      const card = cards.get(id);
      if (!(id in found)) { card.state("unsaved"); continue; }
      const theirs = found[id] || { text: "", version: 0 };
      if (item.tried.slice(0, -1).includes(theirs.text)) { card.base = theirs.version; item.tried = []; continue; }  // our own, whose answer was lost
      one("[data-mine]", card.conflict).textContent = item.text || words.none;
      one("[data-theirs]", card.conflict).textContent = theirs.text || words.none;
      card.theirs = theirs;
      card.conflict.hidden = false;
      card.state("conflict");
    }
  }
  function hideConflict(card) { if (card.theirs) card.base = card.theirs.version; card.theirs = null; card.conflict.hidden = true; }
  function later(batch) {
    batch.forEach(([id]) => cards.get(id).state("offline"));
    timer = setTimeout(flush, wait);
    wait = Math.min(wait * 2, LONGEST_RETRY);
  }
  function setOffline(lost) {
    offline = Boolean(lost);
    one("[data-offline-bar]").hidden = !offline;
    one("[data-offline-text]").textContent = words.waiting.replace("{count}", pending.size);
  }
  function block(message, batch) {
    blocked = true;
    batch.forEach(([id]) => cards.get(id).state("offline"));
    one("[data-blocked-text]").textContent = message;
    one("[data-blocked]").hidden = false;
    one("[data-blocked]").scrollIntoView({ block: "center" });
  }

  // Progress: how many are marked, never what they add up to.
  const isMarked = (card) => card.text() !== "" && !card.wrong;
  function count() {
    const marked = order.filter(isMarked).length;
    document.querySelectorAll("[data-count]").forEach((place) => { place.textContent = marked; });
    one("[data-next]").hidden = marked === order.length;
    if (offline) setOffline(true);
    if (marked === order.length && live.textContent === "") live.textContent = words.all;
    else if (marked < order.length) live.textContent = "";
  }
  function following(card) {
    const start = order.indexOf(card) + 1;
    return [...order.slice(start), ...order.slice(0, start)].find((other) => !isMarked(other));
  }
  let last = null;
  function goOn() {
    const next = following(last);
    if (next) next.focus();
    else { document.activeElement.blur(); one("[data-submit]").focus(); }
  }

  // A tap outside the field must land before anything moves: only then the keys go away.
  function leave(card) {
    if (!document.activeElement.matches("[data-number]")) closePad();
    if (isTyped(card)) note(card, { now: true });
  }

  // Keys under the thumb while a number is typed on a touch screen.
  function openPad(card) {
    pad.hidden = false;
    document.body.classList.add("has-pad");
    one("[data-pad-title]").textContent = card.element.getAttribute("aria-label");
    one("[data-pad-range]").textContent = card.field.dataset.highest === "" ? "" : `0 – ${card.field.dataset.highest}`;
    one("[data-key=sign]").disabled = !("signed" in card.field.dataset);
    card.element.scrollIntoView({ block: "end", behavior: calm ? "auto" : "smooth" });
  }
  function closePad() { pad.hidden = true; document.body.classList.remove("has-pad"); }
  function press(key) {
    const field = document.activeElement;
    if (key === "done") { field.blur(); return; }
    if (key === "next") { field.blur(); goOn(); return; }
    const start = field.selectionStart, end = field.selectionEnd;
    if (key === "sign") field.value = field.value.startsWith("-") ? field.value.slice(1) : `-${field.value}`;
    else if (key === "back") field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
    else if (key !== "." || !field.value.slice(0, start).includes(".")) field.setRangeText(key, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  pad.addEventListener("pointerdown", (event) => event.preventDefault());
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (key && document.activeElement.matches("[data-number]")) press(key);
  });

  // Typing, tapping, choosing between versions.
  const cardOf = (element) => cards.get(element.closest("[data-aspect]")?.dataset.aspect);
  form.addEventListener("input", (event) => { if (event.target.matches("[data-number]")) note(cardOf(event.target)); });
  form.addEventListener("change", (event) => {
    const card = cardOf(event.target);
    if (card && (event.target.type === "radio" || isTyped(card))) { last = card; note(card, { now: true }); }
  });
  form.addEventListener("focusin", (event) => {
    const card = cardOf(event.target);
    if (!card) return;
    last = card;
    if (event.target === card.field) { card.field.select(); if (coarse) openPad(card); }
  });
  form.addEventListener("focusout", (event) => {
    const card = cardOf(event.target);
    if (card && event.target === card.field) setTimeout(() => leave(card), SETTLE);
  });
  form.addEventListener("keydown", (event) => {
    const card = cardOf(event.target);
    if (!card) return;
    if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); if (isTyped(card)) note(card, { now: true }); goOn(); }
    const grade = event.target.type === "radio" && card.radios.find((r) => r.value === event.key);
    if (grade) { grade.checked = true; grade.focus(); note(card, { now: true }); }
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-clear], [data-keep], [data-take], [data-next]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-next]")) { goOn(); return; }
    const card = cardOf(button);
    if (button.matches("[data-take]") && card.theirs) {
      card.show(card.theirs.text);
      pending.delete(card.id);
      const text = card.theirs.text;
      hideConflict(card);
      keep(); card.refuse(""); card.state(text ? "saved" : "unmarked"); card.dress(); count();
      return;
    }
    if (button.matches("[data-take]")) { window.location.assign(window.location.href); return; }
    if (button.matches("[data-clear]")) card.show("");
    note(card, { now: true });
  });

  // Submitting: first everything is saved, then what is missing is shown, then it is asked once.
  let confirmed = false;
  const missingDialog = one("[data-missing-dialog]"), submitDialog = one("[data-submit-dialog]");
  form.addEventListener("submit", async (event) => {
    if (confirmed) return;
    event.preventDefault();
    await flush();
    const stuck = order.find((card) => card.wrong || !card.conflict.hidden);
    const missing = order.filter((card) => card.text() === "");
    if (stuck) { window.jiangjie.toast(words.check, "warn"); stuck.focus(); return; }
    if (missing.length) { listMissing(missing); missingDialog.showModal(); return; }
    if (pending.size) { window.jiangjie.toast(words.waiting.replace("{count}", pending.size), "warn"); return; }
    submitDialog.showModal();
  });
  function listMissing(missing) {
    const items = missing.map((card) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = `${card.id}  ${card.element.getAttribute("aria-label")}`;
      button.addEventListener("click", () => { missingDialog.close(); card.focus(); });
      item.append(button);
      return item;
    });
    one("[data-missing]").replaceChildren(...items);
  }
  for (const dialog of [missingDialog, submitDialog]) dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("[data-close]")) dialog.close(); });
  one("[data-confirm-submit]").addEventListener("click", () => { confirmed = true; submitDialog.close(); form.requestSubmit(one("[data-submit]")); });

  if (coarse) order.filter((card) => card.field).forEach((card) => { card.field.inputMode = "none"; });
  window.addEventListener("online", () => { wait = FIRST_RETRY; flush(); });
  document.addEventListener("visibilitychange", () => { keep(); flush(); });
  recall();
  count();
  flush();
})();
