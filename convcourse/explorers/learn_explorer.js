// LearnExplorer: how the error of a convolution's output reaches its weights, its inputs and its bias.
import { colorScale } from "./parts/colors.js";
import { node, plainWords } from "./parts/elements.js";
import { convTranspose, correlate, grid, outputSize } from "./parts/engine.js";
import { box, classes, fitStage, gridFigure, steps, words } from "./parts/figure.js";
import { isExact } from "./parts/lines.js";
import { agrees, formatNumber, formatWeight, sizeText, toGrid } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { withAt } from "./parts/store.js";
import { range } from "./parts/svg.js";
import { counted } from "./parts/words.js";

const [WEIGHT, INPUT, BIAS] = [0, 1, 2];
const LITTLE = 0.01; // by which a number is raised to see what the loss does

/** Both axes. An input of one row is a 1-D signal: nothing happens across its rows. */
export function axesOf({ input, kernel, stride, dilation }) {
  const axis = (n, k, { stride, dilation }) => {
    const reach = dilation * (k - 1);
    return { n, k, stride, dilation, reach, count: Math.max(0, outputSize(n, k, { stride, dilation })) };
  };
  const along = { stride, dilation };
  const down = input.length === 1 ? { stride: 1, dilation: 1 } : along;
  return [axis(input.length, kernel.length, down), axis(input[0].length, kernel[0].length, along)];
}

/** A grid cut, or filled up with zeros, to some rows and columns. */
const fitted = (held, rows, cols) =>
  grid(
    rows,
    cols,
    Float64Array.from(range(rows * cols), (_, i) => held(Math.floor(i / cols), i % cols) ?? 0),
  );

const inGrid =
  ({ data, rows, cols }) =>
  (r, c) =>
    r < rows && c < cols ? data[r * cols + c] : 0;

/** Output, error, loss, and the gradients of the loss. Where the kernel does not fit there are none. */
export function compute(state) {
  const axes = axesOf(state);
  const [rows, cols] = axes.map(({ count }) => count);
  const counts = [state.kernel.flat().length, state.input.flat().length, 1];
  const result = { axes, rows, cols, count: counts[state.reading] };
  if (!rows || !cols) return result;
  const [input, kernel] = [toGrid(state.input), toGrid(state.kernel)];
  const [stride, dilation] = ["stride", "dilation"].map((name) => axes.map((axis) => axis[name]));
  const output = correlate(input, kernel, { stride, dilation });
  output.data = output.data.map((value) => value + state.bias);
  const target = fitted((r, c) => state.target[r]?.[c], rows, cols);
  const misses = Array.from(output.data, (value, i) => value - target.data[i]);
  const error = grid(rows, cols, misses);
  // The steps of the windows are the holes of the error, and the holes of the kernel its steps.
  const met = correlate(input, error, { stride: dilation, dilation: stride });
  const written = convTranspose(error, kernel, { stride, dilation });
  return {
    ...result,
    ...{ output, target, error },
    loss: misses.reduce((sum, e) => sum + e * e, 0) / 2,
    weights: fitted(inGrid(met), kernel.rows, kernel.cols),
    inputs: fitted(inGrid(written), input.rows, input.cols),
    bias: misses.reduce((sum, e) => sum + e, 0),
  };
}

/** What a weight met, place by place: an input, and the error of the output that both took part in. */
export function placesOfWeight({ input }, { axes: [down, across], rows, cols, error }, [i, j]) {
  return range(rows * cols).map((n) => {
    const [row, col] = [Math.floor(n / cols), n % cols];
    const inputRow = row * down.stride + i * down.dilation;
    const inputCol = col * across.stride + j * across.dilation;
    return { row, col, inputRow, inputCol, value: input[inputRow][inputCol], error: error.data[n] };
  });
}

/** The windows that an input lies in: the weight that it lies under, and the error of their output. */
export function placesOfInput({ kernel }, { axes: [down, across], rows, cols, error }, [r, c]) {
  const within = (n, count) => Number.isInteger(n) && n >= 0 && n < count;
  return kernel.flatMap((line, i) =>
    line.flatMap((weight, j) => {
      const row = (r - i * down.dilation) / down.stride;
      const col = (c - j * across.dilation) / across.stride;
      if (!within(row, rows) || !within(col, cols)) return [];
      return [{ row, col, kernelRow: i, kernelCol: j, weight, error: error.data[row * cols + col] }];
    }),
  );
}

/**
 * The error with zeros between its cells and around them, over which the flipped kernel slides: `at` says what each cell
 * is. The window of input (r, c) begins at (r, c).
 */
