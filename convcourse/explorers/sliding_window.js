// SlidingWindow: a kernel slides over a grid of numbers, and every number can be changed.
import { correlate, grid, outputSize, windowTaps } from "./parts/engine.js";
import { broken, explorer, stepBar } from "./parts/frame.js";
import {
  agrees,
  formatNumber,
  formatWeight,
  make,
  numberGrid,
  resizeKernel,
  seriesPlot,
  sizeText,
  sumLine,
  toGrid,
} from "./parts/ui.js";

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
export function reconcile(changes, state, memory = {}) {
  if (changes.kernel) return { ...changes, kernel_size: sizeOf(changes.kernel) };
  const size = changes.kernel_size;
  if (!size || size === sizeOf(state.kernel)) return changes;
  const oneRow = (changes.input ?? state.input).length === 1;
  const now = sizeOf(state.kernel);
  const known =
    memory.kernel && JSON.stringify(resizeKernel(memory.kernel, now, oneRow)) === JSON.stringify(state.kernel);
  if (!known) memory.kernel = state.kernel;
  return { ...changes, kernel: resizeKernel(memory.kernel, size, oneRow) };
}

/** How a state stands to a puzzle's goal. */
export function judge(state, output, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const { shape, output: target } = puzzle.goal;
  const [rows, cols] = shape ?? [target.length, target[0].length];
  if (output.rows !== rows || output.cols !== cols) {
    return open(`The output is ${sizeText(output.rows, output.cols)}, the goal ${sizeText(rows, cols)}.`);
  }
  if (shape) return { solved: true, words: `Solved: ${sizeText(rows, cols)}.` };
  const weights = state.kernel.flat();
  if (puzzle.nonzero_kernel && Math.max(...weights.map(Math.abs)) < 0.01) {
    return open("That would do it, but a kernel of zeros is not allowed here.");
  }
  const wanted = target.flat();
  const right = wanted.filter((value, i) => agrees(value, output.data[i])).length;
  return right === wanted.length
    ? { solved: true, words: `Solved: all ${right} cells agree.` }
    : open(`${right} of ${wanted.length} cells agree.`);
}

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

/** The outputs, as a set of "row,col", whose windows hold the cell (r, c) of the padded input. */
export function outputsThatRead(state, [r, c]) {
  const { stride, dilation } = optionsOf(state);
  const [rows, cols] = outputShape(state);
  const users = new Set();
  state.kernel.forEach((line, i) =>
    line.forEach((_, j) => {
      const [y, x] = [(r - i * dilation[0]) / stride[0], (c - j * dilation[1]) / stride[1]];
      if (Number.isInteger(y) && Number.isInteger(x) && y >= 0 && x >= 0 && y < rows && x < cols)
        users.add(`${y},${x}`);
    }),
  );
  return users;
}

/**
 * How to lay out the grids in a width: on one line; in columns, the kernel above the output; or below each other.
 * @returns {{mode: string, cell: number}} the cell's width in px, 28 to 40
 */
export function layout(width, { input, kernel, output, target, oneRow }) {
  const plans = [
    ["line", input + kernel + output + target, width - 104 - (target ? 32 : 0), 40],
    ["columns", input + Math.max(kernel, output + target), width - 64 - (target ? 24 : 0), 34],
    ["stacked", Math.max(input, target ? output + target : kernel + output), width - 44, 36],
    ["tall", Math.max(input, output), width - 16, 36],
  ];
  const row = ["signal", Math.max(input, output), width - 16, 40];
  const [mode, cells, room, most] = oneRow ? row : (plans.find(([, n, px]) => px / n >= 29) ?? plans.at(-1));
  return { mode, cell: Math.min(most, Math.max(28, Math.floor(room / cells) - 1)) }; // a line of 1 px beside each
}

