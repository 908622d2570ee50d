// ReceptiveFieldExplorer: a stack of layers, and the pixels that any unit of it depends on.

import { stepBar } from "./parts/bar.js";
import { ALONG, board, moveByKeys, pointByKeys, SLIDER, setValue, within } from "./parts/board.js";
import { explorer } from "./parts/frame.js";
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
} from "./parts/stack_drawing.js";
import { sameArray } from "./parts/store.js";
import { cellAt, range } from "./parts/svg.js";
import { button, listNumbers, make, sizeText } from "./parts/ui.js";
import { stepRows } from "./parts/words.js";

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
/** Changes with a new end for a slider, which takes no value beyond it: a larger end goes first, a smaller one last. */
const withEnd = (changes, name, end, old) => (end > old ? { [name]: end, ...changes } : { ...changes, [name]: end });

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
  if (!has(["layers", "layer", "depth"])) return changes;
  const deepest = next.layers.length;
  const [layer, depth] = [next.layer, next.depth].map((n) => Math.max(1, Math.min(n, deepest)));
  const numbers = Object.fromEntries(LAYER_NUMBERS.map((name, i) => [name, next.layers[layer - 1][i]]));
  const whole = { ...changes, layer, depth, ...numbers };
  return withEnd(whole, "deepest", deepest, state.layers.length);
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
  return layers.length > most ? `${layers.length} layers; ${most} have to do.` : "";
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

