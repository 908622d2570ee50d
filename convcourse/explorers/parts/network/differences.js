// How far what two pictures make of the same layers is apart.

/**
 * How far two maps are apart at each place: the mean of the differences over the channels. The first is moved before that;
 * where it has nothing to compare with there is −1.
 * @param {import("./network.js").Tensor} one
 * @param {import("./network.js").Tensor} other
 * @param {number[]} by rows and columns
 */
export function apart(one, other, [down, across] = [0, 0]) {
  const [channels, rows, cols] = one.shape;
  const size = rows * cols;
  const plane = new Float32Array(size).fill(-1);
  for (let y = Math.max(0, down); y < Math.min(rows, rows + down); y++) {
    for (let x = Math.max(0, across); x < Math.min(cols, cols + across); x++) {
      const at = y * cols + x;
      const from = at - down * cols - across;
      let sum = 0;
      for (let base = 0; base < channels * size; base += size) {
        sum += Math.abs(other.data[base + at] - one.data[base + from]);
      }
      plane[at] = sum / channels;
    }
  }
  return plane;
}

/** The mean size of a map's numbers. @param {{data: Float32Array}} map */
export const meanSize = ({ data }) => data.reduce((sum, value) => sum + Math.abs(value), 0) / data.length;
