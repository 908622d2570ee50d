// Reads {module, states, puzzles} on stdin: runs the module as a page gets it, and prints what it computes.
import { text } from "node:stream/consumers";

const { module, states, names, puzzles } = JSON.parse(await text(process.stdin));
const address = `data:text/javascript,${encodeURIComponent(module)}`;
const { compute, judge: judgeResult, verdictOf } = await import(address);
const judge = (state, puzzle) => judgeResult(state, compute(state), puzzle);

const lists = ({ data, rows, cols }) =>
  Array.from({ length: rows }, (_, r) => Array.from(data.slice(r * cols, (r + 1) * cols)));
const empty = (picture) => picture.map((row) => row.map(() => 0));

// What a reader might try instead of solving: empty what may not be, or change what has to stay.
const cheats = (start, { keep = {}, nonzero = [] }) => [
  ...("input" in keep ? [{ ...start, input: empty(start.input) }] : []),
  ...("operator" in keep
    ? [
        { ...start, operator: 0 },
        { ...start, operator: 6 },
      ].filter((s) => s.operator !== keep.operator)
    : []),
  ...(nonzero.includes("input") ? [{ ...start, input: empty(start.input) }] : []),
  ...(nonzero.includes("a")
    ? [
        { ...start, a: 0, b: 1 },
        { ...start, a: 1, b: 0 },
      ]
    : []),
];

console.log(
  JSON.stringify({
    routes: states.map((state) => {
      const { after, before, apart } = compute(state);
      return { after: lists(after), before: lists(before), apart };
    }),
    verdicts: Object.fromEntries(names.map((name) => [name, verdictOf(name)])),
    puzzles: puzzles.map(({ state, puzzle, solution }) => ({
      start: judge(state, puzzle),
      solution: judge({ ...state, ...solution }, puzzle),
      cheats: cheats(state, puzzle).map((cheat) => judge(cheat, puzzle)),
    })),
  }),
);
