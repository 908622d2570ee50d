// SlidingWindow: a kernel slides over a grid of numbers, and every number can be changed.
import { draggable } from "./parts/drag.js";
import { make } from "./parts/elements.js";
import { correlate, grid, outputSize, windowTaps } from "./parts/engine.js";
import {
  arrow,
  box,
  cellAtWork,
  classes,
  fillStage,
  fitStage,
  gridFigure,
  isWide,
  ROOMY_CELL,
  steps,
  targetLook,
  words,
} from "./parts/figure.js";
import { plotScale, seriesPlot, sumParts } from "./parts/lines.js";
import { formatNumber, formatWeight, resizeKernel, sizeText, stepAmong, stepped, toGrid } from "./parts/numbers.js";
import { judgeCells, judging, solved, unsolved, wrongSize } from "./parts/puzzles.js";
import { sameArray, withAt, withEnd } from "./parts/store.js";

/** The engine's options for this state. An input of one row is a 1-D signal: nothing happens across its rows. */
export function optionsOf({ input, padding, stride, dilation, flip }) {
  const oneRow = input.length === 1;
  return {
    padding: oneRow ? [0, padding] : [padding, padding],
    stride: oneRow ? [1, stride] : [stride, stride],
    dilation: oneRow ? [1, dilation] : [dilation, dilation],
    flip,
  };
}

/** Rows and columns of the output; an axis on which the kernel does not fit has 0. */
export function outputShape(state) {
  const { padding, stride, dilation } = optionsOf(state);
  const lengths = [
    [state.input.length, state.kernel.length],
    [state.input[0].length, state.kernel[0].length],
  ];
  return lengths.map(([size, k], axis) =>
    Math.max(
      0,
      outputSize(size, k, {
        padding: padding[axis],
        stride: stride[axis],
        dilation: dilation[axis],
      }),
    ),
  );
}

export function compute(state) {
  const [rows, cols] = outputShape(state);
  return rows && cols ? correlate(toGrid(state.input), toGrid(state.kernel), optionsOf(state)) : grid(0, 0);
}

const sizeOf = (kernel) => Math.max(kernel.length, kernel[0].length);

/** A kernel and its size go together. A kernel made smaller is remembered, and comes back when it is made larger. */
function withKernel(changes, state, memory) {
  if (changes.kernel) return { ...changes, kernel_size: sizeOf(changes.kernel) };
  const size = changes.kernel_size;
  if (!size || size === sizeOf(state.kernel)) return changes;
  const oneRow = (changes.input ?? state.input).length === 1;
  const now = sizeOf(state.kernel);
  const known = memory.kernel && sameArray(resizeKernel(memory.kernel, now, oneRow), state.kernel);
  if (!known) memory.kernel = state.kernel;
  return { ...changes, kernel: resizeKernel(memory.kernel, size, oneRow) };
}

/**
 * The stop at the same row and column of an output of another size, or the nearest that it has.
 * @param {number} position @param {{cols: number}} was @param {number[]} size
 */
function sameCell(position, { cols }, [rows, wide]) {
  const [r, c] = [Math.floor(position / cols), position % cols];
  return Math.min(r, rows - 1) * wide + Math.min(c, wide - 1);
}

/**
 * What has to go with changes: a kernel with its size, and the window, which stays at its output cell where the output gets
 * another size, but where it is told a place. A place that was told is left as it is when the controls hear of it.
 */
export function reconcile(changes, state, memory = {}, ui = null) {
  const whole = withKernel(changes, state, memory);
  const next = { ...state, ...whole };
  const shape = outputShape(next);
  if (!shape[0] || !shape[1]) return whole;
  const told = `${shape}: ${next.position}`;
  if ("position" in changes) memory.told = told;
  // The output that the position is one of: the last that was heard of, for more may change than is drawn in between.
  const { result } = ui?.drawn ?? {};
  const [rows, cols] = memory.shape ?? [result?.rows, result?.cols];
  memory.shape = shape;
  if (memory.told === told || !cols || sameArray(shape, [rows, cols])) return whole;
  const last = shape[0] * shape[1] - 1;
  const position = sameCell(Math.min(state.position, rows * cols - 1), { cols }, shape);
  return withEnd({ ...whole, position }, "last", last, rows * cols - 1);
}

