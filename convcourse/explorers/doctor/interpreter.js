// Follows a network's source from the picture to the end with sizes in place of numbers; see `interpreter.py`.
import { counted } from "../parts/words.js";
import { CATALOGUE } from "./catalogue.js";
import { construct, multiplications, parameters } from "./making.js";
import { nearest } from "./names.js";
import { Float } from "./parser.js";
import { MOST_DEPTH, MOST_LAYERS, nodesOf, Python, Range, Returned } from "./python.js";
import { deep, Refused } from "./reading.js";
import { apply } from "./rules.js";
import { NEEDED, shown } from "./settings.js";
import { asked, entryOf, joined, merged, SHAPING, written } from "./shaping.js";
import {
  Callable,
  Chain,
  Class,
  Instance,
  isA,
  isInt,
  Layer,
  Merge,
  Method,
  Named,
  Refusal,
  Tensor,
  Unknown,
  Unreadable,
} from "./values.js";

const DATA = JSON.parse(CATALOGUE, (_, value) => {
  if (value === "$needed") return NEEDED;
  return value && typeof value === "object" && "$float" in value ? new Float(value.$float) : value;
});
const { TORCH, FUNCTIONS, KERAS, KERAS_NAMES } = DATA;
const POINTWISE = new Set(DATA.POINTWISE);
const KERAS_OTHERS = new Set(DATA.KERAS_OTHERS);
const has = (table, name) => Object.hasOwn(table, name);

const SAME = new Set(["contiguous", "to", "float", "half", "double", "cuda", "cpu", "clone", "detach", "type"]);
const VALUES = new Set(
  (
    "batch_norm layer_norm instance_norm normalize abs exp sqrt log clamp prelu masked_fill flip roll " +
    "zeros_like ones_like rand_like randn_like"
  ).split(" "),
);
/** What makes one number of all, where no axis is named. */
const WHOLE = new Set(["sum", "mean", "max", "min", "std", "var", "norm", "prod", "any", "all"]);
/** Classes of Keras, by the function that does the same. */
const MERGES = { Concatenate: "concatenate", Add: "add" };
/** Keras's axes, the channels last, as torch's. */
const AXES = { "-1": 1, 3: 1, 1: 2, 2: 3 };
const BUILTINS = new Set([
  "range",
  "len",
  "int",
  "min",
  "max",
  "list",
  "tuple",
  "OrderedDict",
  "dict",
  "enumerate",
  "zip",
  "reversed",
  "sum",
  "float",
  "abs",
  "prod",
]); // prettier-ignore
const WHATEVER_SIZE = new Set(["channels", "features", "groups", "setting", "output_padding", "pooling padding"]);
/** Methods of a module that list what holds its weights. */
const WEIGHTS = ["modules", "named_modules", "parameters", "named_parameters"];
/** Slips for `__init__`. */
const NEARLY_INIT = ["_init_", "__init", "_init", "init", "_init__", "__init_", "__int__", "__inti__"];
const CONTAINERS = ["Sequential", "ModuleList", "ModuleDict"];
const MODULES = [Layer, Chain, Instance];

/** The name in KERAS of one of Keras's own layers, null for another name. */
function kerasName(name) {
  const own = has(KERAS_NAMES, name) ? KERAS_NAMES[name] : name;
  return has(KERAS, own) ? own : null;
}

const firstTensor = (values) => values.find((one) => one instanceof Tensor) ?? null;

/** Works out one source for one size of picture. */
export class Interpreter extends Python {
  constructor(source, shape) {
    super(source);
    this.shape = shape;
    this.candidates = [];
    this.path = [];
    this.within = 0;
    this.loose = [];
  }

  // ------------------------------------------------------------ the whole

  run() {
    try {
      this.top(this.source.tree);
      const model = this.model();
      if (!model) {
        throw new Refused(
          "the text has no network that the doctor can read; paste nn.Sequential(…), a class with __init__ and forward, " +
            "Keras lines, or an error message of torch",
        );
      }
      this.trace.model = model;
      this.findLoose(model);
      const end = model instanceof Tensor ? model : this.apply(model, [new Tensor(this.shape)], {}, null);
      this.trace.end = end instanceof Tensor ? end : null;
      this.end(model, end);
      return this.trace;
    } catch (error) {
      if (error instanceof RangeError) throw deep();
      throw error;
    }
  }

  top(body) {
    for (const statement of body) {
      if (statement.type === "Expr") {
        for (const item of [this.value(statement.value, this.names)].flat()) this.candidate(item);
      } else this.stated(statement);
    }
  }

