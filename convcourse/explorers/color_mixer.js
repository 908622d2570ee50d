// ColorMixer: the colours of a photo through a 1×1 convolution, or through two with a ReLU between.
import { resetButton } from "./parts/bar.js";
import { make } from "./parts/elements.js";
import { explorer } from "./parts/frame.js";
import { sumLine } from "./parts/lines.js";
import { numberGrid } from "./parts/number_grid.js";
import { formatNumber, formatWeight, sizeText } from "./parts/numbers.js";
import {
  agreement,
  colourBytes,
  decodeRgba,
  pictureBox,
  pictureStore,
  planeBytes,
  rangeOf,
  reachOf,
  splitRgba,
  within,
} from "./parts/pictures.js";
import { matrixProduct, pixelTaps, pointwise, rectify } from "./parts/pointwise.js";
import { broken } from "./parts/puzzles.js";
import { listOfLength } from "./parts/store.js";

const MOST = 4;
const COLOURS = ["red", "green", "blue"];

/** Both layers: what the first makes, before and after the ReLU, and what comes out at the end. */
export function mix(planes, { weights, relu, second_layer, second }) {
  const mixed = pointwise(planes, weights);
  const hidden = relu ? rectify(mixed) : mixed;
  return { mixed, hidden, output: second_layer ? pointwise(hidden, second) : hidden };
}

/** Which of the mixes the weights are; the number after the last if they are none. */
export function presetOf(weights, mixes) {
  const same = (a, b) =>
    a.length === b.length && a.every((row, k) => row.every((w, c) => Math.abs(w - b[k][c]) < 1e-9));
  const found = mixes.findIndex((known) => same(known, weights));
  return found < 0 ? mixes.length : found;
}

/** Weights, their preset, their number of rows, and the columns of the second layer go together. */
export function reconcileWith(mixes, changes, state, memory = {}) {
  const now = { ...state, ...changes };
  let { weights } = now;
  if (!("weights" in changes) && mixes[changes.preset] && changes.preset !== presetOf(weights, mixes))
    weights = mixes[changes.preset];
  else if (!("weights" in changes) && now.filters !== weights.length) {
    weights = listOfLength(now.filters, weights, memory, "weights", (k) => COLOURS.map((_, c) => Number(c === k % 3)));
  }
  const second = now.second.map((row, k) => listOfLength(weights.length, row, memory, `second ${k}`, () => 0));
  return { ...changes, weights, second, filters: weights.length, preset: presetOf(weights, mixes) };
}

/** How the output stands to a puzzle's target, number by number as both are shown. */
export function judge(state, { waiting, output, target }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (waiting) return open("");
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  if (output.length !== target.length)
    return open(`The output has ${output.length} channels, the target ${target.length}.`);
  const { whole, words } = agreement(output, target);
  return whole ? { solved: true, words: "Solved: all pixels agree." } : open(`${words}.`);
}

/** A matrix on one line: rows in brackets. */
export const matrixWords = (rows) => rows.map((row) => `[${row.map(formatWeight).join(", ")}]`).join(" ");

/** What lies between the layers, in words. */
export function betweenWords(state, { mixed }) {
  if (state.relu) {
    const all = mixed.length * mixed[0].length;
    const cut = mixed.reduce((sum, plane) => sum + plane.reduce((n, value) => n + (value < 0), 0), 0);
    if (!cut) return "The ReLU changes nothing here: no number was negative.";
    return `The ReLU sets ${Math.max(0.1, Math.round((1000 * cut) / all) / 10)} % of the numbers to 0.`;
  }
  if (!state.second_layer) return "";
  return `One layer does the same: layer 2 · layer 1 = ${matrixWords(matrixProduct(state.second, state.weights))}`;
}

/** All eight full colours, in turn: what takes a picture's room, unseen, until it is decoded. No numbers are longer. */
export function standIn([rows, cols]) {
  const planes = COLOURS.map((_, c) => Float64Array.from({ length: rows * cols }, (__, i) => 255 * ((i >> c) & 1)));
  return { rows, cols, planes };
}

function compute(state, { data, model, puzzle }) {
  const decoded = data.pictures.get(state.photo);
  const key = JSON.stringify([state, model.get("puzzle"), !decoded]);
  if (data.kept?.key === key) return data.kept;
  const picture = decoded ?? standIn(model.get("size"));
  const goal = puzzle()?.goal;
  const target = goal && mix(picture.planes, goal).output;
  data.kept = { key, waiting: !decoded, picture, ...mix(picture.planes, state), target };
  return data.kept;
}

