// Copying, cutting and pasting. A block is shown before it lands, and is undone as one step.

import { fill } from "./sheet_words.js";
import * as blocks from "./sheet_blocks.js";
import { land } from "./sheet_landing.js";

export class Clipboard {
  constructor(grid, keys, words) {
    Object.assign(this, { grid, keys, words });
    this.dialog = document.querySelector("[data-sheet-landing]");
    grid.form.addEventListener("copy", (event) => this.copy(event));
    grid.form.addEventListener("cut", (event) => { if (this.copy(event)) keys.clear(); });
    grid.form.addEventListener("paste", (event) => this.paste(event));
    this.dialog.addEventListener("close", () => this.end());
  }

  // While a text is edited, its part is copied as in any field.
  copy(event) {
    if (!this.grid.cellOf(event.target) || (this.keys.isEditing && !this.keys.isBlock)) return false;
    event.preventDefault();
    blocks.write(event.clipboardData, this.keys.block.map((row) => row.map((cell) => cell?.value ?? "")));
    return true;
  }

  paste(event) {
    const cell = this.grid.cellOf(event.target);
    if (!cell) return;
    const block = blocks.read(event.clipboardData);
    const single = block.rows.length === 1 && block.rows[0].length === 1;
    if (single && this.keys.isEditing) return; // into the text, at the caret
    event.preventDefault();
    if (!block.rows.length) return;
    if (single) this.pasteOne(block.rows[0][0].text);
    else this.offer(land(block, this.grid, this.start(cell)), cell);
  }

  start(cell) {
    const first = this.keys.isBlock ? this.keys.block[0].find(Boolean) ?? cell : cell;
    return this.grid.place(first);
  }

  // One value lands at once, in every chosen cell.
  pasteOne(text) {
    this.keys.act(this.keys.block.flat().filter(Boolean).map((cell) => ({ cell, after: text })));
  }

  offer(landing, cell) {
    this.offered = { landing, cell };
    this.draw(landing);
    this.dialog.showModal();
    this.dialog.querySelector(landing.counts.lands ? "[value=land]" : "[value=cancel]").focus();
  }

  end() {
    const { landing, cell } = this.offered;
    const landed = this.dialog.returnValue === "land";
    this.dialog.returnValue = "";
    this.keys.choose(cell);
    if (landed) {
      const changes = landing.lines.flatMap((line) => line.cells).filter((one) => !one.why).map((one) => ({ cell: one.cell, after: one.after }));
      this.keys.act(changes);
    }
  }

  draw({ lines, columns, hidden, withHeads, byName, counts }) {
    const { words } = this;
    const said = [fill(words.landing_counts, counts)];
    if (counts.unfit) said.push(fill(words.landing_unfit, counts));
    if (counts.blank) said.push(fill(words.landing_blank, counts));
    if (hidden) said.push(fill(words.landing_hidden, { hidden }));
    said.push(withHeads ? words.landing_by_head : words.landing_by_place, byName ? words.landing_by_name : words.landing_by_row);
    this.dialog.querySelector("[data-landing-told]").replaceChildren(...said.map((text) => element("p", text)));
    const head = element("tr", "", element("th", words.plant), ...columns.map((one) => element("th", one.label || words.landing_outside)));
    this.dialog.querySelector("thead").replaceChildren(head);
    this.dialog.querySelector("tbody").replaceChildren(...lines.filter((line) => line.why !== "empty").map((line) => this.line(line)));
    this.dialog.querySelector("[value=land]").disabled = !counts.lands;
  }

  line({ name, row, why, cells }) {
    const head = element("th", name || "—");
    if (!row) head.append(element("span", this.words[`why_${why}`], { className: "landing-why" }));
    return element("tr", "", head, ...cells.map((cell) => this.cell(cell)));
  }

  cell({ before, after, why }) {
    const td = element("td", "");
    if (!why && before) td.append(element("del", before), " → ");
    if (!why) td.append(element("ins", after));
    else if (why === "blank") td.append(element("span", before));
    else if (why === "same") td.append(element("span", after));
    else td.append(element("span", after), element("span", this.words[`why_${why}`], { className: "landing-why" }));
    td.className = why === "same" || why === "blank" ? "landing-same" : why ? "landing-unfit" : "";
    return td;
  }
}

function element(tag, text, ...rest) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const one of rest) {
    if (one instanceof Node) made.append(one);
    else Object.assign(made, one);
  }
  return made;
}
