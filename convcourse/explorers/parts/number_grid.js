// A grid of numbers, whose cells can be pointed at, picked and typed into.
import { colorScale } from "./colors.js";
import { slidable } from "./drag.js";
import { make } from "./elements.js";
import { ARROWS, arrowStep } from "./keys.js";
import { numberFields } from "./number_fields.js";
import { formatNumber, stepAmong } from "./numbers.js";

const placeOf = (element) => element.closest?.("[data-at]")?.dataset.at.split(",").map(Number) ?? null;

/**
 * What a grid shows.
 * @typedef {object} Look
 * @property {number} rows
 * @property {number} cols
 * @property {ArrayLike<number>} values
 * @property {string} size what stands below
 * @property {boolean} [shaded] coloured by value
 * @property {boolean} [signed] whether values may be negative; else where one is
 * @property {(value: number) => ?{background: string, color: string}} [look] colours of its own instead
 * @property {(r: number, c: number) => string} [classes]
 * @property {(r: number, c: number) => string} [note]
 * @property {(r: number, c: number) => boolean} [fixed] cannot be typed into
 * @property {(r: number, c: number) => boolean} [hidden] stays empty
 */

/**
 * @typedef {object} Options
 * @property {string} part
 * @property {string} label
 * @property {AbortSignal} signal
 * @property {(value: number) => string} [format]
 * @property {(row: number, col: number, value: number) => void} [onEdit]
 * @property {(text: string) => void} [onReject]
 * @property {(text: string, value: number) => void} [onTaken]
 * @property {(cell: ?number[]) => void} [onPoint]
 * @property {(row: number, col: number) => void} [onPick]
 * @property {(text: string, sheet: boolean) => boolean} [onPaste] says whether it took the text
 * @property {(row: number, col: number) => void} [onSlide] is told where to the window's top left cell is moved, in parts of cells
 * @property {() => any} [onGrasp] says what is there before the window is dragged
 * @property {(before: any) => void} [onReturn] is told to bring that back
 */

/**
 * A grid of numbers. One cell is in the tab order; arrow keys move among the others.
 * @param {Options} options
 * @returns {{el: HTMLElement, update: (look: Look) => void, outline: (window: ?object) => void}}
 */
export function numberGrid(options) {
  const { part, label, format = formatNumber } = options;
  const frameLine = make("div", { class: "cc-window", "aria-hidden": "true", hidden: true });
  const table = make("div", { class: "cc-cells", role: "grid", "aria-label": label });
  const frame = make("div", { class: "cc-frame" }, [table, frameLine]);
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [make("div", { class: "cc-name" }, label), frame, caption]);
  const now = { cells: [], look: null, window: null, ahead: new Map() }; // what stands there, and what was set since
  let shape = "";
  pointInto(table, options);
  if (options.onSlide) slideWindow(frameLine, table, options, now);
  moveAmong(table, options, now);
  const fields = typeInto(table, options, now);

  function update(look) {
    const { rows, cols, fixed } = look;
    const places = Array.from({ length: rows * cols }, (_, i) => [Math.floor(i / cols), i % cols]);
    const key = [rows, cols, ...places.map(([r, c]) => Number(!!fixed?.(r, c)))].join();
    if (key !== shape) {
      now.cells = buildCells(table, look, options);
      frame.style.setProperty("--cols", cols);
    }
    shape = key;
    now.look = look;
    now.ahead.clear();
    const scale = look.shaded ? colorScale(look.values, look.signed) : null;
    for (const at of places) fillCell(now.cells[at[0]][at[1]], at, look, scale);
    caption.replaceChildren(look.size, ...(scale ? [make("br"), scale.words] : []));
  }

  /** @param {HTMLElement} cell @param {number[]} at @param {Look} look */
  function fillCell(cell, [r, c], look, scale) {
    const shown = look.hidden?.(r, c) ? "" : format(look.values[r * look.cols + c]);
    const isField = cell.tagName === "INPUT";
    paintBox(cell.parentElement, look, [r, c], shown, look.look ?? scale?.of);
    if (isField) fillField(cell, shown, fields);
    else fillText(cell, shown, options.onPick);
    const words = isField ? "" : `: ${shown || "not computed yet"}`;
    cell.setAttribute("aria-label", `${label}, row ${r}, column ${c}${words}`);
  }

  /** Outline the window of `height`×`width` cells whose top left is at (row, col). One without a `stride` is only shown. */
  function outline(window) {
    frameLine.hidden = !window;
    now.window = window?.stride ? window : null;
    if (options.onSlide) {
      showHand(table, now.window);
      offer(frameLine, `Window over ${label}`, !!now.window);
      markUnder(now, label, frameLine);
    }
    for (const [name, value] of Object.entries(window ?? {})) frameLine.style.setProperty(`--${name}`, value);
  }

  return { el, update, outline };
}

