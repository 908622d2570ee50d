import assert from "node:assert/strict";
import { test } from "node:test";

import * as channels from "../../convcourse/explorers/channel_explorer.js";
import { enlarge, show as showLab } from "../../convcourse/explorers/checkerboard_lab.js";
import { node, plainWords } from "../../convcourse/explorers/parts/elements.js";
import {
  cellAtWork,
  classes,
  fillStage,
  fitStage,
  numbered,
  targetLook,
} from "../../convcourse/explorers/parts/figure.js";
import { sumParts } from "../../convcourse/explorers/parts/lines.js";
import { broken, judgeCells, judging, solved, unsolved, wrongSize } from "../../convcourse/explorers/parts/puzzles.js";
import { settle, stateStore, withAt } from "../../convcourse/explorers/parts/store.js";
import * as mixer from "../../convcourse/explorers/pointwise_mixer.js";
import * as pooling from "../../convcourse/explorers/pooling_explorer.js";
import * as finder from "../../convcourse/explorers/size_finder.js";
import * as sliding from "../../convcourse/explorers/sliding_window.js";
import * as transposed from "../../convcourse/explorers/transposed_explorer.js";
import * as routes from "../../convcourse/explorers/two_routes.js";

const ALONE = { pointed: null, spot: null, puzzle: null, width: 900 };
/** What stands in each cell of a look, by a function of row and column. */
const cells = ({ rows, cols }, each) =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (_, c) => each(r, c)));
const freeze = (value) => {
  for (const one of Object.values(value)) if (typeof one === "object" && one) freeze(one);
  return Object.freeze(value);
};

const SLIDING = freeze({
  input: [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ],
  kernel: [
    [1, 0],
    [0, 1],
  ],
  kernel_size: 2,
  padding: 0,
  stride: 1,
  dilation: 1,
  flip: false,
  shaded: false,
  position: 1,
});
const see = (explorer, state, at = {}) => explorer.show(state, explorer.compute(state), { ...ALONE, ...at });

test("the window stays at its output cell where the output gets another size", () => {
  const drawn = (state) => ({ drawn: { state, result: sliding.compute(state) } });
  const at = (position, more) => ({ ...SLIDING, ...more, position }); // 3×3 with a 2×2 kernel: 2×2 outputs
  const moved = (changes, state) => sliding.reconcile(changes, { ...state, ...changes }, {}, drawn(state));
  assert.deepEqual(moved({ padding: 1 }, at(3)), { last: 15, padding: 1, position: 5 }); // row 1, column 1 of 4×4
  assert.deepEqual(Object.keys(moved({ padding: 1 }, at(3)))[0], "last"); // a slider takes nothing beyond its end
  assert.deepEqual(moved({ padding: 0 }, at(15, { padding: 1 })), { padding: 0, position: 3, last: 3 }); // the nearest
  assert.deepEqual(moved({ stride: 2 }, at(3)), { stride: 2, position: 0, last: 0 });
  assert.deepEqual(moved({ flip: true }, at(3)), { flip: true });
  // Where a place is told, it is that one, also when the controls hear of it.
  const memory = {};
  const before = drawn(at(5, { padding: 1 }));
  const reset = { padding: 2, position: 5 };
  assert.deepEqual(sliding.reconcile(reset, at(5, { padding: 1 }), memory, before), reset);
  assert.deepEqual(sliding.reconcile({ padding: 2 }, at(5, { padding: 2 }), memory, before), { padding: 2 });
  // What is told before the next frame counts: a place, then another size.
  const news = {};
  const still = drawn(at(0));
  assert.deepEqual(sliding.reconcile({ position: 3 }, at(3), news, still), { position: 3 });
  assert.deepEqual(sliding.reconcile({ padding: 1 }, at(3, { padding: 1 }), news, still), {
    last: 15,
    padding: 1,
    position: 5,
  });
  assert.deepEqual(sliding.reconcile({ padding: 0 }, at(5), news, still), { padding: 0, position: 3, last: 3 });
  // Without an output there is no cell to stay at.
  assert.deepEqual(moved({ padding: 0 }, { ...at(0, { padding: 1 }), input: [[1]] }), { padding: 0 });
});

