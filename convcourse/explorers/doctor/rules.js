// What each layer makes of a shape, or why it refuses it: torch's rules, axis by axis; see `rules.py`.
import { KERAS_RULES } from "./keras.js";
import { fractions, gathered, moved, reach, requireMaps, steps } from "./moves.js";
import { Float } from "./parser.js";
import {
  axes,
  count,
  equal,
  floorDiv,
  known,
  LARGEST,
  MOST,
  mapSize,
  oneOrTwo,
  pair,
  prod,
  product,
  shown,
  wordsOf,
} from "./settings.js";
import { fraction, greatest, isInt, Refusal, Unknown, Unreadable } from "./values.js";

/** What a layer makes of `x`; throws a Refusal where torch would refuse, Unreadable where a size cannot be told. */
export function apply(kind, settings, x, pointwise) {
  if (x.shape === null || pointwise.has(kind)) return x;
  const made = RULES[kind](kind, settings, x);
  if ((product(made.shape) ?? 0) >= LARGEST) {
    throw new Refusal("too large", `${kind} would make more numbers than torch can count`);
  }
  return made;
}

const many = (number) => (number === 1 ? "" : "s");

function matching(s, name, got, kind, of = "channels") {
  const expected = count(s, name);
  if (expected === null || got === null || expected === got) return;
  throw new Refusal(
    of,
    `${kind} expects ${expected} channel${many(expected)} (${name}=${expected}), but ${got} arrive${got === 1 ? "s" : ""}`,
    { name, got, expected },
  );
}

/** A convolution's padding, [top, bottom] and [left, right]. */
export function sides(s, kernel, dilation) {
  const padding = known(s, "padding");
  if (padding === "valid")
    return [
      [0, 0],
      [0, 0],
    ]; // prettier-ignore
  if (padding === "same") {
    return axes((i) => {
      const whole = dilation[i] * (kernel[i] - 1);
      return [floorDiv(whole, 2), whole - floorDiv(whole, 2)];
    });
  }
  return pair(s, "padding").map((one) => [one, one]);
}

function requireBorder(mode, around, size) {
  if (mode !== "reflect" && mode !== "circular") return;
  const less = Number(mode === "reflect");
  for (const [i, n] of size.entries()) {
    const widest = Math.max(...around[i]);
    if (widest > n - less) {
      throw new Refusal("border", `a ${mode} border of ${widest} needs more pixels than the ${n} there are`, {
        most: Math.min(...size) - less,
      });
    }
  }
}

function convolution(kind, s, x) {
  const [channels, ...size] = requireMaps(kind, x);
  const [kernel, stride, dilation] = [pair(s, "kernel_size", 1), pair(s, "stride", 1), pair(s, "dilation", 1)];
  const around = sides(s, kernel, dilation);
  if ("in_channels" in s) matching(s, "in_channels", channels, kind);
  const spans = axes((i) => dilation[i] * (kernel[i] - 1) + 1);
  const room = axes((i) => size[i] + around[i][0] + around[i][1]);
  requireBorder(s.padding_mode, around, size);
  if (room.some((n, i) => n < spans[i])) {
    const padded = equal(room, size) ? "" : `, ${room[0]}×${room[1]} with padding`;
    throw new Refusal(
      "kernel larger than input",
      `${kind}'s kernel covers ${spans[0]}×${spans[1]} pixels, but the maps have only ${size[0]}×${size[1]}${padded}`,
      { size },
    );
  }
  const made = axes((i) => floorDiv(room[i] - spans[i], stride[i]) + 1);
  return moved(x, [count(s, "out_channels"), ...made], spans, steps(stride));
}

function transposed(kind, s, x) {
  const [channels, ...size] = requireMaps(kind, x);
  const [kernel, stride] = [pair(s, "kernel_size", 1), pair(s, "stride", 1)];
  const [padding, extra] = [pair(s, "padding"), pair(s, "output_padding")];
  const dilation = pair(s, "dilation", 1);
  matching(s, "in_channels", channels, kind);
  const most = axes((i) => Math.max(stride[i], dilation[i]) - 1);
  if (extra.some((one, i) => one > most[i])) {
    throw new Refusal(
      "output_padding",
      `output_padding=${shown(s.output_padding)} has to be smaller than the stride ${shown(s.stride)} or the dilation ` +
        shown(s.dilation),
      { most: axes((i) => Math.min(extra[i], most[i])) },
    );
  }
  const taps = axes((i) => dilation[i] * (kernel[i] - 1) + 1);
  const made = axes((i) => (size[i] - 1) * stride[i] - 2 * padding[i] + taps[i] + extra[i]);
  if (Math.min(...made) < 1) {
    throw new Refusal(
      "nothing left",
      `${kind}'s padding=${shown(s.padding)} cuts everything off: the output would have ${made[0]}×${made[1]} pixels`,
      { most: axes((i) => padding[i] + floorDiv(made[i] - 1, 2)) },
    );
  }
  const spans = axes((i) => reach(kernel[i], stride[i], dilation[i]));
  return moved(x, [count(s, "out_channels"), ...made], spans, fractions([1, 1], stride), taps);
}

