// What is stored, what waits, what was refused: shown at every cell, and saved row by row while somebody types.

import { fill } from "./sheet_words.js";
import { Line } from "./sheet_line.js";

const PAUSE_MS = 1_200; // after a cell was left
const IDLE_MS = 4_000; // while it is still being typed in

export class Saving {
  constructor(grid, script, { kept, reckoning, banner }) {
    Object.assign(this, { grid, words: script.words, person: script.person, kept, reckoning, banner });
    this.line = new Line(grid.form, { onState: (state) => this.showLine(state), onAnswer: (...answer) => this.take(...answer) });
    this.stored = new Map(); // reasons of blanks and answers: field → what is stored
    this.status = document.querySelector("[data-sheet-status]");
    for (const row of grid.rows) this.read(row, script.unsaved);
    const { form } = grid;
    form.addEventListener("sheet:changed", (event) => this.touch(event.detail.map((cell) => cell.row), IDLE_MS));
    form.addEventListener("sheet:settled", () => this.schedule(PAUSE_MS));
    form.addEventListener("change", (event) => this.touchOther(event.target));
    form.addEventListener("input", (event) => this.touchOther(event.target));
    form.addEventListener("focusout", (event) => this.left(event));
    this.show();
  }

  read(row, unsaved) {
    for (const one of row.others) this.stored.set(one, unsaved ? "" : one.value);
    // A page that was refused shows both values where two people met: saving is a choice, and not made by itself.
    row.isHeld = unsaved && this.isWaiting(row);
    row.conflict = null;
    row.refused = null;
  }

  isWaiting(row) {
    return row.isOpen && (row.cells.some((cell) => cell?.isChanged) || row.others.some((one) => one.value !== (this.stored.get(one) ?? "")));
  }

  get waiting() {
    return this.grid.rows.filter((row) => this.isWaiting(row));
  }

  touch(rows, pause) {
    for (const row of rows) {
      row.isHeld = false;
      for (const cell of row.cells) if (cell && !cell.isChanged) this.tellError(cell, "");
    }
    this.show();
    this.schedule(pause);
  }

  touchOther(element) {
    const row = this.grid.cellOf(element) ? null : this.grid.rowOf(element);
    if (!row?.others.includes(element)) return;
    if (element.matches(".cell-code")) element.classList.toggle("is-said", element.value !== "");
    this.touch([row], IDLE_MS);
  }

  // Leaving a row saves it at once; a button of the form does so itself.
  left(event) {
    const row = this.grid.rowOf(event.target);
    const next = event.relatedTarget;
    if (row && !next?.matches?.("button") && this.grid.rowOf(next ?? document.body) !== row && this.isWaiting(row)) this.schedule(0);
  }

