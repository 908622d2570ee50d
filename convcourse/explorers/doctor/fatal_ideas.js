// Changes that might mend what torch refuses; they are not tried yet. See `fatal_ideas.py`.
import { roundedUp, UP, windowOf } from "./faults.js";
import { nearest } from "./names.js";
import { flattening, present, producerOf, setting } from "./pen.js";
import { nodesOf } from "./python.js";
import { axes, equal, floorDiv, oneOrTwo, pair, prod, shown } from "./settings.js";
import { isInt } from "./values.js";

const isCall = (node) => node?.type === "Call";
const POOLS = ["MaxPool2d", "AvgPool2d"];

function* channels(pen, study, { data }, given) {
  const entry = present(given);
  yield setting(pen, entry, { [data.name]: data.got });
  if ((entry.settings.groups ?? 1) !== 1 && "out_channels" in entry.settings) {
    yield setting(pen, entry, { [data.name]: data.got, groups: 1 });
  }
  const producer = producerOf(study, entry);
  if (producer && isInt(data.expected)) {
    yield setting(pen, producer, {
      ["out_channels" in producer.settings ? "out_channels" : "out_features"]: data.expected,
    });
  }
}

function* inFeatures(pen, study, { data }, given) {
  const entry = present(given);
  const { got, flat, expected } = data;
  if (got === null) return;
  if (flat) {
    for (const [words, edits] of flattening(pen, entry)) {
      if (got === expected) yield [words, edits];
      else yield [`${words}, in_features=${got}`, [...edits, ...pen.set(entry, { in_features: got })]];
    }
    return;
  }
  const mixed = study.found.find(({ kind }) => kind === "batch mixed");
  if (mixed) yield* view(pen, study, mixed, study.trace.entries[mixed.at]);
  yield setting(pen, entry, { in_features: got });
  const producer = producerOf(study, entry);
  if (producer && "out_features" in producer.settings) yield setting(pen, producer, { out_features: expected });
  yield* otherPooling(pen, study, expected, entry);
}

/** Pool the maps to the size that the layer was made for. */
function* otherPooling(pen, study, expected, entry) {
  const flat = study.trace.entries[entry.before];
  const maps = flat && ["Flatten", "View"].includes(flat.kind) ? flat.got : null;
  if (maps?.length !== 3 || !maps[0] || expected % maps[0]) return;
  const area = expected / maps[0];
  const side = Math.round(Math.sqrt(area));
  const name = pen.style(flat, "AdaptiveAvgPool2d");
  if (side * side === area && name && area > 0 && area < 4096) {
    yield [`${name}(${side}) before ${flat.name}`, pen.before(flat, `${name}(${side})`)];
  }
}

function* kernel(pen, study, { at, data: { size } }, given) {
  const entry = present(given);
  const s = entry.settings;
  if ("strides" in s) {
    yield setting(pen, entry, { padding: "same" });
    yield setting(pen, entry, { ["pool_size" in s ? "pool_size" : "kernel_size"]: oneOrTwo(size) });
    return;
  }
  const w = windowOf(entry);
  yield* paddings(pen, entry, w, size);
  if (!equal(w.dilation, [1, 1])) yield setting(pen, entry, { dilation: 1 });
  else {
    const fits = oneOrTwo(axes((i) => Math.min(w.kernel[i], size[i] + 2 * w.padding[i])));
    if (s.stride !== null || fits !== 1) yield setting(pen, entry, { kernel_size: fits });
  }
  if (POOLS.includes(entry.kind)) yield [`without ${entry.name}`, pen.without(entry)];
  yield* larger(pen, study, at, entry);
}