  stated(statement) {
    try {
      this.execute(statement, this.names);
    } catch (returned) {
      if (!(returned instanceof Returned)) throw returned;
      this.candidate(returned.value); // outside of a function: a paste of a part
    }
    if (statement.type === "Assign") this.candidate(this.value(statement.targets[0], this.names));
  }

  candidate(value) {
    if (isA(value, ...MODULES, Tensor) && !this.candidates.includes(value)) this.candidates.push(value);
  }

  model() {
    const runs = (methods, ...names) => names.some((name) => methods.has(name));
    const wholes = this.candidates.filter(
      (one) =>
        (one instanceof Chain && one.items.length) ||
        (one instanceof Instance && runs(one.madeOf.methods, "forward", "call")),
    );
    if (wholes.length) return wholes.at(-1);
    const classes = [...this.names.values()].filter((one) => one instanceof Class);
    const nets = classes.filter(({ methods }) => runs(methods, "forward", "call", "__init__"));
    const roots = nets.filter((one) => !one.instances && !isPart(one, classes));
    const root = roots.at(-1) ?? nets.at(-1);
    if (root) return this.instance(root, [], {});
    const ends = this.candidates.filter((one) => one instanceof Tensor);
    if (ends.length && this.trace.entries.length) return ends.at(-1);
    const layers = this.candidates.filter((one) => one instanceof Layer);
    return layers.length ? new Chain(layers.map((one, i) => [one.name || `${i}`, one])) : null;
  }

  /** Mark the layers that are in a plain list or dict alone, where torch does not see them. */
  findLoose(model) {
    const seen = new Set(held(model));
    const owners = [...held(model, true)].filter((one) => one instanceof Instance);
    for (const owner of owners.filter(({ madeOf }) => madeOf.bases.some((base) => base.endsWith("Module")))) {
      for (const [name, value] of owner.attributes) {
        if (!isA(value, Array, Map)) continue;
        const layers = [...held(value, true)].filter((one) => one instanceof Layer && !seen.has(one));
        if (layers.length && !layers.some(({ keras }) => keras)) this.loose.push({ owner, name, value, layers });
        for (const one of layers) one.loose = true;
      }
    }
  }

  tellLoose() {
    for (const { owner, name, value, layers } of this.loose) {
      const at = this.trace.entries.findIndex(({ layer }) => layers.includes(layer));
      const node = writtenAs(owner, name);
      const kind = value instanceof Map ? "dict" : node?.type === "Tuple" ? "tuple" : "list";
      this.find(
        "unregistered",
        `self.${name} is a plain ${kind}: torch does not see the ${counted(layers.length, "layer")} in it, so it neither ` +
          "trains nor saves them",
        {
          fatal: false,
          at,
          node,
          name,
          container: kind === "dict" ? "ModuleDict" : "ModuleList",
          whole: [...value.values()].every((one) => isA(one, ...MODULES)),
        },
      );
    }
  }

  end(model, end) {
    this.tellLoose();
    if (!(model instanceof Instance)) return;
    if (end === null && this.trace.entries.length && !this.broken) {
      this.find("no return", "forward returns nothing: the last line has to be a return", {
        fatal: true,
        node: model.madeOf.methods.get("forward") ?? null,
      });
    }
    if (this.broken) return;
    const read = readNames(this.source.tree);
    for (const [name, value] of model.attributes) {
      if (!(value instanceof Layer) || value.used || !value.call) continue;
      if (read.has(name)) continue; // in what could not be read it may be used
      const message = `self.${name} is made, but nothing goes through it`;
      this.find("unused", message, { fatal: false, node: value.call, unused: name });
    }
  }

  // ------------------------------------------------------------ calls

  getCall(node, names) {
    const { func } = node;
    if (func.type === "Attribute" && func.value.type === "Call" && func.value.func.id === "super") {
      return this.super(node, names);
    }
    const target = this.selfless(node, this.value(func, names), names);
    const given = this.elements(node.args, names);
    return this.call(target, given, this.keywordsOf(node, names), node);
  }

  keywordsOf(node, names) {
    const keywords = {};
    for (const { arg, value: one } of node.keywords) {
      const value = this.value(one, names);
      if (arg !== null) keywords[arg] = value;
      else if (value instanceof Map) {
        for (const [key, item] of value) if (typeof key === "string") keywords[key] = item;
      }
    }
    return keywords;
  }

  /** What a call calls; `conv(x)` where `self.conv` is meant is a fault. */
  selfless({ func }, target, names) {
    const owner = this.owner(names);
    const meant = target instanceof Named && func.type === "Name" ? owner?.attributes.get(func.id) : null;
    if (!isA(meant, ...MODULES)) return target;
    const name = func.id;
    this.find("missing", `${name}(…) is called, but ${name} is no name here: it is self.${name}`, {
      fatal: true,
      node: func,
      name,
    });
    return meant;
  }

