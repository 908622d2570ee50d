// PoolingExplorer: max and average pooling of a small grid, and what a small shift does to it.
import { node } from "./parts/elements.js";
import { arrow, box, cellAtWork, classes, gridFigure, isWide, ROOMY_CELL, steps, words } from "./parts/figure.js";
import { isExact, resultPart } from "./parts/lines.js";
import { formatNumber, sizeText } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { counted } from "./parts/words.js";

const MAX = 0;
const wrap = (n, size) => ((n % size) + size) % size;

/** The picture moved to the right; what leaves there comes in at the left. */
export const moved = (input, shift) => input.map((row) => row.map((_, c) => row[wrap(c - shift, row.length)]));

/** How many windows fit along an axis, as torch counts; 0 where none does, or where torch refuses the padding. */
export function pooledSize(n, { kernel_size: k, stride: s, padding: p, ceil_mode }) {
  const steps = (n + 2 * p - k) / s;
  if (2 * p > k || Math.ceil(steps) < 0) return 0;
  if (!ceil_mode) return Math.max(0, Math.floor(steps) + 1);
  const count = Math.ceil(steps) + 1;
  return (count - 1) * s >= n + p ? count - 1 : count; // none may start behind the picture
}

/** What one window holds and makes: its cells, how many count, which wins, and the value. */
export function windowAt(input, options, [row, col]) {
  const { kernel_size: k, stride: s, padding: p, kind, count_include_pad } = options;
  const [rows, cols] = [input.length, input[0].length];
  const [top, left] = [row * s - p, col * s - p];
  const cells = [];
  for (let r = top; r < Math.min(top + k, rows + p); r++) {
    for (let c = left; c < Math.min(left + k, cols + p); c++) {
      const inside = r >= 0 && c >= 0 && r < rows && c < cols;
      cells.push({ row: r, col: c, inside, value: inside ? input[r][c] : kind === MAX ? -Infinity : 0 });
    }
  }
  if (kind === MAX) {
    const winner = cells.reduce((best, cell) => (cell.value > best.value ? cell : best));
    return { top, left, cells, winner, value: winner.value };
  }
  const counted = cells.filter((cell) => cell.inside || count_include_pad);
  const sum = counted.reduce((total, cell) => total + cell.value, 0);
  return { top, left, cells: counted, value: sum / counted.length };
}

/** All windows of a picture, as it lies (moved or not). */
export function pool(input, options) {
  const [rows, cols] = [input.length, input[0].length].map((n) => pooledSize(n, options));
  const empty = rows === 0 || cols === 0;
  const windows = empty
    ? []
    : Array.from({ length: rows * cols }, (_, i) => windowAt(input, options, [Math.floor(i / cols), i % cols]));
  return { rows: empty ? 0 : rows, cols: empty ? 0 : cols, windows, values: windows.map(({ value }) => value) };
}

export function compute(state) {
  const shown = moved(state.input, state.shift);
  return { ...pool(shown, state), shown, before: pool(state.input, state).values };
}

/** How a state stands to a puzzle's goal. */
export const judge = judging((state, { values, before }, { goal: { unnoticed, alike } }) => {
  const numbers = state.input.flat();
  if (unnoticed) {
    const left = numbers.filter((value) => value !== 0);
    if (left.length !== 1 || left[0] !== unnoticed) {
      return unsolved(`The picture has to hold one ${unnoticed}, and zeros.`);
    }
    const changed = values.filter((value, i) => value !== before[i]).length;
    return changed ? unsolved(`${counted(changed, "output")} noticed.`) : solved("no output noticed.");
  }
  const other = pool(state.input, { ...state, kind: 1 - state.kind }).values;
  const same = values.filter((value, i) => Math.abs(value - other[i]) < 1e-9).length;
  if (same < values.length) return unsolved(`Maximum and average agree in ${same} of ${values.length} places.`);
  const different = new Set(numbers).size;
  return different >= alike
    ? solved(`they agree in all ${same} places.`)
    : unsolved(`They agree, but the picture holds ${different} different numbers; ${alike} are wanted.`);
});

/** The cell that stands out as the winner: none where all are equal, though the first is taken then. */
export const standsOut = (window) =>
  window?.winner && window.cells.some(({ value }) => value !== window.value) ? window.winner : null;

/** The sum line: the largest of some numbers, or their mean. */
function valueLine(window, kind, lit) {
  const { cells, value } = window;
  const winner = standsOut(window);
  const looks = (cell) =>
    classes({
      "cc-term": true,
      "cc-t-input": cell.inside,
      "cc-t-padding": !cell.inside,
      "cc-p-wins": cell === winner,
      "cc-lit": cell === lit,
    });
  const term = (cell) => node("span", { class: looks(cell) }, formatNumber(cell.value));
  const joined = cells.flatMap((cell, i) => (i ? [kind === MAX ? ", " : " + ", term(cell)] : [term(cell)]));
  const result = resultPart(formatNumber(value));
  return kind === MAX
    ? ["max(", ...joined, ") = ", result]
    : ["(", ...joined, `) / ${cells.length} ${isExact(value) ? "=" : "≈"} `, result];
}

