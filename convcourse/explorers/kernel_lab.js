// KernelLab: a photo in, the filtered photo out, with a kernel that the reader makes.
import { kernelGallery } from "./kernel_gallery.js";
import { labPictures, ownPicture, penOn } from "./own_picture.js";
import { resetButton } from "./parts/bar.js";
import { colorScale } from "./parts/colors.js";
import { divider } from "./parts/divider.js";
import { editing } from "./parts/editing.js";
import { make, node } from "./parts/elements.js";
import { BORDERS, correlate, sumOfTaps, windowTaps } from "./parts/engine.js";
import { box, classes, gridFigure } from "./parts/figure.js";
import { KERNELS } from "./parts/kernels.js";
import { resultPart, sumParts } from "./parts/lines.js";
import { medianParts, medians } from "./parts/median.js";
import { numberGrid } from "./parts/number_grid.js";
import { formatNumber, formatWeight, resizeKernel, sizeText, toGrid } from "./parts/numbers.js";
import { pastedRows } from "./parts/pasted.js";
import {
  agreement,
  asLevel,
  COLOURS,
  colourBytes,
  greyOf,
  inLines,
  LUMINANCE,
  pictureWords,
  planeBytes,
  rangeOf,
  reachOf,
  signedBytes,
  splitRgba,
  spotPicture,
  weighted,
} from "./parts/pictures.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { withAt } from "./parts/store.js";

const LARGEST_SIDE = 256;
const LARGEST_EDIT = 7;
const MOST_TERMS = 9;

/** A picture as its planes. `rgba` has four bytes a pixel. */
export function fromRgba(rgba, rows, cols) {
  const planes = splitRgba(rgba);
  return { rows, cols, planes, grey: greyOf(planes), rgba };
}

const sumOf = (kernel) => kernel.flat().reduce((sum, weight) => sum + weight, 0);

/** The kernel as it is stored, divided by its sum where that is asked for and can be done. */
export function weightsOf({ kernel, normalise }) {
  const sum = sumOf(kernel);
  return normalise && Math.abs(sum) > 1e-9 ? kernel.map((row) => row.map((weight) => weight / sum)) : kernel;
}

const optionsFor = ({ border, flip }) => ({ padding: "same", border: BORDERS[border], flip });

/** The planes that are filtered: the grey one, or red, green and blue. */
export const planesOf = (picture, { per_channel }) => (per_channel ? picture.planes : [picture.grey]);

/** Whether the colours are filtered before they become grey, and whether that is compared with the other order. */
const GREYS = ["first", "last", "difference"];
const greyLater = ({ per_channel, grey = 0 }) => !per_channel && GREYS[grey] !== "first";
const compared = (state) => greyLater(state) && GREYS[state.grey] === "difference";

/** What makes a filtered plane of one. */
function filterOf({ rows, cols }, state) {
  const { scale, offset, clip, median } = state;
  const weights = toGrid(weightsOf(state));
  return (data) => {
    const plane = { data, rows, cols };
    let out = median
      ? medians(plane, [weights.rows, weights.cols], optionsFor(state))
      : correlate(plane, weights, optionsFor(state)).data;
    if (scale !== 1 || offset !== 0) out = out.map((value) => scale * value + offset);
    return clip ? out.map((value) => Math.min(255, Math.max(0, value))) : out;
  };
}

/** What the lab shows on the right: planes of numbers, not rounded. Turned grey later, what that grey is made of, too. */
export function filterPicture(picture, state) {
  const { rows, cols } = picture;
  const filtered = filterOf(picture, state);
  if (!greyLater(state)) return { rows, cols, planes: planesOf(picture, state).map(filtered) };
  const channels = picture.planes.map(filtered);
  const last = weighted(channels);
  if (!compared(state)) return { rows, cols, planes: [last], channels };
  const first = filtered(state.median ? picture.grey : weighted(picture.planes)); // a median takes whole levels
  return { rows, cols, planes: [last.map((value, i) => value - first[i])], last, first };
}

/** Planes as bytes for a canvas. Signed: one plane in brown – white – teal, three around mid-grey. */
export function toRgba(planes, signed = false) {
  if (signed) return signedBytes(planes, reachOf(planes, 1));
  return planes.length > 1 ? colourBytes(planes) : planeBytes(planes[0]);
}

/** The families that come at any size. */
export const FAMILIES = KERNELS;

const sidesOf = (kernel) => Math.max(kernel.length, kernel[0].length);
const close = (a, b) =>
  a.length === b.length &&
  a[0].length === b[0].length &&
  a.every((row, r) => row.every((weight, c) => Math.abs(weight - b[r][c]) < 1e-12));

