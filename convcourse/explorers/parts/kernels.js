// Kernels that come at any size, as `convcourse.operators.kernels` makes them.

/** The weights of a Gaussian of `sigma` cells at `length` cells around its middle; their sum is 1. */
export function bell(length, sigma) {
  const weights = Array.from({ length }, (_, i) => Math.exp(-((i - (length - 1) / 2) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** @type {Record<string, (size: number) => number[][]>} */
export const KERNELS = {
  box: (size) => Array.from({ length: size }, () => Array(size).fill(1 / size ** 2)),
  gaussian(size) {
    const weights = bell(size, 0.3 * ((size - 1) / 2 - 1) + 0.8);
    return weights.map((a) => weights.map((b) => a * b));
  },
};
