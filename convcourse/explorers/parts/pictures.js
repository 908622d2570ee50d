// Pictures in explorers: encoded bytes to numbers, numbers to bytes for a canvas, and the box that shows them.
import { signedTable } from "./colors.js";
import { slidable } from "./drag.js";
import { make, nodes } from "./elements.js";
import { arrowStep } from "./keys.js";
import { formatNumber } from "./numbers.js";

/**
 * @typedef {ArrayLike<number> & Iterable<number>} Plane one channel of a picture, row by row
 * @typedef {{row: number, col: number, height?: number, width?: number, zoom?: number}} Window some pixels, from the top
 *   left one, or a mark there; with `zoom`, the width of a pixel in the page, it is laid by that and not in shares
 * @typedef {object} Look what a picture shows
 * @property {Uint8ClampedArray} bytes four to a pixel; the same ones are painted once
 * @property {number} rows
 * @property {number} cols
 * @property {string} [words] what it is called by ear
 * @property {string} [name] what stands above it, where that is not always its label
 * @property {string | string[]} [size] what stands below it, line by line
 * @property {?Window} [window] what is framed
 * @property {{now: number, max: number, text: string}} [value] of a picture that is a slider
 */

/** @type {ImageBitmapOptions} the numbers that Python has */
const AS_IT_IS = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

/** @type {Set<Promise<any>>} the pictures that are being decoded */
const underWay = new Set();

/** Count something that a figure waits for among its pictures. @template T @param {Promise<T>} work @returns {Promise<T>} */
export function awaited(work) {
  const done = () => underWay.delete(work);
  underWay.add(work);
  work.then(done, done);
  return work;
}

/** Wait until no picture is being decoded any more. */
export async function allDecoded() {
  while (underWay.size) await Promise.allSettled(underWay);
}

/**
 * Decode a picture to its bytes, four to a pixel; what is transparent lies on white.
 * @param {Blob} blob
 * @param {ImageBitmapOptions} options
 * @param {(width: number, height: number) => number[]} fit the width and height to take it in at, and which part: left,
 *   top, width and height; without, all of it
 */
export const decodeRgba = (blob, options = AS_IT_IS, fit = (width, height) => [width, height]) =>
  awaited(bytesOf(blob, options, fit));

async function bytesOf(blob, options, fit) {
  const bitmap = await createImageBitmap(blob, options);
  const [cols, rows, left = 0, top = 0, width = bitmap.width, height = bitmap.height] = fit(
    bitmap.width,
    bitmap.height,
  );
  const pen = make("canvas", { width: cols, height: rows }).getContext("2d", { willReadFrequently: true });
  Object.assign(pen, { fillStyle: "#fff", imageSmoothingQuality: "high" });
  pen.fillRect(0, 0, cols, rows);
  pen.drawImage(bitmap, left, top, width, height, 0, 0, cols, rows);
  return { rows, cols, rgba: pen.getImageData(0, 0, cols, rows).data, from: [bitmap.height, bitmap.width] };
}

/**
 * The pictures of an explorer, each read once, when first asked for; null until it is there.
 * @template Name, Picture
 * @param {{schedule: () => void, notice: (words: string) => void}} ui
 * @param {(name: Name) => Promise<Picture>} read
 * @param {string} sorry what is said of one that the browser cannot read
 */
export function pictureStore(ui, read, sorry = "This picture could not be read.") {
  /** @type {Map<Name, {picture: ?Picture}>} */
  const slots = new Map();
  /** @param {Name} name */
  function get(name) {
    if (!slots.has(name)) {
      const slot = { picture: null };
      slots.set(name, slot);
      read(name).then(
        (picture) => {
          slot.picture = picture;
          ui.schedule();
        },
        () => ui.notice(sorry),
      );
    }
    return slots.get(name).picture;
  }
  /** @type {(name: Name, picture: Picture) => void} */
  const put = (name, picture) => slots.set(name, { picture });
  return { get, put, has: (name) => slots.has(name), drop: (name) => slots.delete(name) };
}

/** The three colour planes of bytes with four to a pixel. */
export function splitRgba(rgba) {
  const planes = [0, 1, 2].map(() => new Float64Array(rgba.length / 4));
  for (const [channel, plane] of planes.entries()) {
    for (let i = 0; i < plane.length; i++) plane[i] = rgba[4 * i + channel];
  }
  return planes;
}

