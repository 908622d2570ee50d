// Reads {module, states, puzzles} on stdin: runs the module as a page gets it, and prints what it finds.
import { text } from "node:stream/consumers";

const { module, states, puzzles } = JSON.parse(await text(process.stdin));
const {
  findSizes: compute,
  judgeSizes: judgeResult,
  settingsFor,
  verdictWords,
} = await import(`data:text/javascript,${encodeURIComponent(module)}`);
const judge = (state, puzzle) => judgeResult(state, compute(state), puzzle);
const changed = (value) => (Array.isArray(value) ? [[4, 2, 1]] : value + 1);

console.log(
  JSON.stringify({
    found: states.map((state) => {
      const result = compute(state);
      const { levels, path, down } = result;
      return {
        sizes: levels.at(-1).map(({ size }) => size),
        way: path.map(({ size, extra = null }) => [size, extra]),
        down,
        settings: settingsFor(state),
        words: verdictWords(state, result),
      };
    }),
    puzzles: puzzles.map((puzzle) => ({
      start: judge(puzzle.start, puzzle),
      solution: judge({ ...puzzle.start, ...puzzle.solution }, puzzle),
      cheats: Object.keys(puzzle.keep).map((name) =>
        judge({ ...puzzle.start, ...puzzle.solution, [name]: changed(puzzle.keep[name]) }, puzzle),
      ),
    })),
  }),
);
