// TrainExplorer: gradient descent finds the kernel that made a picture of another one.
import { ALONG, board, boardPart, slider } from "./parts/board.js";
import { colorScale } from "./parts/colors.js";
import { node, plainWords } from "./parts/elements.js";
import { correlate, grid } from "./parts/engine.js";
import { box, classes, gridFigure, isWide, numbered, steps, words } from "./parts/figure.js";
import { formatNumber, formatWeight, sizeText, toGrid } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { sameArray } from "./parts/store.js";
import { clip, path, range, box as rectangle, round, svg } from "./parts/svg.js";

const STEPS = 200;
const LOST = 1e9; // where the loss is above this, training ends: it will not come back
const MOST_FILTERS = 2;
const NUDGE = 1 / 8;
const ZERO = 0;
const [NUDGED, RANDOM] = [2, 3]; // and 1: all filters begin equal

/**
 * The weights of each filter before the first step: a small one has the numbers at the top left.
 * @param {any} state @param {number[][][]} starts
 */
export function begun({ init, kernel_size: k, filters }, [first, second]) {
  const corner = (lists) => lists.slice(0, k).flatMap((row) => row.slice(0, k));
  if (init === ZERO) return range(filters).map(() => new Float64Array(k * k));
  const other = Float64Array.from(corner(init === RANDOM ? second : first));
  if (init === NUDGED) other[k + 1] += NUDGE;
  return [Float64Array.from(corner(first)), other].slice(0, filters);
}

/** What the target kernel makes of a picture, where a filter of `k` cells can reach; of two filters its size alone is asked. */
export function wantedOf(picture, { target, kernel_size: k, filters }) {
  const made = correlate(picture, toGrid(target));
  const [top, left] = [target.length, target[0].length].map((n) => Math.floor((k - n) / 2));
  const side = picture.rows - k + 1;
  const at = (n) => made.data[(Math.floor(n / side) + top) * made.cols + (n % side) + left];
  const values = range(side * side).map(at);
  return grid(side, side, Float64Array.from(filters > 1 ? values.map(Math.abs) : values));
}

/** All windows of k×k cells of a picture, one behind the other: a training reads each of them hundreds of times. */
export function windowsOf({ data, rows, cols }, k) {
  const side = [rows - k + 1, cols - k + 1];
  const cells = new Float64Array(side[0] * side[1] * k * k);
  for (let n = 0; n < cells.length; n++) {
    const [place, tap] = [Math.floor(n / (k * k)), n % (k * k)];
    const row = Math.floor(place / side[1]) + Math.floor(tap / k);
    cells[n] = data[row * cols + (place % side[1]) + (tap % k)];
  }
  return { cells, rows: side[0], cols: side[1] };
}

/** The correlation with a filter: each window's cells times its weights. */
function sumsOf({ cells, rows, cols }, weights) {
  const taps = weights.length;
  const sums = new Float64Array(rows * cols);
  for (let n = 0; n < sums.length; n++) for (let t = 0; t < taps; t++) sums[n] += cells[n * taps + t] * weights[t];
  return sums;
}

/** What filters make of the windows: the sums of each, and the output. One filter has no ReLU; two have, and are added. */
export function made(windows, kernels) {
  const sums = kernels.map((weights) => sumsOf(windows, weights));
  if (kernels.length === 1) return { sums, output: sums[0] };
  return { sums, output: sums[0].map((a, n) => Math.max(0, a) + Math.max(0, sums[1][n])) };
}

/** The differences from what is wanted, and the mean of their squares. */
function misses(output, wanted) {
  const error = output.map((value, n) => value - wanted.data[n]);
  return { error, loss: error.reduce((sum, e) => sum + e * e, 0) / error.length };
}