test("a number is put at a place of nested lists, and nothing else changes", () => {
  const lists = freeze([
    [[1], [2]],
    [[3], [4]],
  ]);
  assert.deepEqual(withAt(lists, [1, 0, 0], 9), [
    [[1], [2]],
    [[9], [4]],
  ]);
  assert.deepEqual(withAt([1, 2, 3], [1], 0), [1, 0, 3]);
});

test("a judge looks first whether all is kept, and says what is missing", () => {
  const judge = judging((state) => (state.n === 2 ? solved("it is 2.") : unsolved("Not yet.")));
  const puzzle = { keep: { kernel_size: 3 } };
  assert.deepEqual(judge({ n: 2, kernel_size: 3 }, null, puzzle), { solved: true, words: "Solved: it is 2." });
  assert.deepEqual(judge({ n: 1, kernel_size: 3 }, null, puzzle), { solved: false, words: "Not yet." });
  const told = judge({ n: 2, kernel_size: 5 }, null, puzzle);
  assert.deepEqual(told, {
    solved: false,
    words: "In this puzzle the kernel size has to stay as it was: press Reset.",
  });
  assert.equal(broken({ kernel_size: 5 }, { ...puzzle, back: { kernel_size: "Go back." } }), "Go back.");
  assert.deepEqual(judgeCells([1, 2], [1, 2 + 1e-9]), solved("all 2 cells agree."));
  assert.deepEqual(judgeCells([1, 2], [1, 3]), unsolved("1 of 2 cells agree."));
  assert.equal(wrongSize({ rows: 2, cols: 3 }, [2, 3]), "");
  assert.equal(wrongSize({ rows: 2, cols: 3 }, [3, 3]), "The output is 2×3, the goal 3×3.");
});

test("words are data: they can be read without a page", () => {
  const taps = [
    { value: 2, weight: -1, kernelRow: 0, kernelCol: 0, padded: false },
    { value: 0, weight: 1 / 3, kernelRow: 0, kernelCol: 1, padded: true },
  ];
  assert.equal(plainWords(sumParts(taps, -2, null)), "2·(−1) + 0·1/3 = −2");
  assert.equal(plainWords(sumParts(taps, -2.001, null)), "2·(−1) + 0·1/3 ≈ −2");
  const [first, , second] = sumParts(taps, -2, taps[1]);
  assert.deepEqual([first.props.class, second.props.class], ["cc-term ", "cc-term cc-lit"]);
  assert.deepEqual(second.children[0], ["0", "padding"]);
  assert.equal(plainWords(["a ", [3, "input"], node("b", {}, " c", node("i", {}, " d"))]), "a 3 c d");
  assert.equal(classes({ "cc-lit": true, "cc-tap": false, "cc-user": 1 }), "cc-lit cc-user");
  assert.deepEqual(
    numbered("map", ["a", "b"], (one, n) => one + n),
    { map0: "a0", map1: "b1" },
  );
});

test("the stage takes the first plan with room for 28 px a cell, and the last where none has", () => {
  const plans = [
    ["line", 20, 580, 40],
    ["tall", 10, 250, 36],
  ];
  assert.deepEqual(fitStage(plans), { mode: "line", cell: 28 });
  assert.deepEqual(fitStage([["line", 20, 579, 40], plans[1]]), { mode: "tall", cell: 28 });
  assert.deepEqual(fitStage([["line", 5, 900, 40]]), { mode: "line", cell: 40 });
});

test("a wide stage takes the first plan with large cells, else that with the largest that fit", () => {
  const plans = [
    ["line", 15, 526, 7],
    ["columns", 13, 550, 8],
  ];
  assert.deepEqual(fillStage(plans), { mode: "columns", cell: 41 }); // 34 on one line
  assert.deepEqual(fillStage([["line", 12, 526, 7], plans[1]]), { mode: "line", cell: 42 });
  assert.deepEqual(
    fillStage([
      ["line", 15, 526, 7],
      ["columns", 17, 550, 8],
    ]),
    { mode: "line", cell: 34 },
  );
  assert.deepEqual(
    fillStage([
      ["line", 20, 526, 7],
      ["tall", 10, 600, 30],
    ]),
    { mode: "tall", cell: 28 },
  );
  assert.deepEqual(fillStage([["line", 11, 526, 15]]), { mode: "line", cell: 35 }); // as high as a screen
});