/** How many windows a pooling takes along one axis. */
function pooled(n, span, stride, padding, up) {
  const windows = floorDiv(n + 2 * padding - span + (up ? stride - 1 : 0), stride) + 1;
  return up && (windows - 1) * stride >= n + padding ? windows - 1 : windows;
}

function pooling(kind, s, x) {
  const kernel = pair(s, "kernel_size", 1, true);
  const [channels, ...size] = requireMaps(kind, x);
  const stride = s.stride === null ? kernel : pair(s, "stride", 1, true);
  const padding = pair(s, "padding", 0, true);
  const dilation = "dilation" in s ? pair(s, "dilation", 1, true) : [1, 1];
  if (padding.some((p, i) => 2 * p > kernel[i])) {
    throw new Refusal(
      "pooling padding",
      `${kind}'s padding=${shown(s.padding)} is more than half of its kernel of ${shown(s.kernel_size)}: windows would ` +
        "see nothing but padding",
      { half: oneOrTwo(axes((i) => Math.min(padding[i], floorDiv(kernel[i], 2)))) },
    );
  }
  const spans = axes((i) => dilation[i] * (kernel[i] - 1) + 1);
  const up = Boolean(known(s, "ceil_mode"));
  const made = axes((i) => pooled(size[i], spans[i], stride[i], padding[i], up));
  if (Math.min(...made) < 1) {
    throw new Refusal(
      "kernel larger than input",
      `${kind}'s window covers ${spans[0]}×${spans[1]} pixels, but the maps have only ${size[0]}×${size[1]}`,
      { size },
    );
  }
  return moved(x, [channels, ...made], spans, steps(stride));
}

function adaptive(kind, s, x) {
  const [channels, ...size] = requireMaps(kind, x);
  const value = known(s, "output_size");
  let asked = Array.isArray(value) ? value : [value, value];
  if (asked.length === 1) asked = [asked[0], asked[0]];
  const wanted = size.slice(0, asked.length).map((n, i) => (asked[i] === null ? n : asked[i]));
  if (asked.length !== 2 || wanted.some((one) => !isInt(one) || one < 1 || one > MOST)) {
    throw new Refusal("setting", `output_size=${shown(value)} is not one whole number from 1 on, nor two`, {
      name: "output_size",
      instead: 1,
    });
  }
  const widest = (n, a) => {
    let most = 1;
    for (let i = 0; a <= 4096 && i < a; i++) most = Math.max(most, Math.ceil(((i + 1) * n) / a) - floorDiv(i * n, a));
    return most;
  };
  return moved(
    x,
    [channels, ...wanted],
    axes((i) => widest(size[i], wanted[i])),
    fractions(size, wanted),
  ); // prettier-ignore
}

function normalisation(kind, s, x) {
  const flat = kind === "BatchNorm1d";
  if (!(flat ? [1, 2] : [3]).includes(x.shape.length)) {
    throw new Refusal("axes", `${kind} expects ${flat ? "numbers" : "maps"}, but ${wordsOf(x.shape)} arrive`, {
      other: flat ? "BatchNorm2d" : "BatchNorm1d",
    });
  }
  if (kind === "InstanceNorm2d" && !s.affine && !s.track_running_stats) return x;
  matching(s, "num_features", x.shape[0], kind, "features");
  return x.with({ shape: [x.shape[0] || count(s, "num_features"), ...x.shape.slice(1)] });
}

function groupNorm(kind, s, x) {
  if (!x.shape.length) throw new Refusal("axes", `${kind} expects channels, but ${wordsOf(x.shape)} arrive`);
  const groups = count(s, "num_groups");
  const [channels] = x.shape;
  if (s.affine) matching(s, "num_channels", channels, kind, "features");
  else if (groups && channels && channels % groups) {
    throw new Refusal("groups", `${channels} channels cannot be divided into ${groups} groups`, {
      setting: "num_groups",
      groups: greatest(groups, channels),
    });
  }
  return x;
}

function layerNorm(kind, s, x) {
  const sizes = known(s, "normalized_shape");
  const expected = Array.isArray(sizes) ? sizes : [sizes];
  if (expected.some((one) => one instanceof Unknown)) throw new Unreadable("normalized_shape");
  const got = expected.length <= x.shape.length ? x.shape.slice(x.shape.length - expected.length) : x.shape;
  if (!got.includes(null) && !equal(got, expected)) {
    throw new Refusal(
      "features",
      `${kind} expects a shape that ends in ${shown(expected)}, but ${wordsOf(x.shape)} arrive`,
      { name: "normalized_shape", got: got.length === 1 ? got[0] : got, expected },
    );
  }
  return x;
}

