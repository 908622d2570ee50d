// Numbers: how they are written and read, when two agree, and grids of them.

const DENOMINATORS = [3, 6, 7, 9, 12, 16, 25, 27, 49, 256, 273];

/** The shortest fraction that `value` is, as [top, bottom], if two decimals cannot hold it. */
export function asFraction(value) {
  if (Math.abs(value * 100 - Math.round(value * 100)) < 1e-9 || Math.abs(value) > 9) return null;
  const bottom = DENOMINATORS.find((d) => Math.abs(value * d - Math.round(value * d)) < 1e-9);
  return bottom ? [Math.round(value * bottom), bottom] : null;
}

/** A number as the course writes it: at most two decimals, a real minus sign, never "−0". */
export function formatNumber(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text =
    Math.abs(value) >= 1e5
      ? Number(value.toPrecision(2)).toExponential().replace("e+", "e")
      : String(Math.round(value * 100) / 100);
  return text === "-0" ? "0" : text.replaceAll("-", "−");
}

/** How many there are of something, the thousands apart: 9,216. */
export const formatCount = (count) =>
  Number.isSafeInteger(count) ? String(count).replace(/\B(?=(\d{3})+$)/g, ",") : count.toLocaleString("en"); // which takes 30 ms to begin

/** A weight: like a number, but thirds, ninths and the like stay what they are. */
export function formatWeight(value) {
  const fraction = asFraction(value);
  if (fraction) return fraction.join("/").replace("-", "−");
  // A weight that two decimals would make 0 keeps its first digit: 0 would mean that its pixel does not count.
  const small = Math.abs(value) < 0.005 && Math.abs(value) > 1e-9;
  return small ? String(Number(value.toPrecision(1))).replaceAll("-", "−") : formatNumber(value);
}

/** By how much a number among others is changed in one step: by 1 among whole ones, by a ninth among ninths, else by 0.1. */
export function stepAmong(values) {
  const bottom = Math.max(1, ...Array.from(values, (value) => asFraction(value)?.[1] ?? 1));
  if (bottom > 1) return 1 / bottom;
  return Array.from(values).every(Number.isInteger) ? 1 : 0.1;
}

/** A number some steps further. The sum is rounded, so that ninths stay ninths and tenths tenths. */
export const stepped = (value, by) => Number((value + by).toFixed(12));

/** Numbers in order as words: runs become "3 to 5", and what is too long ends with how many there are. */
export function listNumbers(numbers, most = 6) {
  const runs = [];
  for (const n of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === n - 1) run[1] = n;
    else runs.push([n, n]);
  }
  const parts = runs.flatMap(([a, b]) => (b - a < 2 ? [a, b].slice(0, b - a + 1) : [`${a} to ${b}`])).map(String);
  if (parts.length > most) return `${parts.slice(0, most - 1).join(", ")}, … (${numbers.length} in all)`;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

// One sign for a whole fraction, such as ½.
const VULGAR = /^(\d*) ?([¼-¾⅐-⅞↉])$/;
const GROUPED = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const EUROPEAN = /^[1-9]\d{0,2}((\.\d{3})+,\d+|(\.\d{3}){2,})$/;
const SPACED = /^[1-9]\d{0,2}([ '’_])\d{3}(\1\d{3})*([.,]\d+)?$/;

/** A text with one kind of digits, minus, slash and space, and without what cannot be seen. */
export const plainText = (text) =>
  text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, "")
    .replace(/[−–‒—﹣]/g, "-")
    .replace(/[⁄∕]/g, "/")
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, "\u00a0");

/** Digits without a sign, grouped or not, with a power of ten or not; NaN for anything else. */
function decimalOf(text, comma) {
  const [, digits, power] = /^([\s\S]*?)(e[+-]?\d+)?$/i.exec(text);
  const number = (written) => Number(written + (power ?? ""));
  if (/^(\d+\.?\d*|\.\d+)$/.test(digits)) return number(digits);
  if (comma !== "decimal" && GROUPED.test(digits)) return number(digits.replaceAll(",", ""));
  if (comma !== "groups" && /^\d*,\d+$/.test(digits)) return number(digits.replace(",", "."));
  if (SPACED.test(digits)) return number(digits.replace(/[ '’_]/g, "").replace(",", "."));
  if (comma !== "groups" && EUROPEAN.test(digits)) return number(digits.replaceAll(".", "").replace(",", "."));
  return NaN;
}

/**
 * What a reader typed, as a number: every number that a page shows, and what else is usual. null when it is none.
 *
 * A comma before exactly three digits groups them, as it does in the course: 12,832 is 12832. Any other comma is a
 * decimal one: 0,125 and 12,5. So are the points of 1.234.567 and 1.234,5 groups, and that of 1.234 is a decimal one.
 * @param {string} text
 * @param {"decimal" | "groups"} [comma] which of the two it is, where the numbers beside this one tell
 */
export function parseNumber(text, comma) {
  const [, sign, size] = /^([+-]?) *([\s\S]*)$/.exec(plainText(text).replaceAll("\u00a0", " ").trim());
  const [, whole, part] = VULGAR.exec(size) ?? [];
  // "½" is taken apart into "1⁄2" by Unicode itself. Beside a whole number it is added: 1½ is 1.5.
  const [top, bottom = "1", rest] = (part?.normalize("NFKD").replace("⁄", "/") ?? size).split("/");
  const share = decimalOf(top.trim(), comma) / decimalOf(bottom.trim(), comma);
  const value = (sign === "-" ? -1 : 1) * (Number(whole ?? 0) + share);
  return rest === undefined && Number.isFinite(value) ? value : null;
}

/** What a text is with a decimal comma, where `parseNumber` took that comma for one between thousands; null elsewhere. */
export function otherReading(text) {
  const decimal = parseNumber(text, "decimal");
  return decimal === parseNumber(text) ? null : decimal;
}

/**
 * Whether two numbers agree: they differ by no more than rounding does, a millionth of the larger one, or of 1 where
 * both are smaller. What a puzzle counts as right and what it marks as right is decided here, and so never differs.
 */
export const agrees = (a, b) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

export const toGrid = (lists) => ({ data: lists.flat(), rows: lists.length, cols: lists[0].length });

export const sizeText = (rows, cols) => `${rows}×${cols}`;

/** The kernel at another size: cropped around its centre, or with zeros around it. */
export function resizeKernel(kernel, size, oneRow, fill = 0) {
  const fit = (line, length, empty) => {
    const shift = Math.floor(line.length / 2) - Math.floor(length / 2);
    return Array.from({ length }, (_, i) => line[i + shift] ?? empty());
  };
  const rows = kernel.map((row) => fit(row, size, () => fill));
  return oneRow ? rows : fit(rows, size, () => Array(size).fill(fill));
}
