import assert from "node:assert/strict";
import { test } from "node:test";

import { pastedRows } from "../../convcourse/explorers/parts/pasted.js";

const BINOMIAL = [
  [1, 2, 1],
  [2, 4, 2],
  [1, 2, 1],
];
const SIXTEENTHS = BINOMIAL.map((row) => row.map((weight) => weight / 16));
const TWO = [
  [1, -2],
  [3, 4],
];

for (const [text, rows] of [
  ["1/16 * np.array([[1,2,1],[2,4,2],[1,2,1]])", SIXTEENTHS],
  ["np.array([[1,2,1],[2,4,2],[1,2,1]]) / 16", SIXTEENTHS],
  ["np.array([[1,2,1],[2,4,2],[1,2,1]], dtype=np.float32) / 16.", SIXTEENTHS],
  ["(1 / 16) * numpy.array([\n    [1, 2, 1],  # above\n    [2, 4, 2],\n    [1, 2, 1],\n])", SIXTEENTHS],
  ["kernel = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float64) * (1/16)", SIXTEENTHS],
  ["\\frac{1}{16}\\begin{bmatrix}1&2&1\\\\2&4&2\\\\1&2&1\\end{bmatrix}", SIXTEENTHS],
  [
    "$$\\frac{1}{16} \\cdot \\left[\\begin{array}{ccc} 1 & 2 & 1 \\\\ 2 & 4 & 2 \\\\ 1 & 2 & 1 \\end{array}\\right]$$",
    SIXTEENTHS,
  ],
  ["1/16 [1 2 1; 2 4 2; 1 2 1]", SIXTEENTHS],
  ["[1 2 1; 2 4 2; 1 2 1] ./ 16", SIXTEENTHS],
  ["-np.array([[-1, 2], [-3, -4]])", TWO],
  ["(−½) * ([[−2, 4], [−6, −8]])", TWO],
  ["[1 -2; 3 4]", TWO],
  ["[1, -2\n 3, 4]", TWO],
  ["K = [1 -2; 3 4];", TWO],
  ["[[1 -2]\n [3 4]]", TWO],
  ["{{1, -2}, {3, 4}}", TWO],
  ["const float k[2][2] = {{1.0f, -2.f}, /* and */ {3, 4}}; // done", TWO],
  ["const k = [[1, -2], [3, 4]];", TWO],
  ["tensor([[ 1., -2.],\n        [ 3.,  4.]], device='cuda:0')", TWO],
  ["[1, -2],\n[3, 4]", TWO],
  ["[1, -2]\n[3, 4]", TWO],
  ["((1, -2), (3, 4))", TWO],
  ["1;-2\n3;4", TWO],
  [
    "1,-2\n-3,-4",
    [
      [1, -2],
      [-3, -4],
    ],
  ],
  ["1 −2\n3 4", TWO],
  ["１\t－２\n３\t４", TWO],
  ["+1\t-2\n3\t4 ", TWO],
  ["1, -2\n3, 4", TWO],
  [
    "0,5\t0,25\n1,234\t−2",
    [
      [0.5, 0.25],
      [1.234, -2],
    ],
  ],
  [
    "0,5 0,25\n1 2",
    [
      [0.5, 0.25],
      [1, 2],
    ],
  ],
  [
    "0,5;0,25\n1;2",
    [
      [0.5, 0.25],
      [1, 2],
    ],
  ],
  ["1,234\t2.5", [[1234, 2.5]]],
  ["12 832\t1", [[12832, 1]]],
  [
    "½\t1½\n−1\t1 / 9",
    [
      [0.5, 1.5],
      [-1, 1 / 9],
    ],
  ],
  ["[½, 1½]", [[0.5, 1.5]]],
  ["[1/9, -1/9]", [[1 / 9, -1 / 9]]],
  ["1e-3\t2E2", [[0.001, 200]]],
  ["[1; 2; 3]", [[1], [2], [3]]],
]) {
  test(`all of ${JSON.stringify(text)} is read`, () => assert.deepEqual(pastedRows(text), { rows }));
}

