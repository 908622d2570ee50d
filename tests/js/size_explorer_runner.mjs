// Reads {module, windows, states, puzzles} on stdin: runs the modules as a page gets them, and prints what they compute.
import { text } from "node:stream/consumers";

const { module, windows, states, puzzles } = JSON.parse(await text(process.stdin));
const load = (source) => import(`data:text/javascript,${encodeURIComponent(source)}`);
const { compute, countingSteps, filledFormula, judge } = await load(module);
const { windowCells, windowsOver } = await load(windows);

const plain = (parts) => parts.map((part) => (Array.isArray(part) ? part[0] : part)).join("");
const results = states.map(compute);

/** Whether each cell has as many readers as there are windows over it, and no window reaches too far. */
function consistent(state, result) {
  const last = result.count ? windowCells(state, result.count - 1).at(-1) : -1;
  return last < result.padded && result.readers.every((n, x) => windowsOver(state, result, x).length === n);
}

// What a reader might try instead of solving: change what has to stay, one thing at a time.
const cheats = (puzzle) =>
  Object.keys(puzzle.keep).map((name) => ({ ...puzzle.start, ...puzzle.solution, [name]: puzzle.keep[name] + 1 }));
const judged = (state, puzzle) => judge(state, compute(state), puzzle);

console.log(
  JSON.stringify({
    sizes: results.map(({ count, unread }) => [count, unread]),
    inconsistent: states.filter((state, i) => state.input_size < 100 && !consistent(state, results[i])),
    words: states.map((state, i) => {
      const steps = countingSteps(state, results[i]).map(([, parts]) => plain(parts));
      return { windows: steps.at(-1), steps: steps.join("\n"), formula: plain(filledFormula(state, results[i])) };
    }),
    puzzles: puzzles.map((puzzle) => ({
      start: judged(puzzle.start, puzzle),
      solution: judged({ ...puzzle.start, ...puzzle.solution }, puzzle),
      cheats: cheats(puzzle).map((state) => judged(state, puzzle)),
    })),
  }),
);
