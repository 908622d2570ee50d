// What the course's network consists of, step by step, as a page and its worker both know it.

/** C is a 3×3 convolution with batch normalisation and ReLU, P a 2×2 pooling by the largest number. */
export const STACK = "CCPCCPCCCPCCCPCCCP";

/** The level of the scores: level 0 is the photo, level n what step n makes of it, and then the scores come. */
export const SCORE_LEVEL = STACK.length + 1;

/**
 * What a number of each level sees of the photo, from the photo on: how many pixels, and how many it is from one number to
 * the next; and how many poolings and convolutions lie before it.
 */
export const LEVELS = levelsOf(STACK);

function levelsOf(stack) {
  const levels = [{ kind: "photo", field: 1, jump: 1, layers: 0, poolings: 0 }];
  for (const kind of stack) {
    const { field, jump, layers, poolings } = levels.at(-1);
    levels.push(
      kind === "C"
        ? { kind: "conv", field: field + 2 * jump, jump, layers: layers + 1, poolings }
        : { kind: "max", field: field + jump, jump: 2 * jump, layers, poolings: poolings + 1 },
    );
  }
  return levels;
}

/** Which pixels of the photo a number sees along one axis: the whole window, and the part in the photo. */
export function seenBy(level, place, side) {
  const { field, jump } = LEVELS[level];
  const from = place * jump - (field - jump) / 2;
  return { from, first: Math.max(from, 0), last: Math.min(from + field, side) - 1 };
}