/** The names of a colour picture's channels. */
export const COLOURS = ["red", "green", "blue"];

/** How much red, green and blue count for the brightness: `images.LUMINANCE`. */
export const LUMINANCE = [0.299, 0.587, 0.114];

/**
 * The grey of three colour planes, not rounded: weighted as the eye weighs them.
 * @param {Float64Array[]} planes
 */
export const weighted = ([red, green, blue]) =>
  red.map((level, i) => LUMINANCE[0] * level + LUMINANCE[1] * green[i] + LUMINANCE[2] * blue[i]);

/**
 * The same in whole levels, as in `images.grey`.
 * @param {Float64Array[]} planes
 */
export const greyOf = (planes) => weighted(planes).map((level) => Math.floor(level + 0.5));

/** A number as a screen shows it: rounded, and clipped to 0 … 255. */
export const asLevel = (value) => Math.min(255, Math.max(0, Math.round(value)));

/** In how many per cent of their pixels two pictures agree as a screen shows them, and whether in all. */
export function agreement(planes, wanted) {
  const pixels = wanted[0].length;
  let right = 0;
  for (let p = 0; p < pixels; p++) {
    if (planes.every((plane, k) => Math.abs(asLevel(plane[p]) - asLevel(wanted[k][p])) <= 1)) right++;
  }
  return {
    whole: right === pixels,
    words: `${formatNumber(Math.floor((1000 * right) / pixels) / 10)} % of the pixels agree`,
  };
}

