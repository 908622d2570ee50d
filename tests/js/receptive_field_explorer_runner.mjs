// Reads {module, stack, states, puzzles, cheats} on stdin: runs the modules as a page gets them, prints what they compute.
import { text } from "node:stream/consumers";

const { module, stack, states, puzzles, cheats } = JSON.parse(await text(process.stdin));
const load = (source) => import(`data:text/javascript,${encodeURIComponent(source)}`);
const { compute, judge } = await load(module);
const { dependents, dependsOn, fieldSteps } = await load(stack);

const plain = (parts) => parts.map((part) => (Array.isArray(part) ? part[0] : part)).join("");

/** Whether looking up from each pixel finds the same pairs as looking down from each unit. */
function agrees(state, levels, depth) {
  const down = Array.from({ length: levels[depth].size }, (_, i) => dependsOn(state, levels, depth, i)[0].units);
  return Array.from({ length: levels[0].size }, (_, x) => dependents(state, levels, x)[depth]).every((users, x) =>
    down.every((units, i) => units.has(x) === users.includes(i)),
  );
}

function results(state) {
  const { levels, trouble, depth } = compute(state);
  const unit = Math.floor(levels[depth].size / 2);
  const [{ units }] = dependsOn(state, levels, depth, unit);
  return {
    levels,
    trouble,
    unit,
    paths: [...units],
    agrees: state.input_size > 60 || agrees(state, levels, depth),
    steps: fieldSteps(state, levels, depth).map(([name, parts]) => `${name}: ${plain(parts)}`),
  };
}

const judged = (state, puzzle) => judge(state, compute(state), puzzle);
console.log(
  JSON.stringify({
    states: states.map(results),
    puzzles: puzzles.map((puzzle) => ({
      start: judged(puzzle.start, puzzle),
      solution: judged({ ...puzzle.start, ...puzzle.solution }, puzzle),
    })),
    cheats: cheats.map(([i, changes]) =>
      judged({ ...puzzles[i].start, ...puzzles[i].solution, ...changes }, puzzles[i]),
    ),
  }),
);
