// Loupe: a point of a photo, the numbers around it, and what a kernel makes of them.
import { draggable } from "./parts/drag.js";
import { make, node, plainWords } from "./parts/elements.js";
import { correlate, sumOfTaps, windowTaps } from "./parts/engine.js";
import { box, drawing, gridFigure, reset, words } from "./parts/figure.js";
import { isExact } from "./parts/lines.js";
import { formatNumber, formatWeight, sizeText, toGrid } from "./parts/numbers.js";
import {
  asLevel,
  decodeRgba,
  greyOf,
  pictureBox,
  pictureStore,
  planeBytes,
  rangeOf,
  splitRgba,
  within,
} from "./parts/pictures.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { clip, round, svg } from "./parts/svg.js";

/**
 * @typedef {{rows: number, cols: number, data: Float64Array | number[]}} Photo
 * @typedef {{picture: number, kernel: number[][], row: number, column: number}} State
 * @typedef {{photo: Photo, waiting: boolean, shown: ArrayLike<number>, bytes: Uint8ClampedArray, photoBytes: Uint8ClampedArray}} Result
 *   `shown` is what the output is made of
 */

/** Sobel's kernels: to the right, and downwards. */
export const RIGHT = [
  [-1, 0, 1],
  [-2, 0, 2],
  [-1, 0, 1],
];
export const DOWN = RIGHT.map((row, r) => row.map((_, c) => RIGHT[c][r]));

const FILTER = { padding: "same", border: "mirror" };
const STEEPEST = 1020; // that a Sobel kernel can give: four times from black to white
const ARROW = 0.4; // of the photo's width, for the steepest

/** A photo as its greys. `rgba` has four bytes a pixel. @returns {Photo} */
export const fromRgba = (rgba, rows, cols) => ({ rows, cols, data: greyOf(splitRgba(rgba)) });

/** What a kernel makes of a photo. @param {Photo} photo @param {number[][]} kernel */
export const filtered = (photo, kernel) => correlate(photo, toGrid(kernel), FILTER).data;

/** Both slopes of each pixel, and the length of the arrow that they are. @param {Photo} photo */
export function gradientOf(photo) {
  const [right, down] = [filtered(photo, RIGHT), filtered(photo, DOWN)];
  return { right, down, length: Float64Array.from(right, (slope, i) => Math.hypot(slope, down[i])) };
}

/** The number below which a share of some numbers lies, as NumPy's `percentile` interpolates it. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.ceil(at)] - sorted[low]);
}

/** An angle in degrees as red, green and blue, 0 to 1: red is 0, green 120. */
export const hue = (angle) =>
  [0, 240, 120].map((from) => clip(Math.abs(((((angle + from) % 360) + 360) % 360) / 60 - 3) - 1, 0, 1));

/** Gradients for a canvas: bright where they are long, in the colour of their direction. */
export function gradientBytes({ right, down, length }) {
  const bytes = new Uint8ClampedArray(4 * length.length).fill(255);
  const most = Math.max(quantile(length, 0.99), 1e-12);
  for (let i = 0; i < length.length; i++) {
    const bright = 255 * Math.min(1, length[i] / most);
    hue(degrees(right[i], down[i])).forEach((share, k) => {
      bytes[4 * i + k] = Math.round(share * bright);
    });
  }
  return bytes;
}

const degrees = (right, down) => (Math.atan2(down, right) * 180) / Math.PI;

/** What there is to see; of one photo and one kernel it is made once. @returns {Result} */
function compute(state, { data, model }) {
  const decoded = data.store.get(state.picture);
  const [rows, cols] = model.get("sizes")[state.picture];
  const photo = decoded ?? { rows, cols, data: new Float64Array(rows * cols) };
  const key = JSON.stringify([state.picture, state.kernel, !decoded]);
  if (data.kept?.key !== key) data.kept = { key, made: resultOf(photo, state.kernel, data.gradient, !decoded) };
  return data.kept.made;
}

function resultOf(photo, kernel, gradient, waiting) {
  const own = { photo, waiting, photoBytes: planeBytes(photo.data) };
  if (!gradient) {
    const shown = filtered(photo, kernel);
    return { ...own, shown, bytes: planeBytes(shown) };
  }
  const slopes = gradientOf(photo);
  return { ...own, shown: slopes.length, bytes: gradientBytes(slopes) };
}

