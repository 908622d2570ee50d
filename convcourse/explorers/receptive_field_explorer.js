// ReceptiveFieldExplorer: a stack of layers, and the pixels that any unit of it depends on.

import { ALONG, boardPart, pointByKeys, slider } from "./parts/board.js";
import { button, make, node } from "./parts/elements.js";
import { arrow, box, gridFigure, steps, words } from "./parts/figure.js";
import { layerTable } from "./parts/layer_table.js";
import { listNumbers, sizeText } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import {
  dependents,
  dependsOn,
  fieldSteps,
  KIND_NAMES,
  LAYER_NUMBERS,
  middleOf,
  nearestUnit,
  reachWords,
  sizesText,
  stackLevels,
} from "./parts/stack.js";
import {
  mapDrawing,
  pictureDrawing,
  pixelColours,
  planeLayout,
  sideDrawing,
  sideLayout,
  unitBox,
  veilColours,
} from "./parts/stack_drawing.js";
import { sameArray, withEnd } from "./parts/store.js";
import { cellAt, clip, drawingId, range } from "./parts/svg.js";
import { counted, stepParts } from "./parts/words.js";

/** @typedef {import("./parts/stack.js").Level} Level */
/** @typedef {import("./parts/stack.js").Trouble} Trouble */
/** @typedef {{levels: Level[], trouble: Trouble | null, depth: number}} Result */
/**
 * @typedef {object} State
 * @property {number} input_size @property {number[][]} layers @property {number} layer the one chosen, from 1
 * @property {number} depth the map shown @property {number} row @property {number} position
 * @property {boolean} paths whether pixels are coloured by their share of the paths
 */
/**
 * @typedef {object} Focus what is looked at: a unit of map `depth`; or with `users`, a pixel and who depends on it:
 *   for each axis the units of each level, null for rows where a whole column is meant
 * @property {number} depth @property {number} row @property {number} column @property {(number[][] | null)[]} [users]
 */

const MOST = 20;
/** Changes with the end of what can be stepped through. */
const withLast = (changes, last, state) => withEnd(changes, "last", last, count(compute(state)) - 1);

/** @param {State} state @returns {Result} */
export function compute(state) {
  const { levels, trouble } = stackLevels(state);
  return { levels, trouble, depth: Math.min(state.depth, levels.length - 1) };
}

const weights = (layers) => layers.reduce((sum, [kind, k]) => sum + (kind ? 0 : k * k), 0);

/** Layers, the chosen one and its numbers go together. */
export function reconcile(changes, state) {
  const next = { ...state, ...changes };
  const has = (names) => names.some((name) => name in changes);
  if (has(LAYER_NUMBERS) && !has(["layers", "layer"])) {
    const layers = structuredClone(next.layers);
    layers[Math.min(next.layer, layers.length) - 1] = LAYER_NUMBERS.map((name) => next[name]);
    return { ...changes, layers };
  }
  if (has(["shown_layer"]) && !has(["layers", "depth"])) {
    return reconcile({ ...changes, ...onLayer(next.shown_layer, state) }, state);
  }
  if (!has(["layers", "layer", "depth"])) return changes;
  const deepest = next.layers.length;
  const [layer, depth] = [next.layer, next.depth].map((n) => Math.max(1, Math.min(n, deepest)));
  const numbers = Object.fromEntries(LAYER_NUMBERS.map((name, i) => [name, next.layers[layer - 1][i]]));
  const whole = { ...changes, layer, depth, shown_layer: depth, ...numbers };
  return withEnd(whole, "deepest", deepest, state.layers.length);
}

/** The changes that the slider of layers makes: its layer's unit nearest to the one that is shown. */
function onLayer(wanted, state) {
  const result = compute(state);
  const { levels, depth } = result;
  const level = Math.min(wanted, levels.length - 1);
  const [row, position] = placeOf(state, result).map((i) => nearestUnit(levels[level], middleOf(levels[depth], i)));
  return { depth: Math.max(1, level), row, position };
}

/** Whether one unit of the last map depends on all pixels of a row. */
function judgeCover(state, levels) {
  const depth = levels.length - 1;
  const seen = Math.max(...range(levels[depth].size).map((i) => dependsOn(state, levels, depth, i)[0].units.size));
  return seen === state.input_size
    ? solved(`one unit depends on all ${seen} pixels of a row.`)
    : unsolved(`The best unit depends on ${seen} of the ${state.input_size} pixels of a row.`);
}

