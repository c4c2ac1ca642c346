// Behaviour shared by all pages. Each page works without it; what is here makes it quicker.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // htmx requests carry the token of the page.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });
  // A refused form (422) and a conflict (409) come back as a page to show, not as a failure.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  // A form that saves itself says so when the server could not be reached or refused.
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, (event) => {
      const words = event.detail.elt.querySelector("[data-save-failed]"), state = event.detail.elt.querySelector("#save-state");
      if (!words && event.detail.xhr?.status === 401) location.reload();
      if (!words || !state) return;
      keepTyped("typed:", event.detail.elt);
      state.className = "save-state save-conflict";
      state.replaceChildren(words.content.cloneNode(true));
    });
  }

  // What was typed into such a form outlives a lost sign-in: this tab keeps it and gives it back.
  const OURS = ["csrf_token", "version", "page"];
  const keptKeys = (kind) => Object.keys(sessionStorage).filter((key) => key.startsWith(kind));
  function keepTyped(kind, form) {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OURS.includes(name));
    sessionStorage.setItem(kind + location.pathname, JSON.stringify(fields));
  }
  function giveTypedBack(form) {
    const kept = JSON.parse(sessionStorage.getItem(`typed:${location.pathname}`) || "[]");
    const changed = !kept.length ? [] : [...form.elements].filter((field) => {
      const values = kept.filter(([name]) => name === field.name).map(([, value]) => value), was = [field.value, field.checked];
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length && !OURS.includes(field.name) && field.type !== "submit") field.value = values[0];
      return was[0] !== field.value || was[1] !== field.checked;
    });
    if (!changed.length) return;
    form.before(form.querySelector("[data-typed-back]").content.cloneNode(true));
    changed[0].dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".step-form")) keepTyped("sent:", event.target);
    if (event.target.action.endsWith("/sign-out")) sessionStorage.clear();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.elt.matches(".step-form")) sessionStorage.removeItem(`typed:${location.pathname}`);
  });
  window.addEventListener("load", () => {
    const isLost = location.pathname.startsWith("/account/") || document.querySelector(".error-page");
    for (const key of keptKeys("sent:")) {
      if (isLost) sessionStorage.setItem(key.replace("sent:", "typed:"), sessionStorage.getItem(key));
      else sessionStorage.removeItem(key.replace("sent:", "typed:"));
      sessionStorage.removeItem(key);
    }
    all(".step-form").forEach(giveTypedBack);
  });

  // A strip of tabs shows the page one is on.
  for (const tab of all("[data-tabs] [aria-current]")) {
    const strip = tab.closest("[data-tabs]");
    strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  }

  // Toasts: can be closed; good news leaves by itself, warnings stay.
  function dressToast(note) {
    if (note.querySelector(".toast-close")) return;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast-close";
    close.textContent = "×";
    close.setAttribute("aria-label", document.querySelector("[data-toasts]").dataset.dismissLabel);
    close.addEventListener("click", () => note.remove());
    note.append(close);
    if (!note.matches(".tone-stop, .tone-warn")) {
      let timer = setTimeout(() => note.remove(), 8000);
      note.addEventListener("pointerenter", () => clearTimeout(timer));
      note.addEventListener("pointerleave", () => { timer = setTimeout(() => note.remove(), 4000); });
    }
  }
  function toast(message, tone = "info") {
    const note = document.createElement("div");
    note.className = `toast-note tone-${tone}`;
    const text = document.createElement("p");
    text.textContent = message;
    note.append(text);
    document.querySelector("[data-toasts]").append(note);
    dressToast(note);
  }

  // Dialogs: a disclosure of this page, or the confirm panel of the page that a link leads to.
  function openDialog(content, done) {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.append(content);
    const title = content.querySelector(".confirm-title");
    if (title) { title.id = title.id || "dialog-title"; dialog.setAttribute("aria-labelledby", title.id); }
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-dialog-close]")) { event.preventDefault(); dialog.close(); }
    });
    dialog.addEventListener("close", () => { done(content); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }
  function dressDisclosure(details) {
    const opener = details.querySelector("summary");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      openDialog(details.querySelector(".confirm-panel"), (panel) => { details.append(panel); opener.focus(); });
    });
  }
  async function confirmOverThisPage(link) {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const panel = page.querySelector("[data-confirm-body]");
    if (!answer.ok || !panel) { window.location.assign(link.href); return; }
    if (!panel.getAttribute("action")) panel.action = link.href;
    openDialog(panel, () => link.focus());
  }

  // A field that is being corrected is no longer called wrong; saving tells anew what still is.
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".step-form :is(input, select, textarea)");
    for (let box = field?.parentElement; box && !box.matches("form"); box = box.parentElement) {
      all(":scope > .field-error", box).forEach((told) => told.remove());
      box.classList.remove("has-error");
    }
    field?.removeAttribute("aria-invalid");
  });

  // Saved 14:32: one place tells how a form stands. setSaveState(element, "saved")
  function setSaveState(element, state) {
    element.className = `save-state save-${state}`;
    const text = element.querySelector("[data-save-text]");
    text.textContent = element.dataset[state] || text.textContent;
    element.querySelector("time")?.remove();
    if (state !== "saved") return;
    const time = document.createElement("time");
    time.className = "num";
    time.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
    element.append(" ", time);
  }

  // Keypad: taps go into the field of the same aspect.
  function dressKeypad(box) {
    const field = box.querySelector("[data-keypad-target]");
    const pad = box.querySelector(".keypad");
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    field.inputMode = "none";
    field.addEventListener("focus", () => {
      all("[data-keypad] .keypad").forEach((other) => { other.hidden = other !== pad; });
    });
    pad.addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (!key || (key === "." && field.value.includes("."))) return;
      field.value = key === "back" ? field.value.slice(0, -1) : field.value + key;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // Files may be dropped; the field itself stays the truth.
  function dressFileDrop(box) {
    const field = box.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); box.classList.toggle("is-over", on); };
    box.addEventListener("dragover", over(true));
    box.addEventListener("dragleave", over(false));
    box.addEventListener("drop", (event) => {
      over(false)(event);
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    // A file that is too large is told at its field at once; the server would refuse it as well.
    const refusal = box.querySelector("[data-too-large]");
    if (refusal) field.addEventListener("change", () => {
      const tooLarge = [...field.files].some((file) => file.size > Number(refusal.dataset.tooLarge));
      refusal.hidden = !tooLarge;
      if (tooLarge) { field.value = ""; field.focus(); }
    });
  }

  function dressCopy(button) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const text = button.querySelector("[data-copy-text]");
      const before = text.textContent;
      text.textContent = button.dataset.copied;
      setTimeout(() => { text.textContent = before; }, 2000);
    });
  }

  const dressings = { "[data-toast]": dressToast, "details[data-dialog]": dressDisclosure, "[data-keypad]": dressKeypad,
    "[data-file-drop]": dressFileDrop, "[data-copy]": dressCopy };
  function dress(root) {
    for (const [selector, put] of Object.entries(dressings)) {
      const found = all(selector, root);
      if (root.matches?.(selector)) found.push(root);
      found.filter((element) => !element.dataset.dressed).forEach((element) => { element.dataset.dressed = "1"; put(element); });
    }
    all("[data-print]", root).forEach((button) => { button.hidden = false; button.onclick = () => window.print(); });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-confirm]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); confirmOverThisPage(link); }
    all("details.menu[open]").filter((menu) => !menu.contains(event.target)).forEach((menu) => { menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("DOMContentLoaded", () => { dress(document); document.querySelector("[data-focus]")?.focus(); });
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));

  window.jiangjie = { toast, setSaveState, openDialog };
})();