/** The pixel that is looked at: the one below a pointer, else the point that was set. */
export const here = ({ row, column }, { photo: { rows, cols } }, pointed = null) =>
  within(pointed?.part === "photo" ? pointed.at : [row, column], [rows, cols]);

/** A number for a cell: one decimal will do. */
const short = (value) => formatNumber(Math.round(value * 10) / 10);
const grey = (value) => ({
  background: `rgb(${Array(3).fill(asLevel(value)).join(" ")})`,
  color: value > 118 ? "#000" : "#fff",
});

/** What lies under a kernel at a point. @param {Photo} photo @param {number[][]} kernel @param {number[]} at */
export const tapsAt = (photo, kernel, [r, c]) => windowTaps(photo, toGrid(kernel), r, c, FILTER);

/** The grids of a window: its numbers, the weights and the products. @param {any[]} taps */
function gridsOf(taps, kernel) {
  const [rows, cols] = [kernel.length, kernel[0].length];
  const size = sizeText(rows, cols);
  const values = (of) => taps.map(of);
  const window = { row: 0, col: 0, height: rows, width: cols };
  return {
    near: { rows, cols, values: values((tap) => tap.value), size: "greys, 0 to 255", look: grey, window },
    kernel: { rows, cols, values: kernel.flat(), size },
    products: { rows, cols, values: values((tap) => tap.value * tap.weight), size: "grey · weight" },
  };
}

const strong = (text) => node("strong", { class: "cc-t-output" }, text);
const place = (at) => node("span", { class: "cc-where" }, `output[${at.join(", ")}]`);

/** Where a sum lands, and how a screen shows it. */
export function sumWords(at, taps) {
  const sum = sumOfTaps(taps);
  const level = asLevel(sum);
  const clipped = sum < -0.5 || sum > 255.5 ? `, as far as it goes: ${level ? "white" : "black"}` : "";
  return [
    place(at),
    ` is the sum of the ${taps.length} products${isExact(sum) ? ": " : ", rounded: "}`,
    strong(formatNumber(sum)),
    `. A screen shows ${level}${clipped}.`,
  ];
}

const WAYS = ["to the right", "to the lower right", "downwards", "to the lower left"];
const BACK = ["to the left", "to the upper left", "upwards", "to the upper right"];

/** Where an arrow of this angle points, in one of eight directions. */
export const wayOf = (angle) => [...WAYS, ...BACK][(Math.round(angle / 45) + 8) % 8];

/** The arrow of two slopes. */
export function arrowOf(right, down) {
  return { right, down, length: Math.hypot(right, down), angle: degrees(right, down) };
}

/** How a point stands to a puzzle. */
const judgePoint = judging((state, result, { goal }) => {
  const at = here(state, result);
  const sumOf = (kernel) => sumOfTaps(tapsAt(result.photo, kernel, at));
  const greys = tapsAt(result.photo, state.kernel, at).map((tap) => tap.value);
  if ("spread" in goal) {
    const spread = Math.max(...greys) - Math.min(...greys);
    return spread ? unsolved(`Between them lie ${spread} levels.`) : solved(`${greys.length} times ${greys[0]}.`);
  }
  if ("above" in goal) {
    const sum = sumOf(state.kernel);
    const words = `the sum is ${formatNumber(sum)}.`;
    return sum > goal.above ? solved(words) : unsolved(words.replace("t", "T"));
  }
  const { angle, length } = arrowOf(sumOf(RIGHT), sumOf(DOWN));
  const words = `${short(length)} long${length ? `, at ${Math.round(angle)}°`.replace("-", "−") : ""}.`;
  const turned = "angle" in goal && Math.abs(angle - goal.angle) > goal.within;
  return length > goal.length && !turned ? solved(words) : unsolved(words);
});
export const judge = (state, result, puzzle) => (result.waiting ? unsolved("") : judgePoint(state, result, puzzle));

const squared = (value) => (value < 0 ? `(${formatNumber(value)})²` : `${formatNumber(value)}²`);

/** An arrow in numbers, line by line. */
export function arrowWords({ right, down, length, angle }) {
  const line = (name, ...parts) => node("div", {}, node("span", { class: "cc-where" }, name), " = ", ...parts);
  const both = [formatNumber(right), formatNumber(down)];
  return [
    line("gx", strong(both[0]), ", gy = ", strong(both[1])),
    line("length", `√(${squared(right)} + ${squared(down)}) ≈ `, strong(short(length))),
    length
      ? line("angle", `atan2(${both[1]}, ${both[0]}) ≈ `, strong(`${formatNumber(Math.round(angle))}°`))
      : node("div", {}, "No arrow: nothing changes around this point."),
    ...(length ? [node("div", {}, `It gets brighter ${wayOf(angle)}.`)] : []),
  ];
}