/** A kernel without the rings of zeros around it. */
function trimmed(kernel) {
  const [rows, cols] = [kernel.length, kernel[0].length];
  const ring = [...kernel[0], ...kernel.at(-1), ...kernel.flatMap((row) => [row[0], row.at(-1)])];
  if (Math.min(rows, cols) < 3 || ring.some((weight) => weight !== 0)) return kernel;
  return trimmed(kernel.slice(1, -1).map((row) => row.slice(1, -1)));
}

/** Which of the presets a kernel is; the last one, the reader's own, if it is none. */
export function presetOf(kernel, presets) {
  const found = presets.findIndex(({ kernel: known, family }) => {
    if (family && kernel.length === kernel[0].length && kernel.length > 1)
      return close(FAMILIES[family](kernel.length), kernel);
    return known && close(trimmed(known), trimmed(kernel));
  });
  return found < 0 ? presets.length - 1 : found;
}

/** A kernel, its preset and its size go together. A kernel made smaller comes back when it is made larger. */
export function reconcileWith(presets, changes, state, memory = {}) {
  if (changes.kernel) return { ...changes, preset: presetOf(changes.kernel, presets), size: sidesOf(changes.kernel) };
  const now = presetOf(state.kernel, presets);
  const chosen = presets[changes.preset];
  if (chosen?.kernel && changes.preset !== now) {
    const keeps = chosen.family && presets[now].family; // from one blur to the other
    const kernel = keeps ? FAMILIES[chosen.family](state.kernel.length) : chosen.kernel;
    return { ...changes, kernel, size: sidesOf(kernel) };
  }
  if (!changes.size || changes.size === sidesOf(state.kernel)) return changes;
  const kernel = resized(state.kernel, changes.size, presets[now].family, memory);
  return { ...changes, kernel, preset: presetOf(kernel, presets), size: sidesOf(kernel) };
}

/** A kernel at another size, with what `memory` has of it from before it was made smaller. */
function resized(kernel, size, family, memory) {
  // A 1×1 blur is the identity; it still grows back into the blur that it was.
  const blur = family ?? (sidesOf(kernel) === 1 ? memory.family : null);
  if (blur) {
    memory.family = blur;
    return FAMILIES[blur](size);
  }
  const same = (one) => resizeKernel(one, sidesOf(kernel), false);
  if (!memory.kernel || !close(same(memory.kernel), same(kernel))) memory.kernel = kernel;
  return resizeKernel(memory.kernel, Math.min(size, LARGEST_EDIT), false);
}

/**
 * A kernel out of a pasted text, in any of the forms that `pastedRows` reads.
 * @param {string} text
 * @param {boolean} sheet whether it comes from a spreadsheet
 * @returns {{kernel?: number[][], error?: string}} neither for a text that is one number or less
 */
export function parseKernel(text, sheet) {
  const { rows, error } = pastedRows(text, sheet);
  if (!rows) return error ? { error } : {};
  const [high, wide] = [rows.length, rows[0].length];
  if (Math.max(high, wide) > LARGEST_EDIT) {
    return { error: `What you pasted is ${sizeText(high, wide)}; a kernel can be up to 7×7 here.` };
  }
  return { kernel: rows };
}

/** The size at which a picture is taken in: its longer side at most 256. */
export function fitSize(width, height) {
  const shrink = Math.min(1, LARGEST_SIDE / Math.max(width, height));
  return [Math.max(1, Math.round(width * shrink)), Math.max(1, Math.round(height * shrink))];
}

/** How the output stands to a puzzle's target, pixel by pixel as both are shown. */
const judgeOutput = judging((_state, result) => {
  const [[yours], [target]] = [result.planes, result.target.planes];
  const { whole, words } = agreement([yours], [target]);
  if (whole) return solved("all pixels agree.");
  const apart = yours.reduce((sum, value, i) => sum + Math.abs(asLevel(value) - asLevel(target[i])), 0) / yours.length;
  return unsolved(`${words}; on average they are ${apart.toFixed(1)} grey levels apart.`);
});
export const judge = (state, result, puzzle) => (result.waiting ? unsolved("") : judgeOutput(state, result, puzzle));

