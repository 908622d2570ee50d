// What a figure says of the network in the page: names, sums, and how all channels are laid out.
import assert from "node:assert/strict";
import test from "node:test";
import { boardPlan, patchRgba, rowNames, show, strongestOf } from "../../convcourse/explorers/feature_map_browser.js";
import { byChannel, likeness, namesOf, shrunk } from "../../convcourse/explorers/live_maps.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import { peaks } from "../../convcourse/explorers/parts/network/peaks.js";
import { termsOf } from "../../convcourse/explorers/parts/network/terms.js";

test("the largest shares come first, with names as one writes them", () => {
  const classes = ["BACKGROUND_Google", "Faces_easy", "cup"];
  assert.deepEqual(namesOf([0.2, 0.5, 0.3], classes, 2), [
    { share: 0.5, name: "faces easy" },
    { share: 0.3, name: "cup" },
  ]);
  assert.equal(namesOf([1, 0, 0], classes)[0].name, "background");
});

test("a picture is shrunk by means of blocks, and what is left over at the right and below is cut", () => {
  const picture = Array.from({ length: 25 }, (_, i) => i); // 5×5
  assert.deepEqual([...shrunk(picture, 5, 2)], [3, 5, 13, 15]);
  assert.deepEqual([...shrunk(picture, 5, 5)], picture);
});

test("a map is as like its picture as the two vary together, whatever their scale", () => {
  const picture = Float64Array.of(3, 5, 13, 15);
  assert.ok(Math.abs(likeness([7, 11, 27, 31], picture) - 1) < 1e-12);
  assert.ok(Math.abs(likeness([-3, -5, -13, -15], picture) + 1) < 1e-12);
  assert.ok(Math.abs(likeness([1, -1, -1, 1], picture)) < 1e-12);
  assert.equal(likeness([2, 2, 2, 2], picture), 0);
});

/** 2×2 kernels of two groups; a map of one row for each channel, with a padding above. */
const LAYER = {
  kind: "conv",
  weight: { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 1, 2, 2] },
  bias: [0.5, -0.5],
  gain: [1, 10],
  groups: 2,
  padding: [1, 0],
};
const MAP = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 1, 3] };

test("a number is the sum of its window times the weights, with what normalises them, and the bias", () => {
  const terms = termsOf(LAYER, MAP, 1, [0, 1]);
  assert.deepEqual([...terms.window], [0, 0, 5, 6]);
  assert.deepEqual([...terms.weights], [50, 60, 70, 80]);
  assert.equal(terms.sum, 5 * 70 + 6 * 80 - 0.5);
  const below = termsOf(LAYER, MAP, 0, [1, 0]);
  assert.deepEqual([[...below.window], below.sum], [[1, 2, 0, 0], 1 + 2 * 2 + 0.5]);
});

test("channels stand by the size of what they add", () => {
  const terms = { window: [1, 2, 3], weights: [1, -4, 1], shape: [3, 1, 1] };
  assert.deepEqual(
    byChannel(terms).map(({ channel, sum }) => [channel, sum]),
    [
      [1, -8],
      [2, 3],
      [0, 1],
    ],
  );
});

test("all channels of a layer are laid out as large as the room lets them", () => {
  assert.deepEqual(boardPlan(16, 656, 176), { across: 8, wide: 82 });
  assert.deepEqual(boardPlan(1, 340, 176), { across: 1, wide: 176 });
  for (const count of [16, 32, 64, 128]) {
    for (const width of [320, 600, 900]) {
      const { across, wide } = boardPlan(count, width, 176);
      assert.ok(across * wide <= width && Math.ceil(count / across) * wide <= 176, `${count} in ${width}`);
      assert.ok(wide >= 18, `${count} in ${width}: ${wide}`);
    }
  }
});

