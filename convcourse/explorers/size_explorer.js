// SizeExplorer: how many windows fit, along a line and on a grid, and what they never read.

import { ALONG, boardPart, slider } from "./parts/board.js";
import { button, make, node } from "./parts/elements.js";
import { arrow, box, gridFigure, steps, words } from "./parts/figure.js";
import { formatNumber, listNumbers, sizeText } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { inputDrawing, lineDrawing, lineGeometry, onLine, outputDrawing, sizeLayout } from "./parts/size_drawing.js";
import { sameArray } from "./parts/store.js";
import { cellAt, clip, drawingId, range } from "./parts/svg.js";
import { countWindows, windowCells, windowsOver } from "./parts/windows.js";
import { counted, stepParts } from "./parts/words.js";

/** @typedef {import("./parts/windows.js").Layer} Layer */
/** @typedef {import("./parts/windows.js").Windows} Windows */
/** @typedef {import("./parts/elements.js").Part} Part */
/** @typedef {Layer & {row: number, position: number}} State */
/**
 * @typedef {object} Focus what is looked at: the windows at work in each direction, and which windows read what the
 *   pointer is on: `users` along the line, `both` in rows and columns
 * @property {number} row @property {number} at @property {number[]} users @property {[number[], number[]] | null} both
 */

export const compute = countWindows;

/** How the windows are counted, step by step. @param {Layer} state @param {Windows} result @returns {[string, Part[]][]} */
export function countingSteps(state, { span, padded, room, count }) {
  const { input_size: n, kernel_size: k, padding: p, stride: s, dilation: d } = state;
  /** @type {[string, Part[]][]} */
  const steps = [
    ["Padded input", [[n, "input"], " + 2·", [p, "padding"], ` = ${padded}`]],
    ["Reach of the kernel", [`${d}·(`, [k, "kernel"], ` − 1) + 1 = `, [span, "kernel"]]],
    ["Room to move", [`${padded} − `, [span, "kernel"], ` = ${formatNumber(room)}`]],
  ];
  if (room < 0) return [...steps, ["Windows", [["0", "output"], `: the kernel is too long by ${-room}`]]];
  const exact = room % s === 0;
  const quotient = exact ? "" : ` = ⌊${formatNumber(room / s)}⌋`;
  return [
    ...steps,
    [`Steps of ${s}`, [`⌊${room} / ${s}⌋${quotient} = ${count - 1}`, exact ? "" : ["  ← the floor", "window"]]],
    ["Windows", [`${count - 1} + 1 = `, [count, "output"]]],
  ];
}

/** The formula with its numbers, and what it would say without the floor where that differs. @returns {Part[]} */
export function filledFormula(state, { room, count }) {
  const { input_size: n, kernel_size: k, padding: p, stride: s, dilation: d } = state;
  /** @type {Part[]} */
  const inside = [[n, "input"], " + 2·", [p, "padding"], ` − ${d}·(`, [k, "kernel"], " − 1) − 1"];
  if (room < 0) return ["⌊(", ...inside, `) / ${s}⌋ + 1: a negative room, so `, ["0", "output"], " windows"];
  const whole = room / s + 1;
  const floored = room % s === 0 ? "" : ` Without the floor: ${formatNumber(whole)}.`;
  return ["⌊(", ...inside, `) / ${s}⌋ + 1 = `, [count, "output"], `.${floored}`];
}

/** The cells behind the last window, in words. */
function leftoverName({ input_size, padding }, { leftover, padded }) {
  const inputs = Math.max(0, padded - padding - Math.max(padding, padded - leftover));
  if (!inputs) return leftover === 1 ? "a cell of padding" : "all of them padding";
  if (inputs < leftover) return `${inputs} of them input`;
  return `input ${listNumbers(range(inputs).map((i) => input_size - inputs + i))}`;
}