/** The filtered picture, and a puzzle's target. Until a picture is decoded, the one before it stays, or a blank one. */
function compute(state, { data, model, puzzle }) {
  const decoded = data.pictures.get(state.photo);
  const picture = decoded ?? data.kept?.picture ?? data.pictures.blank;
  const waiting = !decoded;
  const key = JSON.stringify([{ ...state, photo: 0, wipe: 0 }, model.get("puzzle"), waiting]);
  if (data.kept?.key === key && data.kept.picture === picture) return data.kept;
  const goal = puzzle()?.goal;
  const wanted = goal && { ...state, kernel: goal.kernel, flip: false, normalise: false, median: false };
  const target = wanted ? filterPicture(picture, wanted) : null;
  data.kept = { key, picture, waiting, stays: waiting && !!data.kept, target, ...filterPicture(picture, state) };
  return data.kept;
}

/** What is said of the kernel below its image, line by line. */
export function kernelWords(state) {
  const { kernel, flip, normalise, median } = state;
  const sum = sumOf(kernel);
  if (median) return [sizeText(kernel.length, kernel[0].length), "weights unused"];
  const divided = Math.abs(sum) > 1e-9 ? `divided by ${formatWeight(sum)}` : "not divided: the sum is 0";
  return [
    `${sizeText(kernel.length, kernel[0].length)}, sum ${formatWeight(sum)}`,
    ...(normalise ? [divided] : []),
    ...(flip ? ["turned by 180°, in use"] : []),
  ];
}

/** A difference has signs, whatever is ticked. */
const showsSigns = (state) => state.signed || compared(state);

/** What the numbers of the output are shown as, in words. */
export function scaleWords({ planes }, state) {
  if (!showsSigns(state)) {
    const [low, high] = rangeOf(planes).map(Math.round);
    const range = `${formatNumber(low)} to ${formatNumber(high)}`;
    // Why it went white, or black: in a line as long as the other.
    return low < 0 || high > 255 ? `${range}, cut to 0–255` : `values ${range}`;
  }
  const reach = formatNumber(Math.round(reachOf(planes, 1)));
  const [low, zero, high] = planes.length > 1 ? ["dark", "mid-grey", "bright"] : ["brown", "white", "teal"];
  return `−${reach} ${low}, 0 ${zero}, ${reach} ${high}`;
}

/** The window of an output pixel: an even kernel has no middle, and turned it reads from the other of the two. */
function windowAt({ kernel, flip }, row, col) {
  const [height, width] = [kernel.length, kernel[0].length];
  const before = (side) => Math.floor((flip ? side - 1 : side) / 2);
  return { row: row - before(height), col: col - before(width), height, width };
}

/** Scale and offset, where they do something. */
function scaledWords({ scale, offset }, value) {
  if (scale === 1 && offset === 0) return "";
  return ` · ${formatNumber(scale)} ${offset < 0 ? "−" : "+"} ${Math.abs(offset)} = ${formatNumber(value)}`;
}

/** What a screen makes of the numbers of a pixel, where that is another number or more than one. */
function shownWords(state, [value, green, blue]) {
  if (green !== undefined) return ` (red); green ${formatNumber(green)}, blue ${formatNumber(blue)}`;
  return showsSigns(state) || asLevel(value) === value ? "" : `, shown as ${asLevel(value)}`;
}

/** How the stage is laid out in a width: pictures and kernel in a line, or the kernel below, or a target beside. */
export function layout(width, { kernel }, puzzle) {
  const side = sidesOf(kernel);
  const cell = side > LARGEST_EDIT ? 0 : Math.max(28, Math.min(width < 480 ? 30 : 38, Math.floor(190 / side)));
  const wide = Math.max(110, kernel[0].length * (cell && cell + 1) + 8);
  const inLine = Math.floor((width - wide - 44) / 2);
  const beside = Math.floor((width - 28) / 2);
  if (puzzle) return { mode: "target", cell, photo: Math.min(width < 480 ? 140 : 210, beside) };
  return inLine >= 170
    ? { mode: "line", cell, photo: Math.min(LARGEST_SIDE, inLine) }
    : { mode: "below", cell, photo: Math.min(LARGEST_SIDE, beside) };
}

