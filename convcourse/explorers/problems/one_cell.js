// One cell of an output: convcourse/practice/one_cell.py on a page.
import { conv2d } from "../parts/engine.js";
import { emptyRows, gridPart, sumText, written } from "./problem.js";

function draw(draws) {
  const [k, s] = [draws.whole(2, 3), draws.whole(1, 2)];
  const [rows, columns] = [draws.whole(4, 5), draws.whole(5, 6)];
  const [picture, kernel] = [draws.grid(rows, columns, 0, 9), draws.grid(k, k, -2, 2)];
  const row = draws.whole(0, Math.floor((rows - k) / s));
  const column = draws.whole(0, Math.floor((columns - k) / s));
  return { picture, kernel, s, row, column };
}

const summed = (weights, cells) => weights.reduce((sum, weight, n) => sum + weight * cells[n], 0);
const turned = (weights, cells) => summed([...weights].reverse(), cells);
const unsigned = (weights, cells) => summed(weights.map(Math.abs), cells);

/** The cells of a window whose top left is at `row`, `column`; null where it does not fit. */
function windowOf(picture, size, row, column) {
  if (row + size > picture.length || column + size > picture[0].length) return null;
  return picture.slice(row, row + size).flatMap((line) => line.slice(column, column + size));
}

function solve({ picture, kernel, s, row, column }) {
  const size = kernel.length;
  const weights = kernel.flat();
  const [rows, columns] = [picture.length, picture[0].length];
  const input = { data: picture.flat(), shape: [1, rows, columns] };
  const output = conv2d(input, { data: weights, shape: [1, 1, size, size] }, null, { stride: s });
  const [, outRows, outColumns] = output.shape;
  const value = output.data[row * outColumns + column];
  const [top, left] = [row * s, column * s];
  const at = (r, c, weigh) => {
    const cells = windowOf(picture, size, r, c);
    return cells && weigh(weights, cells);
  };
  const wrong = {
    turned: at(top, left, turned),
    no_signs: at(top, left, unsigned),
    no_stride: at(row, column, summed),
    swapped: at(left, top, summed),
    next_window: at(top + 1, left + 1, summed),
  };
  const sum = sumText(weights, windowOf(picture, size, top, left));
  const figure = [
    gridPart("Input", "input", picture),
    gridPart("Kernel", "kernel", kernel),
    gridPart("Output", "output", emptyRows(outRows, outColumns), [row, column]),
  ];
  return { value, wrong, slots: { s, row, column, top, left, value: written(value), sum }, figure };
}

export const oneCell = { draw, solve };
