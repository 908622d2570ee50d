import assert from "node:assert/strict";
import { test } from "node:test";
import { cubeScale, projector } from "../../convcourse/explorers/parts/cubes.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import { planeBytes } from "../../convcourse/explorers/parts/pictures.js";
import {
  correlate3d,
  correlateAlong,
  cutOf,
  deeper,
  gaussian3d,
  gaussianWeights,
  indexOf,
  placeOf,
  planeOf,
  toVolume,
  voxelNoise,
  windowTaps3d,
} from "../../convcourse/explorers/parts/volume.js";
import {
  calmedLike,
  plateContrast,
  show as showSlices,
  smoothings,
} from "../../convcourse/explorers/slice_explorer.js";
import { compute, judge, layerShapes, movedFrom, reconcile, show } from "../../convcourse/explorers/volume_explorer.js";

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
        const { scale, spans } = cubeScale(
          width,
          [
            [n, n, n],
            [3, 3, 3],
            [n - 2, n - 2, n - 2],
          ],
          pull,
        );
        const [input, kernel, output] = spans.map((span) => span * scale);
        assert.ok(input + kernel + output + (width < 480 ? 16 : 64) <= width); // arrows stand between them on a wide screen
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

const front = { turn: 0, tilt: 0, pull: false };
const stateOf = (more) => ({
  input: cube(4, (z, y, x) => 100 * z + 10 * y + x),
  kernel: cube(2, (z, y, x) => Number(z + y + x === 3) - Number(z + y + x === 0)),
  ...{ layer_index: 0, padding: 0, stride: 1, shift: 0, position: 0 },
  ...front,
  ...more,
});
/** What is shown of a state, by name. */
function shown(state, at = {}) {
  const data = { id: "", compare: true };
  const { parts, say } = show(state, compute(state), { pointed: null, puzzle: null, width: 700, data, ...at });
  return { ...parts, say };
}
/** Row and column of all cells of a shown grid for which `is` says yes. */
const cells = ({ rows, cols }, is) =>
  Array.from({ length: rows * cols }, (_, i) => [Math.floor(i / cols), i % cols]).filter(([r, c]) => is(r, c));

test("the window and the kernel lie on each other slice by slice, and their sums add up to the output", () => {
  const { pairs, sum, bar, say } = shown(stateOf({ position: 4 }));
  assert.equal(pairs.title, "The window and the kernel, slice by slice");
  assert.deepEqual(
    pairs.items.map(({ window, kernel, adds }) => [window.name, window.values, kernel.name, kernel.values, adds]),
    [
      ["Slice 0", [11, 12, 21, 22], "Kernel 0", [-1, 0, 0, 0], "−11"],
      ["Slice 1", [111, 112, 121, 122], "Kernel 1", [0, 0, 0, 1], "122"],
    ],
  );
  assert.deepEqual(
    sum.map((line) => plainWords([line])),
    [
      "Slice 011·(−1) + 12·0 + 21·0 + 22·0 = −11",
      "Slice 1111·0 + 112·0 + 121·0 + 122·1 = 122",
      "Together(−11) + 122 = 111",
    ],
  );
  assert.deepEqual([bar.where, say], ["output[0, 1, 1]", "Output at slice 0, row 1, column 1 is 111."]);
  assert.deepEqual(pairs.items[1].from(1, 0), [1, 2, 1]);
});

test("what is padding cannot be typed into, and has its name", () => {
  const { pairs, cubes } = shown(stateOf({ padding: 1 }));
  assert.deepEqual(
    pairs.items.map(({ window }) => [window.name, cells(window, window.fixed).length]),
    [
      ["Padding", 4],
      ["Slice 0", 3],
    ],
  );
  assert.equal(
    cells(pairs.items[1].window, (r, c) => pairs.items[1].window.classes(r, c).includes("cc-padding")).length,
    3,
  );
  assert.deepEqual(cubes.captions, ["4×4×4, padded to 6×6×6", "2×2×2", "5×5×5"]);
});

