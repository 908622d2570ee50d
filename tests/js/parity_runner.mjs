// Answers calls of the engine: a JSON list of {name, args} comes in, a list of answers goes out.
// JSON has neither NaN nor infinity, so those travel as strings.
import { readFileSync } from "node:fs";

import * as engine from "../../convcourse/explorers/parts/engine.js";

const LISTS = { Array, Float64Array, Float32Array, Uint8Array, Uint8ClampedArray };

/** Number lists come as {list: type, numbers}; everything else is what it is. */
function received(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(received);
  if (value.list) return LISTS[value.list].from(value.numbers, Number);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, received(item)]));
}

const sent = (_, value) => {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return ArrayBuffer.isView(value) ? Array.from(value) : value;
};

const answers = JSON.parse(readFileSync(0, "utf8")).map(({ name, args }) => {
  const values = args.map(received);
  const before = JSON.stringify(values, sent);
  try {
    const value = engine[name](...values);
    // A pure function leaves its arguments as they were.
    return { value, untouched: JSON.stringify(values, sent) === before };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
});

process.stdout.write(JSON.stringify(answers, sent));
