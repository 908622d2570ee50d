import assert from "node:assert/strict";
import { test } from "node:test";
import { plainWords } from "../../convcourse/explorers/parts/elements.js";
import {
  dependents,
  dependsOn,
  layerName,
  middleOf,
  nearestUnit,
  reachWords,
  refusal,
  sizesText,
  stackLevels,
} from "../../convcourse/explorers/parts/stack.js";
import {
  pixelColours,
  planeLayout,
  sideLayout,
  unitBox,
  veilColours,
} from "../../convcourse/explorers/parts/stack_drawing.js";
import { cellAt } from "../../convcourse/explorers/parts/svg.js";
import {
  compute,
  judge,
  moved,
  reconcile,
  show,
  unitAt,
  withLayer,
  withNumber,
  withoutLayer,
  withStack,
  withUnit,
} from "../../convcourse/explorers/receptive_field_explorer.js";

const CONV = [0, 3, 1, 1, 1];
const POOL = [1, 2, 2, 0, 1];
const VGG = {
  input_size: 224,
  layers: [...[CONV, CONV, POOL, CONV, CONV, POOL], ...Array(3).fill([CONV, CONV, CONV, POOL]).flat()],
};
const state = (input_size, layers, more = {}) => ({
  input_size,
  layers,
  layer: layers.length,
  depth: layers.length,
  row: 0,
  position: 0,
  kind: 0,
  kernel_size: 3,
  stride: 1,
  padding: 0,
  dilation: 1,
  ...more,
});

test("sizes of VGG-16 halve at its poolings and nowhere else", () => {
  const { levels, trouble } = stackLevels(VGG);
  assert.equal(trouble, null);
  assert.deepEqual([levels.length, levels.at(-1)], [19, { size: 7, field: 212, jump: 32, start: -90 }]);
  assert.equal(sizesText(levels.map(({ size }) => size)), "224 → 112 → 56 → 28 → 14 → 7");
  assert.equal(sizesText([16, 16, 16]), "16 throughout");
});

test("what PyTorch refuses is refused with a reason, and the stack ends before it", () => {
  assert.match(refusal([1, 3, 2, 2, 1], 9), /at most half its kernel as padding: 1/);
  assert.match(refusal([2, 3, 2, 1, 2], 9), /no dilation/);
  assert.match(refusal([0, 5, 1, 0, 2], 7), /spans 9 cells, and the map below has 7/);
  assert.equal(refusal([1, 3, 2, 1, 2], 9), "");
  const { levels, trouble, depth } = compute(state(8, [POOL, POOL, [0, 5, 1, 0, 1]]));
  assert.deepEqual([levels.length, trouble.layer, depth], [3, 3, 2]);
});

test("a unit at the edge depends on padding, which depends on nothing", () => {
  const one = state(9, [CONV, CONV]);
  const reach = dependsOn(one, compute(one).levels, 2, 0);
  assert.deepEqual(
    reach.map(({ units }) => [...units]),
    [
      [
        [0, 2],
        [1, 2],
        [2, 1],
      ],
      [
        [0, 1],
        [1, 1],
      ],
      [[0, 1]],
    ],
  );
  assert.deepEqual(
    reach.map(({ padding }) => padding),
    [[-1], [-1], []],
  );
});

test("pixels in the gaps of a dilated stack are seen by no unit that lies over them", () => {
  const one = state(13, Array(3).fill([0, 3, 1, 0, 2]));
  const { levels } = compute(one);
  assert.deepEqual(
    [...dependsOn(one, levels, 3, 0)[0].units].map(([x, n]) => [x, n]),
    [
      [0, 1],
      [2, 3],
      [4, 6],
      [6, 7],
      [8, 6],
      [10, 3],
      [12, 1],
    ],
  );
  assert.deepEqual(dependents(one, levels, 3)[3], []);
});

