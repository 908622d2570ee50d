import assert from "node:assert/strict";
import { test } from "node:test";

import { arrowStep } from "../../convcourse/explorers/parts/keys.js";
import {
  asLevel,
  colourBytes,
  outlineOn,
  pictureStore,
  planeBytes,
  rangeOf,
  splitRgba,
} from "../../convcourse/explorers/parts/pictures.js";

test("numbers become levels as a screen shows them, and bytes become planes", () => {
  assert.deepEqual([-3, 300, 127.5, 99.5, 41.2].map(asLevel), [0, 255, 128, 100, 41]);
  assert.deepEqual(
    splitRgba([1, 2, 3, 255, 4, 5, 6, 255]).map((p) => Array.from(p)),
    [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
  );
  assert.deepEqual(
    rangeOf([
      [3, -4],
      [0, 7],
    ]),
    [-4, 7],
  );
});

test("planes become bytes: signed ones around white, others from black", () => {
  assert.deepEqual(Array.from(planeBytes([300, -1])), [255, 255, 255, 255, 0, 0, 0, 255]);
  assert.deepEqual(
    [...planeBytes([0, 2, 4], { reach: 4 })].filter((_, i) => i % 4 === 0),
    [0, 128, 255],
  );
  const bytes = planeBytes([-10, 0, 10, 1], { reach: 10, signed: true });
  assert.deepEqual([...bytes.slice(0, 12)], [140, 81, 10, 255, 245, 245, 245, 255, 1, 102, 94, 255]);
});

test("three planes become one picture, up to full light", () => {
  assert.deepEqual(Array.from(colourBytes([[1], [2], [3]])), [1, 2, 3, 255]);
  assert.deepEqual(
    [
      ...colourBytes(
        [
          [9, 0],
          [3, 9],
          [0, 18],
        ],
        9,
      ),
    ],
    [255, 85, 0, 255, 0, 255, 255, 255],
  );
});

test("arrow keys go one pixel, ten with Shift, and leave the browser's own keys alone", () => {
  const press = (key, more = {}) => {
    let stopped = false;
    return [arrowStep({ key, ...more, preventDefault: () => (stopped = true) }), stopped];
  };
  assert.deepEqual(press("ArrowUp"), [[-1, 0], true]);
  assert.deepEqual(press("ArrowRight", { shiftKey: true }), [[0, 10], true]);
  assert.deepEqual(press("ArrowLeft", { altKey: true }), [null, false]);
  assert.deepEqual(press("a"), [null, false]);
});

test("a picture is read once, shown when it is there, and gives way to what was put in its place meanwhile", async () => {
  const asked = [];
  const waiting = [];
  const ui = { schedule: () => asked.push("draw"), notice: (words) => asked.push(words) };
  const store = pictureStore(ui, (name) => new Promise((...ends) => waiting.push([name, ...ends])));
  assert.deepEqual([store.get("a"), store.get("a"), store.get("b")], [null, null, null]);
  assert.deepEqual(
    waiting.map(([name]) => name),
    ["a", "b"],
  );
  store.put("b", "mine");
  for (const [name, resolve] of waiting) resolve(`picture ${name}`);
  await new Promise(setImmediate);
  assert.deepEqual([store.get("a"), store.get("b"), store.has("c")], ["picture a", "mine", false]);
  store.get("c");
  waiting[2][2](new Error("no picture"));
  await new Promise(setImmediate);
  assert.deepEqual(asked, ["draw", "draw", "This picture could not be read."]);
});

test("a signed plane takes the nearest colour on either side of white", () => {
  const grey = (value) => Array.from(planeBytes([value], { reach: 255, signed: true }));
  assert.deepEqual(grey(0.4), grey(0));
  assert.deepEqual(grey(-0.4), grey(0));
  assert.deepEqual(grey(254.6), grey(255));
  assert.notDeepEqual(grey(100), grey(-100));
  assert.deepEqual(grey(-255), [140, 81, 10, 255]);
});

test("a frame lies over its window in shares of the picture, and is away without one", () => {
  const spot = { hidden: true, style: {} };
  outlineOn(spot, { width: 40, height: 20 }, { row: 5, col: 4, height: 3, width: 8 });
  assert.deepEqual(spot, { hidden: false, style: { top: "25%", left: "10%", height: "15%", width: "20%" } });
  outlineOn(spot, { width: 40, height: 20 }, null);
  assert.equal(spot.hidden, true);
});
