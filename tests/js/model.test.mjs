import assert from "node:assert/strict";
import { test } from "node:test";

import { Model, Models, same } from "../../book/web/model.js";

const bytes = (...values) => new DataView(Uint8Array.from(values).buffer);

test("two values are the same by what they hold", () => {
  assert.ok(same([1, { a: [2] }], [1, { a: [2] }]) && same(Number.NaN, Number.NaN) && same(bytes(1, 2), bytes(1, 2)));
  const pairs = [
    [[1], [1, 2]],
    [{ a: 1 }, { b: 1 }],
    [[], {}],
    [null, {}],
    [0, "0"],
    [bytes(1), bytes(2)],
    [bytes(1), {}],
  ];
  for (const [a, b] of pairs) assert.ok(!same(a, b) && !same(b, a), JSON.stringify([a, b]));
});

test("a model tells of each trait that changes, then once that something did", () => {
  const model = new Model({ a: 1, b: [2], c: 3 });
  const heard = [];
  for (const event of ["change:a", "change:b", "change:c", "change"]) {
    model.on(event, (one, value) => heard.push([event, value, one.previous("a")]));
  }
  model.set({ a: 5, b: [2], c: 4 });
  assert.deepEqual(heard, [
    ["change:a", 5, 1],
    ["change:c", 4, 1],
    ["change", undefined, 1],
  ]);
  heard.length = 0;
  model.set("a", 5);
  assert.deepEqual(heard, []);
});

test("what is set on hearing of a change is told before the change is, and again", () => {
  const model = new Model({ a: 1, b: 1 });
  const heard = [];
  model.on("change:a", () => model.set("b", model.get("a")));
  model.on("change", () => {
    heard.push([model.get("a"), model.get("b")]);
    if (model.get("a") < 3) model.set("a", 3);
  });
  model.set("a", 2);
  assert.deepEqual(heard, [
    [2, 2],
    [3, 3],
  ]);
});

test("a listener that fails leaves a model that goes on telling", () => {
  const model = new Model({ a: 1 });
  const fail = () => {
    throw new Error("no");
  };
  model.on("change:a", fail);
  assert.throws(() => model.set("a", 2));
  model.off("change:a", fail);
  let told = 0;
  model.on("change", () => told++);
  model.set("a", 3);
  assert.equal(told, 1);
});

test("listeners are forgotten by event, function or context, whatever is given", () => {
  const [one, two, context] = [() => heard.push(1), () => heard.push(2), {}];
  let heard = [];
  const left = (...forgotten) => {
    const model = new Model({ a: 1 });
    model.on("change:a", one);
    model.on("change:a", two, context);
    model.on("change", one);
    model.off(...forgotten);
    heard = [];
    model.set("a", 2);
    return heard;
  };
  assert.deepEqual(left("change:a", one), [2, 1]);
  assert.deepEqual(left(null, one), [2]);
  assert.deepEqual(left("change:a"), [1]);
  assert.deepEqual(left(null, null, context), [1, 1]);
  assert.deepEqual(left(), []);
});

/** The models of a page with one link between two traits, the second of which keeps to even numbers. */
function linked(kind) {
  const models = new Models();
  models.add({
    state: {
      1: { model_name: "IntSliderModel", model_module: "m", state: { value: 3 } },
      2: { model_name: "IntSliderModel", model_module: "m", state: { value: 0 } },
      3: {
        model_name: kind,
        model_module: "m",
        state: { source: ["IPY_MODEL_1", "value"], target: ["IPY_MODEL_2", "value"] },
      },
    },
  });
  const [source, target] = ["1", "IPY_MODEL_2"].map((id) => models.find(id));
  const values = () => [source.get("value"), target.get("value")];
  return { source, target, values };
}

test("a link gives each change of one end to the other, and at first what its source has", () => {
  const { source, target, values } = linked("LinkModel");
  assert.deepEqual(values(), [3, 3]);
  source.set("value", 5);
  assert.deepEqual(values(), [5, 5]);
  target.set("value", 7);
  assert.deepEqual(values(), [7, 7]);
});

test("an end that keeps to its own steps does not move the other", () => {
  const { source, target, values } = linked("LinkModel");
  target.on("change:value", () => target.set("value", 2 * Math.round(target.get("value") / 2)));
  source.set("value", 5);
  assert.deepEqual(values(), [5, 6]);
});

test("an end that stopped at its own limit follows when the limit moves, and leads again when that takes it along", () => {
  const { source, target, values } = linked("LinkModel");
  target.set("max", 4);
  const limit = () => target.set("value", Math.min(target.get("max"), target.get("value")));
  target.on("change:value", limit);
  target.on("change:max", limit);
  source.set("value", 5);
  assert.deepEqual(values(), [5, 4]);
  target.set("max", 9);
  assert.deepEqual(values(), [5, 5]);
  target.set("max", 2);
  assert.deepEqual(values(), [2, 2]);
});

test("a link in one direction has one", () => {
  const { target, values } = linked("DirectionalLinkModel");
  target.set("value", 7);
  assert.deepEqual(values(), [3, 7]);
});

test("bytes come back to where they were, and a model that is not there is named", () => {
  const models = new Models();
  const state = { pictures: [null, { data: null }] };
  const buffers = [
    { path: ["pictures", 1, "data"], data: btoa("\x01\xff") },
    { path: ["pictures", 0], data: btoa("a") },
  ];
  models.add({ state: { 1: { model_name: "AnyModel", model_module: "anywidget", state, buffers } } });
  const [first, second] = models.find("1").get("pictures");
  assert.ok(same(first, bytes(97)) && same(second.data, bytes(1, 255)));
  assert.throws(() => models.find("IPY_MODEL_2"), /the page lacks the model 2/);
});

test("bytes that an earlier model brought along are taken from there", () => {
  const models = new Models();
  const saved = (state, buffers) => ({ model_name: "AnyModel", model_module: "anywidget", state, buffers });
  const first = [
    { path: ["a"], data: btoa("\x07") },
    { path: ["b"], data: btoa("\x08") },
  ];
  models.add({ state: { 1: saved({ a: null, b: null }, first) } });
  const second = [
    { path: ["c", 0], same_as: ["1", 1] },
    { path: ["d"], same_as: ["2", 0] }, // its own, twice
  ];
  models.add({ state: { 2: saved({ c: [null], d: null }, second) } });
  assert.ok(same(models.find("2").get("c"), [bytes(8)]));
  assert.ok(same(models.find("2").get("d"), bytes(8)));
});
