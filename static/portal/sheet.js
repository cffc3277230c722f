// Moves through the sheet by keyboard as a spreadsheet does, shows what has changed, and warns before it is lost.
"use strict";

const form = document.querySelector("[data-sheet]");

function cellsOfColumn(input) {
  const position = input.closest("td").cellIndex;
  return [...form.querySelectorAll("tbody tr")]
    .map((row) => row.cells[position]?.querySelector("input[type=text]"))
    .filter(Boolean);
}

function step(input, rows) {
  const column = cellsOfColumn(input);
  const next = column[column.indexOf(input) + rows];
  if (next) {
    next.focus();
    next.select();
  }
}

function move(event) {
  const input = event.target;
  // While an input method is composing, Enter and the arrows belong to it.
  if (event.isComposing || !input.matches(".sheet-cell input")) return;
  const rows = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (rows === undefined) return;
  event.preventDefault(); // Enter would send the form
  step(input, rows);
}

function isChanged(input) {
  return input.value !== input.defaultValue;
}

function anyChanged() {
  return [...form.querySelectorAll(".sheet-cell input")].some(isChanged);
}

if (form) {
  let sending = false;
  const refused = "unsaved" in form.dataset; // what was typed stands in the cells, but not in the portal
  form.addEventListener("keydown", move);
  form.addEventListener("input", (event) => event.target.classList.toggle("is-changed", isChanged(event.target)));
  // Only these buttons carry what was typed into the portal; withdrawing a row does not.
  form.addEventListener("submit", (event) => { sending = ["save", "submit"].includes(event.submitter?.name); });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && (refused || anyChanged())) event.preventDefault();
  });
}
