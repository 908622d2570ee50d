import assert from "node:assert/strict";
import { test } from "node:test";
import { cubeScale, projector } from "../../convcourse/explorers/parts/cubes.js";
import { planeBytes } from "../../convcourse/explorers/parts/pictures.js";
import {
  correlate3d,
  correlateAlong,
  cutOf,
  gaussian3d,
  gaussianWeights,
  indexOf,
  placeOf,
  planeOf,
  toVolume,
  voxelNoise,
  windowTaps3d,
} from "../../convcourse/explorers/parts/volume.js";
import { calmedLike, plateContrast, smoothings } from "../../convcourse/explorers/slice_explorer.js";
import { judge, layerShapes, reconcile } from "../../convcourse/explorers/volume_explorer.js";

const cube = (n, of) =>
  Array.from({ length: n }, (_, z) =>
    Array.from({ length: n }, (_, y) => Array.from({ length: n }, (_, x) => of(z, y, x))),
  );
const close = (a, b) => a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) < 1e-12, `${value} is not ${b[i]}`));

test("an impulse shows the kernel turned round along all three axes", () => {
  const impulse = toVolume(cube(3, (z, y, x) => Number(z === 1 && y === 1 && x === 1)));
  const kernel = toVolume(cube(3, (z, y, x) => 9 * z + 3 * y + x));
  const { data, shape } = correlate3d(impulse, kernel, { padding: [1, 1, 1] });
  assert.deepEqual(shape, [3, 3, 3]);
  assert.deepEqual(Array.from(data), kernel.data.toReversed());
});

test("places and numbers in the data belong together", () => {
  const shape = [2, 3, 4];
  for (let i = 0; i < 24; i++) assert.equal(indexOf(shape, placeOf(shape, i)), i);
  assert.deepEqual(placeOf(shape, 23), [1, 2, 3]);
});

test("a window says which of its voxels are padding, and where the others are", () => {
  const volume = toVolume(cube(3, (z, y, x) => 100 * z + 10 * y + x));
  const taps = windowTaps3d(volume, toVolume(cube(3, () => 1)), [0, 1, 2], { padding: [1, 1, 1], stride: [1, 1, 1] });
  assert.equal(taps.filter((tap) => tap.padded).length, 27 - 2 * 3 * 2);
  for (const tap of taps.filter((tap) => !tap.padded))
    assert.equal(tap.value, 100 * tap.from[0] + 10 * tap.from[1] + tap.from[2]);
});

test("Gaussian weights add up to 1, and one axis after the other is the cube at once", () => {
  assert.deepEqual(gaussianWeights(0), [1]);
  const weights = gaussianWeights(0.6);
  assert.equal(weights.length, 5);
  close([weights.reduce((sum, w) => sum + w, 0)], [1]);
  const volume = toVolume(cube(6, (z, y, x) => Math.sin(7 * z + 3 * y + x)));
  const all = { shape: [5, 5, 5], data: cube(5, (z, y, x) => weights[z] * weights[y] * weights[x]).flat(2) };
  const inner = correlate3d(volume, all);
  const blurred = gaussian3d(volume, [0.6, 0.6, 0.6]);
  close(
    Array.from(inner.data),
    [2, 3].flatMap((z) => [2, 3].flatMap((y) => [2, 3].map((x) => blurred.data[indexOf([6, 6, 6], [z, y, x])]))),
  );
});

test("beyond the edge the edge voxel is repeated once", () => {
  const { data } = correlateAlong({ data: [1, 2, 4], shape: [1, 1, 3] }, 2, [1, 0, 0, 0, 0]);
  assert.deepEqual(Array.from(data), [2, 1, 1]);
});

test("a kernel gets as many slices as its layer needs, and keeps them where they fit", () => {
  const input = cube(5, () => 0);
  const kernel = cube(3, (z) => z);
  const stacked = reconcile({ layer_index: 1 }, { input, kernel, layer_index: 0 }).kernel;
  assert.deepEqual(
    stacked.map((slice) => slice[0][0]),
    [0, 1, 2, 2, 2],
  );
  assert.deepEqual(reconcile({ layer_index: 0 }, { input, kernel: stacked, layer_index: 1 }).kernel, kernel);
  assert.deepEqual(reconcile({ padding: 1 }, { input, kernel, layer_index: 0 }), { padding: 1 });
});

test("a kernel comes back as it was from the other layer, and what was edited there stays", () => {
  const depths = (kernel) => kernel.map((slice) => slice[0][0]);
  for (const deep of [3, 5]) {
    // as many channels as a volume's kernel may have slices, and more
    const memory = {};
    let state = { input: cube(5, () => 0).slice(0, deep), kernel: cube(3, (z) => z + 1).slice(0, 2), layer_index: 0 };
    const change = (changes) =>
      (state = { ...state, ...changes, ...reconcile(changes, { ...state, ...changes }, memory) });
    assert.deepEqual(depths(change({ layer_index: 1 }).kernel), [1, 2, 2, 2, 2].slice(0, deep));
    const edited = structuredClone(state.kernel);
    edited[1][0][0] = 7;
    edited[deep - 1][0][0] = 9;
    change({ kernel: edited });
    assert.deepEqual(depths(change({ layer_index: 0 }).kernel), [1, 7]);
    assert.deepEqual(
      depths(change({ layer_index: 1 }).kernel),
      [1, 7, 2, 2, 9]
        .slice(0, deep - 1)
        .concat(9)
        .slice(0, deep),
    );
    // Reset and a puzzle set all anew, and nothing of before comes back.
    change({ layer_index: 0, kernel: cube(3, () => 4).slice(0, 1) });
    assert.deepEqual(depths(change({ layer_index: 1 }).kernel), Array(deep).fill(4));
  }
});

