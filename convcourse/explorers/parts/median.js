// The median of a window: what stands in its middle, once it is sorted. No kernel can do that.

import { node } from "./elements.js";
import { pad } from "./engine.js";
import { resultPart } from "./lines.js";
import { formatNumber } from "./numbers.js";

const LEVELS = 256;
const MOST_SHOWN = 9;

/** The level that stands at a place of a sorted window, told by how often it has each level. */
function levelAt(counts, place) {
  let before = 0;
  for (let level = 0; level < LEVELS; level++) {
    before += counts[level];
    if (before > place) return level;
  }
  return Number.NaN;
}

/**
 * The medians of the windows around the pixels of a plane of whole levels from 0 to 255. From pixel to pixel the window
 * loses a column and gains one, so its levels are counted and never sorted.
 * @param {import("./engine.js").Grid} plane @param {number[]} size of the window
 * @param {{border: string, flip: boolean}} how as a kernel reads: what lies outside, and which of two middles it has
 */
export function medians({ data, rows, cols }, [high, wide], { border, flip }) {
  const before = (side) => Math.floor((flip ? side - 1 : side) / 2);
  const [top, left] = [before(high), before(wide)];
  const around = { top, bottom: high - 1 - top, left, right: wide - 1 - left };
  const padded = pad({ data, rows, cols }, around, border);
  const middle = (high * wide - 1) / 2;
  const made = new Float64Array(rows * cols);
  for (let r = 0; r < rows; r++) {
    const counts = new Int32Array(LEVELS);
    const count = (column, by) => {
      for (let i = r; i < r + high; i++) counts[padded.data[i * padded.cols + column]] += by;
    };
    for (let column = 0; column < wide; column++) count(column, 1);
    for (let c = 0; c < cols; c++) {
      if (c) count(c + wide - 1, 1);
      if (c) count(c - 1, -1);
      made[r * cols + c] = (levelAt(counts, Math.floor(middle)) + levelAt(counts, Math.ceil(middle))) / 2;
    }
  }
  return made;
}

/** A window's values in their order, and the one in the middle; of many only the ends. @param {number[]} values */
export function medianParts(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  const written = sorted.map((value) => formatNumber(value));
  const shown = sorted.length > MOST_SHOWN ? [...written.slice(0, 3), "…", ...written.slice(-3)] : written;
  const parts = shown.flatMap((text, n) => [n ? ", " : "", node("span", { class: "cc-t-input" }, text)]);
  return [`the middle of ${sorted.length} sorted values: `, ...parts, " → ", resultPart(formatNumber(median))];
}
