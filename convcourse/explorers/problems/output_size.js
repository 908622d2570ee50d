// The size of an output: convcourse/practice/output_size.py on a page.
import { outputSize } from "../parts/engine.js";
import { positive, rowPart } from "./problem.js";

function draw(draws) {
  const [n, k] = [draws.whole(6, 22), draws.whole(2, 5)];
  const [s, p, d] = [draws.pick([1, 1, 2, 2, 3, 4]), draws.whole(0, 3), draws.pick([1, 1, 2, 3])];
  const span = d * (k - 1) + 1;
  return span <= n + 2 * p && 2 * p <= span ? { n, k, s, p, d } : null;
}

function solve({ n, k, s, p, d }) {
  const size = outputSize(n, k, { stride: s, padding: p, dilation: d });
  const span = d * (k - 1) + 1;
  const room = n + 2 * p - span;
  const places = (cells) => positive(Math.floor(cells / s) + 1);
  const wrong = {
    first_place: positive(size - 1),
    one_side: places(n + p - span),
    no_padding: places(n - span),
    no_stride: room + 1,
    rounded_up: Math.ceil(room / s) + 1,
    no_floor: room % s ? room / s + 1 : null,
    no_dilation: places(n + 2 * p - k),
    span_of_taps: places(n + 2 * p - d * k),
  };
  const slots = { n, k, s, p, d, padded: n + 2 * p, span, room, strides: Math.floor(room / s), size };
  const taps = Array.from({ length: k }, (_, tap) => d * tap);
  return { value: size, wrong, slots, figure: [rowPart(n, p, taps, s)] };
}

export const outputSizes = { draw, solve };
