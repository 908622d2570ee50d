import assert from "node:assert/strict";
import { test } from "node:test";

import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import {
  begun,
  chartPlaces,
  chartSvg,
  compute,
  judge,
  layoutOf,
  lossText,
  made,
  show,
  train,
  wantedOf,
  windowsOf,
} from "../../convcourse/explorers/train_explorer.js";

// Pictures of 8×8, without symmetry, and one whose rows are alike.
const noise = (seed) =>
  Array.from({ length: 8 }, (_, r) =>
    Array.from({ length: 8 }, (_, c) => ((r * 7 + c * c * 3 + r * c * seed) % 5) / 2 - 1),
  );
const DATA = {
  pictures: [noise(2), noise(3), Array(8).fill([1, 1, -1, -1, 1, 1, -1, -1])],
  starts: [1, -1].map((sign) =>
    Array.from({ length: 5 }, (_, r) => Array.from({ length: 5 }, (_, c) => (sign * ((r * 3 + c * 2) % 7)) / 10 - 0.3)),
  ),
};
const TARGET = [
  [-1, 0, 1],
  [-2, 0, 2],
  [-1, 0, 1],
];
const state = (changes = {}) => ({
  ...{ picture: 0, target: TARGET, kernel_size: 3, filters: 1, rate: 0.1, decay: 0, init: 0, position: 0 },
  ...changes,
});
const see = (changes, width = 640, more = {}) => {
  const now = state(changes);
  const training = train(now, DATA);
  const position = Math.min(now.position, training.run.length - 1);
  return show({ ...now, position }, training, { pointed: null, width, ...more });
};
const grid = (lists) => ({ data: lists.flat(), rows: lists.length, cols: lists[0].length });

test("windows hold what a filter meets: their sums are a correlation", () => {
  const windows = windowsOf(grid(DATA.pictures[0]), 3);
  assert.deepEqual([windows.rows, windows.cols, windows.cells.length], [6, 6, 36 * 9]);
  const { output } = made(windows, [Float64Array.from(TARGET.flat())]);
  assert.deepEqual(output, wantedOf(grid(DATA.pictures[0]), state()).data);
  const two = made(windows, [Float64Array.from(TARGET.flat()), Float64Array.from(TARGET.flat(), (w) => -w)]);
  assert.deepEqual(two.output, wantedOf(grid(DATA.pictures[0]), state({ filters: 2 })).data);
});

test("filters begin as they are told", () => {
  const at = (changes) => begun(state({ filters: 2, ...changes }), DATA.starts).map((one) => [...one]);
  assert.deepEqual(at({ init: 0 }), [Array(9).fill(0), Array(9).fill(0)]);
  const [first, second] = at({ init: 1 });
  assert.deepEqual(first, second);
  assert.deepEqual(first.slice(0, 3), DATA.starts[0][0].slice(0, 3));
  const [, nudged] = at({ init: 2 });
  assert.deepEqual(
    nudged.map((w, n) => Number((w - first[n]).toFixed(9))),
    [0, 0, 0, 0, 1 / 8, 0, 0, 0, 0],
  );
  assert.notDeepEqual(...at({ init: 3 }));
  assert.equal(at({ init: 3, filters: 1 }).length, 1);
});

test("equal filters stay equal to the last digit, nudged ones do not", () => {
  const apart = (init) =>
    train(state({ filters: 2, init, rate: 0.02 }), DATA).run.map(({ kernels: [a, b] }) =>
      Math.max(...a.map((w, n) => Math.abs(w - b[n]))),
    );
  assert.ok(apart(1).every((distance) => distance === 0));
  assert.ok(apart(2).every((distance) => distance > 0));
  const { parts } = see({ filters: 2, init: 1, position: 7, rate: 0.02 });
  assert.match(parts.standing[0], /The filters are equal, so their gradients are, too\.$/);
  assert.match(see({ filters: 2, init: 0 }).parts.standing[0], /All gradients are 0: nothing moves\.$/);
});

test("a rate that is too large diverges, says so, and ends", () => {
  const { run, lost } = train(state({ rate: 0.6, picture: 2 }), DATA);
  assert.ok(lost && run.length < 200 && run.at(-1).loss > 1e9);
  const { parts, say } = see({ rate: 0.6, picture: 2, position: 999 });
  assert.match(parts.standing[0], /above a billion after \d+ steps: the training diverges/);
  assert.deepEqual([parts.sum, say], [null, parts.standing[0]]); // there is no next step
  assert.match(judge(state({ rate: 0.6 }), { run, lost }, { goal: { loss: 1 } }).words, /diverges at step \d+\.$/);
});

test("a step is written out, with the decay where there is one", () => {
  const pointed = { part: "kernel0", at: [0, 1] };
  const words = plainWords(see({ init: 1 }, 640, { pointed }).parts.sum);
  const [w, g, next] = words
    .match(/^Next step: w\[0, 1\] = (\S+) − 0\.1·\(?([^ )]+)\)? = (\S+)$/)
    .slice(1)
    .map((text) => Number(text.replace("−", "-")));
  assert.ok(Math.abs(w - 0.1 * g - next) < 1e-3);
  assert.match(plainWords(see({ init: 1, decay: 0.2 }, 640, { pointed }).parts.sum), /0\.1·\(\S+ \+ 0\.2·\(?\S+\) = /);
  assert.equal(see({ position: 200 }).parts.sum, null);
});