function linear(kind, s, x) {
  const { shape } = x;
  const made = [...shape.slice(0, -1), count(s, "out_features")];
  const expected = "in_features" in s ? count(s, "in_features", 0) : null;
  const got = shape.length ? shape.at(-1) : null;
  if (x.batch === null && expected !== null) {
    throw new Refusal(
      "batch flattened",
      "the flattening before this layer runs the pictures of a batch together, too: " +
        `${kind} expects ${expected} numbers for each picture`,
    );
  }
  if (expected !== null && got !== null && expected !== got) {
    const whole = product(shape);
    const flat = shape.length > 1;
    const arrive = wordsOf(shape) + (flat ? `, ${whole} numbers once they are flattened,` : "");
    throw new Refusal(
      "in_features",
      `${kind} expects ${expected} numbers (in_features=${expected}), but ${arrive} arrive`,
      { got: whole, expected, flat },
    );
  }
  return shape.length > 1 ? x.with({ shape: made }) : gathered(x, made);
}

/** `x` with the axes from `start` to `end` (the batch is axis 0) made one. */
function flattened(x, start, end) {
  const all = x.shape.length + 1;
  const [first, last] = [start, end].map((i) => (i < 0 ? i + all : i));
  if (!(first >= 0 && first < all && last >= 0 && last < all && first <= last)) {
    throw new Refusal("axes", `there is no axis from ${start} to ${end} in ${wordsOf(x.shape)} with its batch`);
  }
  if (first === 0) {
    if (last === 0) return x;
    return x.with({ shape: [product(x.shape.slice(0, last)), ...x.shape.slice(last)], batch: null });
  }
  const merged = product(x.shape.slice(first - 1, last));
  const maps = first === 1 && last === 3 ? mapSize(x.shape) : null;
  return x.with({ shape: [...x.shape.slice(0, first - 1), merged, ...x.shape.slice(last)], maps: maps ?? x.maps });
}

function flatten(_kind, s, x) {
  const [start, end] = [known(s, "start_dim"), known(s, "end_dim")];
  if (!isInt(start) || !isInt(end)) {
    throw new Refusal("setting", `start_dim=${shown(start)} and end_dim=${shown(end)} are no axes`, {
      name: "start_dim",
      instead: 1,
    });
  }
  return flattened(x, start, end);
}

function unflatten(kind, s, x) {
  const [dim, given] = [known(s, "dim"), known(s, "unflattened_size")];
  const axis = isInt(dim) && dim < 0 ? dim + x.shape.length + 1 : dim;
  if (!Array.isArray(given) || !given.every(isInt)) throw new Unreadable("unflattened_size");
  if (!isInt(axis) || axis < 1 || axis > x.shape.length) {
    throw new Refusal("axes", `there is no axis ${shown(axis)} to unflatten`);
  }
  const got = x.shape[axis - 1];
  const sizes = [...given];
  if (got !== null && sizes.filter((one) => one === -1).length === 1) {
    const others = -prod(sizes);
    if (others > 0 && got % others === 0) sizes[sizes.indexOf(-1)] = got / others;
  }
  if (got !== null && prod(sizes) !== got) {
    throw new Refusal(
      "unflatten",
      `${kind} expects ${prod(sizes) + 0} numbers (${sizes.join("×")}), but ${got} arrive`,
      {
        got,
        sizes,
      },
    );
  }
  return x.with({ shape: [...x.shape.slice(0, axis - 1), ...sizes, ...x.shape.slice(axis)], maps: null });
}

/** The factors of an upsampling as numbers. */
function factorsOf(factor) {
  const given = (Array.isArray(factor) ? factor : [factor, factor]).map((one) =>
    one instanceof Float ? one.value : one,
  );
  if (given.length !== 2 || given.some((one) => !isInt(one) || !(one > 0 && one < 1e6))) {
    throw new Refusal("setting", `scale_factor=${shown(factor)} is no factor above 0`, {
      name: "scale_factor",
      instead: 2,
    });
  }
  return given;
}

function upsample(kind, s, x) {
  const [channels, ...old] = requireMaps(kind, x);
  const mode = kind === "UpsamplingBilinear2d" ? "bilinear" : "mode" in s ? s.mode : "nearest";
  if (mode === "linear" || mode === "trilinear") {
    throw new Refusal("setting", `mode='${mode}' is not for maps of two axes`, { name: "mode", instead: "bilinear" });
  }
  const [size, factor] = [known(s, "size"), known(s, "scale_factor")];
  if ((size === null) === (factor === null)) {
    throw new Refusal("setting", `${kind} takes a size or a scale_factor, and one of them only`, {
      name: "scale_factor",
      instead: factor === null ? 2 : null,
    });
  }
  const by = size === null ? factorsOf(factor) : null;
  const made = by ? axes((i) => Math.floor(old[i] * by[i])) : pair(s, "size", 1);
  if (Math.min(...made) < 1) throw new Refusal("nothing left", `${kind} would leave ${made[0]}×${made[1]} pixels`);
  const spans = { bilinear: [2, 2], bicubic: [4, 4] }[mode] ?? [1, 1];
  return moved(x, [channels, ...made], spans, fractions(old, made));
}

