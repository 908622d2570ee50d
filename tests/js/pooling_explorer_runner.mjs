// Reads {module, states, puzzles, cheats} on stdin: runs the module as a page gets it, and prints what it computes.
import { text } from "node:stream/consumers";

const { module, states, puzzles, cheats } = JSON.parse(await text(process.stdin));
const { compute, judge } = await import(`data:text/javascript,${encodeURIComponent(module)}`);

const judged = (state, puzzle) => judge(state, compute(state), puzzle);
console.log(
  JSON.stringify({
    outputs: states.map(compute).map(({ rows, cols, values }) => ({ rows, cols, values })),
    winners: states.map(compute).map(({ windows }) => windows.map(({ winner }) => winner && [winner.row, winner.col])),
    puzzles: puzzles.map((puzzle) => ({
      start: judged(puzzle.start, puzzle),
      solution: judged({ ...puzzle.start, ...puzzle.solution }, puzzle),
    })),
    cheats: cheats.map(([i, changes]) =>
      judged({ ...puzzles[i].start, ...puzzles[i].solution, ...changes }, puzzles[i]),
    ),
  }),
);
