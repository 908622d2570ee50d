// The kernels that a lab offers, as tiles: each shows what its kernel makes of the picture, and pressing one takes it.
import { make } from "./parts/elements.js";
import { correlate } from "./parts/engine.js";
import { toGrid } from "./parts/numbers.js";
import { pixelCanvas, planeBytes } from "./parts/pictures.js";

const LARGEST_TILE = 72;

/** A grey picture, small: each pixel is the mean of a block, so that the longer side has at most `most`. */
export function shrunk({ rows, cols, grey }, most = LARGEST_TILE) {
  const by = Math.ceil(Math.max(rows, cols) / most);
  const [high, wide] = [Math.ceil(rows / by), Math.ceil(cols / by)];
  const [data, counts] = [new Float64Array(high * wide), new Float64Array(high * wide)];
  for (const [i, value] of grey.entries()) {
    const block = Math.floor(Math.floor(i / cols) / by) * wide + Math.floor((i % cols) / by);
    data[block] += value;
    counts[block] += 1;
  }
  return { rows: high, cols: wide, data: data.map((sum, block) => sum / counts[block]) };
}

/** What a kernel makes of a small picture; where its weights add up to 0, mid-grey stands for no change. */
export function tileLevels(picture, kernel) {
  const sum = kernel.flat().reduce((total, weight) => total + weight, 0);
  const lift = Math.abs(sum) < 1e-9 ? 128 : 0;
  const { data } = correlate(picture, toGrid(kernel), { padding: "same", border: "mirror" });
  return data.map((value) => value + lift);
}

/** A tile: the picture under its kernel, and the kernel's name. */
function tile(ui, { title, kernel }, preset) {
  const { canvas, paint } = pixelCanvas({ class: "cc-tile-picture", "aria-hidden": "true" });
  const props = { type: "button", class: "cc-tile", click: () => ui.set({ preset }) };
  const el = make("button", props, [canvas, make("span", {}, title)], ui.signal);
  const draw = (small) => paint({ ...small, bytes: planeBytes(tileLevels(small, kernel)) });
  return { el, draw };
}

/** All presets that are kernels, as tiles. They are drawn anew with each picture. */
export function kernelGallery(ui) {
  const tiles = ui.model
    .get("presets")
    .filter(({ kernel }) => kernel)
    .map((one, preset) => tile(ui, one, preset));
  const el = make("div", { class: "cc-gallery cc-sideways", role: "group", "aria-label": "Kernels to choose from" });
  el.append(...tiles.map((one) => one.el));
  let drawn = null;
  function update({ picture, preset }) {
    if (picture !== drawn) {
      const small = shrunk(picture);
      for (const one of tiles) one.draw(small);
      drawn = picture;
    }
    for (const [n, one] of tiles.entries()) one.el.setAttribute("aria-pressed", String(n === preset));
  }
  return { el, update };
}