/** What remains behind the last window, and what is never read. @param {Layer} state @param {Windows} result */
export function leftoverWords(state, result) {
  const { leftover, count, unread } = result;
  if (!count) return "";
  const read = unread.length ? `Never read: input ${listNumbers(unread)}.` : "Every input is read.";
  if (!leftover) return `Nothing is left over at the end. ${read}`;
  const cells = counted(leftover, "cell is", "cells are");
  return `${cells} left over at the end (${leftoverName(state, result)}): too few for another step of ${state.stride}. ${read}`;
}

/** The padding that "same" stands for, and what it gives. A reach that is odd cannot be halved. */
export function samePadding({ kernel_size, dilation }) {
  const total = dilation * (kernel_size - 1);
  return { total, padding: Math.floor(total / 2), even: total % 2 === 0 };
}

/** What "same" means for these settings. */
export function sameWords(state) {
  const { input_size: n, stride } = state;
  const { total, padding, even } = samePadding(state);
  const size = (p) => compute({ ...state, padding: p }).count;
  if (stride > 1) {
    const wanted = Math.ceil(n / stride);
    return (
      `With a stride of ${stride}, “same” cannot mean “as large as the input”: torch refuses it, ` +
      `Keras makes ⌈${n} / ${stride}⌉ = ${wanted}. Padding ${padding} makes ${size(padding)}.`
    );
  }
  if (even) return `“same” adds ${total} cells in all, ${padding} on each side, and keeps the size: ${size(padding)}.`;
  return (
    `“same” needs ${total} cells in all: torch adds ${padding} before and ${total - padding} after. Alike on ` +
    `both sides, padding ${padding} makes ${size(padding)} and ${padding + 1} makes ${size(padding + 1)}, never ${n}.`
  );
}

/** How a state stands to a puzzle's goal. */
export const judge = judging((_state, { count, leftover, unread }, { goal }) => {
  const { size, leftover: allowed, unread: wanted } = goal;
  if (!count) return unsolved("No window fits.");
  const windows = counted(count, "window");
  if (size !== undefined && count !== size) return unsolved(`${windows}; the goal is ${size}.`);
  if (allowed !== undefined && leftover !== allowed) return unsolved(`${windows}, and ${leftover} left over.`);
  if (!wanted) return solved(`${windows}.`);
  if (sameArray(unread, wanted)) return solved(`all but ${listNumbers(wanted)} are read.`);
  return unsolved(unread.length ? `Never read: ${listNumbers(unread)}.` : "Every input is read.");
});

/** @param {State} state @param {Windows} result @returns {Focus} */
export function focusOf(state, result, pointed) {
  const end = Math.max(0, result.count - 1);
  const { part, at: place = [] } = pointed ?? {};
  const focus = { row: Math.min(state.row, end), at: Math.min(state.position, end), users: [], both: null };
  if (part === "window" && place[0] <= end) focus.at = place[0];
  if (part === "out" && Math.max(...place) <= end) [focus.row, focus.at] = place;
  if (part === "cell") focus.users = windowsOver(state, result, place[0]);
  if (part === "pixel") focus.both = place.map((x) => windowsOver(state, result, x));
  return focus;
}

/** How many windows read the cell, or the pixel, that is pointed at; both count from the corner of the padding. */
function readerWords({ padding }, { padded }, { users, both }, place) {
  const inside = place.every((x) => x >= padding && x < padded - padding);
  const inputs = place.map((x) => x - padding).join(", ");
  const which = both ? `Pixel (${inputs})` : `Input ${inputs}`;
  const name = inside ? which : "This cell of padding";
  if (!both)
    return `${name} is read by ${counted(users.length, "window")}${users.length ? `: ${listNumbers(users)}` : ""}.`;
  const [down, across] = both.map((windows) => windows.length);
  return `${name} is read by ${down} × ${across} = ${counted(down * across, "window")}.`;
}