/** Least and largest number of some planes. */
export function rangeOf(planes) {
  let [low, high] = [Infinity, -Infinity];
  for (const plane of planes) {
    for (const value of plane) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** The largest size of a number in some planes, or `least`. */
export const reachOf = (planes, least = 0) => Math.max(least, ...rangeOf(planes).map(Math.abs));

/** One plane as bytes for a canvas: black – white from 0 to `reach`, or brown – white – teal from −reach to reach. */
export function planeBytes(plane, { reach = 255, signed = false } = {}) {
  const bytes = new Uint8ClampedArray(4 * plane.length).fill(255);
  const scale = 255 / reach;
  if (signed) paintSigned(bytes, plane, reach);
  else {
    // The list itself keeps a level from 0 to 255: this is done for each pixel of each frame of a drag.
    for (let i = 0, at = 0; i < plane.length; i++, at += 4) {
      bytes[at] = bytes[at + 1] = bytes[at + 2] = Math.round(plane[i] * scale);
    }
  }
  return bytes;
}

function paintSigned(bytes, plane, reach) {
  const table = signedTable();
  const none = [0, 0, 0]; // of what is no number
  for (let i = 0, at = 0; i < plane.length; i++, at += 4) {
    const colour = table[Math.round(255 * (1 + Math.max(-1, Math.min(1, plane[i] / reach))))] ?? none;
    for (let k = 0; k < 3; k++) bytes[at + k] = colour[k];
  }
}

/** Three planes as one colour picture, `most` being full light. */
export function colourBytes(planes, most = 255) {
  const bytes = new Uint8ClampedArray(4 * planes[0].length).fill(255);
  const scale = 255 / most;
  planes.forEach((plane, k) => {
    for (let i = 0; i < plane.length; i++) bytes[4 * i + k] = asLevel(plane[i] * scale);
  });
  return bytes;
}

/** Numbers of both signs, at most `reach` in size: one plane in brown – white – teal, three as colours around grey. */
export function signedBytes(planes, reach) {
  if (planes.length === 1) return planeBytes(planes[0], { reach, signed: true });
  return colourBytes(planes.map((plane) => plane.map((value) => 127.5 * (1 + value / reach))));
}

/**
 * Square pictures on one sheet, `across` of them in a row, with a clear line between them.
 * @param {Uint8ClampedArray[]} tiles each of `side`×`side` pixels
 */
export function mosaic(tiles, side, across) {
  const pitch = side + 1;
  const [rows, cols] = [Math.ceil(tiles.length / across), across].map((count) => count * pitch - 1);
  const bytes = new Uint8ClampedArray(4 * rows * cols);
  tiles.forEach((tile, n) => {
    const { row, col } = tileWindow(n, side, across);
    for (let r = 0; r < side; r++) {
      bytes.set(tile.subarray(4 * r * side, 4 * (r + 1) * side), 4 * ((row + r) * cols + col));
    }
  });
  return { bytes, rows, cols };
}

/** Where tile `n` of a mosaic lies on its sheet. */
export function tileWindow(n, side, across) {
  const pitch = side + 1;
  return { row: Math.floor(n / across) * pitch, col: (n % across) * pitch, height: side, width: side };
}

/**
 * Which of `count` tiles of a mosaic is at a place, given in shares of its height and width.
 * @param {number[]} share
 */
export function tileAt(share, across, count) {
  const size = [Math.ceil(count / across), across];
  const tile = share.map((part, axis) => Math.floor(part * size[axis]));
  const [row, col] = within(tile, size);
  return row * across + col;
}

/** Texts below each other, as the children of an element. */
export const inLines = (texts) => [texts].flat().flatMap((text, i) => (i ? [make("br"), text] : [text]));

/** The pixel [row, column], or the nearest one that a picture of this size has. */
export const within = (at, size) => at.map((n, axis) => Math.min(size[axis] - 1, Math.max(0, n)));

/**
 * A canvas, and how to paint the pixels of a look on it.
 * @param {Record<string, unknown>} props
 */
export function pixelCanvas(props) {
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", props));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let painted = null;
  /** @param {any} look of which it takes the bytes and their size */
  function paint({ bytes, rows, cols }) {
    if (bytes === painted) return;
    painted = bytes;
    if (canvas.width !== cols || canvas.height !== rows) [canvas.width, canvas.height] = [cols, rows];
    pen.putImageData(new ImageData(/** @type {ImageDataArray} */ (bytes), cols), 0, 0);
  }
  return { canvas, paint };
}

/**
 * A picture with its name above, its size below, and a frame around a window of its pixels. What one points at, and
 * reaches by keyboard, is the canvas, or with `by: "frame"` all that is in the frame around it.
 *
 * @param {string} label
 * @param {{
 *   part?: string, el?: string, by?: "canvas" | "frame",
 *   canvas: Record<string, unknown>, frame?: Record<string, unknown>, spot?: Record<string, unknown>, over?: HTMLElement[],
 *   signal?: AbortSignal, point?: (at: number[], share: number[]) => void, leave?: () => void, pick?: (at: number[], share: number[]) => void,
 *   move?: (step: number[]) => void, slides?: any,
 * }} options attributes of the parts, `over` being what else lies on the canvas; `point` and `pick` get the pixel below
 *   the pointer; where there is `move`, the canvas is in the tab order, and arrow keys call it with how far to go; `slides` lets its window be dragged, in pixels,
 *   and is `{keep, slide, back}` of `slidable`, with what it has of its own besides
 */
export function pictureBox(label, options) {
  const {
    part,
    el: around = `cc-grid cc-${part}`,
    by = "canvas",
    over = [],
    signal,
    point,
    leave,
    pick,
    move,
    slides,
  } = options;
  const role = move ? { role: "application", "aria-roledescription": "picture", tabindex: 0 } : { role: "img" };
  const { canvas, paint } = pixelCanvas({ ...(by === "canvas" && role), ...options.canvas });
  const spot = options.spot && make("div", options.spot);
  const frame = make("div", { class: "cc-frame", ...options.frame }, [canvas, ...(spot ? [spot] : []), ...over]);
  const name = make("div", { class: "cc-name" }, label);
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: around }, [name, frame, caption]);
  const target = by === "frame" ? frame : canvas;

  /** @type {(type: string, act: (event: any) => void) => void} */
  const listen = (type, act) => target.addEventListener(type, act, { signal });
  /** Where the pointer is, in shares of the canvas. */
  const share = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [(clientY - top) / height, (clientX - left) / width];
  };
  /** The pixel below the pointer. */
  const place = (event) => {
    const size = [canvas.height, canvas.width];
    const at = share(event).map((part, axis) => Math.floor(part * size[axis]));
    return within(at, size);
  };
  let shown = null;
  if (slides) {
    const size = () => [canvas.height, canvas.width];
    slidable(frame, {
      signal,
      place: (event) => share(event).map((part, axis) => part * size()[axis]),
      unit() {
        const { width, height } = canvas.getBoundingClientRect();
        return [height / canvas.height, width / canvas.width];
      },
      window: () => shown?.window,
      ...slides,
      slide: (kept, by) => slides.slide(kept, by.map(Math.round)),
    });
  }
  /** Under a hand that presses, the window is dragged, or stays. */
  const dragged = ({ type, buttons }) =>
    slides && (type === "pointerdown" ? frame.classList.contains("cc-held") : buttons && !slides.pauses?.());
  const pointed = (event) => dragged(event) || point(place(event), share(event));
  if (point) for (const type of ["pointermove", "pointerdown"]) frame.addEventListener(type, pointed, { signal });
  if (leave) frame.addEventListener("pointerleave", leave, { signal });
  if (pick) listen("click", (event) => pick(place(event), share(event)));
  if (move) {
    listen("keydown", (event) => {
      const step = arrowStep(event);
      if (step) move(step);
    });
  }

  /** @param {any} look a `Look`; a picture without one is hidden */
  function update(look) {
    el.hidden = !look;
    if (!look) return;
    shown = look;
    paint(look);
    name.textContent = look.name ?? label;
    caption.replaceChildren(...inLines(look.size ?? ""));
    if (spot) outlineOn(spot, canvas, look.window);
    const { words, value } = look;
    if (words) target.setAttribute("aria-label", move ? `${words}: arrow keys move from pixel to pixel` : words);
    for (const [one, is] of Object.entries(value ?? {})) target.setAttribute(`aria-value${one}`, String(is));
  }
  return { el, frame, canvas, name, listen, place, update };
}

