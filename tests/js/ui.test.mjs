import assert from "node:assert/strict";
import { test } from "node:test";

import { reply } from "../../convcourse/explorers/static/quiz.js";
import { outputShape, paddedInput, resizeKernel } from "../../convcourse/explorers/static/sliding_window.js";
import { formatNumber, parseNumber, shade } from "../../convcourse/explorers/static/ui.js";

test("numbers are written with two decimals and a real minus sign", () => {
  const cases = [[1 / 3, "0.33"], [-0.5, "−0.5"], [-0.001, "0"], [0, "0"], [12, "12"], [1e6, "1000000"],
    [NaN, "NaN"], [Infinity, "∞"], [-Infinity, "−∞"]];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
});

test("typed numbers are read in every usual form, and nothing else is", () => {
  const cases = [["2", 2], [" -3 ", -3], ["−3", -3], ["–3", -3], ["0,5", 0.5], ["1/9", 1 / 9], ["-1/2", -0.5],
    [".5", 0.5], ["1e2", 100]];
  for (const [text, value] of cases) assert.equal(parseNumber(text), value);
  for (const text of ["", " ", "-", "nine", "1/0", "1/2/3", "/2", "1 2", "NaN", "Infinity", "1/"]) {
    assert.equal(parseNumber(text), null, text);
  }
});

test("shades are centred on zero for signed values and black to white for others", () => {
  assert.equal(shade(0, [-4, 0, 2]).background, "rgb(245 245 245)");
  assert.equal(shade(-4, [-4, 0, 2]).background, "rgb(140 81 10)");
  assert.equal(shade(4, [-4, 0, 4]).background, "rgb(1 102 94)");
  assert.deepEqual(shade(0, [0, 9]), { background: "rgb(0 0 0)", color: "#fff" });
  assert.deepEqual(shade(9, [0, 9]), { background: "rgb(255 255 255)", color: "#111" });
  assert.equal(shade(0, [0, 0]).background, "rgb(0 0 0)");
});

test("a resized kernel keeps its centre", () => {
  const kernel = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
  assert.deepEqual(resizeKernel(kernel, 1, false), [[5]]);
  assert.deepEqual(resizeKernel(kernel, 5, false)[2], [0, 4, 5, 6, 0]);
  assert.deepEqual(resizeKernel(resizeKernel(kernel, 5, false), 3, false), kernel);
  assert.deepEqual(resizeKernel([[1, 2, 1]], 5, true), [[0, 1, 2, 1, 0]]);
});

test("one row is a signal: nothing is padded across it", () => {
  const state = { input: [[1, 2, 3]], kernel: [[1, 1, 1]], padding: 2, stride: 1, dilation: 1, flip: false };
  assert.deepEqual(outputShape(state), [1, 5]);
  assert.equal(paddedInput(state).rows, 1);
  assert.deepEqual(outputShape({ ...state, padding: 0, dilation: 2 }), [1, 0]);
});

test("a quiz replies to right, known wrong, unknown wrong and unreadable answers", () => {
  const question = { ask: "?", number: 24, why: "Yes.", hint: "Count.", mistakes: [[23, "One too few."]] };
  assert.deepEqual(reply(question, "24"), { right: true, words: "Yes." });
  assert.deepEqual(reply(question, "23"), { right: false, words: "One too few." });
  assert.equal(reply(question, "7").words, "No. Count.");
  assert.match(reply(question, "many").words, /not a number/);
});
