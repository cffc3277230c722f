// Keys and mouse as in Excel and WPS. A cell is a plain text field throughout, so that input methods and readers work:
// when a cell is chosen its text is selected (typing replaces it, arrows leave it); while its text is edited, arrows move in it.

const PAGE = 10;

export class Keys {
  constructor(grid, history) {
    Object.assign(this, { grid, history });
    this.anchor = null; // the chosen cell
    this.head = null; // the other corner of a block
    this.isEditing = false;
    this.dragging = false;
    const { form } = grid;
    form.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("focusin", (event) => this.onFocus(event));
    form.addEventListener("focusout", (event) => this.onLeave(event));
    form.addEventListener("input", (event) => this.onInput(event));
    form.addEventListener("mousedown", (event) => this.onPress(event));
    form.addEventListener("mouseover", (event) => this.onDrag(event));
    form.addEventListener("dblclick", (event) => { if (grid.cellOf(event.target)) this.isEditing = true; });
    window.addEventListener("mouseup", () => { this.dragging = false; });
  }

  // Cells between both corners, row by row; those that can't be typed in are null.
  get block() {
    if (!this.anchor) return [];
    const [one, other] = [this.grid.place(this.anchor), this.head ?? this.grid.place(this.anchor)];
    const [top, bottom] = [Math.min(one.row, other.row), Math.max(one.row, other.row)];
    const [left, right] = [Math.min(one.column, other.column), Math.max(one.column, other.column)];
    const rows = [];
    for (let row = top; row <= bottom; row += 1) {
      rows.push(this.grid.columns.slice(left, right + 1).map((_, column) => this.grid.at(row, left + column)));
    }
    return rows;
  }

  get isBlock() {
    return this.head !== null;
  }

  choose(cell) {
    if (!cell) return;
    this.extend(null);
    cell.input.focus();
    cell.input.select();
    this.isEditing = false;
  }

  extend(place) {
    const own = this.anchor && this.grid.place(this.anchor);
    this.head = place && !(place.row === own?.row && place.column === own?.column) ? place : null;
    for (const { td } of this.grid.cells.values()) td.classList.remove("is-chosen");
    if (this.head) for (const cell of this.block.flat()) cell?.td.classList.add("is-chosen");
  }

  onFocus(event) {
    const cell = this.grid.cellOf(event.target);
    if (!cell) return;
    if (cell !== this.anchor) {
      this.anchor = cell;
      this.isEditing = false;
      this.extend(null);
      cell.input.select();
    }
  }

  onLeave(event) {
    const cell = this.grid.cellOf(event.target);
    if (!cell) return;
    this.settle(cell);
    this.isEditing = false;
    if (!this.grid.cellOf(event.relatedTarget)) {
      this.extend(null);
      this.anchor = null;
    }
  }

  settle(cell) {
    if (this.history.settle(cell)) cell.input.dispatchEvent(new CustomEvent("sheet:settled", { bubbles: true }));
  }

  onInput(event) {
    const cell = this.grid.cellOf(event.target);
    if (!cell) return;
    this.isEditing = true;
    this.extend(null);
    this.grid.tell([cell]);
  }

  onPress(event) {
    const cell = this.grid.cellOf(event.target);
    if (!cell || event.button !== 0) return;
    if (event.shiftKey && this.anchor) {
      event.preventDefault();
      this.extend(this.grid.place(cell));
      return;
    }
    this.dragging = true;
    if (cell === this.anchor && !this.isBlock) {
      this.isEditing = true; // the second click sets the caret
    } else {
      event.preventDefault(); // the first chooses the cell as a whole
      this.choose(cell);
    }
  }

  onDrag(event) {
    if (!this.dragging || !(event.buttons & 1) || !this.anchor) return;
    const td = event.target.closest?.("td[data-column]");
    const cell = td && this.grid.cellOf(td.querySelector("input[data-stored]"));
    if (!cell || (cell === this.anchor && !this.isBlock)) return;
    this.isEditing = false;
    this.extend(this.grid.place(cell));
  }

  onKey(event) {
    // While an input method is composing, every key belongs to it.
    if (event.isComposing || event.keyCode === 229) return;
    const cell = this.grid.cellOf(event.target);
    if (!cell) return;
    if (event.altKey) return this.withAlt(event, cell);
    const act = event.ctrlKey || event.metaKey ? this.withControl(event, cell) : this.plain(event, cell);
    if (!act) return;
    event.preventDefault();
    act();
  }

  // As a list opens in a spreadsheet: to the reason why the cell is blank.
  withAlt(event, cell) {
    const reason = cell.td.querySelector("select");
    if (event.key !== "ArrowDown" || !reason) return;
    event.preventDefault();
    reason.focus();
  }

  plain(event, cell) {
    const shift = event.shiftKey;
    switch (event.key) {
      case "Enter": return () => this.go(cell, shift ? -1 : 1, 0);
      case "Tab": return this.tab(cell, shift);
      case "ArrowUp": return () => this.arrow(cell, -1, 0, shift);
      case "ArrowDown": return () => this.arrow(cell, 1, 0, shift);
      case "ArrowLeft": return this.atEdge(cell, 0, shift) && (() => this.arrow(cell, 0, -1, shift));
      case "ArrowRight": return this.atEdge(cell, 1, shift) && (() => this.arrow(cell, 0, 1, shift));
      case "PageUp": return () => this.go(cell, -PAGE, 0);
      case "PageDown": return () => this.go(cell, PAGE, 0);
      case "Home": return !this.isEditing && !shift && (() => this.choose(this.inRow(cell.row, 1)));
      case "End": return !this.isEditing && !shift && (() => this.choose(this.inRow(cell.row, -1)));
      case "F2": return () => this.toggle(cell);
      case "Escape": return () => this.restore(cell);
      case "Delete": return !this.isEditing && (() => this.clear());
      case "Backspace": return this.isBlock && (() => this.clear());
      default: return null;
    }
  }

