import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bellWords,
  chartLayout,
  chartSvg,
  compute,
  convolve,
  judge,
  presetOf,
  reconcileWith,
  show,
  sizeWords,
  squareSvg,
  trimmed,
} from "../../convcourse/explorers/kernel_powers.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";

const BOX = [0, 1 / 3, 1 / 3, 1 / 3, 0];
const PRESETS = [[BOX], [[0, -1, 0, 1, 0]], null];
const made = (row, copies) => compute({ kernel: [row], copies });

test("zeros at the ends of a row count for nothing, those inside do", () => {
  assert.deepEqual(trimmed([0, 1, 0, 2, 0]), [1, 0, 2]);
  assert.deepEqual(trimmed([0, 0]), [0]);
  assert.deepEqual(made([0, 1, 1, 0, 0], 3).joint, [1, 3, 3, 1]);
});

test("a full convolution turns its second row: an impulse brings it back as it is", () => {
  assert.deepEqual(convolve([0, 1], [1, 2, 3]), [0, 1, 2, 3]);
  assert.deepEqual(convolve([1, 2], [3, 0, -1]), [3, 6, -1, -2]);
});

test("sums stay 1, variances add up, and the bars come nearer to the bell", () => {
  const all = [1, 2, 3, 4, 5, 6, 7, 8].map((copies) => made(BOX, copies));
  for (const [n, { sum, bell, joint }] of all.entries()) {
    assert.ok(Math.abs(sum - 1) < 1e-12);
    assert.ok(Math.abs(bell.variance - (n + 1) * (2 / 3)) < 1e-12);
    assert.equal(joint.length, 2 * (n + 1) + 1);
  }
  assert.ok(all[0].apart > 0.3 && all[3].apart < 0.05 && all[7].apart < all[3].apart);
});

test("there is no bell for negative weights, for one alone, and for what is too large", () => {
  assert.equal(
    bellWords(made([0, -1, 3, -1, 0], 3)),
    "With negative weights there is no bell. The largest, its sign aside, is 45.",
  );
  assert.match(bellWords(made([0, 0, 2, 0, 0], 3)), /^One weight alone/);
  assert.match(bellWords(made([1e200, 1, 0, 0, 0], 8)), /too large to be drawn/);
  assert.match(bellWords(made(BOX, 4)), /at most 4 % of its height/);
});

test("words say the size, the sum as a power, and the width", () => {
  const words = (row, copies) => plainWords(sizeWords(made(row, copies), copies));
  assert.equal(
    words([1, 1, 1], 1),
    "3 weights. They add up to 3. Their variance is 0.67: a standard deviation of 0.82 cells.",
  );
  assert.equal(
    words([1, 1, 1], 2),
    "5 weights. They add up to 32 = 9. Their variance is 2 · 0.67 ≈ 1.33: a standard deviation of 1.15 cells.",
  );
  assert.equal(words([-2, 0, 0, 0, 1], 3), "13 weights. They add up to (−1)3 = −1.");
});

test("a kernel and its name in the list go together", () => {
  assert.equal(presetOf([[1 / 3, 1 / 3, 1 / 3]], PRESETS), 0);
  assert.equal(presetOf([[1, 1, 1]], PRESETS), 2);
  const state = { kernel: [BOX], preset: 0 };
  assert.deepEqual(reconcileWith(PRESETS, { preset: 1 }, state), { preset: 1, kernel: PRESETS[1] });
  assert.deepEqual(reconcileWith(PRESETS, { kernel: [[1]] }, state), { kernel: [[1]], preset: 2 });
  assert.deepEqual(reconcileWith(PRESETS, { preset: 2 }, state), { preset: 2 });
  assert.deepEqual(reconcileWith(PRESETS, { copies: 3 }, state), { copies: 3 });
});

test("a puzzle asks for the joint kernel, wherever its kernel stands in the row", () => {
  const puzzle = { goal: { output: [1, 4, 6, 4, 1] }, keep: { copies: 2 } };
  const said = (row, copies = 2) => judge({ copies }, made(row, copies), puzzle);
  assert.equal(said([1, 2, 1, 0, 0]).solved, true);
  assert.equal(said([0, -1, -2, -1, 0]).solved, true);
  assert.equal(said([0, 1, 1, 1, 0]).words, "2 of 5 cells agree.");
  assert.equal(said([1, 0, 0, 0, 0]).words, "The joint kernel has 1 weight, the goal 5.");
  assert.match(said([1, 2, 1, 0, 0], 3).words, /copies has to stay/);
});

test("bars stand within the drawing, hanging ones below the ground, at any width", () => {
  for (const row of [BOX, [0, -1, 3, -1, 0], [-1, 0, 0, 0, -2], [0, 0, 1, 0, 0]]) {
    for (const [copies, width] of [
      [1, 300],
      [8, 300],
      [3, 620],
    ]) {
      const result = made(row, copies);
      const place = chartLayout([width, 190], result);
      const left = place.left(result.joint.length);
      assert.ok(left >= 0 && left + result.joint.length * place.pitch <= width);
      for (const value of [...result.joint, result.bell?.height ?? 0]) {
        assert.ok(place.y(value) >= 0 && place.y(value) <= 190);
        assert.equal(Math.sign(place.ground - place.y(value)), Math.sign(value));
      }
    }
  }
});

test("the chart has the bell where there is one, and a goal instead of the kernel's own bars", () => {
  const drawing = chartSvg([400, 200], made(BOX, 2));
  assert.match(drawing, /cc-kp-bell/);
  assert.match(drawing, /cc-kp-first/);
  assert.doesNotMatch(chartSvg([400, 200], made([1, -1, 0, 0, 0], 2)), /cc-kp-bell/);
  const wanted = chartSvg([400, 200], made(BOX, 2), [1, 4, 6, 4, 1]);
  assert.match(wanted, /cc-kp-goal/);
  assert.doesNotMatch(wanted, /cc-kp-first/);
  assert.equal(squareSvg(190, made(BOX, 2)).match(/<path/g).length, 25);
});

test("all weights are said, and nothing is drawn of what is too large", () => {
  const seen = (row, copies) => show({ copies, kernel: [row] }, made(row, copies), { puzzle: null, width: 640 });
  assert.match(seen([1, 1, 0, 0, 0], 3).say, /^3 copies: 1, 3, 3, 1\. From the bell/);
  assert.equal(seen([1, 1, 0, 0, 0], 3).parts.chart.name, "kernel ∗ kernel ∗ kernel");
  const { chart, plane } = seen([1e200, 1, 0, 0, 0], 8).parts;
  assert.deepEqual([chart, plane], [null, null]);
});
