// Which output_padding brings a size back: convcourse/practice/output_padding.py on a page.
import { outputSize, transposedOutputSize } from "../parts/engine.js";
import { rowPart } from "./problem.js";

function draw(draws) {
  const [n, k, s, p] = [draws.whole(8, 24), draws.whole(2, 7), draws.whole(2, 6), draws.whole(0, 3)];
  return 2 * p < k ? { n, k, s, p } : null;
}

function solve({ n, k, s, p }) {
  const small = outputSize(n, k, { stride: s, padding: p });
  const least = transposedOutputSize(small, k, { stride: s, padding: p });
  const value = n - least;
  const beyond = n - s * small;
  const wrong = {
    never_needed: 0,
    to_next_place: s - value,
    beyond_product: beyond >= 0 ? beyond : null,
    same_padding: p,
    the_most: s - 1,
  };
  const taps = Array.from({ length: k }, (_, tap) => tap);
  return { value, wrong, slots: { n, k, s, p, small, least, value }, figure: [rowPart(n, p, taps, s)] };
}

export const outputPaddings = { draw, solve };
