// ScoreMap: what is covered, which names are shown, and how a score is written out.
import assert from "node:assert/strict";
import test from "node:test";
import { namedOf, shownNames } from "../../convcourse/explorers/named_scores.js";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import { apart, meanSize } from "../../convcourse/explorers/parts/network/differences.js";
import { partsOfScores, termsOfLargest, termsOfScore } from "../../convcourse/explorers/parts/network/terms.js";
import { coveredOf, reached, show } from "../../convcourse/explorers/score_map.js";

test("a patch is grey, ends at the edge, and leaves the photo as it was", () => {
  const rgba = Uint8ClampedArray.from({ length: 4 * 9 }, (_, i) => i);
  const { rgba: made } = coveredOf({ rgba, rows: 3, cols: 3 }, { y: 1, x: 2, patch: 4 }, [1, 2, 3]);
  assert.deepEqual([...made.subarray(20, 24)], [1, 2, 3, 23]);
  assert.deepEqual([...made.subarray(32, 36)], [1, 2, 3, 35]);
  const changed = [...made].flatMap((value, i) => (value === i ? [] : [Math.floor(i / 4)]));
  assert.deepEqual([...new Set(changed)], [5, 8]);
  assert.equal(rgba[20], 20);
});

const ENDING = { scores: [1, 3, 2], shares: [0.1, 0.7, 0.2], parts: [1, 0, 2, 0.5, 4, -2], bias: [0, 0.5, 0] };

test("names come by their scores, each with its parts, and the chosen one is among those shown", () => {
  const named = namedOf(ENDING, ["a", "b", "c"]);
  assert.deepEqual(
    named.map(({ name, parts }) => [name, ...parts]),
    [
      ["b", 2, 0.5],
      ["c", 4, -2],
      ["a", 1, 0],
    ],
  );
  const many = Array.from({ length: 9 }, (_, k) => ({ class: k }));
  assert.deepEqual(
    shownNames(many, 7).map((one) => one.class),
    [0, 1, 2, 3, 7],
  );
  assert.deepEqual(
    shownNames(many, 2).map((one) => one.class),
    [0, 1, 2, 3, 4],
  );
});

test("two maps are compared place by place, one of them moved; a largest and a score are sums", () => {
  const one = { data: Float32Array.of(1, 2, 3, 4, 0, 0, 0, 8), shape: [2, 2, 2] };
  const two = { data: Float32Array.of(1, 1, 3, 4, 0, 2, 0, 8), shape: [2, 2, 2] };
  assert.deepEqual([...apart(one, two)], [0, 1.5, 0, 0]);
  assert.deepEqual([...apart(one, one, [0, 1])], [-1, 0.5, -1, 4.5]);
  assert.equal(meanSize(one), 18 / 8);
  const largest = termsOfLargest({ kernel: 2 }, one, 1, [0, 0]);
  assert.deepEqual([...largest.weights, largest.sum, ...largest.shape], [0, 0, 0, 1, 8, 1, 2, 2]);
  const dense = { weight: { data: Float32Array.of(1, 0, -2, 4), shape: [2, 2] }, bias: [0, 10] };
  const terms = termsOfScore(dense, one, 1);
  assert.equal(terms.sum, (-2 * 10 + 4 * 8) / 4 + 10);
  assert.deepEqual([...partsOfScores(dense, one)], [1 / 4, 2 / 4, 3 / 4, 1, -2 / 4, -1, -6 / 4, 6]);
  assert.equal(reached([0, 1e-9, 0.1, 2], 1), 0.5);
});

const NAMED = [
  { class: 4, name: "cup", share: 0.6, score: 3.5, bias: 0.25, parts: [1, 2, -0.5, 0, 0, 0, 0, 0.75, 0] },
  { class: 1, name: "BACKGROUND_Google", share: 0.3, score: 2, bias: 0, parts: Array(9).fill(0.25) },
];
const PICTURE = { rgba: new Uint8ClampedArray(4), rows: 96, cols: 96 };
const RESULT = {
  ...{ photo: PICTURE, picture: PICTURE, ready: true, plain: NAMED, named: NAMED, one: NAMED[0], was: null, chosen: 4 },
  ...{ apart: null, about: { share: 1, failed: "", classes: ["a"] } },
};
const STATE = { cover: false, y: 8, x: 80, patch: 32 };
const shown = (state = {}, result = {}, width = 900) =>
  show({ ...STATE, ...state }, { ...RESULT, ...result }, { pointed: null, width });

test("a score is written out, part by part, with its bias", () => {
  assert.equal(
    plainWords(shown().parts.sum),
    "1 + 2 − 0.5 + 0 + 0 + 0 + 0 + 0.75 + 0 + 0.25 (bias) ≈ 3.5, the score of cup.",
  );
  const covered = shown({ cover: true }, { was: { ...NAMED[0], score: 6 } });
  assert.match(plainWords(covered.parts.sum), /score of cup\. Uncovered it was 6\.$/);
  assert.deepEqual(
    covered.parts.names.rows.map(({ name, text, chosen }) => [name, text, chosen]),
    [
      ["cup", "60 % → 60 %", true],
      ["background", "30 % → 30 %", false],
    ],
  );
  assert.equal(covered.say, "cup: score 3.5, 60 %; covered in rows 8 to 39, columns 80 to 95.");
});

test("what the network cannot do, or has not yet done, is said beside what came with the page", () => {
  const failed = shown({}, { about: { share: 0, failed: "no SIMD", classes: null } }).parts.names;
  assert.match(plainWords(failed.head), /^The network names it\. The network cannot run here: no SIMD\./);
  const coming = shown({}, { named: null, one: null, about: { share: 0.5, failed: "", classes: null } }).parts;
  assert.equal(coming.names.head[1].props.value, 50);
  assert.equal(coming.output.hidden(0, 0), true);
});

test("the frame is the patch, or the third of the photo that is pointed at", () => {
  const { window } = shown().parts.input;
  assert.deepEqual([window.row, window.col, window.height, window.width], [8, 80, 32, 16]);
  const pointed = show(STATE, RESULT, { pointed: { part: "output", at: [0, 2] }, width: 900 }).parts.input.window;
  assert.deepEqual([pointed.row, pointed.col, pointed.height], [0, 64, 32]);
});

test("each layer says which share of its places a patch reached", () => {
  const plane = Float32Array.of(0, 0, 0, 0.5);
  const apartness = { planes: Array(13).fill(plane), sizes: Array(13).fill(1) };
  const look = shown({ cover: true }, { apart: apartness }).parts.layer12;
  assert.deepEqual(look.lines, ["13", "25 %"]);
  assert.deepEqual(
    [0, 3].map((place) => look.bytes[4 * place]),
    [0, 128],
  );
  assert.equal(shown().parts.layer0, null);
});
