// The rungs of the ladder: seven ways to correlate a square picture, zeros around it, with a separable square kernel. What
// each costs is counted; six of them run here, in slices, so that a page can time them and never stands still.

export const RUNGS = ["loops", "vectorised", "separable", "shifted", "im2col", "fft", "winograd"];
/** Those that run in a page. It has no library that would take all windows in one call. */
export const TIMED = RUNGS.filter((name) => name !== "vectorised");

const NUMBER = 8; // bytes of a number
const PAIR = 2 * NUMBER; // of a complex one

/** The length of the transforms: a power of two that has room for the picture and for the kernel beyond its edge. */
export function transformLength(side, k) {
  let length = 1;
  while (length < side + k - 1) length *= 2;
  return length;
}

/** How many multiplications each rung takes, in the order of `RUNGS`; null where it does not know such a kernel. */
export function productsOf(side, k) {
  const [pixels, taps, tiles] = [side ** 2, k ** 2, Math.ceil(side / 2) ** 2];
  const length = transformLength(side, k);
  const transform = 4 * length ** 2 * Math.log2(length); // a complex product is four of numbers
  const direct = pixels * taps;
  return [
    direct,
    direct,
    2 * pixels * k,
    direct,
    direct,
    3 * transform + 4 * length ** 2 + pixels,
    k === 3 ? 16 * tiles + 14 : null,
  ];
}

/** How many bytes each rung moves where every array that it makes is written once and read once. */
export function bytesOf(side, k) {
  const [pixels, taps, tiles] = [side ** 2, k ** 2, Math.ceil(side / 2) ** 2];
  const [ends, numbers] = [NUMBER * (2 * pixels + taps), transformLength(side, k) ** 2];
  return [
    ends,
    ends + NUMBER * 2 * pixels * taps,
    NUMBER * (4 * pixels + 2 * k),
    NUMBER * (5 * pixels * taps + taps),
    ends + NUMBER * 2 * pixels * taps,
    ends + PAIR * numbers * (3 * 4 + 3),
    k === 3 ? ends + NUMBER * (2 * 16 + 4 * 16 * tiles) : null,
  ];
}

/** The most bytes of one array that a rung makes beside picture and output. @param {string} name */
export function largestArray(name, side, k) {
  return name === "im2col" ? NUMBER * side ** 2 * k ** 2 : 0;
}

/** The smallest kernel from which on the transforms take fewer multiplications than the loops; null if there is none. */
export function overtakesAt(side, most) {
  let first = null;
  for (let k = most; k > 1; k--) {
    const products = productsOf(side, k);
    if (products[RUNGS.indexOf("fft")] >= products[0]) break;
    first = k;
  }
  return first;
}

/**
 * What the rungs work on.
 * @typedef {object} Problem
 * @property {number} side of the picture
 * @property {number} k of the kernel
 * @property {Float64Array} padded the picture, k/2 zeros before it and the rest of k − 1 after it
 * @property {Float64Array} row
 * @property {Float64Array} column
 * @property {Float64Array} kernel column times row
 */

/** @param {ArrayLike<number>} picture @param {ArrayLike<number>} row @param {ArrayLike<number>} column @returns {Problem} */
export function problemOf(picture, row, column) {
  const [side, k] = [Math.sqrt(picture.length), row.length];
  const [wide, before] = [side + k - 1, Math.floor(k / 2)];
  const padded = new Float64Array(wide * wide);
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) padded[(r + before) * wide + c + before] = picture[r * side + c];
  }
  const kernel = Float64Array.from({ length: k * k }, (_, i) => column[Math.floor(i / k)] * row[i % k]);
  return { side, k, padded, row: Float64Array.from(row), column: Float64Array.from(column), kernel };
}

/** A problem of this size, whose numbers are whole and always the same. */
export function trialProblem(side, k) {
  let seed = 7;
  const next = (most) => {
    seed = (seed * 48271) % 2147483647; // Park and Miller's generator
    return (seed % (2 * most + 1)) - most;
  };
  const numbers = (count, most) => Array.from({ length: count }, () => next(most));
  return problemOf(numbers(side * side, 9), numbers(k, 3), numbers(k, 3));
}

