// What a network makes of a figure's picture, computed in the page: asked for when it is first shown, and kept a while.
import { onceFramed, onceNear } from "./parts/drawing.js";
import { networkOf } from "./parts/network/client.js";
import { awaited, greyOf, splitRgba } from "./parts/pictures.js";

/** How many answers to each kind of question are kept: those to the first two have up to half a million numbers. */
const KEPT = { see: 6, layer: 4, terms: 40, ending: 40, compare: 8, trail: 40, strongest: 40 };

/**
 * @typedef {{rgba: Uint8ClampedArray, rows: number, cols: number}} Picture square
 * @typedef {import("./parts/network/seer.js").Seen & {likes: number[][]}} Seen also the likeness of each of its maps
 * @typedef {{seen: ?Seen, layer: ?{data: Float32Array, shape: number[]}, terms: ?any}} Answers null until they are there
 */

/**
 * The network of a figure.
 * @param {any} ui
 * @param {string} name
 */
export function liveMaps(ui, name) {
  const { model, signal, schedule } = ui;
  /** @type {Record<string, Map<string, any>>} */
  const answers = Object.fromEntries(Object.keys(KEPT).map((command) => [command, new Map()]));
  const ids = new WeakMap();
  let count = 0;
  let network = null;
  let room = null;
  let failed = "";
  onceFramed(ui.el, signal, (root) => onceNear(root, signal, begin));

  async function begin() {
    network = networkOf(name, model, signal, schedule);
    try {
      room = await awaited(network.room);
      schedule(); // so that the picture is asked for: the answer waits there
      await awaited(room.ready);
    } catch (error) {
      failed = error.message;
    }
    schedule();
  }

  function idOf(picture) {
    if (!ids.has(picture)) ids.set(picture, ++count);
    return `${serial(ui)}/${ids.get(picture)}`;
  }
  const sent = (picture, untrained) => ({ key: idOf(picture), rgba: picture.rgba, side: picture.rows, untrained });

  /**
   * The answer to a question about a picture, or about it and others; null until it is there.
   * @param {string} command
   * @param {?Picture} picture
   * @param {{untrained?: boolean, other?: ?Picture, pictures?: Picture[], known?: (value: any) => any, [look: string]: any}} [about] `known` completes it
   */
  function answer(command, picture, about = {}) {
    const { untrained = false, other = null, pictures = null, known = (value) => value, ...look } = about;
    if (!room || !picture) return null;
    const question = JSON.stringify([idOf(picture), other && idOf(other), pictures?.map(idOf), untrained, look]);
    const kept = answers[command];
    if (!kept.has(question)) {
      kept.set(question, null);
      if (kept.size > KEPT[command]) kept.delete(kept.keys().next().value);
      const more = {
        ...(other && { other: sent(other, untrained) }),
        ...(pictures && { pictures: pictures.map((one) => sent(one, untrained)) }),
      };
      const asked = room.ask(command, { ...sent(picture, untrained), ...look, ...more });
      awaited(asked).then(
        (value) => {
          if (kept.has(question)) kept.set(question, known(value));
          if (command === "see") schedule.now();
          else schedule();
        },
        (error) => {
          failed = error.message;
          schedule();
        },
      );
    }
    return kept.get(question);
  }

  return {
    /** How much of the network has arrived, from 0 to 1; what went wrong; and the names of the classes, once it is there. */
    about: () => ({ share: network?.share ?? 0, failed, classes: room?.classes ?? null }),
    /**
     * The maps of some channels of each layer: of so many that are strongest for this picture, or of those that are named.
     * @param {?Picture} picture @param {number} most @param {?number[][]} [channels] @returns {?Seen}
     */
    seen: (picture, untrained, most, channels = null) =>
      answer("see", picture, {
        untrained,
        channels,
        most,
        known: (seen) => ({ ...seen, likes: likesOf(seen.maps, picture) }),
      }),
    layer: (picture, untrained, layer) => answer("layer", picture, { untrained, layer }),
    terms: (picture, untrained, look) => answer("terms", picture, { untrained, ...look }),
    /** @param {Picture[]} pictures @returns {?import("./parts/network/seer.js").Patch[]} */
    strongest: (pictures, untrained, look) => answer("strongest", pictures[0], { untrained, pictures, ...look }),
    /** @returns {?import("./parts/network/seer.js").Ending} */
    ending: (picture) => answer("ending", picture),
    /** @returns {?import("./parts/network/trail.js").Trail} */
    trail: (picture, start, steps, path) => answer("trail", picture, { start, steps, path }),
    /** @returns {?import("./parts/network/seer.js").Apart} */
    apart: (picture, other, right = 0) => answer("compare", picture, { other, right }),
  };
}

