// Offers back what was typed and not stored: the cells hold it again, marked, and nothing is stored until the person says so.

import { fill } from "./sheet_words.js";

export function offerBack({ grid, saving, kept, banner, words }) {
  const found = kept.read();
  if (!found) return;
  const restored = [];
  for (const row of grid.rows) {
    const part = found.rows[row.plant];
    if (part) restored.push(...restore(row, part, saving, words));
  }
  if (!restored.length) {
    saving.keep();
    return;
  }
  grid.tell(restored.map((one) => one.cell).filter(Boolean));
  for (const row of new Set(restored.map((one) => one.row))) row.isHeld = true;
  clearTimeout(saving.timer);
  const at = new Date(found.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  banner.show("return", fill(words.offered, { at, count: restored.length }), null, [
    { label: words.offered_save, act: () => end(restored, false) },
    { label: words.offered_drop, act: () => end(restored, true) },
  ]);

  function end(changes, drop) {
    banner.hide("return");
    for (const one of changes) {
      one.row.isHeld = false;
      one.mark?.remove();
      if (!drop) continue;
      one.field.value = one.before;
      if (one.cell) one.cell.settled = one.before;
      one.row.version.value = one.version;
      one.row.loaded.value = one.loaded;
    }
    grid.tell(changes.map((one) => one.cell).filter(Boolean));
    if (drop) saving.keep();
    else saving.flush();
  }
}

function restore(row, part, saving, words) {
  if (!row.isOpen) return [];
  const [version, loaded] = [row.version.value, row.loaded.value];
  const fields = row.fields.filter((field) => field.name in part.fields && part.fields[field.name] !== field.value);
  if (!fields.length) return [];
  // As they were read then: whatever somebody else has stored since is shown before anything is overwritten.
  row.version.value = part.version;
  row.loaded.value = part.loaded;
  return fields.map((field) => {
    const cell = row.cells.find((one) => one?.input === field) ?? null;
    const before = field.value;
    field.value = part.fields[field.name];
    if (cell) cell.settled = field.value;
    return { row, cell, field, before, version, loaded, mark: cell && mark(cell, fill(words.stored_now, { stored: before || "—" })) };
  });
}

function mark(cell, text) {
  const made = Object.assign(document.createElement("span"), { className: "cell-theirs cell-offered", textContent: text });
  cell.td.append(made);
  return made;
}