/** The pictures, as they look; [row, column] is the pixel whose window is framed. The wipe shows the input on the output. */
function pictures(state, { picture, planes, target }, [row, col]) {
  const { rows, cols } = picture;
  const size = sizeText(rows, cols);
  const pixel = { row, col, height: 1, width: 1 };
  const look = (name, bytes, lines, said = "") => {
    const words = `${name}, ${size} pixels${said}`;
    return { bytes, rows, cols, size: [size, ...lines], words, window: pixel };
  };
  const coloured = state.per_channel || greyLater(state);
  const before = coloured ? picture.rgba : toRgba([picture.grey]);
  const after = toRgba(planes, showsSigns(state));
  const split = Math.round((state.wipe / 100) * cols);
  for (let at = 0; split && at < after.length; at += 4 * cols) after.set(before.subarray(at, at + 4 * split), at);
  const scale = scaleWords({ planes }, state);
  // A puzzle has the two numbers compared, and on a phone no room for the sum that tells them.
  const level = (of) => `this pixel: ${asLevel(of[0][row * cols + col])}`;
  return {
    input: { ...look("Input", before, [coloured ? "colour" : "grey"]), window: windowAt(state, row, col) },
    output: { ...look("Output", after, [target ? level(planes) : scale], `, ${scale}`), wipe: state.wipe },
    target: target && look("Target", toRgba(target.planes, state.signed), [level(target.planes)]),
  };
}

/** The products that make an output pixel, of many only some. */
function productParts(taps) {
  const few = taps.length > MOST_TERMS ? [...taps.slice(0, 3), taps.at(-1)] : taps;
  const parts = sumParts(few, sumOfTaps(taps));
  if (few !== taps) parts[5] = ` + … ${taps.length - 4} more … + `;
  return parts;
}

/** A number behind a sign: a negative one in brackets. */
const inBrackets = (value) => (value < 0 ? `(${formatNumber(value)})` : formatNumber(value));

/** How the grey of an output pixel comes about where the colours are filtered first. */
function greyParts({ channels, planes, last, first }, n) {
  const result = resultPart(formatNumber(planes[0][n]));
  if (first) return [`${formatNumber(last[n])} (grey last) − ${inBrackets(first[n])} (grey first) = `, result];
  const term = (channel, c) => `${c ? " + " : ""}${LUMINANCE[c]} · ${inBrackets(channel[n])} ${COLOURS[c]}`;
  return [...channels.map(term), " = ", result];
}

/** The sum of an output pixel, of many products only some, and what comes after it. */
function sumLine(state, result, [row, col]) {
  const { picture, planes, target } = result;
  const { rows, cols } = picture;
  const where = node("span", { class: "cc-where" }, `output[${row}, ${col}]`);
  if (greyLater(state)) return [where, " = ", ...greyParts(result, row * cols + col)];
  const [data] = planesOf(picture, state);
  const taps = windowTaps({ data, rows, cols }, toGrid(weightsOf(state)), row, col, optionsFor(state));
  const parts = state.median ? medianParts(taps.map((tap) => tap.value)) : productParts(taps);
  const here = planes.map((plane) => plane[row * cols + col]);
  const goal = target ? `. Target here: ${asLevel(target.planes[0][row * cols + col])}` : "";
  const more = scaledWords(state, here[0]) + shownWords(state, here) + goal;
  return [where, " = ", ...parts, more];
}

/** The pixel that is looked at: the one chosen, where the picture has it, else its middle. */
const here = (spot, { picture: { rows, cols } }) =>
  spot && spot[0] < rows && spot[1] < cols ? spot : [Math.floor(rows / 2), Math.floor(cols / 2)];

/** What is seen of a state and its filtered picture. */
export function show(state, result, { spot, puzzle, width, data }) {
  if (result.stays) return null;
  const { picture, planes, target, waiting } = result;
  const at = here(spot, result);
  const n = at[0] * picture.cols + at[1];
  const { mode, ...px } = layout(width, state, puzzle);
  const goal = target ? `, the target ${asLevel(target.planes[0][n])}` : "";
  const place = `Output at row ${at[0]}, column ${at[1]} is ${formatNumber(planes[0][n])}${goal}.`;
  const kernel = `Kernel ${kernelWords(state).join(", ")}`;
  return {
    px,
    vars: { ratio: `${picture.cols} / ${picture.rows}` },
    parts: {
      stage: { "data-mode": mode, class: classes({ "cc-stage cc-lab": true, "cc-waiting": waiting }) },
      kernel: state,
      image: state,
      ...pictures(state, result, at),
      sum: { parts: sumLine(state, result, at), waiting },
      ...(data?.gallery && { gallery: puzzle ? null : { picture, preset: state.preset } }),
    },
    say: waiting ? undefined : `${place} ${kernel}; output ${scaleWords(result, state)}.`,
  };
}

