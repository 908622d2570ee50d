// KernelLab: a photo in, the filtered photo out, with a kernel that the reader makes.
import { BORDERS, correlate, windowTaps } from "./parts/engine.js";
import { broken, explorer, onceFramed, resetButton } from "./parts/frame.js";
import { pythonBehind, takeFiles } from "./parts/host.js";
import {
  asLevel,
  colourBytes,
  decodeRgba,
  outlineOn,
  pictureStore,
  pixelCanvas,
  planeBytes,
  rangeOf,
  splitRgba,
} from "./parts/pictures.js";
import { pastedRows } from "./parts/pasted.js";
import {
  colorScale,
  formatNumber,
  formatWeight,
  make,
  numberGrid,
  resizeKernel,
  signedTable,
  sizeText,
  sumLine,
  toGrid,
} from "./parts/ui.js";

const LARGEST_SIDE = 256;
const LARGEST_EDIT = 7;
const BRUSH = 3;
const MOST_TERMS = 9;

/** A picture as its planes. `rgba` has four bytes a pixel; grey is weighted and rounded, as in `images.grey`. */
export function fromRgba(rgba, rows, cols) {
  const size = rows * cols;
  const planes = splitRgba(rgba);
  const [red, green, blue] = planes;
  const grey = Float64Array.from({ length: size }, (_, i) =>
    Math.floor(0.299 * red[i] + 0.587 * green[i] + 0.114 * blue[i] + 0.5),
  );
  return { rows, cols, planes, grey, rgba };
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

/** What the lab shows on the right: planes of numbers, neither rounded nor clipped. */
export function filterPicture(picture, state) {
  const { rows, cols } = picture;
  const weights = toGrid(weightsOf(state));
  const planes = planesOf(picture, state).map((data) => {
    const out = correlate({ data, rows, cols }, weights, optionsFor(state)).data;
    if (state.scale === 1 && state.offset === 0) return out;
    return out.map((value) => state.scale * value + state.offset);
  });
  return { rows, cols, planes };
}

/** Planes as bytes for a canvas. Signed: one plane in brown – white – teal, three around mid-grey. */
export function toRgba(planes, signed = false) {
  if (!signed) return planes.length > 1 ? colourBytes(planes) : planeBytes(planes[0]);
  const reach = Math.max(1, ...rangeOf(planes).map(Math.abs));
  if (planes.length === 1) return planeBytes(planes[0], { reach, signed });
  return colourBytes(planes.map((plane) => plane.map((value) => 127.5 * (1 + value / reach))));
}

/** The families that come at any size, as `convcourse.operators.kernels` makes them. */
export const FAMILIES = {
  box: (size) => Array.from({ length: size }, () => Array(size).fill(1 / size ** 2)),
  gaussian: (size) => {
    const sigma = 0.3 * ((size - 1) / 2 - 1) + 0.8;
    const bell = Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma ** 2)));
    const sum = bell.reduce((a, b) => a + b, 0);
    return bell.map((a) => bell.map((b) => (a / sum) * (b / sum)));
  },
};

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

/** A kernel at another size: a blur is made anew, any other is cropped or gets zeros around it. */
function atSize(kernel, size, family) {
  return family ? FAMILIES[family](size) : resizeKernel(kernel, Math.min(size, LARGEST_EDIT), false);
}

