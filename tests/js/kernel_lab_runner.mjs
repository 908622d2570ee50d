// Reads {module, states, picture, puzzles, families} on stdin: runs the module as a page gets it, prints what it computes.
import { text } from "node:stream/consumers";

const { module, states, picture, card, puzzles, presets, sizes } = JSON.parse(await text(process.stdin));
const lab = await import(`data:text/javascript,${encodeURIComponent(module)}`);
const read = ({ rgba, rows, cols }) => lab.fromRgba(Uint8ClampedArray.from(rgba), rows, cols);
const photo = read(picture);
const testCard = read(card);

const result = (state, puzzle) => ({
  picture: testCard,
  ...lab.filterPicture(testCard, state),
  target: lab.filterPicture(testCard, { ...state, kernel: puzzle.goal.kernel, flip: false, normalise: false }),
});
const judged = (state, puzzle) => lab.judge(state, result(state, puzzle), puzzle);

// What a reader might try instead: the presets, and to change what has to stay.
const cheats = (start) => [
  { ...start, scale: 0 },
  { ...start, scale: 0, offset: 128 },
  { ...start, photo: 1 },
  ...presets.filter(({ kernel }) => kernel).map(({ kernel }) => ({ ...start, kernel })),
];

console.log(
  JSON.stringify({
    outputs: states.map((state) => lab.filterPicture(photo, state).planes.map((plane) => Array.from(plane))),
    grey: Array.from(photo.grey),
    families: sizes.map((size) => [lab.FAMILIES.box(size), lab.FAMILIES.gaussian(size)]),
    recognised: presets.map(({ kernel }) => (kernel ? lab.presetOf(kernel, presets) : null)),
    puzzles: puzzles.map((puzzle) => ({
      start: judged(puzzle.start, puzzle),
      solution: judged({ ...puzzle.start, ...puzzle.solution }, puzzle),
      cheats: cheats(puzzle.start).map((state) => judged(state, puzzle)),
    })),
  }),
);
