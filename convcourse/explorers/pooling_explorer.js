// PoolingExplorer: max and average pooling of a small grid, and what a small shift does to it.
import { broken, explorer, stepBar } from "./parts/frame.js";
import { formatNumber, make, numberGrid, sizeText } from "./parts/ui.js";

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
export function judge(state, { values, before }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const { unnoticed, alike } = puzzle.goal;
  const numbers = state.input.flat();
  if (unnoticed) {
    const left = numbers.filter((value) => value !== 0);
    if (left.length !== 1 || left[0] !== unnoticed) return open(`The picture has to hold one ${unnoticed}, and zeros.`);
    const changed = values.filter((value, i) => value !== before[i]).length;
    return changed ? open(`${changed} outputs noticed.`) : { solved: true, words: "Solved: no output noticed." };
  }
  const other = pool(state.input, { ...state, kind: 1 - state.kind }).values;
  const same = values.filter((value, i) => Math.abs(value - other[i]) < 1e-9).length;
  if (same < values.length) return open(`Maximum and average agree in ${same} of ${values.length} places.`);
  const different = new Set(numbers).size;
  return different >= alike
    ? { solved: true, words: `Solved: they agree in all ${same} places.` }
    : open(`They agree, but the picture holds ${different} different numbers; ${alike} are wanted.`);
}

/** The cell that stands out as the winner: none where all are equal, though the first is taken then. */
export const standsOut = (window) =>
  window?.winner && window.cells.some(({ value }) => value !== window.value) ? window.winner : null;

/** The sum line: the largest of some numbers, or their mean. */
function valueLine(window, kind, lit) {
  const { cells, value } = window;
  const winner = standsOut(window);
  const looks = (cell) =>
    [
      "cc-term",
      cell.inside ? "cc-t-input" : "cc-t-padding",
      cell === winner ? "cc-p-wins" : "",
      cell === lit ? "cc-lit" : "",
    ].join(" ");
  const term = (cell) => make("span", { class: looks(cell) }, formatNumber(cell.value));
  const joined = cells.flatMap((cell, i) => (i ? [kind === MAX ? ", " : " + ", term(cell)] : [term(cell)]));
  const exact = Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;
  const result = make("strong", { class: "cc-t-output" }, formatNumber(value));
  return kind === MAX
    ? ["max(", ...joined, ") = ", result]
    : ["(", ...joined, `) / ${cells.length} ${exact ? "=" : "≈"} `, result];
}

function shiftWords({ shift }, { values, before }) {
  if (!shift || !values.length) return "";
  const same = values.filter((value, i) => Math.abs(value - before[i]) < 1e-9).length;
  return `Moved by ${shift}: ${same} of ${values.length} outputs are as they were.`;
}

