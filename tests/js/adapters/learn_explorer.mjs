// What LearnExplorer writes out for each gradient, added up; and the windows of its error in zeros.
import { compute, errorInZeros, termsOf } from "../../../convcourse/explorers/learn_explorer.js";

const [WEIGHT, INPUT, BIAS] = [0, 1, 2];
const total = (terms) => terms.reduce((sum, one) => sum + one.error * (one.value ?? one.weight ?? 1), 0);

export default function adapter() {
  /** Each gradient of a state, by the sums that are written out. */
  function terms(state) {
    const of = (reading, at) => termsOf({ ...state, reading }, compute({ ...state, reading }), at);
    const each = (lists, value) => lists.map((line, r) => line.map((_, c) => value(r, c)));
    return {
      weights: each(state.kernel, (r, c) => total(of(WEIGHT, [r, c]))),
      counts: each(state.kernel, (r, c) => of(WEIGHT, [r, c]).length),
      inputs: each(state.input, (r, c) => total(of(INPUT, [r, c]))),
      bias: total(of(BIAS, [0, 0])),
      windows: windows(state, each),
    };
  }

  /** The flipped kernel over the error in zeros, in the window that begins at each input. */
  function windows(state, each) {
    const result = compute(state);
    const zeros = errorInZeros(result);
    const flipped = [...state.kernel].reverse().map((line) => [...line].reverse());
    const [down, across] = result.axes;
    const cell = (r, c) => zeros.values[r * zeros.cols + c];
    return each(state.input, (r, c) =>
      flipped
        .flatMap((line, i) => line.map((weight, j) => weight * cell(r + i * down.dilation, c + j * across.dilation)))
        .reduce((a, b) => a + b, 0),
    );
  }

  return { terms };
}
