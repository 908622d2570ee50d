import assert from "node:assert/strict";
import { test } from "node:test";

import {
  axesOf,
  blownUp,
  compute,
  gatherTaps,
  judge,
  layoutOf,
  matrixDrawing,
  matrixLayout,
  matrixOf,
  recipe,
  reconcile,
  writesTo,
} from "../../convcourse/explorers/transposed_explorer.js";

const state = (changes = {}) => ({
  input: [
    [1, 2],
    [3, 4],
  ],
  kernel: [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ],
  kernel_size: 3,
  stride: 2,
  padding: 1,
  dilation: 1,
  output_padding: 0,
  reading: 0,
  counts: false,
  position: 0,
  ...changes,
});
const plain = (parts) => parts.map((part) => (Array.isArray(part) ? part[0] : part)).join("");

test("an axis is counted in both readings", () => {
  const [down] = axesOf(state({ output_padding: 1 }));
  assert.deepEqual([down.whole, down.size, down.before, down.after], [6, 4, 1, 2]);
  const [flat, along] = axesOf(state({ input: [[1, 2, 3]], kernel: [[1, 2, 3]] }));
  assert.deepEqual([flat.size, along.size], [1, 5]);
});

test("the input is blown up with zeros between and around, and cut where the padding is larger than the kernel allows", () => {
  const kinds = (one) => {
    const { rows, cols, at } = blownUp(one);
    return Array.from({ length: rows }, (_, r) =>
      Array.from({ length: cols }, (_, c) => at(r, c).kind[0] + at(r, c).kind[1]).join(" "),
    );
  };
  assert.deepEqual(kinds(state()), [
    "pa pa pa pa pa",
    "pa in in in pa",
    "pa in in in pa",
    "pa in in in pa",
    "pa pa pa pa pa",
  ]);
  assert.deepEqual(
    kinds(
      state({
        padding: 3,
        input: [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ],
      }),
    )[0],
    "cu cu cu cu cu",
  );
  assert.equal(blownUp(state()).at(1, 2).kind, "inserted");
  assert.deepEqual(blownUp(state()).at(1, 3).input, [0, 1]);
});

test("a window meets the flipped kernel", () => {
  const taps = gatherTaps(state(), [0, 0]);
  assert.deepEqual(
    taps.map((tap) => tap.weight),
    [9, 8, 7, 6, 5, 4, 3, 2, 1],
  );
  assert.deepEqual(
    taps.filter((tap) => !tap.padded).map(({ value, weight }) => [value, weight]),
    [[1, 5]],
  );
  assert.deepEqual(
    writesTo(state(), [0, 0]).map(({ value, weight }) => [value, weight]),
    [[1, 5]],
  );
});

test("stamps add up one after the other, and a cell that none reached stays unknown until the last", () => {
  const first = compute(state({ padding: 0 }));
  assert.equal(first.count, 4);
  assert.deepEqual(Array.from(first.canvas.data.slice(0, 5)), [1, 2, 3, 0, 0]);
  assert.equal(first.reached[4], false);
  const gaps = state({ padding: 0, stride: 3, kernel: [[1]], kernel_size: 1, position: 3 });
  assert.ok(compute(gaps).reached.every(Boolean));
});

test("settings that go together are kept together", () => {
  assert.deepEqual(reconcile({ stride: 1 }, state({ output_padding: 1 })), { stride: 1, output_padding: 0 });
  assert.deepEqual(reconcile({ kernel: [[1]] }, state()), { kernel: [[1]], kernel_size: 1 });
  assert.deepEqual(reconcile({ kernel_size: 1 }, state()).kernel, [[5]]);
  assert.deepEqual(reconcile({ kernel_size: 4 }, state()).kernel[1], [0, 1, 2, 3]);
  const ui = { drawn: { state: { reading: 0, position: 3 }, result: { count: 4 } }, notice: () => {} };
  assert.deepEqual(reconcile({ reading: 1 }, state(), null, ui), { reading: 1, last: 8, position: 8 });
  ui.drawn.state.position = 2;
  assert.equal(reconcile({ reading: 2 }, state(), null, ui).position, 0);
});

