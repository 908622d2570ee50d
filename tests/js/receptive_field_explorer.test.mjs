import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dependents,
  dependsOn,
  layerName,
  middleOf,
  nearestUnit,
  reachWords,
  refusal,
  sizesText,
  stackLevels,
} from "../../convcourse/explorers/parts/stack.js";
import { planeLayout, sideLayout, unitBox } from "../../convcourse/explorers/parts/stack_drawing.js";
import { compute, judge, reconcile } from "../../convcourse/explorers/receptive_field_explorer.js";

const CONV = [0, 3, 1, 1, 1];
const POOL = [1, 2, 2, 0, 1];
const VGG = {
  input_size: 224,
  layers: [...[CONV, CONV, POOL, CONV, CONV, POOL], ...Array(3).fill([CONV, CONV, CONV, POOL]).flat()],
};
const state = (input_size, layers, more = {}) => ({
  input_size,
  layers,
  layer: layers.length,
  depth: layers.length,
  row: 0,
  position: 0,
  kind: 0,
  kernel_size: 3,
  stride: 1,
  padding: 0,
  dilation: 1,
  ...more,
});

test("sizes of VGG-16 halve at its poolings and nowhere else", () => {
  const { levels, trouble } = stackLevels(VGG);
  assert.equal(trouble, null);
  assert.deepEqual([levels.length, levels.at(-1)], [19, { size: 7, field: 212, jump: 32, start: -90 }]);
  assert.equal(sizesText(levels.map(({ size }) => size)), "224 → 112 → 56 → 28 → 14 → 7");
  assert.equal(sizesText([16, 16, 16]), "16 throughout");
});

test("what PyTorch refuses is refused with a reason, and the stack ends before it", () => {
  assert.match(refusal([1, 3, 2, 2, 1], 9), /at most half its kernel as padding: 1/);
  assert.match(refusal([2, 3, 2, 1, 2], 9), /no dilation/);
  assert.match(refusal([0, 5, 1, 0, 2], 7), /spans 9 cells, and the map below has 7/);
  assert.equal(refusal([1, 3, 2, 1, 2], 9), "");
  const { levels, trouble, depth } = compute(state(8, [POOL, POOL, [0, 5, 1, 0, 1]]));
  assert.deepEqual([levels.length, trouble.layer, depth], [3, 3, 2]);
});

test("a unit at the edge depends on padding, which depends on nothing", () => {
  const one = state(9, [CONV, CONV]);
  const reach = dependsOn(one, compute(one).levels, 2, 0);
  assert.deepEqual(
    reach.map(({ units }) => [...units]),
    [
      [
        [0, 2],
        [1, 2],
        [2, 1],
      ],
      [
        [0, 1],
        [1, 1],
      ],
      [[0, 1]],
    ],
  );
  assert.deepEqual(
    reach.map(({ padding }) => padding),
    [[-1], [-1], []],
  );
});

test("pixels in the gaps of a dilated stack are seen by no unit that lies over them", () => {
  const one = state(13, Array(3).fill([0, 3, 1, 0, 2]));
  const { levels } = compute(one);
  assert.deepEqual(
    [...dependsOn(one, levels, 3, 0)[0].units].map(([x, n]) => [x, n]),
    [
      [0, 1],
      [2, 3],
      [4, 6],
      [6, 7],
      [8, 6],
      [10, 3],
      [12, 1],
    ],
  );
  assert.deepEqual(dependents(one, levels, 3)[3], []);
});

test("words name the pixels, the edge and the gaps", () => {
  const say = (one, at) => {
    const { levels, depth } = compute(one);
    return reachWords(levels, depth, at, ...at.map((i) => dependsOn(one, levels, depth, i)));
  };
  assert.equal(
    say(state(9, [CONV, CONV]), [4, 4]),
    "Unit [4, 4] of layer 2 depends on columns 2 to 6, and on 5×5 = 25 pixels in all.",
  );
  assert.match(say(state(9, [CONV, CONV]), [4, 0]), /5×3 = 15 pixels.*Its field of 5×5 hangs over the edge/);
  assert.match(say(state(13, [[0, 3, 1, 0, 2]]), [0, 0]), /columns 0, 2 and 4.*has gaps/);
  assert.match(say(state(3, [[0, 1, 1, 2, 1]]), [0, 0]), /depends on no pixel at all/);
});

test("a change of a number goes into the chosen layer, a choice brings its numbers", () => {
  const one = state(16, [CONV, POOL], { layer: 2, depth: 2, kind: 1, kernel_size: 2, stride: 2 });
  assert.deepEqual(reconcile({ kernel_size: 3 }, one).layers, [CONV, [1, 3, 2, 0, 1]]);
  const { kind, kernel_size, padding, layers } = reconcile({ layer: 1 }, one);
  assert.deepEqual([kind, kernel_size, padding, layers], [0, 3, 1, undefined]);
  assert.deepEqual(reconcile({ position: 3 }, one), { position: 3 });
  const shorter = reconcile({ layers: [CONV] }, one);
  assert.deepEqual([shorter.deepest, shorter.layer, shorter.depth, shorter.kernel_size], [1, 1, 1, 3]);
});

