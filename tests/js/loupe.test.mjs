// Loupe: what it says of a sum and of an arrow, and how its arrow lies on the photo.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowOf, arrowSvg, arrowWords, here, judge, show, sumWords } from "../../convcourse/explorers/loupe.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";

const taps = (...pairs) => pairs.map(([value, weight]) => ({ value, weight }));
const said = (parts) => parts.map((part) => plainWords([part]));

test("Loupe: a sum, rounded or not, and where a screen ends", () => {
  assert.equal(
    said(sumWords([3, 4], taps([9, 1], [1, -2]))).join(""),
    "output[3, 4] is the sum of the 2 products: 7. A screen shows 7.",
  );
  assert.match(said(sumWords([0, 0], taps([100, 1 / 3]))).join(""), /rounded: 33\.33\. A screen shows 33\.$/);
  assert.match(
    said(sumWords([0, 0], taps([200, 2]))).join(""),
    /: 400\. A screen shows 255, as far as it goes: white\.$/,
  );
  assert.match(said(sumWords([0, 0], taps([9, -1]))).join(""), /: −9\. A screen shows 0, as far as it goes: black\.$/);
});

test("Loupe: an arrow in numbers, and none where nothing changes", () => {
  assert.deepEqual(said(arrowWords(arrowOf(-3, 4))), [
    "gx = −3, gy = 4",
    "length = √((−3)² + 4²) ≈ 5",
    "angle = atan2(4, −3) ≈ 127°",
    "It gets brighter to the lower left.",
  ]);
  const none = said(arrowWords(arrowOf(0, 0)));
  assert.equal(none.at(-1), "No arrow: nothing changes around this point.");
  assert.ok(!none.join().includes("brighter"));
});

test("Loupe: an arrow begins in the middle of its pixel and is as long as it is steep", () => {
  const line = (slopes) =>
    /d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)M/.exec(arrowSvg({ rows: 50, cols: 100 }, [20, 30], slopes));
  const [x, y, tipX, tipY] = line({ right: 510, down: -255 }).slice(1).map(Number);
  assert.deepEqual([x, y], [30.5, 20.5]);
  assert.ok(Math.abs(tipX - x - 20) < 0.02 && Math.abs(tipY - y + 10) < 0.02);
  assert.match(arrowSvg({ rows: 50, cols: 100 }, [20, 30], { right: 0, down: 0 }), /d="M30.5 20.5L30.5 20.5h0"/);
});

const photo = { rows: 4, cols: 5, data: Array.from({ length: 20 }, (_, i) => (i % 5 < 2 ? 0 : 200)) };
const state = {
  picture: 0,
  kernel: [
    [0, 0, 0],
    [0, 1, 0],
    [0, 0, 0],
  ],
  row: 1,
  column: 4,
};
const result = { photo, waiting: false, shown: photo.data, bytes: null, photoBytes: null };

test("Loupe: what is pointed at is looked at for as long, and a puzzle asks for what is set", () => {
  assert.deepEqual(here(state, result), [1, 4]);
  assert.deepEqual(here(state, result, { part: "photo", at: [9, 0] }), [3, 0]);
  const puzzle = { keep: {}, goal: { spread: 0 } };
  assert.equal(judge(state, result, puzzle).words, "Solved: 9 times 200.");
  assert.equal(judge({ ...state, column: 2 }, result, puzzle).words, "Between them lie 200 levels.");
  const steep = { keep: {}, goal: { angle: 0, within: 5, length: 700 } };
  assert.equal(judge({ ...state, column: 1 }, result, steep).solved, true);
  assert.equal(judge({ ...state, column: 1 }, result, { ...steep, goal: { ...steep.goal, angle: 90 } }).solved, false);
  assert.equal(judge({ ...state, column: 1 }, { ...result, waiting: true }, steep).solved, false);
});

test("Loupe: at the border its window shows what is mirrored, and its frames stand around the point", () => {
  const { parts } = show({ ...state, row: 0, column: 1 }, result, {
    pointed: null,
    width: 600,
    data: { gradient: false },
  });
  assert.deepEqual(parts.near.values, [0, 0, 200, 0, 0, 200, 0, 0, 200]);
  assert.deepEqual(parts.photo.window, { row: -1, col: 0, height: 3, width: 3 });
  assert.deepEqual(parts.output.window, { row: 0, col: 1, height: 1, width: 1 });
  const arrow = show({ ...state, row: 0, column: 1 }, result, { pointed: null, width: 600, data: { gradient: true } });
  assert.deepEqual([arrow.parts.right.size, arrow.parts.down.size], ["sum gx = 800", "sum gy = 0"]);
});
