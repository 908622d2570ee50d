// Which kernel to hand to an operator that turns it: convcourse/practice/undo_flip.py on a page.
import { emptyRows, gridPart } from "./problem.js";

function draw(draws) {
  const [rows, columns] = [draws.whole(2, 3), draws.whole(2, 3)];
  const numbers = draws.shuffled([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const kernel = Array.from({ length: rows }, (_, row) => numbers.slice(row * columns, (row + 1) * columns));
  return { kernel, row: draws.pick([0, rows - 1]), column: draws.pick([0, columns - 1]) };
}

function solve({ kernel, row, column }) {
  const [rows, columns] = [kernel.length, kernel[0].length];
  const [other_row, other_column] = [rows - 1 - row, columns - 1 - column];
  const value = kernel[other_row][other_column];
  const wrong = {
    unturned: kernel[row][column],
    left_right: kernel[row][other_column],
    upside_down: kernel[other_row][column],
  };
  const figure = [
    gridPart("Wanted on the picture", "kernel", kernel),
    gridPart("Handed over", "kernel", emptyRows(rows, columns), [row, column]),
  ];
  return { value, wrong, slots: { row, column, value, other_row, other_column }, figure };
}

export const undoneFlips = { draw, solve };
