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
  const plane = new Float32Array(rows * cols);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < cols; x++) {
      const [from, left] = [y - down, x - across];
      if (from < 0 || from >= rows || left < 0 || left >= cols) {
        plane[y * cols + x] = -1;
        continue;
      }
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const base = c * rows * cols;
        sum += Math.abs(other.data[base + y * cols + x] - one.data[base + from * cols + left]);
      }
      plane[y * cols + x] = sum / channels;
    }
  }
  return plane;
}

/** The mean size of a map's numbers. @param {{data: Float32Array}} map */
export const meanSize = ({ data }) => data.reduce((sum, value) => sum + Math.abs(value), 0) / data.length;
