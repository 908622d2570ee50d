// What LearnExplorer writes out for each gradient, added up, in all channels; and the windows of its error in zeros.
import { compute, errorInZeros, termsOf } from "../../../convcourse/explorers/learn_explorer.js";

const [WEIGHT, INPUT, BIAS] = [0, 1, 2];
const total = (terms) => terms.reduce((sum, one) => sum + one.error * (one.value ?? one.weight ?? 1), 0);
const each = (lists, value) => lists.map((line, r) => line.map((_, c) => value(r, c)));
const upTo = (count, value) => Array.from({ length: count }, (_, n) => value(n));

export default function adapter() {
  /** Each gradient of a state, by the sums that are written out where its channels are in view. */
  function terms(state) {
    const of = (reading, [o, c], at) => {
      const seen = { ...state, reading, output_channel: o, input_channel: c };
      return termsOf(seen, compute(seen), at);
    };
    const [outs, ins] = [state.out_channels, state.in_channels];
    const weights = (value) => upTo(outs, (o) => upTo(ins, (c) => each(state.kernel[0][0], value(o, c))));
    return {
      weights: weights((o, c) => (i, j) => total(of(WEIGHT, [o, c], [i, j]))),
      counts: weights((o, c) => (i, j) => of(WEIGHT, [o, c], [i, j]).length),
      inputs: upTo(ins, (c) => each(state.input[0], (i, j) => total(of(INPUT, [0, c], [i, j])))),
      bias: upTo(outs, (o) => total(of(BIAS, [o, 0], [0, 0]))),
      windows: upTo(ins, (c) => windows(state, c)),
    };
  }

  /** The flipped kernels over the errors in zeros, in the window that begins at each input, added up. */
  function windows(state, c) {
    const zeros = upTo(state.out_channels, (o) => errorInZeros(compute({ ...state, output_channel: o })));
    const [down, across] = compute(state).axes;
    const product = (o, kernel, r, col) =>
      [...kernel]
        .reverse()
        .flatMap((line, i) => {
          const at = (j) => zeros[o].values[(r + i * down.dilation) * zeros[o].cols + col + j * across.dilation];
          return [...line].reverse().map((weight, j) => weight * at(j));
        })
        .reduce((a, b) => a + b, 0);
    return each(state.input[0], (r, col) =>
      upTo(state.out_channels, (o) => {
        const none = state.kernel[0][0].map((line) => line.map(() => 0));
        return product(o, state.kernel[o]?.[c] ?? none, r, col);
      }).reduce((a, b) => a + b, 0),
    );
  }

  return { terms };
}