/** More padding, where there is some. */
function* paddings(pen, entry, w, size) {
  const spans = axes((i) => w.dilation[i] * (w.kernel[i] - 1) + 1);
  const needs = axes((i) => Math.max(w.padding[i], Math.ceil((spans[i] - size[i]) / 2)));
  if (["Conv2d", "LazyConv2d"].includes(entry.kind)) {
    const half = axes((i) => {
      const more = Math.max(needs[i], floorDiv(spans[i] - 1, 2));
      return more * 2 <= spans[i] ? more : needs[i];
    });
    yield setting(pen, entry, { padding: oneOrTwo(half) });
    yield setting(pen, entry, { padding: oneOrTwo(needs) });
  } else if (needs.every((p, i) => 2 * p <= w.kernel[i])) yield setting(pen, entry, { padding: oneOrTwo(needs) });
}

/** Larger maps, by less that shrinks them before. */
function* larger(pen, study, at, entry) {
  const before = study.trace.entries.slice(0, Math.max(at, 0)).filter(({ layer }) => layer);
  const pool = before.findLast(({ kind }) => POOLS.includes(kind));
  if (pool && pool !== entry) yield [`without ${pool.name}`, pen.without(pool)];
  const stepping = ({ kind, settings: { stride } }) => kind === "Conv2d" && !equal(stride, 1) && !equal(stride, [1, 1]);
  const strided = before.findLast(stepping);
  if (strided) yield setting(pen, strided, { stride: 1 });
}

function* instead(pen, _study, { data }, given) {
  const entry = present(given);
  if ((data.instead ?? null) !== null) yield setting(pen, entry, { [data.name]: data.instead });
}

function* border(pen, _study, { data: { most } }, given) {
  const entry = present(given);
  if ("padding_mode" in entry.settings) yield setting(pen, entry, { padding_mode: "zeros" });
  const value = "padding" in entry.settings ? entry.settings.padding : 0;
  if (isInt(value)) yield setting(pen, entry, { padding: Math.min(value, most) });
  else if (Array.isArray(value) && value.every(isInt)) {
    yield setting(pen, entry, { padding: value.map((one) => Math.min(one, most)) });
  }
}

function* half(pen, _study, { data }, given) {
  const entry = present(given);
  yield setting(pen, entry, { padding: data.half });
  const padding = pair(entry.settings, "padding");
  yield setting(pen, entry, { kernel_size: oneOrTwo(padding.map((p) => Math.max(2 * p, 1))) });
}

function* outputPadding(pen, _study, { data }, given) {
  const entry = present(given);
  yield setting(pen, entry, { output_padding: oneOrTwo(data.most) });
  const [extra, stride] = [pair(entry.settings, "output_padding"), pair(entry.settings, "stride", 1)];
  yield setting(pen, entry, { stride: oneOrTwo(axes((i) => Math.max(stride[i], extra[i] + 1))) });
}

function* nothingLeft(pen, _study, { data }, given) {
  const entry = present(given);
  if ("most" in data) {
    yield setting(pen, entry, { padding: oneOrTwo(data.most.map((one) => Math.max(one, 0))) });
    yield setting(pen, entry, { padding: 0 });
  } else if ("scale_factor" in entry.settings) yield setting(pen, entry, { scale_factor: 1 });
}

function* groups(pen, _study, { data }, given) {
  const entry = present(given);
  yield setting(pen, entry, { [data.setting]: data.groups });
  const { groups: many, out_channels: out } = entry.settings;
  if (isInt(many) && isInt(out) && out % many) yield setting(pen, entry, { out_channels: roundedUp(out, many) });
}

function* same(pen, _study, _fault, given) {
  const entry = present(given);
  if (entry.kind === "Conv2D") return;
  const [taps, dilation] = [pair(entry.settings, "kernel_size", 1), pair(entry.settings, "dilation", 1)];
  yield setting(pen, entry, { padding: oneOrTwo(axes((i) => floorDiv(dilation[i] * (taps[i] - 1), 2))) });
  yield setting(pen, entry, { stride: 1 });
}