  /** The object whose method is gone through, whatever it calls itself. */
  owner(names) {
    const first = this.calls.at(-1)?.given.args[0];
    const owner = first ? names.get(first.name) : null;
    return owner instanceof Instance ? owner : null;
  }

  /** Note a `super(Other, self)` that names no class of the source. */
  otherClass(owner, node, names) {
    const [stated] = node.args;
    if (stated?.type !== "Name" || !(this.value(stated, names) instanceof Named)) return;
    this.find(
      "super",
      `super(${stated.id}, …) names ${stated.id}, which is no class here: this class is ${owner.madeOf.node.name}`,
      { fatal: true, node },
    );
  }

  super(node, names) {
    const owner = this.owner(names);
    if (!owner) return new Unknown(this.segment(node));
    this.otherClass(owner, node.func.value, names);
    const above = owner.madeOf.above(this.calls.at(-1), node.func.attr);
    if (above) {
      return this.function(new Callable(above, owner), this.elements(node.args, names), this.keywordsOf(node, names));
    }
    if (node.func.attr === "__init__") {
      owner.ready = true;
      if (owner.madeOf.bases.includes("Sequential")) {
        const items = this.elements(node.args, names);
        owner.attributes.set(
          "*",
          new Chain(
            items.map((one, i) => [`${i}`, one]),
            node,
          ),
        ); // prettier-ignore
      }
      return null;
    }
    if (owner.attributes.has("*"))
      return this.call(owner.attributes.get("*"), this.elements(node.args, names), {}, node);
    return new Unknown(this.segment(node));
  }

  call(target, given, keywords, node) {
    if (target instanceof Class) return this.instance(target, given, keywords);
    if (target instanceof Callable) return this.function(target, given, keywords);
    if (isA(target, ...MODULES)) return this.apply(target, given, keywords, node);
    if (target instanceof Method) return this.method(target, given, keywords, node);
    if (target instanceof Named) return this.library(target, given, keywords, node);
    if (target instanceof Merge) return this.merge(target, given, node);
    return this.strange(given, node, target instanceof Unknown ? target.text : "");
  }

  /** What a layer of Keras makes of several tensors. */
  merge({ name, axis }, given, node) {
    const parts = given.length ? this.items(given[0]) : null;
    if (!parts?.length || !parts.every((one) => one instanceof Tensor)) return this.strange(given, node);
    if (name === "concatenate") return joined(this, name, parts, [parts, axis], {}, node);
    return parts.reduce((made, one) => joined(this, "add", [made], [made, one], {}, node));
  }

  instance(madeOf, given, keywords) {
    madeOf.instances++;
    const made = new Instance(madeOf);
    const init = madeOf.methods.get("__init__") ?? this.misspeltInit(madeOf);
    made.ready = !init || !madeOf.bases.includes("Module");
    if (init) this.function(new Callable(init, made), given, keywords);
    return made;
  }

  misspeltInit(madeOf) {
    const wrong = [...madeOf.methods.keys()].find((name) => NEARLY_INIT.includes(name));
    if (!wrong) return null;
    const { node } = madeOf;
    this.find("missing", `class ${node.name} has no __init__: ${wrong} is never called, and so no layer is made`, {
      fatal: true,
      node,
      name: "__init__",
      meant: wrong,
    });
    return madeOf.methods.get(wrong);
  }

  function(target, given, keywords) {
    if (this.calls.length >= MOST_DEPTH) {
      throw new Refused(
        `the functions call each other more than ${MOST_DEPTH} deep, expected a network; paste a part of it`,
      );
    }
    const names = this.bound(target, given, keywords);
    this.calls.push(target.node);
    try {
      this.block(target.node.body, names);
    } catch (returned) {
      if (!(returned instanceof Returned)) throw returned;
      return returned.value;
    } finally {
      this.calls.pop();
    }
    return null;
  }

  bound({ node, owner }, given, keywords) {
    const { args, vararg, kwonly, kwarg } = node.given;
    const values = owner ? [owner, ...given] : given;
    const names = new Map(args.map(({ name }) => [name, new Unknown(name)]));
    for (const { name, fallback } of [...args].reverse()) {
      if (fallback) names.set(name, this.value(fallback, this.names));
    }
    for (const { name, fallback } of kwonly) {
      names.set(name, fallback ? this.value(fallback, this.names) : new Unknown(name));
    }
    for (const [i, { name }] of args.entries()) if (i < values.length) names.set(name, values[i]);
    if (vararg) names.set(vararg, values.slice(args.length));
    const rest = new Map(Object.entries(keywords).filter(([key]) => !names.has(key)));
    for (const [key, value] of Object.entries(keywords)) if (!rest.has(key)) names.set(key, value);
    if (kwarg) names.set(kwarg, rest);
    return names;
  }

