import assert from "node:assert/strict";
import { test } from "node:test";

import {
  downFrom,
  findSizes,
  judgeSizes,
  keepBelowStride,
  placeTree,
  settingsFor,
  sizesFrom,
  treeDrawing,
  verdictWords,
  wayWords,
} from "../../convcourse/explorers/size_finder.js";

const state = (changes = {}) => ({
  start: 6,
  target: 12,
  kernel_size: 3,
  stride: 2,
  padding: 1,
  output_padding: 0,
  layers: [],
  ...changes,
});
const DECODER = [
  [3, 2, 1],
  [3, 3, 1],
  [3, 3, 1],
];
const plain = (parts) => parts.map((part) => (Array.isArray(part) ? part[0] : part)).join("");

test("a layer makes a size for each output_padding, and none below 1", () => {
  assert.deepEqual(
    sizesFrom(6, [3, 2, 1]).map((one) => one.size),
    [11, 12],
  );
  assert.deepEqual(
    sizesFrom(1, [3, 3, 2]).map((one) => [one.extra, one.size]),
    [[2, 1]],
  );
});

test("settings come in order: even ones first, then those without output_padding, those with much padding last", () => {
  const shown = settingsFor(state()).map((one) => [one.stride, one.padding, one.output_padding]);
  assert.deepEqual(shown, [
    [2, 1, 1],
    [3, 3, 0],
  ]);
  const found = settingsFor(state({ kernel_size: 4 }));
  assert.deepEqual(found[0], { stride: 2, padding: 1, output_padding: 0, even: true });
  assert.deepEqual(settingsFor(state({ target: 255 })), []);
});

test("the way down and the way back through three layers", () => {
  assert.deepEqual(downFrom(96, DECODER), [96, 32, 11, 6]);
  const chain = state({ target: 96, layers: DECODER });
  const result = findSizes(chain);
  assert.equal(result.levels.at(-1).length, 18);
  assert.deepEqual(
    wayWords(result).map(([, parts]) => plain(parts)),
    ["(6 − 1)·2 − 2·1 + 3 + 0 = 11", "(11 − 1)·3 − 2·1 + 3 + 1 = 32", "(32 − 1)·3 − 2·1 + 3 + 2 = 96"],
  );
  const out = state({ target: 90, layers: DECODER });
  assert.equal(
    verdictWords(out, findSizes(out)),
    "From 6 these layers reach 91 to 108, not 90. Going down, 90 → 30 → 10 → 5.",
  );
});

test("a choice that leaves nothing, where another one leaves something, is told with that other one", () => {
  const say = (changes) => verdictWords(state(changes), findSizes(state(changes)));
  const one = { start: 1, kernel_size: 1, stride: 3, padding: 1 };
  assert.equal(
    say({ ...one, target: 1 }),
    "The padding cuts off all of the output; output_padding 2 leaves 1. Going down, 1 → 1.",
  );
  assert.match(say({ ...one, target: 7 }), /^The padding cuts off all of the output; output_padding 2 leaves 1\./);
  assert.match(say({ ...one, target: 1, output_padding: 2 }), /^1 is reached/);
});

test("no setting of the sliders makes a text or a drawing that is not whole", () => {
  const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const puzzle = { goal: { size: 8 } };
  let cut = 0;
  // Beyond a start of 6 the padding, which is at most 3, cuts off no more than before.
  for (const start of [...numbers(1, 6), 127, 128])
    for (const kernel_size of numbers(1, 7)) {
      for (const stride of numbers(1, 4))
        for (const padding of numbers(0, 3))
          for (const output_padding of numbers(0, stride - 1)) {
            for (const target of [1, 2, 8, 255, 256]) {
              const one = state({ start, target, kernel_size, stride, padding, output_padding });
              const result = findSizes(one);
              const words = [
                verdictWords(one, result),
                judgeSizes(one, result, puzzle).words,
                JSON.stringify(wayWords(result)),
                treeDrawing(one, result, 380),
              ].join(" ");
              assert.doesNotMatch(words, /undefined|NaN|null|Infinity/, JSON.stringify(one));
              cut += Number(!result.path.length && result.levels.at(-1).length > 0);
            }
          }
    }
  assert.ok(cut > 50);
});

test("output_padding stays below the stride", () => {
  assert.deepEqual(keepBelowStride({ stride: 1 }, state({ output_padding: 1 })), { stride: 1, output_padding: 0 });
  assert.deepEqual(keepBelowStride({ stride: 4 }, state()), { stride: 4 });
});

test("no two sizes of the tree touch, at any width", () => {
  for (const width of [240, 400, 680]) {
    const { levels } = findSizes(state({ target: 96, layers: DECODER }));
    const { places, x, gap } = placeTree(levels, width);
    assert.ok(x.at(-1) + 24 <= width && gap > 56, `${width}: ${gap}`);
    for (const level of levels) {
      const ys = level.map((node) => places.get(node));
      assert.ok(ys.every((y, i) => i === 0 || y - ys[i - 1] >= 18));
    }
  }
});

test("a puzzle and a cut that leaves nothing are told", () => {
  const say = (changes) =>
    judgeSizes(state(changes), findSizes(state(changes)), { keep: { target: 12 }, goal: { size: 12 } });
  assert.deepEqual(say(), { solved: false, words: "6 becomes 11; the goal is 12." });
  assert.equal(say({ output_padding: 1 }).solved, true);
  assert.match(say({ target: 11 }).words, /target has to stay/);
  assert.match(say({ start: 1, padding: 3 }).words, /cuts off all/);
});