/** What a puzzle forbids in a stack: numbers beyond its limits, kinds of layers, too many of them; empty for none. */
function forbidden(layers, { layers: most = MOST, most: limits = {}, kinds }) {
  for (const [name, limit] of Object.entries(limits)) {
    const at = layers.findIndex((layer) => layer[LAYER_NUMBERS.indexOf(name)] > limit);
    if (at >= 0) return `Layer ${at + 1}: the ${name.replace("_", " ")} may be at most ${limit} here.`;
  }
  const other = kinds ? layers.findIndex(([kind]) => !kinds.includes(kind)) : -1;
  if (other >= 0) return `Layer ${other + 1} has to be a convolution here.`;
  return layers.length > most
    ? `${counted(layers.length, "layer")}; ${most} ${most === 1 ? "has" : "have"} to do.`
    : "";
}

/** How a stack stands to a puzzle's goal; it counts what the last layer sees. */
export const judge = judging((state, { levels, trouble }, { goal }) => {
  const bad = forbidden(state.layers, goal);
  if (bad) return unsolved(bad);
  if (trouble) return unsolved(`Layer ${trouble.layer} does not work: ${trouble.why}.`);
  const { field, size, covers } = goal;
  const top = levels.at(-1);
  if (field && top.field !== field) return unsolved(`The field is ${top.field}; the goal is ${field}.`);
  if (size && top.size !== size) {
    return unsolved(`The field is ${top.field}, but the output is ${sizeText(top.size, top.size)}.`);
  }
  if (covers) return judgeCover(state, levels);
  const square = `One ${sizeText(field, field)} kernel has ${field * field}.`;
  return solved(`a field of ${top.field} with ${weights(state.layers)} weights. ${square}`);
});

/** What lies at a place of the view from the side, in px: a unit, at [level, index], or nothing. */
export function unitAt({ geometry, levels }, x, y) {
  const row = Math.floor((y - geometry.top + (geometry.pitch - geometry.cell) / 2) / geometry.pitch);
  const level = clip(row, 0, levels.length - 1);
  const i = nearestUnit(levels[level], (x - geometry.left) / geometry.scale);
  const [left, width] = unitBox(geometry, levels[level], i);
  const reach = (geometry.scale * levels[level].jump) / 2;
  return x > geometry.names && x >= left - reach && x <= left + width + reach ? { part: "unit", at: [level, i] } : null;
}

/** Row and column of the unit chosen, in a map that may have fewer. @param {State} state @param {Result} result */
const placeOf = ({ row, position }, { levels, depth }) =>
  [row, position].map((i) => Math.min(i, levels[depth].size - 1));

/**
 * Which unit is shown: the one pointed at, else the one chosen; for each axis, who depends on a pixel pointed at.
 * @param {State} state @param {Result} result @returns {Focus}
 */
export function focusOf(state, result, pointed) {
  const { levels, depth } = result;
  const { part, at = [] } = pointed ?? {};
  const [row, column] = placeOf(state, result);
  const [level, i] = part === "unit" ? at : [];
  if (level && level < levels.length && i < levels[level].size) {
    return { depth: level, row: nearestUnit(levels[level], middleOf(levels[depth], row)), column: i };
  }
  if (part === "out" && Math.max(...at) < levels[depth].size) return { depth, row: at[0], column: at[1] };
  const pixel = part === "pixel" ? at : level === 0 ? [null, i] : null;
  if (!pixel?.every((x) => x < levels[0].size)) return { depth, row, column };
  return { depth, row, column, users: pixel.map((x) => (x === null ? null : dependents(state, levels, x))) };
}

/**
 * Who depends on the pixel, or the column of pixels, that is pointed at.
 * @param {Level[]} levels @param {number} depth @param {Focus["users"]} users
 */
function userWords(levels, depth, [down, across]) {
  const [layer, columns] = [depth ? `layer ${depth}` : "the picture", across[depth]];
  if (!down) {
    const which = columns.length ? `: ${listNumbers(columns)}` : "";
    const column = across[0][0];
    return `Column ${column} of the picture is seen by ${columns.length} of ${levels[depth].size} columns of ${layer}${which}.`;
  }
  const [high, wide] = [down[depth].length, columns.length];
  return `Pixel [${down[0][0]}, ${across[0][0]}] is seen by ${sizeText(high, wide)} = ${high * wide} units of ${layer}.`;
}