const ONE = { name: "conv1_1", size: 2, pools: 0, channels: 3, field: 3, jump: 1 };
const VALUES = Float32Array.of(0, 1, 2, 4);
const RESULT = {
  ...{ order: "own", averaged: 1, toured: true, ready: true, layers: [ONE], layer: 0, k: 0, place: 0, side: 2 },
  ...{ levels: null, numbers: [[2]], tops: [[4]] },
  ...{ zeros: [0.25], likes: [[0.5]], maps: [[VALUES]], chosen: { number: 2, values: VALUES, top: 4, most: 4 } },
  down: { at: 1, from: 0, first: 0, last: 1 },
  across: { at: 1, from: 0, first: 0, last: 1 },
  photo: new Uint8ClampedArray(16),
  shares: [0.75, 0.25],
  about: { share: 1, failed: "", classes: ["cup", "ant"] },
};
const shown = (changes, width = 900) =>
  show({ own_scale: false, true_size: false, untrained: false }, { ...RESULT, below: "layers", ...changes }, { width });
const namesIn = (changes) => plainWords(shown(changes).parts.names);

test("names stand beside the maps, and until then how much of the network has arrived, or what went wrong", () => {
  assert.equal(namesIn({}), "The network names itcup75 %ant25 %");
  const onItsWay = shown({ shares: null, about: { share: 0.4, failed: "", classes: null } }).parts.names;
  assert.equal(onItsWay[1].props.value, 40);
  assert.match(
    namesIn({ about: { share: 0, failed: "no SIMD", classes: null } }),
    /cannot run here: no SIMD\. You see/,
  );
  assert.equal(shown({ about: null }).parts.names, null);
});

test("what stands below the map is one of three, and what is not there yet is not shown", () => {
  const look = (below, more = {}) => shown({ below, ...more }).parts;
  assert.deepEqual([look("layers").board, look("layers").terms], [null, null]);
  assert.deepEqual([look("channels").board, look("channels").tour, look("sum").terms], [null, null, null]);
  const all = { data: Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, ...VALUES), shape: [3, 2, 2] };
  const { board } = look("channels", { all });
  assert.equal(board.name, "All 3 channels of layer 1");
  assert.deepEqual(board.value, { now: 2, max: 2, text: "number 2 of 3" });
  const { across, wide } = boardPlan(3, 900, 176);
  assert.equal(board.wide, across * wide);
  assert.deepEqual([board.rows, board.cols], [2, 8]);
  assert.deepEqual(
    [3, 15].map((pixel) => board.bytes[4 * pixel]),
    [64, 255], // white is 4
  );
});

test("the names of the rows say whose the strongest channels are", () => {
  const names = (order, averaged = 3, place = 0) => rowNames({ order, averaged, place });
  assert.match(names("own")[0], /by their mean$/);
  assert.match(names("photos")[0], /mean over 3 photos$/);
  assert.match(names("trained")[0], /when trained$/);
  assert.match(names("held")[0], /as this began$/);
  for (const order of ["own", "photos", "trained", "held"]) assert.match(names(order, 3, 1)[1], /the second strongest/);
});

test("of each network its own strongest channels stand in a row", () => {
  const trained = { data: Float32Array.of(0, 0, 0, 1, 9, 0, 0, 0, 1, 1, 1, 0), shape: [3, 2, 2] };
  assert.deepEqual(strongestOf(trained, 2).numbers, [1, 2]);
  assert.deepEqual(strongestOf(trained, 2).tops, [9, 1]);
  const random = { data: Float32Array.of(5, 5, 5, 5, 0, 0, 0, 0, 1, 1, 1, 0), shape: [3, 2, 2] };
  const two = { numbers: [[2, 1]], maps: [[VALUES, VALUES]], tops: [[4, 4]] };
  const { net0, net1, tour } = shown({ below: "nets", nets: [trained, random], ...two }).parts;
  assert.deepEqual([net0.name, net1.name, tour], ["Trained: no. 1, 2", "Untrained: no. 0, 2", null]);
  assert.deepEqual([net1.bytes[0], net1.bytes[4 * 3]], [255, 51]); // white is the network's own largest
  assert.equal(shown({}).parts.net0, null);
});

