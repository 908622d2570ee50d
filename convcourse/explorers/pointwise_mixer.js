// PointwiseMixer: a 1×1 convolution over a few small maps, as sheets of numbers or as a product of matrices.
import { broken, explorer, listOfLength, sameArray, stepBar } from "./parts/frame.js";
import { pixelTaps, pointwise, rectify } from "./parts/pointwise.js";
import { agrees, formatNumber, formatWeight, make, numberGrid, sumLine } from "./parts/ui.js";

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
    if (moved.length) {
      weights = structuredClone(weights);
      for (const name of moved) weights[filter][names.indexOf(name)] = changes[name];
    }
  }
  const held = Object.fromEntries(names.map((name, c) => [name, within(weights[filter][c], reach)]));
  return { ...changes, weights, filters: count, filter, ...held };
}

/** How a state stands to a puzzle's goal. */
export function judge(state, { output }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const wanted = puzzle.goal.output.flat(2);
  const yours = output.flatMap((map) => Array.from(map));
  if (puzzle.goal.nonzero && Math.max(...state.weights.flat().map(Math.abs)) < 0.01) {
    return open("That would do it, but weights that are all zero are not allowed here.");
  }
  const right = wanted.filter((value, i) => agrees(value, yours[i])).length;
  return right === wanted.length
    ? { solved: true, words: `Solved: all ${right} cells agree.` }
    : open(`${right} of ${wanted.length} cells agree.`);
}

const shape3 = (rows, cols, depth) => `${rows}×${cols}×${depth}`;

/** A caption below several grids that belong together. */
function group(name, grids) {
  const size = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-pm-group cc-pm-${name}` }, [
    make(
      "div",
      { class: "cc-pm-row" },
      grids.map((g) => g.el),
    ),
    size,
  ]);
  return { el, grids, size };
}

const MOST_FILTERS = 4;
const many = (count, one) => Array.from({ length: count }, (_, i) => one(i));
const marks = (...pairs) =>
  pairs
    .filter(([on]) => on)
    .map(([, name]) => name)
    .join(" ");

/** What pointing, picking and typing do in either view of the layer. */
function actions(ui) {
  const onReject = (text) =>
    ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 2, −0.5 or 1/7.`);
  const editInput = (c, r, k, value) => {
    const next = structuredClone(ui.state().input);
    next[c][r][k] = value;
    ui.set({ input: next });
  };
  const editWeight = (k, c, value) => {
    const next = structuredClone(ui.state().weights);
    next[k][c] = value;
    ui.set({ weights: next, filter: k });
  };
  // What is pointed at: [filter or null, channel or null, pixel or null].
  // The sum is written anew on each draw, so a pointer that rests on it comes in again: that is no news.
  const point = (...at) => sameArray(ui.pointed?.at ?? null, at) || ui.point("mix")(at);
  const pointer = (make_) => (at) => (at ? point(...make_(at)) : ui.point("mix")(null));
  const colsNow = () => ui.state().input[0][0].length;
  const pixelAt = ([r, c]) => r * colsNow() + c;
  const pick = (k, pixel) => ui.set({ filter: k, position: pixel });
  const pickFilter = (k) => k < ui.state().filters && k !== ui.state().filter && ui.set({ filter: k });
  return { onReject, editInput, editWeight, point, pointer, colsNow, pixelAt, pick, pickFilter };
}

