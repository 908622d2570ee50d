// CostLadder: the same correlation in seven ways: what each does on a small picture, what it costs, and how long it takes here.
import { resetButton } from "./parts/bar.js";
import { boardPart, slider } from "./parts/board.js";
import { colorScale } from "./parts/colors.js";
import { button, make, plainWords } from "./parts/elements.js";
import { correlate, grid, windowTaps } from "./parts/engine.js";
import { box, classes, gridFigure, numbered, words } from "./parts/figure.js";
import {
  bytesOf,
  ladderTimes,
  overtakesAt,
  problemOf,
  productsOf,
  RUNGS,
  readTile,
  transformLength,
  winogradKernel,
  winogradTile,
} from "./parts/ladder.js";
import { resultPart, sumParts } from "./parts/lines.js";
import { formatCount, formatNumber, sizeText, toGrid } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { clip, path, range, box as rectangle, round, svg } from "./parts/svg.js";

const SIZE = 6;
const TAPS = 9;
const MOST_KERNEL = 31;
const WIDE = SIZE + 2; // with a border of one cell
const NAMES = ["Four loops", "Vectorised", "Separable", "Shifted sums", "im2col", "FFT", "Winograd"];
const STOPS = [SIZE ** 2, 1, 2, TAPS, SIZE ** 2, 2, (SIZE / 2) ** 2];
const [LOOPS, VECTORISED, SEPARABLE, SHIFTED, IM2COL, FFT, WINOGRAD] = [0, 1, 2, 3, 4, 5, 6];
const [PRODUCTS, TIME] = [0, 2]; // of the quantities: multiplications, bytes, time
const WORKS = 3;
const UNITS = ["multiplications", "bytes", "ns"];
const TITLES = ["Products for each pixel", "Bytes moved for each pixel", "Nanoseconds for each pixel"];
const AXES = [
  [0, 4],
  [1, 5],
  [0, 5],
]; // powers of ten, for one pixel

/** What a rung makes of the small picture, step by step. @param {any} state @param {{row: number[], column: number[]}} kernel */
export function compute(state, { row, column }) {
  const { rung, input, position, side, kernel_size: k } = state;
  const picture = toGrid(input);
  const problem = problemOf(picture.data, Float64Array.from(row), Float64Array.from(column));
  const kernel = grid(3, 3, problem.kernel);
  const border = rung === FFT && position === 0 ? "wrap" : "constant";
  const options = { padding: "same", border };
  const output = correlate(picture, kernel, options);
  return {
    ...{ picture, kernel, problem, options, output, border, row, column },
    right: correlate(picture, kernel, { padding: "same", border: "constant" }),
    costs: [productsOf(side, k), bytesOf(side, k)],
    stops: STOPS[rung],
  };
}

/** The picture with one more cell all around: zeros, or what the transform reads there. */
function bordered({ picture, border }) {
  const { data } = picture;
  const values = range(WIDE * WIDE).map((n) => {
    const [r, c] = [Math.floor(n / WIDE) - 1, (n % WIDE) - 1];
    const inside = r >= 0 && c >= 0 && r < SIZE && c < SIZE;
    if (!inside && border === "constant") return 0;
    return data[((r + SIZE) % SIZE) * SIZE + ((c + SIZE) % SIZE)];
  });
  return { rows: WIDE, cols: WIDE, values };
}

const isInside = (r, c) => r > 0 && c > 0 && r <= SIZE && c <= SIZE;

/** The window that is at work, in cells of the bordered picture; null where all are. */
export function windowNow({ rung, position }, at) {
  const tile = [2 * Math.floor(position / 3), 2 * (position % 3)];
  if (rung === WINOGRAD) return { row: tile[0], col: tile[1], height: 4, width: 4 };
  if (rung === SHIFTED) return { row: Math.floor(position / 3), col: position % 3, height: SIZE, width: SIZE };
  return at ? { row: at[0], col: at[1], height: 3, width: 3 } : null;
}

/** Where the window over the bordered picture can be dragged; null where a rung has none that moves. */
export function stopsOf({ rung }) {
  if (rung === WINOGRAD) return { stride: [2, 2], size: [SIZE / 2, SIZE / 2] };
  if (rung === SHIFTED) return { stride: [1, 1], size: [3, 3] };
  return rung === LOOPS || rung === IM2COL ? { stride: [1, 1], size: [SIZE, SIZE] } : null;
}