  /** What a module makes of what it is given. */
  apply(target, given, keywords, node) {
    if (target instanceof Chain && !target.runs) {
      if (node) this.unread(node, node);
      return new Unknown("a list");
    }
    const all = [...given, ...Object.values(keywords)];
    const x = firstTensor(all);
    if (!x) {
      if (!this.calls.length) return new Unknown(this.segment(node));
      return this.apply(target, [new Tensor([null, null, null], { sure: false })], {}, node);
    }
    if (target instanceof Layer) return this.layer(target, x, node);
    if (target instanceof Chain) return this.through(target, x);
    return this.forward(target, all, node);
  }

  forward(target, given, node) {
    const { methods } = target.madeOf;
    const forward = methods.get("forward") ?? methods.get("call");
    if (!forward && target.attributes.has("*")) return this.apply(target.attributes.get("*"), given, {}, node);
    if (!forward) {
      this.find("missing", `class ${target.madeOf.node.name} has no forward`, {
        fatal: true,
        node: target.madeOf.node,
        name: "forward",
        meant: nearest("forward", [...methods.keys()]),
      });
      return given[0];
    }
    if (forward.given.args.length === 1 && !forward.given.vararg) {
      this.find(
        "no self",
        `forward(${forward.given.args[0].name}) lacks self: Python hands over the network first, then the picture`,
        { fatal: true, node: forward },
      );
      return new Tensor(null);
    }
    const named = this.calls.length > 0 && Boolean(target.name);
    if (named) this.path.push(target.name);
    try {
      return this.function(new Callable(forward, target), given, {});
    } finally {
      if (named) this.path.pop();
    }
  }

  through(chain, x) {
    if (this.within >= MOST_DEPTH) throw deep();
    this.within++;
    if (chain.name) this.path.push(chain.name);
    let value = x;
    try {
      for (const [name, item] of chain.items) if (value instanceof Tensor) value = this.next(chain, name, item, value);
    } finally {
      this.within--;
      if (chain.name) this.path.pop();
    }
    return value;
  }

  next(chain, name, item, x) {
    if (item instanceof Layer) return this.layer(item, x, null, chain, name);
    if (isA(item, Chain, Instance)) {
      const kept = item.name;
      item.name = name;
      try {
        return this.apply(item, [x], {}, null);
      } finally {
        item.name = kept;
      }
    }
    const text = item instanceof Unknown ? item.text : item instanceof Named ? item.path : "this";
    return this.unknown(text, x, null, name);
  }

  /** Go on behind a layer that is not known: its map may have any number of channels. */
  unknown(text, x, node, name = "") {
    const shape = x.shape === null ? null : [null, ...x.shape.slice(1)];
    const more = { got: x.shape, parameters: null, multiplications: null, before: x.maker };
    const at = written(this, entryOf("?", this.named(name || text), node, more));
    if (x.shape !== null) {
      this.find(
        "unknown layer",
        `${text} is no layer that the doctor knows, so what it makes cannot be told; the doctor goes on as if height and ` +
          "width stayed the same",
        { fatal: false, at, node, text },
      );
    }
    return x.with({ shape, sure: false, maker: at });
  }

  /** What is called, in short. */
  called(node) {
    const { func } = node;
    const owner = func.type === "Attribute" ? this.source.text.slice(func.value.start, func.value.end) : "x";
    return /^[\p{L}\p{N}_.]+$/u.test(owner) ? this.segment(func, 40) : `.${func.attr}`;
  }

  /** A layer's name with those of the modules that it is in. */
  named(name) {
    return name ? [...this.path, name].join(".") : this.path.join(".");
  }

  layer(layer, x, node, owner = null, name = "") {
    const first = !layer.used;
    layer.used = true;
    const { kind, settings, call } = layer;
    const entry = entryOf(kind, this.named(name || layer.name || kind), call, {
      layer,
      settings,
      got: x.shape,
      before: x.maker,
      owner,
      sure: x.sure,
      argument: node?.args[0] ?? null,
      parameters: first && !layer.loose ? parameters(kind, settings, x.shape) : 0,
    });
    return this.placed(this.enter(entry, x, layer.refusal), node ? settings : {});
  }

