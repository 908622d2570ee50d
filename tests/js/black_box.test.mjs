import assert from "node:assert/strict";
import { test } from "node:test";

import { BOXES, betrays, compute, differing, rebuilds, show, trials } from "../../convcourse/explorers/black_box.js";
import { cellOfTwo } from "../../convcourse/explorers/parts/figure.js";

const picture = (...ones) => {
  const rows = Array.from({ length: 6 }, () => Array(6).fill(0));
  for (const [r, c] of ones) rows[r][c] = 1;
  return rows;
};
const grid = (lists) => ({ rows: lists.length, cols: lists[0].length, data: lists.flat() });
const NINE = Array.from({ length: 3 }, () => [1, 1, 1]);
const NONE = NINE.map((row) => row.map(() => 0));

test("trial pictures are always the same, of both signs, and unlike each other", () => {
  const [one, other] = [trials(), trials()];
  assert.deepEqual(one, other);
  assert.equal(new Set(one.map(({ data }) => data.join())).size, one.length);
  assert.ok(one.every(({ data }) => Math.min(...data) < 0 && Math.max(...data) > 0));
});

test("one impulse betrays no box, two side by side the largest number, another place the columns", () => {
  const told = (...ones) => BOXES.map(({ run }) => betrays(run, grid(picture(...ones))));
  assert.deepEqual(told([2, 2]), [false, false, false, false]);
  assert.deepEqual(told([2, 2], [2, 3]), [false, false, true, true]);
  assert.deepEqual(told([4, 2]), [false, false, false, false]);
  assert.deepEqual(told([2, 4]), [false, false, false, true]);
});

test("nine ones are not the largest number, though one impulse cannot tell them apart", () => {
  const state = { box: 2, input: picture([2, 2]), kernel: NINE };
  assert.deepEqual(compute(state).apart, []);
  assert.equal(rebuilds(BOXES[2].run, grid(NINE)), false);
});

test("cells differ by more than rounding", () => {
  const of = (...data) => ({ rows: 1, cols: data.length, data });
  assert.deepEqual(differing(of(0.1 + 0.2, 1), of(0.3, 1.01)), [1]);
});

test("where the outputs differ the cells have a frame, but not before something is written", () => {
  const state = { box: 0, claim: 0, input: picture([2, 2]), kernel: NONE };
  const framed = (changes) => {
    const now = { ...state, ...changes };
    const { output } = show(now, compute(now), { width: 640 }).parts;
    return Array.from({ length: 36 }, (_, i) => output.classes(Math.floor(i / 6), i % 6)).filter((one) =>
      /apart/.test(one),
    );
  };
  assert.equal(framed({}).length, 0);
  assert.equal(framed({ kernel: NINE }).length, 8);
  assert.equal(framed({ kernel: NINE, claim: 1 }).length, 0);
});

test("two pictures beside each other fit into every width", () => {
  for (const width of [330, 358, 480, 640, 950]) {
    const cell = cellOfTwo(width, 6);
    assert.ok(cell >= 24 && 2 * (6 * (cell + 1) + 4) + 8 <= width, `${width}`);
  }
});
