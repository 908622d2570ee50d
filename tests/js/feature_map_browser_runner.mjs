// Reads sheets and traits on stdin: runs the module as a page gets it, and prints what it computes.
import { text } from "node:stream/consumers";

const { module, sheets, width, layers, numbers, zeros, likes, side, levels, puzzles } = JSON.parse(
  await text(process.stdin),
);
const { cutSheet, fieldOf, judge } = await import(`data:text/javascript,${encodeURIComponent(module)}`);

const shown = numbers[0].length;
const maps = sheets.map((rgba) => cutSheet(Uint8ClampedArray.from(rgba), width, layers, shown));
const fields = layers.map((layer) =>
  Object.fromEntries(
    [
      [0, 63],
      [31, 20],
    ].map((spot) => [
      spot.join(),
      spot.map((place) => {
        const { first, last } = fieldOf(layer, place, side);
        return [first, last];
      }),
    ]),
  ),
);

/** How a place stands to a puzzle, in the trained network with the first photo, or with `changes`. */
function solves(puzzle, layer, k, changes = {}) {
  const state = { photo: 0, untrained: false, ...changes };
  const result = { layers, layer, k, zeros: zeros[0][0], likes: likes[0][0], side, levels, ready: true };
  return judge(state, result, puzzle).solved;
}
const solving = puzzles.map((puzzle) =>
  layers.flatMap((_, n) => numbers[n].map((_, k) => [n + 1, k + 1])).filter(([n, k]) => solves(puzzle, n - 1, k - 1)),
);
const cheats = puzzles.flatMap((puzzle, p) =>
  [{ untrained: true }, { photo: 1 }].map((changes) =>
    solves(puzzle, solving[p][0][0] - 1, solving[p][0][1] - 1, changes),
  ),
);
console.log(
  JSON.stringify({
    maps: maps.map((sheet) => sheet.map((row) => row.map((one) => Buffer.from(one).toString("base64")))),
    fields,
    solving,
    cheats,
  }),
);
