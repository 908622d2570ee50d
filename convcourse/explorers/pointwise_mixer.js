// PointwiseMixer: a 1×1 convolution over a few small maps, as sheets of numbers or as a product of matrices.
import { button, make } from "./parts/elements.js";
import { arrow, box, classes, gridFigure, numbered, steps, words } from "./parts/figure.js";
import { resultPart, sumParts } from "./parts/lines.js";
import { agrees, formatNumber, formatWeight } from "./parts/numbers.js";
import { pixelTaps, pointwise, rectify } from "./parts/pointwise.js";
import { judgeCells, judging, unsolved } from "./parts/puzzles.js";
import { listOfLength, withAt } from "./parts/store.js";

/** The input channels, each as one line of pixels. */
export const mapsOf = ({ input }) => input.map((channel) => channel.flat());

/** What comes out: one line of pixels for each filter, before and after the activation. */
export function compute(state) {
  const [rows, cols] = [state.input[0].length, state.input[0][0].length];
  const mixed = pointwise(mapsOf(state), state.weights);
  return { rows, cols, mixed, output: state.relu ? rectify(mixed) : mixed };
}

const sliderNames = (channels) => Array.from({ length: channels }, (_, c) => `w${c}`);
const within = (value, reach) => Math.min(reach, Math.max(-reach, value));

/** A further filter: the copy of a channel. */
const furtherFilter = (k, channels) => Array.from({ length: channels }, (_, c) => Number(c === k % channels));

/**
 * Weights, their number of rows, the filter that is being set and its sliders go together. A slider shows a weight
 * within its reach, and changes it only when it is moved away from there.
 */
export function reconcile(changes, state, memory, reach = 2) {
  const now = { ...state, ...changes };
  const channels = now.input.length;
  const names = sliderNames(channels);
  let weights = now.weights;
  const count = "weights" in changes ? weights.length : now.filters;
  if (weights.length !== count)
    weights = listOfLength(count, weights, memory, "weights", (k) => furtherFilter(k, channels));
  const grew = count > state.weights.length && !("filter" in changes);
  const filter = grew ? count - 1 : Math.min(now.filter, count - 1);
  const structural = ["weights", "filters", "filter", "input"].some((name) => name in changes);
  if (!structural) {
    const moved = names.filter((name, c) => name in changes && changes[name] !== within(weights[filter][c], reach));
    for (const name of moved) weights = withAt(weights, [filter, names.indexOf(name)], changes[name]);
  }
  const held = Object.fromEntries(names.map((name, c) => [name, within(weights[filter][c], reach)]));
  return { ...changes, weights, filters: count, filter, ...held };
}

/** How a state stands to a puzzle's goal. */
export const judge = judging((state, { output }, { goal }) => {
  if (goal.nonzero && state.weights.flat().every((weight) => Math.abs(weight) < 0.01)) {
    return unsolved("That would do it, but weights that are all zero are not allowed here.");
  }
  return judgeCells(
    goal.output.flat(2),
    output.flatMap((map) => Array.from(map)),
  );
});

const shape3 = (rows, cols, depth) => `${rows}×${cols}×${depth}`;
const FILTERS = [0, 1, 2, 3]; // at most

/** What each part of the figure points at: [filter, channel, pixel], each null where it is none. */
const POINTED = {
  sheet: (c, [row, col], cols) => [null, c, row * cols + col],
  filter: (k, [c]) => [k, c, null],
  map: (k, [row, col], cols) => [k, null, row * cols + col],
  term: (_, [k, c]) => [k, c, null],
  weights: (_, [k, c]) => [k, c, null],
  columns: (_, [c, pixel]) => [null, c, pixel],
  products: (_, [k, pixel]) => [k, null, pixel],
};

/** The filter and the pixel at work, and the channel that is singled out, if any. */
function atWork(state, { cols, output }, pointed) {
  const [, part, n] = /^(\D+)(\d*)$/.exec(pointed?.part ?? "") ?? [];
  const [k, channel, p] = part ? POINTED[part](Number(n), pointed.at, cols) : [];
  const filter = k != null && k < state.weights.length ? k : state.filter;
  const pixel = p != null && p < output[0].length ? p : state.position;
  return { filter, pixel, channel: channel ?? null };
}

