// @ts-check
// The operators of `convcourse.operators.ops` in JavaScript: pure functions on row-major arrays, no DOM.
// Explorers paste this text into their module with `^export ` removed: private names begin with
// conv, and only functions and consts are exported.

/** @typedef {Float64Array|Float32Array|Uint8ClampedArray|Uint8Array|number[]} Numbers */
/** @typedef {{data: Numbers, rows: number, cols: number}} Grid one channel, row-major */
/** @typedef {{data: Numbers, shape: number[]}} Tensor [channels, rows, cols], or torch's weight */
/** @typedef {number | number[]} Pair one number for both, or a pair: [rows, cols] in Options */
/** @typedef {{stride?: number, padding?: Pair, dilation?: number, outputPadding?: number}} Axis */
/**
 * @typedef {object} Options
 * @property {Pair} [stride]
 * @property {Pair} [dilation]
 * @property {any} [padding] n, [rows, cols], [[top, bottom], [left, right]], or, in `correlate`
 *   and `windowTaps`, Python's "valid", "same", "full"
 * @property {string} [border] one of BORDERS; layers always pad with zeros
 * @property {number} [cval] what the border "constant" reads
 * @property {boolean} [flip] true convolves (kernel turned by 180°), false correlates
 * @property {number} [groups] layers only
 * @property {Pair} [outputPadding] transposed only: rows and columns added at the far end
 */

/** What is read outside the picture, in scipy.ndimage's words. */
export const BORDERS = ["constant", "nearest", "reflect", "mirror", "wrap"];

function convExpect(right, message) {
  if (!right) throw new RangeError(message);
}

function convWhole(name, n, least) {
  const right = Number.isInteger(n) && n >= least;
  convExpect(right, `${name} is ${n}; give a whole number, ${least} or more`);
  return n;
}

function convPair(name, value) {
  const pair = Array.isArray(value) ? value : [value, value];
  convExpect(pair.length === 2, `${name} has ${pair.length} entries; give one number or two`);
  return pair;
}

function convCheck(name, data, shape) {
  const need = shape.reduce((product, n) => product * convWhole(`${name} size`, n, 0), 1);
  const got = `${name} has ${data.length} numbers`;
  convExpect(data.length === need, `${got}; ${shape.join("×")} needs ${need}: correct the shape`);
}

/** @param {number} rows @param {number} cols @param {Numbers} [data] zeros if left out */
export function grid(rows, cols, data = new Float64Array(rows * cols)) {
  convCheck("grid", data, [rows, cols]);
  return { data, rows, cols };
}

/**
 * One axis, checked: its cells from first to last tap, and the padding of both ends together.
 * @param {number} input @param {number} kernel @param {Axis} options
 */
function convAxis(input, kernel, { stride = 1, padding = 0, dilation = 1 }) {
  const [before, after] = convPair("padding", padding);
  convWhole("input", input, 1);
  return {
    stride: convWhole("stride", stride, 1),
    dilation: convWhole("dilation", dilation, 1),
    reach: dilation * (convWhole("kernel", kernel, 1) - 1),
    edges: convWhole("padding", before, 0) + convWhole("padding", after, 0),
  };
}

/**
 * How many places a kernel takes along one axis; 0 or less where it does not fit, for the caller
 * to judge. `padding` is n or [before, after].
 * @param {number} input @param {number} kernel @param {Axis} [options]
 */
export function outputSize(input, kernel, options = {}) {
  const { stride, reach, edges } = convAxis(input, kernel, options);
  return Math.floor((input + edges - reach - 1) / stride) + 1;
}

/**
 * What a transposed convolution makes along one axis; 0 or less where nothing is left.
 * @param {number} input @param {number} kernel @param {Axis} [options]
 */
export function transposedOutputSize(input, kernel, options = {}) {
  const { outputPadding = 0 } = options;
  const { stride, dilation, reach, edges } = convAxis(input, kernel, options);
  const most = Math.max(stride, dilation) - 1;
  const right = convWhole("outputPadding", outputPadding, 0) <= most;
  convExpect(right, `outputPadding is ${outputPadding}; give ${most} or less, or a larger stride`);
  return (input - 1) * stride + reach + 1 - edges + outputPadding;
}

/**
 * Which of the cells 0 … size − 1 position `i` reads; −1 where it reads the constant.
 * @param {number} i @param {number} size @param {string} border
 */
