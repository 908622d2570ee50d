import assert from "node:assert/strict";
import { test } from "node:test";

import {
  blurOfError,
  factorsOf,
  gaussianBlur,
  poke,
  rmsError,
  thumbnail,
  whiteOf,
  whitesOf,
} from "../../convcourse/explorers/autoencoder_tour.js";
import { fromHalf } from "../../convcourse/explorers/parts/bytes.js";

const RAMP = Float64Array.from({ length: 96 * 96 }, (_, i) => (i % 96) * 2 + (Math.floor(i / 96) % 2) * 40);

test("half precision is read, with signs, subnormal numbers and zero", () => {
  assert.deepEqual([0x3c00, 0xc000, 0x3555, 0x0001, 0x0000].map(fromHalf), [1, -2, 0.333251953125, 2 ** -24, 0]);
});

test("a channel switched off counts as 0, whatever its slider says", () => {
  const state = { scale_1: 2, scale_2: 1, scale_3: 0.5, muted: [7, 3] };
  assert.deepEqual(factorsOf(state, [3, 4, 5]), { 3: 0, 4: 1, 5: 0.5, 7: 0 });
});

test("poking scales whole channels and leaves the rest", () => {
  const code = { data: Float64Array.from([1, 2, 3, 4, 5, 6]), shape: [3, 1, 2] };
  assert.deepEqual(Array.from(poke(code, { 1: 0.5 }).data), [1, 2, 1.5, 2, 5, 6]);
  assert.deepEqual(Array.from(code.data), [1, 2, 3, 4, 5, 6]);
});

test("a thumbnail keeps the mean, and blocks of it are even", () => {
  const made = thumbnail(RAMP, 3);
  const mean = (data) => data.reduce((a, b) => a + b, 0) / data.length;
  assert.ok(Math.abs(mean(made) - mean(RAMP)) < 1e-9);
  assert.equal(new Set([0, 1, 2, 96, 97, 98, 192, 193, 194].map((i) => made[i].toFixed(9))).size, 1);
});

/** How far the ramp is from a grey picture, the ends counted half as where they are mirrored. */
const EVEN = rmsError(gaussianBlur(RAMP, 500), RAMP);

test("the blur of equal error has that error", () => {
  for (const error of [3, 12, 19.5, EVEN - 1, EVEN - 0.1]) {
    const blur = blurOfError(RAMP, error);
    assert.ok(Math.abs(rmsError(blur.data, RAMP) - error) < 0.02, `${error}`);
    assert.ok(Math.abs(rmsError(gaussianBlur(RAMP, blur.sigma), RAMP) - error) < 0.02);
  }
});

test("no blur is as bad as a picture of another kind", () => {
  for (const error of [EVEN + 0.1, 200]) assert.equal(blurOfError(RAMP, error), null);
});

test("white is a layer's largest value, in the bottleneck the one before it was poked, in the output 1", () => {
  const maps = [3, 8, 5, 2, 4, 0.9].map((largest) => ({ data: Float64Array.from([0, largest, 1e-3]) }));
  const white = [1, 2, 3, 4, 5, 6].map((layer) => whiteOf(layer, { maps, whole: { data: Float64Array.from([7, 1]) } }));
  assert.deepEqual(white, [3, 8, 7, 2, 4, 1]);
});

test("with its own scale a map is white at its own largest value, in the bottleneck at that before it was poked", () => {
  const layer = (...data) => ({ data: Float64Array.from(data), shape: [2, 1, 1] });
  const maps = [layer(3, 8), layer(0, 5), layer(1, 0), layer(2, 6), layer(4, 4), { data: [0.9], shape: [1, 1, 1] }];
  const result = { maps, whole: layer(7, 2) };
  const whites = (own_scale) => [1, 2, 3, 6].map((layer) => whitesOf({ layer, own_scale }, result));
  assert.deepEqual(whites(true), [[3, 8], [1e-12, 5], [7, 2], [1]]);
  assert.deepEqual(whites(false), [[8, 8], [5, 5], [7, 7], [1]]);
});