/** A number for each figure of the page, which share one network. */
function serial(ui) {
  if (!serials.has(ui)) serials.set(ui, ++serials.count);
  return serials.get(ui);
}
const serials = Object.assign(new WeakMap(), { count: 0 });

/** The likeness of each map with its picture, computed when it is first read: of most maps nobody does. */
function likesOf(maps, { rgba, rows }) {
  let grey = null;
  const sizes = new Map();
  const small = (size) => {
    grey ??= greyOf(splitRgba(rgba));
    if (!sizes.has(size)) sizes.set(size, shrunk(grey, rows, size));
    return sizes.get(size);
  };
  return maps.map((some) => whenRead(some, (values) => likeness(values, small(Math.sqrt(values.length)))));
}

/** A list of what comes of each thing, when it is first read. @template T, R @param {T[]} things @param {(thing: T) => R} make @returns {R[]} */
function whenRead(things, make) {
  const list = [];
  for (const [i, thing] of things.entries()) {
    const get = () => {
      Object.defineProperty(list, i, { value: make(thing), enumerable: true });
      return list[i];
    };
    Object.defineProperty(list, i, { get, enumerable: true, configurable: true });
  }
  return list;
}

/** A square picture in grey, shrunk to so many pixels a side by means of blocks; what is left over is cut. */
export function shrunk(grey, side, size) {
  const block = Math.floor(side / size);
  const small = new Float64Array(size ** 2);
  for (let y = 0; y < size * block; y++) {
    for (let x = 0; x < size * block; x++) {
      small[Math.floor(y / block) * size + Math.floor(x / block)] += grey[y * side + x] / block ** 2;
    }
  }
  return small;
}

function mean(numbers) {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i];
  return sum / numbers.length;
}

/** The correlation of a map with a picture of its size; 0 if one of them is flat. */
export function likeness(values, small) {
  const [one, other] = [mean(values), mean(small)];
  let [product, own, others] = [0, 0, 0];
  for (let i = 0; i < small.length; i++) {
    const [a, b] = [values[i] - one, small[i] - other];
    product += a * b;
    own += a * a;
    others += b * b;
  }
  const length = Math.sqrt(own * others);
  return length > 1e-12 ? product / length : 0;
}

/** The largest shares, with the names of their classes. @param {ArrayLike<number>} shares @param {string[]} classes */
export function namesOf(shares, classes, most = 5) {
  const order = Array.from(shares, (share, n) => ({ share, name: className(classes[n]) }));
  return order.sort((a, b) => b.share - a.share).slice(0, most);
}

/** The name of a folder of photos, as a reader would write it. */
export const className = (folder) =>
  folder
    .replace(/_google$/i, "")
    .replaceAll("_", " ")
    .toLowerCase();

/**
 * What one number is the sum of, by the channels that it reads, those with the largest products first.
 * @param {import("./parts/network/terms.js").Terms} terms
 */
export function byChannel({ window, weights, shape: [channels, rows, cols] }) {
  const size = rows * cols;
  const parts = Array.from({ length: channels }, (_, channel) => {
    const [read, by] = [window, weights].map((numbers) => numbers.slice(channel * size, (channel + 1) * size));
    return { channel, window: read, weights: by, sum: read.reduce((sum, value, i) => sum + value * by[i], 0) };
  });
  return parts.sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
}
