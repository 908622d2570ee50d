// TransposedExplorer: one transposed convolution, read in three ways that agree: scatter, gather and matrix.
import { board, pointByKeys } from "./parts/board.js";
import { convTranspose, grid } from "./parts/engine.js";
import { broken, explorer, pressToggle, stepBar } from "./parts/frame.js";
import { range, svg } from "./parts/svg.js";
import {
  agrees,
  colorScale,
  formatNumber,
  formatWeight,
  make,
  numberGrid,
  resizeKernel,
  sizeText,
  sumLine,
  toGrid,
} from "./parts/ui.js";

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

/** The input that is read first to last, as far as stamp `position`; zeros after it. */
const inputUntil = (input, position) =>
  input.map((row, r) => row.map((x, c) => (r * row.length + c <= position ? x : 0)));
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
  const soFar = (lists) => (scatter && !ui?.puzzle() ? inputUntil(lists, position) : lists);
  const [rows, cols] = pair("size");
  const output = rows && cols ? stamp(input, kernel, { padding: pair("padding") }) : grid(0, 0);
  const inputs = input.length * input[0].length;
  const written = stamp(soFar(onesLike(input)), onesLike(kernel));
  return {
    axes,
    output,
    canvas: stamp(soFar(input), kernel),
    writes: stamp(onesLike(input), onesLike(kernel)),
    reached: Array.from(written.data, (n) => n > 0 || position >= inputs - 1),
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
export function reconcile(changes, state, memory = null, ui = null) {
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
  const before = ui?.shown;
  if (before && "reading" in changes && changes.reading !== before.reading && !("position" in changes)) {
    more.last = Math.max(0, compute({ ...next, ...more }).count - 1);
    more.position = before.atEnd ? more.last : 0;
  }
  return { ...changes, ...more };
}

/** How a state stands to a puzzle's goal. */
export function judge(state, { output, writes, axes }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const { shape, writes: wanted, output: target } = puzzle.goal;
  const { rows, cols } = output;
  const goal = shape ?? (target && [target.length, target[0].length]);
  if (!rows || !cols) return open("The padding cuts off all of the output.");
  if (goal && (rows !== goal[0] || cols !== goal[1]))
    return open(`The output is ${sizeText(rows, cols)}, the goal ${sizeText(...goal)}.`);
  if (shape) return { solved: true, words: `Solved: ${sizeText(rows, cols)}.` };
  if (wanted) {
    const counts = range(rows * cols).map(
      (i) => writes.data[(Math.floor(i / cols) + axes[0].padding) * writes.cols + (i % cols) + axes[1].padding],
    );
    const kinds = [...new Set(counts)].sort((a, b) => a - b);
    return kinds.length === 1 && kinds[0] === wanted
      ? { solved: true, words: `Solved: every cell is written ${wanted} times.` }
      : open(`Cells are written ${kinds.join(", ")} times; the goal is ${wanted} everywhere.`);
  }
  const right = target.flat().filter((value, i) => agrees(value, output.data[i])).length;
  return right === rows * cols
    ? { solved: true, words: `Solved: all ${right} cells agree.` }
    : open(`${right} of ${rows * cols} cells agree.`);
}

/** The recipe of a reading with its numbers: parts of text, or [text, what it is]. */
export function recipe(state, result) {
  const { stride: s, padding: p, dilation: d, extra, n, k, reach, whole, before } = result.axes[1];
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

/** How to lay out the grids in a width; the cell's width is 28 to 36 px. */
export function layoutOf(width, { input, kernel, canvas, target, oneRow }) {
  const plans = [
    ["line", input + kernel + canvas + target, width - 116 - (target ? 32 : 0), 36],
    ["columns", input + Math.max(kernel * 2, canvas + target), width - 80 - (target ? 24 : 0), 34],
    ["tall", Math.max(input, 2 * kernel + 1, canvas), width - 16, 36],
  ];
  const row = ["signal", Math.max(input, canvas), width - 16, 40];
  const [mode, cells, room, most] = oneRow ? row : (plans.find(([, n, px]) => px / n >= 29) ?? plans.at(-1));
  return { mode, cell: Math.floor(Math.min(most, Math.max(28, room / cells - 1))) }; // 1 px is the line between cells
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

/** A matrix to point at, with a pointer or with the arrow keys: `now` holds what is shown. */
function matrixBoard(ui, name, now, turned) {
  const find = (x, y) => {
    const at = [y, x].map((px) => Math.floor((px - 2) / now.cell));
    const [from, to] = turned ? at.reverse() : at;
    return from >= 0 && to >= 0 && from < now.matrix.rows && to < now.matrix.cols
      ? { part: "matrix", at: [from, to] }
      : null;
  };
  const slider = { class: "cc-board cc-x-board", role: "slider", tabindex: "0", "aria-valuemin": "0" };
  const made = board(ui, ["matrix", name], slider, find, () => {});
  pointByKeys(ui, made.inner, "matrix", {
    size: () => [now.matrix.rows, now.matrix.cols],
    start: () => [0, 0],
    turned,
  });
  return { ...made, turned };
}

/** The size of a matrix cell, and whether the two matrices stand beside each other. */
export function matrixLayout(width, { rows, cols }) {
  const beside = Math.min(30, (width - 60) / (rows + cols));
  const cell = beside >= 7 ? beside : Math.min(30, (width - 12) / Math.max(rows, cols));
  return cell >= 4 ? Math.floor(cell) : Math.max(1, Math.floor(2 * cell) / 2);
}

function build(ui) {
  const { signal, el } = ui;
  const edit = (name) => (r, c, value) => {
    const next = structuredClone(ui.state()[name]);
    next[r][c] = value;
    ui.set({ [name]: next });
  };
  const onReject = (text) =>
    ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 2, −0.5 or 1/9.`);
  const now = { state: null, result: null, matrix: null, cell: 1 };
  const cut = ([r, c]) => [r - now.result.axes[0].padding, c - now.result.axes[1].padding];
  const isRim = ([row, col]) => row < 0 || col < 0 || row >= now.result.output.rows || col >= now.result.output.cols;

  const input = numberGrid({
    part: "input",
    label: "Input",
    signal,
    onReject,
    onPoint: ui.point("input"),
    onEdit: edit("input"),
  });
  input.el.addEventListener(
    "click",
    (event) => {
      const at = event.target.closest("[data-at]")?.dataset.at.split(",").map(Number);
      if (at && ui.state().reading === SCATTER) ui.set({ position: at[0] * ui.state().input[0].length + at[1] });
    },
    { signal },
  );
  const blown = numberGrid({
    part: "input",
    label: "Input with zeros",
    signal,
    onReject,
    onPoint: ui.point("blown"),
    onEdit: (r, c, value) => edit("input")(...blownUp(ui.state()).at(r, c).input, value),
  });
  const kernel = numberGrid({
    part: "kernel",
    label: "Kernel",
    signal,
    onReject,
    format: formatWeight,
    onPoint: ui.point("kernel"),
    onEdit: edit("kernel"),
  });
  const flipped = numberGrid({ part: "kernel", label: "Flipped", signal, format: formatWeight });
  const stamp = numberGrid({ part: "stamp", label: "Stamp", signal });
  const output = numberGrid({
    part: "output",
    label: "Output",
    signal,
    onPoint: ui.point("output"),
    onPick: (...place) => {
      const at = cut(place);
      if (ui.state().reading !== SCATTER && !isRim(at)) ui.set({ position: at[0] * now.result.output.cols + at[1] });
    },
  });
  const target = numberGrid({ part: "target", label: "Target", signal });
  const arrow = (to) => make("span", { class: `cc-arrow cc-to-${to}`, "aria-hidden": "true" });
  const kernels = make("div", { class: "cc-kernels" }, [kernel.el, flipped.el, stamp.el]);
  const stage = make("div", { class: "cc-stage cc-x-stage" }, [
    input.el,
    blown.el,
    arrow("kernel"),
    kernels,
    arrow("output"),
    output.el,
    target.el,
  ]);
  const boards = [
    matrixBoard(ui, "C: the convolution", now, false),
    matrixBoard(ui, "Cᵀ: its transpose, at work here", now, true),
  ];
  const matrices = make(
    "div",
    { class: "cc-x-matrices" },
    boards.map((board) => board.el),
  );
  const sum = make("div", { class: "cc-sum" });
  const rule = make("div", { class: "cc-x-recipe" });
  const bar = stepBar(ui);

  /** What the words and frames are about: an input in the scatter reading, a cell of the output otherwise. */
  function focus(state, result) {
    const { rows, cols } = result.output;
    const wide = state.input[0].length;
    const { part, at } = ui.pointed ?? {};
    const known = { output: part === "output" ? cut(at) : null, input: part === "input" ? at : null };
    if (part === "matrix" && at[0] < now.matrix.rows && at[1] < now.matrix.cols) {
      return {
        input: [Math.floor(at[0] / wide), at[0] % wide],
        output: [Math.floor(at[1] / cols), at[1] % cols],
        entry: at,
      };
    }
    const stepped = rows * cols ? [Math.floor(state.position / cols), state.position % cols] : null;
    if (state.reading !== SCATTER) return { ...known, output: known.output ?? stepped };
    return { ...known, input: known.input ?? [Math.floor(state.position / wide), state.position % wide] };
  }

  function drawInput(state, { input: chosen, output: place }, taps, lit) {
    const gather = state.reading === GATHER;
    const fixed = !!ui.puzzle() && "input" in (ui.puzzle().keep ?? {});
    const [rows, cols] = [state.input.length, state.input[0].length];
    input.el.hidden = gather;
    blown.el.hidden = !gather;
    const weights = new Map(
      taps.map((tap) => [gather ? `${tap.blownRow},${tap.blownCol}` : `${tap.inputRow},${tap.inputCol}`, tap]),
    );
    const note = (r, c) => (weights.has(`${r},${c}`) ? `×${formatWeight(weights.get(`${r},${c}`).weight)}` : "");
    const tapped = (r, c) => (weights.has(`${r},${c}`) ? "cc-tap" : "");
    if (!gather) {
      const here = (r, c) => state.reading === SCATTER && chosen?.[0] === r && chosen?.[1] === c;
      input.update({
        rows,
        cols,
        values: state.input.flat(),
        shaded: state.shaded,
        size: sizeText(rows, cols),
        fixed: () => fixed,
        note,
        classes: (r, c) => `${here(r, c) ? "cc-lit" : ""} ${tapped(r, c)}`,
      });
      input.outline(null);
      return;
    }
    const big = blownUp(state);
    const classOf = { cut: "cc-padding cc-cut", padding: "cc-padding", inserted: "cc-inserted", input: "" };
    blown.update({
      ...big,
      shaded: state.shaded,
      size: `${sizeText(rows, cols)}, ${sizeText(big.rows, big.cols)} with zeros`,
      note,
      fixed: (r, c) => fixed || !big.at(r, c).input,
      classes: (r, c) =>
        `${classOf[big.at(r, c).kind]} ${tapped(r, c)} ${lit && weights.get(`${r},${c}`) === lit ? "cc-lit" : ""}`,
    });
    const { axes } = now.result;
    const [row, col] = place ? big.start(place) : [0, 0];
    blown.outline(place && !isRim(place) ? { row, col, height: axes[0].reach + 1, width: axes[1].reach + 1 } : null);
  }

  function drawKernels(state, { input: chosen }, lit) {
    const [rows, cols] = [state.kernel.length, state.kernel[0].length];
    const common = { rows, cols, shaded: state.shaded, size: sizeText(rows, cols) };
    const fixed = () => !!ui.puzzle() && "kernel" in (ui.puzzle().keep ?? {});
    const isLit = (r, c) => (lit && lit.kernelRow === r && lit.kernelCol === c ? "cc-lit" : "");
    kernel.update({ ...common, values: state.kernel.flat(), classes: isLit, fixed });
    flipped.el.hidden = state.reading !== GATHER;
    flipped.update({
      ...common,
      size: "turned by 180°, in use",
      values: state.kernel.flat().reverse(),
      classes: (r, c) => isLit(rows - 1 - r, cols - 1 - c),
    });
    stamp.el.hidden = state.reading !== SCATTER;
    const value = chosen ? state.input[chosen[0]][chosen[1]] : 0;
    stamp.update({
      ...common,
      size: `${formatNumber(value)} times the kernel`,
      values: state.kernel.flat().map((weight) => weight * value),
    });
  }

  function drawOutput(state, result, { input: chosen, output: place }) {
    const { axes, canvas, writes, output: whole } = result;
    const [down, across] = axes;
    const scatter = state.reading === SCATTER;
    const index = (r, c) => r * canvas.cols + c;
    const later = (r, c) => {
      const [row, col] = cut([r, c]);
      if (ui.puzzle() || state.counts) return false; // how often a cell is written is no matter of steps
      if (scatter) return !result.reached[index(r, c)];
      return (
        !isRim([row, col]) &&
        row * whole.cols + col > state.position &&
        !(place && row === place[0] && col === place[1])
      );
    };
    const rim = (r, c) => isRim(cut([r, c]));
    const stamped = new Set(
      chosen
        ? writesOf(state)
            .filter((one) => one.inputRow === chosen[0] && one.inputCol === chosen[1])
            .map((one) => `${one.row + down.padding},${one.col + across.padding}`)
        : [],
    );
    const here = (r, c) => place && r - down.padding === place[0] && c - across.padding === place[1];
    const outside = (r, c) => r >= down.whole - down.extra || c >= across.whole - across.extra;
    output.update({
      rows: canvas.rows,
      cols: canvas.cols,
      values: state.counts ? writes.data : canvas.data,
      shaded: state.shaded,
      hidden: (r, c) => later(r, c) || (!scatter && rim(r, c)),
      size: `${sizeText(whole.rows, whole.cols)}${down.padding + across.padding ? `, cut out of ${sizeText(canvas.rows, canvas.cols)}` : ""}`,
      classes: (r, c) =>
        [
          rim(r, c) ? "cc-padding" : later(r, c) ? "cc-later" : "",
          here(r, c) ? "cc-lit" : "",
          !scatter && stamped.has(`${r},${c}`) ? "cc-user" : "",
          outside(r, c) ? "cc-extra" : "",
        ].join(" "),
    });
    output.el.querySelector(".cc-name").textContent = state.counts ? "Writes" : "Output";
    output.outline(
      scatter && chosen
        ? {
            row: chosen[0] * down.stride,
            col: chosen[1] * across.stride,
            height: down.reach + 1,
            width: across.reach + 1,
          }
        : null,
    );
    drawTarget(state, result);
  }

  function drawTarget(state, { output: { rows, cols, data } }) {
    const wanted = ui.puzzle()?.goal.output;
    target.el.hidden = !wanted;
    if (!wanted) return;
    const same = rows === wanted.length && cols === wanted[0].length;
    target.update({
      rows: wanted.length,
      cols: wanted[0].length,
      values: wanted.flat(),
      shaded: state.shaded,
      size: sizeText(wanted.length, wanted[0].length),
      classes: (r, c) => (same && agrees(wanted[r][c], data[r * cols + c]) ? "cc-right" : ""),
    });
  }

  function drawMatrices(state, { input: chosen, output: place, entry }) {
    const shown = state.reading === MATRIX && now.matrix.cols > 0;
    matrices.hidden = !shown;
    if (!shown) return;
    const { rows, cols } = now.matrix;
    now.cell = matrixLayout(el.clientWidth, now.matrix);
    const lit = {
      from: chosen ? chosen[0] * state.input[0].length + chosen[1] : undefined,
      to: place && !isRim(place) ? place[0] * now.result.output.cols + place[1] : undefined,
    };
    for (const { inner, caption, turned } of boards) {
      inner.innerHTML = matrixDrawing(now.matrix, now.cell, turned, lit);
      caption.textContent = turned ? sizeText(cols, rows) : sizeText(rows, cols);
      inner.setAttribute(
        "aria-label",
        `A matrix of ${turned ? sizeText(cols, rows) : sizeText(rows, cols)} cells, ` +
          `${now.matrix.entries.length} of them weights of the kernel, the others 0`,
      );
      const [from, to] = entry ?? [0, 0];
      inner.setAttribute("aria-valuenow", turned ? to * rows + from : from * cols + to);
      inner.setAttribute("aria-valuemax", rows * cols - 1);
      inner.setAttribute("aria-valuetext", sum.textContent);
    }
  }

  /** What is said of the cell at work, as text and as parts of the line under the stage. */
  function wordsFor(state, result, { input: chosen, output: place, entry }, taps) {
    const { rows, cols, data } = result.output;
    if (!rows || !cols) {
      return ["The padding cuts off all of the output. Make it smaller, or the kernel or the stride larger."];
    }
    if (entry) {
      const one = now.matrix.entries.find(({ from, to }) => from === entry[0] && to === entry[1]);
      return [
        `C[${entry.join(", ")}] = ${formatWeight(one?.weight ?? 0)}: input (${chosen.join(", ")}) ` +
          (one
            ? `writes to output (${place.join(", ")}) with this weight.`
            : `does not reach output (${place.join(", ")}).`),
      ];
    }
    if (place && isRim(place)) return ["This cell lies on the rim that the padding cuts off."];
    if (state.reading === SCATTER && !place) {
      const value = state.input[chosen[0]][chosen[1]];
      const mine = writesOf(state).filter((one) => one.inputRow === chosen[0] && one.inputCol === chosen[1]);
      const lost = mine.filter((one) => isRim([one.row, one.col])).length;
      return [
        `Input (${chosen.join(", ")}) is `,
        make("span", { class: "cc-t-input" }, formatNumber(value)),
        `. It stamps ${formatNumber(value)} times the `,
        make("span", { class: "cc-t-kernel" }, "kernel"),
        ": ",
        `${mine.length} cells${lost ? `, ${lost} of them on the rim that is cut off` : ""}.`,
        chosen.some(Boolean) ? " It is added to what is already there." : "",
      ];
    }
    const before = `output[${place.join(", ")}] = `;
    if (!taps.length) return [before, make("strong", { class: "cc-t-output" }, "0"), ": no stamp reaches this cell."];
    const value =
      state.reading === SCATTER
        ? taps.reduce((total, tap) => total + tap.value * tap.weight, 0)
        : data[place[0] * cols + place[1]];
    return [before, ...sumLine(taps, value, null)];
  }

  function drawWords(state, result, at, taps) {
    const place =
      state.reading === SCATTER ? `input[${at.input.join(", ")}]` : at.output ? `output[${at.output.join(", ")}]` : "";
    bar.update(result.count ? place : "", state.position, !result.count);
    sum.replaceChildren(...wordsFor(state, result, at, taps));
    const parts = recipe(state, result).map((part) =>
      Array.isArray(part) ? make("span", { class: `cc-t-${part[1]}` }, part[0]) : part,
    );
    rule.replaceChildren(...parts);
    ui.say(sum.textContent);
  }

  function draw(state, result) {
    Object.assign(now, { state, result, matrix: matrixOf(state) });
    const oneRow = state.input.length === 1;
    pressToggle(el, state.reading);
    const gather = state.reading === GATHER;
    const { mode, cell } = layoutOf(el.clientWidth, {
      oneRow,
      input: gather ? blownUp(state).cols : state.input[0].length,
      kernel: state.kernel[0].length,
      canvas: result.canvas.cols,
      target: ui.puzzle()?.goal.output?.[0].length ?? 0,
    });
    el.style.setProperty("--cell", `${cell}px`);
    stage.dataset.mode = mode;
    const at = focus(state, result);
    const usable = at.output && !isRim(at.output) && !at.entry;
    const soFar = (tap) =>
      state.reading !== SCATTER || ui.puzzle() || tap.inputRow * state.input[0].length + tap.inputCol <= state.position;
    const taps = !usable ? [] : gather ? gatherTaps(state, at.output) : writesTo(state, at.output).filter(soFar);
    const { part, at: [r, c] = [] } = ui.pointed ?? {};
    const lit = !gather
      ? null
      : part === "kernel"
        ? taps.find((tap) => tap.kernelRow === r && tap.kernelCol === c)
        : part === "blown"
          ? taps.find((tap) => tap.blownRow === r && tap.blownCol === c)
          : null;
    drawInput(state, at, taps, lit);
    drawKernels(state, at, lit);
    drawOutput(state, result, at);
    drawWords(state, result, at, taps);
    drawMatrices(state, at);
    ui.shown = { reading: state.reading, atEnd: state.position >= result.count - 1 };
  }

  return { parts: [stage, matrices, bar.el, sum, rule], draw };
}

export const transposedExplorer = explorer({ compute, reconcile, build, judge, count: ({ count }) => count });
