// Numbers in text fields: they are dragged sideways, typed, and stepped by keys.
import { draggable, SLOP } from "./drag.js";
import { typedFields } from "./editing.js";
import { formatNumber, parseNumber, stepped } from "./numbers.js";

const PX_A_STEP = 8; // that a number is dragged sideways
const FINE = 0.1; // of a step, with Shift

/**
 * @typedef {object} Numbers
 * @property {AbortSignal} signal
 * @property {(field: HTMLInputElement) => number} valueAt what is set, drawn or not
 * @property {(field: HTMLInputElement, value: number) => void} set is told of another value
 * @property {(field: HTMLInputElement) => number} step
 * @property {(value: number) => string} [format]
 * @property {(value: number, field: HTMLInputElement) => number} [nearest] the value that is allowed and lies nearest
 * @property {boolean} [whole] Shift makes no finer steps
 * @property {(field: HTMLInputElement) => ?import("./drag.js").Axis} [slides] along which axis a drag that begins here is something else's
 * @property {Record<string, number>} [keys] those that step, and by how much
 * @property {(text: string) => void} [onReject]
 * @property {(text: string, value: number, field: HTMLInputElement) => void} [onTaken]
 */

/** @param {Numbers} numbers @returns {(field: HTMLInputElement, value: number, text?: string) => void} */
const putting =
  ({ valueAt, set, format = formatNumber }) =>
  (field, value, text = format(value)) => {
    field.dataset.shown = format(value);
    field.value = text; // only a drawing that shows another one writes over it
    if (value !== valueAt(field)) set(field, value);
  };

/**
 * Drag the number in a field sideways. A press alone, and one in the field that has the focus, is for its text.
 * @param {HTMLElement} root @param {Numbers} numbers
 */
function scrub(root, numbers, put) {
  const { signal, valueAt, step, nearest = (value) => value, whole = false, slides = () => null } = numbers;
  const free = (target) => target.matches("input[type=text]") && target !== document.activeElement;
  // The press itself would give the focus, and mark the text; of a finger it comes only after a tap, and may.
  let byMouse = false;
  root.addEventListener("mousedown", (event) => byMouse && free(event.target) && event.preventDefault(), { signal });
  draggable(root, {
    signal,
    grab(event) {
      byMouse = event.pointerType === "mouse";
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (!free(field)) return null;
      const { clientX: x, clientY: y } = event;
      return { field, slid: slides(field), before: valueAt(field), x, y, from: x, way: 0, step: step(field) };
    },
    move(held, event) {
      const upright = Math.abs(event.clientY - held.y) > Math.abs(event.clientX - held.from);
      if (held.slid && (held.slid !== "y" || upright)) return;
      // Shift may come and go: the way is added up.
      const fine = event.shiftKey && !whole ? FINE : 1;
      held.way += ((event.clientX - held.x) / PX_A_STEP) * fine;
      held.x = event.clientX;
      put(held.field, nearest(stepped(held.before, Math.round(held.way / fine) * fine * held.step), held.field));
    },
    back: ({ field, slid, before }) => (slid && slid !== "y") || put(field, before),
    tap({ field, slid, y }, { clientY }) {
      const carried = slid && Math.abs(clientY - y) >= SLOP; // up or down, with the window over it
      if (byMouse && !carried) field.focus();
    },
  });
}

/**
 * Take what is typed into the fields below `root`, stepped and dragged.
 * @param {HTMLElement} root @param {Numbers} numbers
 */
export function numberFields(root, numbers) {
  const { signal, valueAt, step, format = formatNumber, keys, onReject, onTaken } = numbers;
  const { nearest = (value) => value, whole = false } = numbers;
  const put = putting(numbers);
  const before = new WeakMap(); // of fields, what stood there when they were begun
  scrub(root, numbers, put);
  return typedFields(root, signal, {
    keys,
    begin: (field) => before.set(field, valueAt(field)),
    follow(field) {
      const value = parseNumber(field.value);
      if (value !== null && nearest(value, field) === value) put(field, value, field.value);
    },
    take(field) {
      const typed = field.value;
      const value = parseNumber(typed);
      put(field, value === null ? before.get(field) : nearest(value, field));
      if (value === null) onReject?.(typed);
      else onTaken?.(typed, value, field);
    },
    restore: (field) => put(field, before.get(field)),
    step(field, by, { shiftKey }) {
      const text = parseNumber(field.value);
      // A text that only shows the value may be rounded.
      const from = text === null || format(text) === field.dataset.shown ? valueAt(field) : text;
      put(field, nearest(stepped(from, by * (shiftKey && !whole ? FINE : 1) * step(field)), field));
      field.select(); // as when it got the focus: what is typed next takes its place
    },
  });
}