export function errorInZeros({ axes, error }) {
  const [rows, cols] = axes.map(({ n, reach }) => n + reach);
  const along = (x, { reach, stride, count }) => {
    const from = x - reach;
    if (from < 0 || from > (count - 1) * stride) return { kind: "padding" };
    return from % stride ? { kind: "inserted" } : { kind: "error", place: from / stride };
  };
  const at = (r, c) => {
    const ends = [along(r, axes[0]), along(c, axes[1])];
    const kind = ["padding", "inserted", "error"].find((one) => ends.some((end) => end.kind === one));
    return { kind, place: kind === "error" ? ends.map(({ place }) => place) : null };
  };
  const values = range(rows * cols).map((n) => {
    const { place } = at(Math.floor(n / cols), n % cols);
    return place ? error.data[place[0] * error.cols + place[1]] : 0;
  });
  return { rows, cols, values, at };
}

/** The target is as large as the output at least, so that each of its cells can be typed into. */
function grownTarget(state) {
  const [rows, cols] = axesOf(state).map(({ count }) => count);
  const { target } = state;
  if (target.length >= rows && target[0].length >= cols) return {};
  const [most, wide] = [Math.max(rows, target.length), Math.max(cols, target[0].length)];
  return { target: range(most).map((r) => range(wide).map((c) => target[r]?.[c] ?? 0)) };
}

/** The target grows with the output; a new reading begins anew, or is seen whole where the one before was. */
export function reconcile(changes, state, _memory = null, ui = null) {
  const next = { ...state, ...changes };
  const more = grownTarget(next);
  const before = ui?.drawn;
  if (before && "reading" in changes && changes.reading !== before.state.reading && !("position" in changes)) {
    more.last = compute({ ...next, ...more }).count - 1;
    more.position = before.state.position >= before.result.count - 1 ? more.last : 0;
  }
  return { ...changes, ...more };
}

const unreadInputs = (state, result) =>
  range(state.input.length * state.input[0].length).filter((n) => {
    const cols = state.input[0].length;
    return !placesOfInput(state, result, [Math.floor(n / cols), n % cols]).length;
  }).length;

/** How a state stands to a puzzle's goal. */
export const judge = judging((state, result, { goal: { loss, content, unread } }) => {
  if (!result.error) return unsolved("The kernel does not fit into the input.");
  const stands = `The loss is ${formatNumber(result.loss)}.`;
  if (loss !== undefined) return agrees(result.loss, loss) ? solved("the loss is 0.") : unsolved(stands);
  if (unread !== undefined) {
    const found = unreadInputs(state, result);
    const line = `${found} of ${result.inputs.data.length} inputs are in no window`;
    return found === unread ? solved(`${line}.`) : unsolved(`${line}; the goal is ${unread}.`);
  }
  const moving = result.weights.data.filter((g) => !agrees(g, 0)).length;
  if (moving) return unsolved(`${stands} ${counted(moving, "weight")} would move.`);
  return result.loss > content ? solved(`${stands} No weight moves.`) : unsolved(`${stands} That is not above 1.`);
});

const PHONE = 480; // px that a stage has less of there

/** How to lay out the grids in a width, and how wide a cell is. */
export function layoutOf(width, { reading, input, kernel, axes: [down, across] }) {
  const [wide, k] = [input[0].length, kernel[0].length];
  const outs = Math.max(1, across.count);
  const zeros = wide + across.reach;
  if (width >= PHONE) {
    const cells = reading === INPUT ? Math.max(zeros, 2 * outs + 1) : 2 * outs;
    return fitStage([["wide", wide + k + cells, width - 100, reading === INPUT ? 34 : 38]]);
  }
  if (reading === INPUT) {
    const lines = input.length * 2 + down.reach + 2;
    return fitStage([["phone", Math.max(zeros + k, 2 * wide), width - 36, 32, lines]]);
  }
  return fitStage([["phone", Math.max(wide + k, 3 * outs), width - 44, 32, input.length + kernel.length + outs]]);
}

/** The cell whose gradient is spoken of, in the kernel or in the input: one that is pointed at, else that of the step. */
function atWork({ reading, position, kernel, input }, pointed) {
  const parts = reading === WEIGHT ? ["weights", "kernel"] : ["inputs", "input"];
  const lists = reading === WEIGHT ? kernel : input;
  const [rows, cols] = [lists.length, lists[0].length];
  const { part, at } = pointed ?? {};
  if (parts.includes(part) && at[0] < rows && at[1] < cols) return at;
  return [Math.floor(position / cols), position % cols];
}

