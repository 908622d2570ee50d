// What the course's network sees in a picture: maps, sums and scores, from the file of its weights alone.
import { apart, meanSize } from "./differences.js";
import { KERNEL } from "./kernel.js";
import { Network } from "./network.js";
import { peaks } from "./peaks.js";
import { readSafetensors } from "./safetensors.js";
import { LEVELS } from "./stack.js";
import { strongestFirst } from "./strongest.js";
import { partsOfScores } from "./terms.js";
import { trailOf } from "./trail.js";
import { untrained } from "./untrained.js";
import { CONVOLUTIONS, classesOf, inputOf, KERNELS, layersOf, MAPS, SCORES, trained } from "./vgg.js";

/**
 * A picture in a network.
 * @typedef {object} Look
 * @property {string} key names the picture: the same one is computed once
 * @property {Uint8ClampedArray} rgba four bytes to a pixel
 * @property {number} side rows and columns
 * @property {boolean} untrained
 *
 * @typedef {{channels: number[][], tops: Float32Array[], zeros: number[], shares: Float32Array, maps: Float32Array[][]}} Seen
 *   the maps of some channels of each layer, and which these are; of each layer the largest number of each channel, and
 *   which share of all numbers is 0; and the shares of the classes
 * @typedef {{scores: Float32Array, shares: Float32Array, parts: Float32Array, size: number[], bias: Float32Array}} Ending
 *   `parts` class by class and place by place: with the bias, those of a class add up to its score
 * @typedef {{picture: number, at: number[], value: number}} Patch a place of a map, of the picture with this number
 * @typedef {{planes: Float32Array[], sizes: number[]}} Apart of each layer how far the maps are apart at each place, as a mean
 *   over the channels, and the mean size of the first picture's numbers
 */

/** The bytes that stand in base64. @returns {Uint8Array<ArrayBuffer>} */
export function decoded(text) {
  const { fromBase64 } = /** @type {any} */ (Uint8Array); // not in every browser yet
  if (fromBase64) return fromBase64.call(Uint8Array, text);
  const signs = atob(text);
  const bytes = new Uint8Array(signs.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = signs.charCodeAt(i); // sooner than Uint8Array.from, by far
  return bytes;
}

/** Whether this browser has what the kernel needs: WebAssembly, with SIMD. */
export const canRun = () => typeof WebAssembly === "object" && WebAssembly.validate(decoded(KERNEL));

/** A new kernel, or words where the browser cannot run it. */
export function newKernel() {
  if (!canRun()) throw new Error("this browser lacks WebAssembly with SIMD, which the network needs");
  return new WebAssembly.Instance(new WebAssembly.Module(decoded(KERNEL)));
}

const SEED = 0; // of the untrained network: the same as `nets.vgg16_slim(seed=0)`

/** @param {Uint8Array} weights the file */
export function seer(weights) {
  if (!canRun()) throw new Error("this browser lacks WebAssembly with SIMD, which the network needs");
  const file = readSafetensors(weights);
  const like = trained(file);
  const kernel = new WebAssembly.Module(decoded(KERNEL));
  const classes = classesOf(file);
  const made = new Map();
  /** A second one is for what another picture is compared with. @returns {{network: Network, last: string}} */
  function netOf(random, second) {
    const name = `${random} ${second}`;
    if (!made.has(name)) {
      const layers = layersOf(random ? untrained(like, KERNELS, SEED) : like);
      const network = new Network(new WebAssembly.Instance(kernel), [...layers, { kind: "softmax" }]);
      made.set(name, { network, last: "" });
    }
    return made.get(name);
  }
  /** The network with a picture in it. @param {Look} look */
  function looking({ key, rgba, side, untrained: random = false }, second = false) {
    const net = netOf(random, second);
    if (net.last !== key) net.network.run(inputOf(rgba, side));
    net.last = key;
    return net.network;
  }

  return {
    classes: () => classes,
    /**
     * All that is seen at a glance.
     * @param {Look & {channels: ?number[][], most: number}} look which channels of each layer to bring; else so many, those
     *   that are strongest for this picture
     * @returns {Seen}
     */
    see({ channels: asked, most, ...look }) {
      const network = looking(look);
      const about = CONVOLUTIONS.map((n) => network.summary(n));
      const channels = asked ?? about.map(({ means }) => strongestFirst(means, most));
      return {
        channels,
        tops: about.map(({ tops }) => tops),
        zeros: about.map(({ zeros }) => zeros),
        shares: network.map(network.steps.length).data,
        maps: channels.map((some, n) => some.map((c) => network.map(CONVOLUTIONS[n], c, c + 1).data)),
      };
    },
    /** All maps of a layer, from 0. @param {Look & {layer: number}} look */
    layer: ({ layer, ...look }) => looking(look).map(CONVOLUTIONS[layer]),
    /** What one number of a layer is the sum of. @param {Look & {layer: number, channel: number, at: number[]}} look */
    terms: ({ layer, channel, at, ...look }) => looking(look).terms(CONVOLUTIONS[layer], channel, at),
    /** The scores, and what each place of the last maps adds to each. @param {Look} look @returns {Ending} */
    ending(look) {
      const network = looking(look);
      const last = network.map(MAPS);
      const dense = network.layer(SCORES);
      return {
        scores: network.map(SCORES).data,
        shares: network.map(network.steps.length).data,
        parts: partsOfScores(dense, last),
        size: last.shape.slice(1),
        bias: Float32Array.from(dense.bias),
      };
    },
    /** From a number back to those that it is the sum of. @param {Look & {start: import("./trail.js").Place, steps: number, path: number[]}} look */
    trail: ({ start, steps, path, ...look }) => trailOf(looking(look), start, steps, path),
    /**
     * Where a channel is largest in all of some pictures: of one picture only places half a window apart.
     * @param {{pictures: Look[], layer: number, channel: number, most: number}} look
     * @returns {Patch[]}
     */
    strongest({ pictures, layer, channel, most }) {
      const step = CONVOLUTIONS[layer];
      const { field, jump } = LEVELS[step];
      const found = pictures.flatMap((look, picture) => {
        const { data, shape } = looking(look, true).map(step, channel, channel + 1);
        return peaks(data, shape[2], Math.ceil(field / 2 / jump), most).map((one) => ({ picture, ...one }));
      });
      return found.sort((a, b) => b.value - a.value).slice(0, most);
    },
    /**
     * How far the maps of two pictures are apart, layer by layer.
     * @param {Look & {other: Look, right?: number}} look by how many pixels the other picture is further right: each map is
     *   moved by as many of its own pixels as is nearest
     * @returns {Apart}
     */
    compare({ other, right = 0, ...look }) {
      const [one, two] = [looking(look), looking(other, true)];
      const maps = CONVOLUTIONS.map((n) => ({ a: one.map(n), b: two.map(n), by: Math.round(right / LEVELS[n].jump) }));
      return { planes: maps.map(({ a, b, by }) => apart(a, b, [0, by])), sizes: maps.map(({ a }) => meanSize(a)) };
    },
  };
}