/** Where the window at work starts, and what it reads. */
function windowWords(state, at) {
  const { input_size, padding, stride } = state;
  const cells = windowCells(state, at).map((x) => x - padding);
  const inputs = cells.filter((x) => x >= 0 && x < input_size);
  const reads = [];
  if (inputs.length) reads.push(`input ${listNumbers(inputs)}`);
  if (inputs.length < cells.length)
    reads.push(counted(cells.length - inputs.length, "cell of padding", "cells of padding"));
  const start = formatNumber(at * stride - padding);
  const rim = padding ? ` − ${padding}` : "";
  // Where every cell starts a window and none is padding, the place is the window's number.
  const place = `${at}${stride > 1 ? `·${stride}` : ""}${rim}`;
  const from = place === start ? start : `${place} = ${start}`;
  return `Window ${at} starts at ${from} and reads ${reads.join(", and ")}.`;
}

const inputName = ({ padding }) => (padding ? "padded input" : "input");

/** What there is to say of what is looked at. @param {State} state @param {Windows} result @param {Focus} focus */
export function readingOf(state, result, focus, pointed) {
  if (!result.count) {
    return (
      `The kernel spans ${result.span} cells: more than the ${result.padded} of the ${inputName(state)}. ` +
      "Add padding, or make the kernel or its dilation smaller."
    );
  }
  const readers = pointed?.part === "cell" || pointed?.part === "pixel";
  return readers ? readerWords(state, result, focus, pointed.at) : windowWords(state, focus.at);
}

/**
 * What is to be seen.
 * @param {State} state @param {Windows} result
 * @param {{pointed?: any, puzzle?: any, width: number, data: {id: string, named: boolean}}} at `id` tells the patterns of two views apart
 */
export function show(state, result, { pointed, puzzle, width, data: { id, named } }) {
  const { input_size, padding, stride, position } = state;
  const { count, padded } = result;
  const { line, plane } = sizeLayout(Math.max(200, width - (width < 480 ? 38 : 8)), result);
  const geometry = lineGeometry(line, result);
  const focus = focusOf(state, result, pointed);
  const { row, at } = focus;
  const reading = readingOf(state, result, focus, pointed);
  const rest = leftoverWords(state, result);
  const [plain, whole, made] = [input_size, padded, count].map((n) => sizeText(n, n));
  const name = padding ? "Padded input" : "Input";
  return {
    parts: {
      // Both would tell the answer to a puzzle.
      names: puzzle ? null : [padding === 0, stride === 1 && padding === samePadding(state).padding],
      meaning: named && !puzzle ? sameWords(state) : null,
      line: {
        drawing: lineDrawing(state, result, geometry, { ...focus, id: `${id}l` }),
        ...{ line: geometry, windows: result, layer: state },
        caption: `${input_size} ${padding ? `padded to ${padded} ` : ""}→ ${count}`,
        at: [row, at],
        value: [at, Math.max(0, count - 1), reading],
      },
      input: {
        drawing: inputDrawing(state, result, plane, { ...focus, id: `${id}p` }),
        square: { cell: plane, size: padded },
        ...{ at: [row, at], windows: result, layer: state },
        caption: padding ? `${plain}, padded to ${whole}` : plain,
        name,
        label: `${name}, ${whole}; ${rest}`,
      },
      output: {
        drawing: outputDrawing(result, plane, focus),
        square: { cell: plane, size: count },
        ...{ at: [row, at], windows: result },
        caption: made,
        value: [
          row * count + at,
          Math.max(0, count * count - 1),
          count ? `row ${row}, column ${at} of ${made}` : "no output",
        ],
      },
      bar: { where: count ? `output[${row}, ${at}]` : "", position, stopped: !count },
      reading,
      counting: stepParts(countingSteps(state, result), "cc-s-step"),
      formula: filledFormula(state, result),
      rest,
    },
    say: count ? `${counted(count, "window")}. ${reading} ${pointed ? "" : rest}` : reading,
  };
}