/** What lies at a place of the view from the side, in px: a unit, as [level, index], or nothing. */
export function unitAt({ geometry, levels }, x, y) {
  const row = Math.floor((y - geometry.top + (geometry.pitch - geometry.cell) / 2) / geometry.pitch);
  const level = within(row, levels.length - 1);
  const i = nearestUnit(levels[level], (x - geometry.left) / geometry.scale);
  const [left, width] = unitBox(geometry, levels[level], i);
  const reach = (geometry.scale * levels[level].jump) / 2;
  return x > geometry.names && x >= left - reach && x <= left + width + reach ? [level, i] : null;
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
    const cells = [...numbers, ...(levels[level] ? found(levels[level]) : ["–", "–", "–"])];
    const looksOn = Object.keys(looks).map((name) => (looks[name] ? name : ""));
    return { level, name: `${level} ${KIND_NAMES[kind]}`, chosen, looks: looksOn.join(" "), cells };
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
 * @param {{pointed?: any, width: number, editable?: boolean, id?: string}} at `id` tells the patterns of two views apart
 */
export function show(state, result, { pointed = null, width, editable = false, id = "" }) {
  const { levels } = result;
  const [geometry, plane] = [sideLayout(width, state, levels), planeLayout(width, levels, result.depth)];
  const focus = focusOf(state, result, pointed);
  const { depth, row, column, users } = focus;
  const shown = { ...result, depth };
  const [rows, columns] = [row, column].map((i) => dependsOn(state, levels, depth, i));
  const { field, start, jump, size } = levels[depth];
  const [first, pixels] = [levels[0], levels[0].size];
  const window = [start + column * jump, start + row * jump, field];
  const cell = depth === result.depth ? plane.unit : planeLayout(width, levels, depth).unit;
  const text = wordsOf(result, focus, rows, columns);
  const place = `layer ${depth}, row ${row}, column ${column} of ${sizeText(size, size)}`;
  const [r, c] = pointed?.part === "pixel" ? pointed.at : [0, 0];
  return {
    geometry,
    levels,
    wide: plane.wide,
    side: {
      drawing: sideDrawing(state, shown, geometry, { reach: columns, users: users?.[1], at: column, id, editable }),
      caption: sizesText(levels.map((level) => level.size)),
      value: [column, size - 1, place],
    },
    picture: {
      layers: pictureDrawing(first, plane, window, `${id}p`),
      square: { cell: plane.pixel, before: plane.before, size: pixels },
      colours: pixelColours(pixels, rows[0], columns[0], state.paths),
      caption: sizeText(pixels, pixels),
      value: [r * pixels + c, pixels ** 2 - 1, text],
    },
    map: {
      drawing: mapDrawing(size, cell, [row, column], users?.[0] ? users.map((list) => list[depth]) : null),
      square: { cell: plane.unit, size: levels[result.depth].size },
      name: depth ? `Layer ${depth}` : "Picture",
      caption: sizeText(size, size),
      value: [row * size + column, size * size - 1, place],
    },
    steps: fieldSteps(state, levels, depth),
    where: `layer ${depth} [${row}, ${column}]`,
    reading: text,
    say: `Layer ${depth}: field ${field}, jump ${jump}, size ${size}. ${text}`,
    table: showTable(state, result, editable),
  };
}

/** The changes that put a copy of the chosen layer behind it. */
export function withLayer({ layers, layer, depth }) {
  const next = [...layers.slice(0, layer), [...layers[layer - 1]], ...layers.slice(layer)];
  return { layers: next, layer: layer + 1, depth: depth + Number(depth >= layer) };
}

/** The changes that take the chosen layer away. */
export function withoutLayer({ layers, layer, depth }) {
  const left = layers.filter((_, i) => i !== layer - 1);
  return { layers: left, layer: Math.max(1, layer - 1), depth: Math.max(1, depth - Number(depth >= layer)) };
}

/** The changes that bring a stack which has a name, with the unit in the middle of its last map. */
export function withStack({ layers, input_size }, last) {
  const { size } = stackLevels({ layers, input_size }).levels.at(-1);
  const [count, middle] = [layers.length, Math.floor(size / 2)];
  const changes = { layers, input_size, layer: count, depth: count, row: middle, position: middle };
  return withEnd(changes, "last", size - 1, last);
}

/**
 * The changes that show a unit of map `level`; along an axis that is not told, the one nearest to the present one. Where
 * not even layer 1 works, the picture stands in for its map: then the level is 0, and the layer chosen is still the first.
 */
export function withUnit(state, level, [row = null, column = null], { editable, last }) {
  const result = compute(state);
  const { levels, depth } = result;
  const present = placeOf(state, result).map((i) => middleOf(levels[depth], i));
  const end = levels[level].size - 1;
  const [r, c] = [row, column].map((i, axis) => within(i ?? nearestUnit(levels[level], present[axis]), end));
  const shown = Math.max(1, level);
  const changes = { depth: shown, ...(editable ? { layer: shown } : {}), row: r, position: c };
  return withEnd(changes, "last", end, last);
}

/** Where a move [rows, columns, levels] leads from the unit chosen, as `withUnit` takes it; null where it leads nowhere. */
export function unitBeside(state, [down, across, deeper = 0]) {
  const result = compute(state);
  const { levels, depth } = result;
  const to = depth + deeper;
  if (deeper) return to > 0 && to < levels.length ? [to, []] : null;
  const [row, column] = placeOf(state, result);
  return [depth, [row + down, column + across]];
}

/** The table of layers, one of which can be chosen; and buttons that add one and take one away. */
function layerTable(ui, editable, choose) {
  const el = make("table", { class: "cc-f-table" });
  const add = button("Add a layer", () => ui.set(withLayer(ui.state())), ui.signal);
  const remove = button("Remove it", () => ui.set(withoutLayer(ui.state())), ui.signal);
  const onClick = (event) => {
    const level = Number(event.target.closest("[data-level]")?.dataset.level);
    if (level) choose(level);
  };
  el.addEventListener("click", onClick, { signal: ui.signal });
  const titles = ["Layer", "k", "s", "p", "d", "Size", "Jump", "Field"];
  const head = make(
    "tr",
    {},
    titles.map((name) => make("th", { scope: "col" }, name)),
  );
  const rowOf = (title, cells, props) =>
    make("tr", props, [make("th", { scope: "row" }, title), ...cells.map((value) => make("td", {}, String(value)))]);
  const layerRow = ({ level, name, chosen, looks, cells }) => {
    const pressed = { type: "button", class: "cc-f-choose", "aria-pressed": String(chosen) };
    return rowOf(make("button", pressed, name), cells, { "data-level": level, class: looks });
  };
  function update({ picture, rows, full, single }) {
    const focused = el.contains(document.activeElement) ? document.activeElement.closest("tr").dataset.level : null;
    const body = make("tbody", {}, [rowOf("picture", picture), ...rows.map(layerRow)]);
    el.replaceChildren(make("thead", {}, head), body);
    if (focused) el.querySelector(`[data-level="${focused}"] button`)?.focus();
    add.disabled = full;
    remove.disabled = single;
  }
  return { parts: editable ? [el, make("div", { class: "cc-f-edit" }, [add, remove])] : [el], update };
}

/** The buttons for stacks that have a name. */
function stackButtons(ui, presets) {
  const take = (preset) => ui.set(withStack(preset, ui.model.get("last")));
  const buttons = presets.map((preset) => button(preset.name, () => take(preset), ui.signal));
  const update = ({ layers, input_size }) => {
    for (const [i, one] of buttons.entries()) {
      const on = sameArray(presets[i].layers, layers) && presets[i].input_size === input_size;
      one.setAttribute("aria-pressed", String(on));
    }
  };
  const el = make("div", { class: "cc-f-names" }, [make("span", {}, "Stacks"), ...buttons]);
  return { parts: presets.length ? [el] : [], update };
}

/** The three drawings, and how one gets about in them: `now()` is what they show, `go` goes to a unit. */
function boards(ui, now, go) {
  const slider = (label) => ({ ...SLIDER, "aria-label": label });
  const found = (part, at) => at && { part, at };
  const side = board(
    ui,
    ["side", "From the side"],
    slider("Unit, from the side"),
    (x, y) => found("unit", unitAt(now(), x, y)),
    (unit) => unit?.at[0] && go(unit.at[0], [null, unit.at[1]]),
  );
  const picture = board(ui, ["input", "Picture"], slider("Pixel, and who sees it"), (x, y) =>
    found("pixel", cellAt(now().picture.square, x, y)),
  );
  const map = board(
    ui,
    ["output", "Map"],
    slider("Unit in its map"),
    (x, y) => found("out", cellAt(now().map.square, x, y)),
    (unit) => unit && go(compute(ui.state()).depth, unit.at),
  );
  pointByKeys(ui, picture.inner, "pixel", {
    size: () => Array(2).fill(ui.state().input_size),
    start: () => {
      const result = compute(ui.state());
      return placeOf(ui.state(), result).map((i) => Math.floor(middleOf(result.levels[result.depth], i)));
    },
  });
  const move = (by) => {
    const unit = unitBeside(ui.state(), by);
    if (unit) go(...unit);
  };
  moveByKeys(ui, side.inner, { ...ALONG, ArrowUp: [0, 0, -1], ArrowDown: [0, 0, 1] }, move);
  moveByKeys(ui, map.inner, { ...ALONG, ArrowUp: [-1, 0], ArrowDown: [1, 0] }, move);
  return { side, picture, map };
}

/** Draw the picture: what lies under the pixels that a unit depends on, these in their colours, what lies over them. */
function drawPicture({ inner }, canvas, { layers, square: { cell, before, size }, colours }) {
  inner.innerHTML = layers.join("");
  inner.firstElementChild.after(canvas);
  const [side, corner] = [size * cell, before * cell + 2].map((px) => `${px}px`);
  Object.assign(canvas.style, { left: corner, top: corner, width: side, height: side });
  canvas.width = canvas.height = size;
  canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(colours.buffer), size), 0, 0);
}

