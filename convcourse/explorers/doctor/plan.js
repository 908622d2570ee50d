// What has to be computed for a picture to go through a pasted network: its layers by torch's names, with what each needs.
//
// Only networks in which each layer follows the one before are taken; whatever else a source does is refused, with its line,
// for what is left out here would change the numbers without a word.
import { Float } from "./parser.js";
import { nodesOf } from "./python.js";
import { Refused } from "./reading.js";
import { sides } from "./rules.js";
import { axes, equal, pair, prod } from "./settings.js";
import { study } from "./surgeon.js";
import { Chain, Instance, Layer } from "./values.js";

/**
 * A layer to run. What it takes from the file is named: `weight`, `bias` and those of `norm` are names of tensors.
 * @typedef {object} Planned
 * @property {string} name as the doctor calls it
 * @property {number} entry its place among the doctor's layers
 * @property {any} layer as `network/layers.js` has it, without numbers
 * @property {Record<string, string>} tensors names of tensors in the file, by what they are
 *
 * @typedef {{layers: Planned[], tensors: {name: string, shape: number[], layer: string}[]}} Plan
 */

const refuse = (words) => {
  throw new Refused(words);
};

const HOW =
  "only a network in which each layer follows the one before can run here: nn.Sequential, or a class whose forward calls " +
  "layers one after the other";
const MOST_WORK = 2e10; // some seconds of a page
/** Calls whose arguments are sizes: what is computed there is no picture. */
const SIZES = new Set(["view", "reshape", "flatten", "unflatten", "size", "squeeze", "unsqueeze", "range", "len"]);
const COMPUTED = new Set([
  "BinOp",
  "AugAssign",
  "Compare",
  "BoolOp",
  "IfExp",
  "Subscript",
  "If",
  "While",
  "Try",
  "With",
  "Lambda",
]);

/** The plan of a source for a picture of this shape; refused with words. @returns {Plan} */
export function planOf(text, shape) {
  const { trace, source, found } = study(text, shape, null);
  const fatal = found.find((one) => one.fatal);
  if (fatal) refuse(`the network breaks first: ${fatal.message}`);
  const unread = found.find(({ kind }) => kind === "unknown layer" || kind === "not read" || kind === "batch mixed");
  if (unread) refuse(`${unread.message}; ${HOW}`);
  const work = trace.entries.reduce((all, { multiplications }) => all + (multiplications ?? 0), 0);
  if (work > MOST_WORK)
    refuse(`a picture takes ${Math.round(work / 1e9)} billion multiplications, too many for a page; make it smaller`);
  requirePlain(source);
  requireChain(trace);
  const names = namesIn(trace.model);
  const layers = trace.entries.flatMap((entry, at) => planned(entry, at, names));
  const tensors = layers.flatMap(({ name, tensors: own, shapes }) =>
    Object.entries(own).map(([what, tensor]) => ({ name: tensor, shape: shapes[what], layer: name })),
  );
  return { layers: layers.map(({ shapes: _, ...kept }) => kept), tensors };
}

/** Each layer gets what the one before it made, and the last one makes the end. */
function requireChain({ entries, end, model }) {
  const whole = model instanceof Chain || model instanceof Instance || model instanceof Layer;
  if (!whole || !entries.length || !end || end.maker !== entries.length - 1) refuse(HOW);
  const out = entries.findIndex(({ before, sure }, at) => before !== at - 1 || !sure);
  if (out >= 0) refuse(`${entries[out].name} does not follow the layer before it; ${HOW}`);
}

/** No function but `__init__` computes anything by itself, beside sizes. */
function requirePlain({ tree, text }) {
  for (const node of nodesOf(tree)) {
    if (node.type !== "FunctionDef" || node.name === "__init__") continue;
    const bad = node.body.map(firstComputed).find(Boolean);
    if (bad) {
      const said = text.slice(bad.start, bad.end).split("\n")[0].slice(0, 40);
      refuse(`line ${bad.line} computes “${said}” beside the layers; ${HOW}`);
    }
  }
}