export function sourceIndex(i, size, border) {
  convExpect(BORDERS.includes(border), `border is "${border}"; give one of ${BORDERS.join(", ")}`);
  convWhole("size", size, 1);
  if (i >= 0 && i < size) return i;
  if (border === "constant") return -1;
  if (border === "nearest") return i < 0 ? 0 : size - 1;
  if (border === "wrap") return ((i % size) + size) % size;
  // reflect shows the edge cell twice (b a | a b c | c b), mirror once (c b | a b c | b a).
  const twice = border === "reflect" ? 1 : 0;
  const last = 2 * size - 2 + twice;
  const period = Math.max(1, last + twice);
  const at = ((i % period) + period) % period;
  return Math.min(at, last - at);
}

/**
 * @param {Grid} input @param {{top?: number, bottom?: number, left?: number, right?: number}} width
 * @param {string} [border] @param {number} [cval]
 */
export function pad(input, width, border = "constant", cval = 0) {
  const { top = 0, bottom = 0, left = 0, right = 0 } = width;
  const source = new Float64Array(grid(input.rows, input.cols, input.data).data);
  const rows = input.rows + convWhole("top", top, 0) + convWhole("bottom", bottom, 0);
  const cols = input.cols + convWhole("left", left, 0) + convWhole("right", right, 0);
  const data = new Float64Array(rows * cols).fill(cval);
  const from = Array.from({ length: cols }, (_, c) => sourceIndex(c - left, input.cols, border));
  const sides = [...from.keys()].filter((c) => c - left !== from[c] && from[c] >= 0);
  for (let r = 0; r < rows; r++) {
    const at = sourceIndex(r - top, input.rows, border) * input.cols;
    if (at < 0) continue;
    data.set(source.subarray(at, at + input.cols), r * cols + left);
    for (const c of sides) data[r * cols + c] = source[at + from[c]];
  }
  return { data, rows, cols };
}

/** Every option of the rows and of the columns, filled in; and the size of the output. */
function convPlan(size, kernel, options, late, sizeOf = outputSize) {
  const { stride = 1, dilation = 1, padding = 0, outputPadding = 0 } = options;
  const axes = size.map((input, n) => {
    const axis = {
      stride: convPair("stride", stride)[n],
      dilation: convPair("dilation", dilation)[n],
      outputPadding: convPair("outputPadding", outputPadding)[n],
    };
    const { reach } = convAxis(input, kernel[n], axis);
    // An even kernel has no middle: scipy.ndimage takes the later cell, torch the earlier one.
    const half = late ? Math.ceil(reach / 2) : Math.floor(reach / 2);
    const ends = { valid: 0, same: [half, reach - half], full: reach }[padding];
    return { ...axis, padding: convPair("padding", ends ?? convPair("padding", padding)[n]) };
  });
  const [rows, cols] = axes.map((axis, n) => sizeOf(size[n], kernel[n], axis));
  convExpect(
    rows > 0 && cols > 0,
    `a ${kernel.join("×")} kernel on a ${size.join("×")} input leaves ${rows}×${cols} cells; ` +
      (sizeOf === outputSize ? "pad more, or use a smaller kernel or dilation" : "pad less"),
  );
  return { axes, rows, cols };
}

/** Whether NaN or ∞ is among the numbers: then a weight of 0 counts, as it makes NaN of them. */
function convOdd(data) {
  let sum = 0;
  for (let n = 0; n < data.length; n++) sum += data[n] - data[n];
  return sum !== 0;
}

/** out += the kernel's sum in each place; source is one channel, padded already. */
function convGather(source, width, kernel, kCols, [down, across], out, cols) {
  const odd = convOdd(source);
  const taps = [...kernel.keys()].filter((t) => odd || kernel[t] !== 0);
  const weights = Float64Array.from(taps, (t) => kernel[t]);
  const offsets = Int32Array.from(
    taps,
    (t) => Math.floor(t / kCols) * down.dilation * width + (t % kCols) * across.dilation,
  );
  const step = across.stride;
  for (let n = 0; n < out.length; n += cols) {
    let at = (n / cols) * down.stride * width;
    let c = n;
    // Four cells at a time: no addition has to wait for the one before it.
    for (; c + 4 <= n + cols; c += 4, at += 4 * step) {
      let s0 = out[c];
      let s1 = out[c + 1];
      let s2 = out[c + 2];
      let s3 = out[c + 3];
      for (let t = 0; t < weights.length; t++) {
        const w = weights[t];
        const p = at + offsets[t];
        s0 += w * source[p];
        s1 += w * source[p + step];
        s2 += w * source[p + 2 * step];
        s3 += w * source[p + 3 * step];
      }
      out[c] = s0;
      out[c + 1] = s1;
      out[c + 2] = s2;
      out[c + 3] = s3;
    }
    for (; c < n + cols; c++, at += step) {
      for (let t = 0; t < weights.length; t++) out[c] += weights[t] * source[at + offsets[t]];
    }
  }
}

