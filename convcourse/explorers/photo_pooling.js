// PhotoPooling: the same photo pooled by the maximum and by the mean, side by side.
import { node } from "./parts/elements.js";
import { box, gridFigure, reset, words } from "./parts/figure.js";
import { resultPart } from "./parts/lines.js";
import { formatNumber, sizeText } from "./parts/numbers.js";
import {
  asLevel,
  decodeRgba,
  greyOf,
  pictureBox,
  pictureStore,
  planeBytes,
  splitRgba,
  within,
} from "./parts/pictures.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { clip } from "./parts/svg.js";
import { voxelNoise } from "./parts/volume.js";

/**
 * @typedef {{rows: number, cols: number, data: Float64Array}} Plane
 * @typedef {{picture: number, window: number, stride: number, line: number, noise: number}} State
 * @typedef {{input: Plane, maximum: Plane, average: Plane, means: number[], waiting: boolean}} Result
 */

const SIDE = 128;
const NARROW = 520; // px: from there on all three stand beside each other
const GREYS = [null, 255, 0]; // of the line
const NAMES = ["input", "maximum", "average"];

/** A photo with a line over it, one pixel wide, and grain. @param {number[] | Float64Array} greys @param {State} state @returns {Plane} */
export function laidOver(greys, { line, noise }, seed) {
  const data = Float64Array.from(greys);
  const grey = GREYS[line];
  if (grey !== null) for (let c = 0; c < SIDE; c++) data[(SIDE / 8 + Math.floor((c * 3) / 4)) * SIDE + c] = grey;
  const grain = noise ? voxelNoise(data.length, seed) : null;
  if (grain) for (let i = 0; i < data.length; i++) data[i] = clip(data[i] + noise * grain[i], 0, 255);
  return { rows: SIDE, cols: SIDE, data };
}

/** Both poolings of a picture: the largest and the mean of each window that fits. @param {Plane} input */
export function pooled({ rows, cols, data }, k, s) {
  const [down, across] = [rows, cols].map((n) => Math.floor((n - k) / s) + 1);
  const [maximum, average] = [0, 1].map(() => new Float64Array(down * across));
  for (let i = 0; i < maximum.length; i++) {
    const from = Math.floor(i / across) * s * cols + (i % across) * s;
    let [most, sum] = [-Infinity, 0];
    for (let n = 0; n < k * k; n++) {
      const value = data[from + Math.floor(n / k) * cols + (n % k)];
      if (value > most) most = value;
      sum += value;
    }
    [maximum[i], average[i]] = [most, sum / (k * k)];
  }
  return [maximum, average].map((made) => ({ rows: down, cols: across, data: made }));
}

const meanOf = (data) => data.reduce((sum, value) => sum + value, 0) / data.length;

/** What there is to see; what was made last stays as long as the state does. @returns {Result} */
function compute(state, { data, model }) {
  const decoded = data.store.get(state.picture);
  const key = JSON.stringify([state, !decoded]);
  if (data.kept?.key === key) return data.kept.made;
  const input = laidOver(decoded ?? new Float64Array(SIDE * SIDE), state, model.get("seed"));
  const [maximum, average] = pooled(input, state.window, state.stride);
  const means = [input, maximum, average].map((plane) => meanOf(plane.data));
  const bytes = [input, maximum, average].map((plane) => planeBytes(plane.data));
  data.kept = { key, made: { input, maximum, average, means, bytes, waiting: !decoded } };
  return data.kept.made;
}

/** How a state stands to the puzzle: the smallest window whose maxima are so much brighter. */
const judgeBrighter = judging((state, { input, means }, { goal }) => {
  const by = (k) => meanOf(pooled(input, k, k)[0].data) - means[0];
  if (state.window !== state.stride) return unsolved("Make the stride as large as the window.");
  const here = by(state.window);
  if (here < goal.brighter) return unsolved(`Brighter by ${formatNumber(here)}.`);
  return by(state.window - 1) < goal.brighter
    ? solved(`brighter by ${formatNumber(here)}.`)
    : unsolved(`Brighter by ${formatNumber(here)}, and a smaller window is bright enough.`);
});
export const judge = (state, result, puzzle) => (result.waiting ? unsolved("") : judgeBrighter(state, result, puzzle));

