// Reads {module, photo, states, puzzles} on stdin: runs the module as a page gets it, and prints what it computes.
import { text } from "node:stream/consumers";

const { module, photos, states, puzzles } = JSON.parse(await text(process.stdin));
const address = `data:text/javascript,${encodeURIComponent(module)}`;
const { colours, compute, judge: judgeSources, sourceOf } = await import(address);
const judge = (state, puzzle) => judgeSources(state, compute(state), puzzle);

const opaque = (photo) => Uint8ClampedArray.from(photo.flat().flatMap((pixel) => [...pixel, 255]));
const padded = (state, photo) =>
  Array.from(colours(compute(state), opaque(photo), state.cval)).filter((_, i) => i % 4 < 3);

// What a reader might try instead of solving.
const cheats = (start) =>
  [0, 1, 2, 3, 4].flatMap((border) =>
    [0, 1, 4, 14, 54, 72].map((width) => ({ ...start, border_index: border, width })),
  );

console.log(
  JSON.stringify({
    outputs: states.map((state, i) => padded(state, photos[i])),
    sources: states.map((state) => sourceOf(state.pixel, state)),
    puzzles: puzzles.map((puzzle) => {
      const start = { ...puzzle.start, size: [48, 60] };
      return {
        start: judge(start, puzzle),
        solution: judge({ ...start, ...puzzle.solution }, puzzle),
        solved: cheats(start)
          .filter((state) => judge(state, puzzle).solved)
          .map((state) => [state.border_index, state.width]),
      };
    }),
  }),
);
