// A grid of numbers, whose cells can be pointed at, picked and typed into.
import { colorScale } from "./colors.js";
import { typedFields } from "./editing.js";
import { make } from "./elements.js";
import { ARROWS } from "./keys.js";
import { formatNumber, parseNumber } from "./numbers.js";

const placeOf = (element) => element.closest?.("[data-at]")?.dataset.at.split(",").map(Number) ?? null;

/**
 * What a grid shows.
 * @typedef {object} Look
 * @property {number} rows
 * @property {number} cols
 * @property {ArrayLike<number>} values
 * @property {string} size what stands below
 * @property {boolean} [shaded] coloured by value
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
  const now = { cells: [], look: null }; // what stands there
  let shape = "";
  pointInto(table, options);
  moveAmong(table, options, now);
  const fields = typeInto(table, options, ([r, c]) => format(now.look.values[r * now.look.cols + c]));

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
    const scale = look.shaded ? colorScale(look.values) : null;
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

  /** Outline the window of `height`×`width` cells whose top left is at (row, col). */
  function outline(window) {
    frameLine.hidden = !window;
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

/**
 * Take what is typed or pasted into the cells; `text` is what stands at a place.
 * @param {HTMLElement} table @param {Options} options @param {(at: number[]) => string} text
 */
function typeInto(table, { signal, format = formatNumber, onEdit, onReject, onTaken, onPaste }, text) {
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
  return typedFields(table, signal, {
    take(field) {
      const at = placeOf(field);
      const typed = field.value;
      const value = parseNumber(typed);
      if (value === null) onReject?.(typed);
      else {
        onEdit(at[0], at[1], value);
        onTaken?.(typed, value);
      }
      field.value = value === null ? text(at) : format(value);
    },
    restore: (field) => {
      field.value = text(placeOf(field));
    },
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
