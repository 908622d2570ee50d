// The layers of a network: the shape of what each makes, the border that it reads, and how the kernel computes it.
import {
  both,
  edges,
  pooledSize,
  reachOf,
  resultsOf,
  scatteredSize,
  scatteredWindows,
  slidingSize,
  slidingWindows,
} from "./axis.js";

/** @typedef {import("./memory.js").Memory} Memory @typedef {import("./memory.js").Stored} Stored */

/**
 * A layer as a network is described by, in torch's words and with torch's defaults.
 * @typedef {object} Layer
 * @property {"conv" | "transposed" | "max" | "average" | "norm" | "relu" | "flatten" | "linear" | "softmax" | "each"} kind
 * @property {{data: Float32Array, shape: number[]}} [weight] of sums, as torch has it
 * @property {ArrayLike<number>} [bias]
 * @property {number | number[]} [kernel] of a pooling; without one it takes in all of the map
 * @property {number | number[]} [stride] 1; of a pooling, its kernel
 * @property {number | number[]} [padding] also [top, left, bottom, right]
 * @property {number | number[]} [dilation]
 * @property {number} [groups]
 * @property {number | number[]} [outputPadding]
 * @property {boolean} [ceil] of a pooling: its last window may end behind the map
 * @property {string} [by] what is done to each number
 * @property {number[]} [given] what that depends on
 * @property {boolean} [countPadding] of a mean: whether it is taken over the padding, too; torch does
 * @property {{scale: ArrayLike<number>, shift: ArrayLike<number>, mean: ArrayLike<number>, variance: ArrayLike<number>,
 *   epsilon?: number}} [norm] of a batch normalisation in evaluation
 */

/**
 * A layer that is ready to run.
 * @typedef {object} Step
 * @property {string} kind
 * @property {(shape: number[]) => number[]} shape what it makes of a map of this shape
 * @property {(shape: number[]) => number[]} border top, left, bottom, right: zeros that it reads around it
 * @property {(kernel: any, from: Stored, to: Stored) => void} run
 */

const BLOCK = 8; // channels that the kernel sums at once
const NONE = [0, 0, 0, 0];

function expect(right, message) {
  if (!right) throw new RangeError(message);
}

/** The two axes of a layer's options. @param {Partial<Layer>} options @param {number[]} kernel */
function axesOf({ stride = 1, padding = 0, dilation = 1, outputPadding = 0, ceil }, kernel) {
  const ends = edges(padding);
  return [0, 1].map((axis) => ({
    kernel: kernel[axis],
    stride: both(stride)[axis],
    dilation: both(dilation)[axis],
    padding: ends[axis],
    outputPadding: both(outputPadding)[axis],
    ceil,
  }));
}

/** A convolution or a transposed one. @param {import("./fold.js").Folded} layer @param {Memory} memory @returns {Step} */
function sums(layer, memory) {
  const { weight, groups = 1, floor = -Infinity } = layer;
  const transposed = layer.kind === "transposed";
  const [windowsOf, sizeOf] = transposed ? [scatteredWindows, scatteredSize] : [slidingWindows, slidingSize];
  const own = packing(weight, groups, transposed);
  const axes = axesOf(layer, weight.shape.slice(2));
  const windows = axes.map(windowsOf);
  const bias = packBias(memory, layer.bias, own);
  const passes = windows[0].flatMap((down) => windows[1].map((across) => ({ down, across })));
  const weights = passes.map((pass) => packWeights(memory, layer, own, pass));

  function shape([channels, ...size]) {
    const wanted = own.inputs * groups;
    expect(channels === wanted, `a layer takes ${wanted} channels, but gets ${channels}; correct the layer before it`);
    return [own.outputs * groups, ...axes.map((axis, n) => sizeOf(axis, size[n]))];
  }
  function border(from) {
    const to = shape(from);
    const [down, across] = windows.map((all, n) => reachOf(all, from[n + 1], to[n + 1]));
    return [down[0], across[0], down[1], across[1]];
  }
  function run(kernel, from, to) {
    for (let group = 0; group < groups; group++) {
      const [src, dst] = [from.first + 4 * group * own.inputs, to.first + 4 * group * own.outputs];
      for (const [n, pass] of passes.entries()) {
        const packed = { weights: weights[n][group], bias: bias[group], outputs: own.outputs, floor };
        runPass(kernel, { ...from, first: src }, { ...to, first: dst }, pass, { ...packed, run: 4 * own.inputs });
      }
    }
  }
  return { kind: layer.kind, shape, border, run };
}

