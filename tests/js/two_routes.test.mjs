import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cellWidth,
  differing,
  judge,
  mix,
  OPERATORS,
  routes,
  shift,
  verdictOf,
  verdictWords,
} from "../../convcourse/explorers/two_routes.js";

const grid = (rows, cols, data) => ({ rows, cols, data });
const numbers = (result) => Array.from(result.data);

test("a shift moves down and right, and what leaves comes in at the other edge", () => {
  const picture = grid(2, 3, [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(numbers(shift(picture, 0, 1)), [3, 1, 2, 6, 4, 5]);
  assert.deepEqual(numbers(shift(picture, 1, 0)), [4, 5, 6, 1, 2, 3]);
  assert.deepEqual(numbers(shift(picture, -1, -2)), [6, 4, 5, 3, 1, 2]);
  assert.deepEqual(numbers(shift(shift(picture, 2, 1), -2, -1)), picture.data);
});

test("a mix weighs and adds cell by cell", () => {
  assert.deepEqual(numbers(mix(2, grid(1, 2, [1, 3]), -1, grid(1, 2, [5, 0]))), [-3, 6]);
});

test("operators leave what they are given as it was", () => {
  for (const [name, operate] of Object.entries(OPERATORS)) {
    const picture = grid(5, 5, Object.freeze(Array.from({ length: 25 }, (_, i) => (7 * i) % 10)));
    operate(picture);
    assert.equal(picture.data[3], 1, name);
  }
});

test("operators do what their names say, on a row small enough to check by eye", () => {
  const row = grid(1, 5, [0, 9, 0, 0, 3]);
  const cases = {
    mirror: [3, 0, 0, 9, 0],
    lamp: [0, 18, 0, 0, 15],
    gamma: [0, 9, 0, 0, 1],
    brighten: [3, 12, 3, 3, 6],
    sort_rows: [0, 0, 0, 3, 9],
    blur: [4, 3, 3, 1, 1],
  };
  for (const [name, wanted] of Object.entries(cases)) {
    numbers(OPERATORS[name](row)).forEach((value, i) =>
      assert.ok(Math.abs(value - wanted[i]) < 1e-12, `${name} ${value}`),
    );
  }
  assert.deepEqual(numbers(OPERATORS.clip(grid(1, 3, [-2, 5, 12]))), [0, 5, 9]);
});

test("verdicts are those of mathematics", () => {
  const both = {
    blur: [1, 1],
    sobel: [1, 1],
    blur_zeros: [0, 1],
    stride: [0, 1],
    mirror: [0, 1],
    lamp: [0, 1],
    median: [1, 0],
    gamma: [1, 0],
    brighten: [1, 0],
    clip: [1, 0],
    sort_rows: [0, 0],
  };
  assert.deepEqual(Object.keys(both), Object.keys(OPERATORS));
  for (const [name, [equivariant, linear]] of Object.entries(both)) {
    const verdict = verdictOf(name);
    assert.equal(Number(verdict.shift.failed === 0), equivariant, name);
    assert.equal(Number(verdict.mix.failed === 0), linear, name);
    assert.deepEqual([verdict.shift.tries, verdict.mix.tries], [96, 16]);
  }
  assert.equal(
    verdictWords({ name: "sobel", label: "Sobel" }, ["shift", "mix"]),
    "Sobel: shift-equivariant (all 96 tries agree), linear (all 16 tries agree).",
  );
});

test("routes that differ by rounding agree, also where numbers are large", () => {
  const pair = (a, b) => ({ after: grid(1, 2, [a, 0]), before: grid(1, 2, [b, 0]) });
  assert.deepEqual(differing(pair(0.1 + 0.2, 0.3)), []);
  assert.deepEqual(differing(pair(1e12 + 1, 1e12)), []);
  assert.deepEqual(differing(pair(1, 1.001)), [0]);
});

test("mixing before and after are compared for the same operator", () => {
  const state = { test: "mix", input: [[1, 2]], second: [[3, 4]], a: 2, b: -1 };
  const found = routes(OPERATORS.brighten, state);
  assert.deepEqual(found.inputs.map(numbers), [
    [1, 2],
    [3, 4],
    [-1, 0],
  ]);
  assert.deepEqual(numbers(found.after), numbers(found.before));
});

test("a puzzle about an operator says which property is the wrong one", () => {
  const puzzle = { goal: { verdict: { shift: false, mix: true } } };
  const said = (name) => judge({}, { chosen: { name, label: name } }, puzzle);
  assert.equal(said("lamp").solved, true);
  assert.match(said("blur").words, /^blur: shift-equivariant\./);
  assert.match(said("sort_rows").words, /^sort_rows: not linear\./);
});

test("a puzzle about the routes says how far they are apart", () => {
  const result = { apart: [3], difference: { data: Array(25).fill(0) } };
  const puzzle = { goal: { agree: true }, nonzero: ["a"] };
  assert.equal(judge({ a: 1 }, result, puzzle).words, "The two routes differ in 1 of 25 cells.");
  assert.equal(
    judge({ a: 1 }, { ...result, apart: [] }, puzzle).words,
    "Solved: the two routes agree in all 25 cells.",
  );
  assert.match(judge({ a: 0 }, { ...result, apart: [] }, puzzle).words, /a may not be zero/);
});

test("three columns of cells fit into every width, and three lines of them on a screen", () => {
  for (const width of [300, 330, 470, 500, 654, 900]) {
    for (const lines of [2, 3]) {
      const cell = cellWidth(width, lines);
      assert.ok(cell >= 17 && cell <= (width < 560 ? 36 : 42), `${width}`);
      assert.ok(3 * (5 * (cell + 1) + 3) + 8 <= width, `${width}`);
      assert.ok(lines * (5 * (cell + 1) + 43) < 660, `${width}`);
    }
  }
});
