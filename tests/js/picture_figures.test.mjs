// What the figures of pictures show of a state, computed without a page.
import assert from "node:assert/strict";
import { test } from "node:test";

import { comparison, readNetwork, show as showTour, tour } from "../../convcourse/explorers/autoencoder_tour.js";
import { compute as padPhoto, show as showBorder } from "../../convcourse/explorers/border_explorer.js";
import { mix, show as showMixer } from "../../convcourse/explorers/color_mixer.js";
import { fieldOf, show as showMaps } from "../../convcourse/explorers/feature_map_browser.js";
import { readLayer, show as showKernels, sorted } from "../../convcourse/explorers/filter_formation.js";
import { filterPicture, fromRgba, layout, show as showLab } from "../../convcourse/explorers/kernel_lab.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import {
  agreement,
  greyOf,
  mosaic,
  signedBytes,
  tileAt,
  tileWindow,
  within,
} from "../../convcourse/explorers/parts/pictures.js";

const AT = { pointed: null, spot: null, puzzle: null, width: 700 };
const lead = (bytes) => [...bytes].filter((_, i) => i % 4 === 0); // the first of the four bytes of each pixel

test("tiles stand on a sheet with a clear line between them, and are found there again", () => {
  const tile = (level) => new Uint8ClampedArray(4 * 4).fill(level);
  const { bytes, rows, cols } = mosaic([10, 20, 30].map(tile), 2, 2);
  assert.deepEqual([rows, cols], [5, 5]);
  assert.deepEqual(lead(bytes), [
    ...[10, 10, 0, 20, 20],
    ...[10, 10, 0, 20, 20],
    ...[0, 0, 0, 0, 0],
    ...[30, 30, 0, 0, 0],
    ...[30, 30, 0, 0, 0],
  ]);
  assert.deepEqual(tileWindow(2, 2, 2), { row: 3, col: 0, height: 2, width: 2 });
  for (const n of [0, 1, 2, 3]) {
    const { row, col } = tileWindow(n, 2, 2);
    assert.equal(tileAt([(row + 1) / rows, (col + 1) / cols], 2, 3), n);
  }
  assert.deepEqual(
    [-0.1, 0.49, 0.5, 1.1].map((share) => tileAt([0, share], 8, 64)),
    [0, 3, 4, 7],
  );
});

test("pictures agree where no pixel is more than a level apart as it is shown", () => {
  assert.deepEqual(agreement([[0, 300, 7]], [[1, 255, 9]]), { whole: false, words: "66.6 % of the pixels agree" });
  assert.deepEqual(agreement([[0], [5]], [[1], [6.4]]), { whole: true, words: "100 % of the pixels agree" });
  assert.equal(agreement([[0], [5]], [[1], [7]]).whole, false);
});

test("grey is weighted, signed colours stand around grey, and places stay in the picture", () => {
  assert.deepEqual(
    Array.from(
      greyOf(
        [
          [255, 10],
          [0, 10],
          [1, 10],
        ].map((plane) => Float64Array.from(plane)),
      ),
    ),
    [76, 10],
  );
  assert.deepEqual(
    [
      ...signedBytes(
        [[-2], [0], [1]].map((plane) => Float64Array.from(plane)),
        2,
      ),
    ],
    [0, 128, 191, 255],
  );
  assert.deepEqual([...signedBytes([[-2, 0]], 2)], [140, 81, 10, 255, 245, 245, 245, 255]);
  assert.deepEqual(within([-3, 9], [4, 5]), [0, 4]);
});

