// How a stack of layers is drawn: from the side, and as squares. Text of SVG, and where things lie in it.
import { layerName, middleOf } from "./stack.js";
import { box, cellBoxes, clip, filled, gridLines, group, hatch, path, range, round, square, svg } from "./svg.js";

/** Where things lie in the view from the side, in px: rows of units below each other, pixels at their places. */
export function sideLayout(width, { layers }, levels) {
  const names = width < 480 ? 62 : 92;
  const rim = (level) => (level < levels.length - 1 ? layers[level][3] : 0) + 0.5; // padding, and half a unit
  const low = Math.min(...levels.map((here, level) => middleOf(here, 0) - rim(level) * here.jump));
  const high = Math.max(...levels.map((here, level) => middleOf(here, here.size - 1) + rim(level) * here.jump));
  const room = width - names - 12;
  const scale = Math.min(26, room / (high - low));
  const pitch = clip((width < 480 ? 160 : 210) / levels.length, 18, 40);
  const left = names + 6 + (room - (high - low) * scale) / 2 - low * scale;
  const cell = Math.min(20, pitch - 8);
  return { names, left, scale, pitch, cell, top: 26, height: 26 + (levels.length - 1) * pitch + cell + 4, low, high };
}

/** The units of a level as boxes: `[x, width]` of unit `i`, the widest 24 px, so that deep ones stay apart. */
export function unitBox({ left, scale }, level, i) {
  const width = Math.min(level.jump * scale, Math.max(scale, 24));
  return [left + middleOf(level, i) * scale - width / 2, width];
}

/** The units that one unit depends on, by how dark they are drawn, from their share of the paths: [shade, units]. */
function shades({ units }, paths) {
  const most = Math.max(...units.values());
  const found = new Map();
  for (const [i, count] of units) {
    const shade = paths ? round(0.06 + 0.94 * (count / most)) : 0.6;
    found.set(shade, [...(found.get(shade) ?? []), i]);
  }
  return [...found];
}

/** The index in each pixel, where they are wide enough. */
function pixelNumbers({ size }, { left, scale, top, cell }, lit) {
  if (scale < 17) return "";
  const dark = new Set(lit.filter(([shade]) => shade > 0.8).flatMap(([, units]) => units));
  return range(size)
    .map(
      (i) =>
        `<text class="${dark.has(i) ? "cc-f-on" : ""}" ` +
        `x="${round(left + (i + 0.5) * scale)}" y="${top + cell / 2 + 4}">${i}</text>`,
    )
    .join("");
}

/** One row of the view from the side: the units of a map, its padding, and those that the unit shown depends on. */
function levelDrawing({ layers, paths }, { levels, depth }, geometry, reach, level, id) {
  const { top, pitch, cell, scale } = geometry;
  const here = levels[level];
  const y = top + level * pitch;
  const at = (i, inset = 0) => {
    const [x, width] = unitBox(geometry, here, i);
    const gap = width >= 5 ? 1 : 0;
    return box(x + gap / 2 + inset, y + inset, width - gap - 2 * inset, cell - 2 * inset);
  };
  const all = (units, inset) => [...units].map((i) => at(i, inset)).join("");
  const [x0] = unitBox(geometry, here, 0);
  const [x1, width] = unitBox(geometry, here, here.size - 1);
  const bar = here.jump * scale < 4; // a row of slivers is one bar
  const padding = level < levels.length - 1 ? layers[level][3] : 0;
  const rim = all(range(padding).flatMap((n) => [-1 - n, here.size + n]));
  const role = level ? "cc-f-unit" : "cc-f-pixel";
  const lit = level <= depth ? shades(reach[level], paths) : [];
  return (
    filled(id, rim) +
    path("cc-f-rim", rim) +
    path(role, bar ? box(x0, y, x1 + width - x0, cell) : all(range(here.size))) +
    lit.map(([shade, units]) => `<path class="${role}-lit" fill-opacity="${shade}" d="${all(units)}"/>`).join("") +
    path("cc-f-outside", level <= depth ? all(reach[level].padding, 1) : "") +
    path("cc-f-window", level === depth ? all(reach[depth].units.keys()) : "") +
    (level ? "" : pixelNumbers(here, geometry, lit))
  );
}

