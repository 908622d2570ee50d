// Reads {module, states, photos, weights, channels, puzzles} on stdin: runs the module as a page gets it, prints what it computes.
import { text } from "node:stream/consumers";

const { module, states, photos, weights, channels, puzzles } = JSON.parse(await text(process.stdin));
const page = await import(`data:text/javascript,${encodeURIComponent(module)}`);
const bytes = (base64) => new Uint8Array(Buffer.from(base64, "base64"));
const data = {
  photos: photos.map((one) => Float64Array.from(bytes(one))),
  networks: weights.map((one) => page.readNetwork(new DataView(bytes(one).buffer))),
  channels,
};

const show = (state) => {
  const result = page.tour(state, data);
  const beside = page.comparison(state, result);
  return {
    maps: result.maps.map(({ data: values, shape }) => ({ values: Array.from(values), shape })),
    side: result.side,
    error: result.error,
    comparison: { ...beside, data: beside.data && Array.from(beside.data) },
  };
};
const judged = (state, puzzle) => {
  const result = page.tour(state, data);
  const [scale_1, scale_2, scale_3] = puzzle.goal.scales ?? [1, 1, 1];
  result.target = page.tour({ ...state, scale_1, scale_2, scale_3 }, data).greys;
  return page.judgeTour(state, result, puzzle);
};

console.log(
  JSON.stringify({
    shown: states.map(show),
    puzzles: puzzles.map((puzzle) => {
      const start = { ...states[0], ...puzzle.start };
      return {
        start: judged(start, puzzle),
        solution: judged({ ...start, ...puzzle.solution }, puzzle),
        cheats: puzzle.cheats.map((cheat) => judged({ ...start, ...cheat }, puzzle)),
      };
    }),
  }),
);