/** How a row of pictures shows channels: three of the last layer as one colour picture, any others one by one. */
export function channelLooks(planes, label, { rows, cols }, window, colour) {
  const size = sizeText(rows, cols);
  const look = (name, bytes, caption) => ({
    bytes,
    rows,
    cols,
    window,
    name,
    size: caption,
    words: `${name}, ${size} pixels, ${caption}`,
  });
  if (colour && planes.length === 3) return [look(label, colourBytes(planes), `${size}×3`)];
  const reach = reachOf(planes, 1);
  return planes.map((plane, k) => {
    const [low, high] = rangeOf([plane]);
    const range = `${formatNumber(Math.round(low))} to ${formatNumber(Math.round(high))}`;
    const bytes = planeBytes(plane, low < 0 ? { reach, signed: true } : {});
    return planes.length > 1 ? look(`${label} ${k}`, bytes, range) : look(label, bytes, `${size}×1, ${range}`);
  });
}

/**
 * All pictures, as they look, with a mark at the pixel [row, column].
 * @param {number[]} at
 */
export function show(state, { picture, hidden, output, target }, at) {
  const { rows, cols, planes } = picture;
  const mark = { row: at[0] + 0.5, col: at[1] + 0.5 };
  const [input] = channelLooks(planes, "Input", picture, mark, true);
  const channels = planes.map((plane, c) => ({
    ...input,
    bytes: planeBytes(plane),
    name: COLOURS[c],
    size: "",
    words: `${COLOURS[c]}, ${sizeText(rows, cols)} pixels`,
  }));
  return {
    input: [input],
    channels,
    hidden: state.second_layer ? channelLooks(hidden, "Map", picture, mark, false) : [],
    output: channelLooks(output, "Output", picture, mark, true),
    target: channelLooks(target ?? [], "Target", picture, mark, true),
  };
}

/**
 * The sums behind a pixel of the output: each with its place, its products, what they make, and whether a ReLU follows.
 * @param {any} state
 * @param {any} result
 * @param {number} pixel counted row by row
 * @param {number[]} filters which one of each layer
 */
export function sums(state, { picture, hidden }, pixel, filters) {
  const layer = (name, planes, weights, k, cut) => {
    const taps = pixelTaps(planes, weights, k, pixel);
    return { name: `${name}[${k}`, taps, value: taps.reduce((sum, tap) => sum + tap.value * tap.weight, 0), cut };
  };
  const first = layer(state.second_layer ? "map" : "output", picture.planes, state.weights, filters[0], state.relu);
  return state.second_layer ? [first, layer("output", hidden, state.second, filters[1], false)] : [first];
}

