// What a layer has beyond one kernel: channels in groups, a bias, ReLU; and what it costs. Shapes are torch's.
import { grid, sumOfTaps, windowTaps } from "./engine.js";
import { planeOf } from "./volume.js";

/** Why channels and filters cannot be dealt out to so many groups; empty where they can. */
export function groupTrouble({ channels, filters, groups }) {
  const [count, word] =
    [
      [channels, "channel"],
      [filters, "filter"],
    ].find(([n]) => n % groups) ?? [];
  return count ? `${count} ${word}${count === 1 ? "" : "s"} cannot be dealt out evenly to ${groups} groups` : "";
}

/** The input channels that filter `o` reads: those of its group, in order. */
export function channelsOf(o, { channels, filters, groups }) {
  const depth = channels / groups;
  const first = Math.floor((o * groups) / filters) * depth;
  return Array.from({ length: depth }, (_, n) => first + n);
}

/**
 * What one number of a layer's output is made of: for each channel that filter `o` reads, its products and their sum.
 * @param {import("./engine.js").Tensor} input [channels, rows, cols]
 * @param {import("./engine.js").Tensor} weight [filters, channels / groups, kernel rows, kernel cols]
 * @param {number[]} bias @param {number[]} place the filter, and the row and the column of the output
 * @returns {{parts: {channel: number, taps: any[], sum: number}[], bias: number, total: number}}
 */
export function pixelParts(input, weight, bias, [o, row, col], groups = 1) {
  const [filters, depth, kRows, kCols] = weight.shape;
  const area = kRows * kCols;
  const parts = channelsOf(o, { channels: input.shape[0], filters, groups }).map((channel, n) => {
    const start = (o * depth + n) * area;
    const slice = grid(kRows, kCols, weight.data.slice(start, start + area));
    const taps = windowTaps(planeOf(input, channel), slice, row, col);
    return { channel, taps, sum: sumOfTaps(taps) };
  });
  return { parts, bias: bias[o], total: parts.reduce((sum, part) => sum + part.sum, 0) + bias[o] };
}

/**
 * The parameters of a layer, and the multiplications it takes, for an output of `rows`×`cols` pixels.
 * @param {{channels: number, filters: number, groups: number, kernel: number[], output: number[]}} shape
 */
export function layerCounts({ channels, filters, groups, kernel: [kRows, kCols], output: [rows, cols] }) {
  const depth = channels / groups;
  const each = depth * kRows * kCols;
  return {
    depth,
    each,
    weights: filters * each,
    biases: filters,
    parameters: filters * (each + 1),
    pixels: rows * cols,
    multiplications: filters * each * rows * cols,
  };
}
