// TwoRoutes: is it the same to operate and then shift (or mix), and to shift (or mix) and then operate?
import { button, node } from "./parts/elements.js";
import { correlate, grid } from "./parts/engine.js";
import { box, gridFigure, isWide, LARGEST_CELL, numbered, resetBar, words } from "./parts/figure.js";
import { formatNumber, sizeText, toGrid } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";

const SMALL = 1e-9;
const MEAN = grid(3, 3, Array(9).fill(1 / 9));
const SOBEL = grid(3, 3, [-1, 0, 1, -2, 0, 2, -1, 0, 1]);

const slide =
  (kernel, border = "wrap") =>
  (input) =>
    correlate(input, kernel, { padding: "same", border });

/** The same size, each number made from the numbers, its row and its column. */
const cellwise =
  (value) =>
  ({ data, rows, cols }) =>
    grid(
      rows,
      cols,
      Array.from(data, (x, i) => value(x, Math.floor(i / cols), i % cols)),
    );

/** The picture moved down and right; what leaves at one edge comes in at the other. */
export function shift(input, down, right) {
  const { data, rows, cols } = input;
  const from = (n, by, size) => (((n - by) % size) + size) % size;
  return cellwise((_, r, c) => data[from(r, down, rows) * cols + from(c, right, cols)])(input);
}

/** a·x + b·y, cell by cell. */
export const mix = (a, x, b, y) =>
  grid(
    x.rows,
    x.cols,
    Array.from(x.data, (value, i) => a * value + b * y.data[i]),
  );

const minus = (x, y) => mix(1, x, -1, y);

function median(input) {
  const { data, rows, cols } = input;
  const at = (r, c) => data[((r + rows) % rows) * cols + ((c + cols) % cols)];
  const middle = (_, r, c) => {
    const window = [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => at(r + i, c + j)));
    return window.sort((p, q) => p - q)[4];
  };
  return cellwise(middle)(input);
}

function everySecond(input) {
  const rows = Math.ceil(input.rows / 2);
  const cols = Math.ceil(input.cols / 2);
  return cellwise((_, r, c) => input.data[2 * r * input.cols + 2 * c])(grid(rows, cols));
}

function sortRows({ data, rows, cols }) {
  const sorted = (_, r) =>
    Array.from(data)
      .slice(r * cols, (r + 1) * cols)
      .sort((p, q) => p - q);
  return grid(rows, cols, Array.from({ length: rows }, sorted).flat());
}

/** What can be chosen: each turns a grid into a grid. Where a window needs neighbours, the picture wraps round. */
export const OPERATORS = {
  blur: slide(MEAN),
  sobel: slide(SOBEL),
  blur_zeros: slide(MEAN, "constant"),
  stride: (input) => everySecond(slide(MEAN)(input)),
  mirror: (input) => cellwise((_, r, c) => input.data[r * input.cols + input.cols - 1 - c])(input),
  lamp: cellwise((x, _, c) => x * (c + 1)),
  median,
  gamma: cellwise((x) => (x * x) / 9),
  brighten: cellwise((x) => x + 3),
  clip: cellwise((x) => Math.min(9, Math.max(0, x))),
  sort_rows: sortRows,
};

/** The routes of one test: what goes in, what comes out, and the outputs brought together in the other order. */
export function routes(operate, { test, input, second, down, right, a, b }) {
  const x = toGrid(input);
  if (test === "shift") {
    const inputs = [x, shift(x, down, right)];
    const outputs = inputs.map(operate);
    return { inputs, outputs, after: shift(outputs[0], down, right), before: outputs[1] };
  }
  const y = toGrid(second);
  const inputs = [x, y, mix(a, x, b, y)];
  const outputs = inputs.map(operate);
  return { inputs, outputs, after: mix(a, outputs[0], b, outputs[1]), before: outputs[2] };
}

/** The cells in which the two routes differ by more than rounding. */
export function differing({ after, before }) {
  const scale = Math.max(1, ...Array.from(after.data, Math.abs), ...Array.from(before.data, Math.abs));
  return [...after.data.keys()].filter((i) => Math.abs(after.data[i] - before.data[i]) > SMALL * scale);
}