/** How a state stands to a puzzle's goal. */
export const judge = judging((state, output, { goal: { shape, output: target }, nonzero_kernel: nonzero }) => {
  const wrong = wrongSize(output, shape ?? [target.length, target[0].length]);
  if (wrong) return unsolved(wrong);
  if (shape) return solved(`${sizeText(...shape)}.`);
  if (nonzero && state.kernel.flat().every((weight) => Math.abs(weight) < 0.01)) {
    return unsolved("That would do it, but a kernel of zeros is not allowed here.");
  }
  return judgeCells(target.flat(), output.data);
});

/** What stands in each cell of the padded input, and which cells are padding. */
export function paddedInput({ input, padding }) {
  const [top, left] = [input.length === 1 ? 0 : padding, padding];
  const rows = input.length + 2 * top;
  const cols = input[0].length + 2 * left;
  const inside = (r, c) => r >= top && r < rows - top && c >= left && c < cols - left;
  const values = Array.from({ length: rows * cols }, (_, i) => {
    const [r, c] = [Math.floor(i / cols), i % cols];
    return inside(r, c) ? input[r - top][c - left] : 0;
  });
  return { rows, cols, values, inside, top, left };
}

/** The stops of the window. */
const slides = (state, { rows, cols }) => ({ stride: optionsOf(state).stride, size: [rows, cols] });

/** Where a cell of the padded input stands in the input. */
function inInput(state, [r, c]) {
  const { top, left } = paddedInput(state);
  return [r - top, c - left];
}

/** What touching a cell of the padded input stamps: a 1 into the input, or a 0 where something stands; nothing in the padding. */
export function stamped(state, at) {
  if (!paddedInput(state).inside(...at)) return null;
  const [r, c] = inInput(state, at);
  return { input: withAt(state.input, [r, c], state.input[r][c] ? 0 : 1) };
}

/** The outputs, as a set of "row,col", whose windows hold the cell (r, c) of the padded input. */
export function outputsThatRead(state, [r, c]) {
  const { stride, dilation } = optionsOf(state);
  const [rows, cols] = outputShape(state);
  const places = state.kernel.flatMap((line, i) =>
    line.map((_, j) => [(r - i * dilation[0]) / stride[0], (c - j * dilation[1]) / stride[1]]),
  );
  const within = (n, size) => Number.isInteger(n) && n >= 0 && n < size;
  return new Set(places.filter(([y, x]) => within(y, rows) && within(x, cols)).map(String));
}

const PHONE = 480; // px that a stage has less of there

/**
 * How to lay out the grids in a width: on one line; in columns, the kernel above the output; or below each other.
 * @param {number} width
 * @param {{input: number, kernel: number, output: number, target: number, oneRow: boolean, lines?: number, high?: Heights, flip?: boolean}} cells
 *   of each across, and `high` how many they are down
 * @returns {{mode: string, cell: number, held?: number}} the cell's width in px, 20 to 42, and the height that the output's keep free
 */
export function layout(width, { input, kernel, output, target, oneRow, lines = 0, high, flip = false }) {
  if (oneRow) return fitStage([["signal", Math.max(input, output), width - 16, isWide(width) ? ROOMY_CELL : 40]]);
  if (target && width < PHONE) {
    return fitStage([["pairs", Math.max(input, output) + Math.max(kernel, target), width - 24, 36, lines]]);
  }
  if (high && isWide(width)) return wideLayout(width, { input, kernel, output, target, flip }, high);
  return fitStage([
    ["line", input + kernel + output + target, width - 104 - (target ? 32 : 0), 40],
    ["columns", input + Math.max(kernel, output + target), width - 64 - (target ? 24 : 0), 34],
    // The kernel beside what goes in: there its flipped one has room below it, and nothing moves when it comes.
    ...(target || width >= PHONE ? [] : [["pairs", Math.max(input + kernel, output), width - 36, 36, lines]]),
    ["stacked", Math.max(input, target ? output + target : kernel + output), width - 44, 36, lines],
    ["tall", Math.max(input, output), width - 16, 36],
  ]);
}

/**
 * How many rows of cells each grid has.
 * @typedef {{input: number, kernel: number, output: number}} Heights
 */

/**
 * That of a wide stage. A kernel has room for its flipped one, but for a large one, so that nothing moves when it comes; and the
 * output, below it, for as many cells as a stride of 1 makes, so that nothing does when the stride changes.
 */