test("words name the pixels, the edge and the gaps", () => {
  const say = (one, at) => {
    const { levels, depth } = compute(one);
    return reachWords(levels, depth, at, ...at.map((i) => dependsOn(one, levels, depth, i)));
  };
  assert.equal(
    say(state(9, [CONV, CONV]), [4, 4]),
    "Unit [4, 4] of layer 2 depends on columns 2 to 6, and on 5×5 = 25 pixels in all.",
  );
  assert.match(say(state(9, [CONV, CONV]), [4, 0]), /5×3 = 15 pixels.*Its field of 5×5 hangs over the edge/);
  assert.match(say(state(13, [[0, 3, 1, 0, 2]]), [0, 0]), /columns 0, 2 and 4.*has gaps/);
  assert.match(say(state(3, [[0, 1, 1, 2, 1]]), [0, 0]), /depends on no pixel at all/);
});

test("a change of a number goes into the chosen layer, a choice brings its numbers", () => {
  const one = state(16, [CONV, POOL], { layer: 2, depth: 2, kind: 1, kernel_size: 2, stride: 2 });
  assert.deepEqual(reconcile({ kernel_size: 3 }, one).layers, [CONV, [1, 3, 2, 0, 1]]);
  const { kind, kernel_size, padding, layers } = reconcile({ layer: 1 }, one);
  assert.deepEqual([kind, kernel_size, padding, layers], [0, 3, 1, undefined]);
  assert.deepEqual(reconcile({ position: 3 }, one), { position: 3 });
  const shorter = reconcile({ layers: [CONV] }, one);
  assert.deepEqual([shorter.deepest, shorter.layer, shorter.depth, shorter.kernel_size], [1, 1, 1, 3]);
});

test("the slider of layers shows the unit nearest to the one that is shown", () => {
  const one = state(224, VGG.layers, { depth: 2, row: 100, position: 50, shown_layer: 18 });
  const { depth, row, position, shown_layer } = reconcile({ shown_layer: 18 }, one);
  assert.deepEqual([depth, row, position, shown_layer], [18, 3, 1, 18]);
  assert.equal(reconcile({ depth: 5 }, one).shown_layer, 5);
  assert.equal(reconcile({ layers: [CONV] }, one).shown_layer, 1);
});

test("a veil lies over a photo, but not where the unit sees", () => {
  const one = state(9, [CONV, CONV]);
  const { levels } = compute(one);
  const [rows, columns] = [4, 0].map((i) => dependsOn(one, levels, 2, i)[0]);
  const veil = veilColours(9, rows, columns, false);
  const clear = [...veil.keys()].filter((i) => veil[i] === 0).map((i) => [Math.floor(i / 9), i % 9]);
  assert.deepEqual(
    clear,
    [2, 3, 4, 5, 6].flatMap((row) => [0, 1, 2].map((column) => [row, column])),
  );
  const dark = Math.max(...veil);
  assert.deepEqual([...new Set(veil)].sort(), [0, dark].sort());
  const shares = veilColours(9, rows, columns, true);
  assert.equal(shares[4 * 9], 0); // the most paths
  assert.ok(shares[2 * 9 + 2] > 0 && shares[2 * 9 + 2] < dark);
  assert.equal(shares[8], dark);
  assert.equal(pixelColours(9, rows, columns, false).filter((colour) => colour).length, 15);
});

test("depth and layer stay at 1 or more, also where not even layer 1 works", () => {
  const one = state(4, [[0, 9, 1, 0, 1]]);
  assert.equal(compute(one).depth, 0);
  const { depth, layer, kernel_size } = reconcile({ depth: 0, layer: 0 }, one);
  assert.deepEqual([depth, layer, kernel_size], [1, 1, 9]);
  assert.equal(reconcile({ depth: 0 }, one).depth, 1);
});

test("the end of a slider goes before a larger value and after a smaller one", () => {
  const one = state(16, [CONV, CONV]);
  const order = (changes) => Object.keys(reconcile(changes, one)).filter((name) => ["layer", "deepest"].includes(name));
  assert.deepEqual(order({ layers: [CONV, CONV, CONV], layer: 3 }), ["deepest", "layer"]);
  assert.deepEqual(order({ layers: [CONV], layer: 1 }), ["layer", "deepest"]);
});