/** The window that is pointed at, in whichever picture, by its place in the outputs; null if there is none. */
export function windowAt(pointed, { stride }, { maximum }) {
  if (!pointed) return null;
  const at = pointed.part === "input" ? pointed.at.map((n) => Math.floor(n / stride)) : pointed.at;
  return within(at, [maximum.rows, maximum.cols]);
}

/** How the brightness of the outputs stands to that of the photo. @param {State} state @param {Result} result */
export function brightness({ window, stride }, { maximum, means }) {
  const by = Math.round(means[1] - means[0]);
  const about =
    window === 1
      ? "A window of one pixel: both keep it."
      : `On average the maxima are ${by} levels brighter than the photo.`;
  const apart = stride > window ? " Between the windows pixels are left out." : "";
  return `${sizeText(maximum.rows, maximum.cols)} windows of ${sizeText(window, window)}. ${about}${apart}`;
}

/** What one window leaves. */
function windowWords(at, result) {
  if (!at) return "Point at a picture: what does one window leave?";
  const [most, mean] = [result.maximum, result.average].map(({ data, cols }) =>
    formatNumber(data[at[0] * cols + at[1]]),
  );
  const place = node("span", { class: "cc-where" }, `output[${at.join(", ")}]`);
  return [place, ": maximum ", resultPart(most), ", mean ", resultPart(mean), "."];
}

/** What is seen of a state and of its poolings. */
export function show(state, result, { pointed, width }) {
  const at = windowAt(pointed, state, result);
  const { window: k, stride } = state;
  const frames = at && [
    { row: at[0] * stride, col: at[1] * stride, height: k, width: k },
    ...[0, 1].map(() => ({ row: at[0], col: at[1], height: 1, width: 1 })),
  ];
  const titles = ["Photo", "Maximum", "Mean"];
  const looks = NAMES.map((name, n) => {
    const { rows, cols } = result[name];
    const size = `${sizeText(rows, cols)}, mean ${asLevel(result.means[n])}`;
    return {
      rows,
      cols,
      bytes: result.bytes[n],
      size,
      words: `${titles[n]}, ${size}`,
      window: frames?.[n] ?? null,
    };
  });
  const told = brightness(state, result);
  return {
    px: { side: Math.floor(width < NARROW ? clip((width - 32) / 2, 100, 130) : clip((width - 44) / 3, 130, 264)) },
    parts: {
      stage: { class: `cc-stage cc-pp-stage${result.waiting ? " cc-waiting" : ""}` },
      ...Object.fromEntries(NAMES.map((name, n) => [name, looks[n]])),
      sum: result.waiting ? "" : told,
      window: windowWords(at, result),
    },
    say: result.waiting ? undefined : told,
  };
}

/** A picture of the three; the arrow keys walk through the windows in an output. */
const picture = (name, label, part) => (ui) => {
  const point = ui.point(name);
  const walk = (step) => {
    const { result, state } = ui.drawn;
    const size = [result.maximum.rows, result.maximum.cols];
    const from = windowAt(ui.pointed, state, result) ?? size.map((n) => Math.floor(n / 2));
    point(
      within(
        from.map((n, axis) => n + step[axis]),
        size,
      ),
    );
  };
  return pictureBox(label, {
    part,
    canvas: { class: "cc-pp-picture" },
    spot: { class: "cc-pp-spot", hidden: true },
    signal: ui.signal,
    point,
    leave: () => point(null),
    ...(part === "output" && { move: walk }),
  });
};

/** The photos, decoded when they are first shown. */
function open(ui) {
  const read = async (n) => greyOf(splitRgba((await decodeRgba(new Blob([ui.model.get("pictures")[n]]))).rgba));
  return { store: pictureStore(ui, read), kept: null };
}

export default {
  render: gridFigure({
    open,
    parts: {
      input: picture("input", "Photo", "input"),
      maximum: picture("maximum", "Maximum", "output"),
      average: picture("average", "Mean", "output"),
      sum: words("cc-sum cc-pp-sum"),
      window: words("cc-pp-window"),
      reset,
    },
    stage: [box("cc-stage cc-pp-stage", NAMES, "stage")],
    words: ["sum", box("cc-lesser", ["window"]), box("cc-bar", ["reset"])],
    compute,
    judge,
    show,
  }),
};