test("outputs are known up to the position and where one points; in a puzzle all are, and what agrees is right", () => {
  const known = ({ outputs }) =>
    outputs.items.flatMap((one, d) => cells(one, (r, c) => !one.hidden(r, c)).map((at) => [d, ...at]));
  assert.deepEqual(known(shown(stateOf({ position: 1 }))).map(String), ["0,0,0", "0,0,1"]);
  const there = shown(stateOf({}), { pointed: { part: { kind: "output", slice: 2 }, at: [1, 0] } });
  assert.deepEqual(known(there).map(String), ["0,0,0", "2,1,0"]);
  assert.equal(there.bar.where, "output[2, 1, 0]");
  const gone = shown(stateOf({ stride: 2 }), { pointed: { part: { kind: "output", slice: 2 }, at: [1, 0] } });
  assert.equal(gone.bar.where, "output[0, 0, 0]");
  assert.equal(there.outputs.items[2].classes(1, 0), "cc-lit");
  const state = stateOf({});
  const { data } = compute(state);
  const output = cube(3, (z, y, x) => data[9 * z + 3 * y + x] + Number(z === 1));
  const puzzle = { keep: {}, goal: { output } };
  const tried = shown(state, { puzzle });
  assert.equal(known(tried).length, 27);
  assert.deepEqual(
    tried.outputs.items.map((one) => cells(one, (r, c) => one.classes(r, c).includes("cc-right")).length),
    [8, 0, 9], // the one at work is marked as that
  );
  assert.deepEqual(tried.targets.items[1].values, output[1].flat());
  assert.equal(shown(state).targets, null);
});

test("one product is lit in its window, its kernel and its sum, and in no other slice", () => {
  const { pairs, sum } = shown(stateOf({}), { pointed: { part: { kind: "tap", slice: 1 }, at: [0, 1] } });
  const lit = (look) => cells(look, (r, c) => look.classes(r, c).includes("cc-lit"));
  assert.deepEqual(
    pairs.items.map(({ window, kernel }) => [lit(window), lit(kernel)]),
    [
      [[], []],
      [[[0, 1]], [[0, 1]]],
    ],
  );
  const terms = sum
    .flatMap((line) => line.children[1].children)
    .filter(({ props }) => props?.class.includes("cc-term"));
  assert.deepEqual(
    terms.map(({ props }) => props.class.includes("cc-lit")),
    Array.from({ length: 8 }, (_, i) => i === 5),
  );
});

test("where no window fits, only the cubes and the reason are shown", () => {
  const { pairs, outputs, sum, bar, say, cubes } = shown(stateOf({ input: cube(1, () => 1) }));
  assert.deepEqual([pairs, outputs, sum, bar.where], [null, null, say, ""]);
  assert.match(say, /no window fits. Add padding/);
  assert.doesNotMatch(cubes.drawings[2], /cc-v-voxel/);
});

test("a volume lies deeper: zeros come in before it, and the last slices are gone", () => {
  const volume = { data: Float64Array.from([1, 2, 3, 4, 5, 6]), shape: [3, 1, 2] };
  const moved = [0, 1, 2, 3].map((slices) => Array.from(deeper(volume, slices).data));
  assert.deepEqual(moved, [
    [1, 2, 3, 4, 5, 6],
    [0, 0, 1, 2, 3, 4],
    [0, 0, 0, 0, 1, 2],
    [0, 0, 0, 0, 0, 0],
  ]);
  assert.deepEqual(deeper(volume, 1).shape, [3, 1, 2]);
});

const channels = {
  layer_index: 1,
  kernel: cube(4, (z, y, x) => (z + 1) ** 2 + 3 * y - x).map((slice) =>
    slice.slice(0, 2).map((row) => row.slice(0, 2)),
  ),
};
const withBefore = { data: { id: "", compare: false, before: true } };
/** The cells of some slices that come out again, as slice, row, column. */
const again = ({ items }) =>
  items.flatMap((look, d) => cells(look, (r, c) => look.classes(r, c).includes("cc-v-again")).map((at) => [d, ...at]));