/** For each pixel, row, column and tap. @param {Problem} problem */
function* loops({ side, k, padded, kernel }) {
  const [out, wide] = [new Float64Array(side * side), side + k - 1];
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) {
      let sum = 0;
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) sum += kernel[i * k + j] * padded[(r + i) * wide + c + j];
      }
      out[r * side + c] = sum;
    }
    yield;
  }
  return out;
}

/** The row over the picture, the column over what it made. @param {Problem} problem */
function* separable({ side, k, padded, row, column }) {
  const [out, wide, before] = [new Float64Array(side * side), side + k - 1, Math.floor(k / 2)];
  const middle = new Float64Array(wide * side);
  for (let r = before; r < before + side; r++) {
    for (let c = 0; c < side; c++) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += row[j] * padded[r * wide + c + j];
      middle[r * side + c] = sum;
    }
    yield;
  }
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += column[i] * middle[(r + i) * side + c];
      out[r * side + c] = sum;
    }
    yield;
  }
  return out;
}

/** For each tap the whole picture, shifted, times its weight. @param {Problem} problem */
function* shifted({ side, k, padded, kernel }) {
  const [out, wide] = [new Float64Array(side * side), side + k - 1];
  for (let tap = 0; tap < k * k; tap++) {
    const [weight, from] = [kernel[tap], Math.floor(tap / k) * wide + (tap % k)];
    for (let r = 0; r < side; r++) {
      for (let c = 0; c < side; c++) out[r * side + c] += weight * padded[from + r * wide + c];
    }
    yield;
  }
  return out;
}

/** All windows as the rows of a matrix. @param {Problem} problem */
function* windowMatrix({ side, k, padded }) {
  const [matrix, wide] = [new Float64Array(side * side * k * k), side + k - 1];
  for (let r = 0, at = 0; r < side; r++) {
    for (let c = 0; c < side; c++) {
      for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) matrix[at++] = padded[(r + i) * wide + c + j];
    }
    yield;
  }
  return matrix;
}

/** The matrix of all windows, times the kernel as a column. @param {Problem} problem */
function* im2col(problem) {
  const { side, kernel } = problem;
  const matrix = yield* windowMatrix(problem);
  const [out, taps] = [new Float64Array(side * side), kernel.length];
  for (let n = 0; n < out.length; n++) {
    let sum = 0;
    for (let t = 0; t < taps; t++) sum += matrix[n * taps + t] * kernel[t];
    out[n] = sum;
    if (n % side === 0) yield;
  }
  return out;
}

/** The cosines and sines of a transform. */
function twiddles(length) {
  const angle = (i) => (-2 * Math.PI * i) / length;
  const of = (f) => Float64Array.from({ length: length / 2 }, (_, i) => f(angle(i)));
  return { cos: of(Math.cos), sin: of(Math.sin) };
}

/** Put the numbers of a line in the order that the butterflies want: the places with their bits reversed. */
function reorder(re, im) {
  const length = re.length;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    const x = re[i];
    const y = im[i];
    re[i] = re[j];
    im[i] = im[j];
    re[j] = x;
    im[j] = y;
  }
}

