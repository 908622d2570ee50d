// ScoreTrail and ShiftedPhoto: what levels are called, where terms are read, how photos are moved.
import assert from "node:assert/strict";
import test from "node:test";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import { LEVELS, SCORE_LEVEL, seenBy } from "../../convcourse/explorers/parts/network/stack.js";
import { placeOfTerm } from "../../convcourse/explorers/parts/network/trail.js";
import { channelName, levelName, show } from "../../convcourse/explorers/score_trail.js";
import { curveOf, followed, moveWords, shiftedBy } from "../../convcourse/explorers/shifted_photo.js";

test("levels are called by their layers and poolings, and know what they see", () => {
  assert.deepEqual([0, 1, 3, 18, 19].map(levelName), ["photo", "layer 1", "pooling 1", "pooling 5", "score"]);
  assert.equal(SCORE_LEVEL, 19);
  assert.deepEqual(
    LEVELS.filter(({ kind }) => kind === "conv").map(({ field }) => field),
    [3, 5, 10, 14, 24, 32, 40, 60, 76, 92, 132, 164, 196],
  );
  assert.deepEqual(seenBy(3, 0, 96), { from: -2, first: 0, last: 3 }); // two layers and a pooling: 6 pixels
  assert.deepEqual(seenBy(0, 7, 96), { from: 7, first: 7, last: 7 });
  assert.deepEqual(
    [channelName(0, 2), channelName(4, 2), channelName(19, 0, ["cougar_face"])],
    ["blue", "no. 2", "cougar face"],
  );
});

test("a term is read where its window lies, and nowhere in the padding", () => {
  const conv = { shape: [4, 3, 3] };
  const here = { level: 5, channel: 9, row: 0, col: 3 };
  assert.deepEqual(placeOfTerm(here, conv, "conv", 9 + 3, [6, 6]), { level: 4, channel: 1, row: 0, col: 2 });
  assert.equal(placeOfTerm(here, conv, "conv", 9, [6, 6]), null);
  assert.equal(placeOfTerm({ ...here, col: 5 }, conv, "conv", 5, [6, 6]), null);
  const pooled = placeOfTerm({ ...here, row: 2 }, { shape: [1, 2, 2] }, "max", 1, [12, 12]);
  assert.deepEqual(pooled, { level: 4, channel: 9, row: 4, col: 7 });
  const scored = placeOfTerm({ level: 19, channel: 3, row: 0, col: 0 }, { shape: [8, 3, 3] }, "score", 14, [3, 3]);
  assert.deepEqual(scored, { level: 18, channel: 1, row: 1, col: 2 });
});

const PHOTO = { rgba: Uint8ClampedArray.from({ length: 4 * 96 * 96 }, (_, i) => i % 256), rows: 96, cols: 96 };
const TERMS = {
  window: Float32Array.of(1, 2, 0, 4),
  weights: Float32Array.of(0, 0, 0, 1),
  bias: 0,
  sum: 4,
  shape: [1, 2, 2],
};
const TRAIL = {
  places: [
    { level: 19, channel: 0, row: 0, col: 0, value: 5 },
    { level: 18, channel: 6, row: 1, col: 2, value: 4 },
  ],
  ...{
    terms: TERMS,
    next: { level: 17, channel: 6, row: 3, col: 5, index: 3 },
    plane: new Float32Array(9),
    size: [3, 3],
  },
};
const shown = (trail) =>
  show(
    { steps: 1 },
    { photo: PHOTO, ending: null, about: { classes: ["a_cup"] }, trail, here: trail.places.at(-1), ready: true },
    { width: 900 },
  );

test("what is passed stands in a row, and the followed term is marked", () => {
  const { parts, say } = shown(TRAIL);
  assert.deepEqual(
    parts.crumbs.rows.map(({ name, value, last }) => [name, value, last]),
    [
      ["a cup", "5", false],
      ["pooling 5 [1, 2]", "4", true],
    ],
  );
  const [pairs, line] = parts.terms;
  const buttons = pairs.children[0].children[1].children;
  assert.deepEqual(
    buttons.map(({ props }) => props.class.includes("cc-t-next")),
    [false, false, false, true],
  );
  assert.match(plainWords([line]), /^The largest of the four goes on: 4$/);
  assert.match(say, /^pooling 5 \[1, 2\]: 4\. It sees rows 0 to 95/);
});

test("at the photo the number is its level, less the mean, over the spread", () => {
  const level = PHOTO.rgba[4 * (2 * 96 + 3) + 1];
  const value = (level / 255 - 0.456) / 0.224;
  const places = [{ level: 0, channel: 1, row: 2, col: 3, value }];
  const { parts } = shown({
    ...TRAIL,
    places,
    terms: null,
    next: null,
    plane: new Float32Array(96 * 96),
    size: [96, 96],
  });
  assert.match(
    plainWords(parts.terms),
    new RegExp(`green is ${level} of 255.*\\(${level} / 255 − 0\\.456\\) / 0\\.224`),
  );
});

test("a photo is moved to the right, its left edge repeated", () => {
  const rgba = Uint8ClampedArray.of(1, 1, 1, 255, 2, 2, 2, 255, 3, 3, 3, 255);
  assert.deepEqual(
    [...shiftedBy({ rgba, rows: 1, cols: 3 }, 2).rgba].filter((_, i) => i % 4 === 0),
    [1, 1, 1],
  );
  assert.deepEqual(
    [...shiftedBy({ rgba, rows: 1, cols: 3 }, 1).rgba].filter((_, i) => i % 4 === 0),
    [1, 1, 2],
  );
});

test("a move is written in the map's own pixels, and what cannot be compared does not count", () => {
  assert.deepEqual(
    [moveWords(3, 1), moveWords(1, 2), moveWords(3, 2), moveWords(6, 8), moveWords(12, 16), moveWords(0, 16)],
    ["3", "1/2", "1 1/2", "3/4", "3/4", "0"],
  );
  assert.equal(followed([-1, 0, 0.5, 1e-7], 1), 2 / 3);
});

test("the curve has a point for each shift that is known", () => {
  const svg = curveOf([0.5, 0.25, null, 1], 1);
  assert.equal(svg.match(/points="([^"]*)"/)[1].split(" ").length, 3);
  assert.match(svg, /<circle/);
  assert.doesNotMatch(curveOf([0.5, null], 1), /<circle/);
});
