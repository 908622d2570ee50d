import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, longestReply, reply, solutionOf } from "../../convcourse/explorers/parts/answers.js";
import { colorScale, luminance } from "../../convcourse/explorers/parts/colors.js";
import { editing } from "../../convcourse/explorers/parts/editing.js";
import { seriesPlot } from "../../convcourse/explorers/parts/lines.js";
import {
  agrees,
  formatCount,
  formatNumber,
  formatWeight,
  listNumbers,
  otherReading,
  parseNumber,
  resizeKernel,
  stepAmong,
  stepped,
} from "../../convcourse/explorers/parts/numbers.js";
import {
  layout,
  outputShape,
  outputsThatRead,
  paddedInput,
  reconcile,
  stamped,
} from "../../convcourse/explorers/sliding_window.js";

test("numbers are written with two decimals and a real minus sign", () => {
  const cases = [
    [1 / 3, "0.33"],
    [-0.5, "−0.5"],
    [-0.001, "0"],
    [0, "0"],
    [12, "12"],
    [1e6, "1e6"],
    [-123456, "−1.2e5"],
    [1e21, "1e21"],
    [99999, "99999"],
    [NaN, "NaN"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
  ];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
});

test("numbers agree within rounding, not within what is shown of them", () => {
  for (const [a, b] of [
    [0.1 + 0.2, 0.3],
    [1e9, 1e9 + 1],
    [0, 1e-9],
  ])
    assert.ok(agrees(a, b) && agrees(b, a));
  for (const [a, b] of [
    [1, 1.0001],
    [0, 1e-5],
    [NaN, NaN],
    [1, undefined],
  ])
    assert.ok(!agrees(a, b));
});

test("a number is stepped by what its grid is made of, and stays what it is made of", () => {
  const cases = [
    [[1, -2, 0], 1],
    [[1 / 9, 2 / 9, 1], 1 / 9],
    [[0.25, 0.5], 0.1],
    [[0.123, 2], 0.1],
    [[], 1],
  ];
  for (const [values, step] of cases) assert.equal(stepAmong(values), step);
  assert.equal(stepped(0.1, 0.2), 0.3);
  assert.equal(formatNumber(stepped(1 / 9, 2 / 9)), formatNumber(1 / 3));
  assert.equal(stepped(1 / 3, -1 / 3), 0);
});

test("typed numbers are read in every usual form, and nothing else is", () => {
  const cases = [
    ["2", 2],
    [" -3 ", -3],
    ["−3", -3],
    ["–3", -3],
    ["- 3", -3],
    ["+1", 1],
    ["0,5", 0.5],
    ["1/9", 1 / 9],
    ["1 / 9", 1 / 9],
    ["1⁄9", 1 / 9],
    ["-1/2", -0.5],
    [".5", 0.5],
    ["5.", 5],
    [",5", 0.5],
    ["1e2", 100],
    ["1e-3", 0.001],
    ["−1.2e5", -120000],
    ["1e+2", 100],
    ["½", 0.5],
    ["-⅓", -1 / 3],
    ["1½", 1.5],
    ["−2¾", -2.75],
    ["1 ½", 1.5],
    ["⅞", 0.875],
    ["⅒", 0.1],
    ["1,5/2", 0.75],
    ["12,832", 12832],
    ["1,234,567", 1234567],
    ["1,000", 1000],
    ["12,832.5", 12832.5],
    ["0,125", 0.125],
    ["12,83", 12.83],
    ["1234,567", 1234.567],
    ["12.832,5", 12832.5],
    ["1.234.567", 1234567],
    ["1.234", 1.234],
    ["12 832", 12832],
    ["12\u202f832", 12832],
    ["12\u00a0832", 12832],
    ["12\u2009832,5", 12832.5],
    ["12'832", 12832],
    ["12’832", 12832],
    ["１２８", 128],
    ["－０．５", -0.5],
    ["０，１２５", 0.125],
    ["\u200e−3\u200f", -3],
  ];
  for (const [text, value] of cases) assert.equal(parseNumber(text), value, text);
  for (const text of [
    "",
    " ",
    "-",
    "+",
    "nine",
    "1/0",
    "1/2/3",
    "/2",
    "1 2",
    "1 1/2",
    "NaN",
    "∞",
    "Infinity",
    "1/",
    "0x10",
    "1e999",
    "--1",
    "+-1",
    "1-",
    "5 %",
    "2²",
    "1,23,4",
    "12,34.5",
    "1234,567.5",
    "1,2345,678",
    "0,125,000",
    "1,",
    "1½½",
    "½1",
    "1½/2",
    "1\n2",
    "1\t2",
    "12 83",
    "1 2345",
    "1.2.3",
    "1e",
    "e5",
    "²",
    "1e1.5",
  ]) {
    assert.equal(parseNumber(text), null, text);
  }
});

test("a comma is what the numbers beside it say that it is", () => {
  assert.equal(parseNumber("1,234", "decimal"), 1.234);
  assert.equal(parseNumber("1,234", "groups"), 1234);
  assert.equal(parseNumber("0,5", "groups"), null);
  assert.equal(parseNumber("1,234,567", "decimal"), null);
});

test("a comma that could mean two things is told once in a view, and no other number is", () => {
  const readings = ["1,125", "−12,832", "1,125/3", "1,234,567", "12,832.5", "0,125", "12,5", "1.125", "1125", "a"].map(
    otherReading,
  );
  assert.deepEqual(readings, [1.125, -12.832, 0.375, null, null, null, null, null, null, null]);
  const said = [];
  const ui = { notice: (text) => said.push(text) };
  for (const text of ["12,5", "−1,125", "2,250"]) editing(ui, "2").onTaken(text, parseNumber(text));
  assert.deepEqual(said, ["“−1,125” was taken for −1125; for −1.125 type a point."]);
});

test("every number that a figure shows is read back as the number that stands there", () => {
  let seed = 5;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const values = [0, 1 / 3, -2 / 9, 1 / 273, 0.005, -1e-5, 99999.5, -123456, 1e21, 12832];
  for (let i = 0; i < 5000; i++)
    values.push(
      (random() - 0.5) * 10 ** Math.floor(12 * random() - 5),
      Math.round(1000 * random()) / [3, 7, 9, 16, 49][i % 5],
    );
  for (const value of values) {
    for (const format of [formatNumber, formatWeight, (one) => one.toLocaleString("en")]) {
      const shown = format(value);
      const [top, bottom = 1] = shown.replaceAll("−", "-").replaceAll(",", "").split("/").map(Number);
      assert.equal(parseNumber(shown), top / bottom, shown);
    }
  }
});

test("weights keep the fractions that two decimals cannot hold", () => {
  const cases = [
    [1 / 3, "1/3"],
    [-2 / 9, "−2/9"],
    [1 / 16, "1/16"],
    [0.25, "0.25"],
    [3, "3"],
    [0.123456, "0.12"],
    [1 / 961, "0.001"],
    [-0.00037, "−0.0004"],
    [1e-17, "0"],
  ];
  for (const [value, text] of cases) assert.equal(formatWeight(value), text);
});

test("shades are centred on zero for signed values and black to white for others", () => {
  assert.equal(colorScale([-4, 0, 2]).of(0).background, "rgb(245 245 245)");
  assert.equal(colorScale([-4, 0, 2]).of(-4).background, "rgb(140 81 10)");
  assert.equal(colorScale([-4, 0, 4]).of(4).background, "rgb(1 102 94)");
  assert.deepEqual(colorScale([0, 9]).of(0), { background: "rgb(0 0 0)", color: "#fff" });
  assert.deepEqual(colorScale([0, 9]).of(9), { background: "rgb(255 255 255)", color: "#000" });
  assert.equal(colorScale([0, 0]).of(0).background, "rgb(0 0 0)");
  assert.equal(colorScale([-1, 2]).words, "brown −2, white 0, teal 2");
});

test("numbers on a shade stand out by 4.5 to 1, whatever the value", () => {
  for (const low of [0, -50]) {
    const scale = colorScale([low, 50]);
    for (let value = low; value <= 50; value++) {
      const { background, color } = scale.of(value);
      const light = luminance(background.match(/\d+/g).map(Number));
      const contrast = color === "#000" ? (light + 0.05) / 0.05 : 1.05 / (light + 0.05);
      assert.ok(contrast >= 4.5, `${value}: ${contrast}`);
    }
  }
});

test("shades survive values that are no finite numbers, and the largest ones", () => {
  const scale = colorScale([NaN, -Infinity, -1e308, 1e308]);
  assert.equal(scale.of(NaN), null);
  assert.equal(scale.of(-Infinity), null);
  assert.equal(scale.of(-1e308).background, "rgb(140 81 10)");
});

test("a resized kernel keeps its centre", () => {
  const kernel = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];
  assert.deepEqual(resizeKernel(kernel, 1, false), [[5]]);
  assert.deepEqual(resizeKernel(kernel, 5, false)[2], [0, 4, 5, 6, 0]);
  assert.deepEqual(resizeKernel(resizeKernel(kernel, 5, false), 3, false), kernel);
  assert.deepEqual(resizeKernel([[1, 2, 1]], 5, true), [[0, 1, 2, 1, 0]]);
});