/** @param {HTMLElement} table @param {Options} options */
function pointInto(table, { signal, onPoint, onPick }) {
  const listen = (name, act) => table.addEventListener(name, act, { signal });
  for (const name of ["pointerover", "focusin"]) listen(name, (event) => onPoint?.(placeOf(event.target)));
  for (const name of ["pointerleave", "focusout"]) listen(name, () => onPoint?.(null));
  listen("click", (event) => {
    const at = placeOf(event.target);
    if (at) onPick?.(at[0], at[1]);
  });
}

/**
 * The keys of a grid: arrows from cell to cell, and what picks one.
 * @param {HTMLElement} table @param {Options} options @param {{cells: HTMLElement[][]}} now
 */
function moveAmong(table, { signal, onPick }, now) {
  const onKey = (event) => {
    const at = placeOf(event.target);
    if (!at) return;
    if (onPick && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      onPick(at[0], at[1]);
    }
    const step = ARROWS[event.key];
    const next = step && caretMayLeave(event) && now.cells[at[0] + step[0]]?.[at[1] + step[1]];
    if (!next) return;
    event.preventDefault();
    focusCell(next, now.cells);
  };
  table.addEventListener("keydown", onKey, { signal });
}

const isUnder = (window, [r, c]) =>
  !!window && r >= window.row && r < window.row + window.height && c >= window.col && c < window.col + window.width;

/** Along which axis a window can be dragged. @returns {import("./drag.js").Axis} */
function axisOf(window) {
  if (window?.flat) return "x";
  return window?.upright ? "y" : "both";
}

/** Mark the cells under a window, which a finger drags, and say where it is. */
function markUnder({ cells, look, window }, label, line) {
  // A browser asks what a finger may do when it is put down: along one row the page still scrolls up and down.
  const name = window?.flat ? "cc-under-row" : "cc-under";
  for (const [r, row] of cells.entries()) {
    for (const [c, cell] of row.entries()) if (isUnder(window, [r, c])) cell.parentElement.classList.add(name);
  }
  if (!window) return;
  const most = look.rows * look.cols - 1;
  const values = { valuemin: 0, valuemax: most, valuenow: window.row * look.cols + window.col };
  for (const [key, value] of Object.entries(values)) line.setAttribute(`aria-${key}`, String(value));
  line.setAttribute("aria-valuetext", `${label}, row ${window.row}, column ${window.col}`);
}

/**
 * Let the window over a grid be dragged, by whatever cell under it is pressed, and moved by keys.
 * @param {HTMLElement} line @param {HTMLElement} table @param {Options} options @param {any} now
 */
function slideWindow(line, table, { signal, onSlide, onGrasp, onReturn }, now) {
  const unit = () => {
    const { width, height } = table.getBoundingClientRect();
    return [height / now.look.rows, width / now.look.cols];
  };
  slidable(table, {
    signal,
    axis: () => axisOf(now.window),
    place({ clientX, clientY }) {
      const { left, top } = table.getBoundingClientRect();
      const [high, wide] = unit();
      return [(clientY - top) / high, (clientX - left) / wide];
    },
    unit,
    window: () => now.window,
    // The field that has the focus is for its text.
    free: ({ target }) => target !== document.activeElement || /** @type {Element} */ (target).tagName !== "INPUT",
    keep: () => ({ row: now.window.row, col: now.window.col, before: onGrasp() }),
    slide: ({ row, col }, [down, across]) => onSlide(row + down, col + across),
    back: ({ before }) => onReturn(before),
  });
  const onKey = (event) => {
    const step = now.window && slideStep(event, now);
    if (step) onSlide(...step);
  };
  line.addEventListener("keydown", onKey, { signal });
}

/** By this a test finds what can be grasped. */
function showHand(table, window) {
  if (window) table.dataset.hand = axisOf(window);
  else delete table.dataset.hand;
}

/** Let a frame be reached as a slider, or be seen alone. */
function offer(line, name, inHand) {
  const attributes = inHand
    ? { role: "slider", "aria-label": name, tabindex: "0", "aria-hidden": null }
    : { role: null, "aria-label": null, tabindex: null, "aria-hidden": "true" };
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === null) line.removeAttribute(attribute);
    else line.setAttribute(attribute, value);
  }
}

/** Where a key brings a window; null for one that moves nothing. @returns {?[number, number]} */
function slideStep(event, { window: { row, col, stride }, look }) {
  const ends = { Home: [0, 0], End: [look.rows, look.cols] };
  const step = arrowStep(event);
  if (step) return [row + step[0] * stride[0], col + step[1] * stride[1]];
  if (!ends[event.key]) return null;
  event.preventDefault();
  return ends[event.key];
}