function build(ui) {
  const { signal, el } = ui;
  const onReject = (text) =>
    ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 2 or −0.5.`);
  let now = null;
  const input = numberGrid({
    part: "input",
    label: "Picture",
    signal,
    onReject,
    onPoint: ui.point("input"),
    onEdit: (r, c, value) => {
      const { input: old, padding, shift } = ui.state();
      const next = structuredClone(old);
      next[r - padding][wrap(c - padding - shift, old[0].length)] = value;
      ui.set({ input: next });
    },
  });
  const output = numberGrid({
    part: "output",
    label: "Output",
    signal,
    onPoint: ui.point("output"),
    onPick: (r, c) => ui.set({ position: r * now.cols + c }),
  });
  const stage = make("div", { class: "cc-stage", "data-mode": "pool" }, [
    input.el,
    make("span", { class: "cc-arrow", "aria-hidden": "true" }),
    output.el,
  ]);
  const bar = stepBar(ui);
  const sum = make("div", { class: "cc-sum" });
  const rest = make("div", { class: "cc-p-rest" });

  const cellAtWork = ({ position }, { rows, cols }) => {
    const at = ui.pointed?.part === "output" ? ui.pointed.at : null;
    if (at && at[0] < rows && at[1] < cols) return at;
    return rows ? [Math.floor(position / cols), position % cols] : null;
  };

  function drawInput(state, { shown }, at, window, lit) {
    const { padding: p, kernel_size: k, kind } = state;
    const [rows, cols] = [shown.length + 2 * p, shown[0].length + 2 * p];
    const inside = (r, c) => r >= p && c >= p && r < rows - p && c < cols - p;
    const holds = (cell, r, c) => cell && cell.row + p === r && cell.col + p === c;
    input.update({
      rows,
      cols,
      fixed: (r, c) => !inside(r, c),
      values: Array.from({ length: rows * cols }, (_, i) => {
        const [r, c] = [Math.floor(i / cols), i % cols];
        return inside(r, c) ? shown[r - p][c - p] : kind === MAX ? -Infinity : 0;
      }),
      size: sizeText(shown.length, shown[0].length) + (p ? `, padded to ${sizeText(rows, cols)}` : ""),
      classes: (r, c) =>
        [
          inside(r, c) ? "" : "cc-padding",
          holds(standsOut(window), r, c) ? "cc-right" : "",
          holds(lit, r, c) ? "cc-lit" : "",
        ].join(" "),
    });
    const [height, width] = at ? [rows - window.top - p, cols - window.left - p].map((room) => Math.min(k, room)) : [];
    input.outline(at && { row: window.top + p, col: window.left + p, height, width });
  }

  function drawOutput(state, result, at, puzzle) {
    const { rows, cols, values, before, windows } = result;
    const { part, at: cell = [] } = ui.pointed ?? {};
    const users = (i) =>
      part === "input" &&
      windows[i].cells.some(({ row, col }) => row + state.padding === cell[0] && col + state.padding === cell[1]);
    const later = (i) => !puzzle && !state.shift && i > state.position && !(at && at[0] * cols + at[1] === i);
    output.update({
      rows,
      cols,
      values,
      size: sizeText(rows, cols),
      hidden: (r, c) => later(r * cols + c),
      note: (r, c) => (state.shift && Math.abs(values[r * cols + c] - before[r * cols + c]) > 1e-9 ? "new" : ""),
      classes: (r, c) => {
        const i = r * cols + c;
        return [
          later(i) ? "cc-later" : "",
          at && at[0] === r && at[1] === c ? "cc-lit" : "",
          users(i) ? "cc-user" : "",
          state.shift && Math.abs(values[i] - before[i]) > 1e-9 ? "cc-p-new" : "",
        ].join(" ");
      },
    });
  }

  function refusalWords({ padding, kernel_size }) {
    if (2 * padding <= kernel_size) return "The window is larger than the padded picture.";
    return `PyTorch refuses: the padding of a pooling is at most half its window, here ${Math.floor(kernel_size / 2)}.`;
  }

  function draw(state, result) {
    now = result;
    const at = cellAtWork(state, result);
    const window = at && result.windows[at[0] * result.cols + at[1]];
    const [r, c] = ui.pointed?.part === "input" ? ui.pointed.at : [];
    const lit = window?.cells.find(({ row, col }) => row + state.padding === r && col + state.padding === c);
    const across = state.input[0].length + 2 * state.padding;
    const beside = (el.clientWidth - 76) / (across + Math.max(2, result.cols));
    const below = Math.max(28, Math.min(36, (el.clientWidth - 20) / across));
    const cell = Math.floor(beside >= 28 ? Math.min(38, beside) : below);
    el.style.setProperty("--cell", `${cell}px`);
    stage.dataset.wide = beside >= 28;
    drawInput(state, result, at, window, lit);
    drawOutput(state, result, at, ui.puzzle());
    bar.update(at ? `output[${at.join(", ")}]` : "", state.position, !at);
    if (window) sum.replaceChildren(...valueLine(window, state.kind, lit));
    else sum.textContent = refusalWords(state);
    rest.textContent = shiftWords(state, result);
    ui.say(
      window
        ? `Output at row ${at[0]}, column ${at[1]} is ${formatNumber(window.value)}. ${rest.textContent}`
        : sum.textContent,
    );
  }

  return { parts: [stage, bar.el, sum, rest], draw };
}

export default { render: explorer({ compute, build, judge, count: ({ rows, cols }) => rows * cols }) };
