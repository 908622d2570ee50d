// Pictures in explorers: encoded bytes to numbers, numbers to what a canvas shows, and the canvas itself.
import { arrowStep } from "./keys.js";
import { make, signedTable } from "./ui.js";

const AS_IT_IS = { colorSpaceConversion: "none", premultiplyAlpha: "none" }; // the numbers that Python has

/**
 * Decode a picture to its bytes, four to a pixel; what is transparent lies on white.
 * @param {Blob} blob @param {object} options as `createImageBitmap` takes them
 * @param {(width: number, height: number) => number[]} fit the width and height to take it in at
 */
export async function decodeRgba(blob, options = AS_IT_IS, fit = (width, height) => [width, height]) {
  const bitmap = await createImageBitmap(blob, options);
  const [cols, rows] = fit(bitmap.width, bitmap.height);
  const pen = make("canvas", { width: cols, height: rows }).getContext("2d", { willReadFrequently: true });
  Object.assign(pen, { fillStyle: "#fff", imageSmoothingQuality: "high" });
  pen.fillRect(0, 0, cols, rows);
  pen.drawImage(bitmap, 0, 0, cols, rows);
  return { rows, cols, rgba: pen.getImageData(0, 0, cols, rows).data, from: [bitmap.height, bitmap.width] };
}

/** The pictures of an explorer, each read once, when first asked for; null until it is there. */
export function pictureStore(ui, read) {
  const slots = new Map();
  function get(name) {
    if (!slots.has(name)) {
      const slot = { picture: null };
      slots.set(name, slot);
      read(name).then(
        (picture) => {
          slot.picture = picture;
          ui.schedule();
        },
        () => ui.notice("This picture could not be read."),
      );
    }
    return slots.get(name).picture;
  }
  const put = (name, picture) => slots.set(name, { picture });
  return { get, put, has: (name) => slots.has(name), drop: (name) => slots.delete(name) };
}

/** The three colour planes of bytes with four to a pixel. */
export const splitRgba = (rgba) =>
  [0, 1, 2].map((channel) => Float64Array.from({ length: rgba.length / 4 }, (_, i) => rgba[4 * i + channel]));

/** A number as a screen shows it: rounded, and clipped to 0 … 255. */
export const asLevel = (value) => Math.min(255, Math.max(0, Math.round(value)));

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

/** One plane as bytes for a canvas: black – white from 0 to `reach`, or brown – white – teal from −reach to reach. */
export function planeBytes(plane, { reach = 255, signed = false } = {}) {
  const bytes = new Uint8ClampedArray(4 * plane.length).fill(255);
  const table = signed ? signedTable() : null;
  const scale = 255 / reach;
  for (let i = 0; i < plane.length; i++) {
    const colour = table?.[Math.round(255 * (1 + plane[i] / reach))];
    const level = colour ? 0 : asLevel(plane[i] * scale);
    for (let k = 0; k < 3; k++) bytes[4 * i + k] = colour ? colour[k] : level;
  }
  return bytes;
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

/**
 * A canvas for pixels. `point` is called with the pixel below the pointer. Where there is `move`, the canvas is in the
 * tab order, and an arrow key calls it with how far to go.
 * @param {string} name
 * @param {{signal: AbortSignal, point?: (place: number[]) => void, move?: (step: number[]) => void}} options
 */
export function pixelCanvas(name, { signal, point, move }) {
  const reach = move ? { role: "application", "aria-roledescription": "picture", tabindex: 0 } : { role: "img" };
  const canvas = make("canvas", { class: name, ...reach });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const listen = (type, act) => canvas.addEventListener(type, act, { signal });
  const place = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const fit = (share, most) => Math.min(most - 1, Math.max(0, Math.floor(share * most)));
    return [fit((clientY - top) / height, canvas.height), fit((clientX - left) / width, canvas.width)];
  };
  if (point) for (const type of ["pointermove", "pointerdown"]) listen(type, (event) => point(place(event)));
  if (move) {
    listen("keydown", (event) => {
      const step = arrowStep(event);
      if (step) move(step);
    });
  }
  function paint(bytes, { rows, cols }, words) {
    if (canvas.width !== cols || canvas.height !== rows) [canvas.width, canvas.height] = [cols, rows];
    pen.putImageData(new ImageData(bytes, cols), 0, 0);
    canvas.setAttribute("aria-label", move ? `${words}: arrow keys move from pixel to pixel` : words);
  }
  return { canvas, listen, place, paint };
}

/** Lay a frame over the window of `height`×`width` pixels of a canvas whose top left is at (row, col); none without. */
export function outlineOn(spot, canvas, window) {
  spot.hidden = !window;
  if (!window) return;
  const per = (value, most) => `${(100 * value) / most}%`;
  Object.assign(spot.style, {
    top: per(window.row, canvas.height),
    left: per(window.col, canvas.width),
    height: per(window.height, canvas.height),
    width: per(window.width, canvas.width),
  });
}
