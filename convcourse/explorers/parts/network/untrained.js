// The weights that a network begins with, as torch draws them: the same numbers from the same seed, to their last digits.
//
// torch's random bits are those of the Mersenne Twister (Matsumoto and Nishimura 1998); what it makes of them is in
// ATen/core/TransformationHelper.h (evenly distributed) and ATen/native/cpu/DistributionTemplates.h (normally).

const SIZE = 624;
const SHIFT = 397;
const GROUP = 16; // numbers that torch makes normal at once

/** 32 random bits at a call. @param {number} seed */
export function twister(seed) {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let at = SIZE;
  function turn() {
    for (let i = 0; i < SIZE; i++) {
      const bits = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
      state[i] = state[(i + SHIFT) % SIZE] ^ (bits >>> 1) ^ (bits & 1 ? 0x9908b0df : 0);
    }
    at = 0;
  }
  return () => {
    if (at === SIZE) turn();
    let bits = state[at++];
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  };
}

/** From 0 to below 1, in the 24 bits that a number of single precision has. */
const even = (random) => (random() & 0xffffff) * 2 ** -24;

/** So many numbers from −`bound` to `bound`. @returns {Float32Array} */
const evenly = (random, count, bound) => Float32Array.from({ length: count }, () => (2 * even(random) - 1) * bound);

/** So many normal numbers with mean 0: of each 16 even ones, 8 are the angles of the 8 others (Box and Muller 1958). */
function normally(random, count, spread) {
  if (count % GROUP) throw new RangeError(`${count} weights do not make groups of ${GROUP}`);
  const drawn = Float32Array.from({ length: count }, () => even(random));
  for (let from = 0; from < count; from += GROUP) {
    for (let i = from; i < from + GROUP / 2; i++) {
      const radius = Math.sqrt(-2 * Math.log(1 - drawn[i])) * spread;
      const angle = 2 * Math.PI * drawn[i + GROUP / 2];
      drawn[i] = radius * Math.cos(angle);
      drawn[i + GROUP / 2] = radius * Math.sin(angle);
    }
  }
  return drawn;
}

const sizeOf = (shape) => shape.reduce((product, n) => product * n, 1);

/**
 * The tensors of a network as `nets.vgg16_slim` begins: He's normal weights, a dense layer as torch has it by itself, and
 * batch normalisations that do nothing yet.
 * @param {(name: string) => {shape: number[]}} like tells the shapes: the same network, trained
 * @param {string[]} names of the weights of its convolutions, in its order
 */
export function untrained(like, names, seed = 0) {
  const random = twister(seed);
  const made = new Map();
  const put = (name, data, shape) => made.set(name, { data, shape });
  // torch draws weights for each layer as it is made; those of the convolutions are then drawn again.
  for (const name of names) for (let left = sizeOf(like(name).shape); left; left--) random();
  for (const name of ["classifier.weight", "classifier.bias"]) {
    const { shape } = like(name);
    put(name, evenly(random, sizeOf(shape), 1 / Math.sqrt(like("classifier.weight").shape[1])), shape);
  }
  for (const name of names) {
    const { shape } = like(name);
    const [outputs, , rows, cols] = shape;
    put(name, normally(random, sizeOf(shape), Math.sqrt(2 / (outputs * rows * cols))), shape);
  }
  return (name) => made.get(name) ?? neutral(name, like(name).shape);
}

/** What a batch normalisation begins with: nothing is subtracted, and all is divided by 1. */
function neutral(name, shape) {
  const one = /\.(weight|running_var)$/.test(name);
  return { data: new Float32Array(sizeOf(shape)).fill(one ? 1 : 0), shape };
}
