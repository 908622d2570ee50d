import assert from "node:assert/strict";
import { test } from "node:test";

import {
  compute,
  judge,
  moved,
  pool,
  pooledSize,
  standsOut,
  windowAt,
} from "../../convcourse/explorers/pooling_explorer.js";

const options = (more) => ({
  kind: 0,
  kernel_size: 2,
  stride: 2,
  padding: 0,
  shift: 0,
  ceil_mode: false,
  count_include_pad: true,
  ...more,
});

test("what leaves at the right comes in at the left", () => {
  assert.deepEqual(moved([[1, 2, 3]], 1), [[3, 1, 2]]);
  assert.deepEqual(moved([[1, 2, 3]], 4), [[3, 1, 2]]);
});

test("sizes are rounded down, or up if a last window starts before the padding", () => {
  assert.equal(pooledSize(7, options()), 3);
  assert.equal(pooledSize(7, options({ ceil_mode: true })), 4);
  assert.equal(pooledSize(5, options({ kernel_size: 1, stride: 4, ceil_mode: true })), 2);
  assert.equal(pooledSize(4, options({ kernel_size: 1, stride: 4, ceil_mode: true })), 1);
  assert.equal(pooledSize(5, options({ padding: 2 })), 0, "torch refuses this padding");
});

test("padding never wins a maximum, and counts in a mean unless told otherwise", () => {
  const minus = [
    [-1, -1],
    [-1, -1],
  ];
  const corner = (more) => windowAt(minus, options({ kernel_size: 3, padding: 1, ...more }), [0, 0]).value;
  assert.equal(corner(), -1);
  assert.ok(Math.abs(corner({ kind: 1 }) + 4 / 9) < 1e-12);
  assert.equal(corner({ kind: 1, count_include_pad: false }), -1);
});

test("the first of equal numbers wins, as in torch", () => {
  const { winner } = windowAt(
    [
      [2, 5],
      [5, 1],
    ],
    options(),
    [0, 0],
  );
  assert.deepEqual([winner.row, winner.col], [0, 1]);
});

test("a winner stands out only where there is one that loses", () => {
  const standing = (input, more) => standsOut(windowAt(input, options(more), [0, 0]));
  assert.deepEqual(
    standing([
      [2, 5],
      [5, 1],
    ]).col,
    1,
  );
  assert.equal(
    standing([
      [0, 0],
      [0, 0],
    ]),
    null,
  );
  assert.equal(
    standing(
      [
        [2, 5],
        [5, 1],
      ],
      { kind: 1 },
    ),
    null,
  );
});

test("a window that does not fit makes no output", () => {
  assert.deepEqual(pool([[1]], options()), { rows: 0, cols: 0, windows: [], values: [] });
});

test("a puzzle says what is missing", () => {
  const say = (input, goal, more) => {
    const state = { input, ...options(more) };
    return judge(state, compute(state), { goal }).words;
  };
  assert.equal(say([[0, 9, 0, 0]], { unnoticed: 9 }, { shift: 1, kernel_size: 1, stride: 1 }), "2 outputs noticed.");
  assert.match(
    say(
      [
        [0, 9],
        [9, 0],
      ],
      { unnoticed: 9 },
    ),
    /hold one 9, and zeros/,
  );
  assert.equal(
    say(
      [
        [1, 2],
        [3, 4],
      ],
      { alike: 4 },
    ),
    "Maximum and average agree in 0 of 1 places.",
  );
  assert.match(
    say(
      [
        [1, 1],
        [1, 1],
      ],
      { alike: 4 },
    ),
    /holds 1 different numbers; 4 are wanted/,
  );
});
