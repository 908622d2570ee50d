// TransposedExplorer: one transposed convolution, read in three ways that agree: scatter, gather and matrix.
import { board, pointByKeys } from "./parts/board.js";
import { colorScale } from "./parts/colors.js";
import { plainWords } from "./parts/elements.js";
import { convTranspose, grid, sumOfTaps } from "./parts/engine.js";
import {
  arrow,
  box,
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
import { resultPart, sumParts } from "./parts/lines.js";
import { formatNumber, formatWeight, resizeKernel, sizeText, toGrid } from "./parts/numbers.js";
import { judgeCells, judging, solved, unsolved, wrongSize } from "./parts/puzzles.js";
import { clip, range, svg } from "./parts/svg.js";
import { isUncovered } from "./parts/uncovered.js";
import { counted } from "./parts/words.js";

const [SCATTER, GATHER, MATRIX] = [0, 1, 2];
const largestExtra = ({ stride, dilation }) => Math.max(stride, dilation) - 1;

/**
 * One axis, counted in both readings. Scatter: stamps of `reach` + 1 cells on a canvas of `whole`, of which `padding`
 * is cut off at each end. Gather: inputs `spread` out with zeros, `before` and `after` cells around them (below 0:
 * cells taken away).
 */
function axisOf(n, k, { stride, padding, dilation, extra }) {
  const reach = dilation * (k - 1);
  const whole = (n - 1) * stride + reach + 1 + extra;
  const before = reach - padding;
  return {
    n,
    k,
    stride,
    padding,
    dilation,
    extra,
    reach,
    whole,
    size: Math.max(0, whole - 2 * padding),
    spread: (n - 1) * stride + 1,
    before,
    after: before + extra,
  };
}

/** Both axes. An input of one row is a 1-D signal: nothing happens across its rows. */
export function axesOf(state) {
  const { input, kernel, stride, padding, dilation } = state;
  const along = { stride, padding, dilation, extra: Math.min(state.output_padding, largestExtra(state)) };
  const down = input.length === 1 ? { stride: 1, padding: 0, dilation: 1, extra: 0 } : along;
  return [axisOf(input.length, kernel.length, down), axisOf(input[0].length, kernel[0].length, along)];
}

/** The inputs that have stamped; zeros in the place of the others. */
const stamping = (input, known) => input.map((row, r) => row.map((x, c) => (known(r * row.length + c) ? x : 0)));
const onesLike = (lists) => lists.map((row) => row.map(() => 1));

/**
 * The canvas of the stamps so far, how often all of them write each cell, and what is cut out of it. A puzzle judges
 * the whole output, so in a puzzle all stamps are there at any step.
 */
export function compute(state, ui = null) {
  const axes = axesOf(state);
  const pair = (name) => axes.map((axis) => axis[name]);
  const options = { stride: pair("stride"), dilation: pair("dilation"), outputPadding: pair("extra") };
  const stamp = (input, kernel, more = {}) => convTranspose(toGrid(input), toGrid(kernel), { ...options, ...more });
  const { input, kernel, position, reading } = state;
  const scatter = reading === SCATTER;
  const known = ui?.uncovered ? (i) => isUncovered(ui.uncovered, i) : (i) => i <= position;
  const soFar = (lists) => (scatter && !ui?.puzzle() ? stamping(lists, known) : lists);
  const [rows, cols] = pair("size");
  const output = rows && cols ? stamp(input, kernel, { padding: pair("padding") }) : grid(0, 0);
  const inputs = input.length * input[0].length;
  const written = stamp(soFar(onesLike(input)), onesLike(kernel));
  return {
    axes,
    output,
    canvas: stamp(soFar(input), kernel),
    writes: stamp(onesLike(input), onesLike(kernel)),
    reached: Array.from(written.data, (n) => n > 0 || range(inputs).every(known)),
    count: scatter ? inputs : rows * cols,
  };
}

/** Every place where an input writes: which input, which weight, which cell of the output (outside it on the rim). */
export function writesOf(state) {
  const [down, across] = axesOf(state);
  return state.input.flatMap((row, r) =>
    row.flatMap((value, c) =>
      state.kernel.flatMap((line, i) =>
        line.map((weight, j) => ({
          inputRow: r,
          inputCol: c,
          kernelRow: i,
          kernelCol: j,
          value,
          weight,
          row: r * down.stride + i * down.dilation - down.padding,
          col: c * across.stride + j * across.dilation - across.padding,
        })),
      ),
    ),
  );
}

/** The writes that one cell of the output receives. */
export const writesTo = (state, [row, col]) => writesOf(state).filter((one) => one.row === row && one.col === col);

/** The matrix of the convolution that this one transposes: a row for each input here, a column for each output. */
export function matrixOf(state) {
  const [down, across] = axesOf(state);
  const rows = state.input.length * state.input[0].length;
  const cols = down.size * across.size;
  const inside = ({ row, col }) => row >= 0 && col >= 0 && row < down.size && col < across.size;
  const entries = writesOf(state)
    .filter(inside)
    .map((one) => ({
      ...one,
      from: one.inputRow * across.n + one.inputCol,
      to: one.row * across.size + one.col,
    }));
  return { rows, cols, entries };
}

/**
 * The input of the gather reading: zeros inserted, and padding around. `at` says what each cell is and which input it
 * holds; `start` where the window of an output begins.
 */
export function blownUp(state) {
  const axes = axesOf(state);
  const lead = axes.map(({ before }) => Math.max(0, before));
  const [rows, cols] = axes.map(({ spread, after }, n) => lead[n] + spread + Math.max(0, after));
  const kindOf = (place, { stride, spread, before, after }, front) => {
    const x = place - front;
    if (x < -before || x >= spread + after) return "cut";
    if (x < 0 || x >= spread) return "padding";
    return x % stride ? "inserted" : "input";
  };
  const worst = ["cut", "padding", "inserted", "input"];
  const at = (r, c) => {
    const kinds = [kindOf(r, axes[0], lead[0]), kindOf(c, axes[1], lead[1])];
    const kind = worst.find((one) => kinds.includes(one));
    const [row, col] = [(r - lead[0]) / axes[0].stride, (c - lead[1]) / axes[1].stride];
    const real = [row, col].every(Number.isInteger) && row >= 0 && col >= 0 && row < axes[0].n && col < axes[1].n;
    return { kind, input: real ? [row, col] : null };
  };
  const values = range(rows * cols).map((i) => {
    const { input } = at(Math.floor(i / cols), i % cols);
    return input ? state.input[input[0]][input[1]] : 0;
  });
  const start = (place) => place.map((x, n) => x + lead[n] - axes[n].before);
  return { rows, cols, values, at, start };
}

/** The products that make one cell of the output in the gather reading: a window times the flipped kernel. */
export function gatherTaps(state, place) {
  const blown = blownUp(state);
  const [down, across] = axesOf(state);
  const [top, left] = blown.start(place);
  return range(down.k * across.k).map((t) => {
    const [i, j] = [Math.floor(t / across.k), t % across.k];
    const [row, col] = [top + i * down.dilation, left + j * across.dilation];
    const [kernelRow, kernelCol] = [down.k - 1 - i, across.k - 1 - j];
    return {
      blownRow: row,
      blownCol: col,
      kernelRow,
      kernelCol,
      weight: state.kernel[kernelRow][kernelCol],
      value: blown.values[row * blown.cols + col],
      padded: blown.at(row, col).kind !== "input",
    };
  });
}

const squareOf = (kernel) => Math.max(kernel.length, kernel[0].length);

/** The kernel at another size: one of equal weights stays such, any other is cut, or gets zeros around it. */
function atSize(kernel, size, oneRow) {
  const [first, ...others] = kernel.flat();
  return resizeKernel(kernel, size, oneRow, others.every((weight) => weight === first) ? first : 0);
}

/** A kernel and its size go together; output_padding stays below the stride or the dilation; a new reading begins anew. */
export function reconcile(changes, state, _memory = null, ui = null) {
  const next = { ...state, ...changes };
  const more = {};
  if (changes.kernel) more.kernel_size = squareOf(changes.kernel);
  else if (changes.kernel_size && changes.kernel_size !== squareOf(state.kernel)) {
    more.kernel = atSize(state.kernel, changes.kernel_size, next.input.length === 1);
  }
  const most = largestExtra(next);
  if (next.output_padding > most) {
    more.output_padding = most;
    ui?.notice(`output_padding has to be smaller than the stride or the dilation: here at most ${most}.`);
  }
  // Whoever saw the whole output in one reading sees it in the next.
  const before = ui?.drawn;
  if (before && "reading" in changes && changes.reading !== before.state.reading && !("position" in changes)) {
    more.last = Math.max(0, compute({ ...next, ...more }).count - 1);
    more.position = before.state.position >= before.result.count - 1 ? more.last : 0;
  }
  return { ...changes, ...more };
}

/** How often the stamps write the cells of the output: each count that there is. */
function countsOf({ output: { rows, cols }, writes, axes: [down, across] }) {
  const count = (i) => writes.data[(Math.floor(i / cols) + down.padding) * writes.cols + (i % cols) + across.padding];
  return [...new Set(range(rows * cols).map(count))].sort((a, b) => a - b);
}

/** How a state stands to a puzzle's goal. */
export const judge = judging((_, result, { goal: { shape, writes: wanted, output: target } }) => {
  const { rows, cols, data } = result.output;
  if (!rows || !cols) return unsolved("The padding cuts off all of the output.");
  const goal = shape ?? (target && [target.length, target[0].length]);
  const wrong = goal && wrongSize(result.output, goal);
  if (wrong) return unsolved(wrong);
  if (shape) return solved(`${sizeText(rows, cols)}.`);
  if (!wanted) return judgeCells(target.flat(), data);
  const kinds = countsOf(result);
  return kinds.length === 1 && kinds[0] === wanted
    ? solved(`every cell is written ${counted(wanted, "time")}.`)
    : unsolved(
        `Cells are written ${kinds.join(", ")} ${kinds.at(-1) === 1 ? "time" : "times"}; the goal is ${wanted} everywhere.`,
      );
});

/** The recipe of a reading with its numbers: parts of text, or [text, what it is]. */
export function recipe(state, result) {
  const { stride: s, padding: p, dilation: d, extra, n, k, whole, before } = result.axes[1];
  const side = state.input.length === 1 ? "inputs" : "inputs, in each direction";
  if (state.reading === SCATTER) {
    return [
      `Stamps start ${s} ${s === 1 ? "cell" : "cells"} apart: `,
      [`(${n} − 1)·${s}`, "input"],
      " + ",
      [`${d}·(${k} − 1) + 1`, "kernel"],
      `${extra ? ` + ${extra}` : ""} = ${whole} cells. The padding ${p} is cut off at both ends: ${whole} − 2·${p} = `,
      [formatNumber(whole - 2 * p), "output"],
      ".",
    ];
  }
  if (state.reading === GATHER) {
    const zeros = `${s - 1} ${s === 2 ? "zero" : "zeros"} between ${side}. `;
    const rim = `${d}·(${k} − 1) − ${p} = ${formatNumber(before)}`;
    const around =
      before >= 0
        ? `Padding around: ${rim}.`
        : `Padding around: ${rim}, below zero, so ${-before} is cut off at both ends instead.`;
    const last = extra ? ` At the end, output_padding adds ${extra}.` : "";
    return [zeros, around, last, " The kernel is ", ["flipped", "kernel"], ` and visits every place: stride 1.`];
  }
  const inputs = state.input.length * n;
  const outputs = result.output.data.length;
  return [
    `C turns ${outputs} ${outputs === 1 ? "number" : "numbers"} into ${inputs}. Its transpose, at work here, turns ${inputs} ` +
      `into ${outputs}: row i of C says `,
    ["where input i goes", "input"],
    " in this figure, column j ",
    ["what makes its output j", "output"],
    ".",
  ];
}

/**
 * How to lay out the grids in a width; the cell's width is 20 to 42 px.
 * @param {number} width
 * @param {{input: number, kernel: number, canvas: number, target: number, oneRow: boolean, lines?: number, high?: Heights}} cells
 *   of each across, and `high` how many they are down
 * @typedef {{input: number, kernel: number, canvas: number}} Heights
 */
export function layoutOf(width, { input, kernel, canvas, target, oneRow, lines = 0, high }) {
  if (oneRow)
    return fitStage([
      ["signal", Math.max(input, canvas), width - 16, width < 480 ? 34 : isWide(width) ? ROOMY_CELL : 40],
    ]);
  if (width < 480) {
    const kernels = input > 5 ? kernel : 2 * kernel;
    const cells = target ? Math.max(input, canvas) + Math.max(kernels, target) : Math.max(input + kernels, canvas);
    return fitStage([["pairs", cells, width - 44, 34, lines]]);
  }
  /** @type {[string, number, number][]} */
  const plans = [
    ["line", input + kernel + canvas + target, width - 116 - (target ? 32 : 0)],
    ["columns", input + Math.max(kernel * 2, canvas + target), width - 80 - (target ? 24 : 0)],
    ["tall", Math.max(input, 2 * kernel + 1, canvas), width - 16],
  ];
  if (!high || !isWide(width)) return fitStage(plans.map((plan, i) => [...plan, [36, 34, 36][i]]));
  const rows = [
    Math.max(high.input, 2 * high.kernel, high.canvas),
    Math.max(high.input, high.kernel + high.canvas),
    high.input + high.kernel + high.canvas,
  ];
  return fillStage(plans.map((plan, i) => [...plan, rows[i]]));
}

const rect = (name, x, y, width, height, more = "") =>
  `<rect class="${name}" x="${x}" y="${y}" width="${width}" height="${height}" ${more}/>`;

/** How weights are shaded in a matrix, whose empty cells are 0: signed as everywhere, others paler or stronger. */
function weightLook(weights) {
  if (Math.min(...weights) < 0) {
    const scale = colorScale(weights);
    return (weight) => ({ fill: `fill: ${scale.of(weight).background}`, ink: scale.of(weight).color });
  }
  const most = Math.max(...weights);
  return (weight) => ({
    fill: `fill: var(--kernel); fill-opacity: ${0.12 + (0.4 * weight) / most}`,
    ink: "var(--ink)",
  });
}

/** A matrix as cells: shaded where it has a weight, its lit row and column framed. */
export function matrixDrawing({ rows, cols, entries }, cell, turned, lit) {
  const [high, wide] = turned ? [cols, rows] : [rows, cols];
  const place = (one) => (turned ? [one.from * cell, one.to * cell] : [one.to * cell, one.from * cell]);
  const look = weightLook(entries.map((one) => one.weight));
  const cells = entries
    .filter((one) => one.weight !== 0)
    .map((one) => {
      const [x, y] = place(one);
      const { fill, ink } = look(one.weight);
      const text =
        cell < 26
          ? ""
          : `<text x="${x + cell / 2}" y="${y + cell / 2 + 4}" style="fill: ${ink}">${formatWeight(one.weight)}</text>`;
      return rect("cc-x-weight", x, y, cell, cell, `style="${fill}"`) + text;
    });
  const lines =
    cell < 5
      ? ""
      : `<path class="cc-x-lines" d="${range(wide + 1)
          .map((i) => `M${i * cell} 0v${high * cell}`)
          .join("")}` +
        `${range(high + 1)
          .map((i) => `M0 ${i * cell}h${wide * cell}`)
          .join("")}"/>`;
  const bar = (name, line, down) =>
    line === undefined
      ? ""
      : down !== turned
        ? rect(name, line * cell, 0, cell, high * cell)
        : rect(name, 0, line * cell, wide * cell, cell);
  return svg(
    wide * cell + 4,
    high * cell + 4,
    `<g transform="translate(2 2)">${rect("cc-x-paper", 0, 0, wide * cell, high * cell)}` +
      `${cells.join("")}${lines}${rect("cc-x-frame", 0, 0, wide * cell, high * cell)}` +
      `${bar("cc-x-in", lit.from, false)}${bar("cc-x-out", lit.to, true)}</g>`,
  );
}

/** A matrix to point at, with a pointer or with the arrow keys: `now` is what is shown. */
const matrixBoard = (name, turned) => (ui) => {
  let now = { matrix: { rows: 0, cols: 0 }, cell: 1 };
  const find = (x, y) => {
    const at = [y, x].map((px) => Math.floor((px - 2) / now.cell));
    const [from, to] = turned ? at.reverse() : at;
    const inside = from >= 0 && to >= 0 && from < now.matrix.rows && to < now.matrix.cols;
    return inside ? { part: "matrix", at: [from, to] } : null;
  };
  const slider = { class: "cc-board cc-x-board", role: "slider", tabindex: "0", "aria-valuemin": "0" };
  const { el, inner, caption } = board(ui, ["matrix", name], slider, find, () => {});
  const size = () => [now.matrix.rows, now.matrix.cols];
  pointByKeys(ui, inner, "matrix", { size, start: () => [0, 0], turned });
  function update(look) {
    now = look;
    const { rows, cols, entries } = look.matrix;
    const [from, to] = look.entry ?? [0, 0];
    inner.innerHTML = matrixDrawing(look.matrix, look.cell, turned, look.lit);
    caption.textContent = turned ? sizeText(cols, rows) : sizeText(rows, cols);
    const weights = `${entries.length} of them weights of the kernel, the others 0`;
    inner.setAttribute("aria-label", `A matrix of ${caption.textContent} cells, ${weights}`);
    inner.setAttribute("aria-valuenow", String(turned ? to * rows + from : from * cols + to));
    inner.setAttribute("aria-valuemax", String(rows * cols - 1));
    inner.setAttribute("aria-valuetext", look.words);
  }
  return { el, update };
};

const MATRIX_HEIGHT = 252; // in a wide stage, in px, where its cells are larger

/** The size of a matrix cell, and whether the two matrices stand beside each other. */
export function matrixLayout(width, { rows, cols }) {
  const phone = width < 480;
  const most = isWide(width) ? clip(MATRIX_HEIGHT / Math.max(rows, cols), 30, 36) : 30;
  const beside = Math.min(phone ? 16 : most, (width - 60) / (rows + cols));
  const cell = beside >= (phone ? 4 : 7) ? beside : Math.min(30, (width - 12) / Math.max(rows, cols));
  return cell >= 4 ? Math.floor(cell) : Math.max(1, Math.floor(2 * cell) / 2);
}

/**
 * A place on the canvas of stamps as a place of the output, which the padding cuts out of it.
 * @type {(at: number[], axes: any[]) => number[]}
 */
const cutOut = ([r, c], [down, across]) => [r - down.padding, c - across.padding];
/** @type {(at: number[], output: any) => boolean} */
const isRim = ([row, col], { rows, cols }) => row < 0 || col < 0 || row >= rows || col >= cols;
const placeIn = (n, cols) => [Math.floor(n / cols), n % cols];

/** What the words and frames are about: an input in the scatter reading, a cell of the output otherwise. */
function focus(state, { output, axes }, matrix, pointed) {
  const wide = state.input[0].length;
  const { part, at } = pointed ?? {};
  if (part === "matrix" && at[0] < matrix.rows && at[1] < matrix.cols) {
    return { input: placeIn(at[0], wide), output: placeIn(at[1], output.cols), entry: at };
  }
  const known = { output: part === "output" ? cutOut(at, axes) : null, input: part === "input" ? at : null };
  const stepped = output.rows * output.cols ? placeIn(state.position, output.cols) : null;
  if (state.reading !== SCATTER) return { ...known, output: known.output ?? stepped };
  return { ...known, input: known.input ?? placeIn(state.position, wide) };
}

/** The products behind the cell of the output that the words are about, as far as they are there. */
function tapsOf(state, { output }, at, { puzzle, known }) {
  if (!at.output || isRim(at.output, output) || at.entry) return [];
  if (state.reading === GATHER) return gatherTaps(state, at.output);
  const soFar = (tap) => known(tap.inputRow * state.input[0].length + tap.inputCol);
  return writesTo(state, at.output).filter((tap) => state.reading !== SCATTER || puzzle || soFar(tap));
}

/** The tap that is pointed at in the gather reading. */
function litTap(state, taps, pointed) {
  const [r, c] = pointed?.at ?? [];
  if (state.reading !== GATHER) return null;
  if (pointed?.part === "kernel") return taps.find((tap) => tap.kernelRow === r && tap.kernelCol === c);
  return pointed?.part === "blown" ? taps.find((tap) => tap.blownRow === r && tap.blownCol === c) : null;
}

const BLOWN = { cut: "cc-padding cc-cut", padding: "cc-padding", inserted: "cc-inserted", input: "" };

function inputLooks(state, { axes, output }, { at, taps, lit }) {
  const gather = state.reading === GATHER;
  const [rows, cols] = [state.input.length, state.input[0].length];
  const key = (tap) => (gather ? `${tap.blownRow},${tap.blownCol}` : `${tap.inputRow},${tap.inputCol}`);
  const weights = new Map(taps.map((tap) => [key(tap), tap]));
  const note = (r, c) => (weights.has(`${r},${c}`) ? `×${formatWeight(weights.get(`${r},${c}`).weight)}` : "");
  const tapped = (r, c) => weights.has(`${r},${c}`);
  const { shaded } = state;
  if (!gather) {
    const here = (r, c) => state.reading === SCATTER && at.input?.[0] === r && at.input?.[1] === c;
    const look = (r, c) => classes({ "cc-lit": here(r, c), "cc-tap": tapped(r, c) });
    const size = sizeText(rows, cols);
    return { blown: null, input: { rows, cols, values: state.input.flat(), shaded, size, note, classes: look } };
  }
  const big = blownUp(state);
  const [row, col] = at.output ? big.start(at.output) : [0, 0];
  const isLit = (r, c) => lit && weights.get(`${r},${c}`) === lit;
  const blown = {
    ...big,
    shaded,
    size: `${sizeText(rows, cols)}, ${sizeText(big.rows, big.cols)} with zeros`,
    note,
    fixed: (r, c) => !big.at(r, c).input,
    classes: (r, c) => `${BLOWN[big.at(r, c).kind]} ${classes({ "cc-tap": tapped(r, c), "cc-lit": isLit(r, c) })}`,
    window:
      at.output && !isRim(at.output, output) ? { row, col, height: axes[0].reach + 1, width: axes[1].reach + 1 } : null,
  };
  return { input: null, blown };
}

function kernelLooks({ kernel, input, reading, shaded }, { at, lit }) {
  const [rows, cols] = [kernel.length, kernel[0].length];
  const common = { rows, cols, shaded };
  const isLit = (r, c) => (lit && lit.kernelRow === r && lit.kernelCol === c ? "cc-lit" : "");
  const value = at.input ? input[at.input[0]][at.input[1]] : 0;
  const flipped = {
    ...common,
    size: "turned by 180°, in use",
    values: kernel.flat().reverse(),
    classes: (r, c) => isLit(rows - 1 - r, cols - 1 - c),
  };
  const stamp = {
    ...common,
    size: `${formatNumber(value)} times the kernel`,
    values: kernel.flat().map((weight) => weight * value),
  };
  return {
    kernel: { ...common, size: sizeText(rows, cols), values: kernel.flat(), classes: isLit },
    flipped: reading === GATHER ? flipped : null,
    stamp: reading === SCATTER ? stamp : null,
  };
}

/** Which cells of the canvas are not there yet. */
function laterCells(state, { axes, output, canvas, reached }, { at, puzzle, known }) {
  if (puzzle || state.counts) return () => false; // how often a cell is written is no matter of steps
  if (state.reading === SCATTER) return (r, c) => !reached[r * canvas.cols + c];
  return (r, c) => {
    const place = cutOut([r, c], axes);
    const here = at.output && place[0] === at.output[0] && place[1] === at.output[1];
    return !isRim(place, output) && !known(place[0] * output.cols + place[1]) && !here;
  };
}

function outputLook(state, result, scene) {
  const { axes, canvas, writes, output } = result;
  const { at } = scene;
  const [down, across] = axes;
  const scatter = state.reading === SCATTER;
  const later = laterCells(state, result, scene);
  const rim = (r, c) => isRim(cutOut([r, c], axes), output);
  const mine = at.input ? writesOf(state).filter((one) => isFrom(one, at.input)) : [];
  const stamped = new Set(mine.map((one) => `${one.row + down.padding},${one.col + across.padding}`));
  const here = (r, c) => at.output && String(cutOut([r, c], axes)) === String(at.output);
  const size = sizeText(output.rows, output.cols);
  return {
    name: state.counts ? "Writes" : "Output",
    rows: canvas.rows,
    cols: canvas.cols,
    values: state.counts ? writes.data : canvas.data,
    shaded: state.shaded,
    hidden: (r, c) => later(r, c) || (!scatter && rim(r, c)),
    size: down.padding + across.padding ? `${size}, cut out of ${sizeText(canvas.rows, canvas.cols)}` : size,
    classes: (r, c) =>
      classes({
        "cc-padding": rim(r, c),
        "cc-later": !rim(r, c) && later(r, c),
        "cc-lit": here(r, c),
        "cc-user": !scatter && stamped.has(`${r},${c}`),
        "cc-extra": r >= down.whole - down.extra || c >= across.whole - across.extra,
      }),
    window:
      scatter && at.input
        ? {
            row: at.input[0] * down.stride,
            col: at.input[1] * across.stride,
            height: down.reach + 1,
            width: across.reach + 1,
          }
        : null,
  };
}

const isFrom = (one, [row, col]) => one.inputRow === row && one.inputCol === col;

function entryWords({ input, output, entry }, { entries }) {
  const one = entries.find(({ from, to }) => from === entry[0] && to === entry[1]);
  const target = `output (${output.join(", ")})`;
  return (
    `C[${entry.join(", ")}] = ${formatWeight(one?.weight ?? 0)}: input (${input.join(", ")}) ` +
    (one ? `writes to ${target} with this weight.` : `does not reach ${target}.`)
  );
}

function stampWords(state, at, output) {
  const value = formatNumber(state.input[at[0]][at[1]]);
  const mine = writesOf(state).filter((one) => isFrom(one, at));
  const lost = mine.filter((one) => isRim([one.row, one.col], output)).length;
  return [
    `Input (${at.join(", ")}) is `,
    [value, "input"],
    `. It stamps ${value} times the `,
    ["kernel", "kernel"],
    ": ",
    `${mine.length} cells${lost ? `, ${lost} of them on the rim that is cut off` : ""}.`,
    at.some(Boolean) ? " It is added to what is already there." : "",
  ];
}

/** What is said of the cell at work. */
function sumWords(state, { output }, { at, taps, matrix }) {
  if (!output.rows || !output.cols) {
    return ["The padding cuts off all of the output. Make it smaller, or the kernel or the stride larger."];
  }
  if (at.entry) return [entryWords(at, matrix)];
  if (at.output && isRim(at.output, output)) return ["This cell lies on the rim that the padding cuts off."];
  if (state.reading === SCATTER && !at.output) return stampWords(state, at.input, output);
  const before = `output[${at.output.join(", ")}] = `;
  if (!taps.length) return [before, resultPart("0"), ": no stamp reaches this cell."];
  const whole = output.data[at.output[0] * output.cols + at.output[1]];
  return [before, ...sumParts(taps, state.reading === SCATTER ? sumOfTaps(taps) : whole, null)];
}

/** The two matrices, where they are the reading. */
function matrixLooks(state, { output }, { at, matrix }, width, said) {
  if (state.reading !== MATRIX || !matrix.cols) return { matrices: { hidden: true } };
  const inside = at.output && !isRim(at.output, output);
  const lit = {
    from: at.input ? at.input[0] * state.input[0].length + at.input[1] : undefined,
    to: inside ? at.output[0] * output.cols + at.output[1] : undefined,
  };
  const look = { matrix, cell: matrixLayout(width, matrix), lit, entry: at.entry, words: said };
  return { matrices: { hidden: false }, matrix: look, transpose: look };
}

/** Where the steps are. */
function stepLook({ reading, position }, { count }, at) {
  const cell = at.output ? `output[${at.output.join(", ")}]` : "";
  const where = reading === SCATTER ? `input[${at.input.join(", ")}]` : cell;
  return { where: count ? where : "", position, stopped: !count };
}

/** What is seen of a state and its stamps. */
export function show(state, result, { pointed, puzzle, width, known = (i) => i <= state.position }) {
  const matrix = matrixOf(state);
  const at = focus(state, result, matrix, pointed);
  const taps = tapsOf(state, result, at, { puzzle, known });
  const scene = { at, taps, matrix, puzzle, known, lit: litTap(state, taps, pointed) };
  const { mode, cell } = layoutOf(width, {
    oneRow: state.input.length === 1,
    input: state.reading === GATHER ? blownUp(state).cols : state.input[0].length,
    kernel: state.kernel[0].length,
    canvas: result.canvas.cols,
    target: puzzle?.goal.output?.[0].length ?? 0,
    lines: (state.reading === GATHER ? blownUp(state).rows : Math.max(state.input.length, 3)) + result.canvas.rows,
    high: {
      input: state.reading === GATHER ? blownUp(state).rows : state.input.length,
      kernel: state.kernel.length,
      canvas: result.canvas.rows,
    },
  });
  const sum = sumWords(state, result, scene);
  return {
    px: { cell },
    pressed: state.reading,
    parts: {
      stage: {
        "data-mode": mode,
        "data-kernels": state.input[0].length > 5 || state.reading === GATHER ? "column" : "row",
      },
      ...inputLooks(state, result, scene),
      ...kernelLooks(state, scene),
      output: outputLook(state, result, scene),
      target: targetLook(puzzle?.goal.output, result.output, state.shaded),
      ...matrixLooks(state, result, scene, width, plainWords(sum)),
      steps: stepLook(state, result, at),
      sum,
      rule: recipe(state, result),
    },
    say: plainWords(sum),
  };
}

const kernel = { part: "kernel", format: formatWeight };
const KERNELS = box("cc-kernels", ["kernel", "flipped", "stamp"]);

const render = gridFigure({
  grids: {
    input: {
      label: "Input",
      edits: "input",
      clicks: ({ reading, input }, [r, c]) => (reading === SCATTER ? { position: r * input[0].length + c } : null),
    },
    blown: {
      part: "input",
      label: "Input with zeros",
      slides: (state, { output }) => ({
        stride: [1, 1],
        origin: blownUp(state).start([0, 0]),
        size: [output.rows, output.cols],
      }),
      edits: "input",
      place: (state, at) => blownUp(state).at(...at).input,
    },
    kernel: { ...kernel, label: "Kernel", edits: "kernel" },
    flipped: { ...kernel, label: "Flipped", silent: true },
    stamp: { label: "Stamp", silent: true },
    output: {
      label: "Output",
      slides: (_, { axes }) => ({ stride: axes.map(({ stride }) => stride), size: axes.map(({ n }) => n) }),
      picks: ({ reading }, place, { output, axes }) => {
        const at = cutOut(place, axes);
        return reading === SCATTER || isRim(at, output) ? null : { position: at[0] * output.cols + at[1] };
      },
    },
    target: { label: "Target", silent: true },
  },
  parts: {
    matrix: matrixBoard("C: the convolution", false),
    transpose: matrixBoard("Cᵀ: its transpose, at work here", true),
    steps: steps(),
    sum: words("cc-sum"),
    rule: words("cc-x-recipe"),
  },
  stage: [
    box(
      "cc-stage cc-x-stage",
      ["input", "blown", arrow("kernel"), KERNELS, arrow("output"), "output", "target"],
      "stage",
    ),
    box("cc-x-matrices cc-sideways", ["matrix", "transpose"], "matrices"),
  ],
  words: ["steps", box("cc-pages cc-lesser", ["sum", "rule"])],
  compute,
  reconcile,
  judge,
  reads: { output_size: (_, { output: { rows, cols } }) => [rows, cols] },
  show,
  count: ({ count }) => count,
});

export default { render };
