// SubsamplingExplorer: what is left of a picture of which only every s-th pixel is kept.
import { make, node, plainWords } from "./parts/elements.js";
import { correlate, grid } from "./parts/engine.js";
import { arrow, box, gridFigure, reset, words } from "./parts/figure.js";
import { bell } from "./parts/kernels.js";
import { formatCount, formatNumber, sizeText } from "./parts/numbers.js";
import {
  agreement,
  colourBytes,
  decodeRgba,
  greyOf,
  pictureBox,
  pictureStore,
  planeBytes,
  splitRgba,
  within,
} from "./parts/pictures.js";
import { judging, solved, unsolved, wrongSize } from "./parts/puzzles.js";
import { round } from "./parts/svg.js";

/**
 * @typedef {{rows: number, cols: number, planes: Float64Array[]}} Picture
 * @typedef {{picture: number, stride: number, anti_aliasing: boolean}} State
 * @typedef {{picture: Picture, shown: Picture, kept: Picture, target: ?Picture, waiting: boolean}} Result
 */

const LARGEST = 300; // px: two pictures, their words and a chapter's title fit on one screen
const NARROW = 520;

/**
 * A picture as its planes; one if red, green and blue are nowhere more than 2 apart, as in `images.decode`. `rgba` has
 * four bytes a pixel.
 * @returns {Picture}
 */
export function fromRgba(rgba, rows, cols) {
  const planes = splitRgba(rgba);
  const [red, green, blue] = planes;
  const grey = red.every((level, i) => {
    const others = [green[i], blue[i]];
    return Math.max(level, ...others) - Math.min(level, ...others) <= 2;
  });
  return { rows, cols, planes: grey ? [greyOf(planes)] : planes };
}

/** A picture after a Gaussian blur of half a stride, cut off at 4 σ, mirrored at the edges. @param {Picture} picture */
export function blurred({ rows, cols, planes }, stride) {
  const [sigma, side] = [stride / 2, 4 * stride + 1];
  const weights = bell(side, sigma);
  const kernel = grid(
    side,
    side,
    weights.flatMap((a) => weights.map((b) => a * b)),
  );
  const options = { padding: "same", border: "mirror" };
  return { rows, cols, planes: planes.map((data) => correlate({ data, rows, cols }, kernel, options).data) };
}

/** Every s-th row and column of a picture, from the first. @param {Picture} picture @returns {Picture} */
export function subsampled({ rows, cols, planes }, stride) {
  const [down, across] = [rows, cols].map((n) => Math.ceil(n / stride));
  const from = (i) => Math.floor(i / across) * stride * cols + (i % across) * stride;
  const keep = (plane) => Float64Array.from({ length: down * across }, (_, i) => plane[from(i)]);
  return { rows: down, cols: across, planes: planes.map(keep) };
}

/** The picture that pixels are taken from, and what is kept of it. @param {Picture} picture @param {Partial<State>} state */
export function sample(picture, { stride, anti_aliasing }) {
  const shown = anti_aliasing && stride > 1 ? blurred(picture, stride) : picture;
  return { shown, kept: subsampled(shown, stride) };
}

/** Nothing yet, in the size that the picture will have. @returns {Picture} */
const blank = ([rows, cols]) => ({ rows, cols, planes: [new Float64Array(rows * cols)] });

/** What there is to see; what was made last stays as long as the state does. @returns {Result} */
function compute(state, { data, model, puzzle }) {
  const decoded = data.store.get(state.picture);
  const picture = decoded ?? blank(model.get("sizes")[state.picture]);
  const goal = puzzle()?.goal;
  const key = JSON.stringify([state, goal, !decoded]);
  if (data.kept?.key === key) return data.kept.made;
  const target = goal?.stride ? sample(picture, goal).kept : null;
  const made = { picture, waiting: !decoded, target, ...sample(picture, state) };
  data.kept = { key, made };
  return made;
}

const countOf = ({ rows, cols }) => rows * cols;

/** How a state stands to a puzzle: to a picture that is wanted, or to how few pixels there are to be. */
const judgeKept = judging((state, { kept, target }, { goal }) => {
  if (target) {
    const wrong = wrongSize(kept, [target.rows, target.cols]);
    if (wrong) return unsolved(wrong);
    const { whole, words } = agreement(kept.planes, target.planes);
    return whole ? solved(`stride ${state.stride}; all pixels agree.`) : unsolved(`${words}.`);
  }
  const count = countOf(kept);
  if (count >= goal.fewer) return unsolved(`${formatCount(count)} pixels are kept.`);
  return state.anti_aliasing
    ? solved(`${formatCount(count)} pixels, and only true rings.`)
    : unsolved(`${formatCount(count)} pixels, but most of these rings are false.`);
});
export const judge = (state, result, puzzle) => (result.waiting ? unsolved("") : judgeKept(state, result, puzzle));