/**
 * What there is to say: which layer does not work, what the unit depends on, or who depends on a pixel.
 * @param {Result} result @param {Focus} focus
 */
function wordsOf({ levels, trouble }, { depth, row, column, users }, rows, columns) {
  if (users) return userWords(levels, depth, users);
  const bad = trouble ? `Layer ${trouble.layer} does not work: ${trouble.why}. ` : "";
  return bad + reachWords(levels, depth, [row, column], rows, columns);
}

/** The rows of the table of layers: the picture, and each layer with its numbers and what they make. */
function showTable({ layers, layer }, { levels, trouble, depth }, editable) {
  const found = ({ size, jump, field }) => [size, jump, field];
  const rows = layers.map(([kind, ...numbers], i) => {
    const level = i + 1;
    const chosen = level === (editable ? layer : depth);
    const looks = { "cc-f-chosen": chosen, "cc-f-shown": level === depth, "cc-f-bad": level === trouble?.layer };
    const made = levels[level] ? found(levels[level]) : ["–", "–", "–"];
    const looksOn = Object.keys(looks).map((name) => (looks[name] ? name : ""));
    return { level, name: `${level} ${KIND_NAMES[kind]}`, chosen, looks: looksOn.join(" "), numbers, found: made };
  });
  return {
    picture: ["", "", "", "", ...found(levels[0])],
    rows,
    full: layers.length >= MOST,
    single: layers.length < 2,
  };
}

/**
 * What is to be seen.
 * @param {State} state @param {Result} result
 * @param {{pointed?: any, width: number, data: {id: string, editable: boolean, presets: any[], photo?: string}}} at `id` tells the
 *   patterns of two views apart
 */
export function show(state, result, { pointed, width: whole, data: { id, editable, presets, photo } }) {
  const width = Math.max(240, whole - (whole < 480 ? 38 : 8)); // on a phone the next page peeps in
  const { levels } = result;
  const [geometry, plane] = [sideLayout(width, state, levels), planeLayout(width, levels, result.depth, !!photo)];
  const focus = focusOf(state, result, pointed);
  const { depth, row, column, users } = focus;
  const [rows, columns] = [row, column].map((i) => dependsOn(state, levels, depth, i));
  const { field, start, jump, size } = levels[depth];
  const pixels = levels[0].size;
  const window = [start + column * jump, start + row * jump, field];
  const cell = depth === result.depth ? plane.unit : planeLayout(width, levels, depth, !!photo).unit;
  const lit = { reach: columns, users: users?.[1], at: column, id, editable };
  const reading = wordsOf(result, focus, rows, columns);
  const place = `layer ${depth}, row ${row}, column ${column} of ${sizeText(size, size)}`;
  const [r, c] = pointed?.part === "pixel" ? pointed.at : [0, 0];
  const table = showTable(state, result, editable);
  return {
    parts: {
      stacks: presets.map((one) => sameArray(one.layers, state.layers) && one.input_size === state.input_size),
      side: {
        drawing: sideDrawing(state, { ...result, depth }, geometry, lit),
        places: { geometry, levels },
        ...{ at: [row, column], depth },
        caption: sizesText(levels.map((level) => level.size)),
        value: [column, size - 1, place],
      },
      picture: {
        drawing: pictureDrawing(levels[0], plane, window, `${id}p`).join(""),
        square: { cell: plane.pixel, before: plane.before, size: pixels },
        ...{ at: [row, column], depth, window, jump },
        colours: (photo ? veilColours : pixelColours)(pixels, rows[0], columns[0], state.paths),
        caption: sizeText(pixels, pixels),
        value: [r * pixels + c, pixels ** 2 - 1, reading],
      },
      map: {
        drawing: mapDrawing(size, cell, [row, column], users?.[0] ? users.map((list) => list[depth]) : null),
        square: { cell: plane.unit, size: levels[result.depth].size },
        ...{ at: [row, column], depth },
        name: depth ? `Layer ${depth}` : "Picture",
        caption: sizeText(size, size),
        value: [row * size + column, size * size - 1, place],
      },
      bar: { where: `layer ${depth} [${row}, ${column}]`, position: state.position },
      counting: stepParts(fieldSteps(state, levels, depth), "cc-f-step"),
      reading,
      table,
      edit: table,
    },
    say: `Layer ${depth}: field ${field}, jump ${jump}, size ${size}. ${reading}`,
  };
}