const labState = (more = {}) => ({
  kernel: [
    [0, 0, 0],
    [0, 1, 0],
    [0, 0, 0],
  ],
  scale: 1,
  offset: 0,
  normalise: false,
  signed: false,
  per_channel: false,
  border: 0,
  flip: false,
  wipe: 0,
  ...more,
});
const ramp = fromRgba(
  Uint8ClampedArray.from({ length: 4 * 12 }, (_, i) => (i % 4 === 3 ? 255 : 20 * Math.floor(i / 4))),
  3,
  4,
);
const labResult = (state, goal) => ({
  picture: ramp,
  waiting: false,
  stays: false,
  target: goal ? filterPicture(ramp, { ...state, kernel: goal }) : null,
  ...filterPicture(ramp, state),
});
const lab = (more, at = {}, goal = null) =>
  showLab(labState(more), labResult(labState(more), goal), { ...AT, ...at }).parts;

test("KernelLab shows the input, the output, and the window of the pixel that is looked at", () => {
  const { input, output, target, sum } = lab({});
  assert.deepEqual([input.rows, input.cols, input.size, input.words], [3, 4, ["3×4", "grey"], "Input, 3×4 pixels"]);
  assert.deepEqual(input.window, { row: 0, col: 1, height: 3, width: 3 }); // the middle pixel is (1, 2)
  assert.deepEqual(output.window, { row: 1, col: 2, height: 1, width: 1 });
  assert.deepEqual(lead(output.bytes), [0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220]);
  assert.deepEqual([output.size[1], target], ["values 0 to 220", null]);
  assert.match(plainWords(sum.parts), /^output\[1, 2\] = 20·0 \+ 40·0 .*120·1.* = 120$/);
});

test("KernelLab wipes, scales, signs and turns as its controls say", () => {
  const doubled = { scale: 2, offset: -16 };
  assert.deepEqual(lead(lab({ ...doubled, wipe: 50 }).output.bytes).slice(0, 4), [0, 20, 64, 104]);
  assert.match(plainWords(lab(doubled).sum.parts), / = 120 · 2 − 16 = 224$/);
  assert.match(plainWords(lab({ ...doubled, scale: 3 }).sum.parts), / = 344, shown as 255$/);
  assert.match(lab({ signed: true }).output.words, /−220 brown, 0 white, 220 teal$/);
  const even = [[1, 2]];
  assert.deepEqual(lab({ kernel: even }).input.window, { row: 1, col: 1, height: 1, width: 2 });
  assert.deepEqual(lab({ kernel: even, flip: true }).input.window, { row: 1, col: 2, height: 1, width: 2 });
  assert.deepEqual(lab({}, { spot: [2, 0] }).output.window, { row: 2, col: 0, height: 1, width: 1 });
  assert.deepEqual(lab({}, { spot: [7, 0] }).output.window, { row: 1, col: 2, height: 1, width: 1 });
  const aimed = lab({}, { puzzle: {} }, [[2]]);
  assert.equal(aimed.stage["data-mode"], "target");
  assert.match(plainWords(aimed.sum.parts), /\. Target here: 240$/);
  assert.deepEqual([aimed.output.size[1], aimed.target.size[1]], ["this pixel: 120", "this pixel: 240"]);
});

test("KernelLab shows a colour photo that is turned grey last, and what that differs from grey first", () => {
  const colours = Uint8ClampedArray.from([255, 0, 0, 255, 0, 255, 0, 255]);
  const seen = (more) => {
    const state = labState({ kernel: [[1, -1]], grey: 1, ...more });
    const picture = fromRgba(colours, 1, 2);
    const result = { picture, stays: false, target: null, waiting: false, ...filterPicture(picture, state) };
    return showLab(state, result, { ...AT, spot: [0, 1] }).parts;
  };
  const last = seen({});
  assert.deepEqual(last.input.size, ["1×2", "colour"]);
  assert.equal(
    plainWords(last.sum.parts),
    "output[0, 1] = 0.299 · 255 red + 0.587 · (−255) green + 0.114 · 0 blue = −73.44",
  );
  const same = seen({ grey: 2 });
  assert.equal(plainWords(same.sum.parts), "output[0, 1] = −73.44 (grey last) − (−73.44) (grey first) = 0");
  assert.match(same.output.size[1], /^−1 brown, 0 white, 1 teal/); // signed without being told
  assert.deepEqual(Array.from(same.output.bytes), Array.from(signedBytes([new Float64Array(2)], 1)));
  const clipped = seen({ grey: 2, clip: true });
  assert.equal(plainWords(clipped.sum.parts), "output[0, 1] = 76.24 (grey last) − 0 (grey first) = 76.24");
  assert.deepEqual(seen({ grey: 2, per_channel: true }).output.size[1], "−255 to 255, cut to 0–255"); // colours stay
});

