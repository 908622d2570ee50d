// BorderExplorer: a photo, its border, and for every padded pixel the pixel that it copies.
import { make, node, nodes } from "./parts/elements.js";
import { BORDERS, grid, pad, sourceIndex } from "./parts/engine.js";
import { box, gridFigure, reset, words } from "./parts/figure.js";
import { formatNumber, sizeText } from "./parts/numbers.js";
import { decodeRgba, pictureBox, pictureStore } from "./parts/pictures.js";
import { solved, unsolved } from "./parts/puzzles.js";
import { counted } from "./parts/words.js";

const LETTERS = ["a", "b", "c", "d"];
const WIDEST = 640;
const TALLEST = 400;
const PHONE = 480; // with a smaller room a stage is on a phone, and pictures are lower
const MOST_WIDTH = 72; // as in Python

/** @typedef {[number, number]} Pixel its row and column, counted from the photo's top left */

/** For each pixel of the padded photo the number of the photo's pixel that it copies; −1 for the constant. */
export function compute({ size: [rows, cols], border_index: border, width }) {
  const numbers = grid(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, i) => i),
  );
  return pad(numbers, { top: width, bottom: width, left: width, right: width }, BORDERS[border], -1);
}

/** The colours of the padded photo, four bytes a pixel, from those of the photo. */
export function colours(sources, photo, cval) {
  const from = new Uint32Array(photo.buffer, photo.byteOffset, photo.length / 4);
  const constant = new Uint32Array(new Uint8ClampedArray([cval, cval, cval, 255]).buffer)[0];
  const filled = Uint32Array.from(sources.data, (source) => (source < 0 ? constant : from[source]));
  return new Uint8ClampedArray(filled.buffer);
}

/**
 * A pixel, brought back into the padded photo.
 * @param {number[]} pixel
 * @returns {Pixel}
 */
export function insidePadded([row, col], { size: [rows, cols], width }) {
  const within = (at, size) => Math.min(size - 1 + width, Math.max(-width, at));
  return [within(row, rows), within(col, cols)];
}

/**
 * The pixel of the photo that a pixel of the padded photo copies; null for the constant.
 * @returns {?Pixel}
 */
export function sourceOf([row, col], { size: [rows, cols], border_index: border }) {
  /** @type {Pixel} */
  const source = [sourceIndex(row, rows, BORDERS[border]), sourceIndex(col, cols, BORDERS[border])];
  return Math.min(...source) < 0 ? null : source;
}

/** The row a b c d with its border: the letters, and which of the four each is; −1 is the constant, k. */
export function strip({ border_index: border }, width) {
  const from = Array.from({ length: 4 + 2 * width }, (_, i) => sourceIndex(i - width, 4, BORDERS[border]));
  return { from, letters: from.map((source) => LETTERS[source] ?? "k") };
}

/** The same as one text, such as `cb|abcd|cb`. */
export function stripText(state, width = state.width) {
  const { letters } = strip(state, width);
  return [letters.slice(0, width), letters.slice(width, width + 4), letters.slice(width + 4)]
    .map((part) => part.join(""))
    .join("|");
}

/** How a state stands to a puzzle's goal. */
export function judge(state, sources, { goal }) {
  if (goal.picture) return judgePicture(state, sources, goal.picture);
  if (goal.corner) return judgeCorner(state, goal);
  const made = stripText(state);
  const row = `${made.replaceAll("|", " | ")}.`;
  if (made === goal.strip) return solved(row);
  return unsolved(state.width > 12 ? `Your row gets ${2 * state.width} letters more.` : `Yours: ${row}`);
}

function judgePicture(state, sources, wanted) {
  const target = compute({ ...wanted, size: state.size });
  if (target.rows !== sources.rows) {
    const [mine, its] = [sources, target].map(({ rows, cols }) => sizeText(rows, cols));
    return unsolved(`Yours is ${mine}, the target ${its}.`);
  }
  const value = (source, cval) => (source < 0 ? -1 - cval : source);
  const differs = (source, i) => value(source, wanted.cval) !== value(sources.data[i], state.cval);
  const count = target.data.filter(differs).length;
  return count
    ? unsolved(`${count} of ${counted(target.data.length, "pixel")} ${count === 1 ? "differs" : "differ"}.`)
    : solved("all pixels agree.");
}

function judgeCorner(state, { corner, radius }) {
  const at = sourceOf([-state.width, -state.width], state);
  if (!at) return unsolved("The top left corner copies no pixel: it is the constant.");
  const words = `the top left corner copies row ${at[0]}, column ${at[1]} of the photo.`;
  return Math.hypot(at[0] - corner[0], at[1] - corner[1]) <= radius ? solved(words) : unsolved(`Now ${words}`);
}

/**
 * What the pixel in question is, in parts: `from` what, and `to` where it is a copy.
 * @param {Pixel} pixel
 */
