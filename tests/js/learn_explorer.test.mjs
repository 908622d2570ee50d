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
/** A state of one channel; what is given of input, kernel and target are planes. */
const state = ({ input, kernel, target, ...changes } = {}) => ({
  input: [
    input ?? [
      [1, 2, 0],
      [0, 3, 1],
      [4, 0, 2],
    ],
  ],
  kernel: [
    [
      kernel ?? [
        [1, -1],
        [0, 2],
      ],
    ],
  ],
  target: [
    target ?? [
      [5, 0],
      [1, 1],
    ],
  ],
  in_channels: 1,
  out_channels: 1,
  input_channel: 0,
  output_channel: 0,
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
    { channel: 0, row: 0, col: 0, kernelRow: 0, kernelCol: 0, weight: 1, error: 0 },
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
  const { target } = reconcile({ kernel: [[[[1]]]] }, state());
  assert.deepEqual(target, [
    [
      [5, 0, 0],
      [1, 1, 0],
      [0, 0, 0],
    ],
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
      if (reading !== INPUT) assert.deepEqual(layoutOf(630, { ...now, axes }), { mode: "high", cell: 42, held: 129 });
    }
  }
});

/** Two channels in, two out, of numbers that are easy to add up: 2×2 inputs, kernels of one weight. */
const both = (changes = {}) => ({
  ...state(),
  input: [[[1, 2]], [[3, -1]]],
  kernel: [
    [[[2]], [[1]]],
    [[[-1]], [[3]]],
  ],
  target: [[[4, 4]], [[7, -4]]],
  in_channels: 2,
  out_channels: 2,
  ...changes,
});
const look = (changes, more = {}) => {
  const now = both(changes);
  return show(now, compute(now), { pointed: null, puzzle: null, width: 640, ...more });
};

test("two channels in and two out, by hand", () => {
  const { channels, loss } = compute(both());
  // outputs 2·1 + 3 = 5, 2·2 − 1 = 3 and −1 + 9 = 8, −2 − 3 = −5
  assert.deepEqual(
    channels.error.map(({ data }) => [...data]),
    [
      [1, -1],
      [1, -1],
    ],
  );
  assert.equal(loss, 2);
  const weights = channels.weights.map((own) => own.map(({ data }) => data[0]));
  assert.deepEqual(weights, [
    [1 - 2, 3 + 1],
    [1 - 2, 3 + 1],
  ]);
  // an input hears of both errors, each times the weight that took it there
  assert.deepEqual(
    channels.inputs.map(({ data }) => [...data]),
    [
      [2 - 1, -2 + 1],
      [1 + 3, -1 - 3],
    ],
  );
  assert.deepEqual(channels.bias, [0, 0]);
});

test("what is in view follows the channels, and what is added up is written out", () => {
  const weight = look({ input_channel: 1, output_channel: 1 }).parts;
  assert.deepEqual(
    [weight.input.name, weight.kernel.name, weight.output.name],
    ["Input 1", "Kernel [1, 1]", "Output 1"],
  );
  assert.equal(plainWords(weight.sum), "∂L/∂w[1, 1, 0, 0] = 3·1 + (−1)·(−1) = 4");
  const { parts, say } = look({ reading: INPUT, input_channel: 1 });
  assert.deepEqual(
    parts.sum.map((line) => plainWords([line])),
    ["∂L/∂x[1, 0, 0] = 1 + 3 = 4", "through output 0: 1·1 = 1", "through output 1: 3·1 = 3"],
  );
  assert.match(say, /^∂L\/∂x\[1, 0, 0\] = 1 \+ 3 = 4\. Loss 2\.$/);
  assert.equal(plainWords(look({ reading: BIAS, output_channel: 1 }).parts.sum), "∂L/∂b[1] = 1 + (−1) = 0");
  assert.equal(see().parts.channels, null);
});

test("the table of kernels says which is in view and which take part", () => {
  const used = (reading) =>
    look({ reading, output_channel: 1 }).parts.channels.rows.map((row) => row.map((one) => Number(one.used)));
  assert.deepEqual(used(WEIGHT), [
    [0, 0],
    [1, 0],
  ]);
  assert.deepEqual(used(INPUT), [
    [1, 0],
    [1, 0],
  ]);
  assert.deepEqual(used(BIAS), [
    [0, 0],
    [1, 1],
  ]);
});

test("a term of the other output channel lights up no cell of the one in view", () => {
  const pointed = { part: "error", at: [0, 0, 1] };
  const { parts } = look({ reading: INPUT }, { pointed });
  assert.equal(parts.sum[1].children[1].children.filter((part) => part.props?.class.includes("cc-lit")).length, 0);
  assert.equal(parts.sum[2].children[1].children.filter((part) => part.props?.class.includes("cc-lit")).length, 1);
  assert.equal(parts.kernel.classes(0, 0).includes("cc-lit"), false);
  assert.equal(parts.zeros.classes(0, 0).includes("cc-lit"), false);
  const own = look({ reading: INPUT }, { pointed: { part: "error", at: [0, 0, 0] } }).parts;
  assert.ok(own.kernel.classes(0, 0).includes("cc-lit") && own.zeros.classes(0, 0).includes("cc-lit"));
});

test("a channel that is used and not held becomes zeros, which can be typed into", () => {
  const more = reconcile({ in_channels: 2, out_channels: 2 }, state());
  assert.deepEqual(more.input[1], Array(3).fill([0, 0, 0]));
  assert.deepEqual(
    more.kernel.map((own) => own.length),
    [2, 2],
  );
  assert.deepEqual(more.target[1], [
    [0, 0],
    [0, 0],
  ]);
  assert.equal(compute(state({ out_channels: 2 })).channels.inputs.length, 1);
});
