// What a border adds beyond the edge: convcourse/practice/borders.py on a page.
import { BORDERS, correlate, pad } from "../parts/engine.js";
import { emptyRows, gridPart, sumText, written } from "./problem.js";

const TAPS = 5;

function draw(draws) {
  const [row, kernel] = [draws.wholes(6, 0, 9), draws.wholes(TAPS, -1, 2)];
  return { row, kernel, border: draws.pick(BORDERS), at: draws.pick([0, 1, 4, 5]) };
}

function solve({ row, kernel, border, at }) {
  const line = { data: row, rows: 1, cols: row.length };
  const taps = { data: kernel, rows: 1, cols: TAPS };
  const made = (name, flip = false) => correlate(line, taps, { padding: "same", border: name, flip }).data[at];
  const value = made(border);
  const wrong = Object.fromEntries(BORDERS.flatMap((name) => (name === border ? [] : [[`as_${name}`, made(name)]])));
  wrong.turned = made(border, true);
  const width = Math.floor(TAPS / 2);
  const padded = Array.from(pad(line, { left: width, right: width }, border).data);
  const slots = {
    border,
    value: written(value),
    before: padded.slice(0, width).join(" "),
    row: row.join(" "),
    after: padded.slice(-width).join(" "),
    sum: sumText(kernel, padded.slice(at, at + TAPS)),
  };
  const figure = [
    gridPart("Input", "input", [row]),
    gridPart("Kernel", "kernel", [kernel]),
    gridPart("Output", "output", emptyRows(1, row.length), [0, at]),
  ];
  return { value, wrong, slots, figure };
}

export const borderCells = { draw, solve };
