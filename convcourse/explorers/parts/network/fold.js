// What can be computed along with a sum: a batch normalisation after it changes its weights, a ReLU what it keeps.

/** @typedef {import("./layers.js").Layer} Layer */
/** @typedef {Layer & {gain?: Float64Array, floor?: number}} Folded `gain` multiplies the weights of each output channel */

const SUMS = new Set(["conv", "transposed", "linear"]);
const EPSILON = 1e-5; // torch's

/** What a batch normalisation in evaluation does to each channel: a factor, then a shift. @param {Layer} layer */
function affine({ norm: { scale, shift, mean, variance, epsilon = EPSILON } }) {
  const factor = Float64Array.from(scale, (gain, c) => gain / Math.sqrt(variance[c] + epsilon));
  return { factor, shift: factor.map((f, c) => shift[c] - mean[c] * f) };
}

/** @param {Folded} layer of sums @param {Layer} norm @returns {Folded} */
function normalised(layer, norm) {
  const { factor, shift } = affine(norm);
  return {
    ...layer,
    gain: factor.map((f, c) => f * (layer.gain?.[c] ?? 1)),
    bias: shift.map((s, c) => s + f64(layer.bias, c) * factor[c]),
  };
}

const f64 = (numbers, n) => numbers?.[n] ?? 0;

/** A batch normalisation that follows no sum: each channel times a number, as a sum of its own. @param {Layer} layer @returns {Folded} */
function alone(layer) {
  const { factor, shift } = affine(layer);
  const channels = factor.length;
  const weight = { data: Float32Array.from(factor), shape: [channels, 1, 1, 1] };
  return { kind: "conv", weight, bias: shift, groups: channels };
}

/** The layers with nothing computed along with a sum: of each the map can be shown. @param {Layer[]} layers @returns {Folded[]} */
export const unfolded = (layers) => layers.map((layer) => (layer.kind === "norm" ? alone(layer) : layer));

/** The layers with each batch normalisation and ReLU in the sum before it, where there is one. @param {Layer[]} layers */
export function folded(layers) {
  /** @type {Folded[]} */
  const kept = [];
  for (const layer of layers) {
    const before = kept.at(-1);
    const sum = before && SUMS.has(before.kind) && before.floor === undefined;
    if (layer.kind === "norm" && sum) kept[kept.length - 1] = normalised(before, layer);
    else if (layer.kind === "norm") kept.push(alone(layer));
    else if (layer.kind === "relu" && sum) kept[kept.length - 1] = { ...before, floor: 0 };
    else kept.push(layer);
  }
  return kept;
}
