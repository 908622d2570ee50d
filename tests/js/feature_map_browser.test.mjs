// The pure functions of FeatureMapBrowser.
import assert from "node:assert/strict";
import test from "node:test";
import { cutSheet, fieldOf, judge, mapRgba } from "../../convcourse/explorers/feature_map_browser.js";
import { percent } from "../../convcourse/explorers/parts/inside.js";

test("a sheet is cut into its maps, a layer a row, a channel a column", () => {
  const layers = [{ size: 2 }, { size: 1 }];
  const grey = [1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 0, 0]; // 4 wide, 3 high
  const rgba = Uint8ClampedArray.from(grey.flatMap((g) => [g, g, g, 255]));
  const maps = cutSheet(rgba, 4, layers, 2).map((row) => row.map((one) => [...one]));
  assert.deepEqual(maps, [
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
    [[9], [10]],
  ]);
});

test("white is the scale's largest value, and a dead map stays black", () => {
  const levels = Uint8Array.of(0, 31);
  assert.deepEqual([...mapRgba(levels, 31, 2, 4)], [0, 0, 0, 255, 128, 128, 128, 255]);
  assert.deepEqual([...mapRgba(levels, 31, 2, 2)].slice(4), [255, 255, 255, 255]);
  assert.deepEqual([...mapRgba(Uint8Array.of(0), 31, 0, 0)], [0, 0, 0, 255]);
});

test("a pixel's window is centred on it and cut at the edge of the photo", () => {
  const layer = { field: 10, jump: 2, size: 48 };
  assert.deepEqual(fieldOf(layer, 20, 96), { at: 10, from: 16, first: 16, last: 25 });
  assert.deepEqual(fieldOf(layer, 0, 96), { at: 0, from: -4, first: 0, last: 5 });
  assert.deepEqual(fieldOf(layer, 95, 96), { at: 47, from: 90, first: 90, last: 95 });
});

test("judges say how a place stands, and want what the puzzle keeps", () => {
  const layers = [{ field: 3 }, { field: 100 }, { field: 132 }];
  const result = {
    layers,
    layer: 2,
    k: 0,
    zeros: [0.5, 0.7, 0.6],
    side: 96,
    ready: true,
    likes: [[0.9], [-0.4], [0.3]],
  };
  const say = (goal, layer, state = {}) =>
    judge({ photo: 0, ...state }, { ...result, layer }, { goal, keep: { photo: 0 } });
  assert.deepEqual(
    [0, 1, 2].map((n) => say({ field: true }, n).solved),
    [false, true, false],
  );
  assert.match(
    say({ field: true }, 2).words,
    /^One pixel of layer 3 sees 132×132; the photo has 96×96\. Is it the first\?/,
  );
  assert.deepEqual(
    [0, 1, 2].map((n) => say({ zeros: true }, n).solved),
    [false, true, false],
  );
  assert.deepEqual(
    [0, 1, 2].map((n) => say({ likest: 2 }, n).solved),
    [false, true, false],
  );
  assert.match(say({ likest: 2 }, 2).words, /^Likeness 0\.3; there is one with 0\.4/);
  assert.match(say({ zeros: true }, 1, { photo: 1 }).words, /has to stay/);
  const back = { photo: "Go back to the cat." };
  assert.equal(judge({ photo: 1 }, result, { goal: { zeros: true }, keep: { photo: 0 }, back }).words, back.photo);
  assert.equal(percent(0.487), "49 %");
});