/** Let the kernel compute what some windows have for results. */
function runPass(kernel, from, to, { down, across }, { weights, bias, outputs, floor, run }) {
  const sideBySide = across.gap === 1 && run === from.pixel; // all taps of a row are one
  const columns = across.taps.length;
  kernel.convolve(
    from.first + down.first * from.row + across.first * from.pixel,
    down.step * from.row,
    across.step * from.pixel,
    down.taps.length,
    sideBySide ? 1 : columns,
    down.gap * from.row,
    across.gap * from.pixel,
    sideBySide ? columns * run : run,
    weights,
    bias,
    to.first + down.at * to.row + across.at * to.pixel,
    down.every * to.row,
    across.every * to.pixel,
    resultsOf(down, to.shape[1]),
    resultsOf(across, to.shape[2]),
    outputs,
    floor,
  );
}

/** How the weights of a layer lie: channels of a group, and where the weight of two channels and a tap is. */
function packing({ data, shape }, groups, transposed) {
  expect(
    shape.length === 4 && shape.every((n) => Number.isInteger(n) && n > 0),
    `weights have the shape ${shape.join("×")}, expected four whole numbers above 0`,
  );
  const [first, second, rows, cols] = shape;
  const need = first * second * rows * cols;
  expect(data.length === need, `there are ${data.length} weights; ${shape.join("×")} needs ${need}: correct the shape`);
  expect(
    Number.isInteger(groups) && groups > 0 && first % groups === 0,
    `${first} channels do not make ${groups} groups; choose a number that divides them`,
  );
  const [inputs, outputs] = transposed ? [first / groups, second] : [second, first / groups];
  /** Of a group: where the weights of an output and an input channel begin. */
  const place = (group, output, input) =>
    transposed
      ? ((group * inputs + input) * outputs + output) * rows * cols
      : ((group * outputs + output) * inputs + input) * rows * cols;
  return { inputs, outputs, groups, cols, data, place };
}

/** The weights of some windows, by groups, as [outputs / 8][rows][columns][inputs][8]; returns their addresses. @param {Memory} memory @param {import("./fold.js").Folded} layer */
function packWeights(memory, { gain }, { inputs, outputs, groups, cols, data, place }, { down, across }) {
  const taps = down.taps.flatMap((i) => across.taps.map((j) => i * cols + j));
  const blocks = Math.ceil(outputs / BLOCK);
  return Array.from({ length: groups }, (_, group) => {
    const at = memory.take(blocks * taps.length * inputs * BLOCK);
    const packed = memory.floats(at, blocks * taps.length * inputs * BLOCK);
    for (let output = 0; output < outputs; output++) {
      const factor = gain?.[group * outputs + output] ?? 1;
      const base = (output - (output % BLOCK)) * taps.length * inputs + (output % BLOCK);
      for (let input = 0; input < inputs; input++) {
        const from = place(group, output, input);
        for (let t = 0; t < taps.length; t++) {
          packed[base + (t * inputs + input) * BLOCK] = data[from + taps[t]] * factor;
        }
      }
    }
    return at;
  });
}

function packBias(memory, bias, { outputs, groups }) {
  expect(
    !bias || bias.length === outputs * groups,
    `a bias has ${bias?.length} numbers, expected ${outputs * groups}, one for each channel`,
  );
  return Array.from({ length: groups }, (_, group) => {
    const room = Math.ceil(outputs / BLOCK) * BLOCK;
    const at = memory.take(room);
    const packed = memory.floats(at, room);
    for (let output = 0; output < outputs; output++) packed[output] = bias?.[group * outputs + output] ?? 0;
    return at;
  });
}

