// What is known of a layer by its settings alone: whether torch makes it, and what it costs; see `making.py`.
import { nearest } from "./names.js";
import { Float } from "./parser.js";
import { count, equal, known, LARGEST, pair, prod, shown } from "./settings.js";
import { greatest, isInt, Refusal, Unknown, Unreadable } from "./values.js";

/** What torch lays around a picture. */
const BORDERS = ["zeros", "reflect", "replicate", "circular"];
const CONVOLUTIONS = ["Conv2d", "ConvTranspose2d", "LazyConv2d"];

/** Refuse settings that a layer cannot be made with, whatever arrives later. */
export function construct(kind, settings) {
  if (CONVOLUTIONS.includes(kind)) constructConvolution(kind, settings);
  else if (kind === "GroupNorm") constructGroups(settings);
  else if (kind.startsWith("Dropout")) {
    const share = settings.p instanceof Float ? settings.p.value : settings.p;
    if ((isInt(share) || typeof share === "boolean") && !(Number(share) >= 0 && Number(share) <= 1)) {
      throw new Refusal("setting", `p=${shown(settings.p)} is no probability from 0 to 1`, {
        name: "p",
        instead: new Float(0.5),
      });
    }
  }
}

function constructGroups(settings) {
  const [channels, groups] = [count(settings, "num_channels"), count(settings, "num_groups")];
  if (channels !== null && groups !== null && channels % groups) {
    throw new Refusal("groups", `num_channels=${channels} cannot be divided into num_groups=${groups} groups`, {
      setting: "num_groups",
      groups: greatest(channels, groups),
    });
  }
}

/** Padding in words; whether nothing more can be said. */
function constructPadding(kind, { padding, stride }) {
  if (kind === "ConvTranspose2d" || !["same", "valid"].includes(padding)) {
    throw new Refusal("setting", `padding=${shown(padding)} is none that ${kind} knows`, {
      name: "padding",
      instead: 0,
    });
  }
  if (padding !== "same" || equal(stride, 1) || equal(stride, [1, 1])) return false;
  if (stride instanceof Unknown) return true;
  throw new Refusal(
    "same with stride",
    `padding='same' with stride=${shown(stride)}: torch refuses, for with a stride the output cannot have the input's size`,
  );
}

function constructBorder(kind, mode) {
  const modes = kind === "ConvTranspose2d" ? ["zeros"] : BORDERS;
  if (typeof mode !== "string" || modes.includes(mode)) return;
  throw new Refusal("setting", `padding_mode=${shown(mode)} is none that ${kind} knows: ${modes.join(", ")}`, {
    name: "padding_mode",
    instead: nearest(mode, modes) ?? "zeros",
  });
}

function constructConvolution(kind, settings) {
  if (typeof settings.padding === "string" && constructPadding(kind, settings)) return;
  constructBorder(kind, settings.padding_mode);
  const { groups } = settings;
  if (groups instanceof Unknown) return;
  count(settings, "groups");
  for (const name of ["in_channels", "out_channels"]) {
    const channels = name in settings ? count(settings, name) : null;
    if (channels === null || channels % groups === 0) continue;
    const all = ["in_channels", "out_channels"].map((one) => settings[one]).filter((one) => isInt(one) && one > 0);
    throw new Refusal("groups", `${name}=${channels} cannot be divided into groups=${groups}`, {
      setting: "groups",
      groups: greatest(...all, groups),
    });
  }
}

/** How many parameters a layer learns, null where that could not be read. */
export function parameters(kind, settings, got) {
  try {
    const number = learnt(kind, settings, got);
    return isInt(number) && Number.isInteger(number) && number >= 0 && number < LARGEST ? number : null;
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreadable) return null;
    throw error;
  }
}

const NORMS = {
  BatchNorm2d: "num_features",
  BatchNorm1d: "num_features",
  InstanceNorm2d: "num_features",
  GroupNorm: "num_channels",
};

function learnt(kind, s, got) {
  if (CONVOLUTIONS.includes(kind)) return ofConvolution(s, got);
  if (kind === "Linear" || kind === "LazyLinear") return ofLinear(s, got);
  if (kind in NORMS) return s.affine ? known(s, NORMS[kind]) * (1 + Number(Boolean(s.bias))) : 0;
  if (kind === "LayerNorm") {
    const sizes = [known(s, "normalized_shape")].flat();
    return s.elementwise_affine ? prod(sizes) * (1 + Number(Boolean(s.bias))) : 0;
  }
  if (kind === "PReLU") return known(s, "num_parameters");
  return ofKeras(kind, s, got);
}

function ofLinear(s, got) {
  const fanIn = "in_features" in s ? s.in_features : (got?.at(-1) ?? null);
  if (!isInt(fanIn)) throw new Unreadable("in_features");
  return known(s, "out_features") * (fanIn + Number(Boolean(s.bias)));
}

function ofConvolution(s, got) {
  const [rows, columns] = pair(s, "kernel_size", 1);
  const first = "in_channels" in s ? known(s, "in_channels") : (got?.[0] ?? null);
  if (!isInt(first)) throw new Unreadable("in_channels");
  const out = known(s, "out_channels");
  if (!isInt(out)) throw new Unreadable("out_channels");
  return Math.floor((first * out) / known(s, "groups")) * rows * columns + (s.bias ? out : 0);
}

function ofKeras(kind, s, got) {
  if (!["BatchNormalization", "Conv2D", "Conv2DTranspose", "Dense"].includes(kind)) return 0;
  if (!got?.length || got[0] === null) throw new Unreadable("channels");
  if (kind === "BatchNormalization") return 4 * got[0];
  const made = known(s, kind === "Dense" ? "units" : "filters");
  if (!isInt(made)) throw new Unreadable("filters");
  const area = kind === "Dense" ? 1 : prod(pair(s, "kernel_size", 1));
  return made * (Math.floor(got[0] / (s.groups ?? 1)) * area + Number(Boolean(s.use_bias)));
}

/** The products that a layer's sums take for one picture, null if unknown. */
export function multiplications(kind, s, got, made) {
  const sums = ["Conv2d", "LazyConv2d", "ConvTranspose2d", "Conv2D", "Conv2DTranspose"];
  if (![...sums, "Linear", "LazyLinear", "Dense"].includes(kind)) return 0;
  if (got === null || made === null || got.includes(null) || made.includes(null)) return null;
  if (s.groups instanceof Unknown) return null;
  if (kind === "Dense") return prod(made) * got[0];
  if (kind.endsWith("Linear")) return prod(made) * got.at(-1);
  const ends = kind.includes("Transpose") ? [got, made[0]] : [made, got[0]];
  return Math.floor((prod(ends[0]) * ends[1]) / (s.groups ?? 1)) * prod(pair(s, "kernel_size", 1));
}