/** The changes that put a copy of the chosen layer behind it. */
export function withLayer({ layers, layer, depth }) {
  const next = [...layers.slice(0, layer), [...layers[layer - 1]], ...layers.slice(layer)];
  return { layers: next, layer: layer + 1, depth: depth + Number(depth >= layer) };
}

/** The changes that set a number of a layer, which is the one chosen then. */
export function withNumber({ layers }, level, number, value) {
  const changed = structuredClone(layers);
  changed[level - 1][number + 1] = value; // behind its kind
  return { layers: changed, layer: level };
}

/** The changes that take the chosen layer away. */
export function withoutLayer({ layers, layer, depth }) {
  const left = layers.filter((_, i) => i !== layer - 1);
  return { layers: left, layer: Math.max(1, layer - 1), depth: Math.max(1, depth - Number(depth >= layer)) };
}

/** The changes that bring a stack which has a name, with the unit in the middle of its last map. */
export function withStack(state, { layers, input_size }) {
  const { size } = stackLevels({ layers, input_size }).levels.at(-1);
  const [count, middle] = [layers.length, Math.floor(size / 2)];
  const changes = { layers, input_size, layer: count, depth: count, row: middle, position: middle };
  return withLast(changes, size - 1, state);
}

/**
 * The changes that show a unit of map `level`; along an axis that is not told, the one nearest to the present one. Where
 * not even layer 1 works, the picture stands in for its map: then the level is 0, and the layer chosen is still the first.
 */
export function withUnit(state, level, place, { editable }) {
  const result = compute(state);
  const { levels, depth } = result;
  const present = placeOf(state, result).map((i) => middleOf(levels[depth], i));
  const end = levels[level].size - 1;
  const [r, c] = [0, 1].map((axis) => clip(place[axis] ?? nearestUnit(levels[level], present[axis]), 0, end));
  const shown = Math.max(1, level);
  return withLast({ depth: shown, ...(editable ? { layer: shown } : {}), row: r, position: c }, end, state);
}

/** The changes that a move of [rows, columns, levels] makes; null where it leads nowhere. */
export function moved(state, [down, across, deeper = 0], data) {
  const result = compute(state);
  const { levels, depth } = result;
  const to = depth + deeper;
  if (deeper) return to > 0 && to < levels.length ? withUnit(state, to, [], data) : null;
  const [row, column] = placeOf(state, result);
  return withUnit(state, depth, [row + down, column + across], data);
}

/** The buttons for stacks that have a name. */
function stackButtons(ui) {
  const buttons = ui.data.presets.map((preset) =>
    button(preset.name, () => ui.set(withStack(ui.state(), preset)), ui.signal),
  );
  const update = (pressed) => buttons.forEach((one, i) => one.setAttribute("aria-pressed", String(pressed[i])));
  return { el: make("div", { class: "cc-f-names" }, [make("span", {}, "Stacks"), ...buttons]), update };
}

/** The table of layers: one can be chosen, and where they are the reader's, its numbers changed. */
function layersPart(ui) {
  const { editable, ends } = ui.data;
  function choose(level) {
    if (editable) ui.set({ layer: level });
    else if (compute(ui.state()).levels[level]) ui.set(withUnit(ui.state(), level, [], ui.data));
  }
  const set = (level, number, value) => ui.set(withNumber(ui.state(), level, number, value));
  return layerTable(ui, { ends: editable ? ends : null, choose, set });
}

/** Buttons that add a layer and take one away. */
function layerButtons(ui) {
  const change = (changed) => () => ui.set(changed(ui.state()));
  const add = button("Add a layer", change(withLayer), ui.signal);
  const remove = button("Remove it", change(withoutLayer), ui.signal);
  function update({ full, single }) {
    add.disabled = full;
    remove.disabled = single;
  }
  return { el: make("div", { class: "cc-f-edit" }, [add, remove]), update };
}

const onSquare = (part) => (look, x, y) => cellAt(part, look.square, x, y);

