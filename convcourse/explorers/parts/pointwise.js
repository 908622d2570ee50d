// The 1×1 convolution: at every pixel, each output channel is a weighted sum of the input channels.
import { relu } from "./engine.js";

/**
 * A 1×1 convolution: `out[k][p] = Σ_c weights[k][c] · maps[c][p]`, the product of two matrices.
 * @param {ArrayLike<number>[]} maps one array of pixels for each input channel
 * @param {number[][]} weights one row for each filter, one column for each input channel
 */
export function pointwise(maps, weights) {
  const pixels = maps[0].length;
  return weights.map((row) => {
    const out = new Float64Array(pixels);
    row.forEach((weight, c) => {
      const map = maps[c];
      for (let p = 0; p < pixels; p++) out[p] += weight * map[p];
    });
    return out;
  });
}

/** The activation ReLU: what is negative becomes 0. */
export const rectify = (maps) => maps.map(relu);

/** The product of two small matrices. */
export const matrixProduct = (a, b) =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, v, i) => sum + v * b[i][j], 0)));

/** The products behind one output, as `sumLine` takes them; the term's place is (filter, channel). */
export const pixelTaps = (maps, weights, filter, pixel) =>
  weights[filter].map((weight, c) => ({ value: maps[c][pixel], weight, kernelRow: filter, kernelCol: c }));