/** An arrow from a place, as the parts of a drawing; a dot where it has no length. */
function arrowPath([y, x], [down, right], head) {
  const length = Math.hypot(down, right);
  const [tipY, tipX] = [y + down, x + right];
  const line = `M${round(x)} ${round(y)}L${round(tipX)} ${round(tipY)}`;
  if (length < 1e-9) return `${line}h0`;
  const size = Math.min(head, length * 0.6);
  const [u, v] = [(down / length) * size, (right / length) * size];
  const side = (turn) => `${round(tipX - v + turn * 0.6 * u)} ${round(tipY - u - turn * 0.6 * v)}`;
  return `${line}M${side(1)}L${round(tipX)} ${round(tipY)}L${side(-1)}`;
}

/** The arrow at a point of a photo, as SVG in its pixels: the steeper, the longer. */
export function arrowSvg({ rows, cols }, [r, c], { right, down }) {
  const unit = Math.max(rows, cols);
  const scale = (ARROW * unit) / STEEPEST;
  const d = arrowPath([r + 0.5, c + 0.5], [down * scale, right * scale], unit / 20);
  const stroke = (name, px) => `<path class="${name}" stroke-width="${round((px * unit) / 256)}" d="${d}"/>`;
  return `<svg viewBox="0 0 ${cols} ${rows}">${stroke("cc-lp-halo", 7)}${stroke("cc-lp-arrow", 3.5)}</svg>`;
}

/** The wheel of directions, with the edge that the arrow stands across. */
export function wheelSvg({ right, down, length }) {
  const [y, x] = length ? [(42 * down) / length, (42 * right) / length] : [0, 0];
  const edge = length ? `<path class="cc-lp-edge" d="M${round(y)} ${round(-x)}L${round(-y)} ${round(x)}"/>` : "";
  const label = (at, text, anchor) => `<text x="${at[0]}" y="${at[1]}" text-anchor="${anchor}">${text}</text>`;
  const labels =
    label([58, 4], "0°", "start") +
    label([0, 72], "90°", "middle") +
    label([-58, 4], "180°", "end") +
    label([0, -61], "−90°", "middle");
  return svg(184, 150, `${edge}<path class="cc-lp-arrow" d="${arrowPath([0, 0], [y, x], 13)}"/>${labels}`, -92, -75);
}

/** How wide the pictures are in a width, and the cells of three grids beside each other, which stand below where they are many. */
export function layout(width, cols) {
  const side = Math.floor(clip((width - 40) / 2, 120, 264));
  return { side, cell: Math.floor(clip((width - 66) / (3 * cols) - 1, 24, cols > 3 ? 34 : 44)) };
}

/** A picture as it looks, with a frame around some of its pixels. */
const pictureLook = (name, { rows, cols }, bytes, size, window) => ({
  ...{ rows, cols, bytes, size, window },
  words: `${name}, ${sizeText(rows, cols)} pixels`,
});

const around = ([r, c], rows, cols) => ({
  row: r - Math.floor(rows / 2),
  col: c - Math.floor(cols / 2),
  height: rows,
  width: cols,
});

/** What is seen of a state and of what its kernel makes. */
export function show(state, result, { pointed, width, data: { gradient } }) {
  const { photo, waiting, bytes, photoBytes, shown } = result;
  const at = here(state, result, pointed);
  const kernel = gradient ? RIGHT : state.kernel;
  const taps = tapsAt(photo, kernel, at);
  const arrow = arrowOf(sumOfTaps(tapsAt(photo, RIGHT, at)), sumOfTaps(tapsAt(photo, DOWN, at)));
  const told = gradient ? arrowWords(arrow) : sumWords(at, taps);
  const value = shown[at[0] * photo.cols + at[1]];
  const frame = around(at, kernel.length, kernel[0].length);
  const most = { reach: rangeOf([shown])[1] };
  const caption = gradient ? `length, at most ${short(most.reach)}` : `here ${formatNumber(value)}`;
  const grids = gridsOf(taps, kernel);
  const vector = {
    right: { ...grids.kernel, size: `sum gx = ${formatNumber(arrow.right)}` },
    down: { ...grids.kernel, values: DOWN.flat(), size: `sum gy = ${formatNumber(arrow.down)}` },
    wheel: wheelSvg(arrow),
  };
  return {
    px: layout(width, kernel[0].length),
    parts: {
      stage: { class: `cc-stage cc-lp-stage${waiting ? " cc-waiting" : ""}` },
      photo: {
        ...pictureLook("Photo", photo, photoBytes, `row ${at[0]}, column ${at[1]}`, frame),
        arrow: gradient ? arrowSvg(photo, at, arrow) : "",
      },
      output: { ...pictureLook("Output", photo, bytes, caption, around(at, 1, 1)), arrow: "" },
      near: grids.near,
      ...(gradient ? vector : { kernel: grids.kernel, products: grids.products }),
      sum: waiting ? "" : told,
    },
    say: waiting ? undefined : said(at, told),
  };
}