/** The kernel as it is used, drawn as an image, with what is said of it. */
function kernelImage() {
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", { class: "cc-kernel-image", role: "img" }));
  const words = make("div", { class: "cc-size" });
  const el = make("div", { class: "cc-kernel-figure" }, [canvas, words]);
  function update(state) {
    const weights = weightsOf(state);
    const [rows, cols] = [weights.length, weights[0].length];
    const values = state.flip ? weights.flat().reverse() : weights.flat();
    const scale = colorScale(values, true, formatWeight); // a kernel's 0 is white, whatever stands beside it
    const cell = Math.max(4, Math.floor(84 / Math.max(rows, cols)));
    [canvas.width, canvas.height] = [cols * cell, rows * cell];
    const pen = canvas.getContext("2d");
    values.forEach((value, i) => {
      pen.fillStyle = scale.of(value).background;
      pen.fillRect((i % cols) * cell, Math.floor(i / cols) * cell, cell - 1, cell - 1); // a line between the cells, so that equal weights can be told apart
    });
    const lines = kernelWords(state);
    words.replaceChildren(...inLines(lines));
    canvas.setAttribute("aria-label", `The kernel as an image: ${lines.join(", ")}; ${scale.words}`);
  }
  return { el, update };
}

/** The kernel's numbers, to be typed and pasted into; one that is too large has its image alone. */
function kernelGrid(ui) {
  const { onReject, onTaken } = editing(ui);
  const grid = numberGrid({
    part: "kernel",
    label: "Kernel",
    signal: ui.signal,
    format: formatWeight,
    onReject,
    onTaken,
    onEdit: (r, c, value) => ui.set({ kernel: withAt(ui.state().kernel, [r, c], value) }),
    onPaste: (text, sheet) => {
      const pasted = parseKernel(text, sheet);
      if (!pasted.kernel && !pasted.error) return false; // one number: the cell takes it
      if (pasted.kernel) ui.set({ kernel: pasted.kernel });
      ui.notice(pasted.error ? `${pasted.error} The kernel stays as it is.` : "");
      return true;
    },
  });
  function update({ kernel }) {
    const large = sidesOf(kernel) > LARGEST_EDIT;
    grid.el.classList.toggle("cc-large", large);
    if (!large) grid.update({ rows: kernel.length, cols: kernel[0].length, values: kernel.flat(), size: "" });
  }
  return { el: grid.el, update };
}

/** A picture of the lab; its window is moved on the input or the output, and the target only shows where it is. */
const labPicture = (part, label, more = {}) =>
  spotPicture(label, {
    part,
    here,
    keys: part !== "target",
    canvas: { class: "cc-picture" },
    frame: { class: "cc-frame cc-photo" },
    spot: { class: "cc-spot", hidden: true },
    ...more,
  });

const WIPE = {
  trait: "wipe",
  label: "Line between before and after",
  words: (per) => (per ? `the left ${per} % show the input` : "all of it shows the output"),
};

/** The output, and where it is wiped away from the input. */
function outputPicture(ui) {
  const { els, update: divide } = divider(ui, WIPE);
  const picture = labPicture("output", "Output", { over: els })(ui);
  function update({ wipe, ...look }) {
    picture.update(look);
    divide({ at: wipe, offered: ui.model.get("divided") });
  }
  return { el: picture.el, update };
}

function reconcile(changes, state, memory, ui) {
  const whole = reconcileWith(ui.model.get("presets"), changes, state, memory);
  if (changes.size > whole.size)
    setTimeout(() => ui.notice("Only a box or a Gaussian blur can be larger than 7×7 here."));
  return whole;
}

const bar = (ui) => ({ el: make("div", { class: "cc-bar" }, [...ownPicture(ui), resetButton(ui)]), update() {} });

const LAB = box("cc-stage cc-lab", ["input", box("cc-kernels", ["kernel", "image"]), "output", "target"], "stage");

export default {
  render: gridFigure({
    parts: {
      gallery: kernelGallery,
      input: (ui) =>
        penOn(ui, labPicture("input", "Input", { pauses: ({ data }) => data.draws })(ui), () =>
          here(ui.spot, ui.drawn.result),
        ),
      kernel: kernelGrid,
      image: kernelImage,
      output: outputPicture,
      target: labPicture("target", "Target"),
      sum: pictureWords("cc-sum"),
      bar,
    },
    stage: (_state, { gallery }) => [LAB, ...(gallery ? ["gallery"] : [])],
    words: [box("cc-lesser cc-lab-words", ["sum"]), "bar"],
    open: (ui) => ({
      pictures: labPictures(ui, { made: fromRgba, fit: fitSize }),
      gallery: ui.model.get("gallery"),
      kept: null,
      draws: false,
    }),
    compute,
    reconcile,
    judge,
    show,
  }),
};
