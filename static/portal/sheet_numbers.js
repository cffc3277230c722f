// Whole numbers in base units, reckoned as the server does (formulas/units.py, rounding.py, wastewater.py).
// A test compares both on many values. BigInt throughout: no figure passes through a float.

const MOST_CHARACTERS = 40;
const PLAIN_NUMBER = /^-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?$/;
const MOST_PERCENT_SHOWN = 199n;
const MILLION = 1_000_000n;
export const NO_DATA = "—";
export const MASS_DECIMALS = 9;
export const PERCENT_DECIMALS = 4;

export function halfWidth(text) {
  return text.replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replaceAll("\u2212", "-");
}

// { amount } in base units (null where nothing is written), or { problem }: "long", "comma", "number", "fine".
export function parse(text, decimals) {
  const written = text.trim();
  if (!written) return { amount: null };
  if (written.length > MOST_CHARACTERS) return { problem: "long" };
  if (written.includes("，")) return { problem: "comma" };
  const plain = halfWidth(written).trim();
  if (!PLAIN_NUMBER.test(plain)) return { problem: "number" };
  const [whole, fraction = ""] = plain.replaceAll(",", "").split(".");
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > decimals) return { problem: "fine" };
  return { amount: BigInt(whole + digits.padEnd(decimals, "0")) };
}

// The whole number nearest to numerator / denominator, halves away from zero; null where there is none.
export function rounded(numerator, denominator) {
  if (numerator === null || denominator === null || denominator === 0n) return null;
  const negative = numerator < 0n !== denominator < 0n;
  const [above, below] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const nearest = (2n * above + below) / (2n * below);
  return negative ? -nearest : nearest;
}

function pointed(amount, decimals, grouped) {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
  let whole = digits.slice(0, digits.length - decimals);
  if (grouped) whole = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = decimals ? `.${digits.slice(-decimals)}` : "";
  return (amount < 0n ? "-" : "") + whole + fraction;
}

// Rounded half up to so many places, as a page shows it.
export function shown(amount, decimals, places, grouped = true) {
  if (amount === null) return NO_DATA;
  return pointed(rounded(amount, 10n ** BigInt(decimals - places)), places, grouped);
}

// The shortest text that reads back as the same amount.
export function typed(amount, decimals, grouped = false) {
  if (amount === null) return "";
  const text = pointed(amount, decimals, grouped);
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

export function loadRate(volume, design, days) {
  return volume === null || design === null ? null : rounded(volume * MILLION, design * days);
}

export function removedLoad(volume, inlet, outlet) {
  if (volume === null || inlet === null || outlet === null) return null;
  return outlet < inlet ? volume * (inlet - outlet) : 0n;
}

// Change against an earlier value in whole per cent; null where it says nothing.
export function change(now, before) {
  return now === null || before === null || before === 0n ? null : rounded((now - before) * 100n, before);
}

export function changeText(percent) {
  if (percent === null) return "";
  if (percent > MOST_PERCENT_SHOWN) return `×${rounded(percent + 100n, 100n)}`;
  return `${percent > 0n ? "+" : percent < 0n ? "−" : "±"}${percent < 0n ? -percent : percent}%`;
}