/** What the gradient at work is the sum of: pairs of what an error is multiplied by, and the error. */
export function termsOf(state, result, at) {
  if (state.reading === WEIGHT) return placesOfWeight(state, result, at);
  if (state.reading === INPUT) return placesOfInput(state, result, at);
  const { error, cols } = result;
  return Array.from(error.data, (e, n) => ({ row: Math.floor(n / cols), col: n % cols, error: e }));
}

/** The term that the pointer singles out, by the error or by what the error is multiplied by. */
function litTerm({ reading }, terms, zeros, pointed) {
  const { part, at } = pointed ?? {};
  const by = (rowName, colName, place) =>
    terms.find((one) => one[rowName] === place?.[0] && one[colName] === place?.[1]);
  if (part === "error" || part === "output") return by("row", "col", at);
  if (part === "zeros") return by("row", "col", zeros?.at(...at).place);
  if (reading === WEIGHT && part === "input") return by("inputRow", "inputCol", at);
  return reading === INPUT && (part === "kernel" || part === "flipped") ? by("kernelRow", "kernelCol", at) : undefined;
}

const plainOr = (text) => (text.startsWith("−") ? `(${text})` : text);
const GRADIENT = [
  { sign: "w", part: "kernel" },
  { sign: "x", part: "input" },
  { sign: "b", part: "kernel" },
];

/** The gradient at work, written out. @returns {import("./parts/elements.js").Part[]} */
function sumParts(state, { at, terms, lit }) {
  const { sign, part } = GRADIENT[state.reading];
  const name = state.reading === BIAS ? "∂L/∂b" : `∂L/∂${sign}[${at.join(", ")}]`;
  if (!terms.length) return [`${name} = `, node("strong", { class: `cc-t-${part}` }, "0")];
  const factor = (one) =>
    state.reading === WEIGHT ? [formatNumber(one.value), "input"] : [formatWeight(one.weight), "kernel"];
  const written = terms.flatMap((one, i) => {
    const props = { class: `cc-term ${one === lit ? "cc-lit" : ""}`, "data-at": `${one.row},${one.col}` };
    const text = formatNumber(one.error);
    const term = node("span", props);
    if (state.reading === BIAS) term.children.push([i ? plainOr(text) : text, "output"]);
    else {
      const [times, color] = factor(one);
      term.children.push([i ? plainOr(times) : times, color], "·", [plainOr(text), "output"]);
    }
    return i ? [" + ", term] : [term];
  });
  const total = terms.reduce((sum, one) => sum + one.error * (one.value ?? one.weight ?? 1), 0);
  return [
    `${name} = `,
    ...written,
    isExact(total) ? " = " : " ≈ ",
    node("strong", { class: `cc-t-${part}` }, formatNumber(total)),
  ];
}

/** By how much the loss changes where the number at work is a little larger. */
export function changeOfLoss(state, result, at) {
  const changed = [
    () => ({ kernel: withAt(state.kernel, at, state.kernel[at[0]][at[1]] + LITTLE) }),
    () => ({ input: withAt(state.input, at, state.input[at[0]][at[1]] + LITTLE) }),
    () => ({ bias: state.bias + LITTLE }),
  ][state.reading]();
  return compute({ ...state, ...changed }).loss - result.loss;
}

const small = (value) => (Math.abs(value) < 1e-9 ? "0" : String(Number(value.toPrecision(2))).replace("-", "−"));

/** Why the sum has as many terms as it has, and what the gradient says. */
function meaning(state, result, { at, terms }) {
  const change = `${LITTLE} more of it changes the loss by ${small(changeOfLoss(state, result, at))}.`;
  if (state.reading === WEIGHT) {
    return `The weight is shared by ${counted(terms.length, "output")}: ${counted(terms.length, "term")}. ${change}`;
  }
  if (state.reading === BIAS) return `The bias is in every output, once. ${change}`;
  if (!terms.length) return "No window reads this input: whatever the error is, its gradient is 0.";
  const under = terms.length > 1 ? ", each time under another weight" : "";
  return `The input lies in ${counted(terms.length, "window")}${under}. ${change}`;
}

const signedColors = (values) => colorScale(values, true).of;
const fixedLook = ({ rows, cols, data }, size) => ({ rows, cols, values: data, size });

function errorLook({ error, loss }, narrow, classes) {
  const size = `${narrow ? "loss" : "loss ½ · Σ error² ="} ${formatNumber(loss)}`;
  const look = signedColors(error.data);
  return { ...fixedLook(error, size), name: narrow ? "Error" : "Error = output − target", look, classes };
}

