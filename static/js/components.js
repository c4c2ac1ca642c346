// Components for Alpine's CSP build: expressions in pages name these members, nothing is evaluated.
// A page that uses one loads this file and vendor/alpine/alpine-csp.min.js in its `scripts` block.
document.addEventListener("alpine:init", () => {
  // Counts what is chosen in a list: <form x-data="selection" x-on:change="count">, <span x-text="chosen">.
  window.Alpine.data("selection", () => ({
    chosen: 0,
    init() { this.count(); },
    count() { this.chosen = this.$root.querySelectorAll("[data-select]:checked").length; },
    none() { return this.chosen === 0; },
    all(event) {
      this.$root.querySelectorAll("[data-select]").forEach((box) => { box.checked = event.target.checked; });
      this.count();
    },
  }));

  // Warns before a changed form is left: <form x-data="unsaved" x-on:input="touch" x-on:submit="leave">.
  window.Alpine.data("unsaved", () => ({
    touched: false,
    init() { window.addEventListener("beforeunload", (event) => { if (this.touched) event.preventDefault(); }); },
    touch() { this.touched = true; },
    leave() { this.touched = false; },
  }));

  // Counts down to a moment: <time x-data="countdown" datetime="…" ><span x-text="left"></span></time>.
  window.Alpine.data("countdown", () => ({
    left: "",
    init() { this.tick(); this.timer = setInterval(() => this.tick(), 1000); },
    destroy() { clearInterval(this.timer); },
    tick() {
      const seconds = Math.max(0, Math.floor((new Date(this.$root.getAttribute("datetime")) - Date.now()) / 1000));
      const two = (n) => String(n).padStart(2, "0");
      this.left = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    },
  }));

  // Shows a question only while the one it depends on has one of its values; what is hidden is not sent.
  window.Alpine.data("answerSheet", () => ({
    init() { this.update(); },
    update() {
      const parts = [...this.$root.querySelectorAll("[data-show-field]")];
      parts.forEach(() => parts.forEach((part) => {
        const wanted = JSON.parse(part.dataset.showValues);
        const on = this.chosen(part.dataset.showField).some((value) => wanted.includes(value));
        part.hidden = !on;
        part.querySelectorAll("input, select, textarea").forEach((field) => { field.disabled = !on; });
      }));
    },
    chosen(name) {
      const fields = [...this.$root.querySelectorAll("input, select")].filter((field) => field.name === name && !field.disabled);
      return fields.filter((field) => field.tagName === "SELECT" || field.checked).map((field) => field.value);
    },
  }));

  // The editor of an entry form: Alt with an arrow moves a question, its kind decides which fields it shows.
  window.Alpine.data("questionList", () => ({
    said: "",
    kind(event) {
      const card = event.target.closest("[data-question]");
      if (card && event.target.matches("[data-kind]")) card.dataset.asked = event.target.value;
    },
    key(event) {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const card = event.target.closest("[data-question]");
      if (!event.altKey || !step || !card) return;
      event.preventDefault();
      const other = step < 0 ? card.previousElementSibling : card.nextElementSibling;
      if (!other) return;
      if (step < 0) other.before(card); else other.after(card);
      event.target.focus();
      const place = [...card.parentElement.children].indexOf(card) + 1;
      this.said = `${card.querySelector("input[id]").value}: ${place} / ${card.parentElement.children.length}`;
    },
  }));

  // A switch between two views of the same thing: x-data="disclosure", x-on:click="toggle", x-show="open".
  window.Alpine.data("disclosure", () => ({ open: false, toggle() { this.open = !this.open; } }));
});
