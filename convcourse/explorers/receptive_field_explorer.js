// ReceptiveFieldExplorer: a stack of layers, and the pixels that any unit of it depends on.
import { broken, explorer, sameArray, stepBar } from "./parts/frame.js";
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
  paintPixels,
  pictureDrawing,
  planeLayout,
  sideDrawing,
  sideLayout,
  unitBox,
} from "./parts/stack_drawing.js";
import { board, pointByKeys, range } from "./parts/svg.js";
import { listNumbers, make, sizeText } from "./parts/ui.js";

const MOST = 20;
/** Changes with a new end for a slider, which takes no value beyond it: a larger end goes first, a smaller one last. */
const withEnd = (changes, name, end, old) => (end > old ? { [name]: end, ...changes } : { ...changes, [name]: end });
const within = (value, most) => Math.max(0, Math.min(most, value));

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
    ? { solved: true, words: `Solved: one unit depends on all ${seen} pixels of a row.` }
    : { solved: false, words: `The best unit depends on ${seen} of the ${state.input_size} pixels of a row.` };
}

/** How a stack stands to a puzzle's goal; it counts what the last layer sees. */
export function judge(state, { levels, trouble }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const { field, size, covers, layers: most = MOST, most: limits = {}, kinds } = puzzle.goal;
  for (const [name, limit] of Object.entries(limits)) {
    const at = state.layers.findIndex((layer) => layer[LAYER_NUMBERS.indexOf(name)] > limit);
    if (at >= 0) return open(`Layer ${at + 1}: the ${name.replace("_", " ")} may be at most ${limit} here.`);
  }
  const other = kinds ? state.layers.findIndex(([kind]) => !kinds.includes(kind)) : -1;
  if (other >= 0) return open(`Layer ${other + 1} has to be a convolution here.`);
  if (state.layers.length > most) return open(`${state.layers.length} layers; ${most} have to do.`);
  if (trouble) return open(`Layer ${trouble.layer} does not work: ${trouble.why}.`);
  const top = levels.at(-1);
  if (field && top.field !== field) return open(`The field is ${top.field}; the goal is ${field}.`);
  if (size && top.size !== size) {
    return open(`The field is ${top.field}, but the output is ${sizeText(top.size, top.size)}.`);
  }
  if (covers) return judgeCover(state, levels);
  const words =
    `Solved: a field of ${top.field} with ${weights(state.layers)} weights. ` +
    `One ${sizeText(field, field)} kernel has ${field * field}.`;
  return { solved: true, words };
}

/** What lies at a place of the view from the side: a unit, as [level, index], or nothing. */
function unitAt({ geometry, result: { levels } }, x, y) {
  const row = Math.floor((y - geometry.top + (geometry.pitch - geometry.cell) / 2) / geometry.pitch);
  const level = within(row, levels.length - 1);
  const i = nearestUnit(levels[level], (x - geometry.left) / geometry.scale);
  const [left, width] = unitBox(geometry, levels[level], i);
  const reach = (geometry.scale * levels[level].jump) / 2;
  return x > geometry.names && x >= left - reach && x <= left + width + reach ? [level, i] : null;
}

/** Which unit is shown: the one pointed at, else the one chosen; for each axis, who depends on a pixel pointed at. */
function focusOf(state, { levels, depth }, pointed) {
  const { part, at = [] } = pointed ?? {};
  const end = levels[depth].size - 1;
  const [row, column] = [Math.min(state.row, end), Math.min(state.position, end)];
  const [level, i] = part === "unit" ? at : [];
  if (level && level < levels.length && i < levels[level].size) {
    return { depth: level, row: nearestUnit(levels[level], middleOf(levels[depth], row)), column: i };
  }
  if (part === "out" && Math.max(...at) <= end) return { depth, row: at[0], column: at[1] };
  const pixel = part === "pixel" ? at : level === 0 ? [null, i] : null;
  const known = pixel && pixel.every((x) => x < levels[0].size);
  return { depth, row, column, users: known ? pixel.map((x) => x !== null && dependents(state, levels, x)) : null };
}

