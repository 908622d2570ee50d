// ReceptiveFieldExplorer: a stack of layers, and the pixels that any unit of it depends on.
import { broken, explorer, sameArray, stepBar } from "./frame.js";
import { board, box, gridLines, hatch, path, range, round, svg } from "./svg.js";
import { formatNumber, listNumbers, make, sizeText } from "./ui.js";

const NUMBERS = ["kind", "kernel_size", "stride", "padding", "dilation"]; // as they stand in each layer
const NAMES = ["conv", "max", "avg"];
const MOST = 20;
const clip = (value, low, high) => Math.max(low, Math.min(high, value));

/** What PyTorch would say against a layer on a map of `size`; empty where it takes it. */
export function refusal([kind, k, , p, d], size) {
  if (kind && 2 * p > k) return `a pooling takes at most half its kernel as padding: ${Math.floor(k / 2)}`;
  if (kind === 2 && d > 1) return "an average pooling has no dilation";
  const span = d * (k - 1) + 1;
  return span > size + 2 * p ? `its kernel spans ${span} cells, and the map below has ${size + 2 * p} with its padding` : "";
}

/**
 * The picture and each map: `size`, the `field` of a unit in pixels, the `jump` from one field to the next, and the
 * pixel where the first `start`s. They end before a layer that is refused; `trouble` says which and why.
 */
export function stackLevels({ input_size, layers }) {
  const levels = [{ size: input_size, field: 1, jump: 1, start: 0 }];
  for (const layer of layers) {
    const [, k, s, p, d] = layer;
    const below = levels.at(-1);
    const why = refusal(layer, below.size);
    if (why) return { levels, trouble: { layer: levels.length, why } };
    levels.push({
      size: Math.floor((below.size + 2 * p - d * (k - 1) - 1) / s) + 1,
      field: below.field + (k - 1) * d * below.jump, jump: below.jump * s, start: below.start - p * below.jump,
    });
  }
  return { levels, trouble: null };
}

export function compute(state) {
  const { levels, trouble } = stackLevels(state);
  return { levels, trouble, depth: Math.min(state.depth, levels.length - 1) };
}

const weights = (layers) => layers.reduce((sum, [kind, k]) => sum + (kind ? 0 : k * k), 0);

/**
 * What unit `i` of map `depth` depends on, along one axis: for each level from the picture to that map, the units with
 * the number of paths from them to it, and the cells of padding.
 * @returns {{units: Map<number, number>, padding: number[]}[]}
 */
export function dependsOn({ layers }, levels, depth, i) {
  const reach = [{ units: new Map([[i, 1]]), padding: [] }];
  for (let level = depth; level > 0; level--) {
    const [, k, s, p, d] = layers[level - 1];
    const units = new Map();
    const padding = new Set();
    for (const [unit, paths] of reach[0].units) {
      for (let t = 0; t < k; t++) {
        const at = unit * s - p + t * d;
        if (at < 0 || at >= levels[level - 1].size) padding.add(at);
        else units.set(at, (units.get(at) ?? 0) + paths);
      }
    }
    reach.unshift({ units, padding: [...padding] });
  }
  return reach;
}

/** For each level, the units that depend on pixel `x`, along one axis. */
export function dependents({ layers }, levels, x) {
  const found = [[x]];
  for (let level = 1; level < levels.length; level++) {
    const [, k, s, p, d] = layers[level - 1];
    const below = new Set(found.at(-1));
    found.push(range(levels[level].size).filter((i) => range(k).some((t) => below.has(i * s - p + t * d))));
  }
  return found;
}

/** The pixel in the middle of unit `i`'s field, as a place: the middle of pixel 0 is at 0.5. */
export const middleOf = ({ start, jump, field }, i) => start + i * jump + field / 2;

/** The unit of a level whose field lies most nearly around a place. */
export const nearestUnit = (level, place) =>
  clip(Math.round((place - level.start - level.field / 2) / level.jump), 0, level.size - 1);

