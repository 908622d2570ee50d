// Drawings in SVG, as text.

export const range = (n) => Array.from({ length: n }, (_, i) => i);
export const round = (value, digits = 2) => Math.round(value * 10 ** digits) / 10 ** digits;
/** The number from `low` to `high` that is nearest to `value`. */
export const clip = (value, low, high) => Math.max(low, Math.min(high, value));
export const box = (x, y, width, height) =>
  `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;
/** Round numbers from below `low` to above `high`, so that about `count` lie between. */
export function ticksOf(low, high, count) {
  const rough = (high - low || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((by) => by * power >= rough);
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return range(last - first + 1).map((i) => Number(((first + i) * step).toPrecision(12)));
}
/** A path with a class; nothing where there is nothing to draw. */
export const path = (name, d) => (d ? `<path class="${name}" d="${d}"/>` : "");
/** A path filled with the pattern of this id. */
export const filled = (id, d) => (d ? `<path fill="url(#${id})" d="${d}"/>` : "");
export const group = (x, y, body) => `<g transform="translate(${round(x)} ${round(y)})">${body}</g>`;
/** The pattern for padding, to be `filled` with. */
export const hatch = (id, turn = -45) =>
  `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" ` +
  `patternTransform="rotate(${turn})"><path class="cc-hatch" d="M0 0v6M6 0v6"/></pattern>`;
/** A drawing whose top left is at `x`, `y`. */
export const svg = (width, height, body, x = 0, y = 0) =>
  `<svg width="${round(width)}" height="${round(height)}" ` +
  `viewBox="${[x, y, width, height].map((n) => round(n)).join(" ")}" aria-hidden="true">${body}</svg>`;

/** The lines between n×n cells that start at `from`; none where cells are too small for them. */
export const gridLines = (from, n, cell) =>
  cell < 5
    ? ""
    : range(n + 1)
        .map((i) => {
          const [at, start, length] = [from + i * cell, from, n * cell].map((px) => round(px));
          return `M${at} ${start}v${length}M${start} ${at}h${length}`;
        })
        .join("");

/** A square drawing with room for a line around it. */
export const square = (side, body) => svg(side + 4, side + 4, group(2, 2, body));
/** The cells where some rows meet some columns. */
export const cellBoxes = (rows, columns, cell) =>
  rows.flatMap((r) => columns.map((c) => box(c * cell, r * cell, cell, cell))).join("");
/** What lies at a place of a `square` of `size` cells, in px: a cell, as [row, column], or nothing. */
export function cellAt(part, { cell, size, before = 0 }, x, y) {
  const at = [y, x].map((px) => Math.floor((px - 2) / cell - before));
  return at.every((i) => i >= 0 && i < size) ? { part, at } : null;
}
/** A name for the patterns of a drawing, unlike that of any other view on the page. */
export const drawingId = () => `cc-h${Math.random().toString(36).slice(2)}`;