/** A layer's weights, to be typed into. */
function weightGrid(ui, label, trait) {
  const grid = numberGrid({
    part: "kernel",
    label,
    signal: ui.signal,
    format: formatWeight,
    onPoint: ui.point(trait),
    onReject: (text) =>
      ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 0.5, −1 or 1/3.`),
    onEdit: (k, c, value) => {
      const next = structuredClone(ui.state()[trait]);
      next[k][c] = value;
      ui.set({ [trait]: next });
    },
  });
  function update(values, columns, filter) {
    const [rows, cols] = [values.length, values[0].length];
    const fixed = () => !!ui.puzzle()?.keep?.[trait];
    grid.update({ rows, cols, values: values.flat(), size: `${sizeText(rows, cols)}: ${columns}`, fixed });
    grid.outline({ row: filter, col: 0, height: 1, width: cols });
  }
  return { el: grid.el, update };
}

/** The elements of the stage: rows of pictures, and the weights between them. */
function stageOf(ui, { point, move }) {
  const { signal } = ui;
  // The small pictures can be pointed at, too; by keyboard the input and the outputs will do.
  const boxes = (part, count, byKeys) =>
    Array.from({ length: count }, () =>
      pictureBox("", {
        part,
        canvas: { class: "cc-canvas" },
        spot: { class: "cc-here", "aria-hidden": "true" },
        signal,
        point,
        move: byKeys && move,
      }),
    );
  const pictures = {
    input: boxes("input", 1, true),
    channels: boxes("input", 3, false),
    hidden: boxes("output", MOST, false),
    output: boxes("output", MOST, true),
    target: boxes("target", MOST, false),
  };
  const row = (name, of) => {
    const elements = pictures[of].map(({ el }) => el);
    return make("div", { class: `cc-cm-${name}` }, elements);
  };
  const [first, second] = [weightGrid(ui, "Layer 1", "weights"), weightGrid(ui, "Layer 2", "second")];
  const maps = row("maps", "hidden");
  const arrow = () => make("span", { class: "cc-arrow", "aria-hidden": "true" });
  const el = make("div", { class: "cc-stage cc-cm" }, [
    make("div", { class: "cc-cm-in" }, [pictures.input[0].el, row("channels", "channels")]),
    arrow(),
    first.el,
    maps,
    second.el,
    arrow(),
    make("div", { class: "cc-cm-right" }, [row("out", "output"), row("out", "target")]),
  ]);
  return { el, pictures, first, second, between: [maps, second.el] };
}

function sumParts({ name, taps, value, cut }, at) {
  const after = make("strong", { class: "cc-t-output" }, formatNumber(Math.max(0, value)));
  const where = make("span", { class: "cc-where" }, `${name}, ${at.join(", ")}]`);
  return make("div", {}, [where, " = ", ...sumLine(taps, value), ...(cut ? [" → ReLU → ", after] : [])]);
}

function build(ui) {
  const { el } = ui;
  let drawn = false;
  const size = ui.model.get("size");
  // At first not the middle: that of the lights is white, where red, green and blue say nothing apart.
  const here = () => ui.spot ?? [Math.floor(size[0] / 4), Math.floor(size[1] / 2)];
  const point = (at) => {
    ui.spot = at;
    ui.schedule();
  };
  const move = (by) => {
    const to = here().map((v, axis) => v + by[axis]);
    point(within(to, size));
  };
  const stage = stageOf(ui, { point, move });
  const sum = make("div", { class: "cc-sum" });
  const between = make("p", { class: "cc-cm-between" });
  const bar = make("div", { class: "cc-bar" }, [resetButton(ui)]);

  /** The filter whose sum is written out: the one pointed at, else the first. */
  const filterOf = (trait, rows) => (ui.pointed?.part === trait ? Math.min(ui.pointed.at[0], rows.length - 1) : 0);

  function place({ second_layer: two }, { picture, target, waiting }) {
    stage.el.classList.toggle("cc-cm-two", two);
    stage.el.classList.toggle("cc-cm-puzzle", !!target);
    for (const part of [stage.el, between, sum]) part.classList.toggle("cc-waiting", waiting);
    for (const part of stage.between) part.hidden = !two;
    el.style.setProperty("--cell", two ? "31px" : "38px");
    el.style.setProperty("--ratio", `${picture.cols} / ${picture.rows}`);
  }

  function drawWords(state, result, filters) {
    const [r, c] = here();
    const pixel = r * result.picture.cols + c;
    const numbers = (planes) => planes.map((plane) => formatNumber(plane[pixel])).join(", ");
    const lines = sums(state, result, pixel, filters).map((one) => sumParts(one, here()));
    if (result.target) lines.push(make("div", {}, `Target here: ${numbers(result.target)}`));
    sum.replaceChildren(...lines);
    between.textContent = betweenWords(state, result);
    if (!result.waiting) ui.say(`Output at row ${r}, column ${c} is ${numbers(result.output)}.`);
  }

  function draw(state, result) {
    if (result.waiting && drawn) return; // what is there stays until the other picture is
    drawn = true;
    place(state, result);
    const looks = show(state, result, here());
    for (const [name, boxes] of Object.entries(stage.pictures))
      for (const [k, box] of boxes.entries()) box.update(looks[name][k]);
    const filters = [filterOf("weights", state.weights), filterOf("second", state.second)];
    stage.first.update(state.weights, "red, green, blue", filters[0]);
    const columns = state.second[0].map((_, k) => k);
    if (state.second_layer) stage.second.update(state.second, `map ${columns.join(", ")}`, filters[1]);
    drawWords(state, result, filters);
  }

  return { parts: [stage.el, between, sum, bar], draw };
}

const reconcile = (changes, state, memory, ui) => reconcileWith(ui.model.get("mixes"), changes, state, memory);

/** The pictures of a mixer as planes, decoded when first asked for. */
const open = (ui) => ({
  kept: null,
  pictures: pictureStore(ui, async (photo) => {
    const { rows, cols, rgba } = await decodeRgba(new Blob([ui.model.get("pictures")[photo]]));
    return { rows, cols, planes: splitRgba(rgba) };
  }),
});

export default { render: explorer({ open, compute, reconcile, build, judge }) };
