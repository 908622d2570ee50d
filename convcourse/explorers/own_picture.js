// The pictures of a lab and the reader's own among them: chosen, dropped, pasted, or drawn with pointer and keys.
import { onceFramed } from "./parts/drawing.js";
import { button, make } from "./parts/elements.js";
import { pythonBehind, takeFiles } from "./parts/host.js";
import { sizeText } from "./parts/numbers.js";
import { decodeRgba, pictureStore } from "./parts/pictures.js";

const [BRUSH, RUBBER] = [3, 9]; // px of the picture
const IN_PYTHON = "is now this explorer’s image in Python.";
const ENDED =
  "stays in this browser: the kernel that this figure came from has ended. To have it in Python, run the cell " +
  "of the figure again and bring the picture again.";
const HOW_TO_DRAW = "Draw in white on the input: with a finger, the mouse, or the arrow keys and the space bar.";
const EMPTY_SHEET = " For an empty sheet, choose “Your own picture” above.";

/** The square in the middle of a picture, at this many rows and columns. */
export const squareAt = (side) => (width, height) => {
  const edge = Math.min(width, height);
  return [side, side, Math.floor((width - edge) / 2), Math.floor((height - edge) / 2), edge, edge];
};

/**
 * The pictures of a lab, decoded once each; the reader's own comes last and travels as PNG.
 * @template Picture
 * @param {any} ui
 * @param {{made: (rgba: Uint8ClampedArray, rows: number, cols: number) => Picture & {rows: number, cols: number, rgba: Uint8ClampedArray},
 *   fit: (width: number, height: number) => number[], sheet?: number, trait?: string, taken?: (picture: Picture) => void}} how
 *   `made` of its bytes, at most as large as `fit` has it; `sheet` is the side of what there is before, and `trait` has those
 *   that come along; `taken` is told of each of the reader's at once, a frame before it is drawn
 */
export function labPictures(ui, { made, fit, sheet = 128, trait = "pictures", taken = () => {} }) {
  const { model, signal } = ui;
  const own = () => model.get(trait).length;
  const ownBytes = () => (model.get("own")?.byteLength ? model.get("own") : null);
  const bytesOf = (photo) => (photo >= own() ? ownBytes() : model.get(trait)[photo]);
  /** Encoded bytes as a picture, no larger than the lab takes; refused if the browser cannot read them. */
  async function decode(blob, options) {
    const { rgba, rows, cols, from } = await decodeRgba(blob, options, fit);
    return { picture: made(rgba, rows, cols), from };
  }
  const black = (_, i) => (i % 4 === 3 ? 255 : 0);
  const blank = made(new Uint8ClampedArray(4 * sheet * sheet).map(black), sheet, sheet);
  const store = pictureStore(ui, async (photo) => (await decode(new Blob([bytesOf(photo)]))).picture);
  const get = (photo) => (bytesOf(photo) || store.has(photo) ? store.get(photo) : blank);

  let sent = null;
  /** Take a picture as the reader's own; `done` says that it may travel to Python. */
  function take(picture, done = true) {
    store.put(own(), picture);
    taken(picture);
    if (model.get("photo") !== own()) ui.set({ photo: own() });
    ui.schedule();
    if (!done) return;
    sheetOf(picture).toBlob(async (blob) => {
      sent = new DataView(await blob.arrayBuffer());
      if (signal.aborted) return;
      model.set("own", sent);
      model.save_changes();
    });
  }
  const takeSheet = (sheet, done) => {
    const { data, width, height } = penOf(sheet).getImageData(0, 0, sheet.width, sheet.height);
    take(made(data, height, width), done);
  };
  const onOwn = () => {
    if (model.get("own") === sent) return; // our own message
    store.drop(own());
    ui.schedule();
  };
  model.on("change:own", onOwn);
  signal.addEventListener("abort", () => model.off("change:own", onOwn));
  /** All that are decoded, with their numbers: ours, and the reader's own once there is one. */
  function every() {
    const numbers = Array.from({ length: own() }, (_, n) => n);
    if (ownBytes() || store.has(own())) numbers.push(own());
    return numbers.map((number) => ({ number, picture: store.get(number) })).filter(({ picture }) => picture);
  }
  return { get, every, blank, decode, take, takeSheet };
}

const penOf = (sheet) => sheet.getContext("2d", { willReadFrequently: true });

/** A canvas to draw on, with a picture on it. */
function sheetOf({ rgba, rows, cols }) {
  const sheet = /** @type {HTMLCanvasElement} */ (make("canvas", { width: cols, height: rows }));
  penOf(sheet).putImageData(new ImageData(new Uint8ClampedArray(rgba), cols), 0, 0);
  return sheet;
}

/** The buttons with which a reader brings a picture, draws and erases. @returns {HTMLElement[]} */
export const ownPicture = (ui) => [...broughtPicture(ui), ...drawButtons(ui)];

/** The button with which a reader brings a picture; one can be dropped and pasted as well. @returns {HTMLElement[]} */
export function broughtPicture(ui) {
  const load = loader(ui);
  onceFramed(ui.el, ui.signal, (root) =>
    takeFiles(root, ui.signal, (file) => {
      if (file) load(file);
      else ui.notice("What you dropped is no file. Drop a picture from a folder.");
    }),
  );
  return chooser(ui, load);
}

