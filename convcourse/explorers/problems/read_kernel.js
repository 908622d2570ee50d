// What a kernel does to a picture: convcourse/practice/read_kernel.py on a page.
import { correlate } from "../parts/engine.js";
import { gridPart, written } from "./problem.js";

/** What each effect is taken for, by the rule that takes it so. */
const TAKEN_FOR = {
  smooth: { as_copy: "unmoved", signs: "sharpen", plain_places: "outline" },
  sharpen: { as_copy: "unmoved", signs: "smooth", plain_places: "outline" },
  upright: { turned: "level", every_way: "outline", plain_places: "sharpen" },
  level: { turned: "upright", every_way: "outline", plain_places: "sharpen" },
  outline: { signs: "smooth", one_way: "upright", plain_places: "sharpen" },
  move_left: { pushed: "move_right", swapped: "move_up", as_copy: "unmoved" },
  move_right: { pushed: "move_left", swapped: "move_down", as_copy: "unmoved" },
  move_up: { pushed: "move_down", swapped: "move_left", as_copy: "unmoved" },
  move_down: { pushed: "move_up", swapped: "move_right", as_copy: "unmoved" },
};
// biome-ignore format: a kernel is read in rows
const SMOOTHING = [
  [[[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9],
  [[[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16],
  [[[0, 1, 0], [1, 1, 1], [0, 1, 0]], 5],
  [[[0, 0, 0], [1, 1, 1], [0, 0, 0]], 3],
  [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], 3],
];
// biome-ignore format: a kernel is read in rows
const SHARPENING = [
  [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]],
  [[0, -2, 0], [-2, 9, -2], [0, -2, 0]],
];
// biome-ignore format: a kernel is read in rows
const OUTLINING = [
  [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
  [[1, 1, 1], [1, -8, 1], [1, 1, 1]],
  [[1, 2, 1], [2, -12, 2], [1, 2, 1]],
];
// biome-ignore format: as the kernels above
const SMOOTH_SIDES = [[1, 1, 1], [1, 2, 1], [3, 10, 3], [0, 1, 0]];
// biome-ignore format: places of a kernel
const MOVES = [[0, 1], [1, 0], [1, 2], [2, 1]];
const FAMILIES = ["smooth", "sharpen", "edge", "edge", "outline", "move", "move"];
const NEAR = 1e-9;

const scaled = (rows, by) => rows.map((row) => row.map((one) => one * by || 0));
const columnsOf = (rows) => rows[0].map((_, c) => rows.map((row) => row[c]));

function edge(draws) {
  const [side, sign] = [draws.pick(SMOOTH_SIDES), draws.pick([1, -1])];
  const upright = side.map((one) => [-sign * one || 0, 0, sign * one || 0]);
  return draws.pick([upright, columnsOf(upright)]);
}

function move(draws) {
  const [row, column] = draws.pick(MOVES);
  return [0, 1, 2].map((r) => [0, 1, 2].map((c) => (r === row && c === column ? 1 : 0)));
}

/** The weights of a kernel of this family, and what they are divided by. */
function drawn(family, draws) {
  if (family === "smooth") return draws.pick(SMOOTHING);
  if (family === "sharpen") return [draws.pick(SHARPENING), 1];
  if (family === "outline") {
    const sign = draws.pick([1, -1]);
    return [scaled(draws.pick(OUTLINING), sign), 1];
  }
  return [family === "edge" ? edge(draws) : move(draws), 1];
}

function draw(draws) {
  const [weights, divisor] = drawn(draws.pick(FAMILIES), draws);
  return { weights, divisor, order: draws.shuffled([0, 1, 2, 3]) };
}

const square = (side, cell) => ({
  rows: side,
  cols: side,
  data: Array.from({ length: side * side }, (_, n) => cell(Math.floor(n / side), n % side)),
});
const DOT = square(5, (row, column) => Number(row === 2 && column === 2));
const UPRIGHT = square(6, (_, column) => Number(column > 2));
const LEVEL = square(6, (row) => Number(row > 2));
const MOVED = { "0,0": "unmoved", "0,-1": "move_left", "0,1": "move_right", "-1,0": "move_up", "1,0": "move_down" };

/** What a kernel does, by what it makes of a dot, and of an edge each way. @param {number[]} weights of 3×3 */
export function effectOf(weights) {
  const kernel = { data: weights, rows: 3, cols: 3 };
  const stamp = Array.from(correlate(DOT, kernel, { padding: "same" }).data);
  const places = stamp.flatMap((one, n) => (Math.abs(one) > NEAR ? [n] : []));
  if (places.length === 1) return MOVED[[Math.floor(places[0] / 5) - 2, (places[0] % 5) - 2].join()];
  const made = (picture) => Array.from(correlate(picture, kernel, { padding: "valid" }).data);
  const sum = weights.reduce((all, one) => all + one, 0);
  // Where plain places stay, an edge is made steeper, or not.
  if (Math.abs(sum) > NEAR) return made(UPRIGHT).some((one) => one > 1 + NEAR || one < -NEAR) ? "sharpen" : "smooth";
  const shows = (picture) => made(picture).some((one) => Math.abs(one) > NEAR);
  if (shows(UPRIGHT) && shows(LEVEL)) return "outline";
  return shows(UPRIGHT) ? "upright" : "level";
}

function solve({ weights, divisor, order }, texts) {
  const all = weights.flat();
  const effect = effectOf(all.map((one) => one / divisor));
  const taken = TAKEN_FOR[effect];
  const offered = [effect, ...Object.values(taken)];
  const negative = all.filter((one) => one < 0).length;
  const slots = {
    because: texts[`because_${effect}`],
    total: Math.floor(all.reduce((sum, one) => sum + one, 0) / divisor),
    negatives: texts[`negative_${negative}`],
  };
  const cells = weights.map((row) => row.map((one) => (divisor > 1 && one ? `${one}/${divisor}` : written(one))));
  return {
    value: texts[effect],
    wrong: Object.fromEntries(Object.entries(taken).map(([rule, other]) => [rule, texts[other]])),
    slots,
    figure: [gridPart("Kernel", "kernel", cells)],
    choices: order.map((place) => texts[offered[place]]),
  };
}

export const readKernels = { draw, solve };