/** A layer in a few letters: "conv 3", "conv 7/2" with its stride, "conv 3 d2" with its dilation. */
export const layerName = ([kind, k, s, , d]) =>
  `${NAMES[kind]} ${k}${s > 1 ? `/${s}` : ""}${d > 1 ? ` d${d}` : ""}`;

/** The sizes in order, each once: "224 → 112 → 56". */
export function sizesText(sizes) {
  const changes = sizes.filter((size, i) => size !== sizes[i - 1]);
  return changes.length > 1 ? changes.join(" → ") : `${changes[0]} throughout`;
}

/** Layers, the chosen one and its numbers go together. */
export function reconcile(changes, state) {
  const next = { ...state, ...changes };
  const has = (names) => names.some((name) => name in changes);
  if (has(NUMBERS) && !has(["layers", "layer"])) {
    const layers = structuredClone(next.layers);
    layers[Math.min(next.layer, layers.length) - 1] = NUMBERS.map((name) => next[name]);
    return { ...changes, layers };
  }
  if (!has(["layers", "layer", "depth"])) return changes;
  const deepest = next.layers.length;
  const layer = Math.min(next.layer, deepest);
  const numbers = Object.fromEntries(NUMBERS.map((name, i) => [name, next.layers[layer - 1][i]]));
  // A slider takes no value beyond its end, so the end of a longer stack goes first, that of a shorter one last.
  const { deepest: _, ...others } = changes;
  const whole = { ...others, layer, depth: Math.min(next.depth, deepest), ...numbers };
  return deepest > state.layers.length ? { deepest, ...whole } : { ...whole, deepest };
}

/** How field and jump of map `depth` follow from those below it: [name, parts]; a part is text, or [text, what it is]. */
export function fieldSteps({ layers }, levels, depth) {
  if (!depth) return [["A pixel", ["depends on itself: field 1, jump 1"]]];
  const [, k, s, p, d] = layers[depth - 1];
  const [below, here] = [levels[depth - 1], levels[depth]];
  return [
    ["Field r", [`${below.field} + (`, [k, "kernel"], ` − 1)·${d}·${below.jump} = `, [here.field, "output"]]],
    ["Jump j", [`${below.jump}·${s} = `, [here.jump, "output"]]],
    ["First pixel", [`${formatNumber(below.start)} − `, [p, "padding"], `·${below.jump} = `, [formatNumber(here.start), "output"]]],
  ];
}

/** Which pixels one unit depends on, in words. `rows` and `columns` are what `dependsOn` found along each axis. */
export function reachWords(levels, depth, [row, column], rows, columns) {
  const { field, start, jump } = levels[depth];
  const [high, wide] = [rows, columns].map((reach) => [...reach[0].units.keys()].sort((a, b) => a - b));
  const name = depth ? `Unit [${row}, ${column}] of layer ${depth}` : `Pixel [${row}, ${column}]`;
  if (!high.length || !wide.length) return `${name} depends on no pixel at all: its whole field is padding.`;
  const pixels = high.length * wide.length;
  const first = start + column * jump;
  const over = Math.max(0, -first, first + field - levels[0].size);
  const gaps = wide.at(-1) - wide[0] + 1 > wide.length;
  return `${name} depends on ${wide.length === 1 ? "column" : "columns"} ${listNumbers(wide)}, and on ` +
    `${sizeText(high.length, wide.length)} = ${pixels} ${pixels === 1 ? "pixel" : "pixels"} in all.` +
    (over ? ` Its field of ${sizeText(field, field)} hangs over the edge.` : "") +
    (gaps ? " The field has gaps: what lies in them plays no part." : "");
}