/** The changes that lead to an output. */
function goTo(state, place) {
  const end = Math.max(0, compute(state).count - 1);
  const [row, position] = place.map((i) => clip(i, 0, end));
  return { row, position };
}

/** The changes that a move of [rows, columns] makes. */
export function moved(state, [down, across]) {
  const { row, position } = goTo(state, [state.row, state.position]);
  return goTo(state, [row + down, position + across]);
}

/** Buttons that set the padding to what has a name, and what that means. */
function paddingNames(ui) {
  const named = (text, of) => button(text, () => ui.set({ padding: of(ui.state()) }), ui.signal);
  const buttons = [named("“valid”", () => 0), named("“same”", (state) => samePadding(state).padding)];
  const el = make("div", { class: "cc-s-names" }, [make("span", {}, "Set the padding to"), ...buttons]);
  function update(pressed) {
    for (const [i, one] of buttons.entries()) one.setAttribute("aria-pressed", String(pressed[i]));
  }
  return { el, update };
}

const onSquare = (part) => (look, x, y) => cellAt(part, look.square, x, y);

/** The window on the number line, over all its height; on the padded input; and the cell of the output. */
function slidesOnLine({ line: { cell, height }, windows: { count, span }, layer: { stride }, at }) {
  const window = { row: 0, col: at[1] * stride * cell + 1, height, width: span * cell };
  return count ? { window, unit: [Infinity, stride * cell], at, to: goTo } : null;
}
function slidesOnInput({ square: { cell }, windows: { count, span }, layer: { stride }, at }) {
  const [row, col] = at.map((i) => i * stride * cell + 2);
  const side = span * cell;
  return count
    ? { window: { row, col, height: side, width: side }, unit: [stride * cell, stride * cell], at, to: goTo }
    : null;
}
const slidesOnOutput = ({ square: { cell }, windows: { count }, at }) =>
  slidesOnInput({ square: { cell }, windows: { count, span: 1 }, layer: { stride: 1 }, at });
const FIGURE = {
  open: ({ model }) => ({ id: drawingId(), named: model.get("named_padding"), formula: model.get("formula") }),
  parts: {
    names: paddingNames,
    line: boardPart(["line", "Along one axis"], slider("Window on the number line"), {
      find: ({ line, windows, layer }, x, y) => onLine(line, windows, layer, x, y),
      picks: (state, { part, at }) => part === "window" && goTo(state, [state.row, ...at]),
      ...{ moves: { ...ALONG, ArrowDown: [0, 1], ArrowUp: [0, -1] }, moved, slides: slidesOnLine, axis: "x" },
    }),
    input: boardPart(["input", "Padded input"], { role: "img" }, { find: onSquare("pixel"), slides: slidesOnInput }),
    output: boardPart(["output", "Output"], slider("Output cell"), {
      find: onSquare("out"),
      picks: (state, { at }) => goTo(state, at),
      ...{ moves: { ...ALONG, ArrowUp: [-1, 0], ArrowDown: [1, 0] }, moved, slides: slidesOnOutput },
    }),
    bar: steps("Last window"),
    reading: words("cc-sum"),
    counting: words("cc-s-steps"),
    formula: words("cc-s-formula"),
    rest: words("cc-s-rest"),
    meaning: words("cc-s-meaning"),
  },
  choices: (_state, { named }) => (named ? ["names"] : []),
  stage: (_state, { formula }) => [
    node(
      "div",
      { class: "cc-stage cc-pages", "data-mode": "size" },
      "line",
      node("div", { class: "cc-s-planes" }, "input", arrow(), "output"),
    ),
    ...(formula ? [box("cc-pages cc-s-count cc-lesser", ["formula", "counting"])] : []),
  ],
  words: ["bar", box("cc-pages", ["reading", "rest", "meaning"])],
};

const reads = { output_size: (_, { count }) => count };

export default { render: gridFigure({ ...FIGURE, compute, judge, reads, show, count: ({ count }) => count }) };
