import assert from "node:assert/strict";
import { test } from "node:test";

import {
  enlarge,
  judgeEven,
  resized,
  shares,
  weightsOf,
  enlargedWords as words,
} from "../../convcourse/explorers/checkerboard_lab.js";

const PATTERN = Array.from({ length: 6 }, (_, r) => Array.from({ length: 6 }, (_, c) => ((r * 6 + c) % 5) / 2 - 1));
const plain = Array.from({ length: 24 }, () => Array(24).fill(120));
const state = (changes = {}) => ({
  pictures: [plain, plain],
  pattern: PATTERN,
  picture: 0,
  kernel_size: 3,
  stride: 2,
  unequal: 0,
  ...changes,
});

test("weights add up to 1, equal or not", () => {
  for (const unequal of [0, 80]) {
    const { data } = weightsOf(state({ unequal, kernel_size: 6 }));
    assert.ok(Math.abs(data.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    assert.equal(new Set(data).size > 1, unequal > 0);
  }
});

test("3×3 at stride 2 gets shares of 16, 8, 8 and 4 ninths", () => {
  shares(weightsOf(state()), 2).forEach((sum, i) => assert.ok(Math.abs(sum - [16, 8, 8, 4][i] / 9) < 1e-12));
});

test("resizing copies each pixel", () => {
  const one = { rows: 1, cols: 1, data: [1] };
  assert.deepEqual(Array.from(resized({ rows: 1, cols: 2, data: [3, 7] }, one, 2).data), [3, 3, 7, 7, 3, 3, 7, 7]);
});

test("the words say what becomes of a plain grey", () => {
  const say = (changes) => words(state(changes), enlarge(state(changes)));
  assert.match(
    say(),
    /unequally often.* 1.78, 0.89, 0.89, 0.44 times.*from 53 to 213\. Resized first, it is 120 everywhere\./,
  );
  assert.match(say({ kernel_size: 2 }), /written once\..*stays even\./);
  assert.match(say({ kernel_size: 4, unequal: 40 }), /written 4 times\..*gets a pattern/);
  assert.match(say({ kernel_size: 4, stride: 3 }), /from 68 to 270 \(above 255 is drawn white\)\./);
});

test("with the photo, a grey is spoken of that is not shown", () => {
  const say = (changes) => words(state({ picture: 1, ...changes }), enlarge(state({ picture: 1, ...changes })));
  assert.match(say(), /a plain grey would get a pattern from 53 to 213\. Resized first, it would be 120 everywhere\./);
  assert.match(say({ kernel_size: 2 }), /a plain grey would stay even\./);
  assert.match(say({ kernel_size: 4, stride: 3 }), /\(above 255 would be drawn white\)/);
});

test("a puzzle says what is missing", () => {
  const say = (goal, changes) => judgeEven(state(changes), enlarge(state(changes)), { goal }).words;
  assert.equal(say({ even: true, overlap: true }, { kernel_size: 2 }), "Stamps of 2, 2 cells apart, do not overlap.");
  assert.equal(say({ even: true, overlap: true }), "A pattern, from 53 to 213.");
  assert.equal(say({ even: false, written: true }), "The cells are not all written equally often.");
  assert.equal(say({ even: false, written: true }, { kernel_size: 4 }), "The plain grey stays even.");
});