test("seen from the front, rows go down and columns to the right; turned and tilted, what is behind moves aside and up", () => {
  const front = projector({ turn: 0, tilt: 0 });
  close(front([0, 0, 1]), [1, 0, 0]);
  close(front([0, 1, 0]), [0, 1, 0]);
  close(front([1, 0, 0]), [0, 0, 1]);
  const [across, down, away] = projector({ turn: 30, tilt: 25 })([1, 0, 0]);
  assert.ok(across > 0 && down < 0 && away > 0);
  for (const turn of [-90, -35, 60])
    for (const tilt of [-90, 20, 90]) {
      close([Math.hypot(...projector({ turn, tilt })([1, 2, 3]))], [Math.hypot(1, 2, 3)]);
    }
});

test("the cubes fit into every width, however they are turned", () => {
  for (const width of [280, 322, 500, 640, 766])
    for (const n of [5, 7])
      for (const pull of [false, true]) {
        const { scale, wide, spans } = cubeScale(
          width,
          [
            [n, n, n],
            [3, 3, 3],
            [n - 2, n - 2, n - 2],
          ],
          pull,
        );
        const [input, kernel, output] = spans.map((span) => span * scale);
        assert.ok((wide ? input + kernel + output + 64 : Math.max(input, kernel + output + 8)) <= width);
        assert.ok(scale > 6);
      }
});

test("both layers' shapes are named side by side", () => {
  const cards = layerShapes({ input: cube(5, () => 1), kernel: cube(3, () => 1), padding: 0, stride: 2 });
  assert.deepEqual(
    cards.map(({ name, weights }) => [name, weights]),
    [
      ["Conv3d", 27],
      ["Conv2d", 45],
    ],
  );
  assert.deepEqual(cards[0].lines.at(-1), ["output", "(N, C_out, D, H, W)", "(1, 1, 2, 2, 2)"]);
  assert.deepEqual(cards[1].lines.at(-1), ["output", "(N, C_out, H, W)", "(1, 1, 2, 2)"]);
});

test("a puzzle says what is missing", () => {
  const state = { input: cube(3, () => 1), kernel: cube(3, () => 1), layer_index: 0, padding: 0, stride: 1 };
  const result = { data: [27], shape: [1, 1, 1] };
  assert.match(judge(state, result, { goal: { shape: [3, 3, 3] } }).words, /is 1×1×1, the goal 3×3×3/);
  assert.match(judge(state, result, { goal: { output: [[[26]]] } }).words, /0 of 1 outputs agree/);
  assert.match(judge(state, result, { keep: { stride: 2 }, goal: { shape: [1, 1, 1] } }).words, /stride has to stay/);
});

test("noise is calmed as by a mean of so many voxels", () => {
  close([calmedLike([0, 0])], [1]);
  assert.equal(calmedLike([1, 1]).toFixed(1), "12.6");
  assert.equal(calmedLike([1, 1, 1]).toFixed(1), "44.5");
  const noise = voxelNoise(48 ** 3, 9);
  assert.ok(Math.abs(noise.reduce((sum, v) => sum + v * v, 0) / noise.length - 1) < 0.02);
});

test("what did not change is not computed again", () => {
  const truth = { data: new Uint8Array(12 ** 3).fill(9), shape: [12, 12, 12] };
  const given = { truth, seed: 1, plate: [6, 2, 3, 2, 3, 4, 1] };
  const memory = {};
  const first = smoothings({ noise: 3, sigma: 1, across: 1 }, given, memory);
  const second = smoothings({ noise: 3, sigma: 1, across: 0.5 }, given, memory);
  assert.equal(second.volumes.flat, first.volumes.flat);
  assert.notEqual(second.volumes.full, first.volumes.full);
  assert.notDeepEqual(smoothings({ noise: 4, sigma: 1, across: 0.5 }, given, memory).measures, second.measures);
});

test("slices and cuts are taken out along the right axis, and clipped", () => {
  const volume = toVolume(cube(3, (z, y, x) => 100 * z + 10 * y + x));
  const levels = ({ data }) => Array.from(planeBytes(data).filter((_, i) => i % 4 === 0));
  assert.deepEqual(levels(planeOf(volume, 1)), [100, 101, 102, 110, 111, 112, 120, 121, 122]);
  assert.deepEqual(levels(cutOf(volume, 2)), [20, 21, 22, 120, 121, 122, 220, 221, 222]);
  assert.deepEqual(levels(planeOf({ data: [-5, 300], shape: [1, 1, 2] }, 0)), [0, 255]);
  assert.equal(plateContrast(toVolume(cube(5, (z) => 2 * Number(z === 2))), [2, 0, 4, 0, 4, 2, 2]), 1);
});