/** The output that the words and the window are about; null where none is. */
export function outputNow({ rung, position }, pointed) {
  if (rung === SHIFTED || rung === WINOGRAD) return null;
  if (pointed?.part === "output" || pointed?.part === "matrix") {
    return pointed.part === "output" ? pointed.at : placeOf(pointed.at[0]);
  }
  if (rung === FFT) return [0, 0];
  return rung === LOOPS || rung === IM2COL ? placeOf(position) : null;
}

const placeOf = (n) => [Math.floor(n / SIZE), n % SIZE];

/** The picture seen from one tap, times its weight. */
function tapPlane({ problem }, tap) {
  const from = Math.floor(tap / 3) * WIDE + (tap % 3);
  return range(SIZE ** 2).map((n) => {
    const [r, c] = placeOf(n);
    return problem.kernel[tap] * problem.padded[from + r * WIDE + c];
  });
}

/** The outputs as they stand after a step. */
export function outputSoFar({ rung, position }, result) {
  const { output } = result;
  if (rung !== SHIFTED) return output.data;
  const planes = range(position + 1).map((tap) => tapPlane(result, tap));
  return planes.reduce((sums, plane) => sums.map((sum, n) => sum + plane[n]));
}

/** Whether an output is not there yet. */
function isLater({ rung, position }, r, c) {
  if (rung === LOOPS) return r * SIZE + c > position;
  if (rung === SEPARABLE) return position < 1;
  return rung === WINOGRAD && Math.floor(r / 2) * 3 + Math.floor(c / 2) > position;
}

/** What stands between picture and output: up to three grids. @returns {any[]} */
export function worksOf({ rung, position }, result) {
  const { picture, problem, row } = result;
  const square = (name, side, values) => ({ name, rows: side, cols: side, values, size: sizeText(side, side) });
  if (rung === SEPARABLE) {
    const across = correlate(picture, grid(1, 3, Float64Array.from(row)), { padding: "same", border: "constant" });
    return [square("After the row", SIZE, across.data)];
  }
  if (rung === SHIFTED) return [square("Shifted, weighted", SIZE, tapPlane(result, position))];
  if (rung !== WINOGRAD) return [];
  const tile = readTile(problem, 2 * Math.floor(position / 3), 2 * (position % 3), new Float64Array(16));
  const [mixed, weights] = [winogradTile(tile), winogradKernel(problem.kernel)];
  return [
    square("Bᵀ d B", 4, mixed),
    square("G g Gᵀ", 4, weights),
    square(
      "16 products",
      4,
      mixed.map((value, n) => value * weights[n]),
    ),
  ];
}

// The ladder: a row for each rung, with a bar along an axis of powers of ten.
const [HEAD, NAME, END] = [4, 118, 66];
const TICK = 50; // px that the longest number below the axis needs
const rowHeight = (width) => (width < 480 ? 19 : 26);

/** What the bars are as long as, for one pixel; null where a rung has none. */
export function barsOf({ quantity, side }, { costs }, times) {
  if (quantity === TIME)
    return RUNGS.map((name) => (times?.[name]?.ms === undefined ? null : (times[name].ms * 1e6) / side ** 2));
  return costs[quantity].map((cost) => (cost === null ? null : cost / side ** 2));
}

/** What stands behind a bar, or in its place. */
function barWords(value, name, { quantity, kernel_size: k }, times) {
  if (value !== null) return value >= 1000 ? formatCount(Math.round(value)) : formatNumber(value);
  if (times && quantity === TIME) return times[name].why;
  if (name === "winograd" && k !== 3) return "only for 3×3";
  return quantity === TIME ? "not measured yet" : "";
}

const LETTER = 6.5; // px that one needs beside a bar

/** What stands behind a bar, with what the FFT's is made of where there is room for it. */
function withReason(text, rung, { quantity }, room) {
  const all = `${text}, 3 transforms`;
  return rung === FFT && quantity === PRODUCTS && all.length * LETTER < room ? all : text;
}

