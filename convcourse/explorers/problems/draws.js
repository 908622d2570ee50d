// Whole numbers drawn from a seed: the same as those of convcourse/practice/draws.py.

/** A stream of numbers that follows from a seed alone (mulberry32). @param {number} seed 0 to 2**32 - 1 */
export function drawsOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const whole = (low, high) => low + (next() % (high - low + 1));
  const wholes = (count, low, high) => Array.from({ length: count }, () => whole(low, high));
  const grid = (rows, columns, low, high) => Array.from({ length: rows }, () => wholes(columns, low, high));
  const pick = (options) => options[whole(0, options.length - 1)];
  function shuffled(options) {
    const order = [...options];
    for (let last = order.length - 1; last > 0; last--) {
      const other = whole(0, last);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }
  return { whole, wholes, grid, pick, shuffled };
}

/** @typedef {ReturnType<typeof drawsOf>} Draws */