/** The layer as it slides: a sheet for each channel, the filters, a map for each of them. */
function sheetLooks(state, { rows, cols, output, mixed }, at, puzzle) {
  const { weights } = state;
  const shown = weights.length;
  const here = (r, c) => r * cols + c === at.pixel;
  const cut = (k, r, c) => state.relu && mixed[k][r * cols + c] < 0;
  const sheet = (channel, i) => ({
    rows,
    cols,
    values: channel.flat(),
    size: "",
    note: (r, c) => (here(r, c) ? `×${formatWeight(weights[at.filter][i])}` : ""),
    classes: (r, c) => classes({ "cc-tap cc-thread": here(r, c), "cc-lit": here(r, c) && at.channel === i }),
    window: { row: Math.floor(at.pixel / cols), col: at.pixel % cols, height: 1, width: 1 },
  });
  const filter = (k) => ({
    rows: state.input.length,
    cols: 1,
    values: weights[k],
    size: "",
    mark: shown > 1 && k === at.filter ? "cc-pm-now" : "",
    classes: (c) => (k === at.filter && c === at.channel ? "cc-lit" : ""),
  });
  const map = (k) => ({
    rows,
    cols,
    values: Array.from(output[k]),
    size: "",
    classes: (r, c) => classes({ "cc-lit": k === at.filter && here(r, c), "cc-cut": cut(k, r, c) }),
  });
  const wanted = puzzle?.goal.output?.[0].flat();
  return {
    ...numbered("sheet", state.input, sheet),
    ...numbered("filter", FILTERS, (k) => (k < shown ? filter(k) : null)),
    ...numbered("map", FILTERS, (k) => (k < shown ? map(k) : null)),
    target: wanted
      ? {
          rows,
          cols,
          values: wanted,
          size: shape3(rows, cols, 1),
          classes: (r, c) => (agrees(wanted[r * cols + c], output[0][r * cols + c]) ? "cc-right" : ""),
        }
      : null,
    sheetsSize: shape3(rows, cols, state.input.length),
    filtersSize: `${shown > 1 ? `${shown} × ` : ""}${shape3(1, 1, state.input.length)}`,
    mapsSize: shape3(rows, cols, shown),
  };
}

/** The layer as a product of two matrices, with a column for each pixel. */
function productLooks(state, { rows, cols, output, mixed }, at) {
  const [count, channels, pixels] = [state.weights.length, state.input.length, rows * cols];
  return {
    weights: {
      rows: count,
      cols: channels,
      values: state.weights.flat(),
      size: `${count}×${channels}`,
      classes: (k, c) => (k === at.filter && c === at.channel ? "cc-lit" : ""),
      window: { row: at.filter, col: 0, height: 1, width: channels },
    },
    columns: {
      rows: channels,
      cols: pixels,
      values: state.input.flat(2),
      size: `${channels}×${pixels}`,
      classes: (c, p) => (p === at.pixel && c === at.channel ? "cc-lit" : ""),
      window: { row: 0, col: at.pixel, height: channels, width: 1 },
    },
    products: {
      rows: count,
      cols: pixels,
      values: output.flatMap((map) => Array.from(map)),
      size: `${count}×${pixels}`,
      classes: (k, p) =>
        classes({ "cc-lit": k === at.filter && p === at.pixel, "cc-cut": state.relu && mixed[k][p] < 0 }),
    },
  };
}

/** Which of the two views is there, and how it lies. */
function frameLooks({ matrix, weights, filter }, narrow) {
  const several = weights.length > 1;
  const few = { "cc-pm": true, "cc-pm-few": weights.length < 3, "cc-pm-many": weights.length > 2 };
  return {
    sheets: { hidden: matrix, class: classes(few) },
    product: { hidden: !matrix, class: classes({ "cc-pm-product": true, "cc-narrow": narrow }) },
    toFilters: { hidden: several },
    toMaps: { hidden: several },
    choose: several ? { filter, count: weights.length } : null,
  };
}

/** What is seen of a state and the maps that it makes. */
export function show(state, result, { pointed, puzzle, width }) {
  const at = atWork(state, result, pointed);
  const narrow = width < 520;
  const place = `[${at.filter}, ${Math.floor(at.pixel / result.cols)}, ${at.pixel % result.cols}]`;
  const taps = pixelTaps(mapsOf(state), state.weights, at.filter, at.pixel);
  const value = formatNumber(result.output[at.filter][at.pixel]);
  return {
    // With 28 px seven maps, a filter and what it makes stand on one line beside the words.
    px: { cell: narrow ? 24 : state.matrix ? 32 : 28 },
    parts: {
      ...frameLooks(state, narrow),
      ...(state.matrix ? productLooks(state, result, at) : sheetLooks(state, result, at, puzzle)),
      steps: { where: `output${place}`, position: state.position },
      sum: [
        ...sumParts(taps, result.mixed[at.filter][at.pixel], taps[at.channel]),
        ...(state.relu ? [" → ReLU → ", resultPart(value)] : []),
      ],
    },
    say: `Output ${place} is ${value}.`,
  };
}

