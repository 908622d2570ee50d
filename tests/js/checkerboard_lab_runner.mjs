// Reads {module, states, puzzles} on stdin: runs the module as a page gets it, and prints what it makes.
import { text } from "node:stream/consumers";

const { module, states, puzzles } = JSON.parse(await text(process.stdin));
const {
  enlarge: compute,
  judgeEven: judgeResult,
  enlargedWords: words,
} = await import(`data:text/javascript,${encodeURIComponent(module)}`);
const lists = ({ data, rows, cols }) =>
  Array.from({ length: rows }, (_, r) => Array.from(data.slice(r * cols, (r + 1) * cols)));
const judge = (state, puzzle) => judgeResult(state, compute(state), puzzle);

console.log(
  JSON.stringify({
    made: states.map((state) => {
      const result = compute(state);
      const { kernel, transposed, resized, shares, even } = result;
      return {
        kernel: lists(kernel),
        transposed: lists(transposed),
        resized: lists(resized),
        shares,
        even,
        words: words(state, result),
      };
    }),
    puzzles: puzzles.map(({ state, puzzle, solution, cheats }) => ({
      start: judge(state, puzzle),
      solution: judge({ ...state, ...solution }, puzzle),
      cheats: cheats.map((cheat) => judge({ ...state, ...cheat }, puzzle)),
    })),
  }),
);