const isNode = (value) => typeof value === "object" && value !== null && typeof value.type === "string";
const insideOf = (node) => Object.values(node).flat().filter(isNode);

/** The first node that computes something, null where there is none. */
function firstComputed(node) {
  const sized = node.type === "Call" && SIZES.has(node.func.attr ?? node.func.id);
  if (sized) return isNode(node.func) ? firstComputed(node.func) : null;
  if (COMPUTED.has(node.type)) return node;
  if (node.type === "UnaryOp" && node.operand.type !== "Constant") return node;
  for (const one of insideOf(node)) {
    const found = firstComputed(one);
    if (found) return found;
  }
  return null;
}

/** What torch calls each layer in a state_dict. @returns {Map<any, string>} */
function namesIn(model) {
  const names = new Map();
  const seen = new Set();
  const below = (path, name) => (path && name !== "*" ? `${path}.${name}` : name === "*" ? path : `${name}`);
  function walk(value, path) {
    if (seen.has(value)) return;
    seen.add(value);
    if (value instanceof Layer) names.set(value, path);
    const inside = value instanceof Chain ? value.items : value instanceof Instance ? [...value.attributes] : [];
    for (const [name, one] of inside) walk(one, below(path, name));
  }
  walk(model, "");
  return names;
}

const number = (value) => (value instanceof Float ? value.value : value);

/** What an entry becomes: one layer, or none where it changes nothing. */
function planned(entry, at, names) {
  const make = Object.hasOwn(KINDS, entry.kind) ? KINDS[entry.kind] : null;
  if (!make) refuse(`${entry.name}, ${entry.kind}, is no layer that can run here; ${KNOWN}`);
  const made = make(entry);
  if (!made) return [];
  const { layer, shapes = {} } = made;
  const own = names.get(entry.layer);
  if (Object.keys(shapes).length && own === undefined) refuse(`${entry.name} has no name in the network's state_dict`);
  const tensors = Object.fromEntries(Object.keys(shapes).map((what) => [what, own ? `${own}.${what}` : what]));
  return [{ name: own || entry.name, entry: at, layer, tensors, shapes }];
}

/** Weights and a bias, as shapes. */
const weighted = (weight, bias, outputs) => (bias ? { weight, bias: [outputs] } : { weight });

function convolution({ settings: s, name }) {
  if (s.padding_mode !== "zeros") refuse(`${name} has padding_mode=${s.padding_mode}; only zeros can run here`);
  const [kernel, stride, dilation] = [pair(s, "kernel_size", 1), pair(s, "stride", 1), pair(s, "dilation", 1)];
  const around = sides(s, kernel, dilation);
  const padding = [around[0][0], around[1][0], around[0][1], around[1][1]];
  const weight = [s.out_channels, s.in_channels / s.groups, ...kernel];
  return {
    layer: { kind: "conv", stride, dilation, padding, groups: s.groups },
    shapes: weighted(weight, s.bias, s.out_channels),
  };
}

function transposed({ settings: s, name }) {
  if (s.padding_mode !== "zeros") refuse(`${name} has padding_mode=${s.padding_mode}; only zeros can run here`);
  const kernel = pair(s, "kernel_size", 1);
  const options = {
    stride: pair(s, "stride", 1),
    dilation: pair(s, "dilation", 1),
    padding: pair(s, "padding"),
    outputPadding: pair(s, "output_padding"),
  };
  return {
    layer: { kind: "transposed", ...options, groups: s.groups },
    shapes: weighted([s.in_channels, s.out_channels / s.groups, ...kernel], s.bias, s.out_channels),
  };
}

const pooling =
  (kind) =>
  ({ settings: s, name }) => {
    if (s.divisor_override != null) refuse(`${name} has a divisor_override, which cannot run here`);
    if (s.return_indices) refuse(`${name} returns indices, which cannot run here`);
    const kernel = pair(s, "kernel_size", 1, true);
    const layer = {
      kind,
      kernel,
      stride: s.stride === null ? kernel : pair(s, "stride", 1, true),
      padding: pair(s, "padding", 0, true),
      dilation: "dilation" in s ? pair(s, "dilation", 1, true) : [1, 1],
      ceil: Boolean(s.ceil_mode),
      countPadding: s.count_include_pad ?? true,
    };
    return { layer };
  };

