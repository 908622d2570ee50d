// Figures, declared: which parts stand on the stage, and, for a state, what each of them shows.
import { pressToggle } from "./accessibility.js";
import { resetButton, stepBar } from "./bar.js";
import { editing } from "./editing.js";
import { make, node, nodes } from "./elements.js";
import { explorer } from "./frame.js";
import { numberGrid } from "./number_grid.js";
import { agrees, sizeText } from "./numbers.js";
import { withAt } from "./store.js";
import { clip } from "./svg.js";
import { isUncovered, movedByHand } from "./uncovered.js";

/**
 * A part of a figure: its element, and how it shows what `show` says of it.
 * @typedef {{el: HTMLElement, update: (look: any) => void}} FigurePart
 *
 * What `show` is told beside the state and its result.
 * @typedef {object} At
 * @property {?{part: any, at: number[]}} pointed what the pointer or the focus is on
 * @property {any} puzzle the one that is on
 * @property {number} width of the room for the stage, in px
 * @property {boolean} [hero] it opens a page, and stands on one screen with the title
 * @property {?number[]} spot
 * @property {any} data what `open` made
 * @property {(i: number) => boolean} [known] whether a result is uncovered: steps came as far, or a hand brought the window there
 *
 * What can be seen of a figure.
 * @typedef {object} Seen
 * @property {Record<string, any>} parts by name what each part shows: the look of a grid, the attributes of a box, the words of a line;
 *   null hides it, undefined leaves it as it is
 * @property {Object<string, number>} [px] lengths for the stylesheet, such as `{cell: 28}`
 * @property {Object<string, string | number>} [vars] what else the stylesheet takes
 * @property {number} [pressed] which of the toggle buttons around is pressed
 * @property {string} [say] the state, for a screen reader
 */

/**
 * Where a window can stop over a grid.
 * @typedef {object} Stops
 * @property {number[]} stride how far apart the stops are, in cells
 * @property {number[]} size how many there are each way
 * @property {number[]} [origin] the cell that the first of them begins at
 * @property {(stop: number[]) => object} [to] the changes that lead to one; without, they are counted by `position`
 *
 * A grid of numbers in a figure.
 * @typedef {object} GridSpec
 * @property {string} label
 * @property {string} [part] the colour that it has; its name without one
 * @property {(value: number) => string} [format]
 * @property {boolean} [silent] pointing at it says nothing
 * @property {boolean} [noted] its cells have room for a note
 * @property {string} [edits] the trait that its cells are typed into; fixed where a puzzle keeps that trait
 * @property {(state: any, at: any) => number[]} [place] where a cell stands in that trait; there, without
 * @property {(at: any) => object} [also] what else changes when something is typed
 * @property {string} [examples] numbers that could be typed
 * @property {(state: any, at: any, result: any) => any} [picks] the changes that a click on a cell makes
 * @property {(state: any, at: any) => any} [focuses] those that the focus on a cell makes
 * @property {(state: any, result: any) => ?Stops} [slides] the window over it can be dragged; null where it is only shown
 * @property {(state: any, at: any) => any} [clicks] those of a click on a cell that can be typed into
 */

/** An arrow from one part of a stage to the next, towards what it is named after. */
export const arrow = (to = "", name = undefined) =>
  node("span", { class: `cc-arrow${to && ` cc-to-${to}`}`, "aria-hidden": "true", name });

/** A box around parts of a stage. With a name, `show` can give it other attributes. */
export const box = (className, children, name = undefined) => node("div", { class: className, name }, ...children);

/** A line of words. Where its terms are weights, pointing at one is pointing at that cell of the part `terms`. */
export const words =
  (name, { tag = "div", terms = "" } = {}) =>
  (ui) => {
    const el = make(tag, { class: name });
    if (terms) pointByTerms(ui, el, terms);
    return { el, update: (parts) => el.replaceChildren(...nodes(parts)) };
  };

/** A drawing, as SVG. */
export const drawing = (name) => () => {
  const el = make("div", { class: name });
  const update = (svg) => {
    el.innerHTML = svg;
  };
  return { el, update };
};

/** The step buttons, with the name of the last: `{where, position, stopped}`. */
export const steps = (lastName) => (ui) => {
  const { el, update } = stepBar(ui, lastName);
  return { el, update: ({ where, position, stopped = false }) => update(where, position, stopped) };
};

