// ColorMixer: the colours of a photo through a 1×1 convolution, or through two with a ReLU between.
import { node } from "./parts/elements.js";
import { sumOfTaps } from "./parts/engine.js";
import { arrow, box, classes, gridFigure, numbered, resetBar } from "./parts/figure.js";
import { resultPart, sumParts } from "./parts/lines.js";
import { formatNumber, formatWeight, sizeText } from "./parts/numbers.js";
import {
  agreement,
  COLOURS,
  colourBytes,
  decodeRgba,
  pictureStore,
  pictureWords,
  planeBytes,
  rangeOf,
  reachOf,
  splitRgba,
  spotPicture,
} from "./parts/pictures.js";
import { matrixProduct, pixelTaps, pointwise, rectify } from "./parts/pointwise.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { listOfLength } from "./parts/store.js";
import { counted } from "./parts/words.js";

const MOST = 4;

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
const judgeOutput = judging((_state, { output, target }) => {
  if (output.length !== target.length)
    return unsolved(`The output has ${output.length} channels, the target ${target.length}.`);
  const { whole, words } = agreement(output, target);
  return whole ? solved("all pixels agree.") : unsolved(`${words}.`);
});
export const judge = (state, result, puzzle) => (result.waiting ? unsolved("") : judgeOutput(state, result, puzzle));

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
  const waiting = !decoded;
  // What is there stays until the other picture is.
  data.kept = { key, waiting, stays: waiting && !!data.kept, picture, ...mix(picture.planes, state), target };
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

/** The pixel that is looked at; at first not the middle: that of the lights is white, where the colours say nothing apart. */
const here = (spot, { picture: { rows, cols } }) => spot ?? [Math.floor(rows / 4), Math.floor(cols / 2)];

/** All pictures, as they look, by name; there are more boxes than channels, and null hides one. */
function pictures(state, { picture, hidden, output, target }, [row, col]) {
  const mark = { row: row + 0.5, col: col + 0.5 };
  const colour = channelLooks(picture.planes, "Input", picture, mark, true);
  const one = (plane, c) => {
    const words = `${COLOURS[c]}, ${sizeText(picture.rows, picture.cols)} pixels`;
    return { ...colour[0], bytes: planeBytes(plane), name: COLOURS[c], size: "", words };
  };
  const boxes = (name, count, looks) => numbered(name, Array(count).fill(null), (_, k) => looks[k] ?? null);
  // A puzzle has numbers compared, and on a phone no room for the sums that tell them.
  const told = (planes, looks) => {
    const numbers = planes.map((plane) => formatNumber(plane[row * picture.cols + col]));
    const own = (k) => (looks.length === numbers.length ? numbers[k] : numbers.join(", "));
    return target ? looks.map((look, k) => ({ ...look, size: `this pixel: ${own(k)}` })) : looks;
  };
  const ends = (label, planes) => told(planes, channelLooks(planes, label, picture, mark, true));
  return {
    ...boxes("input", 1, colour),
    ...boxes("channel", 3, picture.planes.map(one)),
    ...boxes("map", MOST, state.second_layer ? channelLooks(hidden, "Map", picture, mark, false) : []),
    ...boxes("output", MOST, ends("Output", output)),
    ...boxes("target", MOST, ends("Target", target ?? [])),
  };
}

/** A layer's weights, with a frame around the filter whose sum is written out: the one pointed at, else the first. */
function weightLook(trait, values, columns, pointed) {
  const [rows, cols] = [values.length, values[0].length];
  const filter = pointed?.part === trait ? Math.min(pointed.at[0], rows - 1) : 0;
  const window = { row: filter, col: 0, height: 1, width: cols };
  return { rows, cols, values: values.flat(), size: `${counted(rows, "filter")} of 1×1: ${columns}`, window };
}

