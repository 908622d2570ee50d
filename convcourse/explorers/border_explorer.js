// BorderExplorer: a photo, its border, and for every padded pixel the pixel that it copies.
import { BORDERS, grid, pad, sourceIndex } from "./parts/engine.js";
import { explorer, resetButton } from "./parts/frame.js";
import { arrowStep } from "./parts/keys.js";
import { decodeRgba, pictureStore } from "./parts/pictures.js";
import { formatNumber, make, sizeText } from "./parts/ui.js";

const LETTERS = ["a", "b", "c", "d"];
const WIDEST = 640;
const TALLEST = 400;
const MOST_WIDTH = 72; // as in Python

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

/** The pixel [row, column], brought back into the padded photo. Row and column count from the photo's top left. */
export function insidePadded([row, col], { size: [rows, cols], width }) {
  const within = (at, size) => Math.min(size - 1 + width, Math.max(-width, at));
  return [within(row, rows), within(col, cols)];
}

/** The pixel [row, column] of the photo that a pixel of the padded photo copies; null for the constant. */
export function sourceOf([row, col], { size: [rows, cols], border_index: border }) {
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
  const solved = made === goal.strip;
  if (!solved && state.width > 12) return { solved, words: `Your row gets ${2 * state.width} letters more.` };
  return { solved, words: `${solved ? "Solved" : "Yours"}: ${made.replaceAll("|", " | ")}.` };
}

function judgePicture(state, sources, wanted) {
  const target = compute({ ...wanted, size: state.size });
  if (target.rows !== sources.rows) {
    const [mine, its] = [sources, target].map(({ rows, cols }) => sizeText(rows, cols));
    return { solved: false, words: `Yours is ${mine}, the target ${its}.` };
  }
  const value = (source, cval) => (source < 0 ? -1 - cval : source);
  const differ = target.data.filter(
    (source, i) => value(source, wanted.cval) !== value(sources.data[i], state.cval),
  ).length;
  return differ
    ? { solved: false, words: `${differ} of ${target.data.length} pixels differ.` }
    : { solved: true, words: "Solved: all pixels agree." };
}

function judgeCorner(state, { corner, radius }) {
  const at = sourceOf([-state.width, -state.width], state);
  if (!at) return { solved: false, words: "The top left corner copies no pixel: it is the constant." };
  const solved = Math.hypot(at[0] - corner[0], at[1] - corner[1]) <= radius;
  const words = `the top left corner copies row ${at[0]}, column ${at[1]} of the photo.`;
  return { solved, words: solved ? `Solved: ${words}` : `Now ${words}` };
}

/** What the pixel in question is, in parts: `text`, and `from` and `to` where it is a copy. */
export function pixelWords(pixel, state) {
  const place = ([row, col]) => `row ${formatNumber(row)}, column ${formatNumber(col)}`;
  const source = sourceOf(pixel, state);
  if (!source) return { from: place(pixel), verb: "copies no pixel; it is the constant", to: String(state.cval) };
  if (source.join() === pixel.join()) return { from: place(pixel), verb: "lies in the photo; nothing to copy", to: "" };
  return { from: place(pixel), verb: "copies", to: place(source) };
}

/** How large a pixel is drawn, in CSS pixels, for a stage of this width that shows one picture or two. */
export function pixelScale(room, { size: [rows, cols], width }, pictures = 1) {
  const beside = pictures > 1 && room >= 480;
  const wide = beside ? (room - 40) / pictures : room;
  return Math.min(Math.min(wide, WIDEST) / (cols + 2 * width), TALLEST / (rows + 2 * width));
}

/** The height of the tallest picture that this stage may have to show, in CSS pixels. */
function tallest(room, { size }, pictures) {
  return Math.max(
    ...[0, MOST_WIDTH].map((width) => pixelScale(room, { size, width }, pictures) * (size[0] + 2 * width)),
  );
}