/** Pictures with the numbers 0 to 9, always the same ones. */
function trialPictures(count) {
  let seed = 1;
  const next = () => {
    seed = (seed * 48271) % 2147483647; // Park and Miller's generator
    return seed % 10;
  };
  const line = () => Array.from({ length: 5 }, next);
  return Array.from({ length: count }, () => Array.from({ length: 5 }, line));
}

const MIXES = [
  [1, 1],
  [2, 1],
  [1, -1],
  [-2, 3],
];

/** How often an operator fails each test, over all shifts and some mixes of a few pictures. */
export function verdictOf(name) {
  const pictures = trialPictures(4);
  const fails = (setting) => differing(routes(OPERATORS[name], setting)).length > 0;
  const shifts = pictures.flatMap((input) =>
    Array.from({ length: 24 }, (_, n) => ({ test: "shift", input, down: Math.floor((n + 1) / 5), right: (n + 1) % 5 })),
  );
  const mixes = pictures.flatMap((input, n) =>
    MIXES.map(([a, b]) => ({ test: "mix", input, second: pictures[(n + 1) % pictures.length], a, b })),
  );
  const tally = (settings) => ({ tries: settings.length, failed: settings.filter(fails).length });
  return { shift: tally(shifts), mix: tally(mixes) };
}

/** What is shown for a state. */
export function compute(state) {
  const chosen = state.offered[state.operator];
  const found = routes(OPERATORS[chosen.name], state);
  return { ...found, chosen, difference: minus(found.after, found.before), apart: differing(found) };
}

const PROPERTIES = { shift: "shift-equivariant", mix: "linear" };

/** How a state stands to a puzzle: an operator with given properties, or routes that part or meet. */
export const judge = judging((state, result, { goal, nonzero = [] }) => {
  if (goal.verdict) return judgeOperator(result.chosen, goal.verdict);
  const empty = nonzero.find((name) => [state[name]].flat(2).every((value) => Math.abs(value) < 0.01));
  if (empty) return unsolved(`That would do it, but ${empty} may not be zero here.`);
  const told = tellApart(result);
  return goal.agree === (result.apart.length === 0) ? solved(told) : unsolved(told.replace("the", "The"));
});

function judgeOperator(chosen, wanted) {
  const verdict = verdictOf(chosen.name);
  const wrong = Object.keys(wanted).find((test) => (verdict[test].failed === 0) !== wanted[test]);
  if (!wrong) return solved(`${chosen.label}.`);
  return unsolved(`${chosen.label}: ${wanted[wrong] ? "not " : ""}${PROPERTIES[wrong]}. You look for another one.`);
}

function tellApart({ apart, difference }) {
  const all = difference.data.length;
  return apart.length
    ? `the two routes differ in ${apart.length} of ${all} cells.`
    : `the two routes agree in all ${all} cells.`;
}

/** The width of the cells: three columns of them fit, and on a wide screen as many lines as there are. */
export function cellWidth(width, lines) {
  const most = isWide(width) ? (lines > 2 ? 34 : LARGEST_CELL) : lines > 2 ? 30 : 36;
  return Math.floor(Math.min(most, Math.max(17, (width - (width < 480 ? 26 : 64)) / 15 - 1)));
}

const NAMES = {
  shift: {
    inputs: ["Input", "Input, shifted"],
    outputs: ["Operated", "Shifted, then operated"],
    after: "Operated, then shifted",
  },
  mix: {
    inputs: ["Input x", "Input y", "Mixed: a·x + b·y"],
    outputs: ["Operated x", "Operated y", "Mixed, then operated"],
    after: "Operated, then mixed",
  },
};
const EDITED = ["input", "second"];
const openInputs = (test) => (test === "shift" ? 1 : 2); // so many of the inputs are the reader's
const testsOf = (test) => (test === "shift" ? ["shift"] : ["shift", "mix"]); // linearity comes with the second figure

/** The cell that the words are about: the one pointed at, else the first that differs, else the middle. */
function pointedCell(pointed, { difference: { rows, cols }, apart }) {
  if (pointed && pointed.at[0] < rows && pointed.at[1] < cols) return pointed.at;
  if (apart.length) return [Math.floor(apart[0] / cols), apart[0] % cols];
  return [Math.floor(rows / 2), Math.floor(cols / 2)];
}