/**
 * Lay a frame over a window of a canvas, or a mark without a size; none without.
 * @param {HTMLElement} spot
 * @param {{width: number, height: number}} canvas
 * @param {?Window} [window]
 */
export function outlineOn(spot, canvas, window) {
  spot.hidden = !window;
  if (!window) return;
  const share = (value, most) => (window.zoom ? `${value * window.zoom}px` : `${(100 * value) / most}%`);
  const per = (value, most) => (value === undefined ? "" : share(value, most));
  Object.assign(spot.style, {
    top: per(window.row, canvas.height),
    left: per(window.col, canvas.width),
    height: per(window.height, canvas.height),
    width: per(window.width, canvas.width),
  });
}

/**
 * A picture as a part of a figure, whose pixels can be looked at: pointing, and with `keys` the arrow keys, choose the spot.
 * @param {string} label
 * @param {{here: (spot: ?number[], result: any) => number[], keys?: boolean, pauses?: (ui: any) => boolean, [more: string]: any}} options `here` is the
 *   pixel that is looked at; while it `pauses`, a press is for something else; `more` is for the box. The result of the figure has its size, as `picture`
 * @returns {(ui: any) => ReturnType<typeof pictureBox>}
 */
export const spotPicture =
  (label, { here, keys, pauses, canvas, ...box }) =>
  (ui) => {
    const point = (at) => {
      const { rows, cols } = ui.drawn.result.picture;
      ui.spot = within(at, [rows, cols]);
      ui.schedule();
    };
    const move = (by) => {
      const from = here(ui.spot, ui.drawn.result);
      point(from.map((place, axis) => place + by[axis]));
    };
    const slides = {
      free: () => !pauses?.(ui),
      pauses: () => pauses?.(ui),
      keep: () => ({ spot: ui.spot, from: here(ui.spot, ui.drawn.result) }),
      slide: ({ from }, by) => point(from.map((place, axis) => place + by[axis])),
      back({ spot }) {
        ui.spot = spot;
        ui.schedule();
      },
    };
    return pictureBox(label, { canvas, ...box, signal: ui.signal, point, slides, move: keys ? move : undefined });
  };

/** Words about pictures, as a part of a figure: `{parts, waiting}`, unseen while the pictures wait to be decoded. */
export const pictureWords =
  (name, tag = "div") =>
  () => {
    const el = make(tag, { class: name });
    function update({ parts, waiting }) {
      el.classList.toggle("cc-waiting", waiting);
      el.replaceChildren(...nodes(parts));
    }
    return { el, update };
  };
