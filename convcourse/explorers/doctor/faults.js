// The silent faults: what torch takes without a word, and what one would not have wanted; see `faults.py`.
import { sides } from "./rules.js";
import { axes, equal, floorDiv, mapSize, pair, shown, wordsOf } from "./settings.js";
import { Refusal, Unreadable } from "./values.js";

const WINDOWS = ["Conv2d", "LazyConv2d", "MaxPool2d", "AvgPool2d"];
export const UP = [
  "ConvTranspose2d",
  "Upsample",
  "UpsamplingNearest2d",
  "UpsamplingBilinear2d",
  "PixelShuffle",
  "Conv2DTranspose",
  "UpSampling2D",
]; // prettier-ignore
const LONGEST = 100000;

/** What the doctor could not read: whether it is wrong cannot be told. */
const UNTOLD = ["unknown layer", "not read"];
/** What is good to know and nothing wrong, unless torch refuses it. */
const REMARKS = ["field larger than picture", "same with stride", "indentation"];

/** What a fault is told by: ✗ breaks, ! is silently wrong, ? cannot be told, i is a remark. */
export function signOf({ fatal, kind }) {
  if (fatal) return "✗";
  if (UNTOLD.includes(kind)) return "?";
  return REMARKS.includes(kind) ? "i" : "!";
}

/** The layers that a fault is said of, in order. */
export const placesOf = (fault) => [fault, ...(fault.also ?? [])].map(({ at }) => at).filter((at) => at >= 0);

const note = (kind, message, at, entry, data = {}) => ({ kind, message, fatal: false, at, node: entry.node, data });

/** What is wrong without an error, layer by layer, then in the whole. */
export function silent(trace, shape, objectSize) {
  const found = [];
  for (const [at, entry] of trace.entries.entries()) {
    if (entry.made === null || !entry.sure) continue;
    for (const check of CHECKS) {
      const one = tried(() => check(at, entry, trace));
      if (one) found.push(one);
    }
  }
  return [...found, ...ofWhole(trace, shape, objectSize)];
}

/** What something makes, null where a setting cannot be read or is none. */
export function tried(make) {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreadable) return null;
    throw error;
  }
}

/** Kernel, stride, dilation and padding of a convolution or pooling, [rows, columns]. */
export function windowOf({ settings: s }) {
  const kernel = pair(s, "kernel_size", 1, true);
  const dilation = "dilation" in s ? pair(s, "dilation", 1, true) : [1, 1];
  const stride = s.stride === null ? kernel : pair(s, "stride", 1, true);
  const padding =
    typeof s.padding === "string" ? sides(s, kernel, dilation).map(([first]) => first) : pair(s, "padding", 0, true);
  return { kernel, stride, dilation, padding };
}

/** How many pixels of an axis no window reads. */
function unreadOf(n, k, s, p, d, windows) {
  const reads = new Set();
  for (let window = 0; window < windows; window++)
    for (let tap = 0; tap < k; tap++) reads.add(window * s + tap * d - p);
  let count = 0;
  for (let pixel = 0; pixel < n; pixel++) if (!reads.has(pixel)) count++;
  return count;
}

/** For rows and columns how many are never read, and how many of those at the end. */
function unread(entry) {
  const { kernel, stride, dilation, padding } = windowOf(entry);
  const [sizes, made] = [entry.got.slice(1), entry.made.slice(1)];
  const ends = axes((i) =>
    Math.max(sizes[i] - 1 - ((made[i] - 1) * stride[i] + dilation[i] * (kernel[i] - 1) - padding[i]), 0),
  );
  const counts = axes((i) => {
    const near = Math.max(sizes[i], kernel[i] * made[i]) <= LONGEST && !entry.settings.ceil_mode;
    return near ? unreadOf(sizes[i], kernel[i], stride[i], padding[i], dilation[i], made[i]) : ends[i];
  });
  return { counts, ends };
}