  /** What is made, with where the largest stood if that is asked for. */
  placed(made, settings) {
    return settings.return_indices === true ? [made, new Unknown("places")] : made;
  }

  /** Send `x` through a layer that is written down, and mark it if it breaks there. */
  enter(entry, x, refusal = null) {
    this.step();
    const at = written(this, entry);
    const broken = new Tensor(null, { maker: at });
    for (const one of this.trace.found) if (refusal && one.data.refusal === refusal) one.at = at;
    if (refusal || x.shape === null) return broken;
    let made;
    try {
      made = apply(entry.kind, entry.settings, x, POINTWISE);
    } catch (error) {
      return this.refused(error, entry, x, at);
    }
    Object.assign(entry, { made: made.shape, field: made.field, jump: made.jump, sure: made.sure });
    entry.multiplications = multiplications(entry.kind, entry.settings, entry.got, entry.made);
    return made.with({ maker: at, strided: false });
  }

  refused(error, entry, x, at) {
    if (error instanceof Refusal) {
      if (!x.sure && !WHATEVER_SIZE.has(error.kind)) return this.unsure(entry, x, at);
      this.find(error.kind, error.message, { fatal: true, at, node: entry.node, ...error.data });
      return new Tensor(null, { maker: at });
    }
    if (!(error instanceof Unreadable)) throw error;
    if (!entry.got.slice(1).includes(null)) {
      this.find(
        "not read",
        `${entry.kind}'s ${error.message} cannot be told without running it; the doctor goes on behind it`,
        { fatal: false, at, node: entry.node },
      );
    }
    return this.unsure(entry, x, at);
  }

  /** Go on behind a layer whose size cannot be told. */
  unsure(entry, x, at) {
    entry.multiplications = null;
    entry.sure = false;
    const { kind, settings } = entry;
    let shape;
    if (kind.endsWith("Linear") || kind === "Dense") {
      const features = settings.out_features ?? settings.units;
      shape = [isInt(features) ? features : null];
    } else if (kind === "Flatten") shape = [null];
    else {
      const channels = [settings.out_channels, settings.filters].find(isInt) ?? null;
      shape = [channels, ...Array(Math.max(x.shape.length - 1, 0)).fill(null)];
    }
    return x.with({ shape, sure: false, maker: at });
  }

  // ------------------------------------------------------------ what libraries have

  library({ last: name }, given, keywords, node) {
    const x = firstTensor(given) ?? firstTensor(Object.values(keywords));
    if (CONTAINERS.includes(name)) return this.sequential(name, given, keywords, node);
    if (name === "Model") return endOf([...given, ...Object.values(keywords)]);
    if (BUILTINS.has(name)) return this.builtin(name, given, node);
    if (name === "__init__" && given[0] instanceof Instance) {
      given[0].ready = true; // nn.Module.__init__(self)
      return null;
    }
    const inside = severalOf(name, x, given[0]);
    if (inside.length) return this.ofSeveral(name, inside, given, keywords, node);
    if (x && !has(TORCH, name) && !kerasName(name)) return this.functional(name, x, given, keywords, node);
    if (has(MERGES, name) && !x) return mergeOf(name, keywords.axis ?? -1);
    if (name === "Input" && !x) return new Tensor(this.shape);
    return this.made(name, given, keywords, node);
  }

  /** What a function makes of a list of tensors. */
  ofSeveral(name, inside, given, keywords, node) {
    const ofKeras = ["add", "concatenate"].includes(name) && !has(keywords, "axis") && given.length === 1;
    if (ofKeras && Array.isArray(given[0])) return this.merge(new Merge(name, 1), given, node);
    return joined(this, name, inside, given, keywords, node);
  }

  sequential(name, given, keywords, node) {
    const runs = name === "Sequential";
    if (runs && this.segment(node.func).endsWith("nn.Sequential")) this.noLayers(given, node);
    let items = given;
    if (given.length === 1 && (Array.isArray(given[0]) || isA(given[0], Map, Chain))) {
      const [inside] = given;
      if (inside instanceof Map)
        return new Chain(
          [...inside].map(([key, one]) => [`${key}`, one]),
          node,
          { runs },
        ); // prettier-ignore
      items = this.items(inside);
      const pairs = items.every((one) => Array.isArray(one) && one.length === 2 && typeof one[0] === "string");
      if (items.length && pairs)
        return new Chain(
          items.map(([key, one]) => [key, one]),
          node,
        ); // prettier-ignore
    }
    if (!items.length && Array.isArray(keywords.layers)) items = keywords.layers;
    const kept = items.filter((one) => typeof one !== "string" && one !== null && !(one instanceof Tensor));
    return new Chain(
      kept.map((one, i) => [`${i}`, one]),
      node,
      { runs },
    ); // prettier-ignore
  }