test("a column of a spreadsheet is a column, where it is known to be one", () => {
  assert.deepEqual(pastedRows("0,5\n0,25", true), { rows: [[0.5], [0.25]] });
});

for (const [text, words] of [
  ["0,5\n0,25", /“0,5”.*one number or two/],
  ["1,2\n3,4", /one number or two/],
  ["0,5, 0,25", /one number or two/],
  ["1,234\t2", /“1,234”.*1234 or 1\.234/],
  ["[0,5 1,5; 2,5 3,5]", /decimal one/],
  ["[[1,000, 2]]", /“000”/],
  ["1;2;3", /columns or rows/],
  ["[[1,2],[3,4]] and more", /“and more”.*cannot be read/],
  ["[[1,2],[3,4]].T", /“\.T”/],
  ["[[1,2],[3,4]] - 1", /“- 1”/],
  ["[[1,2],[3,4]] + [[1,2],[3,4]]", /“\+ /],
  ["np.array([[1,2],[3,4]]) // 4", /“\/ 4”/],
  ["np.array([[1,2],[3,4]]) % 4", /%/],
  ["np.array([[1,2],[3,4]]) / np.sqrt(2)", /np\.sqrt/],
  ["np.array([[1,2],[3,4]]) @ k", /“@”/],
  ["np.ones((3, 3)) / 9", /np\.ones/],
  ["2 * [[1, 2], [3, 4]]", /repeated/],
  ["[[1/9] * 3] * 3", /repeated/],
  ["np.array([[0.5, 1]], dtype=int)", /cut decimals off/],
  ["np.array([1, 2], where=3)", /“where/],
  ["[1 - 2; 3 4]", /“- 2/],
  ["Sobel: [[1,2],[3,4]]", /“Sobel/],
  ["[[1,2],[3,4]]\n\nThis one blurs.", /“This one/],
  ["[[1,2],[3,4]", /“]” is missing/],
  ["[1,2,[3]]", /some numbers stand in a row/],
  ["[[[1,2],[3,4]]]", /3 brackets/],
  ["1\t\t2\n3\t4\t5", /is empty/],
  ["2 * 3\t4", /“2 \* 3”/],
  ["1 2 1 /4", /“\/4”/],
  ["| 1 | 2 |", /“\|”/],
  ["50 % 20 %", /“%”/],
  ["[1, 2, 1]'", /“'”/],
  ["[1j, 2]", /“j/],
  ["[1, 2, ..., 3]", /“\.\.\./],
  ["[NaN, 1]", /“NaN/],
  ["inf\t1", /“inf”/],
  ["[1/0, 2]", /divided by 0/],
  ["9e999\t1", /9e999/],
]) {
  test(`of ${JSON.stringify(text)} nothing is dropped: it is refused`, () => {
    const { rows, error } = pastedRows(text);
    assert.equal(rows, undefined, JSON.stringify(rows));
    assert.match(error, words);
  });
}

test("one number, or none, is left to the cell", () => {
  for (const text of ["3", " -1/9 ", "", "[5]", "1,5", "1½", "12,832", "(0.5)"]) assert.deepEqual(pastedRows(text), {});
});

test("whatever a text is made of, it is read or refused, and never breaks", () => {
  const parts = [
    "1",
    "-",
    ",",
    " ",
    "[",
    "]",
    "(",
    ")",
    ";",
    "\n",
    "\t",
    "/",
    "*",
    "np.array(",
    "0,5",
    "½",
    "{",
    "}",
    "x",
    "=",
    "\\\\",
    "&",
    "'",
    "%",
  ];
  let seed = 7;
  const random = (most) => {
    seed = (seed * 48271) % 2147483647;
    return seed % most;
  };
  for (let i = 0; i < 20000; i++) {
    const text = Array.from({ length: 1 + random(9) }, () => parts[random(parts.length)]).join("");
    const { rows, error } = pastedRows(text);
    assert.ok(!(rows && error), text);
    assert.ok(!rows || rows.flat().every(Number.isFinite), text);
    assert.ok(error === undefined || error.length > 10, text);
  }
});
