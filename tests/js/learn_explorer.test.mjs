import assert from "node:assert/strict";
import { test } from "node:test";

import {
  axesOf,
  compute,
  errorInZeros,
  judge,
  layoutOf,
  placesOfInput,
  placesOfWeight,
  reconcile,
  show,
} from "../../convcourse/explorers/learn_explorer.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";

const [WEIGHT, INPUT, BIAS] = [0, 1, 2];
const state = (changes = {}) => ({
  input: [
    [1, 2, 0],
    [0, 3, 1],
    [4, 0, 2],
  ],
  kernel: [
    [1, -1],
    [0, 2],
  ],
  target: [
    [5, 0],
    [1, 1],
  ],
  reading: WEIGHT,
  position: 0,
  bias: 0,
  stride: 1,
  dilation: 1,
  ...changes,
});
const see = (given, more = {}) => {
  const now = state(given);
  return show(now, compute(now), { pointed: null, puzzle: null, width: 640, ...more });
};

test("error, loss and gradients of a small convolution, by hand", () => {
  const { error, loss, weights, inputs, bias } = compute(state());
  // output 5 4 / −3 6, minus the target
  assert.deepEqual([...error.data], [0, 4, -4, 5]);
  assert.equal(loss, (16 + 16 + 25) / 2);
  assert.equal(bias, 5);
  assert.deepEqual([...weights.data], [4 * 2 + 5 * 3, 5 - 4 * 3, 4 * 3 - 4 * 4, 4 + 5 * 2]);
  assert.deepEqual([...inputs.data], [0, 4, -4, -4, 5 + 4, -5 + 8, 0, -8, 10]);
});

test("a weight meets an input in each output, an input lies in the windows around it", () => {
  const now = state();
  const result = compute(now);
  const met = placesOfWeight(now, result, [1, 0]);
  assert.deepEqual(
    met.map(({ value }) => value),
    [0, 3, 4, 0],
  );
  assert.equal(placesOfInput(now, result, [1, 1]).length, 4);
  assert.deepEqual(placesOfInput(now, result, [0, 0]), [
    { row: 0, col: 0, kernelRow: 0, kernelCol: 0, weight: 1, error: 0 },
  ]);
  const wide = state({ stride: 2, kernel: [[1]], target: [[0, 0]] });
  assert.deepEqual(placesOfInput(wide, compute(wide), [1, 1]), []); // between two windows
});

test("the strides of the windows are zeros between the errors", () => {
  const now = state({ stride: 2, kernel: [[1, 1]], input: [[1, 2, 3, 4]], target: [[0]] });
  const { values, at } = errorInZeros(compute(now));
  assert.deepEqual(values, [0, 3, 0, 7, 0]);
  assert.deepEqual(
    values.map((_, c) => at(0, c).kind),
    ["padding", "error", "inserted", "error", "padding"],
  );
  assert.deepEqual(at(0, 3).place, [0, 1]);
});

test("only the readings that are asked for are on the stage", () => {
  const { parts } = see({ position: 3 });
  assert.deepEqual([parts.inputs, parts.zeros, parts.flipped, parts.alone], [null, null, null, null]);
  assert.deepEqual(parts.input.window, { row: 1, col: 1, height: 2, width: 2 });
  assert.equal(parts.input.note(1, 2), "×4"); // the second error
  assert.equal(parts.kernel.classes(1, 1), "cc-lit");
  const input = see({ reading: INPUT, position: 4 }).parts;
  assert.deepEqual([input.weights, input.error, input.alone], [null, null, null]);
  assert.deepEqual(input.flipped.values, [2, 0, -1, 1]);
  assert.deepEqual(input.zeros.window, { row: 1, col: 1, height: 2, width: 2 });
  const bias = see({ reading: BIAS }).parts;
  assert.deepEqual([...bias.alone.values], [5]);
  assert.equal(bias.steps.stopped, true);
});

test("a gradient is uncovered step by step, and whole in a puzzle", () => {
  const { weights } = see({ position: 1 }).parts;
  assert.deepEqual(
    [0, 1, 2, 3].map((n) => weights.hidden(n >> 1, n & 1)),
    [false, false, true, true],
  );
  assert.equal(see({ position: 0 }, { puzzle: {} }).parts.weights.hidden(1, 1), false);
});

test("the sum is written out, and says what the loss does", () => {
  const { parts, say } = see({ position: 0 });
  assert.equal(plainWords(parts.sum), "∂L/∂w[0, 0] = 1·0 + 2·4 + 0·(−4) + 3·5 = 23");
  assert.match(
    parts.meaning,
    /^The weight is shared by 4 outputs: 4 terms\. 0\.01 more of it changes the loss by 0\.23\.$/,
  );
  assert.match(say, /= 23\. Loss 28\.5\.$/);
  assert.equal(plainWords(see({ reading: BIAS }).parts.sum), "∂L/∂b = 0 + 4 + (−4) + 5 = 5");
  const pointed = { part: "error", at: [1, 1] };
  const { sum } = see({ position: 0 }, { pointed }).parts;
  assert.equal(sum.filter((part) => part.props?.class.includes("cc-lit")).length, 1);
});

test("an input that no window reads says so", () => {
  const { parts } = see({ reading: INPUT, position: 4, stride: 2, kernel: [[1]] });
  assert.equal(plainWords(parts.sum), "∂L/∂x[1, 1] = 0");
  assert.match(parts.meaning, /^No window reads this input/);
});

test("a kernel that does not fit is told", () => {
  const { parts, say } = see({ dilation: 2, input: [[1, 2, 3]], kernel: [[1, 1, 1]] });
  assert.match(say, /does not fit/);
  assert.deepEqual([parts.output, parts.steps], [null, null]);
  assert.equal(judge(state(), {}, { goal: { loss: 0 } }).solved, false);
});

test("the target grows with the output, and a new reading is seen whole where the one before was", () => {
  const { target } = reconcile({ kernel: [[1]] }, state());
  assert.deepEqual(target, [
    [5, 0, 0],
    [1, 1, 0],
    [0, 0, 0],
  ]);
  assert.deepEqual(reconcile({ stride: 2 }, state()), { stride: 2 });
  const now = state({ position: 3 });
  const ui = { drawn: { state: now, result: compute(now) } };
  assert.equal(reconcile({ reading: INPUT }, now, null, ui).position, 8);
  const first = { drawn: { state: state(), result: compute(now) } };
  assert.equal(reconcile({ reading: INPUT }, state(), null, first).position, 0);
});

test("cells stay large enough in each layout", () => {
  for (const reading of [WEIGHT, INPUT, BIAS]) {
    for (const dilation of [1, 2]) {
      const now = state({ reading, dilation, input: Array(5).fill([1, 2, 3, 4, 5]), kernel: Array(3).fill([1, 2, 3]) });
      const axes = axesOf(now);
      assert.ok(layoutOf(640, { ...now, axes }).cell >= 28);
      assert.ok(layoutOf(338, { ...now, axes }).cell >= 20);
    }
  }
});