function wideLayout(width, { input, kernel, output, target, flip }, high) {
  const kernels = kernel > 3 && !flip ? kernel : 2 * kernel;
  const most = Math.max(output, input - kernel + 1);
  const rows = Math.max(high.output, high.input - high.kernel + 1);
  const line = Math.max(high.input, 2 * high.kernel, high.output);
  const below = Math.max(high.kernel, rows);
  const { mode, cell } = fillStage([
    ["line", input + kernel + most + target, width - 104 - (target ? 32 : 0), line],
    [
      "columns",
      input + Math.max(kernels, most + target),
      width - (kernels < most + target ? 64 : 80) - (target ? 24 : 0), // two kernels stand further apart
      Math.max(high.input, high.kernel + rows),
    ],
    [
      "stacked",
      Math.max(input, target ? most + target : kernel + most),
      width - 44,
      high.input + below + (target ? high.kernel : 0),
    ],
    ["tall", Math.max(input, most), width - 16, high.input + high.kernel + rows * (target ? 2 : 1)],
  ]);
  return { mode, cell, held: mode === "columns" ? rows * (cell + 1) : 0 };
}

/** The tap that the pointer singles out, in the input or in the kernel. */
function tapPointedAt(taps, { top, left }, pointed) {
  const [r, c] = pointed?.at ?? [];
  if (pointed?.part === "kernel") return taps.find((tap) => tap.kernelRow === r && tap.kernelCol === c);
  if (pointed?.part === "input") return taps.find((tap) => tap.inputRow + top === r && tap.inputCol + left === c);
}

function inputLook(state, padded, at, taps, lit) {
  const tapAt = new Map(taps.map((tap) => [`${tap.inputRow + padded.top},${tap.inputCol + padded.left}`, tap]));
  const { stride, dilation } = optionsOf(state);
  const plain = sizeText(state.input.length, state.input[0].length);
  return {
    ...padded,
    shaded: state.shaded,
    size: state.padding ? `${plain}, padded to ${sizeText(padded.rows, padded.cols)}` : plain,
    fixed: (r, c) => !padded.inside(r, c),
    note: (r, c) => (tapAt.has(`${r},${c}`) ? `×${formatWeight(tapAt.get(`${r},${c}`).weight)}` : ""),
    classes: (r, c) =>
      classes({
        "cc-padding": !padded.inside(r, c),
        "cc-tap": tapAt.has(`${r},${c}`),
        "cc-lit": lit && tapAt.get(`${r},${c}`) === lit,
      }),
    window: at && {
      row: at[0] * stride[0],
      col: at[1] * stride[1],
      height: dilation[0] * (state.kernel.length - 1) + 1,
      width: dilation[1] * (state.kernel[0].length - 1) + 1,
    },
  };
}

function kernelLooks({ kernel, shaded, flip }, lit) {
  const [rows, cols] = [kernel.length, kernel[0].length];
  const isLit = (r, c) => (lit && lit.kernelRow === r && lit.kernelCol === c ? "cc-lit" : "");
  return {
    kernel: { rows, cols, shaded, values: kernel.flat(), size: sizeText(rows, cols), classes: isLit },
    turned: flip
      ? {
          rows,
          cols,
          shaded,
          values: kernel.flat().reverse(),
          size: "turned, in use",
          classes: (r, c) => isLit(rows - 1 - r, cols - 1 - c),
        }
      : null,
  };
}

function outputLook(state, { rows, cols, data }, at, { pointed, puzzle, known }) {
  const users = pointed?.part === "input" ? outputsThatRead(state, pointed.at) : new Set();
  const isHere = (r, c) => !!at && r === at[0] && c === at[1];
  const later = (r, c) => !puzzle && !known(r * cols + c) && !isHere(r, c);
  return {
    rows,
    cols,
    values: data,
    shaded: state.shaded,
    // By its kernel: where no edge is left, an output of zeros is as white as its zeros were.
    signed: [state.kernel, state.input].some((grid) => grid.flat().some((value) => value < 0)),
    hidden: later,
    size: sizeText(rows, cols),
    classes: (r, c) => classes({ "cc-later": later(r, c), "cc-lit": isHere(r, c), "cc-user": users.has(`${r},${c}`) }),
  };
}

/** A signal and its output over each other; an output stands under the middle of its window. */
function plotOf(state, padded, { rows, data }, cell, { puzzle, known, width }) {
  if (state.input.length > 1 || !rows) return null;
  const soFar = Array.from(data, (value, i) => (puzzle || known(i) ? value : NaN));
  const height = isWide(width) ? 150 : 96;
  const middle = (i) => i * state.stride + (state.dilation * (state.kernel[0].length - 1)) / 2;
  return {
    drawing: seriesPlot(padded.values, soFar, cell + 1, middle, -padded.left, height),
    ...{ unit: plotScale(height, padded.values, soFar).unit, pitch: cell + 1, left: padded.left },
  };
}

