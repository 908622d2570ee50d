// Drawings in SVG, as text, and boards that show one and can be pointed at.
import { make } from "./ui.js";

export const range = (n) => Array.from({ length: n }, (_, i) => i);
export const round = (value) => Math.round(value * 100) / 100;
export const box = (x, y, width, height) =>
  `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;
/** A path with a class; nothing where there is nothing to draw. */
export const path = (name, d) => (d ? `<path class="${name}" d="${d}"/>` : "");
/** The pattern for padding: fill with `url(#id)`. */
export const hatch = (id) =>
  `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" ` +
  `patternTransform="rotate(-45)"><path class="cc-hatch" d="M0 0v6M6 0v6"/></pattern>`;
export const svg = (width, height, body) =>
  `<svg width="${round(width)}" height="${round(height)}" ` +
  `viewBox="0 0 ${round(width)} ${round(height)}" aria-hidden="true">${body}</svg>`;

/** The lines between n×n cells that start at `from`; none where cells are too small for them. */
export const gridLines = (from, n, cell) =>
  cell < 5
    ? ""
    : range(n + 1)
        .map((i) => {
          const [at, start, length] = [from + i * cell, from, n * cell].map(round);
          return `M${at} ${start}v${length}M${start} ${at}h${length}`;
        })
        .join("");

/**
 * A named drawing that can be pointed at and clicked. `find(x, y)`, from its top left, says what is there:
 * `{part, at}`, as `ui.pointed` will be, or null.
 */
export function board(ui, [part, name], props, find, onPick) {
  const { signal } = ui;
  const inner = make("div", { class: "cc-board", ...props });
  const seek = (event) => {
    const drawing = inner.firstElementChild;
    if (!drawing) return null;
    const frame = drawing.getBoundingClientRect();
    return find(event.clientX - frame.left, event.clientY - frame.top);
  };
  const point = (found) => {
    if (JSON.stringify(found) === JSON.stringify(ui.pointed)) return;
    ui.point(found?.part)(found?.at ?? null);
  };
  for (const event of ["pointermove", "pointerdown"]) inner.addEventListener(event, (e) => point(seek(e)), { signal });
  inner.addEventListener("pointerleave", () => point(null), { signal });
  inner.addEventListener("click", (event) => onPick(seek(event)), { signal });
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [make("div", { class: "cc-name" }, name), inner, caption]);
  return { el, inner, caption };
}

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * Let the arrow keys point at what a pointer would, for a board that shows more than its cells: `size()` says how many
 * rows and columns there are, `start()` where the first key begins. With `turned`, the place pointed at is [column, row].
 * Escape, or leaving the board, points at nothing.
 */
export function pointByKeys(ui, element, part, { size, start, turned = false }) {
  const listen = (name, act) => element.addEventListener(name, act, { signal: ui.signal });
  const here = () => ui.pointed?.part === part;
  listen("keydown", (event) => {
    if (event.key === "Escape" && here()) ui.point(part)(null);
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const by = turned ? [...move].reverse() : move;
    const at = here() ? ui.pointed.at.map((x, axis) => x + by[axis]) : start();
    ui.point(part)(at.map((x, axis) => Math.max(0, Math.min(size()[axis] - 1, x))));
  });
  listen("blur", () => here() && ui.point(part)(null));
}
