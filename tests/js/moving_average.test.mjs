import assert from "node:assert/strict";
import { test } from "node:test";

import {
  average,
  chartSvg,
  judge,
  jumpOf,
  jumpWords,
  layout,
  movedBy,
  show,
  startOf,
  sumWords,
} from "../../convcourse/explorers/moving_average.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import { ticksOf } from "../../convcourse/explorers/parts/svg.js";

const SERIES = Array.from({ length: 24 }, (_, i) => (i % 2 ? 10 : 14) + i);
const GIVEN = { series: SERIES, unit: "°C", marks: ["0:00", "24:00"] };
const at = (window, middle, given = GIVEN) => average({ window, middle }, given);
const see = (window, middle, more = {}) =>
  show({ window, middle }, at(window, middle), { puzzle: null, width: 604, data: GIVEN, ...more });
/** The numbers of an attribute of all elements with a class. */
const numbers = (svg, element, name) =>
  [...svg.matchAll(new RegExp(`<${element}[^>]*`, "g"))].map(([one]) =>
    Number(new RegExp(` ${name}="([^"]*)"`).exec(one)[1]),
  );
/** The points of a path with a class. */
const pathOf = (svg, name) =>
  new RegExp(`class="${name}" d="M([^"]*)"`)
    .exec(svg)[1]
    .split("L")
    .map((point) => point.split(" ").map(Number));

test("a window is whole, and where it would hang over an end it is the nearest that is", () => {
  assert.deepEqual(
    [0, 4, 10, 23].map((middle) => startOf(middle, 9, 24)),
    [0, 0, 6, 15],
  );
  assert.equal(startOf(23, 4, 24), 20); // an even window has one more reading before its middle
  const { means, mean, start, size } = at(61, 3);
  assert.deepEqual([means.length, start, size, mean], [1, 0, 24, means[0]]);
});

test("a mean of two calms what jumps up and down", () => {
  assert.ok(jumpOf(SERIES) > 3.9 && Math.abs(jumpOf(at(2, 5).means) - 1) < 1e-9);
  assert.equal(jumpOf([7]), 0);
});

test("the sum is written out, of many readings only some", () => {
  const say = (window) => plainWords(sumWords(at(window, 10), "°C"));
  assert.equal(say(1), "A window of 1 leaves the reading as it is: 24.0 °C");
  assert.equal(say(2), "Mean of 2 readings: (19.0 + 24.0) / 2 ≈ 21.5 °C");
  assert.equal(say(4), "Mean of 4 readings: (22.0 + 19.0 + 24.0 + 21.0) / 4 ≈ 21.5 °C");
  assert.equal(say(9), "Mean of 9 readings: (20.0 + 17.0 + … + 28.0) / 9 ≈ 22.2 °C");
  assert.match(plainWords(sumWords(at(3, 10), "")), /≈ 21\.3$/);
});

test("digits tell the readings apart, and a zero has no sign", () => {
  const given = (series) => ({ series, unit: "", marks: [] });
  const fine = Array.from({ length: 20 }, (_, i) => i / 1000);
  assert.match(plainWords(sumWords(at(3, 5, given(fine)), "")), /\(0\.0040 \+ 0\.0050 \+ 0\.0060\) \/ 3 ≈ 0\.0050$/);
  const even = given(Array(20).fill(-0.001));
  assert.match(plainWords(sumWords(at(3, 5, even), "")), /\(0\.0 \+ 0\.0 \+ 0\.0\) \/ 3 ≈ 0\.0$/);
  const below = given(Array.from({ length: 20 }, (_, i) => -20 - i));
  assert.match(plainWords(sumWords(at(1, 0, below), "")), /: −20\.0$/);
});

test("what is said of jumps leaves out means that are the readings", () => {
  assert.equal(plainWords(jumpWords(at(2, 5))), "Average jump from one to the next: readings 4.0, means 1.0.");
  assert.doesNotMatch(plainWords(jumpWords(at(1, 5))), /means/);
});

test("the scale has round numbers", () => {
  assert.deepEqual(ticksOf(4.2, 24.9, 5), [5, 10, 15, 20]);
  assert.deepEqual(ticksOf(-0.31, 0.3, 5), [-0.2, 0, 0.2]);
  assert.deepEqual(ticksOf(1e6, 1.5e6, 5), [1e6, 1.1e6, 1.2e6, 1.3e6, 1.4e6, 1.5e6]);
});