function* argument(pen, _study, { data }, given) {
  const entry = present(given);
  const { node, name } = entry;
  if (!isCall(node)) return;
  const wrong = node.keywords.find(({ arg }) => arg === (data.name ?? null) && arg !== null);
  if (wrong && data.known) yield* misnamed(pen, entry, wrong, data.known);
  else if (wrong) yield [`${name}: ${wrong.arg} once`, [pen.drop(node, wrong.value)]];
  else if ("surplus" in data) {
    const extra = node.args.slice(data.surplus, data.surplus + 1);
    yield [`${name}: without the surplus argument`, extra.map((one) => pen.drop(node, one))];
  } else if (equal(data.missing, ["kernel_size"])) yield setting(pen, entry, { kernel_size: 3 });
}

function* misnamed(pen, { node, name }, wrong, known) {
  const near = nearest(wrong.arg, known);
  const found = new RegExp(`${wrong.arg}\\s*=\\s*$`).exec(pen.text.slice(0, wrong.value.start));
  if (near !== null && found && !node.keywords.some(({ arg }) => arg === near)) {
    yield [`${name}: ${near} instead of ${wrong.arg}`, [[found.index, found.index + wrong.arg.length, near]]];
    return;
  }
  yield [`${name}: without ${wrong.arg}`, [pen.drop(node, wrong.value)]];
}

function* otherAxes(pen, study, { data: { other } }, given) {
  const entry = present(given);
  const before = study.trace.entries[entry.before];
  if (other && isCall(entry.node)) {
    const { start, end } = entry.node.func;
    const name = pen.text.slice(start, end).replace(/[\p{L}\p{N}_]+$/u, other);
    yield [`${name} instead of ${entry.kind}`, [[start, end, name]]];
  }
  if (before && ["Flatten", "View"].includes(before.kind) && before.layer)
    yield [`without ${before.name}`, pen.without(before)];
}

/** Keep the rows, one for each picture, and let the view find the rest. */
function* view(pen, _study, { data: { got, strided } }, given) {
  const { node, name, settings } = present(given);
  if (!isCall(node) || node.func.type !== "Attribute") return;
  if (strided) {
    yield [`${name}: reshape`, [[node.func.end - "view".length, node.func.end, "reshape"]]];
    return;
  }
  const x = pen.of(node.func.value);
  const words = /^[\p{L}\p{N}_]+$/u.test(x) ? `${x}.${node.func.attr}(${x}.size(0), -1)` : `${x}.flatten(1)`;
  yield [`${name}: one row for each picture`, [[node.start, node.end, words]]];
  const last = node.args.at(-1);
  if (settings.sizes.length === 2 && node.args.length === 2 && isInt(settings.sizes[1])) {
    yield [`${name}: ${got} numbers`, [[last.start, last.end, `${got}`]]];
  }
}

function* flatBatch(pen, study, { at }) {
  const before = study.trace.entries.slice(0, at + 1);
  const one = before.findLast(({ kind, node }) => ["Flatten", "View"].includes(kind) && isCall(node));
  if (!one) return;
  if (one.kind === "Flatten") {
    if ("start_dim" in one.settings) yield setting(pen, one, { start_dim: 1 });
  } else if (one.node.func.type === "Attribute") {
    const x = pen.of(one.node.func.value);
    yield [`${one.name}: one row for each picture`, [[one.node.start, one.node.end, `${x}.flatten(1)`]]];
  }
}

function* unflatten(pen, study, { data: { sizes, got } }, given) {
  const entry = present(given);
  const producer = producerOf(study, entry);
  if (producer && "out_features" in producer.settings)
    yield setting(pen, producer, { out_features: Math.abs(prod(sizes)) });
  const rest = prod(sizes.slice(1));
  if (rest > 0 && got % rest === 0) yield setting(pen, entry, { unflattened_size: [got / rest, ...sizes.slice(1)] });
}

function* shuffle(pen, study, { data: { multiple } }, given) {
  const entry = present(given);
  const producer = producerOf(study, entry);
  const out = producer?.settings.out_channels;
  if (multiple && isInt(out)) yield setting(pen, producer, { out_channels: roundedUp(out, multiple) });
}

