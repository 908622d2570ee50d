// KernelPowers: a kernel convolved with itself again and again, beside the bell that it tends to.

import { resetButton } from "./parts/bar.js";
import { board } from "./parts/board.js";
import { colorScale } from "./parts/colors.js";
import { button, make, node } from "./parts/elements.js";
import { box, gridFigure, words } from "./parts/figure.js";
import { isExact, resultPart } from "./parts/lines.js";
import { formatNumber, formatWeight, sizeText } from "./parts/numbers.js";
import { judgeCells, judging, unsolved } from "./parts/puzzles.js";
import { sameArray } from "./parts/store.js";
import { clip, path, range, round, box as square, svg } from "./parts/svg.js";
import { counted } from "./parts/words.js";

const MOST_COPIES = 8;

/** A row without the zeros at its ends; the first of it where all are 0. @param {number[]} row */
export function trimmed(row) {
  const [first, last] = [row.findIndex(Boolean), row.findLastIndex(Boolean)];
  return first < 0 ? row.slice(0, 1) : row.slice(first, last + 1);
}

/** The full convolution of two rows. @param {number[]} a @param {number[]} b */
export function convolve(a, b) {
  const joint = Array(a.length + b.length - 1).fill(0);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) joint[i + j] += x * y;
  return joint;
}

const total = (row) => row.reduce((sum, weight) => sum + weight, 0);

/** The middle of a row and its variance, as if the weights were probabilities. @param {number[]} row */
function spread(row) {
  const sum = total(row);
  const mean = total(row.map((weight, i) => weight * i)) / sum;
  return { mean, variance: total(row.map((weight, i) => weight * (i - mean) ** 2)) / sum };
}

/**
 * The joint kernel, and its bell: the Gaussian of the same sum, middle and variance. There is none where a weight is
 * negative, or where one stands alone.
 */
export function compute({ kernel, copies }) {
  const row = trimmed(kernel[0]);
  let joint = row;
  for (let n = 1; n < copies; n++) joint = convolve(joint, row);
  const sum = total(joint);
  const most = Math.max(...joint.map(Math.abs));
  const result = { row, joint, sum, most, finite: Number.isFinite(sum), bell: null, apart: 0 };
  if (!result.finite || row.length === 1 || Math.min(...row) < 0) return result;
  const { mean, variance } = spread(joint);
  const height = sum / Math.sqrt(2 * Math.PI * variance);
  const at = (i) => height * Math.exp(-((i - mean) ** 2) / (2 * variance));
  const apart = Math.max(...joint.map((weight, i) => Math.abs(weight - at(i)))) / height;
  return { ...result, bell: { at, height, variance }, apart };
}

/** Which of the presets a kernel is; the last one, the reader's own, if it is none. */
export function presetOf(kernel, presets) {
  const row = trimmed(kernel[0]);
  const found = presets.findIndex((known) => known && sameArray(trimmed(known[0]), row));
  return found < 0 ? presets.length - 1 : found;
}

/** A kernel and the name that it has in the list go together. */
export function reconcileWith(presets, changes, state) {
  if (changes.kernel) return { ...changes, preset: presetOf(changes.kernel, presets) };
  const chosen = presets[changes.preset];
  if (!chosen || presetOf(state.kernel, presets) === changes.preset) return changes;
  return { ...changes, kernel: chosen };
}

/** How a state stands to a puzzle's goal. */
export const judge = judging((_state, { joint }, { goal: { output } }) =>
  joint.length === output.length
    ? judgeCells(output, joint)
    : unsolved(`The joint kernel has ${counted(joint.length, "weight")}, the goal ${output.length}.`),
);

const percent = (share) => (share < 0.0095 ? (100 * share).toFixed(1) : String(Math.round(100 * share)));

