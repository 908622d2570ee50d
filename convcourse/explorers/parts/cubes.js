// How volumes are drawn as cubes that can be turned: text of SVG, and where things lie in it.
import { filled, hatch, path, round, svg } from "./svg.js";
import { paddedShape, placeOf } from "./volume.js";

/** @typedef {import("./volume.js").Volume} Volume */
/** @typedef {{turn: number, tilt: number, pull: boolean}} View in degrees; whether slices are pulled apart */
/** @typedef {number[]} Point across, down, away, in pixels from the middle of a drawing */
/** @typedef {{corner: (at: number[], startsAt: boolean) => Point, voxel: (at: number[]) => Point, faces: Face[]}} Scene */
/** @typedef {{axis: number, corners: Point[]}} Face of a voxel, around its middle */

const HALF = 0.41; // of a voxel's side, so that gaps let one see inside
const PULLED = 2.2; // from one slice to the next, when they are pulled apart
const AXES = [0, 1, 2];
const ORIGIN = [0, 0, 0];
const AROUND = [
  [-1, -1],
  [-1, 1],
  [1, 1],
  [1, -1],
];

/** What a turn and a tilt make of (z, y, x). Depth goes away from the eye at first. */
export function projector({ turn, tilt }) {
  const [a, b] = [turn, tilt].map((degrees) => (degrees * Math.PI) / 180);
  /** @param {number[]} place @returns {Point} */
  return ([z, y, x]) => {
    const back = z * Math.cos(a) - x * Math.sin(a);
    return [
      x * Math.cos(a) + z * Math.sin(a),
      y * Math.cos(b) - back * Math.sin(b),
      back * Math.cos(b) + y * Math.sin(b),
    ];
  };
}

/** How long a box is along each axis when it is drawn: slices may be pulled apart. */
const drawnSize = ([depth, rows, cols], pull) => [(depth - 1) * (pull ? PULLED : 1) + 1, rows, cols];
/** The side of the square that a box fits into however it is turned. */
const spanOf = (shape, pull) => Math.hypot(...drawnSize(shape, pull));

/** Pixels per voxel, so that three cubes, however they are turned, fit into a width beside each other. */
export function cubeScale(width, shapes, pull, most = 20) {
  const spans = shapes.map((shape) => spanOf(shape, pull));
  const [input, kernel, output] = spans;
  const beside = (width - (width < 480 ? 32 : 90)) / (input + kernel + output);
  return { spans, scale: Math.min(most, beside) };
}

const points = (all) => `M${all.map(([x, y]) => `${round(x, 1)} ${round(y, 1)}`).join("L")}`;

/** The faces of a voxel that look to the eye, around its middle. @returns {Face[]} */
function facesOf(project, scale) {
  return AXES.flatMap((axis) => {
    const away = project(AXES.map((other) => Number(other === axis)))[2];
    if (Math.abs(away) < 1e-6) return [];
    const [u, v] = AXES.filter((other) => other !== axis);
    const corners = AROUND.map((signs) => {
      const at = [...ORIGIN];
      [at[axis], at[u], at[v]] = [away < 0 ? 1 : -1, ...signs];
      return project(at.map((n) => n * HALF)).map((n) => n * scale);
    });
    return [{ axis, corners }];
  });
}

/** Geometry of one cube in the middle of its drawing: where a place between voxels comes to lie. @returns {Scene} */
function sceneOf(shape, view, scale) {
  const project = projector(view);
  const size = drawnSize(shape, view.pull);
  const step = view.pull ? PULLED : 1;
  const lies = (place) => project(place.map((n, axis) => n - size[axis] / 2)).map((v) => v * scale);
  // Slice z keeps its thickness of 1 wherever it is pulled to: it ends where the one before z + 1 does.
  const corner = ([z, y, x], startsAt) => lies([startsAt || z === 0 ? z * step : (z - 1) * step + 1, y, x]);
  const voxel = ([z, y, x]) => lies([z * step + 0.5, y + 0.5, x + 0.5]);
  return { corner, voxel, faces: facesOf(project, scale) };
}

