// A sheet that is a plain form: Enter and the arrows move up and down in a column, Shift+Enter up.
"use strict";

const STEPS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
const CELL = "input[type=text]";

for (const table of document.querySelectorAll("[data-moves]")) {
  table.addEventListener("keydown", (event) => {
    const isTyping = event.isComposing || event.ctrlKey || event.altKey || event.metaKey;
    const step = event.key === "Enter" && event.shiftKey ? -1 : STEPS[event.key];
    if (isTyping || !step || !event.target.matches(CELL)) return;
    event.preventDefault();
    move(event.target.closest("td"), step);
  });
}

// To the next row that has a cell to be typed into at the same place.
function move(from, step) {
  let row = from.parentElement, cell = null;
  while (row && !cell) {
    row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    cell = row?.cells[from.cellIndex]?.querySelector(CELL);
  }
  cell?.focus();
  cell?.select();
}