/** The button Reset, where a bar has more than buttons. */
export const reset = (ui) => ({ el: resetButton(ui), update() {} });

/** A bar with buttons that do something, and Reset. */
export const resetBar =
  (...buttons) =>
  (ui) => ({ el: make("div", { class: "cc-bar" }, [...buttons.map((one) => one(ui)), resetButton(ui)]), update() {} });

function pointByTerms(ui, el, part) {
  const onTerm = (event) => {
    const at = event.target.closest(".cc-term")?.dataset.at.split(",").map(Number) ?? null;
    ui.point(part)(at);
  };
  el.addEventListener("pointerover", onTerm, { signal: ui.signal });
  el.addEventListener("pointerleave", () => ui.point(part)(null), { signal: ui.signal });
}

/** The stop nearest to where a window was moved. @param {Stops} stops @param {number[]} at its top left cell, in parts of cells */
export const nearestStop = ({ stride, size, origin = [0, 0] }, at) =>
  at.map((cell, axis) => clip(Math.round((cell - origin[axis]) / stride[axis]), 0, size[axis] - 1));

/** What a grid does whose window is dragged among its stops. @param {any} ui @param {() => Stops} stopsNow */
function sliding(ui, stopsNow) {
  const change = (changes) => {
    const state = ui.state();
    if (Object.keys(changes).some((name) => changes[name] !== state[name])) ui.set(changes);
  };
  return {
    onSlide(...at) {
      const stops = stopsNow();
      const [r, c] = nearestStop(stops, at);
      const position = r * stops.size[1] + c;
      ui.point(null)(null); // a cell that is pointed at may be shown instead
      if (!stops.to && ui.uncovered) ui.uncovered = movedByHand(ui.uncovered, position, stops.size[1]);
      change(stops.to ? stops.to([r, c]) : { position });
    },
    onGrasp: () => ({ state: ui.state(), uncovered: ui.uncovered }),
    onReturn({ state, uncovered }) {
      const { to = () => ({ position: 0 }) } = stopsNow();
      ui.uncovered = uncovered;
      change(Object.fromEntries(Object.keys(to([0, 0])).map((name) => [name, state[name]])));
    },
  };
}

/** A grid as part of a figure, from what was declared of it. @param {GridSpec} spec @returns {FigurePart} */
export function gridPart(ui, name, spec) {
  const {
    part = name,
    label,
    format,
    edits,
    place = (_, at) => at,
    also = () => ({}),
    picks,
    focuses,
    clicks,
    slides,
  } = spec;
  const { onReject, onTaken } = editing(ui, spec.examples);
  const grid = numberGrid({
    ...{ part, label, format, signal: ui.signal },
    onPoint: spec.silent ? undefined : ui.point(name),
    onReject: edits && onReject,
    onTaken: edits && onTaken,
    onEdit:
      edits &&
      ((r, c, value) => {
        const state = ui.state();
        ui.set({ [edits]: withAt(state[edits], place(state, [r, c]), value), ...also([r, c]) });
      }),
    ...(slides && sliding(ui, () => slides(ui.drawn.state, ui.drawn.result))),
    onPick:
      picks &&
      ((r, c) => {
        const changes = picks(ui.state(), [r, c], ui.drawn.result);
        if (changes) ui.set(changes);
      }),
  });
  if (spec.noted) grid.el.classList.add("cc-noted");
  const own = grid.el.className;
  for (const [event, act] of Object.entries({ focusin: focuses, click: clicks })) {
    if (act) grid.el.addEventListener(event, ({ target }) => change(target, act), { signal: ui.signal });
  }
  /** Make the changes that something done to a cell makes. */
  function change(target, act) {
    const at = target.closest("[data-at]")?.dataset.at.split(",").map(Number);
    const changes = at && act(ui.state(), at);
    if (changes) ui.set(changes);
  }
  function update(look) {
    const kept = edits && edits in (ui.puzzle()?.keep ?? {});
    grid.update(kept ? { ...look, fixed: () => true } : look);
    const stops = slides && look.window && slides(ui.drawn.state, ui.drawn.result);
    const ways = stops && { stride: stops.stride, flat: stops.size[0] === 1, upright: stops.size[1] === 1 };
    grid.outline(stops ? { ...look.window, ...ways } : look.window);
    grid.el.className = look.mark ? `${own} ${look.mark}` : own;
    if (look.name) grid.el.querySelector(".cc-name").textContent = look.name;
  }
  return { el: grid.el, update };
}