/** The gradient of the loss by each weight of each filter: the picture, correlated with what reaches the filter. */
function gradientsOf({ cells }, { sums, error }, taps) {
  return sums.map((own) => {
    const gradient = new Float64Array(taps);
    for (let n = 0; n < error.length; n++) {
      if (sums.length > 1 && !(own[n] > 0)) continue; // the ReLU lets nothing through
      const reaching = (2 / error.length) * error[n];
      for (let t = 0; t < taps; t++) gradient[t] += reaching * cells[n * taps + t];
    }
    return gradient;
  });
}

/** The weights after one step. */
const stepped = (kernels, gradients, { rate, decay }) =>
  kernels.map((weights, f) => weights.map((w, n) => w - rate * (gradients[f][n] + decay * w)));

/**
 * A whole training: of each step the weights, the gradients there, and the loss on the picture and on one never seen.
 * @param {any} state @param {{pictures: number[][][], starts: number[][][]}} data
 */
export function train(state, { pictures, starts }) {
  const k = state.kernel_size;
  const [seen, other] = [pictures[state.picture], pictures[state.picture ? 0 : 1]].map(toGrid);
  const [wanted, wantedThere] = [seen, other].map((picture) => wantedOf(picture, state));
  const [windows, windowsThere] = [seen, other].map((picture) => windowsOf(picture, k));
  let kernels = begun(state, starts);
  const run = [];
  while (run.length <= STEPS) {
    const { sums, output } = made(windows, kernels);
    const { error, loss } = misses(output, wanted);
    const there = misses(made(windowsThere, kernels).output, wantedThere).loss;
    const gradients = gradientsOf(windows, { sums, error }, k * k);
    run.push({ kernels, gradients, loss, unseen: there, output: grid(wanted.rows, wanted.cols, output) });
    if (!(loss < LOST)) break;
    kernels = stepped(kernels, gradients, state);
  }
  return { seen, wanted, run, lost: !(run.at(-1).loss < LOST) };
}

/** The training of a state, which is computed once: steps only show another part of it. */
export function compute(state, ui) {
  const { position: _, ...settings } = state;
  const { data } = ui;
  if (!sameArray(data.of, settings)) Object.assign(data, { of: settings, training: train(settings, data) });
  return data.training;
}

/** How a state stands to a puzzle's goal, after the last step. */
export const judge = judging((_, { run, lost }, { goal: { loss, unseen } }) => {
  if (lost) return unsolved(`The training diverges at step ${run.length - 1}.`);
  const last = run.at(-1);
  const [found, name, most] =
    unseen === undefined ? [last.loss, "loss", loss] : [last.unseen, "loss on the picture never seen", unseen];
  const line = `after ${STEPS} steps the ${name} is ${lossText(found)}`;
  return found < most
    ? solved(`${line}.`)
    : unsolved(`${line[0].toUpperCase()}${line.slice(1)}; the goal is below ${most}.`);
});

const LEAST = 10 ** -6; // a smaller loss is not written out

/** A loss, from thousands to millionths, with two digits. */
export function lossText(loss) {
  if (loss >= 1e5) return formatNumber(loss);
  if (loss < LEAST) return "below 0.000001";
  return loss >= 10
    ? String(Math.round(loss))
    : String(Number(loss.toFixed(Math.max(0, 1 - Math.floor(Math.log10(loss))))));
}

// The chart: each line across is a hundredth of the one above it, down to the least loss that the words write out.
const [TOP, BOTTOM] = [3, -6];
const TICKS = [2, 0, -2, -4, BOTTOM];

/** Where the chart puts a step and a loss. @param {number[]} size */
export function chartPlaces([width, height]) {
  const [left, right, above, below] = [64, 10, 8, 18];
  const power = (loss) => Math.log10(Math.max(loss, LEAST / 3)); // a smaller one is below the last line, a large one above the chart
  return {
    x: (step) => left + ((width - left - right) * step) / STEPS,
    y: (loss) => above + ((height - above - below) * (TOP - power(loss))) / (TOP - BOTTOM),
  };
}

/**
 * The losses up to a step, over the steps: on the picture, and dashed on the one never seen.
 * @param {number[]} size @param {any[]} run @param {number} position
 */