test("a training is computed once for all its steps", () => {
  const ui = { data: { ...DATA, of: null, training: null } };
  const first = compute(state(), ui);
  assert.equal(compute(state({ position: 90 }), ui), first);
  assert.notEqual(compute(state({ rate: 0.2 }), ui), first);
});

test("the chart draws what is known, within its frame", () => {
  const { run } = train(state(), DATA);
  const size = [480, 190];
  const { x, y } = chartPlaces(size);
  assert.equal(
    chartSvg(size, run, 30)
      .match(/class="cc-tr-seen" d="([^"]*)"/)[1]
      .split("L").length,
    31,
  );
  for (const loss of [0, 1e-9, 1, 1e3]) assert.ok(y(loss) >= 0 && y(loss) <= size[1]);
  for (let step = 1; step <= 8; step++)
    assert.ok(y(10 ** (2 - step)) < y(10 ** (1 - step)), "a line that falls is not flat");
  assert.ok(x(0) < x(200) && x(200) <= size[0] && y(0.01) > y(1));
});

test("a loss beyond the chart leaves it at its top, where an arrow says that it goes on", () => {
  const size = [480, 190];
  const { x } = chartPlaces(size);
  const run = [7, 900, 2e4, 1e9].map((loss) => ({ loss, unseen: 1 }));
  const drawn = (position) => chartSvg(size, run, position);
  const heights = drawn(3)
    .match(/class="cc-tr-seen" d="M([^"]*)"/)[1]
    .split("L")
    .map((place) => Number(place.split(" ")[1]));
  assert.ok(heights.every((height, n) => n === 0 || height < heights[n - 1]) && heights[3] < 0, "it is nowhere flat");
  assert.doesNotMatch(drawn(1), /<path class="cc-tr-dot"/);
  assert.match(drawn(1), /<circle class="cc-tr-dot"/);
  for (const position of [2, 3]) {
    assert.doesNotMatch(drawn(position), /<circle/);
    const [left, right] = drawn(position)
      .match(/<path class="cc-tr-dot" d="M([\d.]+) 13H([\d.]+)L/)
      .slice(1)
      .map(Number);
    assert.ok(Math.abs((left + right) / 2 - x(2)) < 0.1, "the arrow stays where the line left the chart");
  }
});

test("the chart's lines have round numbers", () => {
  const ticks = [...chartSvg([480, 190], [{ loss: 1, unseen: 1 }], 0).matchAll(/class="cc-tr-loss"[^>]*>([^<]*)</g)];
  assert.deepEqual(
    ticks.map(([, text]) => text),
    ["100", "1", "0.01", "0.0001", "0.000001"],
  );
});

test("losses are written with two digits, from thousands to millionths", () => {
  assert.deepEqual([7.2512, 123.4, 0.01044, 0.000123, 1e-9, 9.99].map(lossText), [
    ...["7.3", "123", "0.01", "0.00012", "below 0.000001", "10"],
  ]);
});

test("puzzles are judged after the last step", () => {
  const solvedBy = (changes, goal) => judge(state(changes), train(state(changes), DATA), { goal });
  assert.equal(solvedBy({}, { loss: 0.5 }).solved, true);
  assert.equal(solvedBy({ rate: 0.01 }, { loss: 1e-9 }).solved, false);
  assert.match(
    solvedBy({ picture: 2, rate: 0.05 }, { unseen: 1e-6 }).words,
    /loss on the picture never seen is .*below 0\.000001|the goal is below 0\.000001/,
  );
});

test("large filters stand below each other where there is room", () => {
  const mode = (width, changes) => layoutOf(width, state(changes)).mode;
  assert.deepEqual(
    [mode(640, {}), mode(640, { filters: 2 }), mode(640, { filters: 2, kernel_size: 5 }), mode(338, { filters: 2 })],
    ["wide", "wide", "stacked", "phone"],
  );
  for (const width of [338, 640]) assert.ok(layoutOf(width, state({ filters: 2, kernel_size: 5 })).cell >= 20);
});

test("the chart reaches down to what the words write out, and a smaller loss leaves it at its lowest line", () => {
  const size = [480, 190];
  const { y } = chartPlaces(size);
  const words = lossText(0).replace("below ", "");
  const loss = [1, Number(words) * 2, Number(words) / 100];
  const run = loss.map((one) => ({ loss: one, unseen: one }));
  const lowest = (position) => {
    const drawing = chartSvg(size, run, position);
    assert.match(drawing, new RegExp(`>${words}</text>`), "the floor that the words name stands at the axis");
    const [, cut] = drawing.match(/class="cc-tr-cut" width="\d+" height="([\d.]+)"/).map(Number);
    const ends = drawing.match(/class="cc-tr-seen" d="([^"]*)"/)[1].split(/[ML]/);
    return { cut, end: Number(ends.at(-1).split(" ")[1]), dot: Number(drawing.match(/cy="([\d.]+)"/)[1]) };
  };
  const [seen, left] = [lowest(1), lowest(2)];
  assert.ok(seen.end < seen.cut && Math.abs(seen.dot - seen.end) < 0.1);
  assert.ok(left.end > left.cut && left.dot <= y(Number(words)) + 0.1);
});
