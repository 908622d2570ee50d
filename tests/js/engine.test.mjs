// What the engine must do, worked out by hand. That it agrees with Python is tested from there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as engine from "../../convcourse/explorers/parts/engine.js";

const { BORDERS, grid, outputSize, transposedOutputSize, sourceIndex, pad } = engine;
const { correlate, convTranspose, conv2d, convTranspose2d, separate, windowTaps } = engine;

const SOURCE = new URL("../../convcourse/explorers/parts/engine.js", import.meta.url);

/** A grid from its rows. */
const of = (...rows) => grid(rows.length, rows[0].length, Float64Array.from(rows.flat()));

/** The rows of a grid. */
const rowsOf = ({ data, rows, cols }) =>
  Array.from({ length: rows }, (_, r) => Array.from(data.slice(r * cols, (r + 1) * cols)));

/** The same numbers each time, without a pattern that a mistake could hide behind. */
function noise(length, seed = 1) {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (state * 16807) % 2147483647;
    return state / 1073741823 - 1;
  });
}

/** The definition, one product after the other. The padding is constant and wide enough. */
function direct(input, kernel, { top, left, rows, cols, cval }) {
  const out = grid(rows, cols);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      for (let i = 0; i < kernel.rows; i++) {
        for (let j = 0; j < kernel.cols; j++) {
          const [y, x] = [r + i - top, c + j - left];
          const inside = y >= 0 && y < input.rows && x >= 0 && x < input.cols;
          const value = inside ? input.data[y * input.cols + x] : cval;
          out.data[r * cols + c] += kernel.data[i * kernel.cols + j] * value;
        }
      }
    }
  }
  return out;
}

function assertClose(got, want, tolerance = 1e-12) {
  assert.equal(got.length, want.length);
  got.forEach((value, n) => {
    const same = Object.is(value + 0, want[n] + 0) || Math.abs(value - want[n]) <= tolerance;
    assert.ok(same, `number ${n} is ${value}, expected ${want[n]}`);
  });
}

const NINE = of([1, 2, 3], [4, 5, 6], [7, 8, 9]);
const IMPULSE = of([0, 0, 0], [0, 1, 0], [0, 0, 0]);

test("correlating an impulse turns the kernel by 180°", () => {
  assert.deepEqual(rowsOf(correlate(IMPULSE, NINE, { padding: 1 })), [
    [9, 8, 7],
    [6, 5, 4],
    [3, 2, 1],
  ]);
});

test("convolving an impulse gives the kernel back", () => {
  assert.deepEqual(rowsOf(correlate(IMPULSE, NINE, { padding: 1, flip: true })), rowsOf(NINE));
});

test("stride and dilation take [rows, columns] in this order", () => {
  const input = of([1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]);
  const kernel = of([1, 10]);
  assert.deepEqual(rowsOf(correlate(input, kernel, { stride: [2, 1] })), [
    [21, 32, 43],
    [109, 120, 131],
  ]);
  assert.deepEqual(rowsOf(correlate(input, kernel, { stride: [1, 2] })), [
    [21, 43],
    [65, 87],
    [109, 131],
  ]);
  assert.deepEqual(rowsOf(correlate(input, kernel, { dilation: [1, 3] })), [[41], [85], [129]]);
  assert.deepEqual(rowsOf(correlate(input, of([1], [10]), { dilation: [2, 1] })), [[91, 102, 113, 124]]);
  assert.deepEqual(rowsOf(correlate(input, kernel, { stride: 2, dilation: 2 })), [[31], [119]]);
});

test("padding takes a number, [rows, columns] or all four sides", () => {
  const one = of([5]);
  const kernel = of([1]);
  assert.deepEqual(rowsOf(correlate(one, kernel, { padding: 1 })), [
    [0, 0, 0],
    [0, 5, 0],
    [0, 0, 0],
  ]);
  assert.deepEqual(rowsOf(correlate(one, kernel, { padding: [1, 0] })), [[0], [5], [0]]);
  const sides = {
    padding: [
      [0, 1],
      [2, 0],
    ],
    cval: 3,
  };
  assert.deepEqual(rowsOf(correlate(one, kernel, sides)), [
    [3, 3, 5],
    [3, 3, 3],
  ]);
});

