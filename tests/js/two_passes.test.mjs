import assert from "node:assert/strict";
import { test } from "node:test";

import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import { cellOf, compute, countWords, show, weightsOf } from "../../convcourse/explorers/two_passes.js";

const picture = Array.from({ length: 6 }, (_, r) => Array.from({ length: 6 }, (_, c) => (5 * r + 3 * c * c) % 7));
const state = (changes = {}) => ({ family: 2, kernel_size: 3, input: picture, position: 0, ...changes });
const seen = (changes, pointed = null) => {
  const now = state(changes);
  return show(now, compute(now), { pointed, width: 640 });
};
const cells = (look, has) =>
  Array.from({ length: 36 }, (_, i) => [Math.floor(i / 6), i % 6]).filter(([r, c]) => look.classes(r, c).includes(has));

test("weights of any size: ones, Pascal's triangle, and a difference", () => {
  assert.deepEqual(weightsOf({ family: 0, kernel_size: 2 }), { row: [1, 1], column: [1, 1] });
  assert.deepEqual(weightsOf({ family: 1, kernel_size: 5 }).column, [1, 4, 6, 4, 1]);
  assert.deepEqual(weightsOf({ family: 2, kernel_size: 4 }), { row: [-1, 0, 0, 1], column: [1, 3, 3, 1] });
});

test("what a pass has not made yet stays hidden, and so does the square until both are done", () => {
  const hidden = (position) =>
    ["between", "output", "square"].map((name) => seen({ position }).parts[name].hidden(0, 0));
  assert.deepEqual([0, 1, 2].map(hidden), [
    [true, true, true],
    [false, true, true],
    [false, false, false],
  ]);
});

test("a pass marks what it reads: along a row of the input, then down a column of what the row made", () => {
  const row = seen({ position: 1 }, { part: "between", at: [4, 3] }).parts;
  assert.deepEqual(cells(row.input, "cc-tp-read"), [
    [4, 2],
    [4, 3],
    [4, 4],
  ]);
  assert.deepEqual(cells(row.between, "cc-lit"), [[4, 3]]);
  const column = seen({ position: 2 }, { part: "output", at: [4, 3] }).parts;
  assert.deepEqual(cells(column.between, "cc-tp-read"), [
    [3, 3],
    [4, 3],
    [5, 3],
  ]);
  assert.deepEqual(cells(column.input, "cc-tp-read"), []);
});

test("the sum of the cell at work makes what stands in it", () => {
  for (const [position, part] of [
    [1, "between"],
    [2, "output"],
  ]) {
    const at = [3, 1];
    const { parts } = seen({ position }, { part, at });
    const said = plainWords(parts.sum).replaceAll("−", "-").replaceAll("(", "").replaceAll(")", "");
    const [terms, result] = said.split(" = ");
    const sum = terms.split(" + ").reduce((all, term) => all + term.split("·").reduce((a, b) => a * b), 0);
    assert.equal(sum, Number(result));
    assert.equal(sum, parts[part].values[at[0] * 6 + at[1]]);
  }
});

test("a cell that the last pass did not make is not at work", () => {
  assert.deepEqual(cellOf(1, { part: "output", at: [0, 0] }), [2, 2]);
  assert.deepEqual(cellOf(2, { part: "output", at: [0, 5] }), [0, 5]);
});

test("products are counted, and it is said whether both ways make the same", () => {
  const words = (changes) => plainWords(countWords(compute(state(changes)), changes.position ?? 0));
  assert.equal(words({}), "Products for each pixel: in two passes 3 + 3 = 6, with the square 3 · 3 = 9.");
  assert.match(words({ kernel_size: 5, position: 2 }), /5 \+ 5 = 10, with the square 5 · 5 = 25\. Both make the same/);
  const wrong = { ...compute(state()), same: false };
  assert.match(plainWords(countWords(wrong, 2)), /They do not make the same/);
});