  /** Note what `nn.Sequential` refuses: a list, a class, a function. */
  noLayers(given, node) {
    if (node.args.some(({ type }) => type === "Starred")) return;
    for (const [i, value] of given.entries()) {
      const stated = node.args[i];
      const [message, instead] = notLayer(value, this.segment(stated)) ?? [];
      if (message) this.find("no layer", message, { fatal: true, node: stated, instead });
    }
  }

  /** The layer of torch that a name means whose letters' case alone is wrong, undefined where none is. */
  misspelt(name, node) {
    if (has(TORCH, name) || !this.segment(node.func).endsWith(`nn.${name}`)) return undefined;
    return Object.keys(TORCH).find((one) => one.toLowerCase() === name.toLowerCase());
  }

  meant(name, meant, given, keywords, node) {
    const layer = this.made(meant, given, keywords, node);
    if (layer.refusal) return layer;
    layer.refusal = new Refusal("misspelt", `torch.nn has no ${name}: it is ${meant}`, { name, meant });
    return this.told(layer, node);
  }

  made(name, given, keywords, node) {
    const meant = this.misspelt(name, node);
    if (meant) return this.meant(name, meant, given, keywords, node);
    const keras = kerasName(name);
    if (keras) return this.told(this.ofKeras(keras, given, keywords, node), node);
    if (!has(TORCH, name)) return new Unknown(this.segment(node));
    if (this.looksKeras(node, keywords)) {
      const settings = Object.fromEntries(TORCH[name]);
      for (const [key, value] of Object.entries(keywords)) if (has(settings, key)) settings[key] = value;
      return new Layer(name, settings, node, { keras: true });
    }
    const { settings, refusal } = bind(name, TORCH[name], given, keywords, false);
    return this.told(new Layer(name, settings, node, { refusal: refusal ?? constructed(name, settings) }), node);
  }

  ofKeras(name, given, { input_shape: stated, ...keywords }, node) {
    const own = name === "InputLayer" && stated !== undefined ? { ...keywords, input_shape: stated } : keywords;
    const { settings, refusal } = bind(name, KERAS[name], given, own, true);
    const other = name !== "InputLayer" && Array.isArray(stated) ? this.otherPicture(stated.map(plain), own) : null;
    return new Layer(name, settings, node, { keras: true, refusal: refusal ?? other });
  }

  /** A layer, after it is told why it could not be made. */
  told(layer, node) {
    if (layer.refusal) {
      const { kind, message, data } = layer.refusal;
      this.find(kind, message, { fatal: true, node, refusal: layer.refusal, layer, ...data });
    }
    return layer;
  }

  /** What is wrong with the shape that a Keras layer says its picture has. */
  otherPicture(stated, keywords) {
    const [channels, rows, columns] = this.shape;
    const first = keywords.data_format === "channels_first";
    const right = first ? this.shape : [rows, columns, channels];
    if (stated.length === 3 && stated.every((one, i) => !isInt(one) || one === right[i])) return null;
    return new Refusal(
      "input shape",
      `input_shape=${shown(stated)} is not that of the picture, ${shown(right)}: Keras puts the channels ` +
        (first ? "first here" : "last"),
      { name: "input_shape", instead: right },
    );
  }

  looksKeras({ func }, keywords) {
    const text = this.source.text.slice(func.start, func.end);
    const from = ["layers.", "keras.", "tf.", "tensorflow.", "L."].some((one) => text.startsWith(one));
    return from || ["name", "input_shape", "rate", "alpha"].some((one) => has(keywords, one));
  }

