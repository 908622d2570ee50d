// A way back through a network: from one number to one of those that it is the sum of, step after step.
import { SCORE_LEVEL } from "./stack.js";
import { termsOfScore } from "./terms.js";
import { MAPS, SCORES } from "./vgg.js";

/**
 * A number of the network: its level, its channel, and where it is there.
 * @typedef {{level: number, channel: number, row: number, col: number}} Place
 *
 * @typedef {object} Trail
 * @property {(Place & {value: number})[]} places from the start on
 * @property {?import("./terms.js").Terms} terms of the last of them; the photo has none
 * @property {?(Place & {index: number})} next where the trail goes on: at the largest product, or where it was told to
 * @property {Float32Array} plane the channel of the last of them, whole; of the scores all of them
 * @property {number[]} size its rows and columns
 */

/** Which step's maps a level is. */
const stepOf = (level) => (level === SCORE_LEVEL ? SCORES : level);

/** What a number is the sum of. @param {import("./network.js").Network} network @param {Place} place */
function termsAt(network, { level, channel, row, col }) {
  if (level === SCORE_LEVEL) return termsOfScore(network.layer(SCORES), network.map(MAPS), channel);
  return network.terms(level, channel, [row, col]);
}

/** The place that a term of a sum was read at; null in the padding. @param {Place} place @returns {?Place} */
export function placeOfTerm({ level, channel, row, col }, { shape: [, rows, cols] }, kind, index, [height, width]) {
  const [c, i, j] = [Math.floor(index / (rows * cols)), Math.floor(index / cols) % rows, index % cols];
  const below = level - 1;
  if (kind === "score") return { level: below, channel: c, row: i, col: j };
  if (kind === "max") return { level: below, channel, row: row * rows + i, col: col * cols + j };
  const [y, x] = [row - 1 + i, col - 1 + j];
  return y >= 0 && y < height && x >= 0 && x < width ? { level: below, channel: c, row: y, col: x } : null;
}

/** @param {import("./network.js").Network} network @param {Place} place */
function valueAt(network, { level, channel, row, col }) {
  const { data, shape } = network.map(stepOf(level), channel, channel + 1);
  return data[row * shape[2] + col];
}

/** Where a trail goes on from a place: the largest product, or the term that was chosen. */
function onwards(network, place, terms, chosen) {
  const kind = place.level === SCORE_LEVEL ? "score" : network.layer(place.level).kind;
  const [, ...size] = network.map(stepOf(place.level - 1), 0, 1).shape;
  const read = (index) => placeOfTerm(place, terms, kind, index, size);
  if (chosen >= 0 && chosen < terms.window.length && read(chosen)) return { ...read(chosen), index: chosen };
  let best = { product: -Infinity, next: null };
  for (let index = 0; index < terms.window.length; index++) {
    const product = terms.window[index] * terms.weights[index];
    if (product <= best.product) continue;
    const there = read(index);
    if (there) best = { product, next: { ...there, index } };
  }
  return best.next;
}

/**
 * @param {import("./network.js").Network} network with a picture in it
 * @param {Place} start of the scores, channel −1 is the one with the largest
 * @param {number} steps how far back
 * @param {number[]} path at each step the term to follow; −1, or nothing, is the largest
 * @returns {Trail}
 */
export function trailOf(network, start, steps, path) {
  const scores = start.level === SCORE_LEVEL && start.channel < 0 ? network.map(SCORES).data : null;
  const first = scores ? { ...start, channel: scores.indexOf(Math.max(...scores)) } : start;
  const places = [{ ...first, value: valueAt(network, first) }];
  for (let n = 0; ; n++) {
    const here = places[n];
    const terms = here.level ? termsAt(network, here) : null;
    const next = terms && onwards(network, here, terms, path[n] ?? -1);
    if (n === steps || !next) {
      const top = here.level === SCORE_LEVEL;
      const map = top ? network.map(SCORES) : network.map(here.level, here.channel, here.channel + 1);
      return { places, terms, next, plane: map.data, size: map.shape.slice(1) };
    }
    const { index: _, ...place } = next;
    places.push({ ...place, value: valueAt(network, place) });
  }
}
