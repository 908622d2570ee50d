// Reads {module, states, puzzles} on stdin: runs the module as a page gets it, and prints what each reading makes.
import { text } from "node:stream/consumers";

const { module, states, puzzles } = JSON.parse(await text(process.stdin));
const {
  blownUp,
  compute,
  gatherTaps,
  judge: judgeResult,
  matrixOf,
  writesTo,
} = await import(`data:text/javascript,${encodeURIComponent(module)}`);

const lists = ({ data, rows, cols }) =>
  Array.from({ length: rows }, (_, r) => Array.from(data.slice(r * cols, (r + 1) * cols)));
const total = (taps) => taps.reduce((sum, tap) => sum + tap.value * tap.weight, 0);

/** One state in all readings, each by its own way: windows of the blown-up input, stamps, the transposed matrix. */
function readings(state) {
  const { output, canvas, axes } = compute({ ...state, reading: 0, position: 1e6 });
  const { rows, cols } = output;
  const each = (value) =>
    lists({ rows, cols, data: Array.from({ length: rows * cols }, (_, i) => value(Math.floor(i / cols), i % cols)) });
  const [top, left] = axes.map((axis) => axis.padding);
  const { rows: high, cols: wide, entries } = matrixOf(state);
  const matrix = Array.from({ length: high }, () => Array(wide).fill(0));
  for (const { from, to, weight } of entries) matrix[from][to] += weight;
  const blown = rows && cols ? blownUp(state) : null;
  return {
    shape: [rows, cols],
    output: lists(output),
    canvas: each((r, c) => canvas.data[(r + top) * canvas.cols + c + left]),
    gather: each((r, c) => total(gatherTaps(state, [r, c]))),
    scatter: each((r, c) => total(writesTo(state, [r, c]))),
    writes: each((r, c) => writesTo(state, [r, c]).length),
    matrix,
    // No window of the gather reading may read what was cut off, or stand outside.
    inside:
      !blown ||
      each((r, c) =>
        gatherTaps(state, [r, c]).every(
          ({ blownRow, blownCol }) =>
            blownRow >= 0 &&
            blownCol >= 0 &&
            blownRow < blown.rows &&
            blownCol < blown.cols &&
            blown.at(blownRow, blownCol).kind !== "cut",
        ),
      )
        .flat()
        .every(Boolean),
  };
}

/** What has been stamped after each input. */
const steps = (state) =>
  Array.from({ length: state.input.flat().length }, (_, position) =>
    lists(compute({ ...state, reading: 0, position }).canvas),
  );

const judge = (state, puzzle) => judgeResult(state, compute(state), puzzle);
// What a reader might try instead of solving: change what has to stay, one thing at a time.
const changed = (value) => (Array.isArray(value) ? value.map((row) => row.map(() => 0)) : value + 1);
const cheats = ({ keep, start, solution }) =>
  Object.keys(keep).map((name) => ({ ...start, ...solution, [name]: changed(keep[name]) }));

console.log(
  JSON.stringify({
    readings: states.map(readings),
    steps: steps(states[0]),
    puzzles: puzzles.map((puzzle) => ({
      start: judge({ position: 0, ...puzzle.start }, puzzle),
      solution: judge({ position: 0, ...puzzle.start, ...puzzle.solution }, puzzle),
      cheats: cheats(puzzle).map((state) => judge({ position: 0, ...state }, puzzle)),
    })),
  }),
);
