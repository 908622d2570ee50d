// Boards: drawings that have a name, can be pointed at and clicked, and that keys move about in.
import { ARROWS } from "./keys.js";
import { make } from "./ui.js";

/** @typedef {{part: string, at: number[]}} Found what lies at a place of a drawing */
/** @typedef {{el: HTMLElement, inner: HTMLElement, caption: HTMLElement}} Board */

/** What a board is to a screen reader that keys move about in: its value is the place. */
export const SLIDER = { role: "slider", tabindex: "0", "aria-valuemin": "0" };
/** Moves along one row, as [rows, columns], for `moveByKeys`. */
export const ALONG = { ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1e3], End: [0, 1e3] };

/** The number from 0 to `most` that is nearest to `value`. */
export const within = (value, most) => Math.max(0, Math.min(most, value));

/**
 * A named drawing that can be pointed at and clicked. `find(x, y)`, from its top left, says what is there, as
 * `ui.pointed` will be, or null.
 * @param {any} ui @param {[string, string]} name its part and its name @param {object} props
 * @param {(x: number, y: number) => Found | null} find @param {(found: Found | null) => void} [onPick]
 * @returns {Board}
 */
export function board(ui, [part, name], props, find, onPick) {
  const inner = make("div", { class: "cc-board", ...props });
  const listen = (type, act) => inner.addEventListener(type, act, { signal: ui.signal });
  const seek = (event) => {
    const drawing = inner.firstElementChild;
    if (!drawing) return null;
    const frame = drawing.getBoundingClientRect();
    return find(event.clientX - frame.left, event.clientY - frame.top);
  };
  const point = (found) => {
    if (JSON.stringify(found) !== JSON.stringify(ui.pointed)) ui.point(found?.part)(found?.at ?? null);
  };
  for (const type of ["pointermove", "pointerdown"]) listen(type, (event) => point(seek(event)));
  listen("pointerleave", () => point(null));
  if (onPick) listen("click", (event) => onPick(seek(event)));
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [make("div", { class: "cc-name" }, name), inner, caption]);
  return { el, inner, caption };
}

/** Say to a screen reader where a board's place is: its value of 0 to `most`, and in words. */
export function setValue(element, value, most, text) {
  element.setAttribute("aria-valuenow", value);
  element.setAttribute("aria-valuemax", most);
  element.setAttribute("aria-valuetext", text);
}

/** Let keys move about: `moves` says for each what `act` is called with. */
export function moveByKeys(ui, element, moves, act) {
  const onKey = (event) => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    act(move);
  };
  element.addEventListener("keydown", onKey, { signal: ui.signal });
}

/** How far an arrow key goes, as [rows, columns]; null for any other key, and for one that is the page's. */
export const arrowMove = ({ key, ctrlKey, altKey, metaKey }) =>
  ctrlKey || altKey || metaKey ? null : (ARROWS[key] ?? null);

/**
 * Let the arrow keys point at what a pointer would, for a board that shows more than its cells: `size()` says how many
 * rows and columns there are, `start()` where the first key begins. With `turned`, the place pointed at is [column, row].
 * Escape, or leaving the board, points at nothing.
 */
export function pointByKeys(ui, element, part, { size, start, turned = false }) {
  const listen = (type, act) => element.addEventListener(type, act, { signal: ui.signal });
  const here = () => ui.pointed?.part === part;
  const leave = () => here() && ui.point(part)(null);
  listen("keydown", (event) => {
    if (event.key === "Escape") leave();
    const move = arrowMove(event);
    if (!move) return;
    event.preventDefault();
    const by = turned ? [...move].reverse() : move;
    const at = here() ? ui.pointed.at.map((x, axis) => x + by[axis]) : start();
    ui.point(part)(at.map((x, axis) => within(x, size()[axis] - 1)));
  });
  listen("blur", leave);
}
