import assert from "node:assert/strict";
import { test } from "node:test";

import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import {
  dotsSvg,
  evenSide,
  fromRgba,
  judge,
  keptAt,
  keptWords,
  layout,
  sample,
  show,
  subsampled,
} from "../../convcourse/explorers/subsampling_explorer.js";

const ROWS = 7;
const COLS = 10;
const PICTURE = { rows: ROWS, cols: COLS, planes: [Float64Array.from({ length: ROWS * COLS }, (_, i) => 3 * i)] };
const resultOf = (state, more = {}) => ({
  picture: PICTURE,
  waiting: false,
  target: null,
  ...sample(PICTURE, state),
  ...more,
});
const see = (state, at = {}, more = {}) =>
  show(state, resultOf(state, more), { pointed: null, width: 900, data: { ratio: 1 }, ...at });

test("the first of every s rows and columns is kept", () => {
  const { rows, cols, planes } = subsampled(PICTURE, 3);
  assert.deepEqual([rows, cols], [3, 4]);
  assert.deepEqual([...planes[0]], [0, 9, 18, 27, 90, 99, 108, 117, 180, 189, 198, 207]);
  assert.deepEqual(subsampled(PICTURE, 12).planes[0].length, 1);
});

test("a picture is grey where its colours are nearly alike, and then has one plane", () => {
  const rgba = new Uint8ClampedArray([9, 9, 9, 255, 200, 202, 201, 255]);
  assert.deepEqual(
    fromRgba(rgba, 1, 2).planes.map((plane) => [...plane]),
    [[9, 201]],
  );
  rgba[4] = 199;
  assert.equal(fromRgba(rgba, 1, 2).planes.length, 3);
});

test("a blur goes before, and nothing is blurred where nothing is left out", () => {
  assert.equal(sample(PICTURE, { stride: 1, anti_aliasing: true }).shown, PICTURE);
  assert.equal(sample(PICTURE, { stride: 2, anti_aliasing: false }).shown, PICTURE);
  const { shown, kept } = sample(PICTURE, { stride: 2, anti_aliasing: true });
  assert.notDeepEqual(shown.planes, PICTURE.planes);
  assert.deepEqual(kept, subsampled(shown, 2));
});

test("the words say how many pixels are kept", () => {
  const say = (stride, anti_aliasing = false) =>
    plainWords(keptWords({ stride, anti_aliasing }, resultOf({ stride, anti_aliasing })));
  assert.equal(say(1), "Every row and column is kept: all 70 pixels.");
  assert.equal(say(1, true), "Every row and column is kept: all 70 pixels.");
  assert.equal(say(2), "Every 2nd row and column is kept: 20 of 70 pixels.");
  assert.equal(say(3), "Every 3rd row and column is kept: 12 of 70 pixels.");
  assert.equal(say(5, true), "After a Gaussian blur of σ = 2.5, every 5th row and column is kept: 4 of 70 pixels.");
});

test("pointing at either picture finds the kept pixel, its source and its number", () => {
  const state = { stride: 3, anti_aliasing: false };
  const found = (part, at) => keptAt({ part, at }, state, resultOf(state));
  assert.deepEqual(found("input", [5, 8]), [1, 2]);
  assert.deepEqual(found("output", [2, 3]), [2, 3]);
  assert.deepEqual(found("output", [9, 9]), [2, 3]); // what was pointed at before the stride grew
  assert.equal(keptAt(null, state, resultOf(state)), null);
  const { parts, say } = see(state, { pointed: { part: "input", at: [5, 8] } });
  assert.deepEqual(parts.input.window, { row: 3, col: 6, height: 3, width: 3 });
  assert.deepEqual(parts.output.window, { row: 1, col: 2, height: 1, width: 1 });
  assert.equal(plainWords(parts.source), "output[1, 2] = input[3, 6] = 108");
  assert.equal(say, "output[1, 2] = input[3, 6] = 108");
});

