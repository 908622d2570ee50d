// How a shape, its field and its jump move through a layer; see `moves.py`.
import { mapSize, wordsOf } from "./settings.js";
import { fraction, Refusal, times, Unreadable } from "./values.js";

/** Channels, rows and columns of what has to be maps. */
export function requireMaps(kind, x) {
  if (x.shape.length !== 3) {
    throw new Refusal("axes", `${kind} expects maps (channels, rows, columns), but ${wordsOf(x.shape)} arrive`);
  }
  if (!mapSize(x.shape)) throw new Unreadable("the size of the maps");
  return x.shape;
}

/** A tensor of that shape, each number from `spans` numbers of x, `steps` apart. */
export function moved(x, shape, spans, steps, taps = [0, 0]) {
  const moves = spans.map((span, i) => ({ span, step: steps[i], taps: taps[i] }));
  const trail = [...x.trail, moves];
  const down = trail.every((one) => one.every(({ step }) => step[0] >= step[1]));
  const field = down
    ? moves.map(({ span }, i) => x.field[i] + Math.ceil(((span - 1) * x.jump[i][0]) / x.jump[i][1]))
    : moves.map((_, axis) => traced(trail.map((one) => one[axis])));
  return x.with({ shape, field, jump: moves.map(({ step }, i) => times(x.jump[i], step)), trail });
}

/** The most pixels that one value depends on, going back layer by layer. */
function traced(moves) {
  let length = 1;
  for (const { span, step, taps } of [...moves].reverse()) {
    if (taps) length = Math.floor(((length + taps - 2) * step[0]) / step[1]) + 1;
    else length = Math.ceil(((length - 1) * step[0]) / step[1]) + span;
  }
  return length;
}

/** Steps as fractions. */
export const steps = (numbers) => numbers.map((one) => fraction(one));
export const fractions = (above, below) => above.map((one, i) => fraction(one, below[i]));

/** A tensor whose numbers depend on all that `x` was flattened from. */
export function gathered(x, shape) {
  if (!x.maps) return x.with({ shape });
  return moved(x, shape, x.maps, steps([1, 1])).with({ maps: null });
}

/** How many inputs lie between the first and the last that one output gathers from. */
export function reach(kernel, stride, dilation) {
  const first = new Map();
  let most = 1;
  for (let tap = 0; tap < Math.min(kernel, 4096); tap++) {
    const phase = (tap * dilation) % stride;
    if (!first.has(phase)) first.set(phase, tap * dilation);
    most = Math.max(most, Math.floor((tap * dilation - first.get(phase)) / stride) + 1);
  }
  return most;
}
