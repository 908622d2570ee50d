// Operators on volumes: pure functions on row-major arrays, (depth, rows, columns). No DOM.

/** @typedef {import("./engine.js").Numbers} Numbers */
/** @typedef {{data: Numbers, shape: number[]}} Volume depth, rows, columns */
/** @typedef {{padding?: number[], stride?: number[]}} Steps one number for each of the three axes */
/**
 * @typedef {{slice: number, kernelRow: number, kernelCol: number, from: number[], padded: boolean, value: number,
 *   weight: number}} Tap3d a product of one window
 */

/** A volume from nested lists. @param {number[][][]} lists @returns {Volume} */
export const toVolume = (lists) => ({
  data: lists.flat(2),
  shape: [lists.length, lists[0].length, lists[0][0].length],
});

/** The place of (z, y, x) in the data of a volume of this shape. @param {number[]} shape @param {number[]} place */
export const indexOf = ([, rows, cols], [z, y, x]) => (z * rows + y) * cols + x;

/** The (z, y, x) of a place in the data. @param {number[]} shape @param {number} i */
export const placeOf = ([, rows, cols], i) => [Math.floor(i / (rows * cols)), Math.floor(i / cols) % rows, i % cols];

/** Slice `z` of a volume; or channel `z`, where the slices are channels. @param {Volume} volume @param {number} z */
export const planeOf = ({ data, shape: [, rows, cols] }, z) => ({
  rows,
  cols,
  data: data.slice(z * rows * cols, (z + 1) * rows * cols),
});

/** The same volume so many slices deeper: zeros come in before it, and what leaves at the other end is gone. */
export function deeper({ data, shape }, slices = 0) {
  const zeros = Array(slices * shape[1] * shape[2]).fill(0);
  return { data: [...zeros, ...data].slice(0, data.length), shape };
}

/** What a volume shows where it is cut through at row `y`. @param {Volume} volume @param {number} y */
export function cutOf({ data, shape: [depth, rows, cols] }, y) {
  const at = (i) => (Math.floor(i / cols) * rows + y) * cols + (i % cols);
  return { rows: depth, cols, data: Float64Array.from({ length: depth * cols }, (_, i) => data[at(i)]) };
}

/** The shape of a volume with so many voxels of padding at both ends of each axis. */
export const paddedShape = (shape, padding) => shape.map((n, axis) => n + 2 * padding[axis]);

/** How many places a kernel finds along each axis; 0 where it does not fit. */
export function volumeSize(input, kernel, { padding = [0, 0, 0], stride = [1, 1, 1] } = {}) {
  const room = paddedShape(input, padding).map((n, axis) => n - kernel[axis]);
  return room.map((n, axis) => Math.max(0, Math.floor(n / stride[axis]) + 1));
}

/**
 * Every product of one window: the weight, the input under it, and where both are; zeros lie around the input.
 * @param {Volume} input @param {Volume} kernel @param {number[]} at the output @param {Steps} [steps]
 * @returns {Tap3d[]}
 */
export function windowTaps3d(input, kernel, at, { padding = [0, 0, 0], stride = [1, 1, 1] } = {}) {
  return Array.from(kernel.data, (weight, i) => {
    const [slice, kernelRow, kernelCol] = placeOf(kernel.shape, i);
    const from = [slice, kernelRow, kernelCol].map((k, axis) => at[axis] * stride[axis] + k - padding[axis]);
    const padded = from.some((n, axis) => n < 0 || n >= input.shape[axis]);
    const value = padded ? 0 : input.data[indexOf(input.shape, from)];
    return { slice, kernelRow, kernelCol, from, padded, value, weight };
  });
}

/**
 * Slide a kernel along three axes without a flip, as torch's conv3d does with one channel.
 * @param {Volume} input @param {Volume} kernel @param {Steps} [steps] @returns {Volume}
 */
export function correlate3d(input, kernel, { padding = [0, 0, 0], stride = [1, 1, 1] } = {}) {
  const shape = volumeSize(input.shape, kernel.shape, { padding, stride });
  const [depth, rows, cols] = input.shape;
  const taps = Array.from(kernel.data, (weight, i) => [weight, ...placeOf(kernel.shape, i)]);
  const data = Float64Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => {
    const [z, y, x] = placeOf(shape, i).map((at, axis) => at * stride[axis] - padding[axis]);
    let sum = 0;
    for (const [weight, dz, dy, dx] of taps) {
      const inside = z + dz >= 0 && z + dz < depth && y + dy >= 0 && y + dy < rows && x + dx >= 0 && x + dx < cols;
      if (inside) sum += weight * input.data[((z + dz) * rows + y + dy) * cols + x + dx];
    }
    return sum;
  });
  return { data, shape };
}

/** The weights of a Gaussian, cut off at 4 σ as in scipy.ndimage; for σ 0 a single 1. */
export function gaussianWeights(sigma) {
  const radius = Math.floor(4 * sigma + 0.5);
  const raw = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    sigma ? Math.exp(-0.5 * ((i - radius) / sigma) ** 2) : 1,
  );
  const total = raw.reduce((sum, w) => sum + w, 0);
  return raw.map((w) => w / total);
}

/** Correlate every line along one axis with weights; the edge voxel is repeated once beyond the edge ("reflect"). */
export function correlateAlong({ data, shape }, axis, weights) {
  const n = shape[axis];
  const inner = shape.slice(axis + 1).reduce((product, m) => product * m, 1);
  const radius = (weights.length - 1) / 2;
  const from = Array.from({ length: n + 2 * radius }, (_, i) => {
    const at = (((i - radius) % (2 * n)) + 2 * n) % (2 * n); // there and back again
    return Math.min(at, 2 * n - 1 - at);
  });
  const out = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += n * inner) {
    for (let i = 0; i < n; i++) {
      const to = start + i * inner;
      for (let t = 0; t < weights.length; t++) {
        const source = start + from[i + t] * inner;
        const weight = weights[t];
        for (let j = 0; j < inner; j++) out[to + j] += weight * data[source + j];
      }
    }
  }
  return { data: out, shape };
}

/** A Gaussian blur with one σ for each axis, one axis after the other. */
export function gaussian3d(volume, sigmas) {
  return sigmas.reduce(
    (blurred, sigma, axis) => (sigma ? correlateAlong(blurred, axis, gaussianWeights(sigma)) : blurred),
    volume,
  );
}

/** Numbers that look normally distributed, the same as `voxel_noise` makes in Python. */
export function voxelNoise(count, seed = 0) {
  const scale = Math.sqrt((4 * (256 ** 2 - 1)) / 12);
  const first = Math.imul(seed, 0x9e3779b9);
  return Float64Array.from({ length: count }, (_, i) => {
    let state = (i + first) >>> 0;
    state = Math.imul(state ^ (state >>> 16), 0x7feb352d);
    state = Math.imul(state ^ (state >>> 15), 0x846ca68b);
    state ^= state >>> 16;
    const total = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
    return (total - 510) / scale;
  });
}

/** How far a volume is from what it should be, and how much that changes from slice to slice; root mean squares. */
export function errorsOf({ data, shape }, truth) {
  const slice = shape[1] * shape[2];
  let [error, change] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const off = data[i] - truth[i];
    error += off * off;
    if (i >= slice) change += (off - (data[i - slice] - truth[i - slice])) ** 2;
  }
  return { error: Math.sqrt(error / data.length), flicker: Math.sqrt(change / Math.max(1, data.length - slice)) };
}