test("named padding keeps, shrinks or extends the size", () => {
  const input = of([1, 2, 3]);
  const kernel = of([1, 10, 100]);
  assert.deepEqual(rowsOf(correlate(input, kernel, { padding: "same" })), [[210, 321, 32]]);
  assert.deepEqual(rowsOf(correlate(input, kernel, { padding: "valid" })), [[321]]);
  const full = [[100, 210, 321, 32, 3]];
  assert.deepEqual(rowsOf(correlate(input, kernel, { padding: "full" })), full);
});

test("an even kernel under same padding lies as in scipy.ndimage", () => {
  const input = of([1, 2, 3]);
  const kernel = of([1, 10]);
  assert.deepEqual(rowsOf(correlate(input, kernel, { padding: "same" })), [[10, 21, 32]]);
  const turned = correlate(input, kernel, { padding: "same", flip: true });
  assert.deepEqual(rowsOf(turned), [[12, 23, 30]]);
});

test("same padding keeps the size under dilation", () => {
  const input = of([1, 2, 3, 4, 5]);
  const kernel = of([1, 10, 100]);
  const out = correlate(input, kernel, { padding: "same", dilation: 2 });
  assert.deepEqual(rowsOf(out), [[310, 420, 531, 42, 53]]);
});

test("each border reads the cells that scipy.ndimage reads", () => {
  const lines = {
    constant: "-----|abcd|-----",
    nearest: "aaaaa|abcd|ddddd",
    reflect: "ddcba|abcd|dcbaa",
    mirror: "bcdcb|abcd|cbabc",
    wrap: "dabcd|abcd|abcda",
  };
  assert.deepEqual(Object.keys(lines), BORDERS);
  for (const [border, line] of Object.entries(lines)) {
    const expected = [...line.replaceAll("|", "")].map((letter) => "abcd".indexOf(letter));
    const got = expected.map((_, n) => sourceIndex(n - 5, 4, border));
    assert.deepEqual(got, expected, border);
  }
});

test("a border wider than the picture repeats the pattern", () => {
  const far = [-7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7];
  const read = (size, border) => far.map((i) => sourceIndex(i, size, border)).join("");
  assert.equal(read(2, "reflect"), "110011001100110");
  assert.equal(read(3, "mirror"), "121012101210121");
  assert.equal(read(3, "wrap"), "201201201201201");
});

test("a picture of one cell has only itself to show", () => {
  for (const border of ["nearest", "reflect", "mirror", "wrap"]) {
    for (const i of [-3, -1, 0, 1, 4]) assert.equal(sourceIndex(i, 1, border), 0, border);
  }
  assert.equal(sourceIndex(1, 1, "constant"), -1);
});

test("padding fills sides and corners", () => {
  const input = of([1, 2], [3, 4]);
  assert.deepEqual(rowsOf(pad(input, { top: 1, left: 2 }, "constant", 9)), [
    [9, 9, 9, 9],
    [9, 9, 1, 2],
    [9, 9, 3, 4],
  ]);
  assert.deepEqual(rowsOf(pad(input, { bottom: 1, right: 1 }, "wrap")), [
    [1, 2, 1],
    [3, 4, 3],
    [1, 2, 1],
  ]);
  assert.deepEqual(rowsOf(pad(input, { top: 1, bottom: 1, left: 1, right: 1 }, "mirror")), [
    [4, 3, 4, 3],
    [2, 1, 2, 1],
    [4, 3, 4, 3],
    [2, 1, 2, 1],
  ]);
});

test("output sizes are rounded down", () => {
  assert.equal(outputSize(7, 3), 5);
  assert.equal(outputSize(96, 3, { stride: 2, padding: 1 }), 48);
  assert.equal(outputSize(7, 3, { dilation: 2, padding: 2 }), 7);
  assert.equal(outputSize(8, 3, { padding: [1, 0] }), 7);
  assert.equal(outputSize(3, 3, { stride: 5 }), 1);
});

test("an output size is not positive where the kernel does not fit", () => {
  assert.equal(outputSize(3, 4), 0);
  assert.equal(outputSize(3, 4, { stride: 3 }), 0);
  assert.equal(outputSize(3, 6), -2);
  assert.equal(outputSize(3, 3, { dilation: 2, stride: 2 }), 0);
});