/** The Fourier transform of a line, in its place: radix 2; the way back with `sign` −1, not yet divided by the length. */
function transformLine(re, im, { cos, sin }, sign) {
  const length = re.length;
  reorder(re, im);
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    const step = length / size;
    for (let start = 0; start < length; start += size) {
      for (let i = 0; i < half; i++) {
        const a = start + i;
        const b = a + half;
        const c = cos[i * step];
        const s = sign * sin[i * step];
        const x = re[b] * c - im[b] * s;
        const y = re[b] * s + im[b] * c;
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}

/** The transform of a square plane of complex numbers, in its place: all rows, then all columns. */
function* transformPlane({ re, im, length }, turns, sign = 1) {
  for (let r = 0; r < length; r++) {
    const [from, to] = [r * length, (r + 1) * length];
    transformLine(re.subarray(from, to), im.subarray(from, to), turns, sign);
    yield;
  }
  const [x, y] = [new Float64Array(length), new Float64Array(length)];
  for (let c = 0; c < length; c++) {
    for (let r = 0; r < length; r++) {
      x[r] = re[r * length + c];
      y[r] = im[r * length + c];
    }
    transformLine(x, y, turns, sign);
    for (let r = 0; r < length; r++) {
      re[r * length + c] = x[r];
      im[r * length + c] = y[r];
    }
    yield;
  }
}

/** A square of numbers at the top left of a plane of complex zeros. */
function planeOf(length, side, at) {
  const [re, im] = [new Float64Array(length * length), new Float64Array(length * length)];
  for (let r = 0; r < side; r++) for (let c = 0; c < side; c++) re[r * length + c] = at(r, c);
  return { re, im, length };
}

/** Both transformed, multiplied number by number, and transformed back. @param {Problem} problem */
function* fft({ side, k, padded, kernel }) {
  const [wide, before, length] = [side + k - 1, Math.floor(k / 2), transformLength(side, k)];
  const turns = twiddles(length);
  const picture = planeOf(length, side, (r, c) => padded[(r + before) * wide + c + before]);
  const weights = planeOf(length, k, (i, j) => kernel[i * k + j]);
  yield* transformPlane(picture, turns);
  yield* transformPlane(weights, turns);
  for (let n = 0; n < length * length; n++) {
    const a = picture.re[n];
    const b = picture.im[n];
    const c = weights.re[n];
    const d = -weights.im[n]; // turned: a correlation
    picture.re[n] = a * c - b * d;
    picture.im[n] = a * d + b * c;
    if (n % length === 0) yield;
  }
  yield* transformPlane(picture, turns, -1);
  const out = new Float64Array(side * side);
  const place = (n) => (n - before + length) % length;
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) out[r * side + c] = picture.re[place(r) * length + place(c)] / (length * length);
  }
  return out;
}

// Winograd's F(2×2, 3×3), as Lavin and Gray wrote it down: out = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A.

/** A line of 3 weights, `by` apart, as 4 that stand `to` apart. */
function spreadWeights(g, from, by, out, at, to) {
  const a = g[from];
  const b = g[from + by];
  const c = g[from + 2 * by];
  out[at] = a;
  out[at + to] = (a + b + c) / 2;
  out[at + 2 * to] = (a - b + c) / 2;
  out[at + 3 * to] = c;
}

/** A 3×3 kernel in Winograd's form, 4×4: 14 products by a half. @param {ArrayLike<number>} g */
export function winogradKernel(g) {
  const [columns, out] = [new Float64Array(12), new Float64Array(16)];
  for (let j = 0; j < 3; j++) spreadWeights(g, j, 3, columns, j, 3);
  for (let i = 0; i < 4; i++) spreadWeights(columns, 3 * i, 1, out, 4 * i, 1);
  return out;
}

/** The differences and sums of a line of 4 pixels, `by` apart, in its place. */
function mixPixels(d, at, by) {
  const b = d[at + by];
  const c = d[at + 2 * by];
  d[at] -= c;
  d[at + 3 * by] = b - d[at + 3 * by];
  d[at + by] = b + c;
  d[at + 2 * by] = c - b;
}

/** Turn a tile of 4×4 pixels into Winograd's form, in its place: sums and differences alone. @param {Float64Array} d */
export function winogradTile(d) {
  for (let n = 0; n < 4; n++) mixPixels(d, n, 4);
  for (let n = 0; n < 4; n++) mixPixels(d, 4 * n, 1);
  return d;
}

/** The 2×2 outputs of 4×4 products, written into a picture `wide` pixels wide, as far as it goes. @param {ArrayLike<number>} m */
export function winogradOutput(m, out, wide, r, c) {
  for (let i = 0; i < 2 && r + i < wide; i++) {
    // Down a column: the first three added, or the second without the last two.
    const down = (n) => (i ? m[4 + n] - m[8 + n] - m[12 + n] : m[n] + m[4 + n] + m[8 + n]);
    const at = (r + i) * wide + c;
    out[at] = down(0) + down(1) + down(2);
    if (c + 1 < wide) out[at + 1] = down(1) - down(2) - down(3);
  }
}