/** How large the joint kernel is, what it adds up to, and how wide it is. */
export function sizeWords({ row, joint, sum, bell }, copies) {
  const count = joint.length === 1 ? "1 weight" : `${joint.length} weights`;
  const power = copies === 1 ? [] : [node("sup", {}, String(copies)), " = ", resultPart(formatNumber(sum))];
  const one = formatNumber(total(row));
  const base = copies > 1 && (one.startsWith("−") || !isExact(total(row))) ? `(${one})` : one;
  const start = [`${count}. They add up to `, copies === 1 ? resultPart(one) : [base, "kernel"], ...power, "."];
  if (!bell) return start;
  const { variance } = bell;
  const own = copies === 1 ? [] : [`${copies} · `, [formatNumber(variance / copies), "kernel"], " ≈ "];
  return [
    ...start,
    " Their variance is ",
    ...own,
    resultPart(formatNumber(variance)),
    `: a standard deviation of ${formatNumber(Math.sqrt(variance))} cells.`,
  ];
}

/** How near the joint kernel is to its bell, or why there is none. */
export function bellWords({ row, bell, apart, most, finite }) {
  if (!finite) return "These numbers are too large to be drawn.";
  if (bell) return `From the bell they differ by at most ${percent(apart)} % of its height.`;
  if (row.length === 1) return "One weight alone moves or multiplies the picture: it grows into no bell.";
  return `With negative weights there is no bell. The largest, its sign aside, is ${formatNumber(most)}.`;
}

/**
 * Where the chart puts what: room for the row as it is taken most often, and for a bell that is higher than its bars.
 * @param {number[]} size @param {any} result @param {?number[]} target
 */
export function chartLayout([width, height], { row, joint, most, bell }, target = null) {
  const slots = (row.length - 1) * MOST_COPIES + 1;
  const shown = Math.max(slots, 9, target?.length ?? 0);
  const pitch = Math.min(44, (width - 8) / shown);
  const values = [...joint, ...row, ...(target ?? []), bell?.height ?? 0];
  const reach = Math.max(...values.map(Math.abs)) || 1;
  const low = Math.min(0, ...values);
  const [top, bottom] = [20, low < 0 ? 22 : 6];
  const scale = (height - top - bottom) / (Math.max(0, ...values) - low || reach);
  const ground = height - bottom + low * scale;
  return { pitch, most, ground, y: (value) => ground - value * scale, left: (count) => (width - count * pitch) / 2 };
}

const bars = (name, values, { pitch, ground, y, left }) => {
  const from = left(values.length) + (pitch > 8 ? 1 : 0.5);
  const wide = pitch - (pitch > 8 ? 2 : 1);
  const one = (value, i) => square(from + i * pitch, Math.min(y(value), ground), wide, Math.abs(y(value) - ground));
  return path(name, values.map(one).join(""));
};

/** The weights above their bars, or below those that hang down, where there is room for them. */
function labels(values, { pitch, y, left }) {
  if (pitch < 25) return "";
  return values
    .map((value, i) => {
      const at = value < 0 ? y(value) + 14 : y(value) - 5;
      return `<text x="${round(left(values.length) + (i + 0.5) * pitch)}" y="${round(at)}">${formatNumber(value)}</text>`;
    })
    .join("");
}

/** The bell as a line, beyond both ends of the bars. */
function bellLine({ at }, count, { pitch, y, left }, width) {
  const from = left(count) + pitch / 2;
  const points = range(Math.floor(width / 2) + 1).map((n) => `${n * 2} ${round(y(at((n * 2 - from) / pitch)))}`);
  return `<path class="cc-kp-bell" d="M${points.join("L")}"/>`;
}

/** The bars, with the kernel's own behind them, the bell, and a puzzle's goal, as SVG. @param {number[]} size */
export function chartSvg([width, height], result, target = null) {
  const place = chartLayout([width, height], result, target);
  const { row, joint, bell } = result;
  const body = [
    target ? "" : bars("cc-kp-first", row, place),
    bars("cc-kp-bars", joint, place),
    `<path class="cc-kp-ground" d="M0 ${round(place.ground)}H${width}"/>`,
    bell ? bellLine(bell, joint.length, place, width) : "",
    target ? bars("cc-kp-goal", target, place) : "",
    labels(joint, place),
  ];
  return svg(width, height, body.join(""));
}