test("KernelLab leaves out the middle of a long sum, and lays itself out in every width", () => {
  const box = Array.from({ length: 5 }, () => Array(5).fill(1));
  assert.match(plainWords(lab({ kernel: box }).sum.parts), / \+ … 21 more … \+ /);
  assert.deepEqual(layout(700, { kernel: [[1]] }, null), { mode: "line", cell: 38, photo: 256 });
  assert.equal(layout(340, { kernel: [[1]] }, null).mode, "below");
  assert.equal(layout(340, { kernel: [[1]] }, {}).mode, "target");
  assert.equal(layout(700, { kernel: box.map((row) => [...row, ...row]) }, null).cell, 0);
});

const mixerState = {
  weights: [
    [1, 0, 0],
    [0, 1, -1],
  ],
  second: [[1, 1]],
  relu: true,
  second_layer: false,
  photo: 0,
};
function mixer(more = {}, at = {}, target = undefined) {
  const state = { ...mixerState, ...more };
  const planes = [
    [10, 20],
    [30, 40],
    [50, 6],
  ].map((plane) => Float64Array.from(plane));
  const picture = { rows: 1, cols: 2, planes };
  const result = { waiting: false, stays: false, picture, target, ...mix(planes, state) };
  return showMixer(state, result, { ...AT, spot: [0, 1], ...at });
}

test("ColorMixer shows a picture for each channel, and three of the output as one", () => {
  const { parts, say } = mixer();
  assert.deepEqual(parts.input0.window, { row: 0.5, col: 1.5 });
  assert.deepEqual([...parts.input0.bytes], [10, 30, 50, 255, 20, 40, 6, 255]);
  assert.deepEqual([parts.output0.name, parts.output1.size, parts.output2], ["Output 0", "0 to 34", null]);
  assert.deepEqual([parts.second, parts.maps, parts.map0], [null, null, null]);
  assert.equal(say, "Output at row 0, column 1 is 20, 34.");
  const colour = mixer({
    weights: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  }).parts;
  assert.deepEqual([colour.output0.name, colour.output0.size, colour.output1], ["Output", "1×2×3", null]);
  const aimed = mixer({}, {}, [Float64Array.of(1, 2), Float64Array.of(3, 4)]).parts;
  assert.deepEqual([aimed.output1.size, aimed.target0.size], ["this pixel: 34", "this pixel: 2"]);
  const grey = mixer({ weights: [[1, 0, -1]], relu: false }).parts.output0;
  assert.deepEqual([grey.size, lead(grey.bytes)[0]], ["1×2×1, −40 to 14", 140]);
});

test("ColorMixer writes out the sum of the filter that is pointed at, layer by layer", () => {
  assert.deepEqual(
    mixer().parts.sum.parts.map((line) => plainWords(line.children)),
    ["output[0, 0, 1] = 20·1 + 40·0 + 6·0 = 20 → ReLU → 20"],
  );
  const pointed = { part: "weights", at: [1, 0] };
  const two = mixer({ second_layer: true }, { pointed }, [[1, 2]]).parts;
  assert.deepEqual(two.weights.window, { row: 1, col: 0, height: 1, width: 3 });
  assert.deepEqual(
    two.sum.parts.map((line) => plainWords(line.children)),
    ["map[1, 0, 1] = 20·0 + 40·1 + 6·(−1) = 34 → ReLU → 34", "output[0, 0, 1] = 20·1 + 34·1 = 54", "Target here: 2"],
  );
  assert.equal(two.map1.name, "Map 1");
});