/** From one map to the one below: the cone of what a unit depends on, and where they are few, each thread. */
function cone([, k, s, p, dilation], { levels }, geometry, reach, level) {
  if (!reach[level].units.size) return "";
  const { top, pitch, cell } = geometry;
  const [high, low] = [top + (level - 1) * pitch + cell, top + level * pitch];
  const ends = [level - 1, level].map((at) => {
    const all = [...reach[at].units.keys(), ...reach[at].padding];
    const [[first], [last, width]] = [Math.min(...all), Math.max(...all)].map((i) => unitBox(geometry, levels[at], i));
    return [round(first), round(last + width)];
  });
  const middle = (at, i) => round(geometry.left + middleOf(levels[at], i) * geometry.scale);
  const units = reach[level].units.size * k > 90 ? [] : [...reach[level].units.keys()];
  const threads = units.flatMap((i) =>
    range(k).map((t) => `M${middle(level, i)} ${low}L${middle(level - 1, i * s - p + t * dilation)} ${high}`),
  );
  return (
    path("cc-f-cone", `M${ends[0][0]} ${high}H${ends[0][1]}L${ends[1][1]} ${low}H${ends[1][0]}z`) +
    path("cc-f-thread", threads.join(""))
  );
}

/** The bracket over the field of unit `at`, and its size; a field that goes on beyond the drawing has no end there. */
function fieldBracket({ field, start, jump }, { left, scale, low, high, top }, at) {
  const place = (pixel) => left + pixel * scale;
  const [x0, x1] = [place(start + at * jump), place(start + at * jump + field)];
  const [first, last] = [place(low), place(high)];
  const bracket =
    (x0 < first - 1 ? `M${round(first)} ${top - 9}` : `M${round(x0)} ${top - 3}v-6`) +
    (x1 > last + 1 ? `H${round(last)}` : `H${round(x1)}v6`);
  const middle = clip((Math.max(x0, first) + Math.min(x1, last)) / 2, first + 26, last - 26);
  return (
    path("cc-f-bracket", bracket) +
    `<text class="cc-f-field" x="${round(middle)}" y="${top - 13}">field ${field}</text>`
  );
}

/** The names of the rows; the layer that is chosen for changes is underlined, the one shown is bold. */
function rowNames({ layers, layer }, { levels, depth, trouble }, { top, pitch, cell }, editable) {
  const name = (level, text, more) =>
    `<text class="cc-f-name ${more}" x="0" ` + `y="${round(top + level * pitch + cell / 2 + 4)}">${text}</text>`;
  const rows = levels.map((_, level) =>
    name(
      level,
      level ? `${level} ${layerName(layers[level - 1])}` : "picture",
      `${editable && level === layer ? "cc-f-chosen" : ""} ${level === depth ? "cc-f-here" : ""}`,
    ),
  );
  if (!trouble) return rows.join("");
  const bad = `${trouble.layer} ${layerName(layers[trouble.layer - 1])}: does not work`;
  return rows.join("") + name(levels.length, bad, "cc-f-chosen");
}

/**
 * The stack from the side: the picture on top, a row for each map, what unit `at` depends on. `users` are, for each
 * level, the units that depend on a pixel pointed at.
 */
export function sideDrawing(state, shown, geometry, { reach, users, at, id, editable }) {
  const { levels, depth, trouble } = shown;
  const { top, pitch, cell, left, scale, high, height } = geometry;
  const lit = (users ?? []).flatMap((units, level) =>
    units.map((i) => {
      const [x, width] = unitBox(geometry, levels[level], i);
      return box(x, top + level * pitch - 1, width, cell + 2);
    }),
  );
  const cones = range(depth).map((i) => cone(state.layers[i], shown, geometry, reach, i + 1));
  const rows = levels.map((_, level) => levelDrawing(state, shown, geometry, reach, level, id));
  return svg(
    left + high * scale + 6,
    height + (trouble ? pitch : 0),
    `<defs>${hatch(id)}</defs>${cones.join("")}` +
      `${rows.join("")}${path("cc-f-user", lit.join(""))}${fieldBracket(levels[depth], geometry, at)}` +
      rowNames(state, shown, geometry, editable),
  );
}