/** The ladder as SVG. @param {number} width @param {any} state @param {any} result @param {any} times */
export function ladderSvg(width, state, result, times) {
  const [low, high] = AXES[state.quantity];
  const [from, to] = [NAME, width - END];
  const x = (value) => from + ((to - from) * (clip(Math.log10(Math.max(value, 1e-9)), low, high) - low)) / (high - low);
  const row = rowHeight(width);
  const bottom = HEAD + RUNGS.length * row;
  const powers = range(high - low + 1).map((n) => n + low);
  const every = (to - from) / (high - low) < TICK ? 2 : 1; // so that their numbers do not touch
  const ticks = powers.map((power) => {
    const at = round(x(10 ** power));
    const number = `<text class="cc-cl-tick" x="${at}" y="${bottom + 14}">${formatCount(10 ** power)}</text>`;
    const text = (high - power) % every ? "" : number;
    return `<path class="cc-cl-line" d="M${at} ${HEAD}V${bottom}"/>${text}`;
  });
  const rows = barsOf(state, result, times).map((value, n) => {
    const y = HEAD + n * row;
    const bar =
      value === null
        ? ""
        : path("cc-cl-bar", rectangle(from, y + row / 5, Math.max(1, x(value) - from), (3 * row) / 5));
    const end = (value === null ? from : x(value)) + 6;
    const text = withReason(barWords(value, RUNGS[n], state, times), n, state, width - end);
    const label = `<text class="cc-cl-name" x="${NAME - 8}" y="${y + row / 2 + 4}">${NAMES[n]}</text>`;
    const number = `<text x="${round(end)}" y="${y + row / 2 + 4}">${text}</text>`;
    return bar + label + number;
  });
  const chosen = path("cc-cl-chosen", rectangle(1, HEAD + state.rung * row + 1, width - 2, row - 2));
  return svg(width, bottom + 20, ticks.join("") + chosen + rows.join(""));
}

const rungAt = ({ width }, y) => clip(Math.floor((y - HEAD) / rowHeight(width)), 0, RUNGS.length - 1);

/** The ladder, whose rungs are chosen by a click or by the arrow keys. */
const ladder = boardPart(
  ["output", "The ladder"],
  { ...slider("Rung of the ladder"), class: "cc-board cc-cl-ladder" },
  {
    find: (look, _x, y) => (look ? { part: "ladder", at: [rungAt(look, y)] } : null),
    picks: ({ rung }, { at: [next] }) => (next === rung ? null : { rung: next }),
    moves: { ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [-9, 0], End: [9, 0] },
    moved: ({ rung }, [by]) => ({ rung: clip(rung + by, 0, RUNGS.length - 1) }),
  },
);

/** The matrix of im2col: a row for each output, its window. @param {any} result @param {number[]} cell @param {number} position */
export function matrixSvg({ problem }, [wide, high], position) {
  const { padded } = problem;
  const { of } = colorScale(padded);
  const at = (n, tap) => {
    const [r, c] = placeOf(n);
    return padded[(r + Math.floor(tap / 3)) * WIDE + c + (tap % 3)];
  };
  const cells = range(SIZE ** 2).flatMap((n) =>
    range(TAPS).map((tap) => {
      const shade = of(at(n, tap))?.background ?? "none";
      return `<path fill="${shade}" d="${rectangle(tap * wide, n * high, wide, high)}"/>`;
    }),
  );
  const frame = path("cc-cl-row", rectangle(1, position * high, TAPS * wide - 2, high));
  return svg(TAPS * wide, SIZE ** 2 * high, cells.join("") + frame);
}

const rowAt = (look, y) => clip(Math.floor(y / look.high), 0, SIZE ** 2 - 1);

/** The matrix, whose row can be dragged. */
const matrix = boardPart(
  ["input", "Matrix of windows"],
  { ...slider("Row of the matrix"), class: "cc-board cc-cl-matrix" },
  {
    axis: "both",
    find: (look, _x, y) => (look ? { part: "matrix", at: [rowAt(look, y)] } : null),
    picks: (_, { at: [position] }) => ({ position }),
    moves: {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      Home: [-99, 0],
      End: [99, 0],
    },
    moved: ({ position }, [by]) => ({ position: clip(position + by, 0, SIZE ** 2 - 1) }),
    slides: (look) => ({
      window: { row: look.position * look.high - 6, col: 0, height: look.high + 12, width: TAPS * look.wide },
      unit: [look.high, TAPS * look.wide],
      at: [look.position, 0],
      to: (_, [row]) => ({ position: clip(row, 0, SIZE ** 2 - 1) }),
    }),
  },
);