test("a moved volume's outputs come out again as many slices deeper, and a map's do not", () => {
  for (const shift of [1, 2]) {
    const { before, outputs, moved, say } = shown(stateOf({ shift }), withBefore);
    const deep = again(outputs);
    assert.deepEqual([...new Set(deep.map(([d]) => d))], [1, 2].slice(shift - 1));
    assert.equal(deep.length, 9 * (3 - shift));
    assert.deepEqual(
      again(before),
      deep.map(([d, r, c]) => [d - shift, r, c]),
    );
    for (const [d, r, c] of deep)
      assert.equal(outputs.items[d].values[3 * r + c], before.items[d - shift].values[3 * r + c]);
    const words = `Same as before, ${shift === 1 ? "one slice" : "two slices"} deeper: ${deep.length} of 27 outputs.`;
    assert.equal(moved, words);
    assert.match(say, /^Output at slice 0, row 0, column 0 is .*\. Same as before, .*: \d+ of 27/);
    const map = shown(stateOf({ ...channels, shift }), withBefore);
    assert.deepEqual([again(map.before), again(map.outputs)], [[], []]);
    assert.equal(map.moved, "Same as before: none of 9 outputs.");
  }
  const still = shown(stateOf({}), withBefore);
  assert.deepEqual([again(still.before), still.moved], [[], "The volume lies where it was."]);
  assert.deepEqual(still.before.items[1].values, still.outputs.items[1].values);
  const same = shown(stateOf({ ...channels, kernel: cube(4, () => 0), shift: 1 }), withBefore);
  assert.equal(same.moved, "Same as before: 1 of 1 output.");
});

test("what comes out again is told by its numbers alone", () => {
  // With padding, the last slice of the outputs misses the slice that left.
  const ones = (more) => {
    const state = stateOf({ input: cube(4, () => 1), kernel: cube(3, () => 1), padding: 1, ...more });
    return movedFrom(state, compute(state)).again.map(Number);
  };
  const slices = (more) => [0, 1, 2, 3].map((d) => ones(more).slice(16 * d, 16 * d + 16));
  assert.deepEqual(
    slices({ shift: 1 }).map((slice) => slice.reduce((sum, n) => sum + n)),
    [0, 16, 16, 0],
  );
  assert.ok(ones({ shift: 2, stride: 2 }).some(Boolean));
  assert.ok(!ones({ shift: 1, stride: 2 }).some(Boolean)); // half a stride
});

test("the output at work is lit where it stood before, and all outputs are known", () => {
  const lit = ({ items }) =>
    items.flatMap((look, d) => cells(look, (r, c) => look.classes(r, c).includes("cc-lit")).map((at) => [d, ...at]));
  const { before, outputs } = shown(stateOf({ shift: 1, position: 14 }), withBefore);
  assert.deepEqual([lit(outputs), lit(before)], [[[1, 1, 2]], [[0, 1, 2]]]);
  assert.equal(lit(shown(stateOf({ shift: 1, position: 5 }), withBefore).before).length, 0);
  assert.ok(outputs.items.every((look) => !cells(look, (r, c) => look.hidden(r, c)).length));
  const alone = shown(stateOf({ shift: 1 }));
  assert.deepEqual([alone.before, alone.moved, again(alone.outputs)], [null, null, []]);
});

test("what came in before the volume cannot be typed into, and the rest is typed where it was", () => {
  const { pairs, cubes } = shown(stateOf({ shift: 1 }));
  const fixed = pairs.items.map(({ window }) => cells(window, window.fixed).length);
  assert.deepEqual(fixed, [4, 0]);
  assert.deepEqual(pairs.items[0].window.values, [0, 0, 0, 0]);
  assert.deepEqual(pairs.items[1].window.values, [0, 1, 10, 11]);
  assert.deepEqual(pairs.items[1].from(1, 1), [0, 1, 1]);
  assert.equal(pairs.items[1].window.name, "Slice 1");
  assert.equal(cubes.captions[0], "4×4×4");
});