/** How a stack stands to a puzzle's goal; it counts what the last layer sees. */
export function judge(state, { levels, trouble }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const { field, size, covers, layers: most = MOST, most: limits = {}, kinds } = puzzle.goal;
  for (const [name, limit] of Object.entries(limits)) {
    const at = state.layers.findIndex((layer) => layer[NUMBERS.indexOf(name)] > limit);
    if (at >= 0) return open(`Layer ${at + 1}: the ${name.replace("_", " ")} may be at most ${limit} here.`);
  }
  const other = kinds ? state.layers.findIndex(([kind]) => !kinds.includes(kind)) : -1;
  if (other >= 0) return open(`Layer ${other + 1} has to be a convolution here.`);
  if (state.layers.length > most) return open(`${state.layers.length} layers; ${most} have to do.`);
  if (trouble) return open(`Layer ${trouble.layer} does not work: ${trouble.why}.`);
  const top = levels.at(-1);
  if (field && top.field !== field) return open(`The field is ${top.field}; the goal is ${field}.`);
  if (size && top.size !== size) return open(`The field is ${top.field}, but the output is ${sizeText(top.size, top.size)}.`);
  if (covers) {
    const seen = Math.max(...range(top.size).map((i) => dependsOn(state, levels, levels.length - 1, i)[0].units.size));
    if (seen < state.input_size) return open(`The best unit depends on ${seen} of the ${state.input_size} pixels of a row.`);
    return { solved: true, words: `Solved: one unit depends on all ${seen} pixels of a row.` };
  }
  const cost = weights(state.layers);
  return { solved: true, words: `Solved: a field of ${top.field} with ${cost} weights. One ${sizeText(field, field)} kernel has ${field * field}.` };
}

/** Where things lie in the view from the side, in px: rows of units below each other, pixels at their places. */
export function sideLayout(width, { layers }, levels) {
  const names = width < 480 ? 62 : 92;
  const rim = (level) => (level < levels.length - 1 ? layers[level][3] : 0) + 0.5; // padding, and half a unit
  const low = Math.min(...levels.map((here, level) => middleOf(here, 0) - rim(level) * here.jump));
  const high = Math.max(...levels.map((here, level) => middleOf(here, here.size - 1) + rim(level) * here.jump));
  const room = width - names - 12;
  const scale = Math.min(26, room / (high - low));
  const pitch = clip(260 / levels.length, 21, 48);
  const left = names + 6 + (room - (high - low) * scale) / 2 - low * scale;
  const cell = Math.min(20, pitch - 8);
  return { names, left, scale, pitch, cell, top: 26, height: 26 + (levels.length - 1) * pitch + cell + 4, low, high };
}

/** The units of a level as boxes: `[x, width]` of unit `i`, the widest 24 px, so that deep ones stay apart. */
export function unitBox({ left, scale }, level, i) {
  const width = Math.min(level.jump * scale, Math.max(scale, 24));
  return [left + middleOf(level, i) * scale - width / 2, width];
}

/** The units that one unit depends on, by how dark they are drawn, from their share of the paths: [shade, units]. */
function shades({ units }, paths) {
  const most = Math.max(...units.values());
  const found = new Map();
  for (const [i, count] of units) {
    const shade = paths ? round(0.06 + 0.94 * (count / most)) : 0.6;
    found.set(shade, [...(found.get(shade) ?? []), i]);
  }
  return [...found];
}