const total = (count, unit) => `${formatCount(count)} ${unit}`;

/** What the rung does at this step. */
export function stepWords(state, result, at) {
  const { rung, position } = state;
  if (rung === VECTORISED && !at)
    return "One call takes all 36 windows. It holds their products, 36 · 9 = 324 numbers, and adds up each 9.";
  if (rung === SEPARABLE && !at) {
    return position
      ? "The column over what the row made: 3 more products for each cell, 6 in all instead of 9."
      : "The row first: 3 products for each cell.";
  }
  if (rung === SHIFTED) return shiftedWords(state, result);
  if (rung === WINOGRAD) return winogradWords(state, result);
  const taps = windowTaps(result.picture, result.kernel, at[0], at[1], result.options);
  const sum = sumParts(taps, result.output.data[at[0] * SIZE + at[1]]);
  if (rung === IM2COL) return [`Row ${at[0] * SIZE + at[1]} of the matrix, times the kernel: `, ...sum];
  if (rung !== FFT) return sum;
  const wrong = wrongCells(result);
  const told = position
    ? "Zeros around it, up to a length of 8: the transform wraps into zeros. "
    : `The transform of length 6 reads the other edge: ${wrong} of 36 outputs are wrong. `;
  return [told, ...sum];
}

/** How many outputs of the small picture differ from the definition with zeros around it. */
const wrongCells = ({ output, right }) => range(SIZE ** 2).filter((n) => output.data[n] !== right.data[n]).length;

function shiftedWords({ position }, { problem }) {
  const weight = formatNumber(problem.kernel[position]);
  const times = `Tap ${position + 1} of ${TAPS}: the whole picture, shifted, times `;
  return [times, [weight, "kernel"], ", is added to the output."];
}

function winogradWords({ position }, { problem }) {
  const where = `Tile ${position + 1} of ${STOPS[WINOGRAD]}: `;
  const count = problem.kernel.length * 4;
  return [where, "4 outputs for ", resultPart("16"), ` products, where the loops take 4 · 9 = ${count}.`];
}

/** What the chosen rung costs for the large picture. */
export function costWords({ rung, side, kernel_size: k }, { costs }) {
  const [products, bytes] = costs.map((list) => list[rung]);
  const what = `${sizeText(side, side)} pixels, ${sizeText(k, k)} weights: `;
  if (products === null) return `${what}Winograd's F(2×2, 3×3) is for 3×3 kernels alone.`;
  const share = products / costs[0][LOOPS];
  const ratio = share === 1 ? "as many as the loops" : `${formatNumber(share)} times as many as the loops`;
  const length = rung === FFT ? transformWords(side, k) : "";
  const numbers = rung === IM2COL ? `The matrix alone has ${total(8 * side ** 2 * k ** 2, "bytes")}. ` : "";
  return [
    what,
    resultPart(total(products, "multiplications")),
    `, ${ratio}. ${length}${numbers}${total(bytes, "bytes")} moved.`,
  ];
}

/** Why the FFT costs what it does: its transforms are as long as the picture, whatever the kernel. */
function transformWords(side, k) {
  const length = transformLength(side, k);
  const products = `4 · ${formatCount(length ** 2)} · ${Math.log2(length)}`;
  const any = "the kernel only has to fit in";
  return `Three transforms of ${sizeText(length, length)}, ${products} products each: ${any}. ${overtakeWords(side)}`;
}

/** From which kernel on the transforms take fewer multiplications, whatever their length. */
function overtakeWords(side) {
  const first = overtakesAt(side, MOST_KERNEL);
  return first ? `From ${sizeText(first, first)} on it always takes fewer. ` : "";
}

/** How a state stands to a puzzle's goal. */
export const judge = judging(({ side, kernel_size: k }, _, { goal: { first, matrix: most } }) => {
  if (first) {
    const wins = (size) => productsOf(side, size)[FFT] < productsOf(side, size)[LOOPS];
    if (!wins(k)) return unsolved(`With ${sizeText(k, k)} the loops take fewer multiplications.`);
    const smaller = range(k).some((size) => size > 1 && wins(size));
    return smaller
      ? unsolved("The FFT takes fewer, and for a smaller kernel, too.")
      : solved(`${sizeText(k, k)} is the first for which it takes fewer.`);
  }
  const bytes = (size) => 8 * side ** 2 * size ** 2;
  if (bytes(k) > most) return unsolved(`The matrix has ${total(bytes(k), "bytes")}.`);
  if (bytes(k + 1) <= most) return unsolved("It fits, and so does a larger one.");
  return solved(`${total(bytes(k), "bytes")} fit, and ${total(bytes(k + 1), "bytes")} would not.`);
});