test("a kernel of equal weights stays such at any size", () => {
  for (const weight of [1, -2]) {
    const even = (size) => Array.from({ length: size }, () => Array(size).fill(weight));
    for (const size of [1, 2, 4]) {
      assert.deepEqual(reconcile({ kernel_size: size }, state({ kernel: even(3) })).kernel, even(size));
      assert.deepEqual(reconcile({ kernel_size: 3 }, state({ kernel: even(size), kernel_size: size })).kernel, even(3));
    }
  }
  const row = state({ input: [[1, 2]], kernel: [[2, 2]], kernel_size: 2 });
  assert.deepEqual(reconcile({ kernel_size: 3 }, row).kernel, [[2, 2, 2]]);
});

test("a puzzle is shown as it is judged: all stamps at any step", () => {
  const one = state({ padding: 0 });
  const inPuzzle = compute(one, { puzzle: () => ({ goal: {} }) });
  assert.deepEqual(inPuzzle.canvas, compute({ ...one, position: 3 }).canvas);
  assert.ok(inPuzzle.reached.every(Boolean));
  assert.notDeepEqual(compute(one, { puzzle: () => null }).canvas, inPuzzle.canvas);
});

test("the matrix is drawn turned over, and fits into any width", () => {
  const matrix = matrixOf(state());
  assert.deepEqual([matrix.rows, matrix.cols], [4, 9]);
  const size = (turned) =>
    matrixDrawing(matrix, 10, turned, { from: 0, to: 1 })
      .match(/width="(\d+)" height="(\d+)"/)
      .slice(1)
      .map(Number);
  assert.deepEqual(
    [size(false), size(true)],
    [
      [94, 44],
      [44, 94],
    ],
  );
  for (const width of [300, 640, 900]) {
    for (const [rows, cols] of [
      [3, 7],
      [9, 49],
      [16, 324],
    ]) {
      const cell = matrixLayout(width, { rows, cols });
      assert.ok(cell * Math.max(rows, cols) <= Math.max(width, 330), `${width} ${rows}×${cols}: ${cell}`);
    }
  }
});

test("grids fit beside each other where there is room, and cells stay readable", () => {
  const grids = { input: 7, kernel: 3, canvas: 7, target: 0, oneRow: false };
  assert.equal(layoutOf(690, grids).mode, "line");
  for (const width of [300, 420, 560, 654, 690, 900]) {
    const { mode, cell } = layoutOf(width, grids);
    assert.ok(cell >= 28 && cell <= 36);
    if (mode === "line") assert.ok(17 * (cell + 1) + 113 <= width);
  }
  const high = { input: 3, kernel: 3, canvas: 7 };
  assert.deepEqual(layoutOf(630, { ...grids, input: 3, high }), { mode: "columns", cell: 42 });
});

test("each recipe has the numbers of the state", () => {
  const say = (changes) => {
    const one = state(changes);
    return plain(recipe(one, compute(one)));
  };
  assert.match(say(), /\(2 − 1\)·2 \+ 1·\(3 − 1\) \+ 1 = 5 cells.*5 − 2·1 = 3\.$/);
  assert.match(
    say({ reading: 1, output_padding: 1 }),
    /^1 zero between.*1·\(3 − 1\) − 1 = 1\. At the end, output_padding adds 1\./,
  );
  assert.match(say({ reading: 1, padding: 3 }), /= −1, below zero, so 1 is cut off/);
  assert.match(
    say({ reading: 2 }),
    /^C turns 9 numbers into 4\. Its transpose, at work here, turns 4 into 9: row i of C says where input i goes in this figure, column j what makes its output j\.$/,
  );
  assert.match(say({ reading: 2, input: [[1]], kernel: [[1, 2, 3]], padding: 1 }), /^C turns 1 number into 1\./);
});

test("a puzzle says what is missing", () => {
  const say = (goal, changes) => judge(state(changes), compute(state(changes)), { goal }).words;
  assert.equal(say({ shape: [8, 8] }), "The output is 3×3, the goal 8×8.");
  assert.equal(say({ writes: 4 }), "Cells are written 1, 2, 4 times; the goal is 4 everywhere.");
  assert.equal(
    say({ writes: 4 }, { kernel: [[1]], stride: 1, padding: 0 }),
    "Cells are written 1 time; the goal is 4 everywhere.",
  );
  assert.equal(say({ shape: [1, 1] }, { padding: 3, input: [[1]] }), "The padding cuts off all of the output.");
  assert.match(
    say({
      output: [
        [5, 10, 6],
        [14, 30, 16],
        [9, 22, 20],
      ],
    }),
    /^\d of 9 cells agree\.$/,
  );
});