test("the cell at work is the one pointed at, where there is such a cell", () => {
  const output = { rows: 2, cols: 2 };
  assert.deepEqual(cellAtWork({ position: 3 }, output, null), [1, 1]);
  assert.deepEqual(cellAtWork({ position: 3 }, output, { part: "output", at: [0, 1] }), [0, 1]);
  assert.deepEqual(cellAtWork({ position: 3 }, output, { part: "output", at: [2, 0] }), [1, 1]);
  assert.deepEqual(cellAtWork({ position: 3 }, output, { part: "input", at: [0, 1] }), [1, 1]);
  assert.equal(cellAtWork({ position: 0 }, { rows: 0, cols: 0 }, null), null);
});

test("a target marks what is right, and nothing where the sizes differ", () => {
  const wanted = [[1, 2]];
  const marks = (output) => cells({ rows: 1, cols: 2 }, targetLook(wanted, output, false).classes);
  assert.deepEqual(marks({ rows: 1, cols: 2, data: [1, 3] }), [["cc-right", ""]]);
  assert.deepEqual(marks({ rows: 2, cols: 1, data: [1, 2] }), [["", ""]]);
  assert.equal(targetLook(undefined, { rows: 1, cols: 2, data: [] }, false), null);
});

/** A model as anywidget's is, whose changes come at once, as links make them. */
function modelOf(traits) {
  const [held, heard] = [{ ...traits }, []];
  const saves = [];
  return {
    saves,
    get: (name) => held[name],
    set(changes) {
      const news = Object.entries(changes).filter(([name, value]) => held[name] !== value);
      Object.assign(held, changes);
      for (const [name] of news) for (const [event, act] of [...heard]) if (event === `change:${name}`) act();
      if (news.length) for (const [event, act] of [...heard]) if (event === "change") act();
    },
    save_changes: () => saves.push({ ...held }),
    on: (event, act) => heard.push([event, act]),
    off: (event, act) =>
      heard.splice(
        heard.findIndex((one) => one[0] === event && one[1] === act),
        1,
      ),
    heard,
  };
}

const doubled = (changes) => ({ ...changes, ...("size" in changes && { area: changes.size ** 2 }) });

test("a state is set whole, in one save", () => {
  const model = modelOf({ initial: { size: 1, area: 1 }, size: 1, area: 1 });
  const store = stateStore(model, doubled);
  store.set({ size: 3 });
  assert.deepEqual(store.state(), { size: 3, area: 9 });
  assert.equal(model.saves.length, 1);
  assert.equal(model.saves[0].area, 9);
});

test("what a link changed is made whole, what is not allowed is taken back, and nothing is heard after the end", async () => {
  const model = modelOf({ initial: { size: 1, area: 1, step: 0 }, size: 1, area: 1, step: 0, puzzle: -1, last: 0 });
  const most = (changes) => doubled(changes.size > 4 ? { ...changes, size: 4 } : changes);
  const store = stateStore(model, most);
  const controller = new AbortController();
  const told = { changes: 0, news: 0 };
  settle(model, store, {
    signal: controller.signal,
    onChange: () => (told.changes += 1),
    onNews: () => (told.news += 1),
  });
  model.set({ size: 2 });
  assert.deepEqual(store.state(), { size: 2, area: 4, step: 0 });
  assert.equal(told.news, 1);
  model.set({ size: 7 });
  assert.equal(model.get("size"), 7); // not yet: the link is still at work
  await null;
  assert.deepEqual(store.state(), { size: 4, area: 16, step: 0 });
  assert.equal(told.news, 2); // what was taken back is no news
  const before = told.changes;
  controller.abort();
  model.set({ size: 3 });
  assert.deepEqual([model.get("area"), told.changes, model.heard.length], [16, before, 0]);
});

