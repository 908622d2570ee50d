import assert from "node:assert/strict";
import { test } from "node:test";

import {
  barsSvg,
  behind,
  chartPlaces,
  compute,
  endOf,
  judge,
  parameterWords,
  show,
  sumParts,
} from "../../convcourse/explorers/bottleneck_explorer.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";

const BRANCH = { channels: 192, bottleneck: 16, filters: 32, kernel_size: 5, restore: false, side: 28 };
const RESNET = { channels: 256, bottleneck: 64, filters: 256, kernel_size: 3, restore: true, side: 56 };
const told = (state) => plainWords(sumParts(state, compute(state)));
const seen = (state, at = {}) => show(state, compute(state), { pointed: null, puzzle: null, width: 900, ...at });

// By torch: nn.Conv2d(192, 16, 1) and nn.Conv2d(16, 32, 5) in place of nn.Conv2d(192, 32, 5), and ResNet's.
test("the products of Inception's branch and of ResNet's bottleneck", () => {
  assert.deepEqual(compute(BRANCH), {
    ...{ alone: 153_600, ones: 3_072, large: 12_800 },
    parameters: [153_632, 15_920],
  });
  assert.deepEqual(compute(RESNET), {
    ...{ alone: 589_824, ones: 32_768, large: 36_864 },
    parameters: [590_080, 70_016],
  });
});

test("the sum is written out, and makes what stands behind it", () => {
  assert.equal(
    told(BRANCH),
    "28·28 pixels · (192·16 + 5·5·16·32) = 12,443,648 multiplications, in place of 120,422,400: 9.7 times fewer. ",
  );
  assert.match(told(RESNET), /\(256·64 \+ 3·3·64·64 \+ 64·256\) = 218,365,952 multi.*: 8\.5 times fewer/);
  assert.match(told({ ...BRANCH, bottleneck: 192 }), /: 1\.2 times as many/);
  assert.match(told({ ...BRANCH, bottleneck: 155 }), /hardly more/);
  assert.match(told({ ...BRANCH, bottleneck: 154 }), /hardly fewer/);
  const same = { channels: 2, bottleneck: 1, filters: 2, kernel_size: 1, restore: false, side: 3 };
  assert.match(told(same), /just as many/); // 2·1 + 1·2 = 2·2
});

test("weights and biases are told, and nothing that a puzzle asks for", () => {
  assert.equal(parameterWords(compute(BRANCH)), "Parameters, with biases: 15,920 in place of 153,632.");
  assert.doesNotMatch(seen(BRANCH).say, /\b154\b/);
});

test("both ways are bars on one scale, the larger as long as there is room", () => {
  const bars = (state) => {
    const drawn = barsSvg(860, state, compute(state));
    return [...drawn.matchAll(/class="cc-bn-(?:one|large)" d="M[\d.]+ [\d.]+h([\d.]+)/g)].map((match) => +match[1]);
  };
  const [alone, ones, large] = bars(BRANCH);
  assert.ok(Math.abs((ones + large) / alone - 15_872 / 153_600) < 1e-3);
  assert.ok(Math.abs(ones / large - 3_072 / 12_800) < 0.01);
  const wide = bars({ ...BRANCH, bottleneck: 192 });
  assert.ok(Math.abs(wide[1] + wide[2] - alone) < 0.1 && wide[0] < alone);
});

test("the chart's line is at the number of filters, and its dot at their share of the work", () => {
  const { chart } = seen(BRANCH).parts;
  assert.equal(chart.end, 192);
  const { x, y } = chartPlaces([860, 220], 192);
  assert.equal(chart.x, x(16));
  const [, cx, cy] = chart.drawing.match(/cc-bn-dot" cx="([\d.]+)" cy="([\d.]+)"/).map(Number);
  assert.ok(Math.abs(cx - x(16)) < 0.01 && Math.abs(cy - y(15_872 / 153_600)) < 0.01);
  assert.equal(y(9), y(1.4)); // what is more leaves the chart at its top
  assert.equal(endOf({ ...BRANCH, bottleneck: 193 }), 256);
  assert.equal(endOf({ ...BRANCH, channels: 1, bottleneck: 1 }), 2);
});

test("what is pointed at is told on the chart, and sets nothing", () => {
  const { parts, say } = seen(BRANCH, { pointed: { part: "chart", at: [0, 96] } });
  assert.match(parts.chart.drawing, />96: 62 %</); // 96·992 / 153,600
  assert.match(parts.chart.value[2], /^16 filters/);
  assert.match(say, /16 filters of 1×1: 10 % of the work/);
  assert.doesNotMatch(seen(BRANCH).parts.chart.drawing, /cc-bn-seen/);
});

test("a puzzle is solved by the most filters alone", () => {
  const keep = { channels: 192, filters: 32, kernel_size: 5, restore: false };
  const at = (bottleneck) =>
    judge({ ...BRANCH, bottleneck }, compute({ ...BRANCH, bottleneck }), { keep, goal: { share: 1 } });
  assert.deepEqual(
    [153, 154, 155].map((n) => at(n).solved),
    [false, true, false],
  );
  assert.match(at(155).words, /100\.1 % of the work: too much/);
  assert.match(at(153).words, /One more would do/);
  const tenth = (bottleneck) => {
    const state = { ...RESNET, bottleneck };
    return judge(state, compute(state), { keep: {}, goal: { share: 0.1 } }).solved;
  };
  assert.deepEqual([56, 57, 58].map(tenth), [false, true, false]);
});

test("with 1×1 filters behind, the kernel stands among few maps on both sides", () => {
  assert.deepEqual(behind(RESNET, 10), { ones: 10 * 512, large: 9 * 100 });
  assert.deepEqual(behind(BRANCH, 10), { ones: 1920, large: 25 * 320 });
});