function levelDrawing(state, result, geometry, reach, level, id) {
  const { levels, depth } = result;
  const { top, pitch, cell } = geometry;
  const here = levels[level];
  const y = top + level * pitch;
  const role = level ? "cc-f-unit" : "cc-f-pixel";
  const at = (i, inset = 0) => {
    const [x, width] = unitBox(geometry, here, i);
    const gap = width >= 5 ? 1 : 0;
    return box(x + gap / 2 + inset, y + inset, width - gap - 2 * inset, cell - 2 * inset);
  };
  const [x0] = unitBox(geometry, here, 0);
  const [x1, w1] = unitBox(geometry, here, here.size - 1);
  const solid = here.jump * geometry.scale < 4; // a row of slivers is one bar
  const p = level < levels.length - 1 ? state.layers[level][3] : 0;
  const rim = range(p).flatMap((n) => [-1 - n, here.size + n]).map((i) => at(i)).join("");
  const lit = level <= depth ? shades(reach[level], state.paths) : [];
  const used = lit.map(([shade, units]) => `<path class="${role}-lit" fill-opacity="${shade}" d="${units.map((i) => at(i)).join("")}"/>`).join("");
  const outside = level <= depth ? reach[level].padding.map((i) => at(i, 1)).join("") : "";
  const words = level || here.jump * geometry.scale < 17 ? "" : range(here.size).map((i) =>
    `<text class="${lit.some(([shade, units]) => shade > 0.8 && units.includes(i)) ? "cc-f-on" : ""}" x="${round(geometry.left + (i + 0.5) * geometry.scale)}" ` +
    `y="${y + cell / 2 + 4}">${i}</text>`).join("");
  return (rim ? `<path fill="url(#${id})" d="${rim}"/>` + path("cc-f-rim", rim) : "") +
    path(role, solid ? box(x0, y, x1 + w1 - x0, cell) : range(here.size).map((i) => at(i)).join("")) +
    used + path("cc-f-outside", outside) + (level === depth ? path("cc-f-window", [...reach[depth].units.keys()].map((i) => at(i)).join("")) : "") + words;
}

/** From level to level: the cone of what one unit depends on, and where they are few, each thread. */
function cone(state, { levels, depth }, geometry, reach) {
  const { top, pitch, cell } = geometry;
  const edge = (level) => {
    const all = [...reach[level].units.keys(), ...reach[level].padding];
    const boxes = [Math.min(...all), Math.max(...all)].map((i) => unitBox(geometry, levels[level], i));
    return [boxes[0][0], boxes[1][0] + boxes[1][1]];
  };
  let body = "";
  for (let level = 1; level <= depth; level++) {
    if (!reach[level].units.size) continue;
    const [[a, b], [c, d]] = [edge(level - 1), edge(level)];
    const [high, low] = [top + (level - 1) * pitch + cell, top + level * pitch];
    body += path("cc-f-cone", `M${round(a)} ${high}H${round(b)}L${round(d)} ${low}H${round(c)}z`);
    const [, k, s, p, gap] = state.layers[level - 1];
    if (reach[level].units.size * k > 90) continue;
    const middle = (at, i) => { const [x, width] = unitBox(geometry, levels[at], i); return round(x + width / 2); };
    body += path("cc-f-thread", [...reach[level].units.keys()].flatMap((i) =>
      range(k).map((t) => `M${middle(level, i)} ${low}L${middle(level - 1, i * s - p + t * gap)} ${high}`)).join(""));
  }
  return body;
}

/** The stack from the side: the picture on top, a row for each map, what one unit depends on. */
function sideDrawing(state, result, geometry, { reach, users, at, id }) {
  const { levels, depth, trouble } = result;
  const { top, pitch, cell, left, scale, names, height } = geometry;
  const [first, last] = [geometry.low, geometry.high].map((place) => left + place * scale);
  const { field, start, jump } = levels[depth];
  const [x0, x1] = [left + (start + at * jump) * scale, left + (start + at * jump + field) * scale];
  const labels = levels.map((_, level) => {
    const chosen = level === state.layer && state.marked ? " cc-f-chosen" : "";
    const text = level ? `${level} ${layerName(state.layers[level - 1])}` : "picture";
    return `<text class="cc-f-name${chosen}${level === depth ? " cc-f-here" : ""}" x="0" y="${round(top + level * pitch + cell / 2 + 4)}">${text}</text>`;
  }).join("");
  const blue = users ? users.map((list, level) => list.map((i) => {
    const [x, w] = unitBox(geometry, levels[level], i);
    return box(x, top + level * pitch - 1, w, cell + 2);
  }).join("")).join("") : "";
  // A field that goes on beyond what is drawn has no end there.
  const bracket = (x0 < first - 1 ? `M${round(first)} ${top - 9}` : `M${round(x0)} ${top - 3}v-6`) +
    (x1 > last + 1 ? `H${round(last)}` : `H${round(x1)}v6`);
  return svg(last + 6, height + (trouble ? pitch : 0), `<defs>${hatch(id)}</defs>` +
    cone(state, result, geometry, reach) + levels.map((_, level) => levelDrawing(state, result, geometry, reach, level, id)).join("") +
    path("cc-f-user", blue) + path("cc-f-bracket", bracket) + labels +
    `<text class="cc-f-field" x="${round(clip((Math.max(x0, first) + Math.min(x1, last)) / 2, first + 26, last - 26))}" y="${top - 13}">field ${field}</text>` +
    (trouble ? `<text class="cc-f-name cc-f-chosen" x="0" y="${top + levels.length * pitch + cell / 2}">${trouble.layer} ${layerName(state.layers[trouble.layer - 1])}: does not work</text>` : ""));
}

