// Settings of a layer, as whole numbers or pairs of them, and shapes in words; see `settings.py`.
import { Float } from "./parser.js";
import { isInt, Refusal, Unknown, Unreadable } from "./values.js";

export const MOST = 2 ** 31 - 1;
export const LARGEST = 2 ** 61;

/** Stands for a parameter without a default. */
export const NEEDED = Symbol("needed");

/** A shape in words. */
export function wordsOf(shape) {
  if (shape === null) return "something unknown";
  const sizes = shape.map((size) => (size === null ? "?" : `${size}`));
  if (sizes.length === 3) return `${sizes[0]} ${shape[0] === 1 ? "map" : "maps"} of ${sizes[1]}×${sizes[2]}`;
  if (sizes.length === 1) return `${sizes[0]} ${shape[0] === 1 ? "number" : "numbers"}`;
  return `a shape of ${sizes.join("×") || "nothing"}`;
}

export const prod = (numbers) => numbers.reduce((a, b) => a * b, 1);
/** How many numbers a shape has, null where a size is unknown. */
export const product = (shape) => (shape.includes(null) ? null : prod(shape));

/** A setting that has to be known. */
export function known(settings, name) {
  const value = settings[name];
  if (value instanceof Unknown) throw new Unreadable(`${name}=${value.text}`);
  return value;
}

/** A number of channels or features, null where it could not be read. */
export function count(settings, name, least = 1) {
  const value = settings[name];
  if (value instanceof Unknown) return null;
  if (!isInt(value) || value < least || value > MOST) {
    throw new Refusal(
      "setting",
      `${name}=${shown(value)} is no whole number from ${least} on; write one, for example ${name}=${Math.max(least, 8)}`,
      { name, instead: null },
    );
  }
  return value;
}

/** A Python float as Python writes it. */
function float({ value }) {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  return `${value}`.replace(/e([+-])(\d)$/, "e$10$2");
}

/** A text in Python's quotes. */
function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return `${quote}${quote === "'" ? text.replaceAll("'", "\\'") : text}${quote}`;
}

/** A setting as it is written in Python. */
export function shown(value) {
  if (value instanceof Unknown) return value.text;
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (isInt(value)) return `${value}`;
  if (value instanceof Float) return float(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return value.length === 1 ? `(${shown(value[0])},)` : `(${value.map(shown).join(", ")})`;
  return "object";
}

/** A setting as one whole number for each axis. */
export function pair(settings, name, least = 0, single = false) {
  const value = known(settings, name);
  let values = Array.isArray(value) ? value : [value, value];
  if (single && values.length === 1) values = [values[0], values[0]];
  if (values.some((one) => one instanceof Unknown)) throw new Unreadable(`${name}=${shown(values)}`);
  if (values.length !== 2 || values.some((one) => !isInt(one) || Math.abs(one) > MOST)) {
    throw new Refusal("setting", `${name}=${shown(value)} is not one whole number, nor two (rows, columns)`, {
      name,
      instead: null,
    });
  }
  if (Math.min(...values) < least) {
    const good = values.map((one) => Math.max(one, least));
    throw new Refusal("setting", `${name}=${shown(value)} is too small: ${least} is the least that torch takes`, {
      name,
      instead: oneOrTwo(good),
    });
  }
  return values;
}

/** Rows and columns of maps whose size is known, null for anything else. */
export function mapSize(shape) {
  if (shape.length !== 3 || shape[1] === null || shape[2] === null) return null;
  return [shape[1], shape[2]];
}

/** A setting as short as it can be written. @param {any[]} pair */
export const oneOrTwo = ([rows, columns]) => (rows === columns ? rows : [rows, columns]);
/** Floor division and remainder, as Python's. */
export const floorDiv = (a, b) => Math.floor(a / b);
export const mod = (a, b) => ((a % b) + b) % b;
/** What is made for rows and for columns. */
export const axes = (make) => [make(0), make(1)];
/** Whether two settings are the same. */
export const equal = (a, b) =>
  Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((one, i) => equal(one, b[i])) : a === b;