function tooLarge({ dilation, kernel, padding }) {
  const span = dilation * (sizeOf(kernel) - 1) + 1;
  return (
    `The kernel spans ${span} cells: more than the ${padding ? "padded " : ""}input has. ` +
    "Add padding, or make the kernel or its dilation smaller."
  );
}

/** What is seen of a state and its output. */
export function show(state, result, given) {
  const where = { known: (i) => i <= state.position, ...given };
  const { pointed, puzzle, width } = where;
  const padded = paddedInput(state);
  const at = cellAtWork(state, result, pointed);
  const taps = at ? windowTaps(toGrid(state.input), toGrid(state.kernel), at[0], at[1], optionsOf(state)) : [];
  const lit = tapPointedAt(taps, padded, pointed);
  const {
    mode,
    cell,
    held = 0,
  } = layout(width, {
    oneRow: state.input.length === 1,
    input: padded.cols,
    kernel: state.kernel[0].length,
    output: result.cols,
    target: puzzle?.goal.output?.[0].length ?? 0,
    lines: padded.rows + result.rows,
    high: { input: padded.rows, kernel: state.kernel.length, output: result.rows },
    flip: state.flip,
  });
  const value = at && result.data[at[0] * result.cols + at[1]];
  return {
    px: { cell, held },
    parts: {
      stage: { "data-mode": mode },
      input: inputLook(state, padded, at, taps, lit),
      ...kernelLooks(state, lit),
      output: outputLook(state, result, at, where),
      target: targetLook(puzzle?.goal.output, result, state.shaded),
      plot: plotOf(state, padded, result, cell, where),
      steps: { where: at ? `output[${at.join(", ")}]` : "", position: state.position, stopped: !at },
      sum: at ? sumParts(taps, value, lit) : tooLarge(state),
    },
    say: at ? `Output at row ${at[0]}, column ${at[1]} is ${formatNumber(value)}.` : tooLarge(state),
  };
}

/** Which sample of a signal a press on its curve is for, where it has one near; null for none. */
export function sampleAt({ pitch, left }, x, samples) {
  const i = Math.floor(x / pitch) - left;
  return i >= 0 && i < samples ? i : null;
}

/** The curve of a signal: its samples are dragged up and down, as their cells are typed into. */
function curve(ui) {
  const el = make("div", { class: "cc-plot", "data-hand": "y" });
  let look = null;
  const put = (i, value) => {
    const { input } = ui.state();
    if (value !== input[0][i]) ui.set({ input: withAt(input, [0, i], value) });
  };
  draggable(el, {
    signal: ui.signal,
    axis: "y",
    grab({ clientX, clientY }) {
      const [samples] = ui.state().input;
      const i = sampleAt(look, clientX - el.firstElementChild.getBoundingClientRect().left, samples.length);
      if (i === null || "input" in (ui.puzzle()?.keep ?? {})) return null;
      return { i, before: samples[i], y: clientY, unit: look.unit, step: stepAmong(samples) };
    },
    move({ i, before, y, unit, step }, { clientY }) {
      put(i, stepped(before, Math.round((y - clientY) / unit / step) * step));
    },
    back: ({ i, before }) => put(i, before),
    tap() {},
  });
  function update(shown) {
    look = shown;
    el.innerHTML = shown.drawing;
  }
  return { el, update };
}

const KERNELS = box("cc-kernels cc-turns", ["kernel", "turned"]);

export default {
  render: gridFigure({
    grids: (_state, { stamp }) => ({
      input: {
        label: "Input",
        noted: true,
        slides,
        ...(stamp ? { picks: stamped } : { edits: "input", place: inInput }),
      },
      kernel: { label: "Kernel", format: formatWeight, edits: "kernel" },
      turned: { label: "Flipped", part: "kernel", format: formatWeight, silent: true },
      output: { label: "Output", picks: (state, [r, c]) => ({ position: r * outputShape(state)[1] + c }) },
      target: { label: "Target", silent: true },
    }),
    parts: { plot: curve, steps: steps(), sum: words("cc-sum", { terms: "kernel" }) },
    stage: [box("cc-stage", ["input", arrow("kernel"), KERNELS, arrow("output"), "output", "target", "plot"], "stage")],
    words: ["steps", "sum"],
    open: ({ model }) => ({ stamp: model.get("stamp") }),
    compute,
    reconcile,
    judge,
    reads: { output_size: (_, { rows, cols }) => [rows, cols] },
    show,
    count: ({ rows, cols }) => rows * cols,
  }),
};