/**
 * Take what is typed, pasted or dragged into the cells.
 * @param {HTMLElement} table @param {Options} options @param {any} now
 */
function typeInto(table, options, now) {
  const { signal, format, onEdit, onReject, onTaken, onPaste, onSlide } = options;
  if (!onEdit) return null;
  function onPasted(event) {
    const pasted = event.clipboardData?.getData("text") ?? "";
    const sheet = /<t[dr]\b/i.test(event.clipboardData?.getData("text/html") ?? "");
    const taken = onPaste?.(pasted, sheet);
    // A field drops line ends: of 1 above 2 it would make 12.
    const refused = !taken && /[\n\r\t]/.test(pasted.trim());
    if (taken || refused) event.preventDefault();
    if (refused) onReject?.(pasted.trim());
  }
  table.addEventListener("paste", onPasted, { signal });
  return numberFields(table, {
    ...{ signal, format, onReject, onTaken },
    valueAt(field) {
      const [r, c] = placeOf(field);
      return now.ahead.get(`${r},${c}`) ?? now.look.values[r * now.look.cols + c];
    },
    set(field, value) {
      const at = placeOf(field);
      now.ahead.set(at.join(), value);
      onEdit(at[0], at[1], value);
    },
    step: () => stepAmong(now.look.values),
    // Then a drag is the window's; where that goes up and down alone, one sideways is the number's.
    slides: (field) => (onSlide && isUnder(now.window, placeOf(field)) ? axisOf(now.window) : null),
  });
}

function focusCell(cell, cells) {
  for (const one of cells.flat()) one.tabIndex = one === cell ? 0 : -1;
  cell.focus();
  cell.select?.();
}

/** @param {number[]} at */
function makeCell([r, c], look, { onEdit, signal }) {
  const props = { "data-at": `${r},${c}`, tabindex: -1, class: "cc-cell" };
  if (!onEdit || look.fixed?.(r, c)) return make("div", { ...props, role: "gridcell" });
  const field = { type: "text", autocomplete: "off", spellcheck: "false", focusin: (event) => event.target.select() };
  return make("input", { ...props, ...field }, [], signal);
}

/** Put other cells into a table; the one that had the focus has it again. */
function buildCells(table, look, options) {
  const active = /** @type {HTMLElement} */ (document.activeElement);
  const focused = table.contains(active) ? active.dataset.at : null;
  const cells = Array.from({ length: look.rows }, (_, r) =>
    Array.from({ length: look.cols }, (_, c) => makeCell([r, c], look, options)),
  );
  const entry = cells.flat().find((cell) => cell.tagName === "INPUT") ?? cells[0]?.[0];
  if (entry) entry.tabIndex = 0;
  const box = (cell) =>
    make("div", { class: "cc-box", role: cell.tagName === "INPUT" ? "gridcell" : "presentation" }, [cell]);
  table.replaceChildren(...cells.map((row) => make("div", { role: "row", class: "cc-row" }, row.map(box))));
  if (focused) focusCell(table.querySelector(`[data-at="${focused}"]`) ?? entry, cells);
  return cells;
}

/** @param {HTMLElement} box @param {Look} look @param {number[]} at */
function paintBox(box, { values, cols, classes, note }, [r, c], shown, colors) {
  box.className = `cc-box ${classes?.(r, c) ?? ""}`;
  box.dataset.long = shown.length > 4 ? "very" : String(shown.length > 3);
  box.dataset.note = note?.(r, c) ?? "";
  const color = shown && !box.classList.contains("cc-padding") ? colors?.(values[r * cols + c]) : null;
  box.style.background = color?.background ?? "";
  box.style.color = color?.color ?? "";
}

/** Only a new value goes into a field: what a reader is typing at this moment stays. */
function fillField(field, shown, fields) {
  if (field.dataset.shown === shown) return;
  field.value = field.dataset.shown = shown;
  fields.forget(field);
}

function fillText(cell, shown, onPick) {
  cell.textContent = shown;
  if (onPick) cell.setAttribute("aria-selected", String(cell.parentElement.classList.contains("cc-lit")));
}

/** Inside a text field the caret moves first: an arrow leaves the cell only from the end of the text. */
function caretMayLeave({ key, target }) {
  if (target.tagName !== "INPUT" || key === "ArrowUp" || key === "ArrowDown") return true;
  const all = target.selectionStart === 0 && target.selectionEnd === target.value.length;
  const edge = key === "ArrowLeft" ? 0 : target.value.length;
  return all || (target.selectionStart === edge && target.selectionEnd === edge);
}