test("SlidingWindow: the window, its taps with their weights, and what is still to come", () => {
  const { parts, say, px } = see(sliding, SLIDING);
  assert.deepEqual(parts.input.window, { row: 0, col: 1, height: 2, width: 2 });
  assert.deepEqual(cells(parts.input, parts.input.note), [
    ["", "×1", "×0"],
    ["", "×0", "×1"],
    ["", "", ""],
  ]);
  assert.deepEqual(cells(parts.output, parts.output.hidden), [
    [false, false],
    [true, true],
  ]);
  assert.equal(parts.output.classes(0, 1), "cc-lit");
  assert.equal(plainWords(parts.sum), "2·1 + 3·0 + 5·0 + 6·1 = 8");
  assert.deepEqual([parts.turned, parts.target, parts.plot], [null, null, null]);
  assert.deepEqual(parts.steps, { where: "output[0, 1]", position: 1, stopped: false });
  assert.deepEqual([say, px], ["Output at row 0, column 1 is 8.", { cell: 42, held: 0 }]);
});

test("SlidingWindow: pointing singles out a tap, and the outputs that read a cell", () => {
  const { parts } = see(sliding, SLIDING, { pointed: { part: "input", at: [1, 1] } });
  assert.equal(parts.input.classes(1, 1), "cc-tap cc-lit");
  assert.equal(parts.kernel.classes(1, 0), "cc-lit");
  assert.deepEqual(cells(parts.output, parts.output.classes), [
    ["cc-user", "cc-lit cc-user"],
    ["cc-later cc-user", "cc-later cc-user"],
  ]);
  const pointed = see(sliding, SLIDING, { pointed: { part: "output", at: [1, 1] } });
  assert.equal(plainWords(pointed.parts.sum), "5·1 + 6·0 + 8·0 + 9·1 = 14");
});

test("SlidingWindow: a kernel that does not fit is explained, and padding cannot be typed into", () => {
  const large = see(sliding, { ...SLIDING, dilation: 2, kernel: Array(3).fill([1, 1, 1]) });
  assert.match(large.say, /^The kernel spans 5 cells/);
  assert.equal(large.parts.steps.stopped, true);
  const { input } = see(sliding, { ...SLIDING, padding: 1 }).parts;
  assert.deepEqual([input.size, input.fixed(0, 2), input.fixed(1, 1)], ["3×3, padded to 5×5", true, false]);
  const strided = see(sliding, { ...SLIDING, padding: 1, stride: 2, position: 3 }).parts.input.window;
  assert.deepEqual(strided, { row: 2, col: 2, height: 2, width: 2 });
  const puzzle = { goal: { output: [[1]] } };
  assert.equal(see(sliding, SLIDING, { puzzle }).parts.output.hidden(1, 1), false);
});

test("TwoRoutes: the cell that the words are about is the first that differs, and differences are marked", () => {
  const input = Array.from({ length: 5 }, (_, r) => Array.from({ length: 5 }, (_, c) => r + c));
  const offered = [
    { name: "lamp", label: "Lamp", words: "brighter to the right" },
    { name: "blur", label: "Blur", words: "a mean" },
  ];
  const state = { test: "shift", offered, operator: 0, input, down: 0, right: 1, shaded: true, verdict: true };
  const { parts, say } = see(routes, state);
  assert.match(plainWords(parts.sum), /^Row 0, column 0: /);
  assert.ok(parts.difference.classes(0, 0).includes("cc-apart"));
  assert.equal(parts.difference.shaded, true);
  assert.match(say, /^Lamp: the two routes differ in \d+ of 25 cells\. Lamp: not shift-equivariant/);
  const blurred = see(routes, { ...state, operator: 1, verdict: false });
  assert.match(plainWords(blurred.parts.sum), /^Row 2, column 2: .*agree in all 25 cells\.$/);
  assert.deepEqual([blurred.parts.verdict, blurred.parts.difference.shaded], [null, false]);
});