function inputLook(state, { axes: [down, across], rows, cols }, { at, terms, lit }) {
  const tapAt = new Map(state.reading === WEIGHT ? terms.map((one) => [`${one.inputRow},${one.inputCol}`, one]) : []);
  const here = (r, c) => state.reading === INPUT && r === at[0] && c === at[1];
  const [high, wide] = [state.input.length, state.input[0].length];
  return {
    rows: high,
    cols: wide,
    values: state.input.flat(),
    size: sizeText(high, wide),
    note: (r, c) => (tapAt.has(`${r},${c}`) ? `×${formatNumber(tapAt.get(`${r},${c}`).error)}` : ""),
    classes: (r, c) =>
      classes({
        "cc-tap": tapAt.has(`${r},${c}`),
        "cc-lit": here(r, c) || (lit && tapAt.get(`${r},${c}`) === lit),
      }),
    window:
      state.reading === WEIGHT
        ? {
            row: at[0] * down.dilation,
            col: at[1] * across.dilation,
            height: down.stride * (rows - 1) + 1,
            width: across.stride * (cols - 1) + 1,
          }
        : null,
  };
}

function kernelLooks({ kernel, reading }, { at, terms, lit }) {
  const [rows, cols] = [kernel.length, kernel[0].length];
  const used = new Set(reading === INPUT ? terms.map((one) => `${one.kernelRow},${one.kernelCol}`) : []);
  const isLit = (r, c) =>
    reading === WEIGHT ? r === at[0] && c === at[1] : !!lit && lit.kernelRow === r && lit.kernelCol === c;
  const look = (r, c) => classes({ "cc-lit": isLit(r, c), "cc-user": used.has(`${r},${c}`) });
  const flipped = {
    rows,
    cols,
    values: kernel.flat().reverse(),
    size: "turned by 180°",
    classes: (r, c) => look(rows - 1 - r, cols - 1 - c),
  };
  const plain = { rows, cols, values: kernel.flat(), size: sizeText(rows, cols), classes: look };
  return { kernel: plain, flipped: reading === INPUT ? flipped : null };
}

/** The gradient of what is read, as far as the steps came. */
function gradientLook({ rows, cols, data }, at, shown) {
  const here = (r, c) => at && r === at[0] && c === at[1];
  const later = (r, c) => !here(r, c) && !shown(r * cols + c);
  return {
    rows,
    cols,
    values: data,
    look: signedColors(data),
    size: sizeText(rows, cols),
    hidden: later,
    classes: (r, c) => classes({ "cc-later": later(r, c), "cc-lit": here(r, c) }),
  };
}

function gradientLooks(state, result, { at }, shown) {
  const { reading } = state;
  const { weights, inputs, bias } = result;
  const alone = grid(1, 1, Float64Array.of(bias));
  const of = (gradient) => gradientLook(gradient, at, shown);
  return {
    weights: reading === WEIGHT ? { name: "Gradient", ...of(weights) } : null,
    inputs: reading === INPUT ? of(inputs) : null,
    alone: reading === BIAS ? { ...gradientLook(alone, null, () => true), name: "Gradient" } : null,
  };
}

const KINDS = { padding: "cc-padding", inserted: "cc-inserted", error: "" };

/** The error in zeros, with the window of the input at work. */
function zerosLook({ axes }, zeros, { at, terms, lit }) {
  const weights = new Map(terms.map((one) => [`${one.row},${one.col}`, one]));
  const termAt = (r, c) => weights.get(String(zeros.at(r, c).place));
  return {
    ...zeros,
    size: sizeText(zeros.rows, zeros.cols),
    note: (r, c) => (termAt(r, c) ? `×${formatWeight(termAt(r, c).weight)}` : ""),
    classes: (r, c) =>
      `${KINDS[zeros.at(r, c).kind]} ${classes({ "cc-tap": termAt(r, c), "cc-lit": lit && termAt(r, c) === lit })}`,
    window: { row: at[0], col: at[1], height: axes[0].reach + 1, width: axes[1].reach + 1 },
  };
}

const NOTHING = ["output", "target", "error", "weights", "inputs", "alone", "zeros", "flipped", "steps", "meaning"];