/** What there is to say: which layer does not work, what the unit depends on, or who depends on a pixel. */
function wordsOf({ levels, trouble, depth }, { row, column, users }, rows, columns) {
  const bad = trouble ? `Layer ${trouble.layer} does not work: ${trouble.why}. ` : "";
  if (!users) return bad + reachWords(levels, depth, [row, column], rows, columns);
  const layer = depth ? `layer ${depth}` : "the picture";
  const across = users[1][depth];
  if (!users[0]) {
    return (
      `Column ${users[1][0][0]} of the picture is seen by ${across.length} of ${levels[depth].size} columns of ` +
      `${layer}${across.length ? `: ${listNumbers(across)}` : ""}.`
    );
  }
  const down = users[0][depth];
  return (
    `Pixel [${users.map((list) => list[0][0]).join(", ")}] is seen by ` +
    `${sizeText(down.length, across.length)} = ${down.length * across.length} units of ${layer}.`
  );
}

/** The table of layers, one of which can be chosen; and buttons that add one and take one away. */
function layerTable(ui, { editable, onShow }) {
  const { signal } = ui;
  const el = make("table", { class: "cc-f-table" });
  const button = (text, click) => make("button", { type: "button", class: "cc-button", click }, text, signal);
  const add = button("Add a layer", () => {
    const { layers, layer, depth } = ui.state();
    const next = [...layers.slice(0, layer), [...layers[layer - 1]], ...layers.slice(layer)];
    ui.set({ layers: next, layer: layer + 1, depth: depth + (depth >= layer) });
  });
  const remove = button("Remove it", () => {
    const { layers, layer, depth } = ui.state();
    const left = layers.filter((_, i) => i !== layer - 1);
    ui.set({ layers: left, layer: Math.max(1, layer - 1), depth: Math.max(1, depth - (depth >= layer)) });
  });
  el.addEventListener(
    "click",
    (event) => {
      const level = Number(event.target.closest("[data-level]")?.dataset.level);
      if (level) (editable ? () => ui.set({ layer: level }) : () => onShow(level))();
    },
    { signal },
  );

  const cells = (values) => values.map((value) => make("td", {}, String(value)));
  const head = make(
    "thead",
    {},
    make(
      "tr",
      {},
      ["Layer", "k", "s", "p", "d", "Size", "Jump", "Field"].map((name) => make("th", { scope: "col" }, name)),
    ),
  );
  function update(state, { levels, trouble, depth }) {
    const unknown = { size: "–", jump: "–", field: "–" };
    const found = (level) => {
      const { size, jump, field } = levels[level] ?? unknown;
      return [size, jump, field];
    };
    const chosen = editable ? state.layer : depth;
    const row = ([kind, ...numbers], i) => {
      const [level, is] = [i + 1, (yes, name) => (yes ? name : "")];
      const name = make(
        "button",
        { type: "button", class: "cc-f-choose", "aria-pressed": String(level === chosen) },
        `${level} ${KIND_NAMES[kind]}`,
      );
      const looks = [
        is(level === chosen, "cc-f-chosen"),
        is(level === depth, "cc-f-shown"),
        is(level === trouble?.layer, "cc-f-bad"),
      ];
      return make("tr", { "data-level": level, class: looks.join(" ") }, [
        make("th", { scope: "row" }, name),
        ...cells([...numbers, ...found(level)]),
      ]);
    };
    const focused = el.contains(document.activeElement) ? document.activeElement.closest("tr").dataset.level : null;
    const picture = make("tr", {}, [make("th", { scope: "row" }, "picture"), ...cells(["", "", "", "", ...found(0)])]);
    el.replaceChildren(head, make("tbody", {}, [picture, ...state.layers.map(row)]));
    if (focused) el.querySelector(`[data-level="${focused}"] button`)?.focus();
    add.disabled = state.layers.length >= MOST;
    remove.disabled = state.layers.length < 2;
  }
  return { parts: editable ? [el, make("div", { class: "cc-f-edit" }, [add, remove])] : [el], update };
}

/** The buttons for stacks that have a name. */
function stackButtons(ui, presets) {
  const take = ({ layers, input_size }) => {
    const { size } = stackLevels({ layers, input_size }).levels.at(-1);
    const [count, middle] = [layers.length, Math.floor(size / 2)];
    const changes = { layers, input_size, layer: count, depth: count, row: middle, position: middle };
    ui.set(withEnd(changes, "last", size - 1, ui.model.get("last")));
  };
  const buttons = presets.map((preset) =>
    make(
      "button",
      {
        type: "button",
        class: "cc-button",
        "aria-pressed": "false",
        click: () => take(preset),
      },
      preset.name,
      ui.signal,
    ),
  );
  const update = ({ layers, input_size }) =>
    buttons.forEach((button, i) =>
      button.setAttribute(
        "aria-pressed",
        String(sameArray(presets[i].layers, layers) && presets[i].input_size === input_size),
      ),
    );
  const el = make("div", { class: "cc-f-names" }, [make("span", {}, "Stacks"), ...buttons]);
  return { parts: presets.length ? [el] : [], update };
}

