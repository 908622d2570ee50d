// The memory of the compiled kernel: handed out piece by piece, and the maps in it.

const PAGE = 1 << 16; // bytes: it grows by whole ones
const LEAST = 1 << 22; // bytes by which it grows at least, for to grow takes long
const SLACK = 16; // pooling reads four channels at once, past the last one too
const MOST = 1 << 29; // bytes: more than any page should take

/**
 * A map in the memory: channels last, in a border of zeros.
 * @typedef {object} Stored
 * @property {number[]} shape its channels, rows and columns
 * @property {number} first where its first pixel is
 * @property {number} row how many bytes it is to the next row
 * @property {number} pixel how many to the next pixel
 */

/** A memory that only grows, and how much of it is in use. */
export class Memory {
  #memory;
  #top = 0;
  #used = 0; // the most that ever was: what lies behind is still 0

  /** @param {WebAssembly.Memory} memory of a kernel that keeps nothing in it itself */
  constructor(memory) {
    this.#memory = memory;
  }

  /** How much is in use: all that is taken afterwards is given back with `release`. */
  get top() {
    return this.#top;
  }

  release(top) {
    this.#top = top;
  }

  /** Room for so many numbers, as the address of the first; they are 0. */
  take(count) {
    const at = Math.ceil(this.#top / 16) * 16;
    const end = at + 4 * count;
    if (!(end <= MOST)) {
      throw new RangeError(`the network would need ${Math.ceil(end / 1e6)} MB of memory; give it a smaller picture`);
    }
    const missing = end + SLACK - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(Math.max(missing, LEAST) / PAGE));
    this.#top = end;
    if (at < this.#used) this.floats(at, count).fill(0);
    this.#used = Math.max(this.#used, end);
    return at;
  }

  /** The numbers at an address, until the memory grows. */
  floats(at, count) {
    return new Float32Array(this.#memory.buffer, at, count);
  }

  /** Room for a map. @param {number[]} shape @param {number[]} border top, left, bottom, right @returns {Stored} */
  takeMap([channels, height, width], [top, left, bottom, right]) {
    const pixel = 4 * channels;
    const row = (left + width + right) * pixel;
    const at = this.take(((top + height + bottom) * row) / 4);
    return { shape: [channels, height, width], first: at + top * row + left * pixel, row, pixel };
  }

  /** Put numbers into a map. @param {Stored} map @param {ArrayLike<number>} data channel by channel, row by row */
  write({ shape: [channels, height, width], first, row }, data) {
    for (let y = 0; y < height; y++) {
      const line = this.floats(first + y * row, width * channels);
      for (let c = 0; c < channels; c++) {
        for (let x = 0, at = (c * height + y) * width; x < width; x++) line[x * channels + c] = data[at + x];
      }
    }
  }

  /** The numbers of some channels of a map, channel by channel. @param {Stored} map */
  read({ shape: [channels, height, width], first, row }, from = 0, to = channels) {
    const data = new Float32Array((to - from) * height * width);
    for (let y = 0; y < height; y++) {
      const line = this.floats(first + y * row, width * channels);
      for (let c = from; c < to; c++) {
        for (let x = 0, at = ((c - from) * height + y) * width; x < width; x++) data[at + x] = line[x * channels + c];
      }
    }
    return data;
  }

  /** The largest number of each channel of a map, at least 0, its sum, and how many of its numbers are 0. @param {Stored} map */
  summary({ shape: [channels, height, width], first, row }) {
    const tops = new Float32Array(channels);
    const sums = new Float64Array(channels);
    let zeros = 0;
    for (let y = 0; y < height; y++) {
      const line = this.floats(first + y * row, width * channels);
      for (let x = 0, at = 0; x < width; x++) {
        for (let c = 0; c < channels; c++, at++) {
          const value = line[at];
          sums[c] += value;
          if (value === 0) zeros++;
          else if (value > tops[c]) tops[c] = value;
        }
      }
    }
    return { tops, sums, zeros };
  }
}
