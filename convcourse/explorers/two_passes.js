// TwoPasses: a row slides over a picture, a column over what it made, and a separable kernel is done.
import { correlate, grid, windowTaps } from "./parts/engine.js";
import { box, cellOfTwo, classes, gridFigure, steps, words } from "./parts/figure.js";
import { resultPart, sumParts } from "./parts/lines.js";
import { agrees, formatNumber, sizeText, toGrid } from "./parts/numbers.js";
import { range } from "./parts/svg.js";

const SIZE = 6;
const FAMILIES = ["box", "bell", "edge"]; // in the order of the choice
const OPTIONS = { padding: "same", border: "constant" };

/** A row of Pascal's triangle. */
const pascal = (size) => range(size - 1).reduce((row) => [...row, 0].map((x, i) => x + (row[i - 1] ?? 0)), [1]);

/** The weights of the row and of the column. */
export function weightsOf({ family, kernel_size: size }) {
  const ones = Array(size).fill(1);
  const ends = ones.map((_, i) => (i === 0 ? -1 : Number(i === size - 1)));
  return {
    box: { row: ones, column: ones },
    bell: { row: pascal(size), column: pascal(size) },
    edge: { row: ends, column: pascal(size) },
  }[FAMILIES[family]];
}

/** Both passes, and the square kernel at once: it has to make the same. */
export function compute(state) {
  const { row, column } = weightsOf(state);
  const k = row.length;
  const input = toGrid(state.input);
  const [across, down] = [grid(1, k, row), grid(k, 1, column)];
  const square = grid(
    k,
    k,
    column.flatMap((a) => row.map((b) => a * b)),
  );
  const between = correlate(input, across, OPTIONS);
  const output = correlate(between, down, OPTIONS);
  const once = correlate(input, square, OPTIONS);
  const same = Array.from(once.data).every((value, i) => agrees(value, output.data[i]));
  return { input, across, down, square, between, output, same };
}

/** The cell whose sum is written out: the one pointed at in what the last pass made, else one in the middle. */
export function cellOf(position, pointed) {
  const name = position < 2 ? "between" : "output";
  return pointed?.part === name ? pointed.at : [2, 2];
}

/** What the last pass reads at a cell: the products, and where they lie. @param {any} state @param {any} result @param {number[]} at */
function passAt({ position }, { input, between, across, down }, at) {
  const [source, weights] = position < 2 ? [input, across] : [between, down];
  const taps = windowTaps(source, weights, at[0], at[1], OPTIONS);
  return { taps, read: new Set(taps.map((tap) => `${tap.inputRow},${tap.inputCol}`)) };
}

/** How many products a pixel takes in both ways, and that they make the same. */
export function countWords({ across, same }, position) {
  const k = across.cols;
  const start = [
    "Products for each pixel: in two passes ",
    `${k} + ${k} = `,
    resultPart(String(2 * k)),
    ", with the square ",
    `${k} · ${k} = `,
    resultPart(String(k * k)),
    ".",
  ];
  if (position < 2) return start;
  return [...start, same ? " Both make the same, in all 36 cells." : " They do not make the same."];
}

/** What is seen of a state. */
export function show(state, result, { pointed, width }) {
  const { position } = state;
  const at = cellOf(position, pointed);
  const { taps, read } = passAt(state, result, at);
  const look = ({ rows, cols, data }, more = {}) => ({ rows, cols, values: data, size: sizeText(rows, cols), ...more });
  const seen = (r, c) => (position === 1 && read.has(`${r},${c}`) ? "cc-tp-read" : "");
  const made = (pass) => ({
    hidden: () => position < pass,
    classes: (r, c) =>
      classes({
        "cc-later": position < pass,
        "cc-lit": position === pass && r === at[0] && c === at[1],
        "cc-tp-read": position === pass + 1 && read.has(`${r},${c}`),
      }),
  });
  const { row, column } = weightsOf(state);
  const value = (position < 2 ? result.between : result.output).data[at[0] * SIZE + at[1]];
  const told = position ? sumParts(taps, value) : "Press Step: the row slides over the input.";
  return {
    px: { cell: cellOfTwo(width, SIZE) },
    parts: {
      input: look(result.input, { classes: seen }),
      row: { ...look(result.across), size: "" },
      column: { ...look(result.down), size: "" },
      square: look(result.square, {
        hidden: () => position < 2,
        classes: () => (position < 2 ? "cc-later" : ""),
      }),
      between: look(result.between, made(1)),
      output: look(result.output, made(2)),
      steps: { where: "", position },
      sum: told,
      count: countWords(result, position),
    },
    say: position
      ? `After the ${["", "row", "column"][position]}: ${formatNumber(value)} at row ${at[0]}, column ${at[1]}.`
      : `Row ${row.join(", ")}; column ${column.join(", ")}.`,
  };
}

const silent = { part: "kernel", silent: true };

export default {
  render: gridFigure({
    grids: {
      input: { label: "Input", edits: "input", silent: true },
      row: { ...silent, label: "Row" },
      column: { ...silent, label: "Column" },
      square: { ...silent, label: "Column times row" },
      between: { label: "After the row", part: "output" },
      output: { label: "After the column" },
    },
    parts: { steps: steps("Both"), sum: words("cc-sum"), count: words("cc-sum cc-tp-count") },
    stage: [
      box("cc-stage cc-tp-stage", ["input", "between", box("cc-tp-kernel", ["row", "column", "square"]), "output"]),
    ],
    words: ["steps", "sum", "count"],
    compute,
    show,
    count: () => 3,
  }),
};