test("units lie in the middle of their fields, and are found again from there", () => {
  const { levels } = stackLevels(VGG);
  for (const level of levels) {
    for (const i of [0, Math.floor(level.size / 2), level.size - 1])
      assert.equal(nearestUnit(level, middleOf(level, i)), i);
  }
  assert.equal(nearestUnit(levels.at(-1), 1e6), 6);
});

test("drawings stay within their width", () => {
  const stacks = [
    VGG,
    { input_size: 256, layers: Array(20).fill(CONV) },
    { input_size: 1, layers: [[0, 1, 1, 8, 1]] },
    { input_size: 16, layers: [CONV, POOL, CONV, POOL] },
    {
      input_size: 60,
      layers: [
        [0, 11, 4, 8, 2],
        [1, 3, 2, 1, 1],
      ],
    },
  ];
  for (const width of [260, 330, 480, 680])
    for (const one of stacks) {
      const { levels } = stackLevels(one);
      const geometry = sideLayout(width, one, levels);
      levels.forEach((level, n) => {
        const p = n < one.layers.length ? one.layers[n][3] : 0;
        for (const i of [-p, level.size - 1 + p]) {
          const [x, w] = unitBox(geometry, level, i);
          assert.ok(
            x >= geometry.names - 8 && x + w <= width + 8,
            JSON.stringify({ width, n, i, x, w, names: geometry.names }),
          );
        }
      });
      assert.ok(geometry.height < 520);
      for (let depth = 0; depth < levels.length; depth++) {
        const { before, after, pixel, unit } = planeLayout(width, levels, depth);
        const whole = (before + one.input_size + after) * pixel;
        assert.ok(
          whole + 60 + Math.max(width < 480 ? 100 : 136, levels[depth].size * unit) <= width,
          JSON.stringify({ width, depth, whole }),
        );
      }
    }
});

test("layers are named in a few letters", () => {
  assert.deepEqual([CONV, POOL, [2, 3, 2, 1, 1], [0, 3, 1, 0, 4]].map(layerName), [
    "conv 3",
    "max 2/2",
    "avg 3/2",
    "conv 3 d4",
  ]);
});

test("a puzzle says what is missing", () => {
  const say = (goal, one) => judge(one, compute(one), { keep: { input_size: 15 }, goal }).words;
  const goal = { field: 7, size: 15, most: { kernel_size: 3 }, kinds: [0] };
  assert.equal(say(goal, state(15, [CONV])), "The field is 3; the goal is 7.");
  assert.equal(say(goal, state(15, [[0, 7, 1, 3, 1]])), "Layer 1: the kernel size may be at most 3 here.");
  assert.equal(say(goal, state(15, [CONV, CONV, [0, 3, 1, 0, 1]])), "The field is 7, but the output is 13×13.");
  assert.equal(say(goal, state(15, [CONV, POOL])), "Layer 2 has to be a convolution here.");
  assert.match(say(goal, state(15, [CONV, CONV, CONV])), /Solved: a field of 7 with 27 weights. One 7×7 kernel has 49/);
  assert.match(say(goal, state(16, [CONV])), /input size has to stay/);
  assert.equal(
    say({ covers: true, layers: 1 }, state(15, [CONV])),
    "The best unit depends on 3 of the 15 pixels of a row.",
  );
  assert.equal(say({ covers: true, layers: 1 }, state(15, [CONV, CONV])), "2 layers; 1 has to do.");
});

/** What is shown of a stack, by name. */
function shown(one, { editable = false, presets = [], ...at } = {}) {
  const given = { pointed: null, width: 648, data: { id: "", editable, presets }, ...at };
  const { parts, say } = show(one, compute(one), given);
  return { ...parts, say };
}