const modeOf = (kind, s) => {
  if ("mode" in s) return s.mode;
  if (kind.startsWith("Reflection")) return "reflect";
  return kind.startsWith("Circular") ? "circular" : "constant";
};

function border(kind, s, x) {
  const functional = "pad" in s;
  const value = known(s, functional ? "pad" : "padding");
  const around = Array.isArray(value) ? value : Array(functional ? 1 : 4).fill(value);
  if (around.some((one) => one instanceof Unknown)) throw new Unreadable("padding");
  const whole = around.every((one) => isInt(one) && Math.abs(one) <= MOST);
  const fits = around.length % 2 === 0 && around.length <= 2 * x.shape.length && (functional || around.length === 4);
  if (!whole || !fits) {
    throw new Refusal("setting", `padding=${shown(value)} is not (left, right, top, bottom)`, {
      name: "padding",
      instead: null,
    });
  }
  if (!functional) requireMaps(kind, x);
  const made = [...x.shape];
  for (let number = 0; number < around.length / 2; number++) {
    const [before, after] = around.slice(2 * number, 2 * number + 2);
    const at = made.length - 1 - number;
    made[at] = bordered(made[at], before, after, modeOf(kind, s), value);
  }
  return x.with({ shape: made });
}

/** A length with what is put before and after it. */
function bordered(old, before, after, mode, value) {
  if (old === null) {
    if (before || after) throw new Unreadable("the size of the maps");
    return old;
  }
  requireBorder(
    mode,
    [
      [before, after],
      [0, 0],
    ],
    [old, old],
  ); // prettier-ignore
  if (old + before + after < 1) {
    throw new Refusal("nothing left", `padding=${shown(value)} cuts all ${old} pixels off`);
  }
  return old + before + after;
}

function shuffle(kind, s, x) {
  const [channels, rows, columns] = requireMaps(kind, x);
  const up = kind === "PixelShuffle";
  const name = up ? "upscale_factor" : "downscale_factor";
  const factor = known(s, name);
  if (!isInt(factor) || factor < 1 || factor > MOST) {
    throw new Refusal("setting", `${name}=${shown(factor)} is no whole number from 1 on`, { name, instead: 2 });
  }
  const area = factor ** 2;
  if (up) {
    if (channels !== null && channels % area) {
      throw new Refusal(
        "shuffle",
        `${kind}(${factor}) needs a number of channels that ${factor}² = ${area} divides, but ${channels} arrive`,
        { multiple: area },
      );
    }
    const made = [channels && channels / area, rows * factor, columns * factor];
    return moved(x, made, [1, 1], [fraction(1, factor), fraction(1, factor)]);
  }
  if (rows % factor || columns % factor) {
    throw new Refusal(
      "shuffle",
      `${kind}(${factor}) needs rows and columns that ${factor} divides, but the maps have ${rows}×${columns}`,
    );
  }
  return moved(
    x,
    [channels && channels * area, rows / factor, columns / factor],
    [factor, factor],
    steps([factor, factor]),
  );
}

function prelu(kind, s, x) {
  if (s.num_parameters !== 1) matching(s, "num_parameters", x.shape[0] ?? null, kind, "features");
  return x;
}

const RULES = {
  Conv2d: convolution,
  LazyConv2d: convolution,
  ConvTranspose2d: transposed,
  MaxPool2d: pooling,
  AvgPool2d: pooling,
  AdaptiveAvgPool2d: adaptive,
  AdaptiveMaxPool2d: adaptive,
  BatchNorm2d: normalisation,
  BatchNorm1d: normalisation,
  InstanceNorm2d: normalisation,
  GroupNorm: groupNorm,
  LayerNorm: layerNorm,
  Linear: linear,
  LazyLinear: linear,
  Flatten: flatten,
  Unflatten: unflatten,
  Upsample: upsample,
  UpsamplingNearest2d: upsample,
  UpsamplingBilinear2d: upsample,
  ZeroPad2d: border,
  ConstantPad2d: border,
  ReflectionPad2d: border,
  ReplicationPad2d: border,
  CircularPad2d: border,
  PixelShuffle: shuffle,
  PixelUnshuffle: shuffle,
  PReLU: prelu,
  ...KERAS_RULES,
}; // prettier-ignore
