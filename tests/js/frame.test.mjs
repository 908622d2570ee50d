import assert from "node:assert/strict";
import { test } from "node:test";

import { scheduler } from "../../convcourse/explorers/parts/drawing.js";
import { explorer } from "../../convcourse/explorers/parts/frame.js";
import { layoutFor } from "../../convcourse/explorers/parts/layout.js";
import { leftBehind, startOf } from "../../convcourse/explorers/parts/puzzles.js";
import { listOfLength, withEnd } from "../../convcourse/explorers/parts/store.js";
import { install } from "./quiet_page.mjs";

test("nothing can be hung on what a view offers to its explorer", () => {
  install([]);
  const traits = { initial: { size: 1 }, size: 1, puzzles: [], puzzle: -1 };
  const model = { get: (name) => traits[name], on() {}, off() {} };
  const told = [];
  const build = (ui) => {
    assert.throws(() => {
      ui.kept = 1;
    }, TypeError);
    ui.spot = [0, 0]; // what it has can be set
    told.push(ui.data, ui.state());
    return { choices: [], stage: [], words: [], draw() {} };
  };
  const render = explorer({ open: () => "decoded", compute: () => null, build });
  render({ model, el: document.createElement("div") })();
  assert.deepEqual(told, ["decoded", { size: 1 }]);
});

test("what was cut off a list comes back, the latest of it, and what never was is made", () => {
  const memory = {};
  const resize = (count, list) => listOfLength(count, list, memory, "weights", (k) => `new ${k}`);
  assert.deepEqual(resize(3, ["a"]), ["a", "new 1", "new 2"]);
  assert.deepEqual(resize(3, ["a", "b", "c", "d"]), ["a", "b", "c"]);
  assert.deepEqual(resize(1, ["a", "B", "c"]), ["a"]);
  assert.deepEqual(resize(5, ["A"]), ["A", "B", "c", "d", "new 4"]);
});

test("Reset leads to the state at first, and in a puzzle to where the puzzle began", () => {
  const initial = { kernel: [[1]], position: 24 };
  assert.deepEqual(startOf(initial, null), initial);
  assert.deepEqual(startOf(initial, { start: { kernel: [[2]] } }), { kernel: [[2]], position: 0 });
  assert.deepEqual(startOf({ weights: 1 }, { start: { weights: 2 } }), { weights: 2 });
});

test("what a puzzle carries out of it stays once it is solved, all else is as it was", () => {
  const [state, saved] = [
    { padding: 2, layer: 3 },
    { padding: 0, layer: 5 },
  ];
  assert.deepEqual(leftBehind(state, saved, { carry: ["padding"] }, true), { padding: 2, layer: 5 });
  assert.deepEqual(leftBehind(state, saved, { carry: ["padding"] }, false), saved);
  assert.deepEqual(leftBehind(state, saved, {}, true), saved);
});

test("draws are gathered into one a frame, and none comes after the view is gone", () => {
  const frames = new Map();
  globalThis.requestAnimationFrame = (act) => frames.set(frames.size + 1, act).size;
  globalThis.cancelAnimationFrame = (id) => frames.delete(id);
  const controller = new AbortController();
  let drawn = 0;
  const schedule = scheduler(() => (drawn += 1), controller.signal);
  const nextFrame = () => {
    for (const [id, act] of frames) {
      frames.delete(id);
      act();
    }
  };
  schedule();
  schedule();
  nextFrame();
  assert.equal(drawn, 1);
  schedule();
  schedule.now(); // in place of the one that waits
  assert.equal(drawn, 2);
  nextFrame();
  assert.equal(drawn, 2);
  schedule();
  controller.abort();
  schedule(); // as a picture does that is decoded late
  schedule.now();
  nextFrame();
  assert.equal(drawn, 2);
});

test("words stand beside a stage on a wide figure, below it on a narrower one, and a phone has its own layout", () => {
  const widths = [300, 519, 520, 859, 860, 976];
  assert.deepEqual(widths.map(layoutFor), ["narrow", "narrow", "below", "below", "beside", "beside"]);
});

test("a slider gets its new end before a larger value, and after a smaller one, wherever the end stood", () => {
  const order = (changes, end, old) => Object.keys(withEnd(changes, "channels", end, old));
  assert.deepEqual(order({ channels: 3, groups: 1 }, 3, 4), ["groups", "channels"]);
  assert.deepEqual(order({ groups: 4, channels: 4 }, 4, 3), ["channels", "groups"]);
  assert.deepEqual(withEnd({ groups: 1 }, "channels", 3, 3), { groups: 1, channels: 3 });
});