/** What is seen where the kernel does not fit. */
function misfit(state, { mode, cell }) {
  const said = "The kernel does not fit into the input. Make its dilation smaller, or the input larger.";
  const grids = { input: state.input, kernel: state.kernel };
  const plain = Object.entries(grids).map(([name, lists]) => {
    const [rows, cols] = [lists.length, lists[0].length];
    return [name, { rows, cols, values: lists.flat(), size: sizeText(rows, cols) }];
  });
  const hidden = Object.fromEntries(NOTHING.map((name) => [name, null]));
  const stage = { "data-mode": mode, "data-reading": String(state.reading) };
  return { px: { cell }, parts: { ...hidden, ...Object.fromEntries(plain), stage, sum: [said] }, say: said };
}

/** What is seen of a state and its gradients. */
export function show(state, result, { pointed, puzzle, width, known = (i) => i <= state.position }) {
  const layout = layoutOf(width, { ...state, axes: result.axes });
  if (!result.error) return misfit(state, layout);
  const at = atWork(state, pointed);
  const terms = termsOf(state, result, at);
  const zeros = state.reading === INPUT ? errorInZeros(result) : null;
  const scene = { at, terms, lit: litTerm(state, terms, zeros, pointed) };
  const sum = sumParts(state, scene);
  const lit = (r, c) => (scene.lit && scene.lit.row === r && scene.lit.col === c ? "cc-lit" : "");
  const { sign } = GRADIENT[state.reading];
  const { output, target, loss } = result;
  return {
    px: { cell: layout.cell },
    pressed: state.reading,
    parts: {
      stage: { "data-mode": layout.mode, "data-reading": String(state.reading) },
      input: inputLook(state, result, scene),
      ...kernelLooks(state, scene),
      output: { ...fixedLook(output, sizeText(output.rows, output.cols)), classes: lit },
      target: fixedLook(target, sizeText(target.rows, target.cols)),
      error: state.reading === INPUT ? null : errorLook(result, layout.mode === "phone", lit),
      ...gradientLooks(state, result, scene, (i) => !!puzzle || known(i)),
      zeros: zeros && zerosLook(result, zeros, scene),
      steps: {
        where: state.reading === BIAS ? "b" : `${sign}[${at.join(", ")}]`,
        position: state.position,
        stopped: state.reading === BIAS,
      },
      sum,
      meaning: meaning(state, result, scene),
    },
    say: `${plainWords(sum)}. Loss ${formatNumber(loss)}.`,
  };
}

const kernelGrid = { part: "kernel", format: formatWeight };
const picks =
  (reading) =>
  (state, [r, c]) =>
    state.reading === reading
      ? { position: r * (reading === WEIGHT ? state.kernel : state.input)[0].length + c }
      : null;

/** A sign between two grids of the stage. */
const sign = (area) => node("span", { class: `cc-l-sign cc-l-${area}`, "aria-hidden": "true" });

const render = gridFigure({
  grids: {
    input: {
      label: "Input",
      edits: "input",
      clicks: picks(INPUT),
      slides: (_, { axes, weights }) => ({
        stride: axes.map(({ dilation }) => dilation),
        size: [weights.rows, weights.cols],
      }),
    },
    kernel: { ...kernelGrid, label: "Kernel", edits: "kernel", clicks: picks(WEIGHT) },
    output: { label: "Output" },
    target: { label: "Target", edits: "target", silent: true },
    error: { part: "output", label: "Error" },
    weights: { part: "kernel", label: "Gradient of the weights", picks: picks(WEIGHT) },
    inputs: { part: "input", label: "Gradient of the input", picks: picks(INPUT) },
    alone: { part: "kernel", label: "Gradient of the bias", silent: true },
    zeros: {
      part: "output",
      label: "Error in zeros",
      slides: (_, { inputs }) => ({ stride: [1, 1], size: [inputs.rows, inputs.cols] }),
    },
    flipped: { ...kernelGrid, label: "Flipped" },
  },
  parts: {
    steps: steps(),
    sum: words("cc-sum", { terms: "error" }),
    meaning: words("cc-l-meaning"),
  },
  stage: [
    box(
      "cc-l-stage",
      [
        box("cc-l-in", ["input", "inputs"]),
        box("cc-l-kernels", ["kernel", "weights", "alone", "flipped"]),
        sign("ahead"),
        sign("back"),
        box("cc-l-out", ["output", sign("minus"), "target", "error", "zeros"]),
      ],
      "stage",
    ),
  ],
  words: ["steps", box("cc-pages cc-lesser", ["sum", "meaning"])],
  compute,
  reconcile,
  judge,
  reads: { output_size: (_, { rows, cols }) => (rows && cols ? [rows, cols] : [0, 0]) },
  show,
  count: ({ count }) => count,
});

export default { render };
