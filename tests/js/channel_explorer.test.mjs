import assert from "node:assert/strict";
import { test } from "node:test";

import {
  channelName,
  countLines,
  judge,
  kindWords,
  mapsOf,
  reconcile,
  toTensor,
  totalLine,
  weightOf,
} from "../../convcourse/explorers/channel_explorer.js";
import { channelsOf, groupTrouble, layerCounts, pixelParts } from "../../convcourse/explorers/parts/layers.js";
import { planeOf } from "../../convcourse/explorers/parts/volume.js";

const plain = (parts) => parts.map((part) => (Array.isArray(part) ? part[0] : part)).join("");
/** Numbers that look random and are always the same. */
const numbers = (n, seed) => Array.from({ length: n }, (_, i) => ((i * 7919 + seed * 104729) % 19) - 9);

test("filters read the channels of their group, as torch deals them out", () => {
  const read = (channels, filters, groups) =>
    Array.from({ length: filters }, (_, o) => channelsOf(o, { channels, filters, groups }));
  assert.deepEqual(read(3, 2, 1), [
    [0, 1, 2],
    [0, 1, 2],
  ]);
  assert.deepEqual(read(4, 2, 2), [
    [0, 1],
    [2, 3],
  ]);
  assert.deepEqual(read(3, 6, 3), [[0], [0], [1], [1], [2], [2]]);
});

test("groups have to divide channels and filters", () => {
  assert.equal(groupTrouble({ channels: 4, filters: 6, groups: 2 }), "");
  assert.match(groupTrouble({ channels: 3, filters: 4, groups: 2 }), /^3 channels cannot/);
  assert.match(groupTrouble({ channels: 4, filters: 1, groups: 2 }), /^1 filter cannot/);
});

test("the parts of every output number add up to what the operator makes", () => {
  for (const [channels, filters, groups] of [
    [3, 2, 1],
    [4, 6, 2],
    [3, 3, 3],
    [1, 4, 1],
  ]) {
    const input = { data: numbers(channels * 20, 1), shape: [channels, 4, 5] };
    const bank = Array.from({ length: 6 }, (_, o) =>
      Array.from({ length: channels }, (_, c) => [numbers(2, o + c), numbers(2, o * c + 3)]),
    );
    const state = {
      input: Array.from({ length: channels }, (_, c) => [planeOf(input, c).data]),
      bank,
      bias: numbers(6, 5),
      filters,
      groups,
      relu: false,
    };
    const maps = mapsOf(input, state);
    const [, rows, cols] = maps.shape;
    for (let i = 0; i < maps.data.length; i++) {
      const at = [Math.floor(i / (rows * cols)), Math.floor(i / cols) % rows, i % cols];
      const { parts, bias, total } = pixelParts(input, weightOf(state), state.bias, at, groups);
      assert.equal(parts.length, channels / groups);
      assert.ok(Math.abs(total - maps.data[i]) < 1e-9);
      assert.equal(bias, state.bias[at[0]]);
    }
    const cut = maps.data.map((value) => Math.max(0, value));
    assert.deepEqual(mapsOf(input, { ...state, relu: true }).data, cut);
  }
});

test("counts are those of VGG's first layer, and of a depthwise one", () => {
  const counts = layerCounts({ channels: 3, filters: 64, groups: 1, kernel: [3, 3], output: [224, 224] });
  assert.deepEqual([counts.parameters, counts.multiplications], [1792, 86704128]);
  assert.equal(layerCounts({ channels: 64, filters: 64, groups: 64, kernel: [3, 3], output: [1, 1] }).weights, 576);
});

test("the layer and its costs are put into words", () => {
  const shape = (channels, filters, groups) => ({ channels, filters, groups, kernel: [3, 3], output: [3, 3] });
  assert.match(kindWords(shape(3, 3, 1)), /^standard: each filter reads all 3/);
  assert.match(kindWords(shape(4, 4, 2)), /^2 groups: each filter reads 2 of the 4/);
  assert.match(kindWords(shape(3, 6, 3)), /^depthwise: .* 2 filters for each/);
  const lines = Object.fromEntries(countLines(shape(3, 1, 1)).map(([name, parts]) => [name, plain(parts)]));
  assert.equal(lines.Weights, "1 filter · 3 channels · 3·3 = 27");
  assert.equal(lines.Parameters, "27 + 1 bias = 28");
  assert.equal(lines.Multiplications, "27 for each number · 1 map · 9 pixels = 243");
});

test("one number is written as the sum of its channels", () => {
  const pixel = {
    parts: [
      { channel: 0, sum: 12 },
      { channel: 1, sum: -3 },
      { channel: 2, sum: 4 },
    ],
    bias: -20,
    total: -7,
  };
  assert.equal(plain(totalLine(pixel, 3, false)), "red 12 + green (−3) + blue 4 + bias (−20) = −7");
  assert.match(plain(totalLine(pixel, 3, true)), / = −7, after ReLU 0$/);
  assert.equal(channelName(2, 4), "ch 2");
});

test("another number of channels moves the groups' end and goes without the photo", () => {
  const state = { input: [[[1]], [[2]], [[3]]], photo: true };
  assert.deepEqual(reconcile({ filters: 2 }, state), { filters: 2 });
  assert.deepEqual(reconcile({ input: [[[1]], [[2]]] }, state), { input: [[[1]], [[2]]], channels: 2, photo: false });
  assert.deepEqual(reconcile({ photo: true }, { input: [[[1]]], photo: false }), { photo: false });
});

test("a filter that is right in this picture alone does not solve a puzzle", () => {
  const input = [
    [
      [1, 1],
      [1, 1],
    ],
    [
      [1, 1],
      [1, 1],
    ],
    [
      [1, 1],
      [1, 1],
    ],
  ];
  const state = { input, bank: [[[[0]], [[0]], [[1]]]], bias: [0], filters: 1, groups: 1, relu: false };
  const puzzle = { keep: {}, goal: { filter: [[[1]], [[0]], [[0]]] } };
  const say = (one) => judge(one, { maps: mapsOf(toTensor(input), one) }, puzzle);
  assert.match(say(state).words, /in others they would not/);
  assert.match(say({ ...state, bank: [puzzle.goal.filter] }).words, /^Solved: all 4 cells/);
  assert.match(say({ ...state, bias: [1] }).words, /^0 of 4/);
});