/** A button that opens a list of files: for keyboards and screen readers there is one way in, not two. */
function chooser({ signal }, load) {
  const hidden = { type: "file", accept: "image/*", class: "cc-file", tabindex: -1, "aria-hidden": "true" };
  const change = () => {
    const [file] = field.files;
    field.value = ""; // so that the same file can be chosen again
    if (file) load(file);
  };
  const field = /** @type {HTMLInputElement} */ (make("input", { ...hidden, change }, [], signal));
  return [button("Choose a picture…", () => field.click(), signal), field];
}

/** A function that takes a file as the reader's own picture, and says what became of it. */
function loader(ui) {
  const { signal, data } = ui;
  let told = ""; // about where the picture is, until that is no longer so
  const python = pythonBehind(ui.model, signal, () => {
    if (told && ui.noticed() === told) ui.notice(told.replace(IN_PYTHON, ENDED), true);
  });
  const whereWords = () => {
    if (python.hears()) return IN_PYTHON;
    return python.ended() ? ENDED : "stays in this browser.";
  };
  return async (file) => {
    try {
      const { picture, from } = await data.pictures.decode(file, {}); // its colours as its profile has them
      if (signal.aborted) return;
      data.pictures.take(picture);
      told = `Your picture${fittedWords(from, [picture.rows, picture.cols])} ${whereWords()}`;
      ui.notice(told, true);
    } catch {
      ui.notice(
        `“${file.name || "This"}” is no picture that this browser can read; nothing was changed. Try a PNG or JPEG file.`,
      );
    }
  };
}

/** What was done to a picture for it to fit, if anything. @param {number[]} from rows and columns that it had @param {number[]} to those that it has */
export function fittedWords(from, to) {
  if (from[0] === to[0] && from[1] === to[1]) return "";
  const square = to[0] === to[1] && from[0] !== from[1];
  const scaled = `was scaled ${from[0] < to[0] ? "up" : "down"} from ${sizeText(...from)} to ${sizeText(...to)} (rows × columns)`;
  if (!square) return ` ${scaled}. It`;
  const edge = Math.min(...from);
  const cut = `was cropped from ${sizeText(...from)} (rows × columns) to the square in its middle`;
  return edge === to[0]
    ? ` ${cut}. It`
    : ` ${cut}, and scaled ${edge < to[0] ? "up" : "down"} to ${sizeText(...to)}. It`;
}

/** The buttons that turn drawing on the input on and off, and there the white of the pen to the black of a wide rubber. */
function drawButtons({ signal, data, model, notice, schedule }) {
  const press = (one, on) => one.setAttribute("aria-pressed", String(on));
  const act = () => {
    data.draws = !data.draws;
    data.erases = false;
    press(draw, data.draws);
    press(erase, false);
    erase.hidden = !data.draws;
    // It stays: what is drawn on must not move when these words go.
    notice(data.draws ? HOW_TO_DRAW + (model.get("pictures").length ? EMPTY_SHEET : "") : "", true, () => data.draws);
    schedule();
  };
  const draw = button("Draw", act, signal, { "aria-pressed": "false" });
  const rub = () => {
    data.erases = !data.erases;
    press(erase, data.erases);
  };
  const erase = button("Erase", rub, signal, { "aria-pressed": "false", hidden: true });
  return [draw, erase];
}

/**
 * A picture of a figure, to be drawn on while `ui.data.draws` is on.
 * @param {any} ui with the lab's pictures as `data.pictures`
 * @param {any} input its box
 * @param {() => number[]} here the pixel that the keys are at
 */
export function penOn(ui, input, here) {
  const { data } = ui;
  /** @type {?{sheet: HTMLCanvasElement, before: object, last: number[]}} */
  let stroke = null;
  function strokeTo(to) {
    const { sheet, last } = stroke;
    const pen = penOf(sheet);
    const tip = data.erases ? { strokeStyle: "#000", lineWidth: RUBBER } : { strokeStyle: "#fff", lineWidth: BRUSH };
    Object.assign(pen, tip, { lineCap: "round" });
    pen.beginPath();
    pen.moveTo(last[1] + 0.5, last[0] + 0.5);
    pen.lineTo(to[1] + 0.51, to[0] + 0.5); // a click is a line, too
    pen.stroke();
    stroke.last = to;
    data.pictures.takeSheet(sheet, false);
  }
  /** Begin a stroke at a pixel, if drawing is on. */
  function begin(at) {
    const picture = data.pictures.get(ui.state().photo);
    if (!data.draws || !picture) return false;
    stroke = { sheet: sheetOf(picture), before: picture, last: at };
    data.strokes = true;
    strokeTo(at);
    return true;
  }
  /** Whatever ends a stroke. @param {(stroke: any) => void} act what becomes of it */
  const end = (act) => () => {
    const ended = stroke;
    stroke = null;
    data.strokes = false;
    if (ended) act(ended);
  };
  const finish = end(({ sheet }) => data.pictures.takeSheet(sheet));
  /** Two fingers zoom: what the first of them drew is taken back. */
  const undo = end(({ before }) => data.pictures.take(before));
  // A second finger draws nothing: the two of them zoom.
  input.listen("pointerdown", (event) => {
    if (event.isPrimary && begin(input.place(event))) input.canvas.setPointerCapture(event.pointerId);
  });
  input.listen("pointermove", (event) => event.isPrimary && stroke && strokeTo(input.place(event)));
  input.listen("keydown", (event) => {
    if (event.key !== " " || !begin(here())) return;
    event.preventDefault();
    finish();
  });
  input.listen("pointerup", finish);
  input.listen("pointercancel", undo);
  function update(look) {
    input.update(look);
    input.canvas.classList.toggle("cc-drawing", data.draws);
  }
  return { el: input.el, update };
}