/** What many tries say about an operator. One failure decides; that none was found proves nothing. */
export function verdictWords({ name, label }, tests) {
  const verdict = verdictOf(name);
  const one = (test) => {
    const { tries, failed } = verdict[test];
    return failed
      ? `not ${PROPERTIES[test]} (${failed} of ${tries} tries fail)`
      : `${PROPERTIES[test]} (all ${tries} tries agree)`;
  };
  return `${label}: ${tests.map(one).join(", ")}.`;
}

function gridLooks({ shaded }, result, at) {
  const look = ({ rows, cols, data }, more = {}) => {
    return { rows, cols, values: data, shaded, size: sizeText(rows, cols), ...more };
  };
  const here = (r, c) => (r === at[0] && c === at[1] ? "cc-lit" : "");
  const apart = new Set(result.apart);
  const isApart = (r, c) => apart.has(r * result.difference.cols + c);
  const last = result.outputs.length - 1;
  return {
    ...numbered("input", result.inputs, (input) => look(input)),
    ...numbered("output", result.outputs, (output, n) => look(output, n === last ? { classes: here } : {})),
    after: look(result.after, { classes: here }),
    difference: look(result.difference, {
      shaded: shaded && apart.size > 0,
      classes: (r, c) => `${here(r, c)} ${isApart(r, c) ? "cc-apart" : "cc-agree"}`,
    }),
  };
}

/** What is seen of a state and its two routes. */
export function show(state, result, { pointed, width }) {
  const at = pointedCell(pointed, result);
  const cell = cellWidth(width, result.inputs.length);
  const term = ({ data, cols }, kind) =>
    node("strong", { class: `cc-t-${kind}` }, formatNumber(data[at[0] * cols + at[1]]));
  const verdict = state.verdict ? verdictWords(result.chosen, testsOf(state.test)) : null;
  return {
    px: { cell },
    parts: {
      about: result.chosen.words,
      ...gridLooks(state, result, at),
      verdict,
      sum: [
        `Row ${at[0]}, column ${at[1]}: `,
        term(result.after, "output"),
        " − ",
        term(result.before, "output"),
        " = ",
        term(result.difference, "target"),
        `. Here ${tellApart(result)}`,
      ],
    },
    say: `${result.chosen.label}: ${tellApart(result)} ${verdict ?? ""}`,
  };
}

/** A button that fills the pictures which are the reader's. */
const filling = (text, value) => (ui) => {
  const fill = () => {
    const kept = ui.puzzle()?.keep ?? {};
    const free = EDITED.slice(0, openInputs(ui.state().test)).filter((name) => !(name in kept));
    const picture = (n) => Array.from({ length: 5 }, (_, r) => Array.from({ length: 5 }, (_, c) => value(r, c, n)));
    ui.set(Object.fromEntries(free.map((name, n) => [name, picture(n)])));
  };
  return button(text, fill, ui.signal);
};

function grids({ test }) {
  const { inputs, outputs, after } = NAMES[test];
  const open = (n) => (n < openInputs(test) ? EDITED[n] : undefined);
  return {
    ...numbered("input", inputs, (label, n) => ({ part: "input", label, silent: true, edits: open(n) })),
    ...numbered("output", outputs, (label, n) => ({ part: "output", label, silent: n < outputs.length - 1 })),
    after: { part: "output", label: after },
    difference: { part: "target", label: "Difference" },
  };
}

function stage({ test }) {
  const stop = (part, row, column) =>
    node("div", { class: "cc-stop", "data-column": column, style: `--row: ${row}` }, part);
  const { length } = NAMES[test].inputs;
  const lines = NAMES[test].inputs.flatMap((_, n) => [stop(`input${n}`, n + 1, 1), stop(`output${n}`, n + 1, 2)]);
  const ends = [stop("after", length - 1, 3), stop("difference", length, 3), "verdict"];
  return [box("cc-stage cc-routes", [...lines, ...ends])];
}

export default {
  render: gridFigure({
    grids,
    parts: {
      about: words("cc-about"),
      verdict: words("cc-verdict-line", { tag: "p" }),
      sum: words("cc-sum"),
      bar: resetBar(
        filling("Impulse", (r, c, n) => Number(r === 2 && c === 2 + n)),
        filling("Random digits", () => Math.floor(10 * Math.random())),
      ),
    },
    choices: [box("cc-lesser", ["about"])],
    stage,
    words: ["sum", "bar"],
    compute,
    judge,
    show,
  }),
};
