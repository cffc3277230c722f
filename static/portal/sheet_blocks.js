// Blocks of cells on the clipboard, as Excel and WPS write them: HTML with merged and hidden cells, or text with tabs.

const MOST_CELLS = 100_000;

// { rows: [[{ text, merged }]], hidden } or null where the HTML holds no table. `merged` cells lie under another one.
export function fromHtml(html) {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return null;
  const columns = hiddenColumns(table);
  const grid = [];
  let hidden = 0;
  let size = 0;
  const rows = [...table.rows].filter((tr) => {
    const gone = isHidden(tr);
    hidden += gone ? 1 : 0;
    return !gone;
  });
  rows.forEach((tr, index) => {
    grid[index] ??= [];
    let column = 0;
    for (const td of tr.cells) {
      while (grid[index][column]) column += 1;
      const [down, right] = [td.rowSpan || rows.length - index, td.colSpan];
      size += down * right;
      if (size > MOST_CELLS) return;
      for (let below = 0; below < down && index + below < rows.length; below += 1) {
        grid[index + below] ??= [];
        for (let beside = 0; beside < right; beside += 1) {
          const first = below === 0 && beside === 0;
          grid[index + below][column + beside] = { text: first ? textOf(td) : "", merged: !first, hidden: isHidden(td) };
        }
      }
      column += right;
    }
  });
  const width = Math.max(0, ...grid.map((row) => row.length));
  const shown = [];
  for (let column = 0; column < width; column += 1) {
    const cells = grid.map((row) => row[column]).filter(Boolean);
    if (columns.has(column) || (cells.length && cells.every((cell) => cell.hidden))) hidden += 1;
    else shown.push(column);
  }
  return trimmed(grid.map((row) => shown.map((column) => row[column] ?? { text: "" })), hidden);
}

function hiddenColumns(table) {
  const hidden = new Set();
  let column = 0;
  for (const col of table.querySelectorAll("col")) {
    const span = col.span || 1;
    if (isHidden(col)) for (let next = column; next < column + span; next += 1) hidden.add(next);
    column += span;
  }
  return hidden;
}

function isHidden(element) {
  const style = (element.getAttribute("style") ?? "").toLowerCase().replace(/\s/g, "");
  if (element.hidden || /(^|;)(display:none|visibility:(hidden|collapse)|mso-hide:all)/.test(style)) return true;
  if (/(^|;)(width|height):0(px|pt)?(;|$)/.test(style)) return true;
  return ["width", "height"].some((side) => element.getAttribute(side) === "0");
}

function textOf(td) {
  for (const br of td.querySelectorAll("br")) br.replaceWith(" ");
  return clean(td.textContent);
}

export function clean(text) {
  return text.replace(/[\u00a0\u200b\ufeff]/g, " ").replace(/\s+/g, " ").trim();
}

// Tab-separated text; a cell in quotes may hold tabs, line breaks and doubled quotes.
export function fromText(text) {
  const rows = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"(?=\t|\r|\n|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y;
  while (pattern.lastIndex < text.length) {
    const [, quoted, plain, end] = pattern.exec(text);
    rows[rows.length - 1].push({ text: clean(quoted === undefined ? plain : quoted.replaceAll('""', '"')) });
    if (end !== "\t" && end !== "") rows.push([]);
    else if (end === "\t" && pattern.lastIndex === text.length) rows[rows.length - 1].push({ text: "" });
  }
  return trimmed(rows, 0);
}

// Without the empty rows at the end and the empty columns at the right; every row equally long.
function trimmed(rows, hidden) {
  const filled = (row) => row.reduce((last, cell, index) => (cell.text ? index + 1 : last), 0);
  const kept = rows.slice(0, rows.reduce((last, row, index) => (filled(row) ? index + 1 : last), 0));
  const width = Math.max(0, ...kept.map(filled));
  return { rows: kept.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? { text: "" })), hidden };
}

export function read(clipboard) {
  const html = clipboard.getData("text/html");
  const block = html && /<table/i.test(html) ? fromHtml(html) : null;
  return block?.rows.length ? block : fromText(clipboard.getData("text/plain"));
}

// The block as a spreadsheet takes it, in both forms.
export function write(clipboard, rows) {
  const quoted = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  clipboard.setData("text/plain", rows.map((row) => row.map(quoted).join("\t")).join("\r\n"));
  clipboard.setData("text/html", `<table>${rows.map((row) => `<tr>${row.map((text) => `<td>${escaped(text)}</td>`).join("")}</tr>`).join("")}</table>`);
}