test("transposed sizes undo output sizes", () => {
  assert.equal(transposedOutputSize(6, 3, { stride: 2, padding: 1 }), 11);
  assert.equal(transposedOutputSize(6, 3, { stride: 2, padding: 1, outputPadding: 1 }), 12);
  assert.equal(transposedOutputSize(5, 3, { padding: 2 }), 3);
  assert.equal(transposedOutputSize(5, 3, { padding: [2, 0], dilation: 2 }), 7);
  assert.equal(transposedOutputSize(2, 3, { padding: 3 }), -2);
});

test("a transposed convolution lays the kernel down as it is stored", () => {
  assert.deepEqual(rowsOf(convTranspose(IMPULSE, NINE, { padding: 1 })), rowsOf(NINE));
});

test("strides of a transposed convolution leave room or overlap", () => {
  const input = of([1, 10]);
  const kernel = of([1, 2, 3]);
  assert.deepEqual(rowsOf(convTranspose(input, kernel, { stride: 3 })), [[1, 2, 3, 10, 20, 30]]);
  assert.deepEqual(rowsOf(convTranspose(input, kernel, { stride: [1, 2] })), [[1, 2, 13, 20, 30]]);
  assert.deepEqual(rowsOf(convTranspose(input, kernel, { stride: [2, 1] })), [[1, 12, 23, 30]]);
  const apart = convTranspose(input, kernel, { dilation: [1, 2] });
  assert.deepEqual(rowsOf(apart), [[1, 10, 2, 20, 3, 30]]);
});

