// Changes that might mend what torch takes without a word; they are not tried yet. See `silent_ideas.py`.
import { roundedUp, windowOf } from "./faults.js";
import { flattening, present, setting } from "./pen.js";
import { nodesOf } from "./python.js";
import { axes, equal, floorDiv, oneOrTwo, pair, product, shown } from "./settings.js";

const POOLS = ["MaxPool2d", "AvgPool2d"];

function* notFlattened(pen, _study, _fault, given) {
  const entry = present(given);
  const got = product(entry.got);
  for (const [words, edits] of flattening(pen, entry)) {
    if (!("in_features" in entry.settings)) yield [words, edits];
    else yield [`${words}, in_features=${got}`, [...edits, ...pen.set(entry, { in_features: got })]];
  }
}

function* unread(pen, _study, { data: { counts, ends } }, given) {
  const entry = present(given);
  const { kernel, stride, dilation, padding } = windowOf(entry);
  const size = entry.got.slice(1);
  if (POOLS.includes(entry.kind)) yield setting(pen, entry, { ceil_mode: true });
  if (!equal(counts, ends)) {
    // gaps between the windows
    yield setting(pen, entry, { kernel_size: oneOrTwo(axes((i) => Math.max(kernel[i], stride[i]))) });
    yield setting(pen, entry, {
      stride: oneOrTwo(axes((i) => Math.min(stride[i], dilation[i] === 1 ? kernel[i] : 1))),
    });
    return;
  }
  if (!["Conv2d", "LazyConv2d"].includes(entry.kind)) return;
  const more = axes((i) => enough(size[i], padding[i], dilation[i] * (kernel[i] - 1) + 1, stride[i]));
  if (!more.includes(null)) yield setting(pen, entry, { padding: oneOrTwo(more) });
  if (equal(dilation, [1, 1])) yield setting(pen, entry, { kernel_size: oneOrTwo(axes((i) => kernel[i] + ends[i])) });
}

/** The padding with which a window reads to the end of an axis. */
function enough(n, p, span, s) {
  const most = Math.min(p + s, floorDiv(span, 2), p + 4096);
  for (let more = p; more <= most; more++) if ((((n + 2 * more - span) % s) + s) % s <= more) return more;
  return null;
}

function* noBias(pen, _study, { data }, given) {
  yield setting(pen, present(given), { [data.name]: false });
}

function* lessPadding(pen, _study, _fault, given) {
  const entry = present(given);
  const { kernel, dilation, padding } = windowOf(entry);
  yield setting(pen, entry, {
    padding: oneOrTwo(axes((i) => Math.min(padding[i], floorDiv(dilation[i] * (kernel[i] - 1), 2)))),
  });
  yield setting(pen, entry, { kernel_size: oneOrTwo(padding.map((p) => 2 * p + 1)) });
}

/** Give a transposed convolution a kernel of a multiple of its stride, sizes as they are. */
function* wider(pen, _study, _fault, given) {
  const entry = present(given);
  const s = entry.settings;
  const keras = entry.kind !== "ConvTranspose2d";
  const [kernel, stride] = [pair(s, "kernel_size", 1), pair(s, keras ? "strides" : "stride", 1)];
  if (keras) {
    const wide = axes((i) => Math.max(roundedUp(kernel[i], stride[i]), 2 * stride[i]));
    yield setting(pen, entry, { kernel_size: oneOrTwo(wide) });
    return;
  }
  const [padding, extra] = [pair(s, "padding"), pair(s, "output_padding")];
  const made = axes((i) => overlapping(kernel[i], stride[i], padding[i], extra[i]));
  if (made.includes(null)) return;
  const [kernels, paddings, extras] = [0, 1, 2].map((n) => made.map((one) => one[n]));
  const values = { kernel_size: oneOrTwo(kernels) };
  if (!equal(paddings, padding)) values.padding = oneOrTwo(paddings);
  if (!equal(extras, extra)) values.output_padding = oneOrTwo(extras);
  yield setting(pen, entry, values);
}

function overlapping(k, s, p, extra) {
  if (s === 1) return [k, p, extra];
  const wanted = k - 2 * p + extra; // what the size has beyond (n - 1) · s
  const wide = Math.max(roundedUp(k, s), 2 * s);
  for (let more = 0; more < Math.min(s, 4096); more++) {
    if ((wide + more - wanted) % 2 === 0 && wide + more >= wanted) return [wide, (wide + more - wanted) / 2, more];
  }
  return null;
}

/** Let the transposed convolutions add what is lacking, as little as will do. */
function* size(pen, study, { data: { ups, made } }) {
  const { entries } = study.trace;
  const wanted = study.shape.slice(1);
  const all = ups.map((i) => entries[i]).filter(({ kind, layer }) => kind === "ConvTranspose2d" && layer);
  const layers = all.filter((one, i) => all.findIndex(({ layer }) => layer === one.layer) === i);
  const each = axes((axis) => additions(layers, wanted[axis] - made[axis], axis));
  if (!each.includes(null)) {
    const edits = [];
    const said = [];
    for (const [i, one] of layers.entries()) {
      const extra = each.map((axis) => axis[i]);
      if (equal(extra, pair(one.settings, "output_padding"))) continue;
      edits.push(...pen.set(one, { output_padding: oneOrTwo(extra) }));
      said.push(`${one.name}: output_padding=${shown(oneOrTwo(extra))}`);
    }
    yield [said.join(", "), edits];
  }
  const last = entries.at(-1);
  const name = pen.style(last, "Upsample");
  const words = `${name}(size=(${wanted[0]}, ${wanted[1]}))`;
  if (name && last.layer) yield [`${words} at the end`, pen.after(last, words)];
}

