import assert from "node:assert/strict";
import { test } from "node:test";

import {
  barsOf,
  compute,
  costWords,
  judge,
  ladderSvg,
  layoutOf,
  matrixSvg,
  outputNow,
  outputSoFar,
  reconcile,
  show,
  stepWords,
  stopsOf,
  windowNow,
  worksOf,
} from "../../convcourse/explorers/cost_ladder.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import {
  bytesOf,
  ladderTimes,
  overtakesAt,
  productsOf,
  RUNGS,
  resultOf,
  sameResult,
  TIMED,
  timed,
  transformLength,
  trialProblem,
  winogradKernel,
} from "../../convcourse/explorers/parts/ladder.js";

const KERNEL = { row: [1, 2, 1], column: [-1, 0, 1] };
const PICTURE = Array.from({ length: 6 }, (_, r) =>
  Array.from({ length: 6 }, (_, c) => ((7 * r + 3 * c * c) % 10) - 2),
);
const state = (rung, more = {}) => ({
  ...{ rung: RUNGS.indexOf(rung), quantity: 0, kernel_size: 3, side: 240, input: PICTURE, position: 0 },
  ...more,
});
const made = (rung, more) => {
  const one = state(rung, more);
  return [one, compute(one, KERNEL)];
};
const at = (name) => RUNGS.indexOf(name);

/** A clock that is a second further at each look. */
function clockOf(most = Number.POSITIVE_INFINITY) {
  let [looks, rests] = [0, 0];
  return {
    now: () => 1000 * looks++,
    rest: async () => ++rests <= most,
    rests: () => rests,
  };
}

test("each rung makes what the loops make, for even and odd sizes", () => {
  for (const [side, k] of [
    [7, 3],
    [16, 3],
    [5, 4],
    [9, 8],
    [1, 3],
  ]) {
    const problem = trialProblem(side, k);
    const wanted = resultOf("loops", problem);
    for (const name of TIMED) {
      if (name !== "winograd" || k === 3)
        assert.ok(sameResult(wanted, resultOf(name, problem)), `${name} ${side} ${k}`);
    }
  }
});

test("a result that differs in one number is not the same, nor is one of another length", () => {
  assert.ok(sameResult([1, 2e6], [1, 2e6 + 1e-4]));
  assert.ok(!sameResult([1, 2e6], [1.1, 2e6]));
  assert.ok(!sameResult([1, 2], [1, 2, 3]));
});

test("transforms have room for the kernel beyond the edge", () => {
  assert.deepEqual(
    [
      [240, 17],
      [240, 18],
      [6, 3],
      [16, 1],
    ].map(([side, k]) => transformLength(side, k)),
    [256, 512, 8, 16],
  );
});

test("only Winograd refuses kernels of another size", () => {
  for (const costs of [productsOf(64, 5), bytesOf(64, 5)]) {
    assert.deepEqual(
      costs.map((cost) => cost === null),
      RUNGS.map((name) => name === "winograd"),
    );
  }
  assert.equal(productsOf(4, 3)[at("winograd")], 4 * 16 + 14);
});

test("from where on the transforms take fewer products for good", () => {
  const wins = (side, k) => productsOf(side, k)[at("fft")] < productsOf(side, k)[0];
  for (const side of [32, 240, 512]) {
    const first = overtakesAt(side, 31);
    if (first === null) assert.ok(!wins(side, 31));
    else for (let k = first; k <= 31; k++) assert.ok(wins(side, k));
    if (first > 2) assert.ok(!wins(side, first - 1));
  }
  assert.equal(overtakesAt(240, 5), null);
});

test("a clock counts the runs and no rest, and a rung that is called off has no time", async () => {
  const problem = trialProblem(8, 3);
  const clock = clockOf();
  const { ms, result } = await timed("loops", problem, clock);
  assert.ok(ms >= 1000 && clock.rests() > 1); // each look ends a slice
  assert.deepEqual(result, resultOf("loops", problem));
  assert.equal(await timed("loops", problem, clockOf(0)), null);
  assert.equal(await timed("loops", problem, clockOf(1)), null);
});

test("the first of several runs does not count: it is compiled while it runs", async () => {
  let [at, looks] = [0, 0];
  const slow = 10; // looks at the clock in one run of eight rows
  const now = () => {
    at += looks++ < slow ? 1 : 0.1;
    return at;
  };
  const { ms } = await timed("loops", trialProblem(8, 3), { now, rest: async () => true });
  assert.ok(ms > 0.5 && ms < 1.1, `${ms}`);
});