/** The layer as it slides: a sheet for each channel, the filters, a map for each of them. */
function sheetBoard(ui, channels, acts) {
  const { signal } = ui;
  const { onReject, editInput, editWeight, pointer, pixelAt, pick, pickFilter } = acts;
  const sheets = group(
    "sheets",
    many(channels, (c) =>
      numberGrid({
        part: "input",
        label: `Channel ${c}`,
        signal,
        onReject,
        onPoint: pointer((at) => [null, c, pixelAt(at)]),
        onEdit: (r, k, value) => editInput(c, r, k, value),
      }),
    ),
  );
  const filters = group(
    "filters",
    many(MOST_FILTERS, (k) =>
      numberGrid({
        part: "kernel",
        label: `Filter ${k}`,
        signal,
        onReject,
        format: formatWeight,
        onPoint: pointer(([c]) => [k, c, null]),
        onEdit: (c, _, value) => editWeight(k, c, value),
      }),
    ),
  );
  const maps = group(
    "maps",
    many(MOST_FILTERS, (k) =>
      numberGrid({
        part: "output",
        label: `Output ${k}`,
        signal,
        onPoint: pointer((at) => [k, null, pixelAt(at)]),
        onPick: (r, c) => pick(k, pixelAt([r, c])),
      }),
    ),
  );
  const target = numberGrid({ part: "target", label: "Target", signal });
  filters.grids.forEach((grid, k) => grid.el.addEventListener("focusin", () => pickFilter(k), { signal }));
  const arrow = () => make("span", { class: "cc-arrow", "aria-hidden": "true" });
  const arrows = [arrow(), arrow()];
  const out = make("div", { class: "cc-pm-out" }, [maps.el, target.el]);
  const asSheets = make("div", { class: "cc-pm" }, [sheets.el, arrows[0], filters.el, arrows[1], out]);

  function drawSheets(state, result, at, puzzle) {
    const { rows, cols, output } = result;
    const here = (r, c) => r * cols + c === at.pixel;
    const fixed = () => !!puzzle?.keep?.input;
    sheets.grids.forEach((grid, i) =>
      grid.update({
        rows,
        cols,
        values: state.input[i].flat(),
        size: "",
        fixed,
        note: (r, c) => (here(r, c) ? `×${formatWeight(state.weights[at.filter][i])}` : ""),
        classes: (r, c) => marks([here(r, c), "cc-tap cc-thread"], [here(r, c) && at.channel === i, "cc-lit"]),
      }),
    );
    sheets.size.textContent = shape3(rows, cols, channels);
    const shown = state.weights.length;
    filters.grids.forEach((grid, k) => {
      grid.el.hidden = k >= shown;
      grid.el.classList.toggle("cc-pm-now", shown > 1 && k === at.filter);
      if (k < shown)
        grid.update({
          rows: channels,
          cols: 1,
          values: state.weights[k],
          size: "",
          classes: (c) => marks([k === at.filter && c === at.channel, "cc-lit"]),
        });
    });
    filters.size.textContent = `${shown > 1 ? `${shown} × ` : ""}${shape3(1, 1, channels)}`;
    maps.grids.forEach((grid, k) => {
      grid.el.hidden = k >= shown;
      if (k < shown)
        grid.update({
          rows,
          cols,
          values: Array.from(output[k]),
          size: "",
          classes: (r, c) =>
            marks(
              [k === at.filter && here(r, c), "cc-lit"],
              [state.relu && result.mixed[k][r * cols + c] < 0, "cc-cut"],
            ),
        });
    });
    maps.size.textContent = shape3(rows, cols, shown);
    const wanted = puzzle?.goal.output?.[0].flat();
    target.el.hidden = !wanted;
    if (!wanted) return;
    const right = (r, c) => agrees(wanted[r * cols + c], output[0][r * cols + c]);
    target.update({
      rows,
      cols,
      values: wanted,
      size: shape3(rows, cols, 1),
      classes: (r, c) => (right(r, c) ? "cc-right" : ""),
    });
  }

  return { el: asSheets, arrows, drawSheets };
}

/** The layer as a product of two matrices, with a column for each pixel. */
function productBoard(ui, channels, acts) {
  const { signal } = ui;
  const { onReject, editInput, editWeight, pointer, colsNow, pick, pickFilter } = acts;
  const W = numberGrid({
    part: "kernel",
    label: "Filters",
    signal,
    onReject,
    format: formatWeight,
    onPoint: pointer(([k, c]) => [k, c, null]),
    onEdit: editWeight,
  });
  W.el.addEventListener(
    "focusin",
    (event) => {
      const row = event.target.closest("[data-at]")?.dataset.at.split(",")[0];
      if (row !== undefined) pickFilter(Number(row));
    },
    { signal },
  );
  const X = numberGrid({
    part: "input",
    label: "Input, a column for each pixel",
    signal,
    onReject,
    onPoint: pointer(([c, p]) => [null, c, p]),
    onEdit: (c, p, value) => editInput(c, Math.floor(p / colsNow()), p % colsNow(), value),
  });
  const Y = numberGrid({
    part: "output",
    label: "Output, a column for each pixel",
    signal,
    onPoint: pointer(([k, p]) => [k, null, p]),
    onPick: pick,
  });
  const asMatrices = make("div", { class: "cc-pm-product" }, [
    make("p", { class: "cc-pm-says" }, "Each output is a row of the filters times a column of the input."),
    X.el,
    W.el,
    Y.el,
  ]);

  function drawProduct(state, result, at, puzzle) {
    const pixels = result.rows * result.cols;
    const count = state.weights.length;
    W.update({
      rows: count,
      cols: channels,
      values: state.weights.flat(),
      size: `${count}×${channels}`,
      classes: (k, c) => marks([k === at.filter && c === at.channel, "cc-lit"]),
    });
    X.update({
      rows: channels,
      cols: pixels,
      values: state.input.flat(2),
      size: `${channels}×${pixels}`,
      fixed: () => !!puzzle?.keep?.input,
      classes: (c, p) => marks([p === at.pixel && c === at.channel, "cc-lit"]),
    });
    Y.update({
      rows: count,
      cols: pixels,
      values: result.output.flatMap((map) => Array.from(map)),
      size: `${count}×${pixels}`,
      classes: (k, p) =>
        marks([k === at.filter && p === at.pixel, "cc-lit"], [state.relu && result.mixed[k][p] < 0, "cc-cut"]),
    });
    W.outline({ row: at.filter, col: 0, height: 1, width: channels });
    X.outline({ row: 0, col: at.pixel, height: channels, width: 1 });
  }

  return { el: asMatrices, drawProduct };
}

