import assert from "node:assert/strict";
import { test } from "node:test";

import { dividedBy } from "../../convcourse/explorers/parts/divider.js";
import { nearestStop } from "../../convcourse/explorers/parts/figure.js";
import { follow, inOrder, isUncovered, movedByHand } from "../../convcourse/explorers/parts/uncovered.js";
import { show as showWindow } from "../../convcourse/explorers/sliding_window.js";
import { compute as stamp } from "../../convcourse/explorers/transposed_explorer.js";

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

/** The numbers of the stops that are uncovered, of `count`. */
const uncovered = (seen, count) => Array.from({ length: count }, (_, i) => i).filter((i) => isUncovered(seen, i));

test("steps uncover all up to where they came, and cover the rest again", () => {
  let seen = follow(null, 2);
  assert.deepEqual(uncovered(seen, 9), [0, 1, 2]);
  seen = follow(seen, 5);
  assert.deepEqual(uncovered(seen, 9), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(uncovered(follow(seen, 1), 9), [0, 1]);
});

test("a hand uncovers the stops on its way, and upwards takes none of them back", () => {
  let seen = movedByHand(inOrder(1), 7, 3); // down one column, in rows of three
  assert.deepEqual(uncovered(follow(seen, 7), 9), [0, 1, 4, 7]);
  seen = movedByHand(seen, 1, 3);
  assert.deepEqual(uncovered(follow(seen, 1), 9), [0, 1, 4, 7]);
  seen = movedByHand(seen, 8, 3); // aslant, and fast: what lies between was passed
  assert.deepEqual(uncovered(follow(seen, 8), 9), [0, 1, 4, 5, 7, 8]);
  assert.deepEqual(uncovered(movedByHand(inOrder(0), 4, 5), 5), [0, 1, 2, 3, 4]);
});

test("a step after a hand goes on in order, and keeps what the hand uncovered", () => {
  const seen = movedByHand(inOrder(0), 6, 3);
  assert.deepEqual(uncovered(follow(seen, 2), 9), [0, 1, 2, 3, 6]);
  assert.deepEqual(uncovered(seen, 9), [0, 3, 6], "what was remembered is no other than before");
});

test("figures show what is known, and hide the rest", () => {
  const state = {
    input: Array(4).fill([1, 2, 3, 4]),
    kernel: [
      [1, 0],
      [0, 1],
    ],
    stride: 1,
    padding: 0,
    dilation: 1,
  };
  const more = { flip: false, position: 7, shaded: false };
  const result = { rows: 3, cols: 3, data: Array(9).fill(3) };
  const known = (i) => [0, 4, 7].includes(i);
  const { hidden } = showWindow({ ...state, ...more }, result, { pointed: null, width: 800, known }).parts.output;
  const open = Array.from({ length: 9 }, (_, i) => i).filter((i) => !hidden(Math.floor(i / 3), i % 3));
  assert.deepEqual(open, [0, 4, 7]);
  const layer = { stride: 1, padding: 0, dilation: 1, output_padding: 0, reading: 0 };
  const input = [
    [1, 2],
    [3, 4],
  ];
  const ui = (uncovered) => ({ uncovered, puzzle: () => null });
  const canvas = (uncovered) =>
    Array.from(stamp({ ...layer, input, kernel: [[1]], position: 2 }, ui(uncovered)).canvas.data);
  assert.deepEqual(canvas(inOrder(2)), [1, 2, 3, 0]);
  assert.deepEqual(canvas(movedByHand(inOrder(0), 2, 2)), [1, 0, 3, 0]);
});

test("a window that is dragged stops at the nearest of its stops, from the first to the last", () => {
  const stops = { stride: [2, 3], size: [3, 2], origin: [1, 0] };
  assert.deepEqual(nearestStop(stops, [3.9, 1.4]), [1, 0]);
  assert.deepEqual(nearestStop(stops, [4.1, 1.6]), [2, 1]);
  assert.deepEqual(
    [nearestStop(stops, [-9, 99]), nearestStop({ stride: [1, 1], size: [2, 2] }, [0.6, 0.4])],
    [
      [0, 1],
      [1, 0],
    ],
  );
});