/** Its transpose: each source cell lays the kernel down, times its value, where out has room. */
function convScatter(source, width, kernel, kCols, [down, across], out, cols) {
  kernel.forEach((w, t) => {
    const top = Math.floor(t / kCols) * down.dilation - down.padding[0];
    const left = (t % kCols) * across.dilation - across.padding[0];
    for (let r = 0; r * width < source.length; r++) {
      const at = (r * down.stride + top) * cols;
      for (let c = 0; at >= 0 && at < out.length && c < width; c++) {
        const x = c * across.stride + left;
        if (x >= 0 && x < cols) out[at + x] += w * source[r * width + c];
      }
    }
  });
}

/** Both layers. Of weight's first two sides one counts the channels of all groups, one of each. */
function convLayer(input, weight, bias, options, transposed) {
  const { groups = 1 } = options;
  const [channels, ...size] = input.shape;
  const [first, depth, ...kernel] = weight.shape;
  convCheck("input", input.data, input.shape);
  convCheck("weight", weight.data, weight.shape);
  const [ins, outs] = transposed ? [first, depth * groups] : [depth * groups, first];
  convExpect(
    ins === channels && first % convWhole("groups", groups, 1) === 0,
    `weight ${weight.shape.join("×")} in ${groups} groups takes ${ins} channels, input has ` +
      `${channels}; make them equal, and weight's first side a multiple of groups`,
  );
  if (bias) convCheck("bias", bias, [outs]);
  const sizeOf = transposed ? transposedOutputSize : outputSize;
  const { axes, rows, cols } = convPlan(size, kernel, options, false, sizeOf);
  const [[top, bottom], [left, right]] = axes.map((axis) => axis.padding);
  const bare = transposed || top + bottom + left + right === 0;
  const [pictures, kernels] = [input.data, weight.data].map((data) =>
    data instanceof Float64Array ? data : new Float64Array(data),
  );
  const cut = (data, n, area) => data.subarray(n * area, (n + 1) * area);
  const planes = Array.from({ length: channels }, (_, n) => {
    const plane = grid(size[0], size[1], cut(pictures, n, size[0] * size[1]));
    return bare ? plane : pad(plane, { top, bottom, left, right });
  });
  const data = new Float64Array(outs * rows * cols);
  for (let n = 0; n < outs; n++) cut(data, n, rows * cols).fill(bias ? bias[n] : 0);
  for (let n = 0; n < first * depth; n++) {
    const across = Math.floor(n / depth);
    const within = Math.floor((across * groups) / first) * depth + (n % depth);
    const plane = planes[transposed ? across : within];
    const out = cut(data, transposed ? within : across, rows * cols);
    const part = cut(kernels, n, kernel[0] * kernel[1]);
    const slide = transposed ? convScatter : convGather;
    slide(plane.data, plane.cols, part, kernel[1], axes, out, cols);
  }
  return { data, shape: [outs, rows, cols] };
}

/**
 * torch's layer on one picture: each filter sums over the input channels of its group.
 * @param {Tensor} input @param {Tensor} weight [Cout, Cin / groups, rows, cols]
 * @param {Numbers | null} [bias] @param {Options} [options]
 */
export function conv2d(input, weight, bias, options = {}) {
  return convLayer(input, weight, bias, options, false);
}

/**
 * torch's transposed layer on one picture; `padding` is cut off the output.
 * @param {Tensor} input @param {Tensor} weight [Cin, Cout / groups, rows, cols]
 * @param {Numbers | null} [bias] @param {Options} [options]
 */
export function convTranspose2d(input, weight, bias, options = {}) {
  return convLayer(input, weight, bias, options, true);
}