/** A pooling to a size: windows of one size, where that divides the map. */
const adaptive =
  (kind) =>
  ({ got, made, name }) => {
    const kernel = axes((i) => got[1 + i] / made[1 + i]);
    if (!kernel.every(Number.isInteger)) {
      refuse(`${name} makes ${made[1]}×${made[2]} of ${got[1]}×${got[2]}: windows of several sizes cannot run here`);
    }
    return { layer: { kind, kernel, stride: kernel } };
  };

function normalisation({ settings: s, name }) {
  if (!s.track_running_stats) refuse(`${name} keeps no running mean, and one picture is no batch`);
  const size = [s.num_features];
  const means = { running_mean: size, running_var: size };
  const layer = { kind: "norm", epsilon: number(s.eps), channels: s.num_features };
  return { layer, shapes: s.affine ? { ...weighted(size, s.bias, s.num_features), ...means } : means };
}

function linear({ settings: s, got, name }) {
  if (got.length !== 1) refuse(`${name} works on each row of maps by itself, which cannot run here`);
  return { layer: { kind: "linear" }, shapes: weighted([s.out_features, s.in_features], s.bias, s.out_features) };
}

/** All numbers in the order that they have, as one row. */
function flattening({ got, made, name }) {
  if (equal(got, made)) return null;
  if (made.length !== 1 || made[0] !== prod(got))
    refuse(`${name} makes ${made.join("×")} of ${got.join("×")}, which cannot run here`);
  return { layer: { kind: "flatten" } };
}

function mean({ name, got, made }) {
  if (!/(^|\.)mean$/.test(name) || got.length !== 3 || !made.slice(1).every((one) => one === 1) || made[0] !== got[0]) {
    refuse(`${name} cannot run here; a mean over rows and columns can`);
  }
  return { layer: { kind: "average" } }; // a map of one pixel is a row of numbers
}

function softmax({ settings: s, made, name }) {
  const last = made.length === 1 && [1, -1, null].includes(s.dim);
  if (!last && !(made.length === 3 && s.dim === 1))
    refuse(`${name} has dim=${s.dim}; over the channels it can run here`);
  return { layer: { kind: "softmax" } };
}

/** A dropout does nothing when a network is used; F.dropout drops numbers even then, unless it is told not to. */
function dropout({ settings: s, layer, name }) {
  if (!layer && s.training === true) {
    refuse(`${name} drops numbers by chance even when the network is only used; write training=self.training`);
  }
  return null;
}

const each =
  (by, ...names) =>
  ({ settings: s }) => ({ layer: { kind: "each", by, given: names.map((name) => number(s[name])) } });

const clipped = () => ({ layer: { kind: "each", by: "clip", given: [0, 6] } });

const KINDS = {
  ...{ Conv2d: convolution, ConvTranspose2d: transposed, Linear: linear },
  ...{ MaxPool2d: pooling("max"), AvgPool2d: pooling("average") },
  ...{ AdaptiveAvgPool2d: adaptive("average"), AdaptiveMaxPool2d: adaptive("max"), Mean: mean },
  ...{ BatchNorm2d: normalisation, BatchNorm1d: normalisation },
  ...{ Flatten: flattening, View: flattening, Squeeze: flattening },
  ...{ Identity: () => null, Dropout: dropout, Dropout1d: dropout, Dropout2d: dropout },
  ...{ ReLU: () => ({ layer: { kind: "relu" } }), Softmax: softmax },
  ...{ Sigmoid: each("sigmoid"), Tanh: each("tanh"), SiLU: each("silu"), ReLU6: clipped },
  ...{ LeakyReLU: each("leaky", "negative_slope"), ELU: each("elu", "alpha") },
};
const KNOWN = `known are ${Object.keys(KINDS).join(", ")}`;