test("what waits for a picture leaves what is there, and says nothing", () => {
  const result = { ...labResult(labState()), waiting: true, stays: true };
  assert.equal(showLab(labState(), result, AT), null);
  const first = showLab(labState(), { ...result, stays: false }, AT);
  assert.equal(first.say, undefined);
  assert.match(first.parts.stage.class, /cc-waiting/);
  assert.equal(first.parts.sum.waiting, true);
});

const borders = ["constant", "nearest", "reflect", "mirror", "wrap"].map((numpy) => ({ numpy, torch: null }));
function border(more = {}, at = {}) {
  const state = { size: [2, 3], border_index: 1, width: 1, cval: 7, pixel: [-1, 0], ...more };
  const photo = Uint8ClampedArray.from({ length: 24 }, (_, i) => (i % 4 === 3 ? 255 : Math.floor(i / 4)));
  return showBorder(state, { ...padPhoto(state), photo, names: borders }, { ...AT, width: 300, ...at });
}

test("BorderExplorer shows the padded photo, the pixel in question, and what it copies", () => {
  const { parts, say, pressed } = border();
  assert.deepEqual(lead(parts.mine.bytes), [0, 0, 1, 2, 2, 0, 0, 1, 2, 2, 3, 3, 4, 5, 5, 3, 3, 4, 5, 5]);
  assert.deepEqual([parts.mine.size, parts.mine.scale, parts.target], ["2×3, padded to 4×5", 60, null]);
  assert.match(parts.mine.marks, /class="cc-here"/);
  assert.match(parts.mine.marks, /class="cc-source"/);
  assert.equal(plainWords(parts.line), "row −1, column 0 copies row 0, column 0");
  assert.equal(plainWords(parts.names), "NumPy nearestSciPy has noneOpenCV has nonePyTorch has none");
  assert.deepEqual([pressed, say], [1, "nearest, width 1. Pixel at row −1, column 0 copies row 0, column 0"]);
  const inside = border({}, { pointed: { part: "photo", at: [1, 1] } }).parts;
  assert.match(plainWords(inside.line), /lies in the photo/);
  assert.doesNotMatch(inside.mine.marks, /cc-source/);
});

test("BorderExplorer shows a puzzle's target beside, and of a wide border the letters that there is room for", () => {
  const picture = { border_index: 0, width: 2, cval: 9 };
  const { target } = border({}, { puzzle: { goal: { picture } } }).parts;
  assert.deepEqual([target.rows, target.cols, lead(target.bytes)[0]], [6, 7, 9]);
  assert.doesNotMatch(target.marks, /cc-here/);
  const { letters } = border({ width: 20 }).parts;
  assert.equal(letters.words, "the 3 letters next to the row, of 20");
  assert.equal(plainWords(letters.letters), "aaaabcdddd");
  assert.deepEqual(letters.letters.map(({ props }) => props["data-own"]).indexOf(true), 3);
});