/** The point and its words, for a screen reader. */
const said = (at, told) =>
  `Row ${at[0]}, column ${at[1]}. ${told
    .map((part) => plainWords([part]))
    .join("")
    .replace(/\s+/g, " ")}`;

/**
 * A picture whose point is moved: for a moment by what points at it, for good by a drag, a tap and the arrow keys.
 * @param {string} part
 * @param {string} label
 */
const pointPicture = (part, label) => (ui) => {
  const arrow = make("div", { class: "cc-lp-over", "aria-hidden": "true" });
  const set = ([row, column]) => ui.set({ row, column });
  const now = () => here(ui.drawn.state, ui.drawn.result);
  const picture = pictureBox(label, {
    part,
    canvas: { class: "cc-lp-picture" },
    spot: { class: "cc-lp-spot" },
    over: [arrow],
    signal: ui.signal,
    leave: () => ui.point("photo")(null),
    move(step) {
      const { rows, cols } = ui.drawn.result.photo;
      set(
        within(
          now().map((n, axis) => n + step[axis]),
          [rows, cols],
        ),
      );
    },
  });
  picture.listen("pointermove", (event) => {
    if (event.pointerType === "mouse" && !event.buttons) ui.point("photo")(picture.place(event));
  });
  draggable(picture.canvas, {
    signal: ui.signal,
    axis: "both",
    grab() {
      ui.point("photo")(null);
      return now();
    },
    move: (_held, event) => set(picture.place(event)),
    back: set,
  });
  let drawn = "";
  function update(look) {
    picture.update(look);
    if (look.arrow !== drawn) arrow.innerHTML = drawn = look.arrow;
  }
  return { el: picture.el, update };
};

/** The pictures, decoded when they are first shown. */
function open(ui) {
  const read = async (n) => {
    const { rgba, rows, cols } = await decodeRgba(new Blob([ui.model.get("pictures")[n]]));
    return fromRgba(rgba, rows, cols);
  };
  return { store: pictureStore(ui, read), gradient: ui.model.get("gradient"), kept: null };
}

const sign = (name) => node("span", { class: `cc-lp-sign cc-lp-${name}`, "aria-hidden": "true" });
const near = { label: "Window", part: "input", silent: true };

export default {
  render: gridFigure({
    open,
    grids: (_state, { gradient }) =>
      gradient
        ? {
            near,
            right: { label: "To the right", part: "kernel", silent: true },
            down: { label: "Downwards", part: "kernel", silent: true },
          }
        : {
            near,
            kernel: { label: "Kernel", format: formatWeight, edits: "kernel", silent: true },
            products: { label: "Products", part: "output", format: short, silent: true },
          },
    parts: {
      photo: pointPicture("input", "Photo"),
      output: pointPicture("output", "Output"),
      wheel: drawing("cc-lp-wheel"),
      sum: words("cc-sum cc-lp-sum"),
      reset,
    },
    stage: (_state, { gradient }) => [
      box(
        "cc-stage cc-lp-stage",
        [
          box("cc-lp-row", ["photo", "output"]),
          box(
            "cc-lp-row cc-lp-numbers",
            gradient
              ? ["near", box("cc-lp-slopes cc-lesser", ["right", "down"]), "wheel"]
              : ["near", sign("times"), "kernel", sign("is"), "products"],
          ),
        ],
        "stage",
      ),
    ],
    words: ["sum", box("cc-bar", ["reset"])],
    compute,
    judge,
    show,
  }),
};
