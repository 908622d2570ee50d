// CheckerboardLab: a picture enlarged by a transposed convolution, and by resizing before a convolution.
import { convTranspose, correlate, grid } from "./parts/engine.js";
import { box, gridFigure, resetBar, words } from "./parts/figure.js";
import { formatNumber, sizeText, toGrid } from "./parts/numbers.js";
import { pictureBox, planeBytes, rangeOf } from "./parts/pictures.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";

const EVEN = 0.5; // grey levels: less cannot be seen

/** The kernel: ones, more or less of a fixed pattern added, and scaled so that they add up to 1. */
export function weightsOf({ kernel_size: k, unequal, pattern }) {
  const data = Float64Array.from({ length: k * k }, (_, i) => 1 + (unequal / 100) * pattern[Math.floor(i / k)][i % k]);
  const sum = data.reduce((a, b) => a + b, 0);
  const weights = data.map((weight) => weight / sum);
  return grid(k, k, weights);
}

/** The transposed convolution, s² times as bright as its weights are, so that the mean is kept. */
export function transposed(picture, kernel, s) {
  const data = kernel.data.map((weight) => weight * s * s);
  return convTranspose(picture, { ...kernel, data }, { stride: [s, s] });
}

/** Each pixel copied into s×s, then an ordinary convolution; at the edge the last pixel goes on. */
export function resized(picture, kernel, s) {
  const { rows, cols, data } = picture;
  const large = Float64Array.from(
    { length: rows * cols * s * s },
    (_, i) => data[Math.floor(Math.floor(i / (cols * s)) / s) * cols + Math.floor((i % (cols * s)) / s)],
  );
  return correlate(grid(rows * s, cols * s, large), kernel, { padding: "same", border: "nearest" });
}

/** The sums of the weights that the s×s kinds of cells meet; equal ones make an even picture. */
export function shares({ cols, data }, s) {
  const sums = Array(s * s).fill(0);
  for (const [i, weight] of data.entries()) sums[(Math.floor(i / cols) % s) * s + ((i % cols) % s)] += weight * s * s;
  return sums;
}

/** Darkest and brightest of the cells that lie at least `k` from the rim. */
function innerRange({ rows, cols, data }, k) {
  const inside = (n, size) => n >= k && n < size - k;
  return rangeOf([data.filter((_, i) => inside(Math.floor(i / cols), rows) && inside(i % cols, cols))]);
}

export function enlarge(state) {
  const kernel = weightsOf(state);
  const { stride: s, kernel_size: k, pictures, picture } = state;
  const [plain, shown] = [toGrid(pictures[0]), toGrid(pictures[picture])];
  const inner = innerRange(transposed(plain, kernel, s), k);
  return {
    kernel,
    input: shown,
    transposed: transposed(shown, kernel, s),
    resized: resized(shown, kernel, s),
    shares: shares(kernel, s),
    inner,
    plain: innerRange(resized(plain, kernel, s), 0),
    even: inner[1] - inner[0] < EVEN,
  };
}

const level = (value) => formatNumber(Math.round(value));

/** How a state stands to a puzzle's goal. */
export const judgeEven = judging(({ kernel_size: k, stride: s }, { even, inner }, { goal }) => {
  if (k <= s && goal.overlap) return unsolved(`Stamps of ${k}, ${s} cells apart, do not overlap.`);
  if (k % s && goal.written) return unsolved("The cells are not all written equally often.");
  const range = `${level(inner[0])} to ${level(inner[1])}`;
  if (even !== goal.even) return unsolved(even ? "The plain grey stays even." : `A pattern, from ${range}.`);
  return solved(even ? "the plain grey stays even." : `a pattern, from ${range}.`);
});

/** What the kernel does to a plain picture, in words. */
export function enlargedWords(state, { shares: sums, inner, plain, even }) {
  const { kernel_size: k, stride: s } = state;
  const would = state.picture > 0; // with the photo no grey is shown
  const written =
    k % s
      ? "Cells are written unequally often"
      : `Each inner cell is written ${k === s ? "once" : `${(k / s) ** 2} times`}`;
  const stays = would ? "would stay even" : "stays even";
  const spread = even
    ? `all equal, so a plain grey ${stays}`
    : `not equal, so a plain grey ${would ? "would get" : "gets"} a pattern`;
  const white = inner[1] > 255.5 ? ` (above 255 ${would ? "would be" : "is"} drawn white)` : "";
  return (
    `${written}. The ${s * s} kinds of cells get ${sums.map((sum) => formatNumber(sum)).join(", ")} times the input: ${spread}` +
    `${even ? "" : ` from ${level(inner[0])} to ${level(inner[1])}${white}`}. ` +
    `Resized first, it ${would ? "would be" : "is"} ${level(plain[0])} everywhere.`
  );
}

/** A picture as a screen shows it. */
const pictureLook = (label, { rows, cols, data }) => ({
  rows,
  cols,
  bytes: planeBytes(data),
  size: sizeText(rows, cols),
  words: `${label}, ${sizeText(rows, cols)} pixels`,
});

const PICTURES = { input: "Input", transposed: "Transposed", resized: "Resize, then convolve" };

/** What is seen of a state and its enlarged pictures. */
export function show(state, result, { width }) {
  // The largest kernel takes 180 px beside the outputs; on a phone these have a line of their own.
  const room = width < 520 ? width - 28 : width - 180 - 52;
  const { rows, cols, data } = result.kernel;
  const told = enlargedWords(state, result);
  return {
    px: { cell: 28, side: Math.floor(Math.min(220, room / 2)) },
    pressed: state.picture,
    parts: {
      stage: { "data-mode": "checker" },
      ...Object.fromEntries(Object.entries(PICTURES).map(([name, label]) => [name, pictureLook(label, result[name])])),
      kernel: {
        rows,
        cols,
        // In units of an equal weight, so that they can be read; times s²/k² they are what stamps.
        values: data.map((weight) => weight * rows * cols),
        size: `${sizeText(rows, cols)}, times ${state.stride ** 2}/${rows * cols}`,
      },
      sum: told,
    },
    say: told,
  };
}

const picture = (name) => () =>
  pictureBox(PICTURES[name], { part: name === "input" ? "input" : "output", canvas: { class: "cc-c-picture" } });

const render = gridFigure({
  grids: { kernel: { label: "Kernel", silent: true } },
  parts: {
    input: picture("input"),
    transposed: picture("transposed"),
    resized: picture("resized"),
    sum: words("cc-sum cc-c-words"),
    bar: resetBar(),
  },
  stage: [
    box(
      "cc-stage cc-c-stage",
      [box("cc-c-given", ["input", "kernel"]), box("cc-c-made", ["transposed", "resized"])],
      "stage",
    ),
  ],
  words: [box("cc-pages", ["sum"]), "bar"],
  // The pictures and the pattern of the weights are no state: nothing changes them.
  compute: (state, { model }) => enlarge({ ...state, pictures: model.get("pictures"), pattern: model.get("pattern") }),
  judge: judgeEven,
  show,
});

export default { render };