function build(ui) {
  const { signal, el } = ui;
  const edit = (name, r, c, value) => {
    const next = structuredClone(ui.state()[name]);
    next[r][c] = value;
    ui.set({ [name]: next });
  };
  const onReject = (text) =>
    ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 2, −0.5 or 1/9.`);
  const input = numberGrid({
    part: "input",
    label: "Input",
    signal,
    onReject,
    onPoint: ui.point("input"),
    onEdit: (r, c, value) => {
      const { top, left } = paddedInput(ui.state());
      edit("input", r - top, c - left, value);
    },
  });
  input.el.classList.add("cc-noted");
  const kernel = numberGrid({
    part: "kernel",
    label: "Kernel",
    signal,
    onReject,
    format: formatWeight,
    onPoint: ui.point("kernel"),
    onEdit: (r, c, value) => edit("kernel", r, c, value),
  });
  const turned = numberGrid({ part: "kernel", label: "Flipped", signal, format: formatWeight });
  const output = numberGrid({
    part: "output",
    label: "Output",
    signal,
    onPoint: ui.point("output"),
    onPick: (r, c) => ui.set({ position: r * outputShape(ui.state())[1] + c }),
  });
  const target = numberGrid({ part: "target", label: "Target", signal });
  const arrow = (to) => make("span", { class: `cc-arrow cc-to-${to}`, "aria-hidden": "true" });
  const kernels = make("div", { class: "cc-kernels" }, [kernel.el, turned.el]);
  const plot = make("div", { class: "cc-plot" });
  const stage = make("div", { class: "cc-stage" }, [
    input.el,
    arrow("kernel"),
    kernels,
    arrow("output"),
    output.el,
    target.el,
    plot,
  ]);
  const sum = make("div", { class: "cc-sum" });
  const bar = stepBar(ui);
  const pointAtTerm = (event) => {
    const term = event.target.closest(".cc-term");
    ui.point("kernel")(term && term.dataset.at.split(",").map(Number));
  };
  sum.addEventListener("pointerover", pointAtTerm, { signal });
  sum.addEventListener("pointerleave", () => ui.point("kernel")(null), { signal });

  /** The output cell at work: the one pointed at, else the one at the position; null if nothing fits. */
  function cellAtWork(state, { rows, cols }) {
    const at = ui.pointed?.part === "output" ? ui.pointed.at : null;
    if (at && at[0] < rows && at[1] < cols) return at;
    return rows * cols ? [Math.floor(state.position / cols), state.position % cols] : null;
  }

  /** The tap that the pointer singles out, in the input or in the kernel. */
  function tapPointedAt(taps, { top, left }) {
    const [r, c] = ui.pointed?.at ?? [];
    if (ui.pointed?.part === "kernel") return taps.find((tap) => tap.kernelRow === r && tap.kernelCol === c);
    if (ui.pointed?.part === "input") return taps.find((tap) => tap.inputRow + top === r && tap.inputCol + left === c);
  }

  function drawInput(state, padded, at, taps, lit, puzzle) {
    const tapAt = new Map(taps.map((tap) => [`${tap.inputRow + padded.top},${tap.inputCol + padded.left}`, tap]));
    const { stride, dilation } = optionsOf(state);
    const plain = sizeText(state.input.length, state.input[0].length);
    input.update({
      ...padded,
      shaded: state.shaded,
      size: state.padding ? `${plain}, padded to ${sizeText(padded.rows, padded.cols)}` : plain,
      fixed: (r, c) => !padded.inside(r, c) || !!(puzzle?.keep && "input" in puzzle.keep),
      note: (r, c) => (tapAt.has(`${r},${c}`) ? `×${formatWeight(tapAt.get(`${r},${c}`).weight)}` : ""),
      classes: (r, c) =>
        [
          padded.inside(r, c) ? "" : "cc-padding",
          tapAt.has(`${r},${c}`) ? "cc-tap" : "",
          lit && tapAt.get(`${r},${c}`) === lit ? "cc-lit" : "",
        ].join(" "),
    });
    input.outline(
      at && {
        row: at[0] * stride[0],
        col: at[1] * stride[1],
        height: dilation[0] * (state.kernel.length - 1) + 1,
        width: dilation[1] * (state.kernel[0].length - 1) + 1,
      },
    );
  }

  function drawKernel(state, lit) {
    const [rows, cols] = [state.kernel.length, state.kernel[0].length];
    const common = { rows, cols, shaded: state.shaded, size: sizeText(rows, cols) };
    const isLit = (r, c) => (lit && lit.kernelRow === r && lit.kernelCol === c ? "cc-lit" : "");
    kernel.update({ ...common, values: state.kernel.flat(), classes: isLit });
    turned.el.hidden = !state.flip;
    turned.update({
      ...common,
      size: "turned by 180°, in use",
      values: state.kernel.flat().reverse(),
      classes: (r, c) => isLit(rows - 1 - r, cols - 1 - c),
    });
  }

  function drawOutput(state, result, at, puzzle) {
    const users = ui.pointed?.part === "input" ? outputsThatRead(state, ui.pointed.at) : null;
    const isHere = (r, c) => !!at && r === at[0] && c === at[1];
    const later = (r, c) => !puzzle && r * result.cols + c > state.position && !isHere(r, c);
    output.update({
      rows: result.rows,
      cols: result.cols,
      values: result.data,
      shaded: state.shaded,
      hidden: later,
      size: sizeText(result.rows, result.cols),
      classes: (r, c) =>
        [later(r, c) ? "cc-later" : "", isHere(r, c) ? "cc-lit" : "", users?.has(`${r},${c}`) ? "cc-user" : ""].join(
          " ",
        ),
    });
    const wanted = puzzle?.goal.output;
    target.el.hidden = !wanted;
    if (!wanted) return;
    const values = wanted.flat();
    const same = result.rows === wanted.length && result.cols === wanted[0].length;
    const right = (i) => same && agrees(values[i], result.data[i]);
    target.update({
      rows: wanted.length,
      cols: wanted[0].length,
      values,
      shaded: state.shaded,
      size: sizeText(wanted.length, wanted[0].length),
      classes: (r, c) => (right(r * wanted[0].length + c) ? "cc-right" : ""),
    });
  }

  function drawWords(state, result, at, taps, lit) {
    bar.update(at ? `output[${at.join(", ")}]` : "", state.position, !at);
    if (!at) {
      const span = state.dilation * (sizeOf(state.kernel) - 1) + 1;
      sum.textContent =
        `The kernel spans ${span} cells: more than the padded input has. ` +
        "Add padding, or make the kernel or its dilation smaller.";
      ui.say(sum.textContent);
      return;
    }
    const value = result.data[at[0] * result.cols + at[1]];
    sum.replaceChildren(...sumLine(taps, value, lit));
    ui.say(`Output at row ${at[0]}, column ${at[1]} is ${formatNumber(value)}.`);
  }

  function place(state, padded, result, puzzle) {
    const oneRow = state.input.length === 1;
    const { mode, cell } = layout(el.clientWidth, {
      oneRow,
      input: padded.cols,
      kernel: state.kernel[0].length,
      output: result.cols,
      target: puzzle?.goal.output?.[0].length ?? 0,
    });
    el.style.setProperty("--cell", `${cell}px`);
    stage.dataset.mode = mode;
    const soFar = Array.from(result.data, (value, i) => (puzzle || i <= state.position ? value : NaN));
    // Each output stands under the middle of its window.
    const middle = (i) => i * state.stride + (state.dilation * (state.kernel[0].length - 1)) / 2;
    plot.innerHTML = oneRow && result.rows ? seriesPlot(padded.values, soFar, cell + 1, middle) : "";
  }

  function draw(state, result) {
    const puzzle = ui.puzzle();
    const padded = paddedInput(state);
    const at = cellAtWork(state, result);
    const taps = at ? windowTaps(toGrid(state.input), toGrid(state.kernel), ...at, optionsOf(state)) : [];
    const lit = tapPointedAt(taps, padded);
    place(state, padded, result, puzzle);
    drawInput(state, padded, at, taps, lit, puzzle);
    drawKernel(state, lit);
    drawOutput(state, result, at, puzzle);
    drawWords(state, result, at, taps, lit);
  }

  return { parts: [stage, bar.el, sum], draw };
}

export default { render: explorer({ compute, reconcile, build, judge, count: ({ rows, cols }) => rows * cols }) };
