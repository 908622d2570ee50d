import assert from "node:assert/strict";
import { test } from "node:test";

import { shrunk, tileLevels } from "../../convcourse/explorers/kernel_gallery.js";
import {
  FAMILIES,
  fitSize,
  fromRgba,
  parseKernel,
  presetOf,
  reconcileWith,
  scaleWords,
  toRgba,
  weightsOf,
} from "../../convcourse/explorers/kernel_lab.js";

const SOBEL = [
  [-1, 0, 1],
  [-2, 0, 2],
  [-1, 0, 1],
];
const PRESETS = [
  {
    title: "Identity",
    kernel: [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ],
    family: null,
  },
  { title: "Box", kernel: FAMILIES.box(3), family: "box" },
  { title: "Gaussian", kernel: FAMILIES.gaussian(5), family: "gaussian" },
  { title: "Sobel", kernel: SOBEL, family: null },
  { title: "Your own", kernel: null, family: null },
];

for (const [name, text] of Object.entries({
  spreadsheet: "-1\t0\t1\n-2\t0\t2\n-1\t0\t1\n",
  windows: "-1\t0\t1\r\n-2\t0\t2\r\n-1\t0\t1",
  python: "[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]",
  numpy: "np.array([[-1, 0, 1],\n          [-2, 0, 2],\n          [-1, 0, 1]])",
  typed: "numpy.array([[-1., 0., 1.], [-2., 0., 2.], [-1., 0., 1.]], dtype=float)",
  printed: "array([[-1.,  0.,  1.],\n       [-2.,  0.,  2.],\n       [-1.,  0.,  1.]])",
  shown: "[[-1.  0.  1.]\n [-2.  0.  2.]\n [-1.  0.  1.]]",
  tuple: 'np.array(([-1, 0, 1], [-2, 0, 2], [-1, 0, 1]), dtype="int")',
  matlab: "-1 0 1; -2 0 2; -1 0 1",
  minus: "−1 0 1\n−2 0 2\n−1 0 1",
  trailing: "[[-1, 0, 1,], [-2, 0, 2,], [-1, 0, 1,],]",
})) {
  test(`a kernel pasted as ${name} is read`, () => assert.deepEqual(parseKernel(text), { kernel: SOBEL }));
}

test("fractions, a division and one row are read", () => {
  assert.deepEqual(parseKernel("1/4\t1/2\t1/4").kernel, [[0.25, 0.5, 0.25]]);
  assert.deepEqual(parseKernel("[1, 2, 1]").kernel, [[1, 2, 1]]);
  assert.deepEqual(parseKernel("np.array([[1, 1], [1, 1]]) / 4").kernel, [
    [0.25, 0.25],
    [0.25, 0.25],
  ]);
  assert.deepEqual(parseKernel("0,5\t1,5").kernel, [[0.5, 1.5]]);
});

test("one number is left to the cell", () => {
  for (const text of ["3", " -1/9 ", "", "[5]"]) assert.deepEqual(parseKernel(text), {});
});

test("what is no kernel is refused with its reason", () => {
  assert.match(parseKernel("1\tx\n2\t3").error, /“x” in what you pasted is not a number/);
  assert.match(parseKernel("[[1, 2], [3]]").error, /Row 1 of what you pasted has 2 numbers, row 2 has 1/);
  assert.match(parseKernel(Array(8).fill("1 2").join("\n")).error, /8×2; a kernel can be up to 7×7/);
  assert.match(parseKernel("hello world").error, /“hello”/);
});

test("a preset chosen brings its kernel and its size", () => {
  const state = { kernel: SOBEL, preset: 2, size: 3 };
  const next = reconcileWith(PRESETS, { preset: 2 }, state);
  assert.deepEqual([next.kernel, next.size], [FAMILIES.gaussian(5), 5]);
});

test("from one blur to the other the size stays", () => {
  const next = reconcileWith(PRESETS, { preset: 2 }, { kernel: FAMILIES.box(21), preset: 2, size: 21 });
  assert.deepEqual([next.kernel, next.size], [FAMILIES.gaussian(21), 21]);
});

