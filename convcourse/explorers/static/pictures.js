// Pictures in explorers: encoded bytes to planes of numbers, planes to what a canvas shows, and the canvas itself.
import { colorScale, make } from "./ui.js";

/** Decode an encoded picture to its red, green and blue plane. */
export async function decodePlanes(bytes) {
  const bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: "none" });
  const { width: cols, height: rows } = bitmap;
  const pen = make("canvas", { width: cols, height: rows }).getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  return { rows, cols, planes: splitRgba(pen.getImageData(0, 0, cols, rows).data) };
}

/** The three colour planes of bytes with four to a pixel. */
export const splitRgba = (rgba) => [0, 1, 2].map((channel) =>
  Float64Array.from({ length: rgba.length / 4 }, (_, i) => rgba[4 * i + channel]));

/** A number as a screen shows it: rounded, and clipped to 0 … 255. */
export const asLevel = (value) => Math.min(255, Math.max(0, Math.round(value)));

export const lowest = (plane) => plane.reduce((low, value) => Math.min(low, value), Infinity);
export const highest = (plane) => plane.reduce((high, value) => Math.max(high, value), -Infinity);

/** One plane as bytes for a canvas: grey, or where `reach` is given brown – white – teal from −reach to reach. */
export function planeBytes(plane, reach = 0) {
  const bytes = new Uint8ClampedArray(4 * plane.length).fill(255);
  const { of } = colorScale([-1, 1]);
  const shades = reach ? Array.from({ length: 511 }, (_, i) => of(i / 255 - 1).background.match(/\d+/g).map(Number)) : null;
  for (let i = 0; i < plane.length; i++) {
    if (shades) bytes.set(shades[Math.round(255 * (1 + plane[i] / reach))], 4 * i);
    else bytes.fill(asLevel(plane[i]), 4 * i, 4 * i + 3);
  }
  return bytes;
}

/** Three planes as one colour picture. */
export function colourBytes(planes) {
  const bytes = new Uint8ClampedArray(4 * planes[0].length).fill(255);
  planes.forEach((plane, channel) => plane.forEach((value, i) => (bytes[4 * i + channel] = asLevel(value))));
  return bytes;
}

/**
 * A picture with its name above and its size below; pointing at it, or the arrow keys, call `at` with a place.
 * @param {{part: string, label: string, signal: AbortSignal, at: (place: number[] | ((now: number[]) => number[])) => void}} options
 */
export function canvasFigure({ part, label, signal, at }) {
  const canvas = make("canvas", { class: "cc-canvas", role: "img", tabindex: 0 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const spot = make("div", { class: "cc-here", "aria-hidden": "true" });
  const name = make("div", { class: "cc-name" }, label);
  const size = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [name, make("div", { class: "cc-frame" }, [canvas, spot]), size]);
  const listen = (event, act) => canvas.addEventListener(event, act, { signal });
  const pointer = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    at([Math.floor(((clientY - top) / height) * canvas.height), Math.floor(((clientX - left) / width) * canvas.width)]);
  };
  listen("pointermove", pointer);
  listen("pointerdown", pointer);
  listen("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    at(([row, col]) => [row + far * step[0], col + far * step[1]]);
  });
  function update({ bytes, rows, cols, here: [row, col], title = label, caption = "" }) {
    if (canvas.width !== cols || canvas.height !== rows) Object.assign(canvas, { width: cols, height: rows });
    pen.putImageData(new ImageData(bytes, cols), 0, 0);
    Object.assign(spot.style, { left: `${(100 * (col + 0.5)) / cols}%`, top: `${(100 * (row + 0.5)) / rows}%` });
    name.textContent = title;
    size.textContent = caption;
    canvas.setAttribute("aria-label", `${title}, ${rows}×${cols} pixels${caption && `, ${caption}`}`);
  }
  return { el, update };
}