function convSingle(input, kernel, options, transposed) {
  const image = { data: input.data, shape: [1, input.rows, input.cols] };
  const weight = { data: kernel.data, shape: [1, 1, kernel.rows, kernel.cols] };
  const { data, shape } = convLayer(image, weight, null, options, transposed);
  return { data, rows: shape[1], cols: shape[2] };
}

/** @param {Grid} input @param {Grid} kernel @param {Options} [options] as `convTranspose2d` */
export function convTranspose(input, kernel, options = {}) {
  return convSingle(input, kernel, options, true);
}

/**
 * A kernel of rank 1 (to 1e-12 of its largest number) as the column and row it is the product of.
 * @param {Grid} kernel
 */
export function separate({ data, rows, cols }) {
  let top = 0;
  for (let n = 1; n < data.length; n++) if (Math.abs(data[n]) > Math.abs(data[top])) top = n;
  const first = top - (top % cols);
  const column = Float64Array.from({ length: rows }, (_, r) => data[r * cols + top - first]);
  const row = Float64Array.from({ length: cols }, (_, c) => data[first + c] / data[top]);
  for (let n = 0; n < data.length; n++) {
    const miss = column[Math.floor(n / cols)] * row[n % cols] - data[n];
    // Put so that NaN, which a kernel of zeros also leads to, counts as a miss.
    if (!(Math.abs(miss) <= 1e-12 * Math.abs(data[top]))) return null;
  }
  return { column, row };
}

/**
 * The kernel over the input, as it is stored or, with `flip`, turned by 180°.
 * @param {Grid} input @param {Grid} kernel @param {Options} [options]
 */
export function correlate(input, kernel, options = {}) {
  const { rows, cols } = kernel;
  const { stride, dilation, border, cval, flip } = options;
  const { axes } = convPlan([input.rows, input.cols], [rows, cols], options, !flip);
  const weight = grid(rows, cols, new Float64Array(kernel.data));
  if (flip) weight.data.reverse();
  const [[top, bottom], [left, right]] = axes.map((axis) => axis.padding);
  const padded = pad(input, { top, bottom, left, right }, border, cval);
  const large = Math.min(rows, cols) > 1 && rows * cols > 25;
  const plain = axes.every((axis) => axis.stride * axis.dilation === 1) && !convOdd(padded.data);
  const parts = large && plain && separate(weight);
  if (!parts) return convSingle(padded, weight, { stride, dilation });
  const wide = convSingle(padded, grid(1, cols, parts.row), {});
  return convSingle(wide, grid(rows, 1, parts.column), {});
}

/**
 * The products that make one cell of `correlate`, in the window's order. inputRow and inputCol lie
 * outside the input where it is padded; kernelRow and kernelCol say where `weight` is stored.
 * @param {Grid} input @param {Grid} kernel @param {number} row @param {number} col
 * @param {Options} [options]
 */
export function windowTaps(input, kernel, row, col, options = {}) {
  const { border = "constant", cval = 0, flip } = options;
  const plan = convPlan([input.rows, input.cols], [kernel.rows, kernel.cols], options, !flip);
  const inside = row >= 0 && row < plan.rows && col >= 0 && col < plan.cols;
  convExpect(inside, `cell (${row}, ${col}) is not one of the output's ${plan.rows}×${plan.cols}`);
  const [down, across] = plan.axes;
  return Array.from(kernel.data, (_, n) => {
    const [i, j] = [Math.floor(n / kernel.cols), n % kernel.cols];
    const inputRow = row * down.stride + i * down.dilation - down.padding[0];
    const inputCol = col * across.stride + j * across.dilation - across.padding[0];
    const r = sourceIndex(inputRow, input.rows, border);
    const c = sourceIndex(inputCol, input.cols, border);
    const stored = flip ? kernel.data.length - 1 - n : n;
    const constant = r < 0 || c < 0;
    return {
      inputRow,
      inputCol,
      kernelRow: Math.floor(stored / kernel.cols),
      kernelCol: stored % kernel.cols,
      value: constant ? cval : input.data[r * input.cols + c],
      weight: kernel.data[stored],
      padded: constant || r !== inputRow || c !== inputCol,
    };
  });
}

/** The sum that the products of some taps add up to. */
export const sumOfTaps = (taps) => taps.reduce((sum, tap) => sum + tap.value * tap.weight, 0);

/** ReLU: what is negative becomes 0. */
export const relu = (data) => data.map((value) => Math.max(0, value));