/** The three drawings, and how one gets about in them: `show` sets the unit that is shown. */
function boards(ui, now, show) {
  const slider = { role: "slider", tabindex: "0", "aria-valuemin": "0" };
  const onSquare = (part) => (x, y) => {
    const {
      plane,
      result: { levels, depth },
    } = now;
    const [cell, before, size] =
      part === "pixel" ? [plane.pixel, plane.before, levels[0].size] : [plane.unit, 0, levels[depth].size];
    const at = [y, x].map((v) => Math.floor((v - 2) / cell - before));
    return at.every((v) => v >= 0 && v < size) ? { part, at } : null;
  };
  const onSide = (x, y) => {
    const at = unitAt(now, x, y);
    return at && { part: "unit", at };
  };
  const side = board(
    ui,
    ["side", "From the side"],
    { ...slider, "aria-label": "Unit, from the side" },
    onSide,
    (found) => found?.at[0] && show(found.at[0], null, found.at[1]),
  );
  const picture = board(
    ui,
    ["input", "Picture"],
    { ...slider, "aria-label": "Pixel, and who sees it" },
    onSquare("pixel"),
    () => {},
  );
  pointByKeys(ui, picture.inner, "pixel", {
    size: () => Array(2).fill(now.result.levels[0].size),
    start: () => [now.row, now.column].map((i) => Math.floor(middleOf(now.result.levels[now.result.depth], i))),
  });
  const map = board(
    ui,
    ["output", "Map"],
    { ...slider, "aria-label": "Unit in its map" },
    onSquare("out"),
    (found) => found && show(now.result.depth, ...found.at),
  );
  const listen = (element, moves) =>
    element.addEventListener(
      "keydown",
      (event) => {
        const [down, across, deeper = 0] = moves[event.key] ?? [];
        if (down === undefined) return;
        event.preventDefault();
        const { levels, depth } = now.settle();
        if (!deeper) show(depth, now.row + down, now.column + across);
        else if (levels[depth + deeper] && depth + deeper > 0) show(depth + deeper);
      },
      { signal: ui.signal },
    );
  const along = { ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1e3], End: [0, 1e3] };
  listen(side.inner, { ...along, ArrowUp: [0, 0, -1], ArrowDown: [0, 0, 1] });
  listen(map.inner, { ...along, ArrowUp: [-1, 0], ArrowDown: [1, 0] });
  return { side, picture, map };
}