/** A dense layer: a convolution of a map of one pixel, with as many channels as it has inputs. @param {Layer} layer */
function dense(layer, memory) {
  const { data, shape } = layer.weight;
  const step = sums({ ...layer, weight: { data, shape: [...shape, 1, 1] } }, memory);
  function shapeOf(from) {
    expect(from[1] * from[2] === 1, `a dense layer gets a map of ${from.join("×")}; put “flatten” before it`);
    return step.shape(from);
  }
  return { ...step, shape: shapeOf };
}

/** All numbers of a map as the channels of one pixel, channel by channel. @param {Memory} memory @returns {Step} */
const flattening = (_layer, memory) => ({
  kind: "flatten",
  shape: (from) => [from.reduce((product, n) => product * n, 1), 1, 1],
  border: () => NONE,
  run: (_kernel, from, to) => memory.write(to, memory.read(from)),
});

/** A pooling, by the largest number or by the mean. @param {Layer} layer @returns {Step} */
function pooling(layer) {
  const { kind, kernel, stride = kernel, countPadding = true } = layer;
  /** Without a kernel, the one window is the map. */
  const axesFor = ([, ...size]) =>
    kernel ? axesOf({ ...layer, stride }, both(kernel)) : axesOf({ stride: size }, size);
  const shape = (from) => [from[0], ...axesFor(from).map((axis, n) => pooledSize(axis, from[n + 1]))];
  function run(compiled, from, to) {
    const [down, across] = axesFor(from.shape);
    const [, height, width] = from.shape;
    compiled.pool(
      ...[from.first, from.row, from.pixel, height, width],
      ...[down.kernel, across.kernel, down.stride, across.stride, down.dilation, across.dilation],
      ...[down.padding[0], across.padding[0], height + down.padding[1], width + across.padding[1]],
      ...[Number(kind === "average"), Number(kind === "average" && countPadding)],
      ...[to.first, to.row, to.shape[1], to.shape[2]],
    );
  }
  return { kind, shape, border: () => NONE, run };
}

/** @returns {Step} */
const rectifier = () => ({
  kind: "relu",
  shape: (from) => from,
  border: () => NONE,
  run(kernel, from, to) {
    kernel.rectify(from.first, from.row, to.first, to.row, from.shape[2] * from.pixel, from.shape[1]);
  },
});

/** Shares of the channels' numbers at each pixel, which add up to 1. @param {Memory} memory @returns {Step} */
function softmax(_layer, memory) {
  function run(_kernel, from, to) {
    const [channels, height, width] = from.shape;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const scores = memory.floats(from.first + y * from.row + x * from.pixel, channels);
        const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
        const parts = Float64Array.from(scores, (score) => Math.exp(score - most));
        const all = parts.reduce((a, b) => a + b, 0);
        memory.floats(to.first + y * to.row + x * to.pixel, channels).set(parts.map((part) => part / all));
      }
    }
  }
  return { kind: "softmax", shape: (from) => from, border: () => NONE, run };
}

/** What is done to each number by itself, by its name. @type {Record<string, (value: number, ...given: number[]) => number>} */
const EACH = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  silu: (x) => x / (1 + Math.exp(-x)),
  clip: (x, least, most) => Math.min(most, Math.max(least, x)),
  leaky: (x, slope) => (x < 0 ? x * slope : x),
  elu: (x, alpha) => (x < 0 ? alpha * Math.expm1(x) : x),
};

/** @param {Layer} layer @param {Memory} memory @returns {Step} */
function numberByNumber({ by, given = [] }, memory) {
  const rule = EACH[by];
  const run = (_kernel, from, to) =>
    memory.write(
      to,
      memory.read(from).map((value) => rule(value, ...given)),
    );
  return { kind: "each", shape: (from) => from, border: () => NONE, run };
}

const KINDS = {
  ...{ conv: sums, transposed: sums, linear: dense, flatten: flattening },
  ...{ max: pooling, average: pooling, relu: rectifier, softmax, each: numberByNumber },
};

/** A layer, ready to run, with its weights in the memory. @param {Layer} layer @param {Memory} memory @returns {Step} */
export function stepOf(layer, memory) {
  const make = Object.hasOwn(KINDS, layer.kind) && KINDS[layer.kind];
  expect(make, `a layer “${layer.kind}” is not known; known are ${Object.keys(KINDS).join(", ")}, norm`);
  return make(layer, memory);
}
