// How the windows of a layer are drawn: along a line, and on squares. Text of SVG, and where things lie in it.
import { box, cellBoxes, clip, filled, gridLines, group, hatch, path, range, round, square, svg } from "./svg.js";
import { windowCells } from "./windows.js";

/** @typedef {import("./windows.js").Layer} Layer */
/** @typedef {import("./windows.js").Windows} Windows */
/**
 * @typedef {object} Line where the parts of the number line lie, in px
 * @property {number} cell the width of a cell @property {number} row the height of a window
 * @property {number} windows where they begin @property {number} ghost the height of the one that no longer fits
 * @property {number} outputs where they begin @property {number} height
 */
/** @typedef {{at: number, users: number[], id: string}} OnLine the window at work, those to light up, the padding's pattern */

const LINE = { labels: 16, cells: 24, gap: 8, outputs: 24 };

/** Sizes of the drawing in a width: a cell of the line, a cell of the grids, and whether these stand side by side. */
export function sizeLayout(width, { end, padded, span, count }) {
  const line = Math.min(30, width / end);
  const input = Math.max(padded, span);
  // Beside each other the arrow takes 56 px; an output's name and size take 64, however small it is.
  const most = width < 480 ? 170 : 200;
  const plane = Math.min(22, most / input, (width - 56) / (input + count), (width - 120) / input);
  return { line, plane: Math.max(0.25, plane) };
}

/** The number line for cells of width `cell`, from top to bottom. @returns {Line} */
export function lineGeometry(cell, { count, leftover }) {
  const row = Math.min(13, Math.max(0.6, 130 / Math.max(1, count)));
  const windows = LINE.labels + LINE.cells + LINE.gap;
  const ghost = leftover || !count ? Math.max(row, 8) + 3 : 0;
  const outputs = windows + count * row + ghost + LINE.gap;
  return { cell, row, windows, ghost, outputs, height: outputs + LINE.outputs + 4 };
}

/**
 * What lies at a place of the number line, in px: a cell of the input, a window, or nothing.
 * @param {Line} line @param {Windows} windows @param {Layer} layer
 */
export function onLine({ cell, row, windows, outputs }, { count, padded, span }, { stride }, x, y) {
  const across = (x - 1) / cell;
  if (y < windows - LINE.gap / 2) {
    return across >= 0 && across < padded ? { part: "cell", at: [Math.floor(across)] } : null;
  }
  const window = (i) => ({ part: "window", at: [clip(i, 0, count - 1)] });
  if (!count) return null;
  if (y < windows + count * row) return window(Math.floor((y - windows) / row));
  return y < outputs ? null : window(Math.round((across - span / 2) / stride));
}

const cross = (x, y, w, h) =>
  `M${round(x)} ${round(y)}l${round(w)} ${round(h)}m0 ${round(-h)}l${round(-w)} ${round(h)}`;

/** Cells of the line as boxes. */
const cellsAt = (cells, cell, y, height) => cells.map((x) => box(x * cell, y, cell, height)).join("");

/** The cells that window `i` reads, with a seam between them where there is room for it. */
function tapBoxes(layer, { cell }, i, y, height) {
  const seam = cell >= 5 ? 1 : 0;
  return windowCells(layer, i)
    .map((x) => box(x * cell + seam / 2, y, cell - seam, height))
    .join("");
}

/** The index of each input in its cell, or where cells are narrow, of every fifth, tenth, … above the line. */
function lineLabels({ input_size, padding }, readers, cell) {
  const end = readers.length * cell;
  const inside = cell >= 17;
  const every = [5, 10, 20, 50, 100].find((step) => step * cell >= 26) ?? 100;
  const y = inside ? LINE.labels + 16 : LINE.labels - 4;
  return range(input_size)
    .filter((x) => (inside ? readers[x + padding] : x % every === 0))
    .map((x) => {
      const middle = Math.min((x + padding + 0.5) * cell, end - 4 * String(x).length); // a digit is 7 px wide
      return `<text x="${round(middle)}" y="${y}">${x}</text>`;
    })
    .join("");
}

/** The padded input along the line: its padding hatched, what no window reads crossed out. */
function lineCells(layer, { padded, readers, unread }, { cell }, id) {
  const { padding, input_size } = layer;
  const top = LINE.labels;
  const inside = (x) => x >= padding && x < padded - padding;
  const draw = (cells) => cellsAt(cells, cell, top, LINE.cells);
  const cells = range(padded);
  const missing = unread.map((x) => x + padding);
  const crosses = missing.map((x) => cross(x * cell + cell * 0.2, top + 4, cell * 0.6, 16)).join("");
  return (
    filled(id, draw(cells.filter((x) => !inside(x)))) +
    path("cc-s-input", draw(cells.filter((x) => inside(x) && readers[x]))) +
    path("cc-s-lines", cell >= 4 ? draw(cells) : "") +
    path("cc-s-inframe", box(padding * cell, top, input_size * cell, LINE.cells)) +
    (cell >= 5 ? path("cc-s-cross", crosses) : path("cc-s-mark", cellsAt(missing, cell, top + LINE.cells - 5, 5))) +
    lineLabels(layer, readers, cell)
  );
}

/** The middle of window `i`, where its output stands, and that output. */
const middleOf = ({ stride }, { span }, { cell }, i) => (i * stride + span / 2) * cell;
function outputBox(layer, windows, line, i) {
  const side = Math.min(24, line.cell);
  return box(middleOf(layer, windows, line, i) - side / 2, line.outputs, side, LINE.outputs);
}

