import assert from "node:assert/strict";
import { test } from "node:test";

import { medianParts, medians } from "../../convcourse/explorers/parts/median.js";

const text = (part) => (typeof part === "string" ? part : part.children.map(text).join(""));
const says = (values) => medianParts(values).map(text).join("");

test("a window says what is sorted, and what stands in the middle", () => {
  assert.equal(says([7, 255, 3]), "the middle of 3 sorted values: 3, 7, 255 → 7");
  assert.equal(says([10, 9]), "the middle of 2 sorted values: 9, 10 → 9.5");
  const many = Array.from({ length: 25 }, (_, n) => 25 - n);
  assert.equal(says(many), "the middle of 25 sorted values: 1, 2, 3, …, 23, 24, 25 → 13");
});

test("a speck is gone, and an edge stays where it was", () => {
  const edge = { rows: 3, cols: 6, data: [0, 0, 0, 9, 9, 9, 0, 255, 0, 9, 9, 9, 0, 0, 0, 9, 9, 9] };
  const made = medians(edge, [3, 3], { border: "nearest", flip: false });
  assert.deepEqual(
    [...made],
    [...edge.data].map((level) => (level === 255 ? 0 : level)),
  );
});

test("a window of two has its other neighbour when it is turned", () => {
  const row = { rows: 1, cols: 3, data: [2, 4, 8] };
  const of = (flip) => [...medians(row, [1, 2], { border: "nearest", flip })];
  assert.deepEqual(
    [of(false), of(true)],
    [
      [2, 3, 6],
      [3, 6, 8],
    ],
  );
});