/** Output paddings of an axis that make what lacks: few layers, little in each; null where none do. */
function additions(layers, lack, axis) {
  const strides = layers.map(({ settings }) => pair(settings, "stride", 1)[axis]);
  const now = layers.map(({ settings }) => pair(settings, "output_padding")[axis]);
  const weights = strides.map((_, i) => strides.slice(i + 1).reduce((a, b) => a * b, 1));
  const total = strides.reduce((a, b) => a * Math.max(b, 1), 1);
  if (!layers.length || total > 20000) return null;
  const ranges = strides.map((stride, i) => [...Array(Math.max(stride, 0)).keys()].map((one) => one - now[i]));
  const ways = ranges.reduce((all, range) => all.flatMap((way) => range.map((one) => [...way, one])), [[]]);
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const good = ways
    .filter((way) => sum(way.map((a, i) => weights[i] * a)) === lack)
    .map((way) => [way.filter(Boolean).length, sum(way.map(Math.abs)), ...way])
    .sort((a, b) => (before(a, b) ? -1 : 1));
  return good.length ? good[0].slice(2).map((a, i) => now[i] + a) : null;
}

/** Whether one list comes before another, by the first that differs. */
export function before(a, b) {
  const i = a.findIndex((one, n) => one !== b[n]);
  return i >= 0 && a[i] < b[i];
}

function* smallerField(pen, study, { at }, given) {
  const entry = present(given);
  const dilation = entry.settings.dilation ?? 1;
  if (!equal(dilation, 1) && !equal(dilation, [1, 1])) {
    const { kernel } = windowOf(entry);
    yield setting(pen, entry, { dilation: 1, padding: oneOrTwo(kernel.map((k) => floorDiv(k - 1, 2))) });
  }
  const pools = study.trace.entries.slice(0, at + 1).filter(({ layer, kind }) => layer && POOLS.includes(kind));
  for (const one of pools.reverse()) yield [`without ${one.name}`, pen.without(one)];
}

/** Spread the taps of the last convolution until a value sees the whole object. */
function* largerField(pen, study, { data: { objectSize } }) {
  for (const one of [...study.trace.entries].reverse()) {
    if (one.kind !== "Conv2d" || !one.layer || !one.field) continue;
    const { kernel, stride, dilation } = windowOf(one);
    if (Math.min(...kernel) < 2 || kernel[0] !== kernel[1]) continue;
    const jump = one.jump[0][0] / (one.jump[0][1] * stride[0]);
    const more = Math.ceil((objectSize - Math.min(...one.field)) / ((kernel[0] - 1) * jump));
    const wide = dilation[0] + Math.max(more, 1);
    yield setting(pen, one, { dilation: wide, padding: floorDiv(wide * (kernel[0] - 1), 2) });
    return;
  }
}

function* unused(pen, study, { node, data }) {
  for (const one of nodesOf(study.source.tree)) {
    if (one.type !== "FunctionDef" || one.name !== "__init__" || one.body.length < 2) continue;
    const made = one.body.find(({ type, value }) => type === "Assign" && value === node);
    if (!made) continue;
    const line = pen.text.lastIndexOf("\n", made.start - 1) + 1;
    const behind = pen.text.indexOf("\n", made.end);
    if (pen.text.slice(line, made.start).trim()) return;
    yield [`without self.${data.unused}`, [[line, behind < 0 ? pen.text.length : behind + 1, ""]]];
    return;
  }
}

/** Name the axes that go, or flatten what is left to one. */
function* squeezed(pen, _study, _fault, given) {
  const { name, node, got, made } = present(given);
  if (node?.type !== "Call" || node.func.type !== "Attribute") return;
  const { end } = node.func;
  const start = end - "squeeze".length;
  if (pen.text.slice(start, end) !== "squeeze") return;
  const close = node.end - 1;
  const comma = node.args.length ? ", " : "";
  if (made.length === 1) {
    const edits = [
      [start, end, "flatten"],
      [close, close, `${comma}1`],
    ]; // prettier-ignore
    yield [`${name}: flatten(1)`, edits];
  }
  const ones = got.map((one, i) => (one === 1 ? i + 1 : 0)).filter(Boolean);
  if (!ones.length || got.includes(null)) return;
  const axis = shown(ones.length === 1 ? ones[0] : ones);
  yield [`${name}: squeeze(${axis})`, [[close, close, `${comma}${axis}`]]];
}

function* registered(pen, _study, { node, data }, given) {
  const style = pen.style(present(given), data.container);
  if (!style || !node || !data.whole) return;
  const edits = [
    [node.start, node.start, `${style}(`],
    [node.end, node.end, ")"],
  ]; // prettier-ignore
  yield [`self.${data.name}: ${style}`, edits];
}

/** By the kind of fault. */
export const SILENT = {
  unread,
  "bias before batch norm": noBias,
  padding: lessPadding,
  checkerboard: wider,
  seams: wider,
  "not flattened": notFlattened,
  size,
  unused,
  "batch squeezed": squeezed,
  unregistered: registered,
  "field larger than picture": smallerField,
  "field smaller than object": largerField,
}; // prettier-ignore