/** Sizes of the picture and the map as squares: px of a cell of each, and what lies around the picture. */
export function planeLayout(width, levels, depth, photo = false) {
  const size = levels[0].size;
  const units = levels[depth].size;
  // Room for the fields of all maps, so that nothing jumps, but not more than a quarter of the picture.
  const most = Math.max(4, size / 4);
  const before = Math.min(most, Math.max(...levels.map(({ start }) => -start)));
  const end = (level) => level.start + (level.size - 1) * level.jump + level.field - size;
  const after = Math.min(most, Math.max(...levels.map(end)));
  const small = width < 480;
  const largest = photo ? [216, 400] : [150, 200];
  const room = Math.min(largest[small ? 0 : 1], width - (small ? (photo ? 128 : 164) : 200));
  const unit = Math.min(22, (small ? 100 : 130) / units);
  return { before, after, pixel: Math.min(22, room / (before + size + after)), unit };
}

/** The picture as a square, in two layers: what lies under the coloured pixels, and what lies over them. */
export function pictureDrawing({ size }, { before, after, pixel }, window, id) {
  const whole = (before + size + after) * pixel;
  const frame = box(before * pixel, before * pixel, size * pixel, size * pixel);
  const [x, y, side] = window.map((pixels) => pixels * pixel);
  const under = square(
    whole,
    `<defs>${hatch(id)}</defs>${filled(id, box(0, 0, whole, whole))}` +
      path("cc-f-paper", frame) +
      path("cc-f-tint", frame),
  );
  const over = square(
    whole,
    group(before * pixel, before * pixel, path("cc-f-lines", gridLines(0, size, pixel))) +
      path("cc-f-frame", frame) +
      path("cc-f-window", box(before * pixel + x, before * pixel + y, side, side)),
  );
  return [under, over];
}

/** The colours of the pixels that a unit depends on, by the share of the paths or all alike: alpha, blue, green, red. */
export function pixelColours(size, rows, columns, paths) {
  const alpha = (share) => Math.round(255 * (paths ? 0.06 + 0.94 * share : 0.6));
  return shaded(new Uint32Array(size * size), size, rows, columns, (share) => (alpha(share) << 24) | 0xb27200);
}

const VEIL = 150;

/** What lies over a photo: a veil, with a hole at each pixel that the unit depends on; with `paths` a hole as clear as
 * its share of them. */
export function veilColours(size, rows, columns, paths) {
  const veil = new Uint32Array(size * size).fill(VEIL << 24);
  return shaded(veil, size, rows, columns, (share) => Math.round(paths ? VEIL * (1 - share) : 0) << 24);
}

/** Colour the pixels that a unit depends on, each by its share of the paths of the one with the most. */
function shaded(colours, size, rows, columns, colourOf) {
  const shares = ({ units }) => {
    const most = Math.max(...units.values());
    return [...units].map(([i, count]) => [i, count / most]);
  };
  const across = shares(columns);
  for (const [r, a] of shares(rows)) {
    for (const [c, b] of across) colours[r * size + c] = colourOf(a * b);
  }
  return colours;
}

/** One map as a square, with the unit shown and those that depend on the pixel pointed at. */
export function mapDrawing(size, cell, [row, column], users) {
  return square(
    size * cell,
    path("cc-f-map", box(0, 0, size * cell, size * cell)) +
      path("cc-f-maplines", gridLines(0, size, cell)) +
      path("cc-f-user", users ? cellBoxes(...users, cell) : "") +
      path("cc-f-window", cellBoxes([row], [column], cell)),
  );
}
