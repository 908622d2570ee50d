// A network in the memory of the compiled kernel: its weights first, then the maps of the picture that it sees.
import { both } from "./axis.js";
import { folded, unfolded } from "./fold.js";
import { stepOf } from "./layers.js";
import { Memory } from "./memory.js";
import { termsOf, termsOfLargest } from "./terms.js";

/** @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor channels, rows, columns; channel by channel */

const NONE = [0, 0, 0, 0];

export class Network {
  #kernel;
  #memory;
  /** @type {import("./fold.js").Folded[]} */
  #layers;
  #weights; // how much of the memory they take
  #shape = [];
  /** @type {import("./memory.js").Stored[]} the input, and what each step makes of the map before it */
  #maps = [];

  /**
   * @param {WebAssembly.Instance} instance of the compiled kernel
   * @param {import("./layers.js").Layer[]} layers one after the other
   * @param {boolean} fold whether what can be computed along with a sum is; else each layer is a step
   */
  constructor(instance, layers, fold = true) {
    this.#kernel = instance.exports;
    this.#memory = new Memory(/** @type {WebAssembly.Memory} */ (this.#kernel.memory));
    this.#layers = fold ? folded(layers) : unfolded(layers);
    this.steps = this.#layers.map((layer) => stepOf(layer, this.#memory));
    this.#weights = this.#memory.top;
  }

  /** The shapes of the input and of what each step makes, for an input of this shape. @param {number[]} shape */
  shapes(shape) {
    const all = [shape];
    for (const step of this.steps) all.push(step.shape(all.at(-1)));
    return all;
  }

  #layOut(shape) {
    const shapes = this.shapes(shape);
    this.#shape = []; // what follows may fail for want of memory
    this.#memory.release(this.#weights);
    this.#maps = shapes.map((one, n) => this.#memory.takeMap(one, this.steps[n]?.border(one) ?? NONE));
    this.#shape = shape;
  }

  /**
   * Run the first `count` steps on an input.
   * @param {Tensor} input
   */
  run({ data, shape }, count = this.steps.length) {
    if (data.length !== shape.reduce((product, n) => product * n, 1)) {
      throw new RangeError(`the input has ${data.length} numbers, expected ${shape.join("×")}`);
    }
    if (String(shape) !== String(this.#shape)) this.#layOut(shape);
    this.#memory.write(this.#maps[0], data);
    for (const [n, step] of this.steps.slice(0, count).entries())
      step.run(this.#kernel, this.#maps[n], this.#maps[n + 1]);
  }

  /** What step `n` made, from 1; 0 is the input. `from` and `to` choose channels. @returns {Tensor & {data: Float32Array}} */
  map(n, from = 0, to = this.#maps[n].shape[0]) {
    const [, ...size] = this.#maps[n].shape;
    return { data: this.#memory.read(this.#maps[n], from, to), shape: [to - from, ...size] };
  }

  /** Of what step `n` made, the largest number of each channel, at least 0, its mean, and which share of all numbers is 0. */
  summary(n) {
    const map = this.#maps[n];
    const { tops, sums, zeros } = this.#memory.summary(map);
    const [channels, height, width] = map.shape;
    const size = height * width;
    return { tops, means: sums.map((sum) => sum / size), zeros: zeros / (channels * size) };
  }

  /** Step `n` as a layer, from 1, with what was folded into it. */
  layer(n) {
    return this.#layers[n - 1];
  }

  /** What one number of what step `n`, a convolution or a pooling by the largest, made is the sum of, before its ReLU. @param {number[]} at row and column */
  terms(n, channel, at) {
    const layer = this.layer(n);
    const before = this.map(n - 1);
    if (layer.kind !== "max") return termsOf(layer, before, channel, at);
    return termsOfLargest({ kernel: both(layer.kernel)[0] }, before, channel, at);
  }
}
