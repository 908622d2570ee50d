// Reads {mixer, color, states, photos, mixes, puzzles} on stdin: runs both modules as a page gets them, prints what they compute.
import { text } from "node:stream/consumers";

const { mixer, color, states, photos, mixes, puzzles, planes } = JSON.parse(await text(process.stdin));
const load = (module) => import(`data:text/javascript,${encodeURIComponent(module)}`);
const [numbers, colors] = [await load(mixer), await load(color)];
const plain = (maps) => maps.map((map) => Array.from(map));

const judgeNumbers = (state, puzzle) => {
  const whole = { ...state, ...numbers.reconcile(state, state, {}) };
  return numbers.judge(whole, numbers.compute(whole), puzzle);
};
const judgeColors = (state, puzzle) => {
  const whole = { ...state, ...colors.reconcileWith(mixes, state, state) };
  const result = { ...colors.mix(planes, whole), target: colors.mix(planes, puzzle.goal).output };
  return colors.judge(whole, result, puzzle);
};

// What a reader might try instead of solving: all zeros, all ones, to leave it, and to change what has to stay.
const numberCheats = ({ start, solution }) => [
  { ...start, weights: [Array(7).fill(0)] },
  { ...start, weights: [Array(7).fill(1)] },
  { ...start, relu: true },
  { ...start, ...solution, relu: true },
  { ...start, ...solution, weights: [...solution.weights, Array(7).fill(0)], filters: 2 },
  { ...start, ...solution, input: start.input.map((map) => map.map((row) => row.map(() => 0))) },
];
const colorCheats = ({ start, solution }) => [
  { ...start, weights: start.weights.map(() => [0, 0, 0]) },
  { ...start, second: start.second.map((row) => row.map(() => 0)) },
  { ...start, relu: true },
  { ...start, weights: [[1 / 3, 1 / 3, 1 / 3]], second: [[1]] },
  {
    ...start,
    weights: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    second: start.second.map(() => [1, 1, 1]),
    relu: true,
  },
  { ...start, ...solution, second_layer: !start.second_layer },
  { ...start, ...solution, photo: 1 },
];
const played = (puzzle, judge, cheats) => ({
  start: judge(puzzle.start, puzzle),
  solution: judge({ ...puzzle.start, ...puzzle.solution }, puzzle),
  cheats: cheats(puzzle).map((state) => judge(state, puzzle)),
});

console.log(
  JSON.stringify({
    outputs: states.map((state) => plain(numbers.compute(state).output)),
    mixed: photos.map((state) => {
      const { hidden, output } = colors.mix(state.planes, state);
      return [plain(hidden), plain(output)];
    }),
    recognised: mixes.map((weights) => colors.presetOf(weights, mixes)),
    numberPuzzles: puzzles.numbers.map((puzzle) => played(puzzle, judgeNumbers, numberCheats)),
    colorPuzzles: puzzles.colors.map((puzzle) => played(puzzle, judgeColors, colorCheats)),
  }),
);