/** What is kept, in words. @param {State} state @param {Result} result */
export function keptWords({ stride, anti_aliasing }, { picture, kept }) {
  const all = formatCount(countOf(picture));
  const count = strong(formatCount(countOf(kept)), "cc-t-output");
  if (stride === 1) return ["Every row and column is kept: all ", count, " pixels."];
  const ordinal = { 2: "2nd", 3: "3rd" }[stride] ?? `${stride}th`;
  const start = anti_aliasing ? `After a Gaussian blur of σ = ${formatNumber(stride / 2)}, every` : "Every";
  return [`${start} ${ordinal} row and column is kept: `, count, ` of ${all} pixels.`];
}

const strong = (text, name = null) => node("strong", { class: name }, String(text));

/** The kept pixel that is pointed at, as [row, column] of the output; null if there is none. */
export function keptAt(pointed, { stride }, { kept }) {
  if (!pointed) return null;
  const at = pointed.part === "input" ? pointed.at.map((n) => Math.floor(n / stride)) : pointed.at;
  return within(at, [kept.rows, kept.cols]);
}

/** Where a kept pixel comes from, and its numbers; where none is pointed at, how to. */
function sourceWords(at, { stride }, { kept }) {
  if (!at) return "Point at a picture: each pixel of the output is one of the input.";
  const levels = kept.planes.map((plane) => formatNumber(plane[at[0] * kept.cols + at[1]])).join(", ");
  const from = at.map((n) => n * stride).join(", ");
  return [
    node("span", { class: "cc-where" }, `output[${at.join(", ")}]`),
    " = ",
    node("span", { class: "cc-where cc-t-input" }, `input[${from}]`),
    " = ",
    strong(levels, "cc-t-output"),
  ];
}

/** The dots on the kept pixels, as SVG: none where all are kept, or where they would lie too close. */
export function dotsSvg({ rows, cols }, stride, zoom) {
  const pitch = stride * zoom;
  if (stride < 2 || pitch < 3.5) return "";
  const places = (n) => Array.from({ length: Math.ceil(n / stride) }, (_, i) => i * stride + 0.5);
  const d = places(rows)
    .flatMap((y) => places(cols).map((x) => `M${x} ${y}h0`))
    .join("");
  const size = Math.min(6.5, Math.max(1.8, 0.38 * pitch)) / zoom;
  const halo = pitch >= 12 ? `<path class="cc-ss-halo" stroke-width="${round(size + 1.6 / zoom)}" d="${d}"/>` : "";
  return `<svg viewBox="0 0 ${cols} ${rows}">${halo}<path class="cc-ss-dots" stroke-width="${round(size)}" d="${d}"/></svg>`;
}

/**
 * How wide a picture of so many columns is drawn in a room: where that costs little, so that each pixel is a whole number
 * of the screen's. Otherwise the screen itself would make patterns of fine rings.
 */
export function evenSide(room, cols, ratio) {
  const even = (Math.floor((room * ratio) / cols) * cols) / ratio;
  return even >= 0.8 * room ? { side: even, even: true } : { side: Math.floor(room), even: false };
}

/** How the pictures stand in a width: beside each other, on a phone two in a row. */
export function layout(width, { cols }, target, ratio) {
  const narrow = width < NARROW;
  const across = target && !narrow ? 3 : 2;
  const gap = narrow ? 6 : 14;
  const arrows = width >= 700 && !target;
  const room = (width - 4 - (arrows ? 20 + gap : 0) - gap * (across - 1)) / across - 4;
  return { narrow, gap, arrows, ...evenSide(Math.min(LARGEST, room), cols, ratio) };
}

const bytesOf = ({ planes }) => (planes.length > 1 ? colourBytes(planes) : planeBytes(planes[0]));

/** A picture as it looks, with a window around some of its pixels. */
function pictureLook(name, picture, window) {
  const size = sizeText(picture.rows, picture.cols);
  return { ...picture, bytes: bytesOf(picture), size, words: `${name}, ${size} pixels`, window };
}