test("what is shown says the same of a unit everywhere", () => {
  const { bar, reading, say, map, side, picture, counting } = shown(state(9, [CONV, POOL], { row: 1, position: 2 }));
  assert.equal(bar.where, "layer 2 [1, 2]");
  assert.equal(reading, "Unit [1, 2] of layer 2 depends on columns 3 to 6, and on 4×4 = 16 pixels in all.");
  assert.equal(say, `Layer 2: field 4, jump 2, size 4. ${reading}`);
  assert.deepEqual([map.name, map.caption, picture.caption, side.caption], ["Layer 2", "4×4", "9×9", "9 → 4"]);
  assert.deepEqual(map.value, [6, 15, "layer 2, row 1, column 2 of 4×4"]);
  assert.deepEqual(picture.value, [0, 80, reading]);
  assert.equal(plainWords(counting.slice(2, 4)), "Jump j1·2 = 2");
});

test("a unit pointed at is shown in place of the one chosen, and one that is no longer there is not", () => {
  const one = state(9, [CONV, POOL], { row: 3, position: 3 });
  const where = (part, at) => shown(one, { pointed: { part, at } }).bar.where;
  assert.equal(where("unit", [1, 4]), "layer 1 [7, 4]"); // the row nearest to the one chosen
  assert.equal(where("unit", [5, 1]), "layer 2 [3, 3]");
  assert.equal(where("unit", [2, 4]), "layer 2 [3, 3]");
  assert.equal(where("out", [0, 1]), "layer 2 [0, 1]");
  assert.equal(where("out", [0, 4]), "layer 2 [3, 3]");
});

test("who sees a pixel, or a column, is counted and lit", () => {
  const one = state(9, [CONV, POOL]);
  const pixel = shown(one, { pointed: { part: "pixel", at: [4, 0] } });
  assert.equal(pixel.reading, "Pixel [4, 0] is seen by 2×1 = 2 units of layer 2.");
  assert.match(pixel.map.drawing, /cc-f-user/);
  assert.deepEqual(pixel.picture.value.slice(0, 2), [36, 80]);
  const column = shown(one, { pointed: { part: "unit", at: [0, 4] } });
  assert.equal(column.reading, "Column 4 of the picture is seen by 2 of 4 columns of layer 2: 1 and 2.");
  assert.doesNotMatch(column.map.drawing, /cc-f-user/);
  assert.match(column.side.drawing, /cc-f-user/);
  assert.doesNotMatch(shown(one).side.drawing + pixel.side.drawing, /NaN|undefined/);
});

test("pixels are coloured by their share of the paths, or all alike", () => {
  const alphas = (paths) => {
    const { colours } = shown(state(5, [[0, 3, 1, 0, 1]], { row: 1, position: 1, paths })).picture;
    return Array.from(colours, (colour) => colour >>> 24);
  };
  assert.equal(alphas(true).filter(Boolean).length, 9);
  assert.deepEqual(new Set(alphas(true)), new Set([0, 255]));
  assert.deepEqual(new Set(alphas(false)), new Set([0, 153]));
  const { colours } = shown(state(5, [CONV, CONV], { row: 2, position: 2, paths: true })).picture;
  assert.deepEqual([colours[12] >>> 24, colours[0] >>> 24], [255, Math.round(255 * (0.06 + 0.94 / 9))]);
});

test("the table has a row for each layer; what does not work has no size", () => {
  const one = state(8, [POOL, POOL, [0, 5, 1, 0, 1]], { layer: 2 });
  const { picture, rows, full, single } = shown(one, { editable: true }).table;
  assert.deepEqual(picture, ["", "", "", "", 8, 1, 1]);
  assert.deepEqual(
    rows.map(({ name, chosen, numbers, found }) => [name, chosen, ...numbers, ...found]),
    [
      ["1 max", false, 2, 2, 0, 1, 4, 2, 2],
      ["2 max", true, 2, 2, 0, 1, 2, 4, 4],
      ["3 conv", false, 5, 1, 0, 1, "–", "–", "–"],
    ],
  );
  assert.deepEqual(
    rows.map(({ looks }) => looks.trim()),
    ["", "cc-f-chosen cc-f-shown", "cc-f-bad"],
  );
  assert.deepEqual([full, single], [false, false]);
  assert.match(shown(one).reading, /^Layer 3 does not work: its kernel spans 5 cells/);
  const deep = shown(state(9, Array(20).fill(CONV)), { editable: true }).table;
  assert.deepEqual([deep.full, shown(state(9, [CONV])).table.single], [true, true]);
});