/** The sum behind a pixel of a layer's output, after the ReLU if one follows. */
function layerSum(name, planes, weights, filter, { at, pixel }, cut) {
  const taps = pixelTaps(planes, weights, filter, pixel);
  const value = sumOfTaps(taps);
  const where = node("span", { class: "cc-where" }, `${name}[${[filter, ...at].join(", ")}]`);
  const after = cut ? [" → ReLU → ", resultPart(formatNumber(Math.max(0, value)))] : [];
  return node("div", {}, where, " = ", ...sumParts(taps, value), ...after);
}

/** What is seen of a state and its mixes. */
export function show(state, result, { pointed, spot }) {
  if (result.stays) return null;
  const { picture, hidden, output, target, waiting } = result;
  const at = here(spot, result);
  const pixel = at[0] * picture.cols + at[1];
  const two = state.second_layer;
  const numbers = (planes) => planes.map((plane) => formatNumber(plane[pixel])).join(", ");
  const first = weightLook("weights", state.weights, "red, green, blue", pointed);
  const columns = state.second[0].map((_, k) => k).join(", ");
  const second = two ? weightLook("second", state.second, `map ${columns}`, pointed) : null;
  const sum = (name, planes, trait, look, cut) =>
    layerSum(name, planes, state[trait], look.window.row, { at, pixel }, cut);
  const lines = [sum(two ? "map" : "output", picture.planes, "weights", first, state.relu)];
  if (second) lines.push(sum("output", hidden, "second", second, false));
  if (target) lines.push(node("div", {}, `Target here: ${numbers(target)}`));
  const stage = { "cc-stage cc-cm": true, "cc-cm-two": two, "cc-cm-puzzle": !!target, "cc-waiting": waiting };
  return {
    px: { cell: two ? 28 : 38 },
    vars: { ratio: `${picture.cols} / ${picture.rows}` },
    parts: {
      stage: { class: classes(stage) },
      maps: two ? {} : null,
      ...pictures(state, result, at),
      weights: first,
      second,
      between: { parts: betweenWords(state, result), waiting },
      sum: { parts: lines, waiting },
    },
    say: waiting ? undefined : `Output at row ${at[0]}, column ${at[1]} is ${numbers(output)}.`,
  };
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

/** Boxes for pictures, and their names. The small ones can be pointed at, too; by keyboard input and outputs will do. */
const boxes = (name, count, part, keys) => {
  const canvas = { class: "cc-canvas" };
  const spot = { class: "cc-here", "aria-hidden": "true" };
  return numbered(name, Array(count).fill(""), (label) => spotPicture(label, { here, keys, part, canvas, spot }));
};
const [inputs, channels, maps] = [
  boxes("input", 1, "input", true),
  boxes("channel", 3, "input"),
  boxes("map", MOST, "output"),
];
const [outputs, targets] = [boxes("output", MOST, "output", true), boxes("target", MOST, "target")];
const names = Object.keys;
const matrix = { part: "kernel", format: formatWeight, examples: "0.5, −1 or 1/3" };

export default {
  render: gridFigure({
    grids: {
      weights: { ...matrix, label: "Layer 1", edits: "weights" },
      second: { ...matrix, label: "Layer 2", edits: "second" },
    },
    parts: {
      ...{ ...inputs, ...channels, ...maps, ...outputs, ...targets },
      between: pictureWords("cc-cm-between", "p"),
      sum: pictureWords("cc-sum"),
      bar: resetBar(),
    },
    stage: [
      box(
        "cc-stage cc-cm",
        [
          box("cc-cm-in", [...names(inputs), box("cc-cm-channels", names(channels))]),
          arrow(),
          "weights",
          box("cc-cm-maps", names(maps), "maps"),
          "second",
          arrow(),
          box("cc-cm-right", [box("cc-cm-out", names(outputs)), box("cc-cm-out", names(targets))]),
        ],
        "stage",
      ),
      "between",
    ],
    words: [box("cc-pages cc-lesser", ["sum"]), "bar"],
    open,
    compute,
    reconcile,
    judge,
    show,
  }),
};