export function chartSvg([width, height], run, position) {
  const { x, y } = chartPlaces([width, height]);
  const known = run.slice(0, position + 1);
  const line = (name, of) => path(name, `M${known.map((one, n) => `${round(x(n))} ${round(y(of(one)))}`).join("L")}`);
  const ticks = TICKS.map((power) => {
    const at = round(y(10 ** power));
    return `<path class="cc-tr-tick" d="M${x(0)} ${at}H${x(STEPS)}"/><text class="cc-tr-loss" x="${x(0) - 6}" y="${at + 4}">${Number(`1e${power}`)}</text>`;
  });
  const along = [0, 50, 100, 150, 200].map((step) => `<text x="${round(x(step))}" y="${height - 3}">${step}</text>`);
  const floor = y(LEAST);
  const here = `<path class="cc-tr-now" d="M${round(x(position))} ${y(10 ** TOP)}V${floor}"/>`;
  const gone = known.findIndex(({ loss }) => loss > 10 ** TOP);
  const dot =
    gone < 0
      ? `<circle class="cc-tr-dot" cx="${round(x(position))}" cy="${round(Math.min(y(known.at(-1).loss), floor))}" r="4"/>`
      : `<path class="cc-tr-dot" d="${arrowUp(x(gone))}"/>`;
  const lines = line("cc-tr-unseen", (one) => one.unseen) + line("cc-tr-seen", (one) => one.loss);
  const cut = `<svg class="cc-tr-cut" width="${width}" height="${floor + 1}">${lines}</svg>`; // what falls lower leaves the chart
  return svg(width, height, ticks.join("") + along.join("") + here + cut + dot);
}

/** An arrow at the top of the chart: there the line goes on above it. */
const arrowUp = (x) => `M${round(x - 7)} 13H${round(x + 7)}L${round(x)} 1Z`;

/** A picture of signed numbers, in the colours of a scale. */
export function pictureSvg({ rows, cols, data }, cell, scale) {
  const cells = range(rows * cols).map((n) => {
    const square = rectangle((n % cols) * cell, Math.floor(n / cols) * cell, cell, cell);
    return `<path fill="${scale.of(data[n])?.background ?? "none"}" d="${square}"/>`;
  });
  return svg(cols * cell, rows * cell, cells.join(""));
}

/** A named picture. */
const pictured = (part, name) => (ui) => {
  const { el, inner, caption } = board(ui, [part, name], { class: "cc-board cc-tr-picture", role: "img" }, () => null);
  function update(look) {
    inner.innerHTML = look.drawing;
    inner.setAttribute("aria-label", look.label);
    caption.textContent = look.caption;
    if (look.name) el.firstElementChild.textContent = look.name;
  }
  return { el, update };
};

const placeAt = (look, x) => clip(Math.round(((x - look.from) / (look.to - look.from)) * STEPS), 0, look.last);
const toStep = (look, step) => ({ position: clip(step, 0, look.last) });

/** The chart, whose line at the step can be dragged. */
const chart = boardPart(
  ["output", "Loss"],
  { ...slider("Step of the training"), class: "cc-board cc-tr-chart" },
  {
    axis: "x",
    find: (look, x) => (look ? { part: "chart", at: [0, placeAt(look, x)] } : null),
    picks: (_, { at: [, step] }) => ({ position: step }),
    moves: ALONG,
    moved: ({ position }, [, by], { training }) => toStep({ last: training.run.length - 1 }, position + by),
    slides: (look) => ({
      window: { row: 0, col: look.x - 12, height: look.height, width: 24 },
      unit: [look.height, (look.to - look.from) / STEPS],
      at: [0, look.position],
      to: (_, [, step]) => toStep(look, step),
    }),
  },
);

const PHONE = 480; // px that a stage has less of there

/** How high the chart is where it is not on a phone. */
function chartHeight(width, hero) {
  if (!isWide(width)) return 190;
  return hero ? 250 : 290;
}