test("the size of a blur goes to 31, of another kernel to 7", () => {
  const box = reconcileWith(PRESETS, { size: 31 }, { kernel: FAMILIES.box(3), preset: 1, size: 31 });
  assert.deepEqual([box.kernel.length, box.preset, box.size], [31, 1, 31]);
  const sobel = reconcileWith(PRESETS, { size: 9 }, { kernel: SOBEL, preset: 3, size: 9 });
  assert.deepEqual([sobel.kernel.length, sobel.preset, sobel.size], [7, 3, 7]);
  assert.deepEqual(sobel.kernel[3], [0, 0, -2, 0, 2, 0, 0]);
});

test("a kernel made smaller comes back when it is made larger", () => {
  for (const kernel of [SOBEL, FAMILIES.box(3)]) {
    const memory = {};
    const small = reconcileWith(PRESETS, { size: 1 }, { kernel, size: 1 }, memory);
    assert.equal(small.kernel.length, 1);
    const back = reconcileWith(PRESETS, { size: 3 }, { kernel: small.kernel, size: 3 }, memory);
    assert.deepEqual(back.kernel, kernel);
  }
});

test("an edited kernel is the reader's own, and a preset again when it equals one", () => {
  const state = { kernel: SOBEL, preset: 3, size: 3 };
  assert.equal(
    reconcileWith(
      PRESETS,
      {
        kernel: [
          [1, 2],
          [3, 4],
        ],
      },
      state,
    ).preset,
    4,
  );
  assert.equal(reconcileWith(PRESETS, { kernel: SOBEL, preset: 0 }, state).preset, 3);
  assert.equal(presetOf(FAMILIES.gaussian(9), PRESETS), 2);
});

test("normalising divides by the sum, unless that is 0", () => {
  assert.deepEqual(weightsOf({ kernel: [[1, 3]], normalise: true }), [[0.25, 0.75]]);
  assert.deepEqual(weightsOf({ kernel: SOBEL, normalise: true }), SOBEL);
});

test("levels are rounded and clipped", () => {
  assert.deepEqual(Array.from(toRgba([[-3, 300]])), [0, 0, 0, 255, 255, 255, 255, 255]);
});

test("signed values are teal above, brown below, and white at 0", () => {
  const [below, zero, above] = [0, 4, 8].map((at) => Array.from(toRgba([[-50, 0, 50]], true).slice(at, at + 3)));
  assert.deepEqual(
    [below, zero, above],
    [
      [140, 81, 10],
      [245, 245, 245],
      [1, 102, 94],
    ],
  );
});

test("grey is weighted and rounded", () => {
  const { grey } = fromRgba([255, 0, 0, 255, 0, 255, 0, 255, 10, 10, 10, 255], 1, 3);
  assert.deepEqual(Array.from(grey), [76, 150, 10]);
});

test("large pictures are taken in with their longer side at 256", () => {
  assert.deepEqual(fitSize(4000, 3000), [256, 192]);
  assert.deepEqual(fitSize(200, 100), [200, 100]);
  assert.deepEqual(fitSize(5000, 2), [256, 1]);
});

test("a tile's picture is made of the means of blocks, the cut ones at the edges too", () => {
  const grey = [1, 3, 5, 7, 9, 2, 4, 6, 8, 10, 0, 0, 0, 0, 20];
  const { rows, cols, data } = shrunk({ rows: 3, cols: 5, grey }, 3);
  assert.deepEqual([rows, cols], [2, 3]);
  assert.deepEqual([...data], [2.5, 6.5, 9.5, 0, 0, 20]);
  assert.deepEqual([...shrunk({ rows: 3, cols: 5, grey }, 5).data], grey);
});

test("in a tile, mid-grey is no change where the weights add up to 0, and nothing is added elsewhere", () => {
  const picture = { rows: 3, cols: 3, data: Float64Array.of(0, 0, 9, 0, 0, 9, 0, 0, 9) };
  assert.deepEqual([...tileLevels(picture, SOBEL)].slice(3, 6), [128, 128 + 36, 128]);
  assert.deepEqual([...tileLevels(picture, [[2]])].slice(3, 6), [0, 0, 18]);
});

test("what is cut off in a picture is said", () => {
  const words = (...data) => scaleWords({ planes: [Float64Array.from(data)] }, { signed: false });
  assert.equal(words(0, 255), "values 0 to 255");
  assert.equal(words(-0.4, 255.4), "values 0 to 255"); // as it is rounded
  assert.equal(words(-435, 1804), "−435 to 1804, cut to 0–255");
  assert.equal(words(7, 256), "7 to 256, cut to 0–255");
  assert.equal(words(-1, 8), "−1 to 8, cut to 0–255");
});
