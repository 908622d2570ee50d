// Sums of a network written out: the windows and the weights of the channels that count most, and all the others.
import { byChannel } from "./live_maps.js";
import { node } from "./parts/elements.js";
import { formatNumber } from "./parts/numbers.js";
import { counted } from "./parts/words.js";

/** A number with its sign between spaces, as it follows others in a sum. */
export const signed = (value) => `${value < 0 ? "−" : "+"} ${formatNumber(Math.abs(value))}`;

/** Numbers as a sum, the first as it is. @param {number[]} values */
export const added = (values) => values.map((value, n) => (n ? signed(value) : formatNumber(value))).join(" ");

/** A number with two decimals, so that those below each other stand in columns. */
const twoDecimals = (value) => (Math.round(100 * value) / 100 || 0).toFixed(2).replace("-", "−");

/** A few numbers in rows. @param {ArrayLike<number>} numbers @param {(i: number) => object} [cell] what it says of each that can be pressed */
function smallGrid(numbers, cols, kind, cell) {
  const cells = Array.from(numbers, (value, i) =>
    cell ? node("button", { type: "button", ...cell(i) }, twoDecimals(value)) : node("span", {}, twoDecimals(value)),
  );
  return node("span", { class: `cc-m-nine cc-t-${kind}`, style: `--cols: ${cols}` }, ...cells);
}

/**
 * The parts of a sum by the channels that it reads, as they look, and the sum of them in words.
 * @param {import("./parts/network/terms.js").Terms} terms
 * @param {{most: number, nameOf: (channel: number) => string, cell?: (index: number) => object, kept?: number}} how how many
 *   channels to show, `kept` among them; with `cell` a window's numbers are buttons, with these attributes
 */
export function writtenSum(terms, { most, nameOf, cell, kept = -1 }) {
  const parts = byChannel(terms);
  const place = parts.findIndex(({ channel }) => channel === kept);
  if (place >= most) parts.splice(most - 1, 0, ...parts.splice(place, 1));
  const [, rows, cols] = terms.shape;
  const shown = parts.slice(0, most);
  const rest = parts.slice(most);
  const pairs = shown.map(({ channel, window, weights, sum }) =>
    node(
      "span",
      { class: "cc-m-term" },
      node("span", { class: "cc-m-from" }, `${nameOf(channel)}: ${formatNumber(sum)}`),
      smallGrid(window, cols, "input", cell && ((i) => cell(channel * rows * cols + i))),
      "·",
      smallGrid(weights, cols, "kernel"),
    ),
  );
  const others = rest.length
    ? ` ${signed(rest.reduce((sum, part) => sum + part.sum, 0))} (${counted(rest.length, "other channel")})`
    : "";
  const line = `${added(shown.map(({ sum }) => sum))}${others} ${signed(terms.bias)} (bias) = ${formatNumber(terms.sum)}`;
  return { pairs: node("div", { class: "cc-m-pairs" }, ...pairs), line };
}