/** How wide the cells of the kernels, the pixels, and the chart are; large filters stand below each other. */
export function layoutOf(width, { kernel_size: k, filters }, hero = false) {
  const phone = width < PHONE;
  const stacked = !phone && k * filters > 6;
  const beside = stacked ? k : k * filters;
  const most = phone ? 30 : stacked ? 28 : 36;
  const cell = clip(Math.floor(((phone ? width - 116 : width - 380) - 16 * filters) / beside), 20, most);
  const pixel = phone
    ? Math.floor((width - 40) / 36)
    : clip(Math.floor((width - beside * (cell + 1) - 110) / 34), 8, 12);
  const chartSize = phone ? [width - 8, 132] : [width - 150, chartHeight(width, hero)];
  return { mode: phone ? "phone" : stacked ? "stacked" : "wide", cell, pixel, chartSize };
}

/** A weight as it fits into its cell; the words have more of its digits. */
const tenths = (value) => {
  if (Math.abs(value) < 100) return formatNumber(Math.round(value * 10) / 10);
  return value.toExponential(0).replace("e+", "e").replace("-", "−");
};

/** Which weight the words are about: one that is pointed at, else the one that moves most. @returns {number[]} */
function weightAtWork({ gradients }, k, pointed) {
  const filter = ["kernel0", "kernel1"].indexOf(pointed?.part);
  const [r, c] = pointed?.at ?? [];
  if (filter >= 0 && filter < gradients.length && r < k && c < k) return [filter, r, c];
  const all = gradients.flatMap((one) => Array.from(one, Math.abs));
  const most = all.indexOf(Math.max(...all));
  return [Math.floor(most / (k * k)), Math.floor((most % (k * k)) / k), most % k];
}

const small = (value) =>
  Math.abs(value) < 5e-7
    ? "0"
    : String(Number(value.toPrecision(4)))
        .replaceAll("-", "−")
        .replace("e+", "e");
const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);

/** One weight's step, written out. @param {any} state @param {any} now @param {number[]} at */
function stepParts({ rate, decay, filters, kernel_size: k }, now, [filter, r, c]) {
  const n = r * k + c;
  const [w, g] = [now.kernels[filter][n], now.gradients[filter][n]];
  const name = `w${filters > 1 ? filter + 1 : ""}[${r}, ${c}]`;
  const shrink = decay ? [" + ", `${decay}·`, [bracketed(small(w)), "kernel"]] : [];
  const [open, close] = decay ? ["(", ")"] : ["", ""];
  const gradient = decay ? small(g) : bracketed(small(g));
  return [
    `Next step: ${name} = `,
    [small(w), "kernel"],
    ` − ${rate}·${open}`,
    gradient,
    ...shrink,
    `${close} = `,
    node("strong", { class: "cc-t-kernel" }, small(w - rate * (g + decay * w))),
  ];
}

/** Whether two filters are equal, to the last digit. */
const areEqual = ({ kernels: [first, second] }) => !!second && first.every((w, n) => w === second[n]);

/** How the training stands, and what there is to say of it. */
function standing(state, { run, lost }, now) {
  const { position } = state;
  const last = run.length - 1;
  if (lost && position === last) {
    return `The loss is above a billion after ${last} steps: the training diverges. The learning rate is too large.`;
  }
  const here = `Step ${position} of ${STEPS}: loss ${lossText(now.loss)}; on a picture that it never saw ${lossText(now.unseen)}.`;
  const still = now.gradients.every((one) => one.every((g) => g === 0)) && now.loss > 0;
  if (still) return `${here} All gradients are 0: nothing moves.`;
  return areEqual(now) ? `${here} The filters are equal, so their gradients are, too.` : here;
}

