// How many parameters a layer has: convcourse/practice/parameters.py on a page.
import { layerCounts } from "../parts/layers.js";
import { written } from "./problem.js";

function draw(draws) {
  const groups = draws.pick([1, 1, 1, 2, 4]);
  const [channels, filters] = [groups * draws.whole(1, 8), groups * draws.whole(1, 12)];
  const [k, bias, side] = [draws.pick([1, 3, 3, 5, 7]), draws.pick([true, true, false]), draws.pick([8, 16, 28, 32])];
  return { channels, filters, k, groups, bias, side };
}

function solve({ channels, filters, k, groups, bias, side }) {
  const { depth, weights } = layerCounts({ channels, filters, groups, kernel: [k, k], output: [side, side] });
  const biases = bias ? filters : 0;
  const value = weights + biases;
  const wrong = {
    no_bias: bias ? weights : null,
    bias_anyway: bias ? null : weights + filters,
    bias_for_each_grid: bias ? weights + filters * depth : null,
    one_grid: filters * k * k + biases,
    one_filter: depth * k * k + (bias ? 1 : 0),
    side_once: filters * depth * k + biases,
    no_groups: filters * channels * k * k + biases,
    every_place: weights * side * side + biases,
  };
  const written_bias = bias ? "True" : "False";
  const counts = { depth, weights, biases, value: written(value) };
  return { value, wrong, slots: { channels, filters, k, groups, bias: written_bias, side, ...counts } };
}

export const parameterCounts = { draw, solve };