  withControl(event, cell) {
    const key = event.key.toLowerCase();
    const undo = () => { this.settle(cell); this.follow(this.history.undo()); };
    const redo = () => { this.settle(cell); this.follow(this.history.redo()); };
    switch (key) {
      case "z": return event.shiftKey ? redo : undo;
      case "y": return redo;
      case "d": return () => this.fillDown(cell);
      case "a": return !this.isEditing && (() => this.extendAll());
      case "home": return () => this.choose(this.corner(1));
      case "end": return () => this.choose(this.corner(-1));
      case "arrowup": return () => this.edge(cell, -1, 0, event.shiftKey);
      case "arrowdown": return () => this.edge(cell, 1, 0, event.shiftKey);
      case "arrowleft": return !this.isEditing && (() => this.edge(cell, 0, -1, event.shiftKey));
      case "arrowright": return !this.isEditing && (() => this.edge(cell, 0, 1, event.shiftKey));
      default: return null;
    }
  }

  // Whether an arrow leaves the text: always when the cell is chosen, at the text's edge while it is edited.
  atEdge(cell, side, shift) {
    if (!this.isEditing) return true;
    const { selectionStart, selectionEnd, value } = cell.input;
    return !shift && selectionStart === selectionEnd && selectionStart === (side ? value.length : 0);
  }

  // The next cell in a direction that can be typed in.
  next(place, down, right) {
    let { row, column } = place;
    for (;;) {
      row += down;
      column += right;
      if (row < 0 || column < 0 || row >= this.grid.rows.length || column >= this.grid.columns.length) return null;
      const cell = this.grid.at(row, column);
      if (cell) return cell;
    }
  }

  go(cell, down, right) {
    const place = this.grid.place(cell);
    const step = Math.sign(down);
    let found = null;
    for (let left = Math.abs(down) || 1, from = place; left > 0; left -= 1) {
      const next = this.next(from, step, right);
      if (!next) break;
      found = next;
      from = this.grid.place(next);
    }
    if (found) this.choose(found);
    else { this.settle(cell); this.choose(cell); }
  }

  arrow(cell, down, right, shift) {
    if (!shift || this.isEditing) return this.go(cell, down, right);
    const from = this.head ?? this.grid.place(cell);
    const row = Math.min(Math.max(from.row + down, 0), this.grid.rows.length - 1);
    const column = Math.min(Math.max(from.column + right, 0), this.grid.columns.length - 1);
    return this.extend({ row, column });
  }

  edge(cell, down, right, shift) {
    const from = shift && this.head ? this.head : this.grid.place(cell);
    let last = null;
    for (let next = this.next(from, down, right); next; next = this.next(this.grid.place(next), down, right)) last = next;
    if (!last) return;
    if (shift) this.extend(this.grid.place(last));
    else this.choose(last);
  }

  // Right across, then on to the next row; an open question of the row comes before it. At both ends Tab leaves the sheet.
  tab(cell, back) {
    const open = cell.row.cells.filter(Boolean);
    const beside = open[open.indexOf(cell) + (back ? -1 : 1)];
    if (beside) return () => this.choose(beside);
    const asked = !back && cell.row.asked.querySelector("input, select, textarea");
    if (asked && !cell.row.asked.hidden) return () => asked.focus();
    const rows = this.grid.rows.filter((row) => row.cells.some(Boolean));
    const row = rows[rows.indexOf(cell.row) + (back ? -1 : 1)];
    return row ? () => this.choose(this.inRow(row, back ? -1 : 1)) : null;
  }

  inRow(row, from) {
    return (from > 0 ? row.cells : [...row.cells].reverse()).find(Boolean);
  }

  corner(from) {
    const rows = this.grid.rows.filter((row) => row.cells.some(Boolean));
    return rows.length ? this.inRow(from > 0 ? rows[0] : rows[rows.length - 1], from) : null;
  }

  extendAll() {
    this.anchor = this.corner(1);
    this.anchor.input.focus();
    this.extend({ row: this.grid.rows.length - 1, column: this.grid.columns.length - 1 });
  }

  toggle(cell) {
    this.isEditing = !this.isEditing;
    if (this.isEditing) cell.input.setSelectionRange(cell.value.length, cell.value.length);
    else cell.input.select();
  }

  restore(cell) {
    if (this.isEditing && cell.value !== cell.settled) {
      cell.input.value = cell.settled;
      this.grid.tell([cell]);
    }
    this.extend(null);
    this.isEditing = false;
    cell.input.select();
  }

  clear() {
    this.act(this.block.flat().filter(Boolean).map((cell) => ({ cell, after: "" })));
  }

  fillDown(cell) {
    const above = this.next(this.grid.place(cell), -1, 0);
    const block = this.isBlock ? this.block : above ? [[above], [cell]] : [];
    const [first, ...rest] = block;
    this.act(rest.flatMap((row) => row.map((one, column) => ({ cell: one, after: first[column]?.value })).filter((one) => one.cell && one.after !== undefined)));
  }

  act(changes) {
    for (const { cell } of changes) this.settle(cell);
    this.history.act(changes);
    this.grid.form.dispatchEvent(new CustomEvent("sheet:settled"));
    if (this.anchor && !this.isBlock) this.anchor.input.select();
  }

  follow(cell) {
    if (!cell) return;
    this.choose(cell);
    this.grid.form.dispatchEvent(new CustomEvent("sheet:settled"));
  }
}