function build(ui) {
  const { el, model } = ui;
  const editable = model.get("editable");
  const id = `cc-h${Math.random().toString(36).slice(2)}`;
  const now = {};
  /** Take over the state as it is by now: keys may come faster than frames. */
  now.settle = (state = ui.state(), result = compute(state)) => {
    const end = result.levels[result.depth].size - 1;
    return Object.assign(now, { result, row: Math.min(state.row, end), column: Math.min(state.position, end) }).result;
  };

  /**
   * Show a unit of map `level`; along an axis that is not told, the one nearest to the present one. Where not even
   * layer 1 works, the picture stands in for its map: then the level is 0, and the layer chosen is still the first.
   */
  function show(level, row = null, column = null) {
    const { levels, depth } = now.settle();
    const present = [now.row, now.column].map((i) => middleOf(levels[depth], i));
    const { size } = levels[level];
    const [r, c] = [row, column].map((i, axis) => within(i ?? nearestUnit(levels[level], present[axis]), size - 1));
    const depthShown = Math.max(1, level);
    const changes = { depth: depthShown, ...(editable ? { layer: depthShown } : {}), row: r, position: c };
    ui.set(withEnd(changes, "last", size - 1, model.get("last")));
  }
  const { side, picture, map } = boards(ui, now, show);
  const arrow = make("span", { class: "cc-arrow", "aria-hidden": "true" });
  const planes = make("div", { class: "cc-f-planes" }, [picture.el, arrow, map.el]);
  const stage = make("div", { class: "cc-stage", "data-mode": "field" }, [side.el, planes]);
  const stacks = stackButtons(ui, model.get("presets"));
  const table = layerTable(ui, { editable, onShow: (level) => now.result.levels[level] && show(level) });
  const bar = stepBar(ui, "Last unit");
  const steps = make("div", { class: "cc-f-steps" });
  const reading = make("div", { class: "cc-sum cc-f-reading" });
  const canvas = make("canvas", { "aria-hidden": "true" });

  function drawSquares(state, { levels, depth }, { row, column, users }, rows, columns) {
    const { plane } = now;
    const { field, start, jump, size } = levels[depth];
    const [side, corner] = [levels[0].size * plane.pixel, plane.before * plane.pixel + 2].map((px) => `${px}px`);
    const place = (i) => start + i * jump;
    const [under, over] = pictureDrawing(levels[0], plane, [place(column), place(row), field], `${id}p`);
    picture.inner.innerHTML = under + over;
    picture.inner.firstElementChild.after(canvas);
    Object.assign(canvas.style, { left: corner, top: corner, width: side, height: side });
    paintPixels(canvas, levels[0].size, rows[0], columns[0], state.paths);
    picture.caption.textContent = sizeText(levels[0].size, levels[0].size);
    const cell = depth === now.result.depth ? plane.unit : planeLayout(el.clientWidth, levels, depth).unit;
    map.inner.innerHTML = mapDrawing(size, cell, [row, column], users?.[0] ? users.map((list) => list[depth]) : null);
    map.el.querySelector(".cc-name").textContent = depth ? `Layer ${depth}` : "Picture";
    map.caption.textContent = sizeText(size, size);
    planes.dataset.wide = plane.wide;
  }

  function drawWords(state, shown, found, rows, columns) {
    const { levels, depth } = shown;
    const { field, jump, size } = levels[depth];
    const { row, column } = found;
    const colored = (part) =>
      Array.isArray(part) ? make("span", { class: `cc-t-${part[1]}` }, String(part[0])) : part;
    steps.replaceChildren(
      ...fieldSteps(state, levels, depth).flatMap(([name, parts]) => [
        make("span", { class: "cc-f-step" }, name),
        make("span", {}, parts.map(colored)),
      ]),
    );
    bar.update(`layer ${depth} [${row}, ${column}]`, state.position, false);
    const text = wordsOf(shown, found, rows, columns);
    reading.textContent = text;
    ui.say(`Layer ${depth}: field ${field}, jump ${jump}, size ${size}. ${text}`);
    const sliders = [
      [side.inner, column, size - 1],
      [map.inner, row * size + column, size * size - 1],
    ];
    for (const [element, value, most] of sliders) {
      element.setAttribute("aria-valuenow", value);
      element.setAttribute("aria-valuemax", most);
      element.setAttribute("aria-valuetext", `layer ${depth}, row ${row}, column ${column} of ${sizeText(size, size)}`);
    }
    const [r, c] = ui.pointed?.part === "pixel" ? ui.pointed.at : [0, 0];
    picture.inner.setAttribute("aria-valuenow", r * levels[0].size + c);
    picture.inner.setAttribute("aria-valuemax", levels[0].size ** 2 - 1);
    picture.inner.setAttribute("aria-valuetext", text);
  }

  function draw(state, result) {
    const width = Math.max(240, el.clientWidth - 8);
    const { levels } = result;
    now.geometry = sideLayout(width, state, levels);
    now.plane = planeLayout(width, levels, result.depth);
    now.settle(state, result);
    const found = focusOf(state, result, ui.pointed);
    const shown = { ...result, depth: found.depth };
    const [rows, columns] = [found.row, found.column].map((i) => dependsOn(state, levels, found.depth, i));
    side.inner.innerHTML = sideDrawing(state, shown, now.geometry, {
      reach: columns,
      users: found.users?.[1],
      at: found.column,
      id,
      editable,
    });
    side.caption.textContent = sizesText(levels.map(({ size }) => size));
    drawSquares(state, shown, found, rows, columns);
    drawWords(state, shown, found, rows, columns);
    table.update(state, result);
    stacks.update(state);
  }

  return { parts: [...stacks.parts, stage, bar.el, steps, reading, ...table.parts], draw };
}

const count = ({ levels, depth }) => levels[depth].size;

export default { render: explorer({ compute, reconcile, build, judge, count }) };