/** The same row across and down: each weight of the square is one of the row times another. */
export function squareSvg(side, { row, joint }) {
  const cell = Math.floor(side / ((row.length - 1) * MOST_COPIES + 1)); // whole pixels, so that no line shows between
  const from = Math.floor((side - joint.length * cell) / 2);
  const { of } = colorScale(joint.flatMap((a) => joint.map((b) => a * b)));
  const cells = joint.flatMap((a, r) =>
    joint.map((b, c) => {
      const shade = of(a * b)?.background;
      return shade ? `<path fill="${shade}" d="${square(from + c * cell, from + r * cell, cell, cell)}"/>` : "";
    }),
  );
  return svg(side, side, cells.join(""));
}

/** A named drawing. */
const drawn = (part, name, className) => (ui) => {
  const { el, inner, caption } = board(ui, [part, name], { class: `cc-board ${className}`, role: "img" }, () => null);
  function update(look) {
    inner.innerHTML = look.drawing;
    inner.setAttribute("aria-label", look.label);
    caption.textContent = look.caption;
    el.firstElementChild.textContent = look.name;
  }
  return { el, update };
};

const nameOf = (copies) =>
  copies === 1
    ? "The kernel"
    : copies < 5
      ? Array(copies).fill("kernel").join(" ∗ ")
      : `kernel ∗ … ∗ kernel, ${copies} times`;

/** What is seen of a state and its joint kernel. */
export function show({ copies, kernel }, result, { puzzle, width }) {
  const { joint, row, finite } = result;
  const narrow = width < 560;
  const side = narrow ? 108 : 196;
  const size = narrow ? [Math.round(width - 12), 190] : [Math.round(clip(width - side - 40, 300, 620)), 236];
  const listed = joint.map(formatNumber).join(", ");
  const square = `${joint.length}×${joint.length}`;
  return {
    px: { cell: narrow ? 38 : 44 },
    parts: {
      kernel: { rows: 1, cols: kernel[0].length, values: kernel[0], size: sizeText(1, row.length) },
      chart: finite
        ? {
            drawing: chartSvg(size, result, puzzle?.goal.output),
            label: `Weights ${listed}`,
            caption: sizeText(1, joint.length),
            name: nameOf(copies),
          }
        : null,
      plane: finite
        ? {
            drawing: squareSvg(side, result),
            label: `${square} weights: the row across, times the row down`,
            caption: square,
            name: "Across and down",
          }
        : null,
      sum: sizeWords(result, copies),
      bell: bellWords(result),
      bar: { copies },
    },
    say: `${copies === 1 ? "1 copy" : `${copies} copies`}: ${listed}. ${bellWords(result)}`,
  };
}

/** The buttons that take the kernel once more, or once less, and Reset. */
function bar(ui) {
  const by = (step) => () => ui.set({ copies: clip(ui.state().copies + step, 1, MOST_COPIES) });
  const more = button("∗ itself once more", by(1), ui.signal);
  const less = button("Once less", by(-1), ui.signal);
  function update({ copies }) {
    more.disabled = copies === MOST_COPIES;
    less.disabled = copies === 1;
  }
  return { el: make("div", { class: "cc-bar" }, [less, more, resetButton(ui)]), update };
}

export default {
  render: gridFigure({
    open: ({ model }) => ({ presets: model.get("presets") }),
    grids: { kernel: { label: "Kernel", format: formatWeight, edits: "kernel" } },
    parts: {
      chart: drawn("output", "The kernel", "cc-kp-chart"),
      plane: drawn("output", "Across and down", "cc-kp-plane"),
      sum: words("cc-sum"),
      bell: words("cc-sum cc-kp-fit"),
      bar,
    },
    stage: [box("cc-stage cc-kp-stage", ["kernel", "chart", "plane"]), "bar", "sum", "bell"],
    compute,
    reconcile: (changes, state, _memory, { data }) => reconcileWith(data.presets, changes, state),
    judge,
    show,
  }),
};