/** The filters, one weight lit. @param {any} state @param {any} now @param {any} scale @param {number[]} at */
function kernelLooks({ kernel_size: k, filters }, { kernels }, scale, [filter, r, c]) {
  const lit = (f) => (row, col) => classes({ "cc-lit": f === filter && row === r && col === c });
  const looks = range(MOST_FILTERS).map((f) =>
    f < filters
      ? {
          name: filters > 1 ? `Filter ${f + 1}` : "Kernel",
          ...{ rows: k, cols: k, values: kernels[f], look: scale.of, size: sizeText(k, k), classes: lit(f) },
        }
      : null,
  );
  return Object.fromEntries(looks.map((look, f) => [`kernel${f}`, look]));
}

/** The picture, what is made of it, and what should be. */
function pictureLooks({ filters }, { seen, wanted }, { output }, pixel) {
  const reach = Math.max(1, ...wanted.data.map(Math.abs));
  const { of } = colorScale([reach], true);
  const scale = { of: (value) => of(clip(value, -reach, reach)) }; // a step too far goes far beyond what is wanted
  const look = (picture, name, label, colors) => ({
    drawing: pictureSvg(picture, pixel, colors),
    label: `${label}, ${sizeText(picture.rows, picture.cols)}`,
    caption: sizeText(picture.rows, picture.cols),
    name,
  });
  const aim = filters > 1 ? "Target, without sign" : "Target";
  return {
    picture: look(seen, "Picture", "Picture", colorScale([-1, 1], true)),
    output: look(output, "Output", "Output, brown where negative, teal where positive", scale),
    target: look(wanted, aim, `${aim}, in the same colours`, scale),
  };
}

/** What is seen of a state and its training. */
export function show(state, training, { pointed, width, hero = false }) {
  const { run } = training;
  const now = run[state.position];
  const { mode, cell, pixel, chartSize } = layoutOf(width, state, hero);
  const at = weightAtWork(now, state.kernel_size, pointed);
  const scale = colorScale([...state.target.flat(), ...now.kernels.flatMap((one) => [...one])], true);
  const { x } = chartPlaces(chartSize);
  const said = standing(state, training, now);
  const next = state.position < run.length - 1 ? stepParts(state, now, at) : null;
  const [rows, cols] = [state.target.length, state.target[0].length];
  return {
    px: { cell },
    parts: {
      stage: { "data-mode": mode },
      ...pictureLooks(state, training, now, pixel),
      ...kernelLooks(state, now, scale, at),
      teacher: { rows, cols, values: state.target.flat(), look: scale.of, size: sizeText(rows, cols) },
      chart: {
        drawing: chartSvg(chartSize, run, state.position),
        caption: "line: this picture, dashed: one never seen",
        value: [state.position, run.length - 1, said],
        ...{ x: x(state.position), from: x(0), to: x(STEPS), last: run.length - 1, position: state.position },
        height: chartSize[1],
      },
      steps: { where: `step ${state.position}`, position: state.position },
      standing: [said],
      sum: next,
    },
    say: next ? `${said} ${plainWords(next)}` : said,
  };
}

const filterGrid = (_, f) => ({ part: "kernel", label: `Filter ${f + 1}`, format: tenths });

const render = gridFigure({
  open: ({ model }) => ({ pictures: model.get("pictures"), starts: model.get("starts"), of: null, training: null }),
  grids: {
    ...numbered("kernel", range(MOST_FILTERS), filterGrid),
    teacher: { part: "target", label: "Target kernel", edits: "target", format: formatWeight, silent: true },
  },
  parts: {
    picture: pictured("input", "Picture"),
    output: pictured("output", "Output"),
    target: pictured("target", "Target"),
    chart,
    steps: steps("To the end"),
    standing: words("cc-sum cc-tr-standing"),
    sum: words("cc-sum"),
  },
  stage: [
    box(
      "cc-tr-stage",
      ["picture", box("cc-tr-kernels", ["kernel0", "kernel1"]), "output", "target", "chart", "teacher"],
      "stage",
    ),
  ],
  words: ["steps", box("cc-pages cc-lesser", ["standing", "sum"])],
  compute,
  judge,
  show,
  count: ({ run }) => run.length,
});

export default { render };