function checkUnread(at, entry) {
  if (!WINDOWS.includes(entry.kind) || entry.settings.padding === "same") return null;
  const { counts, ends } = unread(entry);
  if (!counts.some(Boolean)) return null;
  const size = entry.got.slice(1);
  const what = ["rows", "columns"]
    .map((word, i) => counts[i] && `${counts[i]} of ${size[i]} ${size[i] === 1 ? word.slice(0, -1) : word}`)
    .filter(Boolean);
  const where = equal(counts, ends) ? " at the end" : "";
  return note("unread", `${entry.kind} never reads ${what.join(" and ")}${where}`, at, entry, { ends, counts });
}

function checkBias(_at, entry, trace) {
  const norms = ["BatchNorm2d", "BatchNorm1d", "BatchNormalization"];
  if (!norms.includes(entry.kind) || entry.settings.affine === false || entry.before < 0) return null;
  const maker = trace.entries[entry.before];
  const name = "use_bias" in maker.settings ? "use_bias" : "bias";
  const summing = ["Conv2d", "LazyConv2d", "ConvTranspose2d", "Linear", "Conv2D", "Conv2DTranspose", "Dense"];
  if (!summing.includes(maker.kind) || maker.settings[name] !== true || (maker.settings.activation ?? null) !== null)
    return null;
  return note(
    "bias before batch norm",
    `${maker.kind}'s bias does nothing in training: ${entry.kind} behind it subtracts the mean, and has a bias of its ` +
      "own. Leave it out before you train, not of trained weights",
    entry.before,
    maker,
    { name },
  );
}

function checkPadding(at, entry) {
  if (!["Conv2d", "LazyConv2d"].includes(entry.kind) || typeof entry.settings.padding === "string") return null;
  const { kernel, dilation, padding } = windowOf(entry);
  const spans = axes((i) => dilation[i] * (kernel[i] - 1) + 1);
  if (!padding.some((p, i) => 2 * p > spans[i])) return null;
  return note(
    "padding",
    `padding=${shown(entry.settings.padding)} is more than half of the kernel's ${spans[0]}×${spans[1]} pixels: the outer ` +
      "windows see mostly padding",
    at,
    entry,
  );
}

/** Whether a convolution carries numbers over the seams between tiles. */
function mixes({ kind, settings: s }) {
  if (!["Conv2d", "LazyConv2d", "Conv2D"].includes(kind)) return false;
  const stride = pair(s, kind === "Conv2D" ? "strides" : "stride", 1);
  return Math.min(...pair(s, "kernel_size", 1)) > 1 && equal(stride, [1, 1]);
}

function checkOverlap(at, entry, { entries }) {
  const keras = entry.kind === "Conv2DTranspose";
  if (entry.kind !== "ConvTranspose2d" && !keras) return null;
  const s = entry.settings;
  const [kernel, stride] = [pair(s, "kernel_size", 1), pair(s, keras ? "strides" : "stride", 1)];
  if (!keras && !equal(pair(s, "dilation", 1), [1, 1])) return null;
  const pairs = [0, 1].map((i) => [kernel[i], stride[i]]).filter(([, st]) => st > 1);
  const sizes = `a kernel of ${kernel[0]}×${kernel[1]} with stride ${stride[0]}×${stride[1]}`;
  if (pairs.some(([k, st]) => k % st)) {
    const gaps = pairs.some(([k, st]) => k < st);
    const words = gaps ? "leaves gaps that hold the bias alone" : "overlaps unevenly: it draws a checkerboard";
    return note("checkerboard", `${sizes} ${words}`, at, entry);
  }
  if (!pairs.some(([k, st]) => k === st) || entries.slice(at + 1).some(mixes)) return null;
  return note("seams", `${sizes} writes tiles that never mix: their seams show`, at, entry);
}

function checkMaps(at, entry) {
  if (!["Linear", "Dense", "LazyLinear"].includes(entry.kind) || entry.got.length !== 3) return null;
  const axis = entry.kind === "Dense" ? "channels of each pixel" : "numbers of each row";
  return note(
    "not flattened",
    `${entry.kind} gets ${wordsOf(entry.got)} that nothing has flattened: it works on the ${axis} by themselves`,
    at,
    entry,
  );
}

