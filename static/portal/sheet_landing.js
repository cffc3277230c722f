// Where the cells of a pasted block would land, before any does: by the heads and the names of plants that came along, else by place.

import { halfWidth, parse, typed } from "./sheet_numbers.js";

const NOTHING = new Set(["", "-", "--", "—", "－", "–", "/", "无"]);
const SUM_ROW = /^(合计|总计|小计|total|sum)/i;

function plain(text) {
  return halfWidth(text).toLowerCase().replace(/[\s()（）\[\]·,，、:：]/g, "");
}

// { lines: [{ name, row, why, cells: [{ cell, column, before, after, why }] }], columns, counts }
export function land(block, grid, start) {
  let rows = block.rows;
  const heads = headsIn(rows, grid.columns);
  if (heads) rows = rows.slice(heads.depth);
  const names = namesIn(rows, grid.rows);
  const columns = heads ? byHead(heads, names) : byPlace(rows, names, start, grid.columns);
  const matched = new Set();
  const lines = rows.map((cells, index) => line(cells, index, { grid, start, names, columns, matched }));
  return { lines, columns: columns.filter(Boolean), hidden: block.hidden, withHeads: Boolean(heads), byName: names !== null, counts: count(lines) };
}

// Which columns the heads mean, if the first rows are heads: two of them at least must be known.
function headsIn(rows, columns) {
  for (let depth = Math.min(3, rows.length - 1); depth >= 1; depth -= 1) {
    const width = rows[0].length;
    const texts = Array.from({ length: width }, (_, column) => rows.slice(0, depth).map((row) => row[column].text).filter(Boolean));
    if (texts.flat().some((text) => parse(text, 20).amount !== undefined)) continue;
    const found = texts.map((parts) => columns.find((one) => parts.some((part) => names(one).includes(plain(part))) || names(one).includes(plain(parts.join("")))));
    if (new Set(found.filter(Boolean)).size >= 2) return { depth, columns: once(found), texts: texts.map((parts) => parts.join(" ")) };
  }
  return null;
}

function names(column) {
  return [plain(column.label), plain(column.label + column.unit), column.name.toLowerCase()];
}

// A head that stands there twice fits the first time only.
function once(columns) {
  const seen = new Set();
  return columns.map((column) => {
    if (!column || seen.has(column)) return null;
    seen.add(column);
    return column;
  });
}

// The place of the column that holds names of plants: at least half of its texts are known.
function namesIn(rows, plants) {
  const known = new Map();
  for (const row of plants) for (const name of [row.name, ...row.tr.dataset.names.split("|")]) if (name) known.set(plain(name), row);
  const width = rows[0]?.length ?? 0;
  for (let column = 0; column < Math.min(width, 4); column += 1) {
    const texts = rows.map((row) => row[column].text).filter(Boolean);
    const hits = texts.filter((text) => known.has(plain(text))).length;
    if (hits && hits * 2 >= texts.length) return { column, known };
  }
  return null;
}

// A head that the sheet does not know keeps its place, so that nothing is left out unseen.
function byHead(heads, names) {
  return heads.columns.map((column, place) => column ?? (place === names?.column ? null : { outside: true, label: heads.texts[place] }));
}

function byPlace(rows, names, start, columns) {
  const width = rows[0]?.length ?? 0;
  const first = names ? names.column + 1 : 0;
  return Array.from({ length: width }, (_, column) => (column < first ? null : columns[start.column + column - first] ?? { outside: true }));
}

function line(cells, index, { grid, start, names, columns, matched }) {
  const name = names ? cells[names.column].text : "";
  const row = names ? names.known.get(plain(name)) : grid.rows[start.row + index];
  const empty = cells.every((cell) => !cell.text);
  let why = "";
  if (empty) why = "empty";
  else if (names && SUM_ROW.test(name)) why = "sum";
  else if (!row) why = names ? "unknown" : "below";
  else if (!row.isOpen) why = "closed";
  else if (names && matched.has(row)) why = "twice";
  if (row && !why) matched.add(row);
  const landed = cells.map((cell, place) => (columns[place] ? landing(cell, row, columns[place], why) : null)).filter(Boolean);
  return { name: row?.name ?? name, row: why ? null : row, why, cells: landed };
}

function landing(pasted, row, column, refused) {
  const cell = row && !column.outside ? row.cell(column.name) : null;
  const found = { cell, column, before: cell?.value ?? "", after: pasted.text, why: "" };
  if (refused) return { ...found, why: pasted.text ? "row" : "blank" };
  if (pasted.merged) return { ...found, why: "merged" };
  if (column.decimals === null) {
    if (!pasted.text) return { ...found, why: "blank" };
  } else if (NOTHING.has(pasted.text)) return { ...found, why: "blank" };
  if (column.outside) return { ...found, why: "beside" };
  if (!cell) return { ...found, why: "unmeasured" };
  if (column.decimals === null) return { ...found, why: pasted.text === cell.value ? "same" : "" };
  const { amount, problem } = parse(pasted.text, column.decimals);
  if (problem) return { ...found, why: problem };
  if (amount < 0n) return { ...found, why: "negative" };
  const after = typed(amount, column.decimals);
  return { ...found, after, why: after === cell.value.trim() ? "same" : "" };
}

const HARMLESS = new Set(["blank", "same"]);

function count(lines) {
  const cells = lines.flatMap((one) => one.cells);
  return {
    lands: cells.filter((one) => !one.why).length,
    same: cells.filter((one) => one.why === "same").length,
    blank: cells.filter((one) => one.why === "blank").length,
    unfit: cells.filter((one) => one.why && !HARMLESS.has(one.why)).length,
    plants: new Set(lines.filter((one) => one.cells.some((cell) => !cell.why)).map((one) => one.row)).size,
  };
}