  functional(name, x, given, keywords, node) {
    if (name === "expand_as" && given.length === 2 && given[1] instanceof Tensor)
      return merged(this, x, given[1], node);
    if (WHOLE.has(name) && given.length === 1 && !Object.keys(keywords).length) return new Unknown(this.segment(node));
    const rest = given.filter((one) => one !== x);
    const options = Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== x));
    const text = this.called(node);
    if (has(FUNCTIONS, name)) {
      const [kind, signature] = FUNCTIONS[name];
      const { settings, refusal } = bind(kind, signature, rest, options, false);
      const entry = entryOf(kind, this.named(text), node, { settings, got: x.shape, before: x.maker, sure: x.sure });
      if (refusal) {
        const at = this.trace.entries.length;
        this.find(refusal.kind, refusal.message, { fatal: true, node, refusal, at, signature, ...refusal.data });
      }
      return this.placed(this.enter(entry, x, refusal), settings);
    }
    if (has(SHAPING, name)) return SHAPING[name](this, text, x, rest, options, node);
    if (SAME.has(name)) return name === "contiguous" ? x.with({ strided: false }) : x;
    if (["print", "append", "save"].includes(name)) return null;
    if (VALUES.has(name)) {
      return this.enter(entryOf("Activation", this.named(text), node, { got: x.shape, before: x.maker }), x);
    }
    if (["size", "dim", "numel", "len"].includes(name)) return asked(name, x, rest);
    return this.unknown(`${text}(…)`, x, node, text);
  }

  method({ owner, name }, given, keywords, node) {
    if (owner instanceof Tensor) {
      if (["add", "add_", "__add__"].includes(name) && given.length) return this.binary("Add", owner, given[0], node);
      return this.functional(name, owner, [owner, ...given], keywords, node);
    }
    if (Array.isArray(owner) && ["append", "extend"].includes(name) && given.length) {
      const items = name === "append" ? [given[0]] : (this.items(given[0]) ?? []);
      if (owner.length + items.length <= MOST_LAYERS) owner.push(...items);
      return null;
    }
    if (owner instanceof Map && ["items", "keys", "values"].includes(name)) {
      return { items: [...owner], keys: [...owner.keys()], values: [...owner.values()] }[name];
    }
    if (isA(owner, ...MODULES)) return this.moduleMethod(owner, name, given, keywords, node);
    return this.ofClass(owner, name, given, keywords) ?? this.strange(given, node);
  }

  /** `Base.__init__(self)`; undefined for anything else. */
  ofClass(owner, name, given, keywords) {
    if (!(owner instanceof Class && owner.methods.has(name) && given[0] instanceof Instance)) return undefined;
    return (
      this.function(new Callable(owner.methods.get(name), given[0]), given.slice(1), keywords) ?? new Unknown(name)
    );
  }

  moduleMethod(owner, name, given, keywords, node) {
    if (name === "forward") return this.apply(owner, given, keywords, node);
    if (["to", "cuda", "eval", "train", "apply"].includes(name)) return owner;
    if (["register_buffer", "register_parameter"].includes(name) && owner instanceof Instance) {
      return registered(owner, given[0]);
    }
    if (WEIGHTS.includes(name) && !given.length) return []; // loops over them begin the weights, and change no size
    if (owner instanceof Chain && ["append", "add", "extend", "children", "items", "values"].includes(name)) {
      return this.ofChain(owner, name, given, node);
    }
    if (name === "add_module" && given.length === 2 && typeof given[0] === "string") {
      if (owner instanceof Chain) owner.items.push([given[0], given[1]]);
      else if (owner instanceof Instance) this.set(owner, given[0], given[1]);
      return null;
    }
    return this.strange(given, node);
  }

  ofChain(owner, name, given, node) {
    if (name === "items") return owner.items;
    if (name === "children" || name === "values") return owner.items.map(([, one]) => one);
    if (!given.length) return this.strange(given, node);
    if (name === "extend") {
      const items = this.items(given[0]);
      for (const one of items?.length ? items : [new Unknown(this.segment(node.args[0]))]) {
        owner.items.push([`${owner.items.length}`, one]);
      }
      return owner;
    }
    if (given[0] !== null && !(given[0] instanceof Tensor)) owner.items.push([`${owner.items.length}`, given[0]]);
    return owner;
  }

  /** Go on behind a call of something that is not known, or that something unknown made. */
  strange(given, node, made = "") {
    const inside = given.flatMap((one) => {
      const items = this.items(one);
      return items?.length ? items : [one];
    });
    const x = firstTensor(inside);
    if (!x) return new Unknown(this.segment(node));
    const text = this.called(node);
    const of = made && made !== text ? `, of ${made},` : "";
    return this.unknown(`${text}(…)${of}`, x, node, text);
  }
}

/** What a module holds as torch sees it, each once; with `plain` in plain lists, too. */
function* held(value, plain = false, seen = new Set()) {
  if (!isA(value, Layer, Chain, Instance, Array, Map) || seen.has(value)) return;
  seen.add(value);
  if (isA(value, Layer, Instance)) yield value;
  let inside = [];
  if (value instanceof Chain) inside = value.items.map(([, item]) => item);
  else if (value instanceof Instance) inside = [...value.attributes.values()];
  else if (plain && isA(value, Array, Map)) inside = [...value.values()];
  for (const item of inside) yield* held(item, plain, seen);
}

/** What an attribute is set to, as it is written. */
function writtenAs({ madeOf }, name) {
  for (const method of madeOf.methods.values()) {
    for (const { type, targets, value } of nodesOf(method)) {
      if (type === "Assign" && targets.some((one) => one.type === "Attribute" && one.attr === name)) return value;
    }
  }
  return null;
}