/** The button that times the rungs in this page, and how to forget what it found. */
function stopwatch(ui) {
  let running = null; // what is measured now, by its sizes
  const key = () => JSON.stringify([ui.state().side, ui.state().kernel_size]);
  async function measure() {
    if (running?.of === key()) return;
    const own = { of: key() };
    running = own;
    ui.set({ quantity: TIME });
    ui.schedule();
    const { side, kernel_size: k } = ui.state();
    const goesOn = () => !ui.signal.aborted && running === own && key() === own.of;
    const rest = () => new Promise((go) => setTimeout(() => go(goesOn()), 0));
    const times = await ladderTimes(side, k, { now: () => performance.now(), rest });
    if (running !== own) return; // another one began, or Reset
    if (times) ui.data.times = { key: own.of, times };
    forget();
  }
  function forget() {
    running = null;
    ui.schedule();
  }
  const press = button("Measure", measure, ui.signal);
  /** @param {{of: string, measured: boolean}} look */
  function update({ of, measured }) {
    const busy = running?.of === of;
    press.textContent = busy ? "Measuring …" : measured ? "Measure again" : "Measure";
    press.dataset.measured = String(measured && !busy);
  }
  return { el: press, update, forget };
}

/** The step buttons, the stopwatch and Reset. */
function bar(ui) {
  const step = (by) => () => ui.set({ position: clip(ui.state().position + by, 0, STOPS[ui.state().rung] - 1) });
  const back = button("◂ Step back", step(-1), ui.signal);
  const ahead = button("Step ▸", step(1), ui.signal);
  const watch = stopwatch(ui);
  function update({ position, stops, of, measured }) {
    back.disabled = position === 0;
    ahead.disabled = position === stops - 1;
    watch.update({ of, measured });
  }
  const reset = resetButton(ui);
  const forget = () => {
    ui.data.times = null;
    watch.forget();
  };
  reset.addEventListener("click", forget, { signal: ui.signal });
  return { el: make("div", { class: "cc-bar" }, [back, ahead, watch.el, reset]), update };
}

/** The picture in its border, its window outlined. */
function inputLook({ rung, position }, result, window) {
  const wraps = result.border === "wrap";
  return {
    ...{ name: "Example input", ...bordered(result) },
    size: rung === FFT && position ? "6×6, padded to 8×8" : `6×6, ${wraps ? "its other edge" : "zeros"} around it`,
    fixed: (r, c) => !isInside(r, c),
    classes: (r, c) => classes({ "cc-padding": !isInside(r, c) }),
    window,
  };
}

/** The outputs that are there, the one at work lit, wrong ones struck out. */
function outputLook(state, result, at) {
  return {
    ...{ rows: SIZE, cols: SIZE, values: outputSoFar(state, result), size: sizeText(SIZE, SIZE) },
    hidden: (r, c) => isLater(state, r, c),
    classes: (r, c) =>
      classes({
        "cc-later": isLater(state, r, c),
        "cc-lit": !!at && r === at[0] && c === at[1],
        "cc-cl-wrong": result.output.data[r * SIZE + c] !== result.right.data[r * SIZE + c],
      }),
  };
}

/** The kernel, the tap at work lit. */
const kernelLook = ({ rung, position }, { kernel }) => ({
  ...{ name: "Example kernel", rows: 3, cols: 3, values: kernel.data, size: sizeText(3, 3) },
  classes: (r, c) => classes({ "cc-lit": rung === SHIFTED && r * 3 + c === position }),
});

const KERNEL_ROOM = 160; // of the kernel with its name, of frames and gaps

const SMALL = 630; // px below which not every rung has its grids in one line: then all have them in two columns

/** How large cells are in two columns, by the rung: with more grids they are smaller, so that the ladder stays where it is. */
const smallCell = (rung) => ({ [IM2COL]: 20, [WINOGRAD]: 16 })[rung] ?? 22;