/** A row for each window, with what it reads, and its output below; those to light up over them. */
function lineWindows(layer, windows, line, users) {
  const { cell, row } = line;
  const height = Math.max(row - (row > 4 ? 2 : 0), 0.6);
  const all = range(windows.count);
  const top = (i) => line.windows + i * row;
  const bar = (i, y, h) => box(i * layer.stride * cell, y, windows.span * cell, h);
  const outputs = (some) => some.map((i) => outputBox(layer, windows, line, i)).join("");
  const spans = all.map((i) => bar(i, top(i) + height * 0.35, height * 0.3));
  const taps = all.map((i) => tapBoxes(layer, line, i, top(i), height));
  const lit = users.map((i) => bar(i, top(i), height));
  return (
    path("cc-s-span", spans.join("")) +
    path("cc-s-kernel", taps.join("")) +
    path("cc-s-user", lit.join("")) +
    path("cc-s-output", outputs(all)) +
    path("cc-s-user", outputs(users))
  );
}

/** The window at work, what it reads, and the thread from it to its output. */
function lineAtWork(layer, windows, line, at) {
  const { cell, row } = line;
  const y = line.windows + at * row;
  const height = Math.max(row - (row > 4 ? 2 : 0), 5);
  const [x, span] = [at * layer.stride * cell, windows.span * cell];
  const read =
    cell < 6 ? box(x, LINE.labels, span, LINE.cells) : cellsAt(windowCells(layer, at), cell, LINE.labels, LINE.cells);
  return (
    path("cc-s-thread", `M${round(middleOf(layer, windows, line, at))} ${round(y + height)}V${line.outputs}`) +
    path("cc-s-kernel", tapBoxes(layer, line, at, y, height)) +
    path("cc-s-window", box(x, y - 1, span, height + 2) + outputBox(layer, windows, line, at)) +
    path("cc-s-window", read)
  );
}

/** The window that no longer fits. */
function lineGhost(layer, { count, span }, { cell, row, windows }) {
  const y = windows + count * row + 3;
  const taps = cellsAt(windowCells(layer, count), cell, y, 8);
  return path("cc-s-ghost", box(count * layer.stride * cell, y, span * cell, 8) + taps);
}

/**
 * The number line: the padded input, a row for each window, the outputs below the middle of their windows.
 * @param {Layer} layer @param {Windows} windows @param {Line} line @param {OnLine} on
 */
export function lineDrawing(layer, windows, line, { at, users, id }) {
  return svg(
    windows.end * line.cell + 2,
    line.height,
    `<defs>${hatch(id)}</defs>` +
      group(
        1,
        0,
        lineCells(layer, windows, line, id) +
          lineWindows(layer, windows, line, users) +
          (windows.count ? lineAtWork(layer, windows, line, at) : "") +
          (line.ghost ? lineGhost(layer, windows, line) : ""),
      ),
  );
}

/** The pattern for what is never read: crosses, or where cells are too small for them, marks. */
function crossPattern(id, cell) {
  const mark = path("cc-s-mark", box(0, 0, cell * 0.6, cell * 0.6));
  const drawn = cell < 5 ? mark : path("cc-s-cross", cross(cell * 0.25, cell * 0.25, cell * 0.5, cell * 0.5));
  return `<pattern id="${id}" width="${cell}" height="${cell}" patternUnits="userSpaceOnUse">${drawn}</pattern>`;
}

/** The padded input as a square: its unread rows and columns crossed out, one window outlined with its taps. */
export function inputDrawing(layer, { padded, span, count, unread }, cell, { at, row, id }) {
  const { padding, input_size, stride } = layer;
  const side = input_size * cell;
  const edge = padding * cell;
  const inner = box(edge, edge, side, side);
  const lost = unread
    .map((x) => (x + padding) * cell)
    .map((x) => box(x, edge, cell, side) + box(edge, x, side, cell))
    .join("");
  const [x, y] = count ? [at * stride, row * stride] : [0, 0];
  const taps = windowCells(layer, 0);
  const under = cellBoxes(
    taps.map((r) => y + r),
    taps.map((c) => x + c),
    cell,
  );
  return square(
    Math.max(padded, span) * cell,
    `<defs>${hatch(id)}${crossPattern(`${id}x`, cell)}</defs>` +
      filled(id, box(0, 0, padded * cell, padded * cell)) +
      path("cc-s-paper", inner) +
      path("cc-s-input", inner) +
      path("cc-s-paper", lost) +
      filled(`${id}x`, lost) +
      path("cc-s-kernel", under) +
      path("cc-s-lines", gridLines(0, padded, cell)) +
      path("cc-s-inframe", inner) +
      path(count ? "cc-s-window" : "cc-s-ghost", box(x * cell, y * cell, span * cell, span * cell)),
  );
}

/** The output as a square, with the cell at work and those that read the pixel pointed at. */
export function outputDrawing({ count }, cell, { at, row, both }) {
  return square(
    count * cell,
    path("cc-s-output", box(0, 0, count * cell, count * cell)) +
      path("cc-s-outlines", gridLines(0, count, cell)) +
      path("cc-s-user", both ? cellBoxes(...both, cell) : "") +
      path("cc-s-window", count ? cellBoxes([row], [at], cell) : ""),
  );
}