test("a layer is added behind the chosen one and taken away, and the map shown stays the same", () => {
  const one = state(9, [CONV, POOL, [0, 5, 1, 2, 1]], { layer: 2, depth: 3 });
  const added = withLayer(one);
  assert.deepEqual(added, { layers: [CONV, POOL, POOL, one.layers[2]], layer: 3, depth: 4 });
  assert.notEqual(added.layers[2], added.layers[1]); // an edit of one is to leave the other alone
  assert.deepEqual(withoutLayer(one), { layers: [CONV, one.layers[2]], layer: 1, depth: 2 });
  assert.deepEqual(withoutLayer({ ...one, layer: 1, depth: 1 }), { layers: one.layers.slice(1), layer: 1, depth: 1 });
  const wider = withNumber(one, 1, 0, 7);
  assert.deepEqual(wider.layers[0], [CONV[0], 7, ...CONV.slice(2)]);
  assert.deepEqual([wider.layer, wider.layers.slice(1), one.layers[0]], [1, one.layers.slice(1), CONV]);
});

test("moves lead along a map and from map to map, and end where there is none", () => {
  const one = state(9, [CONV, POOL], { row: 1, position: 3 });
  const move = (by, from = one) => moved(from, by, { editable: true });
  assert.deepEqual(move([1, -1]), { depth: 2, layer: 2, row: 2, position: 2, last: 3 });
  assert.deepEqual(move([0, 99]), { depth: 2, layer: 2, row: 1, position: 3, last: 3 });
  assert.equal(move([0, 0, 1]), null);
  assert.equal(move([0, 0, -1], { ...one, depth: 1 }), null);
  const up = move([0, 0, -1]);
  assert.deepEqual(up, { last: 8, depth: 1, layer: 1, row: 3, position: 7 });
  assert.equal(Object.keys(up)[0], "last"); // a larger end goes first
  const only = withUnit(one, 2, [null, 1], { editable: false });
  assert.deepEqual([only, Object.keys(only).at(-1)], [{ depth: 2, row: 1, position: 1, last: 3 }, "last"]);
  const whole = withStack(one, { layers: [CONV, POOL], input_size: 20 });
  assert.deepEqual([whole.last, whole.row, whole.position, whole.depth], [9, 5, 5, 2]);
  const presets = [one, { ...one, input_size: 10 }, { ...one, layers: [CONV] }];
  assert.deepEqual(shown(one, { presets }).stacks, [true, false, false]);
});

test("places of the drawings are units and cells, and beside them there is nothing", () => {
  const one = state(12, [CONV, POOL], { position: 5 });
  const { side, picture, map } = shown(one);
  const { geometry, levels } = side.places;
  for (const level of [0, 1, 2]) {
    for (const i of [0, 3, levels[level].size - 1]) {
      const x = geometry.left + middleOf(levels[level], i) * geometry.scale;
      assert.deepEqual(unitAt({ geometry, levels }, x, geometry.top + level * geometry.pitch + 2).at, [level, i]);
    }
  }
  assert.equal(unitAt({ geometry, levels }, 3, geometry.top), null);
  const { cell, before } = picture.square;
  const column = (x) => cellAt("pixel", picture.square, x, 2 + (before + 0.5) * cell)?.at[1];
  assert.deepEqual(
    [-0.1, 0.1].map((px) => column(2 + before * cell + px)),
    [undefined, 0],
  ); // where a pixel begins
  assert.deepEqual(
    [-0.1, 0.1].map((px) => column(2 + (before + 12) * cell + px)),
    [11, undefined],
  );
  assert.deepEqual(cellAt("pixel", picture.square, 2 + (before + 4.5) * cell, 2 + (before + 1.5) * cell), {
    part: "pixel",
    at: [1, 4],
  });
  assert.equal(cellAt("pixel", picture.square, 2 + (before - 0.5) * cell, 2 + (before + 1.5) * cell), null);
  assert.equal(cellAt("out", map.square, 2 + 6.5 * map.square.cell, 5), null);
});