const examples = "2, −0.5 or 1/7";
const pixels = (_, { rows, cols }) => ({ stride: [1, 1], size: [rows, cols] });
const choosing = (k, state) => (k < state.filters && k !== state.filter ? { filter: k } : null);

function grids({ input: channels }) {
  const weights = { part: "kernel", format: formatWeight, edits: "weights", examples };
  const input = { part: "input", edits: "input", examples };
  const filterRow = ({ weights: { length } }) => ({
    ...{ stride: [1, 1], size: [length, 1] },
    to: ([filter]) => ({ filter }),
  });
  const colsOf = (state) => state.input[0][0].length;
  return {
    ...numbered("sheet", channels, (_, i) => ({
      ...input,
      label: `Channel ${i}`,
      slides: pixels,
      place: (_state, at) => [i, ...at],
    })),
    ...numbered("filter", FILTERS, (k) => ({
      ...weights,
      label: `Filter ${k}`,
      place: (_, [c]) => [k, c],
      also: () => ({ filter: k }),
      focuses: (state) => choosing(k, state),
    })),
    ...numbered("map", FILTERS, (k) => ({
      part: "output",
      label: `Output ${k}`,
      picks: (state, [r, c]) => ({ filter: k, position: r * colsOf(state) + c }),
    })),
    target: { label: "Target", silent: true },
    weights: {
      ...weights,
      label: "Filters",
      slides: filterRow,
      also: ([k]) => ({ filter: k }),
      focuses: (state, [k]) => choosing(k, state),
    },
    columns: {
      ...input,
      label: "Input, a column for each pixel",
      slides: (_, { rows, cols }) => ({ stride: [1, 1], size: [1, rows * cols] }),
      place: (state, [c, p]) => [c, Math.floor(p / colsOf(state)), p % colsOf(state)],
    },
    products: {
      part: "output",
      label: "Output, a column for each pixel",
      picks: (_, [k, p]) => ({ filter: k, position: p }),
    },
  };
}

/** Buttons for the filter at work. */
function filterChoice(ui) {
  const buttons = FILTERS.map((k) => button(`Filter ${k}`, () => ui.set({ filter: k }), ui.signal));
  const props = { class: "cc-strip cc-pm-choose", role: "group", "aria-label": "The filter at work" };
  const el = make("div", props, [make("span", {}, "Filter at work"), ...buttons]);
  function update({ filter, count }) {
    for (const [k, one] of buttons.entries()) {
      one.hidden = k >= count;
      one.setAttribute("aria-pressed", String(k === filter));
    }
  }
  return { el, update };
}

const SAYS = "Each output is a row of the filters times a column of the input.";

/** Grids that belong together, with a caption below them. */
const group = (name, grids) =>
  box(`cc-pm-group cc-pm-${name}`, [
    box("cc-pm-row", Object.keys(numbered(name.slice(0, -1), grids, String))),
    `${name}Size`,
  ]);

function stage({ input }) {
  const out = box("cc-pm-out", [group("maps", FILTERS), "target"]);
  const layer = [group("sheets", input), arrow("", "toFilters"), group("filters", FILTERS), arrow("", "toMaps"), out];
  const product = box("cc-pm-product", ["says", "columns", "weights", "products"], "product");
  return [box("cc-stage cc-pm-stage", [box("cc-pm", layer, "sheets"), product])];
}

export default {
  render: gridFigure({
    grids,
    parts: {
      choose: filterChoice,
      says: () => ({ el: make("p", { class: "cc-pm-says" }, SAYS), update() {} }),
      sheetsSize: words("cc-size"),
      filtersSize: words("cc-size"),
      mapsSize: words("cc-size"),
      steps: steps("Last pixel"),
      sum: words("cc-sum", { terms: "term" }),
    },
    choices: ["choose"],
    stage,
    words: ["steps", "sum"],
    compute,
    reconcile: (changes, state, memory, ui) => reconcile(changes, state, memory, ui.model.get("reach")),
    judge,
    show,
    count: ({ rows, cols }) => rows * cols,
  }),
};