function checkSame(at, entry) {
  const s = entry.settings;
  if (entry.kind !== "Conv2D" || `${s.padding}`.toLowerCase() !== "same") return null;
  const [stride, kernel, dilation] = [pair(s, "strides", 1), pair(s, "kernel_size", 1), pair(s, "dilation_rate", 1)];
  const uneven = axes((i) => {
    const n = entry.got[1 + i];
    const total = Math.max((Math.ceil(n / stride[i]) - 1) * stride[i] + dilation[i] * (kernel[i] - 1) + 1 - n, 0);
    return stride[i] > 1 && total % 2 === 1;
  });
  if (!uneven.some(Boolean)) return null;
  return note(
    "same with stride",
    `padding='same' with strides=${shown(s.strides)} pads one pixel more at the bottom and the right than at the top and ` +
      "the left: torch's padding cannot do the same",
    at,
    entry,
  );
}

const CHECKS = [checkUnread, checkBias, checkPadding, checkOverlap, checkMaps, checkSame];

function ofWhole(trace, shape, objectSize) {
  const found = fields(trace, shape, objectSize);
  const { end, entries } = trace;
  if (end?.shape && end.sure) found.push(...size(trace, shape, end));
  if (end?.shape && end.batch === null) {
    const at = entries.findIndex(({ kind }) => kind === "Flatten" || kind === "View");
    found.push(note("batch flattened", "the flattening runs the pictures of a batch together, too", at, entries[at]));
  }
  return found;
}

/** Whether a network that goes down and up again brings the picture's size back. */
function size({ entries }, shape, end) {
  const made = mapSize(end.shape);
  const ups = [...entries.keys()].filter((i) => UP.includes(entries[i].kind) && entries[i].made !== null);
  if (!made || !ups.length || equal(made, shape.slice(1))) return [];
  const last = ups.at(-1);
  const before = entries.slice(0, last).filter((one) => one.made?.length === 3);
  const smallest = last ? Math.min(...before.map((one) => one.made[1] || shape[1])) : shape[1];
  const whole = made.every((a, i) => Math.max(a, shape[1 + i]) % Math.min(a, shape[1 + i]) === 0 && a !== shape[1 + i]);
  if (smallest >= shape[1] || whole) return [];
  const message = `${shape[1]}×${shape[2]} pixels go in, ${made[0]}×${made[1]} come out: the sizes do not come back`;
  return [note("size", message, last, entries[last], { ups, made })];
}

function fields({ entries, end }, shape, objectSize) {
  const kinds = [...WINDOWS, "Conv2D", "MaxPooling2D", "AveragePooling2D"];
  const up = entries.findIndex(({ kind }) => UP.includes(kind));
  const seen = [...entries.keys()]
    .slice(0, up < 0 ? entries.length : up)
    .filter((i) => kinds.includes(entries[i].kind) && entries[i].field !== null && entries[i].sure);
  if (!seen.length) return [];
  const found = [];
  const at = seen.find((i) => entries[i].field.some((r, axis) => r > shape[1 + axis]));
  if (at !== undefined) {
    const { field, name } = entries[at];
    const message =
      `from ${name} on a value's field, ${field[0]}×${field[1]} pixels, is larger than the picture of ` +
      `${shape[1]}×${shape[2]}: the rest of it is padding, as in most deep networks`;
    found.push(note("field larger than picture", message, at, entries[at]));
  }
  const last = seen.at(-1);
  const { field } = entries[last];
  if (objectSize !== null && end?.shape && Math.min(...field) < objectSize) {
    const message = `a value of the last maps sees ${field[0]}×${field[1]} pixels, the object has ${objectSize}: no value sees it whole`;
    found.push(note("field smaller than object", message, last, entries[last], { objectSize }));
  }
  return found;
}

/** The smallest multiple of `step` that is not below `length`. */
export const roundedUp = (length, step) => -floorDiv(-length, step) * step;