/** A kernel, its preset and its size go together. A kernel made smaller comes back when it is made larger. */
export function reconcileWith(presets, changes, state, memory = {}) {
  if (changes.kernel) return { ...changes, preset: presetOf(changes.kernel, presets), size: sidesOf(changes.kernel) };
  const kernelNow = state.kernel;
  const chosen = presets[changes.preset];
  if (chosen && changes.preset !== presetOf(kernelNow, presets) && chosen.kernel) {
    const keeps = chosen.family && presets[presetOf(kernelNow, presets)].family;
    const kernel = keeps ? FAMILIES[chosen.family](kernelNow.length) : chosen.kernel;
    return { ...changes, kernel, size: sidesOf(kernel) };
  }
  if (!changes.size || changes.size === sidesOf(kernelNow)) return changes;
  const { family } = presets[presetOf(kernelNow, presets)];
  // A 1×1 blur is the identity; it still grows back into the blur that it was.
  const blur = family ?? (sidesOf(kernelNow) === 1 ? memory.family : null);
  if (blur) memory.family = blur;
  else {
    const now = sidesOf(kernelNow);
    const known = memory.kernel && close(resizeKernel(memory.kernel, now, false), resizeKernel(kernelNow, now, false));
    if (!known) memory.kernel = kernelNow;
  }
  const kernel = atSize(blur ? kernelNow : memory.kernel, changes.size, blur);
  return { ...changes, kernel, preset: presetOf(kernel, presets), size: sidesOf(kernel) };
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
export function judge(state, result, puzzle) {
  if (result.waiting) return { solved: false, words: "" };
  if (broken(state, puzzle)) return { solved: false, words: broken(state, puzzle) };
  const [yours] = result.planes;
  const [target] = result.target.planes;
  let [same, apart] = [0, 0];
  for (let i = 0; i < yours.length; i++) {
    const difference = Math.abs(asLevel(yours[i]) - asLevel(target[i]));
    same += difference <= 1;
    apart += difference;
  }
  if (same === yours.length) return { solved: true, words: "Solved: all pixels agree." };
  const share = Math.floor((1000 * same) / yours.length) / 10;
  return {
    solved: false,
    words:
      `${formatNumber(share)} % of the pixels agree; on average they are ` +
      `${(apart / yours.length).toFixed(1)} grey levels apart.`,
  };
}

/** The result for a picture, kept until something that it depends on changes. */
function compute(state, ui) {
  const decoded = ui.lab.picture(state.photo);
  const picture = decoded ?? ui.lab.blank; // takes the room of the other, unseen
  const { kernel, scale, offset, normalise, per_channel, border, flip, signed } = state;
  const key = JSON.stringify([
    kernel,
    scale,
    offset,
    normalise,
    per_channel,
    border,
    flip,
    signed,
    ui.model.get("puzzle"),
  ]);
  if (ui.lab.kept?.key === key && ui.lab.kept.picture === picture) return ui.lab.kept;
  const goal = ui.puzzle()?.goal;
  const result = { key, picture, waiting: !decoded, ...filterPicture(picture, state) };
  if (goal) result.target = filterPicture(picture, { ...state, kernel: goal.kernel, flip: false, normalise: false });
  return (ui.lab.kept = result);
}

/** Encoded bytes as a picture, no larger than the lab takes; refused if the browser cannot read them. */
async function decodePicture(blob, options) {
  const { rgba, rows, cols, from } = await decodeRgba(blob, options, fitSize);
  return { picture: fromRgba(rgba, rows, cols), from };
}

function readSheet(sheet) {
  const pen = sheet.getContext("2d", { willReadFrequently: true });
  return fromRgba(pen.getImageData(0, 0, sheet.width, sheet.height).data, sheet.height, sheet.width);
}

function sheetOf({ rgba, rows, cols }) {
  const sheet = make("canvas", { width: cols, height: rows });
  sheet
    .getContext("2d", { willReadFrequently: true })
    .putImageData(new ImageData(new Uint8ClampedArray(rgba), cols), 0, 0);
  return sheet;
}

/** The pictures of a lab, decoded once each; the reader's own comes last and travels as PNG. */
function labPictures(ui) {
  const { model, signal } = ui;
  const count = () => model.get("pictures").length;
  const blank = fromRgba(
    new Uint8ClampedArray(4 * 128 * 128).map((_, i) => (i % 4 === 3 ? 255 : 0)),
    128,
    128,
  );
  let sent = null;
  const ownBytes = () => (model.get("own")?.byteLength ? model.get("own") : null);
  const bytesOf = (photo) => (photo >= count() ? ownBytes() : model.get("pictures")[photo]);
  const store = pictureStore(ui, async (photo) => (await decodePicture(new Blob([bytesOf(photo)]))).picture);
  const picture = (photo) => (bytesOf(photo) || store.has(photo) ? store.get(photo) : blank);
  /** Take a picture as the reader's own; `done` says that it may travel to Python. */
  function take(made, done = true) {
    store.put(count(), made);
    ui.lab.kept = null;
    if (model.get("photo") !== count()) ui.set({ photo: count() });
    ui.schedule();
    if (!done) return;
    sheetOf(made).toBlob(async (blob) => {
      sent = new DataView(await blob.arrayBuffer());
      if (signal.aborted) return;
      model.set("own", sent);
      model.save_changes();
    });
  }
  const onOwn = () => {
    if (model.get("own") === sent) return; // our own message
    store.drop(count());
    ui.schedule();
  };
  model.on("change:own", onOwn);
  signal.addEventListener("abort", () => model.off("change:own", onOwn));
  return { picture, blank, take, kept: null };
}

/** A picture on a canvas, with its name above, its size below, and a frame for the window. */
function pictureBox(part, label, { ui, at }) {
  // The window is moved on the input or the output; the target only shows where it is.
  const move = part === "target" ? null : (by) => at((now) => now.map((place, axis) => place + by[axis]));
  const { canvas, place, paint } = pixelCanvas("cc-picture", { signal: ui.signal, point: at, move });
  const spot = make("div", { class: "cc-spot", hidden: true });
  const line = make("div", { class: "cc-wipe", hidden: true });
  const caption = make("div", { class: "cc-size" });
  const frame = make("div", { class: "cc-frame cc-photo" }, [canvas, spot, line]);
  const el = make("div", { class: `cc-grid cc-${part}` }, [make("div", { class: "cc-name" }, label), frame, caption]);
  function update(bytes, picture, size, words) {
    paint(bytes, picture, words);
    caption.replaceChildren(...size.flatMap((text, i) => (i ? [make("br"), text] : [text])));
  }
  return { el, canvas, line, place, update, outline: (window) => outlineOn(spot, canvas, window) };
}

/** The kernel as it is used, drawn as an image, with its sum. */
function kernelImage() {
  const canvas = make("canvas", { class: "cc-kernel-image", role: "img" });
  const words = make("div", { class: "cc-size" });
  const el = make("div", { class: "cc-kernel-figure" }, [canvas, words]);
  function update(weights, { flip, normalise }, original) {
    const [rows, cols] = [weights.length, weights[0].length];
    const values = flip ? weights.flat().reverse() : weights.flat();
    const scale = colorScale(values);
    const cell = Math.max(2, Math.floor(84 / Math.max(rows, cols)));
    [canvas.width, canvas.height] = [cols * cell, rows * cell];
    const pen = canvas.getContext("2d");
    const line = cell < 8 ? 0 : 1; // between the cells, so that equal weights can be told apart
    values.forEach((value, i) => {
      pen.fillStyle = scale.of(value).background;
      pen.fillRect((i % cols) * cell, Math.floor(i / cols) * cell, cell - line, cell - line);
    });
    const sum = sumOf(original);
    const divided = normalise
      ? Math.abs(sum) > 1e-9
        ? `divided by ${formatWeight(sum)}`
        : "not divided: the sum is 0"
      : "";
    const lines = [
      `${sizeText(rows, cols)}, sum ${formatWeight(sum)}`,
      divided,
      flip ? "turned by 180°, in use" : "",
    ].filter(Boolean);
    words.replaceChildren(...lines.flatMap((text, i) => (i ? [make("br"), text] : [text])));
    const said = lines.join(", ");
    canvas.setAttribute("aria-label", `The kernel as an image: ${said}; ${scale.words}`);
    return said;
  }
  return { el, update };
}

/** The sum of many products, with most of them left out. */
function shortSum(taps, result) {
  if (taps.length <= MOST_TERMS) return sumLine(taps, result);
  const nodes = sumLine([...taps.slice(0, 3), taps.at(-1)], result);
  nodes[5] = ` + … ${taps.length - 4} more … + `;
  return nodes;
}

const IN_PYTHON = "is now this explorer’s image in Python.";
const ENDED =
  "stays in this browser: the kernel that this figure came from has ended. To have it in Python, run the cell " +
  "of the figure again and bring the picture again.";

/** File, drop and pointer: the ways in which a reader brings a picture. */
function ownPicture(ui, input, here) {
  const { signal } = ui;
  let told = ""; // about where the picture is, until that is no longer so
  const python = pythonBehind(ui.model, signal, () => {
    if (told && ui.noticed() === told) ui.notice(told.replace(IN_PYTHON, ENDED));
  });
  // The button opens it: for keyboards and screen readers there is one way in, not two.
  const chooser = make(
    "input",
    {
      type: "file",
      accept: "image/*",
      class: "cc-file",
      tabindex: -1,
      "aria-hidden": "true",
      change: () => chooser.files[0] && load(chooser.files[0]),
    },
    [],
    signal,
  );
  const choose = make(
    "button",
    { type: "button", class: "cc-button", click: () => chooser.click() },
    "Choose a picture…",
    signal,
  );
  const draw = make(
    "button",
    {
      type: "button",
      class: "cc-button",
      "aria-pressed": "false",
      click: () => {
        const on = draw.getAttribute("aria-pressed") === "false";
        draw.setAttribute("aria-pressed", String(on));
        input.canvas.classList.toggle("cc-drawing", on);
        ui.notice(
          on
            ? "Draw in white on the input: with the pointer, or with the arrow keys and the space bar." +
                (ui.model.get("pictures").length ? " For an empty sheet, choose “Your own picture” above." : "")
            : "",
        );
      },
    },
    "Draw",
    signal,
  );

  async function load(file) {
    chooser.value = "";
    try {
      const { picture, from } = await decodePicture(file, {}); // its colours as its profile has them
      if (signal.aborted) return;
      ui.lab.take(picture);
      const same = from[0] === picture.rows && from[1] === picture.cols;
      const scaled = ` was scaled down from ${sizeText(...from)} to ${sizeText(picture.rows, picture.cols)} (rows × columns). It`;
      told = `Your picture${same ? "" : scaled} ${python.hears() ? IN_PYTHON : python.ended() ? ENDED : "stays in this browser."}`;
      ui.notice(told);
    } catch {
      ui.notice(
        `“${file.name || "This"}” is no picture that this browser can read; nothing was changed. Try a PNG or JPEG file.`,
      );
    }
  }
  onceFramed(ui.el, signal, (root) =>
    takeFiles(root, signal, (file) => {
      if (file) load(file);
      else ui.notice("What you dropped is no file. Drop a picture from a folder.");
    }),
  );

  let sheet = null;
  let before = null;
  let last = null;
  const strokeTo = (to) => {
    const pen = sheet.getContext("2d", { willReadFrequently: true });
    Object.assign(pen, { strokeStyle: "#fff", lineWidth: BRUSH, lineCap: "round" });
    pen.beginPath();
    pen.moveTo(last[1] + 0.5, last[0] + 0.5);
    pen.lineTo(to[1] + 0.51, to[0] + 0.5); // a click is a line, too
    pen.stroke();
    last = to;
    ui.lab.take(readSheet(sheet), false);
  };
  const finish = () => {
    if (sheet) ui.lab.take(readSheet(sheet));
    sheet = null;
  };
  /** Two fingers zoom: what the first of them drew is taken back. */
  const undo = () => {
    if (sheet) ui.lab.take(before);
    sheet = null;
  };
  const listen = (name, act) => input.canvas.addEventListener(name, act, { signal });
  /** Begin a stroke at a pixel, if drawing is on. */
  function begin(at) {
    const picture = ui.lab.picture(ui.state().photo);
    if (draw.getAttribute("aria-pressed") !== "true" || !picture) return false;
    [sheet, before, last] = [sheetOf(picture), picture, at];
    strokeTo(at);
    return true;
  }
  // A second finger draws nothing: the two of them zoom.
  listen(
    "pointerdown",
    (event) => event.isPrimary && begin(input.place(event)) && input.canvas.setPointerCapture(event.pointerId),
  );
  listen("pointermove", (event) => event.isPrimary && sheet && strokeTo(input.place(event)));
  listen("keydown", (event) => {
    if (event.key !== " " || !begin(here())) return;
    event.preventDefault();
    finish();
  });
  listen("pointerup", finish);
  listen("pointercancel", undo);
  return [choose, chooser, draw];
}

function build(ui) {
  const { signal, el } = ui;
  ui.lab = labPictures(ui);
  let shown = { rows: 1, cols: 1 };
  let drawn = false;
  const at = (where) => {
    const next = typeof where === "function" ? where(ui.spot ?? middle(shown)) : where;
    ui.spot = [Math.min(shown.rows - 1, Math.max(0, next[0])), Math.min(shown.cols - 1, Math.max(0, next[1]))];
    ui.schedule();
  };
  const input = pictureBox("input", "Input", { ui, at });
  const output = pictureBox("output", "Output", { ui, at });
  const target = pictureBox("target", "Target", { ui, at });
  const kernel = numberGrid({
    part: "kernel",
    label: "Kernel",
    signal,
    format: formatWeight,
    onReject: (text) =>
      ui.notice(`“${text}” is not a number; the cell keeps its value. Type one such as 2, −0.5 or 1/9.`),
    onEdit: (r, c, value) => {
      const next = structuredClone(ui.state().kernel);
      next[r][c] = value;
      ui.set({ kernel: next });
    },
    onPaste: (text, sheet) => {
      const pasted = parseKernel(text, sheet);
      if (!pasted.kernel && !pasted.error) return false; // one number: the cell takes it
      if (pasted.kernel) ui.set({ kernel: pasted.kernel });
      ui.notice(pasted.error ? `${pasted.error} The kernel stays as it is.` : "");
      return true;
    },
  });
  const image = kernelImage();
  const kernels = make("div", { class: "cc-kernels" }, [kernel.el, image.el]);
  const stage = make("div", { class: "cc-stage cc-lab" }, [input.el, kernels, output.el, target.el]);
  const sum = make("div", { class: "cc-sum" });
  const bar = make("div", { class: "cc-bar" }, [...ownPicture(ui, input, () => whereNow(shown)), resetButton(ui)]);

  const middle = ({ rows, cols }) => [Math.floor(rows / 2), Math.floor(cols / 2)];
  const whereNow = (picture) => {
    const { spot } = ui;
    return spot && spot[0] < picture.rows && spot[1] < picture.cols ? spot : middle(picture);
  };

  function place(state, picture, puzzle) {
    const width = el.clientWidth;
    const side = Math.max(state.kernel.length, state.kernel[0].length);
    const cell = side > LARGEST_EDIT ? 0 : Math.max(28, Math.min(38, Math.floor(190 / side)));
    const wide = Math.max(110, state.kernel[0].length * (cell + 1) * (cell > 0) + 8);
    const inLine = puzzle ? 0 : Math.floor((width - wide - 44) / 2);
    const mode = puzzle ? (width < 480 ? "tall" : "target") : inLine >= 170 ? "line" : "below";
    const most = mode === "line" ? inLine : Math.floor((width - 28) / 2);
    stage.dataset.mode = mode;
    el.style.setProperty("--cell", `${cell}px`);
    el.style.setProperty("--photo", `${Math.min(256, most)}px`);
    el.style.setProperty("--ratio", `${picture.cols} / ${picture.rows}`);
  }

  function drawKernel(state) {
    const [rows, cols] = [state.kernel.length, state.kernel[0].length];
    const large = Math.max(rows, cols) > LARGEST_EDIT;
    kernel.el.classList.toggle("cc-large", large);
    if (!large) kernel.update({ rows, cols, values: state.kernel.flat(), size: "" });
    return image.update(weightsOf(state), state, state.kernel);
  }

  function drawPictures(state, result, puzzle) {
    const { picture, planes } = result;
    const before = state.per_channel ? picture.rgba : toRgba([picture.grey]);
    const after = toRgba(planes, state.signed);
    const split = Math.round((state.wipe / 100) * picture.cols);
    if (split) mix(after, before, split, picture.cols);
    const size = sizeText(picture.rows, picture.cols);
    input.update(
      new Uint8ClampedArray(before),
      picture,
      [size, state.per_channel ? "colour" : "grey"],
      `Input, ${size} pixels`,
    );
    const [low, high] = rangeOf(planes);
    const reach = formatNumber(Math.round(Math.max(Math.abs(low), Math.abs(high), 1)));
    const colours = planes.length > 1 ? ["dark", "mid-grey", "bright"] : ["brown", "white", "teal"];
    const words = state.signed
      ? `−${reach} ${colours[0]}, 0 ${colours[1]}, ${reach} ${colours[2]}`
      : `values ${formatNumber(Math.round(low))} to ${formatNumber(Math.round(high))}`;
    output.update(after, picture, [size, words], `Output, ${size} pixels, ${words}`);
    output.line.hidden = !split;
    output.line.style.left = `${(100 * split) / picture.cols}%`;
    target.el.hidden = !puzzle;
    if (puzzle) target.update(toRgba(result.target.planes, state.signed), picture, [size], `Target, ${size} pixels`);
    return words;
  }

  function drawWindow(state, { picture }, [row, col]) {
    const [rows, cols] = [state.kernel.length, state.kernel[0].length];
    const [up, left] = state.flip
      ? [Math.floor((rows - 1) / 2), Math.floor((cols - 1) / 2)]
      : [Math.floor(rows / 2), Math.floor(cols / 2)];
    input.outline({ row: row - up, col: col - left, height: rows, width: cols });
    for (const box of [output, target]) box.outline({ row, col, height: 1, width: 1 });
  }

  function drawWords(state, result, [row, col], puzzle, words) {
    const { picture, planes } = result;
    const here = row * picture.cols + col;
    const [data] = planesOf(picture, state);
    const weights = toGrid(weightsOf(state));
    const taps = windowTaps({ data, rows: picture.rows, cols: picture.cols }, weights, row, col, optionsFor(state));
    const raw = taps.reduce((total, tap) => total + tap.value * tap.weight, 0);
    const value = planes[0][here];
    const more = [];
    if (state.scale !== 1 || state.offset !== 0) {
      const { scale, offset } = state;
      const sign = offset < 0 ? "−" : "+";
      more.push(` · ${formatNumber(scale)} ${sign} ${Math.abs(offset)} = ${formatNumber(value)}`);
    }
    if (planes.length > 1)
      more.push(` (red); green ${formatNumber(planes[1][here])}, blue ${formatNumber(planes[2][here])}`);
    else if (!state.signed && asLevel(value) !== value) more.push(`, shown as ${asLevel(value)}`);
    if (puzzle) more.push(`. Target here: ${asLevel(result.target.planes[0][here])}`);
    sum.replaceChildren(
      make("span", { class: "cc-where" }, `output[${row}, ${col}]`),
      " = ",
      ...shortSum(taps, raw),
      ...more,
    );
    const goal = puzzle ? `, the target ${asLevel(result.target.planes[0][here])}` : "";
    if (!result.waiting) ui.say(`Output at row ${row}, column ${col} is ${formatNumber(value)}${goal}. ${words}`);
  }

  function draw(state, result) {
    if (result.waiting && drawn) return; // what is there stays until the other picture is
    drawn = true;
    for (const part of [stage, sum]) part.classList.toggle("cc-waiting", result.waiting);
    const puzzle = ui.puzzle();
    shown = result.picture;
    const here = whereNow(result.picture);
    place(state, result.picture, puzzle);
    const words = `Kernel ${drawKernel(state)}; output ${drawPictures(state, result, puzzle)}.`;
    drawWindow(state, result, here);
    drawWords(state, result, here, puzzle, words);
  }

  return { parts: [stage, sum, bar], draw };
}

/** Put the left `split` columns of `before` over `after`. */
function mix(after, before, split, cols) {
  for (let at = 0; at < after.length; at += 4 * cols) after.set(before.subarray(at, at + 4 * split), at);
}

function reconcile(changes, state, memory, ui) {
  const whole = reconcileWith(ui.model.get("presets"), changes, state, memory);
  if (changes.size > whole.size)
    setTimeout(() => ui.notice("Only a box or a Gaussian blur can be larger than 7×7 here."));
  return whole;
}

export default { render: explorer({ compute, reconcile, build, judge }) };
