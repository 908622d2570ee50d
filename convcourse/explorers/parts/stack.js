// A stack of layers on a picture: its sizes and fields, and what depends on what. Pure functions, no DOM.

import { formatNumber, listNumbers, sizeText } from "./numbers.js";
import { clip, range } from "./svg.js";
import { counted } from "./words.js";

/** @typedef {number[]} Layer its LAYER_NUMBERS */
/** @typedef {{size: number, field: number, jump: number, start: number}} Level the picture, or a map */
/** @typedef {{layer: number, why: string}} Trouble the first layer that does not work, from 1 */
/** @typedef {{units: Map<number, number>, padding: number[]}} Reach units with their paths, and cells of padding */

/** The numbers of a layer, in the order in which they stand in it. */
export const LAYER_NUMBERS = ["kind", "kernel_size", "stride", "padding", "dilation"];
export const KIND_NAMES = ["conv", "max", "avg"];

/** What PyTorch would say against a layer on a map of `size`; empty where it takes it. @param {Layer} layer */
export function refusal([kind, k, , p, d], size) {
  if (kind && 2 * p > k) return `a pooling takes at most half its kernel as padding: ${Math.floor(k / 2)}`;
  if (kind === 2 && d > 1) return "an average pooling has no dilation";
  const span = d * (k - 1) + 1;
  const room = size + 2 * p;
  return span > room ? `its kernel spans ${span} cells, and the map below has ${room} with its padding` : "";
}

/**
 * The picture and each map: `size`, the `field` of a unit in pixels, the `jump` from one field to the next, and the
 * pixel where the first `start`s. They end before a layer that is refused; `trouble` says which and why.
 * @param {{input_size: number, layers: Layer[]}} stack @returns {{levels: Level[], trouble: Trouble | null}}
 */
export function stackLevels({ input_size, layers }) {
  const levels = [{ size: input_size, field: 1, jump: 1, start: 0 }];
  for (const layer of layers) {
    const [, k, s, p, d] = layer;
    const below = levels.at(-1);
    const why = refusal(layer, below.size);
    if (why) return { levels, trouble: { layer: levels.length, why } };
    levels.push({
      size: Math.floor((below.size + 2 * p - d * (k - 1) - 1) / s) + 1,
      field: below.field + (k - 1) * d * below.jump,
      jump: below.jump * s,
      start: below.start - p * below.jump,
    });
  }
  return { levels, trouble: null };
}

/**
 * What unit `i` of map `depth` depends on, along one axis: for each level from the picture to that map, the units with
 * the number of paths from them to it, and the cells of padding.
 * @returns {Reach[]}
 */
export function dependsOn({ layers }, levels, depth, i) {
  const reach = [{ units: new Map([[i, 1]]), padding: [] }];
  for (let level = depth; level > 0; level--) {
    const [, k, s, p, d] = layers[level - 1];
    const units = new Map();
    const padding = new Set();
    for (const [unit, paths] of reach[0].units) {
      for (let t = 0; t < k; t++) {
        const at = unit * s - p + t * d;
        if (at < 0 || at >= levels[level - 1].size) padding.add(at);
        else units.set(at, (units.get(at) ?? 0) + paths);
      }
    }
    reach.unshift({ units, padding: [...padding] });
  }
  return reach;
}

/** For each level, the units that depend on pixel `x`, along one axis. */
export function dependents({ layers }, levels, x) {
  const found = [[x]];
  for (let level = 1; level < levels.length; level++) {
    const [, k, s, p, d] = layers[level - 1];
    const below = new Set(found.at(-1));
    found.push(range(levels[level].size).filter((i) => range(k).some((t) => below.has(i * s - p + t * d))));
  }
  return found;
}

/** The pixel in the middle of unit `i`'s field, as a place: the middle of pixel 0 is at 0.5. */
export const middleOf = ({ start, jump, field }, i) => start + i * jump + field / 2;

/** The unit of a level whose field lies most nearly around a place. */
export const nearestUnit = (level, place) =>
  clip(Math.round((place - level.start - level.field / 2) / level.jump), 0, level.size - 1);

/** A layer in a few letters: "conv 3", "conv 7/2" with its stride, "conv 3 d2" with its dilation. */
export const layerName = ([kind, k, s, , d]) =>
  `${KIND_NAMES[kind]} ${k}${s > 1 ? `/${s}` : ""}${d > 1 ? ` d${d}` : ""}`;

/** The sizes in order, each once: "224 → 112 → 56". */
export function sizesText(sizes) {
  const changes = sizes.filter((size, i) => size !== sizes[i - 1]);
  return changes.length > 1 ? changes.join(" → ") : `${changes[0]} throughout`;
}

/**
 * How field and jump of map `depth` follow from those below.
 * @returns {[string, import("./words.js").Part[]][]}
 */
export function fieldSteps({ layers }, levels, depth) {
  if (!depth) return [["A pixel", ["depends on itself: field 1, jump 1"]]];
  const [, k, s, p, d] = layers[depth - 1];
  const [below, here] = [levels[depth - 1], levels[depth]];
  return [
    ["Field r", [`${below.field} + (`, [k, "kernel"], ` − 1)·${d}·${below.jump} = `, [here.field, "output"]]],
    ["Jump j", [`${below.jump}·${s} = `, [here.jump, "output"]]],
    [
      "First pixel of unit 0",
      [`${formatNumber(below.start)} − `, [p, "padding"], `·${below.jump} = `, [formatNumber(here.start), "output"]],
    ],
  ];
}

/** Which pixels one unit depends on, in words; `rows` and `columns` are what `dependsOn` found along each axis. */
export function reachWords(levels, depth, [row, column], rows, columns) {
  const { field, start, jump } = levels[depth];
  const [high, wide] = [rows, columns].map((reach) => [...reach[0].units.keys()].sort((a, b) => a - b));
  const name = depth ? `Unit [${row}, ${column}] of layer ${depth}` : `Pixel [${row}, ${column}]`;
  if (!high.length || !wide.length) return `${name} depends on no pixel at all: its whole field is padding.`;
  const pixels = high.length * wide.length;
  const first = start + column * jump;
  const over = Math.max(0, -first, first + field - levels[0].size);
  const gaps = wide.at(-1) - wide[0] + 1 > wide.length;
  return (
    `${name} depends on ${wide.length === 1 ? "column" : "columns"} ${listNumbers(wide)}, and on ` +
    `${sizeText(high.length, wide.length)} = ${counted(pixels, "pixel")} in all.` +
    (over ? ` Its field of ${sizeText(field, field)} hangs over the edge.` : "") +
    (gaps ? " The field has gaps: what lies in them plays no part." : "")
  );
}
