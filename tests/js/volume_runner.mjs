// Reads {module, slices, states, puzzles, blurs, slicePuzzles, given} on stdin: runs both modules as a page gets them,
// and prints what they compute.
import { text } from "node:stream/consumers";

const job = JSON.parse(await text(process.stdin));
const load = (source) => import(`data:text/javascript,${encodeURIComponent(source)}`);
const [cube, scan] = await Promise.all([load(job.module), load(job.slices)]);

const plain = ({ data, shape }) => ({ data: Array.from(data), shape });
const judged = (puzzle, changes) => {
  const state = { ...puzzle.start, ...changes };
  return cube.judge(state, cube.compute(state), puzzle);
};
// What a reader might try instead of solving: change what has to stay, one thing at a time.
const cheats = (puzzle) =>
  Object.keys(puzzle.keep).map((name) => {
    const kept = puzzle.keep[name];
    const other = name === "input" ? kept.map((slice) => slice.map((row) => row.map(() => 0))) : 1 - Math.min(1, kept);
    return judged(puzzle, { ...puzzle.solution, [name]: name === "stride" ? 3 - kept : other });
  });

const given = { ...job.given, truth: { ...job.given.truth, data: Uint8Array.from(job.given.truth.data) } };
const memory = {};
const smoothed = (state) => scan.smoothings(state, given, memory);
const judgedScan = (puzzle, changes) => {
  const state = { ...puzzle.start, ...changes };
  return scan.judge(state, smoothed(state), puzzle);
};
const steps = [0, 0.5, 1, 1.5, 2];

console.log(
  JSON.stringify({
    outputs: job.states.map((state) => plain(cube.compute(state))),
    shapes: job.states.map((state) => cube.layerShapes(state)),
    puzzles: job.puzzles.map((puzzle) => ({
      start: judged(puzzle, {}),
      solution: judged(puzzle, puzzle.solution),
      cheats: cheats(puzzle),
    })),
    blurs: job.blurs.map((state) => {
      const { volumes, measures } = smoothed(state);
      const some = Object.entries(volumes).map(([name, { data }]) => [
        name,
        Array.from(data.filter((_, i) => i % 997 === 0)),
      ]);
      return { measures, some: Object.fromEntries(some) };
    }),
    slicePuzzles: job.slicePuzzles.map((puzzle) => ({
      start: judgedScan(puzzle, {}),
      solution: judgedScan(puzzle, puzzle.solution),
      quiet: judgedScan(puzzle, { ...puzzle.solution, noise: 0 }),
      // No blur within slices alone.
      slicesOnly: steps.map((sigma) => judgedScan(puzzle, { sigma, across: 0 })),
    })),
  }),
);
