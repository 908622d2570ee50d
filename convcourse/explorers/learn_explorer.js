// LearnExplorer: how the error of a convolution's output reaches its weights, its inputs and its bias.
import { colorScale } from "./parts/colors.js";
import { button, make, node, plainWords } from "./parts/elements.js";
import { convTranspose, correlate, grid, outputSize } from "./parts/engine.js";
import { box, classes, fillStage, fitStage, gridFigure, isWide, steps, words } from "./parts/figure.js";
import { isExact } from "./parts/lines.js";
import { agrees, formatNumber, formatWeight, sizeText, toGrid } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { sameArray, withAt } from "./parts/store.js";
import { range } from "./parts/svg.js";
import { counted } from "./parts/words.js";

const [WEIGHT, INPUT, BIAS] = [0, 1, 2];
const LITTLE = 0.01; // by which a number is raised to see what the loss does

/** The channels in view: input `c`, output `o`. */
export const channelsOf = ({ in_channels, out_channels, input_channel, output_channel }) => ({
  c: Math.min(input_channel, in_channels - 1),
  o: Math.min(output_channel, out_channels - 1),
});

/** Both axes. An input of one row is a 1-D signal: nothing happens across its rows. */
export function axesOf({ input: [input], kernel: [[kernel]], stride, dilation }) {
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

const sumOf = (numbers) => numbers.reduce((sum, one) => sum + one, 0);
const added = (grids) =>
  grids.reduce((sum, one) =>
    grid(
      sum.rows,
      sum.cols,
      sum.data.map((value, i) => value + one.data[i]),
    ),
  );

const emptied = (lists) => lists.map((line) => line.map(() => 0));

/** The rows of each channel in use, and of each kernel, which are `[output channel][input channel]`: zeros where none is held. */
export function planesOf({ input, kernel, in_channels, out_channels }) {
  const [inputs, outputs] = [range(in_channels), range(out_channels)];
  const [noInput, noKernel] = [emptied(input[0]), emptied(kernel[0][0])];
  return {
    inputs: inputs.map((c) => input[c] ?? noInput),
    kernels: outputs.map((o) => inputs.map((c) => kernel[o]?.[c] ?? noKernel)),
  };
}

/** Output and error of an output channel, which adds up what its kernels make of the input channels. */
function forward(inputs, kernels, target, bias, along) {
  const output = added(kernels.map((kernel, c) => correlate(inputs[c], kernel, along)));
  output.data = output.data.map((value) => value + bias);
  const { rows, cols } = output;
  const wanted = fitted((r, c) => target?.[r]?.[c], rows, cols);
  const misses = Array.from(output.data, (value, i) => value - wanted.data[i]);
  return { output, target: wanted, error: grid(rows, cols, misses), bias: sumOf(misses) };
}

/**
 * Output, error, loss, and the gradients of the loss: of the channels in view, and in `channels` those of all. Where the kernel
 * does not fit there are none.
 */
export function compute(state) {
  const axes = axesOf(state);
  const [rows, cols] = axes.map(({ count }) => count);
  const { c, o } = channelsOf(state);
  const counts = [state.kernel[0][0].flat().length, state.input[0].flat().length, 1];
  const result = { axes, rows, cols, c, o, count: counts[state.reading] };
  if (!rows || !cols) return result;
  const planes = planesOf(state);
  const [inputs, kernels] = [planes.inputs.map(toGrid), planes.kernels.map((own) => own.map(toGrid))];
  const [stride, dilation] = ["stride", "dilation"].map((name) => axes.map((axis) => axis[name]));
  const made = kernels.map((own, n) =>
    forward(inputs, own, state.target[n], state.bias[n] ?? state.bias, { stride, dilation }),
  );
  // The steps of the windows are the holes of the error, and the holes of the kernel its steps.
  const met = (input, { error }) => correlate(input, error, { stride: dilation, dilation: stride });
  const written = ({ error }, kernel) => convTranspose(error, kernel, { stride, dilation });
  const like = (gradient, { rows, cols }) => fitted(inGrid(gradient), rows, cols);
  const channels = {
    output: made.map(({ output }) => output),
    error: made.map(({ error }) => error),
    weights: made.map((one, n) => inputs.map((input, m) => like(met(input, one), kernels[n][m]))),
    inputs: inputs.map((input, m) => like(added(made.map((one, n) => written(one, kernels[n][m]))), input)),
    bias: made.map(({ bias }) => bias),
  };
  const loss = sumOf(channels.error.flatMap(({ data }) => Array.from(data, (e) => e * e))) / 2;
  const gradients = { weights: channels.weights[o][c], inputs: channels.inputs[c] };
  return { ...result, ...made[o], ...gradients, loss, channels };
}

/** What a weight met, place by place: an input, and the error of the output that both took part in. */
export function placesOfWeight(state, { axes: [down, across], rows, cols, error, c }, [i, j]) {
  const input = planesOf(state).inputs[c];
  return range(rows * cols).map((n) => {
    const [row, col] = [Math.floor(n / cols), n % cols];
    const inputRow = row * down.stride + i * down.dilation;
    const inputCol = col * across.stride + j * across.dilation;
    return { row, col, inputRow, inputCol, value: input[inputRow][inputCol], error: error.data[n] };
  });
}

/** The windows that an input lies in, of each output channel: the weight that it lies under, and the error of their output. */
export function placesOfInput(state, { axes: [down, across], rows, cols, channels, c }, at) {
  const within = (n, count) => Number.isInteger(n) && n >= 0 && n < count;
  return planesOf(state).kernels.flatMap((kernels, channel) =>
    kernels[c].flatMap((line, i) =>
      line.flatMap((weight, j) => {
        const row = (at[0] - i * down.dilation) / down.stride;
        const col = (at[1] - j * across.dilation) / across.stride;
        if (!within(row, rows) || !within(col, cols)) return [];
        const error = channels.error[channel].data[row * cols + col];
        return [{ channel, row, col, kernelRow: i, kernelCol: j, weight, error }];
      }),
    ),
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

/** Lists with one more for each that is missing. */
const lengthened = (lists, count, further) => range(Math.max(lists.length, count)).map((n) => lists[n] ?? further(n));

/** Each channel in use is held, and a target as large as the output at least, so that each cell can be typed into. */
function grown(state) {
  const { in_channels, out_channels } = state;
  const [rows, cols] = axesOf(state).map(({ count }) => count);
  const input = lengthened(state.input, in_channels, () => emptied(state.input[0]));
  const kernel = lengthened(state.kernel, out_channels, () => []).map((own) =>
    lengthened(own, in_channels, () => emptied(state.kernel[0][0])),
  );
  const target = lengthened(state.target, out_channels, () => [[0]]).map((own, o) => {
    if (o >= out_channels || (own.length >= rows && own[0].length >= cols)) return own;
    const [most, wide] = [Math.max(rows, own.length), Math.max(cols, own[0].length)];
    return range(most).map((r) => range(wide).map((c) => own[r]?.[c] ?? 0));
  });
  const all = { input, kernel, target };
  return Object.fromEntries(Object.entries(all).filter(([name, lists]) => !sameArray(lists, state[name])));
}

/**
 * What is held grows with what is in use; a new reading begins anew, or is seen whole where the one before was.
 * @param {any} changes @param {any} state @param {any} [_memory] @param {any} [ui]
 */
export function reconcile(changes, state, _memory = null, ui = null) {
  const next = { ...state, ...changes };
  /** @type {Record<string, any>} */
  const more = grown(next);
  const before = ui?.drawn;
  if (before && "reading" in changes && changes.reading !== before.state.reading && !("position" in changes)) {
    more.last = compute({ ...next, ...more }).count - 1;
    more.position = before.state.position >= before.result.count - 1 ? more.last : 0;
  }
  return { ...changes, ...more };
}

const unreadInputs = (state, result) => {
  const { rows, cols } = result.inputs;
  return range(rows * cols).filter((n) => !placesOfInput(state, result, [Math.floor(n / cols), n % cols]).length)
    .length;
};

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

/**
 * How to lay out the grids in a width, and how wide a cell is. In a wide stage the output, its target and the error stand below
 * each other, and are held as high as a stride of 1 makes them.
 */
export function layoutOf(width, { reading, axes: [down, across] }) {
  const [wide, k] = [across.n, across.k];
  const outs = Math.max(1, across.count);
  const zeros = wide + across.reach;
  if (isWide(width) && reading !== INPUT) {
    const rows = Math.max(1, down.n - down.k + 1);
    const { mode, cell } = fillStage([
      ["high", wide + k + Math.max(outs, wide - k + 1), width - 80, Math.max(down.n, 2 * down.k, 3 * rows)],
      ["wide", wide + k + 2 * outs, width - 100, Math.max(down.n, 2 * down.k, down.k + down.count)],
    ]);
    return { mode, cell, held: mode === "high" ? rows * (cell + 1) : 0 };
  }
  if (width >= PHONE) {
    const cells = reading === INPUT ? Math.max(zeros, 2 * outs + 1) : 2 * outs;
    return fitStage([["wide", wide + k + cells, width - 100, reading === INPUT ? 34 : 38]]);
  }
  if (reading === INPUT) {
    const lines = down.n * 2 + down.reach + 2;
    return fitStage([["phone", Math.max(zeros + k, 2 * wide), width - 36, 32, lines]]);
  }
  return fitStage([["phone", Math.max(wide + k, 3 * outs), width - 44, 32, down.n + down.k + outs]]);
}

/** The cell whose gradient is spoken of, in the kernel or in the input: one that is pointed at, else that of the step. */
function atWork({ reading, position }, { axes }, pointed) {
  const parts = reading === WEIGHT ? ["weights", "kernel"] : ["inputs", "input"];
  const [rows, cols] = axes.map(({ n, k }) => (reading === WEIGHT ? k : n));
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
function litTerm({ reading }, { o }, terms, zeros, pointed) {
  const { part, at } = pointed ?? {};
  const by = (rowName, colName, place, channel = o) =>
    terms.find((one) => one[rowName] === place?.[0] && one[colName] === place?.[1] && (one.channel ?? o) === channel);
  if (part === "error" || part === "output") return by("row", "col", at, at[2]);
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

/** Whether there are channels to tell apart. */
const isMany = ({ in_channels, out_channels }) => in_channels > 1 || out_channels > 1;

/** The number at work, as it is written: with its channels, where there are several. */
function nameOf(state, { c, o }, at) {
  const { sign } = GRADIENT[state.reading];
  const channels = isMany(state) ? [[o, c], [c], [o]][state.reading] : [];
  const indices = [...channels, ...(state.reading === BIAS ? [] : at)];
  return indices.length ? `${sign}[${indices.join(", ")}]` : sign;
}

const productOf = ({ error, value, weight }) => error * (value ?? weight ?? 1);
const equals = (value) => (isExact(value) ? " = " : " ≈ ");

/** Terms of a gradient, and what stands between them. @returns {import("./parts/elements.js").Part[]} */
function writtenTerms({ reading }, { o }, terms, lit) {
  const factor = (one) =>
    reading === WEIGHT ? [formatNumber(one.value), "input"] : [formatWeight(one.weight), "kernel"];
  return terms.flatMap((one, i) => {
    const other = (one.channel ?? o) === o ? [] : [one.channel]; // not the one in view
    const place = [one.row, one.col, ...other];
    const props = { class: `cc-term ${one === lit ? "cc-lit" : ""}`, "data-at": place.join() };
    const text = formatNumber(one.error);
    const term = node("span", props);
    if (reading === BIAS) term.children.push([i ? plainOr(text) : text, "output"]);
    else {
      const [times, color] = factor(one);
      term.children.push([i ? plainOr(times) : times, color], "·", [plainOr(text), "output"]);
    }
    return i ? [" + ", term] : [term];
  });
}

/** Whether the gradient at work is a sum over output channels. */
const isAddedUp = ({ reading, out_channels }) => reading === INPUT && out_channels > 1;

/** The gradient at work, written out. @returns {import("./parts/elements.js").Part[]} */
function sumParts(state, result, { at, terms, lit }) {
  const name = `∂L/∂${nameOf(state, result, at)}`;
  const total = sumOf(terms.map(productOf));
  const answer = node("strong", { class: `cc-t-${GRADIENT[state.reading].part}` }, formatNumber(total));
  if (!terms.length) return [`${name} = `, answer];
  if (isAddedUp(state)) return throughEach(state, result, { name, terms, lit, answer });
  return [`${name} = `, ...writtenTerms(state, result, terms, lit), equals(total), answer];
}

/** The gradient of an input that several output channels read: what comes through each of them, and their sum. */
function throughEach(state, result, { name, terms, lit, answer }) {
  const each = range(state.out_channels).map((o) => terms.filter(({ channel }) => channel === o));
  const sums = each.map((own) => sumOf(own.map(productOf)));
  const lines = each.map((own, o) =>
    node(
      "div",
      { class: `cc-l-through ${classes({ "cc-l-now": o === result.o })}` },
      `through output ${o}: `,
      node("span", { class: "cc-l-terms" }, ...writtenTerms(state, result, own, lit)),
      equals(sums[o]),
      [formatNumber(sums[o]), "input"],
    ),
  );
  /** @type {(text: string) => import("./parts/elements.js").Part} */
  const sumPart = (text) => [text, "input"];
  const parts = sums.map(formatNumber).flatMap((text, o) => (o ? [" + ", sumPart(plainOr(text))] : [sumPart(text)]));
  return [node("div", {}, `${name} = `, ...parts, equals(sumOf(sums)), answer), ...lines];
}

/** By how much the loss changes where the number at work is a little larger. */
export function changeOfLoss(state, result, [i, j]) {
  const { c, o } = result;
  const raised = (name, place) => {
    const whole = { ...state, ...grown(state) }[name];
    return { [name]: withAt(whole, place, place.reduce((lists, n) => lists[n], whole) + LITTLE) };
  };
  const changed = [
    () => raised("kernel", [o, c, i, j]),
    () => raised("input", [c, i, j]),
    () => ({ bias: range(state.out_channels).map((n) => state.bias + (n === o ? LITTLE : 0)) }),
  ][state.reading]();
  return compute({ ...state, ...changed }).loss - result.loss;
}

const small = (value) => (Math.abs(value) < 1e-9 ? "0" : String(Number(value.toPrecision(2))).replace("-", "−"));

/** Why the sum has as many terms as it has, and what the gradient says. */
function meaning(state, result, { at, terms }) {
  const change = `${LITTLE} more of it changes the loss by ${small(changeOfLoss(state, result, at))}.`;
  const { c, o } = result;
  if (state.reading === WEIGHT && isMany(state)) {
    return `This kernel reads input channel ${c} for output channel ${o}: it meets no other input and no other error. ${change}`;
  }
  if (state.reading === WEIGHT) {
    return `The weight is shared by ${counted(terms.length, "output")}: ${counted(terms.length, "term")}. ${change}`;
  }
  const whose = isMany(state) ? ` of channel ${o}` : "";
  if (state.reading === BIAS) return `The bias is in every output${whose}, once. ${change}`;
  if (!terms.length) return "No window reads this input: whatever the error is, its gradient is 0.";
  const windows = terms.length / state.out_channels;
  if (state.out_channels > 1)
    return `${counted(windows, "window")} in each output channel: ${terms.length} terms. ${change}`;
  const under = terms.length > 1 ? ", each time under another weight" : "";
  return `The input lies in ${counted(terms.length, "window")}${under}. ${change}`;
}

const signedColors = (values) => colorScale(values, true).of;
const fixedLook = ({ rows, cols, data }, size) => ({ rows, cols, values: data, size });

function errorLook({ out_channels }, { error, loss }, narrow, classes) {
  const both = out_channels > 1 ? " of both" : "";
  const size = `loss${both} ${narrow ? "" : `${both && "outputs "}½ · Σ error² = `}${formatNumber(loss)}`;
  const look = signedColors(error.data);
  return { ...fixedLook(error, size), name: narrow ? "Error" : "Error = output − target", look, classes };
}

function inputLook(state, { axes: [down, across], rows, cols, c }, { at, terms, lit }) {
  const tapAt = new Map(state.reading === WEIGHT ? terms.map((one) => [`${one.inputRow},${one.inputCol}`, one]) : []);
  const here = (r, c) => state.reading === INPUT && r === at[0] && c === at[1];
  const lists = planesOf(state).inputs[c];
  const [high, wide] = [lists.length, lists[0].length];
  return {
    name: state.in_channels > 1 ? `Input ${c}` : "Input",
    rows: high,
    cols: wide,
    values: lists.flat(),
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

function kernelLooks(state, { c, o }, { at, terms, lit: term }) {
  const { reading } = state;
  const kernel = planesOf(state).kernels[o][c];
  const [rows, cols] = [kernel.length, kernel[0].length];
  const lit = reading === INPUT && term?.channel !== o ? undefined : term;
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
  const name = isMany(state) ? `Kernel [${o}, ${c}]` : "Kernel";
  const plain = { name, rows, cols, values: kernel.flat(), size: sizeText(rows, cols), classes: look };
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
function zerosLook(state, { axes, o }, zeros, { at, terms, lit }) {
  const own = terms.filter(({ channel }) => channel === o);
  const weights = new Map(own.map((one) => [`${one.row},${one.col}`, one]));
  const termAt = (r, c) => weights.get(String(zeros.at(r, c).place));
  return {
    ...zeros,
    name: state.out_channels > 1 ? `Error ${o} in zeros` : "Error in zeros",
    size: sizeText(zeros.rows, zeros.cols),
    note: (r, c) => (termAt(r, c) ? `×${formatWeight(termAt(r, c).weight)}` : ""),
    classes: (r, c) =>
      `${KINDS[zeros.at(r, c).kind]} ${classes({ "cc-tap": termAt(r, c), "cc-lit": lit && termAt(r, c) === lit })}`,
    window: { row: at[0], col: at[1], height: axes[0].reach + 1, width: axes[1].reach + 1 },
  };
}

const NOTHING = [
  "output",
  "target",
  "error",
  "weights",
  "inputs",
  "alone",
  "zeros",
  "flipped",
  "steps",
  "meaning",
  "channels",
];

/** What is seen where the kernel does not fit. */
function misfit(state, { mode, cell, held = 0 }) {
  const said = "The kernel does not fit into the input. Make its dilation smaller, or the input larger.";
  const { c, o } = channelsOf(state);
  const { inputs, kernels } = planesOf(state);
  const grids = { input: inputs[c], kernel: kernels[o][c] };
  const plain = Object.entries(grids).map(([name, lists]) => {
    const [rows, cols] = [lists.length, lists[0].length];
    return [name, { rows, cols, values: lists.flat(), size: sizeText(rows, cols) }];
  });
  const hidden = Object.fromEntries(NOTHING.map((name) => [name, null]));
  const stage = { "data-mode": mode, "data-reading": String(state.reading) };
  return { px: { cell, held }, parts: { ...hidden, ...Object.fromEntries(plain), stage, sum: [said] }, say: said };
}

/** What is seen of a state and its gradients. */
export function show(state, result, { pointed, puzzle, width, known = (i) => i <= state.position }) {
  const layout = layoutOf(width, { ...state, axes: result.axes });
  if (!result.error) return misfit(state, layout);
  const at = atWork(state, result, pointed);
  const terms = termsOf(state, result, at);
  const zeros = state.reading === INPUT ? errorInZeros(result) : null;
  const scene = { at, terms, lit: litTerm(state, result, terms, zeros, pointed) };
  const sum = sumParts(state, result, scene);
  const here = scene.lit && (scene.lit.channel ?? result.o) === result.o ? scene.lit : null;
  const lit = (r, c) => (here && here.row === r && here.col === c ? "cc-lit" : "");
  const narrow = layout.mode === "phone";
  return {
    px: { cell: layout.cell, held: layout.held ?? 0 },
    pressed: state.reading,
    parts: {
      stage: { "data-mode": layout.mode, "data-reading": String(state.reading), "data-many": isMany(state) },
      channels: isMany(state) ? kernelTable(state, result) : null,
      input: inputLook(state, result, scene),
      ...kernelLooks(state, result, scene),
      ...outputLooks(state, result, narrow, lit),
      error: state.reading === INPUT ? null : errorLook(state, result, narrow, lit),
      ...gradientLooks(state, result, scene, (i) => !!puzzle || known(i)),
      zeros: zeros && zerosLook(state, result, zeros, scene),
      steps: {
        where: nameOf(state, result, at),
        position: state.position,
        stopped: state.reading === BIAS,
      },
      sum,
      meaning: meaning(state, result, scene),
    },
    say: `${plainWords(isAddedUp(state) ? sum.slice(0, 1) : sum)}. Loss ${formatNumber(result.loss)}.`,
  };
}

function outputLooks({ in_channels, out_channels }, { output, target, o }, narrow, lit) {
  const which = out_channels > 1 ? ` ${o}` : "";
  const size = sizeText(output.rows, output.cols);
  const sum = in_channels > 1 ? `${size}, ${narrow ? "of both" : "from both inputs"}` : size;
  return {
    output: { ...fixedLook(output, sum), name: `Output${which}`, classes: lit },
    target: { ...fixedLook(target, size), name: `Target${which}` },
  };
}

/** Every kernel, a row for each output channel and a column for each input channel: which are in view, and which take part. */
function kernelTable(state, { c, o }) {
  const { kernels } = planesOf(state);
  const takes = [(n, m) => n === o && m === c, (_, m) => m === c, (n) => n === o][state.reading];
  return {
    columns: state.in_channels,
    rows: kernels.map((own, n) =>
      own.map((kernel, m) => ({ kernel, pressed: n === o && m === c, used: takes(n, m), at: [n, m] })),
    ),
  };
}

/** The kernels as buttons that choose the channels in view. */
function kernelButtons(ui) {
  const el = make("div", {
    class: "cc-l-channels",
    role: "group",
    "aria-label": "Kernels, [output channel, input channel]",
  });
  const made = new Map();
  function buttonOf([n, m]) {
    const name = `${n}, ${m}`;
    if (!made.has(name)) {
      const picture = make("span", { class: "cc-l-mini", "aria-hidden": "true" });
      const choose = button("", () => ui.set({ output_channel: n, input_channel: m }), ui.signal, {
        class: "cc-button cc-l-choose",
      });
      choose.append(picture, `[${name}]`);
      made.set(name, { choose, picture });
    }
    return made.get(name);
  }
  function shown({ kernel, pressed, used, at }) {
    const { choose, picture } = buttonOf(at);
    choose.setAttribute("aria-pressed", String(pressed));
    choose.classList.toggle("cc-user", used);
    const colour = signedColors(kernel.flat());
    picture.style.setProperty("--cols", String(kernel[0].length));
    picture.replaceChildren(
      ...kernel.flat().map((weight) => make("i", { style: `background: ${colour(weight).background}` })),
    );
    return choose;
  }
  const label = (name, n) =>
    make("span", { class: `cc-t-${name}` }, [name.slice(0, -3), make("span", {}, "put"), ` ${n}`]);
  let shape = "";
  function update({ columns, rows }) {
    el.style.setProperty("--columns", String(columns));
    const buttons = rows.map((row) => row.map(shown));
    if (shape === `${rows.length}×${columns}`) return; // so that the focus stays where it is
    shape = `${rows.length}×${columns}`;
    const heads = [make("span"), ...range(columns).map((m) => label("input", m))];
    el.replaceChildren(...heads, ...buttons.flatMap((row, n) => [label("output", n), ...row]));
  }
  return { el, update };
}

const kernelGrid = { part: "kernel", format: formatWeight };
const picks =
  (reading) =>
  (state, [r, c]) =>
    state.reading === reading
      ? { position: r * (reading === WEIGHT ? state.kernel[0] : state.input)[0][0].length + c }
      : null;

/** A sign between two grids of the stage. */
const sign = (area) => node("span", { class: `cc-l-sign cc-l-${area}`, "aria-hidden": "true" });

const render = gridFigure({
  grids: {
    input: {
      label: "Input",
      edits: "input",
      place: (state, at) => [channelsOf(state).c, ...at],
      clicks: picks(INPUT),
      slides: (_, { axes, weights }) => ({
        stride: axes.map(({ dilation }) => dilation),
        size: [weights.rows, weights.cols],
      }),
    },
    kernel: {
      ...kernelGrid,
      label: "Kernel",
      edits: "kernel",
      place: (state, at) => [channelsOf(state).o, channelsOf(state).c, ...at],
      clicks: picks(WEIGHT),
    },
    output: { label: "Output" },
    target: {
      label: "Target",
      edits: "target",
      place: (state, at) => [channelsOf(state).o, ...at],
      silent: true,
    },
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
    channels: kernelButtons,
    steps: steps(),
    sum: words("cc-sum", { terms: "error" }),
    meaning: words("cc-l-meaning"),
  },
  stage: [
    box(
      "cc-l-stage",
      [
        "channels",
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