test("AutoencoderTour shows a layer's maps, marks the one pointed at, and strikes out those switched off", () => {
  const bytes = new DataView(new ArrayBuffer(2 * 47_000));
  for (let i = 0; i < bytes.byteLength; i += 2) bytes.setUint16(i, i % 14 ? 0x1c00 : 0x9c00, true); // ±2⁻⁸
  const data = { photos: [new Float64Array(96 * 96).fill(90)], networks: [readNetwork(bytes)], channels: [0, 1, 2] };
  const state = { photo: 0, snapshot: 0, layer: 3, compare: 1, muted: [5], scale_1: 1, scale_2: 2, scale_3: 1 };
  Object.assign(state, { output_padding_1: 0, output_padding_2: 1, output_padding_3: 2 });
  const made = tour(state, data);
  const result = { ...made, target: null, comparison: comparison(state, made), channels: [0, 1, 2], trained: [1200] };
  const { parts, px } = showTour(state, result, { ...AT, pointed: { part: "map", at: [9] } });
  const first = showTour(state, result, { ...AT, pointed: { part: "map", at: [0] } }).parts;
  assert.deepEqual(first.maps.window, { row: 0, col: 0, height: 6, width: 6 });
  assert.deepEqual([parts.maps.rows, parts.maps.cols, parts.maps.clickable], [4 * 7 - 1, 16 * 7 - 1, true]);
  assert.deepEqual(parts.maps.window, { row: 0, col: 9 * 7, height: 6, width: 6 });
  const pixel = (row, col) => [...parts.maps.bytes.subarray(4 * (row * 111 + col), 4 * (row * 111 + col) + 4)];
  assert.deepEqual([pixel(2, 37), pixel(2, 6), pixel(3, 37)[0]], [[198, 77, 0, 255], [0, 0, 0, 0], 0]);
  assert.equal(parts.maps.size[0], "64 maps of 6×6: 2,304 numbers");
  assert.match(parts.maps.words, /channel 1 × 2, channel 5 × 0$/);
  assert.match(
    plainWords(parts.sum),
    /^The error is .*, after 1,200 training steps\. Map 9: from .* Press it to switch it off\.$/,
  );
  assert.deepEqual([parts.input.size[1], parts.other.size[0].split(",")[0]], ["9,216 numbers", "2"]);
  for (const width of [300, 334, 600]) {
    const lengths = showTour(state, result, { ...AT, width }).px;
    assert.ok(3 * (lengths.pane + 4) + 24 <= width && lengths.maps <= width, `${width}`);
  }
  assert.ok(px.maps > px.pane);
  const { maps } = showTour({ ...state, layer: 1 }, result, AT).parts;
  assert.deepEqual([maps.window, maps.clickable, maps.shape[0]], [null, false, 16]);
  const plain = showTour(state, { ...result, mapsShown: false }, AT).parts;
  assert.deepEqual([plain.flow, plain.maps, plain.all], [null, null, null]);
  assert.equal(plain.output.rows, 96);
  const aim = { title: "Target", data: new Float64Array(93 * 93), side: 93, words: "" };
  assert.equal(showTour(state, { ...result, comparison: aim }, AT).parts.other.bytes.length, 4 * 93 * 93);
  assert.equal(showTour(state, { ...result, error: null, side: 94 }, AT).parts.output.size[1], "cannot be compared");
});

