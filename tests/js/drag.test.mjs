import assert from "node:assert/strict";
import { test } from "node:test";

import { dividedBy } from "../../convcourse/explorers/parts/divider.js";

const key = (name, more = {}) => ({ key: name, preventDefault() {}, ...more });

test("keys move the line between before and after, and leave it on the picture", () => {
  const by = (name, now, more) => dividedBy(key(name, more), now);
  assert.deepEqual(
    [by("ArrowRight", 40), by("ArrowUp", 40), by("ArrowLeft", 40), by("ArrowDown", 40)],
    [41, 41, 39, 39],
  );
  assert.deepEqual([by("ArrowRight", 40, { shiftKey: true }), by("ArrowLeft", 4, { shiftKey: true })], [50, 0]);
  assert.deepEqual([by("Home", 40), by("End", 40)], [0, 100]);
  assert.deepEqual([by("a", 40), by("ArrowLeft", 40, { ctrlKey: true })], [null, null]);
});
