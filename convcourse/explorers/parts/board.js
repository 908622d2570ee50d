// Boards: drawings that have a name, can be pointed at and clicked, and that keys move about in.
import { slidable } from "./drag.js";
import { make } from "./elements.js";
import { ARROWS } from "./keys.js";
import { clip } from "./svg.js";

/** @typedef {{part: string, at: number[]}} Found what lies at a place of a drawing */
/** @typedef {{el: HTMLElement, inner: HTMLElement, caption: HTMLElement}} Board */

/** What a board is to a screen reader that keys move about in: its value is the place. */
export const slider = (label) => ({ role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-label": label });
/** Moves along one row, as [rows, columns], for the `moves` of a board. */
export const ALONG = { ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1e3], End: [0, 1e3] };

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
    ui.point(found?.part)(found?.at ?? null);
  };
  // A drag is no pointing.
  const onPoint = (event) => inner.classList.contains("cc-held") || point(seek(event));
  for (const type of ["pointermove", "pointerdown"]) listen(type, onPoint);
  listen("pointerleave", () => point(null));
  if (onPick) listen("click", (event) => onPick(seek(event)));
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [make("div", { class: "cc-name" }, name), inner, caption]);
  return { el, inner, caption };
}

/**
 * A board as a part of a figure. It shows a `drawing` with a `caption`, and where they change a `name`, a `label` and a
 * `value`: the number of the place, the most that there is, and the place in words.
 * @param {[string, string]} name its part and its name @param {object} props
 * @param {object} does
 * @param {(look: any, x: number, y: number) => Found | null} does.find what lies at a place of what is shown
 * @param {(state: any, found: Found, data: any) => object | null} [does.picks] the changes that a click makes
 * @param {Record<string, number[]>} [does.moves] which keys move by how much
 * @param {(state: any, by: number[], data: any) => object | null} [does.moved] the changes that such a move makes
 * @param {(look: any) => ?Held} [does.slides] what can be dragged of what is shown
 * @param {"x" | "both"} [does.axis] along which
 */
export const boardPart =
  (name, props, { find, picks, moves, moved, slides, axis }) =>
  (ui) => {
    let look = null;
    const change = (changes) => changes && ui.set(changes);
    const onPick = (found) => found && change(picks(ui.state(), found, ui.data));
    const { el, inner, caption } = board(ui, name, props, (x, y) => find(look, x, y), picks && onPick);
    const onKey = (event) => {
      const by = moves[event.key];
      if (!by) return;
      event.preventDefault();
      change(moved(ui.state(), by, ui.data));
    };
    if (moves) inner.addEventListener("keydown", onKey, { signal: ui.signal });
    if (slides) slideOn(ui, inner, axis, () => look && slides(look));
    function update(shown) {
      look = shown;
      inner.innerHTML = shown.drawing;
      caption.textContent = shown.caption;
      if (shown.name) el.firstElementChild.textContent = shown.name;
      if (shown.label) inner.setAttribute("aria-label", shown.label);
      const [now, most, text] = shown.value ?? [];
      if (shown.value)
        for (const [what, is] of Object.entries({ now, max: most, text })) inner.setAttribute(`aria-value${what}`, is);
    }
    return { el, inner, update };
  };

/**
 * What is dragged on a board.
 * @typedef {object} Held
 * @property {{row: number, col: number, height: number, width: number}} window where it lies, in px from the drawing's top left
 * @property {number[]} unit how many px down and across it is to the next stop
 * @property {number[]} at the stop where it is, as [row, column]
 * @property {(state: any, stop: number[], data: any) => object} to the changes that lead to a stop
 */

/** Let what is drawn on a board be dragged from stop to stop. @param {() => ?Held} held */
function slideOn(ui, inner, axis, held) {
  const put = (changes) => {
    const state = ui.state();
    if (Object.keys(changes).some((name) => changes[name] !== state[name])) ui.set(changes);
  };
  slidable(inner, {
    signal: ui.signal,
    axis,
    place({ clientX, clientY }) {
      const { left, top } = inner.firstElementChild.getBoundingClientRect();
      return [clientY - top, clientX - left];
    },
    unit: () => [1, 1],
    window: () => held()?.window,
    keep: () => ({ state: ui.state(), ...held() }),
    slide({ state, unit, at, to }, by) {
      ui.point(null)(null); // what is pointed at would be shown instead
      const stop = at.map((n, k) => n + Math.round(by[k] / unit[k]));
      put(to(state, stop, ui.data));
    },
    back({ state, at, to }) {
      const changed = Object.keys(to(state, at, ui.data)).filter((name) => name in state);
      put(Object.fromEntries(changed.map((name) => [name, state[name]])));
    },
  });
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
    ui.point(part)(at.map((x, axis) => clip(x, 0, size()[axis] - 1)));
  });
  listen("blur", leave);
}