  schedule(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  // Saves every row that may be saved; ends when all were answered or have to wait.
  async flush() {
    clearTimeout(this.timer);
    if (!this.line.isFree) await this.line.again();
    if (!this.line.isFree) return;
    const rows = this.waiting.filter((row) => !row.isHeld && !row.conflict && row.refused !== this.snapshot(row));
    if (!rows.length) return;
    const body = new URLSearchParams({ person: this.person });
    for (const row of rows) {
      for (const hidden of [row.version, row.loaded]) body.set(hidden.name, hidden.value);
      for (const field of row.fields) body.set(field.name, field.value);
    }
    const snapshots = new Map(rows.map((row) => [row.plant, new Map(row.fields.map((field) => [field.name, field.value]))]));
    this.showLine("saving");
    await this.line.send(body, snapshots);
  }

  snapshot(row) {
    return JSON.stringify(row.fields.map((field) => [field.name, field.value]));
  }

  take(status, answer, request) {
    const rows = this.grid.rows.filter((row) => request.snapshots.has(row.plant));
    if (status !== 200 || !answer) {
      // Nothing is sent again by itself: the person is told why, and what was typed stays.
      for (const row of rows) row.refused = this.snapshot(row);
      this.banner.show("refused", answer?.told || this.words.not_saved);
      this.show();
      return;
    }
    const told = new Map(answer.rows.map((row) => [String(row.plant), row]));
    for (const row of rows) {
      if (told.has(row.plant)) this.takeRow(row, told.get(row.plant), request.snapshots.get(row.plant));
      else row.refused = this.snapshot(row);
    }
    const before = this.waiting.length;
    if (!before) this.reckoning.takeTotals(answer.totals);
    this.told = answer.told || this.told;
    this.banner.hide("refused");
    this.show();
    if (this.waiting.some((row) => !row.isHeld && !row.conflict && row.refused !== this.snapshot(row))) this.schedule(PAUSE_MS);
  }

  takeRow(row, told, sent) {
    const isRefused = Object.values(told.cells).some((cell) => cell.error);
    row.conflict = told.conflict ? told : null;
    row.refused = isRefused ? JSON.stringify([...sent]) : null;
    if (!row.conflict && !isRefused) {
      row.version.value = told.version;
      row.loaded.value = told.loaded;
    }
    for (const cell of row.cells) if (cell) this.takeCell(cell, told.cells[cell.column.name], sent.get(cell.input.name), row.conflict, told.entered_by);
    for (const one of row.others) if (!row.conflict && !isRefused && sent.has(one.name)) this.stored.set(one, sent.get(one.name));
    this.reckoning.take(row, told);
    this.takeState(row, told);
    this.takeQuestions(row, told);
    this.offerChoice(row);
  }

  takeCell(cell, told, sent, conflict, by) {
    cell.stored = told.value;
    const untouched = cell.value === sent;
    if (told.saved && untouched && cell.value !== told.value && document.activeElement !== cell.input) cell.input.value = cell.settled = told.value;
    if (told.saved && untouched && cell.value !== told.value) cell.stored = cell.value.trim(); // the same number, spelled otherwise
    cell.wasSaved = told.saved && Boolean(cell.value);
    this.tellError(cell, untouched ? told.error : "");
    note(cell, "theirs", conflict && told.theirs ? fill(this.words.theirs, { theirs: told.theirs, by }) : "");
    cell.td.classList.toggle("cell-conflict", Boolean(conflict && told.theirs));
  }

  tellError(cell, text) {
    const id = `${cell.input.id}-error`;
    note(cell, "message", text, id);
    cell.td.classList.toggle("cell-error", Boolean(text));
    if (text) {
      cell.input.setAttribute("aria-invalid", "true");
      cell.input.setAttribute("aria-describedby", id);
    } else {
      cell.input.removeAttribute("aria-invalid");
      cell.input.removeAttribute("aria-describedby");
    }
  }

  takeState(row, told) {
    const badge = row.tr.querySelector(".state");
    badge.className = `state state-${told.state}`;
    badge.textContent = told.state_label;
    const alarms = row.tr.querySelector("[data-alarms]");
    alarms.replaceChildren(...told.alarms.map((text) => Object.assign(document.createElement("span"), { className: "alarm", textContent: text })));
  }

  takeQuestions(row, told) {
    const asked = new Set(told.questions.map((question) => question.column));
    for (const cell of row.cells) cell?.td.classList.toggle("cell-asked", asked.has(cell.column.name));
    if (row.asked.contains(document.activeElement)) return; // somebody is answering: the next save brings them
    const typed = new Map(row.others.filter((one) => row.asked.contains(one)).map((one) => [one.name, one.value]));
    const td = row.asked.cells[0];
    td.innerHTML = told.questions_html; // the portal's own part of the page, escaped by the server
    row.asked.hidden = !told.questions.length;
    for (const one of row.others) {
      if (this.stored.has(one)) continue;
      this.stored.set(one, one.value);
      if (typed.get(one.name)) one.value = typed.get(one.name);
    }
  }

  // Where two people changed one row, both values stand there and nothing is stored until one is chosen.
  offerChoice(row) {
    row.tr.classList.toggle("sheet-conflict", Boolean(row.conflict));
    const place = row.tr.querySelector("[data-choice]");
    place.replaceChildren();
    if (!row.conflict) return;
    const told = row.conflict;
    place.append(
      Object.assign(document.createElement("span"), { className: "alarm", textContent: fill(this.words.conflict, { by: told.entered_by }) }),
      button(this.words.keep_mine, () => this.choose(row, told, false)),
      button(this.words.take_theirs, () => this.choose(row, told, true)),
    );
  }

  choose(row, told, theirs) {
    row.conflict = null;
    row.version.value = told.version;
    row.loaded.value = told.loaded;
    for (const cell of row.cells) {
      if (!cell) continue;
      note(cell, "theirs", "");
      cell.td.classList.remove("cell-conflict");
      if (theirs) this.grid.write([{ cell, after: told.cells[cell.column.name].value }]);
    }
    if (theirs) for (const one of row.others) if (told.cells[fieldOf(row, one)]) this.take1(one, told.cells[fieldOf(row, one)].value);
    this.offerChoice(row);
    this.show();
    this.schedule(0);
  }

  take1(one, value) {
    one.value = value;
    this.stored.set(one, value);
  }

  // States of all cells, the line that sums them up, and what this browser keeps.
  show() {
    const counts = { saved: 0, waiting: 0, refused: 0 };
    for (const cell of this.grid.cells.values()) {
      const state = cell.isChanged ? (cell.td.classList.contains("cell-error") ? "refused" : "waiting") : cell.stored ? "saved" : "";
      if (cell.td.dataset.save !== state) cell.td.dataset.save = state;
      if (state) counts[state] += 1;
    }
    const others = this.waiting.flatMap((row) => row.others).filter((one) => one.value !== (this.stored.get(one) ?? "")).length;
    counts.waiting += others;
    this.counts = counts;
    const conflicts = this.grid.rows.filter((row) => row.conflict).length;
    const parts = [counts.waiting || counts.refused || conflicts ? "" : this.told || "", fill(this.words.counts, counts)];
    if (conflicts) parts.unshift(fill(this.words.conflicts, { rows: conflicts }));
    const text = parts.filter(Boolean).join(" ");
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.dataset.state = counts.refused || conflicts ? "refused" : counts.waiting ? "waiting" : "saved";
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), 100);
  }

  keep() {
    if (this.isLeaving) return;
    const rows = {};
    for (const row of this.waiting) {
      const changed = [...row.cells.filter((cell) => cell?.isChanged).map((cell) => cell.input), ...row.others.filter((one) => one.value !== (this.stored.get(one) ?? ""))];
      rows[row.plant] = { version: row.version.value, loaded: row.loaded.value, fields: Object.fromEntries(changed.map((one) => [one.name, one.value])) };
    }
    if (!this.kept.write(rows)) this.banner.show("not-kept", this.words.not_kept);
  }

  showLine(state) {
    if (state === "dead") this.banner.show("line", this.words.dead_line);
    else if (state === "signed-out") this.banner.show("line", this.words.signed_out, { href: `${this.banner.signIn}?next=${encodeURIComponent(location.pathname)}`, label: this.words.sign_in });
    else if (state === "online") this.banner.hide("line");
    this.lineState = state;
  }
}

function fieldOf(row, one) {
  return one.name.slice(`plant${row.plant}-`.length);
}

// A remark in the cell below its text: an error, or what another person has put there.
function note(cell, kind, text, id = "") {
  let found = cell.td.querySelector(`.cell-${kind}`);
  if (!text) return found?.remove();
  if (!found) {
    found = Object.assign(document.createElement("span"), { className: `cell-${kind}`, id });
    cell.input.closest(".cell-box").after(found);
  }
  found.textContent = text;
  return found;
}

function button(label, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary btn-sm", textContent: label });
  made.addEventListener("click", act);
  return made;
}
