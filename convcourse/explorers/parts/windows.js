// Windows along one axis: how many fit, and what they read. Pure functions, no DOM.
import { outputSize } from "./engine.js";
import { range } from "./svg.js";

/** @typedef {{input_size: number, kernel_size: number, padding: number, stride: number, dilation: number}} Layer */
/**
 * @typedef {object} Windows everything countable about one axis
 * @property {number} span how many cells the kernel reaches over
 * @property {number} padded cells of the padded input
 * @property {number} room how many cells the kernel can move by
 * @property {number} count how many windows fit
 * @property {number[]} readers how many windows read each cell of the padded input
 * @property {number[]} unread the inputs that no window reads
 * @property {number} leftover how many cells remain behind the last window
 * @property {number} end where the line ends: behind the window that no longer fits
 */

/** @param {Layer} layer @returns {Windows} */
export function countWindows({ input_size, kernel_size, padding, stride, dilation }) {
  const span = dilation * (kernel_size - 1) + 1;
  const padded = input_size + 2 * padding;
  const room = padded - span;
  const count = Math.max(0, outputSize(input_size, kernel_size, { padding, stride, dilation }));
  const readers = Array(padded).fill(0);
  for (let i = 0; i < count; i++) for (let t = 0; t < kernel_size; t++) readers[i * stride + t * dilation]++;
  const unread = range(input_size).filter((x) => !readers[x + padding]);
  const leftover = count ? room % stride : 0;
  const end = count && !leftover ? padded : Math.max(padded, count * stride + span);
  return { span, padded, room, count, readers, unread, leftover, end };
}

/** The cells of the padded input that window `i` reads. @param {Layer} layer @param {number} i */
export const windowCells = ({ kernel_size, stride, dilation }, i) =>
  range(kernel_size).map((t) => i * stride + t * dilation);

/** The windows that read cell `x` of the padded input. @param {Layer} layer @param {Windows} windows @param {number} x */
export const windowsOver = (layer, { count }, x) => range(count).filter((i) => windowCells(layer, i).includes(x));
