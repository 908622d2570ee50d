import assert from "node:assert/strict";
import { test } from "node:test";

import {
  colours,
  compute,
  insidePadded,
  judge,
  pixelScale,
  pixelWords,
  show,
  sourceOf,
  strip,
  stripText,
} from "../../convcourse/explorers/border_explorer.js";

const [CONSTANT, NEAREST, REFLECT, MIRROR, WRAP] = [0, 1, 2, 3, 4];
const at = (border_index, width = 2, more = {}) => ({
  size: [4, 5],
  border_index,
  width,
  cval: 7,
  pixel: [0, 0],
  ...more,
});

test("the row of letters shows each border as it is written in every manual", () => {
  assert.equal(stripText(at(CONSTANT)), "kk|abcd|kk");
  assert.equal(stripText(at(NEAREST)), "aa|abcd|dd");
  assert.equal(stripText(at(REFLECT)), "ba|abcd|dc");
  assert.equal(stripText(at(MIRROR)), "cb|abcd|cb");
  assert.equal(stripText(at(WRAP)), "cd|abcd|ab");
});

test("a border wider than the row repeats the pattern", () => {
  assert.equal(stripText(at(WRAP, 9)), "dabcdabcd|abcd|abcdabcda");
  assert.equal(stripText(at(REFLECT, 6)), "cddcba|abcd|dcbaab");
  assert.equal(stripText(at(MIRROR, 7)), "babcdcb|abcd|cbabcdc");
  assert.deepEqual(strip(at(MIRROR), 0), { from: [0, 1, 2, 3], letters: ["a", "b", "c", "d"] });
});

test("every padded pixel knows which pixel it copies", () => {
  const { data, rows, cols } = compute(at(WRAP));
  assert.deepEqual([rows, cols], [8, 9]);
  assert.equal(data[0], 2 * 5 + 3); // the corner is the pixel two from the far corner
  assert.ok(compute(at(CONSTANT)).data.filter((source) => source < 0).length === 8 * 9 - 4 * 5);
  for (const border of [NEAREST, REFLECT, MIRROR, WRAP]) {
    const state = at(border, 11);
    const map = compute(state);
    map.data.forEach((source, i) => {
      const pixel = [Math.floor(i / map.cols) - 11, (i % map.cols) - 11];
      const [r, c] = sourceOf(pixel, state);
      assert.equal(source, r * 5 + c);
    });
  }
});

test("colours come from the photo, and from the constant where nothing is copied", () => {
  const photo = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255);
  const sources = compute({ size: [1, 2], border_index: CONSTANT, width: 1 });
  const out = Array.from(colours(sources, photo, 9));
  assert.deepEqual(out.slice(0, 4), [9, 9, 9, 255]);
  assert.deepEqual(out.slice(20, 28), [1, 2, 3, 255, 4, 5, 6, 255]);
});

test("a pixel stays inside when the border becomes narrower", () => {
  assert.deepEqual(insidePadded([-9, 30], at(WRAP, 2)), [-2, 6]);
  assert.deepEqual(insidePadded([1, 1], at(WRAP, 0)), [1, 1]);
});

test("what a pixel copies is said in words", () => {
  assert.deepEqual(pixelWords([-1, 2], at(MIRROR)), {
    from: "row −1, column 2",
    verb: "copies",
    to: "row 1, column 2",
  });
  assert.match(pixelWords([0, 2], at(MIRROR)).verb, /lies in the photo/);
  assert.deepEqual(pixelWords([-1, 2], at(CONSTANT)).to, "7");
});

test("the picture fits its stage at every width of the page and of the border", () => {
  for (const room of [300, 480, 700, 1200]) {
    for (const width of [0, 8, 72]) {
      for (const pictures of [1, 2]) {
        const scale = pixelScale(room, { size: [48, 60], width }, pictures);
        assert.ok(pictures * (scale * (60 + 2 * width) + 12) <= room + 12 + 1e-9);
        assert.ok(scale * (48 + 2 * width) <= (room < 480 ? 250 : 400) + 1e-9);
      }
    }
  }
});

test("puzzles say how far away the goal is", () => {
  const target = { goal: { picture: at(REFLECT, 3) } };
  const said = (state, puzzle) => judge(state, compute(state), puzzle);
  assert.match(said(at(REFLECT, 2), target).words, /Yours is 8×9, the target 10×11/);
  assert.match(said(at(MIRROR, 3), target).words, /of 110 pixels differ\./);
  assert.equal(said(at(REFLECT, 3, { cval: 1 }), target).solved, true); // no constant is seen
  const plain = { goal: { picture: at(CONSTANT, 3) } };
  assert.equal(said(at(CONSTANT, 3, { cval: 1 }), plain).solved, false);
  const corner = { goal: { corner: [3, 0], radius: 1 } };
  assert.match(said(at(CONSTANT), corner).words, /it is the constant/);
  assert.match(said(at(WRAP, 1), corner).words, /Now the top left corner copies row 3, column 4/);
  assert.equal(said(at(WRAP, 5), corner).solved, true);
  const row = { goal: { strip: "cb|abcd|cb" } };
  assert.equal(said(at(MIRROR), row).solved, true);
  assert.equal(said(at(REFLECT), row).words, "Yours: ba | abcd | dc.");
  assert.equal(said(at(MIRROR, 30), row).words, "Your row gets 60 letters more.");
});

test("the libraries' names stand below the photo, unless there are none to say", () => {
  const called = { numpy: "wrap", scipy: "wrap", opencv: "BORDER_WRAP", torch: null };
  const named = (names) =>
    show(at(WRAP), { ...compute(at(WRAP)), photo: null, names }, { pointed: null, puzzle: null, width: 600 }).parts
      .names;
  assert.equal(named([]), null);
  assert.equal(named(Array(5).fill(called)).length, 4);
});