/** The elements of a stage: names stand for parts, and a `node` with a `name` becomes one, shown by its attributes. */
function placed(item, parts) {
  if (typeof item === "string") return parts[item].el;
  const { name, ...props } = item.props;
  const el = make(
    item.tag,
    props,
    item.children.map((child) => placed(child, parts)),
  );
  if (name) parts[name] = { el, update: (attributes) => setAttributes(el, attributes) };
  return el;
}

function setAttributes(el, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) el.removeAttribute(name);
    else el.setAttribute(name, value === true ? "" : value);
  }
}

/**
 * What is a figure's own, besides what an explorer has.
 * @typedef {object} OwnFigure
 * @property {Record<string, GridSpec> | ((state: any, data: any) => Record<string, GridSpec>)} [grids] by name
 * @property {Record<string, PartMaker> | ((state: any, data: any) => Record<string, PartMaker>)} [parts] others, by name
 * @property {Placing} stage what stands below each other:
 *   names of parts, and `node`s around them
 * @property {Placing} [choices] what chooses what the stage shows, in the same way
 * @property {Placing} [words] what speaks about the stage: it and the choices stand beside it where there is room
 * @property {(state: any) => string} [form] where the stage depends on the state: when this changes, parts with new names
 *   are made, and the stage is laid out anew
 * @property {(state: any, result: any, at: At) => ?Seen} show pure; null where what is there stays as it is
 *
 * @typedef {(string | object)[] | ((state: any, data: any) => (string | object)[])} Placing
 * @typedef {(ui: any) => FigurePart} PartMaker
 * @typedef {Omit<import("./frame.js").Explorer, "build"> & OwnFigure} Figure
 */

/** The parts of a figure, made when they are first laid out. @param {any} ui @param {OwnFigure} figure */
function partsOf(ui, { grids = {}, parts = {}, choices = [], stage, words = [], form = () => "" }) {
  const made = {};
  let now = "";
  let elements = { choices: [], stage: [], words: [] };
  function arrange(state) {
    const of = (declared) => (typeof declared === "function" ? declared(state, ui.data) : declared);
    for (const [name, spec] of Object.entries(of(grids))) made[name] ??= gridPart(ui, name, spec);
    for (const [name, part] of Object.entries(of(parts))) made[name] ??= part(ui);
    now = form(state);
    const place = (items) => of(items).map((item) => placed(item, made));
    return { choices: place(choices), stage: place(stage), words: place(words) };
  }
  /** Lay the parts out anew where the form of the state is another one. */
  function follow(state) {
    if (form(state) === now) return;
    const next = arrange(state);
    for (const where of Object.keys(next)) {
      for (const [i, el] of next[where].entries()) if (el !== elements[where][i]) elements[where][i].replaceWith(el);
    }
    elements = next;
  }
  elements = arrange(ui.state());
  return { made, follow, elements: { ...elements } };
}

/** A figure of grids, and of other parts. @param {Figure} figure */
export function gridFigure({ grids, parts, choices, stage, words, form, show, ...rest }) {
  function build(ui) {
    const { made, follow, elements } = partsOf(ui, { grids, parts, choices, stage, words, form, show });
    function draw(state, result) {
      const { el, pointed, spot, data } = ui;
      follow(state);
      const known = (i) => isUncovered(ui.uncovered, i);
      const hero = !!el.closest(".cc-hero");
      const seen = show(state, result, { pointed, spot, data, known, hero, puzzle: ui.puzzle(), width: ui.room() });
      if (!seen) return;
      setVariables(el, seen);
      showParts(made, seen.parts);
      if ("pressed" in seen) pressToggle(el, seen.pressed);
      if (seen.say !== undefined) ui.say(seen.say);
    }
    return { ...elements, draw };
  }
  return explorer({ ...rest, build });
}