test("a ladder is timed rung by rung, and says why one has no time", async () => {
  const small = await ladderTimes(16, 3, clockOf());
  for (const name of TIMED) assert.ok(small[name].ms > 0);
  assert.equal(small.vectorised.why, "not in a page");
  assert.equal((await ladderTimes(16, 5, clockOf())).winograd.why, "only for 3×3");
  const large = await ladderTimes(512, 6, { now: () => performance.now(), rest: async () => true });
  assert.match(large.im2col.why, /too large/);
  assert.equal(await ladderTimes(16, 3, clockOf(3)), null);
});

test("steps lead to the definition, by each rung's own parts", () => {
  const [, { right }] = made("loops");
  const [shifted, ofShifted] = made("shifted", { position: 8 });
  assert.deepEqual(Array.from(outputSoFar(shifted, ofShifted)), Array.from(right.data));
  const [half, ofHalf] = made("shifted", { position: 2 });
  assert.notDeepEqual(Array.from(outputSoFar(half, ofHalf)), Array.from(right.data));
  const [tile, ofTile] = made("winograd", { position: 4 });
  const [mixed, weights, products] = worksOf(tile, ofTile);
  assert.deepEqual(Array.from(weights.values), Array.from(winogradKernel(ofTile.problem.kernel)));
  const m = products.values;
  assert.deepEqual(
    Array.from(m, (value, n) => value - mixed.values[n] * weights.values[n]),
    Array(16).fill(0),
  );
  const corner = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => m[4 * i + j])).reduce((a, b) => a + b);
  assert.equal(corner, right.data[2 * 6 + 2]); // the tile in the middle begins at row 2, column 2
});

test("without padding the transform reads the other edge, and the border alone is wrong", () => {
  const [wraps, ofWraps] = made("fft");
  const [padded, ofPadded] = made("fft", { position: 1 });
  assert.match(
    plainWords(stepWords(wraps, ofWraps, [0, 0])),
    /length 6 reads the other edge: \d+ of 36 outputs are wrong/,
  );
  assert.deepEqual(Array.from(ofPadded.output.data), Array.from(ofPadded.right.data));
  for (const [n, value] of ofWraps.output.data.entries()) {
    const [r, c] = [Math.floor(n / 6), n % 6];
    if (r > 0 && r < 5 && c > 0 && c < 5) assert.equal(value, ofWraps.right.data[n]);
  }
  const input = (one, result) => show(one, result, { pointed: null, width: 640, data: {} }).parts.input;
  assert.equal(input(wraps, ofWraps).values[0], PICTURE[5][5]);
  assert.equal(input(padded, ofPadded).values[0], 0);
});

test("a row of the matrix is the window of its output, and pointing at either shows both", () => {
  const [one, result] = made("im2col", { position: 8 });
  assert.deepEqual(outputNow(one, null), [1, 2]);
  assert.deepEqual(outputNow(one, { part: "matrix", at: [35] }), [5, 5]);
  assert.deepEqual(windowNow(one, [1, 2]), { row: 1, col: 2, height: 3, width: 3 });
  assert.equal(matrixSvg(result, [8, 5], 8).match(/<path fill/g).length, 36 * 9);
  assert.match(plainWords(stepWords(one, result, [1, 2])), /^Row 8 of the matrix, times the kernel: /);
});

test("bars are as long as their logarithm, and stay within the drawing", () => {
  for (const width of [300, 640]) {
    for (const [quantity, k] of [
      [0, 3],
      [0, 31],
      [1, 31],
      [2, 3],
    ]) {
      const [one, result] = made("fft", { quantity, kernel_size: k, side: 16 });
      const times = Object.fromEntries(RUNGS.map((name, n) => [name, { ms: 10 ** (n - 4) }]));
      const drawing = ladderSvg(width, one, result, times);
      const ends = [...drawing.matchAll(/cc-cl-bar" d="M([\d.]+) [\d.]+h([\d.]+)/g)].map(
        ([, x, w]) => Number(x) + Number(w),
      );
      assert.ok(ends.length >= 6 && Math.max(...ends) <= width - 60);
      const bars = barsOf(one, result, times).filter((value) => value !== null);
      for (const [n, value] of bars.entries()) {
        for (const [m, other] of bars.entries()) if (value < other) assert.ok(ends[n] <= ends[m]);
      }
    }
  }
});

