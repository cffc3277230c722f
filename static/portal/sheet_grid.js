// The sheet as rows and columns of cells that can be typed in.

import { parse } from "./sheet_numbers.js";

export class Cell {
  constructor(row, column, td, input) {
    Object.assign(this, { row, column, td, input });
    this.settled = input.value; // what the cell held when it was last left: the step that Ctrl+Z goes back to
  }

  get value() {
    return this.input.value;
  }

  get stored() {
    return this.input.dataset.stored;
  }

  set stored(text) {
    this.input.dataset.stored = text;
  }

  get isChanged() {
    return this.value.trim() !== this.stored;
  }

  // { amount } or { problem }; words have neither.
  read() {
    return this.column.decimals === null ? {} : parse(this.value, this.column.decimals);
  }
}

export class Row {
  constructor(tr, index, columns) {
    Object.assign(this, { tr, index, plant: tr.dataset.plant, name: tr.dataset.name });
    this.asked = tr.parentElement.querySelector(`[data-asked="${this.plant}"]`);
    this.version = tr.querySelector(`[name="plant${this.plant}-version"]`);
    this.loaded = tr.querySelector(`[name="plant${this.plant}-loaded"]`);
    this.isOpen = Boolean(this.version);
    this.cells = columns.map((column) => {
      const td = tr.querySelector(`[data-column="${column.name}"]`);
      const input = td?.querySelector("input[data-stored]");
      return input ? new Cell(this, column, td, input) : null;
    });
  }

  cell(name) {
    return this.cells.find((cell) => cell?.column.name === name) ?? null;
  }

  // Reasons of blanks and answers to questions: not cells of the grid, but sent with them.
  get others() {
    const named = [...this.tr.querySelectorAll("select[name]"), ...this.asked.querySelectorAll("input[name], select[name], textarea[name]")];
    return named.filter((one) => one.name.startsWith(`plant${this.plant}-`));
  }

  get fields() {
    return [...this.cells.filter(Boolean).map((cell) => cell.input), ...this.others];
  }
}

export class Grid {
  constructor(form, columns) {
    this.form = form;
    this.columns = columns;
    this.rows = [...form.querySelectorAll("tr[data-plant]")].map((tr, index) => new Row(tr, index, columns));
    this.cells = new Map();
    for (const row of this.rows) for (const cell of row.cells) if (cell) this.cells.set(cell.input, cell);
  }

  cellOf(element) {
    return this.cells.get(element) ?? null;
  }

  at(row, column) {
    return this.rows[row]?.cells[column] ?? null;
  }

  place(cell) {
    return { row: cell.row.index, column: this.columns.indexOf(cell.column) };
  }

  rowOf(element) {
    const tr = element.closest?.("tr[data-plant], tr[data-asked]");
    const plant = tr?.dataset.plant ?? tr?.dataset.asked;
    return this.rows.find((row) => row.plant === plant) ?? null;
  }

  // Puts texts into cells at once and tells of it once. changes: [{ cell, after }]
  write(changes) {
    for (const { cell, after } of changes) cell.input.value = cell.settled = after;
    if (!changes.length) return;
    this.form.dispatchEvent(new Event("input", { bubbles: true })); // for whoever asks only whether anything was typed
    this.tell(changes.map((one) => one.cell));
  }

  tell(cells) {
    this.form.dispatchEvent(new CustomEvent("sheet:changed", { bubbles: true, detail: cells }));
  }
}