/** The tensors that a function is handed to make one of. */
function severalOf(name, x, first) {
  if (x && ["cat", "concat", "concatenate", "add", "stack"].includes(name)) return [x];
  return Array.isArray(first) ? first.filter((one) => one instanceof Tensor) : [];
}
const endOf = (ends) => (ends.at(-1) instanceof Tensor ? ends.at(-1) : new Unknown("Model"));
const mergeOf = (name, axis) => new Merge(MERGES[name], isInt(axis) ? (AXES[axis] ?? axis) : axis);

/** What is wrong with a value that is to be a layer, and what would be right; null where nothing is. */
function notLayer(value, text) {
  if (Array.isArray(value) && value.length && value.every((one) => isA(one, ...MODULES))) {
    const message = "nn.Sequential takes the layers one by one, but gets a list: a * in front of it unpacks it";
    return [message, `*${text}`];
  }
  if (!(value instanceof Named)) return null;
  if (has(TORCH, value.last)) return [`${text} is a class, and no layer yet: ${text}() makes one`, `${text}()`];
  if (!has(FUNCTIONS, value.last)) return null;
  const made = `nn.${FUNCTIONS[value.last][0]}()`;
  return [`${text} is a function, but nn.Sequential takes layers: ${made} is one`, made];
}

/** The attributes that are read somewhere, not only set. */
function readNames(tree) {
  const nodes = [...nodesOf(tree)];
  const set = new Set(nodes.flatMap(({ targets, target }) => [targets ?? [], target ?? []].flat()).flatMap(partsOf));
  return new Set(nodes.filter((one) => one.type === "Attribute" && !set.has(one)).map(({ attr }) => attr));
}
const partsOf = (target) => (target.elts ? target.elts.flatMap(partsOf) : [target]);

/** Note what is no layer, but belongs to a module. */
function registered({ attributes }, name) {
  if (typeof name === "string") attributes.set(name, new Unknown(`self.${name}`));
  return null;
}

/** Whether one class is named in another. */
const isPart = (one, classes) =>
  classes.some(
    (other) =>
      other !== one && [...nodesOf(other.node)].some(({ type, id }) => type === "Name" && id === one.node.name),
  );

/** Why torch would not make a layer, null where it would. */
function constructed(name, settings) {
  try {
    construct(name, settings);
  } catch (error) {
    if (error instanceof Refusal) return error;
    if (!(error instanceof Unreadable)) throw error;
  }
  return null;
}

/** A setting as it is, an Unknown where it is none that source can be written as. */
function plain(value) {
  if (value instanceof Range) return new Unknown("range");
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || ["boolean", "number", "string"].includes(typeof value) || isA(value, Float, Unknown))
    return value;
  return new Unknown(value instanceof Named ? value.path : kindOf(value));
}

/** @type {any[]} */
const KINDS = [
  [Layer, "layer"],
  [Chain, "chain"],
  [Instance, "instance"],
  [Class, "class"],
  [Callable, "function"],
  [Method, "method"],
  [Tensor, "tensor"],
  [Map, "dict"],
]; // prettier-ignore
const kindOf = (value) => KINDS.find(([one]) => value instanceof one)?.[1] ?? "batch";

/** A layer's settings from its arguments, and what Python would say against them. */
function bind(kind, signature, given, keywords, keras) {
  const names = signature.map(([name]) => name);
  const settings = Object.fromEntries(signature);
  const all = kind === "Identity";
  const refuse = (message, data) => new Refusal("argument", `${kind} ${message}`, data);
  let refusal = null;
  if (given.length > names.length && !keras && !all) {
    refusal = refuse(`takes ${names.length} arguments, not ${given.length}`, { surplus: names.length });
  }
  for (const [i, name] of names.slice(0, given.length).entries()) settings[name] = plain(given[i]);
  const twice = new Set(names.slice(0, given.length));
  for (const [name, value] of Object.entries(keywords)) {
    if (twice.has(name)) refusal = refuse(`gets ${name} twice`, { name });
    if (has(settings, name)) settings[name] = plain(value);
    else if (!all && !(keras && KERAS_OTHERS.has(name))) {
      refusal = refuse(`has no argument ${shown(name)}`, { name, known: names });
    }
  }
  const missing = names.filter((name) => settings[name] === NEEDED);
  for (const name of missing) settings[name] = new Unknown(name);
  if (missing.length) refusal ??= refuse(`lacks ${missing.join(" and ")}`, { missing });
  return { settings, refusal };
}
