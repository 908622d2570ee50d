// How a source is changed: an argument, a layer more, a layer less, as edits of its text; see `pen.py`.
import { shown } from "./settings.js";
import { Unreadable } from "./values.js";

/** A text with some of its parts replaced. */
export function edited(text, edits) {
  const order = (a, b) => b[0] - a[0] || b[1] - a[1] || (a[2] < b[2] ? 1 : -1);
  return [...edits]
    .sort(order)
    .reduce((made, [start, end, words]) => made.slice(0, start) + words + made.slice(end), text);
}

const isCall = (node) => node?.type === "Call";

/** Writes changes of calls and of chains. */
export class Pen {
  constructor(study) {
    this.study = study;
    this.text = study.source.text;
  }

  of(node) {
    return this.text.slice(node.start, node.end);
  }

  /** The edits that give arguments of a layer's call other values. */
  set(entry, values) {
    if (!isCall(entry.node)) return [];
    const edits = [];
    const added = [];
    for (const [name, value] of Object.entries(values)) {
      const node = this.argument(entry, name);
      if (node) edits.push([node.start, node.end, shown(value)]);
      else added.push(`${name}=${shown(value)}`);
    }
    if (added.length) edits.push(this.behind(entry.node, added.join(", ")));
    return edits;
  }

  /** Whether a call is one of a tensor's methods. */
  isMethod({ layer, node: { func } }) {
    if (layer || func.type !== "Attribute") return false;
    const of = func.value;
    return !(of.type === "Name" && ["F", "torch", "nn", "functional"].includes(of.id)) && of.type !== "Attribute";
  }

  argument(entry, name) {
    const { node, settings } = entry;
    const keyword = node.keywords.find(({ arg }) => arg === name);
    if (keyword) return keyword.value;
    let place = Object.keys(settings).indexOf(name);
    if (place >= 0 && !entry.layer && !this.isMethod(entry)) place++;
    if (place < 0 || place >= node.args.length || node.args.some(({ type }) => type === "Starred")) return null;
    return node.args[place];
  }

  behind(call, words) {
    const inside = [...call.args, ...call.keywords.map(({ value }) => value)];
    if (!inside.length) return [call.end - 1, call.end - 1, words];
    const end = Math.max(...inside.map((one) => one.end));
    return [end, end, `, ${words}`];
  }

  /** The edit that takes an argument out of a call. */
  drop(call, value) {
    let { start, end } = value;
    const keyword = /[\p{L}\p{N}_]+\s*=\s*$/u.exec(this.text.slice(0, start));
    if (keyword && call.keywords.some((one) => one.value === value)) start = keyword.index;
    const before = /,\s*$/.exec(this.text.slice(0, start));
    const behind = /^\s*,\s*/.exec(this.text.slice(end));
    if (before) start = before.index;
    else if (behind) end += behind[0].length;
    return [start, end, ""];
  }

  /** How a class of torch.nn is written where this layer's is, null if it is not. */
  style({ node, layer }, name) {
    if (isCall(node) && node.func.type === "Attribute" && layer) return `${this.of(node.func.value)}.${name}`;
    const imports = this.text.match(/^\s*(?:from|import)\s.*$/gm) ?? [];
    if (!imports.length || imports.some((one) => one.includes("*") || new RegExp(`\\b${name}\\b`).test(one)))
      return name;
    return imports.some((one) => /\bnn\b/.test(one)) ? `nn.${name}` : null;
  }

  /** A layer's call where it stands by itself in its Sequential, else null. */
  item({ owner, node }) {
    if (!owner?.call || !isCall(node)) return null;
    let inside = owner.call.args;
    if (inside.length === 1 && ["List", "Tuple"].includes(inside[0].type)) inside = inside[0].elts;
    return inside.find((one) => one === node) ?? null;
  }

  gap(start) {
    const line = this.text.lastIndexOf("\n", start - 1) + 1;
    const lead = this.text.slice(line, start);
    return lead.trim() === "" && line ? `,\n${lead}` : ", ";
  }

  /** The edit that puts another layer before this one in its Sequential. */
  before(entry, words) {
    const node = this.item(entry);
    return node ? [[node.start, node.start, words + this.gap(node.start)]] : [];
  }

  /** The edit that puts another layer behind this one in its Sequential. */
  after(entry, words) {
    const node = this.item(entry);
    return node ? [[node.end, node.end, this.gap(node.start) + words]] : [];
  }

  /** The edit that takes a layer out of its Sequential. */
  without(entry) {
    const node = this.item(entry);
    if (!node || entry.owner.items.length < 2) return [];
    const behind = /^[^\S\n]*,[^\S\n]*(#[^\n]*)?\n?[^\S\n]*/.exec(this.text.slice(node.end));
    if (behind) return [[node.start, node.end + behind[0].length, ""]];
    const before = /,\s*$/.exec(this.text.slice(0, node.start));
    return [[before ? before.index : node.start, node.end, ""]];
  }
}

/** The layer that a fault is at. */
export function present(entry) {
  if (!entry) throw new Unreadable("no layer");
  return entry;
}

/** The idea to give some of a layer's arguments other values. */
export function setting(pen, entry, values) {
  const said = Object.entries(values).map(([name, value]) => `${name}=${shown(value)}`);
  return [`${entry.name}: ${said.join(", ")}`, pen.set(entry, values)];
}

/** The layer that decides how many channels arrive here. */
export function producerOf({ trace: { entries } }, entry) {
  for (let at = entry.before; at >= 0; at = entries[at].before) {
    const one = entries[at];
    if ("out_channels" in one.settings || "out_features" in one.settings) return one;
    if (["Flatten", "View", "Concatenate", "PixelShuffle", "Unflatten", "?", "Add"].includes(one.kind)) return null;
  }
  return null;
}

/** Ideas that flatten what a layer gets. */
export function flattening(pen, entry) {
  const name = pen.style(entry, "Flatten");
  const edits = name ? pen.before(entry, `${name}()`) : [];
  if (edits.length) return [[`${name}() before ${entry.name}`, edits]];
  if (!entry.argument) return [];
  const { start, end } = entry.argument;
  const text = pen.text.slice(start, end);
  const simple = /^(?:[\p{L}\p{N}_.]+(?:\([^()]*\))?|[\p{L}\p{N}_.]+\(.*\))$/u.test(text);
  return [[`flatten what ${entry.name} gets`, [[start, end, `${simple ? text : `(${text})`}.flatten(1)`]]]];
}
