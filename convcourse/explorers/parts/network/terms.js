// What one number of a map is made of: the window that a convolution reads there, times its weights.
import { both, edges } from "./axis.js";

/**
 * What adds up to one number before its ReLU.
 * @typedef {object} Terms
 * @property {Float32Array} window the numbers read, by channels, rows and columns; 0 in the padding
 * @property {Float32Array} weights of the same order, with the batch normalisation in them
 * @property {number} bias
 * @property {number} sum of the products, and the bias
 * @property {number[]} shape channels, rows and columns of the window
 */

/**
 * @param {import("./fold.js").Folded} layer a convolution
 * @param {import("./network.js").Tensor} input the map that it reads
 * @param {number} channel of its output
 * @param {number[]} at the row and the column there
 * @returns {Terms}
 */
export function termsOf({ weight, bias, gain, groups = 1, ...options }, input, channel, at) {
  const [outputs, channels, rows, cols] = weight.shape;
  const [, height, width] = input.shape;
  const [stride, dilation, padding] = [
    both(options.stride ?? 1),
    both(options.dilation ?? 1),
    edges(options.padding ?? 0),
  ];
  const group = Math.floor((channel * groups) / outputs);
  const size = channels * rows * cols;
  const window = new Float32Array(size);
  for (let n = 0; n < size; n++) {
    const [c, i, j] = [Math.floor(n / (rows * cols)), Math.floor(n / cols) % rows, n % cols];
    const y = at[0] * stride[0] - padding[0][0] + i * dilation[0];
    const x = at[1] * stride[1] - padding[1][0] + j * dilation[1];
    const inside = y >= 0 && y < height && x >= 0 && x < width;
    if (inside) window[n] = input.data[((group * channels + c) * height + y) * width + x];
  }
  const factor = gain?.[channel] ?? 1;
  const weights = weight.data.slice(channel * size, (channel + 1) * size).map((value) => value * factor);
  const added = bias?.[channel] ?? 0;
  const sum = weights.reduce((total, value, n) => total + value * window[n], added);
  return { window, weights, bias: added, sum, shape: [channels, rows, cols] };
}