/** How large cells are, those of the matrix and of the grids between too, for a stage so wide. */
export function layoutOf(width, { rung }) {
  const small = width < SMALL;
  const alone = [LOOPS, VECTORISED, FFT].includes(rung); // nothing stands between picture and output
  const across = [SEPARABLE, SHIFTED].includes(rung) ? clip(Math.floor((width - KERNEL_ROOM) / 20) - 1, 20, 24) : 24; // four grids in one line
  return {
    small,
    cell: small ? smallCell(rung) : alone ? 27 : across,
    matrix: small ? [8, 3] : [14, 6],
    wide: Math.round(clip(width - 6, 280, 640)),
  };
}

/** What is seen of a state and its result. */
export function show(state, result, { pointed, width, data }) {
  const { rung, position, side, kernel_size: k } = state;
  const at = outputNow(state, pointed);
  const key = JSON.stringify([side, k]);
  const times = data.times?.key === key ? data.times.times : null;
  const { small, cell, matrix: size, wide } = layoutOf(width, state);
  const works = worksOf(state, result);
  const told = stepWords(state, result, at);
  const costs = costWords(state, result);
  return {
    px: { cell },
    parts: {
      stage: { "data-rung": String(rung), "data-pass": String(position), "data-small": String(small) },
      input: inputLook(state, result, windowNow(state, at)),
      kernel: rung === WINOGRAD ? null : kernelLook(state, result),
      ...numbered("work", range(WORKS), (n) => works[n] ?? null),
      matrix:
        rung === IM2COL
          ? {
              drawing: matrixSvg(result, size, at ? at[0] * SIZE + at[1] : position),
              name: size[1] < 6 ? "Matrix" : "Matrix of windows",
              caption: `${SIZE ** 2}×${TAPS}`,
              value: [position, SIZE ** 2 - 1, `row ${position}`],
              ...{ position, wide: size[0], high: size[1] },
            }
          : null,
      output: outputLook(state, result, at),
      ladder: {
        drawing: ladderSvg(wide, state, result, times),
        ...{
          name: `${TITLES[state.quantity]}: ${sizeText(side, side)}, kernel ${sizeText(k, k)}`,
          caption: "",
          width: wide,
        },
        value: [rung, RUNGS.length - 1, `${NAMES[rung]}: ${ladderWords(state, result, times)}`],
      },
      bar: { position, stops: STOPS[rung], of: key, measured: !!times },
      step: told,
      cost: costs,
    },
    say: `${NAMES[rung]}. ${plainWords(told)} ${plainWords(costs)}`,
  };
}

/** The chosen rung's bar, in words. */
function ladderWords(state, result, times) {
  const value = barsOf(state, result, times)[state.rung];
  const text = barWords(value, RUNGS[state.rung], state, times);
  return value === null ? text : `${text} ${UNITS[state.quantity]} for each pixel`;
}

/** A rung begins at its first step. */
export const reconcile = (changes, state) =>
  changes.rung === undefined || changes.rung === state.rung || "position" in changes
    ? changes
    : { ...changes, position: 0 };

const WORK_PARTS = ["input", "kernel", "output"];

const render = gridFigure({
  open: ({ model }) => ({ row: model.get("row"), column: model.get("column"), times: null }),
  grids: {
    input: {
      label: "Input",
      edits: "input",
      place: (_, [r, c]) => [r - 1, c - 1],
      slides: stopsOf,
      silent: true,
    },
    kernel: { label: "Kernel", silent: true },
    ...numbered("work", WORK_PARTS, (part, n) => ({ part, label: `Between ${n + 1}`, silent: true })),
    output: { label: "Output" },
  },
  parts: { matrix, ladder, bar, step: words("cc-sum"), cost: words("cc-sum cc-cl-cost") },
  stage: [
    box(
      "cc-cl-stage",
      ["input", "matrix", "kernel", box("cc-cl-mixed", ["work0", "work1"]), "work2", "output"],
      "stage",
    ),
    "ladder",
  ],
  words: ["bar", box("cc-pages cc-lesser", ["step", "cost"])],
  compute: (state, { data }) => compute(state, data),
  reconcile,
  judge,
  show,
  count: ({ stops }) => stops,
});

export default { render };