test("depth and layer stay at 1 or more, also where not even layer 1 works", () => {
  const one = state(4, [[0, 9, 1, 0, 1]]);
  assert.equal(compute(one).depth, 0);
  const { depth, layer, kernel_size } = reconcile({ depth: 0, layer: 0 }, one);
  assert.deepEqual([depth, layer, kernel_size], [1, 1, 9]);
  assert.equal(reconcile({ depth: 0 }, one).depth, 1);
});

test("the end of a slider goes before a larger value and after a smaller one", () => {
  const one = state(16, [CONV, CONV]);
  const order = (changes) => Object.keys(reconcile(changes, one)).filter((name) => ["layer", "deepest"].includes(name));
  assert.deepEqual(order({ layers: [CONV, CONV, CONV], layer: 3 }), ["deepest", "layer"]);
  assert.deepEqual(order({ layers: [CONV], layer: 1 }), ["layer", "deepest"]);
});

test("units lie in the middle of their fields, and are found again from there", () => {
  const { levels } = stackLevels(VGG);
  for (const level of levels) {
    for (const i of [0, Math.floor(level.size / 2), level.size - 1])
      assert.equal(nearestUnit(level, middleOf(level, i)), i);
  }
  assert.equal(nearestUnit(levels.at(-1), 1e6), 6);
});

test("drawings stay within their width", () => {
  const stacks = [
    VGG,
    { input_size: 256, layers: Array(20).fill(CONV) },
    { input_size: 1, layers: [[0, 1, 1, 8, 1]] },
    { input_size: 16, layers: [CONV, POOL, CONV, POOL] },
    {
      input_size: 60,
      layers: [
        [0, 11, 4, 8, 2],
        [1, 3, 2, 1, 1],
      ],
    },
  ];
  for (const width of [260, 330, 480, 680])
    for (const one of stacks) {
      const { levels } = stackLevels(one);
      const geometry = sideLayout(width, one, levels);
      levels.forEach((level, n) => {
        const p = n < one.layers.length ? one.layers[n][3] : 0;
        for (const i of [-p, level.size - 1 + p]) {
          const [x, w] = unitBox(geometry, level, i);
          assert.ok(
            x >= geometry.names - 8 && x + w <= width + 8,
            JSON.stringify({ width, n, i, x, w, names: geometry.names }),
          );
        }
      });
      assert.ok(geometry.height < 520);
      for (let depth = 0; depth < levels.length; depth++) {
        const { before, after, pixel, unit, wide } = planeLayout(width, levels, depth);
        const whole = (before + one.input_size + after) * pixel;
        assert.ok(
          whole + (wide ? 60 + Math.max(136, levels[depth].size * unit) : 4) <= width,
          JSON.stringify({ width, depth, whole }),
        );
      }
    }
});

test("layers are named in a few letters", () => {
  assert.deepEqual([CONV, POOL, [2, 3, 2, 1, 1], [0, 3, 1, 0, 4]].map(layerName), [
    "conv 3",
    "max 2/2",
    "avg 3/2",
    "conv 3 d4",
  ]);
});

test("a puzzle says what is missing", () => {
  const say = (goal, one) => judge(one, compute(one), { keep: { input_size: 15 }, goal }).words;
  const goal = { field: 7, size: 15, most: { kernel_size: 3 }, kinds: [0] };
  assert.equal(say(goal, state(15, [CONV])), "The field is 3; the goal is 7.");
  assert.equal(say(goal, state(15, [[0, 7, 1, 3, 1]])), "Layer 1: the kernel size may be at most 3 here.");
  assert.equal(say(goal, state(15, [CONV, CONV, [0, 3, 1, 0, 1]])), "The field is 7, but the output is 13×13.");
  assert.equal(say(goal, state(15, [CONV, POOL])), "Layer 2 has to be a convolution here.");
  assert.match(say(goal, state(15, [CONV, CONV, CONV])), /Solved: a field of 7 with 27 weights. One 7×7 kernel has 49/);
  assert.match(say(goal, state(16, [CONV])), /input size has to stay/);
  assert.equal(
    say({ covers: true, layers: 1 }, state(15, [CONV])),
    "The best unit depends on 3 of the 15 pixels of a row.",
  );
  assert.equal(say({ covers: true, layers: 1 }, state(15, [CONV, CONV])), "2 layers; 1 have to do.");
});