test("a sum is written out to what the map has, with what is not shown in one number", () => {
  const terms = {
    ...{ window: Float32Array.of(1, 2, 3, -1, 0.5), weights: Float32Array.of(1, -2, 1, 1, 1), shape: [5, 1, 1] },
    ...{ bias: 0.25, sum: 1 - 4 + 3 - 1 + 0.5 + 0.25, at: [1, 1] },
  };
  const said = plainWords(shown({ below: "sum", terms, layer: 0 }).parts.terms);
  assert.match(
    said,
    /−4 \+ 3 \+ 1 − 1 \+ 0\.5 \(1 other channel\) \+ 0\.25 \(bias\) = −0\.25; after the ReLU map\[1, 1\] = 0$/,
  );
});

test("places where a map is largest lie apart, and none of them is 0", () => {
  const plane = [0, 5, 4, 3, 9, 8, 0, 0, 5];
  const at = (apart, most) => peaks(plane, 3, apart, most).map(({ at: [r, c], value }) => [r, c, value]);
  assert.deepEqual(at(1, 3), [
    [1, 1, 9],
    [1, 2, 8],
    [0, 1, 5], // of two that are equal the first
  ]);
  assert.deepEqual(at(2, 9), [[1, 1, 9]]);
  assert.deepEqual(at(1, 9).length, 6);
  assert.deepEqual(peaks([0, 0, 0, 0], 2, 1, 9), []);
});

/** A picture of 4×4 pixels, each red of its own. */
const PICTURE = {
  rgba: Uint8ClampedArray.from({ length: 64 }, (_, i) => [10 + i / 4, 0, 0, 255][i % 4]),
  rows: 4,
  cols: 4,
};

test("a patch is the window of its place, clear beyond the edge; a window as large as the picture is all of it", () => {
  const red = (bytes) =>
    Array.from({ length: bytes.length / 4 }, (_, i) => (bytes[4 * i + 3] ? bytes[4 * i] - 10 : "·"));
  const window = (at, field, jump = 1) => red(patchRgba({ at, picture: PICTURE }, { field, jump }));
  assert.deepEqual(window([1, 2], 3), [1, 2, 3, 5, 6, 7, 9, 10, 11]);
  assert.deepEqual(window([0, 3], 3), ["·", "·", "·", 2, 3, "·", 6, 7, "·"]);
  assert.deepEqual(window([1, 0], 2, 2), [8, 9, 12, 13]);
  assert.deepEqual(window([1, 1], 4), red(PICTURE.rgba));
  assert.deepEqual(window([1, 1], 10, 2), red(PICTURE.rgba));
});

test("the strongest patches stand on a board, the one that is looked at framed; a channel of zeros says so", () => {
  const found = [
    { picture: PICTURE, number: 0, at: [0, 0], value: 4 },
    { picture: PICTURE, number: 1, at: [1, 1], value: 2.5 },
  ];
  const look = (patches, state) => {
    const all = { own_scale: false, true_size: false, untrained: false, photo: 1, y: 1, x: 1, ...state };
    const layers = [{ ...ONE, size: 4 }];
    return show(all, { ...RESULT, below: "patches", layers, patches }, { width: 900 }).parts.patches;
  };
  const board = look({ found, layer: 0, channel: 2 });
  assert.equal(board.name, "Layer 1, no. 2 is largest here: 4, 2.5");
  assert.deepEqual([board.rows, board.cols, board.value.text], [3, 7, "window 2: 2.5"]);
  assert.deepEqual(board.window, { row: 0, col: 4, height: 3, width: 3 });
  assert.equal(look({ found, layer: 0, channel: 2 }, { photo: 2 }).window, null);
  assert.equal(look({ found: [], layer: 0, channel: 2 }).name, "Layer 1, no. 2: 0 everywhere");
  assert.equal(look(null), null);
  assert.equal(shown({}).parts.patches, null);
});
