import assert from "node:assert/strict";
import { test } from "node:test";
import { lineGeometry, onLine, sizeLayout } from "../../convcourse/explorers/parts/size_drawing.js";
import { listNumbers } from "../../convcourse/explorers/parts/ui.js";
import { windowCells, windowsOver } from "../../convcourse/explorers/parts/windows.js";
import {
  compute,
  countingSteps,
  filledFormula,
  judge,
  leftoverWords,
  samePadding,
  sameWords,
  show,
} from "../../convcourse/explorers/size_explorer.js";

const state = (input_size, kernel_size, { padding = 0, stride = 1, dilation = 1 } = {}) => ({
  input_size,
  kernel_size,
  padding,
  stride,
  dilation,
});
const words = (parts) => parts.map((part) => (Array.isArray(part) ? part[0] : part)).join("");

test("numbers are listed in runs, and long lists end with their count", () => {
  const cases = [
    [[], ""],
    [[3], "3"],
    [[3, 4], "3 and 4"],
    [[3, 4, 5], "3 to 5"],
    [[0, 1, 2, 5, 8, 9], "0 to 2, 5, 8 and 9"],
    [[0, 2, 4, 6, 8, 10, 12], "0, 2, 4, 6, 8, … (7 in all)"],
  ];
  for (const [numbers, text] of cases) assert.equal(listNumbers(numbers), text);
});

test("the counting is written out step by step, with the floor where it does something", () => {
  const layer = state(96, 3, { padding: 1, stride: 2 });
  assert.deepEqual(
    countingSteps(layer, compute(layer)).map(([name, parts]) => `${name}: ${words(parts)}`),
    [
      "Padded input: 96 + 2·1 = 98",
      "Reach of the kernel: 1·(3 − 1) + 1 = 3",
      "Room to move: 98 − 3 = 95",
      "Steps of 2: ⌊95 / 2⌋ = ⌊47.5⌋ = 47  ← the floor",
      "Windows: 47 + 1 = 48",
    ],
  );
  assert.equal(
    words(filledFormula(layer, compute(layer))),
    "⌊(96 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 48. Without the floor: 48.5.",
  );
  const even = state(9, 3, { stride: 2 });
  assert.doesNotMatch(words(filledFormula(even, compute(even))), /Without/);
});

test("a kernel that is too long makes no window and says by how much", () => {
  const long = state(7, 5, { dilation: 3 });
  const result = compute(long);
  assert.deepEqual([result.count, result.room, result.unread.length, result.end], [0, -6, 7, 13]);
  assert.equal(words(countingSteps(long, result).at(-1)[1]), "0: the kernel is too long by 6");
  assert.match(words(filledFormula(long, result)), /a negative room, so 0 windows/);
});

test("what is left over is named: padding, inputs, or some of each", () => {
  const say = (one) => leftoverWords(one, compute(one));
  assert.match(
    say(state(10, 3, { stride: 2 })),
    /^1 cell is left over at the end \(input 9\).* Never read: input 9\.$/,
  );
  assert.match(say(state(96, 3, { padding: 1, stride: 2 })), /a cell of padding\).*Every input is read\.$/);
  assert.match(say(state(32, 3, { stride: 3 })), /input 30 and 31\)/);
  assert.match(
    say(state(9, 3, { padding: 2, stride: 4 })),
    /^2 cells are left over at the end \(all of them padding\)/,
  );
  assert.match(say(state(224, 7, { padding: 3, stride: 8 })), /^7 cells are left over at the end \(4 of them input\)/);
  assert.equal(say(state(9, 3)), "Nothing is left over at the end. Every input is read.");
});

test("“same” is half of what is lost on each side, where that can be halved", () => {
  assert.deepEqual(samePadding(state(9, 3, { dilation: 2 })), { total: 4, padding: 2, even: true });
  assert.deepEqual(samePadding(state(9, 4)), { total: 3, padding: 1, even: false });
  assert.match(sameWords(state(32, 3)), /keeps the size: 32/);
  assert.match(sameWords(state(32, 4)), /1 before and 2 after.*makes 31 and 2 makes 33, never 32/);
  assert.match(sameWords(state(33, 3, { stride: 2 })), /torch refuses.*⌈33 \/ 2⌉ = 17. Padding 1 makes 17/);
});

test("windows and the cells that they read are found from both ends", () => {
  const one = state(12, 3, { stride: 2, dilation: 2 });
  assert.deepEqual(windowCells(one, 1), [2, 4, 6]);
  assert.deepEqual(windowsOver(one, compute(one), 4), [0, 1, 2]);
  assert.deepEqual(windowsOver(one, compute(one), 5), []);
});

test("the line reaches to the end of the window that no longer fits", () => {
  assert.equal(compute(state(10, 3, { stride: 2 })).end, 11);
  assert.equal(compute(state(9, 3, { stride: 2 })).end, 9);
});

test("drawings stay within their width at every setting", () => {
  for (const width of [260, 330, 400, 640, 900]) {
    for (const n of [1, 7, 32, 96, 256])
      for (const k of [1, 3, 11])
        for (const padding of [0, 3, 30])
          for (const stride of [1, 2, 8]) {
            const result = compute(state(n, k, { padding, stride, dilation: 2 }));
            const { line, plane, wide } = sizeLayout(width, result);
            assert.ok(line * result.end <= width + 1e-9);
            const input = Math.max(result.padded, result.span) * plane;
            const whole = wide ? input + Math.max(64, result.count * plane) + 40 : input;
            assert.ok(whole <= width, JSON.stringify({ width, n, k, padding, stride, plane, whole }));
            assert.ok(lineGeometry(line, result).height < 320);
          }
  }
});

test("a puzzle says what is missing", () => {
  const puzzle = { keep: { input_size: 32 }, goal: { size: 16, leftover: 0 } };
  const say = (one) => judge(one, compute(one), puzzle).words;
  assert.equal(say(state(32, 4)), "29 windows; the goal is 16.");
  assert.equal(say(state(32, 4, { stride: 2, padding: 1 })), "Solved: 16 windows.");
  assert.equal(say(state(32, 3, { stride: 2, padding: 1 })), "16 windows, and 1 left over.");
  assert.match(say(state(33, 4)), /input size has to stay/);
  assert.equal(say(state(32, 11, { dilation: 6 })), "No window fits.");
});
