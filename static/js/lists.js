// A unit's list as a spreadsheet: paste into a cell, move by arrows and Enter. Without this file the fields do it all.
(() => {
  "use strict";
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const form = grid.closest("form");
  const body = grid.tBodies[0];
  const fields = (row) => [...row.querySelectorAll("input[name^=row], select[name^=row]")];
  let touched = false;
  form.querySelector("[data-grid-hint]").hidden = false;

  // One more empty row under the last one, with the next number.
  function grow() {
    const last = body.rows[body.rows.length - 1];
    const line = Number(last.querySelector("th").textContent) + 1;
    const row = last.cloneNode(true);
    row.querySelector("th").textContent = line;
    fields(row).forEach((field) => {
      field.name = field.name.replace(/^row\d+/, `row${line}`);
      field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, line));
      field.value = "";
    });
    body.append(row);
    return row;
  }

  // Cells of a spreadsheet: tabs between, a cell with line breaks stands in quotes.
  function cells(text) {
    const rows = [[]];
    const pattern = /("(?:[^"]|"")*"|[^\t\n]*)(\t|\n|$)/g;
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    for (let match = pattern.exec(plain); match; match = pattern.exec(plain)) {
      const quoted = match[1].startsWith("\"") && match[1].endsWith("\"") && match[1].length > 1;
      const cell = quoted ? match[1].slice(1, -1).replace(/""/g, "\"") : match[1];
      rows[rows.length - 1].push(cell.trim());
      if (match[2] === "\n") rows.push([]);
      if (!match[2]) break;
    }
    return rows;
  }

  function write(field, text) {
    if (field.tagName === "SELECT") {
      const wanted = text.toLowerCase();
      const option = [...field.options].find((one) => one.value === text || (wanted && one.text.toLowerCase().startsWith(wanted)));
      if (!option && text) field.append(new Option(text, text));
      field.value = option ? option.value : text;
    } else {
      field.value = text;
    }
  }

  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const row = event.target.closest("tr");
    if (!row || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const column = fields(row).indexOf(event.target);
    let line = row;
    cells(text).forEach((values, number) => {
      if (number) line = line.nextElementSibling || grow();
      const targets = fields(line);
      values.forEach((value, place) => { if (targets[column + place]) write(targets[column + place], value); });
    });
    if (line === body.rows[body.rows.length - 1]) grow();
    touched = true;
    line.scrollIntoView({ block: "nearest" });
  });

  grid.addEventListener("keydown", (event) => {
    const field = event.target;
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    if (!step || !field.name?.startsWith("row") || (field.tagName === "SELECT" && event.key !== "Enter")) return;
    event.preventDefault();
    const row = field.closest("tr");
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling || grow();
    if (other) fields(other)[fields(row).indexOf(field)].focus();
  });

  form.addEventListener("input", (event) => {
    touched = true;
    const row = event.target.closest("tr");
    if (row && row === body.rows[body.rows.length - 1]) grow();
  });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
})();
