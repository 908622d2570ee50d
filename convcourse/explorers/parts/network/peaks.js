// Where a map is largest: places that lie apart, the largest number first.

/**
 * @param {ArrayLike<number>} plane
 * @param {number} cols
 * @param {number} apart how far two of them are from each other, down or across, at least
 * @param {number} most how many there are at most; none of them is 0
 * @returns {{at: number[], value: number}[]}
 */
export function peaks(plane, cols, apart, most) {
  const order = Array.from(plane, (value, i) => ({ value, at: [Math.floor(i / cols), i % cols] }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value); // stable: of equal ones the first
  const found = [];
  for (const one of order) {
    if (found.length === most) break;
    const far = ({ at }) => at.some((place, axis) => Math.abs(place - one.at[axis]) >= apart);
    if (found.every(far)) found.push(one);
  }
  return found;
}