test("a dot lies on the middle of each kept pixel, and none where they would run together", () => {
  const svg = dotsSvg(PICTURE, 3, 4);
  const places = [...svg.matchAll(/M([\d.]+) ([\d.]+)h0/g)].map(([, x, y]) => [Number(x), Number(y)]);
  const each = (n) => Array.from({ length: Math.ceil(n / 3) }, (_, i) => 3 * i + 0.5);
  const wanted = each(ROWS).flatMap((y) => each(COLS).map((x) => [x, y]));
  assert.deepEqual(places.slice(-wanted.length), wanted);
  assert.equal(dotsSvg(PICTURE, 1, 4), "");
  assert.equal(dotsSvg(PICTURE, 2, 1), "");
});

test("a pixel is a whole number of the screen's, where that costs little room", () => {
  assert.deepEqual(evenSide(300, 144, 1), { side: 288, even: true });
  assert.deepEqual(evenSide(158, 144, 3), { side: 144, even: true });
  assert.deepEqual(evenSide(158, 144, 2), { side: 144, even: true });
  assert.deepEqual(evenSide(200, 144, 1), { side: 200, even: false });
  assert.deepEqual(evenSide(250.5, 256, 1), { side: 250, even: false });
});

test("all pictures fit beside each other, at every width", () => {
  const cols = 144;
  for (let width = 300; width < 1200; width += 7) {
    for (const target of [false, true]) {
      const { side, gap, arrows, narrow } = layout(width, { cols }, target, 1);
      const across = target && !narrow ? 3 : 2;
      const taken = across * (side + 4) + (across - 1) * gap + (arrows ? 20 + gap : 0) + 4;
      assert.ok(taken <= width, `${width}: ${taken}`);
      assert.ok(side >= 100 || width < 240);
    }
  }
});

test("on a phone a target takes the place of the input", () => {
  const target = subsampled(PICTURE, 2);
  const state = { stride: 3, anti_aliasing: false };
  assert.equal(see(state, { width: 340 }, { target }).parts.input, null);
  assert.ok(see(state, { width: 900 }, { target }).parts.input);
  assert.equal(see(state, { width: 340 }).parts.target, null);
  assert.ok(see(state, { width: 340 }).parts.input);
});

test("a picture looks as a screen shows it, and says what it is", () => {
  const { parts, say } = see({ stride: 2, anti_aliasing: true });
  assert.equal(parts.input.name, "Input, blurred");
  assert.equal(parts.input.words, "Input, blurred, 7×10 pixels");
  assert.equal(parts.output.size, "4×5");
  assert.equal(parts.output.bytes.length, 4 * 4 * 5);
  assert.equal(say, "After a Gaussian blur of σ = 1, every 2nd row and column is kept: 20 of 70 pixels. 4×5.");
  assert.equal(see({ stride: 1, anti_aliasing: true }).parts.input.name, "Input");
});

test("a puzzle says what is missing", () => {
  const goal = { stride: 3, anti_aliasing: false };
  const target = sample(PICTURE, goal).kept;
  const say = (state, puzzle, more = {}) => judge(state, resultOf(state, more), { goal: puzzle }).words;
  assert.equal(say({ stride: 2, anti_aliasing: false }, goal, { target }), "The output is 4×5, the goal 3×4.");
  assert.match(say({ stride: 3, anti_aliasing: true }, goal, { target }), /^[\d.]+ % of the pixels agree\.$/);
  assert.equal(say(goal, goal, { target }), "Solved: stride 3; all pixels agree.");
  assert.equal(say({ stride: 2, anti_aliasing: true }, { fewer: 20 }), "20 pixels are kept.");
  assert.equal(
    say({ stride: 3, anti_aliasing: false }, { fewer: 20 }),
    "12 pixels, but most of these rings are false.",
  );
  assert.equal(say({ stride: 3, anti_aliasing: true }, { fewer: 20 }), "Solved: 12 pixels, and only true rings.");
  assert.equal(say(goal, goal, { target, waiting: true }), "");
});
