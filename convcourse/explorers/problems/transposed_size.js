// The size that a transposed convolution makes: convcourse/practice/transposed_size.py on a page.
import { outputSize, transposedOutputSize } from "../parts/engine.js";
import { positive } from "./problem.js";

function draw(draws) {
  const [n, k, s] = [draws.whole(3, 16), draws.whole(2, 5), draws.whole(2, 4)];
  const [p, extra] = [draws.whole(0, 2), draws.whole(0, s - 1)];
  return 2 * p < k && (n - 1) * s + k - 2 * p + extra >= 1 ? { n, k, s, p, extra } : null;
}

function solve({ n, k, s, p, extra }) {
  const size = transposedOutputSize(n, k, { stride: s, padding: p, outputPadding: extra });
  const wrong = {
    times_stride: n * s,
    forward: k <= n + 2 * p ? positive(outputSize(n, k, { stride: s, padding: p })) : null,
    padding_added: size + 4 * p,
    padding_left_out: size + 2 * p,
    no_output_padding: positive(size - extra),
    both_ends: size + extra,
    one_stamp_more: size + s,
  };
  const before = (n - 1) * s;
  return { value: size, wrong, slots: { n, k, s, p, extra, before, whole: before + k, cut: 2 * p, size } };
}

export const transposedSizes = { draw, solve };