/** The sum of the pixel at work, written out. */
function sumBoard(ui, bar, { point }) {
  const { signal } = ui;
  const sum = make("div", { class: "cc-sum" });
  const pointAtTerm = (event) => {
    const term = event.target.closest(".cc-term");
    if (term) point(...term.dataset.at.split(",").map(Number), null);
    else ui.point("mix")(null);
  };
  sum.addEventListener("pointerover", pointAtTerm, { signal });
  sum.addEventListener("pointerleave", () => ui.point("mix")(null), { signal });

  function drawWords(state, result, at) {
    const place = `[${at.filter}, ${Math.floor(at.pixel / result.cols)}, ${at.pixel % result.cols}]`;
    bar.update(`output${place}`, state.position, false);
    const taps = pixelTaps(mapsOf(state), state.weights, at.filter, at.pixel);
    const mixed = result.mixed[at.filter][at.pixel];
    const value = result.output[at.filter][at.pixel];
    const rest = state.relu ? [" → ReLU → ", make("strong", { class: "cc-t-output" }, formatNumber(value))] : [];
    sum.replaceChildren(...sumLine(taps, mixed, taps[at.channel]), ...rest);
    ui.say(`Output ${place} is ${formatNumber(value)}.`);
  }

  return { el: sum, drawWords };
}

function build(ui) {
  const { signal, el } = ui;
  const channels = ui.state().input.length;
  const acts = actions(ui);
  const sheets = sheetBoard(ui, channels, acts);
  const product = productBoard(ui, channels, acts);
  const stage = make("div", { class: "cc-stage cc-pm-stage" }, [sheets.el, product.el]);
  const choose = make("div", { class: "cc-strip cc-pm-choose", role: "group", "aria-label": "The filter at work" });
  const buttons = many(MOST_FILTERS, (k) =>
    make(
      "button",
      {
        type: "button",
        class: "cc-button",
        click: () => ui.set({ filter: k }),
      },
      `Filter ${k}`,
      signal,
    ),
  );
  choose.append(make("span", {}, "Filter at work"), ...buttons);
  const bar = stepBar(ui, "Last pixel");
  const sum = sumBoard(ui, bar, acts);

  /** The filter and the pixel at work, and the channel that is singled out, if any. */
  function atWork(state, { output }) {
    const [k, channel, p] = ui.pointed?.at ?? [];
    const filter = k != null && k < state.weights.length ? k : state.filter;
    const pixel = p != null && p < output[0].length ? p : state.position;
    return { filter, pixel, channel: channel ?? null };
  }

  function draw(state, result) {
    const puzzle = ui.puzzle();
    const at = atWork(state, result);
    const narrow = el.clientWidth < 520;
    el.style.setProperty(
      "--cell",
      `${narrow || (!state.matrix && state.weights.length > 1) ? 28 : state.matrix ? 32 : 30}px`,
    );
    sheets.el.hidden = state.matrix;
    product.el.hidden = !state.matrix;
    product.el.classList.toggle("cc-narrow", narrow);
    const several = state.weights.length > 1;
    sheets.el.classList.toggle("cc-pm-few", state.weights.length < 3);
    sheets.el.classList.toggle("cc-pm-many", state.weights.length > 2);
    for (const one of sheets.arrows) one.hidden = several;
    if (state.matrix) product.drawProduct(state, result, at, puzzle);
    else sheets.drawSheets(state, result, at, puzzle);
    choose.hidden = !several;
    buttons.forEach((button, k) => {
      button.hidden = k >= state.weights.length;
      button.setAttribute("aria-pressed", String(k === state.filter));
    });
    sum.drawWords(state, result, at);
  }

  return { parts: [choose, stage, bar.el, sum.el], draw };
}

const settled = (changes, state, memory, ui) => reconcile(changes, state, memory, ui.model.get("reach"));

export default {
  render: explorer({ compute, reconcile: settled, build, judge, count: ({ rows, cols }) => rows * cols }),
};