/** Read the 4×4 pixels that the 2×2 outputs from (r, c) on need. @param {Problem} problem @param {Float64Array} tile */
export function readTile({ side, k, padded }, r, c, tile) {
  const wide = side + k - 1;
  for (let n = 0; n < 16; n++) {
    const y = r + (n >> 2);
    const x = c + (n & 3);
    tile[n] = y < wide && x < wide ? padded[y * wide + x] : 0;
  }
  return tile;
}

/** Tiles of 2×2 outputs, each for 16 products. @param {Problem} problem */
function* winograd(problem) {
  const { side, kernel } = problem;
  const [out, tile, weights] = [new Float64Array(side * side), new Float64Array(16), winogradKernel(kernel)];
  for (let r = 0; r < side; r += 2) {
    for (let c = 0; c < side; c += 2) {
      winogradTile(readTile(problem, r, c, tile));
      for (let n = 0; n < 16; n++) tile[n] *= weights[n];
      winogradOutput(tile, out, side, r, c);
    }
    yield;
  }
  return out;
}

const WAYS = { loops, separable, shifted, im2col, fft, winograd };

/** What a rung makes, at once. @param {string} name @param {Problem} problem @returns {Float64Array} */
export function resultOf(name, problem) {
  const run = WAYS[name](problem);
  let step = run.next();
  while (!step.done) step = run.next();
  return step.value;
}

/** Whether two results are the same but for rounding. */
export function sameResult(a, b) {
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return a.length === b.length && a.every((value, n) => Math.abs(value - b[n]) <= 1e-9 * largest);
}

const SLICE = 8; // ms that a page does nothing else
const ENOUGH = 30; // ms of runs, whose mean is the time
const MOST_RUNS = 20;

/** @typedef {{now: () => number, rest: () => Promise<boolean>}} Clock `rest` says whether to go on */

/**
 * Run a rung once, with rests between slices of it, which do not count.
 * @param {string} name @param {Problem} problem @param {Clock} clock
 * @returns {Promise<?{spent: number, result: Float64Array}>} null where it was told to end
 */
async function ran(name, problem, { now, rest }) {
  if (!(await rest())) return null;
  const run = WAYS[name](problem);
  let [spent, began] = [0, now()];
  let step = run.next();
  while (!step.done) {
    if (now() - began > SLICE) {
      spent += now() - began;
      if (!(await rest())) return null;
      began = now();
    }
    step = run.next();
  }
  return { spent: spent + now() - began, result: step.value };
}

/**
 * Time a rung: the mean of its runs. The first does not count where there are more: a browser compiles while it runs.
 * @param {string} name @param {Problem} problem @param {Clock} clock
 * @returns {Promise<?{ms: number, result: Float64Array}>} null where it was told to end
 */
export async function timed(name, problem, clock) {
  const first = await ran(name, problem, clock);
  if (!first || first.spent >= ENOUGH) return first && { ms: first.spent, result: first.result };
  let [spent, runs] = [0, 0];
  while (spent < ENOUGH && runs < MOST_RUNS) {
    const made = await ran(name, problem, clock);
    if (!made) return null;
    spent += made.spent;
    runs++;
  }
  return { ms: spent / runs, result: first.result };
}

/** The largest array that a page is asked for, in bytes. */
export const MOST_BYTES = 64e6;

/**
 * Time all rungs on one problem: of each its time where its result is the loops' own, and why there is none elsewhere.
 * @param {number} side @param {number} k @param {Clock} clock
 * @returns {Promise<?Record<string, {ms: number} | {why: string}>>}
 */
export async function ladderTimes(side, k, clock) {
  const problem = trialProblem(side, k);
  const times = { vectorised: { why: "not in a page" } };
  let wanted = null;
  for (const name of TIMED) {
    if (name === "winograd" && k !== 3) times[name] = { why: "only for 3×3" };
    else if (largestArray(name, side, k) > MOST_BYTES) times[name] = { why: "its matrix is too large for a page" };
    else {
      const made = await timed(name, problem, clock);
      if (!made) return null;
      wanted ??= made.result;
      times[name] = sameResult(wanted, made.result) ? { ms: made.ms } : { why: "another result than the loops" };
    }
  }
  return times;
}