test("a mean stands over the middle of its window, and none where the window does not fit", () => {
  for (const size of [1, 4, 9, 24]) {
    const result = at(size, 12);
    const place = layout(600, result);
    const svg = chartSvg(600, result, GIVEN);
    const line = pathOf(svg, "cc-ma-line");
    assert.equal(line.length, 25 - size);
    assert.ok(Math.abs(line[0][0] - place.x((size - 1) / 2)) < 0.01);
    assert.ok(Math.abs(line.at(-1)[0] - place.x(23 - (size - 1) / 2)) < 0.01);
    const window = svg.slice(svg.indexOf("cc-ma-window"));
    const [x, wide] = ["x", "width"].map((name) => Number(new RegExp(` ${name}="([^"]*)"`).exec(window)[1]));
    assert.ok(Math.abs(x + wide / 2 - place.x(result.start + (size - 1) / 2)) < 0.02);
    assert.ok(Math.abs(wide - size * place.pitch) < 0.02);
    const under = svg.slice(svg.indexOf("cc-ma-under"), svg.indexOf("cc-ma-level"));
    assert.equal(numbers(under, "circle", "cx").length, size);
  }
});

test("all that is drawn lies in the drawing, on a phone as well", () => {
  for (const width of [240, 330, 940]) {
    for (const middle of [0, 12, 23]) {
      const svg = chartSvg(width, at(3, middle), GIVEN);
      const height = Number(/height="(\d+)"/.exec(svg)[1]);
      for (const [name, end] of Object.entries({ cx: width, cy: height })) {
        assert.ok(numbers(svg, "circle", name).every((n) => n >= 0 && n <= end));
      }
      assert.ok(height >= 250 && height <= 340);
    }
  }
});

test("the mean is written at the scale, in place of a number that it would cover", () => {
  const ticks = (middle) => {
    const { drawing } = see(3, middle).parts.chart;
    return [...drawing.matchAll(/class="(cc-ma-tick[^"]*)"[^>]*>([\d.]+)</g)].map(([, name, words]) => [name, words]);
  };
  const plain = (words) => ["cc-ma-tick", words];
  assert.deepEqual(ticks(12), [plain("10"), plain("20"), plain("30"), ["cc-ma-tick cc-ma-value", "23.3"]]);
  assert.deepEqual(ticks(8), [plain("10"), plain("30"), ["cc-ma-tick cc-ma-value", "19.3"]]);
});

test("by ear the window is a slider, from the first place where it fits to the last", () => {
  const { value } = see(9, 2).parts.chart;
  assert.deepEqual(value, { min: 4, now: 4, max: 19, text: "Mean of readings 0 to 8: 16.2 °C" });
  assert.equal(see(9, 2).say, "Window of 9. Mean of readings 0 to 8: 16.2 °C.");
  assert.equal(see(1, 2).parts.chart.value.text, "Mean of reading 2: 16.0 °C");
});

test("no size is said that a reader is to predict", () => {
  const { parts, say } = see(9, 6);
  const words = [parts.sum, parts.jumps].map(plainWords).join(" ") + say + parts.chart.drawing.replace(/<[^>]*>/g, " ");
  assert.doesNotMatch(words, /\b(16|24)\b(?![:.])/); // means, and readings; 24:00 is a time
});

test("keys move the window by one, by ten, by itself, and to the ends", () => {
  const press = (key, more = {}) => movedBy({ key, preventDefault() {}, ...more }, at(5, 12));
  assert.deepEqual(
    ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"].map((key) => press(key)),
    [13, 11, 13, 11],
  );
  assert.deepEqual(
    ["PageUp", "PageDown", "Home", "End"].map((key) => press(key)),
    [7, 17, 0, 23],
  );
  assert.equal(press("ArrowRight", { shiftKey: true }), 22);
  assert.equal(press("ArrowRight", { ctrlKey: true }), null);
  assert.equal(press("x"), null);
});

test("a puzzle's line is drawn, and what is told of it", () => {
  const goal = { window: 8 };
  assert.match(see(3, 12, { puzzle: { goal } }).parts.chart.drawing, /class="cc-ma-target"/);
  assert.doesNotMatch(see(3, 12).parts.chart.drawing, /class="cc-ma-target"/);
  const say = (window, middle, goal) => judge({ window, middle }, at(window, middle), { goal });
  assert.equal(say(3, 12, goal).words, "The dashed line was made by a wider window.");
  assert.equal(say(8, 12, { window: 3 }).words, "The dashed line was made by a narrower window.");
  assert.equal(say(8, 12, goal).solved, true);
  assert.equal(say(5, 12, { highest: true }).words, "24.4. There is a higher mean.");
  assert.equal(say(5, 23, { highest: true }).words, "Solved: 32.6 is the highest mean.");
  assert.equal(say(3, 12, { jump: 1, widest: 2 }).words, "The means jump by 1.29.");
  assert.equal(say(4, 12, { jump: 1, widest: 2 }).words, "They jump by 1.00, but a narrower window would do.");
  assert.equal(say(2, 12, { jump: 1, widest: 2 }).solved, true);
});

test("what somebody wrote stands in the drawing as it was written", () => {
  const given = { series: SERIES, unit: "<img src=x>", marks: ["<2 h", "R&D"] };
  const svg = chartSvg(600, at(3, 9, given), given);
  for (const words of ["&lt;img src=x>", "&lt;2 h", "R&amp;D"]) assert.ok(svg.includes(`>${words}</text>`), words);
  assert.ok(!svg.includes("<img"));
});
