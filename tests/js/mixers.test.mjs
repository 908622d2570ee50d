import assert from "node:assert/strict";
import { test } from "node:test";

import {
  betweenWords,
  matrixWords,
  mix,
  presetOf,
  reconcileWith,
  standIn,
} from "../../convcourse/explorers/color_mixer.js";
import { matrixProduct, pixelTaps, pointwise, rectify } from "../../convcourse/explorers/parts/pointwise.js";
import { compute, judge, reconcile } from "../../convcourse/explorers/pointwise_mixer.js";

const MAPS = [
  [1, 2, 3],
  [0, -1, 4],
];
const EYE = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const state = (more = {}) => ({
  input: [[[1, 2]], [[3, 4]]],
  weights: [[1, 0]],
  filters: 1,
  filter: 0,
  relu: false,
  w0: 1,
  w1: 0,
  ...more,
});

test("a 1×1 convolution is a product of matrices", () => {
  assert.deepEqual(
    pointwise(MAPS, [
      [1, 10],
      [2, -1],
    ]).map((map) => Array.from(map)),
    [
      [1, -8, 43],
      [2, 5, 2],
    ],
  );
  assert.deepEqual(rectify([[-1, 2]]), [[0, 2]]);
  assert.deepEqual(
    matrixProduct(
      [[1, 1]],
      [
        [1, 0, -1],
        [-1, 0, 1],
      ],
    ),
    [[0, 0, 0]],
  );
  assert.deepEqual(pixelTaps(MAPS, [[5, 6]], 0, 2), [
    { value: 3, weight: 5, kernelRow: 0, kernelCol: 0 },
    { value: 4, weight: 6, kernelRow: 0, kernelCol: 1 },
  ]);
});

test("a slider sets the weight of the filter at work, and of no other", () => {
  const two = state({
    weights: [
      [1, 0],
      [0, 1],
    ],
    filters: 2,
    filter: 1,
    w0: 0,
    w1: 1,
  });
  const whole = reconcile({ w0: 0.5 }, { ...two, w0: 0.5 }, {});
  assert.deepEqual(whole.weights, [
    [1, 0],
    [0.5, 1],
  ]);
});

test("a typed weight beyond the sliders stays what was typed", () => {
  const whole = reconcile({ weights: [[5, 0]] }, state({ weights: [[5, 0]] }), {});
  assert.deepEqual([whole.weights, whole.w0], [[[5, 0]], 2]);
  const after = reconcile({ w0: 2 }, state({ weights: [[5, 0]], w0: 2 }), {});
  assert.deepEqual(after.weights, [[5, 0]]);
  const moved = reconcile({ w0: 1.75 }, state({ weights: [[5, 0]], w0: 1.75 }), {});
  assert.deepEqual(moved.weights, [[1.75, 0]]);
});

test("further filters copy a channel, the sliders go with them, and removed ones come back", () => {
  const memory = {};
  const more = reconcile({ filters: 2 }, state({ filters: 2 }), memory);
  assert.deepEqual(
    [more.weights, more.filter, more.w0, more.w1],
    [
      [
        [1, 0],
        [0, 1],
      ],
      1,
      0,
      1,
    ],
  );
  const edited = state({
    weights: [
      [1, 0],
      [7, 8],
    ],
    filters: 1,
    filter: 1,
  });
  const fewer = reconcile({ filters: 1 }, edited, memory);
  assert.deepEqual([fewer.weights, fewer.filter, fewer.w0], [[[1, 0]], 0, 1]);
  assert.deepEqual(reconcile({ filters: 2 }, state({ filters: 2 }), memory).weights, [
    [1, 0],
    [7, 8],
  ]);
});

test("choosing a filter sets the sliders and leaves the weights", () => {
  const two = state({
    weights: [
      [1, 0],
      [0.25, 1],
    ],
    filters: 2,
    filter: 1,
  });
  const whole = reconcile({ filter: 1 }, two, {});
  assert.deepEqual([whole.weights, whole.w0, whole.w1], [two.weights, 0.25, 1]);
});

test("a puzzle says how many cells agree, and refuses weights of zero where it must", () => {
  const puzzle = { keep: {}, goal: { output: [[[0, 0]]], nonzero: true } };
  const say = (weights) => judge(state({ weights }), compute(state({ weights })), puzzle).words;
  assert.equal(say([[1, 0]]), "0 of 2 cells agree.");
  assert.match(say([[0, 0]]), /all zero are not allowed/);
});

test("a mix, its name, the number of filters and the second layer go together", () => {
  const mixes = [EYE, [[0.5, 0.5, 0]]];
  const now = { weights: EYE, filters: 3, preset: 0, second: [[1, 2, 3]] };
  const chosen = reconcileWith(mixes, { preset: 1 }, { ...now, preset: 1 });
  assert.deepEqual([chosen.weights, chosen.filters, chosen.second], [[[0.5, 0.5, 0]], 1, [[1]]]);
  const more = reconcileWith(mixes, { filters: 4 }, { ...now, filters: 4 });
  assert.deepEqual([more.weights[3], more.second, more.preset], [[1, 0, 0], [[1, 2, 3, 0]], 2]);
  assert.deepEqual(reconcileWith(mixes, { weights: mixes[1] }, now).preset, 1);
  const memory = {};
  const fewer = reconcileWith(mixes, { filters: 2 }, { ...now, filters: 2 }, memory);
  assert.deepEqual(fewer.second, [[1, 2]]);
  assert.deepEqual(reconcileWith(mixes, { filters: 3 }, { ...now, ...fewer, filters: 3 }, memory).second, [[1, 2, 3]]);
  assert.equal(presetOf([[9, 9, 9]], mixes), 2);
});

test("what holds a picture's room open has every colour at its fullest", () => {
  const { planes } = standIn([2, 4]);
  assert.deepEqual(
    planes.map((plane) => Array.from(plane)),
    [
      [0, 255, 0, 255, 0, 255, 0, 255],
      [0, 0, 255, 255, 0, 0, 255, 255],
      [0, 0, 0, 0, 255, 255, 255, 255],
    ],
  );
});

test("what lies between the layers is said in words", () => {
  const planes = [
    [255, 0],
    [0, 0],
    [0, 255],
  ];
  const two = { weights: [[1, 0, -1]], second: [[1]], second_layer: true, relu: false };
  assert.match(betweenWords(two, mix(planes, two)), /layer 2 · layer 1 = \[1, 0, −1\]/);
  assert.match(betweenWords({ ...two, relu: true }, mix(planes, { ...two, relu: true })), /50 % of the numbers/);
  const positive = { ...two, relu: true, weights: [[1, 1, 1]] };
  assert.match(betweenWords(positive, mix(planes, positive)), /changes nothing here/);
  assert.equal(betweenWords({ ...two, second_layer: false }, mix(planes, two)), "");
  assert.equal(
    matrixWords([
      [1 / 3, -0.5],
      [0, 1],
    ]),
    "[1/3, −0.5] [0, 1]",
  );
});
