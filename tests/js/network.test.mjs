// The parts of the network that runs in the page, worked out by hand. That it makes what torch makes is tested from Python.
import assert from "node:assert/strict";
import test from "node:test";
import { fromHalf } from "../../convcourse/explorers/parts/bytes.js";
import { reachOf, resultsOf, scatteredWindows, slidingWindows } from "../../convcourse/explorers/parts/network/axis.js";
import { folded } from "../../convcourse/explorers/parts/network/fold.js";
import { numbersOf, readSafetensors } from "../../convcourse/explorers/parts/network/safetensors.js";
import { twister } from "../../convcourse/explorers/parts/network/untrained.js";

/** A file with a header, any value or text, and so many bytes of data. */
function file(header, data = new Uint8Array(0), length) {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const whole = new Uint8Array(8 + text.length + data.length);
  new DataView(whole.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  whole.set(text, 8);
  whole.set(data, 8 + text.length);
  return whole;
}

const entry = (dtype, shape, from, to) => ({ dtype, shape, data_offsets: [from, to] });
const PAIR = { a: entry("F16", [2], 0, 4), b: entry("F32", [1, 1], 4, 8), __metadata__: { by: "hand" } };

test("a file is read by the names of its tensors, wherever it begins in memory", () => {
  const bytes = new Uint8Array([0x00, 0x3c, 0x00, 0xc0, 0, 0, 0x20, 0x40]); // 1, −2 in halves, 2.5
  const whole = file(PAIR, bytes);
  const shifted = new Uint8Array(whole.length + 3);
  shifted.set(whole, 3);
  for (const one of [whole, shifted.subarray(3)]) {
    const { tensors, metadata } = readSafetensors(one);
    assert.deepEqual([...tensors.keys()], ["a", "b"]);
    assert.deepEqual([...numbersOf(tensors.get("a"))], [1, -2]);
    assert.deepEqual([...numbersOf(tensors.get("b"))], [2.5]);
    assert.deepEqual(tensors.get("b").shape, [1, 1]);
    assert.deepEqual(metadata, { by: "hand" });
  }
});

test("halves are what IEEE 754 says", () => {
  const known = { 15360: 1, 50432: -5, 1: 2 ** -24, 1023: 1023 * 2 ** -24, 1024: 2 ** -14, 31743: 65504 };
  for (const [bits, value] of Object.entries(known)) assert.equal(fromHalf(Number(bits)), value);
  assert.deepEqual([0x7c00, 0xfc00, 0x8000].map(fromHalf), [Infinity, -Infinity, -0]);
  assert.ok(Number.isNaN(fromHalf(0x7e00)) && Number.isNaN(fromHalf(0xfc01)));
});

const BROKEN = {
  "it has 3 bytes": new Uint8Array(3),
  "header would be": file("{}", undefined, 40),
  "header would be 18446744073709552000": file("{}", undefined, 0xffffffffffffffffn),
  "no JSON": file("{a: 1}"),
  "is no object": file("[]"),
  "has the type F64": file({ a: entry("F64", [1], 0, 8) }, new Uint8Array(8)),
  "has the type F16, expected": file({ a: entry(["F16"], [1], 0, 2) }, new Uint8Array(2)),
  "has the shape [-1,-2]": file({ a: entry("F16", [-1, -2], 0, 4) }, new Uint8Array(4)),
  "has the shape [1.5]": file({ a: entry("F16", [1.5], 0, 3) }, new Uint8Array(3)),
  "has the place [0]": file({ a: { dtype: "F16", shape: [1], data_offsets: [0] } }, new Uint8Array(2)),
  "would lie from 2 to 0": file({ a: entry("F16", [0], 2, 0) }, new Uint8Array(2)),
  "would lie from 0 to 4 of 2": file({ a: entry("F16", [2], 0, 4) }, new Uint8Array(2)),
  "has 4 bytes, and its shape needs 6": file({ a: entry("F16", [3], 0, 4) }, new Uint8Array(4)),
  "shape needs 18014398509481984": file({ a: entry("F16", [2 ** 50, 8], 0, 4) }, new Uint8Array(4)),
  "b begins at 2, expected 4": file({ a: entry("F16", [2], 0, 4), b: entry("F16", [1], 2, 4) }, new Uint8Array(4)),
  "b begins at 4, expected 2": file({ a: entry("F16", [1], 0, 2), b: entry("F16", [1], 4, 6) }, new Uint8Array(6)),
  "end at 2 of 4": file({ a: entry("F16", [1], 0, 2) }, new Uint8Array(4)),
  "metadata are no texts": file({ __metadata__: { a: 1 } }),
  "has the type undefined": file({ a: null }),
};

test("a broken file is refused, with what is wrong", () => {
  for (const [words, bytes] of Object.entries(BROKEN)) {
    assert.throws(() => readSafetensors(bytes), {
      name: "RangeError",
      message: new RegExp(words.replace(/[[\].]/g, "\\$&")),
    });
  }
});

test("500 files with bytes changed are refused, or are still whole", () => {
  const random = twister(5);
  const data = new Uint8Array(8).map(() => random());
  let refused = 0;
  for (let n = 0; n < 500; n++) {
    const bytes = file(PAIR, data);
    for (let k = random() % 3; k >= 0; k--) bytes[random() % bytes.length] = random();
    const cut = bytes.subarray(0, random() % 4 ? bytes.length : random() % bytes.length);
    try {
      const { tensors } = readSafetensors(cut);
      const all = [...tensors.values()].map((one) => numbersOf(one).length);
      for (const [i, { shape }] of [...tensors.values()].entries())
        assert.equal(
          shape.reduce((a, b) => a * b, 1),
          all[i],
        );
    } catch (error) {
      assert.match(error.message, /^The file of weights is damaged: /);
      refused++;
    }
  }
  assert.ok(refused > 200 && refused < 500, `${refused} were refused`);
});

test("windows of a transposed convolution: the taps that meet at a place, in the order of what they read", () => {
  const [even, odd] = scatteredWindows({ kernel: 3, stride: 2, dilation: 1, padding: [1, 1] });
  assert.deepEqual(even, { taps: [1], first: 0, gap: 1, step: 1, at: 0, every: 2 });
  assert.deepEqual(odd, { taps: [2, 0], first: 0, gap: 1, step: 1, at: 1, every: 2 });
  assert.deepEqual(
    [even, odd].map((one) => resultsOf(one, 7)),
    [4, 3],
  );
  assert.deepEqual(reachOf([even, odd], 4, 7), [0, 0]);
});

test("a border is as wide as what is read there, and no wider", () => {
  const windows = (stride) => slidingWindows({ kernel: 3, stride, dilation: 2, padding: [1, 1] });
  assert.deepEqual(reachOf(windows(1), 6, 4), [1, 1]);
  assert.deepEqual(reachOf(windows(3), 6, 2), [1, 1]);
  assert.deepEqual(reachOf(windows(4), 6, 1), [1, 0]); // the last column is never read
});

test("a batch normalisation and a ReLU go into the sum before them, and no further", () => {
  const norm = { kind: "norm", norm: { scale: [4], shift: [1], mean: [3], variance: [4], epsilon: 0 } };
  const sum = { kind: "conv", weight: { data: [1], shape: [1, 1, 1, 1] }, bias: [5] };
  const [one, ...more] = folded([sum, norm, { kind: "relu" }]);
  assert.equal(more.length, 0);
  assert.deepEqual([[...one.gain], [...one.bias], one.floor], [[2], [1 + (5 - 3) * 2], 0]);
  assert.deepEqual(
    folded([sum, { kind: "relu" }, norm]).map(({ kind }) => kind),
    ["conv", "conv"],
  );
  assert.deepEqual(
    folded([{ kind: "max" }, { kind: "relu" }]).map(({ kind }) => kind),
    ["max", "relu"],
  );
});

test("random bits are the Mersenne Twister's", () => {
  const random = twister(5489); // the seed of its authors, and their 10,000th number
  let last;
  for (let n = 0; n < 10000; n++) last = random();
  assert.equal(last, 4123659995);
});