test("channels are named as channels, make one map, and the active layer's card is marked", () => {
  const { pairs, outputs, cards, cubes } = shown(
    stateOf({ layer_index: 1, kernel: cube(4, () => 1).map((slice) => slice.slice(0, 2)) }),
  );
  assert.match(pairs.title, /channel by channel/);
  assert.deepEqual(
    [pairs.items.map(({ window }) => window.name), outputs.items.map(({ name }) => name)],
    [["Channel 0", "Channel 1", "Channel 2", "Channel 3"], ["Map"]],
  );
  assert.deepEqual(
    cards.map(({ props }) => props["data-active"]),
    ["false", "true"],
  );
  assert.match(cubes.drawings[0], />C<.*>H<.*>W</);
});

test("a cube has a voxel for each number: strong under the window, dashed where negative, empty where not yet known", () => {
  const [input, kernel, output] = shown(stateOf({ position: 3 })).cubes.drawings;
  const count = (text, name) => text.match(new RegExp(`class="cc-v-voxel${name}"`, "g"))?.length ?? 0;
  assert.deepEqual([count(input, ""), count(input, " cc-v-strong")], [56, 8]);
  assert.deepEqual([count(kernel, " cc-v-strong"), count(kernel, " cc-v-negative cc-v-strong")], [7, 1]);
  assert.deepEqual([count(output, ""), count(output, " cc-v-strong"), count(output, " cc-v-later")], [3, 1, 23]);
  assert.doesNotMatch(input + kernel + output, /NaN|undefined/);
  const padded = shown(stateOf({ padding: 1 })).cubes.drawings[0];
  assert.equal(count(padded, " cc-v-strong"), 1); // the other seven are padding
  // Seen straight from the front, a voxel shows one face; turned and tilted, it shows three.
  const faces = (state) => shown(state).cubes.drawings[1].match(/cc-v-face\d/g).length;
  assert.deepEqual([faces(stateOf({})), faces(stateOf({ turn: 30, tilt: 25 }))], [8, 24]);
});

test("each column shows a slice and a cut, marks where the other lies, and what it measures", () => {
  const truth = { data: Uint8Array.from({ length: 4 * 5 * 6 }, (_, i) => i), shape: [4, 5, 6] };
  const state = { noise: 0, sigma: 0, across: 0, row: 2, position: 3 };
  const plate = [1, 0, 1, 0, 1, 1, 1];
  const { parts, say } = showSlices(state, smoothings(state, { truth, seed: 1, plate }));
  const [[slice, across], [cut, down, label]] = parts.truth.pictures;
  assert.deepEqual(
    Array.from(slice.data),
    [...Array(30).keys()].map((i) => 90 + i),
  );
  assert.deepEqual([cut.rows, cut.cols, cut.data[6]], [4, 6, 30 + 2 * 6]);
  assert.deepEqual([across, down], [50, 87.5]);
  assert.equal(label, "Without noise: cut at row 2, slices and columns");
  assert.deepEqual(
    parts.truth.words.map((line) => plainWords([line])),
    ["above: one slice", "below: cut through", "all slices"],
  );
  assert.deepEqual(parts.full.words[0].children[1].props, { class: "cc-sl-error" });
  assert.match(plainWords(parts.full.words), /^error 0.0flicker 0.0plate \d+ %$/);
  assert.deepEqual([parts.steps.where, say], ["slice 3", "Slice 3. Error slice by slice 0.0, along all axes 0.0."]);
  assert.match(plainWords(parts.calm), /a mean of 1.0 voxels: 0 \/ √1.0 = 0.0. Along all axes it is worth 1.0: 0 /);
});
