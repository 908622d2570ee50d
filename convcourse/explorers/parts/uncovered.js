// Which results are uncovered: those up to where the steps came, and each that a hand brought the window to.

/**
 * @typedef {object} Uncovered
 * @property {number} at the stop where the window is
 * @property {number} end the last one that steps, a slider or a click came to: all before it are uncovered
 * @property {ReadonlySet<number>} visited by a hand
 */

/** What is uncovered where only steps were taken. @returns {Uncovered} */
export const inOrder = (position) => ({ at: position, end: position, visited: new Set() });

/** What is uncovered with the window at a stop: where no hand brought it there, it was stepped. @param {?Uncovered} seen */
export function follow(seen, position) {
  if (!seen) return inOrder(position);
  return seen.at === position ? seen : { ...seen, at: position, end: position };
}

/**
 * What is uncovered when a hand has moved the window to a stop: what was, and the stops on its way, of `cols` in a row.
 * @param {Uncovered} seen @returns {Uncovered}
 */
export function movedByHand(seen, to, cols) {
  const place = (i) => [Math.floor(i / cols), i % cols];
  const [[r, c], [down, across]] = [place(seen.at), place(to)];
  const steps = Math.max(Math.abs(down - r), Math.abs(across - c), 1);
  const visited = new Set(seen.visited);
  for (let n = 0; n <= steps; n++) {
    const along = (from, end) => Math.round(from + ((end - from) * n) / steps);
    visited.add(along(r, down) * cols + along(c, across));
  }
  return { ...seen, at: to, visited };
}

/** @param {Uncovered} seen */
export const isUncovered = ({ end, visited }, i) => i <= end || visited.has(i);