export function pixelWords(pixel, state) {
  /** @param {Pixel} at */
  const place = ([row, col]) => `row ${formatNumber(row)}, column ${formatNumber(col)}`;
  const source = sourceOf(pixel, state);
  if (!source) return { from: place(pixel), verb: "copies no pixel; it is the constant", to: String(state.cval) };
  if (source.join() === pixel.join()) return { from: place(pixel), verb: "lies in the photo; nothing to copy", to: "" };
  return { from: place(pixel), verb: "copies", to: place(source) };
}

/** How large a pixel is drawn, in CSS pixels, for a stage of this width that shows one picture or two. */
export function pixelScale(room, { size: [rows, cols], width }, pictures = 1) {
  const wide = pictures > 1 ? (room - 12 * pictures) / pictures : room;
  return Math.min(Math.min(wide, WIDEST) / (cols + 2 * width), (room < PHONE ? 250 : TALLEST) / (rows + 2 * width));
}

/** The height of the tallest picture that this stage may have to show, in CSS pixels. */
function tallest(room, { size }, pictures) {
  return Math.max(
    ...[0, MOST_WIDTH].map((width) => pixelScale(room, { size, width }, pictures) * (size[0] + 2 * width)),
  );
}

/** The outline of the photo, and the pixel in question with a line to its source, as SVG in pixels of the photo. */
function marksSvg(state, pixel, source, scale) {
  const {
    size: [rows, cols],
    width,
  } = state;
  const mark = Math.max(1, 9 / scale); // never too small to see
  const box = ([r, c]) => `x="${c + 0.5 - mark / 2}" y="${r + 0.5 - mark / 2}" width="${mark}" height="${mark}"`;
  const shapes = [["cc-original", `<rect x="0" y="0" width="${cols}" height="${rows}"/>`]];
  if (pixel) {
    const copies = source && source.join() !== pixel.join();
    const [[r, c], [y, x]] = [pixel, source ?? pixel];
    if (copies) shapes.push(["cc-link", `<line x1="${c + 0.5}" y1="${r + 0.5}" x2="${x + 0.5}" y2="${y + 0.5}"/>`]);
    if (copies) shapes.push(["cc-source", `<rect ${box(source)}/>`]);
    shapes.push(["cc-here", `<rect ${box(pixel)}/>`]);
  }
  const drawn = shapes.map(([name, shape]) => `<g class="cc-halo">${shape}</g><g class="${name}">${shape}</g>`);
  const view = `${-width} ${-width} ${cols + 2 * width} ${rows + 2 * width}`;
  return `<svg viewBox="${view}" preserveAspectRatio="none">${drawn.join("")}</svg>`;
}

/** A padded photo as it looks, its scale, and its marks: with `pixel` also those of the pixel in question. */
function padded(state, sources, photo, pixel, { room, pictures }) {
  const { rows, cols } = sources;
  const scale = pixelScale(room, state, pictures);
  const plain = sizeText(...state.size);
  return {
    bytes: colours(sources, photo, state.cval),
    rows,
    cols,
    size: state.width ? `${plain}, padded to ${sizeText(rows, cols)}` : plain,
    scale,
    marks: marksSvg(state, pixel, pixel && sourceOf(pixel, state), scale),
  };
}

/** The photo and a puzzle's target; nothing of them while the photo is decoded. */
function pictures(state, result, pixel, wanted, space) {
  const { photo } = result;
  if (!photo) return wanted ? {} : { target: null };
  const other = wanted && { ...wanted, size: state.size };
  return {
    mine: padded(state, result, photo, pixel, space),
    target: other ? padded(other, compute(other), photo, null, space) : null,
  };
}

/** The row a b c d with its border, as far as there is room for it, and what is said below it. */
function letterLook(state, room) {
  const shown = Math.min(state.width, Math.floor((Math.min(room, WIDEST) / 26 - 5) / 2));
  const { from, letters } = strip(state, shown);
  const text = stripText(state, shown);
  const own = (i) => i >= shown && i < shown + 4;
  const letter = (sign, i) => {
    const props = { class: `cc-letter ${own(i) ? "" : "cc-copy"}`, "data-from": from[i], "data-own": own(i) };
    return node("span", props, sign);
  };
  const cut = `the ${shown} letters next to the row, of ${state.width}`;
  return { letters: letters.map(letter), text, words: shown < state.width ? cut : text };
}

/** What the border is called elsewhere; null where that is not to be said. */
function nameParts(called) {
  if (!called) return null;
  const { numpy, scipy, opencv, torch } = called;
  const names = { NumPy: numpy, SciPy: scipy, OpenCV: opencv, PyTorch: torch };
  return Object.entries(names).map(([library, name]) =>
    node("div", {}, node("strong", {}, library), " ", name ? node("code", {}, name) : "has none"),
  );
}

