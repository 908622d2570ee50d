// Along one axis: which pixels a layer's windows read, and where their results go.
import { outputSize, transposedOutputSize } from "../engine.js";

/**
 * Windows at equal distances. Of a transposed convolution there are as many kinds as it has strides: neighbouring
 * results come from different taps, and those that share their taps are an ordinary convolution.
 * @typedef {object} Windows
 * @property {number[]} taps which taps of the kernel, in the order of the pixels that they read
 * @property {number} first the pixel that the first one of the first window reads; negative in the padding
 * @property {number} gap from a tap to the next, in pixels
 * @property {number} step from a window to the next, in pixels
 * @property {number} at the place of the first result
 * @property {number} every from a result to the next
 */

/** @typedef {{kernel: number, stride: number, dilation: number, padding: number[], outputPadding?: number}} Sliding */

const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/** All windows of a convolution. @param {Sliding} axis @returns {Windows[]} */
export function slidingWindows({ kernel, stride, dilation, padding: [before] }) {
  const taps = Array.from({ length: kernel }, (_, k) => k);
  return [{ taps, first: -before, gap: dilation, step: stride, at: 0, every: 1 }];
}

/** Those of a transposed convolution, for each place between two strides. @param {Sliding} axis @returns {Windows[]} */
export function scatteredWindows({ kernel, stride, dilation, padding: [before] }) {
  return Array.from({ length: stride }, (_, at) => {
    const read = (tap) => (at + before - tap * dilation) / stride;
    const taps = Array.from({ length: kernel }, (_, k) => kernel - 1 - k).filter((k) => Number.isInteger(read(k)));
    const gap = dilation / divisor(stride, dilation);
    return { taps, first: taps.length ? read(taps[0]) : 0, gap, step: 1, at, every: stride };
  });
}

/** How many results some windows have among `size`. @param {Windows} windows */
export const resultsOf = ({ at, every }, size) => Math.max(0, Math.ceil((size - at) / every));

/** How many pixels are read before an axis of `size` pixels begins, and behind it. @param {Windows[]} all @returns {number[]} */
export function reachOf(all, size, results) {
  const reading = all.filter((one) => one.taps.length && resultsOf(one, results));
  const last = (one) => one.first + (resultsOf(one, results) - 1) * one.step + (one.taps.length - 1) * one.gap;
  const before = reading.map(({ first }) => -first);
  const behind = reading.map((one) => last(one) - (size - 1));
  return [Math.max(0, ...before), Math.max(0, ...behind)];
}

/** How many results a convolution has along an axis of `size` pixels. @param {Sliding} axis */
export const slidingSize = ({ kernel, ...options }, size) => fitting(outputSize(size, kernel, options), size);

/** How many a transposed one has. @param {Sliding} axis */
export const scatteredSize = ({ kernel, ...options }, size) =>
  fitting(transposedOutputSize(size, kernel, options), size);

/**
 * How many windows a pooling has; with `ceil` one that begins in the map may end behind its padding.
 * @param {Sliding & {ceil?: boolean}} axis
 */
export function pooledSize({ kernel, ceil, ...options }, size) {
  const { stride, dilation, padding } = options;
  if (!ceil) return slidingSize({ kernel, ...options }, size);
  const over = size + padding[0] + padding[1] - dilation * (kernel - 1) - 1;
  const count = Math.ceil(over / stride) + 1;
  return fitting((count - 1) * stride >= size + padding[0] ? count - 1 : count, size);
}

function fitting(count, size) {
  if (count < 1) throw new RangeError(`a map of ${size} pixels is too small for this layer; give it a larger picture`);
  return count;
}

/** An option of a layer for both axes: one number, or two. @returns {number[]} */
export const both = (value) => (Array.isArray(value) ? value : [value, value]);

/** A padding, one number, [rows, columns] or [top, left, bottom, right], as before and behind of each axis. */
export function edges(padding) {
  const [top, left, bottom, right] =
    Array.isArray(padding) && padding.length === 4 ? padding : [...both(padding), ...both(padding)];
  return [
    [top, bottom],
    [left, right],
  ];
}
