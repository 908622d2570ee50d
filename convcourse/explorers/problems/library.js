// Which library's call made a result: convcourse/practice/library.py on a page.
import { correlate } from "../parts/engine.js";
import { gridPart, written } from "./problem.js";

/** Calls with what they do unless told otherwise: whether they turn the kernel, and their border. */
const CALLS = {
  filter2d: [false, "mirror"],
  ndimage_correlate: [false, "reflect"],
  ndimage_convolve: [true, "reflect"],
  signal_convolve2d: [true, "constant"],
  torch_conv2d: [false, "constant"],
};
const NAMES = Object.keys(CALLS);

function draw(draws) {
  const kernel = draws.wholes(3, -2, 3);
  return { row: draws.wholes(6, 0, 9), kernel, call: draws.pick(NAMES), order: draws.shuffled(NAMES) };
}

function madeBy([flip, border], row, kernel) {
  const line = { data: row, rows: 1, cols: row.length };
  const taps = { data: kernel, rows: 1, cols: kernel.length };
  // Adding 0 makes 0 of −0, which whole numbers do not have.
  return Array.from(correlate(line, taps, { padding: "same", border, flip }).data, (one) => one + 0);
}

function solve({ row, kernel, call, order }, texts) {
  const made = Object.fromEntries(NAMES.map((name) => [name, madeBy(CALLS[name], row, kernel)]));
  if (new Set(Object.values(made).map(String)).size < NAMES.length) return null; // two calls made the same
  const slots = Object.fromEntries(NAMES.map((name) => [`made_${name}`, made[name].map(written).join(" ")]));
  const [flip, border] = CALLS[call];
  Object.assign(slots, { flip: texts[flip ? "turns" : "keeps"], border: texts[border] });
  const figure = [
    gridPart("Row", "input", [row]),
    gridPart("Kernel", "kernel", [kernel]),
    gridPart("Result", "output", [made[call]]),
  ];
  const others = NAMES.filter((name) => name !== call);
  const wrong = Object.fromEntries(others.map((name) => [`as_${name}`, texts[name]]));
  return { value: texts[call], wrong, slots, figure, choices: order.map((name) => texts[name]) };
}

export const libraries = { draw, solve };