/** The edges of the box from `start`, `size` voxels long: those that are seen, those behind it, and its hidden faces. */
function boxEdges({ corner }, start, size) {
  const corners = Array.from({ length: 8 }, (_, i) => {
    const far = [(i >> 2) & 1, (i >> 1) & 1, i & 1];
    const at = far.map((f, axis) => start[axis] + f * size[axis]);
    return corner(at, !far[0]);
  });
  const away = corners.map((p) => p[2]);
  const hidden = away.indexOf(Math.max(...away));
  const edges = [...corners.keys()].flatMap((i) => [1, 2, 4].filter((bit) => !(i & bit)).map((bit) => [i, i | bit]));
  const draw = (some) => some.map(([i, j]) => points([corners[i], corners[j]])).join("");
  const faces = [1, 2, 4].map((bit) => {
    const [u, v] = [1, 2, 4].filter((other) => other !== bit);
    return `${points([hidden, hidden ^ u, hidden ^ u ^ v, hidden ^ v].map((i) => corners[i]))}Z`;
  });
  return {
    seen: draw(edges.filter((edge) => !edge.includes(hidden))),
    unseen: draw(edges.filter((edge) => edge.includes(hidden))),
    back: faces.join(""),
  };
}

const boxDrawing = (name, { seen, unseen }) => path(`${name} cc-v-unseen`, unseen) + path(name, seen);

/** How a voxel is drawn: the more there is in it, the less the eye sees through. */
function voxelDrawing(faces, [across, down], { value, look, largest }) {
  const strong = look === "strong";
  const names = ["cc-v-voxel"];
  if (look === "later") names.push("cc-v-later");
  else if (value < 0) names.push("cc-v-negative");
  if (strong) names.push("cc-v-strong");
  // Outside the window what is small is hardly there, so that one sees a single large number behind it.
  const share = Math.min(1, Math.abs(value) / largest);
  const opacity = round(strong ? 0.3 + 0.65 * share : 0.03 + 0.77 * share ** 2, 3);
  const shapes = faces.map(({ axis, corners }) =>
    path(`cc-v-face${axis}`, `${points(corners.map(([x, y]) => [x + across, y + down]))}Z`),
  );
  return `<g class="${names.join(" ")}" fill-opacity="${opacity}">${shapes.join("")}</g>`;
}

/** The voxels of a volume that begins at `shift` in its scene, the farthest first. */
function voxels({ voxel, faces }, { data, shape }, shift, look) {
  const largest = Math.max(...Array.from(data, Math.abs).filter(Number.isFinite), 1e-12);
  return Array.from(data, (value, i) => {
    const place = placeOf(shape, i);
    return { at: voxel(place.map((n, axis) => n + shift[axis])), value, look: look(place, i), largest };
  })
    .sort((p, q) => q.at[2] - p.at[2])
    .map((one) => voxelDrawing(faces, one.at, one))
    .join("");
}

/** Three short arrows that say which way the axes of these names go. */
function compass(names, view, radius) {
  const project = projector(view);
  const arrows = names.map((name, axis) => {
    const [x, y] = project(AXES.map((other) => 22 * Number(other === axis)));
    const [at, down] = [x * 1.45, y * 1.45 + 4].map((px) => round(px, 1));
    return `${path("cc-v-axis", `M0 0L${round(x, 1)} ${round(y, 1)}`)}<text x="${at}" y="${down}">${name}</text>`;
  });
  return `<g class="cc-v-compass" transform="translate(${round(30 - radius, 1)} ${round(radius - 24, 1)})">${arrows.join("")}</g>`;
}

/**
 * A volume as a cube.
 * @param {Volume} volume @param {View} view
 * @param {object} how
 * @param {number} how.scale pixels per voxel
 * @param {string} how.id of the pattern for padding
 * @param {(place: number[], i: number) => "strong" | "faint" | "later"} how.look
 * @param {number[]} [how.padding] voxels around it, along each axis
 * @param {{start: number[], size: number[]} | null} [how.window] outlined, counted from the padding's corner
 * @param {string[]} [how.axes] names of the axes, for a compass
 */
export function cubeDrawing(volume, view, { scale, id, look, padding = ORIGIN, window, axes }) {
  const padded = paddedShape(volume.shape, padding);
  const scene = sceneOf(padded, view, scale);
  const side = spanOf(padded, view.pull) * scale;
  const [whole, corner] = [side, -side / 2].map((px) => round(px, 1));
  const outer = padding.some(Boolean) && boxEdges(scene, ORIGIN, padded);
  const body =
    (outer ? `<defs>${hatch(id, 45)}</defs>${filled(id, outer.back)}${boxDrawing("cc-v-padding", outer)}` : "") +
    boxDrawing("cc-v-frame", boxEdges(scene, padding, volume.shape)) +
    voxels(scene, volume, padding, look) +
    (window ? boxDrawing("cc-v-window", boxEdges(scene, window.start, window.size)) : "") +
    (axes ? compass(axes, view, side / 2) : "");
  return svg(whole, whole, body, corner, corner);
}