test("padding cuts a transposed output and outputPadding extends its far end", () => {
  const input = of([1, 10]);
  const kernel = of([1, 2, 3]);
  const cut = (padding, outputPadding) =>
    rowsOf(convTranspose(input, kernel, { stride: [2, 2], padding, outputPadding }));
  assert.deepEqual(cut([0, 1], 0), [[2, 13, 20]]);
  assert.deepEqual(cut([0, 1], [0, 1]), [[2, 13, 20, 30]]);
  assert.deepEqual(cut(0, [1, 1]), [
    [1, 2, 13, 20, 30, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
});

test("a transposed convolution is the adjoint of the correlation", () => {
  const options = { stride: [2, 3], padding: [1, 2], dilation: [2, 1] };
  const input = grid(9, 11, noise(99));
  const kernel = grid(3, 4, noise(12, 5));
  const forward = correlate(input, kernel, options);
  const other = grid(forward.rows, forward.cols, noise(forward.data.length, 7));
  const outputPadding = [0, 2];
  const back = convTranspose(other, kernel, { ...options, outputPadding });
  assert.deepEqual([back.rows, back.cols], [9, 11]);
  const dot = (a, b) => a.data.reduce((sum, value, n) => sum + value * b.data[n], 0);
  assert.ok(Math.abs(dot(forward, other) - dot(input, back)) < 1e-12);
});

test("a transposed convolution is zeros put in, padding k − 1 − p and a turned kernel", () => {
  const input = grid(3, 4, noise(12));
  const kernel = grid(3, 2, noise(6, 3));
  const spread = grid(5, 7);
  input.data.forEach((value, n) => {
    spread.data[Math.floor(n / 4) * 14 + (n % 4) * 2] = value;
  });
  const recipe = correlate(spread, kernel, { flip: true, padding: [3 - 1 - 1, 2 - 1 - 0] });
  const out = convTranspose(input, kernel, { stride: 2, padding: [1, 0] });
  assertClose(out.data, recipe.data);
  assert.deepEqual([out.rows, out.cols], [recipe.rows, recipe.cols]);
});

test("a layer sums over the input channels and adds its bias", () => {
  const input = { data: [1, 2, 3, 4], shape: [2, 1, 2] };
  const weight = { data: [1, 10, 100, 1000], shape: [2, 2, 1, 1] };
  const out = conv2d(input, weight, [0, 0.5]);
  assert.deepEqual(out.shape, [2, 1, 2]);
  assert.deepEqual(Array.from(out.data), [31, 42, 3100.5, 4200.5]);
});

test("groups keep the channels of a layer apart", () => {
  const input = { data: [1, 2, 3, 4], shape: [4, 1, 1] };
  const two = { data: [1, 10, 100, 1000], shape: [2, 2, 1, 1] };
  assert.deepEqual(Array.from(conv2d(input, two, null, { groups: 2 }).data), [21, 4300]);
  const depthwise = { data: [1, 10, 100, 1000, 2, 20, 200, 2000], shape: [8, 1, 1, 1] };
  const out = conv2d(input, depthwise, null, { groups: 4 });
  assert.deepEqual(Array.from(out.data), [1, 10, 200, 2000, 6, 60, 800, 8000]);
});

test("a transposed layer swaps the channel axes of its weight", () => {
  const input = { data: [1, 2], shape: [2, 1, 1] };
  const weight = { data: [1, 10, 100, 3, 30, 300], shape: [2, 3, 1, 1] };
  const all = convTranspose2d(input, weight, [0, 0, 0.5]);
  assert.deepEqual(all.shape, [3, 1, 1]);
  assert.deepEqual(Array.from(all.data), [7, 70, 700.5]);
  const apart = convTranspose2d(input, weight, null, { groups: 2 });
  assert.deepEqual(Array.from(apart.data), [1, 10, 100, 6, 60, 600]);
});

test("same padding of a layer with an even kernel lies as in torch", () => {
  const input = { data: [1, 2, 3], shape: [1, 1, 3] };
  const weight = { data: [1, 10], shape: [1, 1, 1, 2] };
  assert.deepEqual(Array.from(conv2d(input, weight, null, { padding: "same" }).data), [21, 32, 3]);
});

test("a kernel of rank 1 comes apart into a column and a row", () => {
  const { column, row } = separate(of([2, -4, 0], [-1, 2, 0]));
  assert.deepEqual(Array.from(column), [-4, 2]);
  assert.deepEqual(
    Array.from(row).map((n) => n + 0),
    [-0.5, 1, 0],
  );
});

test("only a kernel of rank 1 comes apart", () => {
  assert.equal(separate(NINE), null);
  assert.equal(separate(grid(3, 3)), null, "zeros");
  assert.equal(separate(of([1, NaN], [1, 1])), null, "NaN");
  assert.equal(separate(of([1, Infinity], [1, 1])), null, "infinity");
  assert.equal(separate(of([1, 1], [1, 1 + 1e-11])), null, "beyond the tolerance");
  assert.notEqual(separate(of([1, 1], [1, 1 + 1e-13])), null, "within the tolerance");
  assert.notEqual(separate(of([1e-9, 1e-9], [1e-9, 1e-9])), null, "small");
  assert.equal(separate(of([1e-9, 0], [0, 1e-9])), null, "small, of rank 2");
});

test("two passes give what the direct sum gives, also beyond a border that is not 0", () => {
  const input = grid(12, 17, noise(204));
  for (const [rows, cols] of [
    [7, 5],
    [4, 8],
    [2, 13],
    [6, 6],
  ]) {
    const [column, row] = [noise(rows, 3), noise(cols, 4)];
    const data = Float64Array.from({ length: rows * cols }, (_, n) => column[Math.floor(n / cols)] * row[n % cols]);
    const kernel = grid(rows, cols, data);
    assert.notEqual(separate(kernel), null);
    const place = { top: 2, left: 3, rows: 12 + 5 - rows + 1, cols: 17 + 4 - cols + 1, cval: 1.5 };
    const options = {
      padding: [
        [2, 3],
        [3, 1],
      ],
      cval: 1.5,
    };
    const got = correlate(input, kernel, options);
    assert.deepEqual([got.rows, got.cols], [place.rows, place.cols]);
    assertClose(got.data, direct(input, kernel, place).data);
    const turned = grid(rows, cols, data.slice().reverse());
    const flipped = correlate(input, kernel, { ...options, flip: true });
    assertClose(flipped.data, direct(input, turned, place).data);
  }
});

test("a large separable kernel takes two passes: 2·25 products a cell, not 625", () => {
  const impulse = grid(25, 25);
  impulse.data[312] = 1;
  // An odd weight among ones, too little for `separate` to notice: only the direct sum shows it.
  const seen = (size, odd) => {
    const kernel = grid(size, size, new Float64Array(size * size).fill(1));
    kernel.data[size * size - 1] = odd;
    const { data } = correlate(impulse, kernel, { padding: (size - 1) / 2 });
    return data.includes(odd);
  };
  assert.equal(seen(25, 1 - 1e-13), false, "two passes");
  assert.equal(seen(25, 1 - 1e-11), true, "not separable, so the direct sum");
  assert.equal(seen(5, 1 - 1e-13), true, "small, so the direct sum");
});

test("one NaN spoils the nine cells whose window holds it", () => {
  const input = grid(5, 5, new Float64Array(25).fill(1));
  input.data[12] = NaN;
  const out = rowsOf(correlate(input, grid(3, 3, new Float64Array(9)), { padding: 1 }));
  const spoilt = out.map((row) => row.map((value) => (Number.isNaN(value) ? "x" : value)).join(""));
  assert.deepEqual(spoilt, ["00000", "0xxx0", "0xxx0", "0xxx0", "00000"]);
});

test("NaN and infinity act in a large separable kernel as in the direct sum", () => {
  const factor = [1, 0, 2, -1, 0, 1];
  const kernel = grid(
    6,
    6,
    Float64Array.from({ length: 36 }, (_, n) => factor[Math.floor(n / 6)] * factor[n % 6]),
  );
  assert.notEqual(separate(kernel), null);
  for (const odd of [NaN, Infinity, -Infinity]) {
    const input = grid(14, 14, noise(196));
    input.data[14 * 7 + 6] = odd;
    const got = correlate(input, kernel);
    const place = { top: 0, left: 0, rows: 9, cols: 9, cval: 0 };
    assertClose(got.data, direct(input, kernel, place).data);
    assert.equal(got.data.filter((value) => !Number.isFinite(value)).length, 36);
  }
});

test("infinity meets the weights as stored, not the factors that two passes would use", () => {
  const factor = [1e-200, 1, 1, 1, 1, 1];
  const kernel = grid(
    6,
    6,
    Float64Array.from({ length: 36 }, (_, n) => factor[Math.floor(n / 6)] * factor[n % 6]),
  );
  assert.equal(kernel.data[0], 0);
  const input = grid(6, 6);
  input.data[0] = Infinity;
  assert.deepEqual(rowsOf(correlate(input, kernel)), [[NaN]]);
});

test("stride and dilation hold for large separable kernels", () => {
  const input = grid(9, 10, noise(90));
  const flat = grid(6, 6, new Float64Array(36).fill(1));
  const all = correlate(input, flat);
  const strided = correlate(input, flat, { stride: [2, 3] });
  assertClose(
    strided.data,
    [0, 3, 10, 13].map((n) => all.data[n]),
  );
  const holes = correlate(input, grid(2, 2, [1, 1, 1, 1]), { dilation: 5 });
  const spread = grid(6, 6);
  for (const n of [0, 5, 30, 35]) spread.data[n] = 1;
  assertClose(holes.data, correlate(input, spread).data);
  assert.deepEqual(rowsOf(correlate(grid(11, 11), flat, { dilation: 2 })), [[0]]);
});

test("a border constant of infinity meets zero weights as NaN", () => {
  const out = correlate(of([1]), of([0, 1, 0]), { padding: [0, 1], cval: Infinity });
  assert.deepEqual(rowsOf(out), [[NaN]]);
});

test("window taps list what one cell adds up", () => {
  const input = of([1, 2], [3, 4]);
  const kernel = of([10, 20], [30, 40]);
  const taps = windowTaps(input, kernel, 0, 1, { padding: 1, cval: 7 });
  const tap = (inputRow, inputCol, kernelRow, kernelCol, value, weight, padded) => ({
    inputRow,
    inputCol,
    kernelRow,
    kernelCol,
    value,
    weight,
    padded,
  });
  assert.deepEqual(taps, [
    tap(-1, 0, 0, 0, 7, 10, true),
    tap(-1, 1, 0, 1, 7, 20, true),
    tap(0, 0, 1, 0, 1, 30, false),
    tap(0, 1, 1, 1, 2, 40, false),
  ]);
});

test("window taps of a convolution point into the kernel as it is stored", () => {
  const input = of([1, 2], [3, 4]);
  const kernel = of([10, 20], [30, 40]);
  const taps = windowTaps(input, kernel, 0, 0, { flip: true });
  const places = taps.map((tap) => [tap.kernelRow, tap.kernelCol, tap.weight, tap.value]);
  assert.deepEqual(places, [
    [1, 1, 40, 1],
    [1, 0, 30, 2],
    [0, 1, 20, 3],
    [0, 0, 10, 4],
  ]);
});

test("window taps read through the border", () => {
  const taps = windowTaps(of([1, 2, 3]), of([1, 1, 1]), 0, 0, {
    padding: [0, 2],
    border: "mirror",
  });
  const read = taps.map((tap) => [tap.inputCol, tap.value, tap.padded]);
  assert.deepEqual(read, [
    [-2, 3, true],
    [-1, 2, true],
    [0, 1, false],
  ]);
});

test("the window taps of each cell add up to that cell", () => {
  const input = grid(5, 6, noise(30));
  const kernel = grid(2, 4, noise(8, 9));
  for (const flip of [false, true]) {
    for (const padding of [3, "same", "full"]) {
      for (const [stride, dilation] of [
        [1, 1],
        [
          [2, 1],
          [3, 2],
        ],
      ]) {
        const options = { padding, stride, dilation, border: "reflect", flip };
        const out = correlate(input, kernel, options);
        out.data.forEach((value, n) => {
          const taps = windowTaps(input, kernel, Math.floor(n / out.cols), n % out.cols, options);
          const sum = taps.reduce((total, tap) => total + tap.value * tap.weight, 0);
          assert.equal(sum, value);
        });
      }
    }
  }
});

test("every kind of number list is read and none is written to", () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  for (const List of [Array, Float64Array, Float32Array, Uint8Array, Uint8ClampedArray]) {
    const input = grid(3, 3, List.from(numbers));
    const kernel = grid(2, 2, List.from([1, 2, 3, 4]));
    const options = { flip: true };
    assert.deepEqual(rowsOf(correlate(input, kernel, options)), [
      [23, 33],
      [53, 63],
    ]);
    assert.equal(pad(input, { left: 1 }).data.constructor, Float64Array);
    assert.equal(convTranspose(input, kernel).data[15], 36);
    assert.deepEqual(Array.from(input.data), numbers);
    assert.deepEqual(Array.from(kernel.data), [1, 2, 3, 4]);
    assert.deepEqual(options, { flip: true });
  }
});

test("a grid is made of zeros if nothing is given, and may be empty", () => {
  assert.deepEqual(rowsOf(grid(1, 2)), [[0, 0]]);
  assert.equal(grid(0, 0).data.length, 0);
});

/** What is refused, and the words that must be in the message. */
const REFUSED = [
  [
    "a kernel larger than the padded input",
    /3×3 kernel on a 1×4 input leaves 0×4.*pad more/,
    () =>
      correlate(grid(1, 4), NINE, {
        padding: [
          [0, 1],
          [1, 1],
        ],
      }),
  ],
  [
    "a kernel that dilation makes too large",
    /leaves 0×1.*smaller kernel or dilation/,
    () => windowTaps(grid(4, 5), NINE, 0, 0, { dilation: 2 }),
  ],
  ["stride 0", /stride is 0; give a whole number, 1 or more/, () => correlate(IMPULSE, NINE, { stride: 0 })],
  ["a stride between whole numbers", /stride is 1.5/, () => outputSize(7, 3, { stride: 1.5 })],
  ["dilation 0", /dilation is 0/, () => outputSize(7, 3, { dilation: 0 })],
  [
    "negative padding",
    /padding is -1; give a whole number, 0 or more/,
    () => correlate(IMPULSE, NINE, { padding: -1 }),
  ],
  [
    "three strides",
    /stride has 3 entries; give one number or two/,
    () => correlate(IMPULSE, NINE, { stride: [1, 1, 1] }),
  ],
  [
    "padding with one side missing",
    /padding has 1 entries/,
    () => correlate(IMPULSE, NINE, { padding: [[1], [1, 1]] }),
  ],
  ["an unknown padding", /padding is sideways/, () => correlate(IMPULSE, NINE, { padding: "sideways" })],
  [
    "an unknown border",
    /border is "edge"; give one of constant, nearest, reflect/,
    () => correlate(IMPULSE, NINE, { border: "edge" }),
  ],
  ["an unknown border in taps", /border is "edge"/, () => windowTaps(IMPULSE, NINE, 0, 0, { border: "edge" })],
  [
    "a picture that is not as large as it says",
    /grid has 3 numbers; 2×2 needs 4/,
    () => correlate({ data: [1, 2, 3], rows: 2, cols: 2 }, of([1])),
  ],
  [
    "a kernel that is not as large as it says",
    /grid has 3 numbers; 2×2 needs 4/,
    () => correlate(IMPULSE, { data: [1, 2, 3], rows: 2, cols: 2 }),
  ],
  ["an empty picture", /input is 0; give a whole number, 1 or more/, () => correlate(grid(0, 0), of([1]))],
  ["padding round nothing", /size is 0/, () => pad(grid(0, 0), { top: 1, left: 1 })],
  ["a cell outside the output", /cell \(3, 0\) is not one of the output's 1×1/, () => windowTaps(IMPULSE, NINE, 3, 0)],
  [
    "outputPadding as large as stride and dilation",
    /outputPadding is 2; give 1 or less/,
    () => convTranspose(IMPULSE, NINE, { stride: 2, outputPadding: 2 }),
  ],
  [
    "a transposed convolution that cuts all off",
    /leaves 0×0 cells; pad less/,
    () =>
      convTranspose(of([1, 2], [3, 4]), of([1, 1], [1, 1]), {
        padding: [
          [2, 1],
          [1, 2],
        ],
      }),
  ],
  [
    "channels that do not match",
    /takes 2 channels, input has 3; make them equal/,
    () => conv2d({ data: [1, 2, 3], shape: [3, 1, 1] }, { data: [1, 2], shape: [1, 2, 1, 1] }),
  ],
  [
    "filters that groups do not divide",
    /1×2×1×1 in 2 groups.*multiple of groups/,
    () =>
      conv2d({ data: [1, 2, 3, 4], shape: [4, 1, 1] }, { data: [1, 2], shape: [1, 2, 1, 1] }, null, {
        groups: 2,
      }),
  ],
  [
    "transposed channels that do not match",
    /takes 1 channels, input has 2/,
    () => convTranspose2d({ data: [1, 2], shape: [2, 1, 1] }, { data: [1, 2], shape: [1, 2, 1, 1] }),
  ],
  [
    "a bias of the wrong length",
    /bias has 2 numbers; 1 needs 1/,
    () => conv2d({ data: [1], shape: [1, 1, 1] }, { data: [1], shape: [1, 1, 1, 1] }, [1, 2]),
  ],
];

for (const [what, message, call] of REFUSED) {
  test(`${what} is refused, with advice`, () => {
    assert.throws(call, (error) => error instanceof RangeError && message.test(error.message));
  });
}

test("the text works when pasted into another module", () => {
  const text = readFileSync(SOURCE, "utf8");
  assert.ok(!/^import\b|^export (?!function |const )/m.test(text));
  const names = Object.keys(engine);
  const pasted = text.replace(/^export /gm, "");
  const bare = pasted.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*\n/gm, "");
  for (const source of [pasted, bare]) {
    const copy = new Function(`"use strict";\n${source}\nreturn { ${names.join(", ")} };`)();
    assert.deepEqual(rowsOf(copy.correlate(IMPULSE, NINE)), [[5]]);
  }
  const declared = [...pasted.matchAll(/^(?:function|const|let|class) (\w+)/gm)].map((m) => m[1]);
  const hidden = declared.filter((name) => !names.includes(name));
  assert.deepEqual(
    hidden.filter((name) => !/^conv[A-Z]/.test(name)),
    [],
  );
});

test("the products of a cell far from the corner are read where stride, dilation and padding put them", () => {
  const input = grid(9, 11, noise(99));
  const options = { stride: [2, 3], dilation: [1, 2], padding: [1, 2] };
  const kernel = of([1, 2], [3, 4], [5, 6]);
  const taps = windowTaps(input, kernel, 3, 2, options);
  assert.deepEqual(
    taps.map(({ inputRow, inputCol }) => [inputRow, inputCol]),
    [
      [5, 4],
      [5, 6],
      [6, 4],
      [6, 6],
      [7, 4],
      [7, 6],
    ],
  );
  const { data, cols } = correlate(input, kernel, options);
  assertClose([taps.reduce((sum, { value, weight }) => sum + value * weight, 0)], [data[3 * cols + 2]]);
});

test("padding along one axis alone is padding", () => {
  const input = { data: noise(12), shape: [1, 3, 4] };
  const weight = { data: Float64Array.of(1), shape: [1, 1, 1, 1] };
  for (const [padding, shape] of [
    [
      [1, 0],
      [1, 5, 4],
    ],
    [
      [0, 2],
      [1, 3, 8],
    ],
    [
      [
        [0, 1],
        [0, 0],
      ],
      [1, 4, 4],
    ],
  ]) {
    const padded = conv2d(input, weight, null, { padding });
    assert.deepEqual(Array.from(padded.shape), shape);
    assertClose([padded.data.reduce((sum, x) => sum + x, 0)], [input.data.reduce((sum, x) => sum + x, 0)]);
  }
});
