import assert from "node:assert/strict";
import { test } from "node:test";

import {
  colourShare,
  concentration,
  countAbove,
  direction,
  growthPlot,
  judge,
  kernelRgba,
  kernelWords,
  madeByHand,
  nearWords,
  orderWords,
  sorted,
} from "../../convcourse/explorers/filter_formation.js";
import { readHalves } from "../../convcourse/explorers/parts/bytes.js";

const view = (numbers) => {
  const bytes = new DataView(new ArrayBuffer(2 * numbers.length));
  numbers.forEach((half, i) => bytes.setUint16(2 * i, half, true));
  return bytes;
};
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

test("half precision is read: normal, subnormal, negative, zero", () => {
  const halves = [0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x7bff, 0x03ff];
  const wanted = [1, -2, 0.333251953125, 2 ** -24, -0, 65504, (1023 / 1024) * 2 ** -14];
  assert.deepEqual(Array.from(readHalves(view(halves))), wanted);
});

test("stripes have all their energy in one frequency, an impulse has it in all alike", () => {
  const stripes = Float64Array.from({ length: 49 }, (_, i) => Math.cos((2 * Math.PI * 2 * Math.floor(i / 7)) / 7));
  close(concentration(stripes, 1, 7), 1);
  const impulse = new Float64Array(49);
  impulse[24] = 1;
  close(concentration(impulse, 1, 7), 6 / 49);
  assert.equal(concentration(new Float64Array(49), 1, 7), 0);
});

test("directions are those of the lines, anticlockwise from horizontal, and an even patch has none", () => {
  const edge = (run, rise) =>
    Float64Array.from({ length: 49 }, (_, i) => ((i % 7) - 3) * run + (Math.floor(i / 7) - 3) * rise);
  for (const [run, rise, angle] of [
    [1, 0, 90],
    [0, 1, 0],
    [1, 1, 45],
    [1, -1, 135],
  ]) {
    const found = direction(edge(run, rise), 1, 7);
    close(found.angle, angle);
    close(found.strength, 1);
  }
  assert.equal(direction(new Float64Array(49).fill(2), 1, 7).strength, 0);
});

test("grey has no colour, opposite channels are all colour", () => {
  close(colourShare(Float64Array.from([1, 2, 1, 2, 1, 2]), 3), 0);
  close(colourShare(Float64Array.from([1, 2, -1, -2, 0, 0]), 3), 1);
});

test("a kernel is drawn around grey, by its own largest number", () => {
  const kernel = Float64Array.from([4, 0, 0, 0, -4, 0]); // two pixels of three channels
  assert.deepEqual(Array.from(kernelRgba(kernel, 3)), [255, 128, 0, 255, 128, 128, 128, 255]);
  assert.deepEqual(Array.from(kernelRgba(Float64Array.from([0, -1, 1]), 1)).slice(0, 4), [245, 245, 245, 255]);
});

test("kernels are sorted by direction, clear ones first, and by colour", () => {
  const told = [
    [0.2, 10, 0.9],
    [0.1, 175, 0.5],
    [0.9, 90, 0.1],
    [0.5, 90, 0.4],
    [0.4, 3, 0.2],
  ].map(([colour, angle, strength]) => ({ colour, angle, strength }));
  assert.deepEqual(sorted(told, 0), [0, 1, 2, 3, 4]);
  assert.deepEqual(sorted(told, 1), [1, 0, 3, 4, 2]);
  assert.deepEqual(sorted(told, 2), [1, 0, 4, 3, 2]);
  assert.match(orderWords(told, 1), /near 0° first, then anticlockwise; the last 2 have no clear direction\.$/);
  assert.match(orderWords(told.slice(0, 2), 1), /anticlockwise\.$/);
  assert.deepEqual(
    [0, 2].map((order) => orderWords(told, order)),
    ["Row by row, as the network has them.", "By the last snapshot: from brightness to colour."],
  );
});

test("by structure the kernels that have most of it come first, and a threshold counts them", () => {
  const told = [0.4, 0.9, 0.2, 0.9].map((concentration) => ({ concentration }));
  assert.deepEqual(sorted(told, 3), [1, 3, 0, 2]);
  assert.match(orderWords(told, 3), /most structure first\. Those without are faded/);
  assert.deepEqual(
    [0, 0.4, 0.5, 0.9].map((threshold) => countAbove(told, threshold)),
    [4, 2, 2, 0],
  );
});

test("what a kernel is like is said in words, with its sign", () => {
  const hand = {
    names: ["even", "edge 0°"],
    mixNames: ["R+G", ""],
    mixes: [[0.6, 0.8, 0]],
    patterns: [
      [1, 0],
      [0, 1],
    ],
  };
  assert.equal(nearWords({ pattern: 1, mix: 0, cosine: -0.7 }, hand), "edge 0° in R+G, negative");
  assert.equal(nearWords({ pattern: 0, mix: 1, cosine: 0.7 }, hand), "even");
  assert.deepEqual(Array.from(madeByHand({ pattern: 1, mix: 0, cosine: -0.7 }, hand)), [-0, -0.6, -0, -0.8, -0, -0]);
  const one = { concentration: 0.5, strength: 0.29, angle: 179.7, colour: 0.1 };
  assert.deepEqual(kernelWords(one, 3), ["structure 0.5", "no clear direction (0.29)", "colour share 0.1"]);
  assert.equal(kernelWords({ ...one, concentration: 0.5032 }, 3)[0], "structure 0.503");
  assert.equal(kernelWords({ ...one, concentration: 0.512 }, 3)[0], "structure 0.51");
  assert.deepEqual(kernelWords({ ...one, strength: 0.3 }, 1), ["structure 0.5", "lines at 0°, strength 0.3"]);
});

test("puzzles say what is missing", () => {
  const layer = {
    snapshots: 3,
    count: 4,
    steps: [0, 5, 9],
    structured: [0, 3, 4],
    hand: { names: ["a"], mixNames: ["m"], mixes: [[1]] },
    told: [[], [], [0.2, -0.9, 0.3, 0.6].map((x, i) => ({ products: [[x]], colour: i / 4, strength: 0.5 }))],
  };
  const say = (goal, position, chosen = 0) => judge({}, { layer, position, chosen }, { goal });
  assert.match(say({ structured: 0.5 }, 0).words, /^0 of 4 .* Later/);
  assert.match(say({ structured: 0.5 }, 2).words, /Is it the first/);
  assert.ok(say({ structured: 0.5 }, 1).solved);
  const like = { pattern: "a", mix: "m" };
  assert.match(say(like, 1, 1).words, /Go to the last snapshot/);
  assert.equal(say(like, 2, 3).words, "Kernel 3 is like it by 0.6; there is one with 0.9.");
  assert.ok(say(like, 2, 1).solved);
  assert.deepEqual(
    [1, 2, 3].map((n) => say({ colour: 0.5, strength: 0.4 }, 2, n).solved),
    [false, false, true],
  );
});

test("the plot stays within its width and has a point for each snapshot and each accuracy", () => {
  const svg = growthPlot(
    {
      steps: [0, 10, 500],
      structured: [0, 1, 2],
      count: 2,
      curve: [
        [100, 0.2],
        [512, 0.6],
      ],
    },
    1,
    300,
  );
  assert.equal(svg.match(/<circle/g).length, 5);
  const places = [...svg.matchAll(/cx="(\d+)"/g)].map((match) => Number(match[1]));
  assert.ok(places.every((x) => x >= 40 && x <= 288));
});
