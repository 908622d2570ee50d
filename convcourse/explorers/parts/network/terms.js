// What one number of a map, or a score, is made of: what is read there, times its weights.
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

/**
 * What the largest of a window is the sum of: that number once, and the others not at all.
 * @param {{kernel: number}} layer a pooling whose windows lie side by side
 * @param {import("./network.js").Tensor} input
 * @returns {Terms}
 */
export function termsOfLargest({ kernel }, { data, shape: [, height, width] }, channel, at) {
  const window = new Float32Array(kernel * kernel);
  for (let n = 0; n < window.length; n++) {
    const [y, x] = [at[0] * kernel + Math.floor(n / kernel), at[1] * kernel + (n % kernel)];
    window[n] = data[(channel * height + y) * width + x];
  }
  const sum = window.reduce((most, value) => Math.max(most, value), -Infinity);
  const weights = new Float32Array(window.length);
  weights[window.indexOf(sum)] = 1;
  return { window, weights, bias: 0, sum, shape: [1, kernel, kernel] };
}

/**
 * What a score is the sum of, where a dense layer reads the mean of each of the last maps: all of their numbers.
 * @param {import("./layers.js").Layer} dense
 * @param {import("./network.js").Tensor} last the maps
 * @returns {Terms}
 */
export function termsOfScore({ weight, bias }, { data: window, shape }, channel) {
  const [channels, rows, cols] = shape;
  const places = rows * cols;
  const weights = new Float32Array(channels * places);
  for (let n = 0; n < weights.length; n++) {
    weights[n] = weight.data[channel * channels + Math.floor(n / places)] / places;
  }
  const added = bias[channel];
  const sum = weights.reduce((total, value, n) => total + value * window[n], added);
  return { window: Float32Array.from(window), weights, bias: added, sum, shape };
}

/**
 * What each place of the last maps adds to each score, class by class; with the biases they add up to the scores.
 * @param {import("./layers.js").Layer} dense
 * @param {import("./network.js").Tensor} last the maps
 */
export function partsOfScores({ weight, bias }, { data, shape: [channels, rows, cols] }) {
  const places = rows * cols;
  const parts = new Float32Array(bias.length * places);
  for (let k = 0; k < bias.length; k++) {
    for (let at = 0; at < places; at++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += weight.data[k * channels + c] * data[c * places + at];
      parts[k * places + at] = sum / places;
    }
  }
  return parts;
}