/** The unit from the side; its field on the picture; and the unit in its map: each leads to units of its map. */
const toUnit = (depth) => (state, place, data) => withUnit(state, depth, place, data);
function slidesFromSide({ places: { geometry, levels }, at, depth }) {
  const [col, width] = unitBox(geometry, levels[depth], at[1]);
  const window = { row: geometry.top + depth * geometry.pitch, col, height: geometry.cell, width };
  return { window, unit: [Infinity, levels[depth].jump * geometry.scale], at, to: toUnit(depth) };
}
function slidesField({ square: { cell, before }, window: [x, y, field], jump, at, depth }) {
  const [row, col] = [y, x].map((pixel) => (before + pixel) * cell + 2);
  const window = { row, col, height: field * cell, width: field * cell };
  return { window, unit: [jump * cell, jump * cell], at, to: toUnit(depth) };
}
function slidesOnMap({ square: { cell }, at, depth }) {
  const [row, col] = at.map((i) => i * cell + 2);
  return { window: { row, col, height: cell, width: cell }, unit: [cell, cell], at, to: toUnit(depth) };
}

/** The picture: pixels in the colours of their paths, between what lies under them and what lies over them. */
function pictureBoard(ui) {
  const board = boardPart(["input", "Picture"], slider("Pixel, and who sees it"), {
    find: onSquare("pixel"),
    slides: slidesField,
  })(ui);
  pointByKeys(ui, board.inner, "pixel", {
    size: () => Array(2).fill(ui.state().input_size),
    start: () => {
      const result = compute(ui.state());
      return placeOf(ui.state(), result).map((i) => Math.floor(middleOf(result.levels[result.depth], i)));
    },
  });
  const canvas = make("canvas", { "aria-hidden": "true", class: ui.data.photo ? "cc-f-photo" : "" });
  if (ui.data.photo) canvas.style.backgroundImage = `url("${ui.data.photo}")`;
  function update(look) {
    board.update(look);
    const { cell, before, size } = look.square;
    const [side, corner] = [size * cell, before * cell + 2].map((px) => `${px}px`);
    Object.assign(canvas.style, { left: corner, top: corner, width: side, height: side });
    canvas.width = canvas.height = size;
    canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(look.colours.buffer), size), 0, 0);
    board.inner.firstElementChild.after(canvas);
  }
  return { el: board.el, update };
}

/** The address of the photo under the field, while the view is there; empty where there is none. */
function photoOf({ model, signal }) {
  const bytes = model.get("picture");
  if (!bytes?.byteLength) return "";
  const address = URL.createObjectURL(new Blob([bytes], { type: "image/webp" }));
  signal.addEventListener("abort", () => URL.revokeObjectURL(address));
  return address;
}

const FIGURE = {
  open: (ui) => ({
    id: drawingId(),
    editable: ui.model.get("editable"),
    presets: ui.model.get("presets"),
    ends: ui.model.get("ends"),
    photo: photoOf(ui),
  }),
  parts: {
    stacks: stackButtons,
    side: boardPart(["side", "From the side"], slider("Unit, from the side"), {
      find: ({ places }, x, y) => unitAt(places, x, y),
      picks: (state, { at: [level, i] }, data) => (level ? withUnit(state, level, [null, i], data) : null),
      ...{ moves: { ...ALONG, ArrowUp: [0, 0, -1], ArrowDown: [0, 0, 1] }, moved },
      ...{ slides: slidesFromSide, axis: "x" },
    }),
    picture: pictureBoard,
    map: boardPart(["output", "Map"], slider("Unit in its map"), {
      find: onSquare("out"),
      picks: (state, { at }, data) => withUnit(state, compute(state).depth, at, data),
      ...{ moves: { ...ALONG, ArrowUp: [-1, 0], ArrowDown: [1, 0] }, moved, slides: slidesOnMap },
    }),
    bar: steps("Last unit"),
    counting: words("cc-f-steps"),
    reading: words("cc-sum cc-f-reading"),
    table: layersPart,
    edit: layerButtons,
  },
  choices: (_state, { presets }) => (presets.length ? ["stacks"] : []),
  stage: (_state, { editable, photo }) => [
    node(
      "div",
      { class: "cc-stage cc-pages", "data-mode": "field" },
      ...(photo ? [] : ["side"]),
      node("div", { class: "cc-f-planes" }, "picture", arrow(), "map"),
    ),
    ...(editable ? [box("cc-f-layers", ["table", "edit"])] : []),
  ],
  words: (_state, { editable, photo }) => [
    "bar",
    box(
      "cc-pages",
      photo ? ["reading"] : ["reading", "counting", ...(editable ? [] : [box("cc-f-listed", ["table"])])],
    ),
  ],
};

const count = ({ levels, depth }) => levels[depth].size;

const reads = { field_size: (_, { levels, depth }) => levels[depth].field };

export default { render: gridFigure({ ...FIGURE, compute, reconcile, judge, reads, show, count }) };