function setVariables(el, { px = {}, vars = {} }) {
  for (const [name, value] of Object.entries(vars)) el.style.setProperty(`--${name}`, String(value));
  for (const [name, value] of Object.entries(px)) el.style.setProperty(`--${name}`, `${value}px`);
}

function showParts(made, looks) {
  for (const [name, look] of Object.entries(looks)) {
    made[name].el.hidden = look === null;
    if (look != null) made[name].update(look);
  }
}

/** What `make` makes of each one of a list, by a name and a number from 0. */
export const numbered = (name, list, make) => Object.fromEntries(list.map((one, n) => [`${name}${n}`, make(one, n)]));

/** The names that are on, as classes. */
export const classes = (names) =>
  Object.keys(names)
    .filter((name) => names[name])
    .join(" ");

/** What the grid of a puzzle's target shows beside an output `{rows, cols, data}`; null where there is none. */
export function targetLook(wanted, { rows, cols, data }, shaded) {
  if (!wanted) return null;
  const same = rows === wanted.length && cols === wanted[0].length;
  return {
    rows: wanted.length,
    cols: wanted[0].length,
    values: wanted.flat(),
    shaded,
    size: sizeText(wanted.length, wanted[0].length),
    classes: (r, c) => (same && agrees(wanted[r][c], data[r * cols + c]) ? "cc-right" : ""),
  };
}

/**
 * The first of the plans `[mode, cells, room, most, lines]` whose cells are at least 28 px wide, else the last; and how wide
 * they are in it, at most `most` px. Where it has many `lines` of cells they are smaller, down to 20 px, so that a phone shows
 * all of them.
 */
export function fitStage(plans) {
  const [mode, cells, room, most, lines = 0] = plans.find(([, n, px]) => px / n >= 29) ?? plans.at(-1);
  const wide = Math.floor(room / cells) - 1; // a line of 1 px beside each
  const high = lines && Math.max(LEAST_CELL, Math.floor(TALLEST / lines) - 1);
  return { mode, cell: Math.min(most, high ? Math.max(20, Math.min(wide, high)) : Math.max(28, wide)) };
}

const TALLEST = 330; // of the cells of a stage on a phone, in px
const LEAST_CELL = 24; // that a finger hits

/** Whether a stage is as wide as beside the words of a figure on a laptop. Only then do its cells grow with its room. */
export const isWide = (width) => width >= 560;

/** How large the cells of a wide stage are at most, and how high all of them below each other, in px. */
export const LARGEST_CELL = 42;
const LARGE_CELL = 40;
const HIGHEST = 540;

/** The same where few of them stand on a stage, as in a signal, whose grids have one row. */
export const ROOMY_CELL = 48;

/** How wide the cells of two grids beside each other are, which have so many of them across; 22 to 34 px, more where it is wide. */
export const cellOfTwo = (width, cells) =>
  Math.max(22, Math.min(isWide(width) ? LARGEST_CELL : 34, Math.floor((width - 24) / (2 * cells)) - 1));

/**
 * The plan `[mode, cells, room, lines]` for a wide stage, and how wide its cells are, 28 to `LARGEST_CELL` px. Of the first two
 * plans it is the first with large cells, else the one with the larger; of the others, which are higher, the first with room.
 */
export function fillStage(plans) {
  const sized = plans.map(([mode, cells, room, lines]) => {
    const wide = Math.floor(room / cells) - 1; // a line of 1 px beside each
    return { mode, wide, cell: Math.min(wide, Math.floor(HIGHEST / lines) - 1, LARGEST_CELL) };
  });
  const fits = ({ wide }) => wide >= 28;
  const flat = sized.slice(0, 2).filter(fits);
  const large = flat.find(({ cell }) => cell >= LARGE_CELL) ?? flat.sort((one, other) => other.cell - one.cell)[0];
  const { mode, cell } = large ?? sized.slice(2).find(fits) ?? sized.at(-1);
  return { mode, cell: Math.max(28, cell) };
}

/** The cell of an output that is at work: the one pointed at, else the one at the position; null if there is none. */
export function cellAtWork({ position }, { rows, cols }, pointed) {
  if (pointed?.part === "output" && pointed.at[0] < rows && pointed.at[1] < cols) return pointed.at;
  return rows * cols ? [Math.floor(position / cols), position % cols] : null;
}