/** Ways to make two that meet agree: their sizes, their channels, or a way around. */
function* merge(pen, study, fault) {
  const { node, data } = fault;
  const { shapes, makers } = data;
  if (shapes.some(({ length }) => length !== 3)) return;
  const [first, last] = [shapes[0], shapes.at(-1)];
  const both = [
    [first, last, makers[0]],
    [last, first, makers.at(-1)],
  ]; // prettier-ignore
  const added = ["BinOp", "AugAssign"].includes(node.type);
  const sized = equal(first.slice(1), last.slice(1));
  if (added) yield* shortcut(pen, study, fault);
  if (!sized && !(added && first[0] !== last[0])) {
    for (const [shape, other, maker] of both) yield* resized(pen, study, maker, shape.slice(1), other.slice(1));
  }
  if (sized) for (const [, other, maker] of both) yield* rechannelled(pen, study, maker, other[0]);
  yield* interpolated(pen, study, fault);
}

/** Another number of channels where they are decided. */
function* rechannelled(pen, study, maker, wanted) {
  if (maker < 0) return;
  const one = study.trace.entries[maker];
  const producer = "out_channels" in one.settings ? one : producerOf(study, one);
  if (producer && "out_channels" in producer.settings) yield setting(pen, producer, { out_channels: wanted });
}

/** The first and the last of what meets at a node, null for what cannot be changed. */
function operandsOf(node) {
  if (node.type === "BinOp") return [node.left, node.right];
  if (node.type === "AugAssign") return [null, node.value];
  const inside = isCall(node) ? node.args[0] : null;
  const several = ["List", "Tuple"].includes(inside?.type) && inside.elts.length > 1;
  return several ? [inside.elts[0], inside.elts.at(-1)] : [null, null];
}

/** The layers that something went through, from the last to the picture, -1. */
function wayOf({ trace: { entries } }, maker) {
  const way = [];
  for (let at = maker; at >= 0; at = entries[at].before) way.push(at);
  return [...way, -1];
}

const BOTH = [
  [0, 1],
  [1, 0],
]; // prettier-ignore
const oneLine = (text) => text.split(/\s+/).filter(Boolean).join(" ");

/** Bring what was made larger to the size of what it meets, whatever the picture's. */
function* interpolated(pen, study, { node, data }) {
  const nodes = operandsOf(node);
  const { entries } = study.trace;
  if (entries.some(({ layer }) => layer?.keras)) return;
  const [shapes, makers] = [data.shapes, data.makers].map((one) => [one[0], one.at(-1)]);
  for (const [mine, other] of BOTH) {
    const larger = wayOf(study, makers[mine]).some((at) => at >= 0 && UP.includes(entries[at].kind));
    const size = shapes[other].slice(1);
    if (!nodes[mine] || !larger || equal(shapes[mine].slice(1), size)) continue;
    const text = pen.of(nodes[mine]);
    const name = /\bF\b/.test(pen.text) ? "F" : "nn.functional";
    const beside = nodes[other] ? pen.of(nodes[other]) : "";
    const said = /^[\p{L}\p{N}_]+$/u.test(beside) ? `${beside}.shape[2:]` : `(${size[0]}, ${size[1]})`;
    const { start, end } = nodes[mine];
    const words = `F.interpolate brings ${oneLine(text)} to ${size[0]}×${size[1]}`;
    yield [words, [[start, end, `${name}.interpolate(${text}, size=${said})`]]];
  }
}