/** What is seen of a state and of where the padded pixels come from. */
export function show(state, result, { pointed, puzzle, width: room }) {
  const wanted = puzzle?.goal.picture;
  const pixel = insidePadded(pointed?.at ?? state.pixel, state);
  const space = { room, pictures: wanted ? 2 : 1 };
  const { from, verb, to } = pixelWords(pixel, state);
  // So that nothing below moves with the width.
  const height = tallest(room, state, space.pictures) + 46;
  return {
    parts: {
      stage: { style: `min-height: ${height}px` },
      ...pictures(state, result, pixel, wanted, space),
      letters: letterLook(state, room),
      names: nameParts(result.names[state.border_index]),
      line: [[from, "window"], ` ${verb} `, [to, "input"]],
    },
    pressed: state.border_index,
    say: `${BORDERS[state.border_index]}, width ${state.width}. Pixel at ${from} ${verb} ${to}`.trim(),
  };
}

/**
 * A padded photo: its pixels on a canvas, what points at them in an SVG above it.
 * @param {string} label
 * @param {{frame?: object, [more: string]: any}} [options] what `frame` is besides, and as `pictureBox` takes them
 */
function photoBox(label, { frame = {}, ...acts } = {}) {
  const marks = make("div", { class: "cc-marks", "aria-hidden": "true" });
  const {
    el,
    frame: around,
    update,
  } = pictureBox(label, {
    el: "cc-picture",
    by: "frame",
    canvas: { class: "cc-pixels", "aria-hidden": "true" },
    frame: { class: "cc-photo", ...frame },
    over: [marks],
    ...acts,
  });
  return {
    el,
    /** @param {ReturnType<typeof padded>} look */
    update(look) {
      update(look);
      Object.assign(around.style, { width: `${look.cols * look.scale}px`, height: `${look.rows * look.scale}px` });
      marks.innerHTML = look.marks;
    },
  };
}

/** The padded photo, of which a pixel is pointed at, chosen, or found with the arrow keys. */
function ownPhoto(ui) {
  /** The pixel of the photo at a pixel of the canvas. */
  function pixelAt(at) {
    const state = ui.state();
    const pixel = at.map((n) => n - state.width);
    return insidePadded(pixel, state);
  }
  const shownPixel = () => insidePadded(ui.pointed?.at ?? ui.state().pixel, ui.state());
  function put(pixel) {
    ui.point("photo")(null);
    ui.set({ pixel: insidePadded(pixel, ui.state()) });
  }
  function move(step) {
    const state = ui.state();
    put(insidePadded(state.pixel, state).map((at, axis) => at + step[axis]));
  }
  return photoBox("Padded photo", {
    frame: {
      tabindex: "0",
      role: "application",
      "aria-roledescription": "picture",
      "aria-label": "Padded photo: arrow keys move from pixel to pixel",
    },
    signal: ui.signal,
    slides: {
      window() {
        const { width } = ui.drawn.state;
        const [row, col] = shownPixel().map((at) => at + width);
        return { row, col, height: 1, width: 1 };
      },
      keep: () => ({ from: shownPixel(), pixel: ui.state().pixel }),
      slide: ({ from }, by) => put(from.map((at, axis) => at + by[axis])),
      back: ({ pixel }) => put(pixel),
    },
    point: (at) => ui.point("photo")(pixelAt(at)),
    leave: () => ui.point("photo")(null),
    pick: (at) => ui.set({ pixel: pixelAt(at) }),
    move,
  });
}

/** The row of letters, as boxes; pointing at one lights up the one it copies. */
function letterRow({ signal }) {
  const row = make("div", { class: "cc-letters", role: "img" });
  const caption = make("div", { class: "cc-size" });
  const name = make("div", { class: "cc-name" }, "The same in one row");
  const el = make("div", { class: "cc-letter-row" }, [name, row, caption]);
  const light = (letter) => {
    for (const other of row.children) {
      const own = other.dataset.own != null && other.dataset.from === letter?.dataset.from;
      other.classList.toggle("cc-lit", !!letter && (other === letter || own));
    }
  };
  row.addEventListener("pointerover", (event) => light(event.target.closest(".cc-letter")), { signal });
  row.addEventListener("pointerleave", () => light(null), { signal });
  function update({ letters, text, words: below }) {
    row.replaceChildren(...nodes(letters));
    row.setAttribute("aria-label", text);
    caption.textContent = below;
  }
  return { el, update };
}

export default {
  render: gridFigure({
    parts: {
      mine: ownPhoto,
      target: () => photoBox("Target"),
      letters: letterRow,
      names: words("cc-names"),
      line: words("cc-sum"),
      reset,
    },
    stage: [box("cc-stage cc-photos", ["mine", "target"], "stage"), "letters"],
    words: [box("cc-bar", ["line", "reset"]), box("cc-pages", ["names"])],
    open: (ui) => pictureStore(ui, async (name) => (await decodeRgba(new Blob([ui.model.get(name)]))).rgba),
    compute: (state, { data, model }) => ({ ...compute(state), photo: data.get("photo"), names: model.get("names") }),
    judge,
    show,
  }),
};
