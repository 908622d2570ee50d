// Reads {module, states, puzzles} on stdin: runs the module as a page gets it, and prints what it computes.
import { text } from "node:stream/consumers";

const { module, states, puzzles } = JSON.parse(await text(process.stdin));
const address = `data:text/javascript,${encodeURIComponent(module)}`;
const { compute, judge: judgeOutput } = await import(address);
const judge = (state, puzzle) => judgeOutput(state, compute(state), puzzle);

const lists = ({ data, rows, cols }) =>
  Array.from({ length: rows }, (_, r) => Array.from(data.slice(r * cols, (r + 1) * cols)));

// What a reader might try instead of solving: change what has to stay, or empty the kernel.
const cheats = (start) => [
  { ...start, kernel: start.kernel.map((row) => row.map(() => 0)) },
  { ...start, input: start.input.map((row) => row.map(() => 0)) },
  { ...start, kernel: start.kernel.map((row) => row.map(() => 1e-5)) },
  { ...start, kernel: Array.from({ length: 5 }, () => Array(5).fill(1)), kernel_size: 5 },
];

console.log(
  JSON.stringify({
    outputs: states.map((state) => lists(compute(state))),
    puzzles: puzzles.map((puzzle) => ({
      start: judge(puzzle.start, puzzle),
      solution: judge({ ...puzzle.start, ...puzzle.solution }, puzzle),
      cheats: cheats(puzzle.start).map((state) => judge(state, puzzle)),
    })),
  }),
);