/** Give what goes around a block of layers a 1×1 convolution of its own. */
function* shortcut(pen, study, { node, data: { makers, within } }) {
  const init = initBeside(study, within);
  const [owner] = within?.given.args ?? [];
  if (!init || !owner) return;
  const last = init.body.at(-1);
  const lead = marginAt(pen, last.start);
  const nodes = operandsOf(node);
  for (const [mine, other] of BOTH) {
    const way = wayOf(study, makers[other]);
    const from = way.indexOf(makers[mine]);
    if (!nodes[mine] || lead === null || from < 1) continue;
    const path = way.slice(0, from).map((at) => study.trace.entries[at]);
    const layer = around(pen, path.reverse(), init);
    if (layer === null) continue;
    let name = "shortcut";
    while (new RegExp(`\\b${name}\\b`).test(pen.text)) name += "_";
    const text = pen.of(nodes[mine]);
    const edits = [
      [last.end, last.end, `\n${lead}${owner.name}.${name} = ${layer}`],
      [nodes[mine].start, nodes[mine].end, `${owner.name}.${name}(${text})`],
    ];
    yield [`a 1×1 convolution, ${owner.name}.${name}, for ${oneLine(text)}`, edits];
  }
}

function initBeside({ source: { tree } }, within) {
  for (const { type, body } of nodesOf(tree)) {
    if (type !== "ClassDef" || !body.includes(within)) continue;
    return body.find((one) => one.type === "FunctionDef" && one.name === "__init__" && one.body.length) ?? null;
  }
  return null;
}

/** The convolution that makes of what enters a path the channels and size at its end. */
function around(pen, path, init) {
  const inside = new Set(nodesOf(init));
  const layers = path.filter(({ kind, layer }) => kind === "Conv2d" && layer);
  const style = layers.length ? pen.style(layers[0], "Conv2d") : null;
  if (style === null) return null;
  const told = (one, name) => {
    const node = inside.has(one.node) ? pen.argument(one, name) : null;
    return node ? pen.of(node) : shown(one.settings[name]);
  };
  const pools = path.filter(({ kind }) => POOLS.includes(kind)).map((one) => shown(oneOrTwo(windowOf(one).stride)));
  const steps = [...layers.map((one) => told(one, "stride")), ...pools].filter((one) => one !== "1");
  const ends = `${told(layers[0], "in_channels")}, ${told(layers.at(-1), "out_channels")}, 1`;
  return `${style}(${ends}${steps.length ? `, stride=${steps.join(" * ")}` : ""})`;
}

function* resized(pen, { trace: { entries } }, maker, got, wanted) {
  const lack = axes((i) => wanted[i] - got[i]);
  for (let at = maker; at >= 0; at = entries[at].before) {
    const one = entries[at];
    if (one.kind === "ConvTranspose2d") {
      yield* extended(pen, one, lack);
      return;
    }
    if (one.kind === "Upsample" && one.layer) {
      yield* upsampled(pen, one, wanted);
      return;
    }
    if (["?", "View", "Flatten", "MaxPool2d", "AvgPool2d", "Linear"].includes(one.kind)) return;
    if (one.kind !== "Conv2d" || typeof one.settings.padding === "string") continue;
    if (!equal(pair(one.settings, "stride", 1), [1, 1])) return;
    yield* padded(pen, one, lack);
  }
}

function* extended(pen, one, lack) {
  const [extra, stride] = [pair(one.settings, "output_padding"), pair(one.settings, "stride", 1)];
  const made = axes((i) => extra[i] + lack[i]);
  const fits = made.every((n, i) => n >= 0 && n < Math.max(stride[i], 1));
  if (fits) yield setting(pen, one, { output_padding: oneOrTwo(made) });
}

function* padded(pen, one, lack) {
  const padding = pair(one.settings, "padding");
  const made = axes((i) => padding[i] + floorDiv(lack[i], 2));
  if (lack.every((n) => n % 2 === 0) && Math.min(...made) >= 0) yield setting(pen, one, { padding: oneOrTwo(made) });
}