test("FeatureMapBrowser shows the map, its pixel and what that sees, and a tile for each channel and layer", () => {
  const layers = [
    { name: "conv1", size: 4, pools: 0, channels: 2, field: 3, jump: 1 },
    { name: "conv2", size: 2, pools: 1, channels: 2000, field: 8, jump: 2 },
  ];
  const result = {
    ready: true,
    ...{
      layers,
      layer: 1,
      ...{ k: 1, place: 1, below: "layers", about: null, order: "own" },
      side: 4,
      levels: 31,
      numbers: [
        [0, 1],
        [7, 9],
      ],
    },
    ...{
      tops: [
        [2, 1],
        [4, 1],
      ],
      zeros: [0, 0.25],
      likes: [
        [0, 0],
        [0.5, -0.125],
      ],
    },
    ...{ down: fieldOf(layers[1], 3, 4), across: fieldOf(layers[1], 0, 4) },
    maps: layers.map(({ size }) => [31, 0].map((level) => new Uint8Array(size * size).fill(level))),
    photo: new Uint8ClampedArray(4 * 16),
  };
  result.maps[1][1] = Uint8Array.of(0, 0, 31, 0);
  result.chosen = { number: 9, values: result.maps[1][1], top: 1, most: 31 };
  const state = { own_scale: false, true_size: false, untrained: true };
  const { parts, say } = showMaps(state, result, AT);
  assert.deepEqual(parts.input.window, { row: 0, col: 0, height: 4, width: 4 });
  assert.deepEqual(parts.output.window, { row: 1, col: 0, height: 1, width: 1 });
  assert.deepEqual(parts.output.value, { now: 2, max: 3, text: "row 1, column 0 of 2×2: 1" });
  assert.deepEqual(lead(parts.output.bytes), [0, 0, 64, 0]); // white is 4 in this layer
  assert.deepEqual(lead(showMaps({ ...state, own_scale: true }, result, AT).parts.output.bytes), [0, 0, 255, 0]);
  assert.equal(parts.output.name, "Layer 2 (conv2), no. 9");
  assert.deepEqual([parts.channel1.chosen, parts.channel0.name, parts.layer0.wide], [true, "Channel 1: number 7", 64]);
  assert.equal(showMaps({ ...state, true_size: true }, result, AT).parts.layer0.wide, 4);
  assert.match(
    plainWords(parts.sum.parts),
    /^map\[1, 0\] ≈ 1 sees rows 0 to 3, columns 0 to 3 .* reaches over the edge\.$/,
  );
  assert.match(parts.rest, /^2000×2×2 = 8,000 numbers, 25 % of them 0\. .* white 4\.$/);
  assert.match(say, /^Layer 2, channel 2, untrained\. /);
  assert.equal(showMaps(state, { ...result, ready: false }, AT).say, undefined);
});

test("FilterFormation shows both boards, the kernel large, and what it and its like make of the photo", () => {
  const halves = new DataView(new ArrayBuffer(2 * 2 * 3 * 9));
  for (let i = 0; i < 54; i++) halves.setUint16(2 * i, [0x3c00, 0xbc00, 0x3800][(i * i + (i > 26)) % 3], true);
  const doubles = new DataView(new ArrayBuffer(8 * 9));
  for (let i = 0; i < 9; i++) doubles.setFloat64(8 * i, i % 3 ? -Math.SQRT1_2 / 3 : Math.SQRT1_2 / 1.5, true);
  const traits = {
    shape: [2, 3, 1, 3],
    weights: halves,
    pattern_bytes: doubles,
    ...{ pattern_names: ["line 90°"], mix_names: [""], mixes: [[1]], steps: [0, 500], curve: [] },
  };
  const layer = readLayer((name) => traits[name]);
  const { structured, told } = layer;
  const result = { layer, position: 1, chosen: 2, numbers: sorted(told.at(-1), 0), structured, photo: null, stride: 1 };
  const state = { order: 0, threshold: 0.5 };
  const { parts, say } = showKernels(state, result, AT);
  assert.deepEqual([parts.after.rows, parts.after.cols], [7, 7]);
  assert.deepEqual(parts.after.window, { row: 4, col: 0, height: 3, width: 3, zoom: 8 });
  assert.deepEqual([parts.after.value.now, parts.after.value.max, parts.input], [2, 2, undefined]);
  assert.match(parts.before.words, /^All kernels before training: step 0 · \d of 3 have structure$/);
  assert.equal(parts.learned.name, "Kernel 2");
  assert.deepEqual(parts.learned.channels, []);
  assert.match(plainWords(parts.sum), /^likeness = 1 with the pattern’s negative: scale both/);
  assert.deepEqual(parts.steps, { where: "step 500", position: 1, stopped: false });
  assert.match(say, /^Step 500: .* Kernel 2: structure /);
  const photo = {
    rgba: new Uint8ClampedArray(4 * 20),
    tensor: { data: new Float64Array(20).fill(1), shape: [1, 4, 5] },
  };
  const { input, output } = showKernels(state, { ...result, photo }, AT).parts;
  assert.deepEqual([input.size, output.rows, output.cols], ["4×5", 4, 5]);
  assert.equal(output.words, "What kernel 2 makes of the photo, 4×5");
});
