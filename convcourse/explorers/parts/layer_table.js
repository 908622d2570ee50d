// The table of a stack's layers: one of them can be chosen, and its numbers dragged, typed and stepped.
import { editing } from "./editing.js";
import { make, node, nodes } from "./elements.js";
import { numberFields } from "./number_fields.js";
import { LAYER_NUMBERS } from "./stack.js";
import { clip } from "./svg.js";

/**
 * @typedef {object} Row a layer
 * @property {number} level from 1 @property {string} name @property {boolean} chosen @property {string} looks classes
 * @property {number[]} numbers its LAYER_NUMBERS without the kind @property {(number | string)[]} found what they make
 */
/**
 * @typedef {object} Doing
 * @property {[number, number][] | null} ends between which each number may be; null where none can be changed
 * @property {(level: number) => void} choose
 * @property {(level: number, number: number, value: number) => void} set
 */

const NAMES = LAYER_NUMBERS.slice(1).map((name) => name.replace("_", " "));
const TITLES = ["Layer", "k", "s", "p", "d", "Size", "Jump", "Field"];
const KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: 1, PageDown: -1 };
const place = (field) => [Number(field.closest("tr").dataset.level), Number(field.dataset.number)];

/** A row that is filled, and filled again, so that a number keeps the focus and the hand on it. */
function layerRow({ level, name, numbers }, ends) {
  const choose = make("button", { type: "button", class: "cc-f-choose" }, name);
  const field = (i) => {
    const names = { class: "cc-f-number", "aria-label": `Layer ${level}: ${NAMES[i]}`, "data-number": i };
    const [least, most] = ends[i];
    const limits = { role: "spinbutton", "aria-valuemin": least, "aria-valuemax": most };
    return make("input", { type: "text", inputmode: "numeric", autocomplete: "off", ...limits, ...names });
  };
  const cells = numbers.map((_, i) => make("td", {}, ends ? [field(i)] : []));
  const found = TITLES.slice(5).map(() => make("td"));
  const el = make("tr", { "data-level": level }, [make("th", { scope: "row" }, [choose]), ...cells, ...found]);
  return { el, choose, cells, found };
}

/** @param {ReturnType<typeof layerRow>} parts @param {Row} row */
function fill({ el, choose, cells, found }, row, fields) {
  el.className = row.looks;
  choose.setAttribute("aria-pressed", String(row.chosen));
  row.found.forEach((value, i) => {
    found[i].textContent = String(value);
  });
  row.numbers.forEach((value, i) => {
    const [input] = cells[i].children;
    if (input) fillNumber(input, value, row.chosen, fields);
    else cells[i].textContent = String(value);
  });
}

/** Only another value goes into the field: what a reader is typing at this moment stays. */
function fillNumber(input, value, chosen, fields) {
  input.tabIndex = chosen ? 0 : -1; // as in a grid, Tab does not go through all numbers
  input.setAttribute("aria-valuenow", String(value));
  if (input.dataset.shown === String(value)) return;
  input.value = input.dataset.shown = String(value);
  fields.forget(input);
}

/** Let the numbers of the table be dragged, typed and stepped. */
function takeNumbers(el, ui, { ends, set }, now) {
  const { onReject } = editing(ui, "1 or 3");
  return numberFields(el, {
    ...{ signal: ui.signal, keys: KEYS, whole: true, onReject },
    step: () => 1,
    valueAt: (field) => Number(now.ahead.get(field) ?? now.rows[place(field)[0] - 1].numbers[place(field)[1]]),
    nearest: (value, field) => Math.round(clip(value, ...ends[place(field)[1]])),
    set(field, value) {
      now.ahead.set(field, value);
      set(...place(field), value);
    },
    onTaken(text, value, field) {
      const number = place(field)[1];
      const [least, most] = ends[number];
      if (Math.round(clip(value, least, most)) !== value) {
        ui.notice(`“${text}” does not go: the ${NAMES[number]} is a whole number from ${least} to ${most}.`);
      }
    },
  });
}

/**
 * The table. Its rows are made anew only where layers come or go.
 * @param {any} ui the figure @param {Doing} doing
 */
export function layerTable(ui, doing) {
  const { ends, choose } = doing;
  const body = make("tbody");
  const heads = TITLES.map((name) => node("th", { scope: "col" }, name));
  const el = make("table", { class: "cc-f-table" }, nodes([node("thead", {}, node("tr", {}, ...heads))]));
  el.append(body);
  const now = { names: "", parts: [], rows: [], ahead: new Map() };
  const fields = ends ? takeNumbers(el, ui, doing, now) : null;
  const chosenBy = (event) => {
    const level = Number(event.target.closest("[data-level]")?.dataset.level);
    if (level) choose(level);
  };
  el.addEventListener("click", chosenBy, { signal: ui.signal });
  if (ends) el.addEventListener("focusin", (event) => event.target.select?.(), { signal: ui.signal });
  const picture = make("tr");

  function build(rows) {
    const focused = /** @type {HTMLElement} */ (document.activeElement);
    const level = body.contains(focused) ? focused.closest("tr").dataset.level : null;
    now.parts = rows.map((row) => layerRow(row, ends));
    body.replaceChildren(picture, ...now.parts.map((part) => part.el));
    if (level) now.parts[Math.min(Number(level), rows.length) - 1].choose.focus();
  }

  /** @param {{picture: (number | string)[], rows: Row[]}} look */
  function update({ picture: cells, rows }) {
    const names = rows.map((row) => row.name).join();
    if (names !== now.names) build(rows);
    now.names = names;
    now.rows = rows;
    now.ahead.clear();
    picture.replaceChildren(
      make("th", { scope: "row" }, "picture"),
      ...cells.map((cell) => make("td", {}, String(cell))),
    );
    rows.forEach((row, i) => fill(now.parts[i], row, fields));
  }
  return { el, update };
}