function build(ui) {
  const { el, model } = ui;
  const editable = model.get("editable");
  const id = `cc-h${Math.random().toString(36).slice(2)}`;
  let shown = null;
  const go = (level, place) => ui.set(withUnit(ui.state(), level, place, { editable, last: model.get("last") }));
  const three = boards(ui, () => shown, go);
  const arrow = make("span", { class: "cc-arrow", "aria-hidden": "true" });
  const planes = make("div", { class: "cc-f-planes" }, [three.picture.el, arrow, three.map.el]);
  const stage = make("div", { class: "cc-stage", "data-mode": "field" }, [three.side.el, planes]);
  const stacks = stackButtons(ui, model.get("presets"));
  const choose = (level) => {
    if (editable) ui.set({ layer: level });
    else if (shown.levels[level]) go(level, []);
  };
  const table = layerTable(ui, editable, choose);
  const bar = stepBar(ui, "Last unit");
  const steps = make("div", { class: "cc-f-steps" });
  const reading = make("div", { class: "cc-sum cc-f-reading" });
  const canvas = make("canvas", { "aria-hidden": "true" });

  function draw(state, result) {
    shown = show(state, result, { pointed: ui.pointed, width: Math.max(240, el.clientWidth - 8), editable, id });
    for (const [name, { inner, caption }] of Object.entries(three)) {
      caption.textContent = shown[name].caption;
      setValue(inner, ...shown[name].value);
    }
    three.side.inner.innerHTML = shown.side.drawing;
    three.map.inner.innerHTML = shown.map.drawing;
    three.map.el.firstChild.textContent = shown.map.name;
    drawPicture(three.picture, canvas, shown.picture);
    planes.dataset.wide = shown.wide;
    steps.replaceChildren(...stepRows(shown.steps, "cc-f-step"));
    bar.update(shown.where, state.position, false);
    reading.textContent = shown.reading;
    ui.say(shown.say);
    table.update(shown.table);
    stacks.update(state);
  }

  return { parts: [...stacks.parts, stage, bar.el, steps, reading, ...table.parts], draw };
}

const count = ({ levels, depth }) => levels[depth].size;

export default { render: explorer({ compute, reconcile, build, judge, count }) };