/** What is seen of a state and of what is kept. */
export function show(state, result, { pointed, width, data: { ratio } }) {
  const { picture, shown, kept, target, waiting } = result;
  const { stride, anti_aliasing } = state;
  const { narrow, gap, arrows, side, even } = layout(width, picture, !!target, ratio);
  const at = keptAt(pointed, state, result);
  const [row, col] = at ?? [];
  const source = sourceWords(at, state, result);
  const name = anti_aliasing && stride > 1 ? "Input, blurred" : "Input";
  const dots = dotsSvg(picture, stride, side / picture.cols);
  const block = at && { row: row * stride, col: col * stride, height: stride, width: stride };
  return {
    px: { side, gap },
    parts: {
      stage: { "data-even": String(even), class: `cc-stage cc-ss-stage${waiting ? " cc-waiting" : ""}` },
      to: { hidden: !arrows },
      // On a phone the target takes its place, so that it stands beside the output.
      input: target && narrow ? null : { ...pictureLook(name, shown, block), name, dots },
      output: pictureLook("Output", kept, at && { row, col, height: 1, width: 1 }),
      target: target && pictureLook("Target", target),
      sum: keptWords(state, result),
      source: waiting ? "" : source,
    },
    say: at ? plainWords(source) : `${plainWords(keptWords(state, result))} ${sizeText(kept.rows, kept.cols)}.`,
  };
}

/** A picture that shows which pixel is pointed at; the arrow keys go from one kept pixel to the next. */
const picture =
  (label, part, over = [], acts = (_ui) => ({})) =>
  (ui) =>
    pictureBox(label, {
      part,
      canvas: { class: "cc-ss-picture" },
      spot: { class: "cc-ss-spot", "aria-hidden": "true" },
      over,
      signal: ui.signal,
      ...acts(ui),
    });

/** What pointing at a picture does, and dragging what is pointed at: `by` so many pixels for one of the output. */
const pointing = (part, by) => (ui) => ({
  point: ui.point(part),
  // What a finger pointed at stays: it can be dragged then.
  leave: ({ pointerType }) => pointerType === "touch" || ui.point(part)(null),
  slides: {
    keep: () => ({ pointed: ui.pointed, at: keptAt(ui.pointed, ui.drawn.state, ui.drawn.result) }),
    slide({ at }, moved) {
      const { state, result } = ui.drawn;
      const to = at.map((n, axis) => n + Math.round(moved[axis] / by(state)));
      ui.point("output")(within(to, [result.kept.rows, result.kept.cols]));
    },
    back: ({ pointed }) => ui.point(pointed.part)(pointed.at),
  },
});

/** The picture with a dot on each pixel that is kept. */
function dotted(ui) {
  const dots = make("div", { class: "cc-ss-marks", "aria-hidden": "true" });
  const { el, update } = picture(
    "Input",
    "input",
    [dots],
    pointing("input", ({ stride }) => stride),
  )(ui);
  let drawn = null;
  return {
    el,
    update(look) {
      update(look);
      if (look.dots !== drawn) dots.innerHTML = drawn = look.dots;
    },
  };
}

/** What is kept, which the arrow keys walk through as well. */
const output = picture("Output", "output", [], (ui) => ({
  ...pointing("output", () => 1)(ui),
  move(step) {
    const { result, state } = ui.drawn;
    const from =
      keptAt(ui.pointed, state, result) ?? [result.kept.rows, result.kept.cols].map((n) => Math.floor(n / 2));
    const to = from.map((n, axis) => n + step[axis]);
    ui.point("output")(within(to, [result.kept.rows, result.kept.cols]));
  },
}));

/** The pictures, decoded when they are first shown, and how many pixels of the screen make one of the page. */
function open(ui) {
  const read = async (n) => {
    const { rgba, rows, cols } = await decodeRgba(new Blob([ui.model.get("pictures")[n]]));
    return fromRgba(rgba, rows, cols);
  };
  return { store: pictureStore(ui, read), ratio: globalThis.devicePixelRatio ?? 1, kept: null };
}

export default {
  render: gridFigure({
    open,
    parts: {
      input: dotted,
      output,
      target: picture("Target", "target"),
      sum: words("cc-sum"),
      source: words("cc-ss-source"),
      reset,
    },
    stage: [
      box("cc-stage cc-ss-stage", ["input", arrow("", "to"), "output", "target"], "stage"),
      "sum",
      box("cc-bar cc-ss-bar", ["source", "reset"]),
    ],
    compute,
    judge,
    show,
  }),
};