test("PoolingExplorer: the winner stands out, and what moved is new", () => {
  const state = { kind: 0, kernel_size: 2, stride: 2, padding: 0, shift: 0, ceil_mode: false, count_include_pad: true };
  const input = [
    [1, 5, 0, 0],
    [2, 3, 0, 0],
  ];
  const first = see(pooling, { ...state, input, position: 0 });
  assert.equal(first.parts.input.classes(0, 1), "cc-right");
  assert.equal(plainWords(first.parts.sum), "max(1, 5, 2, 3) = 5");
  assert.deepEqual([first.parts.output.hidden(0, 1), first.parts.rest], [true, ""]);
  const moved = see(pooling, { ...state, input, position: 0, shift: 1, kind: 1 });
  assert.equal(plainWords(moved.parts.sum), "(0 + 1 + 0 + 2) / 4 = 0.75");
  assert.equal(moved.parts.output.note(0, 0), "new");
  assert.equal(moved.parts.output.hidden(0, 1), false); // what moved is seen everywhere
  assert.match(moved.parts.rest, /^Moved by 1: 0 of 2/);
  const refused = see(pooling, { ...state, input, position: 0, padding: 2 });
  assert.match(refused.parts.sum, /^PyTorch refuses: .* here 1\.$/);
});

test("PointwiseMixer: each part points at its filter, channel and pixel", () => {
  const state = {
    input: [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ],
    weights: [
      [1, -1],
      [0, 2],
    ],
    filters: 2,
    filter: 0,
    relu: true,
    matrix: false,
    position: 3,
  };
  const said = (pointed, changes = {}) => see(mixer, { ...state, ...changes }, { pointed }).say;
  assert.equal(said(null), "Output [0, 1, 1] is 0.");
  assert.equal(said({ part: "map1", at: [0, 1] }), "Output [1, 0, 1] is 12.");
  assert.equal(said({ part: "sheet1", at: [0, 0] }), "Output [0, 0, 0] is 0.");
  assert.equal(said({ part: "products", at: [1, 2] }, { matrix: true }), "Output [1, 1, 0] is 14.");
  const { parts } = see(mixer, state, { pointed: { part: "filter1", at: [1, 0] } });
  assert.deepEqual([parts.filter1.classes(1, 0), parts.sheet1.classes(1, 1)], ["cc-lit", "cc-tap cc-thread cc-lit"]);
  assert.deepEqual([parts.filter0.mark, parts.filter1.mark, parts.filter2], ["", "cc-pm-now", null]);
  const alone = { weights: state.weights.slice(0, 1), filters: 1 };
  assert.equal(see(mixer, { ...state, ...alone }).parts.filter0.mark, "");
  assert.equal(plainWords(see(mixer, state).parts.sum), "4·1 + 8·(−1) = −4 → ReLU → 0");
  assert.ok(!("weights" in parts) && "weights" in see(mixer, { ...state, matrix: true }).parts);
});

test("ChannelExplorer: the channels, the slices that meet them, and what comes of each pair", () => {
  const plane = (value) => Array.from({ length: 4 }, () => Array(4).fill(value));
  const filter = (value) => [value, 0, -value].map((one) => Array.from({ length: 3 }, () => [0, one, 0]));
  const state = {
    input: [plane(1), plane(2), plane(3)],
    bank: [filter(1), filter(2)],
    bias: [1, 0],
    channels: 3,
    filters: 2,
    groups: 1,
    relu: true,
    photo: false,
    chosen: 0,
    position: 3,
  };
  const { parts, say } = see(channels, state);
  assert.deepEqual([parts["part 0"].text, parts["part 1"].text, parts["part 2"].text], ["= 3", "= 0", "= −9"]);
  assert.deepEqual([parts.biasValue.text, parts.sumValue.text, parts.cutValue.text], ["+ 1", "= −5", "= 0"]);
  assert.deepEqual(parts["input 0 of 3"].window, { row: 1, col: 1, height: 3, width: 3 });
  assert.deepEqual([parts["map 0"].pressed, parts["map 1"].pressed, parts["shot 0"]], [true, false, null]);
  assert.match(say, /^Map 0 at row 1, column 1: red 3 \+ green 0 \+ blue \(−9\) \+ bias 1 = −5, after ReLU 0$/);
  const pointed = see(channels, state, { pointed: { part: "slice 2 of 3", at: [1, 1] } });
  assert.equal(pointed.parts["input 2 of 3"].classes(2, 2), "cc-lit");
  const onInput = see(channels, state, { pointed: { part: "input 1 of 3", at: [1, 2] } });
  assert.equal(onInput.parts["slice 1 of 3"].classes(0, 1), "cc-lit"); // the window begins at (1, 1)
  const refused = see(channels, { ...state, groups: 2 });
  assert.match(refused.say, /PyTorch refuses this layer.* here 1\.$/);
  assert.deepEqual([refused.parts["slice 0 of 3"].mark, refused.parts.counts], ["cc-ch-off", null]);
});

