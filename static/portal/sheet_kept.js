// What was typed and is not stored yet, kept in this browser for its own person until it is stored.

const PREFIX = "portal-sheet:";

// The page that ends somebody's work in this browser leaves nothing of anybody behind.
export function forgetAll() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

export class Kept {
  constructor(person) {
    this.key = `${PREFIX}${person}:${location.pathname}`;
  }

  // { at, rows: { plant: { version, loaded, fields: { name: text } } } } or null
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return kept && typeof kept.rows === "object" ? kept : null;
    } catch {
      return null;
    }
  }

  // Answers whether it could be kept: a full or forbidden store is told to the person.
  write(rows) {
    try {
      if (Object.keys(rows).length) localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), rows }));
      else localStorage.removeItem(this.key);
      return true;
    } catch {
      return false;
    }
  }
}
