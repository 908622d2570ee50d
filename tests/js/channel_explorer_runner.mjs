// Reads {module, states, pictures, puzzles} on stdin: runs the module as a page gets it, and prints what it computes.
import { text } from "node:stream/consumers";

const { module, states, pictures, puzzles } = JSON.parse(await text(process.stdin));
const address = `data:text/javascript,${encodeURIComponent(module)}`;
const { compute, countLines, judge: judgeResult, mapsOf, shapeOf, toTensor, weightOf } = await import(address);
// A photo, where a reader would switch one on, is as good as any picture here.
const viewOf = (state) => ({ data: { photos: { get: () => toTensor(state.input) }, kept: null } });
const judge = (state, puzzle) => judgeResult(state, compute(state, viewOf(state)), puzzle);

const plain = (parts) => parts.map((part) => (Array.isArray(part) ? part[0] : part)).join("");

/** A tensor as nested lists. */
function lists({ data, shape: [size, ...rest] }) {
  const step = data.length / size;
  return Array.from({ length: size }, (_, i) => {
    const part = data.slice(i * step, (i + 1) * step);
    return rest.length ? lists({ data: part, shape: rest }) : part[0];
  });
}

console.log(
  JSON.stringify({
    results: states.map((state, i) => {
      const result = compute(state);
      if (!result.maps) return { trouble: result.trouble };
      const photo = mapsOf(toTensor(pictures[i]), state);
      return {
        trouble: "",
        maps: lists(result.maps),
        weight: lists(weightOf(state)),
        photo: lists(photo),
        counts: Object.fromEntries(countLines(shapeOf(state)).map(([name, parts]) => [name, plain(parts)])),
      };
    }),
    puzzles: puzzles.map(({ tries, ...puzzle }) => ({
      start: judge(puzzle.start, puzzle),
      solution: judge({ ...puzzle.start, ...puzzle.solution }, puzzle),
      tries: tries.map((change) => judge({ ...puzzle.start, ...change }, puzzle)),
    })),
  }),
);