test("TransposedExplorer: each reading shows its own parts", () => {
  const state = {
    input: [
      [1, 2],
      [3, 4],
    ],
    kernel: Array(3).fill([1, 1, 1]),
    kernel_size: 3,
    stride: 2,
    padding: 1,
    dilation: 1,
    output_padding: 0,
    counts: false,
    shaded: false,
    position: 1,
  };
  const scatter = see(transposed, { ...state, reading: 0 }).parts;
  assert.deepEqual([scatter.flipped, scatter.blown, scatter.matrices], [null, null, { hidden: true }]);
  assert.deepEqual(scatter.output.window, { row: 0, col: 2, height: 3, width: 3 });
  assert.equal(plainWords(scatter.sum).slice(0, 40), "Input (0, 1) is 2. It stamps 2 times the");
  const gather = see(transposed, { ...state, reading: 1 }).parts;
  assert.deepEqual([gather.input, gather.stamp, gather.blown.rows], [null, null, 5]);
  assert.equal(gather.blown.classes(1, 2).trim(), "cc-inserted cc-tap");
  assert.equal(plainWords(gather.sum).slice(-3), "= 3");
  const matrix = see(transposed, { ...state, reading: 2 }, { pointed: { part: "matrix", at: [3, 8] } });
  assert.equal(matrix.say, "C[3, 8] = 1: input (1, 1) writes to output (2, 2) with this weight.");
  assert.deepEqual(matrix.parts.transpose.entry, [3, 8]);
  const rim = see(transposed, { ...state, reading: 1 }, { pointed: { part: "output", at: [0, 0] } });
  assert.equal(rim.say, "This cell lies on the rim that the padding cuts off.");
});

test("SizeFinder: the settings that lead to the target, and the one that is set", () => {
  const state = { start: 6, target: 12, kernel_size: 4, stride: 2, padding: 1, output_padding: 0, layers: [] };
  const seen = (at) => finder.show(state, finder.findSizes(state), { ...ALONE, ...at });
  const { list, verdict, tree } = seen().parts;
  assert.deepEqual(list.choices[0], {
    setting: { stride: 2, padding: 1, output_padding: 0 },
    on: true,
    words: "stride 2, padding 1",
  });
  assert.equal(list.words, "From 6 to 12 with 4 taps: 1 setting.");
  assert.match(verdict, /^12 is reached\./);
  assert.equal(tree.label, "A tree of sizes from 6 to 12, 13");
  assert.equal(seen({ puzzle: { goal: { size: 3 } } }).parts.list, null);
});

test("CheckerboardLab: its pictures as a screen shows them, and the kernel in units of an equal weight", () => {
  const pictures = [Array.from({ length: 4 }, () => Array(4).fill(100))];
  const pattern = Array.from({ length: 3 }, () => [0, 0, 0]);
  const state = { pictures, pattern, picture: 0, kernel_size: 3, stride: 2, unequal: 0 };
  const { parts, px } = showLab(state, enlarge(state), { ...ALONE, width: 400 });
  assert.deepEqual([...parts.input.bytes.slice(0, 4)], [100, 100, 100, 255]);
  assert.deepEqual([parts.transposed.size, parts.resized.size], ["9×9", "8×8"]);
  assert.deepEqual(
    Array.from(parts.kernel.values, (value) => Math.round(value * 1e9) / 1e9),
    Array(9).fill(1),
  );
  assert.deepEqual([parts.kernel.size, px.side], ["3×3, times 4/9", 186]);
});
