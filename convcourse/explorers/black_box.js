// BlackBox: an unknown filter to probe with impulses, and to rebuild from what it answers.
import { button } from "./parts/elements.js";
import { correlate, grid } from "./parts/engine.js";
import { box, cellOfTwo, classes, gridFigure, resetBar, words } from "./parts/figure.js";
import { agrees, sizeText, toGrid } from "./parts/numbers.js";
import { withAt } from "./parts/store.js";

const SIZE = 6;
const WRAP = { padding: "same", border: "wrap" };

/** A picture of the same size, each number made from the numbers around it, its own first, and its column. */
const around = (value) => (x) => {
  const at = (r, c) => x.data[((r + x.rows) % x.rows) * x.cols + ((c + x.cols) % x.cols)];
  const cell = (_, i) => {
    const [r, c] = [Math.floor(i / x.cols), i % x.cols];
    return value((down, right) => at(r + down, c + right), c);
  };
  return grid(x.rows, x.cols, Float64Array.from(x.data, cell));
};
const NEAR = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => [down, right]));
const weighted = (weights) => (x) => correlate(x, grid(3, 3, weights), WRAP);

/** What is in the boxes, in their order, and what is said of those that no kernel rebuilds. */
export const BOXES = [
  { run: weighted([3, 0, 0, 0, 4, 2, 0, 0, 1]) },
  { run: weighted([0, 0, -2, 1, 0, 0, 2, -1, 0]) },
  {
    run: around((near) => Math.max(...NEAR.map(([down, right]) => near(down, right)))),
    secret: "It takes the largest number of each 3×3 window: not linear.",
  },
  {
    run: around((near, c) => (c + 1) * (near(0, 0) + near(0, 1) + near(0, -1) + near(1, 0) + near(-1, 0))),
    secret: "It adds up a cross, and multiplies column 0 by 1, column 1 by 2, and so on: not the same at all places.",
  },
];

/** The convolution of a picture that wraps round. */
const convolve = (x, kernel) => correlate(x, kernel, { ...WRAP, flip: true });
const turned = ({ rows, cols, data }) => grid(rows, cols, Float64Array.from(data).reverse());
const impulse = (r, c) => {
  const picture = grid(SIZE, SIZE);
  picture.data[r * SIZE + c] = 1;
  return picture;
};

/** Pictures with the numbers −4 to 5, always the same ones: for all that a reader may not have tried. */
export function trials(count = 12) {
  let seed = 3;
  const next = () => {
    seed = (seed * 48271) % 2147483647; // Park and Miller's generator
    return (seed % 10) - 4;
  };
  return Array.from({ length: count }, () => grid(SIZE, SIZE, Float64Array.from({ length: SIZE * SIZE }, next)));
}

/** The cells in which two pictures differ. */
export const differing = (x, y) => [...x.data.keys()].filter((i) => !agrees(x.data[i], y.data[i]));
const same = (x, y) => differing(x, y).length === 0;

/** Whether this kernel does what the box does, with any picture. */
export const rebuilds = (run, kernel) => trials().every((x) => same(run(x), convolve(x, kernel)));

/** Whether an input shows by itself that no kernel rebuilds the box: its answer is no sum of answers to one impulse. */
export function betrays(run, x) {
  const middle = run(impulse(2, 2));
  const answer = grid(
    3,
    3,
    Float64Array.from(NEAR, ([down, right]) => middle.data[(2 + down) * SIZE + 2 + right]),
  );
  return !same(run(x), convolve(x, answer));
}

export function compute(state) {
  const [input, kernel] = [toGrid(state.input), toGrid(state.kernel)];
  const output = BOXES[state.box].run(input);
  const rebuilt = convolve(input, kernel);
  return { input, kernel, output, rebuilt, apart: differing(output, rebuilt) };
}

const empty = ({ data }) => data.every((value) => value === 0);

/** What is to be said of the kernel that was written down. @returns {[boolean, string]} whether all is done, and the words */
function kernelVerdict({ run }, { input, kernel, apart }) {
  if (empty(input)) return [false, "Touch a cell of the input: an impulse goes into the box."];
  if (empty(kernel)) return [false, "Now write into the kernel what you believe is in the box."];
  if (rebuilds(run, kernel)) return [true, "Rebuilt: your kernel does what the box does, with any picture."];
  if (rebuilds(run, turned(kernel))) {
    return [false, "You wrote down what the box correlates with. For a convolution, turn these weights by 180°."];
  }
  if (apart.length) return [false, `${apart.length} of ${SIZE * SIZE} cells differ; they have a frame.`];
  return [
    false,
    "For this input all cells agree. But not for every one: put in another impulse, beside it or elsewhere.",
  ];
}

/** What is to be said of the claim that no kernel does it. @returns {[boolean, string]} */
function otherVerdict({ run, secret }, { input }) {
  if (empty(input)) return [false, "Put in something that shows it."];
  if (betrays(run, input)) return [true, `Right, and your input shows it. ${secret}`];
  return [false, "This input does not show it: what comes out is a sum of shifted copies of one answer."];
}

/** How the state stands. */
export const verdict = ({ box: number, claim }, result) =>
  (claim ? otherVerdict : kernelVerdict)(BOXES[number], result);

/** What is seen of a state. */
export function show(state, result, { width }) {
  const look = ({ rows, cols, data }, marked = (_i) => "") => ({
    ...{ rows, cols, values: data, size: sizeText(rows, cols) },
    classes: (r, c) => classes({ "cc-bb-zero": data[r * cols + c] === 0, [marked(r * cols + c)]: true }),
  });
  const apart = new Set(empty(result.kernel) || state.claim ? [] : result.apart);
  const [done, said] = verdict(state, result);
  const marked = (i) => (apart.has(i) ? "cc-bb-apart" : "");
  return {
    px: { cell: cellOfTwo(width, SIZE) },
    parts: {
      input: look(result.input, (i) => (result.input.data[i] ? "cc-bb-on" : "")),
      output: look(result.output, marked),
      kernel: state.claim ? null : look(result.kernel),
      rebuilt: state.claim ? null : look(result.rebuilt, marked),
      said: { done, said },
    },
    say: said,
  };
}

/** The line that says how it stands. */
function saying(ui) {
  const { el, update } = words("cc-bb-said", { tag: "p" })(ui);
  return {
    el,
    update({ done, said }) {
      update(said);
      el.classList.toggle("cc-solved", done);
    },
  };
}

const cleared = (ui) =>
  button("Clear the input", () => ui.set({ input: ui.state().input.map((row) => row.map(() => 0)) }), ui.signal);

export default {
  render: gridFigure({
    grids: {
      input: {
        label: "Input",
        picks: ({ input }, [r, c]) => ({ input: withAt(input, [r, c], input[r][c] ? 0 : 1) }),
      },
      output: { label: "Out of the box", silent: true },
      kernel: { label: "Your kernel", edits: "kernel" },
      rebuilt: { label: "Out of your kernel", part: "output", silent: true },
    },
    parts: { said: saying, bar: resetBar(cleared) },
    stage: [box("cc-stage cc-bb-stage", ["input", "output", "kernel", "rebuilt"])],
    words: ["said", "bar"],
    compute,
    show,
  }),
};