test("before it was measured there is no time, and after it other sizes have none", () => {
  const [one, result] = made("loops", { quantity: 2 });
  const look = (data) => show(one, result, { pointed: null, width: 640, data }).parts;
  assert.match(look({ times: null }).ladder.drawing, /not measured yet/);
  const times = Object.fromEntries(RUNGS.map((name) => [name, { ms: 57.6 }]));
  assert.match(look({ times: { key: "[240,3]", times } }).ladder.drawing, />1,000</);
  assert.equal(look({ times: { key: "[240,3]", times } }).bar.measured, true);
  assert.match(look({ times: { key: "[256,3]", times } }).ladder.drawing, /not measured yet/);
});

test("words count for the large picture", () => {
  const words = (rung, more) => plainWords(costWords(...made(rung, more)));
  assert.equal(
    words("im2col"),
    "240×240 pixels, 3×3 weights: 518,400 multiplications, as many as the loops. The matrix alone has 4,147,200 bytes. 9,216,072 bytes moved.",
  );
  assert.match(
    words("fft"),
    /12\.75 times as many as the loops\. Three transforms of 256×256, 4 · 65,536 · 8 products each: the kernel only has to fit in\. From 23×23 on it always takes fewer\. /,
  );
  assert.match(words("winograd", { kernel_size: 5 }), /for 3×3 kernels alone/);
});

test("puzzles want the first and the last kernel, not any that does", () => {
  const said = (goal, k, side) => judge({ side, kernel_size: k }, null, { goal, keep: { side } });
  const first = (k) => said({ first: "fft" }, k, 240);
  assert.equal(first(11).solved, true);
  assert.match(first(10).words, /With 10×10 the loops/);
  assert.match(first(12).words, /for a smaller kernel, too/);
  const room = (k) => said({ matrix: 64e6 }, k, 256);
  assert.equal(room(11).solved, true);
  assert.match(room(12).words, /^The matrix has 75,497,472 bytes/);
  assert.match(room(10).words, /so does a larger one/);
});

test("a rung begins at its first step, unless something else is told", () => {
  assert.deepEqual(reconcile({ rung: 2 }, state("fft", { position: 1 })), { rung: 2, position: 0 });
  assert.deepEqual(reconcile({ rung: 2, position: 1 }, state("fft")), { rung: 2, position: 1 });
  assert.deepEqual(reconcile({ side: 32 }, state("fft", { position: 1 })), { side: 32 });
});

test("every rung is told in words at every step, and has its grids", () => {
  for (const [n, name] of RUNGS.entries()) {
    const [first, result] = made(name);
    for (let position = 0; position < result.stops; position++) {
      const one = { ...first, position };
      const { parts, say } = show(one, compute(one, KERNEL), { pointed: null, width: 640, data: {} });
      assert.ok(say.length > 40 && !/undefined|NaN|null/.test(say), say);
      assert.equal(parts.matrix !== null, name === "im2col");
      assert.equal(parts.ladder.value[0], n);
    }
  }
  assert.ok(layoutOf(350, state("im2col")).wide <= 350);
});

test("the window is dragged where a rung has one that moves, and each stop is the window of its position", () => {
  for (const rung of [0, 3, 4, 6]) {
    const { stride, size } = stopsOf({ rung });
    for (let position = 0; position < size[0] * size[1]; position++) {
      const [r, c] = [Math.floor(position / size[1]), position % size[1]];
      const now = state(RUNGS[rung], { position });
      const { row, col } = windowNow(now, outputNow(now, null));
      assert.deepEqual([row, col], [r * stride[0], c * stride[1]]);
    }
  }
  assert.deepEqual(
    [1, 2, 5].map((rung) => stopsOf({ rung })),
    [null, null, null],
  );
});

test("numbers below the axis leave some out where they would touch", () => {
  const one = state("loops", { quantity: 2 });
  const ticks = (width) => ladderSvg(width, one, compute(one, KERNEL), null).match(/cc-cl-tick/g).length;
  assert.deepEqual([ticks(640), ticks(330)], [6, 3]);
});

test("the FFT's bar says what it is made of where there is room for it, and no words leave the drawing", () => {
  const [one, result] = made("loops");
  const [large, grown] = made("loops", { kernel_size: 31 });
  assert.match(ladderSvg(344, one, result, null), />114\.78, 3 transforms</);
  assert.match(ladderSvg(640, large, grown, null), />510\.72, 3 transforms</);
  assert.match(ladderSvg(344, large, grown, null), />510\.72</);
  assert.doesNotMatch(ladderSvg(640, { ...one, quantity: 1 }, result, null), /transforms/);
});