/** Sizes of the picture and the map as squares: px of a cell of each, and what lies around the picture. */
export function planeLayout(width, levels, depth) {
  const size = levels[0].size;
  const units = levels[depth].size;
  // Room for the fields of all maps, so that nothing jumps, but not more than a quarter of the picture.
  const most = Math.max(4, size / 4);
  const before = Math.min(most, Math.max(...levels.map(({ start }) => -start)));
  const end = (level) => level.start + (level.size - 1) * level.jump + level.field - size;
  const after = Math.min(most, Math.max(...levels.map(end)));
  const wide = width >= 430;
  const room = Math.min(250, wide ? width - 210 : width - 8);
  return { before, after, wide, pixel: Math.min(22, room / (before + size + after)), unit: Math.min(22, 130 / units) };
}

function build(ui) {
  const { signal, el, model } = ui;
  const [presets, editable] = [model.get("presets"), model.get("editable")];
  const id = `cc-h${Math.random().toString(36).slice(2)}`;
  let now = {};

  /** Show another unit: of map `level`, along each axis the one nearest to a place, unless it is told exactly. */
  function show(level, { row, column, places }) {
    const { levels, depth } = now.result;
    const old = places ?? [now.row, now.column].map((i) => middleOf(levels[depth], i));
    const { size } = levels[level];
    const [r, c] = [row, column].map((i, axis) => clip(i ?? nearestUnit(levels[level], old[axis]), 0, size - 1));
    ui.set({ last: size - 1, depth: level, ...(editable ? { layer: level } : {}), row: r, position: c });
  }
  const step = (level, row, column) => level >= 1 && level < now.result.levels.length && show(level, { row, column });

  function onSide(x, y) {
    const { geometry, result: { levels } } = now;
    const level = clip(Math.floor((y - geometry.top + (geometry.pitch - geometry.cell) / 2) / geometry.pitch), 0, levels.length - 1);
    const place = (x - geometry.left) / geometry.scale;
    const i = nearestUnit(levels[level], place);
    const [left, width] = unitBox(geometry, levels[level], i);
    const near = x >= left - geometry.scale * levels[level].jump / 2 && x <= left + width + geometry.scale * levels[level].jump / 2;
    return x > geometry.names && near ? { part: "unit", at: [level, i] } : null;
  }
  const onPlane = (part) => (x, y) => {
    const { plane, result: { levels, depth } } = now;
    const cell = part === "pixel" ? plane.pixel : plane.unit;
    const size = part === "pixel" ? levels[0].size : levels[depth].size;
    const at = [y, x].map((v) => Math.floor((v - 2) / cell) - (part === "pixel" ? plane.before : 0));
    return at.every((v) => v >= 0 && v < size) ? { part, at } : null;
  };
  const slider = { role: "slider", tabindex: "0", "aria-valuemin": "0" };
  const side = board(ui, ["side", "From the side"], { ...slider, "aria-label": "Unit, from the side" }, onSide,
    (found) => found?.at[0] > 0 && show(found.at[0], { column: found.at[1] }));
  const picture = board(ui, ["input", "Picture"], { role: "img" }, onPlane("pixel"), () => {});
  const map = board(ui, ["output", "Map"], { ...slider, "aria-label": "Unit in its map" }, onPlane("out"),
    (found) => found && show(now.result.depth, { row: found.at[0], column: found.at[1] }));
  const listen = (element, moves) => element.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const { depth } = now.result;
    if (move[2]) step(depth + move[2]);
    else step(depth, now.row + move[0], now.column + move[1]);
  }, { signal });
  const along = { ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1e3], End: [0, 1e3] };
  listen(side.inner, { ...along, ArrowUp: [0, 0, -1], ArrowDown: [0, 0, 1] });
  listen(map.inner, { ...along, ArrowUp: [-1, 0], ArrowDown: [1, 0] });

  const planes = make("div", { class: "cc-f-planes" }, [picture.el, make("span", { class: "cc-arrow", "aria-hidden": "true" }), map.el]);
  const stage = make("div", { class: "cc-stage", "data-mode": "field" }, [side.el, planes]);
  const button = (text, click, more = {}) => make("button", { type: "button", class: "cc-button", click, ...more }, text, signal);
  const whole = ({ layers, input_size }) => ({ layers, input_size, layer: layers.length, depth: layers.length });
  const named = presets.map((preset) => button(preset.name, () => {
    const { levels } = stackLevels(preset);
    const middle = Math.floor(levels.at(-1).size / 2);
    ui.set({ ...whole(preset), last: levels.at(-1).size - 1, row: middle, position: middle });
  }, { "aria-pressed": "false" }));
  const names = make("div", { class: "cc-f-names" }, [make("span", {}, "Stacks"), ...named]);
  const add = button("Add a layer", () => {
    const { layers, layer, depth } = ui.state();
    const next = [...layers.slice(0, layer), [...layers[layer - 1]], ...layers.slice(layer)];
    ui.set({ layers: next, layer: layer + 1, depth: depth + (depth >= layer) });
  });
  const remove = button("Remove it", () => {
    const { layers, layer, depth } = ui.state();
    ui.set({ layers: layers.filter((_, i) => i !== layer - 1), layer: Math.max(1, layer - 1), depth: Math.max(1, depth - (depth >= layer)) });
  });
  const table = make("table", { class: "cc-f-table" });
  const edit = make("div", { class: "cc-f-edit" }, [add, remove]);
  const bar = stepBar(ui, "Last unit");
  const steps = make("div", { class: "cc-f-steps" });
  const reading = make("div", { class: "cc-sum cc-f-reading" });
  table.addEventListener("click", (event) => {
    const level = Number(event.target.closest("[data-level]")?.dataset.level);
    if (!level) return;
    if (editable) ui.set({ layer: level });
    else step(level);
  }, { signal });

  function drawTable(state, { levels, trouble, depth }) {
    const heads = ["Layer", "k", "s", "p", "d", "Size", "Jump", "Field"];
    const cells = (level) => (levels[level] ? [levels[level].size, levels[level].jump, levels[level].field] : ["–", "–", "–"]);
    const chosen = editable ? state.layer : depth;
    const rows = state.layers.map(([kind, ...numbers], i) => {
      const name = make("button", { type: "button", class: "cc-f-choose", "aria-pressed": String(i + 1 === chosen) }, `${i + 1} ${NAMES[kind]}`);
      return make("tr", { "data-level": i + 1, class: [i + 1 === chosen ? "cc-f-chosen" : "", i + 1 === depth ? "cc-f-shown" : "", trouble?.layer === i + 1 ? "cc-f-bad" : ""].join(" ") },
        [make("th", { scope: "row" }, name), ...[...numbers, ...cells(i + 1)].map((value) => make("td", {}, String(value)))]);
    });
    const focused = table.contains(document.activeElement) ? document.activeElement.closest("tr").dataset.level : null;
    const first = make("tr", {}, [make("th", { scope: "row" }, "picture"), ...["", "", "", "", ...cells(0)].map((value) => make("td", {}, String(value)))]);
    table.replaceChildren(
      make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, [first, ...rows]));
    if (focused) table.querySelector(`[data-level="${focused}"] button`)?.focus();
    add.disabled = state.layers.length >= MOST;
    remove.disabled = state.layers.length < 2;
    named.forEach((one, i) => one.setAttribute("aria-pressed",
      String(sameArray(presets[i].layers, state.layers) && presets[i].input_size === state.input_size)));
  }

  function drawPicture({ size }, plane, rows, columns, paths, window) {
    const { before, after, pixel } = plane;
    const whole = (before + size + after) * pixel;
    const canvas = make("canvas", { width: size, height: size, "aria-hidden": "true" });
    Object.assign(canvas.style, { left: `${before * pixel + 2}px`, top: `${before * pixel + 2}px`, width: `${size * pixel}px`, height: `${size * pixel}px` });
    const context = canvas.getContext("2d");
    const image = context.createImageData(size, size);
    const shares = ({ units }) => {
      const most = Math.max(...units.values());
      return [...units].map(([i, count]) => [i, count / most]);
    };
    const across = shares(columns);
    const words = new Uint32Array(image.data.buffer); // one pixel each: alpha, blue, green, red
    for (const [r, a] of shares(rows)) {
      for (const [c, b] of across) words[r * size + c] = (Math.round(255 * (paths ? 0.06 + 0.94 * a * b : 0.6)) << 24) | 0xb27200;
    }
    context.putImageData(image, 0, 0);
    const frame = box(before * pixel, before * pixel, size * pixel, size * pixel);
    const under = svg(whole + 4, whole + 4, `<defs>${hatch(`${id}p`)}</defs><g transform="translate(2 2)">` +
      `<path fill="url(#${id}p)" d="${box(0, 0, whole, whole)}"/>${path("cc-f-paper", frame)}${path("cc-f-tint", frame)}</g>`);
    const over = svg(whole + 4, whole + 4, `<g transform="translate(2 2)"><g transform="translate(${round(before * pixel)} ${round(before * pixel)})">` +
      `${path("cc-f-lines", gridLines(0, size, pixel))}</g>${path("cc-f-frame", frame)}${window}</g>`);
    picture.inner.innerHTML = under;
    picture.inner.append(canvas);
    picture.inner.insertAdjacentHTML("beforeend", over);
  }

  /** The unit that is shown: the one pointed at, else the one chosen. */
  function focus(state, { levels, depth }) {
    const { part, at = [] } = ui.pointed ?? {};
    const end = levels[depth].size - 1;
    const [row, column] = [Math.min(state.row, end), Math.min(state.position, end)];
    if (part === "unit" && at[0] && at[0] < levels.length && at[1] < levels[at[0]].size) {
      return { depth: at[0], row: nearestUnit(levels[at[0]], middleOf(levels[depth], row)), column: at[1] };
    }
    if (part === "out" && Math.max(...at) <= end) return { depth, row: at[0], column: at[1] };
    const pixel = part === "pixel" ? at : part === "unit" && !at[0] ? [null, at[1]] : null;
    const known = pixel && pixel.every((x) => x < levels[0].size);
    return { depth, row, column, users: known ? pixel.map((x) => (x === null ? null : dependents(state, levels, x))) : null };
  }

  function words(state, { levels, trouble, depth }, { row, column, users }, rows, columns) {
    const bad = trouble ? `Layer ${trouble.layer} does not work: ${trouble.why}. ` : "";
    if (!users) return bad + reachWords(levels, depth, [row, column], rows, columns);
    const [down, across] = users.map((list) => list && list[depth]);
    const layer = depth ? `layer ${depth}` : "the picture";
    if (!down) return `Column ${users[1][0][0]} of the picture is seen by ${across.length} of ${levels[depth].size} columns of ${layer}${across.length ? `: ${listNumbers(across)}` : ""}.`;
    return `Pixel [${users.map((list) => list[0][0]).join(", ")}] is seen by ${sizeText(down.length, across.length)} = ${down.length * across.length} units of ${layer}.`;
  }

  function draw(state, result) {
    const width = Math.max(240, el.clientWidth - 8);
    const found = focus(state, result);
    const shown = { ...result, depth: found.depth };
    const { levels, depth } = shown;
    const geometry = sideLayout(width, state, levels);
    const plane = planeLayout(width, levels, result.depth);
    now = { result, geometry, plane, row: Math.min(state.row, levels[result.depth].size - 1), column: state.position };
    const [rows, columns] = [found.row, found.column].map((i) => dependsOn(state, levels, depth, i));
    const marked = { ...state, marked: editable };
    side.inner.innerHTML = sideDrawing(marked, shown, geometry, { reach: columns, users: found.users?.[1], at: found.column, id });
    side.caption.textContent = sizesText(levels.map(({ size }) => size));

    const { field, start, jump, size } = levels[depth];
    const place = (i) => (start + i * jump + plane.before) * plane.pixel;
    drawPicture(levels[0], plane, rows[0], columns[0], state.paths,
      path("cc-f-window", box(place(found.column), place(found.row), field * plane.pixel, field * plane.pixel)));
    picture.caption.textContent = sizeText(levels[0].size, levels[0].size);
    const cell = depth === result.depth ? plane.unit : Math.min(22, 130 / size);
    const lit = found.users?.[0] ? found.users[0][depth].flatMap((r) => found.users[1][depth].map((c) => box(c * cell, r * cell, cell, cell))).join("") : "";
    map.inner.innerHTML = svg(size * cell + 4, size * cell + 4, `<g transform="translate(2 2)">${path("cc-f-map", box(0, 0, size * cell, size * cell))}` +
      `${path("cc-f-maplines", gridLines(0, size, cell))}${path("cc-f-user", lit)}${path("cc-f-window", box(found.column * cell, found.row * cell, cell, cell))}</g>`);
    map.el.querySelector(".cc-name").textContent = depth ? `Layer ${depth}` : "Picture";
    map.caption.textContent = sizeText(size, size);
    planes.dataset.wide = plane.wide;

    drawTable(state, result);
    bar.update(`layer ${depth} [${found.row}, ${found.column}]`, state.position, false);
    steps.replaceChildren(...fieldSteps(state, levels, depth).flatMap(([name, parts]) => [make("span", { class: "cc-f-step" }, name),
      make("span", {}, parts.map((part) => (Array.isArray(part) ? make("span", { class: `cc-t-${part[1]}` }, String(part[0])) : part)))]));
    const text = words(state, shown, found, rows, columns);
    reading.textContent = text;
    ui.say(`Layer ${depth}: field ${field}, jump ${jump}, size ${size}. ${text}`);
    for (const [element, value, most] of [[side.inner, found.column, size - 1], [map.inner, found.row * size + found.column, size * size - 1]]) {
      element.setAttribute("aria-valuenow", value);
      element.setAttribute("aria-valuemax", most);
      element.setAttribute("aria-valuetext", `layer ${depth}, row ${found.row}, column ${found.column} of ${sizeText(size, size)}`);
    }
    picture.inner.setAttribute("aria-label", `Picture, ${sizeText(levels[0].size, levels[0].size)}. ${text}`);
  }

  const tools = [...(presets.length ? [names] : []), stage, bar.el, steps, reading, table, ...(editable ? [edit] : [])];
  return { parts: tools, draw };
}

export default { render: explorer({ compute, reconcile, build, judge, count: ({ levels, depth }) => levels[depth].size }) };
