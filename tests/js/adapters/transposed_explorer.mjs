// Every reading of a transposed convolution, each by its own way.

const total = (taps) => taps.reduce((sum, tap) => sum + tap.value * tap.weight, 0);

export default function adapter({ blownUp, compute, gatherTaps, matrixOf, writesTo }) {
  /** One state in all readings: windows of the blown-up input, stamps, the transposed matrix. */
  function readings(state) {
    const { output, canvas, axes } = compute({ ...state, reading: 0, position: 1e6 });
    const { rows, cols } = output;
    const each = (value) => Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (_, c) => value(r, c)));
    const [top, left] = axes.map((axis) => axis.padding);
    return {
      shape: [rows, cols],
      output: each((r, c) => output.data[r * cols + c]),
      canvas: each((r, c) => canvas.data[(r + top) * canvas.cols + c + left]),
      gather: each((r, c) => total(gatherTaps(state, [r, c]))),
      scatter: each((r, c) => total(writesTo(state, [r, c]))),
      writes: each((r, c) => writesTo(state, [r, c]).length),
      matrix: dense(matrixOf(state)),
      inside: !(rows && cols) || windowsStayInside(state, blownUp(state), each),
    };
  }

  /** Whether no window of the gather reading reads what was cut off, or stands outside. */
  function windowsStayInside(state, blown, each) {
    const inside = ({ blownRow: r, blownCol: c }) =>
      r >= 0 && c >= 0 && r < blown.rows && c < blown.cols && blown.at(r, c).kind !== "cut";
    return each((r, c) => gatherTaps(state, [r, c]).every(inside))
      .flat()
      .every(Boolean);
  }

  /** What has been stamped after each input. */
  const steps = (state) =>
    state.input.flat().map((_, position) => {
      const { data, rows, cols } = compute({ ...state, reading: 0, position }).canvas;
      return Array.from({ length: rows }, (_, r) => Array.from(data.slice(r * cols, (r + 1) * cols)));
    });

  return { readings, steps };
}

function dense({ rows, cols, entries }) {
  const matrix = Array.from({ length: rows }, () => Array(cols).fill(0));
  for (const { from, to, weight } of entries) matrix[from][to] += weight;
  return matrix;
}