test("a kernel and its size go together, and a kernel made smaller comes back", () => {
  const state = {
    input: [
      [1, 2],
      [3, 4],
    ],
    kernel: [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
    kernel_size: 3,
  };
  const memory = {};
  const small = reconcile({ kernel_size: 1 }, state, memory);
  assert.deepEqual(small.kernel, [[5]]);
  const again = reconcile({ kernel_size: 3 }, { ...state, ...small }, memory);
  assert.deepEqual(again.kernel, state.kernel);
  const edited = reconcile({ kernel_size: 3 }, { ...state, kernel: [[8]], kernel_size: 1 }, memory);
  assert.deepEqual(edited.kernel, [
    [0, 0, 0],
    [0, 8, 0],
    [0, 0, 0],
  ]);
  assert.equal(reconcile({ kernel: [[1, 0]] }, state).kernel_size, 2);
  assert.deepEqual(reconcile({ stride: 2 }, state), { stride: 2 });
});

test("the outputs that read a cell are those whose windows hold it", () => {
  const state = {
    input: Array(7).fill(Array(7).fill(1)),
    kernel: Array(3).fill([1, 1, 1]),
    padding: 0,
    stride: 1,
    dilation: 1,
    flip: false,
  };
  assert.equal(outputsThatRead(state, [3, 3]).size, 9);
  assert.deepEqual([...outputsThatRead(state, [0, 0])], ["0,0"]);
  assert.equal(outputsThatRead({ ...state, stride: 3 }, [3, 3]).size, 1);
  assert.equal(outputsThatRead({ ...state, dilation: 2 }, [2, 2]).size, 4);
});

test("grids are laid out so that cells stay readable at every width", () => {
  const grids = { input: 7, kernel: 3, output: 5, target: 0, oneRow: false };
  assert.equal(layout(654, grids).mode, "line");
  assert.equal(layout(654, { ...grids, input: 11, output: 9 }).mode, "columns");
  assert.equal(layout(340, grids).mode, "pairs");
  assert.equal(layout(310, grids).mode, "stacked");
  assert.equal(layout(340, { ...grids, input: 11, output: 9 }).mode, "tall");
  for (const width of [300, 340, 500, 654, 900]) assert.ok(layout(width, grids).cell >= 28);
});

test("in a wide stage neither the flipped kernel nor a stride changes how large the cells are", () => {
  const cells = { input: 7, kernel: 3, output: 5, target: 0, oneRow: false };
  const seen = layout(630, { ...cells, high: { input: 7, kernel: 3, output: 5 } });
  assert.deepEqual(seen, { mode: "columns", cell: 41, held: 210 });
  const strided = { ...cells, output: 3, high: { input: 7, kernel: 3, output: 3 } };
  for (const flip of [false, true]) assert.deepEqual(layout(630, { ...strided, flip }), seen);
  const narrower = layout(500, { ...cells, high: { input: 7, kernel: 3, output: 5 } });
  assert.deepEqual(narrower, layout(500, cells)); // as it is without
});

test("a plot leaves out what is not known yet", () => {
  assert.equal(seriesPlot([1, 2, 3], [4, NaN, NaN], 40, (i) => i).match(/<circle/g).length, 4);
});

test("a plot puts each output where it is told", () => {
  const outputs = seriesPlot([1, 2, 3, 4, 5], [6, 7], 10, (i) => 2 * i + 1).split("cc-line-output")[1];
  assert.deepEqual(
    [...outputs.matchAll(/cx="(\d+)"/g)].map((match) => match[1]),
    ["15", "35"],
  );
});

test("one row is a signal: nothing is padded across it", () => {
  const state = { input: [[1, 2, 3]], kernel: [[1, 1, 1]], padding: 2, stride: 1, dilation: 1, flip: false };
  assert.deepEqual(outputShape(state), [1, 5]);
  assert.equal(paddedInput(state).rows, 1);
  assert.deepEqual(outputShape({ ...state, padding: 0, dilation: 2 }), [1, 0]);
});

test("a quiz replies to right, known wrong, unknown wrong and unreadable answers", () => {
  const question = { ask: "?", number: 24, why: "Yes.", hint: "Count.", mistakes: [[23, "One too few."]] };
  assert.deepEqual(reply(question, "24"), { right: true, words: "Yes." });
  assert.deepEqual(reply(question, "23"), { right: false, words: "One too few." });
  assert.equal(reply(question, "7").words, "No. Count.");
  assert.match(reply(question, "many").words, /not a number/);
});

test("the right answer is said in a sentence, as it is read", () => {
  const number = { number: -3, why: "Count down.", hint: "?", mistakes: [] };
  assert.equal(solutionOf(number), "The answer is −3. Count down.");
  const choices = [
    { text: "5×5", why: "Too many.", right: false },
    { text: "3×3", why: "It fits.", right: true },
  ];
  assert.equal(answerOf({ choices }), "“3×3”");
  assert.equal(solutionOf({ choices }), "The answer is “3×3”. It fits.");
});

test("the room of a reply is that of the longest that a question has", () => {
  const number = { number: 1, why: "Yes.", hint: "Count.", mistakes: [] };
  assert.equal(longestReply(number), reply(number, "many").words);
  const long = "One too few, and here is why that is so: count the places where the window begins.";
  for (const other of [
    { why: long },
    {
      mistakes: [
        [0, "No."],
        [2, long],
      ],
    },
  ])
    assert.equal(longestReply({ ...number, ...other }), long);
  assert.equal(longestReply({ ...number, hint: long }), reply({ ...number, hint: long }, "7").words);
  const choices = [
    { text: "a", why: "Short." },
    { text: "b", why: long, right: true },
    { text: "c", why: "No." },
  ];
  assert.equal(longestReply({ choices }), long);
});

test("a whole number is right alone, a fraction to three digits", () => {
  const question = (number) => ({ ask: "?", number, why: "Yes.", hint: "Count.", mistakes: [] });
  for (const text of ["12832", "12,832", "12 832", "+12832", "12832.0"])
    assert.ok(reply(question(12832), text).right, text);
  for (const text of ["12831", "12833", "12832.5", "-12832"]) assert.ok(!reply(question(12832), text).right, text);
  for (const text of ["9/25", "9 / 25", "0.36", "0,36", "0.3600"]) assert.ok(reply(question(9 / 25), text).right, text);
  for (const text of ["0.35", "0.37", "0.361", "0.359"]) assert.ok(!reply(question(9 / 25), text).right, text);
  for (const text of ["1/9", "0.111", "0,1111"]) assert.ok(reply(question(1 / 9), text).right, text);
  for (const text of ["0.11", "0.112", "0.110"]) assert.ok(!reply(question(1 / 9), text).right, text);
});

test("weights of every named kernel are written as the fractions that they are", () => {
  const bottoms = [3, 6, 7, 9, 12, 16, 25, 27, 49, 256, 273];
  // Two decimals hold 1/25, so it needs no fraction.
  for (const bottom of bottoms.filter((one) => one !== 25)) {
    assert.equal(formatWeight(1 / bottom), `1/${bottom}`);
    assert.equal(formatWeight(-2 / (2 * bottom)), `−1/${bottom}`);
  }
  assert.deepEqual([1 / 25, 2 / 27].map(formatWeight), ["0.04", "2/27"]);
});

test("numbers in a row become runs, two alone stay two, and a long list ends with its count", () => {
  assert.equal(listNumbers([]), "");
  assert.equal(listNumbers([7]), "7");
  assert.equal(listNumbers([3, 4]), "3 and 4");
  assert.equal(listNumbers([1, 2, 3, 5, 9, 10]), "1 to 3, 5, 9 and 10");
  assert.equal(listNumbers([1, 3, 5, 7, 9, 11, 13], 6), "1, 3, 5, 7, 9, … (7 in all)");
});

test("brightness is the one that WCAG 2 defines, also for dark greys", () => {
  const near = (rgb, wanted) => assert.ok(Math.abs(luminance(rgb) - wanted) < 1e-6, `${rgb}: ${luminance(rgb)}`);
  near([255, 255, 255], 1);
  near([188, 188, 188], 0.502886);
  near([10, 10, 10], 0.00303527);
  near([255, 0, 0], 0.2126);
  near([0, 128, 0], 0.7152 * 0.215861);
});

test("signed values get the seven steps of their map, in order", () => {
  const { of } = colorScale([-3, 1]);
  const seven = ["140 81 10", "216 179 101", "246 232 195", "245 245 245", "199 234 229", "90 180 172", "1 102 94"];
  assert.deepEqual(
    [-3, -2, -1, 0, 1, 2, 3].map((value) => of(value).background),
    seven.map((rgb) => `rgb(${rgb})`),
  );
});

test("a plot of two series has the largest value at the top, the smallest at the foot, and zero between", () => {
  const drawn = seriesPlot([3, -1, 0], [1], 20, () => 1);
  assert.match(drawn, /<g class="cc-line-input"><polyline points="10,6 30,90 50,69"/);
  assert.match(drawn, /<g class="cc-line-output"><polyline points="30,48"/);
  assert.match(drawn, /class="cc-zero" x1="0" x2="60" y1="69" y2="69"/);
});

test("a plot has round numbers at its left, at their heights, and the places of its inputs below it", () => {
  const words = (drawn, anchor) =>
    [...drawn.matchAll(/y="([\d.]+)" text-anchor="(\w+)">([^<]+)</g)]
      .filter(([, , at]) => at === anchor)
      .map(([, y, , text]) => [text, Number(y)]);
  const drawn = seriesPlot([3, 1, 4, 1, 5, 9], [2, 10], 40, (i) => i, -1);
  assert.deepEqual(words(drawn, "start"), [
    ["0", 88],
    ["5", 52],
    ["10", 10],
  ]);
  assert.deepEqual(
    words(drawn, "middle").map(([text]) => text),
    ["−1", "0", "1", "2", "3", "4"],
  );
});

test("touching a cell of the input stamps a 1 or takes away what stands there, and the padding takes none", () => {
  const input = [
    [0, 0, 0],
    [0, 5, 0],
  ];
  const state = { input, padding: 1 };
  assert.deepEqual(stamped(state, [1, 3]), { input: [[0, 0, 1], input[1]] });
  assert.deepEqual(stamped(state, [2, 2]), { input: [input[0], [0, 0, 0]] });
  for (const at of [
    [0, 2],
    [3, 1],
    [1, 0],
    [2, 4],
  ])
    assert.equal(stamped(state, at), null);
  assert.deepEqual(stamped({ input: [[0, 0]], padding: 1 }, [0, 2]), { input: [[0, 1]] });
  assert.deepEqual(input[1], [0, 5, 0]);
});

test("counts have their thousands apart, as English has them", () => {
  for (const count of [0, 7, 999, 1000, 9216, 147456, 1e6, 2 ** 40, -12832, 1.5, 1e21]) {
    assert.equal(formatCount(count), count.toLocaleString("en"));
  }
});
