// How much of the input one cell sees: convcourse/practice/receptive_field.py on a page.
import { tablePart } from "./problem.js";

const product = (numbers) => numbers.reduce((all, one) => all * one, 1);

/** The field of one cell of the last layer, and the jump: layers are [kernel, stride, dilation]. */
function fieldOf(layers) {
  let [size, jump] = [1, 1];
  for (const [k, s, d] of layers) {
    size += d * (k - 1) * jump;
    jump *= s;
  }
  return { size, jump };
}

function draw(draws) {
  const layers = Array.from({ length: draws.whole(2, 4) }, () => [
    draws.whole(2, 5),
    draws.pick([1, 1, 2, 3]),
    draws.pick([1, 1, 1, 2]),
  ]);
  return fieldOf(layers).size <= 60 ? { layers } : null;
}

function solve({ layers }) {
  const { size, jump } = fieldOf(layers);
  const kernels = layers.map(([k]) => k);
  const leaps = layers.map(([k, , d]) => d * (k - 1));
  const before = layers.map((_, n) => product(layers.slice(0, n).map(([, s]) => s)));
  const wrong = {
    sum_of_kernels: kernels.reduce((sum, k) => sum + k, 0),
    no_jump: leaps.reduce((sum, leap) => sum + leap, 1),
    own_stride: leaps.reduce((sum, leap, n) => sum + leap * before[n] * layers[n][1], 1),
    product: product(kernels),
    no_dilation: fieldOf(layers.map(([k, s]) => [k, s, 1])).size,
    the_jump: jump > 1 ? jump : null,
  };
  const sum = ["1", ...leaps.map((leap, n) => `${leap}·${before[n]}`)].join(" + ");
  const table = tablePart(
    ["Layer", "Kernel", "Stride", "Dilation"],
    layers.map((layer, n) => [n + 1, ...layer]),
  );
  return { value: size, wrong, slots: { count: layers.length, sum, size, jump }, figure: [table] };
}

export const receptiveFields = { draw, solve };
