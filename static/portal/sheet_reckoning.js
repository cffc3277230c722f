// Load rate, tonnes removed and totals while somebody types: a preview, which the server's own figures replace on saving.

import { MASS_DECIMALS, NO_DATA, PERCENT_DECIMALS, change, changeText, loadRate, parse, removedLoad, shown, typed } from "./sheet_numbers.js";

const NOTABLE_PERCENT = 30n;

export class Reckoning {
  constructor(grid, script) {
    this.grid = grid;
    this.days = BigInt(script.days);
    this.pollutants = script.pollutants;
    this.volumeDecimals = grid.columns.find((one) => one.name === "volume_m3").decimals;
    grid.form.addEventListener("sheet:changed", (event) => this.renew(event.detail));
    for (const cell of grid.cells.values()) this.showChange(cell);
  }

  renew(cells) {
    const rows = new Set(cells.map((cell) => cell.row));
    for (const row of rows) this.renewRow(row);
    cells.forEach((cell) => this.showChange(cell));
    this.renewTotals();
  }

  // Base units; null where nothing is written or it can't be read. Rows that are not open give what the server wrote.
  amount(row, name) {
    const cell = row.cell(name);
    if (cell) return cell.read().amount ?? null;
    const kept = row.tr.querySelector(`[data-column="${name}"]`)?.dataset.amount;
    return kept ? BigInt(kept) : null;
  }

  figures(row) {
    const volume = this.amount(row, "volume_m3");
    const design = row.tr.dataset.design ? BigInt(row.tr.dataset.design) : null;
    const removed = this.pollutants.map((code) => {
      const measured = row.tr.querySelector(`[data-removed="${code}"]`)?.dataset.measured === "1";
      return measured ? removedLoad(volume, this.amount(row, `${code}_inlet_ug_l`), this.amount(row, `${code}_outlet_ug_l`)) : null;
    });
    return { volume, design, rate: loadRate(volume, design, this.days), removed };
  }

  renewRow(row) {
    const { rate, removed } = this.figures(row);
    put(row.tr.querySelector("[data-load-rate]"), shown(rate, PERCENT_DECIMALS, 1, false));
    this.pollutants.forEach((code, index) => {
      const td = row.tr.querySelector(`[data-removed="${code}"]`);
      if (td?.dataset.measured === "1") put(td, shown(removed[index], MASS_DECIMALS, 2));
    });
  }

  renewTotals() {
    const rows = this.grid.rows.map((row) => this.figures(row));
    const told = rows.filter((row) => row.volume !== null);
    const loaded = told.filter((row) => row.design !== null);
    const rate = loadRate(sum(loaded.map((row) => row.volume)), sum(loaded.map((row) => row.design)), this.days);
    this.total("counted", String(told.length));
    this.total("volume", told.length ? typed(sum(told.map((row) => row.volume)), this.volumeDecimals, true) : NO_DATA);
    this.total("load_rate", shown(loaded.length ? rate : null, PERCENT_DECIMALS, 1));
    this.pollutants.forEach((code, index) => {
      const known = rows.map((row) => row.removed[index]).filter((amount) => amount !== null);
      this.total(`removed-${code}`, shown(known.length ? sum(known) : null, MASS_DECIMALS, 2));
    });
  }

  total(name, text) {
    put(this.grid.form.querySelector(`[data-total="${name}"]`), text);
  }

  // The server's own figures, after a save; totals only where nothing else waits.
  take(row, told) {
    put(row.tr.querySelector("[data-load-rate]"), told.load_rate, true);
    for (const code of this.pollutants) {
      const td = row.tr.querySelector(`[data-removed="${code}"]`);
      if (td?.dataset.measured === "1") put(td, told.removed[code] ?? NO_DATA, true);
    }
  }

  takeTotals(totals) {
    const told = { counted: String(totals.counted), volume: totals.volume, load_rate: totals.load_rate };
    for (const [code, text] of Object.entries(totals.removed)) told[`removed-${code}`] = text;
    for (const [name, text] of Object.entries(told)) put(this.grid.form.querySelector(`[data-total="${name}"]`), text, true);
  }

  showChange(cell) {
    const mark = cell.td.querySelector("[data-change]");
    if (!mark) return;
    const before = parse(mark.dataset.change, cell.column.decimals).amount ?? null;
    const percent = change(cell.read().amount ?? null, before);
    mark.textContent = changeText(percent);
    mark.classList.toggle("is-notable", percent !== null && (percent >= NOTABLE_PERCENT || percent <= -NOTABLE_PERCENT));
  }
}

function sum(amounts) {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function put(element, text, isKept = false) {
  if (!element) return;
  if (element.textContent !== text) {
    element.textContent = text;
    element.classList.toggle("is-preview", !isKept);
  } else if (isKept) element.classList.remove("is-preview");
}
