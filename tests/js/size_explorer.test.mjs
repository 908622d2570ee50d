import assert from "node:assert/strict";
import { test } from "node:test";
import { listNumbers } from "../../convcourse/explorers/parts/numbers.js";
import { lineGeometry, onLine, sizeLayout } from "../../convcourse/explorers/parts/size_drawing.js";
import { windowCells, windowsOver } from "../../convcourse/explorers/parts/windows.js";
import {
  compute,
  countingSteps,
  filledFormula,
  judge,
  leftoverWords,
  moved,
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
            const { line, plane } = sizeLayout(width, result);
            assert.ok(line * result.end <= width + 1e-9);
            const input = Math.max(result.padded, result.span) * plane;
            const whole = input + Math.max(64, result.count * plane) + 40;
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

const layer = state(10, 3, { padding: 1, stride: 3 });
/** What is shown of a layer, by name. */
function shown(one, at = {}) {
  const given = { pointed: null, width: 648, data: { id: "p" }, ...at };
  const { parts, say } = show({ row: 0, position: 0, ...one }, compute(one), given);
  return { ...parts, say };
}

test("what sets the padding by name waits while a puzzle is on: it would tell", () => {
  const data = { id: "p", named: true };
  const { names, meaning } = shown(layer, { data });
  assert.deepEqual(names, [false, false]);
  assert.match(meaning, /^With a stride of 3/);
  const open = shown(layer, { data, puzzle: { goal: { size: 16 } } });
  assert.deepEqual([open.names, open.meaning], [null, null]);
});

test("what one points at is read by so many windows, along the line and in both directions", () => {
  const reading = (part, at, one = layer) => shown(one, { pointed: { part, at } }).reading;
  assert.equal(reading("cell", [0]), "This cell of padding is read by 1 window: 0.");
  assert.match(reading("cell", [11]), /^This cell of padding /);
  assert.equal(reading("cell", [4]), "Input 3 is read by 1 window: 1.");
  assert.equal(reading("cell", [4], state(10, 3)), "Input 4 is read by 3 windows: 2 to 4.");
  assert.equal(reading("pixel", [4, 11], state(12, 3)), "Pixel (4, 11) is read by 3 × 1 = 3 windows.");
  assert.equal(reading("pixel", [4, 0]), "This cell of padding is read by 1 × 1 = 1 window.");
});

test("the window at work is the one at the position, or the one pointed at, and says what it reads", () => {
  const at = (more, pointed) => {
    const { bar, reading } = shown({ ...layer, ...more }, { pointed });
    return [bar.where, reading];
  };
  const first = "Window 0 starts at 0·3 − 1 = −1 and reads input 0 and 1, and 1 cell of padding.";
  assert.deepEqual(at({}), ["output[0, 0]", first]);
  assert.equal(at({ position: 1 })[1], "Window 1 starts at 1·3 − 1 = 2 and reads input 2 to 4.");
  assert.equal(at({ row: 9, position: 2 })[0], "output[3, 2]"); // there are no more rows
  assert.deepEqual(at({}, { part: "window", at: [3] }), [
    "output[0, 3]",
    "Window 3 starts at 3·3 − 1 = 8 and reads input 8 and 9, and 1 cell of padding.",
  ]);
  assert.equal(at({}, { part: "window", at: [4] })[0], "output[0, 0]"); // one that there was before
  assert.equal(at({}, { part: "out", at: [2, 1] })[0], "output[2, 1]");
  assert.equal(at({}, { part: "out", at: [2, 4] })[0], "output[0, 0]");
});

test("sizes, names and values say what is shown, and where nothing fits, so", () => {
  const { line, input, output, names, say } = shown({ ...layer, row: 1, position: 2 });
  assert.deepEqual(
    [line.caption, input.caption, output.caption],
    ["10 padded to 12 → 4", "10×10, padded to 12×12", "4×4"],
  );
  assert.deepEqual(
    [line.value.slice(0, 2), output.value],
    [
      [2, 3],
      [6, 15, "row 1, column 2 of 4×4"],
    ],
  );
  assert.deepEqual(names, [false, false]);
  assert.match(say, /^4 windows\. Window 2 .*Nothing is left over at the end/);
  assert.deepEqual(
    [state(10, 3), state(10, 3, { padding: 1 })].map((one) => shown(one).names),
    [
      [true, false],
      [false, true],
    ],
  );
  const none = shown(state(3, 5));
  assert.deepEqual([none.bar.where, none.output.value], ["", [0, 0, "no output"]]);
  assert.match(none.say, /spans 5 cells: more than the 3 of the input\./);
  assert.deepEqual([none.input.name, none.input.label.split(",")[0]], ["Input", "Input"]);
  assert.match(shown(state(3, 8, { padding: 2 })).say, /spans 8 cells: more than the 7 of the padded input\./);
  assert.equal(shown(state(9, 3, { padding: 1 })).input.name, "Padded input");
  assert.match(shown(state(9, 3)).reading, /^Window 0 starts at 0 and reads input 0 to 2\./);
  assert.match(shown(state(9, 3, { padding: 1 })).reading, /^Window 0 starts at 0 − 1 = −1 and reads/);
});

test("drawings hold a box for each window and output, and cross out what is never read", () => {
  const count = (drawing, name) =>
    (drawing.match(new RegExp(`class="${name}" d="([^"]*)"`))?.[1].match(/M/g) ?? []).length;
  const one = state(11, 2, { stride: 3 });
  const { line, input, output } = shown(one);
  const { count: windows, unread } = compute(one);
  assert.deepEqual([count(line.drawing, "cc-s-span"), count(line.drawing, "cc-s-kernel")], [windows, 2 * windows]);
  assert.deepEqual([windows, unread], [4, [2, 5, 8]]);
  assert.equal(count(line.drawing, "cc-s-cross"), 2 * unread.length - unread.length); // M once, m for the other stroke
  assert.match(input.drawing, /url\(#ppx\)/);
  assert.equal(count(output.drawing, "cc-s-window"), 1);
  assert.equal(count(line.drawing, "cc-s-ghost"), 0);
  assert.equal(count(shown(state(10, 3, { stride: 2 })).line.drawing, "cc-s-ghost"), 4);
  const lit = shown(state(5, 3), { pointed: { part: "pixel", at: [2, 1] } });
  assert.equal(count(lit.output.drawing, "cc-s-user"), 3 * 2);
  assert.doesNotMatch(line.drawing + input.drawing + output.drawing, /NaN|undefined/);
});

test("a place of the number line is a cell, a window or an output", () => {
  const windows = compute(layer);
  const line = lineGeometry(20, windows);
  const at = (x, y) => onLine(line, windows, layer, x, y);
  assert.deepEqual(at(45, 20), { part: "cell", at: [2] });
  assert.equal(at(0.5, 20), null);
  assert.equal(at(12 * 20 + 2, 20), null);
  assert.deepEqual(at(45, line.windows + 1.5 * line.row), { part: "window", at: [1] });
  assert.deepEqual(at(1 + (3 + 1.5) * 20, line.outputs + 5), { part: "window", at: [1] });
  assert.deepEqual(at(9999, line.outputs + 5), { part: "window", at: [3] });
  assert.equal(at(45, line.outputs - 2), null);
  const long = compute(state(3, 5));
  assert.equal(onLine(lineGeometry(20, long), long, state(3, 5), 5, 200), null);
});

test("keys move a window along its row or from row to row, and stop at the ends", () => {
  const at = { ...layer, row: 3, position: 9 }; // past the last
  assert.deepEqual(moved(at, [0, 1]), { row: 3, position: 3 });
  assert.deepEqual(moved(at, [-1, -1]), { row: 2, position: 2 });
  assert.deepEqual(moved(at, [0, -1000]), { row: 3, position: 0 });
  assert.deepEqual(moved({ ...state(3, 5), row: 1, position: 1 }, [0, 1]), { row: 0, position: 0 });
});

test("the last number above the line of inputs is not cut off by its end", () => {
  const { drawing, line } = shown(state(96, 3)).line;
  const texts = JSON.stringify(drawing).matchAll(/<text x=\W+([\d.]+)[^>]*>(\d+)</g);
  const [, x, text] = [...texts].at(-1);
  assert.equal(text, "95");
  assert.ok(Number(x) + 7 <= 96 * line.cell); // half of two digits
});