function shiftWords({ shift }, { values, before }) {
  if (!shift || !values.length) return "";
  const same = values.filter((value, i) => Math.abs(value - before[i]) < 1e-9).length;
  return `Moved by ${shift}: ${same} of ${values.length} outputs are as they were.`;
}

function refusalWords({ padding, kernel_size }) {
  if (2 * padding <= kernel_size) return "The window is larger than the padded picture.";
  return `PyTorch refuses: the padding of a pooling is at most half its window, here ${Math.floor(kernel_size / 2)}.`;
}

function inputLook({ padding: p, kernel_size: k, kind }, { shown }, window, lit) {
  const [rows, cols] = [shown.length + 2 * p, shown[0].length + 2 * p];
  const inside = (r, c) => r >= p && c >= p && r < rows - p && c < cols - p;
  const holds = (cell, r, c) => cell && cell.row + p === r && cell.col + p === c;
  const outside = kind === MAX ? -Infinity : 0;
  const winner = standsOut(window);
  return {
    rows,
    cols,
    fixed: (r, c) => !inside(r, c),
    values: Array.from({ length: rows * cols }, (_, i) => shown[Math.floor(i / cols) - p]?.[(i % cols) - p] ?? outside),
    size: sizeText(shown.length, shown[0].length) + (p ? `, padded to ${sizeText(rows, cols)}` : ""),
    classes: (r, c) =>
      classes({ "cc-padding": !inside(r, c), "cc-right": holds(winner, r, c), "cc-lit": holds(lit, r, c) }),
    window: window && {
      row: window.top + p,
      col: window.left + p,
      height: Math.min(k, rows - window.top - p),
      width: Math.min(k, cols - window.left - p),
    },
  };
}

function outputLook(state, { rows, cols, values, before, windows }, at, { pointed, puzzle, known }) {
  const isAt = ({ row, col }) => row + state.padding === pointed.at[0] && col + state.padding === pointed.at[1];
  const uses = (i) => pointed?.part === "input" && windows[i].cells.some(isAt);
  const isNew = (i) => !!state.shift && Math.abs(values[i] - before[i]) > 1e-9;
  const here = (i) => !!at && at[0] * cols + at[1] === i;
  const later = (i) => !puzzle && !state.shift && !known(i) && !here(i);
  return {
    rows,
    cols,
    values,
    size: sizeText(rows, cols),
    hidden: (r, c) => later(r * cols + c),
    note: (r, c) => (isNew(r * cols + c) ? "new" : ""),
    classes: (r, c) => {
      const i = r * cols + c;
      return classes({ "cc-later": later(i), "cc-lit": here(i), "cc-user": uses(i), "cc-p-new": isNew(i) });
    },
  };
}

/** The width of the cells, and whether the grids stand beside each other. */
function layout(width, across, outputs) {
  const beside = (width - 76) / (across + Math.max(2, outputs));
  const below = Math.max(28, Math.min(36, (width - 20) / across));
  return {
    wide: beside >= 28,
    cell: Math.floor(beside >= 28 ? Math.min(isWide(width) ? ROOMY_CELL : 38, beside) : below),
  };
}

/** What is seen of a state and its windows. */
export function show(state, result, given) {
  const where = { known: (i) => i <= state.position, ...given };
  const { pointed, width } = where;
  const at = cellAtWork(state, result, pointed);
  const window = at && result.windows[at[0] * result.cols + at[1]];
  const [r, c] = pointed?.part === "input" ? pointed.at : [];
  const lit = window?.cells.find(({ row, col }) => row + state.padding === r && col + state.padding === c);
  const { wide, cell } = layout(width, state.input[0].length + 2 * state.padding, result.cols);
  const rest = shiftWords(state, result);
  return {
    px: { cell },
    parts: {
      stage: { "data-mode": "pool", "data-wide": String(wide) },
      input: inputLook(state, result, window, lit),
      output: outputLook(state, result, at, where),
      steps: { where: at ? `output[${at.join(", ")}]` : "", position: state.position, stopped: !at },
      sum: window ? valueLine(window, state.kind, lit) : refusalWords(state),
      rest,
    },
    say: window
      ? `Output at row ${at[0]}, column ${at[1]} is ${formatNumber(window.value)}. ${rest}`
      : refusalWords(state),
  };
}

export default {
  render: gridFigure({
    grids: {
      input: {
        label: "Picture",
        slides: ({ stride }, { rows, cols }) => ({ stride: [stride, stride], size: [rows, cols] }),
        examples: "2 or −0.5",
        edits: "input",
        place: ({ input, padding, shift }, [r, c]) => [r - padding, wrap(c - padding - shift, input[0].length)],
      },
      output: { label: "Output", picks: (_, [r, c], { cols }) => ({ position: r * cols + c }) },
    },
    parts: { steps: steps(), sum: words("cc-sum"), rest: words("cc-p-rest") },
    stage: [box("cc-stage", ["input", arrow(), "output"], "stage")],
    words: ["steps", "sum", "rest"],
    compute,
    judge,
    reads: { output_size: (_, { rows, cols }) => [rows, cols] },
    show,
    count: ({ rows, cols }) => rows * cols,
  }),
};