/** A padded photo: its pixels on a canvas, what points at them in an SVG above it. */
function picture(name, options = {}) {
  const canvas = make("canvas", { class: "cc-pixels", "aria-hidden": "true" });
  const marks = make("div", { class: "cc-marks", "aria-hidden": "true" });
  const frame = make("div", { class: "cc-photo", ...options }, [canvas, marks]);
  const size = make("div", { class: "cc-size" });
  const el = make("div", { class: "cc-picture" }, [make("div", { class: "cc-name" }, name), frame, size]);

  function update(state, sources, photo, scale) {
    const { rows, cols } = sources;
    Object.assign(canvas, { width: cols, height: rows });
    const data = new ImageData(colours(sources, photo, state.cval), cols, rows);
    canvas.getContext("2d").putImageData(data, 0, 0);
    Object.assign(frame.style, { width: `${cols * scale}px`, height: `${rows * scale}px` });
    const plain = sizeText(...state.size);
    size.textContent = state.width ? `${plain}, padded to ${sizeText(rows, cols)}` : plain;
  }
  return { el, frame, marks, update };
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

/** The row a b c d with its border, as boxes; pointing at one lights up the one it copies. */
function letterRow(signal) {
  const row = make("div", { class: "cc-letters", role: "img" });
  const words = make("div", { class: "cc-size" });
  const el = make("div", { class: "cc-letter-row" }, [
    make("div", { class: "cc-name" }, "The same in one row"),
    row,
    words,
  ]);
  const light = (box) => {
    for (const other of row.children) {
      const pair = box && (other === box || (other.dataset.own != null && other.dataset.from === box.dataset.from));
      other.classList.toggle("cc-lit", !!pair);
    }
  };
  row.addEventListener("pointerover", (event) => light(event.target.closest(".cc-letter")), { signal });
  row.addEventListener("pointerleave", () => light(null), { signal });

  function update(state, room) {
    const shown = Math.min(state.width, Math.floor((Math.min(room, WIDEST) / 26 - 5) / 2));
    const { from, letters } = strip(state, shown);
    row.replaceChildren(
      ...letters.map((letter, i) =>
        make(
          "span",
          {
            class: `cc-letter ${i < shown || i >= shown + 4 ? "cc-copy" : ""}`,
            "data-from": from[i],
            "data-own": i >= shown && i < shown + 4,
          },
          letter,
        ),
      ),
    );
    row.setAttribute("aria-label", stripText(state, shown));
    words.textContent =
      shown < state.width ? `the ${shown} letters next to the row, of ${state.width}` : stripText(state, shown);
  }
  return { el, update };
}

/** What the border is called elsewhere. */
function nameTable() {
  const el = make("div", { class: "cc-names" });
  const update = ({ numpy, scipy, opencv, torch }) => {
    const pairs = [
      ["NumPy", numpy],
      ["SciPy", scipy],
      ["OpenCV", opencv],
      ["PyTorch", torch],
    ];
    el.replaceChildren(
      ...pairs.map(([library, name]) =>
        make("div", {}, [make("strong", {}, library), " ", name ? make("code", {}, name) : "has none"]),
      ),
    );
  };
  return { el, update };
}

function build(ui) {
  const { signal, model, el } = ui;
  const photos = pictureStore(ui, async () => (await decodeRgba(new Blob([model.get("photo")]))).rgba);
  const mine = picture("Padded photo", {
    tabindex: "0",
    role: "application",
    "aria-roledescription": "picture",
    "aria-label": "Padded photo: arrow keys move from pixel to pixel",
  });
  const target = picture("Target");
  const stage = make("div", { class: "cc-stage cc-photos" }, [mine.el, target.el]);
  const letters = letterRow(signal);
  const names = nameTable();
  const line = make("div", { class: "cc-sum" });
  const bar = make("div", { class: "cc-bar" }, [line, resetButton(ui)]);

  const pixelAt = ({ clientX, clientY }) => {
    const box = mine.frame.getBoundingClientRect();
    const state = ui.state();
    const [rows, cols] = state.size.map((n) => n + 2 * state.width);
    return insidePadded(
      [
        Math.floor(((clientY - box.top) / box.height) * rows) - state.width,
        Math.floor(((clientX - box.left) / box.width) * cols) - state.width,
      ],
      state,
    );
  };
  const listen = (name, act) => mine.frame.addEventListener(name, act, { signal });
  listen("pointermove", (event) => ui.point("photo")(pixelAt(event)));
  listen("pointerleave", () => ui.point("photo")(null));
  listen("click", (event) => ui.set({ pixel: pixelAt(event) }));
  listen("keydown", (event) => {
    const move = arrowStep(event);
    if (!move) return;
    const state = ui.state();
    const from = insidePadded(state.pixel, state);
    ui.point("photo")(null);
    ui.set({
      pixel: insidePadded(
        from.map((at, axis) => at + move[axis]),
        state,
      ),
    });
  });

  function drawWords(state, pixel) {
    const { from, verb, to } = pixelWords(pixel, state);
    const name = BORDERS[state.border_index];
    line.replaceChildren(
      make("span", { class: "cc-t-window" }, from),
      ` ${verb} `,
      make("span", { class: "cc-t-input" }, to),
    );
    ui.say(`${name}, width ${state.width}. Pixel at ${from} ${verb} ${to}`.trim());
    for (const button of el.closest(".cc-explorer")?.querySelectorAll(".widget-toggle-button") ?? []) {
      button.setAttribute("aria-pressed", String(button.textContent.trim() === name));
    }
  }

  function draw(state, sources) {
    const wanted = ui.puzzle()?.goal.picture;
    const room = el.clientWidth;
    const pixel = insidePadded(ui.pointed?.at ?? state.pixel, state);
    target.el.hidden = !wanted;
    const pictures = wanted ? 2 : 1;
    stage.style.minHeight = `${tallest(room, state, pictures) + 46}px`; // so that nothing below moves with the width
    const photo = photos.get("photo");
    if (photo) {
      const scale = pixelScale(room, state, pictures);
      mine.update(state, sources, photo, scale);
      mine.marks.innerHTML = marksSvg(state, pixel, sourceOf(pixel, state), scale);
      if (wanted) {
        const other = { ...wanted, size: state.size };
        const itsScale = pixelScale(room, other, pictures);
        target.update(other, compute(other), photo, itsScale);
        target.marks.innerHTML = marksSvg(other, null, null, itsScale);
      }
    }
    letters.update(state, room);
    names.update(model.get("names")[state.border_index]);
    drawWords(state, pixel);
  }

  return { parts: [stage, bar, letters.el, names.el], draw };
}

export default { render: explorer({ compute, build, judge }) };