function* upsampled(pen, { node, name }, [rows, columns]) {
  if (!isCall(node) || node.keywords.some(({ arg }) => arg === "size")) return;
  const factor = node.keywords.find(({ arg }) => arg === "scale_factor");
  const found = factor && /scale_factor\s*=\s*$/.exec(pen.text.slice(0, factor.value.start));
  if (!found) return;
  const words = `size=(${rows}, ${columns})`;
  yield [`${name}: ${words}`, [[found.index, factor.value.end, words]]];
}

function* missing(pen, _study, { node, data }) {
  if (node?.type === "Attribute") {
    const near = nearest(node.attr, data.others);
    if (near !== null)
      yield [`self.${near} instead of self.${node.attr}`, [[node.end - node.attr.length, node.end, near]]];
  } else if (node?.type === "ClassDef" && data.meant) {
    const one = node.body.find(({ type, name }) => type === "FunctionDef" && name === data.meant);
    if (!one) return;
    const place = pen.text.indexOf(data.meant, pen.text.indexOf("def", one.start));
    yield [`${data.name} instead of ${data.meant}`, [[place, place + data.meant.length, data.name]]];
  } else if (node?.type === "Name") {
    yield [`self.${node.id} instead of ${node.id}`, [[node.start, node.start, "self."]]];
  }
}

/** What stands before a place in its line, null where that is not a margin alone. */
function marginAt(pen, start) {
  const lead = pen.text.slice(pen.text.lastIndexOf("\n", start - 1) + 1, start);
  return lead.trim() ? null : lead;
}

function* superFirst(pen, _study, { node }) {
  if (isCall(node)) yield ["super() without names", [[node.start, node.end, "super()"]]];
  if (node?.type !== "FunctionDef" || !node.body.length) return;
  const bare = [...nodesOf(node)].find(({ type, value }) => type === "Attribute" && value.id === "super");
  if (bare) {
    yield ["super() instead of super", [[bare.value.end, bare.value.end, "()"]]];
    return;
  }
  const { start } = node.body[0];
  const lead = marginAt(pen, start);
  if (lead !== null) yield ["super().__init__() first in __init__", [[start, start, `super().__init__()\n${lead}`]]];
}

function* noReturn(pen, _study, { node }) {
  if (node?.type !== "FunctionDef" || !node.body.length) return;
  const { type, start, end, targets } = node.body.at(-1);
  if (type === "Assign" && targets[0].type === "Name") {
    const lead = marginAt(pen, start);
    const name = targets[0].id;
    if (lead !== null) yield [`return ${name} at the end of forward`, [[end, end, `\n${lead}return ${name}`]]];
  } else if (type === "Expr") yield ["return what forward's last line makes", [[start, start, "return "]]];
}

function* noSelf(pen, _study, { node }) {
  const place = pen.text.indexOf("(", pen.text.indexOf("def", node.start)) + 1;
  yield ["self first in forward", [[place, place, "self, "]]];
}

function* noLayer(pen, _study, { node: { start, end }, data: { instead: right } }) {
  if (right.startsWith("*")) yield ["a * in front of the list", [[start, start, "*"]]];
  else yield [`${right} instead of ${pen.text.slice(start, end)}`, [[start, end, right]]];
}

function* misspelt(_pen, _study, { node, data: { name, meant } }) {
  const { end } = node.func;
  yield [`${meant} instead of ${name}`, [[end - name.length, end, meant]]];
}

/** By the kind of fault. */
export const FATAL = {
  channels,
  features: channels,
  in_features: inFeatures,
  "kernel larger than input": kernel,
  setting: instead,
  "pooling padding": half,
  output_padding: outputPadding,
  "nothing left": nothingLeft,
  groups,
  "same with stride": same,
  argument,
  axes: otherAxes,
  view,
  "batch mixed": view,
  "batch flattened": flatBatch,
  unflatten,
  shuffle,
  "input shape": instead,
  border,
  merge,
  missing,
  super: superFirst,
  "no return": noReturn,
  "no self": noSelf,
  "no layer": noLayer,
  misspelt,
}; // prettier-ignore
